//! A consumer behind the door [`Source`]: one queue, explicit starts, assignments by protocol.
//!
//! In: a consumer's events. Out: owned messages and changes of the assignment.
//! Never: an offset that the library chose by itself; a borrowed message, which would keep a
//! whole fetch in memory.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, RebalanceProtocol};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::topic_partition_list::{Offset as KafkaOffset, TopicPartitionList};

use crate::message::{Position, RawMessage};
use crate::pipeline::{Mark, Offset, Reach, Source, SourceEvent, Start, TopicPartition};

use super::ears::{ConsumerEars, give_up, is_denied};
use super::native;
use super::options::{Delivery, StartFrom};

/// Longest wait for an answer about offsets; the poll thread stands still meanwhile.
const ANSWER: Duration = Duration::from_secs(5);
/// Pause before an assignment is tried again whose offsets could not be read.
const AGAIN: Duration = Duration::from_millis(500);
/// Kafka keeps an offset back while a transaction with it is open, which none of ours is as long.
const UNENDED: Duration = Duration::from_secs(60);

/// Reads a leg's topics.
pub struct KafkaSource {
    consumer: Arc<BaseConsumer<ConsumerEars>>,
    inputs: Vec<String>,
    /// One name for all positions of a topic.
    topics: Vec<Arc<str>>,
    start_from: StartFrom,
    delivery: Delivery,
    subscribed: bool,
    assigned: BTreeSet<TopicPartition>,
    offered_again: Option<(Instant, Vec<TopicPartition>)>,
    /// Since when the offsets of an assignment are waited for.
    waiting: Option<Instant>,
    paused: bool,
}

impl std::fmt::Debug for KafkaSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KafkaSource")
            .field("inputs", &self.inputs)
            .field("assigned", &self.assigned)
            .finish_non_exhaustive()
    }
}

impl KafkaSource {
    pub(super) fn new(
        consumer: Arc<BaseConsumer<ConsumerEars>>,
        inputs: Vec<String>,
        start_from: StartFrom,
        delivery: Delivery,
    ) -> Self {
        Self {
            consumer,
            topics: inputs.iter().map(|topic| topic.as_str().into()).collect(),
            inputs,
            start_from,
            delivery,
            subscribed: false,
            assigned: BTreeSet::new(),
            offered_again: None,
            waiting: None,
            paused: false,
        }
    }

    /// Joins the group at the first poll: until then nobody waits for us.
    fn subscribe(&mut self) -> Result<(), KafkaError> {
        let inputs: Vec<&str> = self.inputs.iter().map(String::as_str).collect();
        self.consumer.subscribe(&inputs)?;
        self.subscribed = true;
        Ok(())
    }

    fn owned(&self, message: &BorrowedMessage<'_>) -> RawMessage {
        let topic = message.topic();
        let known = self.topics.iter().find(|known| ***known == *topic);
        let headers = message.headers().map_or_else(Vec::new, |headers| {
            (0..headers.count())
                .filter_map(|index| native::header(headers, index))
                .map(|(name, value)| (name.into_owned(), value.map(<[u8]>::to_vec)))
                .collect()
        });
        let milliseconds = message.timestamp().to_millis();
        RawMessage {
            value: message.payload().map(<[u8]>::to_vec),
            key: message.key().map(<[u8]>::to_vec),
            headers,
            position: Position {
                topic: known.map_or_else(|| topic.into(), Arc::clone),
                partition: message.partition(),
                offset: message.offset(),
            },
            timestamp: milliseconds.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
        }
    }

