//! The program on a real Apache Kafka: what goes in comes out, once, and how it starts and stops.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use rdkafka::message::{Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::Producer;

use crate::support::broker::{self, Broker};
use crate::support::daemon::{Daemon, Setup};
use crate::support::oracle::{self, Isolation};
use crate::support::topics::{self, Names};
use crate::support::{bin, stories, wait_for};

const LIMIT: Duration = Duration::from_secs(120);

const STORY: &str = "UPDATE 2-Port of Halden reopens after two-day walkout\n\n\
    OSLO, March 4 (Reuters) - Dockers at the port of Halden went back to work on Thursday after \
    the operator agreed to new talks on night shifts, the union said.\n\n\
    \"We have what we asked for, a seat at the table,\" union president Karin Solberg told \
    reporters.\n\n\
    Eleven ships were waiting to unload.\n";

/// Waits until the group has committed everything that stands on the raw topic.
#[track_caller]
pub fn await_done(broker: &Broker, names: &Names, daemon: &Daemon) {
    let ends = topics::ends(broker, &names.raw, true);
    let begin = Instant::now();
    while topics::committed(broker, &names.group, &names.raw) != ends {
        assert!(
            begin.elapsed() < LIMIT,
            "{:?} of {ends:?} committed:\n{}",
            topics::committed(broker, &names.group, &names.raw),
            daemon.process.log_tail()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A message as read back.
struct Read {
    key: Option<Vec<u8>>,
    value: Option<Vec<u8>>,
    headers: BTreeMap<String, Vec<u8>>,
}

fn all(broker: &Broker, topic: &str) -> Vec<Read> {
    let mut out = Vec::new();
    oracle::read(broker, topic, Isolation::Committed, |message| {
        let headers = message
            .headers()
            .into_iter()
            .flat_map(|headers| headers.iter());
        let pair = |h: Header<'_, &[u8]>| (h.key.to_owned(), h.value.unwrap_or_default().to_vec());
        out.push(Read {
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            headers: headers.map(pair).collect(),
        });
    });
    out
}

/// A story becomes a record under its `uri`; what is no story becomes a dead letter that carries
/// it to the byte, with key, headers and the reason.
#[test]
fn a_story_becomes_a_record_and_a_picture_a_dead_letter() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "story", 1);
    let daemon = Setup::new(&kafka.bootstrap, &names).start();
    topics::fill(kafka, &names.raw, [STORY.as_bytes().to_vec()]);
    let picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xfe\x00\x01";
    let producer = topics::filler(kafka);
    let agency = Header {
        key: "source",
        value: Some("halden-wire"),
    };
    let trace = Header {
        key: "trace",
        value: Some(&b"\x00\xff"[..]),
    };
    let headers = OwnedHeaders::new().insert(agency).insert(trace);
    topics::send(&producer, &names.raw, 0, picture, Some(headers));
    producer.flush(LIMIT).expect("written");
    await_done(kafka, &names, &daemon);

    let records = all(kafka, &names.out);
    assert_eq!(records.len(), 1);
    let value = records[0].value.as_deref().expect("a value");
    let json: serde_json::Value = serde_json::from_slice(value).expect("JSON");
    let text = |pointer: &str| json.pointer(pointer).and_then(|v| v.as_str()).unwrap_or("");
    assert_eq!(
        text("/uri").as_bytes(),
        records[0].key.as_deref().expect("a key")
    );
    assert_eq!(
        text("/headlines/0/value"),
        "Port of Halden reopens after two-day walkout"
    );
    assert_eq!(text("/located"), "Oslo");
    assert_eq!(text("/wiredesk/signals/kind"), "update");
    assert!(
        text("/bodies/0/value").starts_with("Dockers at the port"),
        "{json}"
    );
    let kind = String::from_utf8_lossy(&records[0].headers["content-type"]).into_owned();
    assert_eq!(kind, "application/json; profile=wiredesk-1");

    let dead = all(kafka, &names.dead);
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].value.as_deref(), Some(&picture[..]));
    assert_eq!(dead[0].headers["source"], b"halden-wire");
    assert_eq!(dead[0].headers["trace"], b"\x00\xff");
    assert_eq!(dead[0].headers["dead-letter-code"], b"binary");
    assert_eq!(dead[0].headers["dead-letter-stage"], b"decode");
    let verdict = oracle::judge(kafka, &names);
    assert!(verdict.is_exactly_once() && verdict.ends == 2, "{verdict}");
    assert_eq!(daemon.terminate(), 0, "{}", daemon.process.log_tail());
}

