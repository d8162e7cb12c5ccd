//! Rules for single mentions: what lists say a name is, and which names they are sure of.
//!
//! In: mentions as the tagger found them. Out: the same, mended, retyped, and those added that
//! lists are sure of. Never: a look at other mentions of the name; that is the document pass's.

use super::abbreviations::Abbreviations;
use super::annotations::EntityKind;
use super::mention::Mention;
use super::name_cues::name_cues;
use super::name_edges::{
    PARTICLES, add_particled, is_money, join_groups, join_particles, mend, shouted_town, split,
};
use super::name_owners;
use super::names;
use super::results::numbers;
use super::scene::{Scene, is_full_stop, is_legal_form};

/// Most words before the one that shows a body.
const BODY_WORDS_MAX: usize = 4;

/// Mentions by the rules, in order, none over another.
pub(super) fn refine(scene: &Scene<'_>, mentions: &[Mention]) -> Vec<Mention> {
    let mut kept = Vec::with_capacity(mentions.len() + 8);
    for mention in mentions {
        match mention.kind {
            EntityKind::Organisation if shouted_town(scene, *mention).is_none() => {
                name_owners::part(scene, *mention, &mut kept);
            }
            EntityKind::Organisation => split(scene, *mention, &mut kept),
            EntityKind::Person | EntityKind::Place => split(scene, *mention, &mut kept),
        }
    }
    let kept: Vec<Mention> = kept.into_iter().filter_map(|m| mend(scene, m)).collect();
    let mut joined = join_groups(scene, join_particles(scene, kept));
    whole_phrases(scene, &mut joined);
    whole_bodies(scene, &mut joined);
    add_listed(scene, &mut joined);
    add_particled(scene, &mut joined);
    joined.sort_by_key(|mention| mention.tokens);
    let mut joined = name_cues(scene, joined);
    for mention in &mut joined {
        without_prime(scene, mention);
        if let Some(kind) = kind_by_list(scene, *mention) {
            mention.kind = kind;
        }
        extend(scene, mention);
        with_full_stop(scene, mention);
    }
    join_states(scene, &mut joined);
    joined.retain(|mention| !is_portfolio(scene, mention));
    joined.sort_by_key(|mention| mention.tokens);
    joined.dedup_by(|next, before| next.tokens.0 < before.tokens.1);
    joined
}

/// `Labour Minister`, `Danish Transport Minister`: what a minister is of is part of the title.
fn is_portfolio(scene: &Scene<'_>, mention: &Mention) -> bool {
    let title = matches!(scene.word(mention.tokens.1), "Minister" | "Ministers");
    mention.kind == EntityKind::Organisation && title
}

/// `New Zealand Prime Minister`: the title begins one word earlier.
fn without_prime(scene: &Scene<'_>, mention: &mut Mention) {
    let (from, to) = mention.tokens;
    if to - from > 1 && scene.word(to - 1) == "Prime" && scene.word(to) == "Minister" {
        mention.tokens.1 -= 1;
    }
}

/// Known places of several words are one, and whole.
fn whole_phrases(scene: &Scene<'_>, mentions: &mut Vec<Mention>) {
    let mut at = 0;
    while at < scene.ground.tokens.len() {
        let length = scene.prepared.phrase_from(at);
        let tokens = (at, at + length);
        at += length.max(1);
        if length < 2 {
            continue;
        }
        let bits = scene.listed(tokens);
        let place = bits & (names::COUNTRY | names::PLACE) != 0
            && bits & (names::ORGANISATION | names::PERSON) == 0;
        let over = |m: &Mention| m.tokens.0 < tokens.1 && tokens.0 < m.tokens.1;
        let within = |m: &Mention| tokens.0 <= m.tokens.0 && m.tokens.1 <= tokens.1;
        let same = |m: &Mention| m.tokens == tokens;
        let mut met = mentions.iter().filter(|m| over(m)).peekable();
        if place && met.peek().is_some() && met.all(|m| within(m) && !same(m)) {
            mentions.retain(|m| !over(m));
            mentions.push(Mention::new(EntityKind::Place, tokens));
        }
    }
    mentions.sort_by_key(|mention| mention.tokens);
}

