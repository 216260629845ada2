//! What JavaScript would read off the live resources.

/// Sessions and a subject.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) is_changing: bool,
    pub(crate) session_id: String,
    /// Session, user, name, identifier, image.
    pub(crate) people: Vec<[&'static str; 5]>,
    pub(crate) subject: Subject,
}

#[derive(Clone, Debug, Default)]
pub(crate) enum Subject {
    #[default]
    None,
    SignIn(SignIn),
    SignUp(SignUp),
    User(User),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SignIn {
    pub(crate) status: &'static str,
    pub(crate) identifier: &'static str,
    pub(crate) verification: Verification,
    pub(crate) first: Vec<[&'static str; 4]>,
    pub(crate) second: Vec<[&'static str; 4]>,
    pub(crate) session: &'static str,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SignUp {
    pub(crate) id: &'static str,
    pub(crate) status: &'static str,
    pub(crate) email: &'static str,
    pub(crate) missing: Vec<&'static str>,
    pub(crate) unverified: Vec<&'static str>,
    pub(crate) verification: Verification,
    pub(crate) session: &'static str,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct User {
    pub(crate) id: &'static str,
    pub(crate) name: [&'static str; 3],
    pub(crate) has_password: bool,
    pub(crate) has_totp: bool,
    pub(crate) primary: &'static str,
    /// Id, address, status.
    pub(crate) addresses: Vec<[&'static str; 3]>,
}

impl User {
    /// Ada, with three addresses and nothing to prove who she is.
    pub(crate) fn ada() -> Self {
        Self {
            id: "user_1",
            name: ["Ada", "Lovelace", ""],
            primary: "idn_1",
            addresses: vec![
                ["idn_1", "ada@gmail.com", "verified"],
                ["idn_2", "ada@work.test", "unverified"],
                ["idn_3", "ada@home.test", "verified"],
            ],
            ..Self::default()
        }
    }
}

/// Status, strategy, whether in this browser.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Verification(pub(crate) &'static str, pub(crate) &'static str, pub(crate) bool);

/// The ways that this project's server offers for an address.
pub(crate) const LINK: [&str; 4] = ["email_link", "idn_1", "ada@gmail.com", "1"];
pub(crate) const CODE: [&str; 4] = ["email_code", "idn_1", "ada@gmail.com", "1"];
pub(crate) const PASSWORD: [&str; 4] = ["password", "", "", ""];
pub(crate) const ODD: [&str; 4] = ["quantum_handshake", "", "", ""];
pub(crate) const TOTP: [&str; 4] = ["totp", "", "", ""];
pub(crate) const BACKUP: [&str; 4] = ["backup_code", "", "", ""];

pub(crate) const ADA: [&str; 5] = ["sess_1", "user_1", "Ada Lovelace", "ada@gmail.com", ""];
pub(crate) const GRACE: [&str; 5] =
    ["sess_2", "user_2", "", "grace@navy.test", "https://img.test/grace.png"];

impl Snapshot {
    /// A sign-in that waits for its first factor.
    pub(crate) fn first_factor(first: &[[&'static str; 4]]) -> Self {
        Self::sign_in(SignIn {
            status: "needs_first_factor",
            identifier: "ada@gmail.com",
            first: first.to_vec(),
            ..SignIn::default()
        })
    }

    /// The same, with how far it has come.
    pub(crate) fn verifying(status: &'static str, strategy: &'static str) -> Self {
        Self::sign_in(SignIn {
            status: "needs_first_factor",
            identifier: "ada@gmail.com",
            verification: Verification(status, strategy, false),
            first: vec![LINK, CODE],
            ..SignIn::default()
        })
    }

    pub(crate) fn second_factor(second: &[[&'static str; 4]]) -> Self {
        Self::sign_in(SignIn {
            status: "needs_second_factor",
            identifier: "ada@gmail.com",
            verification: Verification("verified", "email_link", false),
            second: second.to_vec(),
            ..SignIn::default()
        })
    }

    /// A sign-in that is complete; whether its link was opened in this browser.
    pub(crate) fn complete(same_client: bool) -> Self {
        Self::sign_in(SignIn {
            status: "complete",
            identifier: "ada@gmail.com",
            verification: Verification("verified", "email_link", same_client),
            session: "sess_1",
            ..SignIn::default()
        })
    }

    pub(crate) fn sign_in(sign_in: SignIn) -> Self {
        Self { subject: Subject::SignIn(sign_in), ..Self::default() }
    }

    pub(crate) fn sign_up(sign_up: SignUp) -> Self {
        Self { subject: Subject::SignUp(sign_up), ..Self::default() }
    }

    pub(crate) fn user(user: User) -> Self {
        Self { subject: Subject::User(user), ..Self::default() }.signed_in(&[ADA])
    }

    /// With these people, the first of whom is the current one.
    pub(crate) fn signed_in(mut self, people: &[[&'static str; 5]]) -> Self {
        self.session_id = people.first().map_or("", |person| person[0]).into();
        self.people = people.to_vec();
        self
    }

    /// As fields.
    pub(crate) fn text(&self) -> String {
        let mut fields = vec![flag(self.is_changing), self.session_id.clone()];
        rows(&mut fields, &self.people);
        match &self.subject {
            Subject::None => fields.push(String::new()),
            Subject::SignIn(it) => {
                it.push(&mut fields);
                SignUp::default().push(&mut fields);
            }
            Subject::SignUp(it) => {
                SignIn::default().push(&mut fields);
                it.push(&mut fields);
            }
            Subject::User(it) => {
                push(&mut fields, &["user", it.id, it.name[0], it.name[1], it.name[2], ""]);
                fields.extend([flag(it.has_password), flag(it.has_totp)]);
                push(&mut fields, &[it.primary]);
                fields.push(it.addresses.len().to_string());
                for [id, address, status] in &it.addresses {
                    push(&mut fields, &[id, address]);
                    Verification(status, "email_link", false).push(&mut fields);
                }
            }
        }
        fields.join("\u{1f}")
    }
}

impl SignIn {
    fn push(&self, fields: &mut Vec<String>) {
        let id = if self.status.is_empty() { "" } else { "sia_1" };
        push(fields, &["sign", id, self.status, self.identifier, "", ""]);
        self.verification.push(fields);
        rows(fields, &self.first);
        rows(fields, &self.second);
        push(fields, &[self.session]);
    }
}

impl SignUp {
    fn push(&self, fields: &mut Vec<String>) {
        push(fields, &[self.id, self.status, self.email]);
        for list in [&[][..], &[], &self.missing, &self.unverified] {
            rows(fields, &list.iter().map(|name| [*name]).collect::<Vec<_>>());
        }
        self.verification.push(fields);
        rows(fields, &[["email_link"], ["email_code"]]);
        push(fields, &[self.session]);
    }
}

impl Verification {
    fn push(self, fields: &mut Vec<String>) {
        push(fields, &[self.0, self.1]);
        fields.extend([flag(self.2), String::new()]);
    }
}

fn push(fields: &mut Vec<String>, values: &[&str]) {
    fields.extend(values.iter().map(|value| (*value).to_owned()));
}

fn rows<const N: usize>(fields: &mut Vec<String>, rows: &[[&str; N]]) {
    fields.push(rows.len().to_string());
    for row in rows {
        push(fields, row);
    }
}

fn flag(value: bool) -> String {
    (if value { "1" } else { "" }).to_owned()
}
