//! Signs that what came is no news, or hardly a story.
//!
//! In: the clean story. Out: its remarks `test-message`, `short`. Never: a change of the story;
//! whether a test is shown to anyone is the reader's decision.

use crate::lexicon::places::fold;
use crate::lexicon::words::LineTestWords;
use crate::limits::{BODY_CHARS_SHORT, LINE_TEST_WORDS_MAX};
use crate::outcome::DefectCode;
use crate::story::{Kind, Story};

/// Remarks on a finished story.
pub(super) fn remark(story: &mut Story, words: &LineTestWords) {
    if is_line_test(story, words) {
        story.defects.push(DefectCode::TestMessage, "");
    } else if is_short(story) {
        let detail = format!("a body of {} characters", story.body.text.chars().count());
        story.defects.push(DefectCode::Short, detail);
    }
}

fn is_line_test(story: &Story, words: &LineTestWords) -> bool {
    if story.body.words > LINE_TEST_WORDS_MAX {
        return false;
    }
    let parts = [story.headline.as_deref(), Some(story.body.text.as_str())];
    let [headline, body] = parts.map(|part| fold(part.unwrap_or_default()));
    let said = if headline.is_empty() {
        &body
    } else {
        &headline
    };
    let mut all = [&headline, &body].into_iter();
    words.whole.has_folded(said) || all.any(|part| words.within.stands_in(part))
}

/// An alert, an order to editors or a picture may be short; a story is suspicious.
fn is_short(story: &Story) -> bool {
    let text = &story.body.text;
    let kind = story.signals.kind;
    let may = matches!(kind, Kind::Alert | Kind::Kill | Kind::Advisory);
    !may && !text.is_empty() && text.chars().nth(BODY_CHARS_SHORT - 1).is_none()
}
