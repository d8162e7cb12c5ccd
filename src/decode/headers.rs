//! What the headers of a message say about its value.
//!
//! In: headers and key as they came. Out: announced type, charset, encoding, format; remarks on
//! what could not be used. Never: a refusal; a bad header costs no story.

use crate::limits;
use crate::message::RawMessage;
use crate::outcome::{DefectCode, Defects};
use crate::story::Format;

/// The header that names the format, where it is not to be found out.
pub const FORMAT_HEADER: &str = "format";

/// The headers this program reads.
const KNOWN: [&str; 5] = [
    "content-type",
    "content-encoding",
    "source",
    "received",
    FORMAT_HEADER,
];

/// The headers, read.
#[derive(Debug, Default)]
pub(super) struct Announced<'a> {
    /// Media type without parameters, as written.
    pub(super) media_type: Option<&'a str>,
    /// Parameter `charset` of the media type.
    pub(super) charset: Option<&'a str>,
    /// Content-encoding as written.
    pub(super) encoding: Option<&'a str>,
    /// The format by name: no sniffing.
    pub(super) format: Option<Format>,
}

/// Reads headers and key.
pub(super) fn read<'a>(message: &'a RawMessage, defects: &mut Defects) -> Announced<'a> {
    let mut announced = Announced::default();
    if message
        .key
        .as_ref()
        .is_some_and(|key| key.len() > limits::ID_BYTES_MAX)
    {
        defects.push(DefectCode::KeyIgnored, "longer than an identity may be");
    }
    let mut seen = [false; KNOWN.len()];
    let mut bytes = 0;
    for (index, (name, value)) in message.headers.iter().enumerate() {
        bytes += name.len() + value.as_ref().map_or(0, Vec::len);
        if index >= limits::HEADERS_MAX || bytes > limits::HEADERS_BYTES_MAX {
            defects.push(DefectCode::HeadersLimit, "the rest is not read");
            break;
        }
        let Some(known) = KNOWN.iter().position(|k| name.eq_ignore_ascii_case(k)) else {
            continue;
        };
        if std::mem::replace(&mut seen[known], true) {
            defects.push(DefectCode::HeaderDuplicate, KNOWN[known]);
        }
        let usable = value
            .as_deref()
            .filter(|value| value.len() <= limits::HEADER_VALUE_BYTES_MAX)
            .and_then(|value| std::str::from_utf8(value).ok());
        if !usable.is_some_and(|value| announced.take(KNOWN[known], value.trim())) {
            defects.push(DefectCode::HeaderInvalid, KNOWN[known]);
        }
    }
    announced
}

impl<'a> Announced<'a> {
    /// Takes one header; false where its value says nothing. The last of a name wins.
    fn take(&mut self, name: &str, value: &'a str) -> bool {
        match name {
            "content-type" => {
                let mut parts = value.split(';');
                self.media_type = parts.next().map(str::trim).filter(|t| t.contains('/'));
                self.charset = parts.find_map(charset);
                self.media_type.is_some() || self.charset.is_some()
            }
            "content-encoding" => {
                self.encoding = Some(value);
                true
            }
            "received" => value.parse::<jiff::Timestamp>().is_ok(),
            FORMAT_HEADER => {
                self.format = Format::from_name(value);
                self.format.is_some()
            }
            _ => true,
        }
    }

    /// Whether the media type is one of these, or ends in this structured suffix.
    pub(super) fn is_any(&self, types: &[&str], suffix: &str) -> bool {
        self.media_type.is_some_and(|media| {
            types.iter().any(|t| media.eq_ignore_ascii_case(t))
                || !suffix.is_empty() && ends_with_ignore_case(media, suffix)
        })
    }
}

fn ends_with_ignore_case(text: &str, suffix: &str) -> bool {
    let start = text.len().checked_sub(suffix.len());
    start
        .and_then(|start| text.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
}

/// The value of a parameter `charset=…`.
fn charset(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    let value = value.trim().trim_matches(['"', '\'']).trim();
    (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
}
