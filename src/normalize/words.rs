//! How many words a text has.
//!
//! In: a text. Out: a number. Never: a judgement of what a good word is.
//!
//! A word is a run without white space that holds a letter or digit; a character of a script
//! that is written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) is a word of its own.

/// A letter or digit.
const LETTER: u8 = 1;
/// White space.
const SPACE: u8 = 2;
/// What each ASCII byte is; 0 is any other mark.
const CLASS: [u8; 128] = {
    let mut class = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        class[byte as usize] = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            _ if byte.is_ascii_whitespace() => SPACE,
            _ => 0,
        };
        byte += 1;
    }
    class
};

/// Words of a text.
pub(super) fn count(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if let Some(&class) = CLASS.get(usize::from(byte)) {
            let letter = class == LETTER;
            words += usize::from(letter & !inside);
            inside = letter | inside & (class != SPACE);
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        at += c.len_utf8();
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
