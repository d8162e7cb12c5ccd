//! Cues of topics: words and phrases that say what a text is about.
//!
//! In: rows `code <TAB> weight <TAB> term; term; …` (see `config/lexicon/topics.tsv`).
//! Out: the longest cue that begins at a word of a text. Never: a match within a word.

use std::cmp::Reverse;

use super::LexiconError;
use super::media_topics::MediaTopics;
use super::plain_bytes::{EACH, before, digits, letters};
use super::table::{Sieve, Slots};

/// First bytes by which cues with an open ending are found: the most of these that the cue has.
const STEM_BYTES: [usize; 3] = [5, 4, 3];
/// Cues of one language: what [`Slots`] can number.
const CUES_MAX: usize = u16::MAX as usize;
/// Fewest bytes of a cue with an open ending.
const OPEN_BYTES_MIN: usize = 3;

/// A cue that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CueHit {
    /// Which cue; the same for every place it stands at.
    pub cue: usize,
    /// Media Topic.
    pub topic: u32,
    /// 1 (a hint) to 3 (nearly settles it).
    pub weight: u8,
    /// Byte after the last.
    pub end: usize,
}

/// One cue.
#[derive(Clone, Debug)]
struct Cue {
    /// What it is found by.
    key: u64,
    /// Its place in the order of the files.
    order: usize,
    term: String,
    first: FirstWord,
    topic: u32,
    weight: u8,
    /// Any ending of the last word will do.
    open: bool,
    /// Capitals matter.
    exact: bool,
}

/// All cues, found by their first word.
#[derive(Debug, Default)]
pub struct TopicCues {
    /// Those that begin alike stand together, the longest term first.
    cues: Vec<Cue>,
    /// For first words, and for first bytes of cues of one word with an open ending, the number of
    /// their first cue, counted from 1.
    begins: Slots,
    /// What is in it.
    known: Box<Sieve<1024>>,
    /// All are in small letters, and so must be the texts.
    folded: bool,
}

impl TopicCues {
    /// None yet, for a language in which capitals do not matter.
    pub fn folded() -> Self {
        Self {
            folded: true,
            ..Self::default()
        }
    }

    /// Whether texts must be in small letters.
    pub fn is_folded(&self) -> bool {
        self.folded
    }

