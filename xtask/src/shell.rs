//! Runs other programs: with their output, silently, or with a line of progress.

use std::error::Error;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The result of every command of this crate. An error is one sentence for a person.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// A command that runs `program` with `args`.
///
/// The command does not see the variables by which Cargo tells us which package this is. With them, build
/// scripts (ring's) would run again after each change from `cargo xtask …` to `cargo …` or back.
pub(crate) fn command<const N: usize>(program: &str, args: [&str; N]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Prints the command and runs it; its output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result {
    eprintln!("$ {}", line_of(command));
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, status).into()) }
}

/// Runs silently; returns what was written to stdout, trimmed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}\n{}", failed(command, output.status), errors.trim()).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether it starts and succeeds, silently.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    output(command).is_ok()
}

/// Prints the command and runs it; `on_line` sees each line of its stdout as it is shown.
pub(crate) fn run_and_read(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result {
    eprintln!("$ {}", line_of(command));
    let child = command.stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| cannot_start(command, &error))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            on_line(&line);
        }
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(failed(command, status).into()) }
}

/// Runs a long step: shows `what` it is, how long it has taken and the last line that the program wrote.
/// Shows the program's output only if it fails. Ends the program after `limit`.
pub(crate) fn run_with_progress(
    what: &str,
    command: &mut Command,
    limit: Option<Duration>,
) -> Result {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut progress = Progress::start(what);
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    let lines = lines_of(&mut child);
    let mut all = Vec::new();
    let status = loop {
        match lines.recv_timeout(Duration::from_millis(200)) {
            Ok(line) => {
                progress.show(&line);
                all.push(line);
                continue;
            }
            Err(RecvTimeoutError::Timeout) => progress.tick(),
            Err(RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(20)),
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if let Some(limit) = limit.filter(|limit| progress.started.elapsed() > *limit) {
            child.kill()?;
            child.wait()?;
            progress.end("gave up");
            return Err(format!("{what}: not done within {} s", limit.as_secs()).into());
        }
    };
    all.extend(lines.try_iter());
    if status.success() {
        progress.end("done");
        return Ok(());
    }
    progress.end("failed");
    let last = all.get(all.len().saturating_sub(30)..).unwrap_or_default();
    Err(format!("{}\n{}", failed(command, status), last.join("\n")).into())
}

/// Both outputs of a child, line by line.
fn lines_of(child: &mut Child) -> Receiver<String> {
    let (sender, lines) = channel();
    if let Some(stdout) = child.stdout.take() {
        send_lines(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        send_lines(stderr, sender);
    }
    lines
}

fn send_lines(from: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(io::Result::ok) {
            if to.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
}

/// A line that shows that something is going on.
struct Progress {
    what: String,
    last: String,
    started: Instant,
    printed: Instant,
    live: bool,
}

impl Progress {
    fn start(what: &str) -> Self {
        let now = Instant::now();
        let live = io::stderr().is_terminal();
        eprint!("  {what} …");
        if !live {
            eprintln!();
        }
        Self { what: what.to_owned(), last: String::new(), started: now, printed: now, live }
    }

    fn show(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            self.last = line.chars().take(60).collect();
        }
        self.tick();
    }

    /// A terminal sees the line change; a log gets a line every 15 seconds.
    fn tick(&mut self) {
        let pause = Duration::from_millis(if self.live { 200 } else { 15_000 });
        if self.printed.elapsed() < pause {
            return;
        }
        self.printed = Instant::now();
        let text =
            format!("  {} … {} s  {}", self.what, self.started.elapsed().as_secs(), self.last);
        if self.live {
            eprint!("\r\x1b[2K{text}")
        } else {
            eprintln!("{text}")
        }
        let _ = io::stderr().flush();
    }

    fn end(&self, how: &str) {
        let start = if self.live { "\r\x1b[2K" } else { "" };
        let seconds = self.started.elapsed().as_secs_f32();
        eprintln!("{start}  {}: {how} ({seconds:.1} s)", self.what);
    }
}

/// The command as a person would type it.
fn line_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &io::Error) -> String {
    format!("`{}` does not start: {error}", command.get_program().to_string_lossy())
}

fn failed(command: &Command, status: std::process::ExitStatus) -> String {
    format!("`{}` failed ({status})", line_of(command))
}
