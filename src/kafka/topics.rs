//! The topics a configuration names: looked at, compared with what they must be, made.
//!
//! In: the plans and a client. Out: every finding at once, each with what to do about it.
//! Never: a change to a topic that exists; its settings belong to whoever runs the cluster.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::admin::{
    AdminClient, AdminOptions, NewTopic, OwnedResourceSpecifier, ResourceSpecifier,
    TopicReplication, TopicResult,
};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::metadata::MetadataTopic;

const MESSAGE_BYTES: &str = "max.message.bytes";
const RETENTION: &str = "retention.ms";
const CLEANUP: &str = "cleanup.policy";
/// Pause between two looks at the cluster.
const GLANCE: Duration = Duration::from_millis(50);

/// What a topic is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicPlan {
    /// Its name.
    pub name: String,
    /// Its partitions; one that exists may have more.
    pub partitions: i32,
    /// Replicas of each partition, when it is made; an existing topic may have fewer or more.
    pub replication: i32,
    /// The longest message it must take.
    pub message_bytes: usize,
    /// How long it must keep messages at least; `None` leaves that to the broker.
    pub retention: Option<Duration>,
}

/// A topic as the cluster has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Partitions.
    pub partitions: i32,
    /// Its settings by name; empty where they may not be read.
    pub settings: BTreeMap<String, String>,
}

/// What is to be said about one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is there and fits.
    Fits {
        /// The topic.
        topic: String,
        /// Its partitions.
        partitions: i32,
    },
    /// It was not there and has been made.
    Made {
        /// The topic.
        topic: String,
        /// Its partitions.
        partitions: i32,
    },
    /// It is not there.
    Missing {
        /// The topic.
        topic: String,
    },
    /// It could not be made.
    Refused {
        /// The topic.
        topic: String,
        /// The broker's reason.
        why: String,
    },
    /// It has fewer partitions than planned.
    FewPartitions {
        /// The topic.
        topic: String,
        /// What it has.
        found: i32,
        /// What is planned.
        wanted: i32,
    },
    /// A setting is too low.
    Setting {
        /// The topic.
        topic: String,
        /// The setting.
        name: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: String,
    },
    /// Its settings cannot be read: not forbidden, but nothing is known of them.
    Unread {
        /// The topic.
        topic: String,
    },
}

impl Finding {
    /// Whether stories would be refused, or lost before they are read.
    pub fn is_problem(&self) -> bool {
        match self {
            Self::Fits { .. } | Self::Made { .. } | Self::Unread { .. } => false,
            Self::Missing { .. }
            | Self::Refused { .. }
            | Self::FewPartitions { .. }
            | Self::Setting { .. } => true,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fits { topic, partitions } => {
                write!(f, "{topic}: there, {partitions} partitions")
            }
            Self::Made { topic, partitions } => write!(f, "{topic}: made, {partitions} partitions"),
            Self::Missing { topic } => {
                write!(
                    f,
                    "{topic}: does not exist; `wiredesk topics --create` creates it"
                )
            }
            Self::Refused { topic, why } => write!(f, "{topic}: could not be made: {why}"),
            Self::FewPartitions {
                topic,
                found,
                wanted,
            } => write!(
                f,
                "{topic}: has {found} partitions, {wanted} are configured; add them with Kafka's \
                 own tool (keys move to other partitions) or lower the configuration"
            ),
            Self::Setting {
                topic,
                name,
                found,
                wanted,
            } => {
                write!(
                    f,
                    "{topic}: {name} is {found}, it must be at least {wanted}"
                )?;
                f.write_str("; alter it with Kafka's own tool")
            }
            Self::Unread { topic } => {
                write!(
                    f,
                    "{topic}: there; its settings may not be read by this user"
                )
            }
        }
    }
}

/// A client that looks at topics and makes them; its calls want a tokio runtime with timers.
pub struct Topics {
    admin: AdminClient<DefaultClientContext>,
    limit: Duration,
}

