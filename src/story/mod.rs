//! A story, clean: what every stage after the normalizer speaks of.
//!
//! In: nothing. Out: the vocabulary of a story. Never: anything half-clean, and never serde: the
//! published form is `record`'s.

use std::sync::Arc;

use jiff::Timestamp;

use crate::outcome::Defects;

mod dateline;
mod ids;
mod place;
mod signals;
mod span;

pub use dateline::Dateline;
pub use ids::{StoryUri, slug};
pub use place::ResolvedPlace;
pub use signals::{Kind, Replaces, Signals};
pub use span::Span;

/// The wire format a story came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text as a wire or a page shows it.
    Text,
    /// The JSON envelope.
    Envelope,
    /// A page or a piece of HTML.
    Html,
}

impl Format {
    /// Every format this program reads.
    pub const ALL: [Self; 3] = [Self::Text, Self::Envelope, Self::Html];

    /// The name in records, headers and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Envelope => "envelope",
            Self::Html => "html",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// May it be used?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PubStatus {
    /// Yes.
    #[default]
    Usable,
    /// Not now.
    Withheld,
    /// No longer: kill, withdraw.
    Canceled,
}

/// The body: paragraphs parted by one empty line, and where each stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// The text.
    pub text: String,
    /// Each paragraph within the text, in order, not empty.
    pub paragraphs: Vec<Span>,
    /// Words by the rule of `normalize`.
    pub words: usize,
    /// The sanitised HTML where the source had markup.
    pub html: Option<String>,
}

/// A piece taken out of the text, kept with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What it is.
    pub kind: CutKind,
    /// The piece as it stood.
    pub text: String,
}

/// What a piece that was taken out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CutKind {
    /// The author's line.
    Byline,
    /// Reporters and editors, initials at the end.
    SignOff,
    /// A copyright line.
    Copyright,
    /// Addresses and telephone numbers for editors.
    Contact,
    /// Promotion of other pages and services.
    Promo,
    /// Rests of a page around the story.
    PageRest,
    /// `Enditem`, `###`, `-30-`.
    EndMark,
    /// A remark that is no editor's note.
    Note,
}

impl CutKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Byline,
        Self::SignOff,
        Self::Copyright,
        Self::Contact,
        Self::Promo,
        Self::PageRest,
        Self::EndMark,
        Self::Note,
    ];

    /// The name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Byline => "byline",
            Self::SignOff => "sign-off",
            Self::Copyright => "copyright",
            Self::Contact => "contact",
            Self::Promo => "promo",
            Self::PageRest => "page-rest",
            Self::EndMark => "end-mark",
            Self::Note => "note",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The story's times, in UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When the story was first made.
    pub first_created: Option<Timestamp>,
    /// When this version was made.
    pub version_created: Option<Timestamp>,
    /// When its content was made.
    pub content_created: Option<Timestamp>,
    /// Not to be published before.
    pub embargoed_until: Option<Timestamp>,
    /// Not to be used after.
    pub expires: Option<Timestamp>,
}

/// A source of the story, in credit order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InfoSource {
    /// Its name.
    pub name: String,
    /// `provider`, `origin`, `creditline`, `distributor` …
    pub role: &'static str,
}

/// An identifier the source gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AltId {
    /// Its name at the source (`guid`, `transref`, `link`).
    pub role: String,
    /// Its value.
    pub value: String,
}

/// A code of the source, kept with its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCode {
    /// The code with its scheme: `medtop:04000000`, `N2:POL`, `anpa-category:f`.
    pub literal: String,
    /// Its name where the source gives one.
    pub name: Option<String>,
}

/// The source's own link to another story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// `previous-version`, `evolved-from`, `derived-from`, `replaces`.
    pub rel: &'static str,
    /// The other story's identifier as written.
    pub reference: String,
}

/// A person named by a sign-off, with the part played (`reporting`, `editing`, `writing`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// The name.
    pub name: String,
    /// What the sign-off says of it, as written in lower case.
    pub part: String,
}

/// A clean story.
#[derive(Clone, Debug)]
pub struct Story {
    /// Identity, shared by all versions.
    pub uri: StoryUri,
    /// The provider's slug; a bounded metric label rests on it.
    pub provider: String,
    /// Wire format.
    pub format: Format,
    /// WHATWG name of the charset it was read in, lower case.
    pub charset: &'static str,
    /// ninjs type: `text`, `picture`, `composite` …
    pub item_type: &'static str,
    /// Only an alert or a take was sent.
    pub partial: bool,
    /// The provider's profile or product code.
    pub profile: Option<String>,
    /// The provider's version as written.
    pub version: Option<String>,
    /// Main headline without flags.
    pub headline: Option<String>,
    /// Further headlines.
    pub sub_headlines: Vec<String>,
    /// The item's title where given beside the headline.
    pub title: Option<String>,
    /// Slugline without take mark.
    pub slugline: Option<String>,
    /// People of the byline, in order.
    pub by: Vec<String>,
    /// People of sign-offs.
    pub contributors: Vec<Contributor>,
    /// The text.
    pub body: Body,
    /// The source's own abstract.
    pub summary: Option<String>,
    /// Marks, read.
    pub signals: Signals,
    /// Dateline, read.
    pub dateline: Option<Dateline>,
    /// Section of the page or desk.
    pub section: Option<String>,
    /// Notes to editors, one a paragraph.
    pub ed_notes: Vec<String>,
    /// What was taken out of the text, in order.
    pub cut: Vec<Cut>,
    /// Times in UTC.
    pub times: Times,
    /// May it be used?
    pub pub_status: PubStatus,
    /// 1 (flash) … 9, normalised.
    pub urgency: Option<u8>,
    /// IPTC genre names from flags and codes (`Analysis`, `Obituary`).
    pub genres: Vec<String>,
    /// The source's codes.
    pub subjects: Vec<SourceCode>,
    /// The source's keywords.
    pub keywords: Vec<String>,
    /// Who it is from.
    pub info_sources: Vec<InfoSource>,
    /// All identifiers given.
    pub alt_ids: Vec<AltId>,
    /// The source's links to other stories.
    pub relations: Vec<Relation>,
    /// Copyright holder.
    pub copyright_holder: Option<String>,
    /// Copyright notice.
    pub copyright_notice: Option<String>,
    /// Terms of use.
    pub usage_terms: Option<String>,
    /// Declared language, BCP 47, as the source meant it.
    pub declared_language: Option<String>,
    /// Where it stood and what it was.
    pub origin: Origin,
    /// Remarks so far.
    pub defects: Defects,
}

/// Provenance of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Topic or file.
    pub topic: Arc<str>,
    /// Partition.
    pub partition: i32,
    /// Offset.
    pub offset: i64,
    /// Number of this outcome, from 0.
    pub item: usize,
    /// Number of outcomes of the message.
    pub items: usize,
    /// Arrival.
    pub received: Option<Timestamp>,
    /// Bytes of the raw value.
    pub bytes: usize,
    /// SHA-256 of the raw value, lower-case hex.
    pub sha256: Arc<str>,
}
