//! Every metric, declared and described once, and the vital signs that health is judged from.
//!
//! In: what workers and the driver count. Out: OpenMetrics text.
//! Never: a global, or a label whose values a stranger can multiply without bound.

mod histogram;
mod labels;
mod tally;
mod vitals;

pub use histogram::{Histogram, Samples};
pub use labels::{Ending, LagLabels, RebalanceKind};
pub use tally::BatchTally;
pub use vitals::{Phase, Pulse, Vitals};

use std::sync::Arc;

use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::metrics::histogram::{Scale, StageHistogram};
use crate::metrics::labels::{
    BuildLabels, CodeLabel, DeadLetterLabels, EndingLabel, Providers, RebalanceLabel, RecordLabels,
    StageLabel,
};
use crate::outcome::{DefectCode, RejectCode, Stage};
use crate::story::Format;

/// What every name begins with.
const PREFIX: &str = "wiredesk";

/// Declares the metrics: field, type, first value, and the words that are its documentation, its
/// help text and its row in the manual.
macro_rules! metrics {
    ($($field:ident: $kind:ty = $first:expr, $help:literal;)*) => {
        /// All metrics of one instance; shared by reference, every method takes `&self`.
        #[derive(Debug)]
        pub struct Metrics {
            registry: Registry,
            providers: Providers,
            $(#[doc = $help] pub $field: $kind,)*
        }

        impl Metrics {
            /// Name (without prefix and suffix) and meaning of every metric.
            pub const DESCRIBED: &'static [(&'static str, &'static str)] =
                &[$((stringify!($field), $help),)*];

            fn registered() -> Self {
                let mut registry = Registry::with_prefix(PREFIX);
                $(
                    let $field: $kind = $first;
                    registry.register(stringify!($field), $help, $field.clone());
                )*
                let providers = Providers::default();
                Self { registry, providers, $($field,)* }
            }
        }
    };
}

metrics! {
    messages: Counter = Counter::default(), "Raw messages that ended, in however many outcomes";
    message_bytes: Counter = Counter::default(), "Bytes of raw messages that ended";
    records: Family<RecordLabels, Counter> = Family::default(),
        "Records by wire format and provider";
    dead_letters: Family<DeadLetterLabels, Counter> = Family::default(),
        "Dead letters by code and provider";
    defects: Family<CodeLabel, Counter> = Family::default(), "Remarks on records by code";
    stage_seconds: Family<StageLabel, Histogram, StageHistogram> =
        Family::new_with_constructor(StageHistogram), "Time of one story in one stage";
    batch_messages: Histogram = Histogram::new(Scale::Messages),
        "Messages of one batch handed to a worker";
    batch_bytes: Histogram = Histogram::new(Scale::Bytes),
        "Bytes of one batch handed to a worker";
    in_flight_bytes: Gauge = Gauge::default(), "Bytes of raw messages between poll and commit";
    paused: Gauge = Gauge::default(), "1 while the byte budget is spent and partitions are paused";
    assigned_partitions: Gauge = Gauge::default(), "Partitions assigned to this instance";
    consumer_lag: Family<LagLabels, Gauge> = Family::default(),
        "Messages between the committed position and the end of a partition";
    transaction_seconds: Histogram = Histogram::new(Scale::CommitSeconds),
        "From the first record of a transaction to the end of its commit";
    commit_seconds: Histogram = Histogram::new(Scale::CommitSeconds),
        "The commit alone: flush, offsets, end of the transaction";
    transactions: Family<EndingLabel, Counter> = Family::default(),
        "Transactions (at least once: offset commits) by how they ended";
    doubts: Counter = Counter::default(),
        "Commits whose end was uncertain, so that the producer was made anew";
    rebalances: Family<RebalanceLabel, Counter> = Family::default(),
        "Changes of the assignment by kind";
    stalled_partitions: Gauge = Gauge::default(),
        "Partitions with lag and without progress that are not paused";
    stale_results: Counter = Counter::default(),
        "Late results of an earlier assignment that were refused";
    lost_tickets: Counter = Counter::default(),
        "Messages let go without an outcome, whose offsets stay uncommitted";
    client_errors: Counter = Counter::default(), "Errors that the Kafka client reported";
    build_info: Family<BuildLabels, Gauge> = Family::default(),
        "1, with the version of the program";
}

impl Metrics {
    /// A registry of its own; every closed label value is there from the start, at zero.
    pub fn new() -> Arc<Self> {
        let metrics = Self::registered();
        metrics
            .build_info
            .get_or_create(&BuildLabels::default())
            .set(1);
        for code in RejectCode::ALL {
            let labels = DeadLetterLabels::new(*code, labels::UNKNOWN.into());
            metrics.dead_letters.get_or_create(&labels).inc_by(0);
        }
        for code in DefectCode::ALL {
            let label = CodeLabel { code: code.code() };
            metrics.defects.get_or_create(&label).inc_by(0);
        }
        for kind in RebalanceKind::ALL {
            let label = RebalanceLabel { kind: kind.name() };
            metrics.rebalances.get_or_create(&label).inc_by(0);
        }
        for ending in Ending::ALL {
            let label = EndingLabel {
                ending: ending.name(),
            };
            metrics.transactions.get_or_create(&label).inc_by(0);
        }
        Arc::new(metrics)
    }

    /// The OpenMetrics text of this moment.
    pub fn encode(&self) -> String {
        let mut out = String::with_capacity(32 * 1024);
        // INVARIANT: writing to a String does not fail, and every metric here can be encoded.
        text::encode(&mut out, &self.registry).expect("metrics are writable");
        out
    }

    /// Adds what a worker counted over a batch, and empties the tally.
    pub fn flush(&self, tally: &mut BatchTally) {
        self.batch_messages.observe(tally.messages as f64);
        self.batch_bytes.observe(tally.bytes as f64);
        self.messages.inc_by(std::mem::take(&mut tally.messages));
        self.message_bytes.inc_by(std::mem::take(&mut tally.bytes));
        for (stage, samples) in Stage::ALL.into_iter().zip(&mut tally.stages) {
            let label = StageLabel {
                stage: stage.name(),
            };
            self.stage_seconds.get_or_create(&label).absorb(samples);
        }
        for (provider, counts) in std::mem::take(&mut tally.records) {
            let provider = self.providers.bounded(&provider);
            for (format, count) in Format::ALL.into_iter().zip(counts).filter(|(_, n)| *n > 0) {
                let labels = RecordLabels::new(format, provider.clone());
                self.records.get_or_create(&labels).inc_by(count);
            }
        }
        for ((code, provider), count) in std::mem::take(&mut tally.dead_letters) {
            let provider = self.providers.bounded(&provider);
            let labels = DeadLetterLabels::new(code, provider);
            self.dead_letters.get_or_create(&labels).inc_by(count);
        }
        for (code, count) in std::mem::take(&mut tally.defects) {
            self.defects
                .get_or_create(&CodeLabel { code: code.code() })
                .inc_by(count);
        }
    }

    /// Sets the lag of one assigned partition.
    pub fn lag(&self, topic: &str, partition: i32, messages: i64) {
        self.consumer_lag
            .get_or_create(&LagLabels::new(topic, partition))
            .set(messages);
    }

    /// Forgets the lag of a partition that went to another instance.
    pub fn forget_partition(&self, topic: &str, partition: i32) {
        self.consumer_lag.remove(&LagLabels::new(topic, partition));
    }

    /// Counts a change of the assignment.
    pub fn rebalance(&self, kind: RebalanceKind) {
        self.rebalances
            .get_or_create(&RebalanceLabel { kind: kind.name() })
            .inc();
    }

    /// Counts the end of a transaction (at least once: of an offset commit).
    pub fn transaction(&self, ending: Ending) {
        self.transactions
            .get_or_create(&EndingLabel {
                ending: ending.name(),
            })
            .inc();
    }
}

#[cfg(test)]
mod tests;
