//! JSON read strictly, within bounds, and mended only where the contract says so.
//!
//! In: a text. Out: the members of its one object, values unparsed, numbers as written.
//! Never: a number through floating point, a silent repair, a second value dropped.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::limits;
use crate::outcome::{RejectCode, Rejection, Stage};

/// The members of an object in order; names may repeat.
pub(super) type Members<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;

/// A member's name, borrowed where it holds no escape.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Refuses what is nested too deep or has too many or too long names, before anything is built.
pub(super) fn check_bounds(text: &str) -> Result<(), Rejection> {
    let bytes = text.as_bytes();
    let (mut depth, mut names, mut string_bytes, mut at) = (0_usize, 0_usize, 0_usize, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = end_of_string(bytes, at + 1);
                string_bytes = end - at - 1;
                at = end;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > limits::JSON_DEPTH_MAX {
                    return Err(reject(RejectCode::JsonDepth, "nested too deep"));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' => {
                names += 1;
                if names > limits::JSON_KEYS_MAX {
                    return Err(reject(RejectCode::JsonLimit, "too many members"));
                }
                if string_bytes > limits::JSON_KEY_BYTES_MAX {
                    return Err(reject(RejectCode::JsonLimit, "a member name too long"));
                }
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// The place of the quotation mark that ends a string, else the end of the text.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = bytes
        .get(at..)
        .and_then(|b| memchr::memchr2(b'"', b'\\', b))
    {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// The members of the one object that the text is.
pub(super) fn members(text: &str) -> Result<Members<'_>, Failure> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let object = deserializer.deserialize_map(ObjectVisitor);
    let object = object.and_then(|members| deserializer.end().map(|()| members));
    object.map_err(|error| Failure::of(&error, text))
}

/// Why a text is no object.
#[derive(Debug)]
pub(super) enum Failure {
    /// Not JSON; perhaps it can be mended.
    Syntax(Rejection),
    /// JSON, but not one object.
    Other(Rejection),
}

impl Failure {
    fn of(error: &serde_json::Error, text: &str) -> Self {
        let detail = error.to_string();
        if error.classify() == Category::Data || serde_json::from_str::<&RawValue>(text).is_ok() {
            return Self::Other(reject(RejectCode::SchemaType, "not an object at the top"));
        }
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
        let count = values.by_ref().take_while(Result::is_ok).take(2).count();
        if count == 2 {
            return Self::Other(reject(RejectCode::JsonMultiple, "several values"));
        }
        Self::Syntax(reject(RejectCode::JsonSyntax, detail))
    }
}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Syntax(rejection) | Failure::Other(rejection) => rejection,
        }
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(16);
        while let Some((Name(name), value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
            members.push((name, value));
        }
        Ok(members)
    }
}

/// The text with what the contract allows to be mended: raw TAB, CR, LF within strings, and a
/// backslash before a character that JSON cannot escape. `None` where there is no such thing.
pub(super) fn mend(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 64);
    let mut in_string = false;
    let mut mended = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\t' | '\n' | '\r' if in_string => {
                mended = true;
                out.extend(c.escape_default());
            }
            '\\' if in_string => match chars.peek().copied() {
                Some(next) if r#""\/bfnrtu"#.contains(next) => {
                    out.extend([c, next]);
                    chars.next();
                }
                _ => mended = true,
            },
            _ => out.push(c),
        }
    }
    mended.then_some(out)
}

/// Text that was escaped twice, undone: `\n`, `\u00a0` and their like stand in it letter by
/// letter and it holds no real line end. A path of a file (`C:\new`) is no such text.
pub(super) fn unescape_twice(text: &str) -> Option<String> {
    if !text.contains('\\') || text.contains(['\n', '\r']) || text.contains(":\\") {
        return None;
    }
    if !text.contains("\\n") && !text.contains("\\u00") && !text.contains("\\u20") {
        return None;
    }
    let quoted = format!("\"{}\"", escape_bare_quotes(text));
    serde_json::from_str(&quoted).ok()
}

/// A quotation mark without a backslash before it gets one.
fn escape_bare_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut escaped = false;
    for c in text.chars() {
        if c == '"' && !escaped {
            out.push('\\');
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out
}

fn reject(code: RejectCode, detail: impl AsRef<str>) -> Rejection {
    Rejection::new(code, Stage::Decode, detail)
}
