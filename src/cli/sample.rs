//! The sample wire: invented stories in the house styles of many agencies, and broken input.
//!
//! In: `config/sample/`, compiled in. Out: raw messages as a feed would deliver them, in order,
//! each with its headers and arrival. Never: a story that an agency sent.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};

/// One message of the sample wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its file in `config/sample/`, or what it stands for.
    pub name: &'static str,
    /// Message headers in order.
    pub headers: Vec<(&'static str, String)>,
    /// The bytes.
    pub value: Vec<u8>,
}

/// When the first message arrives: a Tuesday, 05:00 UTC.
const FIRST_ARRIVAL: i64 = 1_772_514_000;
/// Seconds between two arrivals.
const PACE: i64 = 9 * 60;

/// How the bytes travel.
#[derive(Clone, Copy)]
enum Wrap {
    Plain,
    Gzip,
    /// Compressed, and cut on the way.
    GzipCut,
}

type Row = (
    &'static str,
    &'static [u8],
    &'static str,
    &'static str,
    Wrap,
);

/// File, provider's slug, content type, wrapping.
macro_rules! wire {
    ($($file:literal, $source:literal, $kind:expr, $wrap:ident;)*) => {
        [$(($file, include_bytes!(concat!("../../config/sample/", $file)).as_slice(), $source,
            $kind, Wrap::$wrap),)*]
    };
}

const TEXT: &str = "text/plain; charset=utf-8";
const LATIN: &str = "text/plain; charset=iso-8859-1";
const JSON: &str = "application/json";

/// In the order of the day: versions of a story come after one another, others in between.
const WIRE: [Row; 66] = wire! {
    "ferry-alert.txt", "reuters", TEXT, Plain;
    "kyodo.txt", "kyodo", TEXT, Plain;
    "ferry-story.txt", "reuters", TEXT, Plain;
    "tass.txt", "tass", TEXT, Plain;
    "xinhua-zh.txt", "xinhua", TEXT, Plain;
    "ansa.txt", "ansa", TEXT, Plain;
    "yonhap-lead.txt", "yonhap", TEXT, Plain;
    "ferry-update-1.txt", "reuters", TEXT, Plain;
    "pti.txt", "pti", TEXT, Plain;
    "afp-urgent.txt", "afp", TEXT, Plain;
    "interfax-ru.txt", "interfax", TEXT, Plain;
    "ferry-corrected.txt", "reuters", TEXT, Plain;
    "broken-truncated.json", "kestrel-science", JSON, Plain;
    "dpa.txt", "dpa", TEXT, Plain;
    "yonhap-2nd-lead.txt", "yonhap", TEXT, Plain;
    "xinhua.txt", "xinhua", TEXT, Plain;
    "efe.txt", "efe", TEXT, Plain;
    "sputnik-page.txt", "urdupoint", TEXT, Plain;
    "timeline.txt", "reuters", TEXT, Plain;
    "afp-attention.txt", "afp", TEXT, Plain;
    "rpt-exclusive.txt", "reuters", TEXT, Plain;
    "arabic.txt", "reuters", TEXT, Plain;
    "hold.txt", "reuters", TEXT, Plain;
    "dpa-berichtigung.txt", "dpa", TEXT, Plain;
    "afp-french.txt", "afp", TEXT, Plain;
    "advisory.txt", "reuters", TEXT, Plain;
    "interview.txt", "reuters", TEXT, Plain;
    "dam-newsalert.txt", "ap", TEXT, Plain;
    "japanese.txt", "kyodo", TEXT, Plain;
    "tt-latin1.txt", "tt", LATIN, Plain;
    "embargo.json", "kestrel-science", JSON, Plain;
    "refile.txt", "reuters", TEXT, Plain;
    "dam-story.txt", "ap", TEXT, Plain;
    "adnkronos.txt", "adnkronos", TEXT, Plain;
    "analysis.txt", "reuters", TEXT, Gzip;
    "dpa-kill.txt", "dpa", TEXT, Plain;
    "broken-gateway.html", "urdupoint", TEXT, Plain;
    "envelope-html.json", "donaukurier", JSON, Plain;
    "ritzau.txt", "ritzau", TEXT, Plain;
    "bernama.txt", "bernama", TEXT, Plain;
    "preview.txt", "reuters", TEXT, Plain;
    "factbox.txt", "reuters", TEXT, Plain;
    "lusa.txt", "lusa", TEXT, Plain;
    "column.txt", "reuters", TEXT, Plain;
    "bulletin.txt", "ap", TEXT, Plain;
    "envelope-text.json", "ap", JSON, Plain;
    "askanews.txt", "askanews", TEXT, Plain;
    "envelope.json", "harbour", JSON, Plain;
    "interview.txt", "reuters", TEXT, GzipCut;
    "withdrawn.txt", "reuters", TEXT, Plain;
    "prnewswire.txt", "prnewswire", TEXT, Plain;
    "ferry-wrapup.txt", "reuters", TEXT, Plain;
    "businesswire.txt", "businesswire", TEXT, Plain;
    "ians-kill.txt", "ians", TEXT, Plain;
    "dam-writethru.txt", "ap", TEXT, Plain;
    "dam-add.txt", "ap", TEXT, Plain;
    "kill-ap.txt", "ap", TEXT, Plain;
    "museum-substitute.txt", "ap", TEXT, Plain;
    "business-brief.txt", "businessdesk", TEXT, Plain;
    "sputnik-rpt.txt", "sputnik", TEXT, Plain;
    "upi.txt", "upi", TEXT, Plain;
    "obituary.txt", "reuters", TEXT, Plain;
    "qna.txt", "reuters", TEXT, Plain;
    "obituary.txt", "reuters", TEXT, Plain;
    "am-digest.txt", "ap", TEXT, Plain;
    "line-test.txt", "ap", TEXT, Plain;
};

