//! A leg whose process died again and again: a few messages at a time, then one, until the guilty
//! one is found.
//!
//! In: lanes with the tries that dead processes left in their commits. Out: small batches, each
//! committed before the next; the message at which processes died even so, marked.
//! Never: a second batch under way meanwhile, in any partition; else the wrong one is blamed.
//!
//! A panic costs one story and no process. What is meant here cannot be caught: a stack that
//! overflows, memory that is refused, a stuck stage that made the process give itself up. Before
//! a worker looks at the first message of an assignment, the committed offset is committed once
//! more with the number of tries beside it; the first commit of a later offset clears it. After
//! [`DEATHS_CAREFUL`] tries the leg becomes careful, after
//! [`DEATHS_ALONE`](crate::limits::DEATHS_ALONE) each message is alone, after
//! [`DEATHS_MAX`](crate::limits::DEATHS_MAX) it is a dead letter that nothing looked at.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::limits::DEATHS_CAREFUL;

use super::intake::{Filling, Intake};
use super::lane::Lane;
use super::ports::{Mark, Offset, Source, Start, TopicPartition};
use super::ticket::Ticket;

/// Where this process took each partition up last, and the tries before it.
#[derive(Debug, Default)]
pub(super) struct Began(BTreeMap<TopicPartition, (i64, u32)>);

impl Began {
    /// The tries before this process: going back after a doubt is no death.
    pub(super) fn tries(&mut self, start: &Start) -> u32 {
        let before = self.0.get(&start.partition);
        let tries = match before {
            Some((offset, tries)) if *offset == start.offset => *tries,
            _ => start.tries,
        };
        self.0
            .insert(start.partition.clone(), (start.offset, tries));
        tries
    }
}

/// Assignments whose work begins with the next commit.
#[derive(Debug, Default)]
pub(super) struct Beginning(Vec<Arc<Lane>>);

impl Beginning {
    pub(super) fn add(&mut self, lane: Arc<Lane>) {
        self.0.push(lane);
    }

    /// What is to be committed: the offsets that moved on, and the starts where work begins.
    pub(super) fn marks<'a>(
        &self,
        offsets: &[Offset],
        lane: impl Fn(&TopicPartition) -> Option<&'a Arc<Lane>>,
    ) -> Vec<Mark> {
        let begins = |lane: &Arc<Lane>| self.0.iter().any(|one| Arc::ptr_eq(one, lane));
        let moved = offsets.iter().filter_map(|(partition, offset)| {
            let lane = lane(partition)?;
            Some(lane.mark_at(*offset, begins(lane)))
        });
        let still = |lane: &&Arc<Lane>| {
            lane.live() && !offsets.iter().any(|(moved, _)| *moved == lane.partition)
        };
        let begun = self.0.iter().filter(still);
        moved
            .chain(begun.map(|lane| lane.mark_at(lane.start, true)))
            .collect()
    }

    /// It is committed: the workers that wait may begin.
    pub(super) fn committed(&mut self) {
        self.0.drain(..).for_each(|lane| lane.set_begun());
    }
}

impl<S: Source> Intake<S> {
    /// Becomes careful where processes died of what comes.
    pub(super) fn suspect(&mut self, start: &Start) {
        if start.tries >= DEATHS_CAREFUL {
            self.careful = true;
            tracing::warn!(
                partition = %start.partition,
                offset = start.offset,
                tries = start.tries,
                "work was begun here and never committed; going on with care"
            );
        }
    }

    /// Ends the care where there is no reason for it any more.
    pub(super) fn calm(&mut self) {
        if !self.careful {
            return;
        }
        for filling in self.filling.values() {
            let lane = &filling.lane;
            if filling.tickets.is_empty() && lane.calm() {
                tracing::info!(partition = %lane.partition, "passed what processes died of");
            }
        }
        let mut lanes = self.filling.values().map(|filling| &filling.lane);
        self.careful = lanes.any(|lane| lane.careful().is_some());
    }

    /// Hands out the next few of a lane under suspicion, once nothing else is under way.
    pub(super) fn hand_out_few(&mut self) {
        let under_way = |filling: &Filling| filling.lane.mark() < filling.handed_to;
        if !self.waiting.is_empty() || self.filling.values().any(under_way) {
            return;
        }
        let mut waiting = self.filling.values_mut().filter(|f| !f.tickets.is_empty());
        let suspect = waiting.find_map(|f| f.lane.careful().map(|few| (f, few)));
        let Some((filling, few)) = suspect else {
            return;
        };
        let batch = filling.close(few);
        self.waiting.push_back(batch);
        self.push_waiting(Duration::ZERO);
    }
}

impl Filling {
    /// Lets the messages go that were not handed out; whoever reads on reads them again.
    pub(super) fn give_back(&mut self) {
        self.lane.set_taken(self.handed_to);
        self.tickets.drain(..).for_each(Ticket::discard);
    }
}
