//! A text on its way to being a story: its paragraphs in order, each with the part it plays.
//!
//! In: paragraphs. Out: body, notes and cut pieces, in the order of the text.
//! Never: text dropped; a pass only says what a paragraph is, or parts one in two.

use crate::limits;
use crate::story::{Body, Cut, CutKind, Span};

use super::words;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Text of the story, until something else is found.
    Body,
    /// The headline.
    Headline,
    /// The dateline, byline or mark that stands in a member of its own.
    Told,
    /// A note to editors.
    Note,
    /// Taken out.
    Cut(CutKind),
}

/// A paragraph and its role.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its text, clean.
    pub(super) text: String,
    /// Its role.
    pub(super) role: Role,
}

/// The text of one story in pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// In the order of the text.
    pub(super) pieces: Vec<Piece>,
}

impl Draft {
    /// Every paragraph is body.
    pub(super) fn new(paragraphs: Vec<String>) -> Self {
        let pieces = paragraphs.into_iter().map(|text| Piece {
            text,
            role: Role::Body,
        });
        Self {
            pieces: pieces.collect(),
        }
    }

    /// Indexes of what is body still.
    pub(super) fn body(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (0..self.pieces.len()).filter(|&index| self.pieces[index].role == Role::Body)
    }

    /// Parts a piece: what stands before `at` gets a role of its own, the rest keeps its role.
    pub(super) fn split_front(&mut self, index: usize, at: usize, role: Role) {
        let rest = self.pieces[index].text.split_off(at);
        let front = std::mem::replace(&mut self.pieces[index].text, rest.trim_start().to_owned());
        let front = front.trim().to_owned();
        if self.pieces[index].text.is_empty() {
            self.pieces[index] = Piece { text: front, role };
        } else if !front.is_empty() {
            self.pieces.insert(index, Piece { text: front, role });
        }
    }

    /// Parts a piece: what stands from `at` on gets a role of its own.
    pub(super) fn split_back(&mut self, index: usize, at: usize, role: Role) {
        let back = self.pieces[index].text.split_off(at).trim().to_owned();
        let kept = self.pieces[index].text.trim_end().len();
        self.pieces[index].text.truncate(kept);
        if kept == 0 {
            self.pieces[index] = Piece { text: back, role };
        } else if !back.is_empty() {
            self.pieces.insert(index + 1, Piece { text: back, role });
        }
    }

    /// Body, notes and cut pieces.
    pub(super) fn finish(self) -> Finished {
        let mut done = Finished::default();
        for piece in self.pieces {
            match piece.role {
                Role::Body => done.add_paragraph(&piece.text),
                Role::Note => done.notes.push(piece.text),
                Role::Cut(kind) => done.add_cut(kind, piece.text),
                Role::Headline | Role::Told => {}
            }
        }
        done.body.words = words::count(&done.body.text);
        done
    }
}

/// A draft, read to its end.
#[derive(Debug, Default)]
pub(super) struct Finished {
    /// The body.
    pub(super) body: Body,
    /// Notes to editors.
    pub(super) notes: Vec<String>,
    /// Pieces taken out.
    pub(super) cut: Vec<Cut>,
}

impl Finished {
    fn add_paragraph(&mut self, text: &str) {
        let body = &mut self.body;
        if body.paragraphs.len() >= limits::PARAGRAPHS_MAX
            && let Some(last) = body.paragraphs.last_mut()
        {
            body.text.push(' ');
            body.text.push_str(text);
            last.end = body.text.len();
            return;
        }
        if !body.text.is_empty() {
            body.text.push_str("\n\n");
        }
        let start = body.text.len();
        body.text.push_str(text);
        body.paragraphs.push(Span::new(start, body.text.len()));
    }

    fn add_cut(&mut self, kind: CutKind, text: String) {
        let full = self.cut.len() >= limits::CUTS_MAX;
        match self.cut.last_mut().filter(|_| full) {
            Some(last) => {
                last.text.push('\n');
                last.text.push_str(&text);
            }
            None => self.cut.push(Cut { kind, text }),
        }
    }
}
