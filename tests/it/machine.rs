//! The real machine over the doors in memory: outcomes, order, shutdown, contained panics.

use std::collections::BTreeMap;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use wiredesk::memory::{Faults, MemoryBroker, MemorySink};
use wiredesk::message::{Position, RawMessage};
use wiredesk::metrics::{Metrics, Vitals};
use wiredesk::outcome::{RejectCode, Rejection, Stage};
use wiredesk::pipeline::{
    Control, Leg, Mark, Origin, Outgoing, Report, Settings, Sink, SinkError, Target, Work,
    one_by_one, run,
};
use wiredesk::record::{DeadLetter, Outcome, Outcomes, PublishedRecord};
use wiredesk::story::Format;

const PATIENCE: Duration = Duration::from_secs(60);
const LITTLE: Duration = Duration::from_millis(300);
const SOON: Duration = Duration::from_millis(100);

/// A message whose value says what is to become of it.
pub fn message(partition: i32, offset: i64, value: &str) -> RawMessage {
    RawMessage {
        value: Some(value.as_bytes().to_vec()),
        key: Some(b"key".to_vec()),
        headers: vec![("source".to_owned(), Some(b"test-wire".to_vec()))],
        position: Position {
            topic: "raw".into(),
            partition,
            offset,
        },
        timestamp: None,
    }
}

/// Work that does what the value says: `n` records, `reject`, `panic`, `panic once`, `big`.
pub fn obedient() -> Arc<Work> {
    one_by_one(obeying())
}

/// What [`obedient`] does with one message.
pub fn obeying() -> impl Fn(&RawMessage, &mut dyn FnMut(Stage)) -> Outcomes + Send + Sync + 'static
{
    let panics = AtomicUsize::new(0);
    move |message, passed| {
        let value = message.value.clone().unwrap_or_default();
        let value = String::from_utf8(value).expect("text");
        passed(Stage::Decode);
        let ends = match value.as_str() {
            "reject" => vec![Outcome::DeadLetter(DeadLetter {
                rejection: Rejection::new(RejectCode::NoText, Stage::Decode, ""),
                item: (0, 1),
                attempts: 1,
            })],
            "panic" => panic!("as asked"),
            "panic once" if panics.fetch_add(1, Ordering::Relaxed) == 0 => panic!("once"),
            "big" => vec![record(message, 0, &"x".repeat(5000))],
            count => {
                let count = count.parse().unwrap_or(1);
                (0..count).map(|item| record(message, item, "{}")).collect()
            }
        };
        Outcomes {
            position: message.position.clone(),
            ends,
        }
    }
}

fn record(message: &RawMessage, item: usize, json: &str) -> Outcome {
    let Position {
        partition, offset, ..
    } = message.position;
    Outcome::Record(PublishedRecord {
        uri: format!("urn:{partition}:{offset}:{item}"),
        json: json.as_bytes().to_vec(),
        headers: vec![("content-type", b"application/json".to_vec())],
        format: Format::Text,
        provider: "test-wire".to_owned(),
        defects: Vec::new(),
    })
}

pub fn quick() -> Settings {
    Settings {
        workers: 3,
        batch_messages: 7,
        batch_age: Duration::from_millis(1),
        commit_interval: Duration::from_millis(5),
        backoff: (Duration::from_millis(1), Duration::from_millis(5)),
        record_bytes: 4096,
        ..Settings::default()
    }
}

/// A leg that does this work.
pub fn leg(work: Arc<Work>) -> Leg {
    Leg {
        name: "test".to_owned(),
        group: "test".to_owned(),
        inputs: vec!["raw".to_owned()],
        output: "out".to_owned(),
        dead_letters: "dead".to_owned(),
        work,
    }
}

/// Runs a leg until all is committed (or patience ends), stops it, and says how it ended.
pub fn run_to_end(broker: &MemoryBroker, work: Arc<Work>, settings: &Settings) -> Report {
    let leg = leg(work);
    let control = Control::new(Metrics::new(), Vitals::new());
    let (source, sink) = (broker.source(), broker.sink());
    let stopper = {
        let (broker, control) = (broker.clone(), control.clone());
        std::thread::spawn(move || {
            let begin = Instant::now();
            while !broker.finished() && begin.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(2));
            }
            control.stop();
        })
    };
    let report = run(&leg, source, sink, settings, &control);
    stopper.join().expect("joins");
    report
}

