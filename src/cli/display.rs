//! Records and dead letters as a person likes to read them.
//!
//! In: what stands on a topic. Out: a few lines of text, with colour where it is wanted.
//! Never: a control character of a story on the terminal.

use std::env;
use std::fmt::Write as _;
use std::io::IsTerminal;

use serde_json::Value;

use super::advice;
use crate::outcome::{DefectCode, RejectCode};

/// How things are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// With colours.
    pub(super) colour: bool,
    /// Columns of a line.
    pub(super) width: usize,
}

/// Columns of the margin that holds the kind.
const MARGIN: usize = 13;
/// Defects that only say what the source did not give: no remark worth a line.
const PLAIN_DEFECTS: [&str; 8] = [
    "id-synthesized",
    "date-missing",
    "date-guessed",
    "date-no-tz",
    "unknown-source",
    "no-body",
    "short",
    "bom",
];

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "1;31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";

impl Style {
    /// For this stream: colours on a terminal, unless `NO_COLOR` is set.
    pub(super) fn of(stream: &impl IsTerminal) -> Self {
        let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let columns = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let seen = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = columns.or(seen).unwrap_or(100usize).clamp(40, 160);
        Self {
            colour: stream.is_terminal() && !unwanted,
            width,
        }
    }

    pub(super) fn paint(self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// A line of the margin's column and the text's.
    fn line(self, out: &mut String, margin: &str, paint: &str, text: &str) {
        let blank = MARGIN.saturating_sub(margin.chars().count() + 1);
        let margin = self.paint(paint, margin);
        // INVARIANT: writing to a String cannot fail.
        let _ = writeln!(out, "{:blank$}{margin} {text}", "");
    }

    fn room(self) -> usize {
        self.width.saturating_sub(MARGIN + 1)
    }
}

/// A record.
pub(super) fn record(style: Style, record: &Value) -> String {
    let mut out = String::new();
    let own = &record["wiredesk"];
    let kind = text(&own["signals"]["kind"]);
    let flags = list(&own["signals"]["flags"]);
    let (mark, paint) = mark(kind, &own["signals"]["sequence"]);
    let lede = first_line(record);
    let headline = record["headlines"][0]["value"].as_str();
    let headline = printable(headline.unwrap_or("(no headline)"), style.room() * 2);
    style.line(&mut out, &mark, paint, &style.paint(BOLD, &headline));
    let facts = facts(record, kind, &flags);
    style.line(&mut out, "", DIM, &style.paint(DIM, &facts));
    if !lede.is_empty() {
        style.line(&mut out, "", DIM, &printable(lede, style.room()));
    }
    let note = own["signals"]["note"]
        .as_str()
        .or(record["edNote"].as_str());
    if let Some(note) = note {
        let note = printable(&note.replace('\n', " "), style.room() - 6);
        style.line(
            &mut out,
            "",
            DIM,
            &style.paint(YELLOW, &format!("note: {note}")),
        );
    }
    let remarks = remarks(own);
    if !remarks.is_empty() {
        style.line(
            &mut out,
            "",
            DIM,
            &style.paint(YELLOW, &format!("remarks: {remarks}")),
        );
    }
    out
}

/// What a dead letter says of itself.
#[derive(Debug, Default)]
pub(super) struct DeadLetter<'a> {
    pub(super) code: &'a str,
    pub(super) detail: &'a str,
    pub(super) stage: &'a str,
    pub(super) topic: &'a str,
    pub(super) partition: &'a str,
    pub(super) offset: &'a str,
    pub(super) provider: &'a str,
    pub(super) bytes: usize,
}

/// A dead letter: code, meaning, and what can be done.
pub(super) fn dead_letter(style: Style, letter: &DeadLetter<'_>) -> String {
    let mut out = String::new();
    let known = RejectCode::ALL
        .iter()
        .find(|code| code.code() == letter.code);
    let meaning = known.map_or("a code that this version does not know", |code| {
        code.meaning()
    });
    let code = printable(letter.code, 40);
    let head = format!("{code}: {meaning}");
    style.line(&mut out, "DEAD LETTER", RED, &style.paint(BOLD, &head));
    let mut facts = vec![format!(
        "{}/{} at {}",
        letter.topic, letter.partition, letter.offset
    )];
    facts.push(format!("{} bytes", letter.bytes));
    facts.extend([letter.provider, letter.stage].map(str::to_owned));
    facts.retain(|fact| !fact.is_empty());
    let facts = printable(&facts.join(" · "), style.room());
    style.line(&mut out, "", DIM, &style.paint(DIM, &facts));
    if !letter.detail.is_empty() {
        style.line(&mut out, "", DIM, &printable(letter.detail, style.room()));
    }
    if let Some(code) = known {
        let advice = format!("do: {}", advice::of(*code));
        style.line(&mut out, "", DIM, &style.paint(CYAN, &advice));
    }
    out
}

/// The word in the margin and its colour.
fn mark(kind: &str, sequence: &Value) -> (String, &'static str) {
    let paint = match kind {
        "kill" | "alert" => RED,
        "correction" => YELLOW,
        "update" | "add" => CYAN,
        "advisory" | "repeat" => DIM,
        _ => GREEN,
    };
    let mut mark = printable(kind, MARGIN).to_uppercase();
    if let Some(number) = sequence.as_u64() {
        let _ = write!(mark, " {number}");
    }
    (mark, paint)
}

