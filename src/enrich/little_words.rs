//! The commonest little words of languages, as evidence for or against a language.
//!
//! In: the words of a sample, `config/lexicon/function-words.toml`. Out: which languages they
//! speak for. Never: a word's place or meaning.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::lexicon::table::Table;

/// Words of a sample from which on a language must be borne out by its little words.
const BORNE_OUT_WORDS: usize = 24;
/// Of so many words one must be a little word of the language.
const BORNE_OUT_SHARE: usize = 20;
/// Of so many words one must speak for a language that nothing else speaks for.
const ALONE_SHARE: usize = 6;
/// Of so many words one shows that the model's language needs no second look.
const AT_HOME_SHARE: usize = 3;
/// Of so many words one must be of the language that they tell plainly.
const PLAIN_SHARE: usize = 4;
/// How much a share of little words weighs against the model's probability.
const WORD_WEIGHT: f32 = 30.0;

/// Languages as bits: a word may belong to several.
pub(super) type Bits = u64;
/// A language the model proposes: tag, bit among the little words (0: no list), probability.
pub(super) type Candidate = (&'static str, Bits, f32);

/// Little words with the languages they belong to.
#[derive(Debug)]
pub(super) struct LittleWords {
    bits: BTreeMap<String, Bits>,
    words: Table<String, Bits>,
}

#[derive(serde::Deserialize)]
struct File {
    words: BTreeMap<String, String>,
}

impl LittleWords {
    /// The compiled-in list.
    pub(super) fn built_in() -> Result<Self, &'static str> {
        let text = include_str!("../../config/lexicon/function-words.toml");
        let file: File = toml::from_str(text).map_err(|_| "function-words.toml does not parse")?;
        if file.words.len() > Bits::BITS as usize {
            return Err("function-words.toml holds more languages than there are bits");
        }
        let mut read = Self {
            bits: BTreeMap::new(),
            words: Table::default(),
        };
        for (index, (language, words)) in file.words.into_iter().enumerate() {
            for word in words.split_ascii_whitespace() {
                *read.words.entry(word.to_owned()).or_default() |= 1 << index;
            }
            read.bits.insert(language, 1 << index);
        }
        Ok(read)
    }

    /// The compiled-in list, read once a process.
    pub(super) fn shared() -> &'static Self {
        static LIST: OnceLock<LittleWords> = OnceLock::new();
        // INVARIANT: the file is compiled in, and a test reads it.
        LIST.get_or_init(|| Self::built_in().expect("function-words.toml is sound"))
    }

    /// The languages of a word in lower case.
    pub(super) fn of_word(&self, word: &str) -> Bits {
        self.words.get(word).copied().unwrap_or(0)
    }

    /// The bit of a language, 0 without a list.
    pub(super) fn bit(&self, language: &str) -> Bits {
        self.bits.get(language).copied().unwrap_or(0)
    }

    /// Languages with a list.
    pub(super) fn languages(&self) -> impl Iterator<Item = (&str, Bits)> {
        self.bits
            .iter()
            .map(|(language, bit)| (language.as_str(), *bit))
    }
}

/// Little words seen in a sample.
#[derive(Debug)]
pub(super) struct Little {
    seen: [Bits; Little::MOST],
    words: usize,
    lower: String,
}

impl Default for Little {
    fn default() -> Self {
        Self {
            seen: [0; Self::MOST],
            words: 0,
            lower: String::with_capacity(64),
        }
    }
}

impl Little {
    /// Words of one sample.
    const MOST: usize = 128;
    /// Longest little word, in bytes.
    const WORD_MAX: usize = 16;

    /// Adds a word, parted at apostrophes and hyphens.
    pub(super) fn add(&mut self, word: &str, known: &LittleWords) {
        for part in word.split(['\'', '’', '-']) {
            let part = part.trim_matches(|c: char| !c.is_alphabetic());
            if part.is_empty() || self.words == Self::MOST {
                continue;
            }
            if part.len() <= Self::WORD_MAX {
                self.lower.clear();
                if part.is_ascii() {
                    self.lower.push_str(part);
                    self.lower.make_ascii_lowercase();
                } else {
                    self.lower.extend(part.chars().flat_map(char::to_lowercase));
                }
                self.seen[self.words] = known.of_word(&self.lower);
            }
            self.words += 1;
        }
    }

    fn hits(&self, bit: Bits) -> usize {
        self.count(bit, 0)
    }

    /// Words of one language that are not of the other.
    fn count(&self, bit: Bits, not: Bits) -> usize {
        let seen = self.seen[..self.words].iter();
        seen.filter(|seen| *seen & bit != 0 && *seen & not == 0)
            .count()
    }

