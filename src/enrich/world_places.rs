//! Countries, capitals and large towns by the names they have in a text's own language.
//!
//! In: the words of a text, the gazetteer. Out: where such names stand.
//! Never: a small town, or a name beside another name, whose part it may be.

use super::world_words::WorldWords;
use crate::lexicon::Lexicon;
use crate::lexicon::places::{Naming, PlaceKind, Places, fold};

/// Words of a place's name.
const PLACE_WORDS_MAX: usize = 4;
/// People of a town that is named without its country.
const TOWN_MIN: u32 = 250_000;
/// The same at the beginning of a sentence, where every word is large.
const OPENING_TOWN_MIN: u32 = 1_000_000;
/// Letters of the shortest town.
const TOWN_LETTERS_MIN: usize = 4;
/// Letters of the shortest name in a script without capitals.
const CASELESS_LETTERS_MIN: usize = 4;

/// First word and word after the last of each place, and the bytes of its genitive's ending.
pub(super) fn places(
    words: &WorldWords<'_>,
    language: &str,
    lexicon: &Lexicon,
) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.words.len() {
        let most = PLACE_WORDS_MAX.min(words.words.len() - at);
        let longest = (1..=most).rev().find(|count| {
            words.are_together(at, at + count) && is_place(words, at, at + count, language, lexicon)
        });
        if let Some(count) = longest {
            let phrase = words.phrase(at, at + count);
            let genitive = is_germanic(language) && rank(lexicon.places(), phrase).is_none();
            found.push((at, at + count, usize::from(genitive)));
        }
        at += longest.unwrap_or(1);
    }
    found
}

fn is_place(
    words: &WorldWords<'_>,
    from: usize,
    to: usize,
    language: &str,
    lexicon: &Lexicon,
) -> bool {
    let phrase = words.phrase(from, to);
    let cased = phrase.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    if cased && !(words.is_large(from) && words.is_large(to - 1)) {
        return false;
    }
    let doubtful = words.is_also_small(from) || words.is_no_name(from);
    if to - from == 1 && cased && doubtful {
        return false;
    }
    let (before, behind) = words.neighbours(from, to);
    let nouns = words.own.is_some_and(|own| own.capitals);
    let led = from > 0
        && words.words[from].follows
        && words
            .own
            .is_some_and(|own| own.is_before_places(words.word(from - 1)));
    let places = lexicon.places();
    let rank = forms(phrase, language)
        .iter()
        .filter_map(|form| rank(places, form))
        .max();
    // Where nouns are large, too, one may stand right before a country or a genitive.
    let noun = nouns && (led || rank == Some(Rank::Country));
    // So may the first word of a sentence, and a title.
    let other = from > 0 && (words.words[from - 1].opens || words.is_title(from - 1));
    let noun = noun || other && rank >= Some(Rank::Capital);
    if cased && (behind || before && !noun) {
        return false;
    }
    let letters = phrase.chars().count();
    match rank {
        None => false,
        Some(_) if !cased => letters >= CASELESS_LETTERS_MIN && rank >= Some(Rank::Capital),
        Some(Rank::Country) => letters >= 2,
        Some(Rank::Capital) => letters >= TOWN_LETTERS_MIN,
        Some(Rank::Town(people)) => {
            let opens = words.words[from].opens && to - from == 1;
            letters >= TOWN_LETTERS_MIN
                && (!opens || people >= OPENING_TOWN_MIN && !words.opens_only(from))
                && (!nouns || led)
        }
    }
}

/// Languages whose names take an `s` in the genitive.
fn is_germanic(language: &str) -> bool {
    matches!(language, "de" | "sv" | "da" | "no" | "nb" | "nn")
}

/// What a name stands for at best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Town(u32),
    Capital,
    Country,
}

fn rank(places: &Places, phrase: &str) -> Option<Rank> {
    let named = places.named(&fold(phrase));
    let named = named.filter(|(_, naming)| matches!(naming, Naming::Name | Naming::Other));
    let ranks = named.filter_map(|(place, _)| match place.kind {
        PlaceKind::Country => Some(Rank::Country),
        PlaceKind::Capital => Some(Rank::Capital),
        PlaceKind::City if place.population >= TOWN_MIN => Some(Rank::Town(place.population)),
        PlaceKind::City
        | PlaceKind::Region
        | PlaceKind::Site
        | PlaceKind::District
        | PlaceKind::Landform => None,
    });
    ranks.max()
}

/// The name as written, and what it may be the genitive or another case of.
fn forms(phrase: &str, language: &str) -> Vec<String> {
    let mut forms = vec![phrase.to_owned()];
    let endings: &[(&str, &[&str])] = match language {
        _ if is_germanic(language) => &[("s", &[""])],
        "ru" | "uk" | "be" => &[
            ("ией", &["ия"]),
            ("ии", &["ия"]),
            ("ію", &["ія"]),
            ("ії", &["ія"]),
            ("ию", &["ия"]),
            ("ой", &["а"]),
            ("ою", &["а"]),
            ("ом", &["", "о"]),
            ("ем", &["й", "ь"]),
            ("ы", &["а", "ы"]),
            ("и", &["а", "ь"]),
            ("у", &["а", ""]),
            ("ю", &["й", "я"]),
            ("я", &["й", "ь"]),
            ("е", &["а", "", "я"]),
            ("і", &["а", ""]),
            ("а", &[""]),
        ],
        _ => &[],
    };
    for (ending, nominatives) in endings {
        if let Some(stem) = phrase
            .strip_suffix(ending)
            .filter(|stem| stem.chars().count() >= 3)
        {
            forms.extend(
                nominatives
                    .iter()
                    .map(|nominative| format!("{stem}{nominative}")),
            );
        }
    }
    forms
}
