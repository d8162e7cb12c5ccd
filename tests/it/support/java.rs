//! Apache Kafka from jars: fetched by Maven once, run in KRaft mode on loopback.
//!
//! A supervisor shell stands between the tests and the broker. It holds one end of a pipe; when
//! the other end closes, however the test process ended, it kills the broker and removes its files.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

const POM: &str = include_str!("../../kafka/pom.xml");
const JAVA_OLDEST: u32 = 17;
/// Sixteen bytes in base64, as Kafka wants a cluster's name.
const CLUSTER: &str = "d2lyZWRlc2stdGVzdC0xMQ";

/// `$1` folder, `$2` start command, `$3` stop command; orders come by stdin, one a line.
const SUPERVISOR: &str = r#"
dir=$1; start=$2; halt=$3
exec 2>>"$dir/log"
start() { sh -c "exec $start" >>"$dir/log" 2>&1 </dev/null & pid=$!; }
start
while read -r order; do
  case $order in
    kill) sh -c "$halt" sh "$pid"; wait "$pid" ;;
    start) start ;;
    pause) kill -STOP "$pid" ;;
    resume) kill -CONT "$pid" ;;
    alive) kill -0 "$pid" 2>/dev/null || { echo no; continue; } ;;
  esac
  echo ok
done
sh -c "$halt" sh "$pid"
wait "$pid"
rm -rf "$dir"
"#;

/// A running broker and its supervisor; dropping it stops the broker.
pub struct Server {
    port: u16,
    dir: PathBuf,
    line: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    supervisor: Child,
}

impl Server {
    /// Starts a broker from jars; it is not yet ready to answer.
    pub fn from_jars() -> Result<Server, String> {
        let java = java()?;
        let libs = libs()?;
        let (dir, port) = folder()?;
        let data = dir.join("data");
        fs::create_dir(&data).map_err(|e| e.to_string())?;
        write_properties(&dir, &data, port)?;
        format_storage(&java, &libs, &dir)?;
        let start = format!(
            "{} kafka.Kafka {}/server.properties",
            jvm(&java, &libs),
            dir.display()
        );
        Server::start(dir, port, &start, "kill -9 \"$1\" 2>/dev/null")
    }

    /// Starts the same broker from its image.
    pub fn from_docker() -> Result<Server, String> {
        output(Command::new("docker").arg("info"))?;
        let (dir, port) = folder()?;
        write_properties(&dir, Path::new("/tmp/kraft-combined-logs"), port)?;
        let name = format!("wiredesk-test-{port}");
        let start = format!(
            "docker run --rm --name {name} --network host \
             -v {}/server.properties:/mnt/shared/config/server.properties:ro apache/kafka:4.1.1",
            dir.display()
        );
        Server::start(
            dir,
            port,
            &start,
            &format!("docker kill {name} >/dev/null 2>&1"),
        )
    }

    fn start(dir: PathBuf, port: u16, start: &str, halt: &str) -> Result<Server, String> {
        let mut supervisor = Command::new("sh")
            .args(["-c", SUPERVISOR, "sh"])
            .arg(&dir)
            .args([start, halt])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0) // Ctrl-C ends the tests; the supervisor outlives them to clean up
            .spawn()
            .map_err(|e| format!("sh: {e}"))?;
        let orders = supervisor.stdin.take().ok_or("no stdin")?;
        let answers = BufReader::new(supervisor.stdout.take().ok_or("no stdout")?);
        let line = Mutex::new((orders, answers));
        Ok(Server {
            port,
            dir,
            line,
            supervisor,
        })
    }

    /// `host:port` for clients.
    pub fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The end of the broker's log, for the message of a failure.
    pub fn log_tail(&self) -> String {
        let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// Whether its process is there.
    pub fn is_alive(&self) -> bool {
        self.order("alive") == "ok"
    }

    /// Kills the broker with SIGKILL; its files stay.
    pub fn kill(&self) {
        self.order("kill");
    }

    /// Starts a killed broker on the same files and port.
    pub fn restart(&self) {
        self.order("start");
    }

    /// Stops the process without ending it: connections stay, nothing answers.
    pub fn pause(&self) {
        self.order("pause");
    }

    /// Lets a paused process go on.
    pub fn resume(&self) {
        self.order("resume");
    }

    fn order(&self, order: &str) -> String {
        let mut line = self.line.lock().unwrap_or_else(|e| e.into_inner());
        writeln!(line.0, "{order}").expect("the supervisor takes orders");
        let mut answer = String::new();
        line.1
            .read_line(&mut answer)
            .expect("the supervisor answers");
        answer.trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closing the pipe is the order to stop: put a closed one in its place.
        let mut idle = Command::new("true")
            .stdin(Stdio::piped())
            .spawn()
            .expect("true runs");
        let closed = idle.stdin.take().expect("it is piped");
        self.line.lock().unwrap_or_else(|e| e.into_inner()).0 = closed;
        let _ = idle.wait();
        let _ = self.supervisor.wait();
    }
}

