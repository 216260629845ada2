//! One `Clerk` instance: what it knows, and how it asks and hears.
//!
//! [`table`] says what a resource is, [`classes`] makes its objects, [`call`] runs its methods with [`params`],
//! [`shapes`] reads what comes back. [`exchange`] sends each request and applies its answer, [`client`] and
//! [`envelope`] tell how. [`store`] knows what is current, [`cookies`] tells it to an app's backend, [`tabs`] to
//! other tabs.

mod call;
mod classes;
mod client;
mod cookies;
pub(crate) mod dev_browser;
mod envelope;
mod environment;
mod exchange;
pub(crate) mod fields;
pub(crate) mod params;
mod shapes;
pub(crate) mod store;
pub(crate) mod table;
mod tabs;
pub(crate) mod tokens;

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

use crate::browser::channel::Tabs;
use crate::browser::events::Listener;
use crate::browser::time::Moment;
use crate::fapi::FrontendApi;
use crate::magic_link::{Waits, server_clock::ServerClock};
use crate::slot::Slot;
pub(crate) use call::{Call, request};
use exchange::Poll;
use shapes::Shapes;
use store::Store;
use table::{Does, Method, Shape};
use tokens::TokenCache;

/// One `Clerk` instance: its Frontend API, its classes, and what it knows.
pub(crate) struct Instance {
    pub(crate) api: FrontendApi,
    pub(crate) store: Store,
    pub(crate) waits: Waits,
    pub(crate) tokens: TokenCache,
    pub(crate) server_clock: ServerClock,
    /// The other tabs of this origin.
    pub(crate) tabs: Tabs,
    /// The dev browser's token, towards a development instance.
    pub(super) dev_browser: Slot<Option<JsValue>>,
    pub(super) environment: Slot<JsValue>,
    pub(crate) shapes: Shapes,
    /// The check of the client that is under way after a 401 (wire protocol 6.9).
    checking: Slot<Option<Promise>>,
    /// Something happened that the answer to this check may not show.
    is_outdated: Cell<bool>,
    /// What other tabs said about sessions before this tab knew its client.
    pub(super) early: RefCell<Vec<JsValue>>,
    /// The last answer, if it was a poll's.
    pub(crate) last_poll: Slot<Option<Poll>>,
    /// Grows when a client begins or ends, so that an answer to a request sent before then is known to be late.
    age: Cell<u32>,
    /// The ids of the clients that ended; one of them may be there again.
    ended: RefCell<Vec<JsValue>>,
    pub(crate) is_loaded: Cell<bool>,
    /// The `load()` under way, which a second call joins.
    pub(crate) loading: Slot<Option<Promise>>,
    /// The `handleMagicLinkVerification()` under way, which a second call joins.
    pub(crate) verifying: Slot<Option<Promise>>,
    /// Whether the developer was told that `handleMagicLinkVerification()` lacks a `redirectUrl`.
    pub(crate) warned: Cell<bool>,
    /// The load option `navigate`.
    pub(crate) navigate: Slot<Option<Function>>,
    /// The load option `touchSession`.
    pub(crate) touch_on_focus: Cell<bool>,
    /// A navigation of `setSession()` led away from the page before the listeners were told.
    pub(crate) navigated_away: Cell<bool>,
    /// When this tab last asked who is here, or is going to ask.
    pub(crate) asks_at: Cell<Moment>,
    /// Listens for this tab to come to the front.
    pub(crate) focus_listeners: RefCell<Vec<Listener>>,
}

impl Instance {
    /// Makes an instance, and returns its number. `client` is the shape of its client. It lives as long as the
    /// page: objects that a user holds may call into it at any time.
    pub(crate) fn create(api: FrontendApi, client: &'static Shape) -> usize {
        ALL.with_borrow_mut(|all| {
            let number = all.len();
            all.push(Box::leak(Box::new(Self::new(api, client, number))));
            number
        })
    }

    /// The instance of this number.
    pub(crate) fn of(number: usize) -> Option<&'static Self> {
        ALL.with_borrow(|all| all.get(number).copied())
    }

    fn new(api: FrontendApi, client: &'static Shape, number: usize) -> Self {
        Self {
            api,
            store: Store::default(),
            waits: Waits::default(),
            tokens: TokenCache::default(),
            server_clock: ServerClock::default(),
            tabs: Tabs::default(),
            dev_browser: Slot::default(),
            environment: Slot::default(),
            shapes: Shapes::new(client, number),
            checking: Slot::default(),
            is_outdated: Cell::default(),
            early: RefCell::default(),
            last_poll: Slot::default(),
            age: Cell::new(0),
            ended: RefCell::default(),
            is_loaded: Cell::default(),
            loading: Slot::default(),
            verifying: Slot::default(),
            warned: Cell::default(),
            navigate: Slot::default(),
            touch_on_focus: Cell::new(true),
            navigated_away: Cell::default(),
            asks_at: Cell::default(),
            focus_listeners: RefCell::default(),
        }
    }

    /// What the method at `place` in the table of this kind does, and the shape it belongs to.
    pub(crate) fn method(
        &self,
        kind: usize,
        place: usize,
    ) -> Option<(&'static Shape, &'static Does)> {
        let shape = self.shapes.classes.shape(kind)?;
        let Method(_, does) = shape.methods.get(place)?;
        Some((shape, does))
    }
}

thread_local! {
    /// Every instance, by its number.
    static ALL: RefCell<Vec<&'static Instance>> = const { RefCell::new(Vec::new()) };
}
