//! A broker in the process, for the demonstration and for tests: librdkafka's mock cluster.
//!
//! In: the topics to make. Out: an address for clients. Nothing is kept on disk.
//! Never: for real work. It forgets messages beyond 5 MiB a partition, answers to transactions
//! without isolating them, and drops the offsets committed inside of them.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::error::KafkaError;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, DefaultProducerContext, Producer};

use super::native;

/// Wait for further members of a group: there are none, all are in this process.
const FIRST_REBALANCE: Duration = Duration::from_millis(50);

/// The running mock cluster; clients must be closed before it is dropped.
pub struct EmbeddedBroker {
    /// The client that carries the cluster; it sends nothing itself.
    carrier: BaseProducer,
    bootstrap: String,
}

impl EmbeddedBroker {
    /// Starts one broker with these topics: name and number of partitions.
    pub fn start(topics: &[(&str, i32)]) -> Result<Self, KafkaError> {
        Self::with_brokers(1, topics)
    }

    /// Starts so many brokers with these topics; they are numbered from 1.
    pub fn with_brokers(brokers: u8, topics: &[(&str, i32)]) -> Result<Self, KafkaError> {
        let mut config = ClientConfig::new();
        config.set("test.mock.num.brokers", brokers.to_string());
        // The carrier says at every start that it is a mock; the command says it better.
        config.set("log_level", "3");
        let carrier: BaseProducer = config.create()?;
        native::shorten_first_rebalance(carrier.client(), FIRST_REBALANCE);
        let mut broker = Self {
            carrier,
            bootstrap: String::new(),
        };
        let missing = || KafkaError::ClientCreation("the client has no mock cluster".to_owned());
        let cluster = broker.cluster().ok_or_else(missing)?;
        for (name, partitions) in topics {
            cluster.create_topic(name, *partitions, 1)?;
        }
        let bootstrap = cluster.bootstrap_servers();
        drop(cluster);
        broker.bootstrap = bootstrap;
        Ok(broker)
    }

    /// The mock cluster itself, to make it misbehave.
    pub fn cluster(&self) -> Option<MockCluster<'_, DefaultProducerContext>> {
        self.carrier.client().mock_cluster()
    }

    /// The address for `bootstrap.servers`.
    pub fn bootstrap(&self) -> &str {
        &self.bootstrap
    }
}

impl std::fmt::Debug for EmbeddedBroker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let in_flight = self.carrier.in_flight_count();
        f.debug_struct("EmbeddedBroker")
            .field("bootstrap", &self.bootstrap)
            .field("in_flight", &in_flight)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use rdkafka::ClientConfig;
    use rdkafka::consumer::{BaseConsumer, Consumer};
    use rdkafka::message::Message;
    use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

    use super::EmbeddedBroker;

    /// A group must get its partitions at once: by itself the mock cluster waits three seconds.
    #[test]
    fn a_group_reads_soon_what_was_sent() {
        let broker = EmbeddedBroker::start(&[("wire", 2)]).expect("starts");
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", broker.bootstrap());
        let producer: BaseProducer = config.create().expect("producer");
        producer
            .send(BaseRecord::<str, str>::to("wire").key("k").payload("story"))
            .expect("sent");
        producer.flush(Duration::from_secs(5)).expect("flushed");

        config
            .set("group.id", "readers")
            .set("auto.offset.reset", "earliest");
        let consumer: BaseConsumer = config.create().expect("consumer");
        let begin = Instant::now();
        consumer.subscribe(&["wire"]).expect("subscribed");
        let limit = Duration::from_millis(2900);
        let mut seen = None;
        while seen.is_none() && begin.elapsed() < limit {
            seen = consumer
                .poll(Duration::from_millis(50))
                .map(|result| result.expect("a message").payload().map(<[u8]>::to_vec));
        }
        assert_eq!(seen, Some(Some(b"story".to_vec())), "within {limit:?}");
    }
}
