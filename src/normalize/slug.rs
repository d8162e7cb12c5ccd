//! Sluglines in a text: the line by which a wire names a story, with its cycle and take mark.
//!
//! In: a draft. Out: the slugline; its marks go to the signals. Never: a headline for a slug: a
//! cycle (`AM-`, `PM-`, `BC-`, `AP-`) must begin it.

use crate::lexicon::Lexicon;
use crate::story::CutKind;

use super::draft::{Draft, Role};
use super::flags::{self, Marks};

/// Paragraphs in which a slugline is looked for.
const LINES: usize = 4;
/// Bytes of a paragraph in which a slugline begins.
const HEAD: usize = 120;
/// Longest slugline, in bytes.
const SLUG_MAX: usize = 90;
/// Cycles of the wires: morning, evening, both.
const CYCLES: [&str; 3] = ["AM-", "PM-", "BC-"];

/// The slugline of a text; lines that hold nothing else leave the body.
pub(super) fn find(draft: &mut Draft, lexicon: &Lexicon, marks: &mut Marks) -> Option<String> {
    let mut found = None;
    for index in draft.body().take(LINES).collect::<Vec<_>>() {
        let text = &draft.pieces[index].text;
        let Some(at) = start(text) else { continue };
        let whole = at == 0 && text.len() <= SLUG_MAX && !text.ends_with('.');
        let read = marked(&text[at..], lexicon, marks, whole);
        if whole {
            let slug = read.unwrap_or_else(|| text.clone());
            found = Some(slug);
            draft.pieces[index].role = Role::Told;
        } else if at > 0 && text.len() <= HEAD + SLUG_MAX && text[..at].len() > 4 {
            draft.pieces[index].role = Role::Cut(CutKind::PageRest);
        }
    }
    found
}

/// Where a slugline begins: a cycle at the head of a word, a capital behind it.
fn start(text: &str) -> Option<usize> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let starts = CYCLES.iter().filter_map(|cycle| {
        let at = head.find(cycle)?;
        let free = at == 0 || head.as_bytes()[at - 1] == b' ';
        let named = text[at + cycle.len()..].starts_with(char::is_uppercase);
        (free && named).then_some(at)
    });
    starts.min()
}

/// The slugline without its marks, which are noted.
fn marked(text: &str, lexicon: &Lexicon, marks: &mut Marks, whole: bool) -> Option<String> {
    if whole {
        return Some(flags::read_slugline(text, lexicon, marks));
    }
    // Within a line of transmission the mark is the word behind the slug: `PM-Hills 8thLd`.
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let slug = words.next()?;
    for (word, next) in words.clone().zip(words.skip(1)).take(4) {
        for candidate in [format!("{slug}, {word} {next}"), format!("{slug}, {word}")] {
            let known = marks.signals.flags.len();
            flags::read_slugline(&candidate, lexicon, marks);
            if marks.signals.flags.len() > known {
                return None;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::layout;

    #[test]
    fn sluglines_are_told_from_headlines() {
        let lexicon = Lexicon::built_in();
        for (text, slug, number) in [
            (
                "BC-Hills-Flood, 2nd Ld-Writethru\n\nDam fails",
                Some("BC-Hills-Flood"),
                Some(2),
            ),
            (
                "u i PM-Hills 8thLd-Writethru 08-15 1334\n\nDam fails",
                None,
                Some(8),
            ),
            ("Dam fails, 8 hurt\n\nThe dam failed.", None, None),
        ] {
            let mut draft = Draft::new(layout::split(text));
            let mut marks = Marks::default();
            assert_eq!(
                find(&mut draft, &lexicon, &mut marks).as_deref(),
                slug,
                "{text}"
            );
            assert_eq!(marks.signals.sequence, number, "{text}");
        }
    }
}