/// A daemon that is asked to stop in the middle of its work ends in order: exit 0, in time, the
/// group left, and whoever follows goes on where it stopped.
#[test]
fn a_stop_under_load_is_in_order_and_the_next_goes_on() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "stop", 4);
    let count: u64 = 6_000;
    topics::fill(kafka, &names.raw, (0..count).map(stories::story));
    let setup = Setup::new(&kafka.bootstrap, &names);
    let mut lives = 0;
    while topics::committed(kafka, &names.group, &names.raw)
        .iter()
        .sum::<i64>()
        < count as i64
    {
        let daemon = setup.start();
        let before = topics::ends(kafka, &names.out, true).iter().sum::<i64>();
        wait_for("some records", LIMIT, || {
            topics::ends(kafka, &names.out, true).iter().sum::<i64>() > before
        });
        let begin = Instant::now();
        assert_eq!(daemon.terminate(), 0, "{}", daemon.process.log_tail());
        assert!(
            begin.elapsed() < Duration::from_secs(15),
            "{:?}",
            begin.elapsed()
        );
        lives += 1;
        let (committed, all) = (Isolation::Committed, Isolation::Uncommitted);
        let counts = [committed, all].map(|level| oracle::count(kafka, &names.out, level));
        assert_eq!(counts[0], counts[1], "a stop in order aborts nothing");
    }
    assert!(
        lives >= 2,
        "the first life did everything: the stop met no load"
    );
    let verdict = oracle::judge(kafka, &names);
    assert!(verdict.is_exactly_once(), "{verdict}");
}

/// A configuration with mistakes ends before anything is joined, with all of them listed.
#[test]
fn a_bad_configuration_ends_with_78_and_names_every_problem() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("bad.toml");
    let text = "[kafka]\nbrokers = [\"127.0.0.1:1\"]\ndelivery = \"twice\"\nbroker = 1\n\
                [kafka.options]\n\"enable.idempotence\" = false\n[http]\nbind = \"nowhere\"\n";
    std::fs::write(&file, text).expect("written");
    let done = Command::new(bin())
        .arg("run")
        .arg("--config")
        .arg(&file)
        .output()
        .expect("runs");
    assert_eq!(done.status.code(), Some(78));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    for key in [
        "kafka.delivery",
        "kafka.broker",
        "enable.idempotence",
        "http.bind",
    ] {
        assert!(said.contains(key), "{key} is not in {said}");
    }
}

/// Without its topics the daemon says which command makes them, and loses nothing once they are.
#[test]
fn a_missing_output_topic_names_the_command_that_makes_it() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::fresh("missing");
    topics::make(kafka, &[&names.raw], 2);
    topics::fill(kafka, &names.raw, stories::stories(20));
    let setup = Setup::new(&kafka.bootstrap, &names);
    let daemon = setup.start();
    wait_for("the advice", LIMIT, || {
        daemon.process.log().contains("wiredesk topics --create")
    });
    topics::make(kafka, &[&names.out, &names.dead], 2);
    if !daemon.process.is_alive() {
        daemon.process.restart();
    }
    await_done(kafka, &names, &daemon);
    let verdict = oracle::judge(kafka, &names);
    assert!(verdict.is_exactly_once() && verdict.ends == 20, "{verdict}");
}
