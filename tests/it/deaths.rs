//! Processes that die of one message: in memory, where a death is a leg that stops at once, and
//! for real, where a child of this test aborts in the middle of its work.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use wiredesk::flow::Flow;
use wiredesk::kafka::{self, Delivery, Options, StartFrom};
use wiredesk::limits::DEATHS_MAX;
use wiredesk::memory::MemoryBroker;
use wiredesk::metrics::{Metrics, Vitals};
use wiredesk::pipeline::{Control, Leg, Settings, one_by_one, run};

use crate::machine;
use crate::support::broker::{self, Broker};
use crate::support::oracle::Isolation;
use crate::support::topics::{self, Names};
use crate::support::{oracle, stories, wait_for};

const LIMIT: Duration = Duration::from_secs(120);
/// Lives that suffice: one that gets on a little before it dies does not count as a try.
const LIVES: u32 = 40;
/// What the work dies of.
const DEADLY: &str = "deadly";

fn is_deadly(value: Option<&[u8]>) -> bool {
    let value = value.unwrap_or_default();
    value.windows(DEADLY.len()).any(|w| w == DEADLY.as_bytes())
}

/// One life of a leg in memory. Returns whether it died.
fn life(broker: &MemoryBroker, settings: &Settings) -> bool {
    let metrics = Metrics::new();
    let control = Control::new(Arc::clone(&metrics), Vitals::new());
    let (dead, killer) = (Arc::new(AtomicBool::new(false)), control.clone());
    let over = Arc::new(AtomicBool::new(false));
    let (obey, died, ended) = (machine::obeying(), Arc::clone(&dead), Arc::clone(&over));
    let work = one_by_one(move |message, passed| {
        if is_deadly(message.value.as_deref()) && !died.swap(true, Ordering::SeqCst) {
            killer.stop();
            killer.stop();
        }
        // Nothing of this life is finished after the death.
        while died.load(Ordering::SeqCst) && !ended.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
        }
        obey(message, passed)
    });
    let leg = machine::leg(work);
    let stopper = {
        let (broker, control, dead) = (broker.clone(), control.clone(), Arc::clone(&dead));
        std::thread::spawn(move || {
            let begin = Instant::now();
            while !broker.finished() && !dead.load(Ordering::SeqCst) && begin.elapsed() < LIMIT {
                std::thread::sleep(Duration::from_millis(1));
            }
            control.stop();
        })
    };
    run(&leg, broker.source(), broker.sink(), settings, &control);
    over.store(true, Ordering::SeqCst);
    stopper.join().expect("joins");
    // A dead process commits nothing any more: its threads are awaited.
    drop((leg, control));
    wait_for("the last thread", LIMIT, || {
        Arc::strong_count(&metrics) == 1
    });
    dead.load(Ordering::SeqCst)
}

#[test]
fn the_message_that_processes_die_of_becomes_a_dead_letter_and_no_other() {
    for guilty in [0, 11, 39] {
        let broker = MemoryBroker::default();
        for partition in 0..3 {
            for offset in 0..40 {
                let deadly = partition == 1 && offset == guilty;
                let value = if deadly { DEADLY } else { "1" };
                broker.feed(machine::message(partition, offset, value));
            }
        }
        let mut deaths = 0;
        while !broker.finished() && deaths < LIVES {
            deaths += u32::from(life(&broker, &machine::quick()));
        }
        assert!(broker.finished(), "{guilty}: {deaths} deaths");
        assert!(deaths >= DEATHS_MAX, "{guilty}: {deaths} deaths");
        let letters = machine::dead_letters(&broker);
        assert_eq!(letters.len(), 1, "{guilty}: {letters:?}");
        let (origin, code, attempts) = &letters[0];
        assert_eq!((origin.partition.partition, origin.offset), (1, guilty));
        assert_eq!(code, "poison-crash");
        assert_eq!(*attempts, DEATHS_MAX.to_string());
        assert_eq!(broker.published_count(), 120, "{guilty}");
        assert_eq!(broker.broken(), Vec::<String>::new(), "{guilty}");
    }
}

