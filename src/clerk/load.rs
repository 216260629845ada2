//! `load()`: asks who is signed in, and how the application is configured.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::Instance;
use crate::browser::{events::Listener, location, page, time};
use crate::magic_link::verification::STATUS_PARAM;
use crate::resources::{Outcome, dev_browser, settle, spawn, token};
use crate::wire;

/// Loads once: a call during loading joins it, a later call does nothing, and a call after a failure tries
/// again (wire protocol 6.1).
pub(super) fn load(instance: &Rc<Instance>, options: JsValue) -> Promise {
    if let Some(loading) = instance.loading.get() {
        return loading;
    }
    let this = Rc::clone(instance);
    let loading = settle(async move {
        let outcome = boot(&this, &options).await;
        match outcome {
            Ok(()) => {
                this.ready.set(true);
                this.context.tell_session(&this.context.store.session());
                watch_front(&this);
            }
            Err(_) => drop(this.loading.take()),
        }
        outcome.map(|()| JsValue::UNDEFINED)
    });
    instance.loading.set(Some(loading.clone()));
    loading
}

async fn boot(instance: &Rc<Instance>, options: &JsValue) -> Outcome<()> {
    instance.navigate.set(wire::function(options, "navigate"));
    instance.touches.set(wire::get(options, "touchSession") != JsValue::FALSE);
    instance.context.tokens.is_passive.set(wire::get(options, "polling") == JsValue::FALSE);
    let store = &instance.context.store;
    store.select_initial_session_with(wire::function(options, "selectInitialSession"));

    instance.context.join_tabs();
    if location::query_param(STATUS_PARAM).is_some() {
        // This is the page behind a link: another tab may be waiting for this click.
        instance.context.tell_tabs("news", &[]);
    }
    dev_browser::ensure(&instance.context).await?;
    match ask(instance).await {
        // The server forgot the dev browser's token, or it is from another instance: try again with a new one.
        Err(error) if dev_browser::is_unauthenticated(&error) => {
            dev_browser::renew(&instance.context).await?;
            ask(instance).await?;
        }
        outcome => outcome?,
    }
    instance.context.hear_early().await;
    Ok(())
}

/// Asks for the environment and the client at the same time.
async fn ask(instance: &Rc<Instance>) -> Outcome<()> {
    let context = Rc::clone(&instance.context);
    let environment = settle(context.fetch_environment());
    let client = settle(instance.context.fetch_client());
    let both = Promise::all(&Array::of2(&environment, &client));
    JsFuture::from(both).await?;
    Ok(())
}

/// Minimum time between two touches, in ms (wire protocol 6.5).
const TOUCH_MS: f64 = 5_000.0;

/// Watches for this tab to come to the front. Then it tells the server so, and its token may have gone stale
/// meanwhile. If nobody is signed in here, somebody may have signed in elsewhere.
fn watch_front(instance: &Rc<Instance>) {
    let touched_at = Rc::new(Cell::new(f64::NEG_INFINITY));
    let listeners = ["visibilitychange", "focus", "pageshow"].map(|event| {
        let (this, touched_at) = (Rc::clone(instance), Rc::clone(&touched_at));
        Listener::of_page(event, move || come_to_front(&this, &touched_at))
    });
    instance.front.replace(listeners.into());
}

fn come_to_front(instance: &Rc<Instance>, touched_at: &Cell<f64>) {
    let store = &instance.context.store;
    // The person came back from a navigation: this page goes on where it was left.
    if instance.left.take() && store.resume() {
        store.emit();
    }
    let is_empty = store.is_empty();
    if !page::is_visible() || !(is_empty || store.session().is_object()) {
        return;
    }
    let context = Rc::clone(&instance.context);
    if store.active_sessions().len() > 1 {
        // Another account may have been used in another tab.
        context.keep_cookies(&store.session());
    }
    let now = time::running_ms();
    let is_due = now - touched_at.get() >= TOUCH_MS;
    let asks = is_due && (is_empty || instance.touches.get());
    if asks {
        touched_at.set(now);
    }
    spawn(async move {
        match (asks, is_empty) {
            // Somebody may have signed in in another tab.
            (true, true) => context.check_client().await,
            (true, false) => context.touch(&context.store.session()).await,
            _ => {}
        }
        token::refresh(context).await;
    });
}
