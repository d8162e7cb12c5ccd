//! Phrases that a text repeats, and terms that it writes with capitals.
//!
//! In: the body, its tokens, what is named in it already, words of its language and headline.
//! Out: candidates for key phrases. Never: a stop word at either end, a number, or a name that is
//! an entity.
//!
//! Rules, on tokens alone
//! - A content word is a word of two letters or more that is no stop word.
//! - A phrase is two or three content words side by side, each of which comes again or stands in
//!   the headline; an adjective is never the last.
//! - A term is a run of content words with capitals, `of` and its like between them; where it is
//!   one word, that never comes in small letters, and once with a capital within a sentence.
//!   A run that touches the name of an entity is a part or a title of it, and none.
//! - Words that say too little alone, and adjectives, are neither such a term nor a noun.
//! - A noun is a content word in small letters that comes again or stands in the headline, and once
//!   ends what an article or a preposition began; `-ed` and `-ly` are the endings of none.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::annotations::{Ground, Token, TokenClass};
use crate::lexicon::keywords::{KeyHasher, KeywordWords, WordKey, WordKeys, join_keys, word_key};
use crate::story::Span;

/// Words of a phrase at most.
const PHRASE_WORDS_MAX: usize = 3;
/// Words of a term at most.
const TERM_WORDS_MAX: usize = 6;
/// Content words between an article and the noun it begins.
const NOUN_DISTANCE_MAX: usize = 3;
/// Occurrences from which on something is repeated.
const REPEATED: usize = 2;

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Two or three words that come together again.
    Phrase,
    /// Words with capitals.
    Term,
    /// One word in small letters.
    Noun,
}

/// Some words in a row, and what was seen of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase {
    /// What it is.
    pub(super) sort: Sort,
    /// Where it stands first.
    pub(super) first: Span,
    /// Where it is written best: within a sentence, if it stands there once.
    pub(super) best: Span,
    /// How often it stands there.
    pub(super) often: usize,
    /// Its words.
    pub(super) words: usize,
    /// The headline has the same words.
    pub(super) headline: bool,
    /// Only seen at the beginning of sentences, so that its first capital says nothing.
    pub(super) initial: bool,
    /// Seen in small letters.
    small: bool,
    /// Ended what an article or a preposition began.
    noun: bool,
}

/// A token as phrases see it.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Its word; `None` where no phrase can go on.
    key: Option<WordKey>,
    /// Begins with a capital.
    large: bool,
    /// The first word of its sentence.
    initial: bool,
    /// An article or a preposition.
    leads: bool,
    /// Part of an entity's name.
    named: bool,
}

type Table = HashMap<WordKey, Phrase, BuildHasherDefault<KeyHasher>>;

/// A body to be searched.
pub(super) struct Search<'a> {
    text: &'a str,
    ground: &'a Ground,
    words: &'a KeywordWords,
    /// Keys of the headline's content words, alone and side by side.
    headline: WordKeys,
    slots: Vec<Slot>,
    singles: Table,
}

impl<'a> Search<'a> {
    /// Looks at every token once; `named` are the spans of entities, in order.
    pub(super) fn new(
        text: &'a str,
        ground: &'a Ground,
        named: &[Span],
        words: &'a KeywordWords,
        headline: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut search = Self {
            text,
            ground,
            words,
            headline: keys_of(headline, words),
            slots: Vec::with_capacity(ground.tokens.len()),
            singles: Table::with_capacity_and_hasher(
                ground.tokens.len() / 2,
                BuildHasherDefault::default(),
            ),
        };
        search.read_slots(named);
        search.read_singles();
        search
    }

    fn read_slots(&mut self, named: &[Span]) {
        let mut sentences = self.ground.sentences.iter().peekable();
        let mut named = named.iter().peekable();
        let mut initial = true;
        for token in &self.ground.tokens {
            let start = token.span.start;
            while sentences
                .next_if(|sentence| sentence.start <= start)
                .is_some()
            {
                initial = true;
            }
            while named.next_if(|name| name.end <= start).is_some() {}
            let is_named = named.peek().is_some_and(|name| name.start <= start);
            let mut slot = Slot::default();
            if token.class != TokenClass::Mark {
                slot = match is_named {
                    true => Slot {
                        named: true,
                        ..Slot::default()
                    },
                    false => self.slot(token, initial),
                };
                initial = false;
            }
            self.slots.push(slot);
        }
    }

    fn slot(&self, token: &Token, initial: bool) -> Slot {
        let word = token.span.of(self.text);
        let short = word.len() < 2 || word.starts_with(['\'', '’']);
        let large = word.starts_with(char::is_uppercase);
        let contracted = !large && word.contains(['\'', '’']);
        if short || contracted || token.class == TokenClass::Number {
            return Slot::default();
        }
        let key = word_key(word);
        let stops = self.words.stops.contains(&key);
        Slot {
            key: (!stops).then_some(key),
            large,
            initial,
            leads: stops && self.words.leads.contains(&key),
            named: false,
        }
    }

    fn read_singles(&mut self) {
        let mut singles = std::mem::take(&mut self.singles);
        let mut since_lead = usize::MAX;
        for (at, slot) in self.slots.iter().enumerate() {
            let Some(key) = slot.key else {
                since_lead = if slot.leads { 0 } else { usize::MAX };
                continue;
            };
            since_lead = since_lead.saturating_add(1);
            let ends = self.slots.get(at + 1).is_none_or(|next| next.key.is_none());
            let mut seen = self.phrase(Sort::Noun, (at, at + 1));
            seen.noun = ends && since_lead <= NOUN_DISTANCE_MAX;
            add(&mut singles, key, seen);
        }
        self.singles = singles;
    }

