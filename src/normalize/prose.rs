//! Characters of a text made sound.
//!
//! In: a text as sent. Out: the same, clean, borrowed where nothing was to be done; remarks.
//! Never: a letter lost, or a quotation mark or dash of the author's own changed.
//!
//! The rules, each in its place below:
//! - line ends of all systems become `\n`; a form feed and U+2029 part paragraphs;
//! - odd spaces become a space, soft hyphens go without a word;
//! - control, direction and invisible characters go, joiners stay where a script needs them;
//! - what is left is NFC, with at most [`limits::COMBINING_MAX`] combining marks in a row;
//! - the wires' stand-ins: ``` `` ``` and `''` become `"`, `` `x `` becomes `'x`, ` _ ` between
//!   words becomes ` - `.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use crate::limits;
use crate::outcome::{DefectCode, Defects};

use super::script::{Mixture, is_unassigned};

/// Bytes that can be copied without a look: printable ASCII but for the stand-ins' parts.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = !matches!(byte, b'`' | b'\'' | b'_');
        byte += 1;
    }
    plain[b'\n' as usize] = true;
    plain[b'\t' as usize] = true;
    plain
};

fn is_plain(byte: u8) -> bool {
    PLAIN[usize::from(byte)]
}

/// Where the first byte stands that needs a look; an apostrophe or underscore alone needs none.
fn first_special(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let quiet = is_plain(byte)
            || (byte == b'\'' && bytes.get(at + 1) != Some(&b'\''))
            || (byte == b'_'
                && bytes
                    .get(at + 1)
                    .is_some_and(|next| !next.is_ascii_whitespace()));
        if !quiet {
            break;
        }
        at += 1;
    }
    at
}

/// The clean text.
pub(super) fn clean<'a>(text: &'a str, defects: &mut Defects) -> Cow<'a, str> {
    let start = first_special(text.as_bytes());
    if start == text.len() {
        return Cow::Borrowed(text);
    }
    let mut cleaner = Cleaner {
        out: String::with_capacity(text.len() + 8),
        ..Cleaner::default()
    };
    cleaner.out.push_str(&text[..start]);
    cleaner.run(text, start);
    cleaner.found.tell(defects);
    let out = cleaner.out;
    if cleaner.beyond_latin && is_nfc_quick(out.chars()) != IsNormalized::Yes {
        return Cow::Owned(out.nfc().collect());
    }
    Cow::Owned(out)
}

