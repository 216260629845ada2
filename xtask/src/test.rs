//! `cargo xtask test`: all tests, the fast ones first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::build;
use crate::check;
use crate::engine::{self, Engine};
use crate::npm;
use crate::pack;
use crate::paths;
use crate::serve::{self, Server};
use crate::setup::{self, Browser, Tools};
use crate::shell::{Result, run_and_read};
use crate::size;
use crate::tally::Tally;

enum Work {
    Once(fn(&Tools, &mut Tally) -> Result),
    InEachBrowser(fn(&Tools, &Browser, &mut Tally) -> Result),
}
use Work::{InEachBrowser, Once};

const STEPS: [(&str, Work); 9] = [
    ("check", Once(check::all)),
    ("build", Once(|tools, _| build::package(tools))),
    ("size", Once(|_, _| size::check())),
    ("server", Once(server)),
    ("js", InEachBrowser(js)),
    ("browser", InEachBrowser(browser)),
    ("shipped", InEachBrowser(shipped)),
    ("e2e", InEachBrowser(e2e)),
    ("consumers", InEachBrowser(consumers)),
];

/// The steps that use `pkg/`.
const OF_THE_PACKAGE: [&str; 5] = ["size", "js", "shipped", "e2e", "consumers"];

/// `cargo xtask test [step …] [--engine NAME …]`: these steps in these engines; by default all in all.
pub(crate) fn run(args: &[String]) -> Result {
    let (names, asked) = engine::take(args)?;
    let known: Vec<&str> = STEPS.iter().map(|(name, _)| *name).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("no step `{name}`: there are {}", known.join(", ")).into());
    }
    let mut report = Report::default();
    let steps = STEPS.iter().filter(|(name, _)| is_wanted(name, &names));
    let drives = steps.clone().any(|(_, work)| matches!(work, InEachBrowser(_)));
    let (tools, browsers) =
        report.time("set-up", |report| set_up(drives, &asked, &mut report.left_out))?;
    for (name, work) in steps {
        match work {
            Once(step) => report.step(name, |tally| step(&tools, tally)),
            InEachBrowser(step) => {
                for browser in &browsers {
                    if !report.leaves_out(name, browser.engine, asked.is_empty()) {
                        let title = format!("{name} in {}", browser.engine.name());
                        report.step(&title, |tally| step(&tools, browser, tally));
                    }
                }
            }
        }
    }
    report.print()
}

/// The tools, and the browsers if a step drives one. Notes which browsers are missing; a missing browser
/// that `--engine` names is an error.
fn set_up(
    drives: bool,
    asked: &[Engine],
    left_out: &mut Vec<String>,
) -> Result<(Tools, Vec<Browser>)> {
    let tools = setup::for_test()?;
    let wanted = if asked.is_empty() { &Engine::ALL[..] } else { asked };
    let (browsers, missing) = setup::browsers(if drives { wanted } else { &[] })?;
    for engine in missing {
        if asked.contains(&engine) {
            return Err(format!("there is no {} to test in", engine.name()).into());
        }
        left_out.push(format!("all in {}: it is not here", engine.name()));
    }
    Ok((tools, browsers))
}

/// Whether a step runs: all run if none is named, and a step that uses `pkg/` brings `build` along.
fn is_wanted(step: &str, names: &[String]) -> bool {
    let builds = |name: &String| step == "build" && OF_THE_PACKAGE.contains(&name.as_str());
    names.is_empty() || names.iter().any(|name| name == step || builds(name))
}

/// What is printed at the end.
#[derive(Default)]
struct Report {
    tally: Tally,
    times: Vec<(String, Duration)>,
    left_out: Vec<String>,
}

impl Report {
    /// Runs a step. If it fails, the others run nevertheless.
    fn step(&mut self, title: &str, step: impl FnOnce(&mut Tally) -> Result) {
        eprintln!("\n=== {title} ===");
        let failed = self.tally.failed;
        if let Err(error) = self.time(title, |report| step(&mut report.tally)) {
            eprintln!("{title}: {error}");
            // A step that fails without a failed test counts as one failure.
            self.tally.failed = self.tally.failed.max(failed + 1);
        }
    }

    fn time<T>(&mut self, title: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let start = Instant::now();
        let done = work(self);
        self.times.push((title.to_owned(), start.elapsed()));
        done
    }

    /// Notes what this engine leaves out of the step. Returns whether that is the whole step.
    fn leaves_out(&mut self, step: &str, engine: Engine, is_unasked: bool) -> bool {
        let (mut all, name) = (false, engine.name());
        for gap in engine::gaps(engine, step) {
            if gap.what == engine::UNASKED && !is_unasked {
                continue;
            }
            all |= gap.what == step || gap.what == engine::UNASKED;
            self.left_out.push(format!("{step} in {name}: {}: {}", gap.what, gap.why));
        }
        all
    }

