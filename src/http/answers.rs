//! What is answered: `/livez`, `/readyz`, `/metrics`, and a page that says so.
//!
//! In: the vital signs and the metrics. Out: JSON in words, OpenMetrics text.
//! Never: a judgement of its own; what is wrong is asked of the vital signs.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde::Serialize;

use crate::metrics::{Metrics, Vitals};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const INDEX: &str = "wiredesk\n\n\
    /livez    whether the process is alive\n\
    /readyz   whether it does its work\n\
    /metrics  OpenMetrics\n";

/// What the answers are made from.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The metrics of the process.
    pub metrics: Arc<Metrics>,
    /// Name and vital signs of each leg.
    pub legs: Vec<(&'static str, Arc<Vitals>)>,
}

/// The answer to a question about health.
#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

/// All routes.
pub fn router(observed: Observed) -> Router {
    Router::new()
        .route("/", get(|| async { INDEX }))
        .route("/livez", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .layer(map_response(guarded))
        .with_state(observed)
}

async fn alive(State(observed): State<Observed>) -> Response {
    health(["alive", "dead"], said(&observed, Vitals::dead))
}

async fn ready(State(observed): State<Observed>) -> Response {
    health(["ready", "not ready"], said(&observed, Vitals::not_ready))
}

async fn metrics(State(observed): State<Observed>) -> Response {
    ([(CONTENT_TYPE, OPEN_METRICS)], observed.metrics.encode()).into_response()
}

fn said(observed: &Observed, ask: impl Fn(&Vitals) -> Vec<String>) -> Vec<String> {
    let legs = observed.legs.iter();
    let answers = legs.flat_map(|(name, vitals)| {
        let answers = ask(vitals).into_iter();
        answers.map(move |problem| format!("{name}: {problem}"))
    });
    answers.collect()
}

fn health([good, bad]: [&'static str; 2], problems: Vec<String>) -> Response {
    let (code, status) = match problems.is_empty() {
        true => (StatusCode::OK, good),
        false => (StatusCode::SERVICE_UNAVAILABLE, bad),
    };
    (code, Json(Health { status, problems })).into_response()
}

/// No sniffing, no scripts, no frames, no caches; a handler that knows better has set its own.
async fn guarded(mut response: Response) -> Response {
    let policy = "default-src 'none'; frame-ancestors 'none'";
    let guards: [(HeaderName, &'static str); 3] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in guards {
        let value = HeaderValue::from_static(value);
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
