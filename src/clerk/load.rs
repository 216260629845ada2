//! `load()`: asks who is signed in, and how the application is configured.

use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::arrival::asks_in_ms;
use crate::browser::time::{self, Moment};
use crate::browser::{events::Listener, location, page};
use crate::instance::Instance;
use crate::instance::{dev_browser, tokens};
use crate::js::{self, Name};
use crate::magic_link::outcome::STATUS_PARAM;
use crate::task::{Outcome, begin, settle, spawn};

/// Loads once: a call during loading joins it, a later call does nothing, and a call after a failure tries
/// again (wire protocol 6.1).
///
/// The requests leave first. Everything else is done while they are under way.
pub(super) fn load(instance: &'static Instance, options: JsValue) -> Promise {
    if let Some(loading) = instance.loading.get() {
        return loading;
    }
    // A development instance has to know this browser first.
    let asked = (!instance.api.is_development).then(|| ask(instance));
    take_options(instance, &options);
    instance.join_tabs();
    if location::query_param(STATUS_PARAM).is_some() {
        // This is the page behind a link: another tab may be waiting for this click.
        instance.tell_tabs("news", &[]);
    }
    let loading = settle(async move {
        let outcome = boot(instance, asked).await;
        match outcome {
            Ok(_) => {
                instance.is_loaded.set(true);
                instance.tell_session(&instance.store.session());
                watch_front(instance);
            }
            Err(_) => drop(instance.loading.take()),
        }
        outcome
    });
    instance.loading.set(Some(loading.clone()));
    loading
}

fn take_options(instance: &'static Instance, options: &JsValue) {
    instance.navigate.set(js::function(options, Name::navigate));
    instance.touch_on_focus.set(js::get(options, Name::touch_session) != JsValue::FALSE);
    instance.tokens.is_passive.set(js::get(options, Name::polling) == JsValue::FALSE);
    instance.store.select_initial_session_with(js::function(options, Name::select_initial_session));
}

async fn boot(instance: &'static Instance, asked: Option<Promise>) -> Outcome {
    let asked = match asked {
        Some(asked) => asked,
        None => {
            dev_browser::ensure(instance).await?;
            ask(instance)
        }
    };
    match JsFuture::from(asked).await {
        // The server forgot the dev browser's token, or it is from another instance: try again with a new one.
        Err(error) if dev_browser::is_unauthenticated(&error) => {
            dev_browser::renew(instance).await?;
            JsFuture::from(ask(instance)).await?;
        }
        outcome => drop(outcome?),
    }
    instance.hear_early().await;
    Ok(JsValue::UNDEFINED)
}

/// Asks for the environment and the client at the same time.
fn ask(instance: &'static Instance) -> Promise {
    let environment = begin(instance.fetch_environment());
    let client = begin(instance.fetch_client());
    Promise::all(&Array::of2(&environment, &client))
}

/// Watches for this tab to come to the front. Then it tells the server so, and its token may have gone stale
/// meanwhile. If nobody is signed in here, somebody may have signed in elsewhere.
fn watch_front(instance: &'static Instance) {
    let listeners = ["visibilitychange", "focus", "pageshow"]
        .map(|event| Listener::of_page(event, move || come_to_front(instance)));
    instance.focus_listeners.replace(listeners.into());
}

fn come_to_front(instance: &'static Instance) {
    let store = &instance.store;
    // The person came back from a navigation: this page goes on where it was left.
    if instance.navigated_away.take() && store.resume() {
        store.emit();
    }
    if !page::is_visible() || !(store.is_empty() || store.session().is_object()) {
        return;
    }
    if store.active_sessions().len() > 1 {
        // Another account may have been used in another tab.
        instance.keep_cookies(&store.session());
    }
    let now = Moment::now();
    let in_ms = asks_in_ms(now.since(instance.asks_at.get()));
    let asks_at = now.plus(in_ms.unwrap_or_default());
    if in_ms.is_some() {
        instance.asks_at.set(asks_at);
    }
    spawn(async move {
        if let Some(ms) = in_ms {
            let _ = time::pause(ms as u32).await;
            // A machine that slept meanwhile has asked already when it woke up.
            if instance.asks_at.get() == asks_at {
                ask_who_is_here(instance).await;
            }
        }
        tokens::refresh(instance).await;
    });
}

async fn ask_who_is_here(instance: &'static Instance) {
    if !page::is_visible() {
        // The person has left it meanwhile: it asks as soon as it comes back.
        instance.asks_at.take();
    } else if instance.store.is_empty() {
        // Somebody may have signed in in another tab.
        let _ = js::awaited(&instance.check_client()).await;
    } else if instance.touch_on_focus.get() {
        instance.touch(&instance.store.session()).await;
    }
}
