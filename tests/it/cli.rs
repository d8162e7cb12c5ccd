//! The program as a person runs it: exit codes, help that teaches, problems all at once.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

/// The program in an empty environment.
fn wiredesk(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiredesk"));
    command.args(arguments).env_clear();
    command
}

/// Runs it and compares its exit code; what it said is returned, stdout first.
fn check(command: &mut Command, code: i32) -> (String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert_eq!(status.code(), Some(code), "{command:?}\n{stdout}\n{stderr}");
    (stdout, stderr)
}

/// A configuration file that lives as long as it is held.
fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

const COMMANDS: [&str; 10] = [
    "run",
    "demo",
    "process",
    "explain",
    "feed",
    "tail",
    "topics",
    "check",
    "schema",
    "healthcheck",
];

#[test]
fn help_teaches() {
    let (help, _) = check(&mut wiredesk(&["--help"]), 0);
    for command in COMMANDS {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command} in {help}"
        );
        let (own, _) = check(&mut wiredesk(&[command, "--help"]), 0);
        assert!(
            own.contains("Usage:") && own.contains("--config <FILE>"),
            "{own}"
        );
        assert!(
            own.contains("Example"),
            "{command} teaches by examples: {own}"
        );
    }
    assert!(
        help.contains("Examples:") && help.contains("Exit codes:"),
        "{help}"
    );
    let (version, _) = check(&mut wiredesk(&["--version"]), 0);
    assert_eq!(
        version,
        concat!("wiredesk ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn what_cannot_be_understood_exits_64() {
    for arguments in [
        &[][..],
        &["ruin"],
        &["check", "--unheard-of"],
        &["check", "surplus"],
        &["healthcheck", "--timeout-ms", "soon"],
        &["--config"],
    ] {
        let (stdout, stderr) = check(&mut wiredesk(arguments), 64);
        assert!(
            stdout.is_empty() && stderr.contains("--help"),
            "{arguments:?} {stderr}"
        );
    }
}

#[test]
fn check_says_every_problem_at_once_and_where() {
    let bad = file("[kafka]\nbrokers = []\nstart_from = \"now\"\ngrop = \"x\"\n[http]\nbind = 1\n");
    let name = bad.path().to_str().expect("a name");
    let mut command = wiredesk(&["check", "--config", name]);
    let (_, stderr) = check(command.env("WIREDESK__PIPELINE__WORKERS", "many"), 78);
    assert!(stderr.contains("5 problems:"), "{stderr}");
    for part in [
        "kafka.brokers: must name at least one broker".to_owned(),
        format!("kafka.start_from: `now` is none of earliest, latest ({name}:3)"),
        format!("kafka.grop: no such key; did you mean kafka.group? ({name}:4)"),
        format!("http.bind: a text is expected ({name}:6)"),
        "(WIREDESK__PIPELINE__WORKERS)".to_owned(),
    ] {
        assert!(stderr.contains(&part), "{part} in {stderr}");
    }
}

#[test]
fn check_shows_what_holds_and_no_secret() {
    let good = file(
        "[kafka]\ngroup = \"desk\"\n[kafka.security]\nprotocol = \"sasl_ssl\"\n\
        sasl_username = \"desk\"\n",
    );
    let name = good.path().to_str().expect("a name");
    let mut command = wiredesk(&["check", "--config", name, "--log", "debug"]);
    command.env("WIREDESK__KAFKA__SECURITY__SASL_PASSWORD", "canary-7431");
    let (stdout, stderr) = check(&mut command, 0);
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let lines: Vec<_> = stdout.lines().map(words).collect();
    let origin = format!("({name}:2)");
    for line in [
        ["kafka.group", "desk", &origin],
        ["kafka.delivery", "exactly-once", "(default)"],
        ["log.filter", "debug", "(--log)"],
        [
            "kafka.security.sasl_password",
            "[secret]",
            "(WIREDESK__KAFKA__SECURITY__SASL_PASSWORD)",
        ],
    ] {
        assert!(
            lines.iter().any(|words| words == &line),
            "{line:?} in {stdout}"
        );
    }
    assert!(
        !stdout.contains("canary") && !stderr.contains("canary"),
        "{stdout}{stderr}"
    );
}

#[test]
fn the_reference_is_a_sound_configuration() {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/config/wiredesk.toml");
    let (stdout, stderr) = check(
        &mut wiredesk(&["check", "--quiet", "--config", reference]),
        0,
    );
    assert!(stdout.is_empty() && stderr.is_empty(), "{stdout}{stderr}");
}

#[test]
fn a_bad_configuration_ends_run_at_once_with_78() {
    let unreadable = ["run", "--config", "/nowhere/wiredesk.toml"];
    let bad = file("[kafka]\nbrokers = [\"127.0.0.1:1\"]\n[kafka.topics]\nraw = \"a b\"\n");
    let wrong = ["run", "--config", bad.path().to_str().expect("a name")];
    let lexicon = file("[[nonsense");
    let lexicon = format!("lexicon.files = [\"{}\"]\n", lexicon.path().display());
    let lexicon = file(&lexicon);
    let table = ["run", "--config", lexicon.path().to_str().expect("a name")];
    for (arguments, part) in [
        (unreadable, "cannot read /nowhere/wiredesk.toml"),
        (wrong, "kafka.topics.raw: `a b` is no name of a topic"),
        (table, "lexicon.files: "),
    ] {
        let begin = Instant::now();
        let (_, stderr) = check(&mut wiredesk(&arguments), 78);
        assert!(stderr.contains(part), "{part} in {stderr}");
        assert!(
            begin.elapsed() < Duration::from_secs(1),
            "{:?}",
            begin.elapsed()
        );
    }
}

#[test]
fn schema_is_the_committed_one() {
    let (stdout, _) = check(&mut wiredesk(&["schema"]), 0);
    let committed = include_str!("../../config/record.schema.json");
    assert_eq!(stdout.trim_end(), committed.trim_end());
}

/// A daemon that gives one answer to whoever comes.
fn daemon(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 256];
            let read = stream.read(&mut request).unwrap_or(0);
            assert!(request[..read].starts_with(b"GET /readyz HTTP/1.1\r\n"));
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn healthcheck_asks_the_local_daemon() {
    let ready = daemon("HTTP/1.1 200 OK\r\n\r\n{\"status\":\"ready\"}");
    let busy = daemon("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"not ready\"}");
    for (address, code, part) in [
        (ready.as_str(), 0, "{\"status\":\"ready\"}"),
        (busy.as_str(), 1, "not ready"),
        ("127.0.0.1:1", 1, "no answer from 127.0.0.1:1"),
        ("", 78, "nobody to ask"),
    ] {
        let mut command = wiredesk(&["healthcheck"]);
        let (stdout, stderr) = check(command.env("WIREDESK__HTTP__BIND", address), code);
        assert!(
            format!("{stdout}{stderr}").contains(part),
            "{part} in {stdout}{stderr}"
        );
    }
}
