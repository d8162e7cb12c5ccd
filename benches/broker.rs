//! The daemon on a real Apache Kafka: stories a second, CPU a story, peak memory, both deliveries.
//!
//! `cargo bench --bench broker`; `WIREDESK_BENCH_STORIES` sets how many stories (200,000).
//! The topic is full before the daemon starts, so the lag is all there is. Broker and daemon share
//! the machine. Counted from the first record seen to the last offset committed; what the start
//! costs is said apart.

// A bench prints its table.
#![allow(clippy::print_stdout)]

#[allow(dead_code, unreachable_pub)]
#[path = "../tests/it/support/mod.rs"]
mod support;

use std::fs;
use std::time::{Duration, Instant};

use rdkafka::consumer::BaseConsumer;
use support::broker::{self, Broker};
use support::daemon::Setup;
use support::topics::{self, Names};
use support::{setting, stories};

const LIMIT: Duration = Duration::from_secs(600);
const PARTITIONS: i32 = 4;

fn main() {
    // `cargo test --all-targets` runs benches too, without this flag; measuring is not testing.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let Some(kafka) = broker::shared() else {
        return;
    };
    let count = setting("WIREDESK_BENCH_STORIES", 200_000);
    let source = Names::made(kafka, "bench", PARTITIONS);
    let bytes = std::cell::Cell::new(0_usize);
    let story = |number| {
        let story = stories::story(number);
        bytes.set(bytes.get() + story.len());
        story
    };
    topics::fill(kafka, &source.raw, (0..count).map(story));
    let mean = bytes.get() as f64 / count as f64;
    println!("{count} stories of {mean:.0} bytes in the mean, {PARTITIONS} partitions");
    println!("delivery        stories/s   MB/s   CPU us/story   peak RSS MB   start CPU ms");
    for delivery in ["exactly-once", "at-least-once"] {
        let mut names = Names::made(kafka, delivery, PARTITIONS);
        names.raw.clone_from(&source.raw);
        let setup = Setup {
            delivery,
            options: String::new(),
            ..Setup::new(&kafka.bootstrap, &names)
        };
        let run = measure(kafka, &setup, count as i64);
        println!(
            "{delivery:<15} {:>9.0} {:>6.1} {:>14.1} {:>13.0} {:>14.0}",
            run.rate,
            run.rate * mean / 1e6,
            run.cpu_us,
            run.peak_mb,
            run.start_cpu_ms
        );
    }
}

/// One pass of the daemon over the whole topic.
struct Run {
    rate: f64,
    cpu_us: f64,
    peak_mb: f64,
    start_cpu_ms: f64,
}

fn measure(kafka: &Broker, setup: &Setup, count: i64) -> Run {
    let consumer: BaseConsumer = kafka.client().create().expect("consumer");
    let seen = || -> i64 {
        (0..PARTITIONS)
            .map(|p| topics::end(&consumer, &setup.names.out, p))
            .sum()
    };
    let committed = || {
        topics::committed(kafka, &setup.names.group, &setup.names.raw)
            .iter()
            .sum::<i64>()
    };
    let daemon = setup.start();
    let pid = daemon.process.pid();
    support::wait_for("the first record", LIMIT, || seen() > 0);
    let (begin, cpu, first) = (Instant::now(), cpu_seconds(pid), seen());
    support::wait_for("the last commit", LIMIT, || committed() >= count);
    let (took, used) = (begin.elapsed().as_secs_f64(), cpu_seconds(pid) - cpu);
    let done = (count - first) as f64;
    Run {
        rate: done / took,
        cpu_us: used * 1e6 / done,
        peak_mb: daemon.process.peak_mb(),
        start_cpu_ms: cpu * 1e3,
    }
}

/// CPU time of a process, user and system.
fn cpu_seconds(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    // After the name in brackets: state is the first, utime the 12th, stime the 13th.
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks: f64 = fields
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}