/// `Ohio State University` of which the last word was taken for a person: one body.
fn whole_bodies(scene: &Scene<'_>, mentions: &mut Vec<Mention>) {
    let mut index = 0;
    while index < mentions.len() {
        let (last, to) = mentions[index].tokens;
        let bits = scene.bits(last);
        let given = |at: usize| scene.bits(at) & names::GIVEN != 0;
        let body = bits & names::ORGANISATION_WORD != 0 && !given(last);
        let body = body && !last.checked_sub(1).is_some_and(given);
        let kind = mentions[index].kind;
        let alone = kind != EntityKind::Place && last + 1 == to;
        let beside = index > 0 && mentions[index - 1].tokens.1 == last;
        index += 1;
        if !alone || !body || kind == EntityKind::Organisation && beside {
            continue;
        }
        let named = |at: usize| {
            let free = scene.bits(at) & (names::TITLE | names::NO_NAME) == 0;
            let word = scene.word(at);
            let large = scene.prepared.is_large(at) && word != "The" && !word.contains('-');
            free && large && !scene.ends_line(at)
        };
        let words = (0..last).rev().take(BODY_WORDS_MAX);
        let from = last - words.take_while(|at| named(*at)).count();
        let first = mentions.partition_point(|m| m.tokens.1 <= from);
        if from < last && mentions[first].tokens.0 >= from {
            let whole = Mention::new(EntityKind::Organisation, (from, to));
            mentions.splice(first..index, [whole]);
            index = first + 1;
        }
    }
}

/// A given name takes its surname in, a surname its initials, a company's name its last word.
fn extend(scene: &Scene<'_>, mention: &mut Mention) {
    let (from, to) = mention.tokens;
    let next = scene.bits(to);
    let free = scene.prepared.is_large(to) && next & (names::TITLE | names::NO_NAME) == 0;
    match mention.kind {
        EntityKind::Person => {
            if from + 1 == to && free && scene.bits(from) & names::GIVEN != 0 && scene.apart(to - 1)
            {
                mention.tokens.1 = to + 1;
            }
            let initial = |at: usize| {
                let word = scene.word(at);
                word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase())
            };
            if from >= 2 && is_full_stop(scene.word(from - 1)) && initial(from - 2) {
                mention.tokens.0 = from - 2;
            }
            let to = mention.tokens.1;
            let small = (to..to + 2).take_while(|at| PARTICLES.contains(&scene.word(*at)));
            let last = to + small.count();
            if last > to && scene.prepared.is_large(last) {
                mention.tokens.1 = last + 1;
            }
        }
        EntityKind::Organisation => {
            if free && next & names::ORGANISATION_WORD != 0 {
                mention.tokens.1 = to + 1;
            }
            while is_legal_form(scene.word(mention.tokens.1)) && scene.apart(mention.tokens.1 - 1) {
                mention.tokens.1 += 1;
            }
        }
        EntityKind::Place => {}
    }
}

/// `U.S. Senate`, `U.N. Security Council`: a state's body is one name.
fn join_states(scene: &Scene<'_>, mentions: &mut Vec<Mention>) {
    mentions.sort_by_key(|mention| mention.tokens);
    let mut at = 0;
    while at + 1 < mentions.len() {
        let (state, body) = (mentions[at], mentions[at + 1]);
        let word = scene.word(state.tokens.0);
        let joins = state.tokens.1 == body.tokens.0
            && state.tokens.0 + 1 == state.tokens.1
            && matches!(word, "U.S." | "U.N." | "US" | "UN")
            && body.kind == EntityKind::Organisation
            && (body.tokens.0..body.tokens.1).any(|at| {
                scene.bits(at) & names::ORGANISATION_WORD != 0
                    || matches!(
                        scene.word(at),
                        "Treasury" | "House" | "Security" | "Embassy"
                    )
            });
        if joins {
            mentions[at + 1].tokens.0 = state.tokens.0;
            mentions.remove(at);
        }
        at += 1;
    }
}

