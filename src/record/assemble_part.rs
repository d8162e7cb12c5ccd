//! The member `wiredesk` of a record, filled.
//!
//! In: a clean story and what was said of it. Out: the serde mirror of the member.
//! Never: a member that neither of them holds.

use std::borrow::Cow;

use crate::enrich::{Annotations, Entity, Quote};
use crate::story::{Replaces, Story};

use super::assemble::ProcessedBy;
use super::offsets::CharOffsets;
use super::part::{
    CutPart, DatelinePart, DefectPart, EntityPart, ProcessedByPart, QuotePart, RelationPart,
    SignalsPart, SourcePart, WiredeskPart,
};

/// The member `wiredesk`.
pub(super) fn part<'a>(
    story: &'a Story,
    annotations: &'a Annotations,
    processed_by: &'a ProcessedBy,
    offsets: &CharOffsets<'_>,
) -> WiredeskPart<'a> {
    let own = annotations
        .keywords
        .iter()
        .filter(|word| !story.keywords.contains(word));
    let defects = story.defects.iter().chain(annotations.defects.iter());
    WiredeskPart {
        format: story.format.name(),
        charset: story.charset,
        signals: signals(story),
        dateline: dateline(story),
        section: story.section.as_deref(),
        paragraphs: story
            .body
            .paragraphs
            .iter()
            .map(|span| offsets.span(*span))
            .collect(),
        quotes: quotes(annotations, offsets),
        entities: annotations
            .entities
            .iter()
            .map(|entity| entity_part(entity, offsets))
            .collect(),
        keywords: story
            .keywords
            .iter()
            .chain(own)
            .map(String::as_str)
            .collect(),
        cut: story
            .cut
            .iter()
            .map(|cut| CutPart {
                kind: cut.kind.name(),
                text: &cut.text,
            })
            .collect(),
        defects: defects
            .map(|defect| DefectPart {
                code: defect.code.code(),
                detail: &defect.detail,
            })
            .collect(),
        relations: story
            .relations
            .iter()
            .map(|to| RelationPart {
                rel: to.rel,
                reference: &to.reference,
            })
            .collect(),
        source: source(story),
        processed_by: ProcessedByPart {
            program: Cow::Borrowed(processed_by.program),
            configuration: &processed_by.configuration,
        },
    }
}

fn signals(story: &Story) -> SignalsPart<'_> {
    let signals = &story.signals;
    SignalsPart {
        kind: signals.kind.name(),
        sequence: signals.sequence,
        replaces: signals.replaces.map(|extent| match extent {
            Replaces::Whole => "whole",
            Replaces::Top => "top",
        }),
        flags: &signals.flags,
        raw: signals.raw.as_deref(),
        note: signals.note.as_deref(),
        priority: signals.priority.as_deref(),
    }
}

fn dateline(story: &Story) -> Option<DatelinePart<'_>> {
    story.dateline.as_ref().map(|line| DatelinePart {
        raw: &line.raw,
        place: line.place.as_deref(),
        region: line.region.as_deref(),
        country: line.country.as_deref(),
        credits: &line.credits,
        date: line.date,
    })
}

fn quotes<'a>(annotations: &'a Annotations, offsets: &CharOffsets<'_>) -> Vec<QuotePart<'a>> {
    let entities = &annotations.entities;
    let part = |quote: &'a Quote| QuotePart {
        span: offsets.span(quote.span),
        text: &quote.text,
        speaker: quote
            .speaker
            .and_then(|at| entities.get(at))
            .map(|e| e.name.as_str()),
        speaker_span: quote.speaker_span.map(|span| offsets.span(span)),
        cue: quote.cue.as_deref(),
    };
    annotations.quotes.iter().map(part).collect()
}

fn entity_part<'a>(entity: &'a Entity, offsets: &CharOffsets<'_>) -> EntityPart<'a> {
    EntityPart {
        kind: entity.kind.name(),
        name: &entity.name,
        title: entity.title.as_deref(),
        mentions: entity
            .mentions
            .iter()
            .map(|span| offsets.span(*span))
            .collect(),
        relevance: entity.relevance,
    }
}

fn source(story: &Story) -> SourcePart<'_> {
    let origin = &story.origin;
    SourcePart {
        topic: &origin.topic,
        partition: origin.partition,
        offset: origin.offset,
        item: format!("{}/{}", origin.item, origin.items),
        time: origin.received,
        bytes: origin.bytes,
        sha256: &origin.sha256,
    }
}
