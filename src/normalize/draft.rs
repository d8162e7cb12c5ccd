//! A text on its way to being a story: its paragraphs in order, each with the part it plays.
//!
//! In: paragraphs. Out: body, notes and cut pieces, in the order of the text.
//! Never: text dropped; a pass only says what a paragraph is, or parts one in two.

use crate::limits;
use crate::story::{Body, Cut, CutKind, Span};

use super::layout::Paragraph;
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
    /// An empty line stood before it.
    pub(super) opens_block: bool,
}

impl Piece {
    fn new(text: String, role: Role, opens_block: bool) -> Self {
        Self {
            text,
            role,
            opens_block,
        }
    }
}

/// The text of one story in pieces.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// In the order of the text.
    pub(super) pieces: Vec<Piece>,
}

impl Draft {
    /// Every paragraph is body.
    pub(super) fn new(paragraphs: Vec<Paragraph>) -> Self {
        let pieces = paragraphs.into_iter();
        let pieces = pieces.map(|one| Piece::new(one.text, Role::Body, one.opens_block));
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
        let piece = &mut self.pieces[index];
        let rest = piece.text.split_off(at).trim_start().to_owned();
        let front = std::mem::replace(&mut piece.text, rest).trim().to_owned();
        if piece.text.is_empty() {
            (piece.text, piece.role) = (front, role);
        } else if !front.is_empty() {
            let opens_block = std::mem::replace(&mut piece.opens_block, false);
            self.pieces
                .insert(index, Piece::new(front, role, opens_block));
        }
    }

    /// Parts a piece: what stands from `at` on gets a role of its own.
    pub(super) fn split_back(&mut self, index: usize, at: usize, role: Role) {
        let piece = &mut self.pieces[index];
        let back = piece.text.split_off(at).trim().to_owned();
        piece.text.truncate(piece.text.trim_end().len());
        if piece.text.is_empty() {
            (piece.text, piece.role) = (back, role);
        } else if !back.is_empty() {
            self.pieces.insert(index + 1, Piece::new(back, role, false));
        }
    }

    /// Body, notes and cut pieces.
    pub(super) fn finish(self) -> Finished {
        let mut done = Finished::default();
        let bytes = self.pieces.iter().map(|piece| piece.text.len() + 2);
        done.body.text.reserve(bytes.sum());
        done.body.paragraphs.reserve(self.pieces.len());
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
