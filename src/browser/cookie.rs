//! What `document.cookie` takes and gives.
//! Pure: `document` sets and gets it.

/// A cookie of this host that scripts can read. An empty value removes it.
pub(crate) struct Cookie<'a> {
    pub(crate) name: &'static str,
    pub(crate) value: &'a str,
    pub(crate) same_site: SameSite,
    pub(crate) secure: bool,
}

/// Which requests carry the cookie.
pub(crate) enum SameSite {
    Lax,
    Strict,
}

impl Cookie<'_> {
    /// As `document.cookie` takes it: for a year, which is longer than any session.
    pub(super) fn text(&self) -> String {
        let same_site = match self.same_site {
            SameSite::Lax => "; SameSite=Lax",
            SameSite::Strict => "; SameSite=Strict",
        };
        let max_age = if self.value.is_empty() { "; Max-Age=0" } else { "; Max-Age=31536000" };
        let secure = if self.secure { "; Secure" } else { "" };
        [self.name, "=", self.value, "; Path=/", same_site, max_age, secure].concat()
    }
}

/// The value of a cookie among all that `document.cookie` gives.
pub(super) fn find(all: &str, name: &str) -> Option<String> {
    // Split at a character: to search for a string costs 10 KB of panics and their formatting.
    let mut pairs = all.split(';').filter_map(|pair| pair.trim_start_matches(' ').split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_lasts_a_year_or_goes() {
        let cookie = Cookie { name: "a", value: "1", same_site: SameSite::Lax, secure: true };
        assert_eq!(cookie.text(), "a=1; Path=/; SameSite=Lax; Max-Age=31536000; Secure");
        let gone = Cookie { value: "", same_site: SameSite::Strict, secure: false, ..cookie };
        assert_eq!(gone.text(), "a=; Path=/; SameSite=Strict; Max-Age=0");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let all = "__session_x=no; a; __session=; __session=yes=; b=2";
        assert_eq!(find(all, "__session").as_deref(), Some("yes="));
        assert_eq!(find(all, "a"), None);
        assert_eq!(find("", "a"), None);
    }
}
