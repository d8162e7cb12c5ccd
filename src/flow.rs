//! The river end to end, without a runtime: a raw message to its outcomes.
//!
//! In: a [`RawMessage`]. Out: its [`Outcomes`], at least one.
//! Never: a clock; a caller that wants to time the stages passes a callback.

use crate::decode::{self, DecodeOptions};
use crate::lexicon::Lexicon;
use crate::message::RawMessage;
use crate::outcome::{Rejection, Stage};
use crate::record::{DeadLetter, Outcome, Outcomes};

/// The pure way of a story; shared by all workers.
#[derive(Debug, Default)]
pub struct Flow {
    /// The tables.
    pub lexicon: Lexicon,
    /// How messages are opened.
    pub decode: DecodeOptions,
}

impl Flow {
    /// The outcomes of one message. `passed` is called after each stage a story passed.
    pub fn run(&self, message: &RawMessage, passed: &mut dyn FnMut(Stage)) -> Outcomes {
        let items = decode::decode(message, &self.decode);
        passed(Stage::Decode);
        let ends = match items {
            Err(rejection) => vec![dead(rejection, (0, 1))],
            Ok(items) => {
                let count = items.len();
                let ends = items.into_iter().enumerate();
                ends.map(|(index, item)| match item {
                    Err(rejection) => dead(rejection, (index, count)),
                    Ok(_) => unreachable!("frame"),
                })
                .collect()
            }
        };
        Outcomes {
            position: message.position.clone(),
            ends,
        }
    }
}

fn dead(rejection: Rejection, item: (usize, usize)) -> Outcome {
    Outcome::DeadLetter(DeadLetter {
        rejection,
        item,
        attempts: 1,
    })
}
