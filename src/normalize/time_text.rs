//! A time as people and machines write it, read.
//!
//! In: a text. Out: a day with or without a clock time, and its zone; what was guessed.
//! Never: the clock, or a reading of a text that says something else as well, unless asked.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::lexicon::Lexicon;
use crate::outcome::DefectCode;

use super::zone::zone;

/// Longest text that can be a time.
const BYTES_MAX: usize = 80;
/// Four digits below it are a time of day (`0001 GMT`).
const YEAR_MIN: u32 = 1900;

/// What a text says.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The day.
    pub(super) date: Date,
    /// The time of day; `None` for a day alone.
    pub(super) time: Option<Time>,
    /// The zone; `None` where none is written.
    pub(super) zone: Option<TimeZone>,
    /// What was guessed.
    pub(super) remarks: Vec<DefectCode>,
}

impl Reading {
    fn new(date: Date) -> Self {
        Self {
            date,
            time: None,
            zone: None,
            remarks: Vec::new(),
        }
    }
}

/// The time a text is; with `within` also one among other words.
pub(super) fn read(text: &str, within: bool, lexicon: &Lexicon) -> Option<Reading> {
    let text = text.trim();
    if text.is_empty() || (text.len() > BYTES_MAX && !within) {
        return None;
    }
    epoch(text)
        .or_else(|| iso(text))
        .or_else(|| words(text, within, lexicon))
}

/// Seconds or milliseconds since 1970, told apart by their digits.
fn epoch(text: &str) -> Option<Reading> {
    let digits = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !digits.bytes().all(|byte| byte.is_ascii_digit())
        || !matches!(digits.len(), 9 | 10 | 12 | 13)
    {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let stamp = match digits.len() {
        9 | 10 => Timestamp::from_second(number),
        _ => Timestamp::from_millisecond(number),
    };
    let there = Offset::UTC.to_datetime(stamp.ok()?);
    Some(Reading {
        date: there.date(),
        time: Some(there.time()),
        zone: Some(TimeZone::UTC),
        remarks: vec![DefectCode::DateGuessed],
    })
}

/// `2031-03-05T10:00:00Z` and its relatives: basic form, a blank for the T, a zone's name.
fn iso(text: &str) -> Option<Reading> {
    let (date, rest) = iso_date(text)?;
    let mut reading = Reading::new(date);
    let rest = rest.trim_start_matches(['T', 't', ' ', '_']);
    if rest.is_empty() {
        return Some(reading);
    }
    let (time, rest) = clock(rest)?;
    reading.time = Some(time);
    let rest = rest.trim();
    if !rest.is_empty() {
        let rest = rest.trim_start_matches('[').trim_end_matches(']');
        reading.zone = Some(zone(rest, &mut reading.remarks)?);
    }
    Some(reading)
}

fn iso_date(text: &str) -> Option<(Date, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (year, month, day, rest): (i32, u32, u32, &str) = match digits {
        4 => {
            let mark = text[4..]
                .chars()
                .next()
                .filter(|c| matches!(c, '-' | '/' | '.'))?;
            let (month, rest) = number(&text[5..])?;
            let (day, rest) = number(rest.strip_prefix(mark)?)?;
            (text[..4].parse().ok()?, month, day, rest)
        }
        8 | 12 | 14 => {
            let month = text.get(4..6)?.parse().ok()?;
            let day = text.get(6..8)?.parse().ok()?;
            (text[..4].parse().ok()?, month, day, &text[8..])
        }
        _ => return None,
    };
    Some((date(year, month, day)?, rest))
}

fn date(year: i32, month: u32, day: u32) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| *year > 0)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// One or two digits.
fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits).then_some(())?;
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

/// `10:00`, `10.00`, `10:00:00.123`, `100000`, `1000`, with `AM` or `PM`; what stands behind it.
fn clock(text: &str) -> Option<(Time, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (mut hour, minute, second, rest) = match digits {
        4 | 6 => {
            let part = |from: usize| text.get(from..from + 2).and_then(|two| two.parse().ok());
            let second: u32 = if digits == 6 { part(4)? } else { 0 };
            (part(0)?, part(2)?, second, &text[digits..])
        }
        1 | 2 => {
            let (hour, rest) = number(text)?;
            match rest.strip_prefix([':', '.', 'h']).and_then(number) {
                Some((minute, rest)) => {
                    let more = rest.strip_prefix([':', '.']).and_then(number);
                    let (second, rest) = more.unwrap_or((0, rest));
                    (hour, minute, second, rest)
                }
                None if half(rest).is_some() => (hour, 0, 0, rest),
                None => return None,
            }
        }
        _ => return None,
    };
    let fraction = rest
        .strip_prefix(['.', ','])
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let mut rest = fraction.unwrap_or(rest);
    if let Some((afternoon, behind)) = half(rest) {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
        rest = behind;
    }
    // A leap second is the second before it; 24:00 is the day's last second.
    let (hour, minute, second) = if (hour, minute, second) == (24, 0, 0) {
        (23, 59, 59)
    } else {
        (hour, minute, second.min(60))
    };
    let second = if second == 60 { 59 } else { second };
    let part = |value: u32| i8::try_from(value).ok();
    Some((
        Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?,
        rest,
    ))
}

/// `AM`, ` p.m.`: whether afternoon, and what stands behind it.
fn half(text: &str) -> Option<(bool, &str)> {
    let rest = text.trim_start();
    for (mark, afternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)] {
        let head = rest.get(..mark.len())?;
        if head.eq_ignore_ascii_case(mark) {
            let behind = &rest[mark.len()..];
            return (!behind.starts_with(char::is_alphabetic)).then_some((afternoon, behind));
        }
    }
    None
}

