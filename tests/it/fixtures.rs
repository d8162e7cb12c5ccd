//! Stories and what they must become: every folder below `tests/fixtures/<format>/{ok,err}`.
//!
//! In: `input*` and, where there are headers, `headers.json` (name to value).
//! Out: `expected.json`, the outcomes one by one. `UPDATE_FIXTURES=1` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wiredesk::flow::Flow;
use wiredesk::message::{Position, RawMessage};
use wiredesk::record::{Outcome, dead_letter_line};

use crate::schema::Schemas;

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The cases: (folder, must it become a record?).
fn cases() -> Vec<(PathBuf, bool)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut cases = Vec::new();
    for format in folders(&root) {
        for (end, good) in [("ok", true), ("err", false)] {
            let folder = format.join(end);
            if folder.is_dir() {
                cases.extend(folders(&folder).into_iter().map(|case| (case, good)));
            }
        }
    }
    cases
}

fn message(case: &Path) -> RawMessage {
    let entries = fs::read_dir(case).expect("a readable case");
    let mut inputs = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("input"))
        });
    let input = inputs
        .next()
        .unwrap_or_else(|| panic!("{} has no input", case.display()));
    let headers = fs::read_to_string(case.join("headers.json")).unwrap_or_else(|_| "{}".into());
    let headers: Value = serde_json::from_str(&headers).expect("headers.json is JSON");
    let headers = headers
        .as_object()
        .expect("headers.json is an object")
        .iter();
    RawMessage {
        value: Some(fs::read(input).expect("a readable input")),
        key: None,
        headers: headers
            .map(|(name, value)| {
                let value = value.as_str().expect("a header is text");
                (name.clone(), Some(value.as_bytes().to_vec()))
            })
            .collect(),
        position: Position {
            topic: "fixture".into(),
            partition: 0,
            offset: 0,
        },
        timestamp: None,
    }
}

/// The outcomes of a message as JSON, one a line of the array.
fn outcomes(flow: &Flow, message: &RawMessage) -> Vec<Value> {
    let ends = flow.run(message, &mut |_| {}).ends;
    let text = |end: &Outcome| match end {
        Outcome::Record(record) => String::from_utf8(record.json.clone()).expect("UTF-8"),
        Outcome::DeadLetter(letter) => dead_letter_line(letter, message),
    };
    ends.iter()
        .map(|end| serde_json::from_str(&text(end)).expect("JSON"))
        .collect()
}

#[test]
fn fixtures_become_what_they_should() {
    let flow = Flow::built_in();
    let schemas = Schemas::new();
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let cases = cases();
    let mut broken = Vec::new();
    for (case, good) in &cases {
        let got = outcomes(&flow, &message(case));
        for outcome in &got {
            if outcome.get("deadLetter").is_some() == *good {
                broken.push(format!("{}: the folder says otherwise", case.display()));
            }
            if outcome.get("deadLetter").is_none() {
                let faults = schemas.faults(outcome);
                broken.extend(
                    faults
                        .iter()
                        .map(|fault| format!("{}: {fault}", case.display())),
                );
            }
        }
        let got = format!("{:#}\n", Value::from(got));
        let path = case.join("expected.json");
        if update {
            fs::write(&path, &got).expect("a writable expectation");
        } else if fs::read_to_string(&path).unwrap_or_default() != got {
            broken.push(format!("{} differs:\n{got}", path.display()));
        }
    }
    assert!(cases.len() >= 20, "{} fixtures only", cases.len());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
