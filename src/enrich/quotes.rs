//! Quotations, and the words that say whose they are.
//!
//! In: body, paragraphs, tokens, the language's words. Out: quotations in order, each with the
//! words of its speaker where the text has them. Never: titles and words set apart in quotation
//! marks, and never an entity; names are resolved after entities are known.

use super::annotations::{Ground, Quote, Token, TokenClass};
use super::quote_marks::{Stretch, stretches};
use super::quote_speakers::{Attribution, Clause};
use crate::lexicon::quotes::QuoteWords;
use crate::limits;
use crate::story::{Body, Span};

/// Words from which on a stretch without a cue is a quotation and not a title or a term.
const FREE_WORDS_MIN: usize = 6;
/// Words from which on a part of a sentence that has a cue is a quotation.
const PART_WORDS_MIN: usize = 4;

/// A stretch in quotation marks with what was found about it.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    stretch: Stretch,
    attribution: Option<Attribution>,
    /// The cue leads straight to the quotation, or follows it at once.
    beside: bool,
    words: usize,
    /// It ends as speech does: with a comma or the end of a sentence.
    speech: bool,
}

/// The quotations of a body.
pub(super) fn quotes(body: &Body, ground: &Ground, words: &QuoteWords) -> Vec<Quote> {
    let mut found: Vec<Quote> = Vec::new();
    let mut carried: Option<Attribution> = None;
    let mut open = false;
    // A quotation without a closing mark stands only where the next paragraph takes it up again.
    let mut unfinished: Option<usize> = None;
    for &paragraph in &body.paragraphs {
        if paragraph.start >= ground.end || found.len() >= limits::QUOTES_MAX {
            break;
        }
        let mut candidates = candidates(&body.text, paragraph, ground, words);
        let goes_on = open
            && candidates
                .first()
                .is_some_and(|c| c.stretch.outer.start == paragraph.start);
        if let Some(index) = unfinished.take().filter(|_| !goes_on) {
            found.remove(index);
        }
        share(&mut candidates, carried.filter(|_| goes_on));
        inherit(&mut candidates, paragraph, carried);
        open = candidates.last().is_some_and(|last| !last.stretch.closed);
        carried = candidates.iter().rev().find_map(|one| one.attribution);
        for one in candidates.iter().filter(|one| one.is_quotation()) {
            unfinished = (!one.stretch.closed).then_some(found.len());
            found.push(one.quote(&body.text));
        }
    }
    if let Some(index) = unfinished {
        found.remove(index);
    }
    found.truncate(limits::QUOTES_MAX);
    found
}

impl Candidate {
    fn is_quotation(&self) -> bool {
        match self.attribution {
            Some(_) if self.beside => self.words >= 1,
            Some(_) if self.speech => self.words >= 2,
            Some(_) => self.words >= PART_WORDS_MIN,
            None => self.speech && self.words >= FREE_WORDS_MIN,
        }
    }

    fn quote(&self, text: &str) -> Quote {
        Quote {
            span: self.stretch.outer,
            text: self.stretch.inner.of(text).trim().to_owned(),
            speaker: None,
            speaker_span: self.attribution.map(|found| found.speaker),
            cue: self.attribution.map(|found| found.cue.of(text).to_owned()),
        }
    }
}

fn tokens_of(ground: &Ground, part: Span) -> &[Token] {
    let first = ground
        .tokens
        .partition_point(|token| token.span.start < part.start);
    let last = ground
        .tokens
        .partition_point(|token| token.span.start < part.end);
    &ground.tokens[first..last]
}

/// The stretches of a paragraph, each with the attribution that stands beside it.
fn candidates(text: &str, paragraph: Span, ground: &Ground, words: &QuoteWords) -> Vec<Candidate> {
    let tokens = tokens_of(ground, paragraph);
    let stretches = stretches(text, paragraph);
    let mut found = Vec::with_capacity(stretches.len());
    for (index, &stretch) in stretches.iter().enumerate() {
        let from = index
            .checked_sub(1)
            .map_or(paragraph.start, |last| stretches[last].outer.end);
        let to = stretches
            .get(index + 1)
            .map_or(paragraph.end, |next| next.outer.start);
        let before = sentence_end(ground, between(tokens, from, stretch.outer.start));
        let after = sentence_start(
            text,
            ground,
            between(tokens, stretch.outer.end, to),
            stretch,
        );
        let clause = |tokens| Clause {
            text,
            tokens,
            words,
        };
        let speech = ends_as_speech(stretch.inner.of(text), text, stretch);
        let follows = clause(after).after();
        let leads = clause(before).before();
        let straight = clause(before).leads_to_quote();
        let attribution = match (leads, follows) {
            (Some(leads), _) if straight => Some(leads),
            (_, Some(follows)) => Some(follows),
            (leads, None) => leads,
        };
        let count = between(tokens, stretch.inner.start, stretch.inner.end);
        found.push(Candidate {
            stretch,
            attribution,
            beside: attribution.is_some() && (straight || (speech && follows.is_some())),
            words: count
                .iter()
                .filter(|token| token.class != TokenClass::Mark)
                .count(),
            speech,
        });
    }
    found
}

