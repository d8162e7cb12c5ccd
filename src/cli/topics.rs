//! `wiredesk topics`: the topics that the configuration names, looked at or made.
//!
//! In: the configuration, and what a topic is to be. Out: one line a finding, exit 0 if all fit.
//! Never: a change to a topic that exists.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use rdkafka::error::KafkaError;

use super::Global;
use super::exit::{Exit, Failure};
use crate::config::Config;
use crate::kafka::topics::{Finding, TopicPlan, Topics};
use crate::limits::{self, KIB};

/// Partitions of a topic that is made, unless said otherwise: enough for six instances.
const PARTITIONS: i32 = 6;
/// The cluster's own number of replicas.
const REPLICATION_OF_CLUSTER: i32 = -1;
/// Headers, key and frame of a message beside its value.
const OVERHEAD_BYTES: usize = 64 * KIB;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Looks at the topics that the configuration names, or makes them.
///
/// A topic that exists is never changed; what does not fit is said, with what to do.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk topics                                  are they there, and do they fit?
  wiredesk topics --create                         make those that are missing
  wiredesk topics --create --partitions 12 --replication 3

Exit codes: 0 all fit, 1 something does not, 75 no broker answers, 78 configuration.")]
pub struct TopicsArgs {
    /// Make the topics that are missing
    #[arg(long)]
    pub create: bool,
    /// Partitions of each topic at least [default of a topic that is made: 6]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=10_000))]
    pub partitions: Option<i32>,
    /// Replicas of each partition of a topic that is made [default: the cluster's own number]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=15))]
    pub replication: Option<i32>,
    /// Days that each topic must keep its messages at least [default: the cluster's own]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub retention_days: Option<u32>,
    /// Longest wait for the cluster, in seconds
    #[arg(long, value_name = "S", default_value_t = 15,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
}

/// Runs the command.
pub fn execute(args: &TopicsArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let config = global.configuration()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the asynchronous runtime")?;
    let brokers = config.kafka.brokers.join(", ");
    let findings = runtime
        .block_on(findings(args, &config))
        .map_err(|error| Failure::new(Exit::Later, format!("no answer from {brokers}: {error}")))?;
    let mut out = io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let fits = !findings.iter().any(Finding::is_problem);
    Ok(if fits { Exit::Done } else { Exit::No }.into())
}

async fn findings(args: &TopicsArgs, config: &Config) -> Result<Vec<Finding>, KafkaError> {
    let limit = Duration::from_secs(args.timeout);
    let topics = Topics::new(&config.kafka.connection(), limit)?;
    let wanted = plans(args, config, 1);
    let mut findings = topics.check(&wanted).await?;
    if args.create {
        let missing = |plan: &TopicPlan| {
            let gone = Finding::Missing {
                topic: plan.name.clone(),
            };
            findings.contains(&gone)
        };
        let mut plans = plans(args, config, PARTITIONS);
        plans.retain(missing);
        findings.retain(|finding| !matches!(finding, Finding::Missing { .. }));
        findings.extend(topics.create(&plans).await?);
    }
    Ok(findings)
}

fn plans(args: &TopicsArgs, config: &Config, partitions: i32) -> Vec<TopicPlan> {
    let plan = |name: &str, value_bytes: usize| TopicPlan {
        name: name.to_owned(),
        partitions: args.partitions.unwrap_or(partitions),
        replication: args.replication.unwrap_or(REPLICATION_OF_CLUSTER),
        message_bytes: value_bytes,
        retention: args.retention_days.map(|days| DAY * days),
    };
    let topics = &config.kafka.topics;
    vec![
        plan(&topics.raw, limits::RAW_BYTES_MAX),
        plan(
            &topics.structured,
            limits::RECORD_BYTES_MAX + OVERHEAD_BYTES,
        ),
        plan(
            &topics.dead_letters,
            limits::RECORD_BYTES_MAX + OVERHEAD_BYTES,
        ),
    ]
}
