//! The parts of a dateline in the orders in which agencies write them, and whether they are one.
//!
//! In: a place in a text. Out: towns, day, credits and where they end. Never: a sentence taken
//! for a dateline: what is not known by its agency, its day or its place is none.

use super::dateline_credit::Credits;
use super::dateline_date::{self, Day};
use super::dateline_place::{self, Town};
use super::dateline_scan::{Scan, begins_name, is_caps, is_dash};
use crate::lexicon::Lexicon;

/// Parts between town and text, separators included.
const PARTS_MAX: usize = 10;

/// Bytes of an agency behind the dash.
const CREDIT_BEHIND_MAX: usize = 40;

/// How a dateline ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It goes over into the text.
    None,
    /// A colon.
    Colon,
    /// A dash, or the point behind `/TASS/`.
    Dash,
}

/// A dateline in its parts.
#[derive(Clone, Debug)]
pub(super) struct Parts<'t, 'l> {
    /// Towns; none where only agency or day are named.
    pub(super) towns: Vec<Town<'t>>,
    /// Day.
    pub(super) day: Option<Day>,
    /// It is said that there is no day.
    pub(super) undated: bool,
    /// Agencies.
    pub(super) credits: Credits<'l>,
    /// It is said that there is no place, in the area that stands behind.
    pub(super) nowhere: bool,
    /// How it ends.
    pub(super) mark: Mark,
    /// Bytes at its head that are rests of a page.
    pub(super) dropped: usize,
    /// Where it ends, its mark included.
    pub(super) end: usize,
}

/// The parts that begin here, if together they are a dateline.
pub(super) fn read<'t, 'l>(scan: Scan<'t>, lexicon: &'l Lexicon) -> Option<Parts<'t, 'l>> {
    let mut scan = scan;
    let head = scan.rest();
    let towns = match scan.peek()? {
        '(' | '/' => Vec::new(),
        _ if dateline_date::read(&mut scan.clone(), &lexicon.months).is_some() => Vec::new(),
        _ => dateline_place::read(&mut scan, lexicon)?,
    };
    let headed = !towns.is_empty();
    let mut parts = Parts {
        towns,
        day: None,
        undated: false,
        credits: Credits::default(),
        nowhere: false,
        mark: Mark::None,
        dropped: 0,
        end: scan.at,
    };
    parts.read_tail(&mut scan, lexicon);
    if parts.towns.is_empty() && parts.mark == Mark::Dash {
        parts.read_town_behind(&mut scan, lexicon);
    }
    if parts.day.is_none() && parts.mark == Mark::Dash {
        parts.read_day_behind(&mut scan, lexicon);
    }
    if parts.credits.names.is_empty() && parts.day.is_some() && parts.mark == Mark::Dash {
        parts.read_credit_behind(&mut scan, lexicon);
    }
    parts.end = scan.at;
    for town in &mut parts.towns {
        town.drop_rests(lexicon);
    }
    // Only at the head: a town behind its agency begins no dateline.
    if let Some(town) = parts.towns.first().filter(|_| headed) {
        parts.dropped = town.name.as_ptr() as usize - head.as_ptr() as usize;
    }
    parts.drop_nowhere(lexicon);
    parts.is_dateline(scan, lexicon).then_some(parts)
}

impl<'t, 'l> Parts<'t, 'l> {
    /// Day, credits and mark in any order.
    fn read_tail(&mut self, scan: &mut Scan<'t>, lexicon: &'l Lexicon) {
        for _ in 0..PARTS_MAX {
            let before = *scan;
            scan.skip_space();
            let Some(c) = scan.peek() else { return };
            let goes_on = match c {
                ',' | ';' => {
                    scan.bump();
                    true
                }
                '.' => self.point(scan),
                ':' => self.colon(scan, lexicon),
                c if is_dash(c) => self.dash(scan, lexicon),
                '(' | '[' => self.bracket(scan, lexicon),
                '/' => self.slashes(scan, lexicon),
                _ => self.words(scan, lexicon),
            };
            if !goes_on {
                if self.mark == Mark::None {
                    *scan = before;
                }
                return;
            }
        }
    }

    /// `.` after a town or a day, `.-` before the text, the end of `/TASS/.`.
    fn point(&mut self, scan: &mut Scan<'t>) -> bool {
        scan.bump();
        if self.mark == Mark::None
            && !self.credits.names.is_empty()
            && !scan.peek().is_some_and(is_dash)
        {
            self.mark = Mark::Dash;
            return false;
        }
        true
    }

    fn colon(&mut self, scan: &mut Scan<'t>, lexicon: &Lexicon) -> bool {
        scan.bump();
        if self.credits.names.is_empty() && credit_follows(*scan, lexicon) {
            return true;
        }
        self.mark = Mark::Colon;
        false
    }

