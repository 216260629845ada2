//! What JavaScript reads off the live resources at one moment. Pure.
//!
//! Statuses and strategies stay texts: one that is not known yet is no error.

use crate::wire::{Reader, Rows};

/// This browser's sessions, and the attempts or the user that the component is about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Snapshot<'a> {
    /// The session is being switched: `clerk.session` is `undefined`.
    pub(crate) is_changing: bool,
    /// The current session; empty when signed out.
    pub(crate) session_id: &'a str,
    people: Rows<'a>,
    subject: Reader<'a>,
}

/// Somebody who is signed in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Person<'a> {
    pub(crate) session_id: &'a str,
    /// First and last name; may be empty.
    pub(crate) name: &'a str,
    /// The address, or the name that they sign in with.
    pub(crate) identifier: &'a str,
    /// A picture of their own; may be empty.
    pub(crate) image_url: &'a str,
}

/// How far a verification has come.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Verification<'a> {
    /// `unverified`, `verified`, `expired`, `failed`, …; empty until started.
    pub(crate) status: &'a str,
    /// `email_link`, `email_code`, …
    pub(crate) strategy: &'a str,
    /// The link was opened in this browser.
    pub(crate) same_client: bool,
}

/// A way to prove who signs in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Factor<'a> {
    /// `email_link`, `password`, …
    pub(crate) strategy: &'a str,
    /// The id of the email address, if it is one.
    pub(crate) id: &'a str,
    /// The address, maybe masked.
    pub(crate) identifier: &'a str,
    /// The user's primary address.
    pub(crate) is_primary: bool,
}

/// A sign-in attempt.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SignIn<'a> {
    /// `needs_first_factor`, …; empty until created.
    pub(crate) status: &'a str,
    /// Who signs in.
    pub(crate) identifier: &'a str,
    /// Of the first factor.
    pub(crate) verification: Verification<'a>,
    first_factors: Rows<'a>,
    second_factors: Rows<'a>,
    /// The session of a complete sign-in.
    pub(crate) created_session_id: &'a str,
}

/// A sign-up attempt.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SignUp<'a> {
    /// `missing_requirements`, …; empty until created.
    pub(crate) status: &'a str,
    /// Of the person.
    pub(crate) email_address: &'a str,
    missing: Rows<'a>,
    unverified: Rows<'a>,
    /// Of the email address.
    pub(crate) verification: Verification<'a>,
    strategies: Rows<'a>,
    /// The session of a complete sign-up.
    pub(crate) created_session_id: &'a str,
}

/// The user whose profile it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct User<'a> {
    /// Empty: nobody.
    pub(crate) id: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) last_name: &'a str,
    pub(crate) username: &'a str,
    /// A picture of their own; may be empty.
    pub(crate) image_url: &'a str,
    pub(crate) password_enabled: bool,
    pub(crate) totp_enabled: bool,
    pub(crate) primary_address_id: &'a str,
    addresses: Rows<'a>,
}

/// An email address of a user.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Address<'a> {
    pub(crate) id: &'a str,
    pub(crate) address: &'a str,
    pub(crate) verification: Verification<'a>,
}

impl<'a> Snapshot<'a> {
    /// Reads a snapshot.
    pub(crate) fn read(from: &mut Reader<'a>) -> Self {
        let is_changing = from.flag();
        let session_id = from.text();
        let people = from.rows(5);
        Self { is_changing, session_id, people, subject: *from }
    }

    /// Who is signed in in this browser.
    pub(crate) fn people(&self) -> impl Iterator<Item = Person<'a>> + use<'a> {
        self.people.map(Person::read)
    }

    /// The current session's.
    pub(crate) fn person(&self) -> Option<Person<'a>> {
        self.people().find(|person| person.session_id == self.session_id)
    }

    /// The fields of what the component is about, if it is this; else none, which are all empty.
    fn about(&self, kind: &str) -> Reader<'a> {
        let mut from = self.subject;
        if from.text() == kind { from } else { Reader::default() }
    }

    /// The sign-in, if the component is about attempts.
    pub(crate) fn sign_in(&self) -> SignIn<'a> {
        SignIn::read(&mut self.about("sign"))
    }

    /// The sign-up, if the component is about attempts.
    pub(crate) fn sign_up(&self) -> SignUp<'a> {
        let mut from = self.about("sign");
        SignIn::read(&mut from);
        SignUp::read(&mut from)
    }

    /// The user, if the component is about one.
    pub(crate) fn user(&self) -> User<'a> {
        User::read(&mut self.about("user"))
    }

    /// What comes after the snapshot.
    pub(crate) fn skip(&self) -> Reader<'a> {
        let mut from = self.subject;
        match from.text() {
            #[cfg(feature = "sign")]
            "sign" => {
                SignIn::read(&mut from);
                SignUp::read(&mut from);
            }
            #[cfg(feature = "profile")]
            "user" => drop(User::read(&mut from)),
            _ => {}
        }
        from
    }
}

