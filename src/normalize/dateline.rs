//! The dateline at the head of a paragraph: where, when, and who says so.
//!
//! In: a paragraph, the tables, what is known of the time. Out: the dateline, what stood before
//! it, and where the text begins. Never: a sentence eaten, or a clock asked.

use std::ops::Range;

use jiff::Timestamp;

use super::dateline_cjk;
use super::dateline_late;
use super::dateline_page;
use super::dateline_parts::{self, Parts};
use super::dateline_scan::Scan;
use super::dateline_spaced;
use crate::lexicon::Lexicon;
use crate::lexicon::places::Places;
use crate::outcome::Defects;
use crate::story::Dateline;

/// What a dateline is read by.
#[derive(Clone, Copy, Debug)]
pub struct DatelineContext<'a> {
    /// The tables.
    pub lexicon: &'a Lexicon,
    /// When the story came in: decides a year that is not written.
    pub arrival: Option<Timestamp>,
    /// The story's own time: goes before the arrival.
    pub source_time: Option<Timestamp>,
}

/// A dateline and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatelineRead {
    /// The dateline.
    pub dateline: Dateline,
    /// Bytes of the paragraph that stood before it: a byline or a rest of the page, trimmed.
    pub before: Range<usize>,
    /// The byte of the paragraph at which its text begins.
    pub body_start: usize,
    /// Remarks: a guessed year and the like.
    pub defects: Defects,
}

/// The dateline at the head of a paragraph, if it has one.
pub fn read(paragraph: &str, context: &DatelineContext<'_>) -> Option<DatelineRead> {
    match find(paragraph, context.lexicon) {
        Some((start, parts)) => Some(assemble(paragraph, start, &parts, context)),
        None => spaced(paragraph, context),
    }
}

/// The byte at which the text begins behind a paragraph's dateline, if it has one.
pub fn text_start(paragraph: &str, context: &DatelineContext<'_>) -> Option<usize> {
    match find(paragraph, context.lexicon) {
        Some((_, parts)) => {
            let end = past_markers(paragraph, parts.end, context.lexicon);
            Some(skip_space(paragraph, end))
        }
        None => Some(spaced(paragraph, context)?.body_start),
    }
}

/// Where a dateline begins, and its parts.
fn find<'t, 'l>(paragraph: &'t str, lexicon: &'l Lexicon) -> Option<(usize, Parts<'t, 'l>)> {
    let start = paragraph.find(|c: char| !c.is_whitespace() && c != '*')?;
    let scan = Scan {
        text: paragraph,
        at: start,
    };
    let here = |parts| (start, parts);
    dateline_parts::read(scan, lexicon)
        .map(here)
        .or_else(|| dateline_late::read(paragraph, lexicon))
        .or_else(|| dateline_page::read(scan, lexicon).map(here))
        .or_else(|| dateline_cjk::read(scan, lexicon).map(here))
}

/// A letter-spaced dateline.
fn spaced(paragraph: &str, context: &DatelineContext<'_>) -> Option<DatelineRead> {
    let (joined, map) = dateline_spaced::join(paragraph)?;
    let scan = Scan {
        text: &joined,
        at: 0,
    };
    let parts = dateline_parts::read(scan, context.lexicon)?;
    let mut read = assemble(&joined, 0, &parts, context);
    let end = map.get(parts.end).copied()?;
    let raw = paragraph[..end].trim_start_matches(|c: char| c.is_whitespace() || c == '*');
    read.dateline.raw = raw.trim().to_owned();
    read.body_start = skip_space(paragraph, end);
    Some(read)
}

fn assemble(
    paragraph: &str,
    start: usize,
    parts: &Parts<'_, '_>,
    context: &DatelineContext<'_>,
) -> DatelineRead {
    let places = context.lexicon.places();
    let mut defects = Defects::default();
    let near = context.source_time.or(context.arrival);
    let date = parts.day.and_then(|day| day.resolve(near, &mut defects));
    let first = parts.towns.first();
    let start = start + parts.dropped;
    let end = past_markers(paragraph, parts.end, context.lexicon);
    let mut dateline = Dateline {
        raw: paragraph[start..end].trim().to_owned(),
        credits: parts.credits.names.clone(),
        date,
        ..Dateline::default()
    };
    if let Some(town) = first {
        let home = parts
            .credits
            .known
            .first()
            .and_then(|agency| agency.country);
        locate(&mut dateline, town.name, &town.behind, home, places);
        dateline.place = Some(town.cased(places));
        let located: Vec<_> = parts
            .towns
            .iter()
            .map(|town| town.located(places))
            .collect();
        dateline.located = Some(located.join("/"));
        dateline.more_places = parts.towns[1..]
            .iter()
            .map(|town| town.cased(places))
            .collect();
    }
    DatelineRead {
        dateline,
        before: trimmed(paragraph, start),
        body_start: skip_space(paragraph, end),
        defects,
    }
}

fn locate(
    dateline: &mut Dateline,
    name: &str,
    behind: &[&str],
    home: Option<[u8; 2]>,
    places: &Places,
) {
    let meaning = places.meaning(name, behind, home);
    let text = |code: [u8; 2]| String::from_utf8_lossy(&code).into_owned();
    dateline.region = meaning.region.map(str::to_owned);
    dateline.country = meaning.country.map(text);
    let resolved = meaning.place.and_then(|place| place.resolved());
    dateline.resolved = resolved.filter(|place| place.geoname_id.is_some());
}

/// Past `[TEXT]`, the mark of a monitoring service.
fn past_markers(paragraph: &str, end: usize, lexicon: &Lexicon) -> usize {
    let mut scan = Scan {
        text: paragraph,
        at: end,
    };
    scan.skip_space();
    let marked = scan.peek() == Some('[')
        && scan
            .bracket()
            .is_some_and(|m| lexicon.datelines.markers.has(m));
    if marked { scan.at } else { end }
}

fn trimmed(paragraph: &str, end: usize) -> Range<usize> {
    let before = &paragraph[..end];
    let start = before.len() - before.trim_start().len();
    let end = before.trim_end().len();
    start.min(end)..end
}

fn skip_space(paragraph: &str, at: usize) -> usize {
    let mut scan = Scan {
        text: paragraph,
        at,
    };
    scan.skip_space();
    scan.at
}
