//! The bodies that no handler read.
//!
//! A connection can be used again only once the whole body was read. If we just close it, the browser
//! takes that for a fault of the network: it asks again, or reports that in place of our refusal. So we
//! say `Connection: close` first, and read most of what it still sends.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use tokio::sync::oneshot;

/// Longest rest of a body after which the connection stays open.
const SHORT_BYTES: usize = 16 << 10;
/// Most that is read and thrown away.
const MAX_BYTES: usize = 1 << 20;
/// How long that may take.
const MAX_TIME: Duration = Duration::from_secs(1);

/// Reads what is left of a body. Says `Connection: close` if that is not short.
pub(crate) async fn read_or_close(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // A caller that asks whether to send its body (`Expect`) is not told to send it.
    let asks_first = request.headers().contains_key(header::EXPECT);
    let (give_back, mut rest) = oneshot::channel();
    let lend = |body| Body::new(Lent { body, ended: false, give_back: Some(give_back) });
    let mut response = next.run(request.map(lend)).await;
    let Ok(rest) = rest.try_recv() else { return response };
    let is_short = async { tokio::time::timeout(MAX_TIME, read(rest)).await.unwrap_or_default() };
    if asks_first || !is_short.await {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Reads a body. False if it is broken, or not short.
async fn read(mut body: Body) -> bool {
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return false };
        length = length.saturating_add(frame.data_ref().map_or(0, Bytes::len));
        if length > MAX_BYTES {
            return false;
        }
    }
    length <= SHORT_BYTES
}

/// A body that is given back if it is dropped before its end.
struct Lent {
    body: Body,
    ended: bool,
    give_back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.ended = frame.is_none();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.ended
            && !self.body.is_end_stream()
            && let Some(give_back) = self.give_back.take()
        {
            // Fails only if the caller gave up the request, and then the connection is gone too.
            let _ = give_back.send(std::mem::take(&mut self.body));
        }
    }
}
