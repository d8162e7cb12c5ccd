//! Story and annotations to the published bytes; refusals to dead letters.
//!
//! In: `Story` and `Annotations`, or a `Rejection` and its raw message.
//! Out: one line of JSON, ready-made headers. Never: a judgement; all of them were made before.

mod outcome;

pub use outcome::{DeadLetter, Header, Outcome, Outcomes, PublishedRecord};
