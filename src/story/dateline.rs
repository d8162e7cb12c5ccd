//! Where and when a story was filed.
//!
//! In: nothing. Out: the parts of a dateline. Never: how it is recognised.

use jiff::civil::Date;

use super::ResolvedPlace;

/// A dateline, read; it is no longer part of the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dateline {
    /// As it stood: `MOSCOW (UrduPoint News / Sputnik - 15th February, 2021)`.
    pub raw: String,
    /// The place as an editor writes it: `Moscow`, `Baton Rouge`.
    pub place: Option<String>,
    /// The place with what stood beside it: `Hayward, Calif.`.
    pub located: Option<String>,
    /// First-level region (`Louisiana`); absent when ambiguous.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2 country; absent when ambiguous.
    pub country: Option<String>,
    /// The place in the gazetteer, where it is certain.
    pub resolved: Option<ResolvedPlace>,
    /// Further places of the same line (`NEW YORK/WASHINGTON`).
    pub more_places: Vec<String>,
    /// Agencies credited, in order.
    pub credits: Vec<String>,
    /// The day; the year may come from the arrival.
    pub date: Option<Date>,
}
