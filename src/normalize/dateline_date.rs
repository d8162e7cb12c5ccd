//! Days as datelines write them.
//!
//! In: a place in a text, names of months, what is known of the time. Out: a day.
//! Never: the clock; a year that is not written comes from the story's own time or its arrival.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::dateline_scan::{Scan, is_dash};
use crate::lexicon::months::Months;
use crate::outcome::{DefectCode, Defects};

/// Bytes in which the first digit of a day stands, weekday and month before it.
const REACH: usize = 40;

/// A day as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    day: i8,
    month: i8,
    year: Year,
    weekday: Option<i8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Year {
    Missing,
    Short(i16),
    Full(i16),
}

/// Reads a day: `Jan. 21`, `18th August, 2020`, `24 AUG 89`, `21 de enero`, `2021-02-15`.
pub(super) fn read(scan: &mut Scan<'_>, months: &Months) -> Option<Day> {
    // Most words are no day: the next digit is far.
    if !scan
        .rest()
        .bytes()
        .take(REACH)
        .any(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let mut next = *scan;
    let weekday = weekday(&mut next, months);
    let day = match next.peek()? {
        c if c.is_ascii_digit() => number_first(&mut next, months),
        c if c.is_alphabetic() => month_first(&mut next, months),
        _ => None,
    };
    let day = day?;
    *scan = next;
    Some(Day { weekday, ..day })
}

fn weekday(scan: &mut Scan<'_>, months: &Months) -> Option<i8> {
    let mut next = *scan;
    let word = next.word();
    let after = next.peek().is_some_and(|c| c == ',' || c.is_whitespace());
    let found = (word.len() >= 3 && after)
        .then(|| months.weekday(word))
        .flatten()?;
    next.eat(',');
    next.skip_space();
    *scan = next;
    Some(found)
}

fn month_first(scan: &mut Scan<'_>, months: &Months) -> Option<Day> {
    let word = scan.word();
    separators(scan);
    if !scan.peek()?.is_ascii_digit() {
        return None;
    }
    let month = months.month(word)?;
    let day = scan.number(2)?;
    ordinal(scan);
    let year = year(scan);
    Some(Day {
        day: i8::try_from(day).ok()?,
        month,
        year,
        weekday: None,
    })
}

fn number_first(scan: &mut Scan<'_>, months: &Months) -> Option<Day> {
    if let Some(day) = all_numbers(scan) {
        return Some(day);
    }
    let day = scan.number(2)?;
    ordinal(scan);
    separators(scan);
    let mut word = scan.word();
    if matches!(word, "de" | "DE" | "of") {
        scan.skip_space();
        word = scan.word();
    }
    let month = months.month(word)?;
    let year = year(scan);
    Some(Day {
        day: i8::try_from(day).ok()?,
        month,
        year,
        weekday: None,
    })
}

/// `2021-02-15` and `15.02.2021`.
fn all_numbers(scan: &mut Scan<'_>) -> Option<Day> {
    let mut next = *scan;
    let first = next.number(4)?;
    let mark = next.peek().filter(|c| matches!(c, '-' | '.'))?;
    next.bump();
    let second = next.number(2)?;
    if !next.eat(mark) {
        return None;
    }
    let third = next.number(4)?;
    let (year, day) = if mark == '-' && first >= 1000 {
        (first, third)
    } else {
        (third, first)
    };
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(second).ok()?);
    if !(1900..2100).contains(&year) {
        return None;
    }
    *scan = next;
    Some(Day {
        day,
        month,
        year: Year::Full(year),
        weekday: None,
    })
}

fn separators(scan: &mut Scan<'_>) {
    while scan
        .peek()
        .is_some_and(|c| c.is_whitespace() || matches!(c, '.' | ','))
    {
        scan.bump();
    }
}

/// `1st`, `2nd`, `3rd`, `18th`, `1er`, `1º`.
fn ordinal(scan: &mut Scan<'_>) {
    let mut next = *scan;
    let word = next.word();
    if matches!(
        word,
        "st" | "nd" | "rd" | "th" | "er" | "º" | "ST" | "ND" | "RD" | "TH"
    ) {
        *scan = next;
    }
}

fn year(scan: &mut Scan<'_>) -> Year {
    let mut next = *scan;
    separators(&mut next);
    let glued = next.at == scan.at;
    let digits = next.rest().bytes().take_while(u8::is_ascii_digit).count();
    let Some(number) = next.number(4) else {
        return Year::Missing;
    };
    // Two digits are a year only before a bracket or a dash: `24 AUG 89 (EFE)`.
    let mut after = next;
    after.skip_space();
    let ends = after
        .peek()
        .is_none_or(|c| matches!(c, '(' | '[' | ',' | '/') || is_dash(c));
    let year = match digits {
        4 if (1900..2100).contains(&number) => Year::Full(number),
        2 if ends && !glued => Year::Short(number),
        _ => return Year::Missing,
    };
    // Urdu marks a year: `2018ء`.
    next.eat('ء');
    *scan = next;
    year
}

impl Day {
    /// A day in numbers; `None` where they are none.
    pub(super) fn of(year: Option<i16>, month: i16, day: i16) -> Option<Self> {
        Some(Self {
            day: i8::try_from(day).ok()?,
            month: i8::try_from(month)
                .ok()
                .filter(|month| (1..=12).contains(month))?,
            year: year.map_or(Year::Missing, Year::Full),
            weekday: None,
        })
    }

    /// The day with its year. A year that is not written is that of the latest such day that is
    /// no later than a day after the story's own time or its arrival; without either it stays
    /// unknown, and so does the day.
    pub(super) fn resolve(self, near: Option<Timestamp>, defects: &mut Defects) -> Option<Date> {
        let latest = near.and_then(|near| {
            let day = TimeZone::UTC.to_datetime(near).date();
            day.checked_add(1.day()).ok()
        });
        let found = match (self.year, latest) {
            (Year::Full(year), _) => self.in_year(year),
            (Year::Short(year), latest) => {
                let last = latest.unwrap_or(date(2069, 12, 31));
                let found = [2000, 1900]
                    .into_iter()
                    .filter_map(|c| self.in_year(c + year));
                found.filter(|day| *day <= last).max()
            }
            (Year::Missing, Some(latest)) => {
                defects.push(DefectCode::DateGuessed, "year of the dateline");
                // A leap day may lie up to eight years back.
                let years = (latest.year() - 8..=latest.year()).rev();
                let mut found = years.filter_map(|year| self.in_year(year));
                found.find(|day| *day <= latest)
            }
            (Year::Missing, None) => {
                let possible = self.in_year(2000).is_some();
                if possible {
                    defects.push(
                        DefectCode::DateGuessed,
                        "no year in the dateline, none near",
                    );
                    return None;
                }
                None
            }
        };
        if found.is_none() {
            defects.push(DefectCode::DateInvalid, "day of the dateline");
        }
        let weekday = found.map(|day| day.weekday().to_monday_one_offset());
        if self.weekday.is_some() && weekday.is_some() && self.weekday != weekday {
            defects.push(DefectCode::DateInconsistent, "weekday of the dateline");
        }
        found
    }

    fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}
