//! Bytes to a faithful story: decompression, charset, format, its members.
//!
//! In: a raw message. Out: one [`WireStory`] or refusal an item, numbered by their order.
//! Never: cleaning, and never a panic whatever the bytes are.

mod wire_story;

pub use wire_story::{WireContent, WireStory, WireText, WireTime};

use crate::message::RawMessage;
use crate::outcome::{RejectCode, Rejection, Stage};

/// What a configuration can say of decoding.
#[derive(Clone, Debug, Default)]
pub struct DecodeOptions {
    /// Further names of envelope members: (member, name).
    pub envelope_names: Vec<(String, String)>,
}

/// The items of a message; an error where it cannot be opened at all.
pub fn decode(
    message: &RawMessage,
    _options: &DecodeOptions,
) -> Result<Vec<Result<WireStory, Rejection>>, Rejection> {
    match message.value.as_deref() {
        None | Some([]) => Err(Rejection::new(RejectCode::Empty, Stage::Decode, "no bytes")),
        Some(_) => Err(Rejection::new(RejectCode::NoText, Stage::Decode, "")),
    }
}