/// Tokens from one byte to another.
fn between(tokens: &[Token], from: usize, to: usize) -> &[Token] {
    let first = tokens.partition_point(|token| token.span.start < from);
    let last = tokens.partition_point(|token| token.span.start < to);
    &tokens[first..last.max(first)]
}

/// The sentence in which a byte stands.
fn sentence_at(ground: &Ground, byte: usize) -> Option<Span> {
    let after = ground
        .sentences
        .partition_point(|sentence| sentence.start <= byte);
    ground.sentences.get(after.checked_sub(1)?).copied()
}

/// What of the tokens before a quotation belongs to its sentence.
fn sentence_end<'a>(ground: &Ground, tokens: &'a [Token]) -> &'a [Token] {
    let last = tokens
        .last()
        .and_then(|token| sentence_at(ground, token.span.start));
    let start = last.map_or(0, |sentence| sentence.start);
    &tokens[tokens.partition_point(|token| token.span.start < start)..]
}

/// What of the tokens after a quotation belongs to its sentence: nothing if it ended within.
fn sentence_start<'a>(
    text: &str,
    ground: &Ground,
    tokens: &'a [Token],
    stretch: Stretch,
) -> &'a [Token] {
    let ended = stretch.inner.of(text).trim_end().ends_with('.');
    let next = tokens.first().map_or("", |token| token.span.of(text));
    let goes_on = matches!(next, "," | "-" | "—" | "–" | "--")
        || next.chars().next().is_some_and(char::is_lowercase);
    if ended && !goes_on || next == "." {
        return &[];
    }
    let first = tokens.iter().find(|token| token.class != TokenClass::Mark);
    let sentence = first.and_then(|token| sentence_at(ground, token.span.start));
    let end = sentence.map_or(usize::MAX, |sentence| sentence.end);
    &tokens[..tokens.partition_point(|token| token.span.start < end)]
}

/// Whether a stretch ends as speech does, within its marks or right behind them.
fn ends_as_speech(inner: &str, text: &str, stretch: Stretch) -> bool {
    let last = inner.trim_end().chars().next_back();
    let within = last.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…' | '-' | '—' | '–'));
    let behind = text
        .get(stretch.outer.end..)
        .and_then(|rest| rest.chars().next());
    within || !stretch.closed || behind.is_some_and(|c| matches!(c, ',' | '.' | '!' | '?'))
}

/// Quotations of one paragraph share its speaker: one split by its cue, and those that follow.
fn share(candidates: &mut [Candidate], opened: Option<Attribution>) {
    let mut last = opened;
    for one in candidates.iter_mut() {
        match one.attribution {
            Some(found) => last = Some(found),
            None if one.speech => one.attribution = last,
            None => {}
        }
    }
    let mut next = None;
    for one in candidates.iter_mut().rev() {
        match one.attribution {
            Some(found) => next = Some(found),
            None if one.speech => one.attribution = next,
            None => {}
        }
    }
}

/// A paragraph that is nothing but a quotation goes on with the speaker before it.
fn inherit(candidates: &mut [Candidate], paragraph: Span, carried: Option<Attribution>) {
    let (Some(first), Some(last)) = (candidates.first(), candidates.last()) else {
        return;
    };
    let whole =
        first.stretch.outer.start == paragraph.start && last.stretch.outer.end + 1 >= paragraph.end;
    if whole {
        for one in candidates
            .iter_mut()
            .filter(|one| one.attribution.is_none())
        {
            one.attribution = carried;
        }
    }
}

#[cfg(test)]
#[path = "quotes_tests.rs"]
mod tests;
