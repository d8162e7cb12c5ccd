//! Tables of results: the town that stands there is its team.
//!
//! In: mentions by the rules for places, the gazetteer. Out: the same, and a mention of an
//! organisation for each town of a line of results that the tagger left out.
//! Never: a country, which is one there, too.

use super::annotations::EntityKind;
use super::mention::Mention;
use super::names;
use super::place_words::{PlaceWords, WORDS_MAX};
use super::scene::Scene;

/// Tokens of the longest line of results.
const LINE_TOKENS_MAX: usize = 60;
/// Numbers from which on a line without a small word is one of results.
const NUMBERS_MIN: usize = 2;

/// The numbers of a line that may be one of results; `None` where a small word stands.
pub(super) fn numbers(scene: &Scene<'_>, (from, to): (usize, usize)) -> Option<usize> {
    if to - from > LINE_TOKENS_MAX {
        return None;
    }
    let small = (from..to).any(|at| scene.word(at).starts_with(char::is_lowercase));
    let number = |at: &usize| is_number(scene, *at);
    (!small).then(|| (from..to).filter(number).count())
}

/// Adds the teams that the tagger left out.
pub(super) fn teams(words: &mut PlaceWords<'_, '_>) {
    for index in 0..words.scene.prepared.sentences.len() {
        let (from, to) = words.scene.prepared.sentences[index];
        if numbers(words.scene, (from, to)).is_none_or(|numbers| numbers < NUMBERS_MIN) {
            continue;
        }
        let mut at = from;
        while at < to {
            let end = words.end_of_run(at).min(to);
            if is_team(words, (at, end)) {
                words
                    .mentions
                    .push(Mention::new(EntityKind::Organisation, (at, end)));
            }
            at = end.max(at + 1);
        }
    }
    words.mentions.sort_by_key(|mention| mention.tokens);
}

/// Whether a number stands behind a town that nothing is found in yet.
fn is_team(words: &PlaceWords<'_, '_>, tokens: (usize, usize)) -> bool {
    let (from, to) = tokens;
    let over = |m: &Mention| m.tokens.0 < to && from < m.tokens.1;
    from < to
        && to - from <= WORDS_MAX
        && is_number(words.scene, to)
        && words.scene.listed(tokens) & (names::COUNTRY | names::NO_NAME) == 0
        && !words.mentions.iter().any(over)
        && words.is_known(tokens)
}

fn is_number(scene: &Scene<'_>, at: usize) -> bool {
    scene.word(at).starts_with(|c: char| c.is_ascii_digit())
}
