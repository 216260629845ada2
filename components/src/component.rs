//! A mounted component of any kind. Pure.

use std::rc::Rc;

use maud::Markup;

use crate::command::Command;
use crate::context::Context;
use crate::event::{Dated, Event, Kind, Start};
use crate::pieces::card;
use crate::route::Route;
use crate::snapshot::Snapshot;
use crate::texts::Texts;
use crate::wire::Writer;

/// What the kinds of component differ in.
pub(crate) trait Widget {
    /// Takes what happened. The context knows of it already.
    fn update(&mut self, context: &mut Context, event: Event);
    /// What to show now.
    fn view(&self, context: &Context) -> Markup;
}

/// A mounted component.
pub struct Component {
    context: Context,
    widget: Box<dyn Widget>,
    class: &'static str,
}

impl Component {
    /// A component that has not started yet. None if this build does not have it.
    pub fn new(kind: Kind, texts: Rc<Texts>) -> Option<Self> {
        let (class, widget): (_, Box<dyn Widget>) = match kind {
            #[cfg(feature = "sign")]
            Kind::SignIn => {
                (crate::sign_in::CLASS, Box::new(crate::sign_in::SignIn::default()))
            }
            #[cfg(feature = "sign")]
            Kind::SignUp => {
                (crate::sign_up::CLASS, Box::new(crate::sign_up::SignUp::default()))
            }
            #[cfg(feature = "profile")]
            Kind::UserProfile => {
                (crate::user_profile::CLASS, Box::new(crate::user_profile::UserProfile::default()))
            }
            #[cfg(feature = "profile")]
            Kind::UserButton => {
                (crate::user_button::CLASS, Box::new(crate::user_button::UserButton::default()))
            }
            #[allow(unreachable_patterns, reason = "reachable in a build without a feature")]
            _ => return None,
        };
        let mut context = Context::default();
        context.texts = texts;
        Some(Self { context, widget, class })
    }

    /// Takes what happened, and says what to do.
    pub fn update(&mut self, event: Dated) -> Vec<Command> {
        self.context.now = event.now;
        if let Some(event) = self.for_all(event.event) {
            self.widget.update(&mut self.context, event);
        }
        self.context.take_commands()
    }

    /// What is alike for every kind. Gives the event if the kind has to hear of it.
    fn for_all(&mut self, event: Event) -> Option<Event> {
        let context = &mut self.context;
        match &event {
            Event::Started(start) => {
                context.start = Start::clone(start);
                context.route = Route::read(&start.route);
            }
            Event::Props(props) => context.start.props = props.clone(),
            Event::Routed(route) => {
                let route = Route::read(route);
                if route == context.route {
                    return None;
                }
                context.route = route;
            }
            Event::Done { snapshot, .. } | Event::Changed(snapshot) => {
                context.start.snapshot = Snapshot::clone(snapshot);
            }
            Event::Acted { what, .. } if what == "load" => {
                let number = context.next_number();
                context.start.load = "loading".into();
                context.run(Command::Load(number));
            }
            Event::Acted { what, .. } if what == "reveal" => {
                context.reveals = !context.reveals;
                return None;
            }
            Event::Refused { .. } if !self.is_ready() => {
                self.context.start.load = "failed".into();
            }
            _ => {}
        }
        self.is_ready().then_some(event)
    }

    fn is_ready(&self) -> bool {
        self.context.start.load == "ready"
    }

    /// What to show now.
    pub fn view(&self) -> Markup {
        match self.is_ready() {
            true => self.widget.view(&self.context),
            false => card::unready(&self.context, self.class),
        }
    }

    /// The HTML, then the commands, as they cross to JavaScript.
    pub fn handle(&mut self, event: Dated) -> String {
        let commands = self.update(event);
        let mut writer = Writer::after(self.view().0);
        for command in commands {
            command.write(&mut writer);
        }
        writer.end()
    }
}
