//! Mentions to entities: one entry a name, with all its mentions and its title.
//!
//! In: mentions in order. Out: entities in the order of their first mention.
//! Never: an entity that the newsroom has stopped, or two names made one without a shared word.

use std::borrow::Cow;
use std::sync::Arc;

use super::annotations::{Entity, EntityKind};
use super::mention::Mention;
use super::names;
use super::scene::Scene;
use crate::lexicon::table::TextTable;
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
    /// Whole names and surnames of each kind, each with its entity.
    by_name: [TextTable<String, usize>; EntityKind::ALL.len()],
}

impl Gathered {
    fn add(&mut self, scene: &Scene<'_>, mention: &Mention) {
        let span = scene.span(mention);
        let row = mention.known.map(|index| scene.own[index].1);
        let written = one_line(span.of(scene.text));
        let name = row.map_or(&*written, |row| row.name.as_str());
        let person = mention.kind == EntityKind::Person;
        let surname = name.rsplit(' ').next();
        let surname = surname.filter(|last| person && *last != name);
        let Some(index) = self.place_of(mention.kind, name, surname) else {
            return;
        };
        let entity = &mut self.entities[index];
        if row.is_some() || surname == Some(entity.name.as_str()) {
            name.clone_into(&mut entity.name);
        }
        if let Some(row) = row {
            entity.known = Some(Arc::clone(row));
        }
        if person && entity.title.is_none() {
            entity.title = title_before(scene, mention.tokens.0);
        }
        entity.mentions.push(span);
        let by_name = &mut self.by_name[mention.kind as usize];
        for form in surname.into_iter().chain([name]) {
            match by_name.get_mut(form) {
                Some(last) => *last = index,
                None => _ = by_name.insert(form.to_owned(), index),
            }
        }
    }

    /// The entity of a name: that of the same name, or of the surname that stood alone before; a
    /// new one otherwise, while there is room.
    fn place_of(&mut self, kind: EntityKind, name: &str, surname: Option<&str>) -> Option<usize> {
        let known = |name: &str| self.by_name[kind as usize].get(name).copied();
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

/// A name with single spaces between its words.
fn one_line(written: &str) -> Cow<'_, str> {
    let blanks = written.as_bytes().windows(2);
    let single = |pair: &[u8]| pair[0] != b' ' || pair[1] != b' ';
    let plain = |c: char| c == ' ' || !c.is_whitespace();
    match blanks.into_iter().all(single) && written.chars().all(plain) {
        true => Cow::Borrowed(written),
        false => Cow::Owned(written.split_whitespace().collect::<Vec<_>>().join(" ")),
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
