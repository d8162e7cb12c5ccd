//! The daemon against librdkafka's mock cluster, which errs on demand: broker errors, coordinators
//! that move, brokers that go, members that die. The mock models no transactions and drops the
//! offsets committed inside of them, so what is proved here is that nothing is lost and that the
//! daemon goes on; exactly once is proved on the real broker.

use std::time::Duration;

use rdkafka::mocking::MockCoordinator;
use rdkafka::types::{RDKafkaApiKey as Api, RDKafkaRespErr as Code};
use wiredesk::kafka::embedded::EmbeddedBroker;

use crate::support::broker::Broker;
use crate::support::daemon::{Daemon, Setup};
use crate::support::oracle::{self, Isolation};
use crate::support::topics::{self, Names};
use crate::support::{stories, wait_for};

const LIMIT: Duration = Duration::from_secs(90);
const PARTITIONS: i32 = 4;
/// The mock keeps 5 MiB a partition; these are far below.
const COUNT: u64 = 1_000;

/// A mock cluster of three brokers with the topics of a test.
struct Mock {
    embedded: EmbeddedBroker,
    broker: Broker,
    names: Names,
}

impl Mock {
    fn start(stem: &str) -> Mock {
        let names = Names::fresh(stem);
        let topics = [&names.raw, &names.out, &names.dead].map(|name| (name.as_str(), PARTITIONS));
        let embedded = EmbeddedBroker::with_brokers(3, &topics).expect("a mock cluster");
        let broker = Broker {
            bootstrap: embedded.bootstrap().to_owned(),
            server: None,
        };
        Mock {
            embedded,
            broker,
            names,
        }
    }

    fn setup(&self, delivery: &'static str) -> Setup {
        Setup {
            delivery,
            ..Setup::new(&self.broker.bootstrap, &self.names)
        }
    }

    fn fill(&self) {
        topics::fill(
            &self.broker,
            &self.names.raw,
            (0..COUNT).map(stories::story),
        );
    }

    /// The next requests of these kinds fail, each with all of these errors in turn.
    fn fail(&self, apis: &[Api], codes: &[Code]) {
        let cluster = self.embedded.cluster().expect("it has one");
        for api in apis {
            cluster.request_errors(*api, codes);
        }
    }

    fn records(&self) -> usize {
        let topics = [&self.names.out, &self.names.dead];
        topics
            .iter()
            .map(|t| oracle::count(&self.broker, t, Isolation::Committed))
            .sum()
    }

    /// Waits until there are as many ends as inputs, and judges that none is lost.
    #[track_caller]
    fn nothing_is_lost(&self, daemon: &Daemon, inputs: u64) {
        let mut last = None;
        wait_for("every story to have its end", LIMIT, || {
            last = (self.records() as u64 >= inputs)
                .then(|| oracle::judge(&self.broker, &self.names))
                .filter(|verdict| verdict.is_at_least_once());
            last.is_some() || !daemon.process.is_alive()
        });
        let verdict = last.unwrap_or_else(|| panic!("it ended:\n{}", daemon.process.log_tail()));
        assert_eq!(verdict.inputs as u64, inputs, "{verdict}");
    }
}

/// Errors that pass: a leader that moved, a request that timed out, a cut connection.
const PASSING: &[Code] = &[
    Code::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
    Code::RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
    Code::RD_KAFKA_RESP_ERR__TRANSPORT,
];
/// Errors of a coordinator that is loading or has moved.
const COORDINATOR: &[Code] = &[
    Code::RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
    Code::RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
];

/// Reading, writing and committing fail while stories pass.
#[test]
fn errors_of_the_broker_cost_no_story() {
    for delivery in ["at-least-once", "exactly-once"] {
        let mock = Mock::start("mock-errors");
        mock.fill();
        mock.fail(&[Api::Produce, Api::Fetch], PASSING);
        mock.fail(
            &[Api::OffsetCommit, Api::OffsetFetch, Api::JoinGroup],
            COORDINATOR,
        );
        let daemon = mock.setup(delivery).start();
        wait_for("some records", LIMIT, || mock.records() > 0);
        mock.fail(&[Api::Produce, Api::Fetch], PASSING);
        mock.fail(&[Api::Heartbeat, Api::OffsetCommit], COORDINATOR);
        mock.fill();
        mock.nothing_is_lost(&daemon, 2 * COUNT);
        assert_eq!(daemon.terminate(), 0, "{}", daemon.process.log_tail());
    }
}

/// Each step of a transaction is refused once in a way that ends the transaction or the
/// producer's life: the leg gives up what is open, makes the producer anew, and goes on.
#[test]
fn a_refused_transaction_is_given_up_and_done_again() {
    let fatal = [Code::RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH];
    let steps = [Api::AddPartitionsToTxn, Api::TxnOffsetCommit, Api::EndTxn];
    for step in steps {
        let mock = Mock::start("mock-steps");
        mock.fail(&[step], &fatal);
        mock.fill();
        let daemon = mock.setup("exactly-once").start();
        mock.nothing_is_lost(&daemon, COUNT);
        let gave_up = daemon.process.log().contains("the leg goes back");
        assert!(gave_up, "{step:?} was refused and nothing came of it");
        assert_eq!(daemon.terminate(), 0, "{}", daemon.process.log_tail());
    }
}

/// The group's coordinator moves and its old broker goes down for a while.
#[test]
fn a_lost_coordinator_costs_no_story() {
    let mock = Mock::start("mock-coordinator");
    let cluster = mock.embedded.cluster().expect("it has one");
    let group = || MockCoordinator::Group(mock.names.group.clone());
    cluster.coordinator(group(), 1).expect("set");
    mock.fill();
    let daemon = mock.setup("at-least-once").start();
    wait_for("some records", LIMIT, || mock.records() > 0);
    cluster.coordinator(group(), 2).expect("set");
    cluster.broker_down(1).expect("down");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(daemon.get("/livez").0, 200, "{}", daemon.process.log_tail());
    cluster.broker_up(1).expect("up");
    mock.fill();
    mock.nothing_is_lost(&daemon, 2 * COUNT);
    assert_eq!(daemon.terminate(), 0, "{}", daemon.process.log_tail());
}

/// A second member joins and the first dies: what it had is done by the other.
#[test]
fn a_dead_member_is_followed_by_another() {
    let mock = Mock::start("mock-members");
    mock.fill();
    let setup = mock.setup("at-least-once");
    let first = setup.start();
    wait_for("some records", LIMIT, || mock.records() > 0);
    let second = setup.instance("two").start();
    mock.fill();
    first.process.kill();
    mock.fill();
    mock.nothing_is_lost(&second, 3 * COUNT);
    assert_eq!(second.terminate(), 0, "{}", second.process.log_tail());
}
