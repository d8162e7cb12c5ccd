//! The commands as a person uses them: demonstration, feed, tail.
//!
//! In: the sample wire, files, lines. Out: what stands on the topics, and exit codes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers, Message};
use rdkafka::{Offset, TopicPartitionList};
use serde_json::Value;

use crate::support::broker::{self, Broker};
use crate::support::daemon::Setup;
use crate::support::supervisor::folder;
use crate::support::topics::Names;
use crate::support::{bin, wait_for};

fn run(args: &[&str], input: &str) -> Output {
    let mut command = Command::new(bin());
    let piped = command.args(args).stdin(Stdio::piped());
    let piped = piped.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).expect("written");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[track_caller]
fn ends(output: &Output, code: i32) -> (String, String) {
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    (out, err)
}

#[test]
fn the_demonstration_shows_every_message_and_ends() {
    let (out, err) = ends(&run(&["demo", "--once", "--rate", "100"], ""), 0);
    for shown in [
        "UPDATE 1 All 212",
        "CORRECTION",
        "KILL",
        "DEAD LETTER json-syntax",
    ] {
        assert!(out.contains(shown), "{shown}:\n{out}");
    }
    assert!(
        !out.contains("\x1b["),
        "no colour where there is no terminal"
    );
    assert!(!out.contains("DEAD LETTER internal"), "{out}\n{err}");
    assert!(
        err.contains("68 messages: 63 records, 5 dead letters"),
        "{err}"
    );
}

/// The configuration file of a setup.
fn configured(setup: &Setup) -> String {
    let file = folder("commands").join("wiredesk.toml");
    fs::write(&file, setup.toml()).expect("written");
    file.display().to_string()
}

#[test]
fn what_is_fed_can_be_tailed() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "wire", 3);
    let address = kafka
        .client()
        .get("bootstrap.servers")
        .expect("an address")
        .to_owned();
    let setup = Setup::new(&address, &names);
    let file = configured(&setup);
    let config = ["--config", file.as_str()];
    let (_, err) = ends(&run(&[&["feed", "--sample"][..], &config].concat(), ""), 0);
    assert!(
        err.contains(&format!("68 of 68 messages delivered to {}", names.raw)),
        "{err}"
    );
    let daemon = setup.start();
    let tail = |more: &[&str]| {
        let args = [&["tail", "--from-start"][..], more, &config].concat();
        ends(&run(&args, ""), 0).0
    };
    let records = tail(&["--limit", "63", "--json"]);
    assert_eq!(records.lines().count(), 63);
    for line in records.lines() {
        let record: Value = serde_json::from_str(line).expect("a record");
        assert_eq!(record["wiredesk"]["source"]["topic"], names.raw.as_str());
    }
    let readable = tail(&["--limit", "63"]);
    assert!(
        readable.contains("UPDATE 1 All 212 leave burning ferry"),
        "{readable}"
    );
    let dead = tail(&["--dead-letters", "--limit", "5"]);
    assert!(
        dead.contains("DEAD LETTER decompress-corrupt") && dead.contains("do: "),
        "{dead}"
    );
    let dead = tail(&["--dead-letters", "--limit", "5", "--json"]);
    let codes: Vec<Value> = dead
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["deadLetter"]["code"].take())
        .collect();
    assert!(codes.contains(&Value::from("empty")), "{codes:?}");
    assert_eq!(daemon.terminate(), 0);
}

/// Everything on a topic: key, headers, value.
type Raw = (Option<String>, BTreeMap<String, String>, String);

fn everything(kafka: &Broker, topic: &str, count: usize) -> Vec<Raw> {
    let mut config = kafka.client();
    config.set("group.id", "wire-test");
    let consumer: BaseConsumer = config.create().expect("a consumer");
    let mut start = TopicPartitionList::new();
    start
        .add_partition_offset(topic, 0, Offset::Beginning)
        .expect("a partition");
    consumer.assign(&start).expect("assigned");
    let mut found = Vec::new();
    wait_for("the messages", Duration::from_secs(20), || {
        while let Some(message) = consumer.poll(Duration::from_millis(100)) {
            let message = message.expect("a message");
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = message.headers().map_or_else(BTreeMap::new, |all| {
                let one = |header: rdkafka::message::Header<'_, &[u8]>| {
                    (
                        header.key.to_owned(),
                        text(header.value.unwrap_or_default()),
                    )
                };
                all.iter().map(one).collect()
            });
            let value = text(message.payload().unwrap_or_default());
            found.push((message.key().map(text), headers, value));
        }
        found.len() >= count
    });
    found
}

