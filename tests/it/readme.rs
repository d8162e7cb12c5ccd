//! The README keeps its word: every command in it is run here or by `.ci/run`.
//!
//! In: the fenced blocks of README.md; the word after `sh` says who runs them. Out: each ran.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;

use crate::support::bin;
use crate::support::broker::{self, Broker};
use crate::support::daemon::Setup;
use crate::support::topics::Names;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A fenced block: what stands after the fence, and its text.
struct Block {
    info: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let readme = file("README.md");
    let mut found = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let (info, text) = (info.to_owned(), text.join("\n"));
        found.push(Block { info, text });
    }
    found
}

fn of(info: &str) -> Vec<String> {
    let found: Vec<String> = blocks()
        .into_iter()
        .filter(|block| block.info == info)
        .map(|block| block.text)
        .collect();
    assert!(!found.is_empty(), "README.md has no block `{info}`");
    found
}

/// A shell in the source tree that finds the program as `wiredesk`.
fn shell(script: &str, environment: &[(&str, String)]) -> Output {
    let folder = bin().parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("sh");
    command
        .args(["-e", "-c", script])
        .current_dir(root())
        .env("PATH", format!("{folder}:{path}"))
        .envs(environment.iter().cloned());
    command.output().expect("a shell")
}

#[track_caller]
fn succeeds(script: &str, environment: &[(&str, String)]) -> String {
    let output = shell(script, environment);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{script}\n{}\n{said}",
        output.status
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_block_of_commands_says_who_runs_it() {
    let known: BTreeSet<&str> = [
        "",
        "json record",
        "sh ci",
        "sh run",
        "sh setting",
        "sh broker",
        "sh daemon",
        "sh compose",
    ]
    .into();
    for block in blocks() {
        assert!(
            known.contains(block.info.as_str()),
            "`{}`: {}",
            block.info,
            block.text
        );
        let shown_only = block.info.is_empty();
        let command = block.text.lines().any(|line| line.starts_with("wiredesk "));
        assert!(!(shown_only && command), "nobody runs: {}", block.text);
    }
}

#[test]
fn ci_runs_what_the_readme_says_it_runs() {
    let ci = file(".ci/run")
        .replace(" --locked", "")
        .replace(" --quiet", "");
    let run: BTreeSet<&str> = ci.lines().map(str::trim).collect();
    for block in of("sh ci") {
        for command in block.lines() {
            assert!(run.contains(command), ".ci/run does not run `{command}`");
        }
    }
}

#[test]
fn commands_without_a_broker_run() {
    for block in of("sh run") {
        succeeds(&block, &[]);
    }
}

/// The commands in their order, between topics of this test's own.
#[test]
fn commands_with_a_broker_run() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::fresh("readme");
    let setup = Setup::new(&bootstrap(kafka), &names);
    let own = environment(&setup);
    for setting in of("sh setting") {
        let name = setting.trim_start_matches("export ").split('=').next();
        assert_eq!(name, Some(own[0].0), "another setting than the test's");
    }
    assert_eq!(of("sh daemon"), ["wiredesk run"]);
    let blocks = of("sh broker");
    let (topics, rest) = blocks.split_first().expect("blocks");
    succeeds(topics, &own);
    let daemon = setup.start();
    daemon.await_status("/readyz", 200, Duration::from_secs(60));
    for block in rest {
        succeeds(block, &own);
    }
    assert_eq!(daemon.terminate(), 0);
}

fn bootstrap(kafka: &Broker) -> String {
    let client = kafka.client();
    client
        .get("bootstrap.servers")
        .expect("an address")
        .to_owned()
}

/// What a setup's file says, as the environment says it.
fn environment(setup: &Setup) -> [(&'static str, String); 6] {
    let names = &setup.names;
    [
        ("WIREDESK__KAFKA__BROKERS", setup.bootstrap.clone()),
        ("WIREDESK__KAFKA__TOPICS__RAW", names.raw.clone()),
        ("WIREDESK__KAFKA__TOPICS__STRUCTURED", names.out.clone()),
        ("WIREDESK__KAFKA__TOPICS__DEAD_LETTERS", names.dead.clone()),
        ("WIREDESK__KAFKA__GROUP", names.group.clone()),
        ("WIREDESK__HTTP__BIND", format!("127.0.0.1:{}", setup.http)),
    ]
}

#[test]
fn compose_commands_name_services_that_exist() {
    let compose = file("docker-compose.yml");
    let services: BTreeSet<&str> = compose
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| !name.starts_with(' '))
        .collect();
    for block in of("sh compose") {
        for command in block.lines() {
            let words: Vec<&str> = command.split(' ').collect();
            assert_eq!(words[..2], ["docker", "compose"], "{command}");
            let verb = words.iter().position(|word| ["run", "exec"].contains(word));
            let named = verb.and_then(|at| words[at + 1..].iter().find(|w| !w.starts_with('-')));
            let there = named.is_none_or(|name| services.contains(name));
            assert!(there, "{command}: {services:?}");
        }
    }
}

#[test]
fn the_example_is_part_of_the_real_record() {
    let first = of("sh run")[0]
        .lines()
        .next()
        .expect("a command")
        .to_owned();
    let record: Value = serde_json::from_str(&succeeds(&first, &[])).expect("a record");
    for example in of("json record") {
        let example: Value = serde_json::from_str(&example).expect("JSON");
        within(&example, &record, "");
    }
}

/// Every member of the example stands in the record with the same value.
fn within(example: &Value, record: &Value, at: &str) {
    match example {
        Value::Object(members) => {
            for (name, value) in members {
                within(value, &record[name], &format!("{at}/{name}"));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            assert_eq!(example, record, "{at}");
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let readme = file("README.md");
    let links = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.starts_with("http")) {
        assert!(Path::new(&root().join(link)).exists(), "{link}");
    }
}

/// Every metric of the table is one that the program registers.
#[test]
fn metrics_of_the_table_exist() {
    let registered = file("src/metrics/mod.rs");
    let readme = file("README.md");
    let names = readme
        .split('`')
        .filter_map(|word| word.strip_prefix("wiredesk_"));
    for name in names {
        let field = format!("    {}: ", name.trim_end_matches("_total"));
        assert!(registered.contains(&field), "wiredesk_{name}");
    }
}

/// What the tests prove is proved for the Kafka that is shipped.
#[test]
fn the_tests_run_the_kafka_of_the_compose_file() {
    let compose = file("docker-compose.yml");
    let version = |text: &str, before: &str, after: char| {
        let (_, rest) = text.split_once(before).expect("Kafka's version");
        rest.split(after).next().map(str::to_owned)
    };
    let shipped = version(&compose, "image: apache/kafka:", '\n');
    let pom = file("tests/kafka/pom.xml");
    let (_, kafka) = pom.split_once("kafka_2.13").expect("Kafka's jar");
    assert_eq!(version(kafka, "<version>", '<'), shipped);
    let docker = file("tests/it/support/java.rs");
    assert_eq!(version(&docker, "\"apache/kafka:", '"'), shipped);
    let said = format!(
        "Tests and `docker-compose.yml` run {}.",
        shipped.unwrap_or_default()
    );
    assert!(file("README.md").contains(&said), "{said}");
}
