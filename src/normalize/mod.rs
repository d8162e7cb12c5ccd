//! A faithful story to a clean one, as an editor would read it.
//!
//! In: a [`WireStory`] and what is known of its arrival. Out: a [`Story`].
//! Never: a format's own code, a clock, IO; nothing of the text is dropped.

use crate::decode::WireStory;
use crate::lexicon::Lexicon;
use crate::outcome::{RejectCode, Rejection, Stage};
use crate::story::{Origin, Story};

pub mod byline;
pub mod dateline;

/// What the normalizer knows beside the story itself.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The tables.
    pub lexicon: &'a Lexicon,
    /// Header `source`: the provider's slug.
    pub source: Option<&'a str>,
    /// Provenance, arrival included.
    pub origin: Origin,
}

/// The clean story.
pub fn normalize(_wire: WireStory, _context: Context<'_>) -> Result<Story, Rejection> {
    Err(Rejection::new(RejectCode::NoText, Stage::Normalize, ""))
}