impl fmt::Debug for Topics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Topics")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl Topics {
    /// A client with the connection settings of `config`; every call ends within `limit`.
    pub fn new(config: &ClientConfig, limit: Duration) -> Result<Self, KafkaError> {
        Ok(Self {
            admin: config.create()?,
            limit,
        })
    }

    /// Compares the plans with the cluster: at least one finding a plan, in their order.
    pub async fn check(&self, plans: &[TopicPlan]) -> Result<Vec<Finding>, KafkaError> {
        let seen = self.look(plans).await?;
        Ok(plans
            .iter()
            .flat_map(|plan| compare(plan, seen.get(&plan.name)))
            .collect())
    }

    /// Makes the topics that are missing, then compares. Doing it twice changes nothing.
    pub async fn create(&self, plans: &[TopicPlan]) -> Result<Vec<Finding>, KafkaError> {
        let before = self.look(plans).await?;
        let missing: Vec<&TopicPlan> = plans
            .iter()
            .filter(|plan| !before.contains_key(&plan.name))
            .collect();
        let mut made = self.make(&missing).await?;
        self.await_sight(&made).await?;
        let finding = |plan: &TopicPlan| match made.remove(&plan.name) {
            Some(finding) => vec![finding],
            None => compare(plan, before.get(&plan.name)),
        };
        Ok(plans.iter().flat_map(finding).collect())
    }

    async fn make(&self, plans: &[&TopicPlan]) -> Result<BTreeMap<String, Finding>, KafkaError> {
        if plans.is_empty() {
            return Ok(BTreeMap::new());
        }
        let settings: Vec<(String, Option<String>)> =
            plans.iter().map(|plan| settings(plan)).collect();
        let topics = plans
            .iter()
            .zip(&settings)
            .map(|(plan, (bytes, retention))| {
                let replication = TopicReplication::Fixed(plan.replication);
                let topic = NewTopic::new(&plan.name, plan.partitions, replication);
                let topic = topic.set(MESSAGE_BYTES, bytes).set(CLEANUP, "delete");
                match retention {
                    Some(retention) => topic.set(RETENTION, retention),
                    None => topic,
                }
            });
        let topics: Vec<NewTopic<'_>> = topics.collect();
        let results = self.admin.create_topics(&topics, &self.options()).await?;
        let partitions: BTreeMap<&str, i32> = plans
            .iter()
            .map(|plan| (plan.name.as_str(), plan.partitions))
            .collect();
        let finding = |result: TopicResult| match result {
            // Somebody else made it meanwhile: what was wanted is so.
            Ok(topic) | Err((topic, RDKafkaErrorCode::TopicAlreadyExists)) => {
                let partitions = partitions.get(topic.as_str()).copied().unwrap_or_default();
                (topic.clone(), Finding::Made { topic, partitions })
            }
            Err((topic, code)) => (
                topic.clone(),
                Finding::Refused {
                    topic,
                    why: code.to_string(),
                },
            ),
        };
        Ok(results.into_iter().map(finding).collect())
    }

    /// Waits until what was made can be seen: a broker learns of it a little after it was said.
    async fn await_sight(&self, made: &BTreeMap<String, Finding>) -> Result<(), KafkaError> {
        let wanted = made
            .values()
            .filter(|finding| !finding.is_problem())
            .count();
        let begin = Instant::now();
        while wanted > 0 && begin.elapsed() < self.limit {
            let metadata = self.admin.inner().fetch_metadata(None, self.limit)?;
            let led = |topic: &&MetadataTopic| {
                made.contains_key(topic.name())
                    && topic
                        .partitions()
                        .iter()
                        .all(|partition| partition.leader() >= 0)
            };
            if metadata.topics().iter().filter(led).count() >= wanted {
                break;
            }
            tokio::time::sleep(GLANCE).await;
        }
        Ok(())
    }

    async fn look(&self, plans: &[TopicPlan]) -> Result<BTreeMap<String, Seen>, KafkaError> {
        // All topics are asked for: to ask for one by name may create it.
        let metadata = self.admin.inner().fetch_metadata(None, self.limit)?;
        let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
        for topic in metadata.topics() {
            let planned = plans.iter().any(|plan| plan.name == topic.name());
            let partitions = i32::try_from(topic.partitions().len()).unwrap_or(i32::MAX);
            if planned && partitions > 0 {
                let topic_seen = Seen {
                    partitions,
                    settings: BTreeMap::new(),
                };
                seen.insert(topic.name().to_owned(), topic_seen);
            }
        }
        let names: Vec<String> = seen.keys().cloned().collect();
        let resources: Vec<ResourceSpecifier<'_>> = names
            .iter()
            .map(|name| ResourceSpecifier::Topic(name))
            .collect();
        if resources.is_empty() {
            return Ok(seen);
        }
        for resource in self
            .admin
            .describe_configs(&resources, &self.options())
            .await?
        {
            let Ok(resource) = resource else { continue };
            let OwnedResourceSpecifier::Topic(name) = resource.specifier else {
                continue;
            };
            let Some(topic) = seen.get_mut(&name) else {
                continue;
            };
            let entries = resource.entries.into_iter();
            topic.settings = entries.filter_map(|e| Some((e.name, e.value?))).collect();
        }
        Ok(seen)
    }

    fn options(&self) -> AdminOptions {
        let limit = Some(self.limit);
        AdminOptions::new()
            .request_timeout(limit)
            .operation_timeout(limit)
    }
}

