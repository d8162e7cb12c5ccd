//! Text of several looks, wrapped.
//!
//! In: runs of text, each of one look, and the columns there are. Out: lines of runs.
//! Never: a control or direction character, or a line wider than its room.

use super::display::is_hidden;

/// A stretch of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// The text.
    pub(super) text: String,
    /// Its colour, as a terminal's code.
    pub(super) paint: &'static str,
}

/// Lines no wider than the room; a line end in the text ends one.
pub(super) fn wrap(runs: &[Run], room: usize) -> Vec<Vec<Run>> {
    let mut lines = Lines {
        room: room.max(2),
        ..Lines::default()
    };
    for run in runs {
        for c in run.text.chars() {
            lines.take(c, run.paint);
        }
    }
    lines.end_word();
    lines.end_line();
    lines.done
}

#[derive(Default)]
struct Lines {
    room: usize,
    done: Vec<Vec<Run>>,
    line: Vec<Run>,
    line_width: usize,
    word: Vec<Run>,
    word_width: usize,
    /// A blank stands before the word.
    blank: Option<&'static str>,
}

impl Lines {
    fn take(&mut self, c: char, paint: &'static str) {
        let breaks = c.is_whitespace() && c != '\u{a0}';
        if breaks {
            self.end_word();
            self.blank = Some(paint);
        }
        if c == '\n' {
            self.end_line();
        }
        if breaks {
            return;
        }
        let c = if is_hidden(c) { '\u{fffd}' } else { c };
        let width = width(c);
        if self.word_width + width > self.room {
            self.end_word();
        }
        push(&mut self.word, c, paint);
        self.word_width += width;
        // Scripts of wide letters write no blanks.
        if width == 2 {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let blank = self.blank.take().filter(|_| self.line_width > 0);
        if self.line_width + usize::from(blank.is_some()) + self.word_width > self.room {
            self.end_line();
        } else if let Some(paint) = blank {
            // Within a run the blank is of its look, so that an underline goes through.
            let same = self.word.first().is_some_and(|run| run.paint == paint);
            push(&mut self.line, ' ', if same { paint } else { "" });
            self.line_width += 1;
        }
        for run in self.word.drain(..) {
            match self.line.last_mut().filter(|last| last.paint == run.paint) {
                Some(last) => last.text.push_str(&run.text),
                None => self.line.push(run),
            }
        }
        self.line_width += self.word_width;
        self.word_width = 0;
    }

    fn end_line(&mut self) {
        self.blank = None;
        if !self.line.is_empty() {
            self.done.push(std::mem::take(&mut self.line));
        }
        self.line_width = 0;
    }
}

fn push(runs: &mut Vec<Run>, c: char, paint: &'static str) {
    match runs.last_mut().filter(|last| last.paint == paint) {
        Some(last) => last.text.push(c),
        None => runs.push(Run {
            text: c.to_string(),
            paint,
        }),
    }
}

/// Columns of a character: 2 for wide letters and pictures, 0 for marks upon the letter before.
const fn width(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> Run {
        Run {
            text: text.to_owned(),
            paint: "",
        }
    }

    fn joined(line: &[Run]) -> String {
        line.iter().map(|run| run.text.as_str()).collect()
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        for (text, room, expected) in [
            ("one two three", 7, &["one two", "three"][..]),
            ("one  two\nthree", 20, &["one two", "three"]),
            ("abcdefgh ij", 4, &["abcd", "efgh", "ij"]),
            ("橋が開通した", 6, &["橋が開", "通した"]),
            ("a\u{1b}[2Jb", 9, &["a\u{fffd}[2Jb"]),
            ("12\u{a0}km on", 5, &["12\u{a0}km", "on"]),
            ("", 9, &[]),
        ] {
            let lines = wrap(&[plain(text)], room);
            let lines: Vec<String> = lines.iter().map(|line| joined(line)).collect();
            assert_eq!(lines, expected, "{text}");
        }
    }

    #[test]
    fn a_look_ends_with_its_words() {
        let looks = [
            plain("by "),
            Run {
                text: "Ann Lee".to_owned(),
                paint: "1",
            },
            plain(", 61"),
        ];
        let lines = wrap(&looks, 30);
        assert_eq!(lines, [looks.to_vec()]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_room(text in any::<String>(), room in 2usize..40) {
            for line in wrap(&[plain(&text)], room) {
                let line = joined(&line);
                prop_assert!(line.chars().map(width).sum::<usize>() <= room);
                prop_assert!(!line.chars().any(is_hidden));
            }
        }
    }
}
