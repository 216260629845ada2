//! What people do: opening panels, submitting, pressing. Pure.

use super::{Ask, Panel, UserProfile, page};
use crate::code;
use crate::context::Context;
use crate::event::Act;
use crate::facts::Facts;
use crate::texts::Text;
use crate::wire::Pairs;

impl UserProfile {
    /// A button, a link or a form.
    pub(super) fn acted(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        let has_asked = std::mem::replace(&mut self.asked_to_close, act.what == "close");
        match act.what {
            "close" if (self.is_busy() || self.wait.is_on()) && !has_asked => {
                context.alert = facts.plain(Text::CloseAsk);
                return;
            }
            "close" => {
                self.close_panel(context);
                return context.commands.close();
            }
            "cancel" => {
                self.close_panel(context);
                context.clear();
                // Should the button be gone, it is the heading.
                context.focus_heading(true);
                return context.focus_field(&self.opener);
            }
            "page" => return self.go_to_page(facts, context, act.at),
            _ if self.is_busy() => return,
            _ => {}
        }
        match act.what {
            "name" => self.open_panel(context, Panel::Name, act.what, ""),
            "add" => self.open_panel(context, Panel::AddAddress, act.what, ""),
            "verify" => self.send_link(facts, context, act.at),
            "remove" => self.open_panel(context, Panel::RemoveAddress, act.what, act.at),
            "primary" => self.save(context, "update", &[("primaryEmailAddressId", act.at)]),
            "password" => self.open_panel(context, Panel::Password, act.what, ""),
            "remove_password" => self.open_panel(context, Panel::RemovePassword, act.what, ""),
            "totp" => {
                self.open_panel(context, Panel::Totp, act.what, "");
                self.ask = Some((context.commands.user("create_totp", &[]), Ask::Secret));
            }
            "remove_totp" => self.open_panel(context, Panel::RemoveTotp, act.what, ""),
            "delete" => self.open_panel(context, Panel::Delete, act.what, ""),
            "revoke" => self.save(context, "revoke", &[("id", act.at)]),
            "resend" => self.wait.send_again(context),
            "code" => self.submit_code(context, act.fields.get("code")),
            "submit" => self.submit(facts, context, act.fields),
            _ => {}
        }
    }

    fn go_to_page(&mut self, facts: &Facts, context: &mut Context, to: &str) {
        self.close_panel(context);
        context.clear();
        self.screen = super::Screen::Pages;
        context.go_to(if to == "account" { "" } else { to }, false);
        if facts.snapshot().user().id.is_empty() {
            return super::leave(facts, context);
        }
        self.show_devices(facts, context);
        context.focus_heading(true);
    }

    fn save(&mut self, context: &mut Context, call: &str, args: &[(&str, &str)]) {
        context.clear();
        self.ask = Some((context.commands.user(call, args), Ask::Save));
    }

    /// Sends a link to an address, because somebody asked for it.
    pub(super) fn send_link(&mut self, facts: &Facts, context: &mut Context, id: &str) {
        self.open_panel(context, Panel::Address, "verify", id);
        self.wait.send(context, id, "", &facts.link_url("display_config.user_profile_url"));
    }

    pub(super) fn submit_code(&mut self, context: &mut Context, typed: &str) {
        let code = code::without_spaces(typed);
        context.clear();
        if context.require("code", &code) {
            let number = match self.panel {
                Panel::Totp => context.commands.user("verify_totp", &[("code", &code)]),
                _ => context.commands.attempt("address", "email_code", &self.id, &code),
            };
            self.ask = Some((number, Ask::Save));
        }
    }

    /// The form of the panel.
    fn submit(&mut self, facts: &Facts, context: &mut Context, typed: Pairs<'_>) {
        let given = |name| typed.get(name).trim_ascii();
        let id = self.id.clone();
        context.clear();
        match self.panel {
            Panel::Name => {
                let names = [
                    ("firstName", "first_name"),
                    ("lastName", "last_name"),
                    ("username", "username"),
                ];
                let asked = names.into_iter().filter(|(_, name)| facts.attribute(name, "enabled"));
                let args: Vec<_> = asked.map(|(sdk, name)| (sdk, given(name))).collect();
                self.save(context, "update", &args);
            }
            Panel::AddAddress if context.require("email_address", given("email_address")) => {
                let args = [("email", given("email_address"))];
                self.ask = Some((context.commands.user("add_address", &args), Ask::AddAddress));
            }
            Panel::RemoveAddress => self.save(context, "remove_address", &[("id", &id)]),
            Panel::Password | Panel::RemovePassword => self.submit_password(facts, context, typed),
            Panel::RemoveTotp => self.save(context, "disable_totp", &[]),
            Panel::Delete => {
                let user = facts.snapshot().user();
                let primary = user.address(user.primary_address_id).unwrap_or_default().address;
                if given("confirmation").eq_ignore_ascii_case(primary) {
                    self.ask = Some((context.commands.user("delete", &[]), Ask::Delete));
                } else {
                    context.blame("confirmation", facts.plain(Text::DeleteWrong));
                }
            }
            _ => {}
        }
    }

    fn submit_password(&mut self, facts: &Facts, context: &mut Context, typed: Pairs<'_>) {
        let (current, new) = (typed.get("current_password"), typed.get("new_password"));
        let mut is_whole = true;
        if facts.snapshot().user().password_enabled {
            is_whole &= context.require("current_password", current);
        }
        if self.panel == Panel::RemovePassword {
            if is_whole {
                self.save(context, "remove_password", &[("currentPassword", current)]);
            }
        } else {
            is_whole &= context.require("new_password", new);
            if is_whole {
                let others = match typed.get("sign_out_others") {
                    "true" => "true",
                    _ => "",
                };
                let args = [
                    ("currentPassword", current),
                    ("newPassword", new),
                    ("signOutOfOtherSessions", others),
                ];
                self.save(context, "update_password", &args);
            }
        }
    }

    /// Whether the page with the devices is shown.
    pub(super) fn shows_devices(facts: &Facts, context: &Context) -> bool {
        page(facts, context) == "security"
    }
}
