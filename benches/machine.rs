//! What the machine adds to the pure flow: CPU time a story over the doors in memory.
//!
//! `cargo bench --bench machine`; `WIREDESK_BENCH_STORIES` sets how many stories (40,000).
//! Both ways run the same stories on this process's clock of CPU time, in turn, several rounds;
//! the medians are compared. The mark: the machine costs at most 15 % more than the flow.

// A bench speaks to whoever started it.
#![allow(clippy::print_stdout)]

use std::fs;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use wiredesk::flow::Flow;
use wiredesk::limits::GROUP_MESSAGES_MAX;
use wiredesk::memory::MemoryBroker;
use wiredesk::message::{Position, RawMessage};
use wiredesk::metrics::{Metrics, Vitals};
use wiredesk::outcome::Stage;
use wiredesk::pipeline::{Control, Leg, Settings, Work, one_by_one, run};
use wiredesk::record::{Outcome, Outcomes, PublishedRecord};
use wiredesk::story::Format;

#[allow(unreachable_pub)]
#[path = "support/stories.rs"]
mod stories;

const PARTITIONS: u64 = 4;
const ROUNDS: usize = 5;

fn main() {
    // `cargo test --all-targets` runs benches too, without this flag; measuring is not testing.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let count = std::env::var("WIREDESK_BENCH_STORIES");
    let count = count
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(40_000);
    let topic: Arc<str> = "raw".into();
    let messages: Vec<RawMessage> = (0..count).map(|number| message(&topic, number)).collect();
    let bytes: usize = messages
        .iter()
        .filter_map(|m| m.value.as_ref())
        .map(Vec::len)
        .sum();
    let flow = Arc::new(Flow::built_in());
    let (mut pure, mut machine, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    let (whole, copy) = (Leg::intake_work(Arc::clone(&flow)), copying());
    for _ in 0..ROUNDS {
        pure.push(measured(|| {
            for group in messages.chunks(GROUP_MESSAGES_MAX) {
                let group: Vec<&RawMessage> = group.iter().collect();
                let outcomes = flow.run_group(&group, &mut |_, _| {});
                assert_eq!(outcomes.len(), group.len());
            }
        }));
        for (work, runs) in [(&whole, &mut machine), (&copy, &mut alone)] {
            let broker = MemoryBroker::default().count_only();
            messages
                .iter()
                .for_each(|message| broker.feed(message.clone()));
            runs.push(measured(|| pass(&broker, work)));
            assert_eq!(broker.published_count(), messages.len());
        }
    }
    let (pure, machine, alone) = (median(pure), median(machine), median(alone));
    let mean = bytes as f64 / count as f64;
    println!("{count} stories of {mean:.0} bytes in the mean, {PARTITIONS} partitions");
    println!(
        "way        CPU us/story   stories/s per core   MB/s per core   stories/s by the wall"
    );
    for (name, run) in [("flow", &pure), ("machine", &machine), ("copying", &alone)] {
        let each = run.cpu / count as f64;
        println!(
            "{name:<10} {:>12.1} {:>20.0} {:>15.1} {:>23.0}",
            each * 1e6,
            1.0 / each,
            mean / each / 1e6,
            count as f64 / run.wall
        );
    }
    println!(
        "the machine adds {:.1} %",
        (machine.cpu / pure.cpu - 1.0) * 100.0
    );
}

struct Run {
    cpu: f64,
    wall: f64,
}

fn measured(work: impl FnOnce()) -> Run {
    let (cpu, begin) = (cpu_seconds(), Instant::now());
    work();
    Run {
        cpu: cpu_seconds() - cpu,
        wall: begin.elapsed().as_secs_f64(),
    }
}

fn median(mut runs: Vec<Run>) -> Run {
    runs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    runs.swap_remove(runs.len() / 2)
}

/// The whole topic through the machine, with its default settings.
fn pass(broker: &MemoryBroker, work: &Arc<Work>) {
    let leg = Leg {
        name: "bench".to_owned(),
        group: "bench".to_owned(),
        inputs: vec!["raw".to_owned()],
        output: "out".to_owned(),
        dead_letters: "dead".to_owned(),
        work: Arc::clone(work),
    };
    let control = Control::new(Metrics::new(), Vitals::new());
    let stopper = {
        let (broker, control) = (broker.clone(), control.clone());
        thread::spawn(move || {
            while !broker.finished() {
                thread::sleep(Duration::from_millis(5));
            }
            control.stop();
        })
    };
    let settings = Settings::default();
    let report = run(&leg, broker.source(), broker.sink(), &settings, &control);
    assert_eq!((report.left, report.failure), (0, None));
    assert!(stopper.join().is_ok());
}

/// Work that costs next to nothing, so that what is left is the machine.
fn copying() -> Arc<Work> {
    one_by_one(|message, passed| {
        passed(Stage::Decode);
        let record = PublishedRecord {
            uri: String::new(),
            json: message.value.clone().unwrap_or_default(),
            headers: Vec::new(),
            format: Format::Text,
            provider: "bench-wire".to_owned(),
            defects: Vec::new(),
        };
        Outcomes {
            position: message.position.clone(),
            ends: vec![Outcome::Record(record)],
        }
    })
}

fn message(topic: &Arc<str>, number: u64) -> RawMessage {
    RawMessage {
        value: Some(stories::story(number)),
        key: None,
        headers: vec![("source".to_owned(), Some(b"bench-wire".to_vec()))],
        position: Position {
            topic: Arc::clone(topic),
            partition: i32::try_from(number % PARTITIONS).unwrap_or(0),
            offset: i64::try_from(number / PARTITIONS).unwrap_or(0),
        },
        timestamp: None,
    }
}

/// CPU time of this process, user and system.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets: state is the first, utime the 12th, stime the 13th.
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
