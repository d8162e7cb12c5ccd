//! The small parts: order, budget, tickets, refusals.
//!
//! In: made-up cases. Out: laws. Never: threads or time.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use crossbeam_channel::unbounded;

use crate::message::{Position, RawMessage};
use crate::metrics::{BatchTally, Metrics, Vitals};

use super::batch::Finished;
use super::budget::Budget;
use super::control::Control;
use super::lane::Lane;
use super::output::Output;
use super::oversize::{Instead, Oversize};
use super::ports::{Mark, Origin, Outgoing, Sink, SinkError, Start, Target, TopicPartition};
use super::sequencer::Sequencer;
use super::settings::Settings;
use super::talk::{Drain, Drained, Rewind, ToOutput};
use super::ticket::Ticket;

proptest! {
    /// Whatever order they come in, they leave by number, and as soon as they can.
    #[test]
    fn order_is_restored(order in Just((0..40u64).collect::<Vec<_>>()).prop_shuffle()) {
        let mut sequencer = Sequencer::default();
        let mut out = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for number in order {
            sequencer.offer(number, number);
            seen.insert(number);
            while let Some(next) = sequencer.pop() {
                out.push(next);
            }
            let ready = (0..).take_while(|n| seen.contains(n)).count();
            prop_assert_eq!(&out, &(0..ready as u64).collect::<Vec<_>>());
            prop_assert_eq!(sequencer.next(), ready as u64);
        }
    }

    /// What was taken is given back, whichever way the holds go; and the marks lie apart.
    #[test]
    fn the_budget_is_what_is_held(weights in proptest::collection::vec(0..50usize, 0..40)) {
        let budget = Budget::new(400);
        let mut holds = Vec::new();
        let mut used = 0;
        for weight in weights {
            let mut hold = budget.hold();
            hold.add(weight);
            used += weight;
            holds.push(hold);
            prop_assert_eq!(budget.used(), used);
            prop_assert_eq!(budget.should_pause(false), used >= 400);
            prop_assert_eq!(budget.should_pause(true), used > 200);
        }
        holds.clear();
        prop_assert_eq!(budget.used(), 0);
    }
}

fn message(offset: i64) -> RawMessage {
    RawMessage {
        value: None,
        key: None,
        headers: Vec::new(),
        position: Position {
            topic: "raw".into(),
            partition: 0,
            offset,
        },
        timestamp: None,
    }
}

/// Counts error lines.
#[derive(Clone, Default)]
struct Shouts(Arc<AtomicUsize>);

impl tracing::Subscriber for Shouts {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::ERROR
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, Relaxed);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn only_a_dropped_ticket_shouts() {
    let shouts = Shouts::default();
    tracing::subscriber::with_default(shouts.clone(), || {
        assert_eq!(Ticket::new(message(5)).resolve(Vec::new()).offset(), 5);
        Ticket::new(message(6)).discard();
        assert_eq!(shouts.0.load(Relaxed), 0);
        drop(Ticket::new(message(7)));
        assert_eq!(shouts.0.load(Relaxed), 1);
    });
}

#[test]
fn refusals_grow_and_are_forgotten_once_committed() {
    let oversize = Oversize::default();
    let partition = TopicPartition {
        topic: "raw".into(),
        partition: 0,
    };
    let origin = Origin {
        partition: partition.clone(),
        offset: 5,
        item: 0,
    };
    assert_eq!((oversize.any(), oversize.instead(&origin)), (false, None));
    oversize.refuse(origin.clone());
    assert_eq!(oversize.instead(&origin), Some(Instead::DeadLetter));
    oversize.refuse(origin.clone());
    assert_eq!(
        oversize.instead(&origin),
        Some(Instead::DeadLetterWithoutValue)
    );
    oversize.committed(&[(partition.clone(), 5)]);
    assert!(oversize.any());
    oversize.committed(&[(partition, 6)]);
    assert_eq!((oversize.any(), oversize.instead(&origin)), (false, None));
}

