//! The listener: bounded in connections, headers and time.
//!
//! In: a bound socket and the routes. Out: served connections until shutdown.
//! Never: more connections than the bound, or one that waits for ever.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::limits::KIB;

/// Connections at a time; more wait in the socket's own queue.
const CONNECTIONS_MAX: usize = 64;
/// Bytes of a request's head.
const HEAD_BYTES_MAX: usize = 8 * KIB;
/// Time for the head of a request, from the opening of the connection or the answer before.
const HEAD_TIME_MAX: Duration = Duration::from_secs(5);
/// Time for an answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(5);
/// Time that open connections have to end at shutdown.
const CLOSE_TIME_MAX: Duration = Duration::from_secs(1);
/// Pause after the socket itself failed, for instance for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until `shutdown` ends; open answers are given a moment to finish.
pub async fn serve(listener: TcpListener, routes: Router, shutdown: impl Future<Output = ()>) {
    let routes = routes.layer(from_fn(within_time));
    let permits = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let next = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            next = next => next,
        };
        match (permit, accepted) {
            (Ok(permit), Ok((stream, _))) => {
                tokio::spawn(connection(stream, routes.clone(), permit));
            }
            (_, Err(error)) => {
                tracing::warn!(%error, "cannot accept an HTTP connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
            (Err(_), _) => break,
        }
    }
    drop(listener);
    // All permits back means all connections over; beyond the time they are cut.
    let _ = timeout(CLOSE_TIME_MAX, permits.acquire_many(CONNECTIONS_MAX as u32)).await;
}

async fn connection(stream: TcpStream, routes: Router, _permit: OwnedSemaphorePermit) {
    let service = TowerToHyperService::new(routes);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!(%error, "an HTTP connection ended early");
    }
}

async fn within_time(request: axum::extract::Request, next: Next) -> Response {
    let answer = timeout(ANSWER_TIME_MAX, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}
