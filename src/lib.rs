//! wiredesk: news wires in, structured records out.
//!
//! This file is the table of contents. A module may import only modules declared above it: the
//! order of declaration is the order of reading, of dependency, and the way a story goes.
//! Everything above `metrics` is pure: no clock, no IO, no log, no metric, no randomness.

// --- vocabulary --------------------------------------------------------------
pub mod limits;
pub mod outcome;
pub mod message;
pub mod story;
pub mod lexicon;
// --- the river ---------------------------------------------------------------
pub mod decode;
pub mod normalize;
pub mod enrich;
pub mod record;
pub mod flow;
// --- the machine -------------------------------------------------------------
pub mod metrics;
pub mod pipeline;
pub mod memory;
pub mod kafka;
pub mod http;
pub mod config;
pub mod app;
pub mod cli;
