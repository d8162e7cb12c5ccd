//! Kafka, the only engine: what speaks to brokers stands here.
//!
//! In: settings and what the pipeline hands over. Out: messages, commits, topics.
//! Never: a word about what is in a story.

mod ears;
pub mod embedded;
mod native;
mod options;
mod sink;
mod source;
pub mod topics;

use std::sync::Arc;

use rdkafka::config::FromClientConfigAndContext;
use rdkafka::consumer::BaseConsumer;
use rdkafka::error::KafkaError;

use crate::pipeline::Leg;

pub use options::{Delivery, Options, StartFrom, refusal};
pub use sink::KafkaSink;
pub use source::KafkaSource;

/// The doors of a leg to Kafka. Nothing is connected yet: the sink is opened by the machine, and
/// the group is joined at the first poll.
pub fn doors(leg: &Leg, options: &Options) -> Result<(KafkaSource, KafkaSink), KafkaError> {
    let ears = ears::ConsumerEars::default();
    let consumer = BaseConsumer::from_config_and_context(&options.consumer(leg), ears)?;
    let consumer = Arc::new(consumer);
    let (start_from, delivery) = (options.start_from, options.delivery);
    let inputs = leg.inputs.clone();
    let source = KafkaSource::new(Arc::clone(&consumer), inputs, start_from, delivery);
    let sink = KafkaSink::new(consumer, options.producer(leg), delivery, leg);
    Ok((source, sink))
}
