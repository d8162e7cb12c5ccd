//! Health and metrics over a real socket, as a scraper and as a rude stranger see them.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::{Observed, router, serve};
use crate::metrics::{Metrics, Phase, Vitals};

struct Served {
    address: std::net::SocketAddr,
    observed: Observed,
    stop: oneshot::Sender<()>,
    server: tokio::task::JoinHandle<()>,
}

async fn served() -> Served {
    let metrics = Metrics::new();
    let observed = Observed {
        metrics,
        legs: vec![("intake", Vitals::new())],
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let routes = router(observed.clone());
    let server = tokio::spawn(serve(listener, routes, async { drop(stopped.await) }));
    Served {
        address,
        observed,
        stop,
        server,
    }
}

async fn exchange(address: std::net::SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    // A server that has seen enough may close while this is still being written.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn get(address: std::net::SocketAddr, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    exchange(address, request.as_bytes()).await
}

#[tokio::test]
async fn health_and_metrics_say_what_is_so() {
    let served = served().await;
    let vitals = &served.observed.legs[0].1;
    let answer = get(served.address, "/readyz").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains(r#""status":"not ready""#), "{answer}");
    assert!(
        answer.contains("intake: no assignment is known yet"),
        "{answer}"
    );
    vitals.phase(Phase::Running);
    vitals.assigned(1);
    let answer = get(served.address, "/readyz").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with(r#"{"status":"ready"}"#), "{answer}");
    let answer = get(served.address, "/livez").await;
    assert!(answer.ends_with(r#"{"status":"alive"}"#), "{answer}");
    served.observed.metrics.doubts.inc();
    let answer = get(served.address, "/metrics").await;
    assert!(
        answer.contains("application/openmetrics-text; version=1.0.0"),
        "{answer}"
    );
    assert!(answer.contains("wiredesk_doubts_total 1\n") && answer.ends_with("# EOF\n"));
}

#[tokio::test]
async fn every_answer_is_guarded_and_nothing_else_is_served() {
    let served = served().await;
    for (request, status) in [
        ("GET / HTTP/1.1", "200"),
        ("GET /metrics HTTP/1.1", "200"),
        ("GET /../etc/passwd HTTP/1.1", "404"),
        ("GET /debug/pprof HTTP/1.1", "404"),
        ("POST /metrics HTTP/1.1", "405"),
        ("DELETE /readyz HTTP/1.1", "405"),
    ] {
        let request = format!("{request}\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = exchange(served.address, request.as_bytes())
            .await
            .to_ascii_lowercase();
        assert!(
            answer.starts_with(&format!("http/1.1 {status} ")),
            "{request}{answer}"
        );
        for guard in [
            "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'",
            "cache-control: no-store",
        ] {
            assert!(answer.contains(guard), "{guard} in {answer}");
        }
        assert!(!answer.contains("access-control-allow"), "{answer}");
    }
}

#[tokio::test]
async fn heads_are_bounded() {
    let served = served().await;
    let long = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
        "x".repeat(20_000)
    );
    let answer = exchange(served.address, long.as_bytes()).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431 "),
        "{answer}"
    );
    let answer = exchange(served.address, b"\x16\x03\x01 no http\r\n\r\n").await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400 "),
        "{answer}"
    );
}

#[tokio::test]
async fn a_slow_head_loses_its_connection_and_the_rest_is_served() {
    let served = served().await;
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(served.address)
            .await
            .expect("a connection");
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: ")
            .await
            .expect("a beginning");
        slow.push(stream);
    }
    let begin = Instant::now();
    let answer = get(served.address, "/livez").await;
    assert!(answer.ends_with(r#"{"status":"alive"}"#), "{answer}");
    assert!(
        begin.elapsed() < Duration::from_secs(15),
        "{:?}",
        begin.elapsed()
    );
}

#[tokio::test]
async fn it_ends_when_told_though_a_connection_is_open() {
    let served = served().await;
    let _open = TcpStream::connect(served.address)
        .await
        .expect("a connection");
    served.stop.send(()).expect("the server runs");
    let ended = tokio::time::timeout(Duration::from_secs(3), served.server).await;
    ended.expect("in time").expect("in order");
    assert!(TcpStream::connect(served.address).await.is_err());
}