fn folder() -> Result<(PathBuf, u16), String> {
    let dir = tempfile::Builder::new().prefix("wiredesk-kafka-").tempdir();
    let dir = dir.map_err(|e| e.to_string())?.keep();
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    let port = listener.local_addr().map_err(|e| e.to_string())?.port();
    Ok((dir, port))
}

fn write_properties(dir: &Path, data: &Path, port: u16) -> Result<(), String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    let controller = listener.local_addr().map_err(|e| e.to_string())?.port();
    let text = format!(
        "process.roles=broker,controller\n\
         node.id=1\n\
         controller.quorum.voters=1@127.0.0.1:{controller}\n\
         listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n\
         advertised.listeners=PLAINTEXT://127.0.0.1:{port}\n\
         controller.listener.names=CONTROLLER\n\
         inter.broker.listener.name=PLAINTEXT\n\
         listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT\n\
         log.dirs={}\n\
         num.partitions=4\n\
         num.network.threads=2\n\
         num.io.threads=2\n\
         default.replication.factor=1\n\
         min.insync.replicas=1\n\
         offsets.topic.replication.factor=1\n\
         offsets.topic.num.partitions=4\n\
         transaction.state.log.replication.factor=1\n\
         transaction.state.log.min.isr=1\n\
         transaction.state.log.num.partitions=4\n\
         share.coordinator.state.topic.replication.factor=1\n\
         share.coordinator.state.topic.min.isr=1\n\
         group.initial.rebalance.delay.ms=0\n\
         group.min.session.timeout.ms=1000\n\
         group.consumer.min.session.timeout.ms=1000\n\
         group.consumer.min.heartbeat.interval.ms=200\n\
         transaction.max.timeout.ms=900000\n\
         transaction.abort.timed.out.transaction.cleanup.interval.ms=1000\n\
         auto.create.topics.enable=false\n\
         log.cleaner.backoff.ms=500\n",
        data.display()
    );
    fs::write(dir.join("server.properties"), text).map_err(|e| e.to_string())
}

fn jvm(java: &Path, libs: &Path) -> String {
    // The quotes keep the asterisk for the JVM.
    format!(
        "{} -Xms256m -Xmx512m -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
         -cp '{}/*'",
        java.display(),
        libs.display()
    )
}

fn format_storage(java: &Path, libs: &Path, dir: &Path) -> Result<(), String> {
    let tool = jvm(java, libs);
    let file = dir.join("server.properties");
    let line = format!(
        "{tool} kafka.tools.StorageTool format -t {CLUSTER} -c {}",
        file.display()
    );
    output(Command::new("sh").args(["-c", &line])).map(drop)
}

/// A Java that Kafka's server runs on.
fn java() -> Result<PathBuf, String> {
    let java = match std::env::var_os("JAVA_HOME") {
        Some(home) => Path::new(&home).join("bin/java"),
        None => PathBuf::from("java"),
    };
    let said = output(Command::new(&java).arg("-version"))?;
    // `openjdk version "17.0.15" 2025-04-15`; before 9 it read "1.8".
    let version = said.split('"').nth(1).unwrap_or_default();
    let major: u32 = version
        .split(['.', '-'])
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    if major < JAVA_OLDEST {
        return Err(format!(
            "Java {JAVA_OLDEST} or later is wanted, found {version:?}"
        ));
    }
    Ok(java)
}

/// The folder of jars, filled by Maven on the first call and whenever the pom differs.
fn libs() -> Result<PathBuf, String> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kafka");
    fs::create_dir_all(&home).map_err(|e| e.to_string())?;
    let lock = fs::File::create(home.join("lock")).map_err(|e| e.to_string())?;
    lock.lock().map_err(|e| e.to_string())?;
    let (libs, stamp) = (home.join("libs"), home.join("pom.xml"));
    if fs::read_to_string(&stamp).is_ok_and(|text| text == POM) {
        return Ok(libs);
    }
    let _ = fs::remove_dir_all(&libs);
    let pom = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kafka/pom.xml");
    let mut maven = Command::new("mvn");
    maven.args(["-q", "-B", "-f"]).arg(pom);
    maven.args(["dependency:copy-dependencies", "-DincludeScope=runtime"]);
    maven.arg(format!("-DoutputDirectory={}", libs.display()));
    output(&mut maven)?;
    fs::write(&stamp, POM).map_err(|e| e.to_string())?;
    Ok(libs)
}

/// What a command says on both its streams; an error if it cannot run or fails.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("{name}: {e}"))?;
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    if done.status.success() {
        Ok(said)
    } else {
        Err(format!("{name}: {}: {}", done.status, said.trim()))
    }
}
