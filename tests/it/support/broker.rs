//! A real Kafka for the tests: the one named by the environment, else from jars, else in Docker.
//!
//! One broker serves the whole run. Where none can be had the tests say so on stderr, past the
//! capture of the test harness, and with `CI=true` they fail.

use std::io::Write;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};

use super::java;
use super::supervisor::Supervised;

const UP_WITHIN: Duration = Duration::from_secs(60);

/// A broker that answers.
pub struct Broker {
    /// `host:port`.
    pub bootstrap: String,
    /// The process, where it is ours.
    pub server: Option<Supervised>,
}

impl Broker {
    /// A broker of one's own, for tests that kill it. `None` where none can be started here.
    pub fn own() -> Option<Broker> {
        match start() {
            Ok(broker) => Some(broker),
            Err(why) => {
                refuse(&why);
                None
            }
        }
    }

    /// A broker of one's own with a guarded door, which is open at the other.
    pub fn secured() -> Option<(Broker, java::Secured)> {
        let begun = java::secured().and_then(|(server, doors)| {
            let broker = ready((server, doors.open.clone()))?;
            Ok((broker, doors))
        });
        begun.map_err(|why| refuse(&why)).ok()
    }

    /// Starts a killed broker again and waits until it answers.
    pub fn restart(&self) {
        let server = self
            .server
            .as_ref()
            .expect("only a broker of one's own is killed");
        server.restart();
        await_answer(self).expect("the broker is back");
    }

    /// A client configuration that knows this broker.
    pub fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.bootstrap);
        config.set("allow.auto.create.topics", "false");
        config
    }
}

/// The broker of the run; `None`, said loudly, where there is none.
pub fn shared() -> Option<&'static Broker> {
    static SHARED: OnceLock<Result<Broker, String>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| match std::env::var("WIREDESK_TEST_KAFKA") {
        Ok(bootstrap) => {
            let broker = Broker {
                bootstrap,
                server: None,
            };
            await_answer(&broker).map(|()| broker)
        }
        Err(_) => start(),
    });
    match shared {
        Ok(broker) => Some(broker),
        Err(why) => {
            refuse(why);
            None
        }
    }
}

fn refuse(why: &str) {
    let test = std::thread::current();
    let name = test.name().unwrap_or("a test").to_owned();
    let line = format!(
        "\n*** NOT RUN: {name} needs a real Kafka and there is none. {why}\n\
         *** Install Java 17 and Maven, or set WIREDESK_TEST_KAFKA=host:port.\n"
    );
    // The macro's output would be captured and never seen of a test that passes.
    let _ = std::io::stderr().write_all(line.as_bytes());
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!in_ci, "broker tests must run in CI: {why}");
}

fn start() -> Result<Broker, String> {
    // Three tries: a port that was free may be taken when the broker comes to it.
    let mut whys = Vec::new();
    for begin in [java::from_jars, java::from_jars, java::from_docker] {
        match begin().and_then(ready) {
            Ok(broker) => return Ok(broker),
            Err(why) => whys.push(why),
        }
    }
    whys.dedup();
    Err(whys.join("; "))
}

fn ready((server, bootstrap): (Supervised, String)) -> Result<Broker, String> {
    let broker = Broker {
        bootstrap,
        server: Some(server),
    };
    await_answer(&broker).map(|()| broker)
}

fn await_answer(broker: &Broker) -> Result<(), String> {
    let begin = Instant::now();
    let consumer: BaseConsumer = broker.client().create().map_err(|e| e.to_string())?;
    while begin.elapsed() < UP_WITHIN {
        if consumer
            .fetch_metadata(None, Duration::from_secs(1))
            .is_ok()
        {
            return Ok(());
        }
        if broker
            .server
            .as_ref()
            .is_some_and(|server| !server.is_alive())
        {
            break;
        }
    }
    let tail = broker
        .server
        .as_ref()
        .map(Supervised::log_tail)
        .unwrap_or_default();
    Err(format!("no answer from {}: {tail}", broker.bootstrap))
}
