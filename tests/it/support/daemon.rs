//! The program as a daemon: `wiredesk run` with a configuration of the test's own.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use super::supervisor::{KILL, Supervised, folder};
use super::topics::Names;

/// What a test says of a daemon; the rest are the program's defaults.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Address of the broker.
    pub bootstrap: String,
    /// Topics and group.
    pub names: Names,
    /// `kafka.instance`.
    pub instance: String,
    /// `kafka.delivery`.
    pub delivery: &'static str,
    /// Settings of librdkafka, `"name" = value` a line.
    pub options: String,
    /// Further sections of the configuration.
    pub sections: String,
    /// Port of its HTTP.
    pub http: u16,
}

impl Setup {
    /// Exactly once, one instance, dead members noticed soon.
    pub fn new(bootstrap: &str, names: &Names) -> Setup {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        Setup {
            bootstrap: bootstrap.to_owned(),
            names: names.clone(),
            instance: "one".to_owned(),
            delivery: "exactly-once",
            options: format!(
                "\"session.timeout.ms\" = {}\n\"heartbeat.interval.ms\" = 500\n",
                session_ms()
            ),
            sections: String::new(),
            http: listener.local_addr().expect("its address").port(),
        }
    }

    /// The same with another instance name and port.
    pub fn instance(&self, name: &str) -> Setup {
        let other = Setup::new(&self.bootstrap, &self.names);
        Setup {
            instance: name.to_owned(),
            http: other.http,
            ..self.clone()
        }
    }

    /// The configuration file.
    pub fn toml(&self) -> String {
        let Names {
            raw,
            out,
            dead,
            group,
        } = &self.names;
        format!(
            "[kafka]\nbrokers = [\"{}\"]\ngroup = \"{group}\"\ninstance = \"{}\"\n\
             delivery = \"{}\"\n\
             [kafka.topics]\nraw = \"{raw}\"\nstructured = \"{out}\"\ndead_letters = \"{dead}\"\n\
             [kafka.options]\n{}\
             [http]\nbind = \"127.0.0.1:{}\"\n\
             [log]\nformat = \"json\"\n{}",
            self.bootstrap, self.instance, self.delivery, self.options, self.http, self.sections
        )
    }

    /// Starts the daemon.
    pub fn start(&self) -> Daemon {
        let dir = folder("daemon");
        let file = dir.join("wiredesk.toml");
        fs::write(&file, self.toml()).expect("the configuration is written");
        let start = format!("{} run --config {}", super::bin().display(), file.display());
        Daemon {
            process: Supervised::start(dir, &start, KILL),
            http: self.http,
        }
    }
}

/// How soon a dead member is noticed; a broker that is not ours allows no less than 6 s.
fn session_ms() -> u32 {
    match std::env::var_os("WIREDESK_TEST_KAFKA") {
        Some(_) => 6_000,
        None => 2_000,
    }
}

/// A running daemon; dropping it kills it.
pub struct Daemon {
    /// The process, for signals and its log.
    pub process: Supervised,
    http: u16,
}

impl Daemon {
    /// Status and body of a page of its HTTP; 0 where nobody answers.
    pub fn get(&self, path: &str) -> (u16, String) {
        let answer = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect(("127.0.0.1", self.http))?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(
                stream,
                "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )?;
            let mut text = String::new();
            stream.read_to_string(&mut text)?;
            Ok(text)
        };
        let text = answer().unwrap_or_default();
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0);
        let body = text
            .split_once("\r\n\r\n")
            .map_or("", |(_, body)| body)
            .to_owned();
        (status, body)
    }

    /// Waits until a page answers with this status.
    #[track_caller]
    pub fn await_status(&self, path: &str, status: u16, limit: Duration) {
        let begin = std::time::Instant::now();
        while self.get(path).0 != status {
            assert!(
                begin.elapsed() < limit,
                "{path} is {:?}, not {status} within {limit:?}:\n{}",
                self.get(path),
                self.process.log_tail()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Asks it to stop and gives its exit code.
    pub fn terminate(&self) -> i32 {
        self.process.signal("TERM");
        self.process.wait()
    }
}
