//! Names that the words beside them show: an honorific, an occupation, a ticker, the `of` of a
//! ministry, the last word of a newspaper.
//!
//! In: mentions in order, by the rules for their edges. Out: the same, with these. Never: a name
//! over one that reaches out of it.

use std::sync::LazyLock;

use super::annotations::EntityKind;
use super::hashing::lower_hash;
use super::mention::{Mention, lay_over};
use super::name_edges::{HONORIFICS, PARTICLES, is_honorific};
use super::names;
use super::scene::{Scene, is_full_stop, is_legal_form};
use crate::lexicon::table::Slots;
use crate::story::Span;

/// Words of a name that is shown.
const WORDS_MAX: usize = 4;
/// Tokens of a code of an exchange.
const TICKER_TOKENS_MAX: usize = 4;
/// Bodies that are named after a place or what they are of.
const BODIES: [&str; 24] = [
    "Academy",
    "Agency",
    "Authority",
    "Association",
    "Bank",
    "Bureau",
    "Chamber",
    "College",
    "Commission",
    "Committee",
    "Council",
    "Court",
    "Department",
    "Federation",
    "Institute",
    "Ministry",
    "Office",
    "Police",
    "Society",
    "Trust",
    "University",
    "Board",
    "Bar",
    "School",
];
/// Last words of newspapers.
const PAPERS: [&str; 12] = [
    "Chronicle",
    "Examiner",
    "Gazette",
    "Globe",
    "Herald",
    "Independent",
    "Journal",
    "Observer",
    "Post",
    "Telegraph",
    "Times",
    "Tribune",
];

/// The mentions with the names that are shown.
pub(super) fn name_cues(scene: &Scene<'_>, mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.retain(|mention| !is_storm(scene, mention) && !is_office(scene, mention));
    let mut found: Vec<Mention> = Vec::new();
    let mut end = 0;
    for at in 0..scene.ground.tokens.len() {
        let shown = shown_at(scene, &mentions, at);
        if let Some(name) = shown.filter(|name| name.tokens.0 >= end) {
            end = name.tokens.1;
            found.push(name);
        }
    }
    lay_over(mentions, &found)
}

/// The words that can show a name, in lower case, so that most words need one look.
static CUES: LazyLock<Slots> = LazyLock::new(|| {
    let words = HONORIFICS.iter().chain(&BODIES).chain(&PAPERS);
    let mut cues = Slots::default();
    for word in words.chain(&["of", "("]) {
        cues.set(lower_hash(word), 1);
    }
    cues
});

/// The name that a word shows beside it.
fn shown_at(scene: &Scene<'_>, mentions: &[Mention], at: usize) -> Option<Mention> {
    if CUES.get(scene.prepared.lower(at)) != 0 {
        match scene.word(at) {
            "of" => return body_of(scene, mentions, at),
            "(" => return before_ticker(scene, at),
            word if is_honorific(word) => return titled(scene, at),
            word if PAPERS.contains(&word) || BODIES.contains(&word) => {
                return local(scene, mentions, at);
            }
            _ => {}
        }
    }
    if scene.bits(at) & names::TITLE != 0 {
        return person(scene, at + 1);
    }
    let large = scene.prepared.is_large(at);
    large.then(|| with_town(scene, mentions, at))?
}

/// `Hurricane Ada` is no person.
fn is_storm(scene: &Scene<'_>, mention: &Mention) -> bool {
    let (from, to) = mention.tokens;
    let storm = |at: usize| {
        let word = scene.word(at);
        matches!(word, "Hurricane" | "Typhoon" | "Cyclone" | "Storm")
    };
    let named = from.checked_sub(1).is_some_and(storm) || from + 1 < to && storm(from);
    mention.kind == EntityKind::Person && named
}

/// The `Union Home` of a minister is no body.
fn is_office(scene: &Scene<'_>, mention: &Mention) -> bool {
    let (_, to) = mention.tokens;
    let title = scene.prepared.is_large(to) && scene.bits(to) & names::TITLE != 0;
    let last = scene.bits(to - 1);
    let common = last & names::COMMON != 0 && last & names::ORGANISATION_WORD == 0;
    let kind = mention.kind == EntityKind::Organisation;
    kind && title && common && scene.listed(mention.tokens) & !(names::PEOPLE | names::COMMON) == 0
}

/// Whether a mention is part of a ticker, which stands for the company before it and is no name.
pub(super) fn is_in_ticker(scene: &Scene<'_>, mention: &Mention) -> bool {
    let bracket = mention.tokens.0.checked_sub(1);
    bracket.is_some_and(|at| scene.word(at) == "(" && holds_ticker(scene, at))
}

/// Where the large words from a token on end, with the small words of surnames between them.
fn run(scene: &Scene<'_>, from: usize) -> usize {
    let mut to = from;
    while to - from < WORDS_MAX && scene.prepared.is_large(to) {
        to += 1;
        let small = (to..)
            .take_while(|at| PARTICLES.contains(&scene.word(*at)))
            .count();
        if scene.ends_line(to - 1) {
            break;
        }
        if small > 0 && scene.prepared.is_large(to + small) {
            to += small;
        }
    }
    to
}

/// Whether words can be a person's name and are listed as nothing else.
fn is_person(scene: &Scene<'_>, (from, to): (usize, usize)) -> bool {
    let other = names::ORGANISATION_WORD | names::NATIONALITY | names::TITLE;
    let day = |at: usize| scene.bits(at) & (names::NO_NAME | names::GIVEN) == names::NO_NAME;
    let whole = names::ORGANISATION | names::PLACE | names::COUNTRY;
    let word =
        |at: usize| scene.bits(at) & other == 0 && !day(at) && !is_legal_form(scene.word(at));
    (2..=WORDS_MAX).contains(&(to - from))
        && (from..to).all(word)
        && scene.listed((from, to)) & whole == 0
}

