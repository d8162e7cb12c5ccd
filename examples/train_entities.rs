//! Trains the tagger of names: `train_entities OUT EPOCHS TIMES:FILE...`.
//!
//! Each FILE holds a JSON object a line: `text`, its paragraphs parted by an empty line, and
//! `entities`, `[start, end, PER | ORG | LOC]` in characters. TIMES is how often a file is read in
//! one epoch. The same input gives the same model.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use wiredesk::enrich::features::{BUCKET_BITS, FEATURES, Prepared};
use wiredesk::enrich::tagger::{TAGS, best};
use wiredesk::enrich::{Ground, Models, ground_of};
use wiredesk::story::{Body, Span};

/// Of a hundred tokens so many hide their own words, so that what stands around them must do.
const DROPOUT: u64 = 20;
/// Features that name the token's own word.
const LEXICAL: [usize; 5] = [0, 1, 11, 12, 23];
/// By how much the right tag must be ahead.
const MARGIN: f32 = 1.0;
/// Units of a packed weight in one step of training.
const SCALE: f32 = 2.0;
/// A hidden feature.
const DROPPED: u32 = u32::MAX;

struct Document {
    prepared: Prepared,
    gold: Vec<u8>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, epochs, files @ ..] = arguments.as_slice() else {
        panic!("train_entities OUT EPOCHS TIMES:FILE...");
    };
    let models = Models::built_in();
    let mut documents = Vec::new();
    for file in files {
        let (weight, path) = file.split_once(':').expect("TIMES:FILE");
        let weight: usize = weight.parse().unwrap();
        for line in std::fs::read_to_string(path).unwrap().lines() {
            documents.push((
                weight,
                document(&serde_json::from_str(line).unwrap(), &models),
            ));
        }
        eprintln!("{path}: {} documents in all", documents.len());
    }
    let model = Trainer::new().train(&documents, epochs.parse().unwrap());
    let packed = zstd::encode_all(model.as_slice(), 19).unwrap();
    eprintln!("{} bytes packed", packed.len());
    std::fs::write(out, packed).unwrap();
}

fn document(row: &serde_json::Value, models: &Models) -> Document {
    let text = row["text"].as_str().unwrap().to_owned();
    let mut body = Body::default();
    let mut at = 0;
    for part in text.split("\n\n") {
        if !part.is_empty() {
            body.paragraphs.push(Span::new(at, at + part.len()));
        }
        at += part.len() + 2;
    }
    body.text = text;
    let ground = ground_of(&body, Some("en"));
    let gold = gold(&body.text, &ground, &row["entities"]);
    let prepared = Prepared::new(&body.text, &ground, models.names());
    Document { prepared, gold }
}

fn gold(text: &str, ground: &Ground, entities: &serde_json::Value) -> Vec<u8> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let mut tags = vec![0; ground.tokens.len()];
    for entity in entities.as_array().unwrap() {
        let start = bytes[entity[0].as_u64().unwrap() as usize];
        let end = bytes[entity[1].as_u64().unwrap() as usize];
        let kind = match entity[2].as_str().unwrap() {
            "PER" => 1,
            "ORG" => 3,
            _ => 5,
        };
        let mut tag = kind;
        for (at, token) in ground.tokens.iter().enumerate() {
            if token.span.start >= start && token.span.end <= end {
                tags[at] = tag;
                tag = kind + 1;
            }
        }
    }
    tags
}

struct Trainer {
    weights: Vec<[f32; 8]>,
    sums: Vec<[f32; 8]>,
    step: f32,
    random: u64,
}

impl Trainer {
    fn new() -> Self {
        let size = 1 << BUCKET_BITS;
        Self {
            weights: vec![[0.0; 8]; size],
            sums: vec![[0.0; 8]; size],
            step: 1.0,
            random: 88172645463325252,
        }
    }