/// Every input exactly once, all its items, in the order of its partition.
#[track_caller]
pub fn assert_exactly_once(published: &[(Origin, Outgoing)], inputs: &[RawMessage]) {
    let mut ends: BTreeMap<(i32, i64), Vec<usize>> = BTreeMap::new();
    let mut last: BTreeMap<i32, (i64, usize)> = BTreeMap::new();
    for (origin, _) in published {
        let partition = origin.partition.partition;
        let place = (origin.offset, origin.item);
        if let Some(before) = last.insert(partition, place) {
            assert!(
                before < place,
                "partition {partition}: {before:?} then {place:?}"
            );
        }
        ends.entry((partition, origin.offset))
            .or_default()
            .push(origin.item);
    }
    assert_eq!(
        ends.len(),
        inputs.len(),
        "every input has its end, and nothing else"
    );
    for input in inputs {
        let Position {
            partition, offset, ..
        } = input.position;
        let value = String::from_utf8_lossy(input.value.as_deref().unwrap_or_default());
        let wanted: usize = value.parse().unwrap_or(1);
        let items: Vec<usize> = (0..wanted).collect();
        assert_eq!(
            ends.get(&(partition, offset)),
            Some(&items),
            "{partition}/{offset}"
        );
    }
}

/// Messages over some partitions, with gaps in their offsets and all kinds of ends.
pub fn varied(partitions: i32, count: i64) -> Vec<RawMessage> {
    let kinds = ["1", "3", "1", "reject", "1", "2", "1"];
    let mut messages = Vec::new();
    for partition in 0..partitions {
        let mut offset = i64::from(partition) * 3;
        for index in 0..count {
            let kind = kinds[usize::try_from(index).expect("small") % kinds.len()];
            messages.push(message(partition, offset, kind));
            offset += 1 + index % 3;
        }
    }
    messages
}

#[test]
fn everything_comes_out_once_and_in_order() {
    let broker = MemoryBroker::default();
    let inputs = varied(4, 500);
    inputs.iter().for_each(|input| broker.feed(input.clone()));
    let report = run_to_end(&broker, obedient(), &quick());
    assert_exactly_once(&broker.published(), &inputs);
    assert_eq!(broker.broken(), Vec::<String>::new());
    assert_eq!((report.left, report.failure), (0, None));
    let phases: Vec<&str> = report.phases.iter().map(|phase| phase.name).collect();
    let wanted = [
        "stop intake",
        "drain",
        "last commit",
        "close output",
        "leave group",
    ];
    assert_eq!(phases, wanted);
    assert!(
        report.phases.iter().all(|phase| phase.done),
        "{:?}",
        report.phases
    );
}

fn header<'a>(outgoing: &'a Outgoing, name: &str) -> Option<&'a str> {
    let found = outgoing.headers.iter().find(|(n, _)| n == name)?;
    std::str::from_utf8(found.1.as_deref()?).ok()
}

/// What becomes of these values, as (target, code, attempts).
fn ends_of(
    broker: &MemoryBroker,
    values: &[&str],
) -> Vec<(Target, Option<String>, Option<String>)> {
    for (offset, value) in (0..).zip(values) {
        broker.feed(message(0, offset, value));
    }
    let report = run_to_end(broker, obedient(), &quick());
    assert_eq!((report.left, report.failure), (0, None));
    let published = broker.published().into_iter();
    let end = |(_, out): (Origin, Outgoing)| {
        let code = header(&out, "dead-letter-code").map(str::to_owned);
        let attempts = header(&out, "dead-letter-attempts").map(str::to_owned);
        (out.target, code, attempts)
    };
    published.map(end).collect()
}

/// The dead letters: origin, code, attempts.
pub fn dead_letters(broker: &MemoryBroker) -> Vec<(Origin, String, String)> {
    let published = broker.published().into_iter();
    let dead = published.filter(|(_, out)| out.target == Target::DeadLetters);
    let value = |out: &Outgoing, name: &str| header(out, name).unwrap_or_default().to_owned();
    dead.map(|(origin, out)| {
        let code = value(&out, "dead-letter-code");
        (origin, code, value(&out, "dead-letter-attempts"))
    })
    .collect()
}

fn dead(code: &str, attempts: &str) -> (Target, Option<String>, Option<String>) {
    (
        Target::DeadLetters,
        Some(code.to_owned()),
        Some(attempts.to_owned()),
    )
}

#[test]
fn a_panic_costs_one_story_after_a_second_try() {
    let ends = ends_of(&MemoryBroker::default(), &["1", "panic", "panic once", "1"]);
    let fine = (Target::Output, None, None);
    assert_eq!(
        ends,
        [fine.clone(), dead("internal", "2"), fine.clone(), fine]
    );
}

