//! Adds up what test runners report.

/// How many tests passed and failed, as the runners report.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Tally {
    /// Adds the counts of a line of a runner's output, if the line is a summary.
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(summary) = line.strip_prefix("test result: ") {
            self.passed += number_before(summary, " passed;");
            self.failed += number_before(summary, " failed;");
        }
        self.passed += counted_by_node(line, "pass");
        self.failed += counted_by_node(line, "fail") + counted_by_node(line, "cancelled");
    }
}

/// `4` for `# pass 4` or `ℹ pass 4` (Node's runner writes both) and `pass`.
fn counted_by_node(line: &str, what: &str) -> usize {
    let rest = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "));
    let number = rest.and_then(|rest| rest.strip_prefix(what)?.strip_prefix(' '));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// `3` for `ok. 3 passed; 0 failed` and ` passed;`.
fn number_before(text: &str, word: &str) -> usize {
    let number = text.split_once(word).and_then(|(before, _)| before.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn adds_up_what_the_runners_report() {
        let mut tally = Tally::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored",
            "# pass 4",
            "# fail 1",
            "ℹ pass 5",
            "ℹ cancelled 1",
            "a line about 100 passed; 100 failed;",
        ] {
            tally.read(line);
        }
        assert_eq!(tally, Tally { passed: 22, failed: 4 });
    }
}
