//! Texts of fields, as they cross between JavaScript and WebAssembly. Pure.
//!
//! What comes in is not taken apart: it stays one text, of which parts are read when they are needed. That costs a
//! fraction of the code that values of their own would need.

use crate::route;

/// Between two fields. JavaScript strips it from every value.
pub const FIELD: &str = "\u{1f}";
/// Before each command. JavaScript strips it from every value.
pub const RECORD: &str = "\u{1e}";
/// Both. No value may bring them into an answer: JavaScript would perform what follows.
pub(crate) const SEPARATORS: &[u8] = b"\x1e\x1f";

/// Reads one field after the other. After the last, every field is empty.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reader<'a> {
    rest: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// Starts at the first field.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: Some(text) }
    }

    /// The next field.
    pub(crate) fn text(&mut self) -> &'a str {
        let Some(rest) = self.rest else { return "" };
        let text = route::before(rest, FIELD.as_bytes());
        self.rest = rest.get(text.len() + 1..);
        text
    }

    /// The next field as a whole number; 0 if it is none.
    pub(crate) fn number(&mut self) -> u64 {
        number(self.text())
    }

    /// Whether the next field is `1`.
    pub(crate) fn flag(&mut self) -> bool {
        self.text() == "1"
    }

    /// The next field as the number of rows that follow, then those rows.
    pub(crate) fn rows(&mut self, width: u32) -> Rows<'a> {
        let left = self.number();
        let rows = Rows { next: *self, left, width };
        *self = rows.last().next;
        rows
    }

    /// A list of pairs.
    pub(crate) fn pairs(&mut self) -> Pairs<'a> {
        let left = self.number();
        let from = self.rest.unwrap_or_default();
        let rows = Rows { next: *self, left, width: 2 };
        *self = rows.last().next;
        let after = self.rest.map_or(0, |rest| rest.len() + 1);
        Pairs(if left == 0 { "" } else { from.get(..from.len() - after).unwrap_or_default() })
    }

    /// All that is left.
    pub(crate) fn rest(self) -> &'a str {
        self.rest.unwrap_or_default()
    }
}

/// Rows of fields.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rows<'a> {
    next: Reader<'a>,
    left: u64,
    width: u32,
}

impl Rows<'_> {
    /// Whether a row begins with this.
    #[inline(never)]
    pub(crate) fn has(mut self, first: &str) -> bool {
        self.any(|mut row| row.text() == first)
    }

    /// What is left once all were read.
    fn last(mut self) -> Self {
        while self.next().is_some() {}
        self
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Reader<'a>;

    fn next(&mut self) -> Option<Reader<'a>> {
        // A false count must not be believed.
        if self.left == 0 || self.next.rest.is_none() {
            return None;
        }
        let row = self.next;
        for _ in 0..self.width {
            self.next.text();
        }
        self.left -= 1;
        Some(row)
    }
}

/// Names and values.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pairs<'a>(pub(crate) &'a str);

impl<'a> Pairs<'a> {
    /// The value of this name, or nothing.
    pub(crate) fn get(self, name: &str) -> &'a str {
        let mut fields = Reader::new(self.0);
        while fields.rest.is_some() {
            let known = fields.text();
            let value = fields.text();
            if known == name {
                return value;
            }
        }
        ""
    }
}

/// Digits as a number; 0 if the text is none, or too large.
pub(crate) fn number(text: &str) -> u64 {
    let mut sum: u64 = 0;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || sum > u64::MAX / 10 - 1 {
            return 0;
        }
        sum = sum * 10 + u64::from(digit);
    }
    sum
}

/// Puts a text in the place of another. There are many such places, and a new `String` at each would take five times
/// the code.
#[inline(never)]
pub(crate) fn put(to: &mut String, text: &str) {
    to.clear();
    to.push_str(text);
}

/// One text of several. That of std counts the bytes first, which takes 300 bytes.
pub(crate) fn join(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Appends a text without these signs.
#[inline(never)]
pub(crate) fn push_without(to: &mut String, text: &str, signs: &[u8]) {
    let mut rest = text;
    while !rest.is_empty() {
        let part = route::before(rest, signs);
        to.push_str(part);
        rest = route::after(rest, part);
    }
}

/// Bytes as text; empty if they are none.
#[inline(never)]
pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// Appends a number's digits.
pub(crate) fn push_number(text: &mut String, number: u64) {
    if number > 9 {
        push_number(text, number / 10);
    }
    let digit = (number % 10) as usize;
    text.push_str("0123456789".get(digit..=digit).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::{Reader, number};

    #[test]
    fn fields_are_read_in_order_and_are_empty_after_the_last() {
        let mut reader = Reader::new("a\u{1f}\u{1f}17\u{1f}1");
        assert_eq!((reader.text(), reader.text()), ("a", ""));
        assert_eq!((reader.number(), reader.flag()), (17, true));
        assert_eq!((reader.text(), reader.number(), reader.flag()), ("", 0, false));
    }

    #[test]
    fn a_list_says_how_long_it_is() {
        let mut reader = Reader::new("2\u{1f}a\u{1f}b\u{1f}1\u{1f}name\u{1f}value\u{1f}0\u{1f}end");
        let texts: Vec<_> = reader.rows(1).map(|mut row| row.text()).collect();
        assert_eq!(texts, ["a", "b"]);
        let pairs = reader.pairs();
        assert_eq!((pairs.get("name"), pairs.get("other")), ("value", ""));
        assert_eq!(reader.pairs().get("end"), "");
        assert_eq!(reader.text(), "end");
    }

    #[test]
    fn a_list_that_claims_too_much_ends_with_the_text() {
        let mut reader = Reader::new("999999999999\u{1f}a\u{1f}b");
        assert_eq!(reader.rows(1).count(), 2);
        assert_eq!(Reader::new("9\u{1f}a\u{1f}b\u{1f}c").pairs().get("a"), "b");
        assert_eq!(Reader::new("9").pairs().get("a"), "");
    }

    #[test]
    fn what_is_no_number_counts_as_zero() {
        for text in ["", "-1", "1.5", "x", "99999999999999999999"] {
            assert_eq!(number(text), 0, "{text}");
        }
        assert_eq!(number("1790000000000"), 1_790_000_000_000);
    }
}