/// A time in words, as mail, pages and editors write it.
fn words(text: &str, within: bool, lexicon: &Lexicon) -> Option<Reading> {
    let mut parts = Parts::default();
    for word in text
        .split([' ', ',', '|', '\u{a0}'])
        .filter(|word| !word.is_empty())
    {
        if !parts.take(word, lexicon) && !within {
            return None;
        }
    }
    let date = date(parts.year?, parts.month?, parts.day?)?;
    let mut reading = Reading::new(date);
    reading.time = parts.time;
    reading.zone = parts.zone;
    reading.remarks = parts.remarks;
    let weekday = date.weekday().to_monday_one_offset();
    if parts.weekday.is_some_and(|said| said != weekday) {
        reading.remarks.push(DefectCode::DateInconsistent);
    }
    Some(reading)
}

/// What has been read of a time in words.
#[derive(Debug, Default)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    weekday: Option<i8>,
    time: Option<Time>,
    zone: Option<TimeZone>,
    remarks: Vec<DefectCode>,
}

impl Parts {
    /// Whether a word belongs to a time.
    fn take(&mut self, word: &str, lexicon: &Lexicon) -> bool {
        let bare = word.trim_matches(['.', '(', ')', ';']);
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return self.take_name(bare, lexicon);
        }
        if let Some(time) = self.time_of(bare) {
            self.time = Some(time);
            return true;
        }
        if self.take_numeric(bare) {
            return true;
        }
        let ordinal = matches!(&bare[digits..], "" | "st" | "nd" | "rd" | "th" | "er" | "º");
        let Ok(number) = bare[..digits].parse::<u32>() else {
            return false;
        };
        match digits {
            1 | 2 if ordinal && self.day.is_none() => self.day = Some(number),
            2 if self.year.is_none() && digits == bare.len() => {
                let century = if number < 70 { 2000 } else { 1900 };
                self.year = i32::try_from(number + century).ok();
            }
            4 if self.year.is_none() && digits == bare.len() && number >= YEAR_MIN => {
                self.year = i32::try_from(number).ok()
            }
            4 if self.time.is_none() && digits == bare.len() => {
                self.time = clock(bare).map(|(time, _)| time);
                return self.time.is_some();
            }
            _ => return false,
        }
        true
    }

    fn take_name(&mut self, word: &str, lexicon: &Lexicon) -> bool {
        if let Some(month) = lexicon.months.month(word) {
            self.month = self.month.or(u32::try_from(month).ok());
        } else if let Some(weekday) = lexicon.months.weekday(word) {
            self.weekday = self.weekday.or(Some(weekday));
        } else if let Some((afternoon, "")) = half(word) {
            let shift = |time: Time| {
                let hour = time.hour() % 12 + if afternoon { 12 } else { 0 };
                Time::new(hour, time.minute(), time.second(), 0).ok()
            };
            self.time = self.time.and_then(shift);
        } else if self.zone.is_none()
            && word.len() > 1 | usize::from(word != "Z")
            && let Some(zone) = zone(word, &mut self.remarks)
        {
            self.zone = Some(zone);
        } else {
            return matches!(
                word,
                "at" | "on" | "of" | "um" | "Uhr" | "de" | "à" | "hours" | "hrs" | "-"
            );
        }
        true
    }

    fn time_of(&mut self, word: &str) -> Option<Time> {
        let marked = word.contains(':')
            || half(word.trim_start_matches(|c: char| c.is_ascii_digit())).is_some();
        let dotted = self.time.is_none() && word.matches('.').count() == 1 && word.len() <= 5;
        if self.time.is_some() || !(marked || dotted) {
            return None;
        }
        let (time, rest) = clock(word)?;
        if !rest.is_empty() {
            self.zone = Some(zone(rest, &mut self.remarks)?);
        }
        Some(time)
    }

    /// `11/23/2026`, `23.11.2026`, `23-11-2026`.
    fn take_numeric(&mut self, word: &str) -> bool {
        let Some(mark) = word.chars().find(|c| matches!(c, '/' | '.' | '-')) else {
            return false;
        };
        let parts: Vec<u32> = word
            .split(mark)
            .filter_map(|part| part.parse().ok())
            .collect();
        let &[first, second, year] = &parts[..] else {
            return false;
        };
        if word.split(mark).count() != 3 || self.day.is_some() {
            return false;
        }
        let (day, month) = match mark {
            '/' if second > 12 => (second, first),
            _ => (first, second),
        };
        if mark == '/' {
            let both = first <= 12 && second <= 12 && first != second;
            let code = if both {
                DefectCode::DateAmbiguous
            } else {
                DefectCode::DateGuessed
            };
            self.remarks.push(code);
        }
        let century = if year < 70 {
            2000
        } else if year < 100 {
            1900
        } else {
            0
        };
        (self.day, self.month) = (Some(day), Some(month));
        self.year = i32::try_from(year + century).ok();
        true
    }
}

/// The instant of a reading; remarks on a time that its zone leaves out or has twice.
pub(super) fn instant(
    reading: &Reading,
    zone: &TimeZone,
    remarks: &mut Vec<DefectCode>,
) -> Option<Timestamp> {
    let there = DateTime::from_parts(reading.date, reading.time?);
    let ambiguous = zone.to_ambiguous_timestamp(there);
    if ambiguous.is_ambiguous() {
        remarks.push(DefectCode::DateGuessed);
    }
    ambiguous.compatible().ok()
}
