//! A whole run over the doors in memory: served, stopped, told how it went.

use std::time::Duration;

use tokio::sync::oneshot;

use super::{App, Ending, flow, stuck};
use crate::config::{Config, LexiconFile, ModelFile};
use crate::memory::{Faults, MemoryBroker};
use crate::message::{Position, RawMessage};

fn config() -> Config {
    let mut config = Config::default();
    config.http.bind = Some(([127, 0, 0, 1], 0).into());
    config.pipeline.workers = Some(2);
    config
}

async fn app(config: Config) -> App {
    let flow = flow(&config).expect("the compiled-in tables are sound");
    App::build(config, flow).await.expect("built")
}

fn message(offset: i64) -> RawMessage {
    RawMessage {
        value: Some(b"not much of a story".to_vec()),
        key: None,
        headers: Vec::new(),
        position: Position {
            topic: "newswire.raw".into(),
            partition: 0,
            offset,
        },
        timestamp: None,
    }
}

#[tokio::test]
async fn a_run_ends_in_order_when_it_is_told_to() {
    let broker = MemoryBroker::new(Faults::default());
    for offset in 0..100 {
        broker.feed(message(offset));
    }
    let app = app(config()).await;
    assert!(app.http_address().is_some());
    let metrics = std::sync::Arc::clone(app.metrics());
    let (stop, stopped) = oneshot::channel::<()>();
    let (source, sink) = (broker.source(), broker.sink());
    let run = tokio::spawn(app.run_between(source, sink, async { drop(stopped.await) }));
    let begin = std::time::Instant::now();
    while !broker.finished() && begin.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.send(()).expect("it runs");
    let ending = run.await.expect("no panic").expect("a run");
    assert_eq!(ending, Ending::Stopped);
    assert_eq!(metrics.messages.get(), 100);
    assert_eq!(broker.broken(), Vec::<String>::new());
}

#[tokio::test]
async fn a_taken_address_is_said_before_anything_starts() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut config = config();
    config.http.bind = taken.local_addr().ok();
    let flow = flow(&config).expect("sound");
    let error = App::build(config, flow).await.expect_err("taken");
    assert!(format!("{error:#}").starts_with("http.bind: cannot listen on 127.0.0.1:"));
}

/// Dead at every look for the whole time is stuck; a process that was stopped for longer than
/// that, and goes on, is dead at one look only.
#[tokio::test]
async fn only_what_stays_dead_is_stuck() {
    let (look, time) = (Duration::from_millis(2), Duration::from_millis(20));
    let begin = std::time::Instant::now();
    stuck(|| vec!["worker 0".to_owned()], look, time).await;
    assert!(begin.elapsed() >= time);
    let looks = std::cell::Cell::new(0);
    let now_and_then = || {
        looks.set(looks.get() + 1);
        let dead = looks.get() % 2 == 0;
        dead.then(|| "worker 0".to_owned()).into_iter().collect()
    };
    let never = tokio::time::timeout(5 * time, stuck(now_and_then, look, time)).await;
    assert!(never.is_err() && looks.get() > 2);
}

#[test]
fn broken_tables_and_models_are_said_together() {
    let mut config = config();
    config.lexicon_files.push(LexiconFile {
        path: "own/months.toml".to_owned(),
        table: "months.toml".to_owned(),
        bytes: b"[months]\n13 = [\"x\"]\n".to_vec(),
    });
    config.models.push(ModelFile {
        path: "own/names.tsv.zst".to_owned(),
        name: "names.tsv.zst",
        bytes: b"not packed".to_vec(),
    });
    let problems = flow(&config).expect_err("broken");
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("lexicon.files: ") && said[0].ends_with("(own/months.toml:2)"));
    let expected = "enrich.models: own/names.tsv.zst: not zstd, or cut: ";
    assert!(said[1].starts_with(expected), "{said:?}");
}
