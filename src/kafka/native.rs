//! The raw calls of librdkafka that its Rust face does not offer; the only unsafe code there is.
//!
//! In: clients. Out: the same calls behind safe signatures.
//! Never: a pointer that outlives the call.
#![allow(unsafe_code)]

use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::bindings;
use rdkafka::client::Client;

/// Shortens how long the mock cluster inside `client` waits for members before a group's first
/// assignment (3 s by itself). Returns false if there is no mock cluster in it.
pub(super) fn shorten_first_rebalance<C: ClientContext>(
    client: &Client<C>,
    delay: Duration,
) -> bool {
    let milliseconds = i32::try_from(delay.as_millis()).unwrap_or(i32::MAX);
    // SAFETY: the handle is alive as long as `client` is borrowed, the mock cluster as long as
    // the handle; both calls only take the cluster's lock.
    unsafe {
        let cluster = bindings::rd_kafka_handle_mock_cluster(client.native_ptr());
        if cluster.is_null() {
            return false;
        }
        bindings::rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, milliseconds);
    }
    true
}
