//! What one worker counts over one batch, without sharing anything.
//!
//! In: passed stages and outcomes. Out: sums that [`super::Metrics::flush`] takes over at once.
//! Never: an atomic or a lock for a single story.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::metrics::histogram::{Samples, Scale};
use crate::metrics::labels::UNKNOWN;
use crate::outcome::{DefectCode, RejectCode, Stage};
use crate::record::{DeadLetter, Outcome, PublishedRecord};
use crate::story::Format;

/// The counts of one batch; made once by a worker and used for all its batches.
#[derive(Debug)]
pub struct BatchTally {
    pub(super) messages: u64,
    pub(super) bytes: u64,
    pub(super) stages: [Samples; Stage::ALL.len()],
    pub(super) records: BTreeMap<String, [u64; Format::ALL.len()]>,
    pub(super) dead_letters: BTreeMap<(RejectCode, String), u64>,
    pub(super) defects: BTreeMap<DefectCode, u64>,
    mark: Instant,
}

impl Default for BatchTally {
    fn default() -> Self {
        Self {
            messages: 0,
            bytes: 0,
            stages: std::array::from_fn(|_| Samples::new(Scale::StageSeconds)),
            records: BTreeMap::new(),
            dead_letters: BTreeMap::new(),
            defects: BTreeMap::new(),
            mark: Instant::now(),
        }
    }
}

impl BatchTally {
    /// Counts a message of this many bytes.
    pub fn count(&mut self, bytes: usize) {
        self.messages += 1;
        self.bytes += bytes as u64;
    }

    /// Work begins; the first stage is timed from here.
    pub fn begin(&mut self) {
        self.mark = Instant::now();
    }

    /// A story passed a stage; the time since the last mark is the stage's, and is told.
    pub fn passed(&mut self, stage: Stage) -> Duration {
        let now = Instant::now();
        let took = now.duration_since(self.mark);
        self.mark = now;
        self.stages[stage as usize].add(took.as_secs_f64());
        took
    }

    /// A message ended so; `source` is its header of that name.
    pub fn outcome(&mut self, outcome: &Outcome, source: Option<&str>) {
        match outcome {
            Outcome::Record(record) => self.record(record),
            Outcome::DeadLetter(letter) => self.dead_letter(letter, source),
        }
    }

    fn record(&mut self, record: &PublishedRecord) {
        let place = Format::ALL
            .iter()
            .position(|format| *format == record.format);
        if let Some(place) = place {
            match self.records.get_mut(&record.provider) {
                Some(counts) => counts[place] += 1,
                None => {
                    let mut counts = [0; Format::ALL.len()];
                    counts[place] = 1;
                    self.records.insert(record.provider.clone(), counts);
                }
            }
        }
        for code in &record.defects {
            *self.defects.entry(*code).or_default() += 1;
        }
    }

    fn dead_letter(&mut self, letter: &DeadLetter, source: Option<&str>) {
        let provider = source.unwrap_or(UNKNOWN).to_owned();
        *self
            .dead_letters
            .entry((letter.rejection.code, provider))
            .or_default() += 1;
    }
}
