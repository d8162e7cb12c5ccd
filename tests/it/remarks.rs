//! Remarks on what is no news, or hardly a story.

use wiredesk::flow::Flow;
use wiredesk::message::{Position, RawMessage};
use wiredesk::outcome::DefectCode;
use wiredesk::record::Outcome;

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
    let report = "The ministry said this is a test of the new sirens and nothing else. ".repeat(5);
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
