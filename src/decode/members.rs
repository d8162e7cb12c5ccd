//! The members of an envelope, found by any of their names.
//!
//! In: an object's members. Out: the first present of each meaning, values as written.
//! Never: a meaning; that is `envelope`'s.

use serde_json::value::RawValue;

use crate::outcome::{DefectCode, Defects, RejectCode, Rejection, Stage};

use super::DecodeOptions;
use super::json::Members;

/// What a member means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Whole,
    Headline,
    Body,
    Summary,
    Id,
    Version,
    Replaces,
    Provider,
    Link,
    Time,
    FirstTime,
    Byline,
    Language,
    Section,
    Keywords,
    Slugline,
    Priority,
    Embargo,
    EdNote,
    Copyright,
    Schema,
}

/// Every meaning: its name in a configuration, and the names of its members, first wins. Names
/// are lower case without `_` and `-`.
const NAMES: [(Meaning, &str, &[&str]); 21] = [
    (Meaning::Headline, "headline", &["headline", "title"]),
    (
        Meaning::Body,
        "body",
        &["body", "bodytext", "content", "articlebody"],
    ),
    (Meaning::Whole, "text", &["text", "raw", "story"]),
    (
        Meaning::Summary,
        "summary",
        &["summary", "abstract", "description", "teaser", "standfirst"],
    ),
    (
        Meaning::Id,
        "id",
        &["id", "guid", "uri", "urn", "externalid"],
    ),
    (Meaning::Version, "version", &["version", "revision"]),
    (
        Meaning::Replaces,
        "replaces",
        &["replaces", "previousversion"],
    ),
    (
        Meaning::Provider,
        "provider",
        &["provider", "source", "supplier", "sourcefeed", "agency"],
    ),
    (Meaning::Link, "url", &["url", "link", "href"]),
    (
        Meaning::Time,
        "published",
        &[
            "publishedat",
            "versioncreated",
            "published",
            "pubdate",
            "datetimesent",
            "timestamp",
            "date",
        ],
    ),
    (Meaning::FirstTime, "firstcreated", &["firstcreated"]),
    (Meaning::Byline, "byline", &["byline", "author", "authors"]),
    (Meaning::Language, "language", &["language", "lang"]),
    (Meaning::Section, "section", &["section", "category"]),
    (Meaning::Keywords, "keywords", &["keywords", "tags"]),
    (Meaning::Slugline, "slugline", &["slugline", "slug"]),
    (Meaning::Priority, "priority", &["priority", "urgency"]),
    (
        Meaning::Embargo,
        "embargo",
        &["embargo", "embargoed", "embargoeduntil"],
    ),
    (Meaning::EdNote, "ednote", &["ednote"]),
    (Meaning::Copyright, "copyright", &["copyright"]),
    (Meaning::Schema, "schema", &["schema"]),
];

/// A member with a meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'m> {
    meaning: Meaning,
    rank: usize,
    /// The name as written.
    pub(super) name: &'m str,
    /// The value as written.
    pub(super) raw: &'m RawValue,
}

/// The members that have a meaning, best name first within each.
#[derive(Debug)]
pub(super) struct Found<'m>(Vec<Member<'m>>);

impl<'m> Found<'m> {
    /// Finds them. A member twice is a remark and the last wins; an identity twice is refused.
    pub(super) fn among(
        members: &'m Members<'_>,
        options: &DecodeOptions,
        defects: &mut Defects,
    ) -> Result<Self, Rejection> {
        let mut found: Vec<Member<'m>> = Vec::with_capacity(members.len().min(NAMES.len()));
        remark_doubles(members, defects);
        for (name, raw) in members {
            let Some((meaning, rank)) = meaning(name, options) else {
                continue;
            };
            let member = Member {
                meaning,
                rank,
                name,
                raw,
            };
            let same = |other: &&mut Member<'_>| other.meaning == meaning && other.rank == rank;
            match found.iter_mut().find(same) {
                None => found.push(member),
                Some(_) if meaning == Meaning::Id => {
                    return Err(Rejection::new(RejectCode::JsonDupkey, Stage::Decode, name));
                }
                Some(other) if other.name == name => *other = member,
                // Written in another way it is another member: the first present wins.
                Some(other) if is_absent(other.raw) => *other = member,
                Some(_) => {}
            }
        }
        found.sort_by_key(|member| member.rank);
        Ok(Self(found))
    }

    /// The members of this meaning that are present, best name first.
    pub(super) fn all(&self, meaning: Meaning) -> impl Iterator<Item = Member<'m>> {
        self.0
            .iter()
            .copied()
            .filter(move |member| member.meaning == meaning && !is_absent(member.raw))
    }

    /// The first of them.
    pub(super) fn first(&self, meaning: Meaning) -> Option<Member<'m>> {
        self.all(meaning).next()
    }
}

/// Neither null nor blank.
fn is_absent(raw: &RawValue) -> bool {
    let raw = raw.get();
    let Some(inner) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else {
        return raw == "null";
    };
    let mut rest = inner.trim_start();
    while let Some(after) = ["\\n", "\\r", "\\t"]
        .iter()
        .find_map(|e| rest.strip_prefix(e))
    {
        rest = after.trim_start();
    }
    rest.is_empty()
}

fn meaning(name: &str, options: &DecodeOptions) -> Option<(Meaning, usize)> {
    const LENGTH_MAX: usize = 32;
    let mut buffer = [0_u8; LENGTH_MAX];
    let mut length = 0;
    for byte in name.bytes().filter(|b| !b"_-".contains(b)) {
        *buffer.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = std::str::from_utf8(&buffer[..length]).ok()?;
    let known = NAMES.iter().find_map(|(meaning, _, names)| {
        let rank = names.iter().position(|known| *known == plain)?;
        Some((*meaning, rank))
    });
    known.or_else(|| {
        let same = |other: &str| {
            let bytes = other.bytes().filter(|b| !b"_-".contains(b));
            bytes.map(|b| b.to_ascii_lowercase()).eq(plain.bytes())
        };
        let added = options.envelope_names.iter().enumerate();
        added.into_iter().find_map(|(at, (member, name))| {
            let row = NAMES.iter().find(|(_, key, _)| key == member)?;
            same(name).then_some((row.0, row.2.len() + at))
        })
    })
}

/// A remark for each name that stands more than once.
fn remark_doubles(members: &Members<'_>, defects: &mut Defects) {
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        if pair[0] == pair[1] {
            defects.push(DefectCode::JsonDupkey, pair[0]);
        }
    }
}

/// The names by which a configuration can speak of the meanings.
pub fn envelope_members() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(_, key, _)| *key)
}
