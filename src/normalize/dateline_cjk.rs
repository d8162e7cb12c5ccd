//! Datelines of East Asia: `新华社北京2月15日电`, `【札幌共同】`, `(서울=연합뉴스)`.
//!
//! In: a place in a text. Out: its town, day and agency. Never: a dateline without a known agency.

use super::dateline_credit::Credits;
use super::dateline_date::Day;
use super::dateline_parts::{Mark, Parts};
use super::dateline_place::Town;
use super::dateline_scan::{Scan, is_dash};
use super::words::is_spaceless;
use crate::lexicon::Lexicon;
use crate::lexicon::agencies::Agency;
use crate::lexicon::places::fold;

/// Bytes in which such a dateline ends.
const REACH: usize = 160;
/// Longest town, in characters.
const TOWN_CHARS: usize = 12;
/// What stands behind the day: filed by wire, news.
const FILED: [char; 4] = ['电', '電', '讯', '訊'];
/// The reporter, between agency and town or in a bracket behind the day.
const REPORTERS: [&str; 2] = ["记者", "記者"];
/// The reporter behind a Korean bracket, up to the text.
const REPORTER_KOREAN: &str = "기자 =";

/// The dateline that begins here.
pub(super) fn read<'t, 'l>(scan: Scan<'t>, lexicon: &'l Lexicon) -> Option<Parts<'t, 'l>> {
    let head = &scan.rest()[..scan.rest().floor_char_boundary(REACH)];
    if head.is_ascii() {
        return None;
    }
    let wrapped = head.strip_prefix(['(', '（']);
    filed(wrapped.unwrap_or(head), lexicon)
        .or_else(|| bracketed(head, lexicon))
        .map(|found| found.parts(scan.text))
}

/// What was found, as pieces of the text.
struct Found<'t, 'l> {
    town: Option<&'t str>,
    day: Option<Day>,
    agencies: Vec<&'l Agency>,
    /// What stands behind it.
    rest: &'t str,
}

impl<'t, 'l> Found<'t, 'l> {
    fn parts(self, text: &'t str) -> Parts<'t, 'l> {
        let town = |name| Town {
            name,
            behind: Vec::new(),
        };
        Parts {
            towns: self.town.map(town).into_iter().collect(),
            day: self.day,
            undated: false,
            nowhere: false,
            credits: Credits {
                names: self.agencies.iter().map(|one| one.name.clone()).collect(),
                known: self.agencies,
                day: None,
            },
            mark: Mark::Dash,
            dropped: 0,
            end: self.rest.as_ptr() as usize - text.as_ptr() as usize,
        }
    }
}

/// `新华社北京2月15日电（记者…）`, `（中央社記者…台北15日電）`.
fn filed<'t, 'l>(head: &'t str, lexicon: &'l Lexicon) -> Option<Found<'t, 'l>> {
    let (before, rest) = head.split_once('日')?;
    let rest = rest.trim_start().strip_prefix(FILED)?;
    let (before, day) = day_behind(before);
    let (agency, place) = agency_first(before, lexicon)?;
    let rest = rest.strip_prefix([')', '）']).unwrap_or(rest);
    Some(Found {
        town: town(place, lexicon),
        day,
        agencies: vec![agency],
        rest: behind_reporter(rest),
    })
}

