//! The machine: one poll thread, a pool of workers, one output thread, for any leg.
//!
//! In: a [`Leg`], a [`Source`], a [`Sink`]. Out: what became of it, as a [`Report`].
//! Never: Kafka by name; a story's content.
//!
//! ```text
//!  Source ─ poll thread ─► batches of one partition ─► workers ─► output thread ─► Sink
//!             │  ▲              (bounded queue)         pure,      order restored,
//!             │  └── rewind ◄─────────────────────────  any order  sent, committed
//!             └── assignments, fences, drains ────────────────────►
//! ```

mod assignment;
mod batch;
mod budget;
mod careful;
mod control;
mod intake;
mod lane;
mod ledger;
mod leg;
mod output;
mod opening;
mod oversize;
mod ports;
mod run;
mod sequencer;
mod settings;
mod shutdown;
mod talk;
mod ticket;
mod transaction;
mod trouble;
mod watch;
mod worker;

pub use budget::{Budget, Hold};
pub use control::{Control, PartitionStatus};
pub use ledger::{Epoch, Ledger, Refused};
pub use leg::{Leg, Work, one_by_one};
pub use ports::{
    Header, Mark, Offset, Origin, Outgoing, Reach, Sink, SinkError, Source, SourceEvent, Start,
    Target, TopicPartition,
};
pub use run::run;
pub use sequencer::Sequencer;
pub use settings::Settings;
pub use shutdown::{Phase, Report};
pub use ticket::{Settled, Ticket};

#[cfg(test)]
mod ledger_laws;
#[cfg(test)]
mod tests;
