//! The newsroom's own names in a story, over what the tagger found.
//!
//! In: mentions, and the places of the newsroom's own names. Out: both, none over another.
//! Never: a change of what the newsroom says a name is.

use super::mention::Mention;
use super::scene::{Scene, is_full_stop, is_legal_form};
use crate::story::Span;

/// The mentions with the newsroom's own names among them.
pub(super) fn own_names(scene: &Scene<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let mut kept = mentions;
    for (index, (span, name)) in scene.own.iter().enumerate() {
        let mut own = Mention {
            kind: name.kind,
            tokens: tokens(scene, *span),
            span: Some(*span),
            known: Some(index),
        };
        let over = |m: &Mention| m.tokens.0 < own.tokens.1 && own.tokens.0 < m.tokens.1;
        let wider = kept.iter().copied().find(|m| over(m) && is_wider(m, &own));
        if let Some(wider) = wider.filter(|m| m.known.is_none()) {
            if is_same(scene, &wider, &own, &name.name) {
                own.tokens = wider.tokens;
                own.span = Some(scene.span(&wider));
            } else if own.tokens.1 - own.tokens.0 == 1 {
                // `York` within `New York` is not the newsroom's.
                continue;
            }
        }
        let over = |m: &Mention| m.tokens.0 < own.tokens.1 && own.tokens.0 < m.tokens.1;
        kept.retain(|mention| !over(mention) || mention.known.is_some());
        kept.push(own);
    }
    kept.sort_by_key(|mention| mention.tokens);
    kept
}

/// The tokens that a span touches.
fn tokens(scene: &Scene<'_>, span: Span) -> (usize, usize) {
    let tokens = &scene.ground.tokens;
    let from = tokens.partition_point(|token| token.span.end <= span.start);
    let to = tokens.partition_point(|token| token.span.start < span.end);
    (from, to.max(from))
}

fn is_wider(mention: &Mention, own: &Mention) -> bool {
    let (outer, inner) = (mention.tokens, own.tokens);
    outer.0 <= inner.0 && inner.1 <= outer.1 && outer != inner
}

/// Whether a wider name is the newsroom's all the same: the rest of it is a legal form, or all its
/// words are of the published name.
fn is_same(scene: &Scene<'_>, wider: &Mention, own: &Mention, name: &str) -> bool {
    let legal = |at: usize| is_legal_form(scene.word(at)) || is_full_stop(scene.word(at));
    let suffixed = wider.tokens.0 == own.tokens.0 && (own.tokens.1..wider.tokens.1).all(legal);
    let mut words = scene.span(wider).of(scene.text).split_whitespace();
    suffixed || words.all(|word| name.split_whitespace().any(|known| known == word))
}
