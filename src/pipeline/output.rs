//! The output thread: order restored, sent as it is ready, committed in transactions.
//!
//! In: finished batches, assignments and their ends. Out: messages and offsets, together or not
//! at all. Never: another transaction on a sink that is in doubt; a result of an older epoch;
//! offsets of a partition that was let go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::metrics::Ending;

use super::batch::Finished;
use super::careful::Beginning;
use super::control::Shared;
use super::lane::Lane;
use super::ledger::Ledger;
use super::opening::open_sink;
use super::ports::{Offset, Origin, Sink, SinkError, TopicPartition};
use super::sequencer::Sequencer;
use super::settings::Settings;
use super::talk::{Drain, Drained, Rewind, ToOutput};
use super::transaction::Transaction;

struct OutLane {
    lane: Arc<Lane>,
    order: Sequencer<Finished>,
    /// Something of it is in the open transaction.
    touched: bool,
}

/// The output thread's state.
pub(super) struct Output<K> {
    sink: K,
    events: Receiver<ToOutput>,
    rewinds: Sender<Rewind>,
    shared: Arc<Shared>,
    settings: Settings,
    ledger: Ledger,
    lanes: BTreeMap<TopicPartition, OutLane>,
    beginning: Beginning,
    drains: Vec<Drain>,
    transaction: Transaction,
    /// After a doubt nothing counts until the poll thread has gone back.
    awaiting_rewind: bool,
}

impl<K: Sink> Output<K> {
    pub(super) fn new(
        sink: K,
        events: Receiver<ToOutput>,
        rewinds: Sender<Rewind>,
        shared: Arc<Shared>,
        settings: Settings,
    ) -> Self {
        Self {
            sink,
            events,
            rewinds,
            shared,
            settings,
            ledger: Ledger::default(),
            lanes: BTreeMap::new(),
            beginning: Beginning::default(),
            drains: Vec::new(),
            transaction: Transaction::default(),
            awaiting_rewind: false,
        }
    }

