//! What was read in a story but its text, in words, one row a matter.
//!
//! In: a story. Out: rows of pieces: signals, dateline, byline, times, notes, cuts, provenance.
//! Never: a fact that the record does not hold, but for what led to it.

use super::explain_piece::{Look, Piece, Row, row};
use super::explain_said::on_the_map;
use crate::enrich::EntityKind;
use crate::flow::Reading;
use crate::story::{PubStatus, Replaces, Story};

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
        ("section: ", story.section.clone()),
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
