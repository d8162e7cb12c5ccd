//! The identity of a story: `uri`.
//!
//! In: an identifier the source means to be unique for ever, or the hash of the bytes.
//! Out: a URN of the form `urn:wiredesk:<slug>:<id>`. Never: a number that comes round again.

use std::fmt::{self, Write as _};

use unicode_normalization::UnicodeNormalization as _;

use crate::limits;

/// The identity under which every version of a story is published; also its Kafka key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryUri(String);

impl StoryUri {
    /// From the provider's slug and its own identifier; bytes outside RFC 8141's pchar and `/`
    /// are percent-encoded.
    pub fn from_id(slug: &str, id: &str) -> Self {
        let mut urn = format!("urn:wiredesk:{slug}:");
        for byte in id.bytes() {
            if is_pchar(byte) || byte == b'/' {
                urn.push(char::from(byte));
            } else {
                // INVARIANT: writing to a String cannot fail.
                let _ = write!(urn, "%{byte:02X}");
            }
        }
        Self(urn)
    }

    /// From the SHA-256 of the value (64 hex digits); `index` tells items apart that are alike
    /// to the byte.
    pub fn from_sha256(hex: &str, index: Option<usize>) -> Self {
        Self(match index {
            Some(index) => format!("urn:wiredesk:sha256:{hex}:{index}"),
            None => format!("urn:wiredesk:sha256:{hex}"),
        })
    }

    /// The URN.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoryUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// RFC 3986 pchar without percent-encoding: unreserved, sub-delims, `:` and `@`.
fn is_pchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
}

/// A provider's name as a slug: NFKD, lower case, runs outside `[a-z0-9]` become `-`,
/// at most [`limits::SLUG_BYTES_MAX`]; `unknown` where nothing is left.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            out.push(c);
        } else if !unicode_normalization::char::is_combining_mark(c) && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() > limits::SLUG_BYTES_MAX {
            break;
        }
    }
    out.truncate(limits::SLUG_BYTES_MAX);
    let trimmed = out.trim_matches('-');
    if trimmed.is_empty() {
        "unknown".to_owned()
    } else {
        trimmed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        for (name, expected) in [
            ("UrduPoint News", "urdupoint-news"),
            ("Agência Lusa", "agencia-lusa"),
            ("  AP ", "ap"),
            ("Новости", "unknown"),
            ("", "unknown"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn ids_are_encoded() {
        let uri = StoryUri::from_id("ap", "a b/ü%");
        assert_eq!(uri.as_str(), "urn:wiredesk:ap:a%20b/%C3%BC%25");
    }
}
