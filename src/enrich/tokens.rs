//! A stretch of text to its words, numbers and marks.
//!
//! In: text. Out: tokens in order, each with its span; blanks belong to none.
//! Never: a change of the text, a look at its language.
//!
//! Rules
//! - Letters and digits that touch are one word; digits alone are a number and keep the full
//!   stops, commas and colons between them (`1,000.5`, `10:30`).
//! - Within a word stand an apostrophe (`O'Neill`), a hyphen (`Jean-Claude`, `COVID-19`, not
//!   `2-1`), an ampersand between capitals (`AT&T`), the full stops of single letters and the
//!   last of them (`U.S.`, `a.m.`).
//! - `'s` at the end of a word is a token of its own, so that a name ends before it.
//! - Full stops, hyphens, grave accents and apostrophes in a row are one mark; any other mark
//!   stands alone.

use super::annotations::{Token, TokenClass};
use crate::lexicon::plain_bytes::{EACH, before, digits, letters};
use crate::lexicon::word_key::{WordKey, short_key, word_key_at};
use crate::story::Span;

/// What a character is to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Blank,
    Mark,
}

/// Adds the tokens of `text[span]`.
pub(super) fn tokenise(text: &str, span: Span, tokens: &mut Vec<Token>) {
    let mut scan = Scan {
        text,
        at: span.start,
        end: span.end,
    };
    while let Some((c, class)) = scan.look(scan.at) {
        let start = scan.at;
        if let Some((length, key)) = scan.plain_word() {
            scan.at += length + 1;
            let span = Span::new(start, start + length);
            let class = TokenClass::Word;
            tokens.push(Token { span, class, key });
            continue;
        }
        let class = match class {
            Class::Blank => {
                scan.at += c.len_utf8();
                continue;
            }
            Class::Letter => scan.word(start),
            Class::Digit => scan.number(start),
            Class::Mark if is_apostrophe(c) && follows_word(tokens, start) && scan.is_s(start) => {
                scan.at += c.len_utf8() + 1;
                TokenClass::Word
            }
            Class::Mark => scan.mark(c),
        };
        let span = Span::new(start, scan.at);
        let key = match class {
            TokenClass::Mark => 0,
            TokenClass::Word | TokenClass::Number => word_key_at(text, span),
        };
        tokens.push(Token { span, class, key });
    }
}

fn follows_word(tokens: &[Token], start: usize) -> bool {
    let touches = |last: &&Token| last.span.end == start && last.class != TokenClass::Mark;
    tokens.last().filter(touches).is_some()
}

/// The classes of the first 128 characters; of other bytes none is looked up.
const ASCII: [Class; 256] = {
    let mut table = [Class::Mark; 256];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        if byte.is_ascii_alphabetic() {
            table[at] = Class::Letter;
        } else if byte.is_ascii_digit() {
            table[at] = Class::Digit;
        } else if byte.is_ascii_whitespace() {
            table[at] = Class::Blank;
        }
        at += 1;
    }
    table
};

struct Scan<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl Scan<'_> {
    /// The character at a byte of the stretch.
    #[inline]
    fn look(&self, at: usize) -> Option<(char, Class)> {
        let byte = *self.text.as_bytes()[..self.end].get(at)?;
        if byte.is_ascii() {
            return Some((char::from(byte), ASCII[usize::from(byte)]));
        }
        let c = self.text[at..].chars().next()?;
        Some((c, class_of(c)))
    }

    /// The length and key of a short word of ASCII behind which a blank stands: most words are so.
    fn plain_word(&self) -> Option<(usize, WordKey)> {
        let rest = &self.text.as_bytes()[self.at..self.end];
        let chunk = u64::from_le_bytes(*rest.first_chunk()?);
        let letters = letters(chunk);
        let length = before(!(letters | digits(chunk)) & EACH);
        let is_word = letters & 0x80 != 0 && rest.get(length) == Some(&b' ');
        (is_word && length < 8).then(|| (length, short_key(chunk, length)))
    }

    /// Passes ASCII letters and digits: most of most texts.
    fn pass_plain(&mut self) {
        let rest = &self.text.as_bytes()[self.at..self.end];
        if let Some(chunk) = rest.first_chunk() {
            let chunk = u64::from_le_bytes(*chunk);
            let passed = before(!(letters(chunk) | digits(chunk)) & EACH);
            if passed < 8 {
                self.at += passed;
                return;
            }
        }
        let plain = |byte: &u8| matches!(ASCII[usize::from(*byte)], Class::Letter | Class::Digit);
        let end = rest.iter().position(|byte| !plain(byte));
        self.at += end.unwrap_or(rest.len());
    }

    fn class(&self, at: usize) -> Option<Class> {
        self.look(at).map(|(_, class)| class)
    }

    fn is_joined(&self, at: usize) -> bool {
        matches!(self.class(at), Some(Class::Letter | Class::Digit))
    }

    /// Reads on from a letter at or after `start`.
    fn word(&mut self, start: usize) -> TokenClass {
        // Where the last piece between full stops began, and whether there was such a stop.
        let (mut piece, mut dotted) = (start, false);
        loop {
            self.pass_plain();
            // Behind most words stands a blank.
            if self.text.as_bytes().get(self.at) == Some(&b' ') {
                break;
            }
            let Some((c, class)) = self.look(self.at) else {
                break;
            };
            let next = self.at + c.len_utf8();
            let goes_on = match class {
                Class::Letter | Class::Digit => true,
                Class::Blank => false,
                Class::Mark => match c {
                    '\'' | '’' => self.class(next) == Some(Class::Letter) && !self.is_s(self.at),
                    '-' | '\u{2010}' | '\u{2011}' => self.is_joined(next),
                    '&' => self.is_capital(next) && self.text[..self.at].ends_with(is_capital),
                    '.' if self.is_single(piece) && self.single_follows(next) => {
                        (piece, dotted) = (next, true);
                        true
                    }
                    '.' if dotted && self.is_single(piece) => {
                        self.at = next;
                        break;
                    }
                    _ => false,
                },
            };
            if !goes_on {
                break;
            }
            self.at = next;
        }
        TokenClass::Word
    }

    /// Reads on from a digit; letters make a word of it (`15th`, `9-year-old`).
    fn number(&mut self, start: usize) -> TokenClass {
        while let Some((c, class)) = self.look(self.at) {
            let next = self.at + c.len_utf8();
            match (class, c) {
                (Class::Digit, _) => self.at = next,
                (Class::Letter, _) => return self.word(start),
                (_, '.' | ',' | ':') if self.class(next) == Some(Class::Digit) => self.at = next,
                (_, '-') if self.class(next) == Some(Class::Letter) => return self.word(start),
                _ => break,
            }
        }
        TokenClass::Number
    }

    fn mark(&mut self, c: char) -> TokenClass {
        self.at += c.len_utf8();
        if matches!(c, '.' | '-' | '`' | '\'') {
            while self.at < self.end && self.text[self.at..].starts_with(c) {
                self.at += 1;
            }
        }
        TokenClass::Mark
    }

    /// An apostrophe and an `s` that ends the word.
    fn is_s(&self, apostrophe: usize) -> bool {
        let after = self.text[apostrophe..self.end]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        let s = apostrophe + after;
        matches!(self.look(s), Some(('s' | 'S', _))) && !self.is_joined(s + 1)
    }

    /// Whether the piece of the word up to here is one letter.
    fn is_single(&self, piece: usize) -> bool {
        self.text[piece..self.at].chars().count() == 1
    }

    /// Whether one letter stands here that ends its piece.
    fn single_follows(&self, at: usize) -> bool {
        match self.look(at) {
            Some((c, Class::Letter)) => !self.is_joined(at + c.len_utf8()),
            _ => false,
        }
    }

    fn is_capital(&self, at: usize) -> bool {
        self.look(at).is_some_and(|(c, _)| is_capital(c))
    }
}

