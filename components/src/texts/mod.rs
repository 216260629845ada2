//! Every text that people read, in one table. Pure.

mod english;

pub use english::{KEYS, Text};

/// Makes the enum of the texts, the list of their keys, and the list of the English ones. Texts of components that
/// are not in this build are empty.
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
        }

        pub(super) static ENGLISH: &[&str] = &[
            $($every_text,)*
            $(if cfg!(feature = "sign") { $sign_text } else { "" },)*
            $(if cfg!(feature = "profile") { $profile_text } else { "" },)*
        ];
    };
}
use texts;

/// Texts in the language of the page.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// As in the attribute `lang`; empty: not known, then nothing is said about it.
    pub language: String,
    others: Vec<(usize, String)>,
}

impl Texts {
    /// Texts that take the place of the English ones, by their number.
    pub fn new(language: String, others: Vec<(usize, String)>) -> Self {
        Self { language, others }
    }

    /// Whether the language is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        let language = self.language.split('-').next();
        matches!(language, Some("ar" | "fa" | "he" | "ur"))
    }

    /// The text as it is, with its placeholders.
    pub fn get(&self, text: Text) -> &str {
        let number = text as usize;
        let other = self.others.iter().find(|(known, _)| *known == number);
        let english = english::ENGLISH.get(number).copied().unwrap_or_default();
        other.map_or(english, |(_, text)| text)
    }
}

/// Replaces `{{applicationName}}` by the one, and any other placeholder by the other.
pub fn fill(text: &str, application: &str, value: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("{{") {
        let Some((name, after)) = from.split_once("}}") else { break };
        filled.push_str(before);
        filled.push_str(if name == "applicationName" { application } else { value });
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{KEYS, Text, Texts, fill};

    #[test]
    fn placeholders_are_replaced_and_half_ones_stay() {
        assert_eq!(fill("to {{applicationName}}!", "Demo", ""), "to Demo!");
        assert_eq!(fill("{{a}} and {{b}}", "Demo", "x"), "x and x");
        assert_eq!(fill("{{a", "Demo", "x"), "{{a");
    }

    #[test]
    fn a_value_that_looks_like_a_placeholder_is_not_replaced() {
        assert_eq!(fill("{{identifier}}", "Demo", "{{applicationName}}"), "{{applicationName}}");
    }

    #[test]
    fn a_text_that_the_language_lacks_is_english() {
        let texts = Texts::new("de".into(), vec![(Text::Continue as usize, "Weiter".into())]);
        assert_eq!((texts.get(Text::Continue), texts.get(Text::Back)), ("Weiter", "Back"));
    }

    #[test]
    fn no_key_is_there_twice() {
        let mut keys = KEYS.to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Text::ALL.len());
    }
}
