//! Mentions to entities: one entry a name, with all its mentions and its title.
//!
//! In: mentions in order. Out: entities in the order of their first mention.
//! Never: an entity that the newsroom has stopped, or two names made one without a shared word.

use std::collections::HashMap;
use std::sync::Arc;

use super::annotations::{Entity, EntityKind};
use super::entities::Mention;
use super::names;
use super::scene::Scene;
use crate::limits::ENTITIES_MAX;
use crate::story::Span;

/// Tokens of a title.
const TITLE_TOKENS_MAX: usize = 6;

/// Mentions of one name and kind as one entity, in the order of the first mention; a surname
/// alone is the person of that surname named last.
pub(super) fn gather(scene: &Scene<'_>, mentions: &[Mention]) -> Vec<Entity> {
    let mut gathered = Gathered::default();
    for mention in mentions {
        gathered.add(scene, mention);
    }
    gathered.entities
}

#[derive(Default)]
struct Gathered {
    entities: Vec<Entity>,
    /// Whole names and surnames, each with its entity.
    by_name: HashMap<(EntityKind, String), usize>,
}

impl Gathered {
    fn add(&mut self, scene: &Scene<'_>, mention: &Mention) {
        let span = scene.span(mention);
        let row = mention.known.map(|index| scene.own[index].1);
        let written: Vec<&str> = span.of(scene.text).split_whitespace().collect();
        let name = row.map_or_else(|| written.join(" "), |row| row.name.clone());
        let person = mention.kind == EntityKind::Person;
        let surname = name
            .rsplit(' ')
            .next()
            .filter(|last| person && *last != name);
        let surname = surname.map(str::to_owned);
        let Some(index) = self.place_of(mention.kind, &name, surname.as_deref()) else {
            return;
        };
        let entity = &mut self.entities[index];
        if row.is_some() || surname.as_deref() == Some(&entity.name) {
            entity.name.clone_from(&name);
        }
        if let Some(row) = row {
            entity.known = Some(Arc::clone(row));
        }
        if person && entity.title.is_none() {
            entity.title = title_before(scene, mention.tokens.0);
        }
        entity.mentions.push(span);
        if let Some(surname) = surname {
            self.by_name.insert((mention.kind, surname), index);
        }
        self.by_name.insert((mention.kind, name), index);
    }

    /// The entity of a name: that of the same name, or of the surname that stood alone before; a
    /// new one otherwise, while there is room.
    fn place_of(&mut self, kind: EntityKind, name: &str, surname: Option<&str>) -> Option<usize> {
        let known = |name: &str| self.by_name.get(&(kind, name.to_owned())).copied();
        let alone = surname.and_then(known);
        let alone = alone.filter(|index| Some(self.entities[*index].name.as_str()) == surname);
        if let Some(index) = known(name).or(alone) {
            return Some(index);
        }
        if self.entities.len() == ENTITIES_MAX {
            return None;
        }
        self.entities.push(Entity {
            kind,
            name: name.to_owned(),
            title: None,
            mentions: Vec::new(),
            relevance: 0,
            point: None,
            known: None,
        });
        Some(self.entities.len() - 1)
    }
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
