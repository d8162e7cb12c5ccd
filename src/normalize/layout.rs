//! A text parted into paragraphs.
//!
//! In: a clean text as its source laid it out. Out: its paragraphs, each one line; the rows of a
//! table stay lines of one paragraph. Never: a word lost, or a hyphen taken for a break.
//!
//! Wires lay text out in three ways: lines wrapped at a width, with an empty line or an indent
//! before each paragraph; one line a paragraph; tables. A text is wrapped where most of its
//! lines could not have held the next line's first word; where paragraphs are short, all that
//! break a sentence.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// Narrowest width at which a text is believed to be wrapped.
const WIDTH_MIN: usize = 40;
/// Widest width at which a text is believed to be wrapped.
const WIDTH_MAX: usize = 132;
/// Longest row of figures without columns.
const ROW_MAX: usize = 44;
/// Lines looked at to find the width.
const SAMPLE: usize = 400;

/// A line that is not empty.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    text: &'a str,
    indent: usize,
    /// Characters with the indent.
    width: usize,
    /// An empty line stood before it.
    opens_block: bool,
    /// How wide its gaps are.
    gaps: Gaps,
    /// It is a row of a table.
    row: bool,
}

/// The gaps between the words of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gaps {
    /// One space each.
    Single,
    /// Some are wider, as behind a sentence.
    Wide,
    /// They part columns.
    Columns,
}

/// A paragraph of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// One line, or the rows of a table.
    pub(super) text: String,
    /// An empty line stood before it.
    pub(super) opens_block: bool,
}

/// The paragraphs of a clean text.
pub(super) fn split(text: &str) -> Vec<Paragraph> {
    let lines = lines(text);
    let width = wrap_width(&lines);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut before: Option<Line<'_>> = None;
    for line in lines {
        let join = before.map_or(Join::Apart, |before| join(before, line, width));
        match (join, paragraphs.last_mut()) {
            (Join::Row, Some(last)) => {
                last.text.push('\n');
                push_row(&mut last.text, line.text);
            }
            (Join::Wrapped, Some(last)) => {
                if !ends_in_hyphen(&last.text) {
                    last.text.push(' ');
                }
                push_words(&mut last.text, line);
            }
            (_, _) => {
                let mut text = String::with_capacity(line.text.len());
                if line.gaps == Gaps::Columns {
                    push_row(&mut text, line.text);
                } else {
                    push_words(&mut text, line);
                }
                let opens_block = line.opens_block;
                paragraphs.push(Paragraph { text, opens_block });
            }
        }
        before = Some(line);
    }
    paragraphs
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut opens_block = true;
    let bytes = text.as_bytes();
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    let mut start = 0;
    for end in ends {
        let raw = &text[start..end];
        start = end + 1;
        let text = raw.trim();
        if text.is_empty() {
            opens_block = true;
            continue;
        }
        let indent = raw.len() - raw.trim_start().len();
        let characters = text.chars().count();
        let gaps = gaps(text);
        lines.push(Line {
            text,
            indent,
            width: indent + characters,
            opens_block,
            gaps,
            row: gaps == Gaps::Columns || is_row_of_figures(text, characters),
        });
        opens_block = false;
    }
    lines
}

/// How a line goes on from the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    Apart,
    Wrapped,
    Row,
}

fn join(before: Line<'_>, line: Line<'_>, width: Option<usize>) -> Join {
    if line.opens_block {
        return Join::Apart;
    }
    if before.row && line.row {
        return Join::Row;
    }
    let Some(width) = width else {
        return Join::Apart;
    };
    // Some wires break long before the width, but hardly ever before a small letter.
    let goes_on = before.width * 2 > width && line.text.starts_with(char::is_lowercase);
    let full = goes_on || is_full(before, line, width);
    let indented = line.indent > before.indent
        || (line.indent == before.indent && line.indent > 0 && ends_sentence(before.text));
    if full && !indented {
        Join::Wrapped
    } else {
        Join::Apart
    }
}

/// Whether the next line's first word had no room on a line.
fn is_full(line: Line<'_>, next: Line<'_>, width: usize) -> bool {
    let word = next.text.split(' ').next().unwrap_or_default();
    line.width + 1 + word.chars().count() >= width
}

/// The width at which the lines of a text are wrapped; `None` where they are not.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let pairs = || {
        let all = lines.windows(2).take(SAMPLE);
        all.filter(|pair| !(pair[1].opens_block || pair[0].row && pair[1].row))
    };
    let mut widths: Vec<usize> = pairs().map(|pair| pair[0].width).collect();
    if widths.is_empty() {
        return None;
    }
    let overlong = widths.iter().filter(|&&width| width > WIDTH_MAX).count();
    let at = (widths.len() * 3 / 4).min(widths.len() - 1);
    let (_, &mut width, _) = widths.select_nth_unstable(at);
    if !(WIDTH_MIN..=WIDTH_MAX).contains(&width) || overlong * 10 > widths.len() {
        return None;
    }
    let (mut count, mut full) = (0, 0);
    let (mut goes_on, mut broken_short) = (false, false);
    for pair in pairs() {
        if pair[1].indent > pair[0].indent {
            continue;
        }
        let is_full = is_full(pair[0], pair[1], width);
        count += 1;
        full += usize::from(is_full);
        if !ends_sentence(pair[0].text) {
            goes_on |= is_full && pair[1].text.starts_with(char::is_lowercase);
            broken_short |= !is_full;
        }
    }
    let wrapped = full * 10 >= count * 6 && full > 0 || goes_on && !broken_short;
    wrapped.then_some(width.saturating_sub(2))
}