/// Work that is late ends after the stage that made it so, and is not tried again.
#[test]
fn a_story_beyond_its_time_is_a_dead_letter() {
    let (broker, obey) = (MemoryBroker::default(), obeying());
    broker.feed(message(0, 0, "1"));
    let work = one_by_one(move |message, passed| {
        std::thread::sleep(Duration::from_millis(30));
        passed(Stage::Normalize);
        obey(message, passed)
    });
    let settings = Settings {
        story_time: Duration::from_millis(20),
        ..quick()
    };
    let report = run_to_end(&broker, work, &settings);
    assert_eq!((report.left, report.failure), (0, None));
    let letters = dead_letters(&broker);
    let codes: Vec<(&str, &str)> = letters.iter().map(|(_, c, a)| (&**c, &**a)).collect();
    assert_eq!(codes, [("time-limit", "1")]);
}

/// Of some messages that were worked on together the late one ends, and the others are done anew.
#[test]
fn a_late_story_costs_its_neighbours_nothing() {
    let (broker, obey) = (MemoryBroker::default(), obeying());
    for offset in 0..20 {
        broker.feed(message(0, offset, if offset == 7 { "2" } else { "1" }));
    }
    let looks = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&looks);
    let work = one_by_one(move |message, passed| {
        if message.value.as_deref() == Some(b"2") {
            seen.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(300));
        }
        passed(Stage::Normalize);
        obey(message, passed)
    });
    let settings = Settings {
        story_time: Duration::from_millis(200),
        ..quick()
    };
    let report = run_to_end(&broker, work, &settings);
    assert_eq!((report.left, report.failure), (0, None));
    let letters = dead_letters(&broker);
    let late = letters
        .iter()
        .map(|(origin, code, _)| (origin.offset, code.as_str()));
    assert_eq!(late.collect::<Vec<_>>(), [(7, "time-limit")]);
    assert_eq!(broker.published().len(), 20);
    assert_eq!(looks.load(Ordering::Relaxed), 1);
}

#[test]
fn a_record_beyond_the_bound_is_a_dead_letter() {
    let ends = ends_of(&MemoryBroker::default(), &["1", "big", "1"]);
    let fine = (Target::Output, None, None);
    assert_eq!(ends, [fine.clone(), dead("output-too-large", "1"), fine]);
}

/// The other side's own bound is found out by its refusal; the line goes on.
#[test]
fn what_the_broker_refuses_does_not_stop_the_line() {
    let broker = MemoryBroker::default().message_bytes(1000);
    broker.feed(message(0, 0, "1"));
    broker.feed(message(0, 1, &"large ".repeat(500)));
    broker.feed(message(0, 2, "big record"));
    broker.feed(message(0, 3, "1"));
    let obey = obeying();
    let large = one_by_one(move |message, passed| {
        let mut outcomes = obey(message, passed);
        if message.value.as_deref() == Some(b"big record") {
            outcomes.ends = vec![record(message, 0, &"x".repeat(2000))];
        }
        outcomes
    });
    let report = run_to_end(&broker, large, &quick());
    let ends: Vec<(Target, Option<usize>, Option<String>)> = broker
        .published()
        .iter()
        .map(|(_, out)| {
            let code = header(out, "dead-letter-code").map(str::to_owned);
            (out.target, out.value.as_ref().map(Vec::len), code)
        })
        .collect();
    let too_large = Some("output-too-large".to_owned());
    let wanted = [
        (Target::Output, Some(2), None),
        (Target::Output, Some(2), None),
        (Target::DeadLetters, Some(10), too_large),
        (Target::Output, Some(2), None),
    ];
    assert_eq!(ends, wanted);
    assert_eq!((report.left, report.failure), (0, None));
    assert_eq!(broker.broken(), Vec::<String>::new());
}

/// A dead letter that is itself too large goes without its value, which the raw topic still has.
#[test]
fn a_dead_letter_that_is_refused_goes_without_its_value() {
    let broker = MemoryBroker::default().message_bytes(1000);
    let mut large = message(0, 0, "reject");
    large.key = Some(vec![b'k'; 100]);
    large.value = Some([b"reject".as_slice(), &[b' '; 2000]].concat());
    broker.feed(large);
    let work = one_by_one(|message, _| Outcomes {
        position: message.position.clone(),
        ends: vec![Outcome::DeadLetter(DeadLetter {
            rejection: Rejection::new(RejectCode::NoText, Stage::Decode, ""),
            item: (0, 1),
            attempts: 1,
        })],
    });
    let report = run_to_end(&broker, work, &quick());
    let published = broker.published();
    assert_eq!(published.len(), 1);
    let (_, letter) = &published[0];
    assert_eq!((letter.target, &letter.value), (Target::DeadLetters, &None));
    assert_eq!(header(letter, "dead-letter-code"), Some("no-text"));
    assert_eq!((report.left, report.failure), (0, None));
}

