//! What was read in a story, in words, one row a matter.
//!
//! In: story and annotations. Out: rows of pieces. Never: a fact that the record does not hold,
//! but for what led to it.

use super::explain_page::{Look, Piece, Row};
use crate::enrich::{ABOUT, Annotations, Entity, EntityKind};
use crate::flow::Reading;
use crate::story::{PubStatus, Replaces, ResolvedPlace, Story};

/// A row of one line for each.
fn row(label: &'static str, lines: Vec<Vec<Piece>>) -> Row {
    Row { label, lines }
}

fn quoted(text: &str) -> Piece {
    Piece::plain(format!("“{text}”"))
}

/// What the headline's marks say.
pub(super) fn signals(story: &Story) -> Row {
    let signals = &story.signals;
    let mut lines = Vec::new();
    if let Some(raw) = &signals.raw {
        let mut line = vec![
            Piece::dim("cut from the headline: "),
            quoted(raw.trim()),
            Piece::dim(" → "),
            Piece::strong(signals.kind.name()),
        ];
        if let Some(number) = signals.sequence {
            line.push(Piece::strong(format!(", number {number}")));
        }
        lines.push(line);
    }
    if !signals.flags.is_empty() {
        lines.push(vec![
            Piece::dim("flags: "),
            Piece::plain(signals.flags.join(", ")),
        ]);
    }
    let replaces = signals.replaces.map(|extent| match extent {
        Replaces::Whole => "the whole earlier text",
        Replaces::Top => "the top of the earlier text",
    });
    let told = [
        ("replaces: ", replaces.map(str::to_owned)),
        ("what changed: ", signals.note.clone()),
        ("priority: ", signals.priority.clone()),
        ("genre: ", joined(&story.genres)),
        ("slugline: ", story.slugline.clone()),
    ];
    for (name, value) in told {
        lines.extend(value.map(|value| vec![Piece::dim(name), Piece::plain(value)]));
    }
    let status = match story.pub_status {
        PubStatus::Usable => None,
        PubStatus::Withheld => Some("withheld: not to be published yet"),
        PubStatus::Canceled => Some("canceled: not to be used any more"),
    };
    lines.extend(status.map(|status| vec![Piece::new(Look::Warning, status)]));
    row("signals", lines)
}

fn joined(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| list.join(", "))
}

/// Place, credits and day of the dateline.
pub(super) fn dateline(story: &Story) -> Row {
    let Some(line) = &story.dateline else {
        return row("dateline", Vec::new());
    };
    let mut lines = vec![vec![Piece::dim("as it stood: "), quoted(&line.raw)]];
    if let Some(place) = &line.place {
        let mut parts = vec![Piece::new(Look::Entity(EntityKind::Place), place.clone())];
        let area = [&line.region, &line.country].map(|part| part.as_deref());
        let area: Vec<&str> = area.into_iter().flatten().collect();
        if !area.is_empty() {
            parts.push(Piece::dim(" → "));
            parts.push(Piece::plain(area.join(", ")));
        }
        if let Some(point) = line.resolved {
            parts.push(Piece::dim(" · "));
            parts.extend(on_the_map(point));
        }
        lines.push(parts);
    }
    if !line.more_places.is_empty() {
        let more = line.more_places.join(", ");
        lines.push(vec![Piece::dim("and "), Piece::plain(more)]);
    }
    if let Some(credits) = joined(&line.credits) {
        lines.push(vec![Piece::dim("credit: "), Piece::plain(credits)]);
    }
    if let Some(date) = line.date {
        let mut parts = vec![Piece::dim("day: "), Piece::plain(date.to_string())];
        if !line.raw.contains(&date.year().to_string()) {
            parts.push(Piece::dim(
                " (the year is not written: it is that of the arrival)",
            ));
        }
        lines.push(parts);
    }
    row("dateline", lines)
}

/// Point and GeoNames id.
fn on_the_map(point: ResolvedPlace) -> [Piece; 3] {
    let ResolvedPlace {
        geoname_id,
        latitude,
        longitude,
        ..
    } = point;
    let link = Piece {
        link: format!("https://www.geonames.org/{geoname_id}/"),
        ..Piece::plain(format!("GeoNames {geoname_id}"))
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

/// Who wrote it.
pub(super) fn byline(story: &Story) -> Row {
    let people = |names: &[&str]| {
        let mut pieces = Vec::new();
        for name in names {
            if !pieces.is_empty() {
                pieces.push(Piece::plain(", "));
            }
            pieces.push(Piece::new(Look::Entity(EntityKind::Person), *name));
        }
        pieces
    };
    let mut lines = Vec::new();
    if !story.by.is_empty() {
        let names: Vec<&str> = story.by.iter().map(String::as_str).collect();
        lines.push(people(&names));
    }
    for same in story
        .contributors
        .chunk_by(|one, next| one.part == next.part)
    {
        let names: Vec<&str> = same.iter().map(|who| who.name.as_str()).collect();
        let mut line = vec![Piece::dim(format!("{}: ", same[0].part))];
        line.extend(people(&names));
        lines.push(line);
    }
    row("byline", lines)
}

/// Times that the source gives.
pub(super) fn times(story: &Story) -> Row {
    let times = &story.times;
    let told = [
        ("version made ", times.version_created),
        ("first made ", times.first_created),
        ("content made ", times.content_created),
        ("embargoed until ", times.embargoed_until),
        ("expires ", times.expires),
        ("arrived ", story.origin.received),
    ];
    let told = told
        .into_iter()
        .filter_map(|(name, time)| Some((name, time?)));
    let lines = told.map(|(name, time)| vec![Piece::dim(name), Piece::plain(time.to_string())]);
    row("times", lines.collect())
}

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
    let given = joined(&story.keywords);
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

/// Notes to editors.
pub(super) fn notes(story: &Story) -> Row {
    let notes = story.ed_notes.iter();
    row(
        "notes",
        notes.map(|note| vec![Piece::plain(note.clone())]).collect(),
    )
}

/// What was taken out of the text, by kind.
pub(super) fn cut(story: &Story) -> Row {
    let lines = story.cut.iter().map(|cut| {
        let kind = Piece::dim(format!("{}: ", cut.kind.name()));
        vec![kind, Piece::plain(cut.text.trim())]
    });
    row("cut", lines.collect())
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

/// Where it came from and what it is published as.
pub(super) fn source(reading: &Reading) -> Row {
    let story = &reading.story;
    let origin = &story.origin;
    let mut lines = vec![vec![
        Piece::plain(origin.topic.to_string()),
        Piece::dim(format!(
            " · item {}/{} · {} bytes · {} · {} · provider {}",
            origin.item,
            origin.items,
            origin.bytes,
            story.format.name(),
            story.charset,
            story.provider
        )),
    ]];
    for source in &story.info_sources {
        let role = Piece::dim(format!("{}: ", source.role));
        lines.push(vec![role, Piece::plain(source.name.clone())]);
    }
    lines.push(vec![
        Piece::dim("published as "),
        Piece::plain(reading.record.uri.clone()),
    ]);
    row("source", lines)
}
