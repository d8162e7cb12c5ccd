//! The line of a page that says who, where and when: `PTI | New Delhi | Updated: …`.
//!
//! In: a paragraph. Out: its agency, town and day. Never: a line without a stamp or a bar.

use super::dateline_credit::Credits;
use super::dateline_date::{self, Day};
use super::dateline_parts::{Mark, Parts};
use super::dateline_place;
use super::dateline_scan::Scan;
use crate::lexicon::Lexicon;

/// Bytes in which a bar must stand.
const REACH: usize = 120;
/// Words of the longest agency's name.
const AGENCY_WORDS: usize = 4;
/// Parts of the longest stamp.
const STAMP_PARTS: usize = 40;

/// The line that begins here.
pub(super) fn read<'t, 'l>(scan: Scan<'t>, lexicon: &'l Lexicon) -> Option<Parts<'t, 'l>> {
    if !scan.rest().bytes().take(REACH).any(|byte| byte == b'|') {
        return None;
    }
    let (mut scan, credits) = agency(scan, lexicon)?;
    scan.skip_space();
    let bar = scan.eat('|');
    scan.skip_space();
    let mut towns = dateline_place::read(&mut scan, lexicon)?;
    let town = towns.first_mut()?;
    // `Mumbai Last Updated` are capitals all the same: the stamp is no part of the town.
    let mut words = town.name.split_whitespace().skip(1);
    if let Some(stamp) = words.find(|word| lexicon.datelines.stamps.has(word)) {
        let end = stamp.as_ptr() as usize - town.name.as_ptr() as usize;
        scan.at = town.name.as_ptr() as usize - scan.text.as_ptr() as usize + end;
        town.name = town.name[..end].trim_end();
    }
    let known = town.is_named(lexicon);
    let (end, day) = read_stamp(scan, lexicon);
    (known && (bar || day.is_some())).then_some(Parts {
        towns,
        day,
        undated: false,
        nowhere: false,
        credits,
        mark: Mark::Dash,
        dropped: 0,
        end,
    })
}

/// The longest name of an agency that begins here.
fn agency<'t, 'l>(scan: Scan<'t>, lexicon: &'l Lexicon) -> Option<(Scan<'t>, Credits<'l>)> {
    let (mut next, mut found) = (scan, None);
    for _ in 0..AGENCY_WORDS {
        next.word();
        let agency = lexicon.agencies.find(&scan.text[scan.at..next.at]);
        found = agency.map(|agency| (next, agency)).or(found);
        next.skip_space();
    }
    let (next, agency) = found?;
    let mut credits = Credits::default();
    credits.names.push(agency.name.clone());
    credits.known.push(agency);
    Some((next, credits))
}

/// Bars, labels, days, times and zones, and the first day among them.
fn read_stamp(mut scan: Scan<'_>, lexicon: &Lexicon) -> (usize, Option<Day>) {
    let mut day = None;
    let mut end = scan.at;
    for _ in 0..STAMP_PARTS {
        scan.skip_space();
        let Some(c) = scan.peek() else { break };
        if matches!(c, '|' | ':' | ',') {
            scan.bump();
        } else if let Some(found) = dateline_date::read(&mut scan, &lexicon.months) {
            day = day.or(Some(found));
        } else if scan.number(2).is_none() {
            let word = scan.word();
            let part = lexicon.datelines.stamps.has(word) || lexicon.datelines.rests.has(word);
            if word.is_empty() || !part {
                break;
            }
        }
        end = scan.at;
    }
    (end, day)
}
