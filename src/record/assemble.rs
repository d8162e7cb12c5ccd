//! Story and annotations joined to one record.
//!
//! In: a clean story and what was said of it. Out: one line of JSON and the message's headers.
//! Never: a member that neither of them holds.

use std::borrow::Cow;

use crate::enrich::{Annotations, Entity, EntityKind};
use crate::lexicon::KnownName;
use crate::limits;
use crate::outcome::{RejectCode, Rejection, Stage};
use crate::story::{PubStatus, ResolvedPlace, Story};

use super::assemble_part::part;
use super::ninjs::{
    AltIdEntry, BodyText, Genre, Named, NewsRecord, PlaceEntry, Point, RoleText, SourceEntry,
    Standard, SubjectEntry,
};
use super::offsets::CharOffsets;
use super::outcome::{Header, PublishedRecord};
use super::{PROFILE_TYPE, SCHEMA_ID};

/// What makes records: a member of each, so that a reader knows which can differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessedBy {
    /// Program and version: `wiredesk/0.1.0`.
    pub program: &'static str,
    /// Twelve hex digits over all of the configuration and lexicon that can change a record.
    pub configuration: String,
}

impl Default for ProcessedBy {
    fn default() -> Self {
        Self {
            program: concat!("wiredesk/", env!("CARGO_PKG_VERSION")),
            configuration: "000000000000".to_owned(),
        }
    }
}

/// The record of a story; refused where it is beyond [`limits::RECORD_BYTES_MAX`].
pub fn assemble(
    story: &Story,
    annotations: &Annotations,
    processed_by: &ProcessedBy,
) -> Result<PublishedRecord, Rejection> {
    let offsets = CharOffsets::new(&story.body.text);
    let record = news_record(story, annotations, processed_by, &offsets);
    let mut json = Vec::with_capacity(story.body.text.len() * 2 + 2 * limits::KIB);
    serde_json::to_writer(&mut json, &record)
        .map_err(|error| Rejection::new(RejectCode::Internal, Stage::Record, error.to_string()))?;
    if json.len() > limits::RECORD_BYTES_MAX {
        let detail = format!("record of {} bytes", json.len());
        return Err(Rejection::new(
            RejectCode::OutputTooLarge,
            Stage::Record,
            detail,
        ));
    }
    let defects = story.defects.iter().chain(annotations.defects.iter());
    Ok(PublishedRecord {
        uri: story.uri.as_str().to_owned(),
        json,
        headers: headers(story),
        format: story.format,
        provider: story.provider.clone(),
        defects: defects.map(|defect| defect.code).collect(),
    })
}

/// Content type and provenance of a record's message.
fn headers(story: &Story) -> Vec<Header> {
    let origin = &story.origin;
    vec![
        ("content-type", PROFILE_TYPE.as_bytes().to_vec()),
        ("source-topic", origin.topic.as_bytes().to_vec()),
        (
            "source-partition",
            origin.partition.to_string().into_bytes(),
        ),
        ("source-offset", origin.offset.to_string().into_bytes()),
        (
            "source-item",
            format!("{}/{}", origin.item, origin.items).into_bytes(),
        ),
        ("source-sha256", origin.sha256.as_bytes().to_vec()),
    ]
}

