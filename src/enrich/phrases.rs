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

use super::annotations::{Ground, Token, TokenClass};
use crate::lexicon::keywords::{KeywordWords, LEAD, MODIFIER, STOP, VAGUE, WordClass};
use crate::lexicon::word_key::{KeyTable, WordKey, WordKeys, join_keys, word_key};
use crate::story::Span;

/// Words of a phrase at most.
const PHRASE_WORDS_MAX: usize = 3;
/// Words of a term at most.
const TERM_WORDS_MAX: usize = 6;
/// Content words between an article and the noun it begins.
const NOUN_DISTANCE_MAX: usize = 3;
/// Phrases and terms of most stories.
const FOUND: usize = 48;
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
}

/// A token as phrases see it.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Its content word, by its place in [`Search::words`]; `None` where no phrase can go on.
    word: Option<u32>,
    /// Begins with a capital.
    large: bool,
    /// The first word of its sentence.
    initial: bool,
    /// An article or a preposition.
    leads: bool,
    /// Part of an entity's name.
    named: bool,
}

/// A content word, and what was seen of it.
#[derive(Clone, Copy, Debug)]
struct Content {
    key: WordKey,
    class: WordClass,
    /// The token where it stands first.
    first: usize,
    /// The token where it is written best.
    best: usize,
    often: usize,
    /// Only seen at the beginning of sentences.
    initial: bool,
    /// Seen in small letters.
    small: bool,
    /// Ended what an article or a preposition began.
    noun: bool,
    /// Comes again or stands in the headline.
    again: bool,
}

/// A body to be searched.
pub(super) struct Search<'a> {
    text: &'a str,
    ground: &'a Ground,
    listed: &'a KeywordWords,
    /// Keys of the headline's content words, alone and side by side.
    headline: WordKeys,
    slots: Vec<Slot>,
    words: Vec<Content>,
}

impl<'a> Search<'a> {
    /// Looks at every token once; `named` are the spans of entities, in order.
    pub(super) fn new(
        text: &'a str,
        ground: &'a Ground,
        named: &[Span],
        listed: &'a KeywordWords,
        headline: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut search = Self {
            text,
            ground,
            listed,
            headline: keys_of(headline, listed),
            slots: Vec::with_capacity(ground.tokens.len()),
            words: Vec::with_capacity(ground.tokens.len() / 2),
        };
        search.read_slots(named);
        search.read_nouns();
        search
    }

