//! A linear model of languages: words and n-grams of letters to probabilities.
//!
//! In: the bytes of a model file once, then words. Out: probabilities of its languages.
//! Never: an allocation for a word.
//!
//! A text is the mean of the vectors of its words and of their n-grams of 2 to 4 characters; a
//! Huffman tree of logistic decisions leads from it to the languages.

use super::language_file::{Dictionary, Header, Node, Reader, Row, read_nodes, read_rows};

/// A branch of the tree below this probability is not followed.
const BRANCH_FLOOR: f32 = 4e-3;

/// The model, unpacked for speed.
#[derive(Debug)]
pub(super) struct LanguageModel {
    buckets: u32,
    grams: (usize, usize),
    /// For each bucket of an n-gram whether it has a vector, 64 at once: small enough to stay
    /// in a near cache, since most have none.
    set: Vec<u64>,
    /// How many vectors come before those of 64 buckets.
    before: Vec<u32>,
    /// Vectors of n-gram buckets in the order of the buckets.
    gram_rows: Vec<Row>,
    /// Open table of the dictionary: hash of a word, its vector's index + 1.
    words: Vec<(u32, u32)>,
    word_rows: Vec<Row>,
    labels: Vec<String>,
    /// Inner nodes, children before parents; the root is the last.
    nodes: Vec<Node>,
}

/// What is summed while a text is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    row: Row,
    count: u32,
}

