//! Legs of the real machine between the topics of a real Kafka, in this process.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::mocking::{MockCluster, MockCoordinator};
use rdkafka::producer::Producer;

use wiredesk::flow::Flow;
use wiredesk::kafka::{self, Delivery, Options, StartFrom};
use wiredesk::metrics::{Metrics, Vitals};
use wiredesk::pipeline::{Control, Leg, Report, Settings, SinkError, run};

use crate::support::broker::{self, Broker};
use crate::support::topics::{self, Names};
use crate::support::{oracle, stories, wait_for};

const LIMIT: Duration = Duration::from_secs(90);

/// A leg at work on a thread of its own.
struct Running {
    control: Control,
    metrics: Arc<Metrics>,
    thread: JoinHandle<Report>,
}

impl Running {
    fn start(broker: &Broker, names: &Names, instance: &str, delivery: Delivery) -> Self {
        Self::start_with(broker, names, |options| {
            options.instance = instance.to_owned();
            options.delivery = delivery;
        })
    }

    fn start_with(broker: &Broker, names: &Names, adapt: impl FnOnce(&mut Options)) -> Self {
        let leg = Leg {
            name: "intake".to_owned(),
            group: names.group.clone(),
            inputs: vec![names.raw.clone()],
            output: names.out.clone(),
            dead_letters: names.dead.clone(),
            work: Leg::intake_work(Arc::new(Flow::built_in())),
        };
        let mut options = Options {
            base: broker.client(),
            instance: "one".to_owned(),
            start_from: StartFrom::Earliest,
            delivery: Delivery::ExactlyOnce,
            extra: [("session.timeout.ms".to_owned(), "6000".to_owned())].into(),
        };
        adapt(&mut options);
        let settings = Settings {
            commit_interval: Duration::from_millis(50),
            ..Settings::default()
        };
        let (source, sink) = kafka::doors(&leg, &options).expect("doors");
        let metrics = Metrics::new();
        let control = Control::new(Arc::clone(&metrics), Vitals::new());
        let held = control.clone();
        let thread = thread::spawn(move || run(&leg, source, sink, &settings, &held));
        Self {
            control,
            metrics,
            thread,
        }
    }

    fn stop(self) -> Report {
        self.control.stop();
        self.thread.join().expect("the leg ends")
    }
}

fn all_committed(broker: &Broker, names: &Names) -> bool {
    let ends = topics::ends(broker, &names.raw, true);
    topics::committed(broker, &names.group, &names.raw) >= ends
}

#[track_caller]
fn stopped_well(report: &Report) {
    assert_eq!((report.left, &report.failure), (0, &None), "{report:?}");
    assert!(report.phases.iter().all(|phase| phase.done), "{report:?}");
}

#[test]
fn a_leg_passes_everything_exactly_once() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "leg-once", 4);
    topics::fill(kafka, &names.raw, stories::stories(3000));
    topics::fill(kafka, &names.raw, [b"{broken".to_vec(), Vec::new()]);
    let leg = Running::start(kafka, &names, "one", Delivery::ExactlyOnce);
    wait_for("everything committed", LIMIT, || {
        all_committed(kafka, &names)
    });
    let lag = || {
        leg.control
            .partitions()
            .iter()
            .map(|p| p.lag.unwrap_or(9))
            .sum::<i64>()
    };
    wait_for("no lag", LIMIT, || lag() == 0);
    assert_eq!(leg.control.vitals().not_ready(), Vec::<String>::new());
    assert_eq!(leg.metrics.messages.get(), 3002);
    stopped_well(&leg.stop());
    let verdict = oracle::judge(kafka, &names);
    assert!(
        verdict.is_exactly_once() && verdict.inputs == 3002,
        "{verdict}"
    );
}