/// A short line of figures that is no sentence.
fn is_row_of_figures(text: &str, characters: usize) -> bool {
    characters <= ROW_MAX
        && !text.ends_with(['.', '!', '?', ':', ',', ';', '-'])
        && figures(text) > 1
}

/// Words that hold a digit.
fn figures(text: &str) -> usize {
    let words = text.split_ascii_whitespace();
    words
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
        .count()
}

/// Made once: most lines have none.
static TWO_BLANKS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"  "));

/// How wide the gaps of a line are; a wide one after a sentence parts no columns.
fn gaps(text: &str) -> Gaps {
    let bytes = text.as_bytes();
    let marked = memchr::memchr2(b'|', b'\t', bytes).is_some();
    let barred = marked && text.contains(" | ");
    let wide = marked && text.contains('\t') || TWO_BLANKS.find(bytes).is_some();
    let columns = if wide { wide_gaps(text) } else { 0 };
    let parted = match barred {
        true => text.matches(" | ").count() > 1,
        false => columns > 1 || columns == 1 && bytes.iter().any(u8::is_ascii_digit),
    };
    match (parted, wide) {
        (true, _) => Gaps::Columns,
        (false, true) => Gaps::Wide,
        (false, false) => Gaps::Single,
    }
}

/// Gaps of two blanks and more, or of a tab, that follow no sentence.
fn wide_gaps(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let mut columns = 0;
    let mut at = 0;
    while let Some(start) = bytes[at..].iter().position(is_blank).map(|gap| at + gap) {
        at = start + 1;
        if bytes[start] == b' ' && !bytes.get(at).is_some_and(is_blank) {
            continue;
        }
        at += bytes[at..].iter().take_while(|byte| is_blank(byte)).count();
        let sentence = matches!(
            text[..start].bytes().next_back(),
            Some(b'.' | b'?' | b'!' | b'"' | b':' | b'\'')
        );
        columns += usize::from(!sentence);
    }
    columns
}

/// Words of a line, parted by single spaces.
fn push_words(out: &mut String, line: Line<'_>) {
    if line.gaps == Gaps::Single {
        return out.push_str(line.text);
    }
    for (index, word) in line.text.split_ascii_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// A row with its columns two spaces apart.
fn push_row(out: &mut String, text: &str) {
    let mut gap = 0;
    for c in text.chars() {
        match c {
            ' ' => gap += 1,
            '\t' => gap += 2,
            _ => {
                out.push_str(&"  "[..gap.min(2)]);
                gap = 0;
                out.push(c);
            }
        }
    }
}

/// A hyphen at a line's end belongs to the word: no space follows it.
fn ends_in_hyphen(text: &str) -> bool {
    let mut chars = text.chars().rev();
    chars.next() == Some('-') && chars.next().is_some_and(char::is_alphanumeric)
}

/// Whether a text ends as a sentence does, closing marks aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '“', '‘']);
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔', '؟'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let found: Vec<_> = split(text).into_iter().map(|p| p.text).collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    #[test]
    fn wrapped_lines_are_joined() {
        check(&[
            (
                "The harbour board said on Thursday that the second dock, closed\nsince \
                     the storm of last winter, would open again before the end of\nthe \
                     month.\n\nShip owners had asked for an earlier date because the \
                     northern\nport is full.\n",
                &[
                    "The harbour board said on Thursday that the second dock, closed since \
                         the storm of last winter, would open again before the end of the \
                         month.",
                    "Ship owners had asked for an earlier date because the northern port is full.",
                ],
            ),
            (
                "    The company said it sold its mills in the north for eleven\nmln dlrs \
                     in cash to a group of local investors.\n    Terms of the loan that comes \
                     with the sale were not made\npublic by the town and by the northern \
                     state-\nowned bank.\n Reuter\n",
                &[
                    "The company said it sold its mills in the north for eleven mln dlrs \
                         in cash to a group of local investors.",
                    "Terms of the loan that comes with the sale were not made public by \
                         the town and by the northern state-owned bank.",
                    "Reuter",
                ],
            ),
        ]);
    }

    #[test]
    fn short_paragraphs_are_wrapped_where_a_sentence_goes_on() {
        check(&[
            (
                "    OSLO, May 3 - Ferry Co said that the line expects this year's\nnet to \
                 rise.\n    It earned a tenth less.\n Reuter",
                &[
                    "OSLO, May 3 - Ferry Co said that the line expects this year's net to rise.",
                    "It earned a tenth less.",
                    "Reuter",
                ],
            ),
            (
                "Mayor opens the hall for the swimmers of the city\nThe mayor spoke.\nHe swam.",
                &[
                    "Mayor opens the hall for the swimmers of the city",
                    "The mayor spoke.",
                    "He swam.",
                ],
            ),
        ]);
    }

    #[test]
    fn lines_that_are_paragraphs_stay() {
        check(&[
            (
                "Dock opens\nBy A Writer\nIt opened.",
                &["Dock opens", "By A Writer", "It opened."],
            ),
            ("\tOne tab.\n\tAnother tab.", &["One tab.", "Another tab."]),
        ]);
    }

    #[test]
    fn tables_keep_their_rows() {
        check(&[
            (
                "Standings:\nNorth    12   4\nSouth Side    9   7\n\nThe next round is in May.",
                &[
                    "Standings:",
                    "North  12  4\nSouth Side  9  7",
                    "The next round is in May.",
                ],
            ),
            (
                "    Shr 39 cts vs 50 cts\n    Net 3.3 mln vs 4.1 mln\n",
                &["Shr 39 cts vs 50 cts\nNet 3.3 mln vs 4.1 mln"],
            ),
        ]);
    }
}
