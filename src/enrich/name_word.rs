//! One word as the tagger of names sees it: hash, shape, case, what lists know.
//!
//! In: a token. Out: [`Word`]. Never: a look at its neighbours.

use super::annotations::{Token, TokenClass};
use super::hashing::{Hash, WordHash, join, lower_hash, word_hash};
use super::names::{self, NameBits};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// No capital.
    Small,
    /// One capital, at its beginning.
    Capital,
    /// All capitals, two or more.
    Capitals,
    /// Capitals elsewhere.
    Mixed,
    /// No letter.
    None,
}

/// One token, prepared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Hash in lower case.
    pub(super) lower: Hash,
    /// Hash of its shape.
    pub(super) shape: Hash,
    /// Its place among the words whose ends are known; 0 where they do not matter.
    pub(super) ends: u32,
    /// How it is written.
    pub(super) case: Case,
    /// What lists know of it.
    pub(super) bits: NameBits,
    /// The longest known phrase it stands in: what it can be, and where in it the word stands.
    pub(super) phrase: (NameBits, u8),
    /// May it be part of a name?
    pub(super) candidate: bool,
}

/// Outside of the sentence.
pub(super) const BORDER: Word = Word {
    lower: 1,
    shape: 1,
    ends: 0,
    case: Case::None,
    bits: 0,
    phrase: (0, 0),
    candidate: false,
};

impl Word {
    /// A token as it is written, before any list is asked.
    pub(super) fn as_written(text: &str, token: &Token) -> Self {
        let Manner { lower, case, shape } = Manner::of(token.span.of(text), token.class);
        Self {
            lower,
            shape,
            case,
            ..BORDER
        }
    }

    /// Whether it is written with a capital.
    pub(super) fn is_large(&self) -> bool {
        matches!(self.case, Case::Capital | Case::Capitals | Case::Mixed)
    }

    /// Whether it can be part of a name, now that its bits are known.
    pub(super) fn can_be_name(&self, written: &str) -> bool {
        self.is_large() && !is_no_name(written, self.case, self.bits)
    }
}

/// How a word is written, seen in one pass.
struct Manner {
    lower: Hash,
    case: Case,
    shape: Hash,
}

impl Manner {
    fn of(word: &str, class: TokenClass) -> Self {
        // Most words of a text are small.
        if class == TokenClass::Word
            && let Some(lower) = small_hash(word)
        {
            return Self {
                lower,
                case: Case::Small,
                shape: SMALL_SHAPE.hash(word.len() == 1),
            };
        }
        let mut lower = WordHash::EMPTY;
        let (mut capitals, mut small) = (0, 0);
        let mut shape = Shape::default();
        for c in word.chars() {
            let kind = kind(c);
            capitals += u32::from(kind == b'X');
            small += u32::from(kind == b'x' && (c.is_ascii() || c.is_lowercase()));
            shape.add(kind);
            lower.add(c.to_ascii_lowercase() as u8);
        }
        let first = shape.kinds[0] == b'X';
        let case = match (capitals, small) {
            _ if class != TokenClass::Word => Case::None,
            (0, 0) => Case::None,
            (0, _) => Case::Small,
            (1, _) if first => Case::Capital,
            (_, 0) => Case::Capitals,
            _ => Case::Mixed,
        };
        Self {
            lower: match word.is_ascii() {
                true => lower.end(),
                false => lower_hash(word),
            },
            case,
            shape: match class {
                TokenClass::Mark => word_hash(word),
                TokenClass::Word | TokenClass::Number => shape.hash(word.len() == 1),
            },
        }
    }
}

/// The hash of a word of small letters only.
fn small_hash(word: &str) -> Option<Hash> {
    let mut hash = WordHash::EMPTY;
    for byte in word.bytes() {
        if !byte.is_ascii_lowercase() {
            return None;
        }
        hash.add(byte);
    }
    Some(hash.end())
}

/// Capitals, small letters, digits and marks, repeats left out.
#[derive(Default)]
struct Shape {
    kinds: [u8; 8],
    count: usize,
}

impl Shape {
    fn add(&mut self, kind: u8) {
        let repeated = self.count.checked_sub(1).map(|last| self.kinds[last]) == Some(kind);
        if !repeated && self.count < self.kinds.len() {
            self.kinds[self.count] = kind;
            self.count += 1;
        }
    }

    fn hash(&self, single: bool) -> Hash {
        join(Hash::from_le_bytes(self.kinds), Hash::from(single))
    }
}

