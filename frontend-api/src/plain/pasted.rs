//! Text as people paste it: with invisible characters around it or in it.
//! Pure.

/// Whether a character is invisible: a space, a mark that only says how text is laid out, or a filler
/// that stands for no letter. For JavaScript U+FEFF is a space too, for Rust it is not.
pub(crate) fn is_invisible(c: char) -> bool {
    let is_layout = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}');
    let is_filler =
        matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}');
    c.is_whitespace() || is_layout || is_filler
}

/// Whether a character chooses how the one before it looks, such as ❤ in black or as a picture.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn is_unseen(c: char) -> bool {
    is_invisible(c) || is_selector(c)
}

/// The text without what is invisible at either end.
pub(crate) fn trim(text: &str) -> &str {
    let text = text.trim_start_matches(is_unseen);
    let bare = text.trim_end_matches(is_unseen);
    // After ASCII a selector does nothing. After other characters it may belong to them.
    if bare.ends_with(|c: char| c.is_ascii()) { bare } else { text.trim_end_matches(is_invisible) }
}

/// The text without anything invisible.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters that are invisible, but not spaces.
    const UNSEEN: [char; 13] = [
        '\u{34f}', '\u{115f}', '\u{1160}', '\u{17b4}', '\u{17b5}', '\u{180e}', '\u{2061}',
        '\u{2062}', '\u{2063}', '\u{2064}', '\u{3164}', '\u{fe0f}', '\u{ffa0}',
    ];

    #[test]
    fn what_nobody_sees_goes_from_both_ends() {
        for around in
            ["\u{feff}", "\u{200b}", "\u{200e}", "\u{2060}", "\u{ad}", "\u{a0}", " \t\r\n"]
        {
            assert_eq!(trim(&format!("{around}ada{around}")), "ada", "{around:?}");
        }
        for around in UNSEEN {
            assert_eq!(trim(&format!("{around} ada{around} ")), "ada", "{around:?}");
            assert_eq!(trim(&format!("{around}")), "", "{around:?}");
        }
        assert_eq!(trim("\u{feff} \u{200b}"), "");
        assert_eq!(trim("a\u{200d}b"), "a\u{200d}b", "inside it may join what belongs together");
        // An emoji that ends with an invisible character of its own.
        assert_eq!(trim("❤\u{fe0f} "), "❤\u{fe0f}");
        assert_eq!(trim("🏴\u{e0067}\u{e007f}"), "🏴\u{e0067}\u{e007f}");
    }

    #[test]
    fn a_code_is_what_is_left() {
        for around in UNSEEN {
            assert_eq!(squeeze(&format!("{around}123{around}456{around}")), "123456", "{around:?}");
        }
        assert_eq!(squeeze("\u{feff}123\u{200b} 456\u{a0}"), "123456");
    }
}