/// The clean text of a member that is one line: runs of white space become one space.
pub(super) fn line(text: &str, defects: &mut Defects) -> String {
    let text = clean(text, defects);
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What was met on the way.
#[derive(Debug, Default)]
struct Found {
    control: bool,
    bidi: bool,
    invisible: bool,
    combining: bool,
    private: bool,
    confusable: Option<String>,
}

impl Found {
    fn tell(self, defects: &mut Defects) {
        for (found, code) in [
            (self.control, DefectCode::ControlStripped),
            (self.bidi, DefectCode::BidiStripped),
            (self.invisible, DefectCode::InvisibleStripped),
            (self.combining, DefectCode::CombiningLimit),
            (self.private, DefectCode::PrivateUse),
        ] {
            if found {
                defects.push(code, "");
            }
        }
        if let Some(word) = self.confusable {
            defects.push(DefectCode::Confusable, word);
        }
    }
}

/// One pass over the characters.
#[derive(Debug, Default)]
struct Cleaner {
    out: String,
    found: Found,
    /// Combining marks in a row at the end of `out`.
    marks: usize,
    /// A character was met that NFC may change.
    beyond_latin: bool,
    /// Scripts of the word at the end of `out`.
    mixture: Mixture,
}

impl Cleaner {
    fn run(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        let mut at = start;
        while at < bytes.len() {
            let run = bytes[at..].iter().position(|&byte| !is_plain(byte));
            let end = run.map_or(bytes.len(), |run| at + run);
            if end > at {
                self.plain(&text[at..end]);
                at = end;
                continue;
            }
            let mut rest = text[at..].chars();
            let Some(c) = rest.next() else { break };
            let before = text.len() - rest.as_str().len();
            let eaten = self.special(c, rest.as_str());
            at = before + eaten;
        }
        self.end_word();
    }

    /// A run of plain ASCII.
    fn plain(&mut self, run: &str) {
        let first = run.as_bytes()[0];
        if self.out.ends_with('`') && first.is_ascii_alphanumeric() {
            self.open_quote();
        }
        if first.is_ascii_whitespace() && self.out.ends_with(" _") {
            self.out.pop();
            self.out.push('-');
        }
        self.marks = 0;
        if self.mixture.is_open() {
            let word = run.bytes().take_while(u8::is_ascii_alphanumeric).count();
            self.mixture
                .latin(run.as_bytes()[..word].iter().any(u8::is_ascii_alphabetic));
            if word < run.len() {
                self.end_word();
            }
        }
        self.out.push_str(run);
    }

    /// `` `x `` at the head of a word is `'x`.
    fn open_quote(&mut self) {
        let before = self.out[..self.out.len() - 1].chars().next_back();
        if before
            .is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '(' | '[' | '“' | '-' | '—'))
        {
            self.out.pop();
            self.out.push('\'');
        }
    }

    /// Any other character; bytes of the rest that are used up with it.
    fn special(&mut self, c: char, rest: &str) -> usize {
        match c {
            '\'' | '`' if self.out.ends_with(c) => {
                self.out.pop();
                self.put('"');
            }
            '\'' | '`' | '_' => self.put(c),
            '\r' => {
                self.plain("\n");
                return usize::from(rest.starts_with('\n'));
            }
            '\u{85}' | '\u{b}' | '\u{2028}' => self.plain("\n"),
            '\u{2029}' => self.plain("\n\n"),
            '\u{c}' => {
                self.found.control = true;
                self.plain("\n\n");
            }
            '\u{1b}' => {
                self.found.control = true;
                return escape_sequence(rest);
            }
            '\u{ad}' => {}
            _ if c.is_whitespace() || c == '\u{2800}' => self.plain(" "),
            _ if c.is_control() => self.found.control = true,
            _ => self.beyond_ascii(c),
        }
        0
    }

    fn put(&mut self, c: char) {
        self.end_word();
        self.marks = 0;
        self.out.push(c);
    }

    fn beyond_ascii(&mut self, c: char) {
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => self.found.bidi = true,
            '\u{200c}' | '\u{200d}' if self.joins() => self.out.push(c),
            '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{feff}'
            | '\u{180e}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{3164}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e01ef}' => self.found.invisible = true,
            '\u{fff9}'..='\u{fffb}' => self.found.control = true,
            _ if is_unassigned(c) => self.found.control = true,
            _ => self.letter(c),
        }
    }

    /// A joiner has a meaning after a letter of a joining script and within an emoji.
    fn joins(&self) -> bool {
        let before = self.out.chars().next_back();
        before.is_some_and(|c| c >= '\u{600}' && !matches!(c, '\u{2000}'..='\u{206f}'))
    }

    fn letter(&mut self, c: char) {
        if matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) {
            self.found.private = true;
        }
        if c >= '\u{300}' && !matches!(c, '\u{2010}'..='\u{2046}') {
            self.beyond_latin = true;
            if is_combining_mark(c) {
                self.marks += 1;
                if self.marks > limits::COMBINING_MAX {
                    self.found.combining = true;
                    return;
                }
            } else {
                self.marks = 0;
            }
        } else {
            self.marks = 0;
        }
        if c.is_alphabetic() {
            if !self.mixture.is_open() && !self.out.is_empty() {
                let bytes = self.out.bytes().rev();
                let mut word = bytes.take_while(u8::is_ascii_alphanumeric);
                self.mixture
                    .latin(word.any(|byte| byte.is_ascii_alphabetic()));
            }
            self.mixture.add(c);
        } else {
            self.end_word();
        }
        self.out.push(c);
    }

    /// A word is over: remark it if it mixes scripts by letters that look alike.
    fn end_word(&mut self) {
        if !self.mixture.is_open() {
            return;
        }
        if self.mixture.is_confusable() && self.found.confusable.is_none() {
            let start = self
                .out
                .rfind(|c: char| !c.is_alphanumeric())
                .map_or(0, |at| at + 1);
            let word = self.out.get(start..).unwrap_or_default();
            self.found.confusable = Some(word.to_owned());
        }
        self.mixture = Mixture::default();
    }
}

