//! How many words a text has.
//!
//! In: a text. Out: a number. Never: a judgement of what a good word is.
//!
//! A word is a run without white space that holds a letter or digit; a character of a script
//! that is written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) is a word of its own.

use crate::lexicon::plain_bytes::{EACH, blanks, digits, letters};

/// Words of a text.
pub(super) fn count(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    let mut rest = text;
    while let Some(chunk) = rest.as_bytes().first_chunk() {
        let chunk = u64::from_le_bytes(*chunk);
        if chunk & EACH == 0 {
            words += count_plain(chunk, &mut inside);
            rest = &rest[8..];
        } else {
            let behind = rest.ceil_char_boundary(8);
            words += count_any(&rest[..behind], &mut inside);
            rest = &rest[behind..];
        }
    }
    words + count_any(rest, &mut inside)
}

/// Words that begin within eight bytes of ASCII; `inside` says whether the last one goes on.
///
/// White space is where a word can begin, and other marks leave that as it is: so does a carry go
/// through the bytes of a sum, out of white space and on through marks, and stops in a letter,
/// whose highest bit it sets.
fn count_plain(chunk: u64, inside: &mut bool) -> usize {
    let (letters, blanks) = (letters(chunk) | digits(chunk), blanks(chunk));
    let (sum, from_blank) = (u64::MAX ^ letters).overflowing_add(blanks >> 7);
    let (sum, from_before) = sum.overflowing_add(u64::from(!*inside));
    *inside = !(from_blank || from_before);
    (sum & letters).count_ones() as usize
}

/// The same of any text.
fn count_any(text: &str, inside: &mut bool) -> usize {
    let mut words = 0;
    for c in text.chars() {
        if is_spaceless(c) {
            words += 1;
            *inside = false;
        } else if c.is_alphanumeric() {
            words += usize::from(!*inside);
            *inside = true;
        } else if c.is_whitespace() {
            *inside = false;
        }
    }
    words
}

/// Whether a character belongs to a script written without spaces between words.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn eight_bytes_at_once_are_counted_like_each(text in "[a-z9 \t\n.'é“東]{0,40}") {
            prop_assert_eq!(count(&text), count_any(&text, &mut false));
        }
    }

    #[test]
    fn words_are_counted() {
        for (text, expected) in [
            ("", 0),
            (" - ", 0),
            ("The bank's rate rose.", 4),
            ("mid-1990s talks", 2),
            ("北京3日", 4),
            ("Tōkyō 東京", 3),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }
}
