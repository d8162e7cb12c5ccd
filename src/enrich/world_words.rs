//! The words of a text that is not English, as the rules for its names see them.
//!
//! In: tokens, what the language's own words say. Out: words without elided articles
//! (`l'Allemagne`) and suffixes (`Ankara'da`), with their case and sentence.
//! Never: a decision about a name.

use std::collections::HashSet;

use super::annotations::{Ground, TokenClass};
use super::little_words::{Bits, LittleWords};
use crate::lexicon::name_words::NameWords;
use crate::story::Span;

/// One word.
#[derive(Clone, Copy, Debug)]
pub(super) struct WorldWord {
    /// Where it stands.
    pub(super) span: Span,
    /// Its token.
    pub(super) token: usize,
    /// It begins with a capital and is not one of the language's little words.
    pub(super) large: bool,
    /// It is the first word of its sentence.
    pub(super) opens: bool,
    /// It follows the word before after a blank and nothing else.
    pub(super) follows: bool,
}

/// The words of a text.
pub(super) struct WorldWords<'a> {
    text: &'a str,
    /// In order, marks left out.
    pub(super) words: Vec<WorldWord>,
    /// Words that the text also writes small.
    small: HashSet<String>,
    /// What the language's own words say.
    pub(super) own: Option<&'a NameWords>,
}

impl<'a> WorldWords<'a> {
    /// The words of a text in this language.
    pub(super) fn new(
        text: &'a str,
        ground: &Ground,
        language: &str,
        own: Option<&'a NameWords>,
    ) -> Self {
        let little = LittleWords::shared();
        let bit = little.bit(language);
        let mut made = Self {
            text,
            words: Vec::with_capacity(ground.tokens.len()),
            small: HashSet::new(),
            own,
        };
        let mut sentences = ground.sentences.iter().peekable();
        let mut opens = false;
        let mut end = 0;
        for (token, read) in ground.tokens.iter().enumerate() {
            while sentences.peek().is_some_and(|s| s.start <= read.span.start) {
                sentences.next();
                opens = true;
            }
            if read.class != TokenClass::Word {
                continue;
            }
            let span = bare(text, read.span, opens);
            let word = span.of(text);
            let begins = word.chars().next().is_some_and(char::is_uppercase);
            if !begins {
                made.small.insert(word.to_lowercase());
            }
            let between = &text[end..read.span.start];
            made.words.push(WorldWord {
                span,
                token,
                large: begins && !is_little(word, opens, little, bit),
                opens,
                follows: between == " " && span.start == read.span.start,
            });
            end = span.end;
            opens = false;
        }
        made
    }

    /// Whether a word is spelt like a name and is none.
    pub(super) fn is_no_name(&self, at: usize) -> bool {
        self.own.is_some_and(|own| own.is_no_name(self.word(at)))
    }

    /// Whether a word stands before people's names.
    pub(super) fn is_title(&self, at: usize) -> bool {
        self.own.is_some_and(|own| own.is_title(self.word(at)))
    }

    /// A word as written.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.words
            .get(at)
            .map_or("", |word| word.span.of(self.text))
    }

    /// Whether a word is written with a capital and may be part of a name.
    pub(super) fn is_large(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.large)
    }

    /// Whether the text also writes the word small.
    pub(super) fn is_also_small(&self, at: usize) -> bool {
        self.small.contains(&self.word(at).to_lowercase())
    }

    /// Whether the text has the word at the beginning of sentences only.
    pub(super) fn opens_only(&self, at: usize) -> bool {
        let word = self.word(at);
        let same = |other: &WorldWord| other.span.of(self.text) == word;
        self.words
            .iter()
            .filter(|other| same(other))
            .all(|other| other.opens)
    }

    /// Whether words follow each other with blanks only.
    pub(super) fn are_together(&self, from: usize, to: usize) -> bool {
        to <= self.words.len() && self.words[from + 1..to].iter().all(|word| word.follows)
    }

    /// The words from one to another as written.
    pub(super) fn phrase(&self, from: usize, to: usize) -> &'a str {
        Span::new(self.words[from].span.start, self.words[to - 1].span.end).of(self.text)
    }

    /// Whether a capitalised word stands right before or right behind.
    pub(super) fn neighbours(&self, from: usize, to: usize) -> (bool, bool) {
        let before = from > 0 && self.words[from].follows && self.is_large(from - 1);
        let behind = self.words.get(to).is_some_and(|next| next.follows) && self.is_large(to);
        (before, behind)
    }
}

/// A little word of the language, such as opens sentences.
fn is_little(word: &str, opens: bool, little: &LittleWords, bit: Bits) -> bool {
    let shouted = word.chars().filter(|c| c.is_uppercase()).count() > 1;
    little.of_word(&word.to_lowercase()) & bit != 0 && (opens || !shouted)
}

/// A token without the article that is joined to its front and the suffix joined to its end.
fn bare(text: &str, span: Span, opens: bool) -> Span {
    let word = span.of(text);
    let Some((at, mark)) = word.char_indices().find(|(_, c)| matches!(c, '\'' | '’')) else {
        return span;
    };
    let (front, back) = (&word[..at], &word[at + mark.len_utf8()..]);
    let large = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    // `L'Allemagne` opens a sentence; `O'Brien`, `D'Angelo` are names.
    let article = !large(front) && front.chars().count() <= 5 || opens && front == "L";
    if large(back) && article {
        Span::new(span.end - back.len(), span.end)
    } else if large(front) && !back.is_empty() && !large(back) {
        Span::new(span.start, span.start + at)
    } else {
        span
    }
}
