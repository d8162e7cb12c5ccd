//! `wiredesk feed`: files, folders, lines or the sample wire onto the raw topic.
//!
//! In: paths or stdin, and what the headers shall say. Out: one raw message a file or line, byte
//! for byte, and a report of every one that was not delivered.
//! Never: a changed byte, success before the brokers confirmed it, or a file moved before that or
//! without being asked.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::Timestamp;

use super::delivery::{Delivery, Parcel, Receipt};
use super::input::{Content, Piece, Pieces, STDIN, Split};
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::put_away::put_away;
use super::reading;
use super::watch::{self, Watch};
use super::{Exit, Failure, Global, sample};

/// How often watched folders are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Arguments of `feed`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Examples:
  wiredesk feed --sample                     a wire to try things out with
  wiredesk feed story.txt --source reuters   one file, one message
  wiredesk feed in --watch --move-to done    whatever comes into a folder
  wiredesk feed --lines < wire.jsonl         every line is a message")]
pub struct FeedArgs {
    /// Files and folders, each file one raw message; `-` or none: standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Every line is a raw message, an empty one too
    #[arg(long, conflicts_with = "watch")]
    pub lines: bool,
    /// Go on with every file that comes into the folders, until Ctrl-C
    #[arg(long, requires = "paths")]
    pub watch: bool,
    /// Move each file there as soon as it is delivered, so that a new start sends none again;
    /// without it nothing is moved
    #[arg(
        long,
        value_name = "FOLDER",
        requires = "paths",
        conflicts_with = "lines"
    )]
    pub move_to: Option<PathBuf>,
    /// The sample wire instead: invented stories in the styles of many agencies
    #[arg(long, conflicts_with_all = ["paths", "lines", "watch"])]
    pub sample: bool,
    /// Header `content-type`, `charset` included
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,
    /// Header `content-encoding`: the files are gzip, deflate or zstd already
    #[arg(long, value_name = "ENCODING")]
    pub content_encoding: Option<String>,
    /// Header `source`: the provider's slug
    #[arg(long, value_name = "SLUG")]
    pub source: Option<String>,
    /// A further message header; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::message_args::header)]
    pub header: Vec<(String, String)>,
    /// Header `received`, RFC 3339; without it the time of sending
    #[arg(long, value_name = "TIME")]
    pub received: Option<Timestamp>,
    /// At most so many messages a second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
}

/// Runs the command.
pub fn execute(args: &FeedArgs, global: &Global) -> anyhow::Result<ExitCode> {
    if let Some(folder) = args.move_to.as_deref().filter(|folder| !folder.is_dir()) {
        let problem = format!("--move-to {}: no such folder", folder.display());
        return Err(Failure::new(Exit::Input, problem).into());
    }
    let config = global.configuration()?;
    let topic = config.kafka.topics.raw.clone();
    let delivery = Delivery::open(&reading::client(&config.kafka), &topic)?;
    let mut feed = Feed::new(args, delivery);
    if args.sample {
        feed.sample();
    } else {
        feed.paths()?;
    }
    let interrupt = if args.watch {
        Some(Interrupt::listen()?)
    } else {
        None
    };
    if let Some(interrupt) = interrupt {
        feed.watch(&interrupt);
    }
    Ok(feed.finish(&topic)?.into())
}

/// One run of the command.
struct Feed<'a> {
    args: &'a FeedArgs,
    delivery: Delivery,
    progress: Progress,
    pace: Pace,
    watch: Watch,
    sent: usize,
    unreadable: usize,
    /// Delivered files that could not be moved.
    left: usize,
}

impl<'a> Feed<'a> {
    fn new(args: &'a FeedArgs, delivery: Delivery) -> Self {
        Self {
            args,
            delivery,
            progress: Progress::new("messages", io::stderr().is_terminal()),
            pace: Pace::new(args.rate),
            watch: Watch::default(),
            sent: 0,
            unreadable: 0,
            left: 0,
        }
    }

    fn sample(&mut self) {
        let wire = sample::wire();
        self.progress = Progress::of(wire.len(), "messages", io::stderr().is_terminal());
        for story in wire {
            let headers = story.headers.into_iter();
            let headers = headers
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            let name = story.name.to_owned();
            self.send(Parcel {
                name,
                file: None,
                key: None,
                headers,
                value: story.value,
            });
        }
    }

    /// Files and folders as given, once.
    fn paths(&mut self) -> anyhow::Result<()> {
        let mut files = Vec::new();
        for path in &self.args.paths {
            if !path.is_dir() {
                files.push(path.clone());
            } else if self.args.watch {
                // Its first look only; the files come when they have stood still.
                self.watch.look(path)?;
            } else {
                files.extend(watch::files(path)?);
            }
        }
        if self.args.watch && files.is_empty() {
            return Ok(());
        }
        if files.is_empty() && !self.args.paths.is_empty() {
            return Ok(());
        }
        self.files(files);
        Ok(())
    }

