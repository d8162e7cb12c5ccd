//! Rows of the newsroom's own names: columns parted by tabs, empty ones left out at the end.
//!
//! In: `people.tsv`, `organisations.tsv` (name, aliases, id, case), `places.tsv` (the same, then
//! latitude, longitude, country), `stop.tsv` (kind, name, case). Out: names, and every problem with
//! its line. Never: a stop at the first problem, or a row of which only a part is taken.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use super::LexiconError;
use super::known::{EntityKind, Form, KnownName, KnownNames, Stop, is_uri, lower};
use crate::limits::ID_BYTES_MAX;

/// Columns of people and organisations.
const NAME_COLUMNS: &[&str] = &["name", "aliases", "id", "case"];
/// Columns of places.
const PLACE_COLUMNS: &[&str] = &[
    "name",
    "aliases",
    "id",
    "case",
    "latitude",
    "longitude",
    "country",
];
/// Columns of what is not published.
const STOP_COLUMNS: &[&str] = &["kind", "name", "case"];

/// A row's columns, and what is wrong with them.
struct Row<'a> {
    columns: Vec<&'a str>,
    problems: Vec<String>,
}

impl<'a> Row<'a> {
    fn new(line: &'a str, named: &[&str]) -> Self {
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let mut problems = Vec::new();
        if columns.len() > named.len() {
            let (most, found) = (named.len(), columns.len());
            let named = named.join(", ");
            problems.push(format!("{found} columns, at most {most} are: {named}"));
        }
        Self { columns, problems }
    }

    fn column(&self, index: usize) -> &'a str {
        self.columns.get(index).copied().unwrap_or_default()
    }

    fn wrong(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// Whether capitals matter.
    fn exact(&mut self, index: usize) -> bool {
        let case = self.column(index);
        if !matches!(case, "" | "exact" | "any") {
            self.wrong(format!("`{case}` is no case: exact (or empty) or any"));
        }
        case != "any"
    }

    /// A name as stories write it, once normalised.
    fn name(&mut self, text: &str) -> String {
        let name: String = text.nfc().collect();
        let sign = |c: char| c.is_control() || matches!(c, '<' | '>');
        if name.is_empty() {
            self.wrong("no name");
        } else if name.chars().count() < 2 || !name.chars().any(char::is_alphanumeric) {
            self.wrong(format!("`{name}` is too short for a name"));
        } else if name.chars().any(sign) || name.len() > ID_BYTES_MAX {
            self.wrong(format!("`{name}` is no name"));
        }
        name
    }

    fn id(&mut self, index: usize) -> Option<String> {
        let id = self.column(index);
        let sound = |c: char| {
            c.is_ascii_graphic()
                && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
        };
        let blank = id.chars().any(|c| c.is_whitespace() || c.is_control());
        if blank || id.len() > ID_BYTES_MAX || is_uri(id) && !id.chars().all(sound) {
            self.wrong(format!(
                "`{id}` is no identifier: a URI, or a code without blanks"
            ));
        }
        (!id.is_empty()).then(|| id.to_owned())
    }

    fn degrees(&mut self, index: usize, most: f32) -> Option<f32> {
        let text = self.column(index);
        if text.is_empty() {
            return None;
        }
        let degrees = text.parse().ok().filter(|value: &f32| value.abs() <= most);
        if degrees.is_none() {
            self.wrong(format!("`{text}` is no number of degrees up to {most}"));
        }
        degrees
    }

    fn point(&mut self) -> Option<(f32, f32)> {
        let before = self.problems.len();
        let (north, east) = (self.degrees(4, 90.0), self.degrees(5, 180.0));
        if self.problems.len() == before && north.is_some() != east.is_some() {
            self.wrong("latitude and longitude go together");
        }
        north.zip(east)
    }

    fn country(&mut self) -> Option<[u8; 2]> {
        let text = self.column(6);
        let sound = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        if !sound && !text.is_empty() {
            self.wrong(format!("`{text}` is no country: two capitals of ISO 3166"));
        }
        text.as_bytes().try_into().ok().filter(|_| sound)
    }
}

impl KnownNames {
    /// Adds the rows of a file; nothing of a row with a problem is taken.
    pub(super) fn extend(&mut self, file: &str, text: &str) -> Vec<LexiconError> {
        let mut problems = Vec::new();
        let rows = text.trim_start_matches('\u{feff}').lines().enumerate();
        for (index, line) in rows {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let from = (file.to_owned(), index + 1);
            let found = match file {
                "people.tsv" => self.add_name(line, EntityKind::Person, from),
                "organisations.tsv" => self.add_name(line, EntityKind::Organisation, from),
                "places.tsv" => self.add_name(line, EntityKind::Place, from),
                _ => self.add_stop(line, from),
            };
            problems.extend(found.into_iter().map(|problem| LexiconError {
                file: file.to_owned(),
                line: index + 1,
                problem,
            }));
        }
        problems
    }

    fn add_name(&mut self, line: &str, kind: EntityKind, from: (String, usize)) -> Vec<String> {
        let place = kind == EntityKind::Place;
        let mut row = Row::new(line, if place { PLACE_COLUMNS } else { NAME_COLUMNS });
        let name = row.name(row.column(0));
        let aliases = row.column(1).split(';').map(str::trim);
        let aliases: Vec<&str> = aliases.filter(|alias| !alias.is_empty()).collect();
        let mut texts = vec![name.clone()];
        for alias in aliases {
            texts.push(row.name(alias));
        }
        let (id, exact) = (row.id(2), row.exact(3));
        let (point, country) = match place {
            true => (row.point(), row.country()),
            false => (None, None),
        };
        if !row.problems.is_empty() {
            return row.problems;
        }
        for text in texts.iter().flat_map(|text| apostrophes(text)) {
            let index = self.names.len();
            let mut own = self
                .forms
                .iter()
                .rev()
                .take_while(|form| form.name == index);
            if own.all(|form| form.text != text) {
                self.forms.push(Form {
                    text,
                    name: index,
                    exact,
                    from: from.clone(),
                });
            }
        }
        self.names.push(Arc::new(KnownName {
            kind,
            name,
            id,
            point,
            country,
        }));
        Vec::new()
    }

    fn add_stop(&mut self, line: &str, from: (String, usize)) -> Vec<String> {
        let mut row = Row::new(line, STOP_COLUMNS);
        let kinds: &[Option<EntityKind>] = match row.column(0) {
            "person" => &[Some(EntityKind::Person)],
            "organisation" => &[Some(EntityKind::Organisation)],
            "place" => &[Some(EntityKind::Place)],
            "keyword" => &[None],
            "all" => &[
                Some(EntityKind::Person),
                Some(EntityKind::Organisation),
                Some(EntityKind::Place),
                None,
            ],
            other => {
                let known = "person, organisation, place, keyword or all";
                row.wrong(format!("`{other}` is no kind: {known}"));
                &[]
            }
        };
        let name = row.name(row.column(1));
        let exact = row.exact(2);
        if row.problems.is_empty() {
            for kind in kinds {
                self.stops.entry(lower(&name)).or_default().push(Stop {
                    kind: *kind,
                    exact: exact.then(|| name.clone()),
                    from: from.clone(),
                });
            }
        }
        row.problems
    }
}

/// A name with the straight and with the curly apostrophe: stories write both.
fn apostrophes(name: &str) -> Vec<String> {
    match name.contains(['\'', '’']) {
        true => vec![name.replace('’', "'"), name.replace('\'', "’")],
        false => vec![name.to_owned()],
    }
}