/// Bytes of a terminal's escape sequence behind its ESC: `[`, parameters, one letter.
fn escape_sequence(rest: &str) -> usize {
    let Some(parameters) = rest.strip_prefix('[') else {
        return 0;
    };
    let count = parameters
        .bytes()
        .take(16)
        .take_while(|b| matches!(b, b' '..=b'?'))
        .count();
    match parameters.as_bytes().get(count) {
        Some(b'@'..=b'~') => 1 + count + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(cases: &[(&str, &str, &[DefectCode])]) {
        for (text, expected, codes) in cases {
            let mut defects = Defects::default();
            assert_eq!(clean(text, &mut defects), *expected, "{text:?}");
            let found: Vec<_> = defects.iter().map(|defect| defect.code).collect();
            assert_eq!(found, *codes, "{text:?}");
        }
    }

    #[test]
    fn line_ends_and_spaces() {
        check(&[
            ("a\r\nb\rc", "a\nb\nc", &[]),
            ("a\u{85}b\u{2028}c\u{2029}d", "a\nb\nc\n\nd", &[]),
            ("one\u{c}two", "one\n\ntwo", &[DefectCode::ControlStripped]),
            ("10\u{a0}000\u{202f}km\u{3000}x", "10 000 km x", &[]),
            ("Ver\u{ad}trag", "Vertrag", &[]),
        ]);
    }

    #[test]
    fn unsound_characters() {
        check(&[
            ("a\u{1}b\u{7f}", "ab", &[DefectCode::ControlStripped]),
            (
                "\u{1b}[1;31mred\u{1b}[0m",
                "red",
                &[DefectCode::ControlStripped],
            ),
            ("x\u{202e}y", "xy", &[DefectCode::BidiStripped]),
            (
                "x\u{200b}y\u{e0041}",
                "xy",
                &[DefectCode::InvisibleStripped],
            ),
            ("می\u{200c}خواهم", "می\u{200c}خواهم", &[]),
            ("👩\u{200d}🚀", "👩\u{200d}🚀", &[]),
            ("a\u{378}\u{fffe}", "a", &[DefectCode::ControlStripped]),
            ("a\u{e001}", "a\u{e001}", &[DefectCode::PrivateUse]),
            ("the Аpple", "the Аpple", &[DefectCode::Confusable]),
            ("e\u{301}te\u{301}", "été", &[]),
        ]);
        let zalgo = format!("a{}", "\u{335}".repeat(40));
        let mut defects = Defects::default();
        assert_eq!(
            clean(&zalgo, &mut defects).chars().count(),
            1 + limits::COMBINING_MAX
        );
        assert!(defects.has(DefectCode::CombiningLimit));
    }

    #[test]
    fn stand_ins_of_the_wires() {
        check(&[
            ("``No,'' he said.", "\"No,\" he said.", &[]),
            ("the `free' press", "the 'free' press", &[]),
            ("``The `free' press''", "\"The 'free' press\"", &[]),
            ("OSLO (AP) _ Rain", "OSLO (AP) - Rain", &[]),
            ("OSLO (AP) _\nRain", "OSLO (AP) -\nRain", &[]),
            ("snake_case _x", "snake_case _x", &[]),
            ("don't", "don't", &[]),
        ]);
    }

    proptest! {
        #[test]
        fn clean_is_clean_already(
            text in "(?s)[a-z `'_\n\r\u{85}\u{c}\u{200b}-\u{200f}é\u{301}\u{335}А]{0,60}",
        ) {
            let mut defects = Defects::default();
            let once = clean(&text, &mut defects).into_owned();
            let twice = clean(&once, &mut defects);
            prop_assert_eq!(&twice, &once);
        }
    }
}
