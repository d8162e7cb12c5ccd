//! Topics of a test: made, filled with raw stories, measured. Plain rdkafka, none of the program.

use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::OwnedHeaders;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use super::broker::Broker;
use super::unique;

/// A broker that was killed holds the offsets of open transactions back for half a minute.
const LIMIT: Duration = Duration::from_secs(120);

/// The names one test gives its topics and its group.
#[derive(Clone, Debug)]
pub struct Names {
    /// Raw stories.
    pub raw: String,
    /// Records.
    pub out: String,
    /// Dead letters.
    pub dead: String,
    /// Consumer group.
    pub group: String,
}

impl Names {
    /// Fresh names.
    pub fn fresh(stem: &str) -> Names {
        let stem = unique(stem);
        Names {
            raw: format!("{stem}.raw"),
            out: format!("{stem}.structured"),
            dead: format!("{stem}.dead-letters"),
            group: format!("{stem}.intake"),
        }
    }

    /// Fresh names with their topics made, `partitions` each.
    pub fn made(broker: &Broker, stem: &str, partitions: i32) -> Names {
        let names = Names::fresh(stem);
        make(broker, &[&names.raw, &names.out, &names.dead], partitions);
        names
    }
}

/// Makes topics and waits until the broker leads them.
pub fn make(broker: &Broker, names: &[&str], partitions: i32) {
    let admin: AdminClient<DefaultClientContext> = broker.client().create().expect("admin");
    let topics = names.iter().map(|name| {
        NewTopic::new(name, partitions, TopicReplication::Fixed(1))
            .set("max.message.bytes", "4194304")
    });
    let topics: Vec<NewTopic<'_>> = topics.collect();
    let options = AdminOptions::new().operation_timeout(Some(LIMIT));
    let done = block_on(admin.create_topics(&topics, &options)).expect("create topics");
    for result in done {
        result.unwrap_or_else(|(name, code)| panic!("{name}: {code}"));
    }
    super::wait_for("leaders of the made topics", LIMIT, || {
        names.iter().all(|name| {
            let metadata = admin.inner().fetch_metadata(Some(name), LIMIT);
            metadata.is_ok_and(|m| m.topics()[0].partitions().len() == partitions as usize)
        })
    });
}

/// Runs a future of the admin client.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("runtime").block_on(future)
}

/// Puts values on a topic, spread over its partitions in turn, and waits until all are written.
pub fn fill(broker: &Broker, topic: &str, values: impl IntoIterator<Item = Vec<u8>>) {
    let producer = filler(broker);
    let partitions = partitions(broker, topic);
    for (number, value) in values.into_iter().enumerate() {
        send(&producer, topic, number as i32 % partitions, &value, None);
    }
    producer
        .flush(Duration::from_secs(120))
        .expect("all are written");
}

/// The producer of raw stories.
pub fn filler(broker: &Broker) -> BaseProducer {
    let mut config = broker.client();
    config
        .set("enable.idempotence", "true")
        .set("linger.ms", "20");
    config
        .set("message.max.bytes", "4000000")
        .set("compression.type", "lz4");
    config.create().expect("producer")
}

/// Sends one message, waiting while the queue is full.
pub fn send(
    producer: &BaseProducer,
    topic: &str,
    partition: i32,
    value: &[u8],
    headers: Option<OwnedHeaders>,
) {
    let mut record = BaseRecord::<(), [u8]>::to(topic)
        .partition(partition)
        .payload(value);
    record.headers = headers;
    loop {
        match producer.send(record) {
            Ok(()) => break,
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                record = back;
                producer.poll(Duration::from_millis(20));
            }
            Err((error, _)) => panic!("{topic}: {error}"),
        }
    }
}

/// How many partitions a topic has.
pub fn partitions(broker: &Broker, topic: &str) -> i32 {
    let consumer: BaseConsumer = broker.client().create().expect("consumer");
    let mut count = 0;
    super::wait_for("the partitions of a topic", LIMIT, || {
        let metadata = consumer.fetch_metadata(Some(topic), LIMIT);
        count = metadata.map_or(0, |metadata| metadata.topics()[0].partitions().len());
        count > 0
    });
    i32::try_from(count).expect("few")
}

/// The end of every partition: of what is committed, or of everything written.
pub fn ends(broker: &Broker, topic: &str, committed: bool) -> Vec<i64> {
    let isolation = if committed {
        "read_committed"
    } else {
        "read_uncommitted"
    };
    let consumer: BaseConsumer = broker
        .client()
        .set("isolation.level", isolation)
        .create()
        .expect("consumer");
    let count = partitions(broker, topic);
    (0..count).map(|p| end(&consumer, topic, p)).collect()
}

/// The end of a partition; a broker that is just coming back is asked again.
pub fn end(consumer: &BaseConsumer, topic: &str, partition: i32) -> i64 {
    let mut end = None;
    super::wait_for("the end of a partition", LIMIT, || {
        let marks = consumer.fetch_watermarks(topic, partition, LIMIT);
        end = marks.ok().map(|(_, high)| high);
        end.is_some()
    });
    end.expect("it was awaited")
}

/// The group's committed offsets, 0 where there is none.
pub fn committed(broker: &Broker, group: &str, topic: &str) -> Vec<i64> {
    let consumer: BaseConsumer = broker
        .client()
        .set("group.id", group)
        .create()
        .expect("consumer");
    let mut asked = TopicPartitionList::new();
    asked.add_partition_range(topic, 0, partitions(broker, topic) - 1);
    let mut found = None;
    super::wait_for("committed offsets", LIMIT, || {
        found = consumer.committed_offsets(asked.clone(), LIMIT).ok();
        found.is_some()
    });
    let list = found.expect("it was awaited");
    let offset = |element: &rdkafka::topic_partition_list::TopicPartitionListElem<'_>| {
        // Nothing committed stands for the beginning.
        element.offset().to_raw().unwrap_or(0).max(0)
    };
    list.elements().iter().map(offset).collect()
}
