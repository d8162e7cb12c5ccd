//! Times of the source, in UTC.
//!
//! In: times as written, the arrival. Out: timestamps, and remarks on what was guessed or could
//! not be meant. Never: the clock.

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::decode::{WireStory, WireTime};
use crate::lexicon::Lexicon;
use crate::limits;
use crate::outcome::{DefectCode, Defects};
use crate::story::Times;

use super::time_text;

/// Without an arrival, a later year cannot be meant.
const YEAR_MAX: i16 = 2200;

/// The times of a story.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    /// In UTC.
    pub(super) times: Times,
    /// A time near to which the story was written: finds years that are not.
    pub(super) near: Option<Timestamp>,
    /// An embargo holds, be its end known or not.
    pub(super) embargoed: bool,
}

/// Reads the times of a story.
pub(super) fn read(
    wire: &WireStory,
    arrival: Option<Timestamp>,
    lexicon: &Lexicon,
    defects: &mut Defects,
) -> Read {
    let zone = wire
        .provider
        .as_deref()
        .and_then(|name| lexicon.agencies.find(name)?.zone.as_deref());
    let reader = Reader {
        lexicon,
        arrival,
        zone: zone.and_then(|name| TimeZone::get(name).ok()),
    };
    let mut near = None;
    let version = written(wire.version_created.as_ref());
    let version_created = match version {
        Some(text) => reader.believed(text, &mut near, defects),
        None => {
            defects.push(DefectCode::DateMissing, "");
            None
        }
    };
    let first = written(wire.first_created.as_ref());
    let first_created = first.and_then(|text| reader.believed(text, &mut None, defects));
    let embargo = wire.embargo.as_ref().map(text);
    Read {
        near: near.or(first_created),
        embargoed: embargo
            .is_some_and(|text| !matches!(text.trim(), "" | "0" | "false" | "none" | "no")),
        times: Times {
            version_created,
            first_created,
            embargoed_until: embargo.and_then(|text| until(text, lexicon, defects)),
            ..Times::default()
        },
    }
}

/// The time a text gives as the end of an embargo.
pub(super) fn until(text: &str, lexicon: &Lexicon, defects: &mut Defects) -> Option<Timestamp> {
    let reading = time_text::read(text, true, lexicon)?;
    let mut remarks = reading.remarks.clone();
    let zone = reading.zone.clone().unwrap_or_else(|| {
        remarks.push(DefectCode::DateNoTz);
        TimeZone::UTC
    });
    let instant = time_text::instant(&reading, &zone, &mut remarks);
    if instant.is_some() {
        remarks.iter().for_each(|&code| defects.push(code, text));
    }
    instant
}

fn written(time: Option<&WireTime>) -> Option<&str> {
    time.map(text).filter(|text| !text.trim().is_empty())
}

fn text(time: &WireTime) -> &str {
    match time {
        WireTime::Text(text) | WireTime::Number(text) => text,
    }
}

/// What times are read by.
struct Reader<'a> {
    lexicon: &'a Lexicon,
    arrival: Option<Timestamp>,
    /// Zone of the source.
    zone: Option<TimeZone>,
}

