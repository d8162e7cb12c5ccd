//! An explained story on a terminal: a margin of labels, text wrapped beside it.
//!
//! In: a page, colours or not, a width. Out: lines. Never: a control character of a story.

use super::display::Style;
use super::explain_page::Page;
use super::explain_piece::{Look, Paragraph, Piece, Row};
use super::explain_view::{Letter, View};
use super::explain_wrap::{Run, wrap};
use crate::enrich::EntityKind;
use crate::story::Kind;

/// Columns of the margin.
const MARGIN: usize = 13;
/// Cells of a bar.
const CELLS: usize = 5;

const DIM: &str = "2";
const QUOTED: &str = "36";
const WARNING: &str = "33";
const ALARM: &str = "1;31";

/// One end of a message as lines.
pub(super) fn show(style: Style, view: &View) -> String {
    let mut out = Lines {
        style,
        text: String::new(),
    };
    match view {
        View::Story(page) => out.story(page),
        View::DeadLetter(letter) => out.dead_letter(letter),
    }
    out.gap();
    out.text
}

impl Lines {
    fn story(&mut self, page: &Page) {
        let headline = match page.headline.as_str() {
            "" => "(no headline)",
            headline => headline,
        };
        let mark = page.mark.to_uppercase();
        self.block(&mark, kind_paint(page.kind), &[Piece::strong(headline)]);
        self.rows(&page.top);
        self.gap();
        self.rows(&page.about);
        self.gap();
        for (index, paragraph) in page.paragraphs.iter().enumerate() {
            self.paragraph(index + 1, paragraph);
        }
        self.rows(&page.rest);
        self.block("key", DIM, &key(self.style));
    }

    fn dead_letter(&mut self, letter: &Letter) {
        let head = format!("{}: {}", letter.code, letter.meaning);
        self.block("DEAD LETTER", ALARM, &[Piece::strong(head)]);
        self.rows(&letter.rows);
    }

    fn gap(&mut self) {
        if !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn rows(&mut self, rows: &[Row]) {
        for row in rows {
            for (index, line) in row.lines.iter().enumerate() {
                let label = if index == 0 { row.label } else { "" };
                self.block(label, DIM, line);
            }
        }
    }

    fn paragraph(&mut self, number: usize, paragraph: &Paragraph) {
        self.block(&number.to_string(), DIM, &paragraph.pieces);
        for note in &paragraph.notes {
            self.block("says", QUOTED, note);
        }
        self.gap();
    }

    /// A label in the margin, and beside it the pieces in as many lines as they need.
    fn block(&mut self, label: &str, paint: &'static str, pieces: &[Piece]) {
        let room = self.style.width.saturating_sub(MARGIN + 1);
        let runs = pieces.iter().map(|piece| Run {
            text: self.marked(piece),
            paint: paint_of(piece),
        });
        let runs: Vec<Run> = runs.collect();
        for (index, line) in wrap(&runs, room).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let blank = MARGIN.saturating_sub(label.chars().count());
            self.text.extend(std::iter::repeat_n(' ', blank));
            self.paint(paint, label);
            self.text.push(' ');
            for run in line {
                self.paint(run.paint, &run.text);
            }
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push('\n');
        }
    }

    fn paint(&mut self, paint: &str, text: &str) {
        match paint {
            _ if text.is_empty() => {}
            "" => self.text.push_str(text),
            paint => self.text.push_str(&self.style.paint(paint, text)),
        }
    }

    /// The piece's words, with marks around them where colours cannot tell.
    fn marked(&self, piece: &Piece) -> String {
        let text = &piece.text;
        let (before, after) = match piece.look {
            Look::Meter(score) => return bar(score),
            _ if self.style.colour => ("", ""),
            Look::Entity(EntityKind::Person) => ("{", "}"),
            Look::Entity(EntityKind::Organisation) => ("<", ">"),
            Look::Entity(EntityKind::Place) => ("[", "]"),
            Look::Speaker => ("~", "~"),
            Look::Plain | Look::Strong | Look::Dim | Look::Warning => ("", ""),
        };
        format!("{before}{text}{after}")
    }
}

struct Lines {
    style: Style,
    text: String,
}

const fn kind_paint(kind: Kind) -> &'static str {
    match kind {
        Kind::Kill | Kind::Alert => ALARM,
        Kind::Correction => WARNING,
        Kind::Update | Kind::Add => QUOTED,
        Kind::Advisory | Kind::Repeat => DIM,
        Kind::New => "32",
    }
}

/// A score as a bar and a number of three columns.
fn bar(score: u8) -> String {
    let full = usize::from((score.min(100) + 10) / 20);
    let empty = CELLS - full;
    // A blank that does not break, so that bar and number stay together.
    format!(
        "{}{}\u{a0}{score:\u{a0}>3}",
        "█".repeat(full),
        "░".repeat(empty)
    )
}

const fn paint_of(piece: &Piece) -> &'static str {
    match (piece.look, piece.quoted) {
        (Look::Plain, false) => "",
        (Look::Plain, true) => QUOTED,
        (Look::Strong, _) => "1",
        (Look::Dim, _) => DIM,
        (Look::Warning, _) => WARNING,
        (Look::Entity(EntityKind::Person), _) => "1;35",
        (Look::Entity(EntityKind::Organisation), _) => "1;34",
        (Look::Entity(EntityKind::Place), _) => "1;32",
        (Look::Speaker, _) => "4",
        (Look::Meter(_), _) => "33",
    }
}

/// What the colours mean, or the marks in their place.
fn key(style: Style) -> Vec<Piece> {
    let entity = |kind: EntityKind| Piece::new(Look::Entity(kind), kind.name());
    let mut key = vec![
        entity(EntityKind::Person),
        Piece::plain(" "),
        entity(EntityKind::Organisation),
        Piece::plain(" "),
        entity(EntityKind::Place),
        Piece::plain(" "),
        Piece::new(Look::Speaker, "speaker"),
    ];
    if style.colour {
        key.push(Piece::plain(" "));
        key.push(Piece {
            quoted: true,
            ..Piece::plain("quotation")
        });
    }
    key
}