#[test]
fn a_message_is_the_file_byte_for_byte() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "bytes", 1);
    let address = kafka
        .client()
        .get("bootstrap.servers")
        .expect("an address")
        .to_owned();
    let file = configured(&Setup::new(&address, &names));
    let inbox = folder("inbox");
    fs::write(inbox.join("b.txt"), "second\r\n").expect("written");
    fs::write(inbox.join("a.txt"), "first\n\n").expect("written");
    let inbox = inbox.display().to_string();
    let feed = [
        "feed",
        "--config",
        &file,
        "--source",
        "kestrel",
        "--header",
        "priority=3",
    ];
    let received = ["--received", "2026-03-03T05:00:00Z"];
    ends(
        &run(
            &[
                &feed[..],
                &received,
                &["--content-type", "text/plain", &inbox],
            ]
            .concat(),
            "",
        ),
        0,
    );
    ends(
        &run(&[&feed[..], &received, &["--lines"]].concat(), "one\n\ntwo"),
        0,
    );
    let all = everything(kafka, &names.raw, 5);
    let keys_and_values: Vec<_> = all
        .iter()
        .map(|(key, _, value)| (key.as_deref(), value.as_str()))
        .collect();
    let expected = [
        (Some("a.txt"), "first\n\n"),
        (Some("b.txt"), "second\r\n"),
        (None, "one"),
        (None, ""),
        (None, "two"),
    ];
    assert_eq!(keys_and_values, expected);
    let headers = [
        ("content-type", "text/plain"),
        ("priority", "3"),
        ("received", "2026-03-03T05:00:00Z"),
        ("source", "kestrel"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(all[0].1, BTreeMap::from(headers));
}

/// `feed --watch` of a folder until `until` returns, then stopped in order.
fn watching(arguments: &[&str], inbox: &Path, until: impl FnOnce()) {
    let mut child = Command::new(bin())
        .args(["feed", "--watch"])
        .args(arguments)
        .arg(inbox)
        .spawn()
        .expect("the program starts");
    until();
    let pid = child.id().to_string();
    let told = Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .expect("kill");
    assert!(told.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

/// Topics of a test and the configuration that names them.
fn watched(kafka: &Broker, name: &str) -> (Names, String) {
    let names = Names::made(kafka, name, 1);
    let client = kafka.client();
    let address = client.get("bootstrap.servers").expect("an address");
    let file = configured(&Setup::new(address, &names));
    (names, file)
}

fn values(kafka: &Broker, topic: &str, count: usize) -> Vec<String> {
    let seen = everything(kafka, topic, count);
    seen.into_iter().map(|(_, _, value)| value).collect()
}

#[test]
fn a_watched_folder_gives_each_file_once() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let (names, file) = watched(kafka, "watch");
    let inbox = folder("watched");
    fs::write(inbox.join("a.txt"), "there before").expect("written");
    watching(&["--config", &file], &inbox, || {
        values(kafka, &names.raw, 1);
        fs::write(inbox.join("b.txt"), "comes later").expect("written");
        let values = values(kafka, &names.raw, 2);
        assert_eq!(values, ["there before", "comes later"]);
    });
    assert!(inbox.join("a.txt").exists(), "nothing is moved");
}

#[test]
fn what_was_delivered_is_moved_and_not_sent_by_the_next_start() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let (names, file) = watched(kafka, "moved");
    let (inbox, done) = (folder("moved-in"), folder("moved-done"));
    let done_name = done.display().to_string();
    let arguments = ["--config", &file, "--move-to", &done_name];
    fs::write(inbox.join("a.txt"), "first start").expect("written");
    watching(&arguments, &inbox, || drop(values(kafka, &names.raw, 1)));
    assert!(done.join("a.txt").exists() && !inbox.join("a.txt").exists());
    fs::write(inbox.join("b.txt"), "second start").expect("written");
    watching(&arguments, &inbox, || drop(values(kafka, &names.raw, 2)));
    assert_eq!(
        values(kafka, &names.raw, 2),
        ["first start", "second start"]
    );
    let gone = run(&["feed", "--move-to", "nowhere", "a.txt"], "");
    let (_, err) = ends(&gone, 66);
    assert!(err.contains("nowhere: no such folder"), "{err}");
}

#[test]
fn what_is_missing_is_said_with_what_to_do() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let address = kafka
        .client()
        .get("bootstrap.servers")
        .expect("an address")
        .to_owned();
    let file = configured(&Setup::new(&address, &Names::fresh("missing")));
    for command in [&["feed", "--sample"][..], &["tail"]] {
        let output = run(&[command, &["--config", &file]].concat(), "");
        let (_, err) = ends(&output, 78);
        assert!(err.contains("wiredesk topics --create"), "{err}");
    }
}
