//! `wiredesk demo`: everything in one process, no broker needed.
//!
//! In: the sample wire, at a pace that can be read. Out: its records and dead letters as they
//! come. Never: a pipeline of its own; it is the daemon's, between the topics of a broker that
//! lives in this process and forgets everything.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use rdkafka::ClientConfig;
use rdkafka::message::Message as _;

use super::account::Account;
use super::delivery::{Delivery, Parcel};
use super::display::{self, Style};
use super::interrupt::Interrupt;
use super::reading::{self, Reading, header};
use super::{Exit, Global, sample};
use crate::app::{App, logging};
use crate::config::{self, Config};
use crate::kafka;
use crate::kafka::embedded::EmbeddedBroker;

/// Partitions of each topic: with one, the wire is shown in its own order.
const PARTITIONS: i32 = 1;
/// Stories a second: a pace to read along, and one for a check.
const PACE: (u32, u32) = (1, 20);
/// How long the last outcomes may take after the last story was sent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Arguments of `demo`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Examples:
  wiredesk demo          until Ctrl-C
  wiredesk demo --once   the sample wire once; exit 0 if every story has its ends")]
pub struct DemoArgs {
    /// End after the sample wire; exit 0 only if every story has its outcomes
    #[arg(long)]
    pub once: bool,
    /// Stories a second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub rate: Option<u32>,
}

/// Runs the command.
pub fn execute(args: &DemoArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let mut config = global.configuration()?;
    let flow = global.flow(&config)?;
    if global.log.is_none() {
        "warn".clone_into(&mut config.log.filter);
    }
    logging::start(&config.log)?;
    let topics = config.kafka.topics.clone();
    let names = [&topics.raw, &topics.structured, &topics.dead_letters];
    let broker = EmbeddedBroker::start(&names.map(|name| (name.as_str(), PARTITIONS)))
        .context("the broker in this process does not start")?;
    settle(&mut config, broker.bootstrap());
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", broker.bootstrap());
    let show = Show::open(&client, &config)?;
    let delivery = Delivery::open(&client, &topics.raw)?;
    welcome(&config);
    let shared = show.shared.clone();
    let feeding = {
        let (shared, args) = (shared.clone(), args.clone());
        thread::spawn(move || feed(&args, &delivery, &shared))
    };
    let showing = thread::spawn(move || show.run());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let ended = runtime.block_on(async {
        let app = App::build(config, flow).await?;
        app.run(shared.over()).await
    });
    // Whatever ended the pipeline ends the others too.
    shared.end();
    let fed = feeding
        .join()
        .map_err(|_| anyhow::anyhow!("the feed broke"))?;
    let shown = showing
        .join()
        .map_err(|_| anyhow::anyhow!("the display broke"))?;
    drop(runtime);
    drop(broker);
    ended?;
    fed?;
    let complete = shown?;
    Ok(if complete || !args.once {
        Exit::Done
    } else {
        Exit::No
    }
    .into())
}

/// The user's configuration, but on the broker of this process.
fn settle(config: &mut Config, bootstrap: &str) {
    let own = Config::default().kafka;
    config.kafka = config::Kafka {
        brokers: vec![bootstrap.to_owned()],
        group: "wiredesk-demo".to_owned(),
        // The broker in this process does not model transactions.
        delivery: kafka::Delivery::AtLeastOnce,
        topics: config.kafka.topics.clone(),
        ..own
    };
    if let Some(address) = config.http.bind
        && TcpListener::bind(address).is_err()
    {
        let free = TcpListener::bind((address.ip(), 0)).and_then(|port| port.local_addr());
        config.http.bind = free.ok();
    }
}

fn welcome(config: &Config) {
    let count = sample::wire().len();
    let at = config.http.bind.map_or_else(String::new, |at: SocketAddr| {
        format!("Health and metrics: http://{at}/readyz and http://{at}/metrics\n")
    });
    say(&format!(
        "The real pipeline on a broker inside this process, librdkafka's mock cluster. It keeps \
         nothing\nand does not model transactions: delivery is at-least-once here, exactly-once on \
         a real broker.\nThe wire: {count} messages, invented stories in the styles of many \
         agencies, and broken input.\n{at}"
    ));
}