fn news_record<'a>(
    story: &'a Story,
    annotations: &'a Annotations,
    processed_by: &'a ProcessedBy,
    offsets: &CharOffsets<'_>,
) -> NewsRecord<'a> {
    let times = &story.times;
    NewsRecord {
        uri: story.uri.as_str(),
        item_type: story.item_type,
        representation_type: if story.partial { "partial" } else { "full" },
        profile: story.profile.as_deref(),
        version: story.version.as_deref(),
        first_created: times.first_created,
        version_created: times.version_created,
        content_created: times.content_created,
        embargoed_until: times.embargoed_until,
        pub_status: pub_status(story.pub_status),
        urgency: story.urgency,
        copyright_holder: story.copyright_holder.as_deref(),
        copyright_notice: story.copyright_notice.as_deref(),
        usage_terms: story.usage_terms.as_deref(),
        ed_note: joined(&story.ed_notes, "\n\n"),
        language: annotations.published_language.as_deref(),
        descriptions: descriptions(story),
        bodies: bodies(story, offsets),
        headlines: headlines(story),
        people: people(story, annotations),
        organisations: named(annotations, EntityKind::Organisation).collect(),
        places: places(story, annotations),
        subjects: subjects(story, annotations),
        info_sources: info_sources(story),
        title: story.title.as_deref(),
        by: joined(&story.by, " and "),
        slugline: story.slugline.as_deref(),
        located: story
            .dateline
            .as_ref()
            .and_then(|line| line.located.as_deref()),
        alt_ids: alt_ids(story),
        standard: Standard {
            name: "ninjs",
            version: "3.1",
            schema: SCHEMA_ID,
        },
        genres: genres(story),
        expires: times.expires,
        wiredesk: part(story, annotations, processed_by, offsets),
    }
}

/// `Jane Doe`, `Jane Doe and John Smith`, `A, B and C` for names; notes by their separator.
fn joined<'a>(parts: &'a [String], last: &str) -> Option<Cow<'a, str>> {
    let between = if last == " and " { ", " } else { last };
    match parts {
        [] => None,
        [one] => Some(Cow::Borrowed(one)),
        [first @ .., end] => Some(Cow::Owned(format!("{}{last}{end}", first.join(between)))),
    }
}

fn descriptions(story: &Story) -> Vec<RoleText<'_>> {
    let lede = story
        .body
        .paragraphs
        .first()
        .map(|span| span.of(&story.body.text));
    let lede = lede.map(|value| RoleText {
        role: "lede",
        value,
    });
    let summary = story.summary.as_deref().map(|value| RoleText {
        role: "summary",
        value,
    });
    lede.into_iter().chain(summary).collect()
}

fn bodies<'a>(story: &'a Story, offsets: &CharOffsets<'_>) -> Vec<BodyText<'a>> {
    let main = (!story.body.text.is_empty()).then(|| BodyText {
        role: "main",
        content_type: "text/plain",
        char_count: Some(offsets.count()),
        word_count: Some(story.body.words),
        value: &story.body.text,
    });
    let html = story.body.html.as_deref().map(|value| BodyText {
        role: "html",
        content_type: "text/html",
        char_count: None,
        word_count: None,
        value,
    });
    main.into_iter().chain(html).collect()
}

fn headlines(story: &Story) -> Vec<RoleText<'_>> {
    let main = story.headline.as_deref().map(|value| RoleText {
        role: "main",
        value,
    });
    let sub = story
        .sub_headlines
        .iter()
        .map(|value| RoleText { role: "sub", value });
    main.into_iter().chain(sub).collect()
}

/// Entities of a kind as entries, each name once.
fn named(annotations: &Annotations, kind: EntityKind) -> impl Iterator<Item = Named<'_>> {
    let of_kind = annotations
        .entities
        .iter()
        .filter(move |entity| entity.kind == kind);
    of_kind.map(|entity| entry(entity, "mentioned"))
}

/// An entity with the newsroom's own identifier, if it has one.
fn entry<'a>(entity: &'a Entity, rel: &'static str) -> Named<'a> {
    let known = entity.known.as_deref();
    Named {
        name: &entity.name,
        rel,
        uri: known.and_then(|known| known.uri()),
        literal: known.and_then(|known| known.literal()),
    }
}

