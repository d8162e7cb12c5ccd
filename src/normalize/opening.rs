//! What stands between headline and text: byline and dateline.
//!
//! In: a draft. Out: who wrote it, where and when; both leave the body.
//! Never: how they are recognised (`byline`, `dateline`).

use std::ops::Range;

use crate::outcome::Defects;
use crate::story::{CutKind, Dateline};

use super::byline;
use super::dateline::{self, DatelineContext};
use super::draft::{Draft, Role};

/// Paragraphs at the head of the body in which a byline or dateline is looked for.
const LINES: usize = 6;

/// Byline and dateline.
#[derive(Debug, Default)]
pub(super) struct Opening {
    /// People.
    pub(super) by: Vec<String>,
    /// Where and when.
    pub(super) dateline: Option<Dateline>,
}

/// Reads the opening and takes it out of the body.
pub(super) fn read(
    draft: &mut Draft,
    known: &DatelineContext<'_>,
    defects: &mut Defects,
) -> Opening {
    let mut opening = Opening::default();
    let mut passed = 0;
    for _ in 0..LINES {
        // What is cut is no body any more.
        let Some(index) = draft.body().nth(passed) else {
            break;
        };
        let text = &draft.pieces[index].text;
        if let Some(found) = byline::read(text, known.lexicon) {
            opening.by.extend(found.people);
            match found.body_start {
                Some(start) => draft.split_front(index, start, Role::Cut(CutKind::Byline)),
                None => draft.pieces[index].role = Role::Cut(CutKind::Byline),
            }
            continue;
        }
        if let Some(found) = dateline::read(text, known) {
            defects.append(found.defects);
            opening.dateline = Some(found.dateline);
            take_out(
                draft,
                index,
                found.before,
                found.body_start,
                known,
                &mut opening.by,
            );
            break;
        }
        passed += 1;
    }
    opening
}

/// The dateline out of its paragraph, and what stood before it into `cut`.
fn take_out(
    draft: &mut Draft,
    index: usize,
    before: Range<usize>,
    body_start: usize,
    known: &DatelineContext<'_>,
    by: &mut Vec<String>,
) {
    draft.split_front(index, body_start, Role::Told);
    let front = draft.pieces[index]
        .text
        .get(before.clone())
        .unwrap_or_default();
    if front.is_empty() {
        return;
    }
    let rest = |text: &str| match text.starts_with('(') {
        true => Role::Note,
        false => Role::Cut(CutKind::PageRest),
    };
    // `(Corrects paragraph 2) By Jane Doe`: the byline stands behind the note.
    let names = match byline::read(front, known.lexicon) {
        Some(found) => Some((0, found)),
        None => byline::read_end(front, known.lexicon),
    };
    let Some((at, found)) = names else {
        let role = rest(front);
        return draft.split_front(index, before.end, role);
    };
    let role = rest(front);
    by.extend(found.people);
    draft.split_front(index, before.end, Role::Cut(CutKind::Byline));
    if at > 0 {
        draft.split_front(index, before.start + at, role);
    }
}
