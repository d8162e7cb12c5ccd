//! How many words a text has.
//!
//! In: a text. Out: a number. Never: a judgement of what a good word is.
//!
//! A word is a run without white space that holds a letter or digit; a character of a script
//! that is written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) is a word of its own.

/// Words of a text.
pub(super) fn count(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        rest = behind;
        if byte.is_ascii() {
            let letter = byte.is_ascii_alphanumeric();
            words += usize::from(letter & !inside);
            inside = letter | inside & !byte.is_ascii_whitespace();
        } else {
            let at = text.len() - behind.len() - 1;
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            rest = &text.as_bytes()[at + c.len_utf8()..];
            if is_spaceless(c) {
                words += 1;
                inside = false;
            } else if c.is_alphanumeric() {
                words += usize::from(!inside);
                inside = true;
            } else if c.is_whitespace() {
                inside = false;
            }
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
    use super::*;

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
