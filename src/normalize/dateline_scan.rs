//! The small steps by which a dateline is read.
//!
//! In: a text and a place in it. Out: words, brackets, dashes. Never: what they mean.

/// A place in a text; a copy is a bookmark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// The next byte.
    pub(super) at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.bump();
        }
    }

    /// A word of letters with its inner hyphens and points and a point at its end.
    pub(super) fn word(&mut self) -> &'a str {
        let start = self.at;
        while let Some(c) = self.peek() {
            let mut next = *self;
            next.bump();
            let inside = self.at > start && next.peek().is_some_and(char::is_alphabetic);
            let letter = c.is_alphabetic() || is_mark(c) || (is_apostrophe(c) && inside);
            let joint = matches!(c, '-' | '‑' | '.' | '&') && inside;
            let point = c == '.' && self.at > start;
            if !(letter || joint || point) {
                break;
            }
            *self = next;
            if point && !joint {
                break;
            }
        }
        &self.text[start..self.at]
    }

    /// Digits, at most so many.
    pub(super) fn number(&mut self, digits: usize) -> Option<i16> {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 || length > digits {
            return None;
        }
        let number = self.rest()[..length].parse().ok()?;
        self.at += length;
        Some(number)
    }

    /// A run of dashes of any kind.
    pub(super) fn dashes(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(is_dash) {
            self.bump();
        }
        self.at > start
    }

    /// The inside of a bracket that opens here and closes within a line's length.
    pub(super) fn bracket(&mut self) -> Option<&'a str> {
        const LONGEST: usize = 160;
        if !matches!(self.peek()?, '(' | '[') {
            return None;
        }
        let inside = &self.rest()[1..];
        let mut depth = 0_u8;
        for (offset, c) in inside.char_indices().take_while(|(at, _)| *at < LONGEST) {
            // One kind closes the other: it happens by hand.
            match c {
                '(' | '[' => depth = depth.saturating_add(1),
                ')' | ']' if depth == 0 => {
                    self.at += offset + 2;
                    return Some(inside[..offset].trim());
                }
                ')' | ']' => depth -= 1,
                _ => {}
            }
        }
        None
    }
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '_' | '=') || ('\u{2010}'..='\u{2015}').contains(&c) || c == '\u{2212}'
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʻ' | 'ʼ')
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// Whether a name can begin so: a capital, or a letter of a script without capitals.
pub(super) fn begins_name(word: &str) -> bool {
    let first = word.chars().next();
    first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

/// Whether all letters that know capitals are capitals, two of them at least.
pub(super) fn is_caps(text: &str) -> bool {
    let mut capitals = 0;
    for c in text.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += u32::from(c.is_uppercase());
    }
    capitals >= 2
}
