//! The short members of a story, each cleaned by its own rule.
//!
//! In: members as written. Out: clean members; what is unusable is a remark.
//! Never: the text of the story.

use crate::decode::WireStory;
use crate::outcome::Defects;
use crate::story::{Format, SourceCode};

use super::flags::{self, Marks};
use super::{Context, byline, prose};

/// The short members.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) format: Format,
    pub(super) charset: &'static str,
    pub(super) version: Option<String>,
    pub(super) slugline: Option<String>,
    pub(super) by: Vec<String>,
    pub(super) summary: Option<String>,
    pub(super) section: Option<String>,
    pub(super) ed_notes: Vec<String>,
    pub(super) urgency: Option<u8>,
    pub(super) subjects: Vec<SourceCode>,
    pub(super) keywords: Vec<String>,
    pub(super) copyright: Option<String>,
    pub(super) language: Option<String>,
}

/// Reads the short members.
pub(super) fn read(
    wire: WireStory,
    context: &Context<'_>,
    marks: &mut Marks,
    defects: &mut Defects,
) -> Fields {
    let mut one = |value: Option<String>| {
        let line = prose::line(&value?, defects);
        (!line.is_empty()).then_some(line)
    };
    let byline = one(wire.byline);
    let slugline = one(wire.slugline);
    marks.signals.priority = one(wire.priority);
    Fields {
        format: wire.format,
        charset: wire.charset,
        version: one(wire.version),
        slugline: slugline.map(|line| flags::read_slugline(&line, context.lexicon, marks)),
        by: byline.map_or_else(Vec::new, |line| byline::people(&line, context.lexicon)),
        summary: one(wire.summary),
        section: one(wire.section),
        ed_notes: wire
            .ed_notes
            .into_iter()
            .filter_map(|note| one(Some(note)))
            .collect(),
        urgency: None,
        subjects: wire.subjects,
        keywords: wire
            .keywords
            .into_iter()
            .filter_map(|word| one(Some(word)))
            .collect(),
        copyright: one(wire.copyright),
        language: one(wire.language),
    }
}
