//! How the application behaves, for whoever runs it. How the server runs is in `config`.

use std::str::FromStr;

use clap::Args;

use crate::plain::origins::OriginRule;

/// How the application behaves.
#[derive(Clone, Debug, Args)]
pub(crate) struct Settings {
    /// The application's name, in emails and on pages.
    #[arg(long, env = "FRONTEND_API_APPLICATION_NAME", default_value = "clerk-wasm demo")]
    pub(crate) application_name: String,

    /// An origin whose pages may use this server and receive redirects, such as
    /// `https://app.example.com`. `http://localhost:*` allows every port; there is no other wildcard.
    /// Repeatable. The public URL's own origin is always allowed.
    #[arg(long = "allowed-origin", env = "FRONTEND_API_ALLOWED_ORIGINS", value_delimiter = ',')]
    pub(crate) allowed_origins: Vec<OriginRule>,

    /// How long a link and its code work.
    #[arg(long, env = "FRONTEND_API_LINK_TTL_SECONDS", default_value_t = 600,
          value_parser = clap::value_parser!(i64).range(1..=86_400))]
    pub(crate) link_ttl_seconds: i64,

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

    /// Let a link be used only in the browser that asked for it. Any other browser is redirected with
    /// `client_mismatch`, and nothing is verified. This stops attackers who ask in somebody else's name
    /// and hope that the owner confirms. The code in the email still works across devices.
    #[arg(long, env = "FRONTEND_API_REQUIRE_SAME_CLIENT")]
    pub(crate) require_same_client: bool,

    /// Let one browser be signed in as several users at a time, at most ten.
    #[arg(long, env = "FRONTEND_API_MULTI_SESSION")]
    pub(crate) multi_session: bool,

    /// Sign-up fields that must be given: `first_name`, `last_name`, `username`, `password`.
    #[arg(long, env = "FRONTEND_API_REQUIRED_FIELDS", default_value = "")]
    pub(crate) required_fields: FieldNames,

    /// Sign-up fields that may be given.
    #[arg(
        long,
        env = "FRONTEND_API_OPTIONAL_FIELDS",
        default_value = "first_name,last_name,username,password"
    )]
    pub(crate) optional_fields: FieldNames,
}

impl Settings {
    /// Whether a sign-up may give this field.
    pub(crate) fn asks_for(&self, field: &str) -> bool {
        self.required_fields.has(field) || self.optional_fields.has(field)
    }
}

/// The fields that can be configured. The email address is always required.
pub(crate) const CONFIGURABLE: [&str; 4] = ["first_name", "last_name", "username", "password"];

/// A list of field names, separated by commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldNames(pub Vec<&'static str>);

impl FieldNames {
    /// Whether a field is among them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
}

impl FromStr for FieldNames {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let known = |name: &str| CONFIGURABLE.into_iter().find(|known| *known == name);
        names
            .map(|name| {
                known(name).ok_or_else(|| format!("no field `{name}`: {}", CONFIGURABLE.join(", ")))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}
