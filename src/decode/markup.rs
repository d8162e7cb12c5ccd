//! HTML cut into tags and the text between them, as a browser's tokenizer would, in one pass.
//!
//! In: HTML of any quality. Out: tokens that borrow from it. Never: a token that a later one
//! overlaps, and never more than one look at a byte, whatever stands open.

use memchr::{memchr, memchr2, memmem};

/// One piece of markup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text with its references.
    Text(&'a str),
    /// A start tag.
    Start {
        /// Its name as written.
        name: &'a str,
        /// What stands between name and `>`.
        attributes: &'a str,
    },
    /// An end tag: its name as written.
    End(&'a str),
    /// A comment, a document type, an instruction: what stands within.
    Comment(&'a str),
}

/// Reads tokens from a text.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// A quotation mark that nothing closes was met: quotation marks mean nothing from here on.
    quotes_broken: bool,
    /// A comment that nothing closes was met: none is closed from here on.
    comments_broken: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            quotes_broken: false,
            comments_broken: false,
        }
    }

    /// Skips to behind the end tag of this name, which a browser would not read within; to the
    /// end where there is none. Returns what was skipped.
    pub(super) fn skip_past_end(&mut self, name: &str) -> &'a str {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(found) = memmem::find(&bytes[at..], b"</") {
            let tag = at + found + 2;
            let end = tag + name.len();
            let is_name = self
                .text
                .get(tag..end)
                .is_some_and(|t| t.eq_ignore_ascii_case(name));
            let ends = bytes
                .get(end)
                .is_none_or(|b| is_space(*b) || b"/>".contains(b));
            if is_name && ends {
                self.at = memchr(b'>', &bytes[end..]).map_or(bytes.len(), |n| end + n + 1);
                return &self.text[start..tag - 2];
            }
            at = tag;
        }
        self.at = bytes.len();
        &self.text[start..]
    }

    /// The text up to the next markup; a `<` that begins none belongs to it.
    fn take_text(&mut self) -> &'a str {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut from = start;
        self.at = loop {
            match memchr(b'<', &bytes[from..]) {
                None => break bytes.len(),
                Some(found) if begins_markup(&bytes[from + found + 1..]) => break from + found,
                Some(found) => from += found + 1,
            }
        };
        &self.text[start..self.at]
    }

    /// The markup at a `<`; `None` where nothing ends it.
    fn take_markup(&mut self) -> Option<Token<'a>> {
        let start = self.at + 1;
        let rest = &self.text[start..];
        if let Some(comment) = rest.strip_prefix("!--") {
            let (end, mark) = self.end_of_comment(comment)?;
            self.at = start + 3 + end + mark;
            return Some(Token::Comment(&comment[..end]));
        }
        if rest.starts_with(['!', '?']) || rest.starts_with("/") && !is_end_tag(rest.as_bytes()) {
            let end = memchr(b'>', rest.as_bytes())?;
            self.at = start + end + 1;
            return Some(Token::Comment(&rest[..end]));
        }
        let is_end = rest.starts_with('/');
        let name_start = usize::from(is_end);
        let bytes = rest.as_bytes();
        let name_end = bytes[name_start..]
            .iter()
            .position(|b| is_space(*b) || b"/>".contains(b))
            .map_or(bytes.len(), |n| name_start + n);
        let end = self.end_of_tag(rest, name_end)?;
        self.at = start + end + 1;
        let name = &rest[name_start..name_end];
        Some(match is_end {
            true => Token::End(name),
            false => Token::Start {
                name,
                attributes: &rest[name_end..end],
            },
        })
    }

    /// Where a comment ends, and the length of what ends it. One that nothing ends would swallow
    /// the story: it ends at its first `>`.
    fn end_of_comment(&mut self, comment: &str) -> Option<(usize, usize)> {
        if comment.starts_with('>') || comment.starts_with("->") {
            return Some((0, comment.find('>')? + 1));
        }
        if !self.comments_broken {
            if let Some(end) = memmem::find(comment.as_bytes(), b"-->") {
                return Some((end, 3));
            }
            self.comments_broken = true;
        }
        Some((memchr(b'>', comment.as_bytes())?, 1))
    }

    /// The `>` that ends a tag: the first outside a quoted value.
    fn end_of_tag(&mut self, rest: &str, name_end: usize) -> Option<usize> {
        let bytes = rest.as_bytes();
        if !self.quotes_broken {
            let mut at = name_end;
            let mut after_equals = false;
            while let Some(&byte) = bytes.get(at) {
                match byte {
                    b'>' => return Some(at),
                    b'"' | b'\'' if after_equals => match memchr(byte, &bytes[at + 1..]) {
                        Some(length) => at += length + 1,
                        None => break,
                    },
                    _ => {}
                }
                after_equals = byte == b'=' || after_equals && is_space(byte);
                at += 1;
            }
            self.quotes_broken = true;
        }
        memchr(b'>', &bytes[name_end..]).map(|found| name_end + found)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.at >= self.text.len() {
            return None;
        }
        if self.text.as_bytes()[self.at] != b'<'
            || !begins_markup(&self.text.as_bytes()[self.at + 1..])
        {
            return Some(Token::Text(self.take_text()));
        }
        let before = self.at;
        self.take_markup().or_else(|| {
            self.at = self.text.len();
            Some(Token::Text(&self.text[before..]))
        })
    }
}

