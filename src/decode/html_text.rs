//! The text of HTML: white space as a browser shows it, blocks parted by empty lines.
//!
//! In: pieces of text and the boundaries between them. Out: text. A table is one block, its rows
//! parted by single line ends, its cells by a space; a cell of several paragraphs is prose and
//! parted like it. Never: a boundary at the start or the end, or more than one empty line.

use super::html_tags::Tag;

/// What stands between what was written and what comes, the strongest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Block,
}

/// Text as it is put together.
#[derive(Debug)]
pub(super) struct TextOut {
    out: String,
    gap: Gap,
    /// Line ends of the source count: it parts nothing by tags, or stands in `pre`.
    keeps_lines: bool,
    always_keeps_lines: bool,
    table_written: bool,
    row_written: bool,
    /// The cell has text, and how many of its paragraphs ended.
    cell_written: bool,
    cell_paragraphs: usize,
    /// The last thing was a line's end.
    after_line_end: bool,
}

impl TextOut {
    pub(super) fn new(capacity: usize, keeps_lines: bool) -> Self {
        Self {
            out: String::with_capacity(capacity),
            gap: Gap::None,
            keeps_lines,
            always_keeps_lines: keeps_lines,
            table_written: false,
            row_written: false,
            cell_written: false,
            cell_paragraphs: 0,
            after_line_end: false,
        }
    }

    /// Line ends count within `pre`.
    pub(super) fn set_preformatted(&mut self, preformatted: bool) {
        self.keeps_lines = preformatted || self.always_keeps_lines;
    }

    /// White space.
    pub(super) fn space(&mut self, text: &str) {
        let mut gap = Gap::Space;
        if self.keeps_lines {
            let lines = text.bytes().filter(|b| *b == b'\n').count();
            gap = match lines {
                0 => Gap::Space,
                1 => Gap::Line,
                _ => Gap::Block,
            };
        }
        self.gap = self.gap.max(gap);
    }

    /// Text with white space in it.
    pub(super) fn push(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let is_space = |b: &u8| b.is_ascii_whitespace();
            let bytes = rest.as_bytes();
            let word = bytes.iter().position(is_space).unwrap_or(bytes.len());
            if word > 0 {
                self.close_gap();
                self.out.push_str(&rest[..word]);
                rest = &rest[word..];
            }
            let bytes = rest.as_bytes();
            let space = bytes
                .iter()
                .position(|b| !is_space(b))
                .unwrap_or(bytes.len());
            if space > 0 {
                self.space(&rest[..space]);
                rest = &rest[space..];
            }
        }
    }

    fn close_gap(&mut self) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        self.after_line_end = false;
        self.table_written = true;
        self.row_written = true;
        self.cell_written = true;
        if !self.out.is_empty() {
            self.out.push_str(match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::Block => "\n\n",
            });
        }
    }

    /// A tag that ends a line; two of them part paragraphs.
    pub(super) fn line_end(&mut self, in_table: bool) {
        let gap = match (self.after_line_end, in_table) {
            (true, _) => Gap::Block,
            (false, true) => Gap::Space,
            (false, false) => Gap::Line,
        };
        self.gap = self.gap.max(gap);
        self.after_line_end = true;
    }

    /// A block begins; `in_table` says whether it does so within a table.
    pub(super) fn start_block(&mut self, tag: Tag, in_table: bool) {
        if tag == Tag::Table && !in_table {
            self.gap = Gap::Block;
            self.table_written = false;
            self.row_written = false;
        } else if tag == Tag::Tr {
            if self.table_written {
                self.gap = Gap::Line;
            }
            self.row_written = false;
        } else if matches!(tag, Tag::Td | Tag::Th) {
            if self.row_written {
                self.gap = Gap::Space;
            }
            self.cell_written = false;
            self.cell_paragraphs = 0;
        } else {
            self.part(in_table);
        }
    }

    /// A block ended; `in_table` says whether a table is still open around it.
    pub(super) fn end_block(&mut self, tag: Tag, in_table: bool) {
        if !tag.is_table_part() || tag == Tag::Caption {
            self.part(in_table);
        }
    }

    /// A boundary of blocks.
    pub(super) fn part(&mut self, in_table: bool) {
        if !in_table {
            self.gap = Gap::Block;
            return;
        }
        if std::mem::replace(&mut self.cell_written, false) {
            self.cell_paragraphs += 1;
        }
        let gap = match self.cell_paragraphs {
            0 => Gap::Space,
            _ => Gap::Block,
        };
        self.gap = self.gap.max(gap);
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }
}
