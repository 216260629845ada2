//! How the server runs: what can be configured by flag or by environment variable.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use tracing::level_filters::LevelFilter;
use url::{Host, Url};

use crate::http::network::Proxies;
use crate::plain::origins::{host, origin_url};
use crate::plain::secret::Secret;
use crate::settings::flags::Given;
use crate::store::db;

/// A Frontend API for one machine: magic links, sessions and a mailbox over SQLite.
///
/// Prints `listening on <public URL>` once it serves. Everything else goes to standard error.
#[derive(Clone, Debug, Parser)]
#[command(name = "frontend-api", version)]
pub struct Config {
    /// What to do, if not to serve.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Address and port to listen on; port 0 picks a free one.
    #[arg(long, env = "FRONTEND_API_LISTEN", default_value = "127.0.0.1:4000")]
    pub listen: SocketAddr,

    /// The SQLite file, created if missing, or `sqlite::memory:`.
    ///
    /// It holds the key that signs session tokens: whoever can read the file can sign in as anybody.
    /// The secrets shared with authenticator apps are readable in it too. Links, codes, cookies and
    /// passwords are in it as hashes only.
    #[arg(
        long,
        global = true,
        env = "FRONTEND_API_DATABASE",
        default_value = "frontend-api.sqlite"
    )]
    pub(crate) database: String,

    /// Where browsers reach this server. An https URL makes the client cookie `Secure`.
    ///
    /// Default: `http://localhost:<port>` on a loopback address (links then use that or the address,
    /// whichever the page used), otherwise `http://<address>:<port>`. `0.0.0.0` and `[::]` have no
    /// default. Port 0 stands for the real one.
    #[arg(long, env = "FRONTEND_API_PUBLIC_URL", value_parser = origin_url)]
    pub(crate) public_url: Option<Url>,

    /// Hand emails to this server: `smtps://user:password@host` (port 465), or
    /// `smtp://user:password@host?tls=required` (port 587), or `smtp://host` (port 25, not encrypted).
    /// Default: keep them in the mailbox.
    ///
    /// Its certificate is checked against the system's authorities and the usual ones;
    /// `SSL_CERT_FILE` can name a file with others. Percent-encode everything in the password that is
    /// not a letter or a digit.
    #[arg(long, env = "FRONTEND_API_SMTP_URL", hide_env_values = true)]
    pub(crate) smtp_url: Option<Secret<String>>,

    /// What this server calls itself in `EHLO`. Strict mail servers want a name that leads to this
    /// server. Default: the public URL's host, or this machine's name if that is `localhost`.
    #[arg(long, env = "FRONTEND_API_SMTP_HELLO", value_name = "HOST", value_parser = host)]
    pub(crate) smtp_hello: Option<Host>,

    /// The sender of the emails: `Name <address>`, or an address alone. The `Message-ID` has its domain
    /// as well. Default: `Sign in <no-reply@` and the public URL's host.
    #[arg(long, env = "FRONTEND_API_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,

    /// Show sent emails at /mailbox. They hold live links, and everybody who reaches this server can
    /// read them there. Default: true if no SMTP URL is set, the server listens on a loopback address,
    /// and its public URL is one too.
    #[arg(long, env = "FRONTEND_API_MAILBOX", action = ArgAction::Set)]
    pub(crate) mailbox: Option<bool>,

    /// Serve the settings page at /settings. It asks for the token that `frontend-api admin-token` prints, except
    /// on a server that only this machine reaches, until a token is made.
    #[arg(long, env = "FRONTEND_API_SETTINGS_PAGE", action = ArgAction::Set, default_value_t = true)]
    pub(crate) settings_page: bool,

    /// The address of a proxy in front of this server, or a range of them, `172.16.0.0/12`. Repeatable.
    /// Such a proxy names its caller in the last entry of `X-Forwarded-For`. If that is a trusted proxy
    /// too, the entry before it counts. From anybody else, the header is ignored.
    #[arg(long = "trusted-proxy", env = "FRONTEND_API_TRUSTED_PROXIES", value_delimiter = ',')]
    pub(crate) trusted_proxies: Vec<Proxies>,

    /// How long a poll may be held open until something happens; 0 turns it off.
    #[arg(long, env = "FRONTEND_API_LONG_POLL_SECONDS", default_value_t = 25,
          value_parser = clap::value_parser!(u64).range(0..=55))]
    pub(crate) long_poll_seconds: u64,

    /// Serve a folder of static files: `DIR` at `/`, or `/prefix=DIR`. Repeatable. Symbolic links in it
    /// are followed. What begins with a dot is not served, except `.well-known`.
    #[arg(
        long = "www",
        env = "FRONTEND_API_WWW",
        value_name = "[/PREFIX=]DIR",
        value_delimiter = ','
    )]
    pub(crate) www: Vec<Www>,

    /// The folder of the SDK's files, which are served below `/npm`. Default: `pkg`, beside this program or
    /// beside the `target` folder that it was built in.
    #[arg(long, env = "FRONTEND_API_SDK", value_name = "DIR")]
    pub(crate) sdk: Option<PathBuf>,

    /// Show pages to sign in (`/sign-in`), to sign up (`/sign-up`) and for one's account (`/user`). With an
    /// origin, such as `https://accounts.example.com`, browsers are sent there, and something has to lead it
    /// to this server. Default: true if the SDK's files are found.
    #[arg(long, env = "FRONTEND_API_HOSTED_PAGES", value_name = "true|false|ORIGIN")]
    pub(crate) hosted_pages: Option<HostedPages>,

    /// Which lines the log has. `info` has one for each request. Default: what `RUST_LOG` says (for
    /// example `warn`, or `frontend_api=debug,warn`), or `info`.
    #[arg(long, env = "FRONTEND_API_LOG_LEVEL", value_name = "LEVEL", ignore_case = true,
          value_parser = log_level())]
    pub(crate) log_level: Option<LevelFilter>,

    /// How a line of the log is written. It goes to standard error.
    #[arg(long, env = "FRONTEND_API_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,

    /// How long to wait before the same attempt may send another email.
    #[arg(long, env = "FRONTEND_API_RESEND_COOLDOWN_SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(i64).range(0..=3_600))]
    pub(crate) resend_cooldown_seconds: i64,

    /// Most emails to one address within ten minutes that one network address (of IPv6, the first 56
    /// bits) may ask for. All together may ask for five times as many.
    #[arg(long, env = "FRONTEND_API_EMAILS_PER_ADDRESS", default_value_t = 20)]
    pub(crate) emails_per_address: u32,

    /// Most emails that one browser may ask for within ten minutes. One network address may ask for
    /// ten times as many.
    #[arg(long, env = "FRONTEND_API_EMAILS_PER_CLIENT", default_value_t = 60)]
    pub(crate) emails_per_client: u32,

    /// Settings that are given at start, and so cannot be changed while the server runs.
    #[command(flatten)]
    pub(crate) given: Given,
}

