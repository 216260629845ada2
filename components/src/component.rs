//! A mounted component of any kind. Pure.

use std::rc::Rc;

use maud::Markup;

use crate::context::Context;
use crate::event::{Act, Event, Progress, Refusal};
use crate::facts::Facts;
use crate::pieces::card;
use crate::texts::Texts;
use crate::wire::{Pairs, Reader, put};

/// What the kinds of component differ in. Each takes what happened; the facts know of it already.
pub(crate) trait Widget {
    /// The component appeared, or the address changed because of the person. Sends no email, ever.
    fn enter(&mut self, facts: &Facts, context: &mut Context, by_person: bool);
    /// A button or a link was pressed, or a form submitted.
    fn act(&mut self, facts: &Facts, context: &mut Context, act: &Act<'_>);
    /// Something was typed into a field that asks to be told.
    fn typed(&mut self, _: &Facts, _: &mut Context, _value: &str) {}
    /// A popover opened or closed.
    fn toggled(&mut self, _: &mut Context, _is_open: bool) {}
    /// The command of this number was performed.
    fn done(&mut self, facts: &Facts, context: &mut Context, number: u64, answer: Pairs<'_>);
    /// The command of this number failed.
    fn refused(&mut self, facts: &Facts, context: &mut Context, number: u64, why: &Refusal<'_>);
    /// The wait for a link goes on.
    fn progress(&mut self, _: &mut Context, _: &Progress<'_>) {}
    /// The time that the command `tick` asked for has passed.
    fn ticked(&mut self, _: &Facts, _: &mut Context) {}
    /// The client, the session or the user changed.
    fn changed(&mut self, facts: &Facts, context: &mut Context);
    /// What to show now.
    fn view(&self, context: &Context) -> Markup;
    /// The classes of the root.
    fn class(&self) -> &'static str;
}

/// A mounted component.
pub(crate) struct Component {
    context: Context,
    widget: Box<dyn Widget>,
}

impl Component {
    /// A component that has not started yet. None if this build does not have it.
    pub(crate) fn new(kind: &str, texts: Rc<Texts>) -> Option<Box<Self>> {
        let widget: Box<dyn Widget> = match kind {
            #[cfg(feature = "sign")]
            "sign_in" => Box::new(crate::sign_in::SignIn::default()),
            #[cfg(feature = "sign")]
            "sign_up" => Box::new(crate::sign_up::SignUp::default()),
            #[cfg(feature = "profile")]
            "user_profile" => Box::new(crate::user_profile::UserProfile::default()),
            #[cfg(feature = "profile")]
            "user_button" => Box::new(crate::user_button::UserButton::default()),
            _ => return None,
        };
        Some(Box::new(Self { context: Context::new(Facts::new(texts)), widget }))
    }

    /// Takes the rest of an event. Gives the HTML, then the commands, as they cross to JavaScript.
    pub(crate) fn handle(&mut self, name: &str, from: &mut Reader<'_>) -> String {
        self.learn(Event::named(name), from);
        self.context.commands.take(&self.view().0)
    }

    /// Takes what happened: first the facts, then the kind of component.
    fn learn(&mut self, event: Event, from: &mut Reader<'_>) -> Option<()> {
        let context = &mut self.context;
        let facts = Rc::get_mut(&mut context.facts)?;
        facts.now = from.number();
        let mut number = 0;
        let mut answer = Pairs::default();
        match event {
            Event::Start => {
                // The kind.
                from.text();
                facts.start(from);
            }
            Event::Props => facts.give(from.pairs()),
            Event::Route => {
                facts.enter(from.text());
                if facts.path == context.path {
                    return None;
                }
            }
            Event::Change => _ = facts.see(from),
            Event::Done => {
                number = from.number();
                answer = facts.see(from).pairs();
            }
            Event::Refuse => number = from.number(),
            _ => {}
        }
        if facts.load != "ready" {
            return self.unready(event, from);
        }
        let facts = &Rc::clone(&context.facts);
        match event {
            Event::Start | Event::Route => {
                put(&mut context.path, &facts.path);
                self.widget.enter(facts, context, event == Event::Route);
            }
            Event::Change => self.widget.changed(facts, context),
            Event::Done => self.widget.done(facts, context, number, answer),
            Event::Refuse => self.widget.refused(facts, context, number, &Refusal::read(from)),
            Event::Progress => self.widget.progress(context, &Progress::read(from)),
            Event::Tick => self.widget.ticked(facts, context),
            Event::Toggle => self.widget.toggled(context, from.flag()),
            Event::Type => {
                from.text();
                self.widget.typed(facts, context, from.text());
            }
            Event::Act => match Act::read(from) {
                Act { what: "reveal", .. } => context.reveals = !context.reveals,
                act => self.widget.act(facts, context, &act),
            },
            Event::Props | Event::Other => {}
        }
        None
    }

    /// `clerk.load()` is under way, or has failed.
    fn unready(&mut self, event: Event, from: &mut Reader<'_>) -> Option<()> {
        let facts = Rc::get_mut(&mut self.context.facts)?;
        match event {
            Event::Act => match from.text() {
                "load" => {
                    put(&mut facts.load, "loading");
                    self.context.commands.load();
                }
                "close" => self.context.commands.close(),
                _ => {}
            },
            Event::Refuse => put(&mut facts.load, "failed"),
            _ => {}
        }
        None
    }

    fn view(&self) -> Markup {
        match self.context.facts.load.as_str() {
            "ready" => self.widget.view(&self.context),
            _ => card::unready(&self.context, self.widget.class()),
        }
    }
}
