//! The identifiers in a path. One that is not text cannot exist, so it is answered with a 404.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::{Error, not_found};

/// Like axum's own, but its refusal is in the envelope.
pub(crate) struct Path<T>(pub(crate) T);

impl<T, S: Sync> FromRequestParts<S> for Path<T>
where
    axum::extract::Path<T>: FromRequestParts<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| not_found("resource"))
    }
}