/// `Rep. Ada Maria Roe-Lind`.
fn titled(scene: &Scene<'_>, at: usize) -> Option<Mention> {
    let stop = usize::from(is_full_stop(scene.word(at + 1)));
    person(scene, at + 1 + stop)
}

/// The whole name from here on, as in `spokeswoman Ning Mao`, if it can be a person's.
fn person(scene: &Scene<'_>, from: usize) -> Option<Mention> {
    let tokens = (from, run(scene, from));
    let whole = !scene.prepared.is_large(tokens.1);
    (whole && is_person(scene, tokens)).then(|| Mention::new(EntityKind::Person, tokens))
}

/// `Inter Miami`: a body of one word and the town behind it.
fn with_town(scene: &Scene<'_>, mentions: &[Mention], town: usize) -> Option<Mention> {
    let place = scene.bits(town) & names::PLACE != 0 && scene.bits(town) & names::COMMON == 0;
    let from = town.checked_sub(1)?;
    if !place || scene.prepared.is_large(town + 1) || scene.ends_line(from) {
        return None;
    }
    let mut near = mentions[mentions.partition_point(|m| m.tokens.1 < town)..].iter();
    let body = near.next()?;
    let free = near.next().is_none_or(|m| {
        m.tokens.0 > town || m.tokens == (town, town + 1) && m.kind == EntityKind::Place
    });
    let joined = body.kind == EntityKind::Organisation && body.tokens == (from, town) && free;
    joined.then(|| Mention::new(EntityKind::Organisation, (from, town + 1)))
}

/// `Ministry of Justice`, `Press Trust of India`; `Supreme Court` of a country is one by itself.
fn body_of(scene: &Scene<'_>, mentions: &[Mention], of: usize) -> Option<Mention> {
    let body = of.checked_sub(1)?;
    if !BODIES.contains(&scene.word(body)) {
        return None;
    }
    let free = |at: &usize| {
        let word = scene.word(*at);
        let other = scene.bits(*at) & (names::TITLE | names::NO_NAME) != 0;
        let large = scene.prepared.is_large(*at) && !scene.ends_line(*at);
        large && !other && word != "The" && !word.contains('-')
    };
    let words = (0..body).rev().take(WORDS_MAX);
    let from = body - words.take_while(free).count();
    let first = of + 1 + usize::from(scene.word(of + 1) == "the");
    let to = run(scene, first);
    let near = &mentions[mentions.partition_point(|m| m.tokens.1 < of)..];
    let mut near = near.iter().take_while(|m| m.tokens.0 < to);
    let other = near.any(|m| match m.kind {
        EntityKind::Person => first < m.tokens.1,
        EntityKind::Organisation => m.tokens.1 == of && from < body,
        EntityKind::Place => false,
    });
    (to > first && !other).then(|| Mention::new(EntityKind::Organisation, (from, to)))
}

/// `Tesla (TSLA.O)`.
fn before_ticker(scene: &Scene<'_>, bracket: usize) -> Option<Mention> {
    if !holds_ticker(scene, bracket) {
        return None;
    }
    let free = |at: &usize| {
        let form = *at > 0 && is_legal_form(scene.word(*at - 1));
        let part = scene.prepared.is_large(*at) || form && is_full_stop(scene.word(*at));
        part && !scene.ends_line(*at) && scene.bits(*at) & names::NO_NAME == 0
    };
    let words = (0..bracket).rev().take(WORDS_MAX + 1);
    let from = bracket - words.take_while(free).count();
    (from < bracket).then(|| Mention::new(EntityKind::Organisation, (from, bracket)))
}

/// Whether a bracket holds a code of an exchange and nothing else.
fn holds_ticker(scene: &Scene<'_>, bracket: usize) -> bool {
    let mut closes = bracket + 2..bracket + 2 + TICKER_TOKENS_MAX;
    let Some(close) = closes.find(|at| scene.word(*at) == ")") else {
        return false;
    };
    let tokens = &scene.ground.tokens;
    is_ticker(Span::new(tokens[bracket].span.end, tokens[close].span.start).of(scene.text))
}

/// Whether a word is a code of an exchange: capitals or digits, a class of shares in a small letter
/// (`BRKa.N`), a full stop, the exchange.
fn is_ticker(word: &str) -> bool {
    let code = |part: &str, most: usize| {
        let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        (1..=most).contains(&part.len()) && part.bytes().all(plain)
    };
    word.split_once('.').is_some_and(|(stock, place)| {
        let class = stock.strip_suffix(|c: char| c.is_ascii_lowercase());
        code(class.unwrap_or(stock), 6) && code(place, 3)
    })
}

/// `South China Morning Post`, `Springfield Fire Department` of which a place was found.
fn local(scene: &Scene<'_>, mentions: &[Mention], last: usize) -> Option<Mention> {
    let near = &mentions[mentions.partition_point(|m| m.tokens.1 + WORDS_MAX <= last)..];
    let mut near = near.iter().take_while(|m| m.tokens.1 <= last);
    let place = near.find(|m| m.kind == EntityKind::Place)?;
    let large = |at: usize| scene.prepared.is_large(at) && !scene.ends_line(at - 1);
    let whole = (place.tokens.1..=last).all(large);
    whole.then(|| Mention::new(EntityKind::Organisation, (place.tokens.0, last + 1)))
}
