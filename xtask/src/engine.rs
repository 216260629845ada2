//! The browser engines that the tests run in, and what each of them cannot run.

use crate::shell::Result;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Its name in `--engine`, and in the variable `ENGINE` for the tests' scripts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|engine| engine.name() == name);
        let known = Self::ALL.map(Self::name).join(", ");
        found.ok_or_else(|| format!("no engine `{name}`: there are {known}").into())
    }
}

/// Takes each `--engine NAME` out of the arguments; returns the rest, and the engines.
pub(crate) fn take(args: &[String]) -> Result<(Vec<String>, Vec<Engine>)> {
    let (mut rest, mut engines) = (Vec::new(), Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let name = match arg.strip_prefix("--engine") {
            Some("") => args.next().map(String::as_str),
            Some(value) => value.strip_prefix('='),
            None => {
                rest.push(arg.clone());
                continue;
            }
        };
        let engine = Engine::named(name.unwrap_or_default())?;
        if !engines.contains(&engine) {
            engines.push(engine);
        }
    }
    Ok((rest, engines))
}

/// The only place that says what is left out.
const GAPS: &str = include_str!("../../testing/gaps.md");

/// A part of a step that an engine does not run.
pub(crate) struct Gap {
    engine: &'static str,
    step: &'static str,
    /// The step itself, a test of `shipped`, files of `js` or `e2e`, or [`UNASKED`].
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
}

/// The whole step, unless `--engine` names the engine.
pub(crate) const UNASKED: &str = "unasked";

/// What this engine leaves out of this step.
pub(crate) fn gaps(engine: Engine, step: &str) -> impl Iterator<Item = Gap> {
    all_gaps().filter(move |gap| gap.engine == engine.name() && gap.step == step)
}

fn all_gaps() -> impl Iterator<Item = Gap> {
    let rows = GAPS.lines().filter_map(|line| line.strip_prefix("| "));
    // The first two are the table's head.
    rows.skip(2).filter_map(|row| {
        let mut cells = row.split('|').map(str::trim);
        let (engine, step) = (cells.next()?, cells.next()?);
        Some(Gap { engine, step, what: cells.next()?, why: cells.next()? })
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Engine, UNASKED, all_gaps, take};
    use crate::paths;

    #[test]
    fn engines_are_named_beside_the_steps() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let taken = take(&words("e2e --engine firefox --engine=webkit js")).ok();
        let engines = vec![Engine::Firefox, Engine::WebKit];
        assert_eq!(taken, Some((words("e2e js"), engines)));
        for wrong in ["--engine gecko", "--engine", "--engines=firefox"] {
            assert!(take(&words(wrong)).is_err());
        }
    }
    #[test]
    fn what_is_left_out_exists() {
        let gaps: Vec<_> = all_gaps().collect();
        assert!(!gaps.is_empty());
        for gap in gaps {
            assert!(Engine::named(gap.engine).is_ok(), "no engine {}", gap.engine);
            let found = match (gap.step, gap.what.split_once("::")) {
                ("shipped", Some((file, test))) => {
                    let file = paths::root().join(format!("tests/browser/{file}.js"));
                    fs::read_to_string(file)
                        .is_ok_and(|text| text.contains(&format!("function {test}(")))
                }
                (step, _) => {
                    let files = ["js/test", "e2e", "e2e/tests"].map(|dir| paths::root().join(dir));
                    gap.what == step
                        || gap.what == UNASKED
                        || files.iter().any(|dir| dir.join(gap.what).exists())
                }
            };
            assert!(found, "there is no {}", gap.what);
        }
    }
}
