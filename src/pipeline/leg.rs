//! A leg of the pipeline, as a value.
//!
//! In: names and a piece of pure work. Out: what the driver needs to run it.
//! Never: code of its own; two legs differ in their values only.

use std::fmt;
use std::sync::Arc;

use crate::flow::Flow;
use crate::message::RawMessage;
use crate::outcome::Stage;
use crate::record::Outcomes;

/// The work on some messages: the outcomes of each, in order. The callback is called with the
/// number of a message after each stage that it passed.
pub type Work = dyn Fn(&[&RawMessage], &mut dyn FnMut(usize, Stage)) -> Vec<Outcomes> + Send + Sync;

/// Work that looks at one message at a time.
pub fn one_by_one(
    work: impl Fn(&RawMessage, &mut dyn FnMut(Stage)) -> Outcomes + Send + Sync + 'static,
) -> Arc<Work> {
    Arc::new(move |messages, passed| {
        let numbered = messages.iter().enumerate();
        let outcomes =
            numbered.map(|(number, message)| work(message, &mut |stage| passed(number, stage)));
        outcomes.collect()
    })
}

/// One leg: from topics through work to topics.
#[derive(Clone)]
pub struct Leg {
    /// Its name in logs and metrics.
    pub name: String,
    /// Its consumer group.
    pub group: String,
    /// Topics it reads.
    pub inputs: Vec<String>,
    /// Topic of its records.
    pub output: String,
    /// Topic of its dead letters.
    pub dead_letters: String,
    /// What it does with messages.
    pub work: Arc<Work>,
}

impl Leg {
    /// The work of the intake leg.
    pub fn intake_work(flow: Arc<Flow>) -> Arc<Work> {
        Arc::new(move |messages, passed| flow.run_group(messages, passed))
    }
}

impl fmt::Debug for Leg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leg")
            .field("name", &self.name)
            .field("group", &self.group)
            .field("inputs", &self.inputs)
            .field("output", &self.output)
            .field("dead_letters", &self.dead_letters)
            .finish_non_exhaustive()
    }
}