    fn files(&mut self, files: Vec<PathBuf>) {
        let split = if self.args.lines {
            Split::Lines
        } else {
            Split::Files
        };
        let known = split == Split::Files && !files.is_empty() && !self.args.watch;
        if known {
            let visible = io::stderr().is_terminal();
            self.progress = Progress::of(files.len(), "files", visible);
        }
        for piece in Pieces::new(files, split) {
            self.piece(piece, split);
        }
    }

    fn watch(&mut self, interrupt: &Interrupt) {
        let folders: Vec<PathBuf> = self
            .args
            .paths
            .iter()
            .filter(|path| path.is_dir())
            .cloned()
            .collect();
        let mut away: BTreeSet<PathBuf> = BTreeSet::new();
        while !interrupt.sleep(LOOK_EVERY) {
            for folder in &folders {
                match self.watch.look(folder) {
                    Ok(files) => {
                        away.remove(folder);
                        for piece in Pieces::of_files(files) {
                            self.piece(piece, Split::Files);
                        }
                    }
                    // Said once, not twice a second.
                    Err(error) if away.insert(folder.clone()) => {
                        say(&format!("{}: {error}", folder.display()));
                    }
                    Err(_) => {}
                }
            }
            let receipt = self.delivery.look();
            self.report(&receipt);
        }
    }

    fn piece(&mut self, piece: Piece, split: Split) {
        let name = match split {
            Split::Files => piece.name.to_string(),
            Split::Lines => format!("{} line {}", piece.name, piece.index + 1),
        };
        let value = match piece.content {
            Content::Bytes(value) => value,
            Content::TooLong { bytes, .. } => {
                say(&format!(
                    "{name}: {bytes} bytes are more than a message may hold"
                ));
                self.unreadable += 1;
                return;
            }
            Content::Unreadable(error) => {
                say(&format!("{name}: {error}"));
                self.unreadable += 1;
                return;
            }
        };
        let whole = split == Split::Files && *piece.name != *STDIN;
        let file = whole.then(|| PathBuf::from(&*piece.name));
        let key = file.as_deref().and_then(file_name);
        let headers = self.headers();
        self.send(Parcel {
            name,
            file,
            key,
            headers,
            value,
        });
    }

    fn headers(&self) -> Vec<(String, String)> {
        let args = self.args;
        let received = args.received.unwrap_or_else(Timestamp::now).to_string();
        let named = [
            ("content-type", args.content_type.clone()),
            ("content-encoding", args.content_encoding.clone()),
            ("source", args.source.clone()),
            ("received", Some(received)),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        named.chain(args.header.iter().cloned()).collect()
    }

    fn send(&mut self, parcel: Parcel) {
        self.pace.wait();
        self.delivery.send(&parcel);
        self.sent += 1;
        self.progress.at(self.sent);
    }

    /// Says what failed, and moves what was delivered.
    fn report(&mut self, receipt: &Receipt) {
        for (name, reason) in &receipt.failed {
            say(&format!("{name}: not delivered: {reason}"));
        }
        let Some(folder) = &self.args.move_to else {
            return;
        };
        for file in &receipt.files {
            if let Err(error) = put_away(file, folder) {
                let (file, folder) = (file.display(), folder.display());
                say(&format!(
                    "{file}: delivered, not moved to {folder}: {error}"
                ));
                self.left += 1;
            }
        }
    }

    fn finish(mut self, topic: &str) -> anyhow::Result<Exit> {
        self.progress.done();
        let receipt = self.delivery.finish()?;
        self.report(&receipt);
        say(&format!(
            "{} of {} messages delivered to {topic}",
            receipt.delivered, self.sent
        ));
        Ok(if receipt.delivered < self.sent {
            Exit::Later
        } else if self.unreadable + self.left > 0 {
            Exit::Input
        } else {
            Exit::Done
        })
    }
}

/// The key of a file's message: its name without folders.
fn file_name(path: &Path) -> Option<Vec<u8>> {
    let name = path.file_name()?.to_string_lossy();
    Some(name.into_owned().into_bytes())
}

fn say(text: &str) {
    // Nothing can be said where stderr is closed.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Keeps to a rate; a burst after a pause is not made up for.
struct Pace {
    gap: Option<Duration>,
    next: Instant,
}

impl Pace {
    fn new(rate: Option<u32>) -> Self {
        Self {
            gap: rate.map(|rate| Duration::from_secs(1) / rate),
            next: Instant::now(),
        }
    }

    fn wait(&mut self) {
        let Some(gap) = self.gap else { return };
        let now = Instant::now();
        if self.next > now {
            thread::sleep(self.next - now);
        }
        self.next = self.next.max(now) + gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_key_is_its_name() {
        let name = file_name(Path::new("in/today/a.txt"));
        assert_eq!(name, Some(b"a.txt".to_vec()));
    }

    #[test]
    fn a_rate_is_kept() {
        let begin = Instant::now();
        let mut pace = Pace::new(Some(200));
        for _ in 0..5 {
            pace.wait();
        }
        assert!(begin.elapsed() >= Duration::from_millis(20));
    }
}
