//! Seeded faults over the real driver: whatever fails, every input ends exactly once, in order.
//!
//! `WIREDESK_FAULT_SEEDS` asks for more seeds. A failure names its seed, which repeats the faults
//! (not the interleaving of the threads).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wiredesk::memory::{Faults, MemoryBroker};
use wiredesk::pipeline::{Settings, Work, one_by_one};

use crate::machine::{assert_exactly_once, obedient, obeying, quick, run_to_end, varied};
use crate::support::setting;

/// Everything goes wrong now and then; rates that let a run end within a second or so.
fn faults(seed: u64) -> Faults {
    // Each seed leaves out some kinds, so that one fault does not always hide another.
    let on = |bit: u64, rate: u64| if seed >> bit & 1 == 0 { rate } else { 0 };
    Faults {
        seed,
        revoke: on(0, 400),
        lose: on(1, 700),
        commit_fails: on(2, 8),
        commit_happens: on(3, 8),
        commit_hangs: on(4, 5),
        send_fails: on(5, 1500),
        open_fails: on(6, 4),
        offsets_fail: on(7, 4),
        slow: on(8, 6),
    }
}

/// Panics on every seventh message or so, once on each, on top of what the messages ask for.
fn panicky() -> Arc<Work> {
    let (obey, panicked) = (obeying(), Mutex::new(BTreeSet::new()));
    one_by_one(move |message, passed| {
        let position = &message.position;
        let place = (position.partition, position.offset);
        let first = position.offset % 7 == 3 && panicked.lock().expect("whole").insert(place);
        assert!(!first, "as asked");
        obey(message, passed)
    })
}

fn settings(seed: u64) -> Settings {
    Settings {
        workers: 1 + usize::try_from(seed % 4).expect("small"),
        revoke_drain: Duration::from_millis(if seed.is_multiple_of(3) { 2 } else { 500 }),
        in_flight_bytes: if seed.is_multiple_of(2) {
            20_000
        } else {
            1 << 20
        },
        batch_bytes: 2_000,
        commit_interval: Duration::from_millis(1),
        ..quick()
    }
}

#[test]
fn whatever_fails_every_input_ends_exactly_once() {
    std::panic::set_hook(Box::new(|info| {
        if info.payload_as_str() != Some("as asked") {
            eprintln!("{info}");
        }
    }));
    let mut happened: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..setting("WIREDESK_FAULT_SEEDS", 64) {
        let broker = MemoryBroker::new(faults(seed * 37 + 1));
        let inputs = varied(3, 300);
        inputs.iter().for_each(|input| broker.feed(input.clone()));
        let report = run_to_end(&broker, panicky(), &settings(seed));
        let context = format!("seed {seed}: {report:?}, {:?}", broker.happened());
        assert!(broker.finished(), "not all committed; {context}");
        assert_eq!(broker.broken(), Vec::<String>::new(), "{context}");
        assert_eq!(report.failure, None, "{context}");
        assert_exactly_once(&broker.published(), &inputs);
        for (fault, count) in broker.happened() {
            *happened.entry(fault).or_default() += count;
        }
    }
    // A run in which nothing went wrong proves nothing.
    for fault in [
        "revoke",
        "lose",
        "commit fails",
        "commit happens",
        "commit hangs",
        "hanging came true",
        "send",
        "open",
        "offsets",
        "slow",
    ] {
        assert!(
            happened.get(fault).is_some_and(|count| *count >= 5),
            "{fault}: {happened:?}"
        );
    }
}

/// At least once the same loop loses nothing, and doubles only where something failed.
#[test]
fn at_least_once_loses_nothing() {
    for seed in 0..setting("WIREDESK_FAULT_SEEDS", 12) {
        let broker = MemoryBroker::new(faults(seed)).at_least_once();
        let inputs = varied(3, 200);
        inputs.iter().for_each(|input| broker.feed(input.clone()));
        let report = run_to_end(&broker, obedient(), &settings(seed));
        assert!(
            broker.finished(),
            "seed {seed}: {report:?}, {:?}",
            broker.happened()
        );
        let published = broker.published();
        let mut seen: BTreeMap<(i32, i64), usize> = BTreeMap::new();
        for (origin, _) in &published {
            *seen
                .entry((origin.partition.partition, origin.offset))
                .or_default() += 1;
        }
        for input in &inputs {
            let place = (input.position.partition, input.position.offset);
            assert!(seen.contains_key(&place), "seed {seed}: {place:?} lost");
        }
    }
}

/// The law must be able to fail: a sink that forgets its promise is noticed.
#[test]
fn the_law_notices_a_doubled_record() {
    let broker = MemoryBroker::default();
    let inputs = varied(1, 10);
    inputs.iter().for_each(|input| broker.feed(input.clone()));
    run_to_end(&broker, obedient(), &quick());
    let published = broker.published();
    for wrong in [
        [&published[..], &published[..1]].concat(),
        published[1..].to_vec(),
        [&published[1..2], &published[..1], &published[2..]].concat(),
    ] {
        let verdict = std::panic::catch_unwind(|| assert_exactly_once(&wrong, &inputs));
        assert!(verdict.is_err());
    }
}
