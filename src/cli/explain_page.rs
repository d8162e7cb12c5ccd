//! A story with everything that was read in it, as a page of plain parts.
//!
//! In: a reading, as `flow` gives it. Out: rows of labelled facts, and paragraphs in marked pieces
//! with their notes. Never: a rule of its own about what a story is, or how a page looks.

use super::explain_marks as marks;
use super::explain_piece::{Paragraph, Row};
use super::explain_said as said;
use super::explain_story as told;
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
