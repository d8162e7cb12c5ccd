//! Messages to the raw topic, and whether each arrived.
//!
//! In: a client's settings and messages. Out: counts and failures, each with the message's name.
//! Never: a message taken for delivered before the brokers said so.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rdkafka::ClientConfig;
use rdkafka::ClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{
    BaseRecord, DeliveryResult, Producer as _, ProducerContext, ThreadedProducer,
};

use super::reading;
use super::{Exit, Failure};

/// How long the brokers may take to answer at all.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How long a message may take before it counts as failed.
const DELIVER_WITHIN: Duration = Duration::from_secs(60);

/// A message for the raw topic.
#[derive(Clone, Debug, Default)]
pub(super) struct Parcel {
    /// What reports call it.
    pub(super) name: String,
    /// The file it is, if it is a whole one.
    pub(super) file: Option<PathBuf>,
    pub(super) key: Option<Vec<u8>>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) value: Vec<u8>,
}

/// What became of the messages so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) delivered: usize,
    /// Files that were delivered since the last look.
    pub(super) files: Vec<PathBuf>,
    /// Name and reason of each that failed since the last look.
    pub(super) failed: Vec<(String, String)>,
}

/// What is known of a message when its fate is told.
struct Label {
    name: String,
    file: Option<PathBuf>,
}

/// Collects what the brokers say; called on the client's own thread.
#[derive(Default)]
struct Receipts(Mutex<Receipt>);

impl ClientContext for Receipts {}

impl ProducerContext for Receipts {
    type DeliveryOpaque = Box<Label>;

    fn delivery(&self, result: &DeliveryResult<'_>, label: Box<Label>) {
        let mut receipt = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(_) => {
                receipt.delivered += 1;
                receipt.files.extend(label.file);
            }
            Err((error, message)) => {
                let size = message.payload_len();
                let failed = (label.name, format!("{error} ({size} bytes)"));
                receipt.failed.push(failed);
            }
        }
    }
}

/// A producer to one topic: idempotent, so that a retry never delivers twice.
pub(super) struct Delivery {
    producer: ThreadedProducer<Receipts>,
    topic: String,
}

impl Delivery {
    /// Connects; an error if no broker answers or the topic is not there.
    pub(super) fn open(config: &ClientConfig, topic: &str) -> anyhow::Result<Self> {
        let mut config = config.clone();
        config
            .set("enable.idempotence", "true")
            .set("compression.type", "lz4")
            .set("linger.ms", "20")
            .set("queue.buffering.max.kbytes", "32768")
            .set("message.max.bytes", "10485760")
            .set(
                "delivery.timeout.ms",
                DELIVER_WITHIN.as_millis().to_string(),
            );
        let producer: ThreadedProducer<Receipts> = config
            .create_with_context(Receipts::default())
            .context("cannot make a producer")?;
        let away = || Failure::new(Exit::Later, "no broker answers");
        let metadata = producer
            .client()
            .fetch_metadata(None, ANSWER_WITHIN)
            .with_context(away)?;
        let mut topics = metadata.topics().iter();
        if !topics.any(|there| there.name() == topic) {
            return Err(reading::missing(topic).into());
        }
        Ok(Self {
            producer,
            topic: topic.to_owned(),
        })
    }

    /// Hands a message over; waits while the client's queue is full. What cannot even be handed
    /// over is a failure like any other.
    pub(super) fn send(&self, parcel: &Parcel) {
        let mut headers = OwnedHeaders::new_with_capacity(parcel.headers.len());
        for (key, value) in &parcel.headers {
            headers = headers.insert(Header {
                key,
                value: Some(value),
            });
        }
        let label = Box::new(Label {
            name: parcel.name.clone(),
            file: parcel.file.clone(),
        });
        let mut record: BaseRecord<'_, [u8], [u8], Box<Label>> =
            BaseRecord::with_opaque_to(&self.topic, label)
                .payload(parcel.value.as_slice())
                .headers(headers);
        record.key = parcel.key.as_deref();
        let patience = Instant::now() + DELIVER_WITHIN;
        while let Err((error, back)) = self.producer.send(record) {
            let full = error == KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull);
            if !full || Instant::now() > patience {
                let mut receipt = self.receipts();
                receipt
                    .failed
                    .push((parcel.name.clone(), error.to_string()));
                return;
            }
            record = back;
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for every message's fate.
    pub(super) fn finish(&self) -> anyhow::Result<Receipt> {
        let patience = DELIVER_WITHIN + ANSWER_WITHIN;
        self.producer
            .flush(patience)
            .context("some messages are neither delivered nor failed")?;
        Ok(self.look())
    }

    /// What became of them so far; files and failures are told once.
    pub(super) fn look(&self) -> Receipt {
        let mut receipt = self.receipts();
        Receipt {
            delivered: receipt.delivered,
            files: std::mem::take(&mut receipt.files),
            failed: std::mem::take(&mut receipt.failed),
        }
    }

    fn receipts(&self) -> std::sync::MutexGuard<'_, Receipt> {
        self.producer
            .context()
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
