//! A name as it is looked up.
//!
//! In: a name as written. Out: its folded spelling. Never: what it means.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Bytes of a name that is folded without memory of its own.
const SHORT: usize = 48;

/// A name as it is looked up: letters without marks and case, apostrophes and points gone,
/// everything else a single space. The build script folds alike.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        fold_ascii(text, |byte| out.push(char::from(byte)));
        return out;
    }
    for c in text.nfkd() {
        if c.is_ascii_lowercase() {
            out.push(c);
        } else if is_combining_mark(c)
            || matches!(c, '.' | '\'' | '’' | '‘' | '`' | '´' | 'ʻ' | 'ʼ' | 'ʹ')
        {
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What is made of the bytes of a folded name.
pub(super) fn with_folded<T>(text: &str, make: impl FnOnce(&[u8]) -> T) -> T {
    if text.len() > SHORT || !text.is_ascii() {
        return make(fold(text).as_bytes());
    }
    let mut short = [0; SHORT];
    let mut length = 0;
    fold_ascii(text, |byte| {
        short[length] = byte;
        length += 1;
    });
    make(&short[..length])
}

/// Plain ASCII, which most names are, folded byte by byte.
fn fold_ascii(text: &str, mut put: impl FnMut(u8)) {
    let (mut any, mut gap) = (false, false);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            if any && gap {
                put(b' ');
            }
            put(byte.to_ascii_lowercase());
            (any, gap) = (true, false);
        } else {
            gap |= !matches!(byte, b'.' | b'\'' | b'`');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded() {
        for (name, expected) in [
            ("Saint-Denis", "saint denis"),
            (" St. John's (N.L.) ", "st johns nl"),
            ("Besançon", "besancon"),
            ("- .", ""),
            (
                "A Very Long Name That Is Longer Than All Names Of Towns",
                "a very long name that is longer than all names of towns",
            ),
        ] {
            assert_eq!(fold(name), expected);
            with_folded(name, |bytes| assert_eq!(bytes, expected.as_bytes()));
        }
    }
}
