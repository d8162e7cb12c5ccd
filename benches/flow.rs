//! The whole pure way on one core: stories and megabytes a second, and what each stage costs.
//!
//! `cargo bench --bench flow`. In: generated stories of about 2.5 KB, in groups as workers take
//! them, and the same text at 1, 10, 100 and 500 KB. Out: what the whole way costs and what it costs
//! with names, quotations, topics and keywords off; with `-- bare` the latter alone. Allocations are
//! counted in a run of their own.

// A bench prints its table.
#![allow(clippy::print_stdout)]

use std::alloc::{GlobalAlloc, Layout};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use wiredesk::enrich::EnrichOptions;
use wiredesk::flow::Flow;
use wiredesk::limits::GROUP_MESSAGES_MAX;
use wiredesk::message::{Position, RawMessage};
use wiredesk::outcome::Stage;

#[path = "support/stories.rs"]
mod stories;

/// Counts what is asked of the program's allocator.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[allow(unsafe_code)]
// SAFETY: every call is handed on to that allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { mimalloc::MiMalloc.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { mimalloc::MiMalloc.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { mimalloc::MiMalloc.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { mimalloc::MiMalloc.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const STORIES: u64 = 4_000;
const ROUNDS: usize = 5;

fn main() {
    let wire: Vec<RawMessage> = (0..STORIES)
        .map(|number| message(stories::story(number)))
        .collect();
    let mut flow = Flow::built_in();
    if !std::env::args().any(|argument| argument == "bare") {
        println!("everything on");
        measure(&flow, &wire);
        lengths(&flow);
        println!();
    }
    flow.enrich = EnrichOptions {
        entities: false,
        places: false,
        quotes: false,
        topics: false,
        keywords: false,
    };
    println!("structure, language and sentences only");
    measure(&flow, &wire);
}

fn measure(flow: &Flow, wire: &[RawMessage]) {
    let bytes: usize = wire
        .iter()
        .map(|m| m.value.as_ref().map_or(0, Vec::len))
        .sum();
    run(flow, wire);
    let fastest = (0..ROUNDS)
        .map(|_| timed(|| run(flow, wire)))
        .min()
        .unwrap_or_default();
    let allocations = counted(|| run(flow, wire));
    let seconds = fastest.as_secs_f64();
    println!(
        "flow, one core, {STORIES} stories of {} bytes in the mean",
        bytes as u64 / STORIES
    );
    println!("  {:>8.0} stories/s", STORIES as f64 / seconds);
    println!("  {:>8.1} MB/s", bytes as f64 / seconds / 1e6);
    println!("  {:>8.1} us a story", seconds * 1e6 / STORIES as f64);
    println!(
        "  {:>8.1} allocations a story",
        allocations as f64 / STORIES as f64
    );
    stages(flow, wire);
}

fn message(value: Vec<u8>) -> RawMessage {
    RawMessage {
        value: Some(value),
        key: None,
        headers: Vec::new(),
        position: Position {
            topic: "bench".into(),
            partition: 0,
            offset: 0,
        },
        timestamp: "2024-03-12T09:30:00Z".parse().ok(),
    }
}

/// The stories as a worker takes them: some together.
fn groups(wire: &[RawMessage]) -> impl Iterator<Item = Vec<&RawMessage>> {
    let groups = wire.chunks(GROUP_MESSAGES_MAX);
    groups.map(|group| group.iter().collect())
}

fn run(flow: &Flow, wire: &[RawMessage]) {
    for group in groups(wire) {
        black_box(flow.run_group(&group, &mut |_, _| {}));
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn counted(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    work();
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

/// Microseconds and allocations a story of each stage; reading the clock at each costs about 0.03
/// of them.
fn stages(flow: &Flow, wire: &[RawMessage]) {
    let mut spent: BTreeMap<Stage, (Duration, u64)> = BTreeMap::new();
    for group in groups(wire) {
        let allocations = || ALLOCATIONS.load(Ordering::Relaxed);
        let mut last = (Instant::now(), allocations());
        let mut passed = |_, stage| {
            let now = (Instant::now(), allocations());
            let (time, count) = spent.entry(stage).or_default();
            *time += now.0 - last.0;
            *count += now.1 - last.1;
            last = now;
        };
        black_box(flow.run_group(&group, &mut passed));
    }
    println!("\nstage, us and allocations a story");
    for (stage, (time, count)) in spent {
        println!(
            "  {:>10} {:>6.2} {:>6.1}",
            stage.name(),
            time.as_secs_f64() * 1e6 / wire.len() as f64,
            count as f64 / wire.len() as f64
        );
    }
}

/// The cost grows with the length and not with its square.
fn lengths(flow: &Flow) {
    println!("\nlength of one story, us");
    let texts = (0..64).filter_map(|number| String::from_utf8(stories::story(number)).ok());
    let plain = texts.filter(|text| !text.starts_with('{'));
    let text = plain.take(8).collect::<Vec<_>>().join("\n\n");
    for kilobytes in [1, 10, 100, 500] {
        let mut long = String::new();
        while long.len() < kilobytes * 1_000 {
            long.push_str(&text);
            long.push_str("\n\n");
        }
        let mut cut = kilobytes * 1_000;
        while !long.is_char_boundary(cut) {
            cut -= 1;
        }
        long.truncate(cut);
        let message = [message(long.into_bytes())];
        let time = (0..ROUNDS)
            .map(|_| timed(|| run(flow, &message)))
            .min()
            .unwrap_or_default();
        let us = time.as_secs_f64() * 1e6;
        println!(
            "  {kilobytes:>4} KB {us:>9.1}  {:>6.2} a KB",
            us / kilobytes as f64
        );
    }
}