    /// Where these partitions begin: at their committed offsets, else where the user said.
    fn starts<'a>(
        &self,
        partitions: impl Iterator<Item = &'a TopicPartition>,
    ) -> Result<Vec<Start>, KafkaError> {
        let mut asked = TopicPartitionList::new();
        for partition in partitions {
            asked.add_partition(&partition.topic, partition.partition);
        }
        if asked.count() == 0 {
            return Ok(Vec::new());
        }
        let answer = self.consumer.committed_offsets(asked, ANSWER)?;
        let mut starts = Vec::new();
        for element in answer.elements() {
            element.error()?;
            let partition = TopicPartition {
                topic: self.topic(element.topic()),
                partition: element.partition(),
            };
            let (offset, committed) = match element.offset() {
                KafkaOffset::Offset(offset) => (offset, true),
                KafkaOffset::Beginning
                | KafkaOffset::End
                | KafkaOffset::Stored
                | KafkaOffset::Invalid
                | KafkaOffset::OffsetTail(_) => (self.first(&partition)?, false),
            };
            let tries = tries_of(element.metadata()).filter(|_| committed);
            starts.push(Start {
                partition,
                offset,
                committed,
                tries: tries.unwrap_or(0),
            });
        }
        Ok(starts)
    }

    fn first(&self, partition: &TopicPartition) -> Result<i64, KafkaError> {
        let TopicPartition { topic, partition } = partition;
        let (low, high) = self.consumer.fetch_watermarks(topic, *partition, ANSWER)?;
        Ok(match self.start_from {
            StartFrom::Earliest => low,
            StartFrom::Latest => high,
        })
    }

    fn topic(&self, name: &str) -> Arc<str> {
        let known = self.topics.iter().find(|known| &***known == name);
        known.map_or_else(|| name.into(), Arc::clone)
    }

    fn take_on(&mut self, partitions: &[TopicPartition]) -> Result<Vec<Start>, KafkaError> {
        let starts = self.starts(partitions.iter())?;
        let list = list(starts.iter().map(|s| (s.partition.clone(), s.offset)))?;
        match self.consumer.rebalance_protocol() {
            RebalanceProtocol::Cooperative => self.consumer.incremental_assign(&list)?,
            RebalanceProtocol::Eager | RebalanceProtocol::None => self.consumer.assign(&list)?,
        }
        self.assigned.extend(partitions.iter().cloned());
        if self.paused {
            self.consumer.pause(&list)?;
        }
        Ok(starts)
    }

    fn go_back(&mut self) -> Result<Vec<Start>, KafkaError> {
        self.commit_stored();
        let starts = self.starts(self.assigned.iter())?;
        if starts.is_empty() {
            return Ok(starts);
        }
        let list = list(starts.iter().map(|s| (s.partition.clone(), s.offset)))?;
        let sought = self.consumer.seek_partitions(list, ANSWER)?;
        for element in sought.elements() {
            element.error()?;
        }
        Ok(starts)
    }

    /// At least once, offsets are stored first and committed a little later: not too late.
    fn commit_stored(&self) {
        if self.delivery == Delivery::ExactlyOnce || self.consumer.assignment_lost() {
            return;
        }
        match self.consumer.commit_consumer_state(CommitMode::Sync) {
            Ok(()) | Err(KafkaError::ConsumerCommit(RDKafkaErrorCode::NoOffset)) => {}
            Err(error) => tracing::warn!(%error, "the stored offsets were not committed"),
        }
    }

    fn failed(&self, error: KafkaError) -> SourceEvent {
        let code = error.rdkafka_error_code();
        match (&error, code) {
            (KafkaError::PartitionEOF(_), _) => SourceEvent::Idle,
            (_, Some(code)) if is_denied(code) => {
                SourceEvent::Denied(format!("reading {}: {error}", self.inputs.join(", ")))
            }
            (KafkaError::MessageConsumptionFatal(_), _) => SourceEvent::Fatal(error.to_string()),
            (_, Some(RDKafkaErrorCode::AutoOffsetReset)) => SourceEvent::Error(format!(
                "a committed offset is not in its partition any more, which stands still until \
                 the group's offset is set: {error}"
            )),
            (_, Some(RDKafkaErrorCode::UnknownTopicOrPartition)) => SourceEvent::Error(format!(
                "{error}: one of {} does not exist; `wiredesk topics --create` creates it",
                self.inputs.join(", ")
            )),
            _ => SourceEvent::Error(error.to_string()),
        }
    }
}

impl Source for KafkaSource {
    fn poll(&mut self, wait: Duration) -> SourceEvent {
        if !self.subscribed
            && let Err(error) = self.subscribe()
        {
            return SourceEvent::Fatal(error.to_string());
        }
        if let Some(event) = self.consumer.context().event() {
            return event;
        }
        if let Some((_, partitions)) = self.offered_again.take_if(|(at, _)| *at <= Instant::now()) {
            return SourceEvent::Assigned(partitions);
        }
        match self.consumer.poll(wait) {
            Some(Ok(message)) => SourceEvent::Message(self.owned(&message)),
            Some(Err(error)) => self.failed(error),
            None => self.consumer.context().event().unwrap_or(SourceEvent::Idle),
        }
    }

    fn assign(&mut self, partitions: &[TopicPartition]) -> Result<Vec<Start>, String> {
        match self.take_on(partitions) {
            Ok(starts) => {
                self.waiting = None;
                Ok(starts)
            }
            Err(error) => {
                self.offered_again = Some((Instant::now() + AGAIN, partitions.to_vec()));
                let since = *self.waiting.get_or_insert_with(Instant::now);
                Err(no_offsets(&error, since.elapsed()))
            }
        }
    }

