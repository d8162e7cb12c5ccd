//! Who says so: the agencies of a dateline.
//!
//! In: the inside of a bracket, or words between slashes. Out: names, and whether an agency of
//! the lexicon is among them. Never: where a credit may stand.

use super::dateline_date::{self, Day};
use super::dateline_scan::{Scan, is_dash};
use crate::lexicon::Lexicon;
use crate::lexicon::agencies::Agency;

/// The credits of one bracket.
#[derive(Clone, Debug, Default)]
pub(super) struct Credits<'a> {
    /// Names in order: the agency's own where it is known, else as written.
    pub(super) names: Vec<String>,
    /// The agencies among them.
    pub(super) known: Vec<&'a Agency>,
    /// A day written with them.
    pub(super) day: Option<Day>,
}

impl<'a> Credits<'a> {
    /// Reads `UrduPoint News / Sputnik - 15th February, 2021`, `CBS St. Louis/AP`, `AP`.
    pub(super) fn read(inside: &str, lexicon: &'a Lexicon) -> Self {
        let (names, day) = part_day(inside, lexicon);
        let mut credits = Self {
            day,
            ..Self::default()
        };
        credits.add(names, lexicon);
        credits
    }

    fn add(&mut self, names: &str, lexicon: &'a Lexicon) {
        let names = names.trim();
        if let Some(agency) = lexicon.agencies.find(names) {
            self.push(agency.name.clone(), Some(agency));
        } else if let Some((front, back)) = part(names) {
            self.add(front, lexicon);
            self.add(back, lexicon);
        } else if let Some(agencies) = all_known(names, lexicon) {
            for agency in agencies {
                self.push(agency.name.clone(), Some(agency));
            }
        } else if names.chars().any(char::is_alphabetic) {
            self.push(names.to_owned(), None);
        }
    }

    fn push(&mut self, name: String, agency: Option<&'a Agency>) {
        if !self.names.contains(&name) {
            self.names.push(name);
            self.known.extend(agency);
        }
    }

    /// Whether an agency of the lexicon is among them.
    pub(super) fn is_known(&self) -> bool {
        !self.known.is_empty()
    }

    /// Whether the dateline may go over into the text without a dash.
    pub(super) fn needs_no_dash(&self) -> bool {
        self.known.iter().any(|agency| agency.no_dash)
    }
}

/// At the first slash, else at the first dash between spaces, else at `and`.
fn part(names: &str) -> Option<(&str, &str)> {
    if let Some(parts) = names.split_once('/') {
        return Some(parts);
    }
    let dash = names.char_indices().find(|&(at, c)| {
        is_dash(c)
            && names[..at].ends_with(char::is_whitespace)
            && names[at + c.len_utf8()..].starts_with(char::is_whitespace)
    });
    match dash {
        Some((at, c)) => Some((&names[..at], &names[at + c.len_utf8()..])),
        None => names.split_once(" and "),
    }
}

/// `ats afp`: every word an agency.
fn all_known<'a>(names: &str, lexicon: &'a Lexicon) -> Option<Vec<&'a Agency>> {
    let words = names.split([' ', ',']).filter(|word| !word.is_empty());
    words.map(|word| lexicon.agencies.find(word)).collect()
}

/// The names and the day at their end.
fn part_day<'a>(inside: &'a str, lexicon: &Lexicon) -> (&'a str, Option<Day>) {
    if !inside.bytes().any(|byte| byte.is_ascii_digit()) {
        return (inside, None);
    }
    let mut before = ' ';
    for (at, c) in inside.char_indices() {
        let begins = c.is_ascii_digit() || c.is_alphabetic();
        if begins && !before.is_alphanumeric() {
            let mut scan = Scan { text: inside, at };
            let day = dateline_date::read(&mut scan, &lexicon.months);
            if day.is_some() && !scan.rest().contains(char::is_alphanumeric) {
                let names = inside[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
                // A point that belongs to a name stays: `Newsfile Corp.`.
                return (names, day);
            }
        }
        before = c;
    }
    (inside, None)
}
