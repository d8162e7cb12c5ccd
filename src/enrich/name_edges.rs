//! Where a name begins and ends: without titles, possessives, months; with its particles.
//!
//! In: mentions as the tagger found them. Out: the same, cut, joined or dropped.
//! Never: a change of kind, but that an honorific shows a person.

use super::annotations::EntityKind;
use super::mention::Mention;
use super::names;
use super::scene::{Scene, is_full_stop, is_legal_form};

/// Small words that are part of surnames.
pub(super) const PARTICLES: [&str; 18] = [
    "von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "bin",
    "ibn", "al", "el", "ul",
];

/// What stands before a person's name, with or without a full stop.
pub(super) const HONORIFICS: [&str; 20] = [
    "Mr", "Mrs", "Ms", "Miss", "Dr", "Rev", "Sir", "Gen", "Col", "Lt", "Maj", "Capt", "Sgt", "Sen",
    "Rep", "Gov", "Prof", "Adm", "Msgr", "Hon",
];

/// A person or place with `and` or a possessive in it is two; so is a person behind the name of a
/// state (`Oklahoma Gov. Jane Doe`) or a town in capitals (`CHICAGO Jane Doe`).
pub(super) fn split(scene: &Scene<'_>, mut mention: Mention, kept: &mut Vec<Mention>) {
    let end = state_before_person(scene, mention).or_else(|| shouted_town(scene, mention));
    if let Some(end) = end {
        kept.push(Mention::new(EntityKind::Place, (mention.tokens.0, end)));
        mention = Mention::new(EntityKind::Person, (end, mention.tokens.1));
    }
    let (mut from, to) = mention.tokens;
    let first = from;
    for at in first..to {
        let word = scene.word(at);
        let own = matches!(word, "'" | "’") && from < at && at + 1 < to;
        if own || matches!(word, "and" | "'s" | "’s" | "," | "/" | "on" | "in") {
            if at > from {
                kept.push(Mention {
                    tokens: (from, at),
                    ..mention
                });
            }
            from = at + 1;
        }
    }
    if from < to {
        kept.push(Mention {
            tokens: (from, to),
            ..mention
        });
    }
}

/// Where the country or region ends that stands before a title or a party at the beginning of a
/// person's name, if no list knows it as a name of people.
fn state_before_person(scene: &Scene<'_>, mention: Mention) -> Option<usize> {
    let (from, to) = mention.tokens;
    let end = from + scene.prepared.phrase_from(from).max(1);
    let bits = scene.listed((from, end.min(to)));
    let state = bits & (names::COUNTRY | names::REGION) != 0;
    let person = bits & (names::GIVEN | names::SURNAME | names::PERSON) != 0;
    let behind = names::TITLE | names::ORGANISATION;
    let behind = end < to && scene.bits(end) & behind != 0;
    (mention.kind == EntityKind::Person && behind && state && !person).then_some(end)
}

/// Where a town in capitals ends before a person whose name is in small letters.
pub(super) fn shouted_town(scene: &Scene<'_>, mention: Mention) -> Option<usize> {
    let (from, to) = mention.tokens;
    let shouted = |at: &usize| {
        let word = scene.word(*at);
        word.len() > 1 && word.chars().all(char::is_uppercase)
    };
    let end = from + (from..to).take_while(shouted).count();
    let town = end > from && scene.listed((from, end)) & (names::COUNTRY | names::PLACE) != 0;
    (town && end < to && scene.bits(end) & names::GIVEN != 0).then_some(end)
}

/// The mention without titles, nationalities and months at its ends, if a name is left.
pub(super) fn mend(scene: &Scene<'_>, mut mention: Mention) -> Option<Mention> {
    if mention.kind != EntityKind::Person
        && mention.tokens.0 + 1 < mention.tokens.1
        && scene.listed(mention.tokens) & (names::COUNTRY | names::PLACE) != 0
    {
        return Some(mention);
    }
    take_titles_off(scene, &mut mention);
    let before = mention.tokens.0;
    take_nation_off(scene, &mut mention);
    if mention.tokens.0 > before {
        take_titles_off(scene, &mut mention);
    }
    let (from, to) = &mut mention.tokens;
    while *from < *to {
        let bits = scene.bits(*to - 1);
        let month = bits & names::NO_NAME != 0 && bits & names::GIVEN == 0;
        if scene.prepared.is_large(*to - 1) && !month {
            break;
        }
        *to -= 1;
    }
    let single = *from + 1 == *to;
    let bits = if single { scene.bits(*from) } else { 0 };
    let abbreviated = single && is_full_stop(scene.word(*to)) && bits & names::TITLE != 0;
    let legal = single && is_legal_form(scene.word(*from));
    let nothing = *from >= *to
        || abbreviated
        || legal
        || single && scene.word(*from).chars().count() < 2
        || single && bits & names::TITLE != 0 && bits & (names::PEOPLE | names::ORGANISATION) == 0
        || single && bits & names::NATIONALITY != 0 && bits & names::COUNTRY == 0;
    (!nothing && !is_no_mention(scene, (*from, *to))).then_some(mention)
}

/// Nationalities and small words before a name.
fn take_nation_off(scene: &Scene<'_>, mention: &mut Mention) {
    let (from, to) = &mut mention.tokens;
    while *from < *to {
        let bits = scene.bits(*from);
        let nations = *from + 2 <= *to
            && mention.kind != EntityKind::Organisation
            && scene.listed((*from, *from + 2)) & names::NATIONALITY != 0;
        if nations {
            *from += 2;
            continue;
        }
        let mark = !scene.prepared.is_large(*from) && !PARTICLES.contains(&scene.word(*from));
        let nation = bits & names::NATIONALITY != 0
            && bits & names::COUNTRY == 0
            && mention.kind != EntityKind::Organisation;
        if !(mark || nation || bits & names::NO_NAME != 0 && *from + 1 < *to) {
            break;
        }
        *from += 1;
    }
}

