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

#[cfg(test)]
mod tests {
    use crate::flow::Flow;
    use crate::message::{Position, RawMessage};
    use crate::outcome::DefectCode;
    use crate::record::Outcome;

    fn defects(flow: &Flow, text: &str) -> Vec<DefectCode> {
        let message = RawMessage {
            value: Some(text.as_bytes().to_vec()),
            key: None,
            headers: Vec::new(),
            position: Position {
                topic: "raw".into(),
                partition: 0,
                offset: 0,
            },
            timestamp: None,
        };
        let mut ends = flow.run(&message, &mut |_| {}).ends;
        match ends.pop() {
            Some(Outcome::Record(record)) => record.defects,
            other => panic!("{text:?} became {other:?}"),
        }
    }

    #[test]
    fn tests_of_the_line_and_short_bodies_are_remarked() {
        use DefectCode::{Short, TestMessage};
        let flow = Flow::built_in();
        let report =
            "The ministry said this is a test of the new sirens and nothing else. ".repeat(5);
        for (text, wanted) in [
            ("TEST\n\nPlease ignore.", Some(TestMessage)),
            (
                "Line check\n\nThis is a test. Do not publish.",
                Some(TestMessage),
            ),
            (
                "The quick brown fox jumps over the lazy dog 1234567890",
                Some(TestMessage),
            ),
            (
                "Leitung 4\n\nDies ist ein Test, bitte nicht beachten.",
                Some(TestMessage),
            ),
            (
                "Sirens wail on Monday\n\nThis is a testament to patience, he wrote on the wall.",
                None,
            ),
            (&format!("Sirens wail\n\n{report}"), None),
            ("Ferry stuck\n\nNo details.", Some(Short)),
            ("BREAKING - Ferry stuck\n\nNo details.", None),
            (
                "Ferry stuck in the harbour\n\nThe ferry to Bodo is stuck with ninety on board.",
                None,
            ),
        ] {
            let found = defects(&flow, text);
            let told = found
                .iter()
                .find(|code| matches!(code, Short | TestMessage));
            assert_eq!(told.copied(), wanted, "{text}");
        }
    }
}
