//! The settings of the client library: ours with their reasons, then the user's, some refused.
//!
//! In: connection and identity, and a free table. Out: configurations for consumer and producer.
//! Never: a setting of the free table that would break a promise; a secret in a message.

use std::collections::BTreeMap;

use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;

use crate::limits;
use crate::pipeline::Leg;

/// Where a partition without a committed offset begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartFrom {
    /// At its first message.
    Earliest,
    /// After its last message.
    Latest,
}

/// What a crash may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing.
    ExactlyOnce,
    /// Some records twice.
    AtLeastOnce,
}

/// How a leg speaks with Kafka.
#[derive(Clone, Debug)]
pub struct Options {
    /// Brokers and security, for every client alike. (Its `Debug` hides secrets.)
    pub base: ClientConfig,
    /// The name of this instance within the group.
    pub instance: String,
    /// Where a partition without a committed offset begins.
    pub start_from: StartFrom,
    /// What a crash may cost.
    pub delivery: Delivery,
    /// The free table; what [`refusal`] names is not looked at.
    pub extra: BTreeMap<String, String>,
}

/// Milliseconds after which a message that is not delivered has failed. The three times nest:
/// a request ends before its message, and a message before its transaction.
const MESSAGE_TIMEOUT: &str = "15000";

/// What every client gets.
const COMMON: &[(&str, &str)] = &[
    ("allow.auto.create.topics", "false"), // a mistyped name must not become a topic
    ("socket.keepalive.enable", "true"),
    ("socket.timeout.ms", "10000"),
    ("statistics.interval.ms", "5000"), // lag, connection, and signs of doubt come from there
    ("topic.metadata.refresh.interval.ms", "60000"), // new partitions are noticed in a minute
    ("client.software.name", "wiredesk"),
];

/// What a consumer gets.
const CONSUMER: &[(&str, &str)] = &[
    ("auto.offset.reset", "error"), // a lost offset never skips or repeats silently
    ("enable.auto.offset.store", "false"), // offsets follow outcomes, not reads
    ("isolation.level", "read_committed"), // what upstream aborted is no story
    ("check.crcs", "true"),
    ("group.protocol", "classic"),
    ("partition.assignment.strategy", "cooperative-sticky"),
    ("session.timeout.ms", "15000"), // a crash is noticed in 15 s
    ("heartbeat.interval.ms", "3000"),
    ("max.poll.interval.ms", "120000"), // polling never waits for work, so this means stuck
    ("queued.max.messages.kbytes", "16384"), // prefetch of the whole instance
    ("queued.min.messages", "1000"),
    ("fetch.queue.backoff.ms", "10"),
    ("fetch.message.max.bytes", "1048576"),
    ("fetch.max.bytes", "16777216"),
    ("receive.message.max.bytes", "33554432"),
    ("fetch.wait.max.ms", "100"),
];

/// What a producer gets.
const PRODUCER: &[(&str, &str)] = &[
    ("enable.idempotence", "true"), // order and no doubles within a life of the producer
    ("acks", "all"),
    ("max.in.flight.requests.per.connection", "5"),
    ("message.timeout.ms", MESSAGE_TIMEOUT),
    ("queue.buffering.max.kbytes", "65536"), // the default of 1 GiB would hide back-pressure
    ("queue.buffering.max.messages", "20000"),
    ("linger.ms", "5"),
    ("compression.type", "lz4"), // half the CPU of zstd for a record; bytes cost less than time
    ("batch.size", "1000000"),
    ("partitioner", "murmur2_random"), // where Java's producers would put the same key
];

/// Options that would break a promise, with the reason that is told.
const REFUSED: &[(&str, &str)] = &[
    ("acks", "records are kept only with acks=all"),
    (
        "allow.auto.create.topics",
        "a mistyped name would become a topic",
    ),
    (
        "auto.commit.enable",
        "offsets are committed with the records",
    ),
    (
        "auto.commit.interval.ms",
        "kafka.transaction_interval_ms says how often",
    ),
    (
        "auto.offset.reset",
        "kafka.start_from says where to begin; a lost offset is an error",
    ),
    ("bootstrap.servers", "kafka.brokers names them"),
    ("check.crcs", "a damaged message must not be read"),
    (
        "delivery.report.only.error",
        "commits wait for every delivery",
    ),
    (
        "enable.auto.commit",
        "offsets are committed with the records",
    ),
    (
        "enable.auto.offset.store",
        "offsets follow outcomes, not reads",
    ),
    ("enable.idempotence", "order and single delivery rest on it"),
    (
        "enable.ssl.certificate.verification",
        "kafka.security.insecure_no_verification says so",
    ),
    ("group.id", "kafka.group names it"),
    ("isolation.level", "aborted stories would be read"),
    ("log.queue", "the log is read for signs of doubt"),
    (
        "log_level",
        "the log is read for signs of doubt; log.filter says what is shown",
    ),
    ("max.in.flight", "order rests on it"),
    ("max.in.flight.requests.per.connection", "order rests on it"),
    ("metadata.broker.list", "kafka.brokers names them"),
    ("plugin.library.paths", "no foreign code is loaded"),
    (
        "request.required.acks",
        "records are kept only with acks=all",
    ),
    ("sasl.mechanism", "kafka.security.sasl_mechanism says it"),
    ("sasl.mechanisms", "kafka.security.sasl_mechanism says it"),
    (
        "sasl.password",
        "kafka.security.sasl_password_file holds it",
    ),
    ("sasl.username", "kafka.security.sasl_username says it"),
    ("security.protocol", "kafka.security.protocol says it"),
    (
        "ssl.endpoint.identification.algorithm",
        "kafka.security.insecure_no_verification says so",
    ),
    (
        "ssl.key.password",
        "kafka.security.key_password_file holds it",
    ),
    (
        "statistics.interval.ms",
        "lag and signs of doubt come from the statistics",
    ),
    (
        "transactional.id",
        "it is made of kafka.group and kafka.instance",
    ),
];

