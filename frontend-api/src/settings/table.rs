//! All settings: one row each. From it come the setting's flag and variable, its place in the exported
//! JSON, and its field on the page.
//! Pure: no request, no clock, no database.

use crate::settings::kind::{Choice, Kind};

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its name, as it is stored. The flag is the same with dashes.
    pub(crate) name: &'static str,
    /// Its name, as people read it.
    pub(crate) label: &'static str,
    /// What it does.
    pub(crate) hint: &'static str,
    /// What its value may be.
    pub(crate) kind: Kind,
    /// Its value until another is chosen.
    pub(crate) default: &'static str,
}

impl Row {
    /// Its flag, without the dashes before it.
    pub(crate) fn flag(&self) -> String {
        match self.name {
            // Each origin is given by a flag of its own.
            "allowed_origins" => "allowed-origin".into(),
            name => name.replace('_', "-"),
        }
    }
}

/// Settings that belong together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// Its name in the page's own links.
    pub(crate) id: &'static str,
    /// Its heading.
    pub(crate) title: &'static str,
    /// Its settings.
    pub(crate) rows: &'static [Row],
}

/// The setting of this name.
pub(crate) fn row(name: &str) -> Option<&'static Row> {
    rows().find(|row| row.name == name)
}

/// All settings, in the order of the page.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    SECTIONS.iter().flat_map(|section| section.rows)
}

const fn row_of(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: Kind,
    default: &'static str,
) -> Row {
    Row { name, label, hint, kind, default }
}

const fn choice(value: &'static str, label: &'static str, hint: &'static str) -> Choice {
    Choice { value, label, hint }
}

/// Whether a sign-up asks for a field.
const NEED: Kind = Kind::Choice(&[
    choice("off", "Off", ""),
    choice("optional", "Optional", ""),
    choice("required", "Required", ""),
]);

const STRATEGY: Kind = Kind::Choice(&[
    choice(
        "passwordless",
        "Passwordless",
        "People prove their email address, each time. Nobody has a password here.",
    ),
    choice(
        "either",
        "Passwordless, with a password for those who want one",
        "An email is offered first. Who has set a password may use that.",
    ),
    choice(
        "password",
        "Password",
        "A sign-up needs one, and it is asked for first. An email is the other way in.",
    ),
]);

const SIGN_UP: Kind = Kind::Choice(&[
    choice("open", "Open", "Everybody may sign up."),
    choice("allow_list", "Allow-list", "Only the addresses and domains below may."),
    choice("closed", "Closed", "Nobody may. Those who have an account sign in."),
]);

const COLOUR_SCHEME: Kind = Kind::Choice(&[
    choice("auto", "As the page or the device has it", ""),
    choice("light", "Light", ""),
    choice("dark", "Dark", ""),
]);

const SUBJECT: Kind = Kind::Line { most: 120 };
const WORDS: Kind = Kind::Text { most: 1000 };