/// Titles alone, money, and goods that write themselves `iThing`.
fn is_no_mention(scene: &Scene<'_>, (from, to): (usize, usize)) -> bool {
    let first = from + usize::from(scene.word(from) == "Prime");
    let titles = first < to
        && (first..to).all(|at| scene.bits(at) & (names::TITLE | names::GIVEN) == names::TITLE);
    let mut letters = scene.word(from).chars();
    let goods = letters.next() == Some('i')
        && letters.next().is_some_and(char::is_uppercase)
        && scene.listed((from, to)) & names::ORGANISATION == 0;
    titles && to - from > 1 || goods || is_money(scene, from, to)
}

/// `US$5`, `US dollars`: a currency, not a country.
pub(super) fn is_money(scene: &Scene<'_>, from: usize, to: usize) -> bool {
    to - from == 1 && matches!(scene.word(to), "$" | "dollar" | "dollars" | "cents")
}

/// Titles before a name; an honorific shows a person whatever the tagger says.
fn take_titles_off(scene: &Scene<'_>, mention: &mut Mention) {
    let (mut from, to) = mention.tokens;
    let rank = matches!(scene.word(from), "Crown" | "Prime" | "Vice" | "Deputy");
    if rank && scene.bits(from + 1) & names::TITLE != 0 && from + 2 < to {
        mention.kind = EntityKind::Person;
        from += 2;
    }
    while from + 1 < to {
        let bits = scene.bits(from);
        let next = from + 1 + usize::from(is_full_stop(scene.word(from + 1)));
        if bits & names::TITLE == 0 || next >= to {
            break;
        }
        let honorific = is_honorific(scene.word(from));
        let given = bits & names::GIVEN != 0 && next == from + 1;
        let person = honorific || scene.bits(next) & names::GIVEN != 0;
        if mention.kind != EntityKind::Person && !person || given && !honorific {
            break;
        }
        mention.kind = EntityKind::Person;
        from = next;
    }
    mention.tokens.0 = from;
    let before = from.checked_sub(1).map_or("", |at| scene.word(at));
    let titled = match before {
        "." => from
            .checked_sub(2)
            .is_some_and(|at| is_honorific(scene.word(at))),
        word => is_honorific(word),
    };
    if titled {
        mention.kind = EntityKind::Person;
    }
}

pub(super) fn is_honorific(word: &str) -> bool {
    HONORIFICS.contains(&word)
}

/// `Ursula von der Leyen`: a surname's small words belong to it.
pub(super) fn join_particles(scene: &Scene<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::with_capacity(mentions.len());
    for mut mention in mentions {
        if mention.kind == EntityKind::Person {
            let mut from = mention.tokens.0;
            while from > 0 && PARTICLES.contains(&scene.word(from - 1)) {
                from -= 1;
            }
            let particles = from < mention.tokens.0;
            if particles && scene.word(from) != "la" && scene.word(from) != "le" {
                mention.tokens.0 = from;
            }
            if let Some(last) = joined.last_mut().filter(|last| {
                particles && last.tokens.1 == from && last.kind == EntityKind::Person
            }) {
                last.tokens.1 = mention.tokens.1;
                continue;
            }
        }
        joined.push(mention);
    }
    joined
}

/// `All-China Women's Federation`: a group of people owns a word of its body's name; both are one.
pub(super) fn join_groups(scene: &Scene<'_>, mentions: Vec<Mention>) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let from = mention.tokens.0;
        let owned = from > 0 && matches!(scene.word(from - 1), "'s" | "’s" | "'" | "’");
        let before = joined.last_mut().filter(|last| {
            owned && last.tokens.1 + 1 == from && is_group(scene.word(last.tokens.1 - 1))
        });
        match before {
            Some(last) => {
                last.tokens.1 = mention.tokens.1;
                last.kind = EntityKind::Organisation;
            }
            None => joined.push(mention),
        }
    }
    joined
}

pub(super) fn is_group(word: &str) -> bool {
    matches!(
        word,
        "People"
            | "Peoples"
            | "Women"
            | "Men"
            | "Children"
            | "Girls"
            | "Boys"
            | "Workers"
            | "Farmers"
            | "Students"
            | "Teachers"
            | "Citizens"
            | "Veterans"
            | "Lawyers"
            | "Journalists"
            | "Writers"
            | "Artists"
            | "Employers"
            | "Consumers"
            | "Drivers"
            | "Players"
            | "Officers"
    )
}

/// `Anna van der Berg`: a given name, a surname's small words and a capital are a person.
pub(super) fn add_particled(scene: &Scene<'_>, mentions: &mut Vec<Mention>) {
    let unsure = names::NO_NAME | names::TITLE | names::COUNTRY;
    let mut found = Vec::new();
    for at in 0..scene.ground.tokens.len() {
        let given = scene.bits(at) & (names::GIVEN | unsure) == names::GIVEN;
        if !given || !scene.prepared.is_large(at) {
            continue;
        }
        let small = (at + 1..at + 3).take_while(|next| PARTICLES.contains(&scene.word(*next)));
        let last = at + 1 + small.count();
        if last > at + 1 && scene.prepared.is_large(last) {
            found.push(Mention::new(EntityKind::Person, (at, last + 1)));
        }
    }
    for person in found {
        let over = |m: &Mention| m.tokens.0 < person.tokens.1 && person.tokens.0 < m.tokens.1;
        if !mentions.iter().any(over) {
            mentions.push(person);
        }
    }
}
