//! Who said it: the words beside a cue, from the sentence around a quotation.
//!
//! In: tokens before or after a quotation. Out: the speaker's words and the cue.
//! Never: a guess at who a pronoun means; that rests on entities.

use std::borrow::Cow;
use std::ops::Bound;

use super::annotations::{Token, TokenClass};
use crate::lexicon::quotes::QuoteWords;
use crate::story::Span;

/// Tokens between the end of a quotation and a cue that may still belong to it.
const REACH_AFTER: usize = 24;
/// Longest speaker in tokens, apposition included.
const SPEAKER_TOKENS_MAX: usize = 24;

/// Speaker and cue as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribution {
    /// Name, description or pronoun.
    pub(super) speaker: Span,
    /// The verb, or `according to`.
    pub(super) cue: Span,
}

/// A clause: tokens of one sentence beside a quotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<'a> {
    /// The body.
    pub(super) text: &'a str,
    /// The tokens.
    pub(super) tokens: &'a [Token],
    /// The words of the language.
    pub(super) words: &'a QuoteWords,
}

impl<'a> Clause<'a> {
    /// The attribution of the quotation that ends where this clause begins.
    pub(super) fn after(&self) -> Option<Attribution> {
        let first = self
            .tokens
            .iter()
            .position(|token| token.class != TokenClass::Mark)?;
        let reach = self.tokens.len().min(first + REACH_AFTER);
        if let Some(found) = self.according_to(first, reach) {
            return Some(found);
        }
        let cue = (first..reach).find(|&index| self.is_verb(index))?;
        if self.inverted(first, cue) {
            let speaker = self.speaker_from(cue + 1)?;
            return Some(Attribution {
                speaker,
                cue: self.tokens[cue].span,
            });
        }
        let speaker = self.speaker_until(first, cue)?;
        Some(Attribution {
            speaker,
            cue: self.tokens[cue].span,
        })
    }

    /// The attribution of the quotation that begins where this clause ends.
    pub(super) fn before(&self) -> Option<Attribution> {
        let last = self.tokens.len();
        if let Some(found) = self.according_to(0, last) {
            return Some(found);
        }
        let cues = (0..last).rev().filter(|&index| self.is_verb(index));
        for cue in cues {
            let own = self.speaker_until(self.clause_start(cue), cue);
            let speaker = own.or_else(|| {
                let rest = self.tokens[cue + 1..].iter();
                let close = rest
                    .take_while(|token| token.class == TokenClass::Word)
                    .count();
                (close > 0).then(|| self.speaker_from(cue + 1)).flatten()
            });
            if let Some(speaker) = speaker {
                return Some(Attribution {
                    speaker,
                    cue: self.tokens[cue].span,
                });
            }
        }
        None
    }

    /// Whether the clause ends with a cue or a colon or comma after it: nothing of its own follows.
    pub(super) fn leads_to_quote(&self) -> bool {
        let Some(last) = self.tokens.last() else {
            return false;
        };
        matches!(last.span.of(self.text), ":" | ",") || self.is_verb(self.tokens.len() - 1)
    }

    fn word(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .map_or("", |token| token.span.of(self.text))
    }

