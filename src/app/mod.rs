//! The program as a value: built from a configuration, run until it is told to stop.
//!
//! In: a valid configuration and a future that ends when it is time. Out: how it went.
//! Never: an argument, the environment, or a signal; those are the command line's.

mod ending;
pub mod logging;
mod tables;

#[cfg(test)]
mod tests;

pub use ending::Ending;
pub use tables::flow;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::flow::Flow;
use crate::http::{self, Observed};
use crate::kafka;
use crate::limits::STUCK_TIME_MAX;
use crate::metrics::{Metrics, Vitals};
use crate::pipeline::{self, Control, Leg, Report, Settings, Sink, Source};

/// The name of the leg from raw stories to records.
const INTAKE: &str = "intake";
/// Time for leaving the group at shutdown.
const CLOSE_TIME: Duration = Duration::from_secs(5);
/// Pause between two looks for a loop that does not move.
const LOOK: Duration = Duration::from_secs(1);
/// What all phases of a shutdown may take beyond their own times before the process just ends.
const GRACE: Duration = Duration::from_secs(5);

/// Everything of a running program but its doors.
#[derive(Debug)]
pub struct App {
    config: Config,
    leg: Leg,
    settings: Settings,
    control: Control,
    metrics: Arc<Metrics>,
    listener: Option<TcpListener>,
}

impl App {
    /// Builds all that a run needs. Binds the HTTP address, and connects to nothing.
    pub async fn build(config: Config, flow: Flow) -> anyhow::Result<Self> {
        let listener = match config.http.bind {
            None => None,
            Some(address) => {
                let bound = TcpListener::bind(address).await;
                Some(bound.with_context(|| format!("http.bind: cannot listen on {address}"))?)
            }
        };
        let metrics = Metrics::new();
        let control = Control::new(Arc::clone(&metrics), Vitals::new());
        Ok(Self {
            leg: leg(&config, flow),
            settings: settings(&config),
            control,
            metrics,
            listener,
            config,
        })
    }

    /// The handle by which the leg is stopped; a second stop ends it at once.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The metrics of this program.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Where health and metrics are served, if they are.
    pub fn http_address(&self) -> Option<SocketAddr> {
        self.listener.as_ref()?.local_addr().ok()
    }

    /// Runs between the raw topic and the others until `shutdown` ends or the leg cannot go on.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> anyhow::Result<Ending> {
        let doors = kafka::doors(&self.leg, &self.config.kafka.client());
        let (source, sink) = doors.context("the Kafka client cannot be made")?;
        self.run_between(source, sink, shutdown).await
    }

    /// Runs between these doors until `shutdown` ends or the leg cannot go on.
    pub async fn run_between<S: Source, K: Sink>(
        self,
        source: S,
        sink: K,
        shutdown: impl Future<Output = ()>,
    ) -> anyhow::Result<Ending> {
        self.announce();
        let (http_stop, http_stopped) = oneshot::channel();
        let observed = Observed {
            metrics: Arc::clone(&self.metrics),
            legs: vec![(INTAKE, Arc::clone(self.control.vitals()))],
        };
        let http = self.listener.map(|listener| {
            let stopped = async { drop(http_stopped.await) };
            tokio::spawn(http::serve(listener, http::router(observed), stopped))
        });
        let longest = self.settings.shutdown_drain + 2 * self.settings.shutdown_close + GRACE;
        let control = self.control.clone();
        let report = start(self.leg, self.settings, self.control, source, sink)?;
        let ending = until_over(report, &control, shutdown, longest).await;
        ending.tell();
        // Nobody waits for it any more where it is not served.
        let _ = http_stop.send(());
        if let Some(http) = http {
            http.await.context("the HTTP server")?;
        }
        Ok(ending)
    }

    fn announce(&self) {
        let kafka = &self.config.kafka;
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"),
            configuration = self.config.fingerprint(),
            brokers = kafka.brokers.join(","),
            group = kafka.group,
            instance = kafka.instance,
            delivery = kafka.delivery_name(),
            raw = kafka.topics.raw,
            structured = kafka.topics.structured,
            dead_letters = kafka.topics.dead_letters,
            workers = self.settings.workers,
            "starting"
        );
        if let Some(address) = self.http_address() {
            tracing::info!(%address, "serving health and metrics");
        }
        if kafka.security.insecure_no_verification {
            tracing::warn!("kafka.security.insecure_no_verification: any certificate is accepted");
        }
    }
}

/// Waits for the report; from the shutdown on, only so long. A leg that is stuck is not waited
/// for: whoever restarts the process gets past what it is stuck on.
async fn until_over(
    report: oneshot::Receiver<Report>,
    control: &Control,
    shutdown: impl Future<Output = ()>,
    longest: Duration,
) -> Ending {
    let mut report = report;
    tokio::select! {
        report = &mut report => return Ending::of(report.ok(), false),
        () = stuck(|| control.vitals().dead(), LOOK, STUCK_TIME_MAX) => return Ending::Hung,
        () = shutdown => {}
    }
    tracing::info!("told to stop");
    control.stop();
    match tokio::time::timeout(longest, report).await {
        Ok(report) => Ending::of(report.ok(), true),
        Err(_) => Ending::Stuck,
    }
}

/// Ends once a loop has not moved at any of the looks over so long a time. A process that was
/// itself stopped and goes on has moved again before the second look.
async fn stuck(dead: impl Fn() -> Vec<String>, look: Duration, time: Duration) {
    let mut since = None;
    loop {
        tokio::time::sleep(look).await;
        let dead = dead();
        if dead.is_empty() {
            since = None;
        } else if since.get_or_insert_with(Instant::now).elapsed() >= time {
            tracing::error!(
                loops = dead.join("; "),
                "stuck; the process gives itself up"
            );
            return;
        }
    }
}

/// The leg on a thread of its own, which becomes its poll thread.
fn start<S: Source, K: Sink>(
    leg: Leg,
    settings: Settings,
    control: Control,
    source: S,
    sink: K,
) -> anyhow::Result<oneshot::Receiver<Report>> {
    let (done, report) = oneshot::channel();
    let work = move || {
        let report = pipeline::run(&leg, source, sink, &settings, &control);
        // Nobody listens any more once the process has given up on the leg.
        let _ = done.send(report);
    };
    let thread = thread::Builder::new().name(format!("{INTAKE}-poll"));
    thread.spawn(work).context("no thread to be had")?;
    Ok(report)
}

fn leg(config: &Config, flow: Flow) -> Leg {
    let kafka = &config.kafka;
    Leg {
        name: INTAKE.to_owned(),
        group: kafka.group.clone(),
        inputs: vec![kafka.topics.raw.clone()],
        output: kafka.topics.structured.clone(),
        dead_letters: kafka.topics.dead_letters.clone(),
        work: Leg::intake_work(Arc::new(flow)),
    }
}

fn settings(config: &Config) -> Settings {
    let defaults = Settings::default();
    Settings {
        workers: config.pipeline.workers.unwrap_or(defaults.workers),
        in_flight_bytes: config.pipeline.in_flight_bytes,
        commit_interval: config.kafka.transaction_interval,
        commit_bytes: config.kafka.transaction_bytes,
        shutdown_drain: config.pipeline.drain_timeout,
        shutdown_close: CLOSE_TIME,
        ..defaults
    }
}
