//! The program and the machine on a real Apache Kafka.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use wiredesk::kafka::topics::{Finding, TopicPlan, Topics};

use crate::support::broker::{self, Broker};
use crate::support::oracle::{self, End, Isolation};
use crate::support::stories;
use crate::support::topics::{self, Names};

const LIMIT: Duration = Duration::from_secs(20);

/// A broker that takes topics, transactions and shows each reader what it may see.
#[test]
fn the_broker_keeps_aborted_transactions_from_readers() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::made(kafka, "aborts", 4);
    topics::fill(kafka, &names.raw, stories::stories(10));
    assert_eq!(
        topics::ends(kafka, &names.raw, true).iter().sum::<i64>(),
        10
    );

    let producer: BaseProducer = kafka
        .client()
        .set("transactional.id", &names.group)
        .create()
        .expect("producer");
    producer.init_transactions(LIMIT).expect("init");
    for round in 0..4 {
        producer.begin_transaction().expect("begin");
        let record = BaseRecord::<(), str>::to(&names.out).payload("one");
        producer.send(record).expect("send");
        producer.flush(LIMIT).expect("flush");
        if round % 2 == 0 {
            producer.commit_transaction(LIMIT).expect("commit");
        } else {
            producer.abort_transaction(LIMIT).expect("abort");
        }
    }
    assert_eq!(oracle::count(kafka, &names.out, Isolation::Committed), 2);
    assert_eq!(oracle::count(kafka, &names.out, Isolation::Uncommitted), 4);
}

/// A broker of one's own goes away and comes back with its files; the supervisor obeys.
#[test]
fn a_killed_broker_comes_back_with_its_topics() {
    let Some(kafka) = Broker::own() else { return };
    let Some(server) = &kafka.server else { return };
    let names = Names::made(&kafka, "back", 1);
    topics::fill(&kafka, &names.raw, stories::stories(3));
    server.kill();
    assert!(!server.is_alive());
    kafka.restart();
    assert_eq!(oracle::count(&kafka, &names.raw, Isolation::Committed), 3);
}

/// The judge sees each kind of wrong; one that never fails would prove nothing.
#[test]
fn the_oracle_finds_what_is_wrong() {
    let inputs: BTreeMap<_, _> = (0..3)
        .map(|o| ((0, o), Some(format!("hash {o}"))))
        .collect();
    let end = |offset: i64, item: (u32, u32)| End {
        topic: "out".to_owned(),
        partition: 0,
        input: Some((0, offset)),
        item: Some(item),
        sha256: Some(format!("hash {offset}")),
    };
    let all = || {
        vec![
            end(0, (0, 1)),
            end(1, (0, 2)),
            end(1, (1, 2)),
            end(2, (0, 1)),
        ]
    };
    let weigh = |ends| oracle::weigh(&inputs, ends);
    assert!(weigh(all()).is_exactly_once());

    let mut lost = all();
    lost.pop();
    assert_eq!(weigh(lost).lost, [(0, 2)]);
    let mut torn = all();
    torn.remove(2);
    assert_eq!(weigh(torn).torn, [(0, 1)]);
    let mut doubled = all();
    doubled.push(end(2, (0, 1)));
    let verdict = weigh(doubled);
    assert_eq!(verdict.doubled, [((0, 2), 0)]);
    assert!(verdict.is_at_least_once() && !verdict.is_exactly_once());
    let mut foreign = all();
    foreign.push(end(7, (0, 1)));
    foreign.push(End {
        sha256: Some("other".to_owned()),
        ..end(0, (0, 1))
    });
    foreign.push(End {
        item: None,
        ..end(0, (0, 1))
    });
    assert_eq!(weigh(foreign).foreign.len(), 3);
    let mut disordered = all();
    disordered.swap(0, 3);
    assert_eq!(weigh(disordered).disordered.len(), 2);
}

/// Made once, found the second time; what is wrong is said, all of it.
#[test]
fn topics_are_made_once_and_checked() {
    let Some(kafka) = broker::shared() else {
        return;
    };
    let names = Names::fresh("plan");
    let plan = |name: &String, partitions| TopicPlan {
        name: name.clone(),
        partitions,
        replication: 1,
        message_bytes: 2_097_152,
        retention: Some(Duration::from_secs(86_400)),
    };
    let mut plans = vec![plan(&names.raw, 2), plan(&names.out, 3)];
    let client = Topics::new(&kafka.client(), LIMIT).expect("client");
    let say = |findings: Vec<Finding>| -> Vec<String> {
        findings
            .iter()
            .map(|f| f.to_string().replace(&names.raw, "raw"))
            .collect()
    };
    let missing = topics::block_on(client.check(&plans)).expect("check");
    assert!(
        missing.iter().all(|f| matches!(f, Finding::Missing { .. })),
        "{missing:?}"
    );
    let made = topics::block_on(client.create(&plans)).expect("create");
    assert!(
        made.iter().all(|f| matches!(f, Finding::Made { .. })),
        "{made:?}"
    );
    let again = topics::block_on(client.create(&plans)).expect("create");
    assert!(
        again.iter().all(|f| matches!(f, Finding::Fits { .. })),
        "{again:?}"
    );

    plans.truncate(1);
    plans[0].partitions = 5;
    plans[0].message_bytes = 4_000_000;
    let wrong = say(topics::block_on(client.create(&plans)).expect("create"));
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(
        wrong[0].starts_with("raw: has 2 partitions, 5 are configured"),
        "{wrong:?}"
    );
    assert!(
        wrong[1].starts_with("raw: max.message.bytes is 2097152"),
        "{wrong:?}"
    );
}
