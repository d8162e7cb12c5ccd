//! The tagger of names: an averaged perceptron over hashed features, greedy from left to right.
//!
//! In: a prepared story and the weights of `models/entities.bin.zst`. Out: a tag for each token.
//! Never: a look at a token that cannot be part of a name.

use super::features::{BUCKET_BITS, FEATURES, Prepared};

/// Tags: outside, then beginning and inside of person, organisation, place.
pub const TAGS: usize = 7;
/// Outside of any name.
pub const OUTSIDE: u8 = 0;
/// Weights of one bucket, one for each tag and one unused.
pub type Weights = [i16; 8];

/// Most that one feature can say, so that four fit in 16 bits.
const WEIGHT_MAX: i16 = i16::MAX / 4;

/// The weights.
#[derive(Debug)]
pub struct Tagger {
    weights: Vec<Weights>,
}

impl Tagger {
    /// A model of its bytes: eight little-endian 16-bit weights a bucket. Where one is larger than
    /// can be added up, all become smaller alike: what they say together stays.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let (pairs, _) = bytes.as_chunks::<2>();
        let largest = pairs
            .iter()
            .map(|pair| i16::from_le_bytes(*pair).unsigned_abs());
        let largest = i32::from(largest.max().unwrap_or_default());
        let weight = |chunk: &[u8], at: usize| {
            let weight = i16::from_le_bytes([chunk[at * 2], chunk[at * 2 + 1]]);
            within_bounds(weight, largest)
        };
        let row = |chunk: &[u8]| std::array::from_fn(|at| weight(chunk, at));
        let buckets = 1 << BUCKET_BITS;
        if bytes.len() != buckets * size_of::<Weights>() {
            let found = bytes.len();
            return Err(format!(
                "weights of {buckets} buckets are expected, not {found} bytes"
            ));
        }
        let weights = bytes.chunks_exact(size_of::<Weights>()).map(row).collect();
        Ok(Self { weights })
    }

    /// A tag for each token.
    pub fn tag(&self, prepared: &Prepared, tokens: usize) -> Vec<u8> {
        let mut tags = vec![OUTSIDE; tokens];
        for (sentence, (from, to)) in prepared.sentences.iter().enumerate() {
            for at in *from..*to {
                if !prepared.is_candidate(at) {
                    continue;
                }
                let before = |n: usize| {
                    let known = at.checked_sub(n).filter(|before| before >= from);
                    known.map_or(TAGS as u8, |before| tags[before])
                };
                let history = (before(1), before(2));
                let features = prepared.features(sentence, at, history);
                tags[at] = best(&self.scores(&features), history.0);
            }
        }
        tags
    }

    fn scores(&self, features: &[u32; FEATURES]) -> [i32; 8] {
        let mut scores = [0; 8];
        const { assert!(FEATURES.is_multiple_of(4)) };
        for buckets in features.as_chunks::<4>().0 {
            // Four weights fit in 16 bits, where eight tags are added at once.
            let mut sums = Weights::default();
            for bucket in buckets {
                let weights = &self.weights[*bucket as usize];
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = sum.wrapping_add(*weight);
                }
            }
            for (score, sum) in scores.iter_mut().zip(sums) {
                *score = i32::wrapping_add(*score, i32::from(sum));
            }
        }
        scores
    }
}

/// A weight of a model whose largest is this one, scaled to what can be added up.
fn within_bounds(weight: i16, largest: i32) -> i16 {
    let most = i32::from(WEIGHT_MAX);
    if largest <= most {
        return weight;
    }
    let scaled = i32::from(weight) * most;
    let half = largest / 2 * scaled.signum();
    // It is no larger than `most`, by its making.
    i16::try_from((scaled + half) / largest).unwrap_or(WEIGHT_MAX)
}

/// The best tag that may follow the one before.
pub fn best<T: PartialOrd + Copy>(scores: &[T; 8], before: u8) -> u8 {
    let mut best = OUTSIDE;
    for tag in 1..TAGS as u8 {
        if may_follow(tag, before) && scores[usize::from(tag)] > scores[usize::from(best)] {
            best = tag;
        }
    }
    best
}

/// An inside follows a beginning or an inside of its kind only.
pub fn may_follow(tag: u8, before: u8) -> bool {
    tag % 2 == 1 || tag == OUTSIDE || before == tag || before == tag - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_weights_become_smaller_alike() {
        let read = |weights: [i16; 8]| {
            let mut bytes = vec![0; (1 << BUCKET_BITS) * size_of::<Weights>()];
            for (at, weight) in weights.into_iter().enumerate() {
                bytes[at * 2..at * 2 + 2].copy_from_slice(&weight.to_le_bytes());
            }
            Tagger::read(&bytes).expect("a model").weights[0]
        };
        let small = [8_191, -8_191, 1, 0, -1, 100, 0, 0];
        assert_eq!(read(small), small);
        let large = [16_382, -16_382, 3, 0, -3, 200, i16::MIN, 0];
        assert_eq!(read(large), [4_095, -4_095, 1, 0, -1, 50, -8_191, 0]);
    }
}
