//! What the class `Clerk` can do. The class itself is `js/src/clerk.js`, since an app extends it, takes methods
//! off its instances and mocks it. Each method calls the use case that has its name.

mod arrival;
mod hosted_pages;
mod link_page;
mod load;
mod navigate;
mod set_session;
mod sign_out;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::browser;
use crate::error;
use crate::fapi::FrontendApi;
use crate::instance::table::{Fields, Shape};
use crate::instance::{Call, Instance};
use crate::js;
use crate::resources::client::CLIENT;
use crate::task::{Outcome, settle};
use hosted_pages::Page;

/// Makes an instance of a host, a URL or a publishable key, and returns its number. Sends nothing yet. Throws if
/// that names no Frontend API.
#[wasm_bindgen(skip_typescript)]
pub fn create(frontend_api: &JsValue) -> Outcome<usize> {
    js::start();
    let input = js::text_of(frontend_api).and_then(|text| text.as_string()).unwrap_or_default();
    let api = FrontendApi::parse(&input, browser::atob, browser::location::read)
        .map_err(error::frontend_api)?;
    Ok(Instance::create(api, &CLIENT))
}

/// Runs a method: of `Clerk`, whose kind is 0, or of an object that an app holds. None takes more than two
/// arguments.
#[wasm_bindgen(skip_typescript)]
pub fn call(
    instance: usize,
    kind: usize,
    place: usize,
    this: &JsValue,
    first: &JsValue,
    second: &JsValue,
) -> Outcome {
    let Some(instance) = Instance::of(instance) else { return Ok(JsValue::UNDEFINED) };
    let call = |shape| Call { instance, shape, this, first, second };
    if let Some(method) = METHODS.get(place).filter(|_| kind == 0) {
        return method(&call(&CLERK));
    }
    match instance.method(kind, place) {
        Some((shape, does)) => call(shape).run(does),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// Of `Clerk` only the methods are in a table.
static CLERK: Shape = Shape::part("Clerk", Fields::NONE);

macro_rules! methods {
    ($($name:ident)+) => {
        static METHODS: &[fn(&Call) -> Outcome] = &[$($name),+];

        #[cfg(test)]
        const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

// In the order of `js/src/clerk.js`, which names them.
methods! {
    frontend_api
    publishable_key
    client
    session
    user
    loaded
    environment
    last_emitted_resources
    load
    add_listener
    set_session
    sign_out
    sign_out_one
    build_sign_in_url
    build_sign_up_url
    build_user_profile_url
    navigate
    handle_unauthenticated
    handle_magic_link_verification
}

/// Host and port of the Frontend API.
fn frontend_api(call: &Call) -> Outcome {
    Ok(call.instance.api.host.as_str().into())
}

/// The publishable key the instance was made with.
fn publishable_key(call: &Call) -> Outcome {
    Ok(call.instance.api.publishable_key.as_deref().into())
}

/// The live client; `undefined` until loaded.
fn client(call: &Call) -> Outcome {
    Ok(call.instance.store.client())
}

/// The current session; `null` when signed out, `undefined` while that is not known.
fn session(call: &Call) -> Outcome {
    Ok(call.instance.store.session())
}

/// The current user; `null` when signed out, `undefined` while that is not known.
fn user(call: &Call) -> Outcome {
    Ok(call.instance.store.user())
}

/// Whether loading is done.
fn loaded(call: &Call) -> Outcome {
    Ok(call.instance.is_loaded.get().into())
}

/// How the application is configured, as the server sent it; `undefined` until loaded.
fn environment(call: &Call) -> Outcome {
    Ok(call.instance.environment.get())
}

/// What listeners were told last.
fn last_emitted_resources(call: &Call) -> Outcome {
    Ok(call.instance.store.news())
}

/// Asks the Frontend API who is signed in.
fn load(call: &Call) -> Outcome {
    Ok(load::load(call.instance, call.first.clone()).into())
}

/// Calls a listener now, if there is something to tell, and on every change. Returns what takes it off.
fn add_listener(call: &Call) -> Outcome {
    let listener: Option<&Function> = call.first.dyn_ref();
    let listener = listener.ok_or_else(|| error::argument("listener", "a function"))?;
    let instance = call.instance;
    let id = instance.store.listen(listener.clone());
    // `FnMut`, as the other closures are: each kind of closure has its own glue.
    Ok(Closure::<dyn FnMut()>::new(move || instance.store.unlisten(id)).into_js_value())
}

/// Makes a session of the client the current one, or none.
fn set_session(call: &Call) -> Outcome {
    let before_emit = set_session::before_emit(call.second);
    Ok(settle(set_session::set_session(call.instance, call.first.clone(), before_emit)).into())
}

/// Ends every session of this browser, or the one of `{ sessionId }`.
fn sign_out(call: &Call) -> Outcome {
    let (target, callback) = (call.first.clone(), call.second.clone());
    Ok(settle(sign_out::sign_out(call.instance, target, callback)).into())
}

/// Ends the current session only.
fn sign_out_one(call: &Call) -> Outcome {
    Ok(settle(sign_out::sign_out_one(call.instance, call.first.clone())).into())
}

/// The URL of the hosted sign-in page.
fn build_sign_in_url(call: &Call) -> Outcome {
    Ok(hosted_pages::url(call.instance, Page::SignIn, call.first))
}

/// The URL of the hosted sign-up page.
fn build_sign_up_url(call: &Call) -> Outcome {
    Ok(hosted_pages::url(call.instance, Page::SignUp, call.first))
}

/// The URL of the hosted profile page.
fn build_user_profile_url(call: &Call) -> Outcome {
    Ok(hosted_pages::url(call.instance, Page::UserProfile, &JsValue::UNDEFINED))
}

/// Goes to a URL: by the app's router within the app's origin, else by the browser.
fn navigate(call: &Call) -> Outcome {
    Ok(settle(navigate::navigate(call.instance, call.first, None)).into())
}

/// Asks who is signed in, as after a 401. A session that is gone is no longer current then.
fn handle_unauthenticated(call: &Call) -> Outcome {
    Ok(call.instance.check_client().into())
}

/// Completes a magic link on the page to which it leads.
fn handle_magic_link_verification(call: &Call) -> Outcome {
    let custom_navigate = call.second.dyn_ref().cloned();
    Ok(link_page::handle(call.instance, call.first.clone(), custom_navigate).into())
}

#[cfg(test)]
mod tests {
    use super::NAMES;
    use crate::fapi::case::snake_case;

    #[test]
    fn javascript_has_the_same_list() {
        let script = include_str!("../../js/src/clerk.js");
        let lists = script.split(" = [").skip(1).filter_map(|rest| rest.split(']').next());
        let names = lists.flat_map(|list| list.split('\'').skip(1).step_by(2));
        // The marks that Clerk gives to what is not for everybody are left out here.
        let plain =
            |name: &str| snake_case(&name.replace("__unstable__", "").replace("__internal_", ""));
        assert_eq!(names.map(plain).collect::<Vec<_>>(), NAMES);
    }
}
