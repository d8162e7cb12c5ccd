//! A story and the gazetteer as the rules for places see them.
//!
//! In: words by the number of a token, mentions so far. Out: what words name on the map, and
//! whether they are free to be a place. Never: a change of the newsroom's own names.

use std::ops::Range;

use super::abbreviations::Abbreviations;
use super::annotations::EntityKind;
use super::hashing::{Hash, word_hash};
use super::mention::{Mention, over};
use super::names;
use super::place_cues::{Cue, TOWARD, cue};
use super::scene::{Scene, is_full_stop};
use crate::lexicon::places::{Naming, Place, PlaceKind, PlaceTable};
use crate::lexicon::table::TableSet;
use crate::story::Span;

/// Most words of a place that is looked up.
pub(super) const WORDS_MAX: usize = 3;
/// Tokens of the longest name of a place.
const NAME_TOKENS_MAX: usize = 16;
/// Large words in a row that are looked at.
const RUN_MAX: usize = 40;

/// A story, the gazetteer and what is found so far.
pub(super) struct PlaceWords<'s, 'a> {
    /// The story.
    pub(super) scene: &'s Scene<'a>,
    /// The gazetteer.
    pub(super) table: &'s PlaceTable,
    /// Mentions in order, none over another.
    pub(super) mentions: Vec<Mention>,
    /// Words that end or ended a person's name of several words.
    surnames: TableSet<Hash>,
}

impl<'s, 'a> PlaceWords<'s, 'a> {
    /// Of mentions in order, none over another.
    pub(super) fn new(scene: &'s Scene<'a>, table: &'s PlaceTable, mentions: Vec<Mention>) -> Self {
        let mut words = Self {
            scene,
            table,
            mentions,
            surnames: TableSet::default(),
        };
        for index in 0..words.mentions.len() {
            words.learn(index);
        }
        words
    }

    /// Takes note of a person's surname.
    fn learn(&mut self, index: usize) {
        let Mention { kind, tokens, .. } = self.mentions[index];
        if kind == EntityKind::Person && tokens.0 + 1 < tokens.1 {
            let surname = word_hash(self.scene.word(tokens.1 - 1));
            self.surnames.insert(surname);
        }
    }

    /// The mentions that share a token with these.
    pub(super) fn over(&self, tokens: (usize, usize)) -> Range<usize> {
        over(&self.mentions, tokens)
    }

    /// Ends the name of the person that reaches this token before it, if there is one.
    pub(super) fn end_person(&mut self, at: usize) -> bool {
        let index = self.mentions.partition_point(|m| m.tokens.1 < at);
        let Some(person) = self.mentions.get_mut(index) else {
            return false;
        };
        let found =
            person.tokens.0 < at && person.kind == EntityKind::Person && person.known.is_none();
        if found {
            person.tokens.1 = at;
            self.learn(index);
        }
        found
    }

    /// The region or country that begins at a token, with the full stop of its short form.
    pub(super) fn area_from(&self, from: usize) -> Option<((usize, usize), Vec<Place<'s>>)> {
        let most = self.end_of_run(from).min(from + WORDS_MAX);
        (from + 1..=most).rev().find_map(|to| {
            let named = self.table.written(self.text((from, to)));
            let areas: Vec<_> = named
                .filter(|(place, naming)| place.is_area() && *naming != Naming::People)
                .map(|(place, _)| place)
                .collect();
            let stop = is_abbreviation(self.scene, to - 1);
            (!areas.is_empty()).then_some(((from, to + usize::from(stop)), areas))
        })
    }

