//! How a command reaches the brokers.
//!
//! In: the configuration's section `kafka`. Out: a client's settings: connection and security.
//! Never: a group, an offset or a transaction; those are the pipeline's.

use rdkafka::ClientConfig;

use crate::config::Kafka;

/// The settings that every client of this configuration shares.
pub(super) fn client(kafka: &Kafka) -> ClientConfig {
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", kafka.brokers.join(","))
        .set("client.id", format!("wiredesk-{}", kafka.instance))
        .set("security.protocol", kafka.security.protocol.name());
    let security = &kafka.security;
    let texts = [
        ("ssl.ca.location", &security.ca_file),
        ("ssl.certificate.location", &security.certificate_file),
        ("ssl.key.location", &security.key_file),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            config.set(name, value);
        }
    }
    if let Some(password) = &security.key_password {
        config.set("ssl.key.password", password.expose());
    }
    if security.protocol.is_sasl() {
        config.set("sasl.mechanism", security.sasl_mechanism);
        if let Some(user) = &security.sasl_username {
            config.set("sasl.username", user);
        }
        if let Some(password) = &security.sasl_password {
            config.set("sasl.password", password.expose());
        }
    }
    if security.insecure_no_verification {
        config.set("enable.ssl.certificate.verification", "false");
    }
    config
}
