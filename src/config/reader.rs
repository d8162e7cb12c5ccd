//! Reading one key after the other: type, range, default, and what was left over.
//!
//! In: the layers. Out: typed values, and every problem at once.
//! Never: a stop at the first problem; a wrong value reads as its default and is noted.

use std::collections::BTreeMap;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use crate::config::layers::{Layers, Written};
use crate::config::problem::{Origin, Problem};
use crate::limits::{KIB, MIB};

/// Most bytes of a secret's file.
const SECRET_BYTES_MAX: usize = 64 * KIB;

/// One key that was read: what holds, for `check`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// The key.
    pub key: String,
    /// The value as one line; a secret is not shown.
    pub value: String,
    /// Where it was written.
    pub origin: Origin,
}

/// How files are read; tests read none.
pub type ReadFile<'a> = &'a dyn Fn(&Path) -> io::Result<Vec<u8>>;

/// The reader of keys.
pub(super) struct Reader<'a> {
    layers: Layers,
    read_file: ReadFile<'a>,
    effective: Vec<Effective>,
    free: Vec<String>,
}

impl<'a> Reader<'a> {
    /// A reader over these layers.
    pub(super) fn new(layers: Layers, read_file: ReadFile<'a>) -> Self {
        Self {
            layers,
            read_file,
            effective: Vec::new(),
            free: Vec::new(),
        }
    }

    /// A text that must not be empty.
    pub(super) fn text(&mut self, key: &str, default: &str) -> String {
        let value = self.text_or_empty(key, default);
        if value.is_empty() {
            self.wrong(key, "must not be empty");
        }
        value
    }

    /// A text where empty means: not set.
    pub(super) fn optional(&mut self, key: &str) -> Option<String> {
        Some(self.text_or_empty(key, "")).filter(|value| !value.is_empty())
    }

    /// A text that may be empty though its default is not.
    pub(super) fn text_or_empty(&mut self, key: &str, default: &str) -> String {
        let value = self.read(key, default.to_owned(), |written| match written {
            Written::Text(text) | Written::Loose(text) => Ok(text.trim().to_owned()),
            Written::Number(_) | Written::Flag(_) | Written::List(_) => {
                Err("a text is expected".to_owned())
            }
        });
        self.note(key, value.clone());
        value
    }

    /// A list of texts; in a variable they are parted by commas.
    pub(super) fn list(&mut self, key: &str, default: &[&str]) -> Vec<String> {
        let default = default.iter().map(|text| (*text).to_owned()).collect();
        let value = self.read(key, default, list_of);
        self.note(key, value.join(","));
        value
    }

