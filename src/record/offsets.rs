//! Bytes to code points: the record counts what readers in any language can count.
//!
//! In: a text and spans in bytes. Out: the same in Unicode code points.
//! Never: a search from the start for each span; one table answers all.

use crate::story::Span;

use super::part::CharSpan;

/// Bytes between two marks of the table.
const STRIDE: usize = 64;

/// Counts code points of one text.
pub(super) struct CharOffsets<'a> {
    text: &'a [u8],
    /// Code points before each multiple of [`STRIDE`]; empty for ASCII, where bytes are points.
    marks: Vec<usize>,
    chars: usize,
}

impl<'a> CharOffsets<'a> {
    /// Prepares the table: one pass.
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        if text.is_ascii() {
            return Self {
                text: bytes,
                marks: Vec::new(),
                chars: bytes.len(),
            };
        }
        let mut marks = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut chars = 0;
        for block in bytes.chunks(STRIDE) {
            marks.push(chars);
            chars += points(block);
        }
        Self {
            text: bytes,
            marks,
            chars,
        }
    }

    /// Code points of the whole text.
    pub(super) fn count(&self) -> usize {
        self.chars
    }

    /// The span in code points.
    pub(super) fn span(&self, span: Span) -> CharSpan {
        [self.at(span.start), self.at(span.end)]
    }

    fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        match self.marks.get(byte / STRIDE) {
            Some(before) => before + points(&self.text[byte / STRIDE * STRIDE..byte]),
            None if self.marks.is_empty() => byte,
            None => self.chars,
        }
    }
}

/// Code points that begin in these bytes: every byte but continuation bytes.
fn points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting_characters(text in "[a-zé漢🎺 ]{0,300}", cut in 0usize..300) {
            let byte = text.char_indices().nth(cut).map_or(text.len(), |(byte, _)| byte);
            let table = CharOffsets::new(&text);
            prop_assert_eq!(table.span(Span::new(0, byte)), [0, text[..byte].chars().count()]);
            prop_assert_eq!(table.count(), text.chars().count());
        }
    }
}
