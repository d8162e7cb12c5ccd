//! A place on the map.
//!
//! In: nothing. Out: the vocabulary of resolved places. Never: how one is found.

/// A place of the gazetteer, or by one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResolvedPlace {
    /// GeoNames id; none where the point is that of the town it lies in or by.
    pub geoname_id: Option<u32>,
    /// Degrees north.
    pub latitude: f32,
    /// Degrees east.
    pub longitude: f32,
    /// ISO 3166-1 alpha-2; none for a continent or sea.
    pub country: Option<[u8; 2]>,
}

// Coordinates come from a table and are never NaN.
impl Eq for ResolvedPlace {}
