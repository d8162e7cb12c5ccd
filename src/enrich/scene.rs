//! A story as the rules about names see it.
//!
//! In: text, tokens, what lists know. Out: words and bits by the number of a token.
//! Never: a decision.

use std::sync::Arc;

use super::annotations::Ground;
use super::features::Prepared;
use super::mention::Mention;
use super::names::{self, NameBits, Names};
use crate::lexicon::KnownName;
use crate::story::Span;

/// Everything a rule may look at.
pub(super) struct Scene<'a> {
    /// The body.
    pub(super) text: &'a str,
    /// Its tokens and sentences.
    pub(super) ground: &'a Ground,
    /// What the tagger saw.
    pub(super) prepared: &'a Prepared,
    /// What lists know.
    pub(super) names: &'a Names,
    /// The newsroom's own names, where they stand.
    pub(super) own: Vec<(Span, &'a Arc<KnownName>)>,
}

impl<'a> Scene<'a> {
    /// A token as written; empty beyond the last.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.ground
            .tokens
            .get(at)
            .map_or("", |token| token.span.of(self.text))
    }

    /// Where a mention stands.
    pub(super) fn span(&self, mention: &Mention) -> Span {
        let (from, to) = mention.tokens;
        let tokens = &self.ground.tokens;
        let of_tokens = || Span::new(tokens[from].span.start, tokens[to - 1].span.end);
        mention.span.unwrap_or_else(of_tokens)
    }

    /// What lists know of a token.
    pub(super) fn bits(&self, at: usize) -> NameBits {
        self.prepared.bits(at)
    }

    /// Whether a token touches the next.
    pub(super) fn touches(&self, at: usize) -> bool {
        let end = self.ground.tokens.get(at).map(|token| token.span.end);
        let start = self.ground.tokens.get(at + 1).map(|token| token.span.start);
        end.is_some() && end == start
    }

    /// Whether a blank parts a token from the next.
    pub(super) fn apart(&self, at: usize) -> bool {
        !self.touches(at)
    }

    /// Whether a token is a common word that is large as the first of its sentence.
    pub(super) fn opens_commonly(&self, at: usize) -> bool {
        let common = self.bits(at) & names::COMMON != 0;
        common && self.prepared.opens_sentence(at)
    }

    /// Whether a line ends behind a token.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        let end = self.ground.tokens.get(at).map(|token| token.span.end);
        let start = self.ground.tokens.get(at + 1).map(|token| token.span.start);
        let gap = end
            .zip(start)
            .and_then(|(end, start)| self.text.get(end..start));
        gap.is_some_and(|gap| gap.contains('\n'))
    }

    /// What lists know of a whole mention.
    pub(super) fn listed(&self, (from, to): (usize, usize)) -> NameBits {
        self.prepared.listed(from, to, self.names)
    }
}

pub(super) fn is_full_stop(word: &str) -> bool {
    word == "."
}

pub(super) fn is_legal_form(word: &str) -> bool {
    matches!(
        word,
        "Inc"
            | "Corp"
            | "Ltd"
            | "Co"
            | "Plc"
            | "PLC"
            | "plc"
            | "LLC"
            | "AG"
            | "SA"
            | "NV"
            | "GmbH"
            | "INC"
            | "CORP"
            | "LTD"
            | "SpA"
            | "AB"
            | "ASA"
    )
}
