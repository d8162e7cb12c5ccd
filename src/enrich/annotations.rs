//! What enrichment says of a story: facts, each pointing to its span of the body.
//!
//! In: nothing. Out: the vocabulary of annotations. Never: a change of the story.

use std::sync::Arc;

pub use crate::lexicon::EntityKind;
use crate::lexicon::KnownName;
use crate::lexicon::word_key::WordKey;
use crate::outcome::Defects;
use crate::story::{ResolvedPlace, Span};

/// The language of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 primary language (`en`, `nb`, `zh`); `None` where the text does not say.
    pub tag: Option<&'static str>,
    /// 0–100.
    pub confidence: u8,
}

/// A word, number or mark of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub class: TokenClass,
    /// The word as a number; that of a mark says nothing.
    pub key: WordKey,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenClass {
    /// Letters, with inner apostrophe, hyphen or full stop (`U.S.`, `Jean-Claude`).
    Word,
    /// Digits with their separators.
    Number,
    /// One mark.
    Mark,
}

/// Sentences and tokens: the ground of all later stages, made once a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// Tokens in order.
    pub tokens: Vec<Token>,
    /// Sentences in order, none running over a paragraph.
    pub sentences: Vec<Span>,
    /// Byte of the body up to which enrichment looks.
    pub end: usize,
}

/// One person, organisation or place with all its mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its kind.
    pub kind: EntityKind,
    /// Its fullest name in the story, or its name in the gazetteer.
    pub name: String,
    /// Title as written (`Russian Foreign Minister`).
    pub title: Option<String>,
    /// Mentions in order, without title, article and possessive.
    pub mentions: Vec<Span>,
    /// 0–100: is the story about it?
    pub relevance: u8,
    /// Where it is, for a place that was resolved.
    pub point: Option<ResolvedPlace>,
    /// The newsroom's own row about it, whose identity and point win.
    pub known: Option<Arc<KnownName>>,
}

/// A quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// With its quotation marks; one entry a paragraph.
    pub span: Span,
    /// The words within.
    pub text: String,
    /// Index of the speaker in the entities; `None` where unresolved.
    pub speaker: Option<usize>,
    /// The words beside the cue (name, description or pronoun).
    pub speaker_span: Option<Span>,
    /// The cue as written (`said`).
    pub cue: Option<String>,
}

/// An assigned Media Topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Eight digits of the Media Topic.
    pub code: u32,
    /// English name.
    pub name: &'static str,
    /// 0–100: how sure.
    pub confidence: u8,
    /// 0–100: is the story about it?
    pub relevance: u8,
    /// The terms that led to it, for `explain`.
    pub terms: Vec<String>,
}

/// Everything enrichment says, joined with the story in `record` only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// The language of the text.
    pub language: Language,
    /// The language to publish: the declared one with its region where the text agrees, else the
    /// text's own.
    pub published_language: Option<String>,
    /// Sentences and tokens.
    pub ground: Ground,
    /// People, organisations, places.
    pub entities: Vec<Entity>,
    /// Where the dateline is, where only the whole story tells.
    pub dateline_place: Option<ResolvedPlace>,
    /// Quotations in order.
    pub quotes: Vec<Quote>,
    /// Topics, the surest first.
    pub topics: Vec<Topic>,
    /// Key phrases, the best first.
    pub keywords: Vec<String>,
    /// Remarks of enrichment.
    pub defects: Defects,
}
