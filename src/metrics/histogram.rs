//! A histogram that takes a whole batch of samples at once.
//!
//! In: single values, or [`Samples`] that one worker gathered without any sharing.
//! Out: OpenMetrics buckets. Never: a lock on the way of a story.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::family::MetricConstructor;
use prometheus_client::metrics::{MetricType, TypedMetric};

/// Most upper bounds of one scale.
const BOUNDS_MAX: usize = 12;
/// A sum is kept in parts of this many to one unit, so that it is a plain integer.
const PARTS: f64 = 1e9;

/// What is measured, which says where the buckets lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// A story in one stage: microseconds are the rule.
    StageSeconds,
    /// A commit: milliseconds are the rule.
    CommitSeconds,
    /// Messages of a batch.
    Messages,
    /// Bytes of a batch.
    Bytes,
}

impl Scale {
    /// Upper bounds, rising.
    const fn bounds(self) -> &'static [f64] {
        match self {
            Self::StageSeconds => &[
                1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 5e-4, 2.5e-3, 2.5e-2, 0.25, 2.0,
            ],
            Self::CommitSeconds => &[
                1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0,
            ],
            Self::Messages => &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0],
            Self::Bytes => &[
                1_024.0,
                4_096.0,
                16_384.0,
                65_536.0,
                131_072.0,
                262_144.0,
                524_288.0,
                1_048_576.0,
            ],
        }
    }
}

/// Values gathered by one owner, to be handed over at once.
#[derive(Clone, Debug)]
pub struct Samples {
    scale: Scale,
    counts: [u64; BOUNDS_MAX + 1],
    parts: u64,
}

impl Samples {
    /// None yet.
    pub fn new(scale: Scale) -> Self {
        Self {
            scale,
            counts: [0; BOUNDS_MAX + 1],
            parts: 0,
        }
    }

    /// Adds one value; what is not a positive number counts as zero.
    pub fn add(&mut self, value: f64) {
        let bounds = self.scale.bounds();
        let place = bounds.iter().position(|bound| value <= *bound);
        self.counts[place.unwrap_or(bounds.len())] += 1;
        self.parts = self.parts.saturating_add((value * PARTS) as u64);
    }
}

/// A histogram shared by all workers.
#[derive(Clone, Debug)]
pub struct Histogram(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    scale: Scale,
    counts: [AtomicU64; BOUNDS_MAX + 1],
    parts: AtomicU64,
}

impl Histogram {
    /// An empty histogram.
    pub fn new(scale: Scale) -> Self {
        Self(Arc::new(Shared {
            scale,
            counts: Default::default(),
            parts: AtomicU64::new(0),
        }))
    }

    /// Adds one value.
    pub fn observe(&self, value: f64) {
        let mut samples = Samples::new(self.0.scale);
        samples.add(value);
        self.absorb(&mut samples);
    }

    /// Adds all values and empties the samples, which must be of the same scale.
    pub fn absorb(&self, samples: &mut Samples) {
        debug_assert_eq!(self.0.scale, samples.scale);
        for (shared, count) in self.0.counts.iter().zip(&mut samples.counts) {
            let count = std::mem::take(count);
            if count > 0 {
                shared.fetch_add(count, Relaxed);
            }
        }
        self.0
            .parts
            .fetch_add(std::mem::take(&mut samples.parts), Relaxed);
    }
}

impl TypedMetric for Histogram {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for Histogram {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), std::fmt::Error> {
        let last = std::iter::once(f64::INFINITY);
        let bounds = self.0.scale.bounds().iter().copied().chain(last);
        let counts = self.0.counts.iter().map(|count| count.load(Relaxed));
        let buckets: Vec<(f64, u64)> = bounds.zip(counts).collect();
        let count = buckets.iter().map(|(_, count)| count).sum();
        let sum = self.0.parts.load(Relaxed) as f64 / PARTS;
        encoder.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

/// Makes the histogram of one stage.
#[derive(Clone, Copy, Debug)]
pub struct StageHistogram;

impl MetricConstructor<Histogram> for StageHistogram {
    fn new_metric(&self) -> Histogram {
        Histogram::new(Scale::StageSeconds)
    }
}
