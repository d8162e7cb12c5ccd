//! A producer behind the door [`Sink`]: transactions, and no second chance after a doubt.
//!
//! In: messages and offsets. Out: both, together. At least once: messages first, offsets after.
//! Never: another transaction on a producer in doubt. A late end of an old transaction could
//! hit a later one of the same life; a new life fences it.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::config::FromClientConfigAndContext;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, ThreadedProducer};

use crate::pipeline::{Leg, Mark, Origin, Outgoing, Sink, SinkError, Target};

use super::ears::{ConsumerEars, Failure, ProducerEars, is_denied, is_too_large};
use super::native;
use super::options::Delivery;
use super::source;

/// Longest wait for one answer about a transaction or a topic.
const ANSWER: Duration = Duration::from_secs(8);
/// The same for the first one; meanwhile nobody can say what is wrong, or end the wait.
const FIRST_ANSWER: Duration = Duration::from_secs(3);
/// Longest wait for deliveries: a message has failed by then.
const FLUSH: Duration = Duration::from_secs(20);
/// How long they are waited for before the caller is asked whether it still wants them.
const MOMENT: Duration = Duration::from_millis(200);
/// A commit that takes longer is doubted even if it says that all is well.
const PROMPT: Duration = Duration::from_secs(1);
/// Fenced so often within [`FENCED_WITHIN`], somebody else lives under our name.
const FENCED_MAX: usize = 4;
const FENCED_WITHIN: Duration = Duration::from_secs(60);

type Live = ThreadedProducer<ProducerEars>;

/// Publishes a leg's records and dead letters.
pub struct KafkaSink {
    consumer: Arc<BaseConsumer<ConsumerEars>>,
    config: ClientConfig,
    delivery: Delivery,
    inputs: Vec<String>,
    output: String,
    dead_letters: String,
    producer: Option<Live>,
    in_transaction: bool,
    /// Since when deliveries are waited for.
    flushing: Option<Instant>,
    /// Whose message each number is.
    sent: Vec<Origin>,
    fenced: Vec<Instant>,
}

impl std::fmt::Debug for KafkaSink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KafkaSink")
            .field("output", &self.output)
            .field("dead_letters", &self.dead_letters)
            .finish_non_exhaustive()
    }
}

impl KafkaSink {
    pub(super) fn new(
        consumer: Arc<BaseConsumer<ConsumerEars>>,
        config: ClientConfig,
        delivery: Delivery,
        leg: &Leg,
    ) -> Self {
        Self {
            consumer,
            config,
            delivery,
            inputs: leg.inputs.clone(),
            output: leg.output.clone(),
            dead_letters: leg.dead_letters.clone(),
            producer: None,
            in_transaction: false,
            flushing: None,
            sent: Vec::new(),
            fenced: Vec::new(),
        }
    }

    fn live(&self) -> Result<&Live, SinkError> {
        let closed = || SinkError::Doubt("the producer is not open".to_owned());
        self.producer.as_ref().ok_or_else(closed)
    }

    /// Every topic of the leg must be there: a producer waits for one that is not.
    fn look_for_topics(&self, producer: &Live) -> Result<(), SinkError> {
        let topics = self.inputs.iter().chain([&self.output, &self.dead_letters]);
        for topic in topics {
            let metadata = producer.client().fetch_metadata(Some(topic), FIRST_ANSWER);
            let metadata = metadata.map_err(|error| {
                let trouble = producer.context().trouble();
                SinkError::Doubt(trouble.unwrap_or_else(|| error.to_string()))
            })?;
            let found = metadata.topics().iter().find(|found| found.name() == topic);
            let there = found.is_some_and(|t| t.error().is_none() && !t.partitions().is_empty());
            let unknown = found
                .and_then(|found| found.error())
                .map(RDKafkaErrorCode::from);
            match unknown {
                _ if there => {}
                None | Some(RDKafkaErrorCode::UnknownTopicOrPartition) => {
                    return Err(SinkError::TopicMissing(topic.clone()));
                }
                Some(code) if is_denied(code) => {
                    return Err(SinkError::Denied(format!("topic {topic}: {code}")));
                }
                Some(code) => return Err(SinkError::Doubt(format!("topic {topic}: {code}"))),
            }
        }
        Ok(())
    }

    /// Begins a transaction if none is open.
    fn begin(&mut self) -> Result<(), SinkError> {
        if self.in_transaction || self.delivery == Delivery::AtLeastOnce {
            return Ok(());
        }
        let producer = self.live()?;
        producer.context().doubt();
        producer
            .begin_transaction()
            .map_err(|error| self.doubted(&error))?;
        self.in_transaction = true;
        Ok(())
    }

    fn doubted(&self, error: &KafkaError) -> SinkError {
        match error.rdkafka_error_code() {
            Some(code) if is_denied(code) => SinkError::Denied(error.to_string()),
            _ => SinkError::Doubt(error.to_string()),
        }
    }

    /// The failure of a delivery, as the machine understands it.
    fn failed(&self, producer: &Live) -> Result<(), SinkError> {
        match producer.context().failure() {
            None => Ok(()),
            Some(Failure::TooLarge(number, _)) => match self.sent.get(number) {
                Some(origin) => Err(SinkError::TooLarge(origin.clone())),
                None => Err(SinkError::Doubt("a message is too large".to_owned())),
            },
            Some(Failure::Other(code)) => {
                let why = format!("a message was not delivered: {code}");
                Err(match is_denied(code) {
                    true => SinkError::Denied(why),
                    false => SinkError::Doubt(why),
                })
            }
        }
    }

