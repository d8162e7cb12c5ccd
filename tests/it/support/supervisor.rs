//! A process under a supervisor shell, so that nothing outlives the tests.
//!
//! The shell holds one end of a pipe; when the other end closes, however the test process ended,
//! it kills what it started and removes the folder. Orders go down the pipe, one a line.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// `$1` folder, `$2` start command, `$3` command that kills process `$1` at once.
const SHELL: &str = r#"
dir=$1; start=$2; halt=$3
exec 2>>"$dir/log"
start() { sh -c "exec $start" >>"$dir/log" 2>&1 </dev/null & pid=$!; }
start
while read -r order; do
  case $order in
    kill) sh -c "$halt" sh "$pid"; wait "$pid" ;;
    start) start ;;
    signal*) kill "-${order#signal }" "$pid" ;;
    alive) kill -0 "$pid" || { echo no; continue; } ;;
    wait) wait "$pid"; echo $?; continue ;;
    pid) echo "$pid"; continue ;;
  esac
  echo ok
done
sh -c "$halt" sh "$pid"
wait "$pid"
rm -rf "$dir"
"#;

/// Kills a process by its number.
pub const KILL: &str = "kill -9 \"$1\"";

/// A running process and its supervisor; dropping it kills the process and removes the folder.
pub struct Supervised {
    dir: PathBuf,
    line: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
    shell: Child,
}

impl Supervised {
    /// Starts `start`, words of a shell, with its output in `dir/log`. The folder becomes the
    /// supervisor's own.
    pub fn start(dir: PathBuf, start: &str, halt: &str) -> Supervised {
        let mut shell = Command::new("sh")
            .args(["-c", SHELL, "sh"])
            .arg(&dir)
            .args([start, halt])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0) // Ctrl-C ends the tests; the supervisor outlives them to clean up
            .spawn()
            .expect("sh runs");
        let orders = shell.stdin.take().expect("piped");
        let answers = BufReader::new(shell.stdout.take().expect("piped"));
        let line = Mutex::new(Some((orders, answers)));
        Supervised { dir, line, shell }
    }

    /// Everything it wrote so far.
    pub fn log(&self) -> String {
        let bytes = fs::read(self.dir.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The end of what it wrote, for the message of a failure.
    pub fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(25)..].join("\n")
    }

    /// Whether it runs.
    pub fn is_alive(&self) -> bool {
        self.order("alive") == "ok"
    }

    /// Kills it with SIGKILL; the folder stays.
    pub fn kill(&self) {
        self.order("kill");
    }

    /// Starts it again.
    pub fn restart(&self) {
        self.order("start");
    }

    /// Sends a signal, `TERM`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        self.order(&format!("signal {name}"));
    }

    /// Waits for its end and gives its exit code, 128 and the signal's number after a signal.
    pub fn wait(&self) -> i32 {
        self.order("wait").parse().expect("a code")
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.order("pid").parse().expect("a number")
    }

    /// The most memory it ever held, in MB.
    pub fn peak_mb(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        number.unwrap_or(0.0) / 1024.0
    }

    fn order(&self, order: &str) -> String {
        let mut line = self.line.lock().unwrap_or_else(|e| e.into_inner());
        let (orders, answers) = line.as_mut().expect("open until dropped");
        writeln!(orders, "{order}").expect("the supervisor takes orders");
        let mut answer = String::new();
        answers
            .read_line(&mut answer)
            .expect("the supervisor answers");
        answer.trim().to_owned()
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        // Closing the pipe is the order to end.
        *self.line.lock().unwrap_or_else(|e| e.into_inner()) = None;
        let _ = self.shell.wait();
    }
}

/// A fresh folder for a supervised process.
pub fn folder(stem: &str) -> PathBuf {
    let dir = tempfile::Builder::new()
        .prefix(&format!("wiredesk-{stem}-"))
        .tempdir();
    dir.expect("a temporary folder").keep()
}
