//! The numbers a leg is run with.
//!
//! In: nothing, or the configuration. Out: bounds and times with their defaults.
//! Never: a bound that depends on the lag.

use std::time::Duration;

use crate::limits;

/// How a leg is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Worker threads.
    pub workers: usize,
    /// Bytes of raw messages in flight, from poll to commit.
    pub in_flight_bytes: usize,
    /// Messages of one batch.
    pub batch_messages: usize,
    /// Bytes of one batch.
    pub batch_bytes: usize,
    /// Age at which a batch is closed though it is not full.
    pub batch_age: Duration,
    /// Time after which what was sent is committed.
    pub commit_interval: Duration,
    /// Outgoing bytes after which what was sent is committed, whatever the time.
    pub commit_bytes: usize,
    /// Longest record that is published; a longer one is a dead letter.
    pub record_bytes: usize,
    /// Time for one message.
    pub story_time: Duration,
    /// Time for the work under way when partitions are asked back.
    pub revoke_drain: Duration,
    /// Time for the work under way at shutdown, the last commit included.
    pub shutdown_drain: Duration,
    /// Time for leaving the group at shutdown.
    pub shutdown_close: Duration,
    /// First and longest pause between tries while the other side is away.
    pub backoff: (Duration, Duration),
    /// A partition with lag that does not move for so long is stalled.
    pub stall_after: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(2, usize::from),
            in_flight_bytes: limits::IN_FLIGHT_BYTES_MAX,
            batch_messages: limits::BATCH_MESSAGES_MAX,
            batch_bytes: limits::BATCH_BYTES_MAX,
            batch_age: Duration::from_millis(5),
            commit_interval: Duration::from_millis(200),
            commit_bytes: 16 * limits::MIB,
            record_bytes: limits::RECORD_BYTES_MAX,
            story_time: limits::STORY_TIME_MAX,
            revoke_drain: Duration::from_secs(5),
            shutdown_drain: Duration::from_secs(10),
            shutdown_close: Duration::from_secs(5),
            backoff: (Duration::from_millis(100), Duration::from_secs(10)),
            stall_after: Duration::from_secs(60),
        }
    }
}
