//! Story and annotations to the published bytes; refusals to dead letters.
//!
//! In: `Story` and `Annotations`, or a `Rejection` and its raw message.
//! Out: one line of JSON, ready-made headers. Never: a judgement; all of them were made before.

mod assemble;
mod assemble_part;
mod dead_letter;
mod ninjs;
mod offsets;
mod outcome;
mod part;
mod schema;

pub use assemble::{ProcessedBy, assemble};
pub use dead_letter::{
    DEAD_LETTER_HEADERS, DeadLetterMessage, dead_letter_line, dead_letter_message,
};
pub use outcome::{DeadLetter, Header, Outcome, Outcomes, PublishedRecord};
pub use schema::{NINJS_SCHEMA_ID, SCHEMA_ID, schema};

/// Content type of a record's message.
pub const PROFILE_TYPE: &str = "application/json; profile=wiredesk-1";