/// That of a word of small letters.
const SMALL_SHAPE: Shape = Shape {
    kinds: [b'x', 0, 0, 0, 0, 0, 0, 0],
    count: 1,
};

/// The kinds of the first 128 characters.
const ASCII_KINDS: [u8; 128] = {
    let mut kinds = [b'_'; 128];
    let mut at = 0;
    while at < kinds.len() {
        kinds[at] = match at as u8 {
            b'a'..=b'z' => b'x',
            b'A'..=b'Z' => b'X',
            b'0'..=b'9' => b'd',
            b'.' => b'.',
            b'-' => b'-',
            _ => b'_',
        };
        at += 1;
    }
    kinds
};

fn kind(c: char) -> u8 {
    match ASCII_KINDS.get(c as usize) {
        Some(kind) => *kind,
        None if c.is_uppercase() => b'X',
        None if c.is_alphabetic() => b'x',
        None if c.is_numeric() => b'd',
        None => b'_',
    }
}

/// Beginning and ends of a word in lower case: three letters, and four, three, two.
pub(super) fn ends(word: &str) -> [Hash; 4] {
    let part = |from_end: bool, count: usize| {
        let mut marks = word.char_indices().map(|(at, _)| at);
        let at = if from_end {
            marks.rev().nth(count - 1)
        } else {
            marks.nth(count)
        };
        let part = match (from_end, at) {
            (true, at) => &word[at.unwrap_or(0)..],
            (false, at) => &word[..at.unwrap_or(word.len())],
        };
        lower_hash(part)
    };
    [part(false, 3), part(true, 4), part(true, 3), part(true, 2)]
}

/// Small words and marks that stand within names.
pub(super) fn joins(word: &str) -> bool {
    matches!(
        word,
        "of" | "and"
            | "for"
            | "the"
            | "de"
            | "di"
            | "da"
            | "del"
            | "des"
            | "la"
            | "le"
            | "du"
            | "e"
            | "van"
            | "von"
            | "der"
            | "den"
            | "zu"
            | "bin"
            | "ibn"
            | "ben"
            | "al"
            | "el"
            | "y"
            | "on"
            | "in"
            | "to"
            | "dos"
            | "do"
            | "das"
            | "ul"
            | "&"
            | "."
            | "-"
            | "'"
            | "’"
            | "'s"
            | "’s"
    )
}

/// Small words that begin a surname or the name of a group.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "von" | "van" | "del" | "di" | "bin" | "ibn" | "al" | "el"
    )
}

/// Words that most sentences begin with: before a small word they are no name.
pub(super) fn opens_sentences(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "It"
            | "He"
            | "She"
            | "We"
            | "They"
            | "You"
            | "I"
            | "But"
            | "And"
            | "In"
            | "On"
            | "At"
            | "If"
            | "As"
            | "For"
            | "With"
            | "By"
            | "From"
            | "After"
            | "Under"
            | "When"
            | "While"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "There"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "Our"
            | "Some"
            | "One"
            | "What"
            | "How"
            | "Who"
            | "No"
            | "Not"
            | "So"
            | "To"
    )
}

/// Words that stand with a capital and cannot be part of a name.
fn is_no_name(word: &str, case: Case, bits: NameBits) -> bool {
    let apostrophe = memchr::memchr2(b'\'', "’".as_bytes()[0], word.as_bytes()).is_some();
    let shortened = [
        "'ll", "’ll", "'ve", "’ve", "'re", "’re", "'m", "’m", "n't", "n’t", "'d", "’d",
    ];
    let loud = case == Case::Capitals && word.len() > 3 && bits & names::COMMON != 0;
    let little = matches!(
        word,
        "OF" | "THE"
            | "AND"
            | "TO"
            | "IN"
            | "ON"
            | "AT"
            | "BY"
            | "AS"
            | "FOR"
            | "CAN"
            | "IS"
            | "ARE"
            | "WAS"
            | "WITH"
            | "FROM"
            | "NO"
            | "NOT"
            | "BE"
            | "HAS"
            | "UP"
            | "I"
            | "A"
            | "'S"
    );
    let known = bits & (names::COUNTRY | names::PLACE | names::ORGANISATION) != 0;
    apostrophe && shortened.iter().any(|end| word.ends_with(end))
        || loud && !known
        || little
        || bits & (names::NO_NAME | names::PEOPLE | names::COMMON) == names::NO_NAME
}
