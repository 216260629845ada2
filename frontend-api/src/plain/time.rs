//! Instants in words for people.
//! Pure: takes milliseconds.

use jiff::Timestamp;

/// `23 Nov 2026, 01:24 UTC`.
pub(crate) fn utc(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    at.strftime("%d %b %Y, %H:%M UTC").to_string()
}

/// `just now`, `1 minute ago`, `2 hours ago`.
pub(crate) fn ago(ms: i64) -> String {
    match ms / 60_000 {
        ..=0 => "just now".into(),
        1 => "1 minute ago".into(),
        minutes @ 2..60 => format!("{minutes} minutes ago"),
        minutes @ 60..120 => format!("{} hour ago", minutes / 60),
        minutes => format!("{} hours ago", minutes / 60),
    }
}

/// `10 minutes`, `90 seconds`, `1 hour`, `7 days`.
pub(crate) fn span(ms: i64) -> String {
    let seconds = ms / 1000;
    match seconds {
        3600 => "1 hour".into(),
        60 => "1 minute".into(),
        seconds if seconds % 86_400 == 0 && seconds > 86_400 => {
            format!("{} days", seconds / 86_400)
        }
        seconds if seconds % 3600 == 0 && seconds > 0 => format!("{} hours", seconds / 3600),
        seconds if seconds % 60 == 0 && seconds > 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_spans_read_well() {
        assert_eq!(utc(1_795_397_090_000), "23 Nov 2026, 01:24 UTC");
        assert_eq!(ago(59_999), "just now");
        assert_eq!(ago(60_000), "1 minute ago");
        assert_eq!(ago(3_600_000), "1 hour ago");
        assert_eq!(span(600_000), "10 minutes");
        assert_eq!(span(3_000), "3 seconds");
        assert_eq!(span(86_400_000), "24 hours");
        assert_eq!(span(604_800_000), "7 days");
    }
}
