//! Sign-offs: who reported, wrote and edited.
//!
//! In: a line or what stood in brackets. Out: the people with their parts.
//! Never: a decision that a line is a sign-off (`tail`).

use crate::limits;
use crate::story::Contributor;

/// Words of a part (`additional reporting`), at most.
const PART_WORDS: usize = 5;

/// The people of a sign-off, in order.
pub(super) fn people(text: &str) -> Vec<Contributor> {
    let mut found = Vec::new();
    let inner = text.trim_matches(['(', ')', '.', ' ']);
    for segment in inner.split([';', '(', ')', '\n']).flat_map(sentences) {
        let Some((part, names)) = part_and_names(segment) else {
            continue;
        };
        for name in split_names(names) {
            if found.len() < limits::LIST_MAX {
                let part = part.clone();
                found.push(Contributor { name, part });
            }
        }
    }
    found
}

/// Parts of a segment at full stops that end no initial.
fn sentences(segment: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in segment.match_indices(". ") {
        let word = segment[start..at].rsplit(' ').next().unwrap_or_default();
        if word.chars().count() > 2 {
            found.push(segment[start..at].trim());
            start = at + 1;
        }
    }
    found.push(segment[start..].trim());
    found
}

/// `Additional reporting by A and B`: the part in lower case, and the names.
fn part_and_names(segment: &str) -> Option<(String, &str)> {
    for cue in [" by ", " von ", " par ", " por ", ": "] {
        let Some((part, names)) = segment.split_once(cue) else {
            continue;
        };
        if part.split(' ').count() <= PART_WORDS && part.len() < 60 {
            return Some((part.trim().to_lowercase(), names));
        }
    }
    None
}

fn split_names(names: &str) -> Vec<String> {
    let names = names.trim_end_matches(['.', ' ', ')']);
    let parts = names
        .split([',', '&', '/'])
        .flat_map(|part| part.split(" and "));
    let parts = parts
        .flat_map(|part| part.split(" und "))
        .flat_map(|part| part.split(" et "));
    parts.filter_map(name).collect()
}

/// A name without the place and desk behind it; `None` for anything else.
fn name(part: &str) -> Option<String> {
    let mut words = Vec::new();
    for word in part.split_whitespace() {
        if matches!(word, "in" | "at" | "from" | "for" | "of" | "with" | "aus") {
            break;
        }
        words.push(word);
    }
    if words.first() == Some(&"and") {
        words.remove(0);
    }
    let named = (2..=5).contains(&words.len())
        && words[0].starts_with(char::is_uppercase)
        && words[words.len() - 1].starts_with(char::is_uppercase)
        && words
            .iter()
            .all(|word| !word.contains(|c: char| c.is_ascii_digit() || c == '@'));
    named.then(|| words.join(" "))
}

/// `asl/tib/pid/cac`, `(ji)`, `dpa hm bs wjh`, `MA/5452`: initials of those who handled a story.
pub(super) fn is_initials(text: &str) -> bool {
    let bracketed = text.starts_with('(') && text.ends_with(')');
    let inner = text.trim_matches(['(', ')', '.']);
    if inner.is_empty() || inner.len() > 40 || !inner.is_ascii() {
        return false;
    }
    let short = |part: &str| {
        (1..=5).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let parts: Vec<_> = inner.split(['/', '-']).collect();
    let slashed = inner.contains('/');
    if slashed || (bracketed && parts.len() <= 4) {
        let numbered = |part: &str| part.len() <= 8 && part.bytes().all(|b| b.is_ascii_digit());
        let handled = parts.iter().all(|part| short(part) || numbered(part));
        let small = parts
            .iter()
            .any(|part| part.bytes().any(|b| b.is_ascii_lowercase()));
        let code = parts.iter().any(|part| numbered(part));
        return handled && !inner.contains(' ') && (small || code) && short(parts[0]);
    }
    let words: Vec<_> = inner.split(' ').collect();
    let small = |word: &&str| {
        (2..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    (3..=6).contains(&words.len()) && words[0] == "dpa" && words[1..].iter().all(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_with_their_parts() {
        for (text, expected) in [
            (
                "(Reporting by Ada Brook in Oslo and Jan Holm; Editing by Eve Stone)",
                "reporting:Ada Brook reporting:Jan Holm editing:Eve Stone",
            ),
            (
                "Additional reporting by Ann B. Lee, Max Moor; Writing by Tom Reed.",
                "additional reporting:Ann B. Lee additional reporting:Max Moor writing:Tom Reed",
            ),
            ("(Reporting by the Oslo newsroom)", ""),
        ] {
            let found: Vec<_> = people(text)
                .into_iter()
                .map(|one| format!("{}:{}", one.part, one.name))
                .collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn initials_are_told_from_words() {
        for (text, expected) in [
            ("asl/tib/pid", true),
            ("gr/bp", true),
            ("(ji)", true),
            ("(SDA/sj)", true),
            ("dpa hm bs wjh", true),
            ("MA/5452242", true),
            ("and/or", true),
            ("AC/DC", false),
            ("(Reuters)", false),
            ("It was his.", false),
        ] {
            assert_eq!(is_initials(text), expected, "{text}");
        }
    }
}
