//! The published object: an IPTC ninjs 3.1 item, members in the order of its schema.
//!
//! In: nothing. Out: the serde mirror, borrowed from story and annotations.
//! Never: `null` or an empty list; what is not known is absent.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::part::WiredeskPart;

/// One ninjs 3.1 item with the member `wiredesk`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewsRecord<'a> {
    pub(super) uri: &'a str,
    #[serde(rename = "type")]
    pub(super) item_type: &'a str,
    pub(super) representation_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) profile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_created: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version_created: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_created: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) embargoed_until: Option<Timestamp>,
    pub(super) pub_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) urgency: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright_holder: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright_notice: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage_terms: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ed_note: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) descriptions: Vec<RoleText<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) bodies: Vec<BodyText<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) headlines: Vec<RoleText<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) people: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) organisations: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) places: Vec<PlaceEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) subjects: Vec<SubjectEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) info_sources: Vec<SourceEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) slugline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) located: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) alt_ids: Vec<AltIdEntry<'a>>,
    pub(super) standard: Standard,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) genres: Vec<Genre<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<Timestamp>,
    pub(super) wiredesk: WiredeskPart<'a>,
}

/// A headline or description.
#[derive(Debug, Serialize)]
pub(super) struct RoleText<'a> {
    pub(super) role: &'static str,
    pub(super) value: &'a str,
}

/// A body.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BodyText<'a> {
    pub(super) role: &'static str,
    pub(super) content_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) char_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) word_count: Option<usize>,
    pub(super) value: &'a str,
}

/// A person or organisation.
#[derive(Debug, Serialize)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) literal: Option<&'a str>,
}

/// A place.
#[derive(Debug, Serialize)]
pub(super) struct PlaceEntry<'a> {
    pub(super) name: &'a str,
    pub(super) rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) literal: Option<&'a str>,
    #[serde(rename = "geoJSON", skip_serializing_if = "Option::is_none")]
    pub(super) geo_json: Option<Point>,
}

/// A GeoJSON point (RFC 7946): longitude first.
#[derive(Debug, Serialize)]
pub(super) struct Point {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) coordinates: [f32; 2],
}

/// A code of the source or an assigned topic.
#[derive(Debug, Serialize)]
pub(super) struct SubjectEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    pub(super) rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri: Option<String>,
    pub(super) literal: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) relevance: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<u8>,
}

/// Who the story is from.
#[derive(Debug, Serialize)]
pub(super) struct SourceEntry<'a> {
    pub(super) name: &'a str,
    pub(super) role: &'static str,
}

/// An identifier of the source.
#[derive(Debug, Serialize)]
pub(super) struct AltIdEntry<'a> {
    pub(super) role: &'a str,
    pub(super) value: &'a str,
}

/// Which standard the object keeps to.
#[derive(Debug, Serialize)]
pub(super) struct Standard {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) schema: &'static str,
}

/// A genre.
#[derive(Debug, Serialize)]
pub(super) struct Genre<'a> {
    pub(super) name: &'a str,
    pub(super) literal: String,
}
