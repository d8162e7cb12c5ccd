//! Whether every input has all its outcomes.
//!
//! In: the provenance of each outcome as it is seen. Out: how many inputs are complete.
//! Never: a second count of an outcome that is seen twice.

use std::collections::{BTreeMap, BTreeSet};

/// The outcomes of each input: partition and offset, then the numbers seen.
#[derive(Debug, Default)]
pub(super) struct Account {
    inputs: BTreeMap<(i32, i64), Ends>,
}

#[derive(Debug, Default)]
struct Ends {
    expected: usize,
    seen: BTreeSet<usize>,
}

impl Account {
    /// Notes an outcome by its headers; false where they say no position.
    pub(super) fn note(&mut self, partition: &str, offset: &str, item: &str) -> bool {
        let numbers = (|| {
            let (index, count) = item.split_once('/')?;
            let at = (partition.parse().ok()?, offset.parse().ok()?);
            Some((at, index.parse().ok()?, count.parse().ok()?))
        })();
        let Some((at, index, count)) = numbers else {
            return false;
        };
        let ends = self.inputs.entry(at).or_default();
        ends.expected = count;
        ends.seen.insert(index);
        true
    }

    /// Inputs that have all their outcomes.
    pub(super) fn complete(&self) -> usize {
        let complete = self
            .inputs
            .values()
            .filter(|ends| ends.seen.len() == ends.expected);
        complete.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_complete_with_its_last_outcome() {
        let mut account = Account::default();
        for (partition, offset, item, complete) in [
            ("0", "0", "0/1", 1),
            ("0", "0", "0/1", 1),
            ("1", "0", "1/2", 1),
            ("1", "0", "1/2", 1),
            ("1", "0", "0/2", 2),
        ] {
            assert!(account.note(partition, offset, item));
            assert_eq!(account.complete(), complete, "{partition} {offset} {item}");
        }
        assert!(!account.note("0", "", "0/1"));
        assert_eq!(account.complete(), 2);
    }
}
