//! What a browser calls itself, in words for people.
//! Pure. Anybody can write anything here: it is shown, never trusted.

const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The browser's name, if it is one that we know.
pub(crate) fn browser(user_agent: &str) -> Option<&'static str> {
    find(&BROWSERS, user_agent)
}

/// The device or operating system, if it is one that we know.
pub(crate) fn system(user_agent: &str) -> Option<&'static str> {
    find(&SYSTEMS, user_agent)
}

/// Whether it is a phone or a tablet.
pub(crate) fn is_mobile(user_agent: &str) -> bool {
    matches!(system(user_agent), Some("iPhone" | "iPad" | "Android"))
}

/// `Chrome on macOS`, or as much of it as is known.
pub(crate) fn describe(user_agent: &str) -> String {
    match (browser(user_agent), system(user_agent)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.into(),
        (None, Some(system)) => format!("a browser on {system}"),
        (None, None) => "an unknown browser".into(),
    }
}

fn find(table: &[(&str, &'static str)], user_agent: &str) -> Option<&'static str> {
    table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_usual_browsers() {
        let chrome = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(describe(chrome), "Chrome on macOS");
        assert_eq!(describe(safari), "Safari on iPhone");
        assert_eq!(describe(&format!("{chrome} Edg/156.0")), "Edge on macOS");
        assert_eq!(
            describe("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            "Firefox on Linux"
        );
        assert_eq!(describe(""), "an unknown browser");
        assert!(is_mobile(safari) && !is_mobile(chrome));
    }
}
