//! Names that were found in two parts: "Hearts" and "Oak" of "Hearts of Oak".
//!
//! In: a body and the entities in it. Out: pairs of entities that mostly stand side by side, as one
//! name. Never: a change of the entities, or three in a row.

use std::collections::BTreeMap;

use super::annotations::Entity;
use crate::story::Span;

/// What parts of one name stand between.
const BETWEEN: [&str; 3] = [" ", " of ", "-"];

/// One name of two entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SplitName {
    /// Indices of the entities.
    pub(super) parts: (usize, usize),
    /// Where the name stands whole first.
    pub(super) span: Span,
}

/// The split names of a text.
pub(super) fn split_names(text: &str, entities: &[Entity]) -> Vec<SplitName> {
    let numbered = entities.iter().enumerate();
    let mut mentions: Vec<(Span, usize)> = numbered
        .flat_map(|(index, entity)| entity.mentions.iter().map(move |span| (*span, index)))
        .collect();
    mentions.sort_unstable();
    let mut pairs: BTreeMap<(usize, usize), (usize, Span)> = BTreeMap::new();
    for pair in mentions.windows(2) {
        let [(first, one), (second, other)] = pair else {
            continue;
        };
        let between = text.get(first.end..second.start);
        if one != other && between.is_some_and(|gap| BETWEEN.contains(&gap)) {
            let whole = Span::new(first.start, second.end);
            pairs.entry((*one, *other)).or_insert((0, whole)).0 += 1;
        }
    }
    let mostly = |part: usize, often: usize| 2 * often > entities[part].mentions.len();
    let split = pairs
        .into_iter()
        .filter(|((one, other), (often, _))| mostly(*one, *often) || mostly(*other, *often));
    split
        .map(|(parts, (_, span))| SplitName { parts, span })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::annotations::EntityKind;
    use super::*;

    /// The whole names among these entities of a text.
    fn check(text: &str, names: &[&str], expected: &[&str]) {
        let entities: Vec<Entity> = names
            .iter()
            .map(|name| Entity {
                kind: EntityKind::Organisation,
                name: (*name).to_owned(),
                title: None,
                mentions: text
                    .match_indices(name)
                    .map(|(at, name)| Span::new(at, at + name.len()))
                    .collect(),
                relevance: 50,
                point: None,
                known: None,
            })
            .collect();
        let found = split_names(text, &entities);
        let found: Vec<&str> = found.iter().map(|name| name.span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn parts_that_stand_side_by_side_are_one_name() {
        check(
            "Lions of Tarn won. Tarn is a river. The Lions of Tarn left.",
            &["Lions", "Tarn"],
            &["Lions of Tarn"],
        );
        check(
            "Real Vega met Vega. Vega won, and Vega knew Real.",
            &["Real", "Vega"],
            &[],
        );
        check("Ada Roe, Bo Lind", &["Ada Roe", "Bo Lind"], &[]);
        check("", &[], &[]);
    }
}
