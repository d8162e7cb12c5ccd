//! A name of several words that a story shows once is one name wherever it stands again.
//!
//! In: mentions by the rules. Out: the same, and every other place of each full name, in the stead
//! of what was found of its parts there. Never: a look at the newsroom's own names, which are whole
//! already.

use super::annotations::EntityKind;
use super::hashing::{Hash, join, word_hash};
use super::mention::{Mention, lay_over};
use super::scene::Scene;
use crate::lexicon::table::Table;

/// Tokens of a name that is looked for; one of more hardly stands there twice.
const TOKENS: std::ops::Range<usize> = 2..u64::BITS as usize;

/// Votes for each kind.
type Votes = [u32; EntityKind::ALL.len()];

/// A full name: how many tokens it has and what it was found to be.
#[derive(Clone, Copy, Debug, Default)]
struct FullName {
    tokens: usize,
    votes: Votes,
}

/// The full names of a story, so that its text is passed once.
#[derive(Debug, Default)]
struct FullNames {
    /// For the first word of a name, in lower case, how many tokens such names have: a bit each.
    lengths: Table<Hash, u64>,
    /// By the hash of all its words as written.
    names: Table<Hash, FullName>,
}

/// The mentions with every place of each full name.
pub(super) fn full_names(scene: &Scene<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let names = FullNames::of(scene, &mentions);
    if names.names.is_empty() {
        return mentions;
    }
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < scene.ground.tokens.len() {
        let here = names.from(scene, at);
        found.extend(here);
        at = here.map_or(at + 1, |name| name.tokens.1);
    }
    lay_over(mentions, &found)
}

impl FullNames {
    fn of(scene: &Scene<'_>, mentions: &[Mention]) -> Self {
        let mut made = Self::default();
        for mention in mentions {
            let (from, to) = mention.tokens;
            let whole_tokens =
                scene.span(mention) == scene.span(&Mention::new(mention.kind, mention.tokens));
            if !TOKENS.contains(&(to - from)) || mention.known.is_some() || !whole_tokens {
                continue;
            }
            let name = made
                .names
                .entry(hash_of(scene, mention.tokens))
                .or_default();
            name.tokens = to - from;
            name.votes[mention.kind as usize] += 1;
            let first = scene.prepared.lower(from);
            *made.lengths.entry(first).or_default() |= 1 << (to - from);
        }
        made
    }

    /// The longest full name that stands from here.
    fn from(&self, scene: &Scene<'_>, at: usize) -> Option<Mention> {
        let lengths = self.lengths.get(&scene.prepared.lower(at))?;
        let longest = u64::BITS - lengths.leading_zeros();
        let lengths = (0..longest)
            .rev()
            .filter(|length| lengths >> length & 1 != 0);
        lengths.map(|length| length as usize).find_map(|length| {
            let tokens = (at, at + length);
            let within = tokens.1 <= scene.ground.tokens.len();
            let name = within.then(|| self.names.get(&hash_of(scene, tokens)))??;
            (name.tokens == length).then(|| Mention::new(most(name.votes), tokens))
        })
    }
}

fn hash_of(scene: &Scene<'_>, (from, to): (usize, usize)) -> Hash {
    let words = (from..to).map(|at| word_hash(scene.word(at)));
    words.reduce(join).unwrap_or_default()
}

fn most(votes: Votes) -> EntityKind {
    let kinds = EntityKind::ALL.into_iter().rev();
    let best = kinds.max_by_key(|kind| votes[*kind as usize]);
    best.unwrap_or(EntityKind::Person)
}
