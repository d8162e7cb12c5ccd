//! Bytes to a faithful story: decompression, charset, format, its members.
//!
//! In: a raw message. Out: one [`WireStory`] or refusal an item, numbered by their order.
//! Never: cleaning, and never a panic whatever the bytes are.

use std::borrow::Cow;

use crate::limits;
use crate::message::{RawMessage, sha256_hex};
use crate::outcome::{DefectCode, Defects, RejectCode, Rejection, Stage};
use crate::story::Format;

mod charset;
mod encoding;
mod entities;
mod envelope;
mod headers;
mod fields;
mod html;
mod html_active;
mod html_tags;
#[cfg(test)]
mod html_tests;
mod html_text;
mod json;
mod markup;
mod members;
mod mojibake;
mod page;
mod sniff;
mod text;
#[cfg(test)]
mod tests;
mod wire_story;

pub use headers::FORMAT_HEADER;
pub use members::envelope_members;
pub use wire_story::{WireContent, WireStory, WireText, WireTime};

use headers::Announced;

/// What a configuration can say of decoding.
#[derive(Clone, Debug, Default)]
pub struct DecodeOptions {
    /// Further names of envelope members: (member, name).
    pub envelope_names: Vec<(String, String)>,
}

/// The items of a message, each a story or a refusal of its own.
pub type Items = Vec<Result<WireStory, Rejection>>;

/// A message opened: text, and what was learnt on the way to it.
#[derive(Debug)]
struct Opened<'a> {
    text: Cow<'a, str>,
    /// WHATWG name, lower case.
    charset: &'static str,
    /// Of the value after decompression.
    sha256: String,
    defects: Defects,
}

/// The items of a message; an error where it cannot be opened at all. `sha256` is that of the
/// value as it came, which the caller needs too.
pub fn decode(
    message: &RawMessage,
    sha256: &str,
    options: &DecodeOptions,
) -> Result<Items, Rejection> {
    let value = match message.value.as_deref() {
        None | Some([]) => return Err(reject(RejectCode::Empty, "no bytes")),
        Some(value) if value.len() > limits::RAW_BYTES_MAX => {
            let detail = format!("{} bytes", value.len());
            return Err(reject(RejectCode::TooLarge, detail));
        }
        Some(value) => value,
    };
    let mut defects = Defects::default();
    let announced = headers::read(message, &mut defects);
    let bytes = encoding::open(value, announced.encoding, &mut defects)?;
    if bytes.is_empty() {
        return Err(reject(RejectCode::Empty, "no bytes within"));
    }
    sniff::refuse_binary(&bytes)?;
    let hint = charset::Hint {
        label: announced
            .charset
            .or_else(|| sniff::declared_charset(&bytes)),
        json: is_json(&announced, &bytes),
    };
    let (text, charset) = charset::read(&bytes, hint, &mut defects)?;
    let (reader, mismatch) = reader(&announced, &text);
    if mismatch {
        defects.push(
            DefectCode::FormatMismatch,
            announced.media_type.unwrap_or_default(),
        );
    }
    let opened = Opened {
        text,
        charset,
        sha256: match &bytes {
            Cow::Borrowed(_) => sha256.to_owned(),
            Cow::Owned(bytes) => sha256_hex(bytes),
        },
        defects,
    };
    (reader.read)(opened, options)
}

/// A format, as one row of the table of decoders.
struct Reader {
    /// The format it makes; none where it only refuses.
    format: Option<Format>,
    /// Media types that announce it.
    media_types: &'static [&'static str],
    /// Suffix of media types that announce it.
    suffix: &'static str,
    /// Whether a text is of this format beyond doubt.
    recognises: fn(&str) -> bool,
    read: fn(Opened<'_>, &DecodeOptions) -> Result<Items, Rejection>,
}

/// The decoders in the order in which they look at a text; the last takes all.
const READERS: [Reader; 5] = [
    Reader {
        format: Some(Format::Envelope),
        media_types: &["application/json", "text/json", "application/ld+json"],
        suffix: "+json",
        recognises: sniff::is_json,
        read: |opened, options| envelope::read(opened, options).map(one),
    },
    Reader {
        format: Some(Format::Html),
        media_types: &["text/html", "application/xhtml+xml"],
        suffix: "",
        recognises: sniff::is_page,
        read: |opened, _| page::read(opened).map(one),
    },
    Reader {
        format: None,
        media_types: &["application/xml", "text/xml"],
        suffix: "+xml",
        recognises: sniff::is_xml,
        read: |opened, _| Err(reject(RejectCode::XmlRootUnknown, root_name(&opened.text))),
    },
    Reader {
        format: None,
        media_types: &["application/x-iptc-7901", "application/x-anpa-1312"],
        suffix: "",
        recognises: sniff::is_framed,
        read: |_, _| {
            Err(reject(
                RejectCode::IptcFraming,
                "frames of wires are not read",
            ))
        },
    },
    Reader {
        format: Some(Format::Text),
        media_types: &["text/plain"],
        suffix: "",
        recognises: |_| true,
        read: |opened, _| text::read(opened).map(one),
    },
];

const HTML: usize = 1;
const TEXT: usize = 4;

/// The decoder for a text, and whether it contradicts what was announced.
fn reader(announced: &Announced<'_>, text: &str) -> (&'static Reader, bool) {
    let forced = announced
        .format
        .and_then(|format| READERS.iter().find(|reader| reader.format == Some(format)));
    if let Some(forced) = forced {
        return (forced, false);
    }
    let said = READERS
        .iter()
        .position(|reader| announced.is_any(reader.media_types, reader.suffix));
    let first = READERS.iter().position(|reader| (reader.recognises)(text));
    let seen = first.unwrap_or(TEXT);
    let chosen = match said {
        None if seen == TEXT && sniff::is_fragment(text) => HTML,
        None => seen,
        // Text may begin like JSON; it is none unless it is JSON to its end.
        Some(TEXT) if READERS[seen].format == Some(Format::Envelope) => {
            match json::check_bounds(text).is_ok() && json::members(text).is_ok() {
                true => seen,
                false => TEXT,
            }
        }
        Some(said) if seen == TEXT => said,
        Some(_) => seen,
    };
    (&READERS[chosen], said.is_some_and(|said| said != chosen))
}

/// Whether the value must be JSON, in UTF-8.
fn is_json(announced: &Announced<'_>, bytes: &[u8]) -> bool {
    let envelope = &READERS[0];
    match (announced.format, announced.media_type) {
        (Some(format), _) => format == Format::Envelope,
        (None, Some(_)) => announced.is_any(envelope.media_types, envelope.suffix),
        (None, None) => sniff::begins_like_json(bytes),
    }
}

fn root_name(text: &str) -> &str {
    let root = sniff::root(text).unwrap_or_default();
    root.get(..limits::SLUG_BYTES_MAX).unwrap_or(root)
}

fn one(story: WireStory) -> Items {
    vec![Ok(story)]
}

fn reject(code: RejectCode, detail: impl AsRef<str>) -> Rejection {
    Rejection::new(code, Stage::Decode, detail)
}
