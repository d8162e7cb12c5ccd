//! Values of an envelope: text, numbers as written, lists; bounded.
//!
//! In: members. Out: values, and a remark for each that cannot be used.
//! Never: a number through floating point, an entry beyond its bound.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::limits;
use crate::outcome::{DefectCode, Defects, RejectCode, Rejection, Stage};

use super::members::{Found, Meaning, Member};
use super::{html, markup, mojibake};

/// The members, and where remarks on them go.
pub(super) struct Fields<'m, 'd> {
    pub(super) found: Found<'m>,
    pub(super) defects: &'d mut Defects,
}

impl<'m> Fields<'m, '_> {
    /// The entries of a list, bounded; one text is a list of one, cut at commas where it may be.
    pub(super) fn list(&mut self, member: Member<'m>, cut: bool) -> Vec<String> {
        let long = if cut {
            limits::SHORT_FIELD_BYTES_MAX
        } else {
            limits::FIELD_BYTES_MAX
        };
        let entries: Vec<String> = if member.raw.get().starts_with(['[', '{']) {
            let Some(value) = self.nested(member) else {
                self.invalid(member);
                return Vec::new();
            };
            match value.as_array() {
                Some(values) => values.iter().filter_map(name_of).collect(),
                None => name_of(&value).into_iter().collect(),
            }
        } else {
            let Some(text) = self.bounded(member, limits::FIELD_BYTES_MAX) else {
                return Vec::new();
            };
            let cuts = text.split(|c| cut && matches!(c, ',' | ';'));
            cuts.map(|entry| entry.trim().to_owned()).collect()
        };
        if entries.len() > limits::LIST_MAX {
            let detail = format!("{}: {} entries", member.name, entries.len());
            self.defects.push(DefectCode::ListTruncated, detail);
        }
        let fitting = |entry: &String| !entry.is_empty() && entry.len() <= long;
        entries
            .into_iter()
            .filter(fitting)
            .take(limits::LIST_MAX)
            .collect()
    }

    /// A short member: text or a number as written.
    pub(super) fn short(&mut self, meaning: Meaning) -> Option<String> {
        let member = self.found.first(meaning)?;
        if member.raw.get().starts_with('[') {
            return self.list(member, false).into_iter().next();
        }
        self.bounded(member, limits::SHORT_FIELD_BYTES_MAX)
    }

    /// A long member; markup in it gives way to its text, what is beyond the bound is cut.
    pub(super) fn long(&mut self, meaning: Meaning) -> Option<String> {
        let member = self.found.first(meaning)?;
        let Ok(Some(Scalar::Text(text))) = scalar(member.raw) else {
            self.invalid(member);
            return None;
        };
        let text = mojibake::mend(Cow::Owned(text), self.defects).into_owned();
        let mut text = match markup::is_html(&text).then(|| html::read(&text)) {
            Some(Ok(html)) => html.text,
            Some(Err(_)) | None => text,
        };
        if text.len() > limits::FIELD_BYTES_MAX {
            let detail = format!("{}: cut from {} bytes", member.name, text.len());
            self.defects.push(DefectCode::FieldInvalid, detail);
            text.truncate(text.floor_char_boundary(limits::FIELD_BYTES_MAX));
        }
        (!text.is_empty()).then_some(text)
    }

    /// A scalar within a bound, else a remark.
    pub(super) fn bounded(&mut self, member: Member<'m>, bytes_max: usize) -> Option<String> {
        let value = match scalar(member.raw) {
            Ok(Some(Scalar::Text(value) | Scalar::Number(value))) => value.trim().to_owned(),
            _ => String::new(),
        };
        if value.is_empty() || value.len() > bytes_max {
            self.invalid(member);
            return None;
        }
        Some(value)
    }

    pub(super) fn nested(&self, member: Member<'m>) -> Option<Value> {
        serde_json::from_str(member.raw.get()).ok()
    }

    pub(super) fn invalid(&mut self, member: Member<'m>) {
        // The remark is bounded anyway; a member of a megabyte need not be escaped whole.
        let raw = member.raw.get();
        let raw = &raw[..raw.floor_char_boundary(limits::DETAIL_CHARS_MAX)];
        let detail = format!("{}: {raw}", member.name);
        self.defects.push(DefectCode::FieldInvalid, detail);
    }
}

/// A value without members.
pub(super) enum Scalar {
    Text(String),
    /// As written.
    Number(String),
}

/// The scalar that a value is; none for lists, objects, `true` and `false`.
pub(super) fn scalar(raw: &RawValue) -> Result<Option<Scalar>, Rejection> {
    let written = raw.get();
    Ok(match written.as_bytes().first() {
        Some(b'"') => Some(Scalar::Text(string(raw)?)),
        Some(b'-' | b'0'..=b'9') => Some(Scalar::Number(written.to_owned())),
        _ => None,
    })
}

/// The text of a string; half a surrogate pair is no JSON.
pub(super) fn string(raw: &RawValue) -> Result<String, Rejection> {
    serde_json::from_str(raw.get())
        .map_err(|error| reject(RejectCode::JsonSyntax, error.to_string()))
}

/// A text, a number, or what an object is called.
pub(super) fn name_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(members) => {
            let name = ["name", "label", "title", "id"]
                .iter()
                .find_map(|name| members.get(*name));
            name?.as_str()?.to_owned()
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => return None,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn reject(code: RejectCode, detail: impl AsRef<str>) -> Rejection {
    Rejection::new(code, Stage::Decode, detail)
}
