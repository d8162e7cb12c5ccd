//! The one integration binary: black-box tests of the program and the machine.
//!
//! `support` holds what the tests share; every other module is one area.

// A binary has no outside: `pub` here means "for the other modules".
#![allow(unreachable_pub)]

mod support;

mod broker;
mod cli;
mod deaths;
mod delivery;
mod explain;
mod faults;
mod fixtures;
mod kills;
mod laws;
mod legs;
mod machine;
mod mock;
mod outage;
mod process;
mod sabotage;
mod readme;
mod remarks;
mod sample;
mod schema;
mod secured;
mod tidy;
mod wire;
