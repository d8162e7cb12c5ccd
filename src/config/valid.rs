//! Raw to valid: what every key means, in one place.
//!
//! In: the reader of keys. Out: a [`Config`], and notes of all that is wrong with it.
//! Never: a key that `config/wiredesk.toml` does not hold and explain.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use tracing_subscriber::EnvFilter;

use crate::config::client;
use crate::config::layers::Written;
use crate::config::reader::Reader;
use crate::config::types::{AT_LEAST_ONCE, EXACTLY_ONCE};
use crate::config::{
    Config, Http, Kafka, LexiconFile, Log, LogFormat, ModelFile, Pipeline, Protocol, Secret,
    Security, Topics,
};
use crate::decode;
use crate::enrich::{EnrichOptions, MODEL_FILES};
use crate::kafka::{self, Delivery, StartFrom};
use crate::limits::{self, KIB, MIB};

/// The one function from keys to meaning.
pub(super) fn config(reader: &mut Reader<'_>, host_name: Option<&str>) -> Config {
    let config = Config {
        kafka: kafka(reader, host_name),
        pipeline: pipeline(reader),
        http: http(reader),
        envelope_names: envelope_names(reader),
        lexicon_files: lexicon_files(reader),
        enrich: enrich(reader),
        models: models(reader),
        log: log(reader),
    };
    relations(reader, &config);
    config
}

fn kafka(reader: &mut Reader<'_>, host_name: Option<&str>) -> Kafka {
    let brokers = reader.list("kafka.brokers", &["localhost:9092"]);
    if brokers.is_empty() {
        reader.wrong(
            "kafka.brokers",
            "must name at least one broker, as host:port",
        );
    }
    for broker in &brokers {
        if let Err(message) = host_and_port(broker) {
            reader.wrong("kafka.brokers", message);
        }
    }
    let group = reader.text("kafka.group", "wiredesk");
    let instance = reader.optional("kafka.instance");
    let instance = instance.or_else(|| host_name.map(str::to_owned));
    if instance.is_none() {
        let message = "must be set: this host does not tell its name";
        reader.wrong("kafka.instance", message);
    }
    let start = [
        ("earliest", StartFrom::Earliest),
        ("latest", StartFrom::Latest),
    ];
    let delivery = [
        (EXACTLY_ONCE, Delivery::ExactlyOnce),
        (AT_LEAST_ONCE, Delivery::AtLeastOnce),
    ];
    Kafka {
        brokers,
        group,
        instance: instance.unwrap_or_default(),
        start_from: reader.choice("kafka.start_from", StartFrom::Earliest, &start),
        delivery: reader.choice("kafka.delivery", Delivery::ExactlyOnce, &delivery),
        transaction_interval: reader.millis("kafka.transaction_interval_ms", 200, 10..=10_000),
        transaction_bytes: reader.bytes("kafka.transaction_bytes", 16 * MIB, KIB..=256 * MIB),
        topics: topics(reader),
        security: security(reader),
        options: options(reader),
    }
}

fn topics(reader: &mut Reader<'_>) -> Topics {
    let mut topic = |key: &str, default: &str| {
        let name = reader.text(key, default);
        if let Err(message) = topic_name(&name) {
            reader.wrong(key, message);
        }
        name
    };
    let topics = Topics {
        raw: topic("kafka.topics.raw", "newswire.raw"),
        structured: topic("kafka.topics.structured", "newswire.structured"),
        dead_letters: topic("kafka.topics.dead_letters", "newswire.dead-letters"),
    };
    for (key, name, other) in [
        ("kafka.topics.structured", &topics.structured, &topics.raw),
        (
            "kafka.topics.dead_letters",
            &topics.dead_letters,
            &topics.raw,
        ),
        (
            "kafka.topics.dead_letters",
            &topics.dead_letters,
            &topics.structured,
        ),
    ] {
        if name == other {
            reader.wrong(key, format!("{name} is another of the topics already"));
        }
    }
    topics
}