/// Commits whatever it is given, and remembers it. Where told, it takes a hundred moments to
/// deliver, and in the first of them the lane is let go.
#[derive(Clone, Default)]
struct Memo {
    marks: Arc<Mutex<Vec<Mark>>>,
    letting_go: Option<Arc<Lane>>,
    moments: Arc<AtomicUsize>,
}

impl Sink for Memo {
    fn open(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
    fn send(&mut self, _: &Outgoing, _: Origin) -> Result<(), SinkError> {
        Ok(())
    }
    fn flush(&mut self) -> Result<bool, SinkError> {
        let before = self.moments.fetch_add(1, Relaxed);
        self.letting_go.iter().for_each(|lane| lane.retire());
        Ok(self.letting_go.is_none() || before == 100)
    }
    fn commit(&mut self, marks: &[Mark]) -> Result<(), SinkError> {
        self.marks.lock().expect("whole").extend_from_slice(marks);
        Ok(())
    }
}

/// When the lane of [`output_of`] is let go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gone {
    Never,
    Before,
    WhileDelivering,
}

/// What the output thread makes of one batch of two messages: commits, answer, rewinds, and how
/// many moments it waited for deliveries.
fn output_of(settled: &[i64], gone: Gone) -> (Vec<i64>, Option<Drained>, usize, usize) {
    let partition = TopicPartition {
        topic: "raw".into(),
        partition: 0,
    };
    let start = Start {
        partition,
        offset: 0,
        committed: true,
        tries: 0,
    };
    let lane = Arc::new(Lane::new(start, 1));
    let memo = Memo {
        letting_go: (gone == Gone::WhileDelivering).then(|| Arc::clone(&lane)),
        ..Memo::default()
    };
    let control = Control::new(Metrics::new(), Vitals::new());
    let (tell, events) = unbounded();
    let (rewinds, asked) = unbounded::<Rewind>();
    let shared = Arc::clone(&control.shared);
    let output = Output::new(memo.clone(), events, rewinds, shared, Settings::default());
    let outgoing = Outgoing {
        target: Target::Output,
        key: None,
        value: None,
        headers: Vec::new(),
        item: 0,
    };
    let ticket = |offset: &i64| Ticket::new(message(*offset)).resolve(vec![outgoing.clone()]);
    let finished = Finished {
        lane: Arc::clone(&lane),
        number: 0,
        taken: vec![0, 4],
        settled: settled.iter().map(ticket).collect(),
        hold: Budget::new(1).hold(),
        tally: Box::<BatchTally>::default(),
    };
    let (reply, answers) = unbounded();
    let until = vec![(Arc::clone(&lane), 1)];
    if gone == Gone::Before {
        lane.retire();
    }
    for event in [
        ToOutput::Opened(lane),
        ToOutput::Finished(finished),
        ToOutput::Drain(Drain { until, reply }),
        ToOutput::Stop,
    ] {
        tell.send(event).expect("heard");
    }
    output.run();
    let marks = memo.marks.lock().expect("whole");
    let commits = marks.iter().map(|mark| mark.offset).collect();
    let moments = memo.moments.load(Relaxed);
    (commits, answers.try_iter().last(), asked.len(), moments)
}

#[test]
fn only_whole_batches_of_living_lanes_are_committed() {
    let committed = (vec![5], Some(Drained::Committed), 0, 1);
    assert_eq!(output_of(&[0, 4], Gone::Never), committed);
    // A message without an outcome: nothing is committed past it, the leg goes back.
    let goes_back = |moments| (vec![], Some(Drained::Failed), 1, moments);
    assert_eq!(output_of(&[0], Gone::Never), goes_back(0));
    assert_eq!(output_of(&[], Gone::Never), goes_back(0));
    // A lane that was let go: its late result is refused.
    assert_eq!(output_of(&[0, 4], Gone::Before), (vec![], None, 0, 0));
    // One let go meanwhile: its messages are waited for no longer.
    assert_eq!(output_of(&[0, 4], Gone::WhileDelivering), goes_back(1));
}
