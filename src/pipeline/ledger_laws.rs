//! Laws of the ledger, against a model of another make: a list of everything that happened.
//!
//! In: any events in any order. Out: the ledger agrees with the list.
//! Never: a rule taken over from the ledger itself.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::ledger::{Epoch, Ledger, Refused};
use super::ports::TopicPartition;

/// Something that may happen to one of three partitions.
#[derive(Clone, Debug)]
enum Event {
    /// Assigned anew, at a start, with or without a committed offset.
    Assign(u8, i64, bool),
    /// The next message, after a gap.
    Take(u8, u8),
    /// The outcome of one of the messages taken so far, of the epoch so many assignments ago.
    Settle(u8, u8, u8),
    /// Everything due is committed.
    Commit,
    /// Let go.
    Close(u8),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        1 => (0..3u8, 0..50i64, any::<bool>()).prop_map(|(p, s, c)| Event::Assign(p, s, c)),
        6 => (0..3u8, 1..4u8).prop_map(|(p, gap)| Event::Take(p, gap)),
        8 => (0..3u8, any::<u8>(), 0..3u8).prop_map(|(p, which, ago)| Event::Settle(p, which, ago)),
        1 => Just(Event::Commit),
        1 => (0..3u8).prop_map(Event::Close),
    ]
}

fn partition(number: u8) -> TopicPartition {
    TopicPartition {
        topic: "raw".into(),
        partition: i32::from(number),
    }
}

/// The model: sets of what was taken and settled, per assignment; nothing is ever removed.
#[derive(Clone, Debug)]
struct Assignment {
    partition: u8,
    epoch: Epoch,
    start: i64,
    closed: bool,
    taken: BTreeSet<i64>,
    settled: BTreeSet<i64>,
    committed: Option<i64>,
}

impl Assignment {
    /// Just after the last message before which nothing is without an outcome.
    fn mark(&self) -> i64 {
        let waiting = self.taken.difference(&self.settled).next();
        let done = match waiting {
            Some(first) => self.taken.range(..*first).next_back(),
            None => self.taken.last(),
        };
        done.map_or(self.start, |offset| offset + 1)
    }
}

fn current(model: &mut [Assignment], number: u8) -> Option<&mut Assignment> {
    let newest = model.iter_mut().rfind(|a| a.partition == number)?;
    (!newest.closed).then_some(newest)
}

fn expected_due(model: &[Assignment]) -> Vec<(TopicPartition, i64)> {
    let mut due = Vec::new();
    for number in 0..3 {
        let newest = model.iter().rfind(|a| a.partition == number);
        if let Some(open) = newest.filter(|a| !a.closed && a.committed != Some(a.mark())) {
            due.push((partition(number), open.mark()));
        }
    }
    due
}

fn step(ledger: &mut Ledger, model: &mut Vec<Assignment>, event: &Event) {
    match *event {
        Event::Assign(number, start, committed) => {
            let epoch = model.len() as Epoch + 1;
            let done = ledger.assign(&partition(number), epoch, start, committed);
            assert_eq!(done, Ok(()));
            model.push(Assignment {
                partition: number,
                epoch,
                start,
                closed: false,
                taken: BTreeSet::new(),
                settled: BTreeSet::new(),
                committed: committed.then_some(start),
            });
        }
        Event::Take(number, gap) => {
            let Some(open) = current(model, number) else {
                assert_eq!(ledger.take(&partition(number), 1, &[7]), Err(Refused));
                return;
            };
            let last = open.taken.last().map_or(open.start - 1, |last| *last);
            let offset = last + i64::from(gap);
            let done = ledger.take(&partition(number), open.epoch, &[offset]);
            assert_eq!(done, Ok(()));
            open.taken.insert(offset);
        }
        Event::Settle(number, which, ago) => settle(ledger, model, (number, which, ago)),
        Event::Commit => {
            let due = ledger.due();
            ledger.committed(&due);
            for (partition, offset) in due {
                let number = u8::try_from(partition.partition).unwrap_or(0);
                if let Some(open) = current(model, number) {
                    open.committed = Some(offset);
                }
            }
        }
        Event::Close(number) => {
            if let Some(open) = current(model, number) {
                assert_eq!(ledger.close(&partition(number), open.epoch), Ok(()));
                open.closed = true;
            }
        }
    }
}

/// An outcome, perhaps a late one: it counts only in the assignment its message was taken in.
fn settle(ledger: &mut Ledger, model: &mut [Assignment], (number, which, ago): (u8, u8, u8)) {
    let mut of_partition: Vec<&mut Assignment> =
        model.iter_mut().filter(|a| a.partition == number).collect();
    let newest = of_partition.len().wrapping_sub(1);
    let at = newest.wrapping_sub(usize::from(ago));
    let Some(assignment) = of_partition.get_mut(at) else {
        return;
    };
    let open: Vec<i64> = assignment
        .taken
        .difference(&assignment.settled)
        .copied()
        .collect();
    let Some(offset) = open.get(usize::from(which) % open.len().max(1)).copied() else {
        return;
    };
    let counts = ago == 0 && !assignment.closed;
    let done = ledger.settle(&partition(number), assignment.epoch, offset);
    assert_eq!(
        done.is_ok(),
        counts,
        "offset {offset}, {ago} assignments ago"
    );
    if counts {
        assignment.settled.insert(offset);
    }
}

proptest! {
    #[test]
    fn the_ledger_agrees_with_the_list_of_everything(
        events in proptest::collection::vec(event(), 0..200)
    ) {
        let mut ledger = Ledger::default();
        let mut model = Vec::new();
        for event in &events {
            step(&mut ledger, &mut model, event);
            prop_assert_eq!(ledger.due(), expected_due(&model));
        }
    }
}

#[test]
fn an_older_epoch_cannot_come_back() {
    let (mut ledger, place) = (Ledger::default(), partition(0));
    assert_eq!(ledger.assign(&place, 2, 10, true), Ok(()));
    assert_eq!(ledger.assign(&place, 1, 0, true), Err(Refused));
    assert_eq!(ledger.assign(&place, 2, 0, true), Err(Refused));
    assert_eq!(ledger.take(&place, 2, &[10, 12]), Ok(()));
    assert_eq!(
        ledger.take(&place, 2, &[12]),
        Err(Refused),
        "an offset twice"
    );
    assert_eq!(
        ledger.settle(&place, 2, 11),
        Err(Refused),
        "an offset never taken"
    );
    assert_eq!(ledger.settle(&place, 1, 10), Err(Refused));
    assert_eq!((ledger.due(), ledger.open()), (Vec::new(), 2));
}