/// What no file can hold: the start of a picture, and nothing at all.
const BROKEN: [(&str, &[u8]); 2] = [
    (
        "picture",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x02\0\0\0\xd3\x10\x3f\xff\xfe\0",
    ),
    ("nothing", b""),
];

/// The whole sample wire, in order.
pub fn wire() -> Vec<Sample> {
    let stories = WIRE
        .iter()
        .map(|&(name, text, source, kind, wrap)| story(name, text, source, kind, wrap));
    let broken = BROKEN.iter().map(|&(name, value)| Sample {
        name,
        headers: vec![("source", "ap".to_owned())],
        value: value.to_vec(),
    });
    let mut wire: Vec<Sample> = stories.chain(broken).collect();
    for (index, sample) in (0i64..).zip(&mut wire) {
        let arrival = arrival(index).to_string();
        sample.headers.push(("received", arrival));
    }
    wire
}

fn story(name: &'static str, text: &[u8], source: &str, kind: &str, wrap: Wrap) -> Sample {
    let mut headers = vec![
        ("content-type", kind.to_owned()),
        ("source", source.to_owned()),
    ];
    let value = match wrap {
        Wrap::Plain => text.to_vec(),
        Wrap::Gzip | Wrap::GzipCut => {
            headers.push(("content-encoding", "gzip".to_owned()));
            gzip(text, matches!(wrap, Wrap::GzipCut))
        }
    };
    Sample {
        name,
        headers,
        value,
    }
}

/// Compressed; `cut` leaves out the second half.
fn gzip(text: &[u8], cut: bool) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // INVARIANT: writing to a Vec cannot fail.
    encoder.write_all(text).expect("a Vec takes every byte");
    // INVARIANT: as above.
    let mut packed = encoder.finish().expect("a Vec takes every byte");
    if cut {
        packed.truncate(packed.len() / 2);
    }
    packed
}

fn arrival(index: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(FIRST_ARRIVAL + index * PACE)
}
