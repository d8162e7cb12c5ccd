//! What was said of a text, in words, one row a matter.
//!
//! In: annotations. Out: rows of pieces: entities, topics, keywords, places, language, remarks.
//! Never: a fact that the record does not hold, but for what led to it.

use super::explain_piece::{Look, Piece, Row, row};
use crate::enrich::{ABOUT, Annotations, Entity};
use crate::story::{ResolvedPlace, Story};

/// An entity by its kind, with what is known of it.
pub(super) fn entity_piece(entity: &Entity, text: &str) -> Piece {
    let title = entity.title.as_deref();
    let title = title.map_or_else(String::new, |title| format!(" · {title}"));
    let known = entity
        .known
        .as_deref()
        .and_then(|known| known.id.as_deref());
    let known = known.map_or_else(String::new, |id| format!(" · {id}"));
    let hint = format!(
        "{} · {}{title}{known} · relevance {} · named {}",
        entity.kind.name(),
        entity.name,
        entity.relevance,
        times_over(entity.mentions.len())
    );
    Piece {
        hint,
        ..Piece::new(Look::Entity(entity.kind), text)
    }
}

fn times_over(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// What the story is about, the most relevant first.
pub(super) fn about(said: &Annotations) -> Row {
    let mut entities: Vec<&Entity> = said.entities.iter().collect();
    entities.retain(|entity| entity.relevance >= ABOUT);
    entities.sort_by_key(|entity| std::cmp::Reverse(entity.relevance));
    let lines = entities.into_iter().map(|entity| {
        let named = times_over(entity.mentions.len());
        let title = entity.title.as_deref();
        let title = title.map_or_else(String::new, |title| format!(" · {title}"));
        vec![
            Piece::meter(entity.relevance),
            Piece::plain(" "),
            entity_piece(entity, &entity.name),
            Piece::dim(format!(" · named {named}{title}")),
        ]
    });
    row("about", lines.collect())
}

/// What the story only names, in one line.
pub(super) fn mentioned(said: &Annotations) -> Row {
    let mut pieces = Vec::new();
    for entity in said
        .entities
        .iter()
        .filter(|entity| entity.relevance < ABOUT)
    {
        if !pieces.is_empty() {
            pieces.push(Piece::plain(" · "));
        }
        pieces.push(entity_piece(entity, &entity.name));
    }
    row(
        "mentions",
        if pieces.is_empty() {
            Vec::new()
        } else {
            vec![pieces]
        },
    )
}

/// Topics with what led to them.
pub(super) fn topics(said: &Annotations) -> Row {
    let lines = said.topics.iter().map(|topic| {
        let name = Piece {
            link: format!("http://cv.iptc.org/newscodes/mediatopic/{:08}", topic.code),
            hint: format!("medtop:{:08}", topic.code),
            ..Piece::strong(topic.name)
        };
        let sure = format!(" · {} % sure · because of: ", topic.confidence);
        vec![
            Piece::meter(topic.relevance),
            Piece::plain(" "),
            name,
            Piece::dim(sure),
            Piece::plain(topic.terms.join(", ")),
        ]
    });
    row("topics", lines.collect())
}

/// Key phrases: the source's, then ours.
pub(super) fn keywords(story: &Story, said: &Annotations) -> Row {
    let given = (!story.keywords.is_empty()).then(|| story.keywords.join(", "));
    let given = given.map(|words| vec![Piece::dim("from the source: "), Piece::plain(words)]);
    let mut own = said.keywords.clone();
    own.retain(|word| !story.keywords.contains(word));
    let own = (!own.is_empty()).then(|| vec![Piece::plain(own.join(" · "))]);
    row("keywords", given.into_iter().chain(own).collect())
}

/// Places on the map, by the newsroom's own row where there is one.
pub(super) fn places(said: &Annotations) -> Row {
    let known = |entity: &Entity| {
        let known = entity.known.as_deref()?;
        let (latitude, longitude) = known.point?;
        let mut line = vec![Piece::plain(degrees(latitude, longitude))];
        let id = known.id.as_deref().unwrap_or("no identifier");
        line.push(Piece::dim(format!(" · the newsroom's own: {id}")));
        Some((known.country, line))
    };
    let gazetteer = |entity: &Entity| {
        let point = entity.point?;
        Some((point.country, on_the_map(point).to_vec()))
    };
    let resolved = said.entities.iter().filter_map(|entity| {
        let (country, map) = known(entity).or_else(|| gazetteer(entity))?;
        let mut line = vec![entity_piece(entity, &entity.name), Piece::dim(" → ")];
        if let Some(country) = country {
            let country = country.map(char::from);
            line.push(Piece::plain(country.iter().collect::<String>()));
            line.push(Piece::dim(" · "));
        }
        line.extend(map);
        Some(line)
    });
    row("places", resolved.collect())
}

/// The language, how sure, and what was declared.
pub(super) fn language(story: &Story, said: &Annotations) -> Row {
    let mut line = match said.language.tag {
        Some(tag) => vec![
            Piece::strong(tag),
            Piece::dim(format!(" · {} % sure", said.language.confidence)),
        ],
        None => vec![Piece::dim("the text does not say")],
    };
    if let Some(declared) = &story.declared_language {
        line.push(Piece::dim(" · declared: "));
        line.push(Piece::plain(declared.clone()));
    }
    if let Some(published) = &said.published_language {
        line.push(Piece::dim(" · published as "));
        line.push(Piece::plain(published.clone()));
    }
    row("language", vec![line])
}

/// Remarks, in plain words.
pub(super) fn remarks(story: &Story, said: &Annotations) -> Row {
    let defects = story.defects.iter().chain(said.defects.iter());
    let lines = defects.map(|defect| {
        let mut line = vec![
            Piece::new(Look::Warning, defect.code.code()),
            Piece::plain(format!(" {}", defect.code.meaning())),
        ];
        if !defect.detail.is_empty() {
            line.push(Piece::dim(format!(" ({})", defect.detail)));
        }
        line
    });
    row("remarks", lines.collect())
}

/// Point and GeoNames id.
pub(super) fn on_the_map(point: ResolvedPlace) -> [Piece; 3] {
    let ResolvedPlace {
        geoname_id,
        latitude,
        longitude,
        ..
    } = point;
    let link = match geoname_id {
        Some(id) => Piece {
            link: format!("https://www.geonames.org/{id}/"),
            ..Piece::plain(format!("GeoNames {id}"))
        },
        None => Piece::dim("about there · no GeoNames id"),
    };
    [
        Piece::plain(degrees(latitude, longitude)),
        Piece::dim(" · "),
        link,
    ]
}

fn degrees(latitude: f32, longitude: f32) -> String {
    let north = letter(latitude, "N", "S");
    format!("{north} {}", letter(longitude, "E", "W"))
}

fn letter(degrees: f32, above: &str, below: &str) -> String {
    let side = if degrees < 0.0 { below } else { above };
    format!("{:.2}°{side}", degrees.abs())
}