impl Config {
    /// Refuses options that make no sense together.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.listen.ip().is_unspecified() && self.public_url.is_none() {
            let address = self.listen.ip();
            return Err(format!(
                "{address} is not a name that browsers can reach: give --public-url"
            ));
        }
        if let Some(Www { folder, .. }) = self.www.iter().find(|www| self.is_below(&www.folder)) {
            let folder = folder.display();
            return Err(format!("--www {folder}: the database is in there, for all to read"));
        }
        let mut prefixes: Vec<&str> = self.www.iter().map(|www| www.prefix.as_str()).collect();
        prefixes.sort_unstable();
        match prefixes.iter().zip(prefixes.iter().skip(1)).find(|(one, next)| one == next) {
            Some((twice, _)) => Err(format!("--www: two folders at {twice}")),
            None => Ok(()),
        }
    }

    /// Whether the database's file is somewhere in this folder: the file itself, or the link to it.
    fn is_below(&self, folder: &Path) -> bool {
        let Some(file) = db::file(&self.database) else { return false };
        let beside = file.parent().filter(|dir| *dir != Path::new("")).unwrap_or(Path::new("."));
        let places = [beside.canonicalize(), file.canonicalize()];
        folder
            .canonicalize()
            .is_ok_and(|folder| places.iter().flatten().any(|place| place.starts_with(&folder)))
    }
}

/// What the program can do besides serving.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Writes the settings as JSON, or reads them.
    #[command(subcommand)]
    Settings(SettingsCommand),
    /// Makes the token that opens the settings page, and prints it, once. It replaces the one before. As long as
    /// there is one, it is asked for everywhere, also on this machine.
    AdminToken {
        /// Ends the token, and makes no other. On a server that only this machine reaches, the page is then open
        /// to everybody on it again; elsewhere to nobody.
        #[arg(long)]
        remove: bool,
    },
    /// Makes a secret key, `sk_live_…`, by which the application's servers use the Backend API, and prints it,
    /// once. It replaces the ones before.
    SecretKey {
        /// Let the keys before count as well, until the servers have the new one.
        #[arg(long)]
        add: bool,
        /// Make one that goes with a `pk_test_…` key: `sk_test_…`.
        #[arg(long)]
        development: bool,
    },
}

