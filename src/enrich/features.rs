//! What the tagger of names sees of a word: itself, its neighbours, what lists know, how the
//! story writes it elsewhere.
//!
//! In: a story's text and tokens. Out: for each token that can be part of a name, the buckets of
//! its features. Never: a weight.

use super::annotations::{Ground, Token, TokenClass};
use super::hashing::{Hash, join, word_hash};
use super::name_word::{BORDER, Case, Word, ends, is_particle, joins, opens_sentences};
use super::names::{self, NameBits, Names, PHRASE_WORDS_MAX};
use crate::lexicon::table::{Sieve, TableSet};
use crate::story::Span;

/// Bits of a bucket's number.
pub const BUCKET_BITS: u32 = 19;
/// Features of one token.
pub const FEATURES: usize = 44;

/// Words of a run that are looked at on either side: no name is longer.
const RUN_MAX: usize = 64;

/// A story, prepared for the tagger.
#[derive(Debug)]
pub struct Prepared {
    words: Vec<Word>,
    /// For each sentence its first and last token + 1.
    pub sentences: Vec<(usize, usize)>,
    /// Beginning and ends of the words that may be names; the first is that of no word.
    ends: Vec<[Hash; 4]>,
    /// Words that may be names and stand in small letters elsewhere in the story.
    small: TableSet<Hash>,
    /// Sentences written in capitals or in the case of titles.
    loud: Vec<bool>,
}

/// What was decided for the two tokens before.
pub type History = (u8, u8);

impl Prepared {
    /// Prepares a story.
    pub fn new(text: &str, ground: &Ground, table: &Names) -> Self {
        let mut made = Self {
            words: Vec::with_capacity(ground.tokens.len()),
            sentences: sentences(ground),
            ends: vec![[0; 4]],
            small: TableSet::default(),
            loud: Vec::with_capacity(ground.sentences.len()),
        };
        made.read_words(text, &ground.tokens, table);
        for index in 0..made.sentences.len() {
            let (from, to) = made.sentences[index];
            let loud = is_loud(&made.words[from..to]);
            made.loud.push(loud);
            if loud {
                made.set_common_aside(from, to);
            }
            made.join_candidates(text, &ground.tokens, from, to);
            made.find_phrases(from, to, table);
        }
        made
    }

    /// Each word alone. The table is large, so its look-ups stand in a loop of their own, in which
    /// none waits for another.
    fn read_words(&mut self, text: &str, tokens: &[Token], table: &Names) {
        let written = tokens.iter().map(|token| Word::as_written(text, token));
        self.words.extend(written);
        for (word, token) in self.words.iter_mut().zip(tokens) {
            if token.class != TokenClass::Mark {
                word.bits = table.get(word.lower);
            }
        }
        let mut large = Sieve::<64>::default();
        // From the last to the first: whether the next word can be part of a name matters.
        let mut next = false;
        for (word, token) in self.words.iter_mut().zip(tokens).rev() {
            let written = token.span.of(text);
            next = word.can_be_name(written) && (next || !opens_sentences(written));
            if next {
                word.candidate = true;
                word.ends = self.ends.len() as u32;
                self.ends.push(ends(written));
                large.add(word.lower);
            }
        }
        let small = self.words.iter().filter(|word| word.case == Case::Small);
        let small = small.map(|word| word.lower);
        self.small
            .extend(small.filter(|lower| large.may_hold(*lower)));
    }

    /// Whether a token can be part of a name.
    pub fn is_candidate(&self, at: usize) -> bool {
        self.words[at].candidate
    }

    /// The hash of a word in lower case.
    pub(super) fn lower(&self, at: usize) -> Hash {
        self.words[at].lower
    }

    /// What lists know of a word.
    pub(super) fn bits(&self, at: usize) -> NameBits {
        self.words.get(at).map_or(0, |word| word.bits)
    }

    /// Whether a word is written with a capital and may be a name.
    pub(super) fn is_large(&self, at: usize) -> bool {
        self.words
            .get(at)
            .is_some_and(|word| word.candidate && !matches!(word.case, Case::Small | Case::None))
    }

    /// What lists know of the words from one token to another.
    pub(super) fn listed(&self, from: usize, to: usize, table: &Names) -> NameBits {
        let dot = word_hash(".");
        let words = self.words[from..to].iter().map(|word| word.lower);
        words
            .filter(|lower| *lower != dot)
            .reduce(join)
            .map_or(0, |hash| table.get(hash))
    }