    /// The dash before the text, or one before the credit: `WASHINGTON _ (AP) _`.
    fn dash(&mut self, scan: &mut Scan<'t>, lexicon: &Lexicon) -> bool {
        scan.dashes();
        if self.credits.names.is_empty() && credit_follows(*scan, lexicon) {
            return true;
        }
        self.mark = Mark::Dash;
        false
    }

    fn bracket(&mut self, scan: &mut Scan<'t>, lexicon: &'l Lexicon) -> bool {
        let mut next = *scan;
        let Some(inside) = next.bracket() else {
            return false;
        };
        if lexicon.datelines.no_date.has(inside) {
            self.undated = true;
            *scan = next;
            return true;
        }
        let credits = Credits::read(inside, lexicon);
        if !self.credits.names.is_empty() || credits.names.is_empty() && credits.day.is_none() {
            return false;
        }
        self.day = self.day.or(credits.day);
        self.credits = credits;
        *scan = next;
        true
    }

    fn slashes(&mut self, scan: &mut Scan<'t>, lexicon: &'l Lexicon) -> bool {
        if !self.credits.names.is_empty() {
            return false;
        }
        let Some(credits) = dateline_place::slashed_credit(scan, lexicon) else {
            return false;
        };
        self.credits = credits;
        // `København /ritzau/: ` and `/TASS/. ` end by their own mark.
        true
    }

    /// A day, a missing day, or an agency without brackets: `Dec. 9 Kyodo -`.
    fn words(&mut self, scan: &mut Scan<'t>, lexicon: &'l Lexicon) -> bool {
        if self.day.is_none() {
            if let Some(day) = dateline_date::read(scan, &lexicon.months) {
                self.day = Some(day);
                return true;
            }
            if let Some(end) = missing_day(*scan, lexicon) {
                self.undated = true;
                scan.at = end;
                return true;
            }
            let known = self
                .towns
                .first()
                .is_some_and(|town| town.is_known(lexicon));
            if known && unreadable_day(scan) {
                self.undated = true;
                return true;
            }
        }
        let mut next = *scan;
        let agency = lexicon
            .agencies
            .find(next.word())
            .filter(|agency| agency.bare);
        let Some(agency) = agency.filter(|_| self.credits.names.is_empty()) else {
            return false;
        };
        self.credits.names.push(agency.name.clone());
        self.credits.known.push(agency);
        *scan = next;
        true
    }

    /// `(ANSA) - ROMA, 1 LUG - `: town and day behind the agency.
    fn read_town_behind(&mut self, scan: &mut Scan<'t>, lexicon: &'l Lexicon) {
        let mut next = *scan;
        next.skip_space();
        let Some(towns) = dateline_place::read(&mut next, lexicon) else {
            return;
        };
        let mut behind = Parts {
            towns,
            mark: Mark::None,
            ..self.clone()
        };
        behind.day = None;
        behind.read_tail(&mut next, lexicon);
        if behind.day.is_some() && behind.mark == Mark::Dash && behind.is_placed(lexicon) {
            *self = behind;
            *scan = next;
        }
    }

    /// `--(BUSINESS WIRE)--Dec 5, 2024--`: the day behind the agency.
    fn read_day_behind(&mut self, scan: &mut Scan<'t>, lexicon: &Lexicon) {
        let mut next = *scan;
        next.skip_space();
        let day = dateline_date::read(&mut next, &lexicon.months);
        next.skip_space();
        if day.is_some() && next.dashes() {
            self.day = day;
            *scan = next;
        }
    }

    /// `МОСКВА, 3 мар — РИА Новости. `: the agency behind the dash, as a sentence of its own.
    fn read_credit_behind(&mut self, scan: &mut Scan<'t>, lexicon: &'l Lexicon) {
        let mut next = *scan;
        next.skip_space();
        let said = next.rest().split_once(". ").map(|(said, _)| said);
        let Some(said) = said.filter(|said| said.len() <= CREDIT_BEHIND_MAX) else {
            return;
        };
        if let Some(agency) = lexicon.agencies.find(said) {
            self.credits.names.push(agency.name.clone());
            self.credits.known.push(agency);
            scan.at = next.at + said.len() + 1;
        }
    }

    /// `NO CITY (PERU)` is no town.
    fn drop_nowhere(&mut self, lexicon: &Lexicon) {
        let first = self.towns.first();
        self.nowhere = first.is_some_and(|town| lexicon.datelines.no_place.has(town.name));
        if self.nowhere {
            self.towns.clear();
        }
    }

    /// Whether the first town looks or is known like one.
    fn is_placed(&self, lexicon: &Lexicon) -> bool {
        self.towns
            .first()
            .is_some_and(|town| is_caps(town.name) || town.is_known(lexicon))
    }

