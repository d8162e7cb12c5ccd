//! The poll thread's answers to changes of the assignment, and its way back after a doubt.
//!
//! In: partitions offered, asked back, lost; requests to rewind. Out: lanes opened and retired.
//! Never: a partition let go while a commit of it is half way.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use crate::metrics::RebalanceKind;

use super::batch::Batch;
use super::intake::{Filling, IDLE_WAIT, Intake};
use super::lane::Lane;
use super::ports::{Source, Start, TopicPartition};
use super::talk::{Drain, Drained, ToOutput};
use super::ticket::Ticket;

impl<S: Source> Intake<S> {
    pub(super) fn assigned(&mut self, partitions: &[TopicPartition]) {
        match self.source.assign(partitions) {
            Ok(starts) => {
                for lane in self.open_lanes(starts) {
                    let _ = self.output.send(ToOutput::Opened(lane));
                }
                self.rebalanced(RebalanceKind::Assigned, partitions.len());
            }
            Err(why) => tracing::warn!(reason = %why, "the assignment waits for its offsets"),
        }
    }

    /// New lanes for these partitions, each with an epoch of its own.
    fn open_lanes(&mut self, starts: Vec<Start>) -> Vec<Arc<Lane>> {
        let mut opened = Vec::with_capacity(starts.len());
        for mut start in starts {
            self.epoch += 1;
            let partition = start.partition.clone();
            start.tries = self.began.tries(&start);
            self.suspect(&start);
            let lane = Arc::new(Lane::new(start, self.epoch));
            let filling = Filling {
                lane: Arc::clone(&lane),
                tickets: Vec::new(),
                hold: self.budget.hold(),
                since: Instant::now(),
                handed: 0,
                handed_to: lane.start,
            };
            if let Some(old) = self.filling.insert(partition.clone(), filling) {
                old.retire();
            }
            self.shared.lanes().insert(partition, Arc::clone(&lane));
            opened.push(lane);
        }
        opened
    }

    /// Asked back: what was handed out is finished and committed within the bound; what was not
    /// is left to the next owner. If that fails, the partitions are fenced like lost ones.
    pub(super) fn revoked(&mut self, partitions: &[TopicPartition]) {
        let until = self.drop_unsent(partitions);
        let lanes: Vec<Arc<Lane>> = until.iter().map(|(lane, _)| Arc::clone(lane)).collect();
        let (reply, answers) = bounded(2);
        let deadline = Instant::now() + self.settings.revoke_drain;
        let hopeless = self.shared.recovering.load(Ordering::Relaxed) || lanes.is_empty();
        if !hopeless
            && self
                .output
                .send(ToOutput::Drain(Drain { until, reply }))
                .is_ok()
        {
            self.await_commit(&answers, deadline);
        }
        self.let_go(partitions, lanes, RebalanceKind::Revoked);
    }

    fn await_commit(&self, answers: &Receiver<Drained>, deadline: Instant) {
        while Instant::now() < deadline {
            self.pulse.beat();
            match answers.recv_timeout(IDLE_WAIT) {
                Ok(Drained::Worked) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Drained::Committed | Drained::Failed) => return,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Takes the lanes of these partitions off, with the number of batches handed out for each.
    pub(super) fn drop_unsent(&mut self, partitions: &[TopicPartition]) -> Vec<(Arc<Lane>, u64)> {
        let gone = partitions.iter().filter_map(|partition| {
            let filling = self.filling.remove(partition)?;
            filling.tickets.into_iter().for_each(Ticket::discard);
            Some((filling.lane, filling.handed))
        });
        let gone: Vec<(Arc<Lane>, u64)> = gone.collect();
        let (dropped, kept): (VecDeque<Batch>, VecDeque<Batch>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|batch| partitions.contains(&batch.lane.partition));
        dropped.into_iter().for_each(Batch::discard);
        self.waiting = kept;
        gone
    }

    /// Lets partitions go. Under the gate, so that no commit is half way; after it, none of them
    /// is committed. A transaction that still holds records of them will be given up.
    pub(super) fn let_go(
        &mut self,
        partitions: &[TopicPartition],
        lanes: Vec<Arc<Lane>>,
        kind: RebalanceKind,
    ) {
        {
            let _gate = self.shared.gate_alive(&self.pulse);
            lanes.iter().for_each(|lane| lane.retire());
        }
        for partition in partitions {
            self.shared.lanes().remove(partition);
        }
        let _ = self.output.send(ToOutput::Fence(lanes));
        self.rebalanced(kind, partitions.len());
        if let Err(why) = self.source.release(partitions) {
            tracing::warn!(reason = %why, "letting partitions go failed");
        }
    }

    fn rebalanced(&self, kind: RebalanceKind, partitions: usize) {
        self.shared.metrics.rebalance(kind);
        let assigned = self.shared.lanes().len();
        self.shared.vitals.assigned(assigned);
        tracing::info!(
            kind = kind.name(),
            partitions,
            assigned,
            "the assignment changed"
        );
    }

    /// Goes back to the committed offsets if the output thread asked for it; again and again
    /// until they can be read.
    pub(super) fn serve_rewind(&mut self) {
        if self.rewinds.try_recv().is_ok() {
            self.rewind_at = Some((Instant::now(), self.settings.backoff.0));
        }
        let Some((at, pause)) = self.rewind_at.filter(|(at, _)| *at <= Instant::now()) else {
            return;
        };
        let all: Vec<TopicPartition> = self.filling.keys().cloned().collect();
        match self.source.rewind() {
            Ok(starts) => {
                self.rewind_at = None;
                self.drop_unsent(&all)
                    .iter()
                    .for_each(|(lane, _)| lane.retire());
                let lanes = self.open_lanes(starts);
                let _ = self.output.send(ToOutput::Rewound(lanes));
                self.shared.recovering.store(false, Ordering::Relaxed);
            }
            Err(why) => {
                tracing::warn!(reason = %why, "the committed offsets cannot be read; trying again");
                self.rewind_at = Some((at + pause, (pause * 2).min(self.settings.backoff.1)));
            }
        }
    }
}