    fn print(&self) -> Result {
        println!();
        let total = self.times.iter().map(|(_, time)| *time).sum();
        for (title, time) in self.times.iter().chain([&("together".to_owned(), total)]) {
            println!("{:>7.1} s  {title}", time.as_secs_f32());
        }
        for line in &self.left_out {
            println!("skipped: {line}");
        }
        println!("\n{} passed, {} failed", self.tally.passed, self.tally.failed);
        if self.tally.failed == 0 { Ok(()) } else { Err("not everything passed".into()) }
    }
}

/// The companion server, over real HTTP.
fn server(tools: &Tools, tally: &mut Tally) -> Result {
    let mut test = tools.command("cargo", ["test", "--package", "frontend-api", "--test", "*"]);
    run_and_read(&mut test, |line| tally.read(line))
}

/// The suites of `js/test/` that drive a browser.
const IN_A_BROWSER: [&str; 5] = ["browser", "cookies", "copies", "schemes", "surface"];

/// The built package: in each browser and, only once, in Node, in the type checker and as a tarball.
fn js(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let once = browser.engine == Engine::Chromium;
    let mut test = command_for(tools, browser.engine, "npm");
    test.args(["test", "--"]);
    if !once {
        let suites = IN_A_BROWSER.iter().filter(|suite| {
            let file = format!("{suite}.test.mjs");
            engine::gaps(browser.engine, "js").all(|gap| gap.what != file)
        });
        test.args(suites);
    }
    run_and_read(browser.tell(&mut test).current_dir("js"), |line| tally.read(line))?;
    if once { pack::lint() } else { Ok(()) }
}

/// The SDK's own tests by wasm-pack, compiled for the plain target and with every debug assertion.
fn browser(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let server = Server::start(serve::compile(tools)?)?;
    let mut test = tools.command("wasm-pack", ["test", "--headless", "--chrome", "--chromedriver"]);
    test.arg(browser.program("CHROMEDRIVER")?).args(["--mode", "no-install", "."]);
    // wasm-pack names the driver, but the runner would prefer another that one of these names.
    for driver in ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER"] {
        test.env_remove(driver);
    }
    let capabilities = capabilities(browser.program("CHROME")?)?;
    test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    run_and_read(test.env("FRONTEND_API_URL", &server.url), |line| tally.read(line))
}

/// The same tests on the built package: its target is another, which they cannot be compiled for (decision 11).
fn shipped(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let binary = serve::compile(tools)?;
    let mut test = command_for(tools, browser.engine, "node");
    test.arg("e2e/shipped.mjs").env("SERVER_BIN", paths::root().join(binary));
    let tests = engine::gaps(browser.engine, "shipped").filter(|gap| gap.what != engine::UNASKED);
    for gap in tests {
        test.args(["--skip", gap.what]);
    }
    run_and_read(browser.tell(&mut test), |line| tally.read(line))
}

/// The whole product, as its users meet it.
fn e2e(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let binary = serve::compile(tools)?;
    npm::install("e2e/oracle")?;
    let folder = if browser.engine == Engine::WebKit { "webkit" } else { "tests" };
    let mut test = command_for(tools, browser.engine, "node");
    test.arg("--test").args(tests_in(folder, browser.engine)?).current_dir("e2e");
    test.env("SERVER_BIN", paths::root().join(binary));
    run_and_read(browser.tell(&mut test), |line| tally.read(line))
}

/// The files of `e2e` in this folder that this engine can run.
fn tests_in(folder: &str, engine: Engine) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(Path::new("e2e").join(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let left_out = engine::gaps(engine, "e2e").any(|gap| gap.what == name);
        if name.ends_with(".test.mjs") && !left_out {
            files.push(format!("{folder}/{name}"));
        }
    }
    files.sort();
    Ok(files)
}

/// The packed package with each bundler, with clerk-react, and in place of clerk-js.
fn consumers(tools: &Tools, browser: &Browser, tally: &mut Tally) -> Result {
    let binary = serve::compile(tools)?;
    npm::install("e2e/oracle")?;
    let mut test = npm::command(["run", "consumers"])?;
    test.env("SERVER_BIN", paths::root().join(binary));
    run_and_read(browser.tell(&mut test).current_dir("e2e"), |line| tally.read(line))
}

/// A program that starts this engine. WebKitGTK needs a display, and gets one that nobody sees.
fn command_for(tools: &Tools, engine: Engine, program: &str) -> Command {
    match engine {
        Engine::WebKit => tools.command("xvfb-run", ["--auto-servernum", program]),
        Engine::Chromium | Engine::Firefox => tools.command(program, []),
    }
}

/// The project's `webdriver.json`, with the browser that was found.
fn capabilities(chrome: &Path) -> Result<PathBuf> {
    let common = fs::read_to_string("webdriver.json")?;
    let options = "\"goog:chromeOptions\": {";
    let binary = format!("{options}\n    \"binary\": {:?},", chrome.display().to_string());
    let file = paths::target().join("webdriver.json");
    fs::write(&file, common.replacen(options, &binary, 1))?;
    Ok(file)
}
