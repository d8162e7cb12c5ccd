//! What is counted is what is shown, and strangers cannot multiply series.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{BatchTally, Ending, Metrics, Phase, RebalanceKind, Vitals};
use crate::limits;
use crate::outcome::{DefectCode, RejectCode, Rejection, Stage};
use crate::record::{DeadLetter, Outcome, PublishedRecord};
use crate::story::Format;

fn record(provider: &str) -> Outcome {
    Outcome::Record(PublishedRecord {
        uri: String::new(),
        json: Vec::new(),
        headers: Vec::new(),
        format: Format::Text,
        provider: provider.to_owned(),
        defects: vec![DefectCode::Short],
    })
}

fn dead_letter(code: RejectCode) -> Outcome {
    Outcome::DeadLetter(DeadLetter {
        rejection: Rejection::new(code, Stage::Decode, ""),
        item: (0, 1),
        attempts: 1,
    })
}

/// The value of one sample of the text.
fn value(text: &str, sample: &str) -> Option<f64> {
    let line = text.lines().find(|line| {
        line.strip_prefix(sample)
            .is_some_and(|r| r.starts_with(' '))
    });
    line?.rsplit(' ').next()?.parse().ok()
}

fn check(metrics: &Metrics, samples: &[(&str, f64)]) {
    let text = metrics.encode();
    for (sample, expected) in samples {
        assert_eq!(value(&text, sample), Some(*expected), "{sample} in\n{text}");
    }
}

#[test]
fn a_batch_is_counted_once() {
    let metrics = Metrics::new();
    let mut tally = BatchTally::default();
    for _ in 0..3 {
        tally.count(100);
        tally.begin();
        tally.passed(Stage::Decode);
        tally.passed(Stage::Record);
        tally.outcome(&record("reuters"), None);
    }
    tally.count(7);
    tally.begin();
    tally.outcome(&dead_letter(RejectCode::Binary), Some("afp"));
    metrics.flush(&mut tally);
    metrics.rebalance(RebalanceKind::Lost);
    metrics.transaction(Ending::Committed);
    metrics.lag("newswire.raw", 3, 12);
    check(
        &metrics,
        &[
            ("wiredesk_messages_total", 4.0),
            ("wiredesk_message_bytes_total", 307.0),
            (
                r#"wiredesk_records_total{format="text",provider="reuters"}"#,
                3.0,
            ),
            (
                r#"wiredesk_dead_letters_total{code="binary",provider="afp"}"#,
                1.0,
            ),
            (
                r#"wiredesk_dead_letters_total{code="empty",provider="unknown"}"#,
                0.0,
            ),
            (r#"wiredesk_defects_total{code="short"}"#, 3.0),
            (r#"wiredesk_stage_seconds_count{stage="decode"}"#, 3.0),
            (r#"wiredesk_batch_messages_bucket{le="4.0"}"#, 1.0),
            (r#"wiredesk_batch_messages_bucket{le="2.0"}"#, 0.0),
            (r#"wiredesk_batch_messages_bucket{le="+Inf"}"#, 1.0),
            (r#"wiredesk_batch_bytes_sum"#, 307.0),
            (r#"wiredesk_rebalances_total{kind="lost"}"#, 1.0),
            (r#"wiredesk_transactions_total{ending="committed"}"#, 1.0),
            (
                r#"wiredesk_consumer_lag{topic="newswire.raw",partition="3"}"#,
                12.0,
            ),
        ],
    );
    metrics.flush(&mut tally);
    check(&metrics, &[("wiredesk_messages_total", 4.0)]);
    metrics.forget_partition("newswire.raw", 3);
    assert!(!metrics.encode().contains("wiredesk_consumer_lag{"));
}

#[test]
fn providers_are_bounded() {
    let metrics = Metrics::new();
    let mut tally = BatchTally::default();
    for number in 0..limits::LABEL_VALUES_MAX + 50 {
        tally.count(1);
        tally.begin();
        tally.outcome(&record(&format!("provider-{number:03}")), None);
    }
    tally.outcome(&record(&"x".repeat(limits::SLUG_BYTES_MAX + 1)), None);
    metrics.flush(&mut tally);
    let text = metrics.encode();
    let series = text
        .lines()
        .filter(|line| line.starts_with("wiredesk_records_total{"))
        .count();
    assert_eq!(series, limits::LABEL_VALUES_MAX + 1);
    check(
        &metrics,
        &[(
            r#"wiredesk_records_total{format="text",provider="other"}"#,
            51.0,
        )],
    );
}

#[test]
fn every_metric_is_described_and_shown() {
    let metrics = Metrics::new();
    let mut tally = BatchTally::default();
    tally.outcome(&record("afp"), None);
    metrics.flush(&mut tally);
    metrics.lag("newswire.raw", 0, 1);
    let text = metrics.encode();
    let names: BTreeSet<_> = Metrics::DESCRIBED.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), Metrics::DESCRIBED.len());
    for (name, help) in Metrics::DESCRIBED {
        assert!(
            text.contains(&format!("# HELP wiredesk_{name} {help}.")),
            "{name}"
        );
    }
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn a_leg_is_ready_when_nothing_is_wrong() {
    let vitals = Vitals::aged(Duration::from_secs(100));
    let wrong = |vitals: &Vitals| vitals.not_ready().join("; ");
    assert!(wrong(&vitals).contains("the leg is starting"));
    assert!(wrong(&vitals).contains("no assignment"));
    assert!(wrong(&vitals).contains("neither a commit nor idle for 100 s"));
    vitals.phase(Phase::Running);
    vitals.assigned(2);
    assert_eq!(vitals.not_ready(), Vec::<String>::new());
    vitals.broker_down("connection refused");
    vitals.stalled(vec!["newswire.raw/1".to_owned()]);
    let text = wrong(&vitals);
    assert!(
        text.contains("connection refused") && text.contains("newswire.raw/1"),
        "{text}"
    );
    vitals.broker_up();
    vitals.stalled(Vec::new());
    assert_eq!(vitals.not_ready(), Vec::<String>::new());
}

#[test]
fn a_silent_loop_is_dead_until_it_beats_or_ends() {
    let vitals = Vitals::aged(Duration::from_secs(100));
    let pulse = vitals.pulse("worker 0");
    assert_eq!(vitals.dead(), Vec::<String>::new());
    pulse
        .last_ms
        .store(1_000, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(vitals.dead(), ["worker 0 has not moved for 99 s"]);
    pulse.beat();
    assert_eq!(vitals.dead(), Vec::<String>::new());
    pulse
        .last_ms
        .store(1_000, std::sync::atomic::Ordering::Relaxed);
    drop(pulse);
    assert_eq!(vitals.dead(), Vec::<String>::new());
}
