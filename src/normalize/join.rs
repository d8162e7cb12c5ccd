//! What the passes found, joined to a story.
//!
//! In: the finds of every pass. Out: a [`Story`]. Never: a find changed, but for the question
//! which of two goes first.

use crate::outcome::Defects;
use crate::story::{Kind, Origin, Story};

use super::draft::Finished;
use super::fields::Fields;
use super::flags::Marks;
use super::identity::Identity;
use super::opening::Opening;
use super::orders::{self, Orders};
use super::tail::Tail;
use super::times;

/// The finds.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) times: times::Read,
    pub(super) identity: Identity,
    pub(super) html: Option<String>,
    /// A slugline of the text.
    pub(super) slug: Option<String>,
    pub(super) headline: Option<String>,
    pub(super) sub_headlines: Vec<String>,
    pub(super) opening: Opening,
    pub(super) tail: Tail,
    pub(super) orders: Orders,
    pub(super) fields: Fields,
    pub(super) marks: Marks,
    pub(super) done: Finished,
}

impl Parts {
    /// The story; members of the source go before finds in the text, the text's own byline and
    /// dateline before the members.
    pub(super) fn story(self, origin: Origin, defects: Defects) -> Story {
        let Self {
            mut times,
            identity,
            fields,
            marks,
            done,
            ..
        } = self;
        let until = times.times.embargoed_until.or(self.orders.until);
        times.times.embargoed_until = until;
        let embargoed = times.embargoed || self.orders.embargoed;
        let kind = marks.signals.kind;
        let mut relations = identity.relations;
        relations.extend(self.orders.target);
        let mut body = done.body;
        body.html = self.html;
        let by = self.opening.by;
        Story {
            uri: identity.uri,
            provider: identity.provider,
            format: fields.format,
            charset: fields.charset,
            item_type: "text",
            partial: matches!(kind, Kind::Alert | Kind::Add),
            profile: None,
            version: fields.version,
            headline: self.headline,
            sub_headlines: self.sub_headlines,
            title: None,
            slugline: fields.slugline.or(self.slug),
            by: if by.is_empty() { fields.by } else { by },
            contributors: self.tail.contributors,
            body,
            summary: fields.summary,
            pub_status: orders::status(kind, embargoed, until, origin.received),
            urgency: fields.urgency.or(marks.urgency),
            signals: marks.signals,
            dateline: self.opening.dateline,
            section: fields.section.or(self.tail.section),
            ed_notes: fields.ed_notes.into_iter().chain(done.notes).collect(),
            cut: done.cut,
            times: times.times,
            genres: marks.genres,
            subjects: fields.subjects,
            keywords: fields.keywords,
            info_sources: identity.info_sources,
            alt_ids: identity.alt_ids,
            relations,
            copyright_holder: None,
            copyright_notice: fields.copyright.or(self.tail.copyright),
            usage_terms: None,
            declared_language: fields.language,
            origin,
            defects,
        }
    }
}