    fn next(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn train(mut self, documents: &[(usize, Document)], epochs: usize) -> Vec<u8> {
        let mut order: Vec<usize> = Vec::new();
        for (index, (weight, _)) in documents.iter().enumerate() {
            order.extend(std::iter::repeat_n(index, *weight));
        }
        for epoch in 0..epochs {
            for at in (1..order.len()).rev() {
                let other = (self.next() % (at as u64 + 1)) as usize;
                order.swap(at, other);
            }
            let (mut wrong, mut seen) = (0, 0);
            for index in &order {
                let (w, s) = self.read(&documents[*index].1);
                wrong += w;
                seen += s;
            }
            eprintln!("epoch {epoch}: {wrong} of {seen} wrong");
        }
        self.quantised()
    }

    /// Reads a document once and learns from it; how many tags were wrong, of how many.
    fn read(&mut self, document: &Document) -> (usize, usize) {
        let (mut wrong, mut seen) = (0, 0);
        let mut tags = vec![0_u8; document.gold.len()];
        for (sentence, (from, to)) in document.prepared.sentences.iter().enumerate() {
            for at in (*from..*to).filter(|at| document.prepared.is_candidate(*at)) {
                let before = |n: usize| {
                    let known = at.checked_sub(n).filter(|before| before >= from);
                    known.map_or(TAGS as u8, |before| tags[before])
                };
                let history = (before(1), before(2));
                let mut features = document.prepared.features(sentence, at, history);
                if self.next() % 100 < DROPOUT {
                    LEXICAL
                        .iter()
                        .for_each(|lexical| features[*lexical] = DROPPED);
                }
                let right = document.gold[at];
                tags[at] = self.learn(&features, right, history.0);
                seen += 1;
                wrong += usize::from(tags[at] != right);
            }
        }
        (wrong, seen)
    }

    /// The tag it would give, and a step towards the right one where that is not well ahead.
    fn learn(&mut self, features: &[u32; FEATURES], right: u8, before: u8) -> u8 {
        let mut scores = [0.0; 8];
        for bucket in features.iter().filter(|bucket| **bucket != DROPPED) {
            for (score, weight) in scores.iter_mut().zip(&self.weights[*bucket as usize]) {
                *score += weight;
            }
        }
        let given = best(&scores, before);
        let mut behind = scores;
        for (tag, score) in behind.iter_mut().enumerate() {
            *score += if tag == usize::from(right) {
                0.0
            } else {
                MARGIN
            };
        }
        let said = if given == right {
            best(&behind, before)
        } else {
            given
        };
        if said != right {
            self.update(features, right, said);
        }
        self.step += 1.0;
        given
    }

    fn update(&mut self, features: &[u32; FEATURES], right: u8, said: u8) {
        for bucket in features.iter().filter(|bucket| **bucket != DROPPED) {
            let (weights, sums) = (
                &mut self.weights[*bucket as usize],
                &mut self.sums[*bucket as usize],
            );
            for (tag, by) in [(right, 1.0), (said, -1.0)] {
                weights[usize::from(tag)] += by;
                sums[usize::from(tag)] += by * self.step;
            }
        }
    }

    fn quantised(&self) -> Vec<u8> {
        let mean = |weights: &[f32; 8], sums: &[f32; 8]| -> [f32; 8] {
            std::array::from_fn(|tag| weights[tag] - sums[tag] / self.step)
        };
        let rows: Vec<[f32; 8]> = self
            .weights
            .iter()
            .zip(&self.sums)
            .map(|(w, s)| mean(w, s))
            .collect();
        let seen = rows
            .iter()
            .flatten()
            .filter(|w| w.abs() * SCALE >= 0.5)
            .count();
        eprintln!("{seen} weights");
        let pack = |w: &f32| ((w * SCALE).round().clamp(-32_000.0, 32_000.0) as i16).to_le_bytes();
        rows.iter().flatten().flat_map(pack).collect()
    }
}
