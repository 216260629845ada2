//! `BroadcastChannel`: the other tabs of this origin.

use std::cell::RefCell;

use js_sys::Object;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::js::{self, Name};

/// The other tabs of this origin, once this one has joined them.
#[derive(Default)]
pub(crate) struct Tabs(RefCell<Option<Channel>>);

impl Tabs {
    /// Begins to listen to them.
    pub(crate) fn join(&self, name: &str, hear: impl FnMut(JsValue) + 'static) {
        if self.0.borrow().is_none() {
            let channel = Channel::open(name, hear);
            self.0.replace(Some(channel));
        }
    }

    /// Tells them.
    pub(crate) fn tell(&self, what: &str, facts: &[(Name, JsValue)]) {
        let message = Object::new().into();
        js::set(&message, Name::type_, what);
        for (name, value) in facts {
            js::set(&message, *name, value);
        }
        if let Some(channel) = &*self.0.borrow() {
            channel.post(&message);
        }
    }
}

/// A channel that is open until it is dropped. Where the browser has no channels, messages reach nobody.
pub(crate) struct Channel {
    channel: Option<BroadcastChannel>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Calls `hear` with the messages of other tabs. A tab does not get its own.
    pub(crate) fn open(name: &str, mut hear: impl FnMut(JsValue) + 'static) -> Self {
        let hear = move |event: MessageEvent| hear(event.data());
        let listener = Closure::wrap(Box::new(hear) as Box<dyn FnMut(MessageEvent)>);
        let class = js::function(&js_sys::global(), Name::BroadcastChannel);
        let channel = class.and_then(|_| BroadcastChannel::new(name).ok());
        if let Some(channel) = &channel {
            let function: &JsValue = listener.as_ref();
            channel.set_onmessage(Some(function.unchecked_ref()));
        }
        Self { channel, _listener: listener }
    }

    pub(crate) fn post(&self, message: &JsValue) {
        if let Some(channel) = &self.channel {
            // Fails only for a message that cannot be cloned, and ours are plain objects of strings.
            let _ = channel.post_message(message);
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}
