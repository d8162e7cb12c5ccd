//! Brokers that go away, and members that come and go, on a real Apache Kafka.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};

use crate::delivery::await_done;
use crate::support::broker::{self, Broker};
use crate::support::daemon::Setup;
use crate::support::topics::{self, Names};
use crate::support::{oracle, stories, wait_for};

const LIMIT: Duration = Duration::from_secs(120);
/// `machine.drain` and what closing may take beside it.
const STOP_LIMIT: Duration = Duration::from_secs(45);

/// The broker dies and comes back, then freezes and goes on: the daemon stays alive, says that it
/// is not ready, and afterwards every story is there exactly once.
#[test]
fn a_broker_that_goes_and_comes_costs_no_story() {
    let Some(kafka) = Broker::own() else { return };
    let Some(server) = &kafka.server else { return };
    let names = Names::made(&kafka, "outage", 4);
    let count = 20_000;
    topics::fill(&kafka, &names.raw, (0..count).map(stories::story));
    let daemon = Setup::new(&kafka.bootstrap, &names).start();
    let done = || topics::ends(&kafka, &names.out, true).iter().sum::<i64>();
    wait_for("some records", LIMIT, || done() > 0);
    server.kill();
    daemon.await_status("/readyz", 503, LIMIT);
    assert_eq!(daemon.get("/livez").0, 200, "{}", daemon.process.log_tail());
    kafka.restart();
    daemon.await_status("/readyz", 200, LIMIT);
    let before = done();
    topics::fill(&kafka, &names.raw, (0..count).map(stories::story));
    wait_for("more records", LIMIT, || done() > before);
    server.signal("STOP");
    std::thread::sleep(Duration::from_secs(3));
    server.signal("CONT");
    await_done(&kafka, &names, &daemon);
    let verdict = oracle::judge(&kafka, &names);
    assert!(
        verdict.is_exactly_once(),
        "{verdict}\n{}",
        daemon.process.log_tail()
    );
    assert_eq!(verdict.inputs, 2 * count as usize);
    assert_eq!(daemon.terminate(), 0, "{}", daemon.process.log_tail());
}

/// A second instance takes its share, the first leaves in order, the second is killed, a third
/// takes over: every partition changes hands under load, nothing is lost or doubled.
#[test]
fn partitions_change_hands_under_load() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "hands", 4);
    let count = 8_000;
    let fill = || topics::fill(kafka, &names.raw, (0..count).map(stories::story));
    let setup = Setup::new(&kafka.bootstrap, &names);
    fill();
    let first = setup.start();
    wait_for("one member", LIMIT, || members(kafka, &names.group) == 1);
    let second = setup.instance("two").start();
    fill();
    wait_for("two members", LIMIT, || members(kafka, &names.group) == 2);
    fill();
    assert_eq!(first.terminate(), 0, "{}", first.process.log_tail());
    wait_for("one member left", LIMIT, || {
        members(kafka, &names.group) == 1
    });
    fill();
    second.process.kill();
    let third = setup.instance("three").start();
    await_done(kafka, &names, &third);
    let verdict = oracle::judge(kafka, &names);
    assert!(verdict.is_exactly_once(), "{verdict}");
    assert_eq!(verdict.inputs, 4 * count as usize);
}

/// Members of a group that have partitions.
fn members(broker: &Broker, group: &str) -> usize {
    let consumer: BaseConsumer = broker.client().create().expect("consumer");
    let list = consumer
        .fetch_group_list(Some(group), LIMIT)
        .expect("groups");
    let group = list
        .groups()
        .iter()
        .find(|g| g.name() == group && g.state() == "Stable");
    let busy = |g: &rdkafka::groups::GroupInfo| {
        let members = g.members().iter();
        members
            .filter(|m| m.assignment().is_some_and(|bytes| bytes.len() > 16))
            .count()
    };
    group.map_or(0, busy)
}

/// Asked to stop while the broker is away, the daemon ends in its time, though its offsets cannot
/// be committed, and has not filled the log with one reason.
#[test]
fn a_broker_that_is_away_does_not_hold_up_the_end() {
    let Some(kafka) = Broker::own() else { return };
    let Some(server) = &kafka.server else { return };
    let names = Names::made(&kafka, "away", 4);
    let setup = Setup {
        delivery: "at-least-once",
        ..Setup::new(&kafka.bootstrap, &names)
    };
    topics::fill(&kafka, &names.raw, (0..30_000).map(stories::story));
    let daemon = setup.start();
    let done = || topics::ends(&kafka, &names.out, false).iter().sum::<i64>();
    wait_for("some records", LIMIT, || done() > 0);
    server.kill();
    daemon.await_status("/readyz", 503, LIMIT);
    let begin = Instant::now();
    let code = daemon.terminate();
    let log = daemon.process.log();
    assert_eq!(code, 75, "{log}");
    assert!(begin.elapsed() < STOP_LIMIT, "{log}");
    let said = log.matches("reading failed").count();
    assert!(said <= 4, "{said} times: {log}");
}