/// All settings.
pub(crate) const SECTIONS: &[Section] = &[
    Section {
        id: "authentication",
        title: "Authentication › Standard form fields",
        rows: &[
            row_of("strategy", "Authentication strategy", "", STRATEGY, "either"),
            row_of(
                "email_link",
                "Magic link",
                "The email has a link that is opened.",
                Kind::Switch,
                "true",
            ),
            row_of(
                "email_code",
                "One-time code",
                "The email has six digits that are typed.",
                Kind::Switch,
                "true",
            ),
            row_of("first_name", "First name", "", NEED, "optional"),
            row_of("last_name", "Last name", "", NEED, "optional"),
            row_of("username", "User name", "People may sign in with it too.", NEED, "optional"),
        ],
    },
    Section {
        id: "sessions",
        title: "Links and sessions",
        rows: &[
            row_of(
                "multi_session",
                "Several accounts at a time",
                "Lets one browser be signed in as several users, at most ten.",
                Kind::Switch,
                "false",
            ),
            row_of(
                "require_same_client",
                "Links work only in the browser that asked",
                "Any other browser is told so, and nothing is verified. This stops attackers who ask in \
                 somebody else's name and hope that the owner confirms. The code in the email still works \
                 across devices.",
                Kind::Switch,
                "false",
            ),
            row_of(
                "link_ttl_seconds",
                "Life of a link and its code",
                "For emails that are sent from now on.",
                Kind::Number { least: 1, most: 86_400, unit: "seconds" },
                "600",
            ),
            row_of(
                "session_ttl_seconds",
                "Life of a session",
                "For sessions that begin from now on.",
                Kind::Number { least: 60, most: 7_776_000, unit: "seconds" },
                "604800",
            ),
            row_of(
                "allowed_origins",
                "Allowed origins",
                "Origins whose pages may use this server and receive redirects, one on each line, such as \
                 https://app.example.com. http://localhost:* allows every port; there is no other \
                 wildcard. The server's own origin is always allowed.",
                Kind::Origins,
                "",
            ),
        ],
    },
    Section {
        id: "restrictions",
        title: "Restrictions",
        rows: &[
            row_of("sign_up", "Who may sign up", "", SIGN_UP, "open"),
            row_of(
                "allow_list",
                "Addresses and domains that may sign up",
                "One on each line. A domain lets all of its addresses in, \
                 but none of its subdomains.",
                Kind::People,
                "",
            ),
        ],
    },
    Section {
        id: "application",
        title: "Application",
        rows: &[
            row_of(
                "application_name",
                "Name",
                "In emails, on pages and in the components.",
                Kind::Line { most: 80 },
                "clerk-wasm demo",
            ),
            row_of(
                "logo_url",
                "Logo",
                "The https URL of a picture, a path on this server, or nothing.",
                Kind::Picture,
                "",
            ),
            row_of("color", "Main colour", "Of buttons and links.", Kind::Colour, "#1c3f94"),
            row_of(
                "background_color",
                "Background",
                "Of the components. White leaves it to the page: light or dark.",
                Kind::Colour,
                "#ffffff",
            ),
            row_of(
                "font_color",
                "Text",
                "On that background. White leaves this to the page too.",
                Kind::Colour,
                "#14203a",
            ),
            row_of(
                "radius",
                "Roundness of corners",
                "",
                Kind::Number { least: 0, most: 40, unit: "pixels" },
                "8",
            ),
            row_of("color_scheme", "Light or dark", "", COLOUR_SCHEME, "auto"),
        ],
    },
    Section {
        id: "urls",
        title: "Where people go",
        rows: &[
            row_of(
                "after_sign_in_url",
                "After sign-in",
                "A URL, or a path on this server, unless the page says where. Nothing means /.",
                Kind::Url,
                "",
            ),
            row_of("after_sign_up_url", "After sign-up", "The same.", Kind::Url, ""),
            row_of(
                "after_sign_out_url",
                "After sign-out",
                "The same. Nothing means the sign-in page.",
                Kind::Url,
                "",
            ),
        ],
    },
    Section {
        id: "emails",
        title: "Emails",
        rows: &[
            row_of(
                "sign_in_subject",
                "Sign-in: subject",
                "{application} stands for the name.",
                SUBJECT,
                "Sign in to {application}",
            ),
            row_of("sign_in_greeting", "Sign-in: greeting", "", WORDS, ""),
            row_of("sign_in_footer", "Sign-in: footer", "", WORDS, ""),
            row_of(
                "sign_up_subject",
                "Sign-up: subject",
                "{application} stands for the name.",
                SUBJECT,
                "Create your {application} account",
            ),
            row_of("sign_up_greeting", "Sign-up: greeting", "", WORDS, ""),
            row_of("sign_up_footer", "Sign-up: footer", "", WORDS, ""),
            row_of(
                "add_address_subject",
                "Another address: subject",
                "{application} stands for the name.",
                SUBJECT,
                "Add this address to your {application} account",
            ),
            row_of("add_address_greeting", "Another address: greeting", "", WORDS, ""),
            row_of("add_address_footer", "Another address: footer", "", WORDS, ""),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_default_is_a_value_in_its_one_form() {
        for row in rows() {
            assert_eq!(row.kind.read(row.default).as_deref(), Ok(row.default), "{}", row.name);
        }
    }

    #[test]
    fn no_two_settings_have_one_name() {
        let mut names: Vec<_> = rows().map(|row| row.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
