//! The log, on standard error: which lines, and in which form.
//!
//! What a stranger sent is never logged as it came. It may be an address, a link, or a line made to
//! look like one of ours.

use std::io;
use std::panic::PanicHookInfo;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;

use crate::config::{Config, LogFormat};
use crate::error::{Error, Result};

/// The target of our own lines, both of this library and of the program around it.
const OURS: &str = "frontend_api";
/// Longest segment that is shown: our identifiers have at most 37 characters, our secrets have 43.
const LONGEST_SEGMENT: usize = 40;
/// Most segments that are shown: the deepest path of the API has five.
const MOST_SEGMENTS: usize = 8;
/// Shown in place of what is hidden.
const HIDDEN: &str = "…";

/// Starts the log. Call it once, before anything else.
pub fn start(config: &Config) -> Result<()> {
    let rust_log = std::env::var("RUST_LOG").unwrap_or_default();
    let (lines, unread) = lines(config.log_level, &rust_log);
    let subscriber = subscriber(lines, config.log_format, io::stderr);
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|error| Error::Config(error.to_string()))?;
    std::panic::set_hook(Box::new(panicked));
    for directive in unread {
        tracing::warn!(directive, "not known in RUST_LOG: it is LEVEL, TARGET or TARGET=LEVEL");
    }
    Ok(())
}

/// Which lines are wanted: the option comes before `RUST_LOG`, and the default is `info`. Also gives the
/// parts of `RUST_LOG` that cannot be read. They do not stop the start, since other programs read the
/// same variable and know more forms, such as spans.
fn lines(level: Option<LevelFilter>, rust_log: &str) -> (Targets, Vec<&str>) {
    if let Some(level) = level {
        return (Targets::new().with_default(level), Vec::new());
    }
    let (mut named, mut rest, mut unread) = (Targets::new(), LevelFilter::INFO, Vec::new());
    for directive in rust_log.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        match directive.parse::<Targets>() {
            Ok(one) if !directive.contains(['[', ']', '{', '}']) => {
                rest = one.default_level().unwrap_or(rest);
                named.extend(one);
            }
            _ => unread.push(directive),
        }
    }
    (named.with_default(rest), unread)
}

fn subscriber<W>(lines: Targets, format: LogFormat, to: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // A full disk, or a reader that is gone, must not stop the server.
    let layer = tracing_subscriber::fmt::layer().with_writer(to).log_internal_errors(false);
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Json => layer.json().flatten_event(true).with_current_span(false).boxed(),
        LogFormat::Text => {
            let colours = io::IsTerminal::is_terminal(&io::stderr());
            layer.with_ansi(colours).boxed()
        }
    };
    let layer = layer.with_filter(lines.and(filter_fn(holds_no_secret)));
    Box::new(Registry::default().with(layer))
}

/// Dependencies log what they send and receive: passwords, addresses, links. So only their warnings and
/// errors pass. Of the mail client nothing passes, since its errors quote the mail server.
fn holds_no_secret(metadata: &Metadata<'_>) -> bool {
    let is_from = |name: &str| metadata.target().split("::").next() == Some(name);
    is_from(OURS) || (*metadata.level() <= Level::WARN && !is_from("lettre"))
}

/// Logs the place of a panic, which is enough to find the fault. Its message may quote what a caller
/// sent.
fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a fault in this program: please report the place");
}

/// Logs one line for each request. The query may hold a link's secret, so it is left out, and so is
/// the body.
pub(crate) async fn request(request: Request, next: Next) -> Response {
    if !tracing::enabled!(Level::INFO) {
        return next.run(request).await;
    }
    let (method, path) = (request.method().clone(), shown(request.uri().path()));
    let response = next.run(request).await;
    let method = shown_segment(method.as_str());
    tracing::info!(method, path, status = response.status().as_u16(), "answered");
    response
}

/// A path as it may be shown. A caller can write anything into it. Mail programs do so when they escape
/// the `?` of a link.
fn shown(path: &str) -> String {
    let mut segments = path.split('/');
    let mut known: Vec<&str> = segments.by_ref().take(MOST_SEGMENTS).map(shown_segment).collect();
    if segments.next().is_some() {
        known.push(HIDDEN);
    }
    known.join("/")
}