/// What can be done with the settings that are stored. A running server follows with its next answer.
#[derive(Clone, Debug, Subcommand)]
pub enum SettingsCommand {
    /// Prints them. What flags and variables give at start is not among them.
    Export,
    /// Reads them. A setting that is not in the file has its default from then on.
    Import {
        /// The file, or `-` for standard input.
        file: PathBuf,
    },
}

/// What paths begin with that are this server's own.
const OWN: [&str; 8] =
    ["v1", "mailbox", "settings", ".well-known", "npm", "sign-in", "sign-up", "user"];

/// Where the pages to sign in are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostedPages {
    /// Nowhere: the application has its own.
    Off,
    /// At the public URL.
    Here,
    /// At this origin, which leads to this server as well.
    At(Url),
}

impl FromStr for HostedPages {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "true" => Ok(Self::Here),
            "false" => Ok(Self::Off),
            origin => origin_url(origin).map(Self::At),
        }
    }
}

/// A folder of static files and the path it is served at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Www {
    /// `/`, or a path without a slash at its end.
    pub(crate) prefix: String,
    /// The folder.
    pub(crate) folder: PathBuf,
}

impl FromStr for Www {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (prefix, folder) = match text.split_once('=') {
            Some((prefix, folder)) if prefix.starts_with('/') => (prefix, folder),
            _ => ("/", text),
        };
        let prefix = match prefix.trim_end_matches('/') {
            "" => "/",
            other => other,
        };
        let segments: Vec<&str> = prefix.split('/').skip(1).collect();
        if segments.first().is_some_and(|first| OWN.contains(first)) {
            return Err(format!("{prefix} is this server's own"));
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let are_plain = segments
            .iter()
            .all(|segment| !matches!(*segment, "" | "." | "..") && segment.chars().all(is_plain));
        if prefix != "/" && !are_plain {
            return Err(format!("{prefix} is not a plain path of letters, digits and -._~"));
        }
        if !PathBuf::from(folder).is_dir() {
            return Err(format!("there is no folder `{folder}`"));
        }
        Ok(Self { prefix: prefix.into(), folder: folder.into() })
    }
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people; in colours on a terminal.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

fn log_level() -> impl TypedValueParser<Value = LevelFilter> {
    let names = ["off", "error", "warn", "info", "debug", "trace"];
    PossibleValuesParser::new(names).try_map(|name| name.parse::<LevelFilter>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_are_well_formed() {
        use clap::CommandFactory;
        Config::command().debug_assert();
    }

    #[test]
    fn a_folder_is_served_at_the_root_or_at_its_prefix() {
        let www = |text: &str| text.parse::<Www>().map(|www| www.prefix);
        assert_eq!(www("src"), Ok("/".into()));
        assert_eq!(www("/pkg=src"), Ok("/pkg".into()));
        assert_eq!(www("/pkg/=src"), Ok("/pkg".into()));
        assert_eq!(www("/pkg/a.b=src"), Ok("/pkg/a.b".into()));
        for bad in [
            "/v1=src",
            "/v1/x=src",
            "/mailbox/=src",
            "/settings=src",
            "/npm=src",
            "/sign-in/x=src",
            "/{a}=src",
            "/:a=src",
            "/a//b=src",
            "/a/../v1=src",
            "/a%62=src",
        ] {
            assert!(www(bad).is_err(), "{bad}");
        }
        assert!(www("/no=such-folder").is_err());
    }

    #[test]
    fn hosted_pages_are_here_elsewhere_or_nowhere() {
        assert_eq!("true".parse(), Ok(HostedPages::Here));
        assert_eq!("false".parse(), Ok(HostedPages::Off));
        let elsewhere = "https://accounts.example.com";
        assert_eq!(elsewhere.parse(), Ok(HostedPages::At(elsewhere.parse().unwrap())));
        for bad in ["", "yes", "accounts.example.com", "https://accounts.example.com/sign-in"] {
            assert!(bad.parse::<HostedPages>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_password_of_the_mail_server_is_not_printed() {
        let args = ["test", "--smtp-url", "smtps://user:correct-horse@mail.example.com"];
        let config = Config::try_parse_from(args).unwrap();
        assert!(config.smtp_url.as_ref().is_some_and(|url| url.contains("correct-horse")));
        assert!(!format!("{config:?}").contains("correct-horse"));
    }

    #[test]
    fn a_public_url_is_an_origin() {
        assert!(origin_url("https://clerk.example.com").is_ok());
        for bad in [
            "clerk.example.com",
            "ftp://x",
            "https://x/path",
            "https://x?y",
            "https://user@x",
            "https://*.x",
            "",
        ] {
            assert!(origin_url(bad).is_err(), "{bad}");
        }
    }
}