#[test]
fn the_byte_budget_bounds_what_is_in_flight() {
    let broker = MemoryBroker::new(Faults {
        seed: 1,
        slow: 1,
        ..Faults::default()
    });
    let inputs: Vec<RawMessage> = (0..3000).map(|offset| message(0, offset, "1")).collect();
    inputs.iter().for_each(|input| broker.feed(input.clone()));
    let weight = inputs[0].weight();
    let settings = Settings {
        in_flight_bytes: weight * 50,
        batch_bytes: weight * 5,
        ..quick()
    };
    let report = run_to_end(&broker, obedient(), &settings);
    assert_exactly_once(&broker.published(), &inputs);
    assert_eq!(report.failure, None);
}

/// Runs a leg that is told to stop after a while, once or twice, and has so long to drain.
fn stopped_after(
    broker: &MemoryBroker,
    sink: impl Sink,
    (wait, times): (Duration, usize),
    patience: Duration,
) -> (Report, Duration) {
    let leg = leg(obedient());
    let settings = Settings {
        shutdown_drain: patience,
        shutdown_close: Duration::from_millis(300),
        ..quick()
    };
    let control = Control::new(Metrics::new(), Vitals::new());
    let held = control.clone();
    let source = broker.source();
    let leg = std::thread::spawn(move || run(&leg, source, sink, &settings, &held));
    std::thread::sleep(wait);
    let begin = Instant::now();
    (0..times).for_each(|_| control.stop());
    let report = leg.join().expect("ends");
    (report, begin.elapsed())
}

fn never(fault: impl FnOnce(&mut Faults)) -> MemoryBroker {
    let mut faults = Faults::default();
    fault(&mut faults);
    let broker = MemoryBroker::new(faults);
    (0..50).for_each(|offset| broker.feed(message(0, offset, "1")));
    broker
}

/// Commits nothing, and opens no second time.
struct Broken {
    inner: MemorySink,
    opened: bool,
}

impl Sink for Broken {
    fn open(&mut self) -> Result<(), SinkError> {
        match std::mem::replace(&mut self.opened, true) {
            true => Err(SinkError::Doubt("broken".to_owned())),
            false => self.inner.open(),
        }
    }

    fn send(&mut self, message: &Outgoing, origin: Origin) -> Result<(), SinkError> {
        self.inner.send(message, origin)
    }

    fn flush(&mut self) -> Result<bool, SinkError> {
        self.inner.flush()
    }

    fn commit(&mut self, _: &[Mark]) -> Result<(), SinkError> {
        Err(SinkError::Doubt("broken".to_owned()))
    }
}

/// A shutdown has deadlines, and says what it had to leave.
#[test]
fn a_stop_ends_in_time_even_if_nothing_comes_back() {
    let broker = never(|_| {});
    let sink = Broken {
        inner: broker.sink(),
        opened: false,
    };
    let (report, took) = stopped_after(&broker, sink, (5 * SOON, 1), LITTLE);
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!((broker.published().len(), report.failure), (0, None));
    // All 50, or as many as a busy machine had taken in by then.
    assert!((1..=50).contains(&report.left), "{}", report.left);
    assert!(
        report.phases.iter().any(|phase| !phase.done),
        "{:?}",
        report.phases
    );
}

/// Told to stop in the middle of doubts, a leg goes back and leaves nothing under way; whoever
/// follows finds everything as if it had not been read.
#[test]
fn a_doubt_does_not_spoil_the_end() {
    for seed in 0..40 {
        let broker = MemoryBroker::new(Faults {
            seed,
            commit_fails: 2,
            open_fails: 2,
            ..Faults::default()
        });
        let inputs = varied(2, 300);
        inputs.iter().for_each(|input| broker.feed(input.clone()));
        let wait = Duration::from_millis(seed % 10);
        let (report, _) = stopped_after(&broker, broker.sink(), (wait, 1), PATIENCE);
        assert_eq!((report.left, &report.failure), (0, &None), "{seed}");
        assert!(
            report.phases.iter().all(|phase| phase.done),
            "{seed}: {report:?}"
        );
        run_to_end(&broker, obedient(), &quick());
        assert_exactly_once(&broker.published(), &inputs);
    }
}

#[test]
fn a_stop_ends_the_wait_for_a_sink_that_never_opens() {
    let broker = never(|faults| faults.open_fails = 1);
    let (report, took) = stopped_after(&broker, broker.sink(), (SOON, 1), LITTLE);
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!((report.left, report.failure), (0, None));
}

#[test]
fn a_second_stop_ends_at_once() {
    let broker = never(|faults| faults.commit_fails = 1);
    let (report, took) = stopped_after(&broker, broker.sink(), (SOON, 2), LITTLE);
    assert!(took < Duration::from_millis(250), "{took:?}");
    assert!(
        report.phases.iter().any(|phase| !phase.done),
        "{:?}",
        report.phases
    );
}