fn security(reader: &mut Reader<'_>) -> Security {
    let protocols = Protocol::ALL.map(|protocol| (protocol.name(), protocol));
    let key = |name: &str| format!("kafka.security.{name}");
    let protocol = reader.choice(&key("protocol"), Protocol::Plaintext, &protocols);
    let mechanisms = ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"].map(|name| (name, name));
    let security = Security {
        protocol,
        ca_file: reader.optional(&key("ca_file")),
        certificate_file: reader.optional(&key("certificate_file")),
        key_file: reader.optional(&key("key_file")),
        key_password: reader.secret(&key("key_password")).map(Secret::new),
        sasl_mechanism: reader.choice(&key("sasl_mechanism"), "SCRAM-SHA-512", &mechanisms),
        sasl_username: reader.optional(&key("sasl_username")),
        sasl_password: reader.secret(&key("sasl_password")).map(Secret::new),
        insecure_no_verification: reader.flag(&key("insecure_no_verification"), false),
    };
    for (name, file) in [
        ("ca_file", &security.ca_file),
        ("certificate_file", &security.certificate_file),
        ("key_file", &security.key_file),
    ] {
        if let Some(file) = file {
            reader.file(&key(name), file);
            if !protocol.is_tls() {
                let message = format!("needs protocol ssl or sasl_ssl, not {}", protocol.name());
                reader.wrong(&key(name), message);
            }
        }
    }
    security_relations(reader, &security);
    security
}

fn security_relations(reader: &mut Reader<'_>, security: &Security) {
    let protocol = security.protocol;
    if security.certificate_file.is_some() != security.key_file.is_some() {
        let message = "certificate_file and key_file go together";
        reader.wrong("kafka.security.key_file", message);
    }
    if protocol.is_sasl() && security.sasl_username.is_none() {
        let message = format!("must be set with protocol {}", protocol.name());
        reader.wrong("kafka.security.sasl_username", message);
    }
    if protocol.is_sasl() && security.sasl_password.is_none() {
        let message = format!(
            "must be set with protocol {}: sasl_password_file, or \
             WIREDESK__KAFKA__SECURITY__SASL_PASSWORD",
            protocol.name()
        );
        reader.wrong("kafka.security.sasl_password", message);
    }
    let given = security.sasl_username.is_some() || security.sasl_password.is_some();
    if given && !protocol.is_sasl() {
        let message = format!("is {}, which does not use the SASL keys", protocol.name());
        reader.wrong("kafka.security.protocol", message);
    }
    if protocol == Protocol::SaslPlaintext && security.sasl_mechanism == "PLAIN" {
        let message = "PLAIN sends the password as it is: use sasl_ssl or SCRAM";
        reader.wrong("kafka.security.sasl_mechanism", message);
    }
}

fn options(reader: &mut Reader<'_>) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    for (name, written) in reader.table("kafka.options") {
        let value = written.text();
        let problem = match written {
            Written::List(_) => Some("a text, a number, true or false is expected".to_owned()),
            Written::Text(_) | Written::Number(_) | Written::Flag(_) | Written::Loose(_) => {
                let refusal = kafka::refusal(&name).map(|why| format!("is not for setting: {why}"));
                refusal.or_else(|| client::fault(&name, &value))
            }
        };
        if let Some(problem) = problem {
            reader.wrong(&format!("kafka.options.{name}"), problem);
        }
        options.insert(name, value);
    }
    options
}

fn pipeline(reader: &mut Reader<'_>) -> Pipeline {
    let least = 8 * limits::BATCH_BYTES_MAX;
    let budget = limits::IN_FLIGHT_BYTES_MAX;
    let workers = reader.number("pipeline.workers", 0, 0..=256);
    Pipeline {
        workers: (workers > 0).then_some(workers as usize),
        in_flight_bytes: reader.bytes("pipeline.in_flight_bytes", budget, least..=1024 * MIB),
        drain_timeout: reader.millis("pipeline.drain_timeout_ms", 10_000, 100..=120_000),
    }
}

fn http(reader: &mut Reader<'_>) -> Http {
    let key = "http.bind";
    let bind = match reader.text_or_empty(key, "127.0.0.1:8080").as_str() {
        "" => None,
        text => {
            let address: Option<SocketAddr> = text.parse().ok();
            if address.is_none() {
                let message = format!("`{text}` is no address and port, such as 127.0.0.1:8080");
                reader.wrong(key, message);
            }
            address
        }
    };
    Http { bind }
}

