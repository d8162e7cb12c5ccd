//! The sample wire does what it is there to show: every message ends as an editor expects.
//!
//! In: the messages of the demonstration. Out: for each its kind and place, or its dead letter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use wiredesk::cli::sample::{self, Sample};
use wiredesk::flow::Flow;
use wiredesk::message::{Position, RawMessage};
use wiredesk::record::Outcome;

/// Message, kind and number (or dead letter), place and country. What comes twice ends alike,
/// except where it is cut on the way.
const EXPECTED: &[(&str, &str, &str)] = &[
    ("adnkronos.txt", "new", "Cremona IT"),
    ("advisory.txt", "advisory", ""),
    ("afp-attention.txt", "update", "Marseille FR"),
    ("afp-french.txt", "new", "Rennes FR"),
    ("afp-urgent.txt", "alert", "Marseille FR"),
    ("am-digest.txt", "new|advisory", ""),
    ("analysis.txt", "new", "San Pedro de Atacama CL"),
    ("ansa.txt", "new", "Potenza IT"),
    ("arabic.txt", "new", "أسوان EG"),
    ("askanews.txt", "new", "Roma IT"),
    ("bernama.txt", "new", "Kuantan MY"),
    ("broken-gateway.html", "error-page", ""),
    ("broken-truncated.json", "json-syntax", ""),
    ("bulletin.txt", "alert", "Reykjavik IS"),
    ("business-brief.txt", "new", ""),
    ("businesswire.txt", "new", "Marlborough US"),
    ("column.txt", "new", "London GB"),
    ("dam-add.txt", "add 1", ""),
    ("dam-newsalert.txt", "new|alert", "Susanville US"),
    ("dam-story.txt", "new", "Susanville US"),
    ("dam-writethru.txt", "update 1", "Susanville US"),
    (
        "dpa-berichtigung.txt",
        "correction",
        "Garmisch-Partenkirchen DE",
    ),
    ("dpa-kill.txt", "kill", ""),
    ("dpa.txt", "new", "Garmisch-Partenkirchen DE"),
    ("efe.txt", "new", "Tegucigalpa HN"),
    ("embargo.json", "new", "Lisbon PT"),
    ("envelope-html.json", "new", ""),
    ("envelope-text.json", "new", "Appenzell CH"),
    ("envelope.json", "update 2", "Rotterdam NL"),
    ("factbox.txt", "new", ""),
    ("ferry-alert.txt", "alert", ""),
    ("ferry-corrected.txt", "correction 1", "Stavanger NO"),
    ("ferry-story.txt", "new", "Stavanger NO"),
    ("ferry-update-1.txt", "update 1", "Stavanger NO"),
    ("ferry-wrapup.txt", "update 2", "Oslo NO"),
    ("hold.txt", "advisory", ""),
    ("ians-kill.txt", "kill", ""),
    ("interfax-ru.txt", "new", "?"),
    ("interview.txt", "new|decompress-corrupt", "?"),
    ("japanese.txt", "new", "?"),
    ("kill-ap.txt", "kill", ""),
    ("kyodo.txt", "new", "Niigata JP"),
    ("line-test.txt", "new|advisory", ""),
    ("lusa.txt", "new", "Porto PT"),
    ("museum-substitute.txt", "update", "?"),
    ("nothing", "empty", ""),
    ("obituary.txt", "new", "Oslo NO"),
    ("picture", "binary", ""),
    ("preview.txt", "new", "Ghent BE"),
    ("prnewswire.txt", "new", "Austin US"),
    ("pti.txt", "new", "Kochi IN"),
    ("qna.txt", "new", "Zurich CH"),
    ("refile.txt", "correction", "Accra GH"),
    ("ritzau.txt", "new", "?"),
    ("rpt-exclusive.txt", "repeat", "Dresden DE"),
    ("sputnik-page.txt", "update", "Astana KZ"),
    ("sputnik-rpt.txt", "repeat", "Vienna AT"),
    ("tass.txt", "new", "?"),
    ("timeline.txt", "new", ""),
    ("tt-latin1.txt", "new", "?"),
    ("upi.txt", "new", "Lubec US"),
    ("withdrawn.txt", "kill", ""),
    ("xinhua-zh.txt", "new", "?"),
    ("xinhua.txt", "new", "Hangzhou CN"),
    ("yonhap-2nd-lead.txt", "update 2", "Seoul KR"),
    ("yonhap-lead.txt", "update", "Seoul KR"),
];

fn message(index: usize, sample: &Sample) -> RawMessage {
    let headers = sample.headers.iter();
    RawMessage {
        value: Some(sample.value.clone()),
        key: None,
        headers: headers
            .map(|(name, value)| ((*name).to_owned(), Some(value.clone().into_bytes())))
            .collect(),
        position: Position {
            topic: Arc::from("sample"),
            partition: 0,
            offset: i64::try_from(index).expect("few"),
        },
        timestamp: None,
    }
}

/// How a message ended: kind or code, and place with country.
fn end(outcome: &Outcome) -> (String, String) {
    let record = match outcome {
        Outcome::DeadLetter(letter) => {
            return (letter.rejection.code.code().to_owned(), String::new());
        }
        Outcome::Record(record) => serde_json::from_slice::<Value>(&record.json),
    };
    let own = &record.expect("JSON")["wiredesk"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = own["signals"]["sequence"].as_u64();
    let kind = text(&own["signals"]["kind"]);
    let kind = number.map_or(kind.clone(), |number| format!("{kind} {number}"));
    let dateline = &own["dateline"];
    let place = format!(
        "{} {}",
        text(&dateline["place"]),
        text(&dateline["country"])
    );
    (kind, place.trim().to_owned())
}

#[test]
fn every_message_ends_as_an_editor_expects() {
    let expected: BTreeMap<_, _> = EXPECTED
        .iter()
        .map(|&(name, kinds, place)| (name, (kinds, place)))
        .collect();
    let flow = Flow::built_in();
    let mut wrong = Vec::new();
    for (index, sample) in sample::wire().iter().enumerate() {
        let outcomes = flow.run(&message(index, sample), &mut |_| {});
        assert_eq!(outcomes.ends.len(), 1, "{}", sample.name);
        let (kind, place) = end(&outcomes.ends[0]);
        let Some((kinds, wanted)) = expected.get(sample.name) else {
            wrong.push(format!("{}: no row", sample.name));
            continue;
        };
        let right = kinds.split('|').any(|one| one == kind);
        if !right || (*wanted != "?" && place != *wanted) {
            wrong.push(format!("{}: {kind} {place}", sample.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_wire_is_varied() {
    let wire = sample::wire();
    let names: BTreeSet<_> = wire.iter().map(|sample| sample.name).collect();
    assert!(names.len() >= 60, "{} different messages", names.len());
    let missing: Vec<_> = EXPECTED
        .iter()
        .filter(|(name, ..)| !names.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let arrivals: Vec<_> = wire
        .iter()
        .filter_map(|sample| sample.headers.last().map(|(_, time)| time))
        .collect();
    assert!(arrivals.is_sorted(), "it arrives in order");
}