    fn release(&mut self, partitions: &[TopicPartition]) -> Result<(), String> {
        if let Some((_, offered)) = &mut self.offered_again {
            offered.retain(|partition| !partitions.contains(partition));
        }
        // Whatever is assigned next is waited for anew.
        self.waiting = None;
        self.commit_stored();
        let held = partitions
            .iter()
            .filter(|partition| self.assigned.contains(*partition));
        let held: Vec<TopicPartition> = held.cloned().collect();
        self.assigned.retain(|partition| !held.contains(partition));
        let mut list = TopicPartitionList::new();
        for partition in &held {
            list.add_partition(&partition.topic, partition.partition);
        }
        give_up(&self.consumer, &list).map_err(|error| error.to_string())
    }

    fn pause(&mut self, paused: bool) {
        self.paused = paused;
        let mut list = TopicPartitionList::new();
        for partition in &self.assigned {
            list.add_partition(&partition.topic, partition.partition);
        }
        let done = match paused {
            true => self.consumer.pause(&list),
            false => self.consumer.resume(&list),
        };
        if let Err(error) = done {
            tracing::warn!(%error, paused, "pausing or resuming failed");
        }
    }

    fn rewind(&mut self) -> Result<Vec<Start>, String> {
        self.go_back().map_err(|error| error.to_string())
    }

    fn reach(&mut self) -> Vec<Reach> {
        let mut reach = self.consumer.context().reach();
        reach.retain(|reach| self.assigned.contains(&reach.partition));
        reach
    }

    fn connected(&mut self) -> bool {
        self.consumer.context().connected()
    }

    /// Closing has no bound of its own, so it is done on a thread that may be left behind.
    fn close(self, within: Duration) -> bool {
        self.commit_stored();
        self.consumer.context().close();
        while let Some(event) = self.consumer.context().event() {
            if let SourceEvent::Revoked(_) | SourceEvent::Lost(_) = event {
                let all = self.consumer.assignment();
                let answered = all.and_then(|all| give_up(&self.consumer, &all));
                tracing::debug!(?answered, "the assignment ends with the consumer");
            }
        }
        let Some(consumer) = Arc::into_inner(self.consumer) else {
            return false;
        };
        let (done, closed) = mpsc::channel();
        let closer = thread::Builder::new().name("consumer-close".to_owned());
        let started = closer.spawn(move || {
            drop(consumer);
            let _ = done.send(());
        });
        started.is_ok() && closed.recv_timeout(within).is_ok()
    }
}

/// Why there are no offsets yet, and what to do if there will be none.
fn no_offsets(error: &KafkaError, waited: Duration) -> String {
    let timed_out = error.rdkafka_error_code() == Some(RDKafkaErrorCode::OperationTimedOut);
    if !timed_out || waited < UNENDED {
        return error.to_string();
    }
    let seconds = waited.as_secs();
    format!(
        "{error}, for {seconds} s now: if the broker is well otherwise, it holds on to a \
         transaction that ended; `Which Kafka` in README.md says how to free the group"
    )
}

/// What stands before the number of tries in the note that Kafka keeps with an offset.
const TRIES: &str = "wiredesk tries=";

/// The tries in the note beside an offset.
fn tries_of(note: &str) -> Option<u32> {
    note.strip_prefix(TRIES)?.parse().ok()
}

/// The library's form of marks.
pub(super) fn marks(marks: &[Mark]) -> Result<TopicPartitionList, KafkaError> {
    let mut list = TopicPartitionList::with_capacity(marks.len());
    for mark in marks {
        let TopicPartition { topic, partition } = &mark.partition;
        let mut element = list.add_partition(topic, *partition);
        element.set_offset(KafkaOffset::Offset(mark.offset))?;
        if mark.tries > 0 {
            element.set_metadata(format!("{TRIES}{}", mark.tries));
        }
    }
    Ok(list)
}

/// The library's form of a list of offsets.
fn list(offsets: impl Iterator<Item = Offset>) -> Result<TopicPartitionList, KafkaError> {
    let mut list = TopicPartitionList::new();
    for (partition, offset) in offsets {
        let TopicPartition { topic, partition } = &partition;
        list.add_partition_offset(topic, *partition, KafkaOffset::Offset(offset))?;
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_wait_for_offsets_says_what_to_do() {
        let failed = |code| KafkaError::MetadataFetch(code);
        let (late, away) = (
            failed(RDKafkaErrorCode::OperationTimedOut),
            failed(RDKafkaErrorCode::BrokerTransportFailure),
        );
        let helps = |error, waited| no_offsets(error, waited).contains("README.md");
        assert!(helps(&late, UNENDED));
        assert!(!helps(&late, UNENDED - AGAIN));
        assert!(!helps(&away, UNENDED));
    }
}
