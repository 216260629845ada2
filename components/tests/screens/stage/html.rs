//! Reads the HTML that the components make: the subset that the README names, and nothing else.

/// An element, in the order of the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    pub(crate) tag: String,
    pub(crate) attributes: Vec<(String, String)>,
    /// The text in it and in what is in it.
    pub(crate) text: String,
    /// Where the element ends in the list: its descendants are between.
    pub(crate) end: usize,
}

impl Element {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| known == name)
    }
}

/// Every element. Panics at what is not in the subset.
pub(crate) fn read(html: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("</") {
            let (tag, after) = after.split_once('>').unwrap();
            let index = open.pop().expect("an end without a start");
            assert_eq!(elements[index].tag, tag, "ends in another order");
            elements[index].end = elements.len();
            rest = after;
        } else if let Some(after) = rest.strip_prefix('<') {
            let (element, after) = start(after);
            let is_void = matches!(element.tag.as_str(), "img" | "input" | "wbr");
            elements.push(Element { end: elements.len() + 1, ..element });
            if !is_void {
                open.push(elements.len() - 1);
            }
            rest = after;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            for index in &open {
                elements[*index].text.push_str(&decode(&rest[..end]));
            }
            rest = &rest[end..];
        }
    }
    assert!(open.is_empty(), "not ended: {open:?}");
    elements
}

const TAGS: &str = " a bdi button code dd div dl dt form h1 h2 h3 img input label li nav p path section span strong svg time ul wbr ";

fn start(text: &str) -> (Element, &str) {
    let end = text.find([' ', '>']).unwrap();
    let mut element = Element { tag: text[..end].into(), ..Element::default() };
    assert!(TAGS.contains(&format!(" {} ", element.tag)), "<{}>", element.tag);
    let mut rest = &text[end..];
    while let Some(after) = rest.strip_prefix(' ') {
        let end = after.find(['=', ' ', '>']).unwrap();
        let name = &after[..end];
        assert!(!name.starts_with("on") && name != "style" && name != "srcdoc", "{name}");
        rest = &after[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let (quoted, after) = after.split_once('"').unwrap();
            value = decode(quoted);
            rest = after;
        }
        assert!(!element.has(name), "{name} twice");
        element.attributes.push((name.into(), value));
    }
    (element, rest.strip_prefix('>').unwrap())
}

fn decode(text: &str) -> String {
    assert!(!text.contains(['<', '>']));
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
