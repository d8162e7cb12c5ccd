//! The layers of a configuration, laid over each other: file, environment, flags.
//!
//! In: TOML text, environment pairs, flags. Out: one written value a key, with its origin.
//! Never: a judgement of a value, or a look at the real environment.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::problem::{Origin, Problem};

/// What every variable of ours begins with; sections are parted by two underscores.
pub(super) const ENV_PREFIX: &str = "WIREDESK__";

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Text in quotes.
    Text(String),
    /// A number as written, sign and digits.
    Number(String),
    /// True or false.
    Flag(bool),
    /// A list of texts.
    List(Vec<String>),
    /// From outside TOML: what it is depends on the key.
    Loose(String),
}

impl Written {
    /// The value as one line.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Loose(text) => text.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(list) => list.join(","),
        }
    }
}

/// One written value a key; the last layer that has the key wins.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    pub(super) values: BTreeMap<String, (Written, Origin)>,
    pub(super) sections: Vec<(String, Origin)>,
    pub(super) problems: Vec<Problem>,
}

impl Layers {
    /// Lays a file over what is there.
    pub(super) fn file(&mut self, name: &str, text: &str) {
        let lines = Lines { name, text };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            self.problem("", lines.origin(at), error.message());
        }
        self.table("", table.get_ref(), &lines);
    }

    /// Lays the variables of our prefix over what is there.
    pub(super) fn environment(&mut self, variables: &[(String, String)]) {
        for (name, value) in variables {
            if let Some(path) = name.strip_prefix(ENV_PREFIX) {
                let origin = Origin::Environment(name.clone());
                let value = Written::Loose(value.clone());
                self.values.insert(env_key(path), (value, origin));
            }
        }
    }

    /// Lays one flag over what is there.
    pub(super) fn flag(&mut self, flag: &'static str, key: &str, value: &str) {
        let value = Written::Loose(value.to_owned());
        self.values
            .insert(key.to_owned(), (value, Origin::Flag(flag)));
    }

    /// Notes a problem.
    pub(super) fn problem(&mut self, key: &str, origin: Origin, message: impl Into<String>) {
        self.problems.push(Problem {
            key: key.to_owned(),
            origin,
            message: message.into(),
        });
    }

    fn table(&mut self, prefix: &str, table: &DeTable<'_>, lines: &Lines<'_>) {
        for (name, value) in table {
            let key = match prefix {
                "" => name.get_ref().to_string(),
                _ => format!("{prefix}.{}", name.get_ref()),
            };
            let origin = lines.origin(name.span().start);
            if let Some(inner) = value.get_ref().as_table() {
                self.table(&key, inner, lines);
                self.sections.push((key, origin));
            } else {
                self.value(&key, value, origin);
            }
        }
    }

    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>, origin: Origin) {
        match written(value.get_ref()) {
            Ok(written) => {
                self.values.insert(key.to_owned(), (written, origin));
            }
            Err(message) => self.problem(key, origin, message),
        }
    }
}

fn written(value: &DeValue<'_>) -> Result<Written, &'static str> {
    match value {
        DeValue::String(text) => Ok(Written::Text(text.to_string())),
        DeValue::Integer(number) if number.radix() == 10 => {
            Ok(Written::Number(number.as_str().to_owned()))
        }
        DeValue::Integer(_) => Err("numbers are written in decimal digits"),
        DeValue::Float(number) => Ok(Written::Number(number.as_str().to_owned())),
        DeValue::Boolean(flag) => Ok(Written::Flag(*flag)),
        DeValue::Array(items) => {
            let texts = items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned));
            let texts: Option<Vec<_>> = texts.collect();
            texts
                .map(Written::List)
                .ok_or("a list of texts is expected here")
        }
        DeValue::Datetime(_) | DeValue::Table(_) => Err("a text, a number or a list is expected"),
    }
}

/// `KAFKA__TOPICS__RAW` → `kafka.topics.raw`. Client settings have dots where a variable cannot.
fn env_key(path: &str) -> String {
    let path = path.to_ascii_lowercase().replace("__", ".");
    match path.strip_prefix("kafka.options.") {
        Some(option) => format!("kafka.options.{}", option.replace('_', ".")),
        None => path,
    }
}

/// Lines of a file, to say where something stands.
struct Lines<'a> {
    name: &'a str,
    text: &'a str,
}

impl Lines<'_> {
    fn origin(&self, byte: usize) -> Origin {
        let before = self.text.as_bytes().iter().take(byte);
        Origin::File {
            file: self.name.to_owned(),
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
        }
    }
}
