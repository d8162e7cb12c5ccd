//! Laws of the pure way: whatever comes in, something honest comes out.
//!
//! In: bytes and headers by chance, built from pieces that reach deep. Out: nothing. A law that
//! fails shows the smallest input that breaks it.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::Value;
use wiredesk::flow::Flow;
use wiredesk::limits;
use wiredesk::message::{Position, RawMessage};
use wiredesk::outcome::Stage;
use wiredesk::record::{Outcome, Outcomes, dead_letter_line};

/// One set of tables for all cases.
static FLOW: LazyLock<Flow> = LazyLock::new(Flow::built_in);

/// Values from noise to nearly whole stories.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("{\"id\":\"a\",\"headline\":\"UPDATE 1-Harbour reopens\",\"body\":\"".to_owned()),
        Just("\",\"published\":\"2026-05-04T09:00:00\"}".to_owned()),
        Just("LISBON, May 4 (Example) - ".to_owned()),
        Just("By Jane Doe\n\n".to_owned()),
        Just("The harbour reopened on Monday, \"at last\", the mayor said.\n\n".to_owned()),
        Just("(Reporting by Jane Doe; Editing by John Doe)\n".to_owned()),
        Just("<p>One <b>two</b></p><script>x</script><table><tr><td>3".to_owned()),
        Just("\u{202e}\u{200b}\u{e000}\u{fffd}\u{0301}".to_owned()),
        Just("KILL NOTICE ###\n".to_owned()),
        "[ -~\n]{0,40}",
        "\\PC{0,20}",
    ];
    prop_oneof![
        1 => proptest::collection::vec(any::<u8>(), 0..300),
        4 => proptest::collection::vec(piece, 0..10).prop_map(|all| all.concat().into_bytes()),
    ]
}

fn headers() -> impl Strategy<Value = Vec<(String, Option<Vec<u8>>)>> {
    let name = prop_oneof![
        Just("content-type"),
        Just("content-encoding"),
        Just("source"),
        Just("received"),
        Just("format"),
        Just("x-other"),
    ];
    let value = prop_oneof![
        Just(b"text/plain; charset=shift_jis".to_vec()),
        Just(b"application/json".to_vec()),
        Just(b"text/html".to_vec()),
        Just(b"gzip".to_vec()),
        Just(b"2026-05-04T09:30:00Z".to_vec()),
        Just(b"envelope".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..20),
    ];
    let header = (name, proptest::option::of(value));
    proptest::collection::vec(
        header.prop_map(|(name, value)| (name.to_owned(), value)),
        0..4,
    )
}

fn message(value: Vec<u8>, headers: Vec<(String, Option<Vec<u8>>)>) -> RawMessage {
    RawMessage {
        value: Some(value),
        key: None,
        headers,
        position: Position {
            topic: "law".into(),
            partition: 3,
            offset: 7,
        },
        timestamp: None,
    }
}

/// Every end as JSON.
fn ends(outcomes: &Outcomes, message: &RawMessage) -> Vec<Value> {
    let json = |end: &Outcome| match end {
        Outcome::Record(record) => serde_json::from_slice(&record.json),
        Outcome::DeadLetter(letter) => serde_json::from_str(&dead_letter_line(letter, message)),
    };
    let ends: Result<Vec<Value>, _> = outcomes.ends.iter().map(json).collect();
    ends.expect("JSON")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// At least one outcome, every one JSON with its number, the same on every run.
    #[test]
    fn whatever_comes_in_ends(value in value(), headers in headers()) {
        let message = message(value, headers);
        let outcomes = FLOW.run(&message, &mut |_| {});
        prop_assert!(!outcomes.ends.is_empty());
        prop_assert_eq!(&outcomes, &FLOW.run(&message, &mut |_| {}));
        let count = outcomes.ends.len();
        for (index, end) in ends(&outcomes, &message).iter().enumerate() {
            let source = match end.get("deadLetter") {
                Some(_) => &end["source"],
                None => &end["wiredesk"]["source"],
            };
            prop_assert_eq!(&source["item"], &Value::from(format!("{index}/{count}")));
            prop_assert_eq!(&source["offset"], &Value::from(7));
        }
    }

    /// What a message becomes does not depend on those beside it.
    #[test]
    fn a_group_ends_as_each_alone(values in prop::collection::vec((value(), headers()), 0..6)) {
        let messages = values.into_iter().map(|(value, headers)| message(value, headers));
        let messages: Vec<RawMessage> = messages.collect();
        let group: Vec<&RawMessage> = messages.iter().collect();
        let mut passed = vec![Vec::new(); group.len()];
        let together = FLOW.run_group(&group, &mut |number, stage| passed[number].push(stage));
        prop_assert_eq!(together.len(), group.len());
        for ((message, outcomes), seen) in messages.iter().zip(together).zip(passed) {
            let mut alone = Vec::new();
            prop_assert_eq!(outcomes, FLOW.run(message, &mut |stage| alone.push(stage)));
            // A stage is told of each item, in whatever order.
            let sorted = |mut stages: Vec<Stage>| {
                stages.sort_unstable();
                stages
            };
            prop_assert_eq!(sorted(seen), sorted(alone));
        }
    }

    /// A published text keeps its bounds, and its paragraphs cover it in order.
    #[test]
    fn paragraphs_lie_in_order(value in value()) {
        let message = message(value, Vec::new());
        let outcomes = FLOW.run(&message, &mut |_| {});
        for end in ends(&outcomes, &message) {
            let Some(text) = end["bodies"][0]["value"].as_str() else { continue };
            prop_assert!(text.len() <= limits::BODY_BYTES_MAX);
            let chars = text.chars().count() as u64;
            let mut last = 0;
            for paragraph in end["wiredesk"]["paragraphs"].as_array().into_iter().flatten() {
                let [start, end] = [0, 1].map(|at| paragraph[at].as_u64().unwrap_or(u64::MAX));
                prop_assert!(last <= start && start < end && end <= chars, "{paragraph}");
                last = end;
            }
        }
    }
}
