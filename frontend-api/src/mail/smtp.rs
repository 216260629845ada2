//! The mail server: how it is reached, and why it does not take an email.

use std::fmt;
use std::io::{self, ErrorKind};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, Tls, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use url::{Host, Url};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use crate::plain::origins::host;

/// Give up after this long without a connection.
const LONGEST_KNOCK: Duration = Duration::from_secs(20);
/// How long the whole conversation may take. Some mail servers are slow on purpose.
const LONGEST_TALK: Duration = Duration::from_secs(120);
/// How long to wait for the answer to `QUIT`. Some never answer, and the email is delivered by then.
const LONGEST_GOODBYE: Duration = Duration::from_secs(1);

/// The mail server to which emails are handed over.
///
/// It is not lettre's own transport: that reports the outcome only after the answer to `QUIT`.
#[derive(Clone, Debug)]
pub(crate) struct Smtp {
    server: String,
    port: u16,
    tls: Tls,
    name: ClientId,
    credentials: Option<Credentials>,
}

/// Why the mail server did not take an email.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It refused, with this code. Its words are not kept, since they often name the recipient, and may
    /// quote the email.
    Refused(u16),
    /// The conversation broke off before that.
    Failed(&'static str),
}

impl Smtp {
    /// Reads `--smtp-url`, in the form of lettre's connection URLs. We tell the mail server that we are
    /// `name`, unless the URL's path holds another name. An error never shows the password.
    pub(crate) fn open(url: &str, name: ClientId) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|error| error.to_string())?;
        let server = match host(url.host_str().unwrap_or_default())? {
            Host::Domain(name) => name,
            Host::Ipv4(address) => address.to_string(),
            // Without the brackets, which belong to the URL.
            Host::Ipv6(address) => address.to_string(),
        };
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value);
        let (port, tls) = match (url.scheme(), tls.as_deref()) {
            ("smtp", None) => (25, Tls::None),
            ("smtp", Some("required")) => (587, Tls::Required(trusted(&server)?)),
            ("smtp", Some("opportunistic")) => (587, Tls::Opportunistic(trusted(&server)?)),
            ("smtps", _) => (465, Tls::Wrapper(trusted(&server)?)),
            ("smtp", _) => return Err("`tls` is `required` or `opportunistic`".into()),
            _ => return Err("not an smtp or smtps URL".into()),
        };
        let name = match url.path().trim_matches('/') {
            "" => name,
            other => client_id(&host(other)?),
        };
        let (port, credentials) = (url.port().unwrap_or(port), credentials(&url)?);
        Ok(Self { server, port, tls, name, credentials })
    }

    /// Hands over an email, within the time that is `left`. What the mail server said about the email
    /// counts, even if the connection does not end well.
    pub(crate) async fn hand_over(
        &self,
        envelope: &Envelope,
        email: &[u8],
        left: Duration,
    ) -> Result<(), Trouble> {
        let talk = async {
            let mut connection = self.connect().await?;
            let outcome = give(&mut connection, envelope, email).await;
            Ok((outcome, connection))
        };
        match tokio::time::timeout(left.min(LONGEST_TALK), talk).await {
            Ok(Ok((outcome, connection))) => {
                say_goodbye(connection).await;
                outcome.map_err(|error| Trouble::of(&error))
            }
            Ok(Err(error)) => Err(Trouble::of(&error)),
            Err(_) => Err(Trouble::Failed(SILENT)),
        }
    }

    /// A connection that is ready for an email: encrypted and logged in, if that is wanted. If `EHLO` or
    /// `STARTTLS` is refused, lettre reports it only after its `QUIT` was answered.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let (address, name) = ((self.server.as_str(), self.port), &self.name);
        let wrapper = match &self.tls {
            Tls::Wrapper(trusted) => Some(trusted.clone()),
            _ => None,
        };
        // Each IP address of the name has this much time.
        let knock = Some(LONGEST_KNOCK);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, knock, name, wrapper, None).await?;
        match &self.tls {
            Tls::Required(trusted) => connection.starttls(trusted.clone(), name).await?,
            Tls::Opportunistic(trusted) if connection.can_starttls() => {
                connection.starttls(trusted.clone(), name).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// Gives an email to the mail server. Addresses and letter are ASCII, so no extension is needed.
async fn give(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    email: &[u8],
) -> Result<(), Error> {
    connection.command(Mail::new(envelope.from().cloned(), Vec::new())).await?;
    for recipient in envelope.to() {
        connection.command(Rcpt::new(recipient.clone(), Vec::new())).await?;
    }
    connection.command(Data).await?;
    connection.message(email).await?;
    Ok(())
}

async fn say_goodbye(mut connection: AsyncSmtpConnection) {
    // Nothing depends on the outcome.
    let _ = tokio::time::timeout(LONGEST_GOODBYE, connection.abort()).await;
}

/// What a server with this name calls itself in `EHLO`.
pub(crate) fn client_id(host: &Host) -> ClientId {
    match host {
        Host::Domain(name) => ClientId::Domain(name.clone()),
        Host::Ipv4(address) => ClientId::Ipv4(*address),
        Host::Ipv6(address) => ClientId::Ipv6(*address),
    }
}

/// The system's certificate authorities, with those that a company has added. The usual ones are added,
/// since a small container has none.
fn trusted(host: &str) -> Result<TlsParameters, String> {
    let bundled = TLS_SERVER_ROOT_CERTS.iter().map(|root| Certificate::from_der(root.to_vec()));
    let all = bundled.into_iter().try_fold(TlsParameters::builder(host.to_owned()), |all, root| {
        Ok(all.add_root_certificate(root?))
    });
    all.and_then(TlsParametersBuilder::build).map_err(|error: Error| error.to_string())
}

fn credentials(url: &Url) -> Result<Option<Credentials>, String> {
    let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (_, None) => Err("a user without a password: smtps://user:password@host".into()),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user), decoded(password)))),
    }
}