    /// The best candidate after weighing, with its share of the whole.
    ///
    /// A language without a list takes the best share of the others: it neither gains nor loses.
    pub(super) fn weigh(&self, candidates: &[Candidate]) -> Option<Candidate> {
        let share = |bit| self.hits(bit) as f32 / self.words.max(1) as f32;
        let most = candidates
            .iter()
            .map(|(_, bit, _)| share(*bit))
            .fold(0.0, f32::max);
        let mut total = 0.0;
        let mut best: Option<Candidate> = None;
        for (tag, bit, probability) in candidates {
            let share = if *bit == 0 { most } else { share(*bit) };
            let weighed = probability * (WORD_WEIGHT * (share - most)).exp();
            total += weighed;
            if best.is_none_or(|(_, _, known)| weighed > known) {
                best = Some((tag, *bit, weighed));
            }
        }
        let rest = 1.0
            - candidates
                .iter()
                .map(|(_, _, probability)| probability)
                .sum::<f32>();
        let (tag, bit, weighed) = best.filter(|(_, _, weighed)| *weighed > 0.0)?;
        Some((tag, bit, weighed / (total + rest.max(0.0))))
    }

    /// A language unknown to the model that far more little words speak for than for the model's.
    pub(super) fn speak_for(
        &self,
        unknown: &[(&'static str, Bits)],
        known: Bits,
    ) -> Option<&'static str> {
        if self.words < BORNE_OUT_WORDS || self.hits(known) * AT_HOME_SHARE >= self.words {
            return None;
        }
        let (tag, bit) = unknown
            .iter()
            .max_by_key(|(tag, bit)| (self.hits(*bit), *tag))?;
        let enough = self.hits(*bit) * ALONE_SHARE >= self.words;
        (enough && self.count(*bit, known) > self.count(known, *bit) * 2).then_some(tag)
    }

    /// The one language that the little words speak for so plainly that nothing else is asked: a
    /// quarter of all words are its own, and none of the others has half of them.
    pub(super) fn plain(&self) -> Option<Bits> {
        if self.words < BORNE_OUT_WORDS {
            return None;
        }
        let mut hits = [0_usize; Bits::BITS as usize];
        for seen in &self.seen[..self.words] {
            let mut rest = *seen;
            while rest != 0 {
                hits[rest.trailing_zeros() as usize] += 1;
                rest &= rest - 1;
            }
        }
        let most = hits.iter().copied().max().unwrap_or(0);
        let near = hits.iter().filter(|count| *count * 2 >= most).count();
        let at = hits.iter().position(|count| *count == most)?;
        (near == 1 && most * PLAIN_SHARE >= self.words).then_some(1 << at)
    }

    /// Whether the language's little words are there as they must be in a text of this length.
    pub(super) fn bears_out(&self, bit: Bits) -> bool {
        bit == 0 || self.words < BORNE_OUT_WORDS || self.hits(bit) * BORNE_OUT_SHARE >= self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (LittleWords, Little) {
        let known = LittleWords::built_in().expect("function-words.toml");
        let mut little = Little::default();
        text.split_ascii_whitespace()
            .for_each(|word| little.add(word, &known));
        (known, little)
    }

    #[test]
    fn little_words_decide_between_neighbours() {
        let table = [
            ("Hun siger, at de blev hjemme efter mødet", "da", "no"),
            ("Hun sier at de ble hjemme etter møtet", "no", "da"),
            ("Povedal, da se bo vrnil in da ni res", "sl", "hr"),
        ];
        for (text, right, wrong) in table {
            let (known, little) = read(text);
            let candidates = [
                (wrong, known.bit(wrong), 0.5),
                (right, known.bit(right), 0.3),
            ];
            let best = little.weigh(&candidates).map(|(tag, _, _)| tag);
            assert_eq!(best, Some(right), "{text}");
        }
    }

    #[test]
    fn a_language_is_borne_out_by_its_little_words() {
        let (known, names) = read(&"Tosu Kawasaki Nagoya Urawa ".repeat(10));
        assert!(!names.bears_out(known.bit("en")));
        assert!(
            names.bears_out(0),
            "a language without a list is not judged"
        );
        let (_, text) = read(&"the price of oil rose on Monday and ".repeat(5));
        assert!(text.bears_out(known.bit("en")));
    }

    #[test]
    fn a_language_is_plain_where_no_other_comes_near() {
        for (text, expected) in [
            ("The man said that he would not go to the city ", Some("en")),
            (
                "Der Mann hat gesagt, dass er nicht zu uns kommt und das auch noch nie so war ",
                Some("de"),
            ),
            ("Hun siger at de blev hjemme efter det ", None),
            ("Tosu Kawasaki Nagoya Urawa ", None),
        ] {
            let (known, little) = read(&text.repeat(6));
            let expected = expected.map(|tag| known.bit(tag));
            assert_eq!(little.plain(), expected, "{text}");
        }
        assert_eq!(read("The man said that he is").1.plain(), None, "too short");
    }

    #[test]
    fn a_language_the_model_lacks_speaks_for_itself() {
        let (known, little) = read(&"Dem no dey tok wetin di pesin wey don sey na ".repeat(4));
        let unknown = [("pcm", known.bit("pcm")), ("ha", known.bit("ha"))];
        assert_eq!(little.speak_for(&unknown, known.bit("en")), Some("pcm"));
        let (_, english) = read(&"The man said that he would not go to the city ".repeat(4));
        assert_eq!(english.speak_for(&unknown, known.bit("en")), None);
    }
}
