//! Kafka, the only engine: what speaks to brokers stands here.
//!
//! In: settings and what the pipeline hands over. Out: messages, commits, topics.
//! Never: a word about what is in a story.

pub mod embedded;
mod native;
pub mod topics;
