//! Every key explained and equal to its default; every problem said, none twice, no secret shown.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::{Config, Loaded, LogFormat, Protocol, REFERENCE, Sources};
use crate::kafka::Delivery;

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    match path.to_str() {
        Some("/run/secrets/password") => Ok(b"hunter2\n".to_vec()),
        Some("/etc/flags.toml") => Ok(b"# flags".to_vec()),
        Some("/models/names.tsv.zst") => Ok(b"a model".to_vec()),
        Some("/models/lid.176.ftz") => Err(io::ErrorKind::PermissionDenied.into()),
        Some("/own/names.tsv.zst") => Ok(b"another model".to_vec()),
        Some("/etc/ca.pem") => Ok(b"-----BEGIN CERTIFICATE-----".to_vec()),
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

fn load(file: &str, environment: &[(&str, &str)]) -> Loaded {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let environment: Vec<_> = environment.iter().map(owned).collect();
    Loaded::new(&Sources {
        file: Some(("wiredesk.toml", file)),
        environment: &environment,
        read_file: &read_file,
        ..Sources::default()
    })
}

fn valid(file: &str, environment: &[(&str, &str)]) -> Config {
    load(file, environment)
        .valid()
        .expect("the configuration is valid")
}

fn problems(file: &str, environment: &[(&str, &str)]) -> Vec<String> {
    load(file, environment)
        .problems
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_reference_is_the_defaults() {
    assert_eq!(valid(REFERENCE, &[]), Config::default());
}

#[test]
fn the_reference_holds_every_key_and_explains_it() {
    let loaded = load(REFERENCE, &[]);
    // A secret itself has no place in a file.
    let secret = [
        "kafka.security.key_password",
        "kafka.security.sasl_password",
    ];
    let asked: BTreeSet<_> = loaded.effective.iter().map(|e| e.key.as_str()).collect();
    let in_file = |key: &&str| {
        let origin = loaded
            .effective
            .iter()
            .find(|e| e.key == **key)
            .map(|e| &e.origin);
        matches!(origin, Some(super::Origin::File { .. })) || secret.contains(key)
    };
    let missing: Vec<_> = asked.iter().filter(|key| !in_file(key)).collect();
    assert!(
        missing.is_empty(),
        "not in config/wiredesk.toml: {missing:?}"
    );
    let mut explained = false;
    for line in REFERENCE.lines().map(str::trim) {
        explained = match line {
            "" => false,
            _ if line.starts_with('#') => true,
            _ => {
                assert!(explained || line.starts_with('['), "unexplained: {line}");
                explained
            }
        };
    }
}

#[test]
fn layers_lie_over_each_other() {
    let file = "[kafka]\ngroup = \"desk\"\nbrokers = [\"a:1\"]\n[kafka.options]\n\
        \"linger.ms\" = 7\nsocket.keepalive.enable = true\n";
    let config = valid(
        file,
        &[
            ("WIREDESK__KAFKA__BROKERS", "k1:9092, k2:9092"),
            ("WIREDESK__KAFKA__DELIVERY", "at-least-once"),
            ("WIREDESK__KAFKA__TRANSACTION_INTERVAL_MS", "50"),
            ("WIREDESK__KAFKA__OPTIONS__QUEUED_MIN_MESSAGES", "500"),
            ("WIREDESK__PIPELINE__IN_FLIGHT_BYTES", "32MiB"),
            ("WIREDESK__HTTP__BIND", ""),
            ("WIREDESK__LOG__FORMAT", "json"),
            ("WIREDESK_LOG", "trace"),
            ("PATH", "/bin"),
        ],
    );
    assert_eq!(config.kafka.group, "desk");
    assert_eq!(config.kafka.brokers, ["k1:9092", "k2:9092"]);
    assert_eq!(config.kafka.delivery, Delivery::AtLeastOnce);
    assert_eq!(config.kafka.transaction_interval, Duration::from_millis(50));
    assert_eq!(config.pipeline.in_flight_bytes, 32 * crate::limits::MIB);
    assert_eq!(config.http.bind, None);
    assert_eq!(config.log.format, LogFormat::Json);
    let options: Vec<_> = config
        .kafka
        .options
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    let expected = [
        "linger.ms=7",
        "queued.min.messages=500",
        "socket.keepalive.enable=true",
    ];
    assert_eq!(options, expected);
    assert_eq!(config.kafka.instance, "localhost");
}

#[test]
fn a_flag_wins() {
    let environment = [("WIREDESK__LOG__FILTER".to_owned(), "debug".to_owned())];
    let flags = [("--log", "log.filter", "warn".to_owned())];
    let sources = Sources {
        environment: &environment,
        flags: &flags,
        ..Sources::default()
    };
    assert_eq!(Loaded::new(&sources).config.log.filter, "warn");
}

/// File, environment, and the beginnings of all problems in order.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const PROBLEMS: &[Case] = &[
    ("", &[], &[]),
    ("[kafka", &[], &["unclosed table"]),
    (
        "[kafka]\nbrokers = \"a:1\"\ngrop = \"x\"\nstart_from = \"now\"\n",
        &[],
        &[
            "kafka.brokers: a list of texts is expected",
            "kafka.start_from: `now` is none of earliest, latest (wiredesk.toml:4)",
            "kafka.grop: no such key; did you mean kafka.group? (wiredesk.toml:3)",
        ],
    ),
    (
        "kafka.brokers = []\n",
        &[],
        &["kafka.brokers: must name at least one"],
    ),
    (
        "kafka.brokers = [\"a\", \"b:0\", \"c:9092\"]\n",
        &[],
        &[
            "kafka.brokers: `a` is not host:port",
            "kafka.brokers: `b:0` is not host:port",
        ],
    ),
    (
        "[kafka.topics]\nraw = \"a b\"\nstructured = \"x\"\ndead_letters = \"x\"\n",
        &[],
        &[
            "kafka.topics.raw: `a b` is no name of a topic",
            "kafka.topics.dead_letters: x is another of the topics already",
        ],
    ),
    (
        "[pipeline]\nworkers = -1\nin_flight_bytes = \"1 KiB\"\n",
        &[],
        &[
            "pipeline.workers: a whole number from 0 to 256 is expected",
            "pipeline.in_flight_bytes: bytes from 4 MiB to 1024 MiB are expected",
        ],
    ),
    (
        "[http]\nbind = \"8080\"\n",
        &[],
        &["http.bind: `8080` is no address and port"],
    ),
    (
        "[lexicon]\nfiles = [\"/nowhere.toml\"]\n",
        &[],
        &["lexicon.files: cannot read /nowhere"],
    ),
    (
        "enrich.models = \"/nowhere\"\n",
        &[],
        &[
            "enrich.models: /nowhere holds none of entities.bin.zst, names.tsv.zst, lid.176.ftz, topic-words.tsv.zst",
        ],
    ),
    (
        "enrich.models = \"/models\"\n",
        &[],
        &["enrich.models: cannot read /models/lid.176.ftz: permission denied"],
    ),
    (
        "[log]\nfilter = 7\nformat = true\n",
        &[],
        &[
            "log.filter: a text is expected",
            "log.format: `true` is none of auto, human, json",
        ],
    ),
    (
        "[kafka.security]\nprotocol = \"sasl_plaintext\"\nsasl_mechanism = \"PLAIN\"\n",
        &[],
        &[
            "kafka.security.sasl_username: must be set",
            "kafka.security.sasl_password: must be set",
            "kafka.security.sasl_mechanism: PLAIN sends the password as it is",
        ],
    ),
    (
        "kafka.security.certificate_file = \"/etc/ca.pem\"\n",
        &[],
        &[
            "kafka.security.certificate_file: needs protocol ssl or sasl_ssl",
            "kafka.security.key_file: certificate_file and key_file go together",
        ],
    ),
    (
        "",
        &[("WIREDESK__KAFKA__BROKER", "k:1"), ("WIREDESK__X", "")],
        &[
            "kafka.broker: no such key; did you mean kafka.brokers? (WIREDESK__KAFKA__BROKER)",
            "x: no such key (WIREDESK__X)",
        ],
    ),
    (
        "",
        &[("WIREDESK__KAFKA__GROUP", " ")],
        &["kafka.group: must not be empty"],
    ),
    (
        "[kafka]\n[kafka.options]\n[htpt]\n",
        &[],
        &["htpt: no such key (wiredesk.toml:3)"],
    ),
    (
        "log.filter = \"wiredesk=loud\"\n",
        &[],
        &["log.filter: `wiredesk=loud` is no filter"],
    ),
    (
        "[kafka.options]\nacks = 0\n\"lingr.ms\" = 5\n\"linger.ms\" = \"soon\"\nlist = []\n",
        &[],
        &[
            "kafka.options.acks: is not for setting: records are kept only with acks=all",
            "kafka.options.linger.ms: Invalid value",
            "kafka.options.lingr.ms: No such configuration property",
            "kafka.options.list: a text, a number",
        ],
    ),
    (
        "[kafka.options]\n\"ssl.keystore.password\" = \"hunter2\"\n",
        &[],
        &["kafka.options.ssl.keystore.password: a secret stands in the environment"],
    ),
    (
        "[envelope.names]\nheader = [\"kicker\"]\n",
        &[],
        &["envelope.names.header: no such member; there are headline, body,"],
    ),
    (
        "[envelope.names]\nheadline = \"kicker\"\n",
        &[],
        &["envelope.names.headline: a list of names is expected"],
    ),
];

#[test]
fn every_problem_is_said_at_once() {
    for (file, environment, expected) in PROBLEMS {
        let found = problems(file, environment);
        let fits = found.len() == expected.len()
            && found
                .iter()
                .zip(*expected)
                .all(|(found, start)| found.starts_with(start));
        assert!(
            fits,
            "for {file:?} {environment:?} expected {expected:#?}, found {found:#?}"
        );
    }
}

#[test]
fn a_secret_comes_from_its_file_or_the_environment_and_is_never_shown() {
    let base = "[kafka.security]\nprotocol = \"sasl_ssl\"\nsasl_username = \"desk\"\n";
    let from_file = format!("{base}sasl_password_file = \"/run/secrets/password\"\n");
    let variable = ("WIREDESK__KAFKA__SECURITY__SASL_PASSWORD", "hunter2");
    for loaded in [load(&from_file, &[]), load(base, &[variable])] {
        assert_eq!(loaded.problems, []);
        let security = &loaded.config.kafka.security;
        assert_eq!(security.protocol, Protocol::SaslSsl);
        assert_eq!(
            security.sasl_password.as_ref().map(|s| s.expose()),
            Some("hunter2")
        );
        let shown = format!("{loaded:?}");
        assert!(
            !shown.contains("hunter2") && shown.contains("[secret]"),
            "{shown}"
        );
    }
    let in_file = format!("{base}sasl_password = \"hunter2\"\n");
    for wrong in [problems(&in_file, &[]), problems(&from_file, &[variable])] {
        assert!(
            wrong[0].starts_with("kafka.security.sasl_password: "),
            "{wrong:?}"
        );
        assert!(!wrong.concat().contains("hunter2"), "{wrong:?}");
    }
}

#[test]
fn the_fingerprint_covers_what_changes_records_and_nothing_else() {
    let fingerprint = |file: &str| valid(file, &[]).fingerprint();
    let plain = Config::default().fingerprint();
    assert_eq!(plain.len(), 12);
    assert!(plain.bytes().all(|b| b.is_ascii_hexdigit()));
    let same = "kafka.group = \"x\"\nkafka.instance = \"y\"\nhttp.bind = \"\"\n";
    assert_eq!(fingerprint(same), plain);
    let names = fingerprint("envelope.names.headline = [\"kicker\"]\n");
    let lexicon = fingerprint("lexicon.files = [\"/etc/flags.toml\"]\n");
    let enrich = fingerprint("enrich.entities = false\n");
    let models = fingerprint("enrich.models = \"/own\"\n");
    assert!(models != plain && models != lexicon);
    assert!(names != plain && lexicon != plain && names != lexicon && enrich != plain);
}
