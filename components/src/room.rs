//! All components of a page, by their numbers; and the two texts that cross to JavaScript. Pure.

use std::rc::Rc;

use crate::component::Component;
use crate::event::{Dated, Event};
use crate::texts::Texts;
use crate::wire::Reader;

/// The components of a page.
#[derive(Default)]
pub struct Room {
    components: Vec<(u32, Component)>,
    texts: Rc<Texts>,
}

impl Room {
    /// A room without components.
    pub const fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// Handles an event for a component. The answer is empty if there is none, or if the event cannot be read.
    pub fn handle(&mut self, at: u32, text: &str) -> String {
        if let Some(("texts", rest)) = text.split_once(crate::wire::FIELD) {
            self.texts = Rc::new(read_texts(rest));
            return String::new();
        }
        let Some(event) = Dated::read(text) else { return String::new() };
        if let Some((_, known)) = self.components.iter_mut().find(|(known, _)| *known == at) {
            return known.handle(event);
        }
        let Event::Started(start) = &event.event else { return String::new() };
        let Some(mut new) = Component::new(start.kind, Rc::clone(&self.texts)) else { return String::new() };
        let answer = new.handle(event);
        self.components.push((at, new));
        answer
    }

    /// Forgets a component.
    pub fn free(&mut self, at: u32) {
        self.components.retain(|(known, _)| *known != at);
    }
}

/// The texts of a language: `now`, the language, number and text of each.
fn read_texts(text: &str) -> Texts {
    let from = &mut Reader::new(text);
    from.text();
    let language = from.string();
    Texts::new(language, from.list(|from| (from.number().try_into().unwrap_or(usize::MAX), from.string())))
}
