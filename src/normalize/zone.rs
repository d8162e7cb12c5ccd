//! Zones of written times.
//!
//! In: a zone as written. Out: the zone; a remark where its letters have several meanings.
//! Never: the zone of a place or an agency.

use jiff::tz::{Offset, TimeZone};

use crate::outcome::DefectCode;

/// `Z`, `+01:00`, `GMT`, `EST`, `Europe/London`.
pub(super) fn zone(text: &str, remarks: &mut Vec<DefectCode>) -> Option<TimeZone> {
    let text = text.trim();
    let text = text.split_once(" (").map_or(text, |(zone, _)| zone);
    if let Some(sign) = text
        .chars()
        .next()
        .filter(|c| matches!(c, '+' | '-' | '\u{2212}'))
    {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let (hours, minutes) = digits
            .split_at_checked(2)
            .filter(|_| matches!(digits.len(), 2 | 4))?;
        let hours: i32 = hours.parse().ok().filter(|hours| *hours <= 14)?;
        let minutes: i32 = if minutes.is_empty() {
            0
        } else {
            minutes.parse().ok().filter(|m| *m < 60)?
        };
        let seconds = (hours * 60 + minutes) * 60;
        let seconds = if sign == '+' { seconds } else { -seconds };
        return Some(TimeZone::fixed(Offset::from_seconds(seconds).ok()?));
    }
    if text.contains('/') {
        return TimeZone::get(text).ok();
    }
    let (minutes, ambiguous) = abbreviation(&text.to_ascii_uppercase())?;
    if ambiguous {
        remarks.push(DefectCode::DateAmbiguousTz);
    }
    Some(TimeZone::fixed(Offset::from_seconds(minutes * 60).ok()?))
}

/// Minutes east of Greenwich, and whether the letters mean other zones, too.
fn abbreviation(name: &str) -> Option<(i32, bool)> {
    Some(match name {
        "Z" | "GMT" | "UTC" | "UT" | "WET" => (0, false),
        "CET" | "MEZ" | "WEST" => (60, false),
        "CEST" | "MESZ" | "EET" | "CAT" | "SAST" => (120, false),
        "EEST" | "MSK" | "EAT" => (180, false),
        "PKT" => (300, false),
        "HKT" | "SGT" | "AWST" => (480, false),
        "JST" | "KST" => (540, false),
        "AEST" => (600, false),
        "AEDT" => (660, false),
        "NZST" => (720, false),
        "NZDT" => (780, false),
        "EDT" => (-240, false),
        "EST" | "CDT" => (-300, false),
        "CST" | "MDT" => (-360, false),
        "MST" | "PDT" => (-420, false),
        "PST" => (-480, false),
        "BST" => (60, true),
        "IST" => (330, true),
        "AST" => (-240, true),
        "ADT" => (-180, true),
        "GST" => (240, true),
        "WAT" | "WIB" => (60, true),
        _ => return None,
    })
}
