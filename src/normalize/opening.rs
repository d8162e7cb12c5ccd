//! What stands between headline and text: byline and dateline.
//!
//! In: a draft. Out: who wrote it, where and when; both leave the body.
//! Never: how they are recognised (`byline`, `dateline`).

use crate::outcome::Defects;
use crate::story::{CutKind, Dateline, Times};

use super::draft::{Draft, Role};
use super::{Context, byline, dateline};

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
    times: &Times,
    context: &Context<'_>,
    defects: &mut Defects,
) -> Opening {
    let mut opening = Opening::default();
    let known = dateline::DatelineContext {
        lexicon: context.lexicon,
        arrival: context.origin.received,
        source_time: times.version_created,
    };
    for index in draft.body().take(LINES).collect::<Vec<_>>() {
        if let Some(found) = byline::read(&draft.pieces[index].text, context.lexicon) {
            opening.by.extend(found.people);
            draft.pieces[index].role = Role::Cut(CutKind::Byline);
            continue;
        }
        if let Some(found) = dateline::read(&draft.pieces[index].text, &known) {
            defects.append(found.defects);
            opening.dateline = Some(found.dateline);
            draft.split_front(index, found.body_start, Role::Told);
            break;
        }
    }
    opening
}