/// People mentioned, people quoted, people of the sign-offs.
fn people<'a>(story: &'a Story, annotations: &'a Annotations) -> Vec<Named<'a>> {
    let speakers = annotations.quotes.iter().filter_map(|quote| quote.speaker);
    let speakers = speakers.filter_map(|index| annotations.entities.get(index));
    let speakers = speakers
        .filter(|entity| entity.kind == EntityKind::Person)
        .map(|entity| entry(entity, "speaker"));
    let given = story.contributors.iter().map(|who| Named {
        name: &who.name,
        rel: "source",
        uri: None,
        literal: None,
    });
    let mut all: Vec<Named<'a>> = named(annotations, EntityKind::Person).collect();
    for entry in speakers.chain(given) {
        if !all
            .iter()
            .any(|known| known.name == entry.name && known.rel == entry.rel)
        {
            all.push(entry);
        }
    }
    all
}

fn places<'a>(story: &'a Story, annotations: &'a Annotations) -> Vec<PlaceEntry<'a>> {
    let dateline = story.dateline.iter().flat_map(|line| {
        let first = line.place.as_deref().map(|name| {
            place(
                name,
                "dateline",
                line.resolved.or(annotations.dateline_place),
            )
        });
        let more = line
            .more_places
            .iter()
            .map(|name| place(name, "dateline", None));
        first.into_iter().chain(more)
    });
    let mentioned = annotations
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Place);
    let mentioned = mentioned.map(|entity| {
        let found = place(&entity.name, "mentioned", entity.point);
        entity.known.as_deref().map_or(found, own_place)
    });
    dateline.chain(mentioned).collect()
}

fn place<'a>(name: &'a str, rel: &'static str, at: Option<ResolvedPlace>) -> PlaceEntry<'a> {
    PlaceEntry {
        name,
        rel,
        uri: at
            .and_then(|place| place.geoname_id)
            .map(|id| format!("https://sws.geonames.org/{id}/"))
            .map(Cow::Owned),
        literal: None,
        geo_json: at.map(|place| point(place.latitude, place.longitude)),
    }
}

/// A place of the newsroom's own: nothing is taken from the gazetteer.
fn own_place(known: &KnownName) -> PlaceEntry<'_> {
    PlaceEntry {
        name: &known.name,
        rel: "mentioned",
        uri: known.uri().map(Cow::Borrowed),
        literal: known.literal(),
        geo_json: known.point.map(|(north, east)| point(north, east)),
    }
}

fn point(north: f32, east: f32) -> Point {
    Point {
        kind: "Point",
        coordinates: [east, north],
    }
}

fn subjects<'a>(story: &'a Story, annotations: &'a Annotations) -> Vec<SubjectEntry<'a>> {
    let given = story.subjects.iter().map(|code| SubjectEntry {
        name: code.name.as_deref(),
        rel: "source",
        uri: None,
        literal: Cow::Borrowed(code.literal.as_str()),
        relevance: None,
        confidence: None,
    });
    let assigned = annotations.topics.iter().map(|topic| SubjectEntry {
        name: Some(topic.name),
        rel: "assigned",
        uri: Some(format!(
            "http://cv.iptc.org/newscodes/mediatopic/{:08}",
            topic.code
        )),
        literal: Cow::Owned(format!("medtop:{:08}", topic.code)),
        relevance: Some(topic.relevance),
        confidence: Some(topic.confidence),
    });
    given.chain(assigned).collect()
}

fn pub_status(status: PubStatus) -> &'static str {
    match status {
        PubStatus::Usable => "usable",
        PubStatus::Withheld => "withheld",
        PubStatus::Canceled => "canceled",
    }
}

fn info_sources(story: &Story) -> Vec<SourceEntry<'_>> {
    let sources = story.info_sources.iter();
    sources
        .map(|source| SourceEntry {
            name: &source.name,
            role: source.role,
        })
        .collect()
}

fn alt_ids(story: &Story) -> Vec<AltIdEntry<'_>> {
    let ids = story.alt_ids.iter();
    ids.map(|id| AltIdEntry {
        role: &id.role,
        value: &id.value,
    })
    .collect()
}

fn genres(story: &Story) -> Vec<Genre<'_>> {
    let names = story.genres.iter();
    names
        .map(|name| Genre {
            name,
            literal: format!("genre:{name}"),
        })
        .collect()
}
