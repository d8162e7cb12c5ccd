//! Tags to entities: mentions, then the document pass that joins and corrects them.
//!
//! In: a story's text, its ground and tags. Out: entities with all their mentions.
//! Never: a mention outside the body.

use std::collections::HashMap;

use super::annotations::{Entity, EntityKind, Ground, Quote};
use super::document_pass::document_pass;
use super::features::Prepared;
use super::models::Models;
use super::names;
use super::refine::refine;
use super::relevance::{Headline, Measure, Standing, lede};
use super::scene::Scene;
use super::tagger::OUTSIDE;
use crate::limits::ENTITIES_MAX;
use crate::story::{Body, Span};

/// Tokens of a title.
const TITLE_TOKENS_MAX: usize = 6;
/// Mentions from which on a name can be said to come often.
const MENTIONS_MOST_MIN: usize = 3;

/// A name in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Its kind.
    pub(super) kind: EntityKind,
    /// First token and token after the last.
    pub(super) tokens: (usize, usize),
}

/// The entities of a story.
pub(super) fn entities(
    headline: &str,
    body: &Body,
    ground: &Ground,
    models: &Models,
) -> Vec<Entity> {
    let text = body.text.as_str();
    let prepared = Prepared::new(text, ground, models.names());
    let tags = models.tagger().tag(&prepared, ground.tokens.len());
    let scene = Scene {
        text,
        ground,
        prepared: &prepared,
        names: models.names(),
    };
    let mentions = document_pass(&scene, refine(&scene, &mentions(&tags)));
    let mut entities = gather(&scene, &mentions);
    weigh(&mut entities, headline, body, ground);
    entities
}

/// Gives quotations the entity that stands in the words beside their cue.
pub(super) fn name_speakers(entities: &[Entity], quotes: &mut [Quote]) {
    for quote in quotes {
        let Some(span) = quote.speaker_span else {
            continue;
        };
        let people = |entity: &Entity| entity.kind != EntityKind::Place;
        let within = |entity: &Entity| entity.mentions.iter().any(|m| span.contains(*m));
        let found = |kind| {
            let fits = |entity: &Entity| entity.kind == kind && people(entity) && within(entity);
            entities.iter().position(fits)
        };
        quote.speaker = found(EntityKind::Person).or_else(|| found(EntityKind::Organisation));
    }
}

/// What a story is about, and what it only names.
fn weigh(entities: &mut [Entity], headline: &str, body: &Body, ground: &Ground) {
    let headline = Headline::new(headline);
    let mentions = |entity: &Entity| entity.mentions.len();
    let measure = Measure {
        lede: lede(body),
        end: ground.end,
        most: entities
            .iter()
            .map(mentions)
            .max()
            .map_or(0, |most| most.max(MENTIONS_MOST_MIN)),
    };
    for entity in entities {
        entity.relevance = measure.relevance(Standing {
            headline: in_headline(&headline, entity, &body.text),
            first: entity.mentions.first().map(|mention| mention.start),
            often: mentions(entity),
        });
    }
}

/// Whether the headline names it in full, as the story does elsewhere, or by the surname.
fn in_headline(headline: &Headline<'_>, entity: &Entity, text: &str) -> bool {
    let surname = || entity.name.rsplit(' ').next().unwrap_or_default();
    let mut forms: Vec<&str> = entity.mentions.iter().map(|m| m.of(text)).collect();
    forms.push(&entity.name);
    if entity.kind == EntityKind::Person {
        forms.push(surname());
    }
    forms.sort_unstable();
    forms.dedup();
    forms.iter().any(|form| headline.names(form))
}

/// Runs of tags.
fn mentions(tags: &[u8]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let kind = match tag {
            1 | 2 => EntityKind::Person,
            3 | 4 => EntityKind::Organisation,
            5 | 6 => EntityKind::Place,
            _ => continue,
        };
        match found.last_mut() {
            Some(last) if tag % 2 == 0 && last.tokens.1 == at && tags[at - 1] != OUTSIDE => {
                last.tokens.1 = at + 1;
            }
            _ => found.push(Mention {
                kind,
                tokens: (at, at + 1),
            }),
        }
    }
    found
}

