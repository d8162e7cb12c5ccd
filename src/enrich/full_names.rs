//! A name of several words that a story shows once is one name wherever it stands again.
//!
//! In: mentions by the rules. Out: the same, and every other place of each full name, in the stead
//! of what was found of its parts there. Never: a look at the newsroom's own names, which are whole
//! already.

use std::collections::HashMap;

use super::annotations::EntityKind;
use super::entities::Mention;
use super::hashing::{Hash, join, word_hash};
use super::scene::Scene;

/// Votes for a kind, in the order of [`KINDS`].
type Votes = [u32; 3];

const KINDS: [EntityKind; 3] = [
    EntityKind::Person,
    EntityKind::Organisation,
    EntityKind::Place,
];

/// A full name: how many tokens it has and what it was found to be.
#[derive(Clone, Copy, Debug, Default)]
struct FullName {
    tokens: usize,
    votes: Votes,
}

/// The mentions with every place of each full name.
pub(super) fn full_names(scene: &Scene<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let words: Vec<Hash> = (0..scene.ground.tokens.len())
        .map(|at| word_hash(scene.word(at)))
        .collect();
    let names = names(scene, &words, &mentions);
    if names.is_empty() {
        return mentions;
    }
    // Names by their first word, so that a text is passed once.
    let mut by_first: HashMap<Hash, Vec<(Hash, FullName)>> = HashMap::new();
    for (first, whole, name) in names {
        by_first.entry(first).or_default().push((whole, name));
    }
    for longest_first in by_first.values_mut() {
        longest_first.sort_by_key(|(whole, name)| (std::cmp::Reverse(name.tokens), *whole));
    }
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let here = by_first.get(&words[at]).and_then(|names| {
            names.iter().find(|(whole, name)| {
                let tokens = words.get(at..at + name.tokens);
                tokens.is_some_and(|tokens| hash_of(tokens) == *whole)
            })
        });
        match here {
            Some((_, name)) => {
                let tokens = (at, at + name.tokens);
                found.push(Mention::new(most(name.votes), tokens));
                at = tokens.1;
            }
            None => at += 1,
        }
    }
    lay_over(mentions, &found)
}

fn hash_of(words: &[Hash]) -> Hash {
    words.iter().copied().reduce(join).unwrap_or_default()
}

/// Full names with their first word and the hash of the whole.
fn names(scene: &Scene<'_>, words: &[Hash], mentions: &[Mention]) -> Vec<(Hash, Hash, FullName)> {
    let mut names: HashMap<Hash, (Hash, FullName)> = HashMap::new();
    for mention in mentions {
        let (from, to) = mention.tokens;
        let whole_tokens =
            scene.span(mention) == scene.span(&Mention::new(mention.kind, mention.tokens));
        if to - from < 2 || mention.known.is_some() || !whole_tokens {
            continue;
        }
        let whole = hash_of(&words[from..to]);
        let (_, name) = names
            .entry(whole)
            .or_insert((words[from], FullName::default()));
        name.tokens = to - from;
        let kind = KINDS.iter().position(|kind| *kind == mention.kind);
        name.votes[kind.unwrap_or_default()] += 1;
    }
    let parts = names.into_iter();
    parts
        .map(|(whole, (first, name))| (first, whole, name))
        .collect()
}

fn most(votes: Votes) -> EntityKind {
    let best = (0..KINDS.len()).rev().max_by_key(|kind| votes[*kind]);
    KINDS[best.unwrap_or_default()]
}

/// Each full name in the stead of what lies within it, unless something reaches out of it.
fn lay_over(mentions: Vec<Mention>, found: &[Mention]) -> Vec<Mention> {
    let over = |a: &Mention, b: &Mention| a.tokens.0 < b.tokens.1 && b.tokens.0 < a.tokens.1;
    let within = |inner: &Mention, outer: &Mention| {
        outer.tokens.0 <= inner.tokens.0 && inner.tokens.1 <= outer.tokens.1
    };
    let mut kept = mentions;
    for name in found {
        let free = kept
            .iter()
            .filter(|mention| over(mention, name))
            .all(|mention| within(mention, name) && mention.known.is_none());
        if free {
            kept.retain(|mention| !over(mention, name));
            kept.push(*name);
        }
    }
    kept.sort_by_key(|mention| mention.tokens);
    kept
}
