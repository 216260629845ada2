//! Every text that people read, in one table. Pure.

#[cfg(any(test, feature = "languages"))]
mod arabic;
mod english;
#[cfg(any(test, feature = "languages"))]
mod german;

use maud::Render;

pub use english::{KEYS, Text};

use crate::route;
use crate::wire::Reader;

/// Makes the enum of the texts, the list of their keys, and the English ones, joined. Texts of components that are not
/// in this build are left out.
macro_rules! texts {
    (
        every { $($every:ident $every_key:literal $every_text:literal)* }
        sign { $($sign:ident $sign_key:literal $sign_text:literal)* }
        profile { $($profile:ident $profile_key:literal $profile_text:literal)* }
    ) => {
        /// A text that people read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text {
            $(#[doc = $every_text] $every,)*
            $(#[doc = $sign_text] $sign,)*
            $(#[doc = $profile_text] $profile,)*
        }

        /// The keys of Clerk's `localization`, in the order of [`Text`].
        pub const KEYS: &[&str] = &[$($every_key,)* $($sign_key,)* $($profile_key,)*];

        impl Text {
            /// Every text.
            pub const ALL: &[Self] = &[$(Self::$every,)* $(Self::$sign,)* $(Self::$profile,)*];

            /// The English text.
            pub(super) fn english(self) -> &'static str {
                const EVERY: usize = [$($every_key),*].len();
                const SIGN: usize = EVERY + [$($sign_key),*].len();
                let number = self as usize;
                let (texts, number) = match number {
                    ..EVERY => (concat!($($every_text, "\u{1f}"),*), number),
                    #[cfg(feature = "sign")]
                    EVERY..SIGN => (concat!($($sign_text, "\u{1f}"),*), number - EVERY),
                    #[cfg(feature = "profile")]
                    SIGN.. => (concat!($($profile_text, "\u{1f}"),*), number - SIGN),
                    #[allow(unreachable_patterns, reason = "reachable in a build without a feature")]
                    _ => ("", 0),
                };
                let mut texts = crate::wire::Reader::new(texts);
                for _ in 0..number {
                    texts.text();
                }
                texts.text()
            }
        }
    };
}
use texts;

/// The text in a language besides English that comes with this project. `{{…}}` are its placeholders.
#[cfg(any(test, feature = "languages"))]
pub fn translated(language: &str, text: Text) -> Option<&'static str> {
    Some(match language {
        "en" => text.english(),
        "de" => german::german(text),
        "ar" => arabic::arabic(text),
        _ => return None,
    })
}

/// Texts in the language of the page.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// As in the attribute `lang`; empty: not known, then nothing is said about it.
    pub(crate) language: String,
    /// Number and text.
    others: String,
}

impl Texts {
    /// Texts that take the place of the English ones: the language, then a list of number and text.
    pub(crate) fn read(from: &mut Reader<'_>) -> Self {
        Self { language: from.text().into(), others: from.pairs().0.into() }
    }

    /// Whether the language is written from right to left.
    pub(crate) fn is_right_to_left(&self) -> bool {
        matches!(route::before(&self.language, b"-"), "ar" | "fa" | "he" | "ur")
    }

    /// The text as it is, with its placeholders.
    pub(crate) fn get(&self, text: Text) -> &str {
        let mut number = String::new();
        crate::wire::push_number(&mut number, text as u64);
        match crate::wire::Pairs(&self.others).get(&number) {
            "" => text.english(),
            other => other,
        }
    }
}

/// A text and what is put in place of its placeholders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    /// For `{{applicationName}}`.
    pub(crate) application: &'a str,
    /// For any other.
    pub(crate) value: &'a str,
}

impl Words<'_> {
    /// As plain text.
    pub(crate) fn plain(self) -> String {
        let mut text = String::new();
        self.each(&mut |part| text.push_str(part));
        text
    }

    /// Gives its parts, in order.
    fn each(self, take: &mut dyn FnMut(&str)) {
        // A placeholder is between `{{` and `}}`; no other text of ours has a brace.
        let mut rest = self.text;
        while !rest.is_empty() {
            let text = route::before(rest, b"{");
            take(text);
            let from = route::after(route::after(rest, text), "");
            let name = route::before(from, b"}");
            match name {
                "" => {}
                "applicationName" => take(self.application),
                _ => take(self.value),
            }
            rest = route::after(route::after(from, name), "");
        }
    }
}

impl Render for Words<'_> {
    fn render_to(&self, html: &mut String) {
        self.each(&mut |part| part.render_to(html));
    }
}

#[cfg(test)]
mod tests {
    use maud::Render;

    use super::{KEYS, Text, Texts, Words};
    use crate::wire::Reader;

    fn fill(text: &str, application: &str, value: &str) -> String {
        Words { text, application, value }.plain()
    }

    #[test]
    fn placeholders_are_replaced() {
        assert_eq!(fill("to {{applicationName}}!", "Demo", ""), "to Demo!");
        assert_eq!(fill("{{a}} and {{b}}", "Demo", "x"), "x and x");
        assert_eq!(fill("", "Demo", "x"), "");
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_is_not_replaced() {
        assert_eq!(fill("{{identifier}}", "Demo", "{{applicationName}}"), "{{applicationName}}");
    }

    #[test]
    fn values_are_text_and_never_html() {
        let words = Words { text: "<b>{{a}}</b>", application: "", value: "\"<i>&" };
        assert_eq!(words.render().0, "&lt;b&gt;&quot;&lt;i&gt;&amp;&lt;/b&gt;");
    }

    #[test]
    fn a_text_that_the_language_lacks_is_english() {
        let texts = Texts::read(&mut Reader::new("de\u{1f}1\u{1f}0\u{1f}Weiter"));
        assert_eq!((texts.get(Text::Continue), texts.get(Text::Back)), ("Weiter", "Back"));
    }

    #[test]
    fn every_text_is_found_and_its_placeholders_are_whole() {
        for text in Text::ALL {
            let english = text.english();
            assert!(!english.is_empty(), "{text:?}");
            let braces: String = english.chars().filter(|c| "{}".contains(*c)).collect();
            assert_eq!(braces, "{{}}".repeat(braces.len() / 4), "{english}");
        }
        assert_eq!(Text::SignInTitle.english(), "Sign in");
        assert_eq!(Text::ChangeName.english(), "Change");
    }

    #[test]
    fn every_language_has_the_placeholders_of_the_english_text() {
        let names = |text: &str| {
            let mut names: Vec<_> = text
                .split("{{")
                .skip(1)
                .filter_map(|from| from.split("}}").next())
                .map(String::from)
                .collect();
            names.sort_unstable();
            names
        };
        for text in Text::ALL {
            for language in ["de", "ar"] {
                let other = super::translated(language, *text).unwrap_or_default();
                assert!(!other.is_empty(), "{text:?}");
                assert_eq!(names(other), names(text.english()), "{other}");
            }
        }
    }

    #[test]
    fn no_key_is_there_twice() {
        let mut keys = KEYS.to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Text::ALL.len());
        for key in &keys {
            // A text has no texts below it.
            let below = [key, "."].concat();
            assert!(!keys.iter().any(|other| other.starts_with(&below)), "{key}");
        }
    }
}
