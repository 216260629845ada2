//! Texts of fields, as they cross between JavaScript and WebAssembly. Pure.

/// Between two fields. JavaScript strips it from every value.
pub const FIELD: char = '\u{1f}';
/// Before each command. JavaScript strips it from every value.
pub const RECORD: char = '\u{1e}';

/// Pairs of name and value, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// The value of this name, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether a value of this name is `true`.
    pub fn is(&self, name: &str) -> bool {
        self.get(name) == "true"
    }

    /// Adds a pair.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }
}

/// Reads one field after the other. After the last, every field is empty.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// Starts at the first field.
    pub fn new(text: &'a str) -> Self {
        Self { rest: Some(text) }
    }

    /// The next field.
    pub fn text(&mut self) -> &'a str {
        let Some(rest) = self.rest else { return "" };
        let (field, after) = match rest.split_once(FIELD) {
            Some((field, after)) => (field, Some(after)),
            None => (rest, None),
        };
        self.rest = after;
        field
    }

    /// The next field, kept.
    pub fn string(&mut self) -> String {
        self.text().into()
    }

    /// The next field as a whole number; 0 if it is none.
    pub fn number(&mut self) -> u64 {
        number(self.text())
    }

    /// Whether the next field is `1`.
    pub fn flag(&mut self) -> bool {
        self.text() == "1"
    }

    /// The next field as the number of items that follow, then the items.
    pub fn list<T>(&mut self, item: fn(&mut Self) -> T) -> Vec<T> {
        let count = self.number();
        let mut items = Vec::new();
        for _ in 0..count {
            // A false count must not fill the memory.
            if self.rest.is_none() {
                break;
            }
            items.push(item(self));
        }
        items
    }

    /// A list of texts.
    pub fn strings(&mut self) -> Vec<String> {
        self.list(Self::string)
    }

    /// A list of pairs.
    pub fn pairs(&mut self) -> Pairs {
        Pairs(self.list(|reader| (reader.string(), reader.string())))
    }
}

/// Digits as a number; 0 if the text is none, or too large.
pub fn number(text: &str) -> u64 {
    text.bytes()
        .try_fold(0_u64, |sum, byte| {
            let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
            sum.checked_mul(10)?.checked_add(digit.into())
        })
        .unwrap_or(0)
}

/// Writes records of fields.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// Starts with a text that is no record.
    pub fn after(text: String) -> Self {
        Self { text }
    }

    /// Begins the next record with its name.
    pub fn record(&mut self, name: &str) -> &mut Self {
        self.text.push(RECORD);
        self.text.push_str(name);
        self
    }

    /// Adds a field.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.text.push(FIELD);
        self.text.push_str(value);
        self
    }

    /// Adds a number.
    pub fn number(&mut self, value: u64) -> &mut Self {
        self.text.push(FIELD);
        push_number(&mut self.text, value);
        self
    }

    /// Adds a flag.
    pub fn flag(&mut self, value: bool) -> &mut Self {
        self.text(if value { "1" } else { "" })
    }

    /// Adds a list of pairs.
    pub fn pairs(&mut self, pairs: &Pairs) -> &mut Self {
        self.number(pairs.0.len().try_into().unwrap_or(0));
        for (name, value) in &pairs.0 {
            self.text(name).text(value);
        }
        self
    }

    /// All that was written.
    pub fn end(self) -> String {
        self.text
    }
}

/// Appends a number's digits.
pub fn push_number(text: &mut String, number: u64) {
    if number > 9 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::{Pairs, Reader, Writer, number};

    #[test]
    fn fields_are_read_in_order_and_are_empty_after_the_last() {
        let mut reader = Reader::new("a\u{1f}\u{1f}17\u{1f}1");
        assert_eq!((reader.text(), reader.text()), ("a", ""));
        assert_eq!((reader.number(), reader.flag()), (17, true));
        assert_eq!((reader.text(), reader.number(), reader.flag()), ("", 0, false));
    }

    #[test]
    fn a_list_says_how_long_it_is() {
        let mut reader = Reader::new("2\u{1f}a\u{1f}b\u{1f}1\u{1f}name\u{1f}value\u{1f}end");
        assert_eq!(reader.strings(), ["a", "b"]);
        assert_eq!(reader.pairs().get("name"), "value");
        assert_eq!(reader.text(), "end");
    }

    #[test]
    fn a_list_that_claims_too_much_ends_with_the_text() {
        assert_eq!(Reader::new("999999999999\u{1f}a").strings(), ["a"]);
    }

    #[test]
    fn what_is_no_number_counts_as_zero() {
        for text in ["", "-1", "1.5", "x", "99999999999999999999"] {
            assert_eq!(number(text), 0, "{text}");
        }
        assert_eq!(number("1790000000000"), 1_790_000_000_000);
    }

    #[test]
    fn records_are_written_as_they_are_read() {
        let mut writer = Writer::after("html".into());
        writer.record("create").number(120).pairs(&Pairs::default().with("a", "b"));
        writer.record("close").flag(true);
        let written = "html\u{1e}create\u{1f}120\u{1f}1\u{1f}a\u{1f}b\u{1e}close\u{1f}1";
        assert_eq!(writer.end(), written);
    }
}
