//! The newsroom's own names: its people, organisations and places, and what it never publishes.
//!
//! In: rows of `people.tsv`, `organisations.tsv`, `places.tsv` and `stop.tsv`, as
//! [`super::known_rows`] reads them. Out: where the names stand in a text, whole and the longest
//! first. Never: a match within a word.

use std::collections::HashMap;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::LexiconError;
use crate::story::Span;

/// Kinds of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// A human being.
    Person,
    /// Company, body, party, team.
    Organisation,
    /// Somewhere on the map.
    Place,
}

impl EntityKind {
    /// Every kind, in order.
    pub const ALL: [Self; 3] = [Self::Person, Self::Organisation, Self::Place];

    /// The name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Place => "place",
        }
    }
}

/// A name of the newsroom's own.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownName {
    /// What it names.
    pub kind: EntityKind,
    /// The name to publish, whatever alias stands in the text.
    pub name: String,
    /// The newsroom's identifier.
    pub id: Option<String>,
    /// Degrees north and east, of a place.
    pub point: Option<(f32, f32)>,
    /// ISO 3166-1 alpha-2, of a place.
    pub country: Option<[u8; 2]>,
}

// Coordinates are checked when they are read and are never NaN.
impl Eq for KnownName {}

impl KnownName {
    /// The identifier, where it is a URI.
    pub fn uri(&self) -> Option<&str> {
        self.id.as_deref().filter(|id| is_uri(id))
    }

    /// The identifier, where it is none.
    pub fn literal(&self) -> Option<&str> {
        self.id.as_deref().filter(|id| !is_uri(id))
    }
}

/// Whether an identifier is a URI and not a code such as `Q42` or `isin:DE0001`.
pub(super) fn is_uri(id: &str) -> bool {
    id.contains("://") || id.starts_with("urn:")
}

/// One way a name is written.
#[derive(Debug)]
pub(super) struct Form {
    /// As it must stand in the text.
    pub(super) text: String,
    /// Its name's index.
    pub(super) name: usize,
    /// Whether capitals matter.
    pub(super) exact: bool,
    /// File and line it was read from.
    pub(super) from: (String, usize),
}

/// A name that is not published.
#[derive(Debug)]
pub(super) struct Stop {
    /// Kind of entity; `None`: keywords.
    pub(super) kind: Option<EntityKind>,
    /// As written, where capitals matter.
    pub(super) exact: Option<String>,
    /// File and line it was read from.
    pub(super) from: (String, usize),
}

/// All names of the newsroom's own.
#[derive(Debug, Default)]
pub struct KnownNames {
    pub(super) names: Vec<Arc<KnownName>>,
    pub(super) forms: Vec<Form>,
    /// By the name in lower case.
    pub(super) stops: HashMap<String, Vec<Stop>>,
    finder: Option<AhoCorasick>,
}

impl KnownNames {
    /// Makes ready for searching; what contradicts itself over several rows is a problem.
    pub(super) fn finish(&mut self) -> Vec<LexiconError> {
        let mut problems = self.contradictions();
        if self.forms.is_empty() || !problems.is_empty() {
            return problems;
        }
        let patterns = self.forms.iter().map(|form| lower(&form.text));
        let finder = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(patterns);
        match finder {
            Ok(finder) => self.finder = Some(finder),
            Err(error) => problems.push(LexiconError {
                file: self.forms[0].from.0.clone(),
                line: 1,
                problem: format!("too many names: {error}"),
            }),
        }
        problems
    }

    /// One form for two names, or a name that is both wanted and stopped.
    fn contradictions(&self) -> Vec<LexiconError> {
        let mut problems = Vec::new();
        let mut seen: HashMap<String, Vec<&Form>> = HashMap::new();
        let mut say = |(file, line): &(String, usize), text: &str, other: &(String, usize)| {
            problems.push(LexiconError {
                file: file.clone(),
                line: *line,
                problem: format!("`{text}` stands in {}:{}, too", other.0, other.1),
            });
        };
        for form in &self.forms {
            let kind = self.names[form.name].kind;
            let same = seen.entry(lower(&form.text)).or_default();
            let other = same.iter().find(|other| {
                other.name != form.name && (other.text == form.text || !other.exact || !form.exact)
            });
            if let Some(other) = other {
                say(&form.from, &form.text, &other.from);
            }
            same.push(form);
            let stop = self.stop(Some(kind), &form.text);
            if let Some(stop) = stop.filter(|_| self.names[form.name].name == form.text) {
                say(&stop.from, &form.text, &form.from);
            }
        }
        problems
    }