    /// True or false.
    pub(super) fn flag(&mut self, key: &str, default: bool) -> bool {
        let value = self.read(key, default, |written| match written.text().trim() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("true or false is expected".to_owned()),
        });
        self.note(key, value.to_string());
        value
    }

    /// A whole number of a range.
    pub(super) fn number(&mut self, key: &str, default: u64, range: RangeInclusive<u64>) -> u64 {
        let value = self.read(key, default, |written| whole_number(written, &range));
        self.note(key, value.to_string());
        value
    }

    /// Milliseconds of a range.
    pub(super) fn millis(&mut self, key: &str, default: u64, r: RangeInclusive<u64>) -> Duration {
        Duration::from_millis(self.number(key, default, r))
    }

    /// Bytes of a range, as a number or as a text with `KiB` or `MiB`.
    pub(super) fn bytes(&mut self, key: &str, default: usize, r: RangeInclusive<usize>) -> usize {
        let value = self.read(key, default, |written| bytes_of(written, &r));
        self.note(key, show_bytes(value));
        value
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy + PartialEq>(
        &mut self,
        key: &str,
        default: T,
        choices: &[(&'static str, T)],
    ) -> T {
        let value = self.read(key, default, |written| {
            let word = written.text();
            let found = choices.iter().find(|(name, _)| *name == word.trim());
            found.map(|(_, value)| *value).ok_or_else(|| {
                let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
                format!("`{word}` is none of {}", names.join(", "))
            })
        });
        let shown = choices.iter().find(|(_, choice)| *choice == value);
        self.note(
            key,
            shown.map_or_else(String::new, |(name, _)| (*name).to_owned()),
        );
        value
    }

    /// All keys of a free table, with their values as written. What is named like a secret must
    /// come from the environment.
    pub(super) fn table(&mut self, prefix: &str) -> BTreeMap<String, Written> {
        self.free.push(prefix.to_owned());
        let start = format!("{prefix}.");
        let values = self.layers.values.iter();
        let values: Vec<_> = values
            .filter(|(key, _)| key.starts_with(&start))
            .map(|(key, (written, origin))| (key.clone(), written.clone(), origin.clone()))
            .collect();
        let mut table = BTreeMap::new();
        for (key, written, origin) in values {
            let secret = ["password", "secret", "key.pem"];
            let secret = secret.iter().any(|word| key.contains(word));
            if secret && !matches!(origin, Origin::Environment(_)) {
                self.wrong(&key, "a secret stands in the environment, never here");
            }
            let value = match secret {
                true => "[secret]".to_owned(),
                false => written.text(),
            };
            table.insert(key[start.len()..].to_owned(), written);
            self.effective.push(Effective { key, value, origin });
        }
        table
    }

    /// A secret: from the file that `<key>_file` names, or from the environment; never from the
    /// configuration file.
    pub(super) fn secret(&mut self, key: &str) -> Option<String> {
        let file_key = format!("{key}_file");
        let file = self.optional(&file_key);
        let direct = self.layers.values.get(key).cloned();
        let shown = direct
            .as_ref()
            .map_or(String::new(), |_| "[secret]".to_owned());
        self.note(key, shown);
        match (file, direct) {
            (None, None) => None,
            (Some(_), Some(_)) => {
                self.wrong(
                    key,
                    format!("is set, and so is {file_key}: one of them must go"),
                );
                None
            }
            (None, Some((value, Origin::Environment(_)))) => Some(value.text()),
            (None, Some(_)) => {
                let message = format!(
                    "a secret stands in a file of its own ({file_key}) or in \
                    the environment, never here"
                );
                self.wrong(key, message);
                None
            }
            (Some(file), None) => self.secret_file(&file_key, &file),
        }
    }

    /// The bytes of a file that a key names.
    pub(super) fn file(&mut self, key: &str, path: &str) -> Option<Vec<u8>> {
        match (self.read_file)(Path::new(path)) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.wrong(key, format!("cannot read {path}: {error}"));
                None
            }
        }
    }

    /// The bytes of a file that may be missing: `None` where it is, `Some(None)` where it is there
    /// and cannot be read.
    pub(super) fn file_if_there(&mut self, key: &str, path: &str) -> Option<Option<Vec<u8>>> {
        match (self.read_file)(Path::new(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Ok(bytes) => Some(Some(bytes)),
            Err(error) => {
                self.wrong(key, format!("cannot read {path}: {error}"));
                Some(None)
            }
        }
    }

    /// Notes that the value of a key cannot stand.
    pub(super) fn wrong(&mut self, key: &str, message: impl Into<String>) {
        let written = self.layers.values.get(key);
        let origin = written.map_or(Origin::Default, |(_, origin)| origin.clone());
        self.layers.problem(key, origin, message);
    }

    /// What holds, and what is wrong; keys that nobody asked for are wrong.
    pub(super) fn finish(mut self) -> (Vec<Effective>, Vec<Problem>) {
        let known: Vec<String> = self.effective.iter().map(|e| e.key.clone()).collect();
        let unknown = self
            .layers
            .values
            .iter()
            .filter(|(key, _)| !known.contains(key));
        let mut unknown: Vec<_> = unknown
            .map(|(key, (_, origin))| (key.clone(), origin.clone()))
            .collect();
        unknown.extend(self.unknown_sections());
        for (key, origin) in unknown {
            let message = match nearest(&key, &known) {
                Some(near) => format!("no such key; did you mean {near}?"),
                None => "no such key".to_owned(),
            };
            self.layers.problem(&key, origin, message);
        }
        (self.effective, self.layers.problems)
    }

    /// Sections that hold no key at all are noticed here; others by their keys.
    fn unknown_sections(&self) -> Vec<(String, Origin)> {
        let written = self.layers.values.keys();
        let known = written
            .chain(self.effective.iter().map(|e| &e.key))
            .chain(&self.free);
        let known: Vec<String> = known.map(|key| format!("{key}.")).collect();
        let sections = self.layers.sections.iter();
        let unknown = sections.filter(|(section, _)| {
            let start = format!("{section}.");
            !known.iter().any(|key| key.starts_with(&start))
        });
        unknown.cloned().collect()
    }

    fn read<T>(
        &mut self,
        key: &str,
        default: T,
        parse: impl FnOnce(&Written) -> Result<T, String>,
    ) -> T {
        let parsed = self
            .layers
            .values
            .get(key)
            .map(|(written, _)| parse(written));
        match parsed {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(message)) => {
                self.wrong(key, message);
                default
            }
        }
    }

    fn note(&mut self, key: &str, value: String) {
        let written = self.layers.values.get(key);
        let origin = written.map_or(Origin::Default, |(_, origin)| origin.clone());
        let key = key.to_owned();
        self.effective.push(Effective { key, value, origin });
    }

    fn secret_file(&mut self, key: &str, path: &str) -> Option<String> {
        let bytes = self.file(key, path)?;
        let text = String::from_utf8(bytes)
            .ok()
            .filter(|text| text.len() <= SECRET_BYTES_MAX);
        let secret = text.map(|text| text.trim_end_matches(['\r', '\n']).to_owned());
        if secret.as_ref().is_none_or(String::is_empty) {
            self.wrong(
                key,
                format!("{path} holds no secret: a short text is expected"),
            );
            return None;
        }
        secret
    }
}

