//! The project's own commands: `cargo xtask help` says what each does.
//!
//! Plain Rust over the standard library, so that the first `cargo xtask` starts within seconds:
//! think twice before adding a dependency here.

mod bench;
mod book;
mod build;
mod check;
mod citations;
mod doc_paths;
mod engine;
mod multivalue;
mod npm;
mod pack;
mod paths;
mod rooms;
mod script_rooms;
mod serve;
mod setup;
mod shell;
mod size;
mod tally;
mod test;
mod tidy;

use std::process::ExitCode;

use shell::Result;

const HELP: &str = include_str!("help.txt");

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result {
    std::env::set_current_dir(paths::root())?;
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    match command {
        "setup" => setup::everything(),
        "build" => build::run_alone(),
        "pack" => pack::run_alone(),
        "demo" => serve::demo(rest),
        "serve" => serve::alone(rest),
        "test-server" => serve::for_tests(rest),
        "check" => check::run_alone(),
        "tidy" => tidy::check(),
        "test" => test::run(rest),
        "size" => size::check(),
        "bench" => bench::run_one(rest),
        "help" | "-h" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => Err(format!("no command `{unknown}`: `cargo xtask help` lists them").into()),
    }
}