    /// The names in a text, in order, none over another: the first, and of those that begin
    /// together the longest.
    pub fn find(&self, text: &str) -> Vec<(Span, &Arc<KnownName>)> {
        let Some(finder) = &self.finder else {
            return Vec::new();
        };
        let lowered = lower(text);
        let mut found: Vec<(Span, usize)> = Vec::new();
        for hit in finder.find_overlapping_iter(&lowered) {
            let form = &self.forms[hit.pattern().as_usize()];
            let span = Span::new(hit.start(), hit.end());
            let as_written = !form.exact || span.of(text) == form.text;
            if as_written && is_whole(text, span) {
                found.push((span, form.name));
            }
        }
        found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        found.retain(|(span, _)| {
            let free = span.start >= end;
            end = if free { span.end } else { end };
            free
        });
        let named = |(span, name): (Span, usize)| (span, &self.names[name]);
        found.into_iter().map(named).collect()
    }

    /// Whether a name is not to be published as an entity of this kind.
    pub fn is_stopped(&self, kind: EntityKind, name: &str) -> bool {
        self.stop(Some(kind), name).is_some()
    }

    /// Whether a phrase is not to be published as a keyword.
    pub fn is_stopped_keyword(&self, phrase: &str) -> bool {
        self.stop(None, phrase).is_some()
    }

    fn stop(&self, kind: Option<EntityKind>, name: &str) -> Option<&Stop> {
        if self.stops.is_empty() {
            return None;
        }
        let fits = |exact: &str| exact == name;
        let mut stops = self.stops.get(&lower(name))?.iter();
        stops.find(|stop| stop.kind == kind && stop.exact.as_deref().is_none_or(fits))
    }
}

/// In lower case, character by character and of the same length, so that places stay.
pub(super) fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let small = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
            _ => c,
        }
    };
    text.chars().map(small).collect()
}

/// Whether neither end lies within a word. A hyphen joins words, but for an ending in small
/// letters: `Berlin-based`.
fn is_whole(text: &str, span: Span) -> bool {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let mut back = before.chars().rev();
    let mut ahead = after.chars();
    let inner = span.of(text);
    let (first, last) = (inner.chars().next(), inner.chars().next_back());
    let begins = match (back.next(), first) {
        (Some('-'), Some(_)) => !back.next().is_some_and(char::is_alphanumeric),
        (Some(c), Some(first)) => !joined(c, first),
        _ => true,
    };
    let ends = match (last, ahead.next()) {
        (Some(_), Some('-')) => !ahead.next().is_some_and(char::is_uppercase),
        (Some(last), Some(c)) => !joined(last, c),
        _ => true,
    };
    begins && ends
}

