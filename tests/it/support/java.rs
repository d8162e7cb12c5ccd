//! Apache Kafka from jars: fetched by Maven once, run in KRaft mode on loopback.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::supervisor::{KILL, Supervised, folder};

const POM: &str = include_str!("../../kafka/pom.xml");
/// Tried where there is no Java.
const IMAGE: &str = "apache/kafka:4.1.1";
const JAVA_OLDEST: u32 = 17;
/// Of the key of a broker that lives for one test.
const STORE_PASSWORD: &str = "store-word";
/// Sixteen bytes in base64, as Kafka wants a cluster's name.
const CLUSTER: &str = "d2lyZWRlc2stdGVzdC0xMQ";

/// Starts a broker from jars and gives its address; it is not yet ready to answer.
pub fn from_jars() -> Result<(Supervised, String), String> {
    let java = java()?;
    let libs = libs()?;
    let (dir, port) = (folder("kafka"), free_port()?);
    let data = dir.join("data");
    fs::create_dir(&data).map_err(|e| e.to_string())?;
    write_properties(&dir, properties(&data, port, "", "")?)?;
    format_storage(&java, &libs, &dir, "")?;
    let jvm = jvm(&java, &libs);
    let start = format!("{jvm} kafka.Kafka {}/server.properties", dir.display());
    Ok((Supervised::start(dir, &start, KILL), address(port)))
}

/// A broker that asks who one is, over TLS.
pub struct Secured {
    /// Where anyone may do anything.
    pub open: String,
    /// Where one must show a name and a password: [`DESK`] may do anything, [`GUEST`] nothing.
    pub guarded: String,
    /// The certificate to be trusted.
    pub ca: PathBuf,
}

/// A user who may do anything, and the password.
pub const DESK: (&str, &str) = ("desk", "right-word-4711");
/// A user who may do nothing, and the password.
pub const GUEST: (&str, &str) = ("guest", "other-word-4712");

/// Starts a broker with a second door: TLS, SCRAM, and rights.
pub fn secured() -> Result<(Supervised, Secured), String> {
    let java = java()?;
    let libs = libs()?;
    let (dir, port, guarded) = (folder("kafka-secured"), free_port()?, free_port()?);
    let data = dir.join("data");
    fs::create_dir(&data).map_err(|e| e.to_string())?;
    let ca = certificate(&dir)?;
    let door = format!(",SASL_SSL://127.0.0.1:{guarded}");
    let extra = format!(
        "ssl.keystore.location={}/broker.p12\n\
         ssl.keystore.type=PKCS12\n\
         ssl.keystore.password={STORE_PASSWORD}\n\
         sasl.enabled.mechanisms=SCRAM-SHA-512\n\
         listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
         org.apache.kafka.common.security.scram.ScramLoginModule required;\n\
         authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n\
         super.users=User:ANONYMOUS;User:{}\n",
        dir.display(),
        DESK.0
    );
    write_properties(&dir, properties(&data, port, &door, &extra)?)?;
    let users = [DESK, GUEST].map(|(name, password)| {
        format!("--add-scram 'SCRAM-SHA-512=[name={name},password={password}]'")
    });
    format_storage(&java, &libs, &dir, &users.join(" "))?;
    let jvm = jvm(&java, &libs);
    let start = format!("{jvm} kafka.Kafka {}/server.properties", dir.display());
    let secured = Secured {
        open: address(port),
        guarded: address(guarded),
        ca,
    };
    Ok((Supervised::start(dir, &start, KILL), secured))
}

/// A key for the broker, and its certificate as a file that clients can trust.
fn certificate(dir: &Path) -> Result<PathBuf, String> {
    let store = dir.join("broker.p12");
    let ca = dir.join("ca.pem");
    let keytool = |words: &[&str], file: &[&Path]| {
        let mut command = Command::new("keytool");
        command.args(words).arg("-keystore").arg(&store);
        command.args(["-storetype", "PKCS12", "-storepass", STORE_PASSWORD]);
        output(command.args(file))
    };
    let make = "-genkeypair -alias broker -keyalg EC -dname CN=broker -validity 30 \
                -ext SAN=ip:127.0.0.1 -ext bc=ca:true";
    keytool(&make.split_whitespace().collect::<Vec<_>>(), &[])?;
    let show = ["-exportcert", "-rfc", "-alias", "broker"];
    keytool(&show, &[Path::new("-file"), &ca])?;
    Ok(ca)
}

/// Starts the same broker from its image.
pub fn from_docker() -> Result<(Supervised, String), String> {
    output(Command::new("docker").arg("info"))?;
    let (dir, port) = (folder("kafka"), free_port()?);
    let data = Path::new("/tmp/kraft-combined-logs");
    write_properties(&dir, properties(data, port, "", "")?)?;
    let name = format!("wiredesk-test-{port}");
    let start = format!(
        "docker run --rm --name {name} --network host \
         -v {}/server.properties:/mnt/shared/config/server.properties:ro {IMAGE}",
        dir.display()
    );
    Ok((
        Supervised::start(dir, &start, &format!("docker kill {name}")),
        address(port),
    ))
}

fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|e| e.to_string())
}

fn write_properties(dir: &Path, text: String) -> Result<(), String> {
    fs::write(dir.join("server.properties"), text).map_err(|e| e.to_string())
}

/// What the broker is told; `door` is one more listener, `extra` what belongs to it.
fn properties(data: &Path, port: u16, door: &str, extra: &str) -> Result<String, String> {
    let controller = free_port()?;
    Ok(format!(
        "process.roles=broker,controller\n\
         node.id=1\n\
         controller.quorum.voters=1@127.0.0.1:{controller}\n\
         listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}{door}\n\
         advertised.listeners=PLAINTEXT://127.0.0.1:{port}{door}\n\
         controller.listener.names=CONTROLLER\n\
         inter.broker.listener.name=PLAINTEXT\n\
         listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL\n\
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
         broker.session.timeout.ms=2000\n\
         broker.heartbeat.interval.ms=400\n\
         group.initial.rebalance.delay.ms=0\n\
         group.min.session.timeout.ms=1000\n\
         group.consumer.min.session.timeout.ms=1000\n\
         group.consumer.min.heartbeat.interval.ms=200\n\
         transaction.max.timeout.ms=900000\n\
         transaction.abort.timed.out.transaction.cleanup.interval.ms=1000\n\
         auto.create.topics.enable=false\n\
         log.cleaner.backoff.ms=500\n\
         {extra}",
        data.display()
    ))
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

fn format_storage(java: &Path, libs: &Path, dir: &Path, more: &str) -> Result<(), String> {
    let tool = jvm(java, libs);
    let file = dir.join("server.properties");
    let line = format!(
        "{tool} kafka.tools.StorageTool format -t {CLUSTER} -c {} {more}",
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