    fn lower(&self, index: usize) -> Cow<'a, str> {
        let word = self.word(index);
        match word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            true => Cow::Borrowed(word),
            false => Cow::Owned(word.to_lowercase()),
        }
    }

    fn is_verb(&self, index: usize) -> bool {
        self.words.verbs.contains(&*self.lower(index))
    }

    fn is_mark(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_none_or(|token| token.class == TokenClass::Mark)
    }

    /// `according to SPEAKER`.
    fn according_to(&self, first: usize, reach: usize) -> Option<Attribution> {
        for start in first..reach {
            let lower = self.lower(start);
            for phrase in self
                .words
                .to
                .range::<str, _>((Bound::Included(&*lower), Bound::Unbounded))
                .take_while(|p| p.starts_with(&*lower))
            {
                let parts = phrase.split(' ');
                let len = parts.clone().count();
                let same = parts
                    .enumerate()
                    .all(|(at, part)| self.lower(start + at) == part);
                if same && let Some(speaker) = self.speaker_from(start + len) {
                    let end = self.tokens[start + len - 1].span.end;
                    let cue = Span::new(self.tokens[start].span.start, end);
                    return Some(Attribution { speaker, cue });
                }
            }
        }
        None
    }

    /// `…," said SPEAKER`: the verb stands first, or only words of no weight before it.
    fn inverted(&self, first: usize, cue: usize) -> bool {
        let before = (first..cue).all(|index| self.words.skip.contains(&*self.lower(index)));
        before && !self.is_mark(cue + 1) && !self.words.stops.contains(&*self.lower(cue + 1))
    }

    /// The speaker that begins at a token: a name or description up to a mark or a stop word.
    fn speaker_from(&self, first: usize) -> Option<Span> {
        let skipped = (first..self.tokens.len())
            .find(|&index| !self.words.skip.contains(&*self.lower(index)))?;
        let next = self.lower(skipped + 1);
        let alone = self.is_mark(skipped + 1) || self.words.stops.contains(&*next);
        if alone && self.words.pronouns.contains(&*self.lower(skipped)) {
            return Some(self.tokens[skipped].span);
        }
        if !self.can_begin(skipped) {
            return None;
        }
        let reach = self.tokens.len().min(skipped + SPEAKER_TOKENS_MAX);
        let ends = |index: &usize| {
            let stop = self.words.stops.contains(&*self.lower(*index));
            (self.is_mark(*index) && !self.joins(*index)) || stop
        };
        let end = (skipped + 1..reach).find(ends).unwrap_or(reach);
        self.span(skipped, end)
    }

    /// The speaker that ends before a verb.
    fn speaker_until(&self, first: usize, cue: usize) -> Option<Span> {
        let mut end = cue;
        while end > first && self.words.skip.contains(&*self.lower(end - 1)) {
            end -= 1;
        }
        if end > first && self.words.pronouns.contains(&*self.lower(end - 1)) {
            return Some(self.tokens[end - 1].span);
        }
        let apposition = end > first && self.word(end - 1) == ",";
        let end = if apposition { end - 1 } else { end };
        let start = self.speaker_start(first, end, apposition)?;
        let speaker = self.span(start, end)?;
        (end - start <= SPEAKER_TOKENS_MAX).then_some(speaker)
    }

    /// Where the speaker that ends before `end` begins: after the last comma, or, for a name with
    /// an apposition, after the one before it.
    fn speaker_start(&self, first: usize, end: usize, apposition: bool) -> Option<usize> {
        let commas = (first..end).rev().filter(|&index| self.is_break(index));
        let starts = commas.map(|index| index + 1).chain(Some(first));
        let mut candidates = starts.filter(|&start| start < end);
        if apposition {
            // `Jane Doe, head of the union, said`: the name stands before the apposition.
            let own = candidates.next()?;
            let named = candidates.find(|&start| self.names(start, own));
            return named.or_else(|| self.opening(own, end));
        }
        let own = candidates.next()?;
        self.opening(own, end)
    }

    /// The first token from `start` with which a speaker can begin.
    fn opening(&self, start: usize, end: usize) -> Option<usize> {
        (start..end).find(|&index| self.can_begin(index))
    }

    /// Whether a name, not a description, stands between two tokens.
    fn names(&self, start: usize, end: usize) -> bool {
        let described = self.words.starts.contains(&*self.lower(start));
        start < end && self.is_capital(start) && !described && self.can_begin(start)
    }

    fn can_begin(&self, index: usize) -> bool {
        let lower = self.lower(index);
        self.is_capital(index) && !self.words.stops.contains(&*lower)
            || self.words.starts.contains(&*lower)
            || self.words.persons.contains(&*lower)
    }

    fn is_capital(&self, index: usize) -> bool {
        self.word(index)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    }

    /// Whether a token parts clauses.
    fn is_break(&self, index: usize) -> bool {
        matches!(
            self.word(index),
            "," | ";" | ":" | "—" | "–" | "-" | "--" | "(" | ")"
        ) || matches!(&*self.lower(index), "and" | "but" | "und" | "et" | "y")
    }

    /// Marks within a name; a clause has no full stop but those of abbreviations.
    fn joins(&self, index: usize) -> bool {
        matches!(self.word(index), "." | "'" | "’" | "&" | "-")
            && self
                .tokens
                .get(index + 1)
                .is_some_and(|next| next.class == TokenClass::Word)
    }

    /// Where the clause of a verb begins: after the nearest subordinate word before it.
    fn clause_start(&self, cue: usize) -> usize {
        let parts = |index: &usize| matches!(&*self.lower(*index), "that" | "because" | "dass");
        (0..cue).rev().find(parts).map_or(0, |index| index + 1)
    }

    fn span(&self, start: usize, end: usize) -> Option<Span> {
        let first = self.tokens.get(start)?;
        let last = self.tokens.get(end.checked_sub(1)?)?;
        (start < end).then(|| Span::new(first.span.start, last.span.end))
    }
}
