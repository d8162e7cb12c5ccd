//! Characters by script, as far as cleaning a text needs it.
//!
//! In: characters. Out: whether a word mixes scripts by look-alikes, whether a code point is
//! no character. Never: the language of a text.

/// The scripts of one word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mixture {
    latin: bool,
    /// A letter of another script that looks like a Latin one.
    alike: bool,
    /// A letter of another script that does not.
    other: bool,
}

impl Mixture {
    /// Whether a letter beyond ASCII is in the word.
    pub(super) fn is_open(self) -> bool {
        self.latin || self.alike || self.other
    }

    /// Notes Latin letters.
    pub(super) fn latin(&mut self, found: bool) {
        self.latin |= found;
    }

    /// Notes a letter beyond ASCII.
    pub(super) fn add(&mut self, c: char) {
        if c < '\u{370}' || matches!(c, '\u{1e00}'..='\u{1eff}') {
            self.latin = true;
        } else if is_latin_alike(c) {
            self.alike = true;
        } else {
            self.other = true;
        }
    }

    /// Latin letters, and besides them only letters that pass for Latin.
    pub(super) fn is_confusable(self) -> bool {
        self.latin && self.alike && !self.other
    }
}

/// Cyrillic, Greek and Armenian letters that look like Latin ones.
fn is_latin_alike(c: char) -> bool {
    const ALIKE: &str = "АВЕЅІЈКМНОРСТХУаеѕіјорсухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοՏՕօ";
    matches!(c, '\u{370}'..='\u{58f}') && ALIKE.contains(c)
}

/// Code points that stand for nothing: noncharacters, planes without characters, and the gaps
/// of the blocks that European wires use.
pub(super) fn is_unassigned(c: char) -> bool {
    let code = u32::from(c);
    code & 0xfffe == 0xfffe
        || matches!(code,
            0x378 | 0x379 | 0x380..=0x383 | 0x38b | 0x38d | 0x3a2 | 0x530 | 0x557 | 0x558
            | 0x58b | 0x58c | 0x590 | 0x5c8..=0x5cf | 0x5eb..=0x5ee | 0x5f5..=0x5ff
            | 0x2065 | 0x2072 | 0x2073 | 0x208f | 0x209d..=0x209f
            | 0xfdd0..=0xfdef | 0x33480..=0xdffff | 0xe01f0..=0xeffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_told() {
        for (word, expected) in [
            ("Аpple", true),
            ("Apple", false),
            ("Москва", false),
            ("Ελλάδα", false),
            ("BMWшник", false),
            ("résumé", false),
        ] {
            let mut mixture = Mixture::default();
            for c in word.chars() {
                if c.is_ascii() {
                    mixture.latin(true);
                } else {
                    mixture.add(c);
                }
            }
            assert_eq!(mixture.is_confusable(), expected, "{word}");
        }
    }
}
