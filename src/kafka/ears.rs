//! What the client library says of itself: logs, statistics, errors, rebalances, deliveries.
//!
//! In: callbacks, on the thread that polls. Out: events for the source, signs of doubt for the
//! sink, log lines. Never: work in a callback; an assignment is answered by the poll thread.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, RebalanceProtocol};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::ProducerContext;
use rdkafka::topic_partition_list::TopicPartitionList;
use rdkafka::types::RDKafkaRespErr;
use serde::Deserialize;

use crate::pipeline::{Reach, SourceEvent, TopicPartition};

/// Hears for a consumer.
#[derive(Debug, Default)]
pub(super) struct ConsumerEars {
    events: Mutex<VecDeque<SourceEvent>>,
    waiting: AtomicBool,
    reach: Mutex<Vec<Reach>>,
    connected: AtomicBool,
    closing: AtomicBool,
}

impl ConsumerEars {
    /// The next change of the assignment.
    pub(super) fn event(&self) -> Option<SourceEvent> {
        if !self.waiting.load(Ordering::Acquire) {
            return None;
        }
        let mut events = lock(&self.events);
        let event = events.pop_front();
        self.waiting.store(!events.is_empty(), Ordering::Release);
        event
    }

    pub(super) fn reach(&self) -> Vec<Reach> {
        lock(&self.reach).clone()
    }

    pub(super) fn connected(&self) -> bool {
        self.connected.load(Ordering::Relaxed)
    }

    pub(super) fn set_connected(&self, connected: bool) {
        self.connected.store(connected, Ordering::Relaxed);
    }

    /// From now on the assignment is given up as asked, at once.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    fn push(&self, event: SourceEvent) {
        lock(&self.events).push_back(event);
        self.waiting.store(true, Ordering::Release);
    }
}

impl ClientContext for ConsumerEars {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        forward(level, facility, message);
    }

    fn stats_raw(&self, statistics: &[u8]) {
        let Ok(statistics) = serde_json::from_slice::<Statistics>(statistics) else {
            return;
        };
        let up = statistics
            .brokers
            .values()
            .any(|broker| broker.state == "UP");
        self.set_connected(up);
        *lock(&self.reach) = statistics.reach();
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "the consumer reports an error");
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown) {
            self.set_connected(false);
        }
    }
}

impl ConsumerContext for ConsumerEars {
    /// Only takes note: the library waits until the assignment is answered, and the poll thread
    /// answers when it has finished what is under way.
    fn rebalance(
        &self,
        consumer: &BaseConsumer<Self>,
        change: RDKafkaRespErr,
        list: &mut TopicPartitionList,
    ) {
        let partitions = partitions(list);
        let assign = change == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        if self.closing.load(Ordering::Acquire) {
            let answered = if assign {
                Ok(())
            } else {
                give_up(consumer, list)
            };
            tracing::debug!(
                ?partitions,
                ?answered,
                "the assignment ends with the consumer"
            );
        } else if assign {
            self.set_connected(true);
            self.push(SourceEvent::Assigned(partitions));
        } else if consumer.assignment_lost() {
            self.push(SourceEvent::Lost(partitions));
        } else {
            self.push(SourceEvent::Revoked(partitions));
        }
    }

    fn commit_callback(&self, result: KafkaResult<()>, _offsets: &TopicPartitionList) {
        if let Err(error) = result {
            tracing::warn!(%error, "the offsets stored last were not committed");
        }
    }
}

/// Gives partitions up, by the protocol that the group speaks.
pub(super) fn give_up(
    consumer: &BaseConsumer<ConsumerEars>,
    list: &TopicPartitionList,
) -> KafkaResult<()> {
    match consumer.rebalance_protocol() {
        RebalanceProtocol::Cooperative => consumer.incremental_unassign(list),
        RebalanceProtocol::Eager | RebalanceProtocol::None => consumer.unassign(),
    }
}

fn partitions(list: &TopicPartitionList) -> Vec<TopicPartition> {
    let elements = list.elements();
    let partitions = elements.iter().map(|element| TopicPartition {
        topic: element.topic().into(),
        partition: element.partition(),
    });
    partitions.collect()
}

/// Hears for one life of a producer.
#[derive(Debug, Default)]
pub(super) struct ProducerEars {
    failure: Mutex<Option<Failure>>,
    doubt: Mutex<Option<String>>,
    /// What the library said last of a connection that fails.
    trouble: Mutex<Option<String>>,
    failed: AtomicBool,
    retries: AtomicU64,
}

/// A delivery that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The broker takes no message of this size: number and bytes.
    TooLarge(usize, usize),
    /// Anything else.
    Other(RDKafkaErrorCode),
}

impl ProducerEars {
    /// The failure of a delivery in this life, cheap if there is none.
    pub(super) fn failure(&self) -> Option<Failure> {
        if !self.failed.load(Ordering::Acquire) {
            return None;
        }
        lock(&self.failure).clone()
    }

    /// A sign of doubt since the last question.
    pub(super) fn doubt(&self) -> Option<String> {
        lock(&self.doubt).take()
    }

    /// What the library said last of a connection that fails.
    pub(super) fn trouble(&self) -> Option<String> {
        lock(&self.trouble).clone()
    }