    fn is_dateline(&self, after: Scan<'_>, lexicon: &Lexicon) -> bool {
        let known = self.credits.is_known();
        let dated = self.day.is_some() || self.undated;
        let Some(town) = self.towns.first() else {
            // Agency alone, or the day before it: `Jan. 12 (BusinessDesk) -`.
            return self.mark == Mark::Dash && (known || self.nowhere && dated);
        };
        let caps = is_caps(town.name);
        match (self.mark, known) {
            (Mark::Dash | Mark::Colon, true) => {
                let words = town.name.split_whitespace().count();
                caps || words <= 2 || dated || town.is_known(lexicon)
            }
            (Mark::None, true) => {
                let sure = self.credits.day.is_some() || dated || town.is_known(lexicon);
                self.credits.needs_no_dash() && sure && text_follows(after)
            }
            (Mark::Dash, false) if dated => {
                let named = !self.credits.names.is_empty();
                town.is_known(lexicon)
                    || caps
                        && (named || is_short(town) && (is_last(after) || small_follow(after, 3)))
            }
            (Mark::Colon, false) if dated => town.is_known(lexicon) && caps,
            // `ISLAMABAD: The government`; smaller towns are more often who speaks in an interview.
            (Mark::Colon, false) => {
                caps && town.is_world_city(lexicon)
                    && small_follow(after, 20)
                    && text_follows(after)
            }
            (Mark::Dash, false) => caps && town.is_known(lexicon) && is_bare(self, after, lexicon),
            // An agency that nobody knows, and the day beside it in its bracket.
            (Mark::None, false) if self.credits.day.is_some() && !self.credits.names.is_empty() => {
                caps && town.is_known(lexicon) && text_follows(after)
            }
            (Mark::None, false) => false,
        }
    }
}

/// The end of `NO DATE`.
fn missing_day(scan: Scan<'_>, lexicon: &Lexicon) -> Option<usize> {
    let mut next = scan;
    next.word();
    let one = next.at;
    next.skip_space();
    next.word();
    let said = |end: &usize| lexicon.datelines.no_date.has(&scan.text[scan.at..*end]);
    [next.at, one].into_iter().find(said)
}

/// A day that cannot be read, before the dash: `Mach 4 -`, `June 219 -`.
fn unreadable_day(scan: &mut Scan<'_>) -> bool {
    let mut next = *scan;
    let word = next.word();
    let word = (2..=9).contains(&word.chars().count()) && begins_name(word);
    next.skip_space();
    let number = next.number(3).is_some();
    let end = next;
    next.skip_space();
    let found = word && number && next.at > end.at && next.peek().is_some_and(is_dash);
    if found {
        *scan = end;
    }
    found
}

/// A town and a dash alone: the dash stands apart, and a text in small letters follows.
fn is_bare(parts: &Parts<'_, '_>, after: Scan<'_>, lexicon: &Lexicon) -> bool {
    let apart = after.text[..after.at]
        .trim_end_matches(is_dash)
        .ends_with(char::is_whitespace);
    let wide =
        after.text[..after.at].ends_with(['—', '–', '―']) || after.text[..after.at].ends_with("--");
    let town = parts.towns.iter().all(|town| town.is_town(lexicon));
    let placed = parts
        .towns
        .first()
        .is_some_and(|town| town.is_placed(lexicon));
    let least = if placed { 3 } else { 10 };
    (apart || wide) && town && small_follow(after, least) && text_follows(after)
}

/// Whether a town that nobody knows is short enough to be one, and no headline in capitals.
fn is_short(town: &Town<'_>) -> bool {
    town.name.split_whitespace().count() <= 3
}

/// Whether the dateline stands alone, before a table.
fn is_last(after: Scan<'_>) -> bool {
    after.rest().trim().is_empty()
}

/// Whether more than so many small letters follow soon.
fn small_follow(after: Scan<'_>, least: usize) -> bool {
    let next = after.rest().chars().take(60);
    next.filter(|c| c.is_lowercase()).count() > least
}

/// Whether what follows can be the beginning of a sentence.
fn text_follows(scan: Scan<'_>) -> bool {
    let first = scan.rest().chars().find(|c| !c.is_whitespace());
    first.is_some_and(|c| {
        !c.is_lowercase() && (c.is_alphanumeric() || !matches!(c, ')' | ',' | ';'))
    })
}

/// Whether a bracket with a known agency comes next.
fn credit_follows(scan: Scan<'_>, lexicon: &Lexicon) -> bool {
    let mut next = scan;
    next.skip_space();
    let inside = next.bracket();
    inside.is_some_and(|inside| Credits::read(inside, lexicon).is_known())
}

/// Whether a word can begin a dateline inside a paragraph.
pub(super) fn begins_late(word: &str) -> bool {
    begins_name(word) && is_caps(word)
}
