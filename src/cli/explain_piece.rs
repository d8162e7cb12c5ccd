//! The parts that a page is made of: rows, paragraphs, pieces of one look.
//!
//! In: words. Out: the same with how they look. Never: colours or markup; those are the printers'.

use crate::enrich::EntityKind;

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
