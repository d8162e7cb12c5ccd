//! A dateline behind a byline, a note or the rest of a page.
//!
//! In: a paragraph. Out: where its dateline begins, and its parts. Never: a dateline without a
//! known agency, or without a byline before it.

use super::byline;
use super::dateline_credit::Credits;
use super::dateline_parts::{self, Mark, Parts, begins_late};
use super::dateline_scan::{Scan, is_dash};
use crate::lexicon::Lexicon;

/// Bytes in which a dateline is looked for.
const REACH: usize = 400;
/// Bytes before the agency in which its town is looked for.
const TOWN_BYTES: usize = 90;

/// A dateline further on in the paragraph.
pub(super) fn read<'t, 'l>(
    paragraph: &'t str,
    lexicon: &'l Lexicon,
) -> Option<(usize, Parts<'t, 'l>)> {
    let head = paragraph.get(..floor(paragraph, REACH))?;
    for (at, _) in head.match_indices('(') {
        if is_credit(
            Scan {
                text: paragraph,
                at,
            },
            lexicon,
        ) {
            let from = floor(paragraph, at.saturating_sub(TOWN_BYTES));
            let found = nearest(paragraph, from..at, lexicon, |parts| parts.end > at);
            if found.is_some() {
                return found;
            }
            if let Some(found) = agency_alone(paragraph, at, lexicon) {
                return Some((at, found));
            }
        }
    }
    if !has_intro(paragraph, lexicon) {
        return None;
    }
    agency_intro(paragraph, lexicon).or_else(|| {
        let reach = 0..floor(paragraph, REACH / 2);
        nearest(paragraph, reach, lexicon, |parts| {
            parts.day.is_some() && parts.mark == Mark::Dash
        })
    })
}

/// `(Corrects paragraph 2) (Reuters) -`, `By Jane Doe (Reuters) -`: no town behind a note or names.
fn agency_alone<'t, 'l>(
    paragraph: &'t str,
    at: usize,
    lexicon: &'l Lexicon,
) -> Option<Parts<'t, 'l>> {
    let before = paragraph[..at].trim();
    let note = before.starts_with('(') && before.ends_with(')');
    if !note && byline::read_end(before, lexicon).is_none() {
        return None;
    }
    dateline_parts::read(
        Scan {
            text: paragraph,
            at,
        },
        lexicon,
    )
}

/// `(AP) —`: a known agency in brackets before a dash, or one that needs none.
fn is_credit(mut scan: Scan<'_>, lexicon: &Lexicon) -> bool {
    let Some(inside) = scan.bracket().filter(|inside| inside.len() <= 100) else {
        return false;
    };
    scan.skip_space();
    let dash = scan
        .peek()
        .is_some_and(|c| is_dash(c) || c == '.' || c == ':');
    let credits = (dash || inside.contains(|c: char| c.is_ascii_digit()))
        .then(|| Credits::read(inside, lexicon));
    credits.is_some_and(|c| c.is_known() && (dash || c.needs_no_dash() && c.day.is_some()))
}

/// The leftmost start whose town is known; else the last run of capitals before the agency.
fn nearest<'t, 'l>(
    paragraph: &'t str,
    range: std::ops::Range<usize>,
    lexicon: &'l Lexicon,
    fits: impl Fn(&Parts<'_, '_>) -> bool,
) -> Option<(usize, Parts<'t, 'l>)> {
    let mut unknown = None;
    let mut before = ' ';
    for (offset, c) in paragraph.get(range.clone())?.char_indices() {
        let at = range.start + offset;
        let starts = c.is_uppercase() && !before.is_alphanumeric();
        before = c;
        if !starts
            || !begins_late(
                Scan {
                    text: paragraph,
                    at,
                }
                .word(),
            )
        {
            continue;
        }
        let parts = dateline_parts::read(
            Scan {
                text: paragraph,
                at,
            },
            lexicon,
        );
        let Some(parts) = parts.filter(|parts| fits(parts) && !parts.towns.is_empty()) else {
            continue;
        };
        if parts.towns.iter().any(|town| town.is_named(lexicon)) {
            return Some((at, parts));
        }
        unknown = unknown.or(Some((at, parts)));
    }
    // Behind a name in capitals the town cannot be told apart.
    unknown
}

fn has_intro(paragraph: &str, lexicon: &Lexicon) -> bool {
    let mut scan = Scan {
        text: paragraph,
        at: 0,
    };
    scan.skip_space();
    scan.dashes();
    lexicon.bylines.intros.has(scan.word())
}

/// `By IANS, Kolkata : `.
fn agency_intro<'t, 'l>(
    paragraph: &'t str,
    lexicon: &'l Lexicon,
) -> Option<(usize, Parts<'t, 'l>)> {
    let mut scan = Scan {
        text: paragraph,
        at: 0,
    };
    scan.skip_space();
    scan.word();
    scan.skip_space();
    let names = scan
        .rest()
        .split(',')
        .next()
        .filter(|names| names.len() <= 60)?;
    let agency = lexicon.agencies.find(names)?;
    scan.at += names.len() + 1;
    scan.skip_space();
    let start = scan.at;
    let towns = super::dateline_place::read(&mut scan, lexicon)?;
    scan.skip_space();
    let ends = scan.eat(':') || scan.dashes();
    let known = towns.first().is_some_and(|town| town.is_named(lexicon));
    (ends && known).then(|| {
        let mut credits = Credits::default();
        credits.names.push(agency.name.clone());
        credits.known.push(agency);
        let end = scan.at;
        (
            start,
            Parts {
                towns,
                day: None,
                undated: false,
                nowhere: false,
                credits,
                mark: Mark::Colon,
                dropped: 0,
                end,
            },
        )
    })
}

/// The last char boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
