//! `wiredesk run`: the daemon.
//!
//! In: a configuration and signals. Out: records, until it is told to stop.
//! Never: a start with a configuration that is not sound to the last key.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Global;
use super::exit::Exit;
use crate::app::{App, Ending, logging};
use crate::pipeline::{Control, SinkError};

/// Time to end in after the second signal.
const LAST_BREATH: Duration = Duration::from_millis(500);

/// Runs until it is told to stop: SIGTERM or Ctrl-C; a second one ends it at once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk topics --create --config wiredesk.toml   # once
  wiredesk run --config wiredesk.toml
  WIREDESK__KAFKA__BROKERS=k1:9092 WIREDESK_LOG=debug wiredesk run

Exit codes: 0 stopped in order, 70 broken invariant, 75 try again later, 77 permission,
78 configuration.")]
pub struct RunArgs {}

/// Runs the command.
pub fn execute(_args: &RunArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let config = global.configuration()?;
    let flow = global.flow(&config)?;
    logging::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Health and signals: the work has threads of its own.
        .worker_threads(1)
        .enable_all()
        .build()
        .context("the asynchronous runtime")?;
    let ending = runtime.block_on(async {
        // Before anything else, so that the first process of a container can be stopped at once.
        let signals = Signals::new().context("signals")?;
        let app = App::build(config, flow).await?;
        let control = app.control().clone();
        app.run(signals.stop(control)).await
    });
    // A client that hangs in its last breath must not hold the process.
    runtime.shutdown_background();
    let exit = match ending {
        Ok(ending) => exit(&ending),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "cannot run");
            Exit::of(&error)
        }
    };
    Ok(exit.into())
}

/// What an ending means for whoever started the daemon; the log has told the rest.
fn exit(ending: &Ending) -> Exit {
    match ending {
        Ending::Stopped => Exit::Done,
        Ending::Cut { .. } | Ending::Stuck => Exit::Later,
        Ending::Failed(SinkError::TopicMissing(_)) => Exit::Configuration,
        Ending::Failed(SinkError::Doubt(_)) => Exit::Later,
        Ending::Failed(SinkError::Denied(_)) => Exit::Permission,
        Ending::Failed(SinkError::TooLarge(_) | SinkError::Fatal(_))
        | Ending::Hung
        | Ending::Broken => Exit::Broken,
    }
}

/// The signals that end the daemon.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Ends with the first signal; the next one is passed on as a second request to stop.
    async fn stop(mut self, control: Control) {
        self.next().await;
        tokio::spawn(async move {
            self.next().await;
            tracing::warn!("told to stop again: ending at once");
            control.stop();
            tokio::time::sleep(LAST_BREATH).await;
            // A client may hang in a call that cannot be broken off.
            std::process::exit(Exit::Later as i32);
        });
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
