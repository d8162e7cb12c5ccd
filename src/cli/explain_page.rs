//! A story with everything that was read in it, as a page of plain parts.
//!
//! In: a reading, as `flow` gives it. Out: rows of labelled facts, and paragraphs in marked pieces
//! with their notes. Never: a rule of its own about what a story is, or how a page looks.

use super::explain_marks as marks;
use super::explain_said as said;
use super::explain_story as told;
use crate::enrich::EntityKind;
use crate::flow::Reading;
use crate::story::Kind;

/// A story explained.
#[derive(Debug)]
pub(super) struct Page {
    /// What kind of transmission it is.
    pub(super) kind: Kind,
    /// The same with its number: `update 1`.
    pub(super) mark: String,
    /// The headline as published.
    pub(super) headline: String,
    /// Language of the text, BCP 47; empty where unknown.
    pub(super) language: String,
    /// What stood around the text: signals, dateline, byline.
    pub(super) top: Vec<Row>,
    /// What the text is about.
    pub(super) about: Vec<Row>,
    /// The text.
    pub(super) paragraphs: Vec<Paragraph>,
    /// What was cut, notes, remarks, provenance.
    pub(super) rest: Vec<Row>,
}

/// Some facts under one label.
#[derive(Debug)]
pub(super) struct Row {
    /// What they are.
    pub(super) label: &'static str,
    /// Each on a line of its own.
    pub(super) lines: Vec<Vec<Piece>>,
}

/// Some lines under a label.
pub(super) fn row(label: &'static str, lines: Vec<Vec<Piece>>) -> Row {
    Row { label, lines }
}

/// A paragraph of the body.
#[derive(Debug)]
pub(super) struct Paragraph {
    /// Its text.
    pub(super) pieces: Vec<Piece>,
    /// Who speaks in it.
    pub(super) notes: Vec<Vec<Piece>>,
}

/// A stretch of text of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// The words.
    pub(super) text: String,
    /// How it looks.
    pub(super) look: Look,
    /// It is part of a quotation.
    pub(super) quoted: bool,
    /// More about it, for who asks.
    pub(super) hint: String,
    /// Where it leads; an address of our own making.
    pub(super) link: String,
}

/// How a piece looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// Text.
    #[default]
    Plain,
    /// What matters most of a line.
    Strong,
    /// What explains.
    Dim,
    /// What wants to be looked at.
    Warning,
    /// A person, an organisation, a place.
    Entity(EntityKind),
    /// Words that say who speaks without a name.
    Speaker,
    /// 0–100, as a bar.
    Meter(u8),
}

impl Piece {
    pub(super) fn new(look: Look, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            look,
            ..Self::default()
        }
    }

    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::new(Look::Plain, text)
    }

    pub(super) fn dim(text: impl Into<String>) -> Self {
        Self::new(Look::Dim, text)
    }

    pub(super) fn strong(text: impl Into<String>) -> Self {
        Self::new(Look::Strong, text)
    }

    /// A score, as bar and number.
    pub(super) fn meter(score: u8) -> Self {
        Self::new(Look::Meter(score), format!("{score}"))
    }
}

/// The page of a reading.
pub(super) fn page(reading: &Reading) -> Page {
    let Reading {
        story, annotations, ..
    } = reading;
    let signals = &story.signals;
    let number = signals.sequence.map(|number| format!(" {number}"));
    let top = [
        told::signals(story),
        told::dateline(story),
        told::byline(story),
        told::times(story),
    ];
    let about = [
        said::about(annotations),
        said::mentioned(annotations),
        said::topics(annotations),
        said::keywords(story, annotations),
        said::places(annotations),
        said::language(story, annotations),
    ];
    let rest = [
        told::notes(story),
        told::cut(story),
        said::remarks(story, annotations),
        told::source(reading),
    ];
    let filled = |rows: Vec<Row>| {
        rows.into_iter()
            .filter(|row| !row.lines.is_empty())
            .collect()
    };
    Page {
        kind: signals.kind,
        mark: format!("{}{}", signals.kind.name(), number.unwrap_or_default()),
        headline: story.headline.clone().unwrap_or_default(),
        language: annotations.published_language.clone().unwrap_or_default(),
        top: filled(top.into()),
        about: filled(about.into()),
        paragraphs: marks::paragraphs(story, annotations),
        rest: filled(rest.into()),
    }
}
