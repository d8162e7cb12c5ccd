//! The dateline at the head of a paragraph: where, when, and who says so.
//!
//! In: a paragraph, the tables, what is known of the time. Out: the dateline, what stood before
//! it, and where the text begins. Never: a sentence eaten, or a clock asked.

use std::ops::Range;

use jiff::Timestamp;

use crate::lexicon::Lexicon;
use crate::outcome::Defects;
use crate::story::Dateline;

/// What a dateline is read by.
#[derive(Clone, Copy, Debug)]
pub struct DatelineContext<'a> {
    /// The tables.
    pub lexicon: &'a Lexicon,
    /// When the story came in: decides a year that is not written.
    pub arrival: Option<Timestamp>,
    /// The story's own time: stands in where the arrival is not known.
    pub source_time: Option<Timestamp>,
}

/// A dateline and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatelineRead {
    /// The dateline.
    pub dateline: Dateline,
    /// Bytes of the paragraph that stood before it: a byline or a rest of the page, trimmed.
    pub before: Range<usize>,
    /// The byte of the paragraph at which its text begins.
    pub body_start: usize,
    /// Remarks: a guessed year and the like.
    pub defects: Defects,
}

/// The dateline at the head of a paragraph, if it has one.
pub fn read(_paragraph: &str, _context: &DatelineContext<'_>) -> Option<DatelineRead> {
    None
}