/// Mentions of one name and kind as one entity, in the order of the first mention; a surname
/// alone is the person of that surname named last.
fn gather(scene: &Scene<'_>, mentions: &[Mention]) -> Vec<Entity> {
    let mut entities: Vec<Entity> = Vec::new();
    let mut known: HashMap<(EntityKind, String), usize> = HashMap::new();
    for mention in mentions {
        let (from, to) = mention.tokens;
        let tokens = &scene.ground.tokens;
        let span = Span::new(tokens[from].span.start, tokens[to - 1].span.end);
        let name = span
            .of(scene.text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let last = (
            mention.kind,
            name.rsplit(' ').next().unwrap_or_default().to_owned(),
        );
        let own = (mention.kind, name);
        let whole = own.1.len() > last.1.len();
        let person = mention.kind == EntityKind::Person;
        let same = known.get(&own).copied().or_else(|| {
            let bare = known.get(&last).filter(|_| person && whole).copied();
            bare.filter(|index| entities[*index].name == last.1)
        });
        let index = match same {
            Some(index) => index,
            None if entities.len() == ENTITIES_MAX => continue,
            None => {
                entities.push(Entity {
                    kind: mention.kind,
                    name: own.1.clone(),
                    title: None,
                    mentions: Vec::new(),
                    relevance: 0,
                    point: None,
                });
                entities.len() - 1
            }
        };
        let entity = &mut entities[index];
        if person && whole && entity.name == last.1 {
            entity.name.clone_from(&own.1);
        }
        if person && entity.title.is_none() {
            entity.title = title_before(scene, from);
        }
        entity.mentions.push(span);
        if person && whole {
            known.insert(last, index);
        }
        known.insert(own, index);
    }
    entities
}

/// The title that stands before a name, as written: `Russian Foreign Minister`.
fn title_before(scene: &Scene<'_>, name: usize) -> Option<String> {
    let mut from = name;
    let mut titled = false;
    while from > 0 {
        let at = from - 1;
        let bits = scene.bits(at);
        let title = bits & names::TITLE != 0;
        let full_stop = scene.word(at) == "." && at > 0 && scene.bits(at - 1) & names::TITLE != 0;
        let fits = title || full_stop || titled && scene.prepared.is_large(at);
        if !fits || name - at > TITLE_TOKENS_MAX {
            break;
        }
        titled |= title;
        from = at;
    }
    if from == name || !titled {
        return None;
    }
    let (first, last) = (
        scene.ground.tokens[from].span,
        scene.ground.tokens[name - 1].span,
    );
    Some(Span::new(first.start, last.end).of(scene.text).to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ground::ground;
    use super::super::models::tests::MODELS;
    use super::*;

    fn body(text: &str) -> Body {
        Body {
            text: text.to_owned(),
            paragraphs: vec![Span::new(0, text.len())],
            ..Body::default()
        }
    }

    fn read(text: &str) -> Vec<Entity> {
        let body = body(text);
        entities("", &body, &ground(&body, Some("en")), &MODELS)
    }

    /// A text and its entities: kind, name, number of mentions.
    type Row = (&'static str, &'static [(EntityKind, &'static str, usize)]);

    const TABLE: [Row; 6] = [
        (
            "Mr. John Smith of Germany met Angela Brown in Paris. Smith's office said so.",
            &[
                (EntityKind::Person, "John Smith", 2),
                (EntityKind::Place, "Germany", 1),
                (EntityKind::Person, "Angela Brown", 1),
                (EntityKind::Place, "Paris", 1),
            ],
        ),
        (
            "The Finance Ministry said on Monday that the ECB would not cut rates.",
            &[
                (EntityKind::Organisation, "Finance Ministry", 1),
                (EntityKind::Organisation, "ECB", 1),
            ],
        ),
        (
            "Shares of Microsoft Corp. fell in New York, the U.S. company said.",
            &[
                (EntityKind::Organisation, "Microsoft Corp.", 1),
                (EntityKind::Place, "New York", 1),
                (EntityKind::Place, "U.S.", 1),
            ],
        ),
        (
            "Anna van der Berg, who won the race, said she would leave in March.",
            &[(EntityKind::Person, "Anna van der Berg", 1)],
        ),
        ("the rain went on all day and nobody came", &[]),
        ("", &[]),
    ];

    #[test]
    fn names_are_found_whole_and_of_their_kind() {
        for (text, expected) in TABLE {
            let found = read(text);
            let found: Vec<_> = found
                .iter()
                .map(|e| (e.kind, e.name.as_str(), e.mentions.len()))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_title_stands_beside_the_name() {
        let found = read("Russian Foreign Minister Sergei Ivanov left Moscow.");
        let person = found
            .iter()
            .find(|e| e.kind == EntityKind::Person)
            .expect("a person");
        assert_eq!(person.name, "Sergei Ivanov");
        assert_eq!(person.title.as_deref(), Some("Russian Foreign Minister"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_mentions_do_not_overlap(
            text in "([A-Z][a-z]{0,5}[ .,]|Mr\\. |U\\.S\\. |of |van |'s |[a-zé]{1,4} |\"|\n){0,60}"
        ) {
            let found = read(&text);
            let mut spans: Vec<Span> = found.iter().flat_map(|e| e.mentions.clone()).collect();
            spans.sort();
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(spans.iter().all(|span| !span.of(&text).is_empty()));
        }
    }
}