    /// Runs until told to stop. The sink is dropped at the end.
    pub(super) fn run(mut self) {
        while !self.shared.abandoned() {
            match self.events.recv_timeout(self.until_cut()) {
                Ok(ToOutput::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(event) => self.handle(event),
                Err(RecvTimeoutError::Timeout) => self.idle(),
            }
            self.answer_drains();
            let full = self.transaction.bytes >= self.settings.commit_bytes;
            if full || self.until_cut().is_zero() {
                self.cut();
            }
        }
    }

    /// Nothing to do is as good as progress.
    fn idle(&self) {
        if self.transaction.since.is_none() && !self.awaiting_rewind {
            self.shared.vitals.progress();
        }
    }

    fn until_cut(&self) -> Duration {
        match self.transaction.since {
            Some(since) => self
                .settings
                .commit_interval
                .saturating_sub(since.elapsed()),
            None => self.settings.commit_interval,
        }
    }

    fn handle(&mut self, event: ToOutput) {
        match event {
            ToOutput::Opened(lane) if !self.awaiting_rewind => self.open_lane(lane),
            ToOutput::Opened(_) | ToOutput::Stop => {}
            ToOutput::Rewound(lanes) => {
                self.awaiting_rewind = false;
                lanes.into_iter().for_each(|lane| self.open_lane(lane));
            }
            ToOutput::Begin(lane) => self.begin(lane),
            ToOutput::Finished(finished) => self.finished(finished),
            ToOutput::Drain(drain) => self.drains.push(drain),
            ToOutput::Fence(lanes) => self.fence(&lanes),
        }
    }

    fn open_lane(&mut self, lane: Arc<Lane>) {
        let Lane {
            partition,
            epoch,
            start,
            start_committed,
            ..
        } = &*lane;
        if self
            .ledger
            .assign(partition, *epoch, *start, *start_committed)
            .is_err()
        {
            return;
        }
        if !start_committed {
            self.transaction.since.get_or_insert_with(Instant::now);
        }
        let entry = OutLane {
            order: Sequencer::default(),
            touched: false,
            lane: Arc::clone(&lane),
        };
        self.lanes.insert(lane.partition.clone(), entry);
    }

    /// Commits that work begins, so that the next process knows if this one dies of it.
    fn begin(&mut self, lane: Arc<Lane>) {
        let known = self.lanes.get(&lane.partition);
        if known.is_some_and(|entry| entry.lane.epoch == lane.epoch) {
            self.beginning.add(lane);
            self.cut();
        }
    }

    fn finished(&mut self, finished: Finished) {
        let careful = finished.lane.careful().is_some();
        let partition = finished.lane.partition.clone();
        let epoch = finished.lane.epoch;
        let known = self.lanes.get_mut(&partition);
        let current = |entry: &&mut OutLane| entry.lane.epoch == epoch && entry.lane.live();
        let Some(entry) = known.filter(current) else {
            let messages = finished.taken.len() as u64;
            self.shared.metrics.stale_results.inc_by(messages);
            return;
        };
        entry.order.offer(finished.number, finished);
        while let Some(next) = self.lanes.get_mut(&partition).and_then(|e| e.order.pop()) {
            if let Err(error) = self.send(&partition, next) {
                self.recover(error);
                return;
            }
        }
        if careful {
            self.cut();
        }
    }

    fn send(&mut self, partition: &TopicPartition, finished: Finished) -> Result<(), SinkError> {
        let Finished {
            lane,
            taken,
            settled,
            hold,
            tally,
            ..
        } = finished;
        let lost = taken.len().saturating_sub(settled.len());
        if lost > 0 {
            // Publishing what comes after it would double that when the message is read again.
            self.shared.metrics.lost_tickets.inc_by(lost as u64);
            let why = format!("{partition}: {lost} messages were dropped without an outcome");
            return Err(SinkError::Doubt(why));
        }
        if self.ledger.take(partition, lane.epoch, &taken).is_err() {
            return Err(SinkError::Doubt(format!(
                "{partition} gave an offset twice"
            )));
        }
        if let Some(entry) = self.lanes.get_mut(partition) {
            entry.touched = true;
        }
        self.transaction.since.get_or_insert_with(Instant::now);
        self.transaction.holds.push(hold);
        self.transaction.tallies.push(*tally);
        for settled in settled {
            let offset = settled.offset();
            for outgoing in settled.into_outgoing() {
                let origin = Origin {
                    partition: partition.clone(),
                    offset,
                    item: outgoing.item,
                };
                self.sink.send(&outgoing, origin)?;
                self.transaction.messages += 1;
                self.transaction.bytes += outgoing.bytes();
            }
            // A refusal here is impossible: the offset was taken above. It would hold the mark.
            let _ = self.ledger.settle(partition, lane.epoch, offset);
        }
        Ok(())
    }

    /// Closes the transaction: flush, offsets, commit. The workers go on meanwhile.
    fn cut(&mut self) -> bool {
        let started = Instant::now();
        match self.close_transaction() {
            Ok(offsets) => {
                self.committed(&offsets, started);
                true
            }
            Err(error) => {
                self.recover(error);
                false
            }
        }
    }

    fn close_transaction(&mut self) -> Result<Vec<Offset>, SinkError> {
        if self.transaction.messages > 0 {
            self.deliver()?;
        }
        let shared = Arc::clone(&self.shared);
        let _gate = shared.gate();
        self.nothing_let_go()?;
        let lanes = self.lanes.values().map(|entry| &entry.lane);
        let gone: Vec<Arc<Lane>> = lanes.filter(|lane| !lane.live()).cloned().collect();
        gone.iter().for_each(|lane| self.close_lane(lane));
        let offsets = self.ledger.due();
        let lane = |partition: &TopicPartition| self.lanes.get(partition).map(|e| &e.lane);
        let marks = self.beginning.marks(&offsets, lane);
        if !marks.is_empty() || self.transaction.messages > 0 {
            self.sink.commit(&marks)?;
        }
        Ok(offsets)
    }

    /// Waits for deliveries as long as there is a point in it. What can no longer be committed
    /// must not reach a broker that comes back: it would only be one more thing to abort.
    fn deliver(&mut self) -> Result<(), SinkError> {
        while !self.sink.flush()? {
            self.nothing_let_go()?;
            if self.shared.abandoned() {
                let why = "the leg ends before its messages are delivered";
                return Err(SinkError::Doubt(why.to_owned()));
            }
        }
        Ok(())
    }

    fn nothing_let_go(&self) -> Result<(), SinkError> {
        let mut touched = self.lanes.values().filter(|entry| entry.touched);
        if touched.all(|entry| entry.lane.live()) {
            return Ok(());
        }
        let why = "a partition was let go while its records were in the transaction";
        Err(SinkError::Doubt(why.to_owned()))
    }

    fn committed(&mut self, offsets: &[Offset], started: Instant) {
        self.beginning.committed();
        self.ledger.committed(offsets);
        for (partition, offset) in offsets {
            if let Some(entry) = self.lanes.get(partition) {
                entry.lane.set_mark(*offset);
            }
        }
        self.lanes
            .values_mut()
            .for_each(|entry| entry.touched = false);
        self.shared.oversize.committed(offsets);
        let done = std::mem::take(&mut self.transaction);
        if done.account(&self.shared.metrics, started) {
            self.shared.vitals.progress();
        }
    }

    fn fence(&mut self, lanes: &[Arc<Lane>]) {
        let current = |lane: &Arc<Lane>| {
            let entry = self.lanes.get(&lane.partition);
            entry
                .filter(|entry| entry.lane.epoch == lane.epoch)
                .map(|entry| entry.touched)
        };
        if lanes.iter().filter_map(current).any(|touched| touched) {
            let why = "a partition was lost while its records were in the transaction";
            self.recover(SinkError::Doubt(why.to_owned()));
            return;
        }
        lanes.iter().for_each(|lane| self.close_lane(lane));
        let ours = |drain: &Drain| {
            let mut until = drain.until.iter();
            until.any(|(lane, _)| lanes.iter().any(|gone| Arc::ptr_eq(gone, lane)))
        };
        self.drains.retain(|drain| !ours(drain));
    }

    fn close_lane(&mut self, lane: &Arc<Lane>) {
        if self.ledger.close(&lane.partition, lane.epoch).is_ok() {
            self.lanes.remove(&lane.partition);
        }
    }

    fn answer_drains(&mut self) {
        for drain in std::mem::take(&mut self.drains) {
            if !self.worked(&drain) {
                if self.awaiting_rewind {
                    let _ = drain.reply.send(Drained::Failed);
                } else {
                    self.drains.push(drain);
                }
                continue;
            }
            let _ = drain.reply.send(Drained::Worked);
            let done = self.cut();
            let answer = if done {
                Drained::Committed
            } else {
                Drained::Failed
            };
            let _ = drain.reply.send(answer);
        }
    }

    fn worked(&self, drain: &Drain) -> bool {
        !self.awaiting_rewind
            && drain.until.iter().all(|(lane, number)| {
                let entry = self.lanes.get(&lane.partition);
                entry.is_some_and(|entry| {
                    entry.lane.epoch == lane.epoch && entry.order.next() >= *number
                })
            })
    }

    /// After any doubt: nothing open counts, the sink is made anew (which fences what may still
    /// be under way), and the leg goes back to the offsets that are committed.
    fn recover(&mut self, error: SinkError) {
        tracing::warn!(reason = %error, "the transaction is given up; the leg goes back");
        self.shared.recovering.store(true, Ordering::Relaxed);
        self.shared.metrics.doubts.inc();
        self.shared.metrics.transaction(Ending::Aborted);
        match error {
            SinkError::TooLarge(origin) => self.shared.oversize.refuse(origin),
            // Trying again would be refused again.
            SinkError::Denied(_) => self.shared.fail(error),
            SinkError::Doubt(_) | SinkError::TopicMissing(_) | SinkError::Fatal(_) => {}
        }
        for entry in std::mem::take(&mut self.lanes).into_values() {
            entry.lane.retire();
        }
        self.ledger.close_all();
        self.beginning = Beginning::default();
        self.transaction = Transaction::default();
        self.awaiting_rewind = true;
        for drain in self.drains.drain(..) {
            let _ = drain.reply.send(Drained::Failed);
        }
        if open_sink(&mut self.sink, &self.shared, &self.settings) {
            let _ = self.rewinds.send(Rewind);
        }
    }
}
