//! Who wrote it.
//!
//! In: a line. Out: the people it names. Never: an agency, a desk or a title as a person.

use std::ops::Range;

use crate::lexicon::Lexicon;

/// A byline, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BylineRead {
    /// The people named, in order, in name case; empty where only an agency or desk is named.
    pub people: Vec<String>,
    /// Bytes of a time stamp that stood behind the names (`2 minutes ago Tue 18th August 2020`).
    pub stamp: Option<Range<usize>>,
}

/// The byline that a line is, from its first to its last byte; `None` for anything else.
pub fn read(_line: &str, _lexicon: &Lexicon) -> Option<BylineRead> {
    None
}

/// The people of a member that is known to be a byline (`author` of an envelope): no `By` needed.
pub fn people(_field: &str, _lexicon: &Lexicon) -> Vec<String> {
    Vec::new()
}
