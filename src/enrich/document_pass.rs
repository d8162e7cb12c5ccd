//! The document pass: what a story calls by its full name once, it means by the short one later.
//!
//! In: mentions. Out: the same, with the kind most of the story speaks for, and those added that
//! only the rest of the story shows. Never: a change of a name of several words.

use super::annotations::EntityKind;
use super::hashing::{Hash, WordHash, word_hash};
use super::mention::Mention;
use super::names;
use super::scene::Scene;
use crate::lexicon::table::{Table, TableSet};

/// What a full name says for its short form, against a short form's own tag.
const FULL_NAME: f32 = 2.5;
/// The same, where the full name begins with a known given name.
const KNOWN_PERSON: f32 = 50.0;
/// What the newsroom's own name says.
const GIVEN_NAME: f32 = 100.0;
/// What an acronym beside its full name says.
const ACRONYM: f32 = 4.0;

/// What a story says of a word, for each kind.
type Votes = [f32; EntityKind::ALL.len()];

/// The mentions after the pass.
pub(super) fn document_pass(scene: &Scene<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let votes = votes(scene, &mentions);
    let mut mentions = mentions;
    for mention in &mut mentions {
        if mention.known.is_none()
            && let Some(at) = single(*mention)
            && let Some(votes) = votes.get(&word_hash(scene.word(at)))
        {
            mention.kind = best(votes).0;
        }
    }
    add_untagged(scene, &votes, &mut mentions);
    mentions.sort_by_key(|mention| mention.tokens);
    mentions
}

fn best(votes: &Votes) -> (EntityKind, f32) {
    let first = (EntityKind::Person, f32::MIN);
    EntityKind::ALL.into_iter().zip(*votes).fold(
        first,
        |best, next| if next.1 > best.1 { next } else { best },
    )
}

/// The token of a mention of one word.
fn single(mention: Mention) -> Option<usize> {
    (mention.tokens.0 + 1 == mention.tokens.1).then_some(mention.tokens.0)
}

fn votes(scene: &Scene<'_>, mentions: &[Mention]) -> Table<Hash, Votes> {
    let mut votes: Table<Hash, Votes> = Table::default();
    let mut full: TableSet<(Hash, usize)> = TableSet::default();
    for mention in mentions {
        let (from, to) = mention.tokens;
        let kind = mention.kind as usize;
        if let Some(at) = single(*mention) {
            let listed = scene.bits(at) & names::COUNTRY != 0;
            let weight = match mention.kind {
                _ if mention.known.is_some() => GIVEN_NAME,
                EntityKind::Place if listed => 3.0,
                EntityKind::Person | EntityKind::Organisation | EntityKind::Place => 1.0,
            };
            votes.entry(word_hash(scene.word(at))).or_default()[kind] += weight;
            continue;
        }
        let mut last = to - 1;
        while last > from && (!scene.prepared.is_large(last) || is_suffix(scene.word(last))) {
            last -= 1;
        }
        match mention.kind {
            EntityKind::Person if full.insert((word_hash(scene.word(last)), 0)) => {
                let given = mention.known.is_some()
                    || scene.bits(from) & (names::GIVEN | names::PEOPLE) != 0;
                let weight = if given { KNOWN_PERSON } else { FULL_NAME };
                votes.entry(word_hash(scene.word(last))).or_default()[0] += weight;
            }
            EntityKind::Organisation => {
                let acronym = acronym(scene, from, to);
                if full.insert((acronym, 1)) {
                    votes.entry(acronym).or_default()[1] += ACRONYM;
                }
                let first = word_hash(scene.word(from));
                let lexical = names::COMMON | names::PLACE | names::COUNTRY | names::NATIONALITY;
                if scene.bits(from) & lexical == 0 && full.insert((first, 1)) {
                    votes.entry(first).or_default()[1] += 1.0;
                }
            }
            EntityKind::Person | EntityKind::Place => {}
        }
    }
    votes
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr" | "Sr" | "II" | "III" | "IV")
}

/// The hash of the capitals of a name's words.
fn acronym(scene: &Scene<'_>, from: usize, to: usize) -> Hash {
    let words = (from..to).filter(|at| scene.prepared.is_large(*at));
    let capitals = words.filter_map(|at| scene.word(at).chars().next());
    let mut hash = WordHash::EMPTY;
    let mut bytes = [0; 4];
    for capital in capitals {
        let capital = capital.encode_utf8(&mut bytes);
        capital.bytes().for_each(|byte| hash.add(byte));
    }
    hash.end()
}

/// Adds the words that other places of the story show to be names.
fn add_untagged(scene: &Scene<'_>, votes: &Table<Hash, Votes>, mentions: &mut Vec<Mention>) {
    let count = scene.ground.tokens.len();
    let mut taken = vec![false; count];
    for mention in mentions.iter() {
        taken[mention.tokens.0..mention.tokens.1].fill(true);
    }
    for at in 0..count {
        if taken[at] || !scene.prepared.is_large(at) {
            continue;
        }
        let Some((kind, weight)) = votes.get(&word_hash(scene.word(at))).map(best) else {
            continue;
        };
        let bits = scene.bits(at);
        let common = bits & (names::COMMON | names::NATIONALITY | names::NO_NAME) != 0;
        let enough = if common { FULL_NAME } else { 1.0 };
        let beside = |index: usize| {
            index < count
                && scene.prepared.is_large(index)
                && (taken[index] || scene.bits(index) & names::TITLE == 0)
        };
        let before = at > 0 && beside(at - 1);
        let alone = !before && !beside(at + 1);
        if alone && weight >= enough && scene.word(at).chars().count() > 1 {
            mentions.push(Mention::new(kind, (at, at + 1)));
        }
    }
}
