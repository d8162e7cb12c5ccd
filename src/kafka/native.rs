//! The raw calls of librdkafka that its Rust face does not offer; the only unsafe code there is.
//!
//! In: clients. Out: the same calls behind safe signatures.
//! Never: a pointer that outlives the call.
#![allow(unsafe_code)]

use std::borrow::Cow;
use std::ffi::CStr;
use std::ptr;
use std::slice;
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::bindings;
use rdkafka::client::Client;
use rdkafka::message::BorrowedHeaders;
use rdkafka::producer::{Producer, ProducerContext, ThreadedProducer};
use rdkafka::types::RDKafkaRespErr;

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

/// Waits until everything is delivered; false if it is not within `wait`. The safe call polls in
/// quanta of 100 ms; this one returns as soon as it is so, and does not let messages linger.
/// (Deliveries are served by the producer's own thread meanwhile.)
pub(super) fn flush<C: ProducerContext + 'static>(
    producer: &ThreadedProducer<C>,
    wait: Duration,
) -> bool {
    let milliseconds = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
    // SAFETY: the handle is alive as long as `producer` is borrowed; the call is thread-safe.
    let done = unsafe { bindings::rd_kafka_flush(producer.client().native_ptr(), milliseconds) };
    done == RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR
}

/// A header by its index. The safe call panics on a name that is not UTF-8, and anybody may send
/// one; here such a name is read with replacement characters.
pub(super) fn header(
    headers: &BorrowedHeaders,
    index: usize,
) -> Option<(Cow<'_, str>, Option<&[u8]>)> {
    let mut name = ptr::null();
    let mut value = ptr::null();
    let mut size = 0;
    // SAFETY: `BorrowedHeaders` is the library's own list seen through a reference (that is how
    // the crate makes one), so it is alive; the call writes its three results only, which point
    // into the list. The name ends with a zero; a value that is not null has `size` bytes.
    unsafe {
        let list = ptr::from_ref(headers).cast::<bindings::rd_kafka_headers_t>();
        let found = bindings::rd_kafka_header_get_all(
            list,
            index,
            &raw mut name,
            &raw mut value,
            &raw mut size,
        );
        if found != RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR {
            return None;
        }
        let name = CStr::from_ptr(name).to_string_lossy();
        let value = (!value.is_null()).then(|| slice::from_raw_parts(value.cast::<u8>(), size));
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use rdkafka::message::{Headers, OwnedHeaders};

    /// Anybody may send a name that is no UTF-8; the safe call would panic on it.
    #[test]
    fn a_name_that_is_no_text_is_read_all_the_same() {
        let headers = OwnedHeaders::new();
        let name = b"caf\xe9";
        // SAFETY: the list is alive and ours; name and value are copied.
        unsafe {
            let list = ptr::from_ref(headers.as_borrowed());
            let list = list.cast_mut().cast::<bindings::rd_kafka_headers_t>();
            let length = isize::try_from(name.len()).unwrap_or(0);
            let value = b"v";
            let added = bindings::rd_kafka_header_add(
                list,
                name.as_ptr().cast(),
                length,
                value.as_ptr().cast(),
                1,
            );
            assert_eq!(added, RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR);
        }
        assert_eq!(headers.count(), 1);
        let found = header(headers.as_borrowed(), 0);
        assert_eq!(found, Some((Cow::from("caf\u{fffd}"), Some(&b"v"[..]))));
        assert_eq!(header(headers.as_borrowed(), 1), None);
    }
}