/// `【札幌共同】`, `【2月15日 AFP】`, `[東京　３日　ロイター] -`, `【ワシントン=時事】`,
/// `(서울=연합뉴스)`.
fn bracketed<'t, 'l>(head: &'t str, lexicon: &'l Lexicon) -> Option<Found<'t, 'l>> {
    let square = head.strip_prefix(['[', '［']);
    let (inside, rest) = match head.strip_prefix('【') {
        Some(inside) => inside.split_once('】')?,
        None if square.is_some() => square?.split_once([']', '］'])?,
        None => head.strip_prefix(['(', '（'])?.split_once([')', '）'])?,
    };
    let dash = |rest: &'t str| rest.trim_start().strip_prefix(is_dash);
    let rest = square.and_then(|_| dash(rest)).unwrap_or(rest);
    if let Some((left, right)) = inside.split_once(['=', '＝']) {
        let (first, last) = (lexicon.agencies.find(left), lexicon.agencies.find(right)?);
        let town = first.is_none().then_some(left);
        let reporter = rest.find(REPORTER_KOREAN).filter(|at| *at <= REACH / 4);
        return Some(Found {
            town: town.filter(|name| is_short(name)),
            day: None,
            agencies: first.into_iter().chain([last]).collect(),
            rest: reporter.map_or(rest, |at| &rest[at + REPORTER_KOREAN.len()..]),
        });
    }
    if !head.starts_with('【') && square.is_none() {
        return None;
    }
    let (before, agency) = agency_last(inside, lexicon)?;
    let (place, day) = match before.trim_end().strip_suffix('日') {
        Some(before) => day_behind(before),
        None => (before.trim_end(), None),
    };
    Some(Found {
        town: town(place, lexicon),
        day,
        agencies: vec![agency],
        rest,
    })
}

/// The longest name of an agency that begins a text, and what stands behind it.
fn agency_first<'t, 'l>(text: &'t str, lexicon: &'l Lexicon) -> Option<(&'l Agency, &'t str)> {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
    ends.filter(|end| *end <= REACH / 4).find_map(|end| {
        let (name, rest) = text.split_at(end);
        Some((lexicon.agencies.find(name)?, rest))
    })
}

/// The longest name of an agency that ends a text, and what stands before it.
fn agency_last<'t, 'l>(text: &'t str, lexicon: &'l Lexicon) -> Option<(&'t str, &'l Agency)> {
    text.char_indices().find_map(|(at, _)| {
        let (rest, name) = text.split_at(at);
        Some((rest, lexicon.agencies.find(name)?))
    })
}

/// `北京2024年2月15`: the day at the end, and what stands before it. A day alone is left out.
fn day_behind(text: &str) -> (&str, Option<Day>) {
    let (before, day) = number_behind(text);
    let Some(dated) = before.trim_end().strip_suffix('月') else {
        return (before, None);
    };
    let (before, month) = number_behind(dated);
    let year = before.strip_suffix('年').map(number_behind);
    let (before, year) = year.map_or((before, None), |(before, year)| (before, year));
    let day = day.zip(month).map(|(day, month)| Day::of(year, month, day));
    (before.trim_end(), day.flatten())
}

fn number_behind(text: &str) -> (&str, Option<i16>) {
    let wide = |c: char| ('０'..='９').contains(&c);
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit() || wide(c));
    let digits = text[before.len()..].chars().map(|c| match wide(c) {
        true => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        false => c,
    });
    (before, digits.collect::<String>().parse().ok())
}

/// The town, which behind a reporter is the longest end that the gazetteer knows.
fn town<'t>(place: &'t str, lexicon: &Lexicon) -> Option<&'t str> {
    let place = place.trim();
    if !REPORTERS.iter().any(|word| place.contains(word)) {
        return Some(place).filter(|place| is_short(place));
    }
    let mut ends = place.char_indices().map(|(at, _)| &place[at..]);
    ends.find(|end| lexicon.places().knows_town(&fold(end)))
}

fn is_short(name: &str) -> bool {
    let letters = |c: char| is_spaceless(c) || c.is_alphabetic() || matches!(c, '・' | ' ');
    (1..=TOWN_CHARS).contains(&name.chars().count()) && name.chars().all(letters)
}

/// Past `（记者 …）`.
fn behind_reporter(rest: &str) -> &str {
    let inside = rest.trim_start().strip_prefix(['(', '（']);
    let named = inside.filter(|inside| REPORTERS.iter().any(|word| inside.starts_with(word)));
    named
        .and_then(|inside| inside.split_once([')', '）']))
        .map_or(rest, |(_, rest)| rest)
}
