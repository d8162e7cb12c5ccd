//! Notes to editors: what changed, what not to do with a story.
//!
//! In: a draft. Out: the notes get their role; what changed goes to the signals.
//! Never: a sentence of the story in brackets taken for a note.

use crate::lexicon::{Lexicon, fold};
use crate::story::{CutKind, Kind};

use super::draft::{Draft, Role};
use super::flags::Marks;

/// Paragraphs before and at the head of the text in which notes in brackets are looked for.
const LINES: usize = 8;
/// Longest label of a note, in bytes.
const LABEL_MAX: usize = 24;
/// Longest note that is believed, in bytes.
const BYTES_MAX: usize = 900;

/// Finds the notes.
pub(super) fn find(draft: &mut Draft, lexicon: &Lexicon, marks: &mut Marks) {
    let body: Vec<_> = draft.body().collect();
    let last = body.len().saturating_sub(LINES);
    for (place, &index) in body.iter().enumerate() {
        let text = &draft.pieces[index].text;
        let edge = place < LINES || place >= last;
        let note = is_labelled(text) || (edge && is_bracketed(text, lexicon));
        if note {
            tell(text, marks);
            draft.pieces[index].role = Role::Note;
        }
    }
}

/// `Eds: UPDATES with …`, `ATTENTION - ADDS quotes ///`, `Note to editors: …`.
pub(super) fn is_labelled(text: &str) -> bool {
    if text.len() > BYTES_MAX {
        return false;
    }
    let head = &text.as_bytes()[..text.len().min(LABEL_MAX + 1)];
    let Some(at) = memchr::memchr3(b':', b'-', b'/', head) else {
        return false;
    };
    let label = fold(&text[..at]);
    let slashes = text.trim_end().ends_with("///");
    match label.as_str() {
        "eds"
        | "editors"
        | "attention editors"
        | "editors note"
        | "editor s note"
        | "note to editors"
        | "notes to editors"
        | "note to eds"
        | "hinweis an die redaktionen"
        | "achtung redaktionen" => text[at..].starts_with(':'),
        "attention" => slashes || text[at..].starts_with(" - ") || text[at..].starts_with("- "),
        _ => slashes,
    }
}

/// A paragraph that is one pair of brackets around a note.
fn is_bracketed(text: &str, lexicon: &Lexicon) -> bool {
    let trimmed = text.trim_end_matches('.');
    let inner = trimmed
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| is_note(inner, lexicon))
}

/// Whether what stands in brackets is a note.
pub(super) fn is_note(inner: &str, lexicon: &Lexicon) -> bool {
    if inner.len() > BYTES_MAX || inner.contains(['(', ')']) && inner.len() > 300 {
        return false;
    }
    let found = lexicon.closings.find(inner);
    found.is_some_and(|(closing, _)| closing.kind == CutKind::Note)
}

/// What a note says of the version.
pub(super) fn tell(text: &str, marks: &mut Marks) {
    let inner = text.trim_matches(['(', ')', ' ', '.', '/']);
    let inner = inner
        .split_once(": ")
        .filter(|(label, _)| label.len() < 20)
        .map_or(inner, |(_, rest)| rest);
    let inner = inner
        .strip_prefix("ATTENTION")
        .map_or(inner, |rest| rest.trim_start_matches([' ', '-']));
    let folded = fold(inner);
    let first = folded.split(' ').next().unwrap_or_default();
    let kind = match first {
        _ if folded.contains("corrects ") || folded.starts_with("correct") => Kind::Correction,
        "adds" | "add" | "recasts" | "recast" | "rewrites" | "updates" | "updated" | "updating"
        | "leads" | "releads" | "subs" | "writes" | "new" | "clarifies" | "incorporates"
        | "includes" => Kind::Update,
        "repeats" | "repeating" | "repeat" | "resends" => Kind::Repeat,
        "refiles" | "refiling" | "fixes" => Kind::Correction,
        _ if folded.contains("refiled") || folded.contains("been corrected") => Kind::Correction,
        _ => return,
    };
    marks.raise(kind);
    marks.signals.note.get_or_insert_with(|| inner.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_from_brackets() {
        let lexicon = Lexicon::built_in();
        for (text, expected) in [
            ("(Adds details, background)", true),
            ("(Recasts with vote)", true),
            ("(Corrects name of mill in paragraph 5)", true),
            (
                "(This story has been refiled to fix the spelling of a name)",
                true,
            ),
            ("Eds: UPDATES with reaction.", true),
            ("ATTENTION - ADDS quotes ///", true),
            ("(The mill closed in May.)", false),
            ("($1 = 0.59 pounds)", false),
            ("Attention is on the vote.", false),
        ] {
            let found = is_labelled(text) || is_bracketed(text, &lexicon);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_note_says_what_changed() {
        for (text, kind, note) in [
            ("(Adds details)", Kind::Update, Some("Adds details")),
            (
                "(Corrects year in paragraph 2)",
                Kind::Correction,
                Some("Corrects year in paragraph 2"),
            ),
            ("Eds: RECASTS lead.", Kind::Update, Some("RECASTS lead")),
            ("(For release Sunday)", Kind::New, None),
        ] {
            let mut marks = Marks::default();
            tell(text, &mut marks);
            assert_eq!(
                (marks.signals.kind, marks.signals.note.as_deref()),
                (kind, note),
                "{text}"
            );
        }
    }
}
