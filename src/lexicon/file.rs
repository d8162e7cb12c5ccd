//! A lexicon file read into its rows.
//!
//! In: the file's name and text. Out: its rows, or what is wrong with the line it stands in.
//! Never: what the rows mean.

use serde::de::DeserializeOwned;

use super::LexiconError;

/// The rows of a TOML file.
pub(super) fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LexiconError> {
    toml::from_str(text).map_err(|error| LexiconError {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| line_of(text, span.start)),
        problem: error.message().to_owned(),
    })
}

/// The line, from 1, in which a byte stands.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    lines(text.as_bytes().get(..byte).unwrap_or(text.as_bytes()))
}

/// How many lines begin in these bytes, the first included.
pub(super) fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count() + 1
}
