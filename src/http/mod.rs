//! Health and metrics over HTTP/1, read-only.
//!
//! In: requests, the vital signs, the metrics. Out: small answers with the headers of a service
//! that serves no browser. Never: a request body, an answer about internals, an open-ended wait.

mod answers;
mod server;

pub use answers::{Observed, router};
pub use server::serve;

#[cfg(test)]
mod tests;
