//! A faithful story to a clean one, as an editor would read it.
//!
//! In: a [`WireStory`] and what is known of its arrival. Out: a [`Story`].
//! Never: a format's own code, a clock, IO; nothing of the text is dropped.

use crate::decode::WireStory;
use crate::lexicon::Lexicon;
use crate::outcome::{DefectCode, RejectCode, Rejection, Stage};
use crate::story::{Origin, Story};

mod names;
pub mod byline;
#[cfg(test)]
mod byline_tests;
pub mod dateline;
mod dateline_cjk;
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
mod join;
#[cfg(test)]
mod laws;
mod layout;
mod notes;
mod opening;
mod orders;
mod page;

mod prose;
mod remarks;
mod script;
mod signoff;
mod slug;
mod stamp;
mod tail;
mod time_text;
mod times;
mod words;
mod zone;

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
    let lexicon = context.lexicon;
    let mut defects = std::mem::take(&mut wire.defects);
    let mut marks = flags::Marks::default();
    let times = times::read(&wire, context.origin.received, lexicon, &mut defects);
    let mut identity = identity::read(&wire, &context, &mut defects);
    let known = dateline::DatelineContext {
        lexicon,
        arrival: context.origin.received,
        source_time: times.near,
    };

    let text = content::open(&mut wire.content, &mut defects);
    let mut draft = text.draft;
    let markup = text.html.is_some();
    let page = if text.whole || markup {
        page::cut(&mut draft, lexicon)
    } else {
        None
    };
    notes::find(&mut draft, lexicon, &mut marks);
    let slug = slug::find(&mut draft, lexicon, &mut marks);
    let headlines = headline::find(text.headline.or(page), &mut draft, &known, &mut defects);
    let headline = headlines
        .main
        .map(|line| flags::read_headline(&line, lexicon, &mut marks));
    let opening = opening::read(&mut draft, &known, &mut defects);
    let tail = tail::cut(&mut draft, lexicon, &mut marks);
    let orders = orders::read(
        headline.as_deref(),
        &mut draft,
        lexicon,
        &mut marks,
        &mut defects,
    );
    let fields = fields::read(wire, &context, &mut marks, &mut defects);
    let credits = opening
        .dateline
        .as_ref()
        .map_or(&[][..], |dateline| &dateline.credits);
    identity::credit(&mut identity.info_sources, credits);

    let done = draft.finish();
    if headline.is_none() && done.body.text.is_empty() && done.notes.is_empty() {
        let detail = "nothing readable";
        return Err(Rejection::new(RejectCode::NoText, Stage::Normalize, detail));
    }
    if done.body.text.is_empty() {
        defects.push(DefectCode::NoBody, "");
    }
    let join = join::Parts {
        times,
        identity,
        html: text.html,
        slug,
        headline,
        sub_headlines: headlines.sub,
        opening,
        tail,
        orders,
        fields,
        marks,
        done,
    };
    let mut story = join.story(context.origin, defects);
    remarks::remark(&mut story, &lexicon.line_tests);
    Ok(story)
}
