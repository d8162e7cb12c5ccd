//! The judge: reads the topics alone, as a reader of committed records would, and says what is
//! lost, doubled, torn, foreign or out of order. It shares no code with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::{Offset, TopicPartitionList};
use sha2::{Digest, Sha256};

use super::broker::Broker;
use super::topics::{self, Names};

/// Longest wait for the end of transactions: their own time, and the broker's sweep.
const QUIET: Duration = Duration::from_secs(60);

/// An input message: partition and offset.
pub type Input = (i32, i64);

/// Whether a reader sees only committed messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// As readers of the records must.
    Committed,
    /// Everything that reached the log, aborted transactions too.
    Uncommitted,
}

/// One end of an input message as it stands on an output topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Topic it stands on.
    pub topic: String,
    /// Partition it stands on.
    pub partition: i32,
    /// Input it claims.
    pub input: Option<Input>,
    /// Item and number of items, `i/n`.
    pub item: Option<(u32, u32)>,
    /// `source-sha256` as sent.
    pub sha256: Option<String>,
}

/// What the topics prove.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Input messages there are.
    pub inputs: usize,
    /// Ends there are.
    pub ends: usize,
    /// Inputs without any end.
    pub lost: Vec<Input>,
    /// Ends that are there more than once.
    pub doubled: Vec<(Input, u32)>,
    /// Inputs with some of their items only, or whose ends disagree about their number.
    pub torn: Vec<Input>,
    /// Ends that name no input there is, or another content.
    pub foreign: Vec<End>,
    /// Neighbours in an output partition of one input partition whose order is not the source's.
    pub disordered: Vec<(Input, Input)>,
}

impl Verdict {
    /// Every input exactly once, in order.
    pub fn is_exactly_once(&self) -> bool {
        self.is_at_least_once() && self.doubled.is_empty() && self.disordered.is_empty()
    }

    /// Nothing lost; duplicates are allowed.
    pub fn is_at_least_once(&self) -> bool {
        self.lost.is_empty() && self.torn.is_empty() && self.foreign.is_empty()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn part<T: fmt::Debug>(f: &mut fmt::Formatter<'_>, name: &str, all: &[T]) -> fmt::Result {
            write!(f, "; {} {name}", all.len())?;
            match all.len() {
                0 => Ok(()),
                n => write!(f, " {:?}", &all[..n.min(8)]),
            }
        }
        write!(f, "{} inputs, {} ends", self.inputs, self.ends)?;
        part(f, "lost", &self.lost)?;
        part(f, "doubled", &self.doubled)?;
        part(f, "torn", &self.torn)?;
        part(f, "foreign", &self.foreign)?;
        part(f, "disordered", &self.disordered)
    }
}

/// Judges the topics of a test by what stands on them, once no transaction is open any more: one
/// that a dead instance left open holds readers back until its time is over.
pub fn judge(broker: &Broker, names: &Names) -> Verdict {
    for topic in [&names.out, &names.dead] {
        super::wait_for("the end of open transactions", QUIET, || {
            topics::ends(broker, topic, true) == topics::ends(broker, topic, false)
        });
    }
    let mut inputs = BTreeMap::new();
    read(broker, &names.raw, Isolation::Committed, |message| {
        let hash = message.payload().map(hex_sha256);
        inputs.insert((message.partition(), message.offset()), hash);
    });
    let mut ends = Vec::new();
    for topic in [&names.out, &names.dead] {
        read(broker, topic, Isolation::Committed, |message| {
            ends.push(end(topic, message))
        });
    }
    weigh(&inputs, ends)
}

/// Counts the messages of a topic.
pub fn count(broker: &Broker, topic: &str, isolation: Isolation) -> usize {
    let mut count = 0;
    read(broker, topic, isolation, |_| count += 1);
    count
}

