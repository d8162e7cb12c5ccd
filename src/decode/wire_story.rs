//! A story as its source wrote it: what all formats share, nothing cleaned yet.
//!
//! In: nothing. Out: the vocabulary between decoders and the normalizer.
//! Never: a guess; every member is what stood there, only its place is known.

use crate::outcome::Defects;
use crate::story::{AltId, Format, SourceCode};

/// Text as it stood, with its markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireText {
    /// Plain text, line ends as sent.
    Plain(String),
    /// HTML made safe, and its text: blocks parted by empty lines, rows of a table by single ones.
    Html {
        /// Safe HTML.
        safe: String,
        /// Its text.
        text: String,
    },
}

impl WireText {
    /// The text without markup.
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Html { text, .. } => text,
        }
    }
}

/// Headline and body, apart or not yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireContent {
    /// The whole raw story; the normalizer parts headline, dateline and body.
    Whole(WireText),
    /// The source gave them apart; either may be missing.
    Parted {
        /// Headline as sent, flags and all.
        headline: Option<String>,
        /// Body as sent.
        body: Option<WireText>,
    },
}

/// A time as the source wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireTime {
    /// Text of any of the known forms.
    Text(String),
    /// A number as written: seconds or milliseconds since 1970, told apart by size.
    Number(String),
}

/// A story as its source wrote it.
#[derive(Clone, Debug)]
pub struct WireStory {
    /// Wire format.
    pub format: Format,
    /// WHATWG name of the charset it was read in, lower case.
    pub charset: &'static str,
    /// Headline and body.
    pub content: WireContent,
    /// SHA-256 (hex) on which an identity rests where the source gives none: of the value after
    /// decompression, or of the item's own bytes where the message holds several.
    pub identity_sha256: String,
    /// The identifier that is meant to be unique for ever.
    pub id: Option<String>,
    /// Version as written.
    pub version: Option<String>,
    /// Identifier of the story this one replaces.
    pub replaces: Option<String>,
    /// Provider's name as written in the story (the header `source` is read by the normalizer).
    pub provider: Option<String>,
    /// All further identifiers given, the address among them (role `link`).
    pub alt_ids: Vec<AltId>,
    /// The source's own abstract.
    pub summary: Option<String>,
    /// Time of this version.
    pub version_created: Option<WireTime>,
    /// Time of the first version.
    pub first_created: Option<WireTime>,
    /// Not to be published before; empty text means until further notice.
    pub embargo: Option<WireTime>,
    /// Author line as written.
    pub byline: Option<String>,
    /// Declared language as written.
    pub language: Option<String>,
    /// Section or category as written.
    pub section: Option<String>,
    /// Keywords as written, one an entry.
    pub keywords: Vec<String>,
    /// Slugline as written.
    pub slugline: Option<String>,
    /// Urgency or priority as written.
    pub priority: Option<String>,
    /// Notes to editors.
    pub ed_notes: Vec<String>,
    /// Copyright notice as written.
    pub copyright: Option<String>,
    /// Codes of the source with their schemes.
    pub subjects: Vec<SourceCode>,
    /// Remarks of the decoder.
    pub defects: Defects,
}

impl WireStory {
    /// A story of which nothing is known but its text: UTF-8, no members.
    pub fn bare(format: Format, content: WireContent, identity_sha256: String) -> Self {
        Self {
            format,
            charset: "utf-8",
            content,
            identity_sha256,
            id: None,
            version: None,
            replaces: None,
            provider: None,
            alt_ids: Vec::new(),
            summary: None,
            version_created: None,
            first_created: None,
            embargo: None,
            byline: None,
            language: None,
            section: None,
            keywords: Vec::new(),
            slugline: None,
            priority: None,
            ed_notes: Vec::new(),
            copyright: None,
            subjects: Vec::new(),
            defects: Defects::default(),
        }
    }
}
