//! One place where a name stands, while the rules about names work on it.
//!
//! In: mentions in order. Out: those over some tokens, others laid over them. Never: a rule.

use std::ops::Range;

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

/// Which of the mentions, in order, share a token with these.
pub(super) fn over(mentions: &[Mention], (from, to): (usize, usize)) -> Range<usize> {
    let first = mentions.partition_point(|m| m.tokens.1 <= from);
    let rest = &mentions[first..];
    first..first + rest.partition_point(|m| m.tokens.0 < to)
}

/// The mentions with each of these names, in order, in the stead of what lies within it, unless
/// something reaches out of it.
pub(super) fn lay_over(mut mentions: Vec<Mention>, found: &[Mention]) -> Vec<Mention> {
    mentions.sort_by_key(|mention| mention.tokens);
    let mut laid = Vec::with_capacity(mentions.len() + found.len());
    let mut rest = mentions.into_iter().peekable();
    for name in found {
        let before = |mention: &Mention| mention.tokens.1 <= name.tokens.0;
        laid.extend(std::iter::from_fn(|| rest.next_if(before)));
        let reaches_in = |mention: &Mention| mention.tokens.0 < name.tokens.1;
        let over: Vec<Mention> = std::iter::from_fn(|| rest.next_if(reaches_in)).collect();
        let clear = laid.last().is_none_or(before);
        let free = over.iter().all(|mention| {
            let within = name.tokens.0 <= mention.tokens.0 && mention.tokens.1 <= name.tokens.1;
            within && mention.known.is_none()
        });
        if clear && free {
            laid.push(*name);
        } else {
            laid.extend(over);
        }
    }
    laid.extend(rest);
    laid
}
