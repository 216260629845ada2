//! A call of a method: runs its row of the table.

use wasm_bindgen::JsValue;

use super::table::{Does, Path, Shape};
use super::{Instance, params, table::Body};
use crate::error;
use crate::fapi::{Method as Verb, Request};
use crate::js::{self, Name};
use crate::task::{Outcome, Task, settle};

/// What a method makes of the resource and the answer to its request.
pub(crate) type After = fn(&'static Instance, &JsValue, JsValue) -> Outcome;

/// A method was called, with two arguments at most.
pub(crate) struct Call<'a> {
    pub(crate) instance: &'static Instance,
    pub(crate) shape: &'static Shape,
    pub(crate) this: &'a JsValue,
    pub(crate) first: &'a JsValue,
    pub(crate) second: &'a JsValue,
}

impl Call<'_> {
    /// Runs a row. Wrong arguments reject the promise; they do not throw.
    pub(crate) fn run(&self, does: &Does) -> Outcome {
        let request = match does {
            Does::Run(run) => return run(self),
            Does::Alias(property) => return Ok(js::get(self.this, *property)),
            Does::Create => {
                let request = self.create();
                if request.is_ok() {
                    self.instance.waits.supersede(self.this);
                }
                request
            }
            Does::Send(verb, action, body) => self.request(*verb, action, *body),
        };
        self.update(request, |instance, this, updated| {
            instance.waits.nudge(this);
            Ok(updated)
        })
    }

    /// A request to the resource.
    pub(crate) fn request(&self, verb: Verb, action: &str, body: Body) -> Outcome<Request> {
        let request = request(self.shape, self.this, verb, action)?;
        Ok(Request { body: Some(body(self)?.into()), ..request })
    }

    fn create(&self) -> Outcome<Request> {
        let (Path::Here(path) | Path::Among(path)) = self.shape.path else {
            return Err(error::not_created(self.shape.name));
        };
        Ok(Request { body: Some(params::given(self)?.into()), ..Request::new(Verb::Post, path) })
    }

    /// Sends a request in the name of the person whose resource it is, since there may be several accounts. Promises
    /// what `after` makes of the answer.
    pub(crate) fn ask(&self, request: Outcome<Request>, after: After) -> Outcome {
        self.answered(request, false, after)
    }

    /// The same, and brings the resource up to date first.
    pub(crate) fn update(&self, request: Outcome<Request>, after: After) -> Outcome {
        self.answered(request, true, after)
    }

    fn answered(&self, request: Outcome<Request>, updates: bool, after: After) -> Outcome {
        let (instance, shape, this) = (self.instance, self.shape, self.this.clone());
        let session_id = instance.store.owner(&this);
        let work = settle(async move {
            let request = Request { session_id, ..request? };
            let answer = match updates {
                true => instance.update(shape, &this, request),
                false => instance.send(request),
            };
            after(instance, &this, answer.await?)
        });
        Ok(work.into())
    }

    /// Promises the resource itself, once `work` is done.
    pub(crate) fn promise_this(&self, work: Task) -> Outcome {
        let this = self.this.clone();
        Ok(settle(async move { work.await.map(|_| this) }).into())
    }

    /// Runs `work` with the resource, and promises its outcome.
    pub(crate) fn promise<F>(&self, work: impl FnOnce(&'static Instance, JsValue) -> F) -> Outcome
    where
        F: Future<Output = Outcome> + 'static,
    {
        Ok(settle(work(self.instance, self.this.clone())).into())
    }
}

/// A request to a resource that exists, with the action at the end of its path.
pub(crate) fn request(shape: &Shape, this: &JsValue, verb: Verb, action: &str) -> Outcome<Request> {
    match (&shape.path, js::string(this, Name::id)) {
        (Path::Here(path), _) => {
            Ok(Request { path: [path, action].concat().into(), ..Request::new(verb, path) })
        }
        (Path::Among(path), Some(id)) => Ok(Request::new(verb, path).at(&id, action)),
        _ => Err(error::not_created(shape.name)),
    }
}
