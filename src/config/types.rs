//! A configuration as meant.
//!
//! In: nothing. Out: types without a wrong value in them.
//! Never: a secret that prints itself.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::config::{Loaded, Sources};
use crate::enrich::EnrichOptions;
use crate::kafka::{Delivery, StartFrom};

/// [`Delivery::ExactlyOnce`] in a configuration.
pub(super) const EXACTLY_ONCE: &str = "exactly-once";
/// [`Delivery::AtLeastOnce`] in a configuration.
pub(super) const AT_LEAST_ONCE: &str = "at-least-once";

/// Everything that can be configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The cluster, the group, the topics.
    pub kafka: Kafka,
    /// The machine.
    pub pipeline: Pipeline,
    /// Health and metrics.
    pub http: Http,
    /// Further names of envelope members: (member, name).
    pub envelope_names: Vec<(String, String)>,
    /// Tables that extend the compiled-in ones.
    pub lexicon_files: Vec<LexiconFile>,
    /// Which enrichments are made.
    pub enrich: EnrichOptions,
    /// Models in the place of the compiled-in ones.
    pub models: Vec<ModelFile>,
    /// What is logged, and how.
    pub log: Log,
}

impl Default for Config {
    fn default() -> Self {
        Loaded::new(&Sources::default()).config
    }
}

impl Config {
    /// Twelve hex digits over what can change a record: no connection, instance, HTTP or secret.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        for (member, name) in &self.envelope_names {
            part(b"envelope");
            part(member.as_bytes());
            part(name.as_bytes());
        }
        for file in &self.lexicon_files {
            part(b"lexicon");
            part(file.table.as_bytes());
            part(&file.bytes);
        }
        for file in &self.models {
            part(b"model");
            part(file.name.as_bytes());
            part(&file.bytes);
        }
        if self.enrich != EnrichOptions::default() {
            let EnrichOptions {
                entities,
                places,
                quotes,
                topics,
                keywords,
            } = self.enrich;
            part(b"enrich");
            part(&[entities, places, quotes, topics, keywords].map(u8::from));
        }
        let digest = hash.finalize();
        digest
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Kafka.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kafka {
    /// Where to begin, each `host:port`.
    pub brokers: Vec<String>,
    /// The consumer group.
    pub group: String,
    /// This instance within the group.
    pub instance: String,
    /// Where a partition without a committed offset begins.
    pub start_from: StartFrom,
    /// What a crash may cost.
    pub delivery: Delivery,
    /// Age at which a transaction closes.
    pub transaction_interval: Duration,
    /// Size at which a transaction closes.
    pub transaction_bytes: usize,
    /// Names of topics.
    pub topics: Topics,
    /// Encryption and identity.
    pub security: Security,
    /// Further settings of the client library.
    pub options: BTreeMap<String, String>,
}

impl Kafka {
    /// The word for what a crash may cost.
    pub const fn delivery_name(&self) -> &'static str {
        match self.delivery {
            Delivery::ExactlyOnce => EXACTLY_ONCE,
            Delivery::AtLeastOnce => AT_LEAST_ONCE,
        }
    }
}

/// Names of topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topics {
    /// What the agencies sent.
    pub raw: String,
    /// Records.
    pub structured: String,
    /// What could not become a record.
    pub dead_letters: String,
}

/// Encryption and identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// What is spoken.
    pub protocol: Protocol,
    /// Authorities that are trusted.
    pub ca_file: Option<String>,
    /// This client's certificate.
    pub certificate_file: Option<String>,
    /// Its key.
    pub key_file: Option<String>,
    /// The key's password.
    pub key_password: Option<Secret>,
    /// How the client shows who it is.
    pub sasl_mechanism: &'static str,
    /// Who it is.
    pub sasl_username: Option<String>,
    /// How it proves that.
    pub sasl_password: Option<Secret>,
    /// Any certificate will do.
    pub insecure_no_verification: bool,
}

/// What is spoken with the brokers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Nothing secret.
    Plaintext,
    /// Encrypted.
    Ssl,
    /// Identity only.
    SaslPlaintext,
    /// Encrypted, with identity.
    SaslSsl,
}

impl Protocol {
    /// All four.
    pub const ALL: [Self; 4] = [
        Self::Plaintext,
        Self::Ssl,
        Self::SaslPlaintext,
        Self::SaslSsl,
    ];

    /// The client library's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "plaintext",
            Self::Ssl => "ssl",
            Self::SaslPlaintext => "sasl_plaintext",
            Self::SaslSsl => "sasl_ssl",
        }
    }

    /// Whether it is encrypted.
    pub const fn is_tls(self) -> bool {
        matches!(self, Self::Ssl | Self::SaslSsl)
    }

    /// Whether the client shows who it is.
    pub const fn is_sasl(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }
}

/// The machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Worker threads; `None`: one a core.
    pub workers: Option<usize>,
    /// Raw bytes between poll and commit.
    pub in_flight_bytes: usize,
    /// Time to finish at shutdown.
    pub drain_timeout: Duration,
}

/// Health and metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// Where they are served; `None`: nowhere.
    pub bind: Option<SocketAddr>,
}

/// A table that extends a compiled-in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconFile {
    /// The file as configured.
    pub path: String,
    /// The table's name: the file's without its folders.
    pub table: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A model of the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFile {
    /// The file.
    pub path: String,
    /// Its name, one of [`crate::enrich::MODEL_FILES`].
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// A level or directives.
    pub filter: String,
    /// For whom.
    pub format: LogFormat,
}

/// For whom logs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// People on a terminal, else programs.
    Auto,
    /// People.
    Human,
    /// Programs: JSON lines.
    Json,
}

/// A text that never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the client library alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
