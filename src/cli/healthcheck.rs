//! `wiredesk healthcheck`: is the local daemon ready?
//!
//! In: the address from the configuration. Out: exit 0 or 1, and why not.
//! Never: a client library; one HTTP/1 request over a plain socket, bounded in time and size.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::Global;
use super::exit::{Exit, Failure};
use crate::limits::KIB;

/// Longest answer that is read.
const ANSWER_BYTES_MAX: usize = 64 * KIB;

/// Asks the daemon on this machine whether it is ready.
///
/// The address is `http.bind` of the configuration.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk healthcheck      # in compose: test: [\"CMD\", \"wiredesk\", \"healthcheck\"]
  wiredesk healthcheck --live --timeout-ms 500

Exit codes: 0 ready, 1 not ready or not there, 78 configuration.")]
pub struct HealthcheckArgs {
    /// Ask only whether it is alive
    #[arg(long)]
    pub live: bool,
    /// Longest wait for connection, request and answer, each
    #[arg(long, value_name = "MS", default_value_t = 2_000,
          value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub timeout_ms: u64,
}

/// Runs the command.
pub fn execute(args: &HealthcheckArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let Some(bind) = global.configuration()?.http.bind else {
        let message = "http.bind is empty: there is nobody to ask";
        return Err(Failure::new(Exit::Configuration, message).into());
    };
    let path = if args.live { "/livez" } else { "/readyz" };
    let wait = Duration::from_millis(args.timeout_ms);
    let answer = ask(reachable(bind), path, wait)
        .map_err(|error| Failure::new(Exit::No, format!("no answer from {bind}: {error}")))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    writeln!(io::stdout().lock(), "{}", body.trim())?;
    let fine = head.split_ascii_whitespace().nth(1) == Some("200");
    Ok(if fine { Exit::Done } else { Exit::No }.into())
}

fn ask(address: SocketAddr, path: &str, wait: Duration) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, wait)?;
    stream.set_read_timeout(Some(wait))?;
    stream.set_write_timeout(Some(wait))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream
        .take(ANSWER_BYTES_MAX as u64)
        .read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Who listens everywhere is asked on the loopback.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, bind.port())
}