/// What the threads tell each other.
#[derive(Clone, Debug)]
struct Shared {
    interrupt: Interrupt,
    end: Arc<AtomicBool>,
    /// Messages handed over so far, and whether there are no more.
    sent: Arc<(AtomicUsize, AtomicBool)>,
}

impl Shared {
    fn ended(&self) -> bool {
        self.end.load(Ordering::SeqCst) || self.interrupt.raised()
    }

    fn end(&self) {
        self.end.store(true, Ordering::SeqCst);
    }

    async fn over(&self) {
        while !self.ended() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The sample wire at its pace; over and over unless once.
fn feed(args: &DemoArgs, delivery: &Delivery, shared: &Shared) -> anyhow::Result<()> {
    let rate = args.rate.unwrap_or(if args.once { PACE.1 } else { PACE.0 });
    let gap = Duration::from_secs(1) / rate;
    loop {
        for story in sample::wire() {
            if shared.ended() {
                return Ok(());
            }
            let headers = story.headers.into_iter();
            let headers = headers
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            let name = story.name.to_owned();
            delivery.send(&Parcel {
                file: None,
                name,
                key: None,
                headers,
                value: story.value,
            });
            thread::sleep(gap);
        }
        let receipt = delivery.finish()?;
        for (name, reason) in &receipt.failed {
            say(&format!("{name}: not delivered: {reason}"));
        }
        shared
            .sent
            .0
            .fetch_add(sample::wire().len(), Ordering::SeqCst);
        if args.once {
            shared.sent.1.store(true, Ordering::SeqCst);
            return Ok(());
        }
    }
}

/// Shows what comes out and keeps the account.
struct Show {
    shared: Shared,
    reading: Reading,
    dead_letters: String,
    account: Account,
    counts: (usize, usize),
}

impl Show {
    fn open(client: &ClientConfig, config: &Config) -> anyhow::Result<Self> {
        let topics = &config.kafka.topics;
        let interrupt = Interrupt::listen()?;
        Ok(Self {
            shared: Shared {
                interrupt,
                end: Arc::default(),
                sent: Arc::default(),
            },
            reading: Reading::open(client, &[&topics.structured, &topics.dead_letters], true)?,
            dead_letters: topics.dead_letters.clone(),
            account: Account::default(),
            counts: (0, 0),
        })
    }

    /// Until somebody ends it or all is seen; says whether all was seen.
    fn run(mut self) -> anyhow::Result<bool> {
        let style = Style::of(&io::stdout());
        let mut waiting_since = None;
        let complete = loop {
            if self.all_seen() {
                break true;
            }
            if self.shared.ended() || self.too_late(&mut waiting_since) {
                break false;
            }
            self.one(style)?;
        };
        self.shared.end();
        let (records, dead_letters) = self.counts;
        let stories = self.account.complete();
        say(&format!(
            "{stories} messages: {records} records, {dead_letters} dead letters"
        ));
        Ok(complete)
    }

    fn one(&mut self, style: Style) -> anyhow::Result<()> {
        let Some(message) = self.reading.next(Duration::from_millis(50))? else {
            return Ok(());
        };
        let at = ["source-partition", "source-offset", "source-item"];
        let [partition, offset, item] = at.map(|name| header(&message, name));
        self.account.note(partition, offset, item);
        let shown = if message.topic() == self.dead_letters {
            self.counts.1 += 1;
            display::dead_letter(style, &reading::letter(&message))
        } else {
            self.counts.0 += 1;
            let record = serde_json::from_slice(message.payload().unwrap_or_default());
            display::record(style, &record.context("a record is no JSON")?)
        };
        match writeln!(io::stdout(), "{shown}") {
            // Nobody reads on: the account still counts.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result.context("cannot write"),
        }
    }

    fn all_seen(&self) -> bool {
        let (sent, done) = &*self.shared.sent;
        done.load(Ordering::SeqCst) && self.account.complete() == sent.load(Ordering::SeqCst)
    }

    fn too_late(&self, since: &mut Option<Instant>) -> bool {
        let done = self.shared.sent.1.load(Ordering::SeqCst);
        done && since.get_or_insert_with(Instant::now).elapsed() > PATIENCE
    }
}

fn say(text: &str) {
    // Nothing can be said where stderr is closed.
    let _ = writeln!(io::stderr(), "{text}");
}