fn envelope_names(reader: &mut Reader<'_>) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for (member, written) in reader.table("envelope.names") {
        let key = format!("envelope.names.{member}");
        if !decode::envelope_members().any(|known| known == member) {
            let known: Vec<_> = decode::envelope_members().collect();
            reader.wrong(
                &key,
                format!("no such member; there are {}", known.join(", ")),
            );
        }
        match written {
            Written::List(list) => names.extend(list.into_iter().map(|n| (member.clone(), n))),
            Written::Loose(text) => {
                let list = text.split(',').map(|name| name.trim().to_owned());
                names.extend(list.map(|name| (member.clone(), name)));
            }
            Written::Text(_) | Written::Number(_) | Written::Flag(_) => {
                reader.wrong(&key, "a list of names is expected: [\"…\"]");
            }
        }
        if names.iter().any(|(_, name)| name.trim().is_empty()) {
            reader.wrong(&key, "a name is empty");
        }
    }
    names
}

fn enrich(reader: &mut Reader<'_>) -> EnrichOptions {
    EnrichOptions {
        entities: reader.flag("enrich.entities", true),
        places: reader.flag("enrich.places", true),
        quotes: reader.flag("enrich.quotes", true),
        topics: reader.flag("enrich.topics", true),
        keywords: reader.flag("enrich.keywords", true),
    }
}

fn lexicon_files(reader: &mut Reader<'_>) -> Vec<LexiconFile> {
    let key = "lexicon.files";
    let mut files: Vec<LexiconFile> = Vec::new();
    for path in reader.list(key, &[]) {
        let table = Path::new(&path).file_name().and_then(|name| name.to_str());
        let table = table.unwrap_or_default().to_owned();
        if let Some(bytes) = reader.file(key, &path) {
            files.push(LexiconFile { path, table, bytes });
        }
    }
    files
}

/// The models of the user's folder; a folder with none of them is not the one that was meant.
fn models(reader: &mut Reader<'_>) -> Vec<ModelFile> {
    let key = "enrich.models";
    let Some(folder) = reader.optional(key) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut missing = 0;
    for name in MODEL_FILES {
        let path = Path::new(&folder).join(name).display().to_string();
        match reader.file_if_there(key, &path) {
            Some(Some(bytes)) => files.push(ModelFile { path, name, bytes }),
            Some(None) => {}
            None => missing += 1,
        }
    }
    if missing == MODEL_FILES.len() {
        let names = MODEL_FILES.join(", ");
        reader.wrong(key, format!("{folder} holds none of {names}"));
    }
    files
}

fn log(reader: &mut Reader<'_>) -> Log {
    let formats = [
        ("auto", LogFormat::Auto),
        ("human", LogFormat::Human),
        ("json", LogFormat::Json),
    ];
    let filter = reader.text("log.filter", "info");
    if let Err(error) = EnvFilter::try_new(&filter) {
        reader.wrong("log.filter", format!("`{filter}` is no filter: {error}"));
    }
    Log {
        filter,
        format: reader.choice("log.format", LogFormat::Auto, &formats),
    }
}

/// What no single key can be blamed for.
fn relations(reader: &mut Reader<'_>, config: &Config) {
    let kafka = &config.kafka;
    if kafka.group.len() + kafka.instance.len() > 200 {
        let message = "group and instance together are too long for a transactional id";
        reader.wrong("kafka.instance", message);
    }
}

fn host_and_port(broker: &str) -> Result<(), String> {
    let wrong = || format!("`{broker}` is not host:port");
    let (host, port) = broker.rsplit_once(':').ok_or_else(wrong)?;
    let port: Option<u16> = port.parse().ok().filter(|port| *port > 0);
    let blank = host.is_empty() || host.contains(|c: char| c.is_whitespace() || c == '/');
    if blank || port.is_none() {
        return Err(wrong());
    }
    Ok(())
}

/// Kafka's own rule for the names of topics.
fn topic_name(name: &str) -> Result<(), String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.len() > 249 || name == "." || name == ".." || !name.chars().all(legal) {
        return Err(format!(
            "`{name}` is no name of a topic: letters, digits, `.`, `_`, `-`"
        ));
    }
    Ok(())
}
