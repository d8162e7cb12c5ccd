//! Times of the source, in UTC.
//!
//! In: times as written. Out: timestamps, and remarks on what was guessed or could not be read.
//! Never: the clock.

use jiff::Timestamp;

use crate::decode::{WireStory, WireTime};
use crate::outcome::{DefectCode, Defects};
use crate::story::Times;

/// The times of a story.
pub(super) fn read(wire: &WireStory, _arrival: Option<Timestamp>, defects: &mut Defects) -> Times {
    if wire.version_created.is_none() {
        defects.push(DefectCode::DateMissing, "");
    }
    Times {
        version_created: wire.version_created.as_ref().and_then(one),
        first_created: wire.first_created.as_ref().and_then(one),
        embargoed_until: wire.embargo.as_ref().and_then(one),
        ..Times::default()
    }
}

fn one(time: &WireTime) -> Option<Timestamp> {
    match time {
        WireTime::Text(text) => text.trim().parse().ok(),
        WireTime::Number(_) => None,
    }
}
