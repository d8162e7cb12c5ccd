//! `wiredesk tail`: what comes out, readably.
//!
//! In: the records' topic, or that of the dead letters. Out: each as a person reads it, or raw.
//! Never: a commit, a place in the daemon's group, or a record of an open transaction.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers as _, Message as _};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use serde_json::Value;

use super::connection;
use super::display::{self, DeadLetter, Style};
use super::interrupt::Interrupt;
use super::{Exit, Failure, Global};

const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Arguments of `tail`.
#[derive(Args, Clone, Debug, Default)]
pub struct TailArgs {
    /// What could not become a record, with the reason and what to do about it
    #[arg(long)]
    pub dead_letters: bool,
    /// Everything that is there, not only what comes
    #[arg(long)]
    pub from_start: bool,
    /// End after so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// The values as they are, one a line
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn execute(args: &TailArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let config = global.configuration()?;
    let topics = &config.kafka.topics;
    let topic = if args.dead_letters {
        &topics.dead_letters
    } else {
        &topics.structured
    };
    let consumer = open(connection::client(&config.kafka), topic, args.from_start)?;
    let interrupt = Interrupt::listen()?;
    let mut out = io::stdout().lock();
    let style = Style::of(&io::stdout());
    let mut left = args.limit.unwrap_or(usize::MAX);
    while left > 0 && !interrupt.raised() {
        let message = match consumer.poll(Duration::from_millis(100)) {
            None => continue,
            Some(Ok(message)) => message,
            Some(Err(error)) if passes(&error) => continue,
            Some(Err(error)) => return Err(error).context("cannot read"),
        };
        match out
            .write_all(&shown(args, style, &message))
            .and_then(|()| out.flush())
        {
            // The reader of our output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            result => result.context("cannot write")?,
        }
        left -= 1;
    }
    Ok(Exit::Done.into())
}

/// A consumer at the end or the start of all partitions of the topic, outside of any group.
fn open(mut config: ClientConfig, topic: &str, from_start: bool) -> anyhow::Result<BaseConsumer> {
    config
        // The client wants a name; nothing is ever committed under it.
        .set("group.id", "wiredesk-tail")
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("isolation.level", "read_committed")
        .set("auto.offset.reset", "earliest")
        .set("allow.auto.create.topics", "false");
    let consumer: BaseConsumer = config.create().context("cannot make a consumer")?;
    let away = || Failure::new(Exit::Later, "no broker answers");
    let metadata = consumer
        .fetch_metadata(None, ANSWER_WITHIN)
        .with_context(away)?;
    let there = metadata.topics().iter().find(|there| there.name() == topic);
    let Some(there) = there else {
        let message =
            format!("topic {topic} does not exist; `wiredesk topics --create` creates it");
        return Err(Failure::new(Exit::Configuration, message).into());
    };
    let start = if from_start {
        Offset::Beginning
    } else {
        Offset::End
    };
    let mut partitions = TopicPartitionList::new();
    for partition in there.partitions() {
        partitions.add_partition_offset(topic, partition.id(), start)?;
    }
    consumer.assign(&partitions)?;
    Ok(consumer)
}

/// Errors of the client that it mends by itself.
fn passes(error: &KafkaError) -> bool {
    use rdkafka::error::RDKafkaErrorCode as Code;
    let code = error.rdkafka_error_code();
    code.is_some_and(|code| {
        [
            Code::BrokerTransportFailure,
            Code::AllBrokersDown,
            Code::OperationTimedOut,
        ]
        .contains(&code)
    })
}

fn shown(args: &TailArgs, style: Style, message: &BorrowedMessage<'_>) -> Vec<u8> {
    let value = message.payload().unwrap_or_default();
    match (args.dead_letters, args.json) {
        (false, true) => return [value, b"\n"].concat(),
        (true, json) => {
            let letter = letter(message);
            return if json {
                line(&letter, message)
            } else {
                display::dead_letter(style, &letter)
            }
            .into_bytes();
        }
        (false, false) => {}
    }
    match serde_json::from_slice::<Value>(value) {
        Ok(record) => display::record(style, &record).into_bytes(),
        Err(_) => format!("{} bytes that are no record\n", value.len()).into_bytes(),
    }
}

/// Why it is here, by its headers.
fn letter<'a>(message: &'a BorrowedMessage<'_>) -> DeadLetter<'a> {
    DeadLetter {
        code: header(message, "dead-letter-code"),
        detail: header(message, "dead-letter-detail"),
        stage: header(message, "dead-letter-stage"),
        topic: header(message, "source-topic"),
        partition: header(message, "source-partition"),
        offset: header(message, "source-offset"),
        provider: header(message, "source"),
        bytes: message.payload_len(),
    }
}

/// The same as a line for programs, as `process` prints it; the raw value may be anything.
fn line(letter: &DeadLetter<'_>, message: &BorrowedMessage<'_>) -> String {
    let number = |text: &str| text.parse::<i64>().ok();
    let line = serde_json::json!({
        "deadLetter": {
            "code": letter.code,
            "detail": letter.detail,
            "stage": letter.stage,
        },
        "source": {
            "topic": letter.topic,
            "partition": number(letter.partition),
            "offset": number(letter.offset),
            "item": header(message, "source-item"),
            "bytes": letter.bytes,
            "sha256": header(message, "source-sha256"),
        },
    });
    format!("{line}\n")
}

/// The last header of this name, if it is text.
fn header<'a>(message: &'a BorrowedMessage<'_>, name: &str) -> &'a str {
    let headers = message.headers();
    let found = headers.and_then(|all| all.iter().filter(|header| header.key == name).last());
    let value = found.and_then(|header| header.value).unwrap_or_default();
    std::str::from_utf8(value).unwrap_or("?")
}