    fn phrase(&self, sort: Sort, (from, to): (usize, usize)) -> Phrase {
        let tokens = &self.ground.tokens;
        let span = Span::new(tokens[from].span.start, tokens[to - 1].span.end);
        Phrase {
            sort,
            first: span,
            best: span,
            often: 1,
            words: to - from,
            headline: false,
            initial: self.slots[from].initial,
            small: !self.slots[from].large,
            noun: false,
        }
    }

    /// Everything that was found, each once, in no order.
    pub(super) fn found(&self) -> Vec<Phrase> {
        let again = |key, seen: &Phrase| seen.often >= REPEATED || self.headline.contains(key);
        let nouns = self.singles.iter();
        let nouns = nouns.filter(|(key, seen)| {
            let noun = seen.noun && seen.small && again(key, seen);
            noun && self.tells(**key) && !is_bent(seen.best.of(self.text))
        });
        let mut more = Table::default();
        self.read_phrases(&mut more);
        self.read_terms(&mut more);
        let all = nouns.chain(&more).map(|(key, seen)| Phrase {
            headline: self.headline.contains(key),
            ..*seen
        });
        all.collect()
    }

    /// Whether a word can be a key phrase alone.
    fn tells(&self, key: WordKey) -> bool {
        !self.words.vague.contains(&key) && !self.words.modifiers.contains(&key)
    }

    /// Only words that come again can be part of what comes again.
    fn read_phrases(&self, found: &mut Table) {
        let again = |slot: &Slot| {
            let key = slot.key?;
            let often = self.singles.get(&key)?.often;
            (often >= REPEATED || self.headline.contains(&key)).then_some(key)
        };
        let mut run = 0;
        let mut keys = [0; PHRASE_WORDS_MAX];
        for (at, slot) in self.slots.iter().enumerate() {
            let Some(key) = again(slot) else {
                run = 0;
                continue;
            };
            run = if slot.initial { 1 } else { run + 1 };
            keys.rotate_left(1);
            keys[PHRASE_WORDS_MAX - 1] = key;
            let word = self.ground.tokens[at].span.of(self.text);
            if !slot.large && (self.words.modifiers.contains(&key) || is_bent(word)) {
                continue;
            }
            for words in 2..=run.min(PHRASE_WORDS_MAX) {
                // All in capitals is a term.
                if self.slots[at + 1 - words..=at]
                    .iter()
                    .all(|slot| slot.large)
                {
                    continue;
                }
                let key = keys[PHRASE_WORDS_MAX - words..]
                    .iter()
                    .copied()
                    .reduce(join_keys);
                let seen = self.phrase(Sort::Phrase, (at + 1 - words, at + 1));
                add(found, key.unwrap_or_default(), seen);
            }
        }
    }

    fn read_terms(&self, found: &mut Table) {
        let word = |at: usize| self.ground.tokens[at].span.of(self.text);
        let large = |at: usize| {
            let slot = self.slots.get(at).filter(|slot| slot.large);
            slot.and_then(|slot| slot.key)
        };
        let mut at = 0;
        while at < self.slots.len() {
            let mut to = at;
            let mut term = None;
            while let Some(key) = large(to).filter(|_| to < at + TERM_WORDS_MAX) {
                if to > at && self.slots[to].initial {
                    break;
                }
                term = Some(term.map_or(key, |term| join_keys(term, key)));
                to += 1;
                let joined = to + 1 < self.slots.len().min(at + TERM_WORDS_MAX)
                    && is_joiner(word(to))
                    && large(to + 1).is_some();
                to += usize::from(joined);
            }
            let named = |at: usize| self.slots.get(at).is_some_and(|slot| slot.named);
            let touches = named(to) || at > 0 && named(at - 1);
            if let Some(key) = term.filter(|_| !touches) {
                let single = self.singles.get(&key).filter(|_| to == at + 1);
                if single.is_none_or(|seen| !seen.small && !seen.initial && self.tells(key)) {
                    add(found, key, self.phrase(Sort::Term, (at, to)));
                }
            }
            at = to.max(at + 1);
        }
    }
}

/// Keys of a headline's content words, alone and side by side.
fn keys_of<'a>(headline: impl Iterator<Item = &'a str>, words: &KeywordWords) -> WordKeys {
    let content: Vec<WordKey> = headline
        .map(word_key)
        .filter(|key| !words.stops.contains(key))
        .collect();
    let mut keys = WordKeys::default();
    for (from, first) in content.iter().enumerate() {
        let rest = content[from + 1..].iter().take(TERM_WORDS_MAX - 1);
        keys.insert(*first);
        keys.extend(rest.scan(*first, |key, next| {
            *key = join_keys(*key, *next);
            Some(*key)
        }));
    }
    keys
}

/// Adds an occurrence.
fn add(table: &mut Table, key: WordKey, seen: Phrase) {
    let known = table.entry(key).or_insert(Phrase { often: 0, ..seen });
    known.often += seen.often;
    known.small |= seen.small;
    known.noun |= seen.noun;
    if known.initial && !seen.initial {
        known.best = seen.best;
        known.initial = false;
    }
}

/// A participle or an adverb by its ending.
fn is_bent(word: &str) -> bool {
    word.ends_with("ly") || word.ends_with("ed") && !word.ends_with("eed")
}

/// Small words within a term.
fn is_joiner(word: &str) -> bool {
    matches!(
        word,
        "of" | "de" | "del" | "di" | "da" | "do" | "du" | "des" | "la" | "van" | "von" | "der"
    )
}

#[cfg(test)]
#[path = "phrases_tests.rs"]
mod tests;
