//! Email addresses: normalised once, here, and masked for strangers.
//! Pure: no clock, no database.

use url::Host;

use crate::plain::pasted;

/// The one form in which an address is stored and compared: lower case, the domain in ASCII.
/// `None` if it is no address.
pub(crate) fn normalise(text: &str) -> Option<String> {
    let (local, domain) = pasted::trim(text).rsplit_once('@')?;
    // A quoted name can be spelt in many ways, and so can a host with `%` escapes.
    if local.contains(['"', '\\']) || domain.contains('%') {
        return None;
    }
    let Ok(Host::Domain(domain)) = Host::parse(domain) else { return None };
    let address = format!("{}@{domain}", local.to_ascii_lowercase());
    let is_sendable = address.is_ascii() && address.len() <= 254 && local.len() <= 64;
    (is_sendable && address.parse::<lettre::Address>().is_ok()).then_some(address)
}

/// Where emails to a normalised address arrive: most mail servers take `ada+shop@` for `ada@`.
pub(crate) fn mailbox(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let name = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(local);
    format!("{name}@{domain}")
}

/// `a•••@e•••.com` for `ada@example.com`: enough to recognise your own address, too little to learn
/// somebody else's.
pub(crate) fn mask(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let (name, ending) = domain.rsplit_once('.').unwrap_or((domain, ""));
    let masked = |text: &str| text.chars().next().map(|first| format!("{first}•••"));
    let mut text = masked(local).unwrap_or_default();
    text.push('@');
    text.push_str(&masked(name).unwrap_or_default());
    if !ending.is_empty() {
        text.push('.');
        text.push_str(ending);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form() {
        let one = |text| normalise(text);
        assert_eq!(one("  ADA@Example.COM "), Some("ada@example.com".into()));
        assert_eq!(one("ada+tag@müller.example"), Some("ada+tag@xn--mller-kva.example".into()));
        assert_eq!(one("\u{feff}ada@example.com\u{200e}"), Some("ada@example.com".into()));
        for bad in [
            "",
            "\"ada\"@example.com",
            "\"a\\da\"@example.com",
            "\"a b\"@example.com",
            "ada.\"l\"@example.com",
            "ada@ex%61mple.com",
            "ada@example%2ecom",
            "a\u{200b}da@example.com",
            "ada(comment)@example.com",
            "ada",
            "@example.com",
            "ada@",
            "ada@example.com.",
            "ada@.example.com",
            "a b@example.com",
            "ada@1.2.3.4",
            "a@b@c",
            "ada@example.com>",
            "ada@exam ple.com",
            "ada\r\n@example.com",
            "ädä@example.com",
        ] {
            assert_eq!(one(bad), None, "{bad}");
        }
        assert_eq!(one(&format!("{}@example.com", "a".repeat(300))), None);
    }

    #[test]
    fn one_mailbox_has_many_addresses() {
        for address in ["ada@example.com", "ada+a@example.com", "ada+a+b@example.com"] {
            assert_eq!(mailbox(address), "ada@example.com");
        }
        assert_eq!(mailbox("+a@example.com"), "+a@example.com");
    }

    #[test]
    fn a_masked_address_shows_one_letter_of_each_part() {
        assert_eq!(mask("ada@example.com"), "a•••@e•••.com");
        assert_eq!(mask("a@b.co.uk"), "a•••@b•••.uk");
        assert_eq!(mask("nonsense"), "n•••@");
    }
}