/// Members come and go while stories pass: every change is drained, committed, handed over.
#[test]
fn rebalances_lose_and_double_nothing() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    for (stem, delivery) in [
        ("leg-members", Delivery::ExactlyOnce),
        ("leg-members-alo", Delivery::AtLeastOnce),
    ] {
        let names = Names::made(kafka, stem, 6);
        topics::fill(kafka, &names.raw, stories::stories(2000));
        let first = Running::start(kafka, &names, "one", delivery);
        let filler = topics::filler(kafka);
        let more = |from: u64| {
            for number in from..from + 1500 {
                let partition = i32::try_from(number % 6).expect("small");
                topics::send(
                    &filler,
                    &names.raw,
                    partition,
                    &stories::story(number),
                    None,
                );
                if number % 50 == 0 {
                    thread::sleep(Duration::from_millis(20));
                }
            }
            filler.flush(LIMIT).expect("written");
        };
        let second = Running::start(kafka, &names, "two", delivery);
        more(2000);
        wait_for("both have partitions", LIMIT, || {
            !first.control.partitions().is_empty() && !second.control.partitions().is_empty()
        });
        more(3500);
        let left = first.stop();
        more(5000);
        wait_for("everything committed", LIMIT, || {
            all_committed(kafka, &names)
        });
        stopped_well(&left);
        stopped_well(&second.stop());
        let verdict = oracle::judge(kafka, &names);
        assert_eq!(verdict.inputs, 6500);
        match delivery {
            Delivery::ExactlyOnce => assert!(verdict.is_exactly_once(), "{verdict}"),
            Delivery::AtLeastOnce => assert!(verdict.is_at_least_once(), "{verdict}"),
        }
    }
}

/// The broker is killed in the middle and comes back: the leg lives, is not ready, goes on.
#[test]
fn a_broker_that_goes_away_is_awaited() {
    let Some(kafka) = Broker::own() else { return };
    let Some(server) = &kafka.server else { return };
    let names = Names::made(&kafka, "leg-away", 2);
    topics::fill(&kafka, &names.raw, stories::stories(4000));
    let leg = Running::start(&kafka, &names, "one", Delivery::ExactlyOnce);
    let partitions = || leg.control.partitions();
    wait_for("some are committed", LIMIT, || {
        partitions().iter().any(|p| p.committed > 100)
    });
    server.kill();
    wait_for("not ready", LIMIT, || {
        !leg.control.vitals().not_ready().is_empty()
    });
    assert_eq!(leg.control.vitals().dead(), Vec::<String>::new());
    kafka.restart();
    wait_for("everything committed", LIMIT, || {
        all_committed(&kafka, &names)
    });
    wait_for("ready", LIMIT, || {
        leg.control.vitals().not_ready().is_empty()
    });
    stopped_well(&leg.stop());
    let verdict = oracle::judge(&kafka, &names);
    assert!(
        verdict.is_exactly_once() && verdict.inputs == 4000,
        "{verdict}"
    );
}

/// Where the user said `latest`, what is older is not read, and the start is kept at once.
#[test]
fn a_new_group_begins_where_it_is_told() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "leg-latest", 2);
    topics::fill(kafka, &names.raw, stories::stories(10));
    let latest = |options: &mut Options| options.start_from = StartFrom::Latest;
    let leg = Running::start_with(kafka, &names, latest);
    wait_for("the start committed", LIMIT, || {
        all_committed(kafka, &names)
    });
    topics::fill(kafka, &names.raw, stories::stories(6));
    let out = || oracle::count(kafka, &names.out, oracle::Isolation::Committed);
    wait_for("the later ones", LIMIT, || out() == 6);
    stopped_well(&leg.stop());
}

#[test]
fn a_missing_topic_says_what_creates_it() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::fresh("leg-missing");
    topics::make(kafka, &[&names.raw, &names.dead], 1);
    let leg = Running::start(kafka, &names, "one", Delivery::ExactlyOnce);
    let report = leg.thread.join().expect("the leg ends");
    assert_eq!(
        report.failure,
        Some(SinkError::TopicMissing(names.out.clone()))
    );
    let told = report
        .failure
        .map(|why| why.to_string())
        .unwrap_or_default();
    assert!(told.contains("wiredesk topics --create"), "{told}");
}