impl Reader<'_> {
    /// The instant of a text, if it can be meant.
    fn believed(
        &self,
        text: &str,
        near: &mut Option<Timestamp>,
        defects: &mut Defects,
    ) -> Option<Timestamp> {
        let Some(reading) = time_text::read(text, false, self.lexicon) else {
            defects.push(DefectCode::DateInvalid, text);
            return None;
        };
        let mut remarks = reading.remarks.clone();
        let zoned = reading.zone.is_some();
        let zone = reading
            .zone
            .clone()
            .or_else(|| self.zone.clone())
            .unwrap_or(TimeZone::UTC);
        let instant = if reading.time.is_some() {
            if !zoned && self.zone.is_none() {
                remarks.push(DefectCode::DateNoTz);
            }
            time_text::instant(&reading, &zone, &mut remarks)
        } else {
            remarks.push(DefectCode::DatePrecision);
            let noon = Offset::UTC.to_timestamp(reading.date.at(12, 0, 0, 0));
            *near = noon.ok();
            None
        };
        remarks.iter().for_each(|&code| defects.push(code, text));
        if instant.is_none() && reading.time.is_some() {
            defects.push(DefectCode::DateFuture, text);
        }
        let instant = instant?;
        if let Some(code) = self.doubt(instant, zoned) {
            defects.push(code, text);
            if code == DefectCode::DateAncient || self.is_far(instant) {
                return None;
            }
        }
        *near = Some(instant);
        Some(instant)
    }

    fn doubt(&self, instant: Timestamp, zoned: bool) -> Option<DefectCode> {
        if instant <= Timestamp::UNIX_EPOCH {
            return Some(DefectCode::DateAncient);
        }
        let hours = if zoned {
            limits::FUTURE_HOURS_MAX
        } else {
            limits::FUTURE_HOURS_UNZONED_MAX
        };
        let late = self.beyond(instant, hours)
            || self.arrival.is_none() && Offset::UTC.to_datetime(instant).year() > YEAR_MAX;
        late.then_some(DefectCode::DateFuture)
    }

    /// A year that cannot be meant.
    fn is_far(&self, instant: Timestamp) -> bool {
        self.arrival.is_none() || self.beyond(instant, 24 * 366)
    }

    fn beyond(&self, instant: Timestamp, hours: i64) -> bool {
        let Some(arrival) = self.arrival else {
            return false;
        };
        let bound = arrival.checked_add(SignedDuration::from_hours(hours));
        bound.is_ok_and(|bound| instant > bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DefectCode as C;

    #[test]
    fn times_of_all_forms_are_read() {
        let lexicon = Lexicon::built_in();
        let reader = Reader {
            lexicon: &lexicon,
            arrival: "2031-03-05T12:00:00Z".parse().ok(),
            zone: None,
        };
        for (text, expected, codes) in [
            ("2031-03-05T10:00:00Z", "2031-03-05T10:00:00Z", &[][..]),
            ("20310305T100000+0100", "2031-03-05T09:00:00Z", &[]),
            (
                "2031-03-05 10:00:00.123456789012+01",
                "2031-03-05T09:00:00Z",
                &[],
            ),
            ("Wed, 05 Mar 2031 10:00:00 GMT", "2031-03-05T10:00:00Z", &[]),
            ("Wed, 5 Mar 31 05:00:00 EST", "2031-03-05T10:00:00Z", &[]),
            (
                "5 Mar 2031 10:00 BST",
                "2031-03-05T09:00:00Z",
                &[C::DateAmbiguousTz],
            ),
            (
                "Mon, 5 Mar 2031 10:00:00 +0000",
                "2031-03-05T10:00:00Z",
                &[C::DateInconsistent],
            ),
            ("March 5, 2031 10:00 AM UTC", "2031-03-05T10:00:00Z", &[]),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", &[]),
            (
                "2031-03-05T10:00:00",
                "2031-03-05T10:00:00Z",
                &[C::DateNoTz],
            ),
            (
                "02/28/2031 10:00 PM GMT",
                "2031-02-28T22:00:00Z",
                &[C::DateGuessed],
            ),
            (
                "03/04/2031 10:00 GMT",
                "",
                &[C::DateAmbiguous, C::DateFuture],
            ),
            ("28.2.2031 10:00 CET", "2031-02-28T09:00:00Z", &[]),
            ("1930471200", "2031-03-05T10:00:00Z", &[C::DateGuessed]),
            ("1930471200000", "2031-03-05T10:00:00Z", &[C::DateGuessed]),
            ("2031-03-05", "", &[C::DatePrecision]),
            ("2031-02-30T10:00:00Z", "", &[C::DateInvalid]),
            ("2031-03-05T10:99:00Z", "", &[C::DateInvalid]),
            ("0000-01-01T00:00:00Z", "", &[C::DateInvalid]),
            ("+275760-09-13T00:00:00Z", "", &[C::DateInvalid]),
            ("-99999999999999", "", &[C::DateInvalid]),
            ("1969-12-31T23:59:59Z", "", &[C::DateAncient]),
            ("9999-12-31T23:59:59Z", "", &[C::DateFuture]),
            (
                "2031-03-05T23:59:59Z",
                "2031-03-05T23:59:59Z",
                &[C::DateFuture],
            ),
            (
                "2026-03-29T01:30:00 Europe/London",
                "2026-03-29T01:30:00Z",
                &[C::DateGuessed],
            ),
            ("yesterday", "", &[C::DateInvalid]),
        ] {
            let mut defects = Defects::default();
            let found = reader.believed(text, &mut None, &mut defects);
            let found = found.map_or_else(String::new, |found| found.to_string());
            let got: Vec<_> = defects.iter().map(|defect| defect.code).collect();
            if expected.is_empty() && codes.contains(&C::DateAmbiguous) {
                assert!(got.contains(&C::DateAmbiguous), "{text}");
                continue;
            }
            assert_eq!((found.as_str(), &got[..]), (expected, codes), "{text}");
        }
    }

    #[test]
    fn embargoes_are_read_within_words() {
        let lexicon = Lexicon::built_in();
        for (text, expected) in [
            (
                "Not for release before 0001 GMT Wednesday March 5 2031",
                "2031-03-05T00:01:00Z",
            ),
            (
                "Embargoed until 00:01 GMT, 5 March 2031",
                "2031-03-05T00:01:00Z",
            ),
            (
                "Sperrfrist: 5. März 2031, 10:00 Uhr MEZ",
                "2031-03-05T09:00:00Z",
            ),
            ("until further notice", ""),
        ] {
            let found = until(text, &lexicon, &mut Defects::default());
            assert_eq!(
                found.map_or_else(String::new, |found| found.to_string()),
                expected,
                "{text}"
            );
        }
    }
}
