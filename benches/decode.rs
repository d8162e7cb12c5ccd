//! What decoding costs, by kind of message: stories and bytes a second, allocations.

use std::io::Write as _;

use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher};
use wiredesk::decode::{DecodeOptions, decode};
use wiredesk::message::{Position, RawMessage, sha256_hex};

#[path = "support/stories.rs"]
#[allow(unreachable_pub)]
mod stories;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn message(value: Vec<u8>, headers: &[(&str, &str)]) -> RawMessage {
    let owned =
        |(name, value): &(&str, &str)| ((*name).to_owned(), Some(value.as_bytes().to_vec()));
    RawMessage {
        value: Some(value),
        key: None,
        headers: headers.iter().map(owned).collect(),
        position: Position {
            topic: "bench".into(),
            partition: 0,
            offset: 0,
        },
        timestamp: None,
    }
}

/// A plain story of about 2.5 KB.
fn text() -> String {
    let texts = stories::stories(64)
        .into_iter()
        .filter(|story| story[0] != b'{');
    let near = texts.min_by_key(|story| story.len().abs_diff(2_500));
    String::from_utf8(near.unwrap_or_default()).unwrap_or_default()
}

fn envelope(body: &str) -> Vec<u8> {
    let story = serde_json::json!({
        "id": "tag:example.org,2026:1",
        "version": 3,
        "headline": "Harbour reopens after three days",
        "body": body,
        "provider": "Example Wire",
        "publishedAt": "2026-11-23T10:00:00Z",
        "language": "en",
        "keywords": ["harbour", "storm"],
        "url": "https://example.org/1",
    });
    story.to_string().into_bytes()
}

fn html() -> String {
    let text = text().replace("\n\n", "</p>\n<p>");
    format!("<p>{text}</p><p>See <a href=\"https://example.org/\">the port</a> &amp; more.</p>")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

/// Messages a pass: enough that one pass is far above the clock's grain.
const BATCH: usize = 64;

fn run(bencher: Bencher, message: &RawMessage) {
    let options = DecodeOptions::default();
    let bytes = message.value.as_ref().map_or(0, Vec::len);
    bencher
        .counter(ItemsCount::new(BATCH))
        .counter(BytesCount::new(bytes * BATCH))
        .bench_local(|| {
            for _ in 0..BATCH {
                let sha256 = sha256_hex(message.value.as_deref().unwrap_or_default());
                divan::black_box(decode(divan::black_box(message), &sha256, &options)).ok();
            }
        });
}

#[divan::bench]
fn plain_text(bencher: Bencher) {
    run(bencher, &message(text().into_bytes(), &[]));
}

#[divan::bench]
fn envelope_text(bencher: Bencher) {
    run(bencher, &message(envelope(&text()), &[]));
}

#[divan::bench]
fn envelope_html(bencher: Bencher) {
    run(bencher, &message(envelope(&html()), &[]));
}

#[divan::bench]
fn envelope_gzip(bencher: Bencher) {
    let packed = gzip(&envelope(&text()));
    run(bencher, &message(packed, &[("content-encoding", "gzip")]));
}

#[divan::bench]
fn windows_1252(bencher: Bencher) {
    let mut value = b"Gen\xe8ve: ".to_vec();
    value.extend(text().bytes().filter(u8::is_ascii));
    run(bencher, &message(value, &[]));
}