    fn commit_transaction(&mut self, marks: &[Mark]) -> Result<(), SinkError> {
        self.begin()?;
        let started = Instant::now();
        let producer = self.live()?;
        let list = source::marks(marks).map_err(|error| self.doubted(&error))?;
        // First the name under which we commit, then the look at whether it still counts: the
        // broker refuses a name that is over, but not one that was never a member's.
        let group = self.consumer.group_metadata();
        if self.consumer.assignment_lost() {
            return Err(SinkError::Doubt("the assignment is lost".to_owned()));
        }
        let Some(group) = group else {
            return Err(SinkError::Doubt("no member of the group".to_owned()));
        };
        let done = if marks.is_empty() {
            Ok(())
        } else {
            persistently(|| producer.send_offsets_to_transaction(&list, &group, ANSWER))
        };
        let done = done.and_then(|()| persistently(|| producer.commit_transaction(ANSWER)));
        if let Err(error) = done {
            let fenced = error.rdkafka_error_code() == Some(RDKafkaErrorCode::Fenced);
            let doubt = self.doubted(&error);
            if fenced {
                self.fenced.push(Instant::now());
            }
            return Err(doubt);
        }
        let (sign, took) = (producer.context().doubt(), started.elapsed());
        if let Some(sign) = sign {
            return Err(SinkError::Doubt(format!("committed, but: {sign}")));
        }
        if took > PROMPT {
            return Err(SinkError::Doubt(format!(
                "committed, but only after {took:?}"
            )));
        }
        self.in_transaction = false;
        Ok(())
    }

    /// The library keeps a stored offset from overwriting a later owner's; so do we. What the
    /// next process must know if this one dies at once is committed at once.
    fn store(&self, marks: &[Mark]) -> Result<(), SinkError> {
        let list = source::marks(marks).map_err(|error| self.doubted(&error))?;
        let now = marks.iter().any(|mark| mark.tries > 0);
        let done = match now {
            true => self.consumer.commit(&list, CommitMode::Sync),
            false => self.consumer.store_offsets(&list),
        };
        done.map_err(|error| self.doubted(&error))
    }

    fn is_haunted(&mut self) -> bool {
        self.fenced.retain(|at| at.elapsed() < FENCED_WITHIN);
        self.fenced.len() >= FENCED_MAX
    }
}

impl Sink for KafkaSink {
    fn open(&mut self) -> Result<(), SinkError> {
        self.producer = None;
        self.in_transaction = false;
        self.flushing = None;
        self.sent.clear();
        if self.is_haunted() {
            let name = self.config.get("transactional.id").unwrap_or_default();
            return Err(SinkError::Fatal(format!(
                "another instance runs as {name}; give each its own kafka.instance"
            )));
        }
        let ears = ProducerEars::default();
        let made = Live::from_config_and_context(&self.config, ears);
        let producer = made.map_err(|error| SinkError::Fatal(error.to_string()))?;
        self.look_for_topics(&producer)?;
        if self.delivery == Delivery::ExactlyOnce {
            let begun = persistently(|| producer.init_transactions(ANSWER));
            begun.map_err(|error| self.doubted(&error))?;
        }
        self.producer = Some(producer);
        Ok(())
    }

    fn send(&mut self, message: &Outgoing, origin: Origin) -> Result<(), SinkError> {
        self.begin()?;
        let number = self.sent.len();
        self.sent.push(origin.clone());
        let producer = self.live()?;
        let topic = match message.target {
            Target::Output => &self.output,
            Target::DeadLetters => &self.dead_letters,
        };
        let mut headers = OwnedHeaders::new_with_capacity(message.headers.len());
        for (name, value) in &message.headers {
            headers = headers.insert(Header {
                key: name,
                value: value.as_deref(),
            });
        }
        let mut record = BaseRecord::with_opaque_to(topic, number).headers(headers);
        record.key = message.key.as_deref();
        record.payload = message.value.as_deref();
        let deadline = Instant::now() + FLUSH;
        loop {
            let (error, back) = match producer.send(record) {
                Ok(()) => return Ok(()),
                Err(refused) => refused,
            };
            let code = error.rdkafka_error_code();
            if code.is_some_and(is_too_large) {
                return Err(SinkError::TooLarge(origin));
            }
            if code != Some(RDKafkaErrorCode::QueueFull) || Instant::now() >= deadline {
                return Err(self.doubted(&error));
            }
            self.failed(producer)?;
            record = back;
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn flush(&mut self) -> Result<bool, SinkError> {
        let since = *self.flushing.get_or_insert_with(Instant::now);
        let producer = self.live()?;
        let done = native::flush(producer, MOMENT);
        self.failed(producer)?;
        if done {
            self.flushing = None;
        } else if since.elapsed() > FLUSH {
            return Err(SinkError::Doubt("messages are not delivered".to_owned()));
        }
        Ok(done)
    }

    fn commit(&mut self, marks: &[Mark]) -> Result<(), SinkError> {
        match self.delivery {
            Delivery::ExactlyOnce => self.commit_transaction(marks)?,
            Delivery::AtLeastOnce => self.store(marks)?,
        }
        self.sent.clear();
        Ok(())
    }
}

/// Makes a call of the transaction again for as long as the library says that this is right.
fn persistently(call: impl Fn() -> KafkaResult<()>) -> KafkaResult<()> {
    let deadline = Instant::now() + ANSWER;
    loop {
        match call() {
            Err(KafkaError::Transaction(error))
                if error.is_retriable() && Instant::now() < deadline =>
            {
                thread::sleep(Duration::from_millis(20));
            }
            result => return result,
        }
    }
}
