//! What message headers would say of a file, as options of a command.
//!
//! In: options. Out: headers and time of arrival of a raw message. Never: a header of a broker.

use clap::Args;
use jiff::Timestamp;

use crate::decode::FORMAT_HEADER;

/// What message headers would say.
#[derive(Args, Clone, Debug, Default)]
pub struct MessageArgs {
    /// What the header `content-type` would say, `charset` included.
    #[arg(long, value_name = "TYPE")]
    pub content_type: Option<String>,
    /// What the header `content-encoding` would say: gzip, deflate, zstd.
    #[arg(long, value_name = "ENCODING")]
    pub content_encoding: Option<String>,
    /// Read everything as this format instead of finding it out.
    #[arg(long, value_name = "NAME", value_parser = format_name)]
    pub format: Option<String>,
    /// A further message header; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = header)]
    pub header: Vec<(String, String)>,
    /// Time of arrival, RFC 3339; without it no year is guessed.
    #[arg(long, value_name = "TIME")]
    pub received: Option<Timestamp>,
}

impl MessageArgs {
    /// The message headers that the options stand for, in the order of the help.
    pub(super) fn headers(&self) -> Vec<(String, Option<Vec<u8>>)> {
        let named = [
            ("content-type", &self.content_type),
            ("content-encoding", &self.content_encoding),
            (FORMAT_HEADER, &self.format),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let all = named.chain(self.header.iter().cloned());
        all.map(|(name, value)| (name, Some(value.into_bytes())))
            .collect()
    }
}

/// A format by its name; the error lists those there are.
fn format_name(name: &str) -> Result<String, String> {
    use crate::story::Format;
    if Format::from_name(name).is_some() {
        return Ok(name.to_owned());
    }
    let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    Err(format!("no such format; there are {}", names.join(", ")))
}

/// `NAME=VALUE`.
pub(super) fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}