fn is_capital(c: char) -> bool {
    c.is_uppercase()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn class_of(c: char) -> Class {
    if c.is_alphabetic() || is_combining(c) {
        Class::Letter
    } else if c.is_numeric() {
        Class::Digit
    } else if c.is_whitespace() {
        Class::Blank
    } else {
        Class::Mark
    }
}

/// Marks that belong to the letter before them, also those that Unicode calls no letter.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}')
        || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<(&str, TokenClass)> {
        let mut tokens = Vec::new();
        tokenise(text, Span::new(0, text.len()), &mut tokens);
        tokens
            .iter()
            .map(|token| (token.span.of(text), token.class))
            .collect()
    }

    /// Text, its tokens parted by blanks.
    const TABLE: [(&str, &str); 28] = [
        ("The U.S. said so.", "The U.S. said so ."),
        (
            "Russia's and the Beatles' songs",
            "Russia 's and the Beatles ' songs",
        ),
        ("Russia’s people don’t", "Russia ’s people don’t"),
        ("Jean-Claude O'Neill", "Jean-Claude O'Neill"),
        ("COVID-19 and a 9-year-old", "COVID-19 and a 9-year-old"),
        ("won 2-1, 1,000.5 at 10:30", "won 2 - 1 , 1,000.5 at 10:30"),
        ("the 15th of 1980s", "the 15th of 1980s"),
        ("AT&T and S&P, not x&y", "AT&T and S&P , not x & y"),
        ("J.R.R. Tolkien, J.Smith", "J.R.R. Tolkien , J . Smith"),
        ("at 5 p.m. on", "at 5 p.m. on"),
        ("Mr. Smith", "Mr . Smith"),
        ("wait... what -- no", "wait ... what -- no"),
        ("``quoted''", "`` quoted ''"),
        ("\"Yes,\" he said", "\" Yes , \" he said"),
        ("$5.2 million", "$ 5.2 million"),
        ("50%", "50 %"),
        ("and/or", "and / or"),
        ("«Oui», dit-il", "« Oui » , dit-il"),
        ("l'homme d’État", "l'homme d’État"),
        ("政府周二宣布。", "政府周二宣布 。"),
        ("हिन्दी भाषा।", "हिन्दी भाषा ।"),
        ("cafe\u{301} noir", "cafe\u{301} noir"),
        ("", ""),
        ("   ", ""),
        ("'s", "' s"),
        ("U.S.-led", "U.S. - led"),
        ("the 1990's", "the 1990 's"),
        ("e.g. this", "e.g. this"),
    ];

    #[test]
    fn texts_part_into_tokens_by_the_rules() {
        for (text, expected) in TABLE {
            let found: Vec<&str> = words(text).into_iter().map(|(word, _)| word).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn classes_are_told() {
        let classes: Vec<_> = words("In 2021, 3.5% of it 15th").into_iter().collect();
        use TokenClass::{Mark, Number, Word};
        let expected = [Word, Number, Mark, Number, Mark, Word, Word, Word];
        assert_eq!(
            classes.iter().map(|(_, class)| *class).collect::<Vec<_>>(),
            expected
        );
    }

    proptest! {
        #[test]
        fn tokens_hold_every_character_but_blanks(text in any::<String>()) {
            let mut tokens = Vec::new();
            tokenise(&text, Span::new(0, text.len()), &mut tokens);
            let mut at = 0;
            for token in &tokens {
                prop_assert!(token.span.start >= at && !token.span.is_empty());
                prop_assert!(text[at..token.span.start].chars().all(char::is_whitespace));
                at = token.span.end;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
