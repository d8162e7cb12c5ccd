//! The same machine with a planted fault: offsets are committed outside the transaction. The
//! judge that finds no fault in the program must find this one, each way round.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::producer::{BaseProducer, Producer};
use rdkafka::{Offset as At, TopicPartitionList};
use wiredesk::flow::Flow;
use wiredesk::kafka::{self, Delivery, KafkaSink, Options, StartFrom};
use wiredesk::metrics::{Metrics, Vitals};
use wiredesk::pipeline::{
    Control, Leg, Mark, Origin, Outgoing, Settings, Sink, SinkError, TopicPartition, run,
};

use crate::support::broker::{self, Broker};
use crate::support::oracle::{self, Verdict};
use crate::support::topics::{self, Names};
use crate::support::{stories, wait_for};

const LIMIT: Duration = Duration::from_secs(60);
/// Every so many commits it dies between the one and the other.
const DEATH_EVERY: usize = 3;

/// What is committed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Offsets,
    Records,
}

/// The real sink, but for its offsets: they go through a transaction of their own.
struct Apart {
    inner: KafkaSink,
    first: First,
    offsets: BaseProducer,
    member: BaseConsumer,
    commits: usize,
    deaths: Arc<AtomicUsize>,
}

impl Apart {
    fn commit_apart(&self, marks: &[Mark]) {
        let mut list = TopicPartitionList::new();
        for mark in marks {
            let at = At::Offset(mark.offset);
            let TopicPartition { topic, partition } = &mark.partition;
            list.add_partition_offset(topic, *partition, at)
                .expect("offset");
        }
        let group = self.member.group_metadata().expect("a group");
        self.offsets.begin_transaction().expect("begin");
        self.offsets
            .send_offsets_to_transaction(&list, &group, LIMIT)
            .expect("offsets");
        self.offsets.commit_transaction(LIMIT).expect("commit");
    }

    /// Dying is a doubt: what is open is given up and everything goes back to what is committed.
    /// Commits that only say where work begins are passed over.
    fn die(&mut self, marks: &[Mark]) -> Result<(), SinkError> {
        let moves_on = marks.iter().any(|mark| mark.tries == 0);
        self.commits += usize::from(moves_on);
        if moves_on && self.commits.is_multiple_of(DEATH_EVERY) {
            self.deaths.fetch_add(1, Ordering::Relaxed);
            return Err(SinkError::Doubt("planted".to_owned()));
        }
        Ok(())
    }
}

impl Sink for Apart {
    fn open(&mut self) -> Result<(), SinkError> {
        self.inner.open()
    }

    fn send(&mut self, message: &Outgoing, origin: Origin) -> Result<(), SinkError> {
        self.inner.send(message, origin)
    }

    fn flush(&mut self) -> Result<bool, SinkError> {
        self.inner.flush()
    }

    fn commit(&mut self, marks: &[Mark]) -> Result<(), SinkError> {
        match self.first {
            First::Offsets => {
                self.commit_apart(marks);
                self.die(marks)?;
                self.inner.commit(&[])
            }
            First::Records => {
                self.inner.commit(&[])?;
                self.die(marks)?;
                self.commit_apart(marks);
                Ok(())
            }
        }
    }
}

/// Passes stories through the sabotaged machine and lets the judge look.
fn sabotage(kafka: &Broker, first: First) -> Verdict {
    let names = Names::made(kafka, "sabotage", 2);
    topics::fill(kafka, &names.raw, stories::stories(12_000));
    let leg = Leg {
        name: "intake".to_owned(),
        group: names.group.clone(),
        inputs: vec![names.raw.clone()],
        output: names.out.clone(),
        dead_letters: names.dead.clone(),
        work: Leg::intake_work(Arc::new(Flow::built_in())),
    };
    let options = Options {
        base: kafka.client(),
        instance: "one".to_owned(),
        start_from: StartFrom::Earliest,
        delivery: Delivery::ExactlyOnce,
        extra: [].into(),
    };
    let (source, inner) = kafka::doors(&leg, &options).expect("doors");
    let apart = format!("{}-apart", names.group);
    let offsets: BaseProducer = kafka
        .client()
        .set("transactional.id", apart)
        .create()
        .expect("producer");
    offsets.init_transactions(LIMIT).expect("init");
    let member = kafka
        .client()
        .set("group.id", &names.group)
        .create()
        .expect("consumer");
    let deaths = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&deaths);
    let sink = Apart {
        inner,
        first,
        offsets,
        member,
        commits: 0,
        deaths: counted,
    };
    let settings = Settings {
        commit_interval: Duration::from_millis(50),
        commit_bytes: 1 << 20,
        backoff: (Duration::from_millis(10), Duration::from_millis(50)),
        ..Settings::default()
    };
    let control = Control::new(Metrics::new(), Vitals::new());
    let held = control.clone();
    let running = std::thread::spawn(move || run(&leg, source, sink, &settings, &held));
    let ends = topics::ends(kafka, &names.raw, true);
    wait_for("the last offset", LIMIT, || {
        topics::committed(kafka, &names.group, &names.raw) == ends
    });
    control.stop();
    running.join().expect("it ends");
    assert!(deaths.load(Ordering::Relaxed) >= 2, "it never died");
    oracle::judge(kafka, &names)
}

#[test]
fn offsets_before_the_records_lose_stories_and_the_judge_sees_it() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let verdict = sabotage(kafka, First::Offsets);
    assert!(
        !verdict.is_at_least_once() && !verdict.lost.is_empty(),
        "{verdict}"
    );
}

#[test]
fn offsets_after_the_records_double_stories_and_the_judge_sees_it() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let verdict = sabotage(kafka, First::Records);
    assert!(
        verdict.is_at_least_once() && !verdict.is_exactly_once(),
        "{verdict}"
    );
    assert!(!verdict.doubled.is_empty(), "{verdict}");
}