    /// The sentence a token stands in.
    pub(super) fn sentence_of(&self, at: usize) -> Option<(usize, usize)> {
        let index = self.sentences.partition_point(|(_, to)| *to <= at);
        self.sentences
            .get(index)
            .copied()
            .filter(|(from, _)| *from <= at)
    }

    /// The tokens of the known phrase that begins here; 0 where none does.
    pub(super) fn phrase_from(&self, at: usize) -> usize {
        let begins = self.words.get(at).is_some_and(|word| word.phrase.1 == 1);
        let inner = self.words[at..]
            .iter()
            .skip(1)
            .take_while(|word| word.phrase.1 > 1);
        if begins { 1 + inner.count() } else { 0 }
    }

    /// Small words and marks between two candidates can be part of a name, too.
    fn join_candidates(&mut self, text: &str, tokens: &[Token], from: usize, to: usize) {
        for at in from..to.saturating_sub(1) {
            let next = self.words[at + 1].candidate;
            if next && is_particle(tokens[at].span.of(text)) {
                self.words[at].candidate = true;
            }
            let inner = at > from && self.words[at - 1].candidate && !self.words[at].candidate;
            if !inner || !joins(tokens[at].span.of(text)) {
                continue;
            }
            let ahead = (at + 1..to.min(at + 3)).find(|next| self.words[*next].candidate);
            self.words[at].candidate =
                ahead.is_some_and(|next| next == at + 1 || joins(tokens[at + 1].span.of(text)));
        }
    }

    /// Where all is written large, common words that no list knows as a name are none.
    fn set_common_aside(&mut self, from: usize, to: usize) {
        for word in &mut self.words[from..to] {
            let known = word.bits & (names::COUNTRY | names::PLACE | names::ORGANISATION);
            word.candidate &= word.bits & names::COMMON == 0 || known != 0;
        }
    }

    fn find_phrases(&mut self, from: usize, to: usize, table: &Names) {
        let mut at = from;
        while at < to {
            if !self.words[at].candidate {
                at += 1;
                continue;
            }
            let longest = self.longest_phrase(at, to, table);
            if let Some((length, bits)) = longest {
                for (place, word) in self.words[at..at + length].iter_mut().enumerate() {
                    let place = match place {
                        0 => 1,
                        last if last + 1 == length => 3,
                        _ => 2,
                    };
                    word.phrase = (bits, place);
                }
            }
            at += longest.map_or(1, |(length, _)| length);
        }
    }

    /// The longest known phrase of two words or more from here: its tokens, what it can be.
    fn longest_phrase(&self, at: usize, to: usize, table: &Names) -> Option<(usize, NameBits)> {
        let mut hash = self.words[at].lower;
        let mut longest = None;
        let dot = word_hash(".");
        let ahead = (at + 1..to).take(PHRASE_WORDS_MAX + 1);
        for next in ahead {
            let word = &self.words[next];
            if word.lower == dot {
                continue;
            }
            if !word.candidate {
                break;
            }
            hash = join(hash, word.lower);
            let bits = table.get(hash);
            if bits != 0 {
                longest = Some((next + 1 - at, bits));
            }
        }
        longest
    }