    /// Adds the rows of a file; a term that is there already gets the file's topic and weight.
    pub fn extend(&mut self, file: &str, text: &str) -> Vec<LexiconError> {
        let mut problems = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let read = self.add_row(line).map_err(|problem| LexiconError {
                file: file.to_owned(),
                line: index + 1,
                problem,
            });
            problems.extend(read.err());
        }
        self.index();
        problems
    }

    /// Puts the cues in their places.
    fn index(&mut self) {
        // Later cues come first among equals, so that a user's file wins.
        let place = |cue: &Cue| (cue.key, Reverse((cue.term.len(), cue.order)));
        self.cues.sort_by_key(place);
        self.begins = Slots::with_capacity(self.cues.len());
        *self.known = Sieve::default();
        for (number, cue) in (1..=u16::MAX).zip(&self.cues).rev() {
            self.begins.set(spread(cue.key), number);
            self.known.add(cue.key);
        }
    }

    fn add_row(&mut self, line: &str) -> Result<(), String> {
        let mut fields = line.splitn(3, '\t');
        let (Some(code), Some(weight), Some(terms)) = (fields.next(), fields.next(), fields.next())
        else {
            return Err("expected code, weight and terms, parted by tabs".to_owned());
        };
        let known = |code: &u32| MediaTopics::built_in().get(*code).is_some();
        let topic = code.parse().ok().filter(known);
        let topic = topic.ok_or_else(|| format!("`{code}` is no Media Topic"))?;
        let weight = weight
            .parse()
            .ok()
            .filter(|weight| (1..=3).contains(weight));
        let weight = weight.ok_or("the weight is 1, 2 or 3")?;
        for term in terms
            .split(';')
            .map(str::trim)
            .filter(|term| !term.is_empty())
        {
            self.add(term, topic, weight)?;
        }
        Ok(())
    }

    fn add(&mut self, term: &str, topic: u32, weight: u8) -> Result<(), String> {
        let folded = self.folded.then(|| small(term));
        let term = folded.as_deref().unwrap_or(term);
        let open = term.ends_with('*');
        let exact = term.bytes().any(|byte| byte.is_ascii_uppercase());
        let term = term.trim_end_matches('*');
        let first = FirstWord::of(term.as_bytes());
        if first.len == 0 || (open && term.len() < OPEN_BYTES_MIN) {
            return Err(format!(
                "`{term}` is too short or begins with no letter or digit"
            ));
        }
        let stem = STEM_BYTES.iter().find(|bytes| **bytes <= first.len);
        let key = match stem.filter(|_| open && first.len == term.len()) {
            Some(bytes) => first.stem(*bytes),
            None => first.key(),
        };
        let order = self.cues.len();
        if order == CUES_MAX {
            return Err(format!("more than {CUES_MAX} cues"));
        }
        let term = if exact {
            term.to_owned()
        } else {
            term.to_ascii_lowercase()
        };
        self.cues.push(Cue {
            key,
            order,
            term,
            first,
            topic,
            weight,
            open,
            exact,
        });
        Ok(())
    }

    /// The cues that may begin so.
    fn beginning(&self, key: u64) -> impl Iterator<Item = (usize, &Cue)> {
        let known = self.known.may_hold(key);
        let number = if known {
            self.begins.get(spread(key))
        } else {
            0
        };
        let first = usize::from(number).checked_sub(1);
        let first = first.unwrap_or(self.cues.len());
        let cues = self.cues[first..].iter().zip(first..);
        cues.take_while(move |(cue, _)| cue.key == key)
            .map(|(cue, number)| (number, cue))
    }

    /// Whether a cue can begin with a word: no cue begins with most. All keys are asked, as one
    /// branch for all costs less than one for each.
    fn may_begin(&self, word: FirstWord) -> bool {
        let stems = STEM_BYTES.map(|bytes| self.known.may_hold(word.stem(bytes)));
        stems
            .into_iter()
            .fold(self.known.may_hold(word.key()), |any, may| any | may)
    }

    /// The longest cue that begins at byte `at` of the text, where a word begins.
    pub fn at(&self, text: &str, at: usize) -> Option<CueHit> {
        let rest = text.as_bytes().get(at..)?;
        let word = FirstWord::of(rest);
        if !self.may_begin(word) {
            return None;
        }
        let found = |(number, cue): (usize, &Cue)| Some((cue.end(rest)?, cue.order, number));
        let whole = self.beginning(word.key()).find_map(found);
        let open = STEM_BYTES.iter().find_map(|bytes| {
            let cues = self.beginning(word.stem(*bytes));
            let mut cues = cues.filter(|(_, cue)| cue.first.begins(word));
            cues.find_map(found)
        });
        let (len, _, cue) = whole.max(open)?;
        let Cue { topic, weight, .. } = self.cues[cue];
        Some(CueHit {
            cue,
            topic,
            weight,
            end: at + len,
        })
    }

    /// The term of a cue, as `explain` shows it.
    pub fn term(&self, cue: usize) -> &str {
        self.cues.get(cue).map_or("", |cue| &cue.term)
    }

    /// How many cues there are.
    pub fn len(&self) -> usize {
        self.cues.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cues.is_empty()
    }
}

impl Cue {
    /// Bytes of the text that the cue covers, if it stands at its beginning.
    fn end(&self, text: &[u8]) -> Option<usize> {
        let term = self.term.as_bytes();
        let start = text.get(..term.len())?;
        let same = if self.exact {
            start == term
        } else {
            start.eq_ignore_ascii_case(term)
        };
        if !same {
            return None;
        }
        let rest = &text[term.len()..];
        let ending = rest.iter().take_while(|byte| is_word_byte(**byte)).count();
        (self.open || ending == 0).then_some(term.len() + ending)
    }
}

