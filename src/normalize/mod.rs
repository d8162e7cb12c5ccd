//! A faithful story to a clean one, as an editor would read it.
//!
//! In: a [`WireStory`] and what is known of its arrival. Out: a [`Story`].
//! Never: a format's own code, a clock, IO; nothing of the text is dropped.

use crate::decode::WireStory;
use crate::lexicon::Lexicon;
use crate::outcome::{DefectCode, RejectCode, Rejection, Stage};
use crate::story::{Origin, PubStatus, Story};

mod names;
pub mod byline;
#[cfg(test)]
mod byline_tests;
pub mod dateline;
mod dateline_credit;
mod dateline_date;
mod dateline_late;
mod dateline_page;
mod dateline_parts;
mod dateline_place;
mod dateline_scan;
mod dateline_spaced;
#[cfg(test)]
mod dateline_tests;
mod content;
mod draft;
mod fields;
mod flags;
mod headline;
mod identity;
mod layout;
mod notes;
mod opening;

mod prose;
mod script;
mod signoff;
mod stamp;
mod tail;
mod times;
mod words;

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

/// The clean story: one pass after the other, each a file of this folder.
pub fn normalize(mut wire: WireStory, context: Context<'_>) -> Result<Story, Rejection> {
    let mut defects = std::mem::take(&mut wire.defects);
    let times = times::read(&wire, context.origin.received, &mut defects);
    let identity = identity::read(&wire, &context, &mut defects);
    let text = content::open(&mut wire.content, &mut defects);
    let mut draft = text.draft;
    let known = dateline::DatelineContext {
        lexicon: context.lexicon,
        arrival: context.origin.received,
        source_time: times.version_created,
    };
    let mut marks = flags::Marks::default();
    notes::find(&mut draft, context.lexicon, &mut marks);
    let headlines = headline::find(text.headline, &mut draft, &known, &mut defects);
    let headline = headlines
        .main
        .map(|line| flags::read_headline(&line, context.lexicon, &mut marks));
    let opening = opening::read(&mut draft, &known, &mut defects);
    let tail = tail::cut(&mut draft, context.lexicon, &mut marks);
    let fields = fields::read(wire, &context, &mut marks, &mut defects);
    let done = draft.finish();
    if headline.is_none() && done.body.text.is_empty() {
        return Err(Rejection::new(
            RejectCode::NoText,
            Stage::Normalize,
            "nothing readable",
        ));
    }
    if done.body.text.is_empty() {
        defects.push(DefectCode::NoBody, "");
    }
    let mut body = done.body;
    body.html = text.html;
    Ok(Story {
        uri: identity.uri,
        provider: identity.provider,
        format: fields.format,
        charset: fields.charset,
        item_type: "text",
        partial: false,
        profile: None,
        version: fields.version,
        headline,
        sub_headlines: headlines.sub,
        title: None,
        slugline: fields.slugline,
        by: if opening.by.is_empty() {
            fields.by
        } else {
            opening.by
        },
        contributors: tail.contributors,
        body,
        summary: fields.summary,
        signals: marks.signals,
        dateline: opening.dateline,
        section: fields.section.or(tail.section),
        ed_notes: fields.ed_notes.into_iter().chain(done.notes).collect(),
        cut: done.cut,
        times,
        pub_status: PubStatus::Usable,
        urgency: fields.urgency.or(marks.urgency),
        genres: marks.genres,
        subjects: fields.subjects,
        keywords: fields.keywords,
        info_sources: identity.info_sources,
        alt_ids: identity.alt_ids,
        relations: identity.relations,
        copyright_holder: None,
        copyright_notice: fields.copyright.or(tail.copyright),
        usage_terms: None,
        declared_language: fields.language,
        origin: context.origin,
        defects,
    })
}