    /// The buckets of a token's features.
    pub fn features(&self, sentence: usize, at: usize, history: History) -> [u32; FEATURES] {
        let (from, to) = self.sentences[sentence];
        let mut list = List {
            buckets: [0; FEATURES],
            count: 0,
        };
        let word = |offset: isize| -> &Word {
            let index = at.checked_add_signed(offset);
            let within = index.filter(|index| (from..to).contains(index));
            within.map_or(&BORDER, |index| &self.words[index])
        };
        let (here, before, after) = (word(0), word(-1), word(1));
        let tag = Hash::from(history.0);
        let tags = tag << 8 | Hash::from(history.1);
        let first = self.opens(from, at);
        let loud = self.loud[sentence];
        let seen_small = here.case == Case::Small || self.small.contains(&here.lower);
        let manner = Hash::from(first) | Hash::from(loud) << 1 | Hash::from(seen_small) << 2;
        let bits = Hash::from(here.bits);
        let phrase = Hash::from(here.phrase.0) << 8 | Hash::from(here.phrase.1);
        list.add(here.lower);
        list.add(join(here.lower, here.shape));
        list.add(here.shape);
        for end in self.ends[here.ends as usize] {
            list.add(end);
        }
        list.add(before.lower);
        list.add(after.lower);
        list.add(word(-2).lower);
        list.add(word(2).lower);
        list.add(join(before.lower, here.lower));
        list.add(join(here.lower, after.lower));
        list.add(join(before.shape, join(here.shape, after.shape)));
        list.add(bits);
        list.add(join(bits, Hash::from(before.bits)));
        list.add(join(bits, Hash::from(after.bits)));
        list.add(Hash::from(before.bits));
        list.add(Hash::from(after.bits));
        list.add(phrase);
        list.add(join(phrase, tag));
        list.add(tag);
        list.add(tags);
        list.add(join(tag, here.lower));
        list.add(join(tag, before.lower));
        list.add(join(tag, after.lower));
        list.add(join(tag, bits));
        list.add(join(tag, join(here.shape, after.shape)));
        list.add(join(tag, join(bits, Hash::from(before.bits))));
        list.add(manner);
        list.add(join(manner, bits));
        list.add(join(manner, join(tag, here.shape)));
        self.run_features(&mut list, (from, to), at, tag);
        list.buckets
    }

    /// Features of the run of capitalised words a token stands in.
    fn run_features(&self, list: &mut List, (from, to): (usize, usize), at: usize, tag: Hash) {
        let mut start = at;
        while start > from && at - start < RUN_MAX && self.words[start - 1].candidate {
            start -= 1;
        }
        let mut end = at + 1;
        while end < to && end - at < RUN_MAX && self.words[end].candidate {
            end += 1;
        }
        let side = |index: Option<usize>| {
            let within = index.filter(|index| (from..to).contains(index));
            within.map_or(&BORDER, |index| &self.words[index])
        };
        let (before, after) = (side(start.checked_sub(1)), side(Some(end)));
        let further = side(Some(end + 1));
        let (head, tail) = (&self.words[start], &self.words[end - 1]);
        let length = (end - start).min(5) as Hash;
        let place = ((at - start).min(4) as Hash) << 4 | length;
        list.add(join(before.lower, length));
        list.add(join(after.lower, length));
        list.add(join(after.lower, further.lower));
        list.add(join(before.lower, after.lower));
        list.add(join(Hash::from(before.bits), Hash::from(after.bits)));
        list.add(join(tail.lower, place));
        list.add(join(Hash::from(tail.bits), place));
        list.add(join(
            Hash::from(head.bits),
            join(Hash::from(tail.bits), place),
        ));
        list.add(join(head.lower, place));
        list.add(place);
        list.add(join(tag, join(place, Hash::from(tail.bits))));
    }

    /// Whether a token opens its sentence, marks aside.
    pub(super) fn opens_sentence(&self, at: usize) -> bool {
        self.sentence_of(at)
            .is_some_and(|(from, _)| self.opens(from, at))
    }

    /// Whether a token opens the sentence that begins at `from`, marks aside.
    fn opens(&self, from: usize, at: usize) -> bool {
        self.words[from..at]
            .iter()
            .all(|word| word.case == Case::None)
    }
}

struct List {
    buckets: [u32; FEATURES],
    count: usize,
}

impl List {
    fn add(&mut self, value: Hash) {
        let hash = join(self.count as Hash + 1, value);
        self.buckets[self.count] = (hash >> (64 - BUCKET_BITS)) as u32;
        self.count += 1;
    }
}

/// A sentence of which most words are written large.
fn is_loud(words: &[Word]) -> bool {
    let large = words
        .iter()
        .filter(|word| word.case == Case::Capitals)
        .count();
    let small = words
        .iter()
        .filter(|word| matches!(word.case, Case::Small))
        .count();
    large >= 3 && large > small * 2
}

/// Sentences as ranges of tokens.
fn sentences(ground: &Ground) -> Vec<(usize, usize)> {
    let mut at = 0;
    let range = |sentence: &Span| {
        let from = at;
        while ground
            .tokens
            .get(at)
            .is_some_and(|token| token.span.start < sentence.end)
        {
            at += 1;
        }
        (from, at)
    };
    ground.sentences.iter().map(range).collect()
}
