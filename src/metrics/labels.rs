//! Label sets: closed lists, and one list that is bounded.
//!
//! In: codes, stages, formats, providers. Out: typed labels.
//! Never: a value that came from outside without passing [`Providers::bounded`].

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::encoding::EncodeLabelSet;

use crate::limits;
use crate::outcome::RejectCode;
use crate::story::Format;

/// The provider of a dead letter whose message did not say.
pub(super) const UNKNOWN: &str = "unknown";
/// Every provider beyond the bound.
const OTHER: &str = "other";

/// Labels of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RecordLabels {
    /// Wire format.
    pub format: &'static str,
    /// Provider's slug, bounded.
    pub provider: Arc<str>,
}

impl RecordLabels {
    /// Labels of these values.
    pub(super) fn new(format: Format, provider: Arc<str>) -> Self {
        let format = format.name();
        Self { format, provider }
    }
}

/// Labels of a dead letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct DeadLetterLabels {
    /// Its code.
    pub code: &'static str,
    /// The header `source` of its message, bounded.
    pub provider: Arc<str>,
}

impl DeadLetterLabels {
    /// Labels of these values.
    pub(super) fn new(code: RejectCode, provider: Arc<str>) -> Self {
        let code = code.code();
        Self { code, provider }
    }
}

/// The code of a defect.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct CodeLabel {
    /// Its code.
    pub code: &'static str,
}

/// The stage of a latency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct StageLabel {
    /// Its name.
    pub stage: &'static str,
}

/// The partition of a lag.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct LagLabels {
    /// Topic, as configured.
    pub topic: String,
    /// Partition.
    pub partition: i32,
}

impl LagLabels {
    /// Labels of this partition.
    pub(super) fn new(topic: &str, partition: i32) -> Self {
        let topic = topic.to_owned();
        Self { topic, partition }
    }
}

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its records are visible and its offsets are kept.
    Committed,
    /// Neither is.
    Aborted,
}

impl Ending {
    /// Both ends.
    pub const ALL: [Self; 2] = [Self::Committed, Self::Aborted];

    /// The label's value.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Aborted => "aborted",
        }
    }
}

/// Label of [`Ending`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct EndingLabel {
    /// Its name.
    pub ending: &'static str,
}

/// A change of the assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RebalanceKind {
    /// Partitions came.
    Assigned,
    /// Partitions are given back in order.
    Revoked,
    /// Partitions are gone already.
    Lost,
}

impl RebalanceKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Assigned, Self::Revoked, Self::Lost];

    /// The label's value.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Revoked => "revoked",
            Self::Lost => "lost",
        }
    }
}

/// Label of [`RebalanceKind`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RebalanceLabel {
    /// Its name.
    pub kind: &'static str,
}

/// Which program this is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct BuildLabels {
    /// Its version.
    pub version: &'static str,
}

impl Default for BuildLabels {
    fn default() -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self { version }
    }
}

/// The providers seen first; the rest is one value.
#[derive(Debug, Default)]
pub(super) struct Providers(Mutex<BTreeSet<Arc<str>>>);

impl Providers {
    /// The provider itself while the list has room, else `other`.
    pub(super) fn bounded(&self, provider: &str) -> Arc<str> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = seen.get(provider) {
            return Arc::clone(known);
        }
        let believed = !provider.is_empty() && provider.len() <= limits::SLUG_BYTES_MAX;
        if !believed || seen.len() >= limits::LABEL_VALUES_MAX {
            return OTHER.into();
        }
        let provider: Arc<str> = provider.into();
        seen.insert(Arc::clone(&provider));
        provider
    }
}