/// A header whose name is no UTF-8 must not stop a partition for ever.
#[test]
fn odd_headers_pass() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "leg-headers", 1);
    let filler = topics::filler(kafka);
    let wide = "x".repeat(70_000);
    for value in [&b""[..], b"\xff\xfe", wide.as_bytes()] {
        let headers = OwnedHeaders::new()
            .insert(Header {
                key: "naïve",
                value: Some(value),
            })
            .insert(Header {
                key: "",
                value: None::<&[u8]>,
            });
        let story = stories::story(1);
        topics::send(&filler, &names.raw, 0, &story, Some(headers));
    }
    filler.flush(LIMIT).expect("written");
    let leg = Running::start(kafka, &names, "one", Delivery::ExactlyOnce);
    wait_for("everything committed", LIMIT, || {
        all_committed(kafka, &names)
    });
    stopped_well(&leg.stop());
    let verdict = oracle::judge(kafka, &names);
    assert!(
        verdict.is_exactly_once() && verdict.inputs == 3,
        "{verdict}"
    );
}

/// A commit whose answer does not come in time is doubted, though the library itself would say
/// in the end that all is well; the leg goes on under a new producer. The mock cluster keeps no
/// offsets of transactions, so only the signs are looked at.
#[test]
fn a_slow_commit_is_doubted() {
    let cluster = MockCluster::new(2).expect("a mock cluster");
    let names = Names::fresh("leg-doubt");
    for topic in [&names.raw, &names.out, &names.dead] {
        cluster.create_topic(topic, 1, 1).expect("a topic");
        let led = cluster.partition_leader(topic, 0, Some(1));
        led.expect("led by the first");
    }
    // The second broker has nothing to do but to end transactions.
    let group = MockCoordinator::Group(names.group.clone());
    cluster.coordinator(group, 1).expect("a coordinator");
    let ends = MockCoordinator::Transaction(format!("{}-one", names.group));
    cluster.coordinator(ends, 2).expect("a coordinator");
    let mut base = ClientConfig::new();
    base.set("bootstrap.servers", cluster.bootstrap_servers());
    let mock = Broker {
        bootstrap: cluster.bootstrap_servers(),
        server: None,
    };
    topics::fill(&mock, &names.raw, stories::stories(20));
    let quick = |options: &mut Options| {
        let settings = [
            ("socket.timeout.ms", "1000"),
            ("message.timeout.ms", "4000"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        options.extra.extend(settings);
        options.base = base;
    };
    let leg = Running::start_with(&mock, &names, quick);
    let transactions = |ending: &'static str| {
        let wanted = format!("wiredesk_transactions_total{{ending=\"{ending}\"}} ");
        let text = leg.metrics.encode();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(wanted.as_str()));
        line.and_then(|count| count.parse::<u64>().ok())
            .unwrap_or(0)
    };
    wait_for("a first commit", LIMIT, || transactions("committed") > 0);
    let calm = leg.metrics.doubts.get();
    let slow = Duration::from_millis(2500);
    cluster
        .broker_round_trip_time(2, slow)
        .expect("a slow broker");
    topics::fill(&mock, &names.raw, stories::stories(5));
    wait_for("a doubt", LIMIT, || leg.metrics.doubts.get() > calm);
    assert!(transactions("aborted") > 0);
    cluster
        .broker_round_trip_time(2, Duration::ZERO)
        .expect("a quick broker");
    let committed = transactions("committed");
    wait_for("the leg goes on", LIMIT, || {
        transactions("committed") > committed
    });
    let report = leg.stop();
    assert_eq!(report.failure, None, "{report:?}");
}
