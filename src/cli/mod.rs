//! The command line: what can be typed, and which command answers.
//!
//! In: arguments and environment. Out: an exit code.
//! Never: work of its own; each command is a file, and none knows another.

mod account;
mod advice;
pub mod check;
mod configuration;
mod delivery;
pub mod demo;
mod display;
mod exit;
pub mod explain;
mod explain_html;
mod explain_marks;
mod explain_page;
mod explain_piece;
mod explain_said;
mod explain_story;
mod explain_text;
mod explain_view;
mod explain_wrap;
pub mod feed;
pub mod healthcheck;
mod html;
mod input;
mod interrupt;
mod lines;
mod message_args;
mod ordered;
pub mod process;
mod progress;
mod put_away;
mod reading;
pub mod run;
pub mod sample;
pub mod schema;
pub mod tail;
pub mod topics;
mod watch;

pub use exit::{Exit, Failure};

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// The order of the commands below is the order in which one meets them.
#[derive(Debug, Parser)]
#[command(name = "wiredesk", version, about, after_help = EXAMPLES, max_term_width = 100)]
#[command(
    propagate_version = false,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct CommandLine {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  wiredesk demo                                everything in one process, no broker needed
  wiredesk process story.txt                   one raw story in, its record out
  wiredesk explain story.txt                   what was read in it, and why
  wiredesk check --config wiredesk.toml        every problem of a configuration at once
  wiredesk run --config wiredesk.toml          the daemon
  WIREDESK__KAFKA__BROKERS=k1:9092 wiredesk run

Exit codes: 0 done, 64 usage, 66 input unreadable, 70 broken invariant, 75 try again later,
77 permission, 78 configuration.";

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// Configuration file; without it the compiled-in values hold, and the environment
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What is logged: a level, or directives such as `info,wiredesk::kafka=debug`
    #[arg(long, global = true, value_name = "FILTER", env = "WIREDESK_LOG")]
    pub log: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The daemon: raw stories in, records out, exactly once
    Run(run::RunArgs),
    /// Everything in one process: embedded broker, sample wire, records as they come
    Demo(demo::DemoArgs),
    /// The pure way through, no broker: raw stories in, records out, one JSON object a line
    Process(process::ProcessArgs),
    /// A story with everything that was read in it: in the terminal, or as a page for a browser
    Explain(explain::ExplainArgs),
    /// Put files, folders or lines of stdin on the raw topic
    Feed(feed::FeedArgs),
    /// Show what comes out, readably
    Tail(tail::TailArgs),
    /// Create or check the topics that the configuration names
    Topics(topics::TopicsArgs),
    /// Check a configuration: every problem at once, each with its key
    Check(check::CheckArgs),
    /// Print the JSON Schema of the record
    Schema(schema::SchemaArgs),
    /// Exit 0 if the local daemon is ready
    Healthcheck(healthcheck::HealthcheckArgs),
}

/// Runs the program on these arguments, the program's own name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let line = match CommandLine::try_parse_from(arguments) {
        Ok(line) => line,
        Err(error) => return usage(&error),
    };
    match execute(line) {
        Ok(code) => code,
        Err(error) => {
            let mut stderr = io::stderr().lock();
            // Nothing can be said where stderr is closed.
            let _ = writeln!(stderr, "wiredesk: {error:#}");
            Exit::of(&error).into()
        }
    }
}

fn execute(line: CommandLine) -> anyhow::Result<ExitCode> {
    let global = &line.global;
    match line.command {
        Command::Run(args) => run::execute(&args, global),
        Command::Demo(args) => demo::execute(&args, global),
        Command::Process(args) => process::execute(&args, global),
        Command::Explain(args) => explain::execute(&args, global),
        Command::Feed(args) => feed::execute(&args, global),
        Command::Tail(args) => tail::execute(&args, global),
        Command::Topics(args) => topics::execute(&args, global),
        Command::Check(args) => check::execute(&args, global),
        Command::Schema(args) => schema::execute(&args, global),
        Command::Healthcheck(args) => healthcheck::execute(&args, global),
    }
}

/// Help and version go to stdout and are no error; what cannot be understood is a usage error.
fn usage(error: &clap::Error) -> ExitCode {
    // A closed pipe is no reason for another code.
    let _ = error.print();
    if error.use_stderr() {
        Exit::Usage.into()
    } else {
        Exit::Done.into()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::CommandLine;

    #[test]
    fn the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }
}