/// Whether two neighbours are of one word; scripts without blanks do not show it.
fn joined(left: char, right: char) -> bool {
    let blankless = |c: char| {
        matches!(c as u32, 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF
        | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
    };
    left.is_alphanumeric() && right.is_alphanumeric() && !(blankless(left) || blankless(right))
}

#[cfg(test)]
mod tests {
    use super::super::Lexicon;
    use super::*;

    fn known(files: &[(&str, &str)]) -> KnownNames {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| (*name, text.as_bytes()))
            .collect();
        Lexicon::with_files(&files).expect("sound").known
    }

    #[test]
    fn names_are_found_whole_and_the_longest_first() {
        let known = known(&[
            (
                "people.tsv",
                "# name\taliases\tid\tcase\nMara Ortiz\tOrtiz; M. Ortiz\nÉmile Dù\t\t\tany\n王小明\n",
            ),
            (
                "organisations.tsv",
                "Acme\tACME Corp\nAcme Foundation\nFarmers' Union\nvia\t\t\texact\n",
            ),
            ("places.tsv", "Port Quux\t\turn:x:1\tany\t-1.5\t20\tPT\n"),
        ]);
        let table: [(&str, &[&str]); 14] = [
            ("Mara Ortiz met Ortiz.", &["Mara Ortiz", "Ortiz"]),
            ("Ortizes, Ortiza, anOrtiz and ORTIZ", &[]),
            ("M. Ortiz's house; Ortiz-led talks", &["M. Ortiz", "Ortiz"]),
            ("Ruiz-Ortiz and Ortiz-Ruiz", &[]),
            ("Acme Foundation of Acme", &["Acme Foundation", "Acme"]),
            ("Acme\u{301} and Acme_x", &["Acme", "Acme"]),
            ("ÉMILE DÙ said; émile dù did", &["ÉMILE DÙ", "émile dù"]),
            ("PORT QUUX, Port Quuxian", &["PORT QUUX"]),
            ("the Farmers’ Union", &["Farmers’ Union"]),
            ("the Farmers' Union", &["Farmers' Union"]),
            ("记者王小明报道", &["王小明"]),
            ("via Via VIA", &["via"]),
            ("İstanbul ẞ Ortiz", &["Ortiz"]),
            ("", &[]),
        ];
        for (text, expected) in table {
            let found = known.find(text);
            let found: Vec<&str> = found.iter().map(|(span, _)| span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn stopped_names_are_known_by_kind_and_case() {
        let known = known(&[(
            "stop.tsv",
            "person\tJohn Doe\nkeyword\tbreaking news\tany\nall\tTest Corp\n",
        )]);
        let person = EntityKind::Person;
        assert!(known.is_stopped(person, "John Doe"));
        assert!(!known.is_stopped(person, "JOHN DOE"));
        assert!(!known.is_stopped(EntityKind::Place, "John Doe"));
        assert!(known.is_stopped_keyword("Breaking News"));
        assert!(known.is_stopped(EntityKind::Place, "Test Corp"));
        assert!(known.is_stopped_keyword("Test Corp"));
    }

    #[test]
    fn every_problem_of_every_file_is_said_with_its_line() {
        let long = format!("X\t\t{}\n", "9".repeat(300));
        let table: [(&str, &str, &[&str]); 11] = [
            ("people.tsv", "# fine\n\nAnna Abe\tA. Abe\n", &[]),
            (
                "people.tsv",
                "X\n\tY Z\nAnna Abe\t;B\tno id\tANY\tmore\n",
                &[
                    "people.tsv:1: `X` is too short",
                    "people.tsv:2: no name",
                    "people.tsv:3: 5 columns, at most 4 are: name, aliases, id, case",
                    "people.tsv:3: `B` is too short",
                    "people.tsv:3: `no id` is no identifier",
                    "people.tsv:3: `ANY` is no case",
                ],
            ),
            (
                "people.tsv",
                &long,
                &["people.tsv:1: `X` is", "people.tsv:1: `999"],
            ),
            (
                "organisations.tsv",
                "A<b>\n",
                &["organisations.tsv:1: `A<b>` is no name"],
            ),
            (
                "organisations.tsv",
                "AB\t\thttp://x/{y}\n",
                &["organisations.tsv:1: `http"],
            ),
            (
                "places.tsv",
                "Quux\t\t\t\t91\t181\tpt\n",
                &[
                    "places.tsv:1: `91`",
                    "places.tsv:1: `181`",
                    "places.tsv:1: `pt`",
                ],
            ),
            (
                "places.tsv",
                "Quux\t\t\t\t9\n",
                &["places.tsv:1: latitude and longitude"],
            ),
            (
                "people.tsv",
                "Anna Abe\tAbe\nBen Abe\tAbe\n",
                &["people.tsv:2: `Abe` stands in people.tsv:1, too"],
            ),
            ("people.tsv", "US\nus\n", &[]),
            (
                "people.tsv",
                "US\nus\t\t\tany\n",
                &["people.tsv:2: `us` stands in people.tsv:1, too"],
            ),
            (
                "stop.tsv",
                "people\tAnna\nperson\t\n",
                &["stop.tsv:1: `people` is no kind", "stop.tsv:2: no name"],
            ),
        ];
        for (file, text, expected) in table {
            let said = Lexicon::with_files(&[(file, text.as_bytes())]);
            let said: Vec<String> = said
                .err()
                .into_iter()
                .flatten()
                .map(|problem| problem.to_string())
                .collect();
            let fits = said.len() == expected.len()
                && said
                    .iter()
                    .zip(expected)
                    .all(|(said, start)| said.starts_with(start));
            assert!(fits, "{text:?}: {said:#?}");
        }
        let files: [(&str, &[u8]); 2] = [
            ("organisations.tsv", b"Acme\n"),
            ("stop.tsv", b"all\tAcme\n"),
        ];
        let said = Lexicon::with_files(&files).expect_err("wanted and stopped");
        assert_eq!(
            said[0].to_string(),
            "stop.tsv:1: `Acme` stands in organisations.tsv:1, too"
        );
    }
}