    fn sign(&self, sign: String) {
        lock(&self.doubt).get_or_insert(sign);
    }
}

impl ClientContext for ProducerEars {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        forward(level, facility, message);
        // A connection that never came up has carried no request.
        let broken = facility == "FAIL" && message.contains("state UP");
        if facility == "REQTMOUT" || broken {
            self.sign(format!("{facility}: {message}"));
        }
    }

    fn stats_raw(&self, statistics: &[u8]) {
        let Ok(statistics) = serde_json::from_slice::<Statistics>(statistics) else {
            return;
        };
        let brokers = statistics.brokers.values();
        let retries = brokers
            .map(|broker| broker.txretries + broker.req_timeouts)
            .sum();
        if self.retries.swap(retries, Ordering::Relaxed) < retries {
            self.sign("requests were sent again".to_owned());
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code();
        // That all are down only sums up what was said of each.
        if code != Some(RDKafkaErrorCode::AllBrokersDown) {
            *lock(&self.trouble) = Some(reason.to_owned());
        }
        // One broker of several may be away: its connections fail all the time, unused.
        let idle = matches!(
            code,
            Some(RDKafkaErrorCode::BrokerTransportFailure | RDKafkaErrorCode::Resolve)
        );
        if !idle || reason.contains("state UP") {
            self.sign(format!("{error}: {reason}"));
        }
    }
}

impl ProducerContext for ProducerEars {
    /// The number of the message within the transaction.
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, number: usize) {
        let Err((error, message)) = result else {
            return;
        };
        let bytes = message.payload_len() + message.key_len();
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Fail);
        let failure = if is_too_large(code) {
            Failure::TooLarge(number, bytes)
        } else {
            Failure::Other(code)
        };
        let mut known = lock(&self.failure);
        // A batch is refused as a whole: its largest message is to blame.
        let replaces = match (&*known, &failure) {
            (None, _) => true,
            (Some(Failure::TooLarge(_, known)), Failure::TooLarge(_, bytes)) => known < bytes,
            (Some(Failure::Other(_)), Failure::TooLarge(..)) => true,
            (Some(_), Failure::Other(_)) => false,
        };
        if replaces {
            *known = Some(failure);
        }
        self.failed.store(true, Ordering::Release);
    }
}

/// Whether the other side, or the library for it, takes no message of this size.
pub(super) fn is_too_large(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::MessageSizeTooLarge | RDKafkaErrorCode::InvalidMessageSize
    )
}

/// Whether the other side says that we may not.
pub(super) fn is_denied(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::TopicAuthorizationFailed
            | RDKafkaErrorCode::GroupAuthorizationFailed
            | RDKafkaErrorCode::ClusterAuthorizationFailed
            | RDKafkaErrorCode::TransactionalIdAuthorizationFailed
    )
}

/// The part of the library's statistics that is used.
#[derive(Debug, Deserialize)]
struct Statistics {
    #[serde(default)]
    brokers: BTreeMap<String, BrokerStatistics>,
    #[serde(default)]
    topics: BTreeMap<String, TopicStatistics>,
}

#[derive(Debug, Deserialize)]
struct BrokerStatistics {
    #[serde(default)]
    state: String,
    #[serde(default)]
    txretries: u64,
    #[serde(default)]
    req_timeouts: u64,
}

#[derive(Debug, Deserialize)]
struct TopicStatistics {
    #[serde(default)]
    partitions: BTreeMap<String, PartitionStatistics>,
}

#[derive(Debug, Deserialize)]
struct PartitionStatistics {
    partition: i32,
    #[serde(default = "unknown")]
    next_offset: i64,
    #[serde(default = "unknown")]
    hi_offset: i64,
    #[serde(default = "unknown")]
    ls_offset: i64,
}

fn unknown() -> i64 {
    -1
}

impl Statistics {
    fn reach(&self) -> Vec<Reach> {
        let mut reach = Vec::new();
        for (topic, statistics) in &self.topics {
            let topic: std::sync::Arc<str> = topic.as_str().into();
            for partition in statistics.partitions.values() {
                // Readable is what lies below the first open transaction.
                let end = match partition.ls_offset {
                    stable if stable >= 0 => stable,
                    _ => partition.hi_offset,
                };
                if partition.partition >= 0 && end >= 0 && partition.next_offset >= 0 {
                    reach.push(Reach {
                        partition: TopicPartition {
                            topic: topic.clone(),
                            partition: partition.partition,
                        },
                        end,
                        next: partition.next_offset,
                    });
                }
            }
        }
        reach
    }
}

/// The library's log lines, as ours. Most of what it says on Info is noise to an operator.
fn forward(level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg
        | RDKafkaLogLevel::Alert
        | RDKafkaLogLevel::Critical
        | RDKafkaLogLevel::Error => tracing::error!(facility, "{message}"),
        _ if facility == "CONFWARN" => tracing::debug!(facility, "{message}"),
        RDKafkaLogLevel::Warning => tracing::warn!(facility, "{message}"),
        _ if matches!(facility, "REQTMOUT" | "FAIL") => tracing::warn!(facility, "{message}"),
        RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info | RDKafkaLogLevel::Debug => {
            tracing::debug!(facility, "{message}");
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