impl<'a> Person<'a> {
    fn read(mut from: Reader<'a>) -> Self {
        let session_id = from.text();
        from.text();
        Self { session_id, name: from.text(), identifier: from.text(), image_url: from.text() }
    }
}

impl<'a> Verification<'a> {
    fn read(from: &mut Reader<'a>) -> Self {
        let read = Self { status: from.text(), strategy: from.text(), same_client: from.flag() };
        from.text();
        read
    }
}

impl<'a> Factor<'a> {
    fn read(mut from: Reader<'a>) -> Self {
        Self {
            strategy: from.text(),
            id: from.text(),
            identifier: from.text(),
            is_primary: from.flag(),
        }
    }
}

impl<'a> SignIn<'a> {
    fn read(from: &mut Reader<'a>) -> Self {
        from.text();
        let status = from.text();
        let identifier = from.text();
        from.text();
        from.text();
        Self {
            status,
            identifier,
            verification: Verification::read(from),
            first_factors: from.rows(4),
            second_factors: from.rows(4),
            created_session_id: from.text(),
        }
    }

    /// Ways to prove it.
    pub(crate) fn first_factors(&self) -> impl Iterator<Item = Factor<'a>> + use<'a> {
        self.first_factors.map(Factor::read)
    }

    /// Whether this proves it.
    pub(crate) fn has_first(&self, strategy: &str) -> bool {
        self.first_factors.has(strategy)
    }

    /// Whether this proves it a second time.
    pub(crate) fn has_second(&self, strategy: &str) -> bool {
        self.second_factors.has(strategy)
    }

    /// The factor of a strategy: for the address that was typed, else for the primary one, else the first.
    pub(crate) fn factor(&self, strategy: &str) -> Option<Factor<'a>> {
        let mut found = None;
        for row in self.first_factors {
            let factor = Factor::read(row);
            if factor.strategy == strategy {
                if factor.identifier == self.identifier {
                    return Some(factor);
                }
                if factor.is_primary || found.is_none() {
                    found = Some(row);
                }
            }
        }
        found.map(Factor::read)
    }
}

impl<'a> SignUp<'a> {
    fn read(from: &mut Reader<'a>) -> Self {
        from.text();
        let status = from.text();
        let email_address = from.text();
        from.rows(1);
        from.rows(1);
        Self {
            status,
            email_address,
            missing: from.rows(1),
            unverified: from.rows(1),
            verification: Verification::read(from),
            strategies: from.rows(1),
            created_session_id: from.text(),
        }
    }

    /// Fields that are still to be filled.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.missing.map(|mut row| row.text())
    }

    /// Whether this field is still to be filled.
    pub(crate) fn is_missing(&self, name: &str) -> bool {
        self.missing.has(name)
    }

    /// Whether the address is still to be verified.
    pub(crate) fn is_unverified(&self) -> bool {
        self.unverified.has("email_address")
    }

    /// Whether the address can be verified so.
    pub(crate) fn has_strategy(&self, strategy: &str) -> bool {
        self.strategies.has(strategy)
    }
}

impl<'a> User<'a> {
    fn read(from: &mut Reader<'a>) -> Self {
        Self {
            id: from.text(),
            first_name: from.text(),
            last_name: from.text(),
            username: from.text(),
            image_url: from.text(),
            password_enabled: from.flag(),
            totp_enabled: from.flag(),
            primary_address_id: from.text(),
            addresses: from.rows(6),
        }
    }

    /// Their addresses.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = Address<'a>> + use<'a> {
        self.addresses.map(Address::read)
    }

    /// The address of this id.
    pub(crate) fn address(&self, id: &str) -> Option<Address<'a>> {
        self.addresses().find(|address| address.id == id)
    }
}

impl<'a> Address<'a> {
    fn read(mut from: Reader<'a>) -> Self {
        Self { id: from.text(), address: from.text(), verification: Verification::read(&mut from) }
    }
}