/// The law itself, on plain values.
pub fn weigh(inputs: &BTreeMap<Input, Option<String>>, ends: Vec<End>) -> Verdict {
    let mut verdict = Verdict {
        inputs: inputs.len(),
        ends: ends.len(),
        ..Verdict::default()
    };
    let mut items: BTreeMap<Input, BTreeMap<u32, u32>> = BTreeMap::new();
    let mut counts: BTreeMap<Input, BTreeSet<u32>> = BTreeMap::new();
    let mut last: BTreeMap<(String, i32, i32), Input> = BTreeMap::new();
    for end in ends {
        let (Some(input), Some((item, count))) = (end.input, end.item) else {
            verdict.foreign.push(end);
            continue;
        };
        let known = inputs.get(&input).is_some_and(|hash| *hash == end.sha256);
        if !known || item >= count {
            verdict.foreign.push(end);
            continue;
        }
        *items.entry(input).or_default().entry(item).or_default() += 1;
        counts.entry(input).or_default().insert(count);
        let lane = (end.topic, end.partition, input.0);
        if let Some(before) = last.insert(lane, input)
            && before.1 > input.1
        {
            verdict.disordered.push((before, input));
        }
    }
    for input in inputs.keys() {
        let Some(seen) = items.get(input) else {
            verdict.lost.push(*input);
            continue;
        };
        let many = seen.iter().filter(|(_, times)| **times > 1);
        verdict
            .doubled
            .extend(many.map(|(item, _)| (*input, *item)));
        let whole = counts[input].len() == 1 && counts[input].contains(&(seen.len() as u32));
        if !whole {
            verdict.torn.push(*input);
        }
    }
    verdict
}

/// Reads a topic from its beginning to the end that `isolation` shows.
pub fn read(
    broker: &Broker,
    topic: &str,
    isolation: Isolation,
    mut each: impl FnMut(&BorrowedMessage<'_>),
) {
    let level = match isolation {
        Isolation::Committed => "read_committed",
        Isolation::Uncommitted => "read_uncommitted",
    };
    let mut config = broker.client();
    config
        .set("isolation.level", level)
        .set("enable.partition.eof", "true");
    config
        .set("group.id", super::unique("oracle"))
        .set("enable.auto.commit", "false");
    config
        .set("check.crcs", "true")
        .set("fetch.queue.backoff.ms", "10");
    let consumer: BaseConsumer = config.create().expect("consumer");
    let count = topics::partitions(broker, topic);
    let mut list = TopicPartitionList::new();
    for partition in 0..count {
        list.add_partition_offset(topic, partition, Offset::Beginning)
            .expect("partition");
    }
    consumer.assign(&list).expect("assign");
    let mut open: BTreeSet<i32> = (0..count).collect();
    let begin = Instant::now();
    while !open.is_empty() {
        assert!(
            begin.elapsed() < Duration::from_secs(120),
            "{topic}: no end of {open:?}"
        );
        match consumer.poll(Duration::from_millis(200)) {
            Some(Ok(message)) => each(&message),
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                open.remove(&partition);
            }
            Some(Err(error)) => panic!("{topic}: {error}"),
            None => {}
        }
    }
}

fn end(topic: &str, message: &BorrowedMessage<'_>) -> End {
    let partition = header(message, "source-partition").and_then(|v| v.parse().ok());
    let offset = header(message, "source-offset").and_then(|v| v.parse().ok());
    let item = header(message, "source-item").and_then(|v| {
        let (item, count) = v.split_once('/')?;
        Some((item.parse().ok()?, count.parse().ok()?))
    });
    End {
        topic: topic.to_owned(),
        partition: message.partition(),
        input: partition.zip(offset),
        item,
        sha256: header(message, "source-sha256").map(str::to_owned),
    }
}

/// The only header of this name; two of one name are as bad as none.
pub fn header<'m>(message: &'m BorrowedMessage<'_>, name: &str) -> Option<&'m str> {
    let headers = message.headers()?;
    let mut found = headers.iter().filter(|header| header.key == name);
    match (found.next(), found.next()) {
        (Some(header), None) => std::str::from_utf8(header.value?).ok(),
        _ => None,
    }
}

/// The hash by which an end names its input's content.
pub fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