const SILENT: &str = "the mail server did not answer in time";

impl Trouble {
    /// Too many emails were waiting: this one never had its turn.
    pub(crate) const BUSY: Self = Self::Failed("too many emails wait for the mail server");

    fn of(error: &Error) -> Self {
        if let Some(code) = error.status() {
            return Self::Refused(code.into());
        }
        if error.is_client() {
            return Self::Failed(
                "the mail server offers no encryption, or no way to log in that is known here: \
                 check --smtp-url",
            );
        }
        Self::Failed(match cause(error) {
            Some(ErrorKind::ConnectionRefused) => {
                "the mail server takes no connection: is it running, on the port in --smtp-url?"
            }
            Some(ErrorKind::TimedOut) => SILENT,
            Some(ErrorKind::InvalidData) => {
                "the mail server's certificate is not trusted here, or it does not speak what \
                 --smtp-url says. A company's own certificate authority has to be in the system's \
                 store, or in the file that SSL_CERT_FILE names"
            }
            Some(
                ErrorKind::UnexpectedEof
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe,
            ) => "the mail server hung up",
            Some(_) => "the mail server cannot be reached: is its name in --smtp-url right?",
            None => "the mail server hung up, or it does not speak SMTP",
        })
    }

    /// Whether another try would be useless.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Refused(500..))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(code) => write!(out, "the mail server said {code}{}", advice(*code)),
            Self::Failed(how) => out.write_str(how),
        }
    }
}

/// What to do about a reply, as far as its number shows it (RFC 5321 4.2, RFC 4954 6).
fn advice(code: u16) -> &'static str {
    match code {
        530 | 534 | 535 | 538 => ": check the user, the password and `tls` in --smtp-url",
        500..=504 => ": it may not take the name that we give ourselves, see --smtp-hello",
        550..=553 => ": its log says whether it was the recipient, or the sender in --mail-from",
        ..500 => "",
        _ => ": its log says why",
    }
}

/// The system's error that broke the connection, if there was one.
fn cause(error: &dyn std::error::Error) -> Option<ErrorKind> {
    let mut causes = std::iter::successors(error.source(), |error| error.source());
    causes.find_map(|error| error.downcast_ref::<io::Error>()).map(io::Error::kind)
}