/// Why an option of the free table is refused, if it is.
pub fn refusal(option: &str) -> Option<&'static str> {
    let found = REFUSED.iter().find(|(name, _)| *name == option);
    found.map(|(_, why)| *why)
}

impl Options {
    /// The consumer of a leg.
    pub fn consumer(&self, leg: &Leg) -> ClientConfig {
        let mut config = self.client(CONSUMER);
        config.set("group.id", &leg.group);
        config.set("client.id", format!("{}-{}", leg.group, self.instance));
        // At least once, the library commits what was stored after delivery: it knows best
        // what is still assigned.
        let stored = self.delivery == Delivery::AtLeastOnce;
        config.set("enable.auto.commit", if stored { "true" } else { "false" });
        config.set("auto.commit.interval.ms", "1000");
        config
    }

    /// The producer of a leg.
    pub fn producer(&self, leg: &Leg) -> ClientConfig {
        let mut config = self.client(PRODUCER);
        let name = format!("{}-{}", leg.group, self.instance);
        config.set("client.id", &name);
        config.set("message.max.bytes", PRODUCER_BYTES_MAX.to_string());
        if self.delivery == Delivery::ExactlyOnce {
            // The same over restarts: the next life ends at once what this one leaves open.
            config.set("transactional.id", &name);
            // After a crash without restart, readers of committed records wait so long.
            config.set("transaction.timeout.ms", "20000");
        }
        self.extra(&mut config);
        config
    }

    fn client(&self, ours: &[(&str, &str)]) -> ClientConfig {
        let mut config = self.base.clone();
        for (name, value) in COMMON.iter().chain(ours) {
            config.set(*name, *value);
        }
        // Signs of doubt are said on the level Info only; what is shown is filtered elsewhere.
        config.set_log_level(RDKafkaLogLevel::Info);
        self.extra(&mut config);
        config
    }

    fn extra(&self, config: &mut ClientConfig) {
        for (name, value) in &self.extra {
            if refusal(name).is_none() {
                config.set(name, value);
            }
        }
    }
}

/// Longest message the producer takes: a record, or a raw message with the reasons of its death.
const PRODUCER_BYTES_MAX: usize = limits::RECORD_BYTES_MAX + 64 * limits::KIB;

#[cfg(test)]
mod tests {
    use super::*;

    fn options(extra: &[(&str, &str)]) -> Options {
        let pairs = extra
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Options {
            base: ClientConfig::new(),
            instance: "one".to_owned(),
            start_from: StartFrom::Earliest,
            delivery: Delivery::ExactlyOnce,
            extra: pairs.collect(),
        }
    }

    fn leg() -> Leg {
        Leg {
            name: "intake".to_owned(),
            group: "desk".to_owned(),
            inputs: vec!["raw".to_owned()],
            output: "out".to_owned(),
            dead_letters: "dead".to_owned(),
            work: Leg::intake_work(std::sync::Arc::new(crate::flow::Flow::built_in())),
        }
    }

    #[test]
    fn the_free_table_cannot_break_a_promise() {
        let hostile: Vec<(&str, &str)> = REFUSED.iter().map(|(name, _)| (*name, "0")).collect();
        let options = options(&hostile);
        for (config, wanted) in [
            (options.consumer(&leg()), "auto.offset.reset"),
            (options.producer(&leg()), "transactional.id"),
        ] {
            assert!(
                config.get(wanted).is_some_and(|value| value != "0"),
                "{wanted}"
            );
            let broken = REFUSED
                .iter()
                .find(|(name, _)| config.get(name) == Some("0"));
            assert_eq!(broken, None);
        }
    }

    #[test]
    fn every_setting_that_is_ours_to_promise_is_refused() {
        for name in [
            "enable.auto.commit",
            "enable.auto.offset.store",
            "auto.offset.reset",
            "isolation.level",
            "transactional.id",
            "acks",
            "enable.idempotence",
            "max.in.flight.requests.per.connection",
        ] {
            assert!(refusal(name).is_some(), "{name}");
        }
        assert_eq!(refusal("linger.ms"), None);
    }

    #[test]
    fn the_library_knows_every_setting() {
        let options = options(&[("linger.ms", "7")]);
        for config in [options.consumer(&leg()), options.producer(&leg())] {
            config
                .create_native_config()
                .expect("a valid configuration");
        }
        assert_eq!(options.producer(&leg()).get("linger.ms"), Some("7"));
        assert_eq!(
            options.producer(&leg()).get("transactional.id"),
            Some("desk-one")
        );
    }
}
