//! Names of people as bylines and sign-offs write them.
//!
//! In: words. Out: a name in name case, or none. Never: who the person is.

use crate::lexicon::Lexicon;

/// Words of the shortest and the longest name.
const WORDS: std::ops::RangeInclusive<usize> = 2..=6;
/// Suffixes that stay in capitals.
const NUMERALS: [&str; 3] = ["II", "III", "IV"];

/// The words as a person's name in name case: two words or more, each with a capital or known to
/// stand inside names.
pub(super) fn person(words: &[&str], lexicon: &Lexicon) -> Option<String> {
    let small = |word: &&&str| lexicon.bylines.particles.has(word);
    let is_part = |word: &&str| {
        let sound = word.chars().all(|c| c.is_alphabetic() || is_inside(c));
        sound
            && (begins_large(word)
                || small(&word)
                || word.starts_with("d'")
                || word.starts_with("d’"))
    };
    let is_large = |word: &&&str| begins_large(word) || word.contains(['\'', '’']);
    let large = words.iter().filter(is_large).count();
    if !WORDS.contains(&words.len()) || large < 2 || !words.iter().all(is_part) {
        return None;
    }
    let name = words.join(" ");
    // A day or a month is no name: `By Monday Morning`.
    let dated = words
        .iter()
        .any(|word| lexicon.months.weekday(word).is_some() && word.len() > 3);
    (!dated && lexicon.agencies.find(&name).is_none()).then(|| cased(&name, lexicon))
}

/// Whether it begins like a name: with a capital, or in a script without them.
pub(super) fn begins_large(word: &str) -> bool {
    let first = word.chars().next();
    first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

fn is_inside(c: char) -> bool {
    matches!(c, '.' | '\'' | '’' | '‘' | '`' | '-' | '‐' | '‑' | '·')
        || unicode_normalization::char::is_combining_mark(c)
}

/// Where the first sentence ends: at a point behind two letters or more that ends the text or is
/// followed by a space, if what it ends is no short form of a name.
pub(super) fn first_sentence(text: &str) -> usize {
    let text = text.trim_end();
    let mut points = text.match_indices('.').map(|(at, _)| at);
    let ends = |at: &usize| {
        let word = text[..*at]
            .rsplit([' ', ',', '.'])
            .next()
            .unwrap_or_default();
        let last = text[*at + 1..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace);
        let short = [
            "jr", "sr", "st", "dr", "mr", "mrs", "ms", "prof", "ph", "md",
        ];
        last && word.chars().count() >= 2 && !short.contains(&word.to_lowercase().as_str())
    };
    points.find(ends).unwrap_or(text.len())
}

/// A name in name case: capitals become capitals and small letters where all its words are in
/// capitals, else everything stays.
pub(super) fn cased(name: &str, lexicon: &Lexicon) -> String {
    let mixed = name.split(' ').any(|word| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
    });
    // `McDONALD` has a small letter and is in capitals all the same.
    if mixed && !name.split(' ').all(is_mac_or_caps) {
        return name.to_owned();
    }
    let words = name.split(' ').enumerate().map(|(index, word)| {
        let particle = index > 0 && lexicon.bylines.particles.has(word);
        let numeral = NUMERALS.contains(&word.trim_matches('.'));
        match (particle, numeral) {
            (_, true) => word.to_owned(),
            (true, _) => word.to_lowercase(),
            (false, false) => cased_word(word),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_mac_or_caps(word: &str) -> bool {
    let rest = word
        .strip_prefix("Mc")
        .or_else(|| word.strip_prefix("Mac"))
        .unwrap_or(word);
    !rest.is_empty() && !rest.contains(char::is_lowercase)
}

/// `MCDONALD` → `McDonald`, `O'NEILL` → `O'Neill`, `JEAN-LUC` → `Jean-Luc`, `S.V.` stays.
fn cased_word(word: &str) -> String {
    let mac = word.len() > 4 && (word.starts_with("MC") || word.starts_with("Mc"));
    let given_mac = word.len() > 5 && word.starts_with("Mac") && is_mac_or_caps(word);
    let mut out = String::with_capacity(word.len());
    let mut letters = 0;
    for (index, c) in word.chars().enumerate() {
        let large = letters == 0 || mac && index == 2 || given_mac && index == 3;
        if large {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        let joint = matches!(c, '-' | '‐' | '‑' | '.') || matches!(c, '\'' | '’') && letters == 1;
        letters = if joint {
            0
        } else {
            letters + u32::from(c.is_alphabetic())
        };
    }
    out
}
