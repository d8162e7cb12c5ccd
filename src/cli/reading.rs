//! Topics read from outside: no group, no commit, nothing of an open transaction.
//!
//! In: a client's settings and topics. Out: messages, and what the headers of ours say.
//! Never: a place in the daemon's group, so that looking changes nothing.

use std::time::Duration;

use anyhow::Context as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};
use rdkafka::message::{BorrowedMessage, Headers as _, Message as _};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

use super::display::DeadLetter;
use super::{Exit, Failure};
use crate::config::Kafka;

const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What every client of this configuration is made with, the user's own settings included.
pub(super) fn client(kafka: &Kafka) -> ClientConfig {
    let options = kafka.client();
    let mut config = options.base;
    for (name, value) in options.extra {
        config.set(name, value);
    }
    config
}

/// All partitions of some topics.
pub(super) struct Reading(BaseConsumer);

impl Reading {
    /// From the end or the start of every partition.
    pub(super) fn open(
        config: &ClientConfig,
        topics: &[&str],
        from_start: bool,
    ) -> anyhow::Result<Self> {
        let mut config = config.clone();
        config
            // The client wants a name; nothing is ever committed under it.
            .set("group.id", "wiredesk-tail")
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("isolation.level", "read_committed")
            .set("auto.offset.reset", "earliest")
            .set("allow.auto.create.topics", "false");
        let consumer: BaseConsumer = config.create().context("cannot make a consumer")?;
        let away = || Failure::new(Exit::Later, "no broker answers");
        let metadata = consumer
            .fetch_metadata(None, ANSWER_WITHIN)
            .with_context(away)?;
        let start = if from_start {
            Offset::Beginning
        } else {
            Offset::End
        };
        let mut partitions = TopicPartitionList::new();
        for topic in topics {
            let there = metadata
                .topics()
                .iter()
                .find(|there| there.name() == *topic);
            let there = there.ok_or_else(|| missing(topic))?;
            for partition in there.partitions() {
                partitions.add_partition_offset(topic, partition.id(), start)?;
            }
        }
        consumer.assign(&partitions)?;
        Ok(Self(consumer))
    }

    /// The next message, if one comes within the wait.
    pub(super) fn next(&self, wait: Duration) -> anyhow::Result<Option<BorrowedMessage<'_>>> {
        match self.0.poll(wait) {
            None => Ok(None),
            Some(Ok(message)) => Ok(Some(message)),
            Some(Err(error)) if passes(&error) => Ok(None),
            Some(Err(error)) => Err(error).context("cannot read"),
        }
    }
}

/// The error that says how to mend it.
pub(super) fn missing(topic: &str) -> Failure {
    let message = format!("topic {topic} does not exist; `wiredesk topics --create` creates it");
    Failure::new(Exit::Configuration, message)
}

/// Errors that the client mends by itself.
fn passes(error: &KafkaError) -> bool {
    let mended = [
        Code::BrokerTransportFailure,
        Code::AllBrokersDown,
        Code::OperationTimedOut,
    ];
    error
        .rdkafka_error_code()
        .is_some_and(|code| mended.contains(&code))
}

/// The last header of this name; empty where there is none or it is no text.
pub(super) fn header<'a>(message: &'a BorrowedMessage<'_>, name: &str) -> &'a str {
    let headers = message.headers();
    let found = headers.and_then(|all| all.iter().filter(|header| header.key == name).last());
    let value = found.and_then(|header| header.value).unwrap_or_default();
    std::str::from_utf8(value).unwrap_or_default()
}

/// What a dead letter says of itself.
pub(super) fn letter<'a>(message: &'a BorrowedMessage<'_>) -> DeadLetter<'a> {
    DeadLetter {
        code: header(message, "dead-letter-code"),
        detail: header(message, "dead-letter-detail"),
        stage: header(message, "dead-letter-stage"),
        topic: header(message, "source-topic"),
        partition: header(message, "source-partition"),
        offset: header(message, "source-offset"),
        provider: header(message, "source"),
        bytes: message.payload_len(),
    }
}
