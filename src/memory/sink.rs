//! The sink of a broker in memory.
//!
//! In: messages and offsets. Out: both in the broker, together; or a fault.
//! Never: something of a transaction without the rest.

use std::time::Duration;

use crate::pipeline::{Mark, Origin, Outgoing, Sink, SinkError, TopicPartition};

use super::{MemoryBroker, State};

/// A transaction that was sent off and may yet come true.
pub(super) type Hanging = (Vec<(Origin, Outgoing)>, Vec<Mark>);

/// Publishes to a [`MemoryBroker`].
#[derive(Debug)]
pub struct MemorySink {
    pub(super) broker: MemoryBroker,
    pub(super) sent: Vec<(Origin, Outgoing)>,
    pub(super) hanging: Option<Hanging>,
    /// After an error nothing may happen before the next opening.
    pub(super) doubtful: bool,
}

impl MemorySink {
    fn doubt<T>(&mut self, why: &str) -> Result<T, SinkError> {
        self.doubtful = true;
        Err(SinkError::Doubt(why.to_owned()))
    }

    fn must_be_open(&self, state: &mut State) {
        if self.doubtful {
            state
                .broken
                .push("used in doubt, without being opened anew".to_owned());
        }
    }
}

impl Sink for MemorySink {
    fn open(&mut self) -> Result<(), SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        if state.strikes("open", |f| f.open_fails) {
            return Err(SinkError::Doubt("not opened this time".to_owned()));
        }
        if let Some((mut sent, marks)) = self.hanging.take()
            && state.strikes("hanging came true", |_| 2)
        {
            // It was under way before whoever owns the partition now: the broker holds reads of
            // the offsets back until it is settled, so ownership is no question here.
            let owned = std::mem::take(&mut state.owned);
            state.owned = partitions(&marks).collect();
            state.commit(&mut sent, &marks);
            state.owned = owned;
        }
        self.sent.clear();
        self.doubtful = false;
        Ok(())
    }

    fn send(&mut self, message: &Outgoing, origin: Origin) -> Result<(), SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        self.must_be_open(&mut state);
        if message.bytes() > state.message_bytes {
            self.doubtful = true;
            return Err(SinkError::TooLarge(origin));
        }
        if state.strikes("send", |f| f.send_fails) {
            return self.doubt("not sent");
        }
        if state.keep {
            self.sent.push((origin, message.clone()));
        } else {
            state.published_count += 1;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<bool, SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        self.must_be_open(&mut state);
        if state.at_least_once {
            state.publish(&mut self.sent);
        }
        let slow = state.strikes("slow", |f| f.slow);
        drop(state);
        if slow {
            std::thread::sleep(Duration::from_millis(3));
        }
        Ok(true)
    }

    fn commit(&mut self, marks: &[Mark]) -> Result<(), SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        self.must_be_open(&mut state);
        if marks
            .iter()
            .any(|mark| state.lost.contains(&mark.partition))
        {
            return self.doubt("a partition is someone else's");
        }
        if state.strikes("commit fails", |f| f.commit_fails) {
            return self.doubt("the commit failed");
        }
        if state.strikes("commit hangs", |f| f.commit_hangs) {
            state.unstable = partitions(marks).collect();
            self.hanging = Some((std::mem::take(&mut self.sent), marks.to_vec()));
            return self.doubt("no answer to the commit");
        }
        state.commit(&mut self.sent, marks);
        if state.strikes("commit happens", |f| f.commit_happens) {
            return self.doubt("the answer to the commit was lost");
        }
        Ok(())
    }
}

fn partitions(marks: &[Mark]) -> impl Iterator<Item = TopicPartition> {
    marks.iter().map(|mark| mark.partition.clone())
}
