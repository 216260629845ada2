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
    /// The sign-up inside SignIn, while it is shown in its place.
    inner: Option<Box<dyn Widget>>,
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
        Some(Box::new(Self { context: Context::new(Facts::new(texts)), widget, inner: None }))
    }

    /// Takes other texts: those of a load that began after the component appeared.
    pub(crate) fn speak(&mut self, texts: Rc<Texts>) {
        if let Some(facts) = Rc::get_mut(&mut self.context.facts) {
            facts.texts = texts;
        }
    }

    /// Takes the rest of an event. Gives the HTML, then the commands, as they cross to JavaScript.
    pub(crate) fn handle(&mut self, name: &str, from: &mut Reader<'_>) -> String {
        self.learn(Event::named(name), from);
        #[cfg(feature = "sign")]
        self.turn();
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
                if facts.path == context.path && facts.base.is_empty() == self.inner.is_none() {
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
        if matches!(event, Event::Start | Event::Route) {
            put(&mut context.path, &facts.path);
            return self.enter(facts, event == Event::Route);
        }
        let widget = self.inner.as_mut().unwrap_or(&mut self.widget);
        match event {
            Event::Change => widget.changed(facts, context),
            Event::Done => widget.done(facts, context, number, answer),
            Event::Refuse => widget.refused(facts, context, number, &Refusal::read(from)),
            Event::Progress => widget.progress(context, &Progress::read(from)),
            Event::Tick => widget.ticked(facts, context),
            Event::Toggle => widget.toggled(context, from.flag()),
            Event::Type => {
                from.text();
                widget.typed(facts, context, from.text());
            }
            Event::Act => match Act::read(from) {
                Act { what: "reveal", .. } => context.reveals = !context.reveals,
                act => widget.act(facts, context, &act),
            },
            _ => {}
        }
        None
    }

    /// Shows the screen of a route, of SignIn or of the sign-up inside it.
    fn enter(&mut self, facts: &Facts, by_person: bool) -> Option<()> {
        let context = &mut self.context;
        #[cfg(feature = "sign")]
        if facts.base.is_empty() != self.inner.is_none() {
            if by_person {
                // What the one waits for is nothing to the other.
                context.commands.cancel();
            }
            let new = || Box::new(crate::sign_up::SignUp::default()) as Box<dyn Widget>;
            self.inner = self.inner.is_none().then(new);
        }
        self.inner.as_mut().unwrap_or(&mut self.widget).enter(facts, context, by_person);
        None
    }

    /// Goes from SignIn to the sign-up inside it, or back, with what was typed.
    #[cfg(feature = "sign")]
    fn turn(&mut self) -> Option<()> {
        let typed = self.context.turns.take()?;
        let facts = Rc::get_mut(&mut self.context.facts)?;
        facts.turn();
        let facts = &Rc::clone(&self.context.facts);
        self.context.path.clear();
        self.context.commands.route(facts.base, &facts.carried(), false);
        self.context.focus_heading(true);
        self.enter(facts, true);
        let act = Act { what: "transfer", at: &typed, fields: Pairs::default() };
        self.inner.as_mut().unwrap_or(&mut self.widget).act(facts, &mut self.context, &act);
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
            "ready" => self.inner.as_ref().unwrap_or(&self.widget).view(&self.context),
            _ => card::unready(&self.context, self.widget.class()),
        }
    }
}