/// A text in small letters, each character in its own place: one whose small letter is of another
/// length stays as it is.
pub fn small(text: &str) -> String {
    let small = |c: char| {
        let mut small = c.to_lowercase();
        match (small.next(), small.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(small).collect()
}

/// A key with its bits mixed.
fn spread(key: u64) -> u64 {
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Bytes of words: letters and digits, and all that is not ASCII.
const WORD_BYTES: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        bytes[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    bytes
};

fn is_word_byte(byte: u8) -> bool {
    WORD_BYTES[usize::from(byte)]
}

/// What is looked at of the word that begins a text: its first eight bytes, in lower case, and its
/// length. Two words may be alike in that; a cue is compared whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FirstWord {
    head: u64,
    len: usize,
}

impl FirstWord {
    fn of(text: &[u8]) -> Self {
        if let Some(chunk) = text.first_chunk() {
            let chunk = u64::from_le_bytes(*chunk);
            let letters = letters(chunk);
            // All that is not ASCII is part of a word.
            let len = before(!(letters | digits(chunk) | chunk) & EACH);
            if len < 8 {
                let head = chunk | letters >> 2;
                let head = head & ((1 << (8 * len)) - 1);
                return Self { head, len };
            }
        }
        Self::of_any(text)
    }

    /// However long the word is, and wherever the text ends.
    fn of_any(text: &[u8]) -> Self {
        let len = text.iter().position(|byte| !is_word_byte(*byte));
        let len = len.unwrap_or(text.len());
        let mut head = [0; 8];
        match text.first_chunk() {
            Some(chunk) => head = *chunk,
            None => head[..text.len()].copy_from_slice(text),
        }
        head.make_ascii_lowercase();
        let head = u64::from_le_bytes(head);
        let whole = Self { head, len };
        Self {
            head: whole.start(len),
            len,
        }
    }

    /// Both in one number.
    fn key(self) -> u64 {
        self.head.rotate_left(7) ^ self.len as u64
    }

    /// So many of its first bytes as a key of their own.
    fn stem(self, bytes: usize) -> u64 {
        self.start(bytes).rotate_left(7) ^ (bytes as u64) << 56
    }

    /// Its first bytes.
    fn start(self, bytes: usize) -> u64 {
        match bytes {
            0..8 => self.head & ((1 << (bytes * 8)) - 1),
            _ => self.head,
        }
    }

    /// Whether a word can begin with this one.
    fn begins(self, word: Self) -> bool {
        self.head == word.start(self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(text: &str) -> TopicCues {
        let mut cues = TopicCues::default();
        assert_eq!(cues.extend("topics.tsv", text), []);
        cues
    }

    #[test]
    fn the_longest_cue_wins_within_words() {
        let cues = cues("04000000\t2\tmarket; stock market; share*\n15000000\t3\tReds\n");
        for (text, expected) in [
            ("stock market falls", Some("stock market")),
            ("Market falls", Some("market")),
            ("markets fall", None),
            ("shareholders meet", Some("share")),
            ("Reds win", Some("Reds")),
            ("reds win", None),
            ("market's fall", Some("market")),
        ] {
            let got = cues.at(text, 0).map(|hit| cues.term(hit.cue));
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn a_first_word_is_seen_alike_at_once_and_byte_by_byte() {
        let text = "At O'Neill's l'\u{e9}cole, 1,000 Überläufer [sic] met on Q2_3x.";
        for start in 0..=text.len() {
            let rest = &text.as_bytes()[start..];
            assert_eq!(FirstWord::of(rest), FirstWord::of_any(rest), "{start}");
        }
    }

    #[test]
    fn small_letters_keep_their_places() {
        for (text, expected) in [
            ("Wörter IN Größe", "wörter in größe"),
            ("İstanbul ẞ", "İstanbul ẞ"),
            ("Матч «Зенит»", "матч «зенит»"),
            ("", ""),
        ] {
            assert_eq!(small(text), expected);
            assert_eq!(small(text).len(), text.len());
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (text, problem) in [
            ("04000000\t2", "topics.tsv:1: expected code"),
            (
                "\n99999999\t2\tx",
                "topics.tsv:2: `99999999` is no Media Topic",
            ),
            ("04000000\t4\tx", "topics.tsv:1: the weight"),
            ("04000000\t2\t*", "topics.tsv:1: `` is too short"),
        ] {
            let problems = TopicCues::default().extend("topics.tsv", text);
            assert!(problems[0].to_string().starts_with(problem), "{problems:?}");
        }
    }

    #[test]
    fn the_compiled_in_cues_are_sound() {
        let lexicon = crate::lexicon::Lexicon::built_in();
        for (language, least) in [
            ("en", 2_000),
            ("de", 500),
            ("fr", 500),
            ("es", 500),
            ("ru", 500),
        ] {
            let cues = lexicon.topics.of(language).expect(language);
            assert!(cues.len() > least, "{language}: {}", cues.len());
        }
    }
}
