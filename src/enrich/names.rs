//! What names can mean, as far as lists know: given names, towns, companies, titles.
//!
//! In: `models/names.tsv.zst`, whose making `scripts/build_names.py` states. Out: bits for a word
//! or a phrase. Never: a decision; that is the tagger's.

use super::hashing::{Hash, WordHash, join};
use crate::lexicon::table::Slots;

/// What a name can be, one bit each.
pub type NameBits = u16;

/// The letters of the file, in the order of their bits.
const LETTERS: [u8; 16] = *b"gnspkrctlozdxTOP";
/// For each byte the bit it stands for, 0 where it is none of the letters.
const BITS: [NameBits; 256] = {
    let mut bits = [0; 256];
    let mut bit = 0;
    while bit < LETTERS.len() {
        bits[LETTERS[bit] as usize] = 1 << bit;
        bit += 1;
    }
    bits
};
/// Given name.
pub const GIVEN: NameBits = 1;
/// Name of people, given or not.
pub const PEOPLE: NameBits = 1 << 1;
/// Surname.
pub const SURNAME: NameBits = 1 << 2;
/// Country.
pub const COUNTRY: NameBits = 1 << 4;
/// First-level region.
pub const REGION: NameBits = 1 << 5;
/// Town of 100,000 people or more, or a capital.
pub const LARGE_TOWN: NameBits = 1 << 6;
/// Region, town or other place.
pub const PLACE: NameBits = 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8;
/// Well-known person, by the whole name or the last.
pub const PERSON: NameBits = 1 << 3;
/// Organisation or company.
pub const ORGANISATION: NameBits = 1 << 9;
/// Month, day or another word that stands with a capital and is no name.
pub const NO_NAME: NameBits = 1 << 10;
/// Nationality.
pub const NATIONALITY: NameBits = 1 << 11;
/// Common word.
pub const COMMON: NameBits = 1 << 12;
/// Title or occupation.
pub const TITLE: NameBits = 1 << 13;
/// Word of an organisation's name.
pub const ORGANISATION_WORD: NameBits = 1 << 14;
/// Longest phrase, in words.
pub const PHRASE_WORDS_MAX: usize = 5;

/// The table.
#[derive(Debug)]
pub struct Names {
    all: Slots,
}

impl Names {
    /// A table of its bytes: a line a name, its words, a tab, the letters of what it can be.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8")?;
        if text.is_empty() {
            return Err("holds no name".to_owned());
        }
        let lines = memchr::memchr_iter(b'\n', bytes).count() + 1;
        let mut all = Slots::with_capacity(lines);
        for (index, line) in text.lines().enumerate() {
            let (hash, bits) = row(line.as_bytes()).ok_or_else(|| {
                let line = index + 1;
                format!("line {line}: a name, a tab and its letters are expected")
            })?;
            all.set(hash, bits);
        }
        Ok(Self { all })
    }

    /// What a phrase, hashed word by word in lower case, can be.
    pub fn get(&self, hash: Hash) -> NameBits {
        self.all.get(hash)
    }
}

/// The hash of a line's name, word by word, and what it can be.
fn row(line: &[u8]) -> Option<(Hash, NameBits)> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let (name, letters) = (&line[..tab], &line[tab + 1..]);
    let words = name.split(|byte| *byte == b' ').map(|word| {
        let mut hash = WordHash::EMPTY;
        word.iter().for_each(|byte| hash.add(*byte));
        hash.end()
    });
    let hash = words.reduce(join).filter(|_| !name.is_empty())?;
    let mut bits = 0;
    for letter in letters {
        bits |= Some(BITS[usize::from(*letter)]).filter(|bit| *bit != 0)?;
    }
    (bits != 0).then_some((hash, bits))
}