/// What a list is sure a mention is, whatever the tagger says.
fn kind_by_list(scene: &Scene<'_>, mention: Mention) -> Option<EntityKind> {
    let (from, to) = mention.tokens;
    let last = to - 1;
    let company = is_legal_form(scene.word(last))
        || mention.kind == EntityKind::Place
            && scene.bits(last) & names::ORGANISATION_WORD != 0
            && scene.bits(last) & (names::COUNTRY | names::PLACE) == 0
            && scene.listed(mention.tokens) == 0;
    if company && to - from > 1 {
        return Some(EntityKind::Organisation);
    }
    if mention.kind == EntityKind::Place && in_table(scene, mention) {
        return Some(EntityKind::Organisation);
    }
    let bits = scene.listed((from, to));
    let people = names::GIVEN | names::SURNAME | names::PERSON;
    let known = bits & !(names::PEOPLE | names::COMMON);
    if known & names::ORGANISATION != 0 && known & (names::PLACE | names::COUNTRY | people) == 0 {
        return Some(EntityKind::Organisation);
    }
    let country = known & names::COUNTRY != 0 && known & (people | names::ORGANISATION) == 0;
    let large = to - from > 1 && known & names::PLACE != 0;
    let others = people | names::ORGANISATION;
    (country || large && known & others == 0 && mention.kind != EntityKind::Organisation)
        .then_some(EntityKind::Place)
}

/// In a table of results a town stands for its team; a country stays one.
fn in_table(scene: &Scene<'_>, mention: Mention) -> bool {
    let country = scene.listed(mention.tokens) & names::COUNTRY != 0;
    let Some((from, to)) = scene.prepared.sentence_of(mention.tokens.0) else {
        return false;
    };
    let Some(numbers) = numbers(scene, (from, to)).filter(|_| !country) else {
        return false;
    };
    let against = (from..to).any(|at| scene.word(at) == "AT");
    let shouted = scene
        .word(mention.tokens.0)
        .chars()
        .all(|c| !c.is_lowercase());
    against || numbers >= 2 && (!shouted || mention.tokens.0 != from)
}

/// Names that a list is sure of and the tagger left out.
fn add_listed(scene: &Scene<'_>, mentions: &mut Vec<Mention>) {
    let count = scene.ground.tokens.len();
    let mut taken = vec![false; count];
    for mention in mentions.iter() {
        taken[mention.tokens.0..mention.tokens.1].fill(true);
    }
    let mut at = 0;
    while at < count {
        let length = scene.prepared.phrase_from(at).max(1);
        let (from, to) = (at, (at + length).min(count));
        at = to;
        if taken[from..to].contains(&true) || !scene.prepared.is_large(from) {
            continue;
        }
        let beside = |index: usize| {
            index < count
                && scene.prepared.is_large(index)
                && !taken[index]
                && scene.bits(index) & (names::TITLE | names::NATIONALITY | names::NO_NAME) == 0
        };
        let before = from > 0 && beside(from - 1) && !scene.opens_commonly(from - 1);
        let alone = !before && !beside(to);
        let bits = scene.listed((from, to));
        let sure = bits & (names::COUNTRY | names::ORGANISATION) != 0
            || bits & names::LARGE_TOWN != 0 && bits & names::ORGANISATION == 0
            || to - from > 1 && bits & names::PLACE != 0;
        let unsure = bits & (names::GIVEN | names::SURNAME | names::NATIONALITY) != 0
            || bits & names::COMMON != 0;
        if alone && sure && !unsure && !is_money(scene, from, to) {
            let place = bits & (names::COUNTRY | names::PLACE) != 0;
            let kind = if place {
                EntityKind::Place
            } else {
                EntityKind::Organisation
            };
            mentions.push(Mention::new(kind, (from, to)));
        }
    }
    mentions.sort_by_key(|mention| mention.tokens);
}

/// An abbreviation takes its full stop in: `Walt Disney Co.`, `Calif.`, `King Jr.`.
fn with_full_stop(scene: &Scene<'_>, mention: &mut Mention) {
    let last = mention.tokens.1 - 1;
    let known = Abbreviations::of(Some("en"))
        .kind(scene.word(last))
        .is_some();
    if known && is_full_stop(scene.word(last + 1)) && scene.touches(last) {
        mention.tokens.1 += 1;
    }
}
