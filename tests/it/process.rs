//! `wiredesk process` from outside: order, numbering, exit codes, streaming, bounded memory.
//!
//! In: bytes and arguments. Out: lines, the summary, the code.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::support::bin;

fn start(args: &[&str]) -> Child {
    let mut command = Command::new(bin());
    command.arg("process").args(args);
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    piped.spawn().expect("the program starts")
}

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = start(args);
    let mut stdin = child.stdin.take().expect("piped");
    std::thread::scope(|scope| {
        // A program that ends early closes its end: that is its right.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("it ends")
    })
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The part `source` of a record or dead letter.
fn source(line: &Value) -> &Value {
    let own = &line["wiredesk"]["source"];
    if own.is_null() { &line["source"] } else { own }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn story(number: usize) -> String {
    let words = "The harbour office said the gates would open at noon. ".repeat(number % 40);
    format!(r#"{{"id":"{number}","headline":"Gate {number} opens","body":"{words}It did."}}"#)
}

#[test]
fn lines_end_in_input_order_each_once() {
    let input: String = (0..2_000).map(|n| story(n) + "\n").collect();
    let output = run(&["--lines"], input.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let lines = lines(&output);
    assert_eq!(lines.len(), 2_000);
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(line["headlines"][0]["value"], format!("Gate {index} opens"));
        assert_eq!(source(line)["offset"], index);
        assert_eq!(source(line)["item"], "0/1");
        assert_eq!(source(line)["topic"], "-");
    }
    assert!(
        stderr(&output).ends_with("2000 records, 0 dead letters\n"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_empty_line_is_a_message_and_numbers_go_on_over_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    let (a, b) = (
        file("a", "one line of text\n\n"),
        file("b", "\nlast line of text"),
    );
    let output = run(&["--lines", &a, &b], b"");
    let seen: Vec<_> = lines(&output)
        .iter()
        .map(|line| {
            let at = source(line);
            let topic = at["topic"].as_str().map(str::to_owned);
            (
                topic.expect("a topic"),
                at["offset"].as_u64(),
                line["deadLetter"]["code"] == "empty",
            )
        })
        .collect();
    let expected = [
        (a.clone(), Some(0), false),
        (a, Some(1), true),
        (b.clone(), Some(2), true),
        (b, Some(3), false),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn the_code_says_how_it_went() {
    let missing = "no/such/file";
    for (args, code, said) in [
        (&["--lines"][..], 0, "0 records, 0 dead letters"),
        (&[][..], 0, "0 records, 1 dead letters"),
        (&[missing, "Cargo.toml"][..], 66, "no/such/file: "),
        (&["src"][..], 66, "src: "),
        (&["--received", "yesterday"][..], 64, "--received"),
        (&["--format", "morse"][..], 64, "there are text, envelope"),
        (&["--header", "no value"][..], 64, "NAME=VALUE"),
        (&["--config", missing][..], 78, "no/such/file"),
    ] {
        let output = run(args, b"");
        assert_eq!(
            output.status.code(),
            Some(code),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(said),
            "{args:?}: {}",
            stderr(&output)
        );
    }
    let output = run(&[missing, "Cargo.toml"], b"");
    assert_eq!(
        source(&lines(&output)[0])["offset"],
        1,
        "the other file keeps its number"
    );
}

#[test]
fn options_stand_for_message_headers() {
    let latin = b"Gr\xfc\xdfe aus K\xf6ln\n\nDie Stra\xdfe ist wieder offen.";
    let output = run(&["--content-type", "text/plain; charset=iso-8859-1"], latin);
    assert!(lines(&output)[0].to_string().contains("Grüße aus Köln"));
    let output = run(&["--format", "text"], br#"{"headline":"a","body":"b"}"#);
    assert_eq!(lines(&output)[0]["wiredesk"]["format"], "text");
    let output = run(
        &[
            "--header",
            "source=kestrel",
            "--received",
            "2026-03-03T05:00:00Z",
        ],
        br#"{"id":"7","headline":"Gate opens","body":"It opened."}"#,
    );
    let record = &lines(&output)[0];
    assert_eq!(record["uri"], "urn:wiredesk:kestrel:7");
    assert_eq!(source(record)["time"], "2026-03-03T05:00:00Z");
}

#[test]
fn a_dead_letter_says_where_it_stood_and_what_it_was() {
    let output = run(&[], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0");
    let line = &lines(&output)[0];
    assert_eq!(line["deadLetter"]["code"], "binary");
    assert_eq!(line["deadLetter"]["stage"], "decode");
    assert_eq!(source(line)["bytes"], 20);
    assert_eq!(source(line)["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn an_answer_does_not_wait_for_the_next_line() {
    let mut child = start(&["--lines"]);
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    for number in 0..3 {
        writeln!(stdin, "{}", story(number)).expect("written");
        stdin.flush().expect("flushed");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("an answer");
        assert!(line.contains(&format!("Gate {number} opens")), "{line}");
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = start(&["--lines"]);
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = child.stdout.take().expect("piped");
    let input: String = (0..3_000).map(|n| story(n) + "\n").collect();
    let feeding = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let mut first = [0; 64];
    stdout.read_exact(&mut first).expect("something");
    drop(stdout);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    // Its pipe broke or it was read to the end; both are fine.
    let _ = feeding.join().expect("no panic");
}

#[test]
fn memory_does_not_grow_with_the_input() {
    const LINES: usize = 160;
    let mut child = start(&["--lines"]);
    let mut stdin = child.stdin.take().expect("piped");
    let mut line = vec![b' '; 900 << 10];
    line.push(b'\n');
    let feeding = std::thread::spawn(move || {
        for _ in 0..LINES {
            stdin.write_all(&line).expect("written");
        }
        stdin
    });
    let stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut answers = stdout.lines();
    let seen = answers.by_ref().take(LINES - 1).count();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    let peak = status.ok().and_then(|text| {
        let line = text
            .lines()
            .find(|line| line.starts_with("VmHWM:"))?
            .to_owned();
        line.split_whitespace().nth(1)?.parse::<usize>().ok()
    });
    drop(feeding.join().expect("fed"));
    let rest = answers.count();
    assert!(child.wait().expect("it ends").success());
    assert_eq!(seen + rest, LINES);
    // More than that passed; where the system tells no peak, there is nothing to judge.
    assert!(peak.is_none_or(|kib| kib < 128 << 10), "peak {peak:?} KiB");
}
