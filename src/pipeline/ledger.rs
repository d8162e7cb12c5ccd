//! Which offsets may be committed: the low-water mark of every partition.
//!
//! In: assignments with their epochs, offsets taken, offsets settled. Out: the offset at which
//! each partition would go on. Never: a mark past a message without an outcome; anything from an
//! epoch that is over; an assumption that offsets follow each other without gaps.

use std::collections::{BTreeMap, VecDeque};

use super::ports::{Offset, TopicPartition};

/// The number of an assignment; a later one is greater.
pub type Epoch = u64;

/// It was of an assignment that is over, or never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// The marks of all partitions that are assigned.
#[derive(Debug, Default)]
pub struct Ledger {
    columns: BTreeMap<TopicPartition, Column>,
}

/// The account of one partition in one epoch.
#[derive(Debug)]
struct Column {
    epoch: Epoch,
    /// Taken, in order, from the first that is not settled on.
    open: VecDeque<(i64, bool)>,
    /// Where the partition would go on.
    mark: i64,
    /// What was committed last; `None` if nothing ever was.
    committed: Option<i64>,
}

impl Ledger {
    /// Opens the account of a partition; one of an older epoch is closed by that.
    pub fn assign(
        &mut self,
        partition: &TopicPartition,
        epoch: Epoch,
        start: i64,
        committed: bool,
    ) -> Result<(), Refused> {
        if self.epoch(partition).is_some_and(|open| open >= epoch) {
            return Err(Refused);
        }
        let column = Column {
            epoch,
            open: VecDeque::new(),
            mark: start,
            committed: committed.then_some(start),
        };
        self.columns.insert(partition.clone(), column);
        Ok(())
    }

    /// Closes the account of a partition.
    pub fn close(&mut self, partition: &TopicPartition, epoch: Epoch) -> Result<(), Refused> {
        self.column(partition, epoch)?;
        self.columns.remove(partition);
        Ok(())
    }

    /// Closes all accounts.
    pub fn close_all(&mut self) {
        self.columns.clear();
    }

    /// The epoch of a partition's open account.
    pub fn epoch(&self, partition: &TopicPartition) -> Option<Epoch> {
        self.columns.get(partition).map(|column| column.epoch)
    }

    /// Notes messages taken on, by rising offsets above all taken before.
    pub fn take(
        &mut self,
        partition: &TopicPartition,
        epoch: Epoch,
        offsets: &[i64],
    ) -> Result<(), Refused> {
        let column = self.column(partition, epoch)?;
        for &offset in offsets {
            let last = column
                .open
                .back()
                .map_or(column.mark - 1, |&(last, _)| last);
            if offset <= last {
                return Err(Refused);
            }
            column.open.push_back((offset, false));
        }
        Ok(())
    }

    /// Notes that a message has its outcomes.
    pub fn settle(
        &mut self,
        partition: &TopicPartition,
        epoch: Epoch,
        offset: i64,
    ) -> Result<(), Refused> {
        let column = self.column(partition, epoch)?;
        let at = column
            .open
            .binary_search_by_key(&offset, |&(taken, _)| taken);
        let entry = at
            .ok()
            .and_then(|at| column.open.get_mut(at))
            .ok_or(Refused)?;
        entry.1 = true;
        while let Some(&(offset, true)) = column.open.front() {
            column.open.pop_front();
            column.mark = offset + 1;
        }
        Ok(())
    }

    /// The offsets to commit: where a partition moved on, or never had a committed offset.
    pub fn due(&self) -> Vec<Offset> {
        let moved = self
            .columns
            .iter()
            .filter(|(_, c)| c.committed != Some(c.mark));
        moved
            .map(|(partition, c)| (partition.clone(), c.mark))
            .collect()
    }

    /// Notes that these offsets are committed.
    pub fn committed(&mut self, offsets: &[Offset]) {
        for (partition, offset) in offsets {
            if let Some(column) = self.columns.get_mut(partition) {
                column.committed = Some(*offset);
            }
        }
    }

    /// Messages taken on that have no outcome yet.
    pub fn open(&self) -> usize {
        self.columns.values().map(|column| column.open.len()).sum()
    }

    fn column(&mut self, partition: &TopicPartition, epoch: Epoch) -> Result<&mut Column, Refused> {
        let column = self.columns.get_mut(partition).ok_or(Refused)?;
        if column.epoch != epoch {
            return Err(Refused);
        }
        Ok(column)
    }
}