fn shown_segment(segment: &str) -> &str {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if segment.len() <= LONGEST_SEGMENT && segment.bytes().all(is_plain) { segment } else { HIDDEN }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What `done` writes to the log.
    fn written(lines: Targets, format: LogFormat, done: impl FnOnce()) -> String {
        let written = Written::default();
        let to = written.clone();
        let subscriber = subscriber(lines, format, move || to.clone());
        tracing::subscriber::with_default(subscriber, done);
        String::from_utf8(written.0.lock().unwrap().clone()).unwrap()
    }

    fn log(level: Option<LevelFilter>, rust_log: &str, format: LogFormat) -> String {
        written(lines(level, rust_log).0, format, || {
            tracing::trace!("our trace");
            tracing::info!(path = "/a\nb", "our info");
            tracing::error!("our error");
            tracing::trace!(target: "hyper::proto", "GET /v1/verify?token=");
            tracing::info!(target: "frontend_apian", "a stranger");
            tracing::warn!(target: "axum::serve", "too many open files");
            tracing::debug!(target: "lettre::transport", "RCPT TO:<ada@example.com>");
            tracing::error!(target: "lettre", "550 ada@example.com");
        })
    }

    #[test]
    fn one_says_which_lines_by_option_or_by_rust_log() {
        let of = |level, rust_log| {
            let log = log(level, rust_log, LogFormat::Text);
            let lines = ["our trace", "our info", "our error", "too many open files"];
            let words = lines.into_iter().filter(|line| log.contains(line));
            words.filter_map(|line| line.split(' ').nth(1)).collect::<Vec<_>>().join(" ")
        };
        let usual = "info error many";
        assert_eq!(of(None, ""), usual);
        assert_eq!(of(None, " "), usual);
        assert_eq!(of(None, "error"), "error");
        assert_eq!(of(None, "off"), "");
        assert_eq!(of(None, "frontend_api=trace,off"), "trace info error");
        assert_eq!(of(None, "frontend_api=error"), "error many");
        assert_eq!(of(None, "another_program=debug"), usual, "it is about another program");
        assert_eq!(of(Some(LevelFilter::ERROR), "trace"), "error");
        assert_eq!(of(Some(LevelFilter::TRACE), "error"), "trace info error many");
    }

    #[test]
    fn what_is_not_known_in_rust_log_is_told_and_the_rest_counts() {
        for unknown in [
            "frontend_api[span]=trace",
            "[span]=trace",
            "frontend_api[{path}]=trace",
            "frontend_api[span{path=1}]=trace",
            "frontend_api=loud",
            "a=b=c",
        ] {
            let (alone, unread) = lines(None, unknown);
            assert_eq!((alone.to_string(), unread), ("info".into(), vec![unknown]));
            let both = format!("{unknown}, frontend_api=error,");
            let (rest, unread) = lines(None, &both);
            assert_eq!(rest.to_string(), lines(None, "frontend_api=error").0.to_string());
            assert_eq!(unread, [unknown]);
        }
        let several = "warn,frontend_api[span{a=1,b=2}]=trace";
        let (rest, unread) = lines(None, several);
        assert_eq!((rest.to_string(), unread.len()), ("warn".into(), 2));
    }

    #[test]
    fn dependencies_tell_no_secrets_whatever_is_asked_for() {
        for wanted in ["trace", "lettre=trace,hyper=trace", "lettre::transport=trace"] {
            let log = log(None, wanted, LogFormat::Text);
            for secret in ["ada@", "token=", "stranger"] {
                assert!(!log.contains(secret), "{wanted}: {log}");
            }
        }
    }

    #[test]
    fn a_panic_tells_its_place_and_not_what_it_quotes() {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(panicked));
        let log = written(lines(None, "").0, LogFormat::Text, || {
            let address = "ada@example.com";
            assert!(std::panic::catch_unwind(|| panic!("{address}")).is_err());
        });
        std::panic::set_hook(usual);
        assert_eq!(log.matches("place=\"frontend-api/src/logs.rs:").count(), 1, "{log}");
        assert!(!log.contains("ada"), "{log}");
    }

    #[test]
    fn each_line_of_json_is_an_object() {
        let log = log(None, "", LogFormat::Json);
        let lines: Vec<serde_json::Value> =
            log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let info = lines.iter().find(|line| line["level"] == "INFO").unwrap();
        assert_eq!((&info["message"], &info["path"]), (&"our info".into(), &"/a\nb".into()));
        assert!(info["timestamp"].is_string() && info["target"].is_string());
    }

    #[test]
    fn of_a_path_only_what_nobody_can_have_hidden_something_in_is_shown() {
        for plain in ["/", "/v1/client", "/.well-known/jwks.json", "/clerk_wasm_bg.wasm", "//x/"] {
            assert_eq!(shown(plain), plain);
        }
        let id = crate::plain::random::id("client").unwrap();
        assert_eq!(shown(&format!("/v1/client/{id}")), format!("/v1/client/{id}"));
        let secret = crate::plain::random::secret().unwrap();
        for (path, seen) in [
            ("/v1/verify%3Ftoken=abc", "/v1/…"),
            ("/v1/me/ada@example.com/x", "/v1/me/…/x"),
            ("/v1/me/ada%40example.com", "/v1/me/…"),
            ("/v1/\u{202e}x", "/v1/…"),
            (&format!("/v1/verify/{secret}"), "/v1/verify/…"),
            ("/a/a/a/a/a/a/a/a/a", "/a/a/a/a/a/a/a/…"),
        ] {
            assert_eq!(shown(path), seen);
        }
        assert_eq!(shown_segment("ADA@EXAMPLE.COM"), HIDDEN);
    }
}