    /// Whether a token begins with a plain capital, as quickly as it can be told.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        let first = self.scene.word(at).as_bytes().first();
        first.is_some_and(u8::is_ascii_uppercase)
    }

    /// Where the large words before a token begin.
    pub(super) fn start_of_run(&self, at: usize, most: usize) -> usize {
        let mut from = at;
        while from > 0 && at - from < most && self.scene.prepared.is_large(from - 1) {
            let bits = self.scene.bits(from - 1);
            let day = bits & names::NO_NAME != 0 && bits & (names::GIVEN | names::PLACE) == 0;
            if self.scene.ends_line(from - 1) || day {
                break;
            }
            from -= 1;
        }
        from
    }

    /// Where the large words from a token on end, or where they are too many for any place.
    pub(super) fn end_of_run(&self, from: usize) -> usize {
        let mut to = from;
        while to - from < RUN_MAX && self.scene.prepared.is_large(to) {
            to += 1;
            if self.scene.ends_line(to - 1) {
                break;
            }
        }
        to
    }

    /// Words as they stand.
    pub(super) fn text(&self, (from, to): (usize, usize)) -> &'a str {
        let tokens = &self.scene.ground.tokens;
        Span::new(tokens[from].span.start, tokens[to - 1].span.end).of(self.scene.text)
    }

    /// The word before a mention.
    pub(super) fn before(&self, mention: Mention) -> Option<&'a str> {
        let before = mention.tokens.0.checked_sub(1);
        before.map(|at| self.scene.word(at))
    }

    /// Whether a word that leads to places stands before a mention.
    pub(super) fn is_led(&self, mention: Mention) -> bool {
        let before = mention.tokens.0.checked_sub(1);
        before.is_some_and(|at| {
            let cue = cue(self.scene.prepared.lower(at));
            cue == Some(Cue::Before) || TOWARD.contains(&self.scene.word(at))
        })
    }

    /// Places that the words name.
    pub(super) fn named(
        &self,
        tokens: (usize, usize),
    ) -> impl Iterator<Item = Place<'s>> + use<'s> {
        let short = tokens.1 - tokens.0 <= NAME_TOKENS_MAX;
        let text = if short { self.text(tokens) } else { "" };
        let named = self.table.written(text);
        let free = named.filter(|(_, naming)| matches!(naming, Naming::Name | Naming::Other));
        free.map(|(place, _)| place)
    }

    /// Whether the gazetteer has a place of these words.
    pub(super) fn is_known(&self, tokens: (usize, usize)) -> bool {
        let mut named = self.named(tokens);
        named.any(|place| place.kind != PlaceKind::Site)
    }

    /// Whether the words can be a place: nothing longer stands there, and no list says that they
    /// are something else.
    pub(super) fn is_free(&self, tokens: (usize, usize)) -> bool {
        let mut met = self.mentions[self.over(tokens)].iter();
        let bits = self.scene.listed(tokens);
        // A company can bear the name of its large town, and the town is meant at least as often.
        let company = bits & (names::ORGANISATION | names::LARGE_TOWN) == names::ORGANISATION;
        let else_ = names::NO_NAME | names::TITLE | names::NATIONALITY;
        let common = bits & names::COMMON != 0 && bits & (names::PLACE | names::COUNTRY) == 0;
        let word = self.scene.word(tokens.0);
        let single = tokens.0 + 1 == tokens.1;
        let surname = single && self.surnames.contains(&word_hash(word)) && self.is_surname(word);
        !surname && !common && !company && bits & else_ == 0 && met.all(|m| m.tokens == tokens)
    }

    /// The longest words from a token on that the gazetteer has a place of: where they end.
    pub(super) fn known_from(&self, from: usize) -> Option<usize> {
        let most = self.end_of_run(from).min(from + WORDS_MAX);
        (from + 1..=most)
            .rev()
            .find(|to| self.is_known((from, *to)))
    }

    /// Whether a person's name of several words ends with this one.
    fn is_surname(&self, word: &str) -> bool {
        self.mentions.iter().any(|m| {
            let last = m.tokens.1 - 1;
            m.kind == EntityKind::Person && m.tokens.0 < last && self.scene.word(last) == word
        })
    }

    /// Puts a place over what lies within it; what reaches beyond it is cut, or wins.
    pub(super) fn put(&mut self, (from, to): (usize, usize), cut: bool) {
        let over = self.over((from, to));
        let own = |m: &Mention| m.known.is_some();
        let within = |m: &Mention| from <= m.tokens.0 && m.tokens.1 <= to;
        let beyond = |m: &Mention| !(within(m) || cut && from <= m.tokens.0);
        let met = &self.mentions[over.clone()];
        if met.iter().any(|m| own(m) || beyond(m)) {
            return;
        }
        // Only the last of them can reach beyond: the rest of it stays.
        let rest = met.last().filter(|m| !within(m)).map(|m| Mention {
            tokens: (to, m.tokens.1),
            ..*m
        });
        let place = Mention::new(EntityKind::Place, (from, to));
        self.mentions
            .splice(over, std::iter::once(place).chain(rest));
    }
}

/// Whether a full stop touches a known short form.
fn is_abbreviation(scene: &Scene<'_>, at: usize) -> bool {
    let known = Abbreviations::of(Some("en")).kind(scene.word(at)).is_some();
    known && is_full_stop(scene.word(at + 1)) && scene.touches(at)
}