/// Place, day, provider, language, flags, length: one line.
fn facts(record: &Value, kind: &str, flags: &[&str]) -> String {
    let own = &record["wiredesk"];
    let dateline = &own["dateline"];
    let place = match (text(&record["located"]), text(&dateline["country"])) {
        ("", country) => country.to_owned(),
        // `Hayward, Calif.` says where that is.
        (place, country) if country.is_empty() || place.contains(',') => place.to_owned(),
        (place, country) => format!("{place}, {country}"),
    };
    let version = text(&record["versionCreated"]);
    let day = match text(&dateline["date"]) {
        "" => version.get(..10).unwrap_or_default(),
        day => day,
    };
    let sources = record["infoSources"].as_array();
    let sources = sources.map_or_else(Vec::new, |all| {
        all.iter().map(|source| text(&source["name"])).collect()
    });
    let credits = list(&dateline["credits"]);
    let sources = if sources.is_empty() { credits } else { sources };
    let words = record["bodies"][0]["wordCount"].as_u64();
    let status = text(&record["pubStatus"]);
    let embargo = text(&record["embargoedUntil"]);
    let other = flags.iter().filter(|flag| **flag != kind).copied();
    let mut facts = vec![
        place,
        day.to_owned(),
        sources.join(" / "),
        text(&record["language"]).to_owned(),
        other.collect::<Vec<_>>().join("+"),
        words.map_or_else(String::new, |count| format!("{count} words")),
    ];
    if !embargo.is_empty() {
        facts.push(format!("embargoed until {embargo}"));
    }
    if status != "usable" {
        facts.push(status.to_owned());
    }
    facts.retain(|fact| !fact.is_empty());
    printable(&facts.join(" · "), usize::MAX)
}

/// The first paragraph of the body.
fn first_line(record: &Value) -> &str {
    let body = text(&record["bodies"][0]["value"]);
    body.lines().next().unwrap_or_default()
}

/// Defects that say more than what the source did not give.
fn remarks(own: &Value) -> String {
    let defects = own["defects"].as_array().map_or(&[][..], Vec::as_slice);
    let codes = defects.iter().map(|defect| text(&defect["code"]));
    let told = codes.filter(|code| !PLAIN_DEFECTS.contains(code));
    let known = |code: &str| {
        DefectCode::ALL
            .iter()
            .find(|known| known.code() == code)
            .copied()
    };
    let told = told.map(|code| match known(code) {
        Some(known) => format!("{code} ({})", known.meaning()),
        None => printable(code, 40),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> Vec<&str> {
    let all = value.as_array().map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(Value::as_str).collect()
}

/// Without control and direction characters, cut with an ellipsis.
pub(super) fn printable(text: &str, room: usize) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    for count in 1.. {
        let Some(c) = chars.next() else { break };
        if count >= room && !chars.as_str().is_empty() {
            out.push('…');
            break;
        }
        out.push(if is_hidden(c) { '\u{fffd}' } else { c });
    }
    out
}

/// Whether a character would drive the terminal or turn the direction of the text.
pub(super) fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    c.is_control() || turns || matches!(c, '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PLAIN: Style = Style {
        colour: false,
        width: 80,
    };

    #[test]
    fn a_record_reads_like_a_wire() {
        let value = json!({
            "headlines": [{"role": "main", "value": "All 212 leave burning ferry"}],
            "located": "Stavanger", "language": "en", "pubStatus": "usable",
            "infoSources": [{"name": "Reuters", "role": "provider"}],
            "bodies": [{"wordCount": 20, "value": "All were brought to safety.\n\nMore."}],
            "wiredesk": {
                "signals": {"kind": "update", "sequence": 1, "flags": ["update", "exclusive"],
                    "note": "Adds quotes"},
                "dateline": {"country": "NO", "date": "2026-03-03"},
                "defects": [{"code": "date-guessed"}, {"code": "json-repaired"}],
            },
        });
        let expected = "    UPDATE 1 All 212 leave burning ferry
             Stavanger, NO · 2026-03-03 · Reuters · en · exclusive · 20 words
             All were brought to safety.
             note: Adds quotes
             remarks: json-repaired (JSON mended)
";
        assert_eq!(record(PLAIN, &value), expected);
    }

    #[test]
    fn a_dead_letter_says_what_to_do() {
        let letter = DeadLetter {
            code: "empty",
            stage: "decode",
            topic: "newswire.raw",
            partition: "0",
            offset: "7",
            ..DeadLetter::default()
        };
        let shown = dead_letter(PLAIN, &letter);
        let expected = "DEAD LETTER empty: no bytes or a null value
             newswire.raw/0 at 7 · 0 bytes · decode
             do: ";
        assert!(shown.starts_with(&format!(" {expected}")), "{shown}");
    }

    #[test]
    fn nothing_of_a_story_drives_the_terminal() {
        let shown = printable("a\u{1b}[31mb\u{202e}c\nd", 100);
        assert_eq!(shown, "a\u{fffd}[31mb\u{fffd}c\u{fffd}d");
        assert_eq!(printable("abcdef", 4), "abc…");
        assert_eq!(printable("abcd", 4), "abcd");
    }

    #[test]
    fn any_json_can_be_shown() {
        for value in [
            json!(null),
            json!([]),
            json!({"wiredesk": 3}),
            json!("text"),
        ] {
            assert!(record(PLAIN, &value).contains("(no headline)"));
        }
    }
}
