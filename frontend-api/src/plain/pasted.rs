//! Text as people paste it: with characters around it, or in it, that nobody sees.
//! Pure.

/// Whether a character takes part in no word: a space, or a mark that only says how text is laid
/// out. Rust's own idea of space is narrower than JavaScript's, which has U+FEFF as well.
pub(crate) fn is_invisible(c: char) -> bool {
    let is_layout = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    c.is_whitespace() || is_layout
}

/// The text without what is invisible at either end.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_invisible)
}

/// The text without anything invisible.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_goes_from_both_ends() {
        for around in
            ["\u{feff}", "\u{200b}", "\u{200e}", "\u{2060}", "\u{ad}", "\u{a0}", " \t\r\n"]
        {
            assert_eq!(trim(&format!("{around}ada{around}")), "ada", "{around:?}");
        }
        assert_eq!(trim("\u{feff} \u{200b}"), "");
        assert_eq!(trim("a\u{200d}b"), "a\u{200d}b", "inside it may join what belongs together");
        // A flag that ends with an invisible character of its own.
        assert_eq!(trim("🏴\u{e0067}\u{e007f}"), "🏴\u{e0067}\u{e007f}");
    }

    #[test]
    fn a_code_is_what_is_left() {
        assert_eq!(squeeze("\u{feff}123\u{200b} 456\u{a0}"), "123456");
    }
}
