//! The member `wiredesk` of the published object.
//!
//! In: nothing. Out: its serde mirror, of which the published JSON Schema is made.
//! Never: a member taken away or changed in meaning within the profile `wiredesk-1`.

use std::borrow::Cow;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A stretch `[start, end)` of `bodies[0].value`, in Unicode code points.
pub(super) type CharSpan = [usize; 2];

/// What wiredesk read in the story, beyond ninjs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WiredeskPart<'a> {
    /// Wire format the story came in.
    pub(super) format: &'a str,
    /// WHATWG name of the charset it was read in.
    pub(super) charset: &'a str,
    /// What the story says of itself.
    pub(super) signals: SignalsPart<'a>,
    /// Where and when it was filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dateline: Option<DatelinePart<'a>>,
    /// Section of the page or desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) section: Option<&'a str>,
    /// Each paragraph of the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) paragraphs: Vec<CharSpan>,
    /// Quotations in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) quotes: Vec<QuotePart<'a>>,
    /// People, organisations and places with all their mentions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) entities: Vec<EntityPart<'a>>,
    /// Key phrases: the source's, then ours, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) keywords: Vec<&'a str>,
    /// What was taken out of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cut: Vec<CutPart<'a>>,
    /// Remarks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) defects: Vec<DefectPart<'a>>,
    /// The source's own links to other stories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relations: Vec<RelationPart<'a>>,
    /// Where the raw message stood.
    pub(super) source: SourcePart<'a>,
    /// What made this record.
    pub(super) processed_by: ProcessedByPart<'a>,
}

/// What the story says of itself.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SignalsPart<'a> {
    /// new, update, correction, kill, advisory, alert, repeat, add.
    pub(super) kind: &'a str,
    /// The mark's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sequence: Option<u32>,
    /// `whole` or `top`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replaces: Option<&'a str>,
    /// Every recognised flag, normalised, in order.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) flags: &'a [String],
    /// What was cut from the headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) raw: Option<&'a str>,
    /// What changed, in the agency's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<&'a str>,
    /// The item's own urgency or priority as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) priority: Option<&'a str>,
}

/// Where and when the story was filed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DatelinePart<'a> {
    /// As it stood.
    pub(super) raw: &'a str,
    /// The place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<&'a str>,
    /// First-level region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<&'a str>,
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<&'a str>,
    /// Agencies credited, in order.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) credits: &'a [String],
    /// The day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub(super) date: Option<jiff::civil::Date>,
}

/// A quotation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct QuotePart<'a> {
    /// With its quotation marks.
    pub(super) span: CharSpan,
    /// The words within.
    pub(super) text: &'a str,
    /// The resolved speaker's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speaker: Option<&'a str>,
    /// The words beside the cue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speaker_span: Option<CharSpan>,
    /// The cue as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cue: Option<&'a str>,
}

/// A person, organisation or place.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EntityPart<'a> {
    /// person, organisation, place.
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    /// Its fullest name.
    pub(super) name: &'a str,
    /// Title as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    /// Without title, article and possessive.
    pub(super) mentions: Vec<CharSpan>,
    /// 0–100: is the story about it?
    #[schemars(range(max = 100))]
    pub(super) relevance: u8,
}

/// A piece taken out of the text.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CutPart<'a> {
    /// byline, sign-off, copyright, contact, promo, page-rest, end-mark, note.
    pub(super) kind: &'a str,
    /// The piece as it stood.
    pub(super) text: &'a str,
}

/// A remark.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DefectPart<'a> {
    /// One of the closed list.
    pub(super) code: &'a str,
    /// Free text.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) detail: &'a str,
}

/// The source's link to another story.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RelationPart<'a> {
    /// previous-version, evolved-from, derived-from, replaces.
    pub(super) rel: &'a str,
    /// The other story's identifier as written.
    #[serde(rename = "ref")]
    pub(super) reference: &'a str,
}

/// Where the raw message stood.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourcePart<'a> {
    /// Topic or file.
    pub(super) topic: &'a str,
    /// Partition.
    pub(super) partition: i32,
    /// Offset.
    pub(super) offset: i64,
    /// `i/n`: which of the message's outcomes this is.
    pub(super) item: String,
    /// Arrival.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub(super) time: Option<Timestamp>,
    /// Bytes of the raw value.
    pub(super) bytes: usize,
    /// SHA-256 of the raw value.
    pub(super) sha256: &'a str,
}

/// What made this record.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProcessedByPart<'a> {
    /// Program and version.
    pub(super) program: Cow<'a, str>,
    /// Twelve hex digits over all that can change a record.
    pub(super) configuration: &'a str,
}
