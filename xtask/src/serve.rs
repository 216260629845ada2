//! The companion server: alone, with the demo, or behind a test.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::build;
use crate::paths;
use crate::setup::{self, Tools};
use crate::shell::{Result, run};

/// Where the browser tests look for a server unless `FRONTEND_API_URL` names one.
const TEST_ADDRESS: &str = "127.0.0.1:4100";

/// The page of the tests is at any port of 127.0.0.1. It must be of the server's site to get its cookies.
const FOR_TESTS: [&str; 6] = [
    "--database",
    "sqlite::memory:",
    "--public-url",
    "http://127.0.0.1:0",
    "--allowed-origin",
    "http://127.0.0.1:*",
];

/// `cargo xtask serve`: the server with the caller's options, and with the package if it was built.
pub(crate) fn alone(args: &[String]) -> Result {
    let binary = compile(&Tools::default())?;
    let mut server = Command::new(binary);
    if fs::exists(paths::root().join("pkg/clerk.browser.js"))? {
        server.env("FRONTEND_API_SDK", paths::root().join("pkg"));
    }
    become_it(server.args(after_dashes(args)))
}

/// `cargo xtask test-server`: the server that plain `wasm-pack test` needs.
pub(crate) fn for_tests(args: &[String]) -> Result {
    let binary = compile(&Tools::default())?;
    let mut server = Command::new(binary);
    server.args(["--listen", TEST_ADDRESS]).args(FOR_TESTS);
    become_it(server.args(after_dashes(args)))
}

/// `cargo xtask demo`: does everything that is needed until there is a page to open.
pub(crate) fn demo(args: &[String]) -> Result {
    let tools = setup::for_build()?;
    build::package(&tools)?;
    let binary = compile(&tools)?;
    let folder = paths::target().join("demo");
    fs::create_dir_all(&folder)?;
    eprintln!(
        "\nOpen http://localhost:4000 and sign up; the email will be at http://localhost:4000/mailbox\n"
    );
    let mut server = Command::new(binary);
    server.args(["--www", "www", "--www", "/pkg=pkg", "--database"]);
    become_it(server.arg(folder.join("demo.sqlite")).args(after_dashes(args)))
}

/// Builds the server; returns the program's path.
pub(crate) fn compile(tools: &Tools) -> Result<PathBuf> {
    run(&mut tools.command("cargo", ["build", "--package", "frontend-api"]))?;
    Ok(paths::target().join("debug/frontend-api"))
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
}

impl Server {
    /// Starts one for the browser tests: with an empty database in memory, on the tests' usual port or,
    /// if that is taken, on any other.
    pub(crate) fn start(binary: PathBuf) -> Result<Self> {
        let free = TcpListener::bind(TEST_ADDRESS).is_ok();
        let address = if free { TEST_ADDRESS } else { "127.0.0.1:0" };
        let mut command = Command::new(binary);
        command.args(["--listen", address]).args(FOR_TESTS);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let log_path = paths::target().join("test-server.log");
        let log = fs::File::create(&log_path)?;
        let (found, url) = channel();
        let outputs: [Option<Box<dyn std::io::Read + Send>>; 2] = [
            child.stdout.take().map(|stdout| Box::new(stdout) as _),
            child.stderr.take().map(|stderr| Box::new(stderr) as _),
        ];
        for output in outputs.into_iter().flatten() {
            let (mut log, found) = (log.try_clone()?, found.clone());
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(std::io::Result::ok) {
                    let _ = writeln!(log, "{line}");
                    if let Some(url) = address_in(&line) {
                        let _ = found.send(url);
                    }
                }
            });
        }
        drop(found);
        let mut server = Self { child, url: String::new() };
        server.url = url.recv_timeout(Duration::from_secs(30)).map_err(|_| {
            format!("the server did not start: its log is in {}", log_path.display())
        })?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in the line that the server prints once it listens.
fn address_in(line: &str) -> Option<String> {
    let (_, address) = line.split_once("listening on http://")?;
    let end = address.find(|c: char| !(c.is_ascii_alphanumeric() || "[].:-".contains(c)));
    Some(format!("http://{}", address.get(..end.unwrap_or(address.len()))?))
}

/// The options in `cargo xtask serve -- --listen …`, with or without the dashes.
fn after_dashes(args: &[String]) -> &[String] {
    match args.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => args,
    }
}

/// Runs the server in place of this process, so Ctrl-C and signals reach it directly.
fn become_it(server: &mut Command) -> Result {
    Err(format!("the server does not start: {}", server.exec()).into())
}

#[cfg(test)]
mod tests {
    use super::address_in;

    #[test]
    fn reads_the_address_the_server_prints() {
        let found = |line| address_in(line);
        assert_eq!(
            found("listening on http://127.0.0.1:4000"),
            Some("http://127.0.0.1:4000".into())
        );
        assert_eq!(found("INFO listening on http://[::1]:80/ ok"), Some("http://[::1]:80".into()));
        assert_eq!(found("not listening"), None);
    }
}
