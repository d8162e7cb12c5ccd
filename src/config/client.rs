//! From the configuration to what the Kafka client is made with.
//!
//! In: brokers, security, free options. Out: [`Options`] for the doors of a leg.
//! Never: a connection; the library only parses what it is given.

use rdkafka::ClientConfig;
use rdkafka::error::KafkaError;

use crate::config::{Kafka, Security};
use crate::kafka::Options;

impl Kafka {
    /// What every client of this configuration is made with.
    pub fn client(&self) -> Options {
        let mut base = ClientConfig::new();
        base.set("bootstrap.servers", self.brokers.join(","));
        self.security.apply(&mut base);
        Options {
            base,
            instance: self.instance.clone(),
            start_from: self.start_from,
            delivery: self.delivery,
            extra: self.options.clone(),
        }
    }
}

impl Kafka {
    /// The settings of a client that is no part of a leg: connection, security, free options.
    pub fn connection(&self) -> ClientConfig {
        let mut config = self.client().base;
        config.set("client.id", format!("wiredesk-{}", self.instance));
        for (name, value) in &self.options {
            config.set(name, value);
        }
        config
    }
}

impl Security {
    fn apply(&self, base: &mut ClientConfig) {
        base.set("security.protocol", self.protocol.name());
        let secret = |secret: &Option<crate::config::Secret>| {
            secret.as_ref().map(|secret| secret.expose().to_owned())
        };
        if self.protocol.is_tls() {
            let verified = !self.insecure_no_verification;
            base.set("enable.ssl.certificate.verification", verified.to_string());
            let identified = if verified { "https" } else { "none" };
            base.set("ssl.endpoint.identification.algorithm", identified);
            set(base, "ssl.ca.location", self.ca_file.clone());
            set(
                base,
                "ssl.certificate.location",
                self.certificate_file.clone(),
            );
            set(base, "ssl.key.location", self.key_file.clone());
            set(base, "ssl.key.password", secret(&self.key_password));
        }
        if self.protocol.is_sasl() {
            base.set("sasl.mechanism", self.sasl_mechanism);
            set(base, "sasl.username", self.sasl_username.clone());
            set(base, "sasl.password", secret(&self.sasl_password));
        }
    }
}

fn set(base: &mut ClientConfig, name: &str, value: Option<String>) {
    if let Some(value) = value {
        base.set(name, value);
    }
}

/// What the library says against one of its settings, if anything.
pub(super) fn fault(name: &str, value: &str) -> Option<String> {
    let mut alone = ClientConfig::new();
    alone.set(name, value);
    match alone.create_native_config() {
        Ok(_) => None,
        Err(KafkaError::ClientConfig(_, why, ..)) => Some(why),
        Err(other) => Some(other.to_string()),
    }
}