    fn read_slots(&mut self, named: &[Span]) {
        let mut by_key = KeyTable::default();
        by_key.reserve(self.ground.tokens.len() / 2);
        let mut sentences = self.ground.sentences.iter().peekable();
        let mut named = named.iter().peekable();
        let mut initial = true;
        for (at, token) in self.ground.tokens.iter().enumerate() {
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
                slot.named = is_named;
                if !is_named {
                    slot = self.slot(at, token, initial, &mut by_key);
                }
                initial = false;
            }
            self.slots.push(slot);
        }
    }

    fn slot(
        &mut self,
        at: usize,
        token: &Token,
        initial: bool,
        by_key: &mut KeyTable<u32>,
    ) -> Slot {
        let word = token.span.of(self.text);
        let class = self.listed.class(token.key);
        let first = word.as_bytes().first().copied().unwrap_or_default();
        let large = match first.is_ascii() {
            true => first.is_ascii_uppercase(),
            false => word.starts_with(char::is_uppercase),
        };
        let short = word.len() < 2 || first == b'\'' || word.starts_with('’');
        let contracted = || !large && has_apostrophe(word);
        if short || token.class == TokenClass::Number || contracted() {
            return Slot::default();
        }
        if class & STOP != 0 {
            return Slot {
                large,
                initial,
                leads: class & LEAD != 0,
                ..Slot::default()
            };
        }
        let index = *by_key.entry(token.key).or_insert_with(|| {
            self.words.push(Content {
                key: token.key,
                class,
                first: at,
                best: at,
                often: 0,
                initial,
                small: false,
                noun: false,
                again: false,
            });
            (self.words.len() - 1) as u32
        });
        let content = &mut self.words[index as usize];
        content.often += 1;
        content.small |= !large;
        if content.initial && !initial {
            content.initial = false;
            content.best = at;
        }
        Slot {
            word: Some(index),
            large,
            initial,
            ..Slot::default()
        }
    }

    /// Which words end what an article or a preposition began, and which come again.
    fn read_nouns(&mut self) {
        let mut since_lead = usize::MAX;
        for (at, slot) in self.slots.iter().enumerate() {
            let Some(index) = slot.word else {
                since_lead = if slot.leads { 0 } else { usize::MAX };
                continue;
            };
            since_lead = since_lead.saturating_add(1);
            let next = self.slots.get(at + 1);
            let ends = next.is_none_or(|next| next.word.is_none());
            self.words[index as usize].noun |= ends && since_lead <= NOUN_DISTANCE_MAX;
        }
        for word in &mut self.words {
            word.again = word.often >= REPEATED || self.headline.contains(&word.key);
        }
    }

    fn content(&self, slot: &Slot) -> Option<&Content> {
        self.words.get(slot.word? as usize)
    }

    fn span(&self, (from, to): (usize, usize)) -> Span {
        let tokens = &self.ground.tokens;
        Span::new(tokens[from].span.start, tokens[to - 1].span.end)
    }

    fn phrase(&self, sort: Sort, key: WordKey, tokens: (usize, usize)) -> Phrase {
        let span = self.span(tokens);
        Phrase {
            sort,
            first: span,
            best: span,
            often: 1,
            words: tokens.1 - tokens.0,
            headline: self.headline.contains(&key),
            initial: self.slots[tokens.0].initial,
        }
    }

    /// Everything that was found, each once, in no order.
    pub(super) fn found(&self) -> Vec<Phrase> {
        let nouns = self.words.iter().filter(|word| {
            let noun = word.noun && word.small && word.again && tells(word.class);
            noun && !is_bent(self.span((word.best, word.best + 1)).of(self.text))
        });
        let nouns = nouns.map(|word| Phrase {
            best: self.span((word.best, word.best + 1)),
            often: word.often,
            initial: word.initial,
            ..self.phrase(Sort::Noun, word.key, (word.first, word.first + 1))
        });
        let mut more = KeyTable::default();
        more.reserve(FOUND);
        self.read_phrases(&mut more);
        self.read_terms(&mut more);
        nouns.chain(more.into_values()).collect()
    }

    /// Only words that come again can be part of what comes again.
    fn read_phrases(&self, found: &mut KeyTable<Phrase>) {
        let mut run = 0;
        let mut keys = [0; PHRASE_WORDS_MAX];
        for (at, slot) in self.slots.iter().enumerate() {
            let Some(content) = self.content(slot).filter(|word| word.again) else {
                run = 0;
                continue;
            };
            run = if slot.initial { 1 } else { run + 1 };
            keys.rotate_left(1);
            keys[PHRASE_WORDS_MAX - 1] = content.key;
            let bent = || is_bent(self.ground.tokens[at].span.of(self.text));
            if run < 2 || !slot.large && (content.class & MODIFIER != 0 || bent()) {
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
                    .reduce(join_keys)
                    .unwrap_or_default();
                add(
                    found,
                    key,
                    self.phrase(Sort::Phrase, key, (at + 1 - words, at + 1)),
                );
            }
        }
    }

    fn read_terms(&self, found: &mut KeyTable<Phrase>) {
        let word = |at: usize| self.ground.tokens[at].span.of(self.text);
        let large = |at: usize| {
            let slot = self.slots.get(at).filter(|slot| slot.large);
            slot.and_then(|slot| self.content(slot))
        };
        let mut at = 0;
        while at < self.slots.len() {
            let mut to = at;
            let mut term = None;
            while let Some(content) = large(to).filter(|_| to < at + TERM_WORDS_MAX) {
                if to > at && self.slots[to].initial {
                    break;
                }
                term = Some(term.map_or(content.key, |term| join_keys(term, content.key)));
                to += 1;
                let joined = to + 1 < self.slots.len().min(at + TERM_WORDS_MAX)
                    && is_joiner(word(to))
                    && large(to + 1).is_some();
                to += usize::from(joined);
            }
            let named = |at: usize| self.slots.get(at).is_some_and(|slot| slot.named);
            let touches = named(to) || at > 0 && named(at - 1);
            if let Some(key) = term.filter(|_| !touches) {
                let single = large(at).filter(|_| to == at + 1);
                let alone = |word: &Content| !word.small && !word.initial && tells(word.class);
                if single.is_none_or(alone) {
                    add(found, key, self.phrase(Sort::Term, key, (at, to)));
                }
            }
            at = to.max(at + 1);
        }
    }
}

/// Keys of a headline's content words, alone and side by side.
fn keys_of<'a>(headline: impl Iterator<Item = &'a str>, listed: &KeywordWords) -> WordKeys {
    let content: Vec<WordKey> = headline
        .map(word_key)
        .filter(|key| listed.class(*key) & STOP == 0)
        .collect();
    let mut keys = WordKeys::default();
    keys.reserve(content.len() * TERM_WORDS_MAX);
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
fn add(table: &mut KeyTable<Phrase>, key: WordKey, seen: Phrase) {
    let known = table.entry(key).or_insert(Phrase { often: 0, ..seen });
    known.often += 1;
    if known.initial && !seen.initial {
        known.best = seen.best;
        known.initial = false;
    }
}

/// Most words have none, which their bytes show at once.
fn has_apostrophe(word: &str) -> bool {
    let apostrophe = |byte| matches!(byte, b'\'' | b'\xe2');
    word.bytes().any(apostrophe) && word.contains(['\'', '’'])
}

/// Whether a word can be a key phrase alone.
fn tells(class: WordClass) -> bool {
    class & (VAGUE | MODIFIER) == 0
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