/// The values of `max.message.bytes` and `retention.ms` a plan asks for.
fn settings(plan: &TopicPlan) -> (String, Option<String>) {
    let retention = plan.retention.map(|time| time.as_millis().to_string());
    (plan.message_bytes.to_string(), retention)
}

/// A plan beside what is there.
fn compare(plan: &TopicPlan, seen: Option<&Seen>) -> Vec<Finding> {
    let topic = || plan.name.clone();
    let Some(seen) = seen else {
        return vec![Finding::Missing { topic: topic() }];
    };
    let mut findings = Vec::new();
    if seen.partitions < plan.partitions {
        let (found, wanted) = (seen.partitions, plan.partitions);
        findings.push(Finding::FewPartitions {
            topic: topic(),
            found,
            wanted,
        });
    }
    let (bytes, retention) = settings(plan);
    for (name, wanted) in [(MESSAGE_BYTES, Some(bytes)), (RETENTION, retention)] {
        let (Some(wanted), Some(found)) = (wanted, seen.settings.get(name)) else {
            continue;
        };
        if is_below(found, &wanted) {
            let found = found.clone();
            findings.push(Finding::Setting {
                topic: topic(),
                name,
                found,
                wanted,
            });
        }
    }
    if findings.is_empty() && seen.settings.is_empty() {
        findings.push(Finding::Unread { topic: topic() });
    }
    if findings.is_empty() {
        findings.push(Finding::Fits {
            topic: topic(),
            partitions: seen.partitions,
        });
    }
    findings
}

/// Whether a number is below another; -1 stands for no limit.
fn is_below(found: &str, wanted: &str) -> bool {
    match (found.parse::<i128>(), wanted.parse::<i128>()) {
        (Ok(-1), _) => false,
        (Ok(found), Ok(wanted)) => found < wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Seen, TopicPlan, compare};
    use std::time::Duration;

    fn plan() -> TopicPlan {
        TopicPlan {
            name: "out".to_owned(),
            partitions: 4,
            replication: 1,
            message_bytes: 2_097_152,
            retention: Some(Duration::from_secs(3600)),
        }
    }

    /// Partitions, `max.message.bytes`, `retention.ms` and what is said of them.
    const TABLE: &[(i32, &str, &str, &[&str])] = &[
        (4, "2097152", "3600000", &["out: there, 4 partitions"]),
        (9, "4194304", "-1", &["out: there, 9 partitions"]),
        (
            4,
            "1048588",
            "3600000",
            &[
                "out: max.message.bytes is 1048588, it must be at least 2097152; \
               alter it with Kafka's own tool",
            ],
        ),
        (
            1,
            "1048588",
            "1000",
            &[
                "out: has 1 partitions, 4 are configured; add them with Kafka's own tool (keys \
                 move to other partitions) or lower the configuration",
                "out: max.message.bytes is 1048588, it must be at least 2097152; \
                 alter it with Kafka's own tool",
                "out: retention.ms is 1000, it must be at least 3600000; \
                 alter it with Kafka's own tool",
            ],
        ),
    ];

    #[test]
    fn every_problem_is_said_at_once() {
        for (partitions, bytes, retention, expected) in TABLE {
            let settings = [("max.message.bytes", bytes), ("retention.ms", retention)];
            let settings = settings.map(|(name, value)| (name.to_owned(), (*value).to_owned()));
            let seen = Seen {
                partitions: *partitions,
                settings: settings.into(),
            };
            let found = compare(&plan(), Some(&seen));
            let said: Vec<String> = found.iter().map(Finding::to_string).collect();
            assert_eq!(said, *expected);
            let problem = found.iter().any(Finding::is_problem);
            assert_eq!(problem, !expected[0].contains("there"), "{said:?}");
        }
    }

    #[test]
    fn a_missing_topic_names_the_command_and_unread_settings_are_no_problem() {
        let missing = compare(&plan(), None);
        assert!(missing[0].is_problem() && missing[0].to_string().contains("topics --create"));
        let unread = compare(
            &plan(),
            Some(&Seen {
                partitions: 4,
                ..Seen::default()
            }),
        );
        assert!(!unread[0].is_problem(), "{unread:?}");
    }
}
