//! Is the story about it, or does it only name it?
//!
//! In: where a name, a topic or a phrase stands in a story. Out: 0–100; from [`ABOUT`] on the story
//! is about it. Never: a look at what it is.
//!
//! | where it stands | points |
//! |---|---|
//! | in the headline, as whole words | 40 |
//! | first in the lede | 30 |
//! | first further down | 20, sinking to 0 towards the end |
//! | as often as what is named most often | 30, in proportion for what is named less often |

use super::annotations::Token;
use super::tokens::tokenise;
use crate::story::{Body, Span};

/// From here on the story is about it; below it is a mention.
pub const ABOUT: u8 = 50;

const HEADLINE: u8 = 40;
const LEDE: u8 = 30;
const BELOW_LEDE: usize = 20;
const OFTEN: usize = 30;
/// Bytes of a lede at most: some texts are one long paragraph.
const LEDE_BYTES_MAX: usize = 400;

/// The end of the lede: the first paragraph, if it is no longer than a lede can be.
pub(super) fn lede(body: &Body) -> usize {
    let first = body.paragraphs.first().map_or(0, |paragraph| paragraph.end);
    first.min(LEDE_BYTES_MAX)
}

/// Where something stands in a story.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    /// The headline names it.
    pub(super) headline: bool,
    /// Byte of the body where it is named first.
    pub(super) first: Option<usize>,
    /// How often it is named, or how much speaks for it.
    pub(super) often: usize,
}

/// What a story's standings are measured by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// End of the lede.
    pub(super) lede: usize,
    /// End of what was read.
    pub(super) end: usize,
    /// How often the most frequent is named.
    pub(super) most: usize,
}

impl Measure {
    /// 0–100: is the story about it?
    pub(super) fn relevance(self, at: Standing) -> u8 {
        let headline = if at.headline { HEADLINE } else { 0 };
        let first = match at.first {
            None => 0,
            Some(byte) if byte < self.lede => LEDE,
            Some(byte) => {
                let rest = self.end.saturating_sub(self.lede).max(1);
                let ahead = self.end.saturating_sub(byte).min(rest);
                (BELOW_LEDE * ahead / rest) as u8
            }
        };
        let most = self.most.max(1);
        let often = (OFTEN * at.often.min(most) / most) as u8;
        headline + first + often
    }
}

/// A headline by its words.
#[derive(Debug)]
pub(super) struct Headline<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The ASCII characters that its words begin with, in small letters, as bits.
    starts: u128,
    /// Written in capitals: then case says nothing.
    loud: bool,
}

impl<'a> Headline<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut tokens = Vec::new();
        tokenise(text, Span::new(0, text.len()), &mut tokens);
        let starts = tokens.iter().map(|token| start(token.span.of(text)));
        Self {
            text,
            starts: starts.fold(0, |all, bit| all | bit),
            tokens,
            loud: !text.contains(char::is_lowercase),
        }
    }

    /// Its words, numbers and marks.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.tokens.iter().map(move |token| token.span.of(text))
    }

    /// Whether these words stand in it, in order and whole. Full stops within a word do not count,
    /// and a capital in the headline may stand for a small letter.
    pub(super) fn names(&self, words: &str) -> bool {
        // Most names do not stand in it, as their first letter tells.
        let first = start(words);
        if first != 0 && first & self.starts == 0 {
            return false;
        }
        let mut wanted = Vec::new();
        tokenise(words, Span::new(0, words.len()), &mut wanted);
        let wanted: Vec<&str> = wanted.iter().map(|token| token.span.of(words)).collect();
        !wanted.is_empty()
            && self.tokens.windows(wanted.len()).any(|stretch| {
                let mut pairs = stretch.iter().zip(&wanted);
                pairs.all(|(token, word)| self.same(token.span.of(self.text), word))
            })
    }

    fn same(&self, own: &str, word: &str) -> bool {
        let small = !word.contains(char::is_uppercase);
        let own = own.chars().filter(|c| *c != '.');
        let word = word.chars().filter(|c| *c != '.');
        match (self.loud, small) {
            (true, _) => own.eq(word.flat_map(char::to_uppercase)),
            (false, true) => own.flat_map(char::to_lowercase).eq(word),
            (false, false) => own.eq(word),
        }
    }
}

/// The bit of the ASCII character that a word begins with; 0 where it begins with another.
fn start(word: &str) -> u128 {
    let first = word.bytes().next().filter(u8::is_ascii);
    first.map_or(0, |byte| 1 << byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// End of the lede, of the text, and the most mentions.
    const STORY: Measure = Measure {
        lede: 200,
        end: 1200,
        most: 6,
    };

    #[test]
    fn what_a_story_is_about_stands_above_what_it_names() {
        for (headline, first, often, expected) in [
            (true, Some(0), 6, 100),
            (true, Some(199), 3, 85),
            (true, None, 0, 40),
            (false, Some(0), 6, 60),
            (false, Some(0), 4, 50),
            (false, Some(0), 1, 35),
            (true, Some(700), 1, 55),
            (false, Some(200), 6, 50),
            (false, Some(700), 1, 15),
            (false, Some(1199), 1, 5),
            (false, Some(4000), 9, 30),
            (false, None, 0, 0),
        ] {
            let standing = Standing {
                headline,
                first,
                often,
            };
            let found = STORY.relevance(standing);
            assert_eq!(found, expected, "{standing:?}");
        }
    }

    #[test]
    fn nothing_divides_by_an_empty_story() {
        let empty = Measure {
            lede: 0,
            end: 0,
            most: 0,
        };
        let standing = Standing {
            headline: true,
            first: Some(0),
            often: 1,
        };
        assert!(empty.relevance(standing) <= 100);
    }

    #[test]
    fn a_headline_names_whole_words_only() {
        for (headline, words, expected) in [
            ("Chad's army chief resigns", "Chad", true),
            ("Chadwick wins in straight sets", "Chad", false),
            ("Roma win derby", "Rom", false),
            ("U.S. and EU agree on steel", "US", true),
            ("US and EU agree on steel", "U.S.", true),
            ("Tell us more about it", "US", false),
            ("Interest Rates rise", "interest rates", true),
            ("MINISTER SMITH RESIGNS", "Smith", true),
            ("Bank of England holds rates", "Bank of England", true),
            ("Bank of New England holds rates", "Bank of England", false),
            ("", "Chad", false),
            ("Chad", "", false),
        ] {
            let found = Headline::new(headline).names(words);
            assert_eq!(found, expected, "{words} in {headline}");
        }
    }

    #[test]
    fn a_lede_is_a_paragraph_of_a_ledes_length() {
        let body = |ends: &[usize]| Body {
            paragraphs: ends.iter().map(|end| Span::new(0, *end)).collect(),
            ..Body::default()
        };
        for (ends, expected) in [(&[120, 700][..], 120), (&[3_000], LEDE_BYTES_MAX), (&[], 0)] {
            assert_eq!(lede(&body(ends)), expected);
        }
    }
}
