//! `wiredesk explain` as a person runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use std::io::Write as _;

use crate::support::bin;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs it in the source tree, without a terminal; what it said, and its exit code.
fn explain(arguments: &[&str], stdin: &str) -> (String, String, Option<i32>) {
    let mut command = Command::new(bin());
    command
        .arg("explain")
        .args(arguments)
        .current_dir(root())
        .env_clear()
        .env("COLUMNS", "96");
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = piped.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(stdin.as_bytes()).expect("written");
    drop(input);
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(stdout), text(stderr), status.code())
}

const SAMPLE: [&str; 3] = [
    "config/sample/ferry-update-1.txt",
    "--received",
    "2026-03-03T06:00:00Z",
];

/// The sample as a terminal without colours shows it; `UPDATE_FIXTURES=1` writes it anew.
#[test]
fn fixtures_look_as_they_should() {
    let (shown, _, code) = explain(&SAMPLE, "");
    assert_eq!(code, Some(0));
    let path: PathBuf = root().join("tests/it/explain.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&path, &shown).expect("written");
    }
    let expected = fs::read_to_string(&path).expect("tests/it/explain.txt");
    assert_eq!(shown, expected, "see tests/it/explain.txt");
    let wide = shown.lines().find(|line| line.chars().count() > 96);
    assert_eq!(wide, None, "a line is too wide");
}

/// The page holds what the terminal shows, and is whole.
#[test]
fn a_page_is_one_whole_file() {
    let mut arguments = vec!["--html"];
    arguments.extend(SAMPLE);
    let (page, _, code) = explain(&arguments, "");
    assert_eq!(code, Some(0));
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    for part in [
        "All 212 leave burning ferry off Norway",
        "<mark class=\"person\"",
        ", number 1",
        "the year is not written",
        "date-guessed",
        "sign-off",
        "prefers-color-scheme: dark",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for tag in [
        "article", "header", "aside", "dl", "div", "span", "mark", "p",
    ] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        let closed = page.matches(&format!("</{tag}>")).count();
        assert_eq!(opened, closed, "{tag}");
    }
}

/// What is shown is what `process` publishes.
#[test]
fn what_is_shown_is_what_is_published() {
    let mut command = Command::new(bin());
    command
        .arg("process")
        .args(SAMPLE)
        .current_dir(root())
        .env_clear();
    let output = command.output().expect("the program starts");
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a record");
    let (shown, ..) = explain(&SAMPLE, "");
    let flat = |text: &str| text.split_whitespace().collect::<String>();
    let own = &record["wiredesk"];
    let entities = own["entities"].as_array().expect("entities").iter();
    let keywords = own["keywords"].as_array().expect("keywords").iter();
    let subjects = record["subjects"].as_array().expect("subjects").iter();
    let names = entities
        .chain(subjects)
        .map(|one| &one["name"])
        .chain(keywords);
    for name in names.chain([&record["uri"], &record["headlines"][0]["value"]]) {
        let name = name.as_str().expect("a text");
        assert!(flat(&shown).contains(&flat(name)), "{name} in {shown}");
    }
}

#[test]
fn exit_codes_are_those_of_process() {
    for (arguments, stdin, code, part) in [
        (
            &["-"][..],
            "Pier reopens\n\nOSLO (AP) - It is open.",
            0,
            "Pier reopens",
        ),
        (&[], "", 0, "DEAD LETTER empty: no bytes"),
        (&["--html"], "", 0, "dead letter</p>"),
        (&["/nowhere/story.txt"], "", 66, "/nowhere/story.txt: "),
        (&["--format", "telex"], "", 64, "no such format"),
        (&["--received", "soon"], "", 64, "--received"),
    ] {
        let (stdout, stderr, found) = explain(arguments, stdin);
        assert_eq!(found, Some(code), "{arguments:?} {stderr}");
        assert!(
            format!("{stdout}{stderr}").contains(part),
            "{part} in {stdout}{stderr}"
        );
    }
}

/// A story cannot drive the terminal that shows it.
#[test]
fn no_control_character_reaches_the_terminal() {
    let story = "Pier \u{1b}[31mreopens\n\nOSLO (AP) - It is \u{1b}]0;x\u{7} open.";
    let (shown, ..) = explain(&["--format", "text"], story);
    assert!(
        shown.chars().all(|c| c == '\n' || !c.is_control()),
        "{shown:?}"
    );
}
