//! What JavaScript reads off the live resources at one moment. Pure.
//!
//! Statuses and strategies stay texts: one that is not known yet is no error.

use crate::wire::Reader;

/// This browser's sessions, and the attempt or the user that the component is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The session is being switched: `clerk.session` is `undefined`.
    pub changing: bool,
    /// The current session; empty when signed out.
    pub session_id: String,
    /// Who is signed in in this browser.
    pub people: Vec<Person>,
    /// What the component is about.
    pub subject: Subject,
}

/// What a component is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// UserButton: the people alone. Also UserProfile without a user.
    #[default]
    None,
    /// SignIn.
    SignIn(SignIn),
    /// SignUp.
    SignUp(SignUp),
    /// UserProfile.
    User(User),
}

/// Somebody who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Of the session.
    pub session_id: String,
    /// Of the user.
    pub user_id: String,
    /// First and last name; may be empty.
    pub name: String,
    /// The address, or the name that they sign in with.
    pub identifier: String,
    /// A picture of their own; may be empty.
    pub image_url: String,
}

/// How far a verification has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// `unverified`, `verified`, `expired`, `failed`, …; empty until started.
    pub status: String,
    /// `email_link`, `email_code`, …
    pub strategy: String,
    /// The link was opened in this browser.
    pub same_client: bool,
    /// Why it failed; may be empty.
    pub error: String,
}

/// A way to prove who signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factor {
    /// `email_link`, `password`, …
    pub strategy: String,
    /// The id of the email address, if it is one.
    pub id: String,
    /// The address, maybe masked.
    pub identifier: String,
    /// The user's primary address.
    pub is_primary: bool,
}

/// A sign-in attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Empty until created.
    pub id: String,
    /// `needs_first_factor`, …
    pub status: String,
    /// Who signs in.
    pub identifier: String,
    /// Their first name, as far as the server says.
    pub first_name: String,
    /// Their picture, as far as the server says.
    pub image_url: String,
    /// Of the first factor.
    pub verification: Verification,
    /// Ways to prove it.
    pub first_factors: Vec<Factor>,
    /// Ways to prove it a second time.
    pub second_factors: Vec<Factor>,
    /// The session of a complete sign-in.
    pub created_session_id: String,
}

/// A sign-up attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignUp {
    /// Empty until created.
    pub id: String,
    /// `missing_requirements`, …
    pub status: String,
    /// Of the person.
    pub email_address: String,
    /// Names of fields, as on the wire: `email_address`, `first_name`, …
    pub required_fields: Vec<String>,
    /// Fields that may stay empty.
    pub optional_fields: Vec<String>,
    /// Fields that are still to be filled.
    pub missing_fields: Vec<String>,
    /// Fields that are still to be verified.
    pub unverified_fields: Vec<String>,
    /// Of the email address.
    pub verification: Verification,
    /// Ways to verify the email address.
    pub strategies: Vec<String>,
    /// The session of a complete sign-up.
    pub created_session_id: String,
}

/// The user whose profile it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Of the user.
    pub id: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// May be empty.
    pub username: String,
    /// A picture of their own; may be empty.
    pub image_url: String,
    /// They have a password.
    pub password_enabled: bool,
    /// They have an authenticator app.
    pub totp_enabled: bool,
    /// The id of the primary address.
    pub primary_address_id: String,
    /// Their addresses.
    pub addresses: Vec<Address>,
}

/// An email address of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Of the email address.
    pub id: String,
    /// The address itself.
    pub address: String,
    /// How far its verification has come.
    pub verification: Verification,
}

impl Snapshot {
    /// Reads a snapshot.
    pub fn read(from: &mut Reader<'_>) -> Self {
        Self {
            changing: from.flag(),
            session_id: from.string(),
            people: from.list(Person::read),
            subject: Subject::read(from),
        }
    }
}

impl Subject {
    fn read(from: &mut Reader<'_>) -> Self {
        match from.text() {
            "sign_in" => Self::SignIn(SignIn::read(from)),
            "sign_up" => Self::SignUp(SignUp::read(from)),
            "user" => Self::User(User::read(from)),
            _ => Self::None,
        }
    }
}

impl Person {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            session_id: from.string(),
            user_id: from.string(),
            name: from.string(),
            identifier: from.string(),
            image_url: from.string(),
        }
    }
}

impl Verification {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            status: from.string(),
            strategy: from.string(),
            same_client: from.flag(),
            error: from.string(),
        }
    }
}

impl Factor {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            strategy: from.string(),
            id: from.string(),
            identifier: from.string(),
            is_primary: from.flag(),
        }
    }
}

impl SignIn {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            id: from.string(),
            status: from.string(),
            identifier: from.string(),
            first_name: from.string(),
            image_url: from.string(),
            verification: Verification::read(from),
            first_factors: from.list(Factor::read),
            second_factors: from.list(Factor::read),
            created_session_id: from.string(),
        }
    }
}

impl SignUp {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            id: from.string(),
            status: from.string(),
            email_address: from.string(),
            required_fields: from.strings(),
            optional_fields: from.strings(),
            missing_fields: from.strings(),
            unverified_fields: from.strings(),
            verification: Verification::read(from),
            strategies: from.strings(),
            created_session_id: from.string(),
        }
    }
}

impl User {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            id: from.string(),
            first_name: from.string(),
            last_name: from.string(),
            username: from.string(),
            image_url: from.string(),
            password_enabled: from.flag(),
            totp_enabled: from.flag(),
            primary_address_id: from.string(),
            addresses: from.list(Address::read),
        }
    }
}

impl Address {
    fn read(from: &mut Reader<'_>) -> Self {
        Self {
            id: from.string(),
            address: from.string(),
            verification: Verification::read(from),
        }
    }
}