/// A process that is restarted and never dies of anything is never careful, and nothing is blamed.
#[test]
fn restarts_alone_blame_nothing() {
    let broker = MemoryBroker::default();
    broker.feed(machine::message(0, 0, "1"));
    for _ in 0..3 * DEATHS_MAX {
        assert!(!life(&broker, &machine::quick()));
    }
    broker.feed(machine::message(0, 1, "1"));
    assert!(!life(&broker, &machine::quick()));
    assert_eq!(machine::dead_letters(&broker), Vec::new());
    assert_eq!(broker.published_count(), 2);
}

/// Where the child finds its work.
const CHILD: &str = "WIREDESK_TEST_CHILD";

fn child(broker: &Broker, names: &Names, delivery: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "deaths::leg_of_a_child", "--ignored"]);
    let work = [&names.raw, &names.out, &names.dead, &names.group].map(String::as_str);
    command.env(CHILD, format!("{} {delivery}", work.join(" ")));
    command.env("WIREDESK_TEST_KAFKA", &broker.bootstrap);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("a child")
}

#[test]
#[ignore = "started as a child by the test below"]
fn leg_of_a_child() {
    let Ok(work) = std::env::var(CHILD) else {
        return;
    };
    let broker = broker::shared().expect("the parent's broker");
    let words: Vec<&str> = work.split(' ').collect();
    let flow = Flow::built_in();
    let leg = Leg {
        name: "intake".to_owned(),
        group: words[3].to_owned(),
        inputs: vec![words[0].to_owned()],
        output: words[1].to_owned(),
        dead_letters: words[2].to_owned(),
        work: one_by_one(move |message, passed| {
            if is_deadly(message.value.as_deref()) {
                std::process::abort();
            }
            flow.run(message, passed)
        }),
    };
    let options = Options {
        base: broker.client(),
        instance: "one".to_owned(),
        start_from: StartFrom::Earliest,
        delivery: match words[4] {
            "once" => Delivery::ExactlyOnce,
            _ => Delivery::AtLeastOnce,
        },
        extra: [("session.timeout.ms".to_owned(), "6000".to_owned())].into(),
    };
    let (source, sink) = kafka::doors(&leg, &options).expect("doors");
    let control = Control::new(Metrics::new(), Vitals::new());
    run(&leg, source, sink, &Settings::default(), &control);
}

#[test]
fn a_process_that_aborts_on_a_story_gets_past_it() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    for delivery in ["once", "at-least-once"] {
        let names = Names::made(kafka, "deaths", 2);
        let mut values = stories::stories(60);
        values[31].extend_from_slice(DEADLY.as_bytes());
        topics::fill(kafka, &names.raw, values);
        let ends = topics::ends(kafka, &names.raw, true);
        let mut deaths = 0;
        let mut running = child(kafka, &names, delivery);
        wait_for("the story that is passed", LIMIT, || {
            if running.try_wait().expect("a child").is_some() {
                deaths += 1;
                running = child(kafka, &names, delivery);
            }
            topics::committed(kafka, &names.group, &names.raw) == ends
        });
        running.kill().expect("a child");
        running.wait().expect("a child");
        assert!(
            (DEATHS_MAX..LIVES).contains(&deaths),
            "{delivery}: {deaths} deaths"
        );
        let verdict = oracle::judge(kafka, &names);
        assert!(verdict.is_at_least_once(), "{delivery}: {verdict}");
        if delivery == "once" {
            assert!(verdict.is_exactly_once(), "{verdict}");
        }
        let mut codes = Vec::new();
        oracle::read(kafka, &names.dead, Isolation::Committed, |letter| {
            codes.extend(oracle::header(letter, "dead-letter-code").map(str::to_owned));
        });
        assert_eq!(codes, ["poison-crash"], "{delivery}");
    }
}