/// Whether what follows a `<` makes it markup.
fn begins_markup(rest: &[u8]) -> bool {
    match rest {
        [b'/', next, ..] => next.is_ascii_alphabetic() || *next == b'>' || *next == b'!',
        [b'!' | b'?', ..] => true,
        [next, ..] => next.is_ascii_alphabetic(),
        [] => false,
    }
}

fn is_end_tag(rest: &[u8]) -> bool {
    rest.get(1).is_some_and(u8::is_ascii_alphabetic)
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

/// The attributes of a start tag: name as written and value with its references.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A name may begin with `=`; one byte at least is taken, so that this ends.
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| c.is_ascii_whitespace() || "/=".contains(*c))
            .map_or(rest.len(), |(at, _)| at);
        let name = &rest[..end];
        rest = rest[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
        let Some(value) = rest.strip_prefix('=') else {
            return Some((name, ""));
        };
        let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let (value, after) = match value.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inner = &value[1..];
                let end = memchr(*quote, inner.as_bytes()).unwrap_or(inner.len());
                (&inner[..end], inner.get(end + 1..).unwrap_or_default())
            }
            _ => {
                let end = value.find(|c: char| c.is_ascii_whitespace());
                value.split_at(end.unwrap_or(value.len()))
            }
        };
        rest = after;
        Some((name, value))
    })
}

/// Whether a text holds a tag of HTML or a reference as HTML writes them, so that it is no plain
/// text. Signs like `<A.N>` or a lone `&` are none.
pub(super) fn is_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr2(b'<', b'&', bytes).is_none() {
        return false;
    }
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let end = rest
            .iter()
            .take(12)
            .position(|b| !b.is_ascii_alphanumeric());
        let Some(end) = end else { return false };
        let ends = is_space(rest[end]) || b"/>".contains(&rest[end]);
        ends && TAGS
            .iter()
            .any(|tag| rest[..end].eq_ignore_ascii_case(tag.as_bytes()))
    })
}

/// Names whose tags tell HTML from plain text. Single letters are left out but for `p` and the
/// three of emphasis: wires write `<S>` for a ticker.
const TAGS: [&str; 44] = [
    "meta",
    "title",
    "p",
    "br",
    "div",
    "span",
    "b",
    "i",
    "em",
    "strong",
    "a",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "img",
    "figure",
    "section",
    "article",
    "hr",
    "html",
    "body",
    "head",
    "script",
    "style",
    "iframe",
    "svg",
    "pre",
    "font",
    "center",
    "sup",
    "sub",
    "small",
    "tbody",
];
