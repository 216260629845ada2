//! All components of a page, by their numbers. Pure.

use std::rc::Rc;

use crate::component::Component;
use crate::texts::Texts;
use crate::wire::Reader;

/// The components of a page.
#[derive(Default)]
pub struct Room {
    components: Vec<(u32, Box<Component>)>,
    texts: Option<Rc<Texts>>,
}

impl Room {
    /// Without a component.
    pub const fn new() -> Self {
        Self { components: Vec::new(), texts: None }
    }

    /// Handles an event for a component; the README has its form, and that of the answer. The answer is empty if there
    /// is no such component, or if the event cannot be read.
    pub fn handle(&mut self, at: u32, text: &str) -> String {
        let mut from = Reader::new(text);
        let name = from.text();
        if name == "texts" {
            from.text();
            self.texts = Some(Rc::new(Texts::read(&mut from)));
        }
        if name == "start" {
            let mut ahead = from;
            ahead.text();
            let texts = self.texts.clone().unwrap_or_default();
            if let Some(known) = self.find(at) {
                known.speak(texts);
            } else if let Some(new) = Component::new(ahead.text(), texts) {
                self.components.push((at, new));
            }
        }
        self.find(at).map(|component| component.handle(name, &mut from)).unwrap_or_default()
    }

    fn find(&mut self, at: u32) -> Option<&mut Component> {
        let found = self.components.iter_mut().find(|(known, _)| *known == at);
        found.map(|(_, component)| component.as_mut())
    }

    /// Forgets a component.
    pub fn free(&mut self, at: u32) {
        if let Some(found) = self.components.iter().position(|(known, _)| *known == at) {
            self.components.swap_remove(found);
        }
    }
}
