//! What `document.cookie` takes.
//! Pure: `document` sets it.

/// A cookie of this host that scripts can read. `T` is a text, which nothing here reads.
pub(crate) struct Cookie<T> {
    pub(crate) name: &'static str,
    /// `None` removes the cookie.
    pub(crate) value: Option<T>,
    pub(crate) same_site: SameSite,
    pub(crate) secure: bool,
}

/// Which requests carry the cookie.
pub(crate) enum SameSite {
    Lax,
    Strict,
}

impl<T> Cookie<T> {
    /// What follows the value. A cookie stays for a year, which is longer than any session.
    pub(super) fn attributes(&self) -> String {
        let same_site = match self.same_site {
            SameSite::Lax => "; SameSite=Lax",
            SameSite::Strict => "; SameSite=Strict",
        };
        let max_age = if self.value.is_none() { "; Max-Age=0" } else { "; Max-Age=31536000" };
        let secure = if self.secure { "; Secure" } else { "" };
        ["; Path=/", same_site, max_age, secure].concat()
    }
}

/// Whether a text can be a value: it could add neither an attribute nor another cookie.
pub(super) fn fits(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';' && byte != b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_lasts_a_year_or_goes() {
        let cookie = Cookie { name: "a", value: Some(1), same_site: SameSite::Lax, secure: true };
        assert_eq!(cookie.attributes(), "; Path=/; SameSite=Lax; Max-Age=31536000; Secure");
        let gone = Cookie { value: None, same_site: SameSite::Strict, secure: false, ..cookie };
        assert_eq!(gone.attributes(), "; Path=/; SameSite=Strict; Max-Age=0");
    }

    #[test]
    fn a_value_cannot_smuggle_attributes() {
        for value in ["", "a.b-c._d", "dvb_1=="] {
            assert!(fits(value), "{value}");
        }
        for value in ["a;Domain=evil.test", "a b", "a,b", "a\n", "é"] {
            assert!(!fits(value), "{value}");
        }
    }
}
