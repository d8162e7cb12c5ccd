//! The source of a broker in memory.
//!
//! In: the broker's messages. Out: them, in turn, with changes of the assignment in between.
//! Never: a partition at two places at the same time.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::message::RawMessage;
use crate::pipeline::{Reach, Source, SourceEvent, Start, TopicPartition};

use super::{MemoryBroker, State};

/// Reads the partitions of a [`MemoryBroker`] in turn.
#[derive(Debug)]
pub struct MemorySource {
    pub(super) broker: MemoryBroker,
    pub(super) events: VecDeque<SourceEvent>,
    /// Index of the next message of each owned partition.
    pub(super) positions: BTreeMap<TopicPartition, usize>,
    pub(super) turn: usize,
    pub(super) paused: bool,
}

impl MemorySource {
    fn start(&mut self, state: &State, partition: &TopicPartition) -> Start {
        let committed = state.committed.get(partition);
        let offset = committed.map_or(0, |mark| mark.offset);
        let messages = state.messages.get(partition).map_or(&[][..], Vec::as_slice);
        let index = messages.partition_point(|message| message.position.offset < offset);
        self.positions.insert(partition.clone(), index);
        Start {
            partition: partition.clone(),
            offset,
            committed: committed.is_some(),
            tries: committed.map_or(0, |mark| mark.tries),
        }
    }

    /// A fault of the group: one partition goes and is offered again later.
    fn fault(&self, state: &mut State) -> Option<SourceEvent> {
        let at = usize::try_from(state.chance % 1024).unwrap_or(0) % self.positions.len().max(1);
        let partition = self.positions.keys().nth(at)?.clone();
        if state.strikes("revoke", |f| f.revoke) {
            return Some(SourceEvent::Revoked(vec![partition]));
        }
        if state.strikes("lose", |f| f.lose) {
            state.owned.remove(&partition);
            state.lost.insert(partition.clone());
            return Some(SourceEvent::Lost(vec![partition]));
        }
        None
    }

    fn next(&mut self, state: &State) -> Option<RawMessage> {
        let count = self.positions.len();
        for step in 0..count {
            let at = (self.turn + step) % count;
            let (partition, index) = self.positions.iter_mut().nth(at)?;
            if let Some(message) = state.messages.get(partition).and_then(|m| m.get(*index)) {
                *index += 1;
                self.turn = at + usize::from((*index).is_multiple_of(16));
                return Some(message.clone());
            }
        }
        None
    }
}

impl Source for MemorySource {
    fn poll(&mut self, wait: Duration) -> SourceEvent {
        let broker = self.broker.clone();
        if let Some(event) = self.events.pop_front() {
            return event;
        }
        let mut state = broker.state();
        if let Some(event) = self.fault(&mut state) {
            return event;
        }
        if !self.paused
            && let Some(message) = self.next(&state)
        {
            return SourceEvent::Message(message);
        }
        drop(state);
        std::thread::sleep(wait.min(Duration::from_millis(1)));
        SourceEvent::Idle
    }

    fn assign(&mut self, partitions: &[TopicPartition]) -> Result<Vec<Start>, String> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        if state.strikes("offsets", |f| f.offsets_fail) {
            self.events
                .push_back(SourceEvent::Assigned(partitions.to_vec()));
            return Err("no committed offsets this time".to_owned());
        }
        state.owned.extend(partitions.iter().cloned());
        Ok(partitions
            .iter()
            .map(|partition| self.start(&state, partition))
            .collect())
    }

    fn release(&mut self, partitions: &[TopicPartition]) -> Result<(), String> {
        let mut state = self.broker.state();
        for partition in partitions {
            state.owned.remove(partition);
            state.lost.remove(partition);
            self.positions.remove(partition);
        }
        self.events
            .push_back(SourceEvent::Assigned(partitions.to_vec()));
        Ok(())
    }

    fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    fn rewind(&mut self) -> Result<Vec<Start>, String> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        if state.strikes("offsets", |f| f.offsets_fail) {
            return Err("no committed offsets this time".to_owned());
        }
        let partitions: Vec<TopicPartition> = self.positions.keys().cloned().collect();
        Ok(partitions
            .iter()
            .map(|partition| self.start(&state, partition))
            .collect())
    }

    fn reach(&mut self) -> Vec<Reach> {
        let state = self.broker.state();
        let reach = self.positions.iter().map(|(partition, index)| {
            let messages = state.messages.get(partition).map_or(&[][..], Vec::as_slice);
            let end = messages.last().map_or(0, |last| last.position.offset + 1);
            let next = messages
                .get(*index)
                .map_or(end, |next| next.position.offset);
            Reach {
                partition: partition.clone(),
                end,
                next,
            }
        });
        reach.collect()
    }

    fn connected(&mut self) -> bool {
        true
    }

    fn close(self, _within: Duration) -> bool {
        self.broker.state().owned.clear();
        true
    }
}
