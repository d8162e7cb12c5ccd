//! One place where a name stands, while the rules about names work on it.
//!
//! In: nothing. Out: [`Mention`]. Never: a rule.

use super::annotations::EntityKind;
use crate::story::Span;

/// A name in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Its kind.
    pub(super) kind: EntityKind,
    /// First token and token after the last.
    pub(super) tokens: (usize, usize),
    /// Where it stands, if not from the first token's begin to the last one's end.
    pub(super) span: Option<Span>,
    /// The newsroom's own name that it is, by its index in the story's list of them.
    pub(super) known: Option<usize>,
}

impl Mention {
    /// A mention that was found, not given.
    pub(super) fn new(kind: EntityKind, tokens: (usize, usize)) -> Self {
        Self {
            kind,
            tokens,
            span: None,
            known: None,
        }
    }
}
