//! Death without warning: the daemon is killed again and again in the middle of its work, and an
//! independent reader finds every story exactly once, in order.

use std::time::{Duration, Instant};

use rdkafka::consumer::BaseConsumer;

use crate::delivery::await_done;
use crate::support::broker::{self, Broker};
use crate::support::daemon::{Daemon, Setup};
use crate::support::oracle::{self, Isolation};
use crate::support::topics::{self, Names};
use crate::support::{setting, stories};

const LIMIT: Duration = Duration::from_secs(60);

/// What the kills met: a kill that met no work proves nothing.
#[derive(Debug, Default)]
struct Bites {
    kills: u64,
    /// Kills that left a transaction open in the log.
    open: u64,
    /// Messages of aborted transactions that readers never saw.
    aborted: usize,
    took: Duration,
}

/// Ends of the output partitions, asked over one connection.
struct Gauge<'n> {
    all: BaseConsumer,
    committed: BaseConsumer,
    names: &'n Names,
    partitions: i32,
}

impl<'n> Gauge<'n> {
    fn new(broker: &Broker, names: &'n Names) -> Gauge<'n> {
        let client = |level| {
            let mut config = broker.client();
            config
                .set("isolation.level", level)
                .create()
                .expect("consumer")
        };
        let (all, committed) = (client("read_uncommitted"), client("read_committed"));
        let partitions = topics::partitions(broker, &names.out);
        Gauge {
            all,
            committed,
            names,
            partitions,
        }
    }

    fn sum(&self, consumer: &BaseConsumer) -> i64 {
        let topics = [&self.names.out, &self.names.dead];
        let each = topics
            .iter()
            .flat_map(|topic| (0..self.partitions).map(move |p| (topic, p)));
        each.map(|(topic, p)| topics::end(consumer, topic, p)).sum()
    }

    /// Everything written, transactions that are open or aborted included.
    fn written(&self) -> i64 {
        self.sum(&self.all)
    }

    /// Whether a transaction is open: readers are held before it.
    fn is_open(&self) -> bool {
        self.sum(&self.committed) < self.sum(&self.all)
    }
}

/// Kills the daemon `kills` times, spread over the `count` stories on the raw topic.
fn kill_often(broker: &Broker, setup: &Setup, count: u64, kills: u64) -> (Daemon, Bites) {
    let names = &setup.names;
    let gauge = Gauge::new(broker, names);
    let mut bites = Bites::default();
    let begin = Instant::now();
    let daemon = setup.start();
    let share = (count / (kills + 2)).max(2);
    let mut dice: u64 = 0x5eed;
    for _ in 0..kills {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Between nothing more than begun and twice the share; in the mean the share.
        let wanted = 1 + (dice >> 33) % (2 * share - 1);
        let before = gauge.written();
        let life = Instant::now();
        while gauge.written() < before + wanted as i64 {
            let tail = || daemon.process.log_tail();
            assert!(daemon.process.is_alive(), "it ended by itself:\n{}", tail());
            assert!(life.elapsed() < LIMIT, "no progress:\n{}", tail());
            std::thread::sleep(Duration::from_millis(2));
        }
        daemon.process.kill();
        bites.kills += 1;
        bites.open += u64::from(gauge.is_open());
        let done: i64 = topics::committed(broker, &names.group, &names.raw)
            .iter()
            .sum();
        assert!(
            done < count as i64,
            "kill {} met no work: all is done",
            bites.kills
        );
        daemon.process.restart();
    }
    await_done(broker, names, &daemon);
    bites.took = begin.elapsed();
    for topic in [&names.out, &names.dead] {
        let [all, seen] = [Isolation::Uncommitted, Isolation::Committed]
            .map(|level| oracle::count(broker, topic, level));
        bites.aborted += all - seen;
    }
    (daemon, bites)
}

/// `WIREDESK_TEST_KILLS` and `WIREDESK_TEST_STORIES` make it longer or shorter.
#[test]
fn killed_again_and_again_every_story_is_there_exactly_once() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let count = setting("WIREDESK_TEST_STORIES", 100_000);
    let kills = setting("WIREDESK_TEST_KILLS", 40);
    let names = Names::made(kafka, "kills", 4);
    topics::fill(kafka, &names.raw, (0..count).map(stories::story));
    let setup = Setup::new(&kafka.bootstrap, &names);
    let (daemon, bites) = kill_often(kafka, &setup, count, kills);
    let verdict = oracle::judge(kafka, &names);
    println!("{bites:?}; {verdict}");
    assert!(verdict.is_exactly_once(), "{bites:?}; {verdict}");
    assert_eq!(verdict.inputs as u64, count);
    assert!(
        bites.open * 4 >= bites.kills,
        "too few kills met an open transaction: {bites:?}"
    );
    assert!(bites.aborted > 0, "no transaction was aborted: {bites:?}");
    // What waits on the topic does not matter: the bytes in flight have one budget.
    let peak = daemon.process.peak_mb();
    assert!(peak < 256.0, "{peak} MB at its peak");
}

/// Without transactions a kill may repeat stories; it loses none.
#[test]
fn killed_without_transactions_nothing_is_lost() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let (count, kills) = (10_000, 5);
    let names = Names::made(kafka, "repeats", 4);
    topics::fill(kafka, &names.raw, (0..count).map(stories::story));
    let setup = Setup {
        delivery: "at-least-once",
        ..Setup::new(&kafka.bootstrap, &names)
    };
    let (daemon, bites) = kill_often(kafka, &setup, count, kills);
    let verdict = oracle::judge(kafka, &names);
    println!("{bites:?}; {verdict}");
    assert!(verdict.is_at_least_once(), "{bites:?}; {verdict}");
    drop(daemon);
}
