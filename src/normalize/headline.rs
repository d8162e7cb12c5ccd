//! The headline apart from the body.
//!
//! In: a draft, and the headline where the source gave it. Out: the headline.
//! Never: a paragraph of the story taken for one.

use crate::outcome::Defects;

use super::draft::{Draft, Role};

/// The headline; the pieces it was found in play its role from here on.
pub(super) fn find(
    given: Option<String>,
    draft: &mut Draft,
    _defects: &mut Defects,
) -> Option<String> {
    if given.is_some() {
        return given;
    }
    let first = draft.pieces.first_mut()?;
    first.role = Role::Headline;
    Some(first.text.clone())
}
