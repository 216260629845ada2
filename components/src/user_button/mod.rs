//! UserButton: who is signed in, and the ways to manage, switch and leave. Pure.

use maud::{Markup, html};

use crate::component::Widget;
use crate::context::Context;
use crate::event::{Act, Refusal};
use crate::facts::Facts;
use crate::pieces::{card, icon, people};
use crate::snapshot::Person;
use crate::texts::Text;
use crate::wire::{Pairs, join};

const CLASS: &str = "cl-rootBox cl-userButton-root cl-component cl-user-button";

/// UserButton.
#[derive(Debug, Default)]
pub(crate) struct UserButton {
    is_open: bool,
    /// The command whose answer is awaited; 0 if none is.
    ask: u64,
}

impl Widget for UserButton {
    fn enter(&mut self, facts: &Facts, context: &mut Context, by_person: bool) {
        if !by_person && facts.prop(&["defaultOpen"]) == "true" {
            context.commands.show();
        }
    }

    fn act(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>) {
        if self.ask != 0 {
            return;
        }
        context.alert.clear();
        match act.what {
            "manage" => manage(facts, context),
            "add" => {
                context.commands.close();
                context.commands.go(&url(facts, &["signInUrl"], "display_config.sign_in_url"));
            }
            "switch" => {
                let names = ["afterSwitchSessionUrl"];
                let to = url(facts, &names, "display_config.after_switch_session_url");
                self.ask = context.commands.set_session(act.at, &to);
            }
            "sign_out" if has_others(facts) => {
                let names =
                    ["afterSignOutOneUrl", "afterMultiSessionSingleSignOutUrl", "afterSignOutOne"];
                let to = url(facts, &names, "display_config.after_sign_out_one_url");
                self.ask = context.commands.sign_out(facts.snapshot().session_id, &to);
            }
            "sign_out" | "sign_out_all" => {
                let names = ["afterSignOutAllUrl", "afterSignOutUrl", "afterSignOutAll"];
                let to = url(facts, &names, "display_config.after_sign_out_all_url");
                self.ask = context.commands.sign_out("", &to);
            }
            _ => {}
        }
    }

    fn toggled(&mut self, _: &mut Context, is_open: bool) {
        self.is_open = is_open;
    }

    fn done(&mut self, _: &Facts, context: &mut Context, number: u64, _: Pairs<'_>) {
        if number == self.ask {
            self.ask = 0;
            context.commands.close();
        }
    }

    fn refused(&mut self, _: &Facts, context: &mut Context, number: u64, why: &Refusal<'_>) {
        if number == self.ask {
            self.ask = 0;
            context.refused(why, &[]);
        }
    }

    fn changed(&mut self, _: &Facts, _: &mut Context) {}

    fn view(&self, context: &Context) -> Markup {
        let body = match context.facts.snapshot().person() {
            Some(person) => self.button(context, person),
            None => html! {},
        };
        card::root(context, CLASS, &body)
    }

    fn class(&self) -> &'static str {
        CLASS
    }
}

/// Where something leads: the app's word, else the configuration's.
fn url(facts: &Facts, props: &[&str], environment: &str) -> String {
    crate::route::href(facts.prop(props)).unwrap_or_else(|| facts.configured(environment)).into()
}

/// Whether others are signed in, too.
fn has_others(facts: &Facts) -> bool {
    !facts.is_single_session() && facts.snapshot().people().count() > 1
}

fn manage(facts: &Facts, context: &mut Context) {
    context.commands.close();
    let has_page = !facts.prop(&["userProfileUrl"]).is_empty();
    match facts.prop(&["userProfileMode"]) {
        "modal" => context.commands.open("user_profile", ""),
        mode if mode == "navigation" || has_page => {
            let to = url(facts, &["userProfileUrl"], "display_config.user_profile_url");
            context.commands.go(&to);
        }
        _ => context.commands.open("user_profile", ""),
    }
}

impl UserButton {
    fn button(&self, context: &Context, person: Person<'_>) -> Markup {
        let facts = &context.facts;
        let popover = facts.id("popover");
        let state =
            if self.is_open { "cl-userButtonTrigger cl-open" } else { "cl-userButtonTrigger" };
        html! {
            div class="cl-userButtonBox" {
                @if facts.prop(&["showName"]) == "true" && !person.name.is_empty() {
                    span class="cl-userButtonOuterIdentifier" { bdi { (person.name) } }
                }
                button class=(state) type="button" popovertarget=(popover)
                    aria-expanded=(if self.is_open { "true" } else { "false" })
                    aria-label=(facts.text(Text::UserButtonOpen)) {
                    (people::avatar(person.name, person.identifier, person.image_url))
                }
                div class="cl-userButtonPopoverCard" id=(popover) popover="auto" data-on="toggle:menu"
                    role="group" aria-label=(facts.text(Text::UserButtonMenu)) {
                    @if self.is_open { (self.menu(context, person)) }
                }
            }
        }
    }

    fn menu(&self, context: &Context, current: Person<'_>) -> Markup {
        let facts = &context.facts;
        let is_multi = !facts.is_single_session();
        html! {
            div class="cl-userPreview" { (people::preview(current)) }
            (card::messages(context))
            (self.action(context, "manage", icon::GEAR, Text::ManageAccount))
            (self.action(context, "sign_out", icon::LEAVE, Text::SignOut))
            @if is_multi {
                @for person in facts.snapshot().people() {
                    @if person.session_id != current.session_id {
                        // The name has in it what is seen.
                        @let who = join(&[person.name, " ", person.identifier]);
                        button class="cl-userPreview cl-userButtonPopoverActionButton" type="button"
                            data-on="click:switch" data-at=(person.session_id) aria-disabled=(self.busy())
                            aria-label=(facts.text_with(Text::SwitchTo, who.trim_ascii())) {
                            (people::preview(person))
                        }
                    }
                }
                (self.action(context, "add", icon::ADD, Text::AddAccount))
                @if has_others(facts) {
                    (self.action(context, "sign_out_all", icon::LEAVE, Text::SignOutAll))
                }
            }
        }
    }

    fn action(&self, context: &Context, what: &str, path: &str, label: Text) -> Markup {
        html! {
            button class="cl-userButtonPopoverActionButton" type="button" data-on={ "click:" (what) }
                aria-disabled=(self.busy()) {
                (icon::icon(path))
                span class="cl-userButtonPopoverActionButtonText" { (context.facts.text(label)) }
            }
        }
    }

    fn busy(&self) -> &'static str {
        if self.ask == 0 { "false" } else { "true" }
    }
}