fn list_of(written: &Written) -> Result<Vec<String>, String> {
    let items = match written {
        Written::List(items) => items.clone(),
        Written::Text(text) | Written::Loose(text) if text.trim().is_empty() => Vec::new(),
        Written::Loose(text) => text.split(',').map(str::to_owned).collect(),
        Written::Text(_) | Written::Number(_) | Written::Flag(_) => {
            return Err("a list of texts is expected: [\"…\", \"…\"]".to_owned());
        }
    };
    let items: Vec<String> = items.iter().map(|item| item.trim().to_owned()).collect();
    if items.iter().any(String::is_empty) {
        return Err("an entry of the list is empty".to_owned());
    }
    Ok(items)
}

fn whole_number(written: &Written, range: &RangeInclusive<u64>) -> Result<u64, String> {
    let expected = || {
        format!(
            "a whole number from {} to {} is expected",
            range.start(),
            range.end()
        )
    };
    let digits = match written {
        Written::Number(digits) | Written::Loose(digits) => digits.trim().replace('_', ""),
        Written::Text(_) | Written::Flag(_) | Written::List(_) => return Err(expected()),
    };
    let number = digits.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(expected)
}

fn bytes_of(written: &Written, range: &RangeInclusive<usize>) -> Result<usize, String> {
    let text = written.text();
    let text = text.trim();
    let (digits, unit) = match text.strip_suffix("MiB") {
        Some(digits) => (digits, MIB),
        None => text
            .strip_suffix("KiB")
            .map_or((text, 1), |digits| (digits, KIB)),
    };
    let number: Option<usize> = digits.trim().replace('_', "").parse().ok();
    let bytes = number.and_then(|number| number.checked_mul(unit));
    bytes.filter(|bytes| range.contains(bytes)).ok_or_else(|| {
        let (start, end) = (show_bytes(*range.start()), show_bytes(*range.end()));
        format!("bytes from {start} to {end} are expected, such as `16 MiB`")
    })
}

fn show_bytes(bytes: usize) -> String {
    match bytes {
        0 => "0".to_owned(),
        _ if bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        _ if bytes.is_multiple_of(KIB) => format!("{} KiB", bytes / KIB),
        _ => bytes.to_string(),
    }
}

/// The known key that a mistyped one may have meant.
fn nearest<'k>(key: &str, known: &'k [String]) -> Option<&'k str> {
    let near = known
        .iter()
        .map(|candidate| (distance(key, candidate), candidate));
    let near = near.filter(|(distance, _)| *distance <= 3).min();
    near.map(|(_, candidate)| candidate.as_str())
}

/// Insertions, deletions and replacements between two keys; keys beyond any sense are far apart.
fn distance(left: &str, right: &str) -> usize {
    if left.len().abs_diff(right.len()) > 3 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.bytes().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, r) in right.bytes().enumerate() {
            let replaced = corner + usize::from(l != r);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}
