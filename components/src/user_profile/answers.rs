//! What comes back: answers and refusals. Pure.

use super::{Ask, Panel, Screen, UserProfile};
use crate::command;
use crate::context::Context;
use crate::event::Refusal;
use crate::facts::Facts;
use crate::texts::Text;
use crate::wait::End;
use crate::wire::{Pairs, put};

/// Every field of the profile, by its name on the wire.
const FIELDS: [&str; 8] = [
    "first_name",
    "last_name",
    "username",
    "email_address",
    "current_password",
    "new_password",
    "code",
    "confirmation",
];

impl UserProfile {
    /// A command was performed.
    pub(super) fn answered(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        number: u64,
        answer: Pairs<'_>,
    ) {
        if self.wait.was_sent_again(context, number) {
            return;
        }
        if number == self.asked_devices {
            self.asked_devices = 0;
            put(&mut self.devices, answer.0);
            return;
        }
        if self.wait.has_ended(number) {
            let status =
                facts.snapshot().user().address(&self.id).unwrap_or_default().verification.status;
            match status {
                "verified" => self.verified(facts, context),
                _ => context.alert = facts.plain(Text::LinkExpired),
            }
            return;
        }
        match command::take(&mut self.ask, number) {
            Some(Ask::AddAddress) if !answer.get("id").is_empty() => {
                self.send_link(facts, context, answer.get("id"));
            }
            Some(Ask::Save) if self.panel == Panel::Address => self.verified(facts, context),
            Some(Ask::Save | Ask::AddAddress) => {
                self.close_panel(context);
                context.say(Text::Saved);
                context.focus_heading(false);
                if Self::shows_devices(facts, context) {
                    self.show_devices(facts, context);
                }
            }
            Some(Ask::Secret) => {
                put(&mut self.secret, answer.get("secret"));
                put(&mut self.uri, answer.get("uri"));
                context.commands.focus(&context.facts.prefix, "panel", true);
            }
            Some(Ask::Verify) => self.screen = Screen::Verified,
            Some(Ask::Delete) => super::leave(facts, context),
            None => {}
        }
    }

    /// The address is proven.
    fn verified(&mut self, facts: &Facts, context: &mut Context) {
        let user = facts.snapshot().user();
        let address = user.address(&self.id).unwrap_or_default().address;
        let said = facts.text_with(Text::AddressVerified, address).plain();
        self.close_panel(context);
        context.clear();
        context.said = said;
        context.focus_heading(false);
    }

    /// A command failed.
    pub(super) fn failed(
        &mut self,
        facts: &Facts,
        context: &mut Context,
        number: u64,
        why: &Refusal<'_>,
    ) {
        if self.wait.was_not_sent_again(context, number, why) {
            return;
        }
        if self.wait.has_ended(number) {
            match why.name {
                "MagicLinkError" if why.code == "cancelled" => {}
                "MagicLinkError" => context.alert = facts.plain(Text::LinkExpired),
                _ => context.refused(why, &[]),
            }
            return;
        }
        if number == self.asked_devices {
            self.asked_devices = 0;
            return context.refused(why, &[]);
        }
        match command::take(&mut self.ask, number) {
            Some(Ask::Verify) => {
                self.end = End::named(why.code).unwrap_or_default();
                self.screen = Screen::Ended;
            }
            Some(_) => {
                let shown: Vec<_> =
                    FIELDS.into_iter().filter(|name| self.has_field(facts, name)).collect();
                context.refused(why, &shown);
            }
            None => {}
        }
    }

    /// Whether the open panel has this field.
    fn has_field(&self, facts: &Facts, name: &str) -> bool {
        match self.panel {
            Panel::Name => {
                facts.attribute(name, "enabled")
                    && matches!(name, "first_name" | "last_name" | "username")
            }
            Panel::AddAddress => name == "email_address",
            Panel::Address => name == "code" && facts.links_have_codes(),
            Panel::Totp => name == "code" && !self.secret.is_empty(),
            Panel::Password | Panel::RemovePassword => {
                name == "current_password" && facts.snapshot().user().password_enabled
                    || name == "new_password" && self.panel == Panel::Password
            }
            Panel::Delete => name == "confirmation",
            _ => false,
        }
    }
}
