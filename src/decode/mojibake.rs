//! Text that was UTF-8, read as windows-1252 and encoded again, made whole where that is certain.
//!
//! In: text. Out: the same with such runs mended, or a remark. Never: a mend on one weak sign.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use crate::outcome::{DefectCode, Defects};

/// The text with doubly encoded runs mended; a remark says so, or that they were left.
pub(super) fn mend<'a>(text: Cow<'a, str>, defects: &mut Defects) -> Cow<'a, str> {
    if text.is_ascii() || !is_suspect(&text) {
        return text;
    }
    let found = Found::in_text(&text);
    if !found.is_certain() {
        if found.mended > 0 {
            defects.push(DefectCode::Mojibake, "left as it is");
        }
        return text;
    }
    defects.push(DefectCode::Mojibake, "mended");
    Cow::Owned(found.text)
}

/// Whether somewhere the image of a leading byte is followed by that of a continuation byte.
fn is_suspect(text: &str) -> bool {
    // U+00C2 … U+00F4, the images of leading bytes, are C3 82 … C3 B4.
    memchr::memchr_iter(0xc3, text.as_bytes()).any(|at| {
        let lead = text.as_bytes().get(at + 1).copied().unwrap_or_default();
        let next = text.get(at + 2..).and_then(|rest| rest.chars().next());
        (0x82..=0xb4).contains(&lead) && next.is_some_and(is_image_of_continuation)
    })
}

/// Whether windows-1252 writes the character as one of 80 … BF.
fn is_image_of_continuation(c: char) -> bool {
    byte_of(c).is_some_and(|byte| (0x80..=0xbf).contains(&byte))
}

/// The byte that windows-1252 has for the character; its empty places are read as C1 controls.
fn byte_of(c: char) -> Option<u8> {
    if let Ok(byte @ (0xa0..=0xff | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) = u8::try_from(u32::from(c))
    {
        return Some(byte);
    }
    if !matches!(c, '\u{152}'..='\u{2122}') {
        return None;
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match bytes.as_ref() {
        [byte] if !unmappable => Some(*byte),
        _ => None,
    }
}

/// A text with its runs beyond ASCII mended where they can be.
#[derive(Default)]
struct Found {
    text: String,
    /// Runs that read as UTF-8.
    mended: usize,
    /// Of these, those that no language writes (all but a capital with a no-break space).
    strong: usize,
    /// Runs that do not.
    other: usize,
}

impl Found {
    fn in_text(text: &str) -> Self {
        let mut found = Self {
            text: String::with_capacity(text.len()),
            ..Self::default()
        };
        let mut rest = text;
        while !rest.is_empty() {
            let plain = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
            found.text.push_str(&rest[..plain]);
            rest = &rest[plain..];
            let end = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
            if end > 0 {
                found.run(&rest[..end]);
            }
            rest = &rest[end..];
        }
        found
    }

    fn run(&mut self, run: &str) {
        let bytes: Option<Vec<u8>> = run.chars().map(byte_of).collect();
        let whole = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        match whole {
            Some(whole) => {
                self.mended += 1;
                self.strong += usize::from(!run.ends_with('\u{a0}'));
                self.text.push_str(&whole);
            }
            None => {
                self.other += 1;
                self.text.push_str(run);
            }
        }
    }

    /// Certain: all runs agree, or nearly all of several do.
    fn is_certain(&self) -> bool {
        self.strong > 0 && (self.other == 0 || self.strong >= 2 && self.mended >= self.other * 4)
    }
}