impl LanguageModel {
    /// The model of the file; an error says what does not fit.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut file = Reader { bytes };
        let header = Header::read(&mut file)?;
        let dictionary = Dictionary::read(&mut file)?;
        let rows = read_rows(&mut file)?;
        let nodes = read_nodes(&mut file, &dictionary.labels)?;
        if rows.len() != dictionary.words.len() + dictionary.pruned.len() {
            return Err("vectors and dictionary differ in number");
        }
        let (word_rows, gram_rows) = rows.split_at(dictionary.words.len());
        let Ranked {
            set,
            before,
            gram_rows,
        } = ranked(&dictionary.pruned, gram_rows, header.buckets)?;
        Ok(Self {
            buckets: header.buckets,
            grams: header.grams,
            set,
            before,
            gram_rows,
            words: word_table(&dictionary.words),
            word_rows: word_rows.to_vec(),
            labels: dictionary
                .labels
                .into_iter()
                .map(|(label, _)| label)
                .collect(),
            nodes,
        })
    }

    /// The languages in the order of [`Self::probabilities`].
    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Adds a word: its own vector, if it is frequent, and those of its n-grams.
    pub(super) fn add_word(&self, word: &str, sum: &mut Sum) {
        if let Some(row) = self.word_row(fnv(FNV_START, word.as_bytes())) {
            sum.add(row);
        }
        let bytes = word.as_bytes();
        self.add_grams(fnv(FNV_START, b"<"), 1, bytes, sum);
        let mut at = 0;
        while at < bytes.len() {
            self.add_grams(FNV_START, 0, &bytes[at..], sum);
            at += 1;
            while at < bytes.len() && is_continuation(bytes[at]) {
                at += 1;
            }
        }
    }

    /// Adds the end of a line, which the model was trained to see.
    pub(super) fn add_end(&self, sum: &mut Sum) {
        if let Some(row) = self.word_row(fnv(FNV_START, b"</s>")) {
            sum.add(row);
        }
    }

    /// Adds the n-grams that begin here, after `length` characters that are hashed already.
    fn add_grams(&self, mut hash: u32, mut length: usize, rest: &[u8], sum: &mut Sum) {
        let (least, most) = self.grams;
        let mut at = 0;
        while length < most {
            let end = at >= rest.len();
            if end {
                hash = fnv(hash, b">");
            } else {
                hash = fnv_byte(hash, rest[at]);
                at += 1;
                while at < rest.len() && is_continuation(rest[at]) {
                    hash = fnv_byte(hash, rest[at]);
                    at += 1;
                }
            }
            length += 1;
            if length >= least
                && let Some(row) = self.gram_row(hash)
            {
                sum.add(row);
            }
            if end {
                return;
            }
        }
    }

    fn gram_row(&self, hash: u32) -> Option<&Row> {
        let bucket = hash % self.buckets;
        let part = (bucket >> 6) as usize;
        let set = self.set[part];
        let bit = 1_u64 << (bucket & 63);
        if set & bit == 0 {
            return None;
        }
        let rank = self.before[part] + (set & (bit - 1)).count_ones();
        self.gram_rows.get(rank as usize)
    }

    fn word_row(&self, hash: u32) -> Option<&Row> {
        let mask = self.words.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.words[slot] {
                (_, 0) => return None,
                (known, index) if known == hash => return self.word_rows.get(index as usize - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The probability of each language; unlikely branches are left at 0.
    pub(super) fn probabilities(&self, sum: &Sum, found: &mut dyn FnMut(usize, f32)) {
        let text = sum.row.map(|value| value / sum.count.max(1) as f32);
        let leaves = self.labels.len();
        let mut open = vec![(leaves + self.nodes.len() - 1, 1.0_f32)];
        while let Some((at, probability)) = open.pop() {
            let Some(inner) = at.checked_sub(leaves) else {
                found(at, probability);
                continue;
            };
            let node = &self.nodes[inner];
            let dot: f32 = node.weights.iter().zip(&text).map(|(a, b)| a * b).sum();
            let right = 1.0 / (1.0 + (-dot).exp());
            for (child, share) in [(node.left, 1.0 - right), (node.right, right)] {
                if probability * share >= BRANCH_FLOOR {
                    open.push((child, probability * share));
                }
            }
        }
    }
}

impl Sum {
    fn add(&mut self, row: &Row) {
        for (total, value) in self.row.iter_mut().zip(row) {
            *total += value;
        }
        self.count += 1;
    }
}

const FNV_START: u32 = 2_166_136_261;

/// One step of fastText's FNV-1a, which takes bytes as signed.
fn fnv_byte(hash: u32, byte: u8) -> u32 {
    (hash ^ i32::from(byte.cast_signed()).cast_unsigned()).wrapping_mul(16_777_619)
}

fn fnv(hash: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(hash, |hash, byte| fnv_byte(hash, *byte))
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// Buckets as bits with ranks, and the vectors in their order.
struct Ranked {
    set: Vec<u64>,
    before: Vec<u32>,
    gram_rows: Vec<Row>,
}

fn ranked(pruned: &[(u32, usize)], rows: &[Row], buckets: u32) -> Result<Ranked, &'static str> {
    let mut order: Vec<(u32, usize)> = pruned.to_vec();
    order.sort_unstable();
    let mut set = vec![0_u64; buckets as usize / 64 + 1];
    let mut gram_rows = Vec::with_capacity(rows.len());
    for (bucket, row) in &order {
        let part = set.get_mut((bucket >> 6) as usize);
        *part.ok_or("bucket out of range")? |= 1 << (bucket & 63);
        gram_rows.push(*rows.get(*row).ok_or("vector out of range")?);
    }
    let mut count = 0;
    let before = set.iter().map(|part| {
        let before = count;
        count += part.count_ones();
        before
    });
    let before = before.collect();
    Ok(Ranked {
        set,
        before,
        gram_rows,
    })
}

fn word_table(words: &[String]) -> Vec<(u32, u32)> {
    let size = (words.len() * 4).next_power_of_two();
    let mut table = vec![(0, 0); size];
    for (index, word) in (1..).zip(words) {
        let hash = fnv(FNV_START, word.as_bytes());
        let mut slot = hash as usize & (size - 1);
        while table[slot].1 != 0 {
            slot = (slot + 1) & (size - 1);
        }
        table[slot] = (hash, index);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences with what fastText's own program says of them.
    const VECTORS: [(&str, &str, f32); 7] = [
        (
            "This is an English sentence about the price of oil.",
            "en",
            0.958,
        ),
        (
            "Der Minister trat am Montag zurück, teilte die Regierung mit.",
            "de",
            0.9322,
        ),
        (
            "Le président a annoncé mardi la démission du gouvernement.",
            "fr",
            0.9819,
        ),
        (
            "Правительство сообщило во вторник об отставке министра.",
            "ru",
            0.8237,
        ),
        (
            "Statsministeren sa på tirsdag at regjeringen går av.",
            "no",
            0.693,
        ),
        ("الحكومة أعلنت يوم الثلاثاء استقالة الوزير", "ar", 0.9948),
        (
            "Ministr ve středu oznámil, že odstoupí z funkce.",
            "cs",
            0.9573,
        ),
    ];

    fn model() -> LanguageModel {
        LanguageModel::read(include_bytes!("../../models/lid.176.ftz")).expect("the model")
    }

    #[test]
    fn the_file_is_read_as_its_makers_read_it() {
        let model = model();
        assert_eq!(model.labels().len(), 176);
        for (text, language, expected) in VECTORS {
            let mut sum = Sum::default();
            text.split_ascii_whitespace()
                .for_each(|word| model.add_word(word, &mut sum));
            model.add_end(&mut sum);
            let mut best = (0, 0.0);
            model.probabilities(&sum, &mut |label, probability| {
                if probability > best.1 {
                    best = (label, probability);
                }
            });
            assert_eq!(model.labels()[best.0], language, "{text}");
            assert!(
                (best.1 - expected).abs() < 1e-3,
                "{text}: {} {expected}",
                best.1
            );
        }
    }

    #[test]
    fn a_cut_or_changed_file_is_refused() {
        let bytes = include_bytes!("../../models/lid.176.ftz");
        for cut in [0, 4, 60, 90, 5_000, 400_000, bytes.len() - 1] {
            assert!(LanguageModel::read(&bytes[..cut]).is_err(), "{cut}");
        }
        let mut changed = bytes.to_vec();
        changed[8] = 17;
        assert!(LanguageModel::read(&changed).is_err());
    }
}
