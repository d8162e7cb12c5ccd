//! Tokens to sentences.
//!
//! In: a line of text with its tokens and language. Out: where its sentences begin and end.
//! Never: a sentence over a paragraph or over a row of a table.
//!
//! Rules
//! - `!`, `?`, `…` and the full stop end a sentence, with the closing quotes and brackets that
//!   touch them, unless a small letter follows. A full stop needs a blank behind it, or a little
//!   word with a capital (`end.The`).
//! - Not after an abbreviation before a name or a number, nor after initials.
//! - After other abbreviations, dotted ones too (`U.S.`), only before a little word with a
//!   capital: `in the U.S. The`, not `the U.S. President`.
//! - Not after an ordinal (`15. Mai`) in languages that write it so.
//! - The full stops of CJK, Arabic, Indic and other scripts always end one.

use super::abbreviations::{Abbreviation, Abbreviations};
use super::annotations::{Token, TokenClass};
use super::little_words::{Bits, LittleWords};
use crate::story::Span;

/// What a token says about the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Always.
    Sure,
    /// Unless a small letter follows.
    Likely,
    /// A full stop.
    Stop,
}

/// Cuts lines of one language into sentences.
pub(super) struct Splitter<'a> {
    text: &'a str,
    abbreviations: &'static Abbreviations,
    little: &'static LittleWords,
    /// The language's bit among the little words.
    bit: Bits,
    french: bool,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(text: &'a str, language: Option<&str>, little: &'static LittleWords) -> Self {
        let known = little.bit(language.unwrap_or("en"));
        Self {
            text,
            abbreviations: Abbreviations::of(language),
            little,
            bit: if known == 0 { Bits::MAX } else { known },
            french: language == Some("fr"),
        }
    }

    /// Adds the sentences of one line.
    pub(super) fn split(&self, tokens: &[Token], sentences: &mut Vec<Span>) {
        let mut first = 0;
        let mut at = 0;
        while at < tokens.len() {
            let last = self
                .may_end(tokens[at])
                .then(|| self.ends(tokens, at))
                .flatten();
            if let Some(last) = last {
                sentences.push(Span::new(tokens[first].span.start, tokens[last].span.end));
                first = last + 1;
            }
            at = last.unwrap_or(at) + 1;
        }
        if let (Some(from), Some(to)) = (tokens.get(first), tokens.last()) {
            sentences.push(Span::new(from.span.start, to.span.end));
        }
    }

    /// A look at one byte, which spares nearly every token a closer look.
    fn may_end(&self, token: Token) -> bool {
        let bytes = self.text.as_bytes();
        match token.class {
            TokenClass::Word => bytes[token.span.end - 1] == b'.',
            TokenClass::Number => false,
            TokenClass::Mark => {
                let first = bytes[token.span.start];
                matches!(first, b'.' | b'!' | b'?') || !first.is_ascii()
            }
        }
    }

    /// The last token of the sentence that ends with this one, if one does.
    fn ends(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let end = self.end_of(tokens[at])?;
        let last = self.with_closers(tokens, at);
        let Some(next) = tokens.get(last + 1) else {
            return Some(last);
        };
        let gap = tokens[last].span.end < next.span.start;
        let ends = match end {
            End::Sure => true,
            End::Likely => gap && !self.small_follows(tokens, last + 1),
            End::Stop if !gap => last == at && self.glued(tokens, at),
            End::Stop => !self.small_follows(tokens, last + 1) && self.stops(tokens, at, last + 1),
        };
        ends.then_some(last)
    }

    fn end_of(&self, token: Token) -> Option<End> {
        let text = token.span.of(self.text);
        match token.class {
            // A dotted abbreviation carries its last full stop.
            TokenClass::Word => text.ends_with('.').then_some(End::Stop),
            TokenClass::Number => None,
            TokenClass::Mark => match text.chars().next()? {
                '.' if text.len() == 1 => Some(End::Stop),
                '.' | '!' | '?' | '…' => Some(End::Likely),
                '。' | '！' | '？' | '｡' | '؟' | '۔' | '।' | '॥' | '።' | '։' | '។' | '။' => {
                    Some(End::Sure)
                }
                _ => None,
            },
        }
    }

    /// The last of the closing marks and further full stops that touch this token.
    fn with_closers(&self, tokens: &[Token], at: usize) -> usize {
        let mut last = at;
        while let Some(next) = tokens.get(last + 1) {
            let text = next.span.of(self.text);
            let touches = next.span.start == tokens[last].span.end;
            // A mark that may open and touches the word after it does open.
            let opens = is_opener(text)
                && tokens.get(last + 2).is_some_and(|word| {
                    word.span.start == next.span.end && word.class != TokenClass::Mark
                });
            let closes = touches && (is_closer(text) && !opens || self.end_of(*next).is_some())
                || self.french && text == "»";
            if next.class != TokenClass::Mark || !closes {
                break;
            }
            last += 1;
        }
        last
    }

    /// The first word from here on, past opening marks.
    fn word_from(&self, tokens: &[Token], at: usize) -> Option<(&'a str, TokenClass)> {
        let ahead = tokens.iter().skip(at).take(4);
        let word = ahead
            .into_iter()
            .find(|token| token.class != TokenClass::Mark)?;
        Some((word.span.of(self.text), word.class))
    }

    fn small_follows(&self, tokens: &[Token], at: usize) -> bool {
        let word = self.word_from(tokens, at);
        word.is_some_and(|(word, _)| word.starts_with(char::is_lowercase))
    }

    /// Whether the word begins with a capital and is a little word but for that.
    fn is_starter(&self, word: &str) -> bool {
        word.starts_with(char::is_uppercase)
            && self.little.of_word(&word.to_lowercase()) & self.bit != 0
    }

    /// Whether a full stop with a blank behind it, and no small letter, ends its sentence.
    fn stops(&self, tokens: &[Token], at: usize, next: usize) -> bool {
        let after = self.word_from(tokens, next);
        let starter = || after.is_none_or(|(word, _)| self.is_starter(word));
        let number = matches!(after, Some((_, TokenClass::Number)));
        if tokens[at].class == TokenClass::Word {
            return starter() || is_opener(tokens[next].span.of(self.text));
        }
        let touching = |before: &&Token| before.span.end == tokens[at].span.start;
        let Some(before) = at
            .checked_sub(1)
            .and_then(|b| tokens.get(b))
            .filter(touching)
        else {
            return true;
        };
        let word = before.span.of(self.text);
        if before.class == TokenClass::Number {
            let ordinal = self.abbreviations.ordinals && word.len() <= 2;
            return !ordinal || starter();
        }
        match self.abbreviations.kind(word) {
            Some(Abbreviation::BeforeName) => false,
            Some(Abbreviation::BeforeNumber) => !number,
            Some(Abbreviation::Anywhere) => !number && starter(),
            None if is_initial(word) => starter() && !self.follows_name(tokens, at - 1),
            None => true,
        }
    }

    /// Whether the word before this one begins with a capital, as in `John F.`.
    fn follows_name(&self, tokens: &[Token], at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        before.is_some_and(|token| {
            let word = token.span.of(self.text);
            word.starts_with(char::is_uppercase) && !self.is_starter(word)
        })
    }

    /// A full stop between a word and a capitalised little word, the blank forgotten.
    fn glued(&self, tokens: &[Token], at: usize) -> bool {
        let word = |index: usize| {
            tokens
                .get(index)
                .map_or("", |token| token.span.of(self.text))
        };
        let before = at.checked_sub(1).map_or("", word);
        before.chars().count() > 2
            && before.ends_with(char::is_lowercase)
            && self.is_starter(word(at + 1))
    }
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

fn is_closer(text: &str) -> bool {
    matches!(
        text,
        "\"" | "'"
            | "''"
            | "”"
            | "’"
            | "»"
            | "«"
            | "“"
            | "‘"
            | ")"
            | "]"
            | "」"
            | "』"
            | "）"
            | "》"
            | "】"
            | "›"
            | "‹"
    )
}

fn is_opener(text: &str) -> bool {
    matches!(
        text,
        "\"" | "'" | "“" | "‘" | "«" | "»" | "„" | "``" | "‹" | "›"
    )
}
