//! What a value is, by its first bytes.
//!
//! In: bytes or text. Out: whether it is no text, and as what it begins.
//! Never: a file's name, a second reading of the whole.

use encoding_rs::Encoding;

use crate::outcome::{RejectCode, Rejection, Stage};

use super::encoding;
use super::markup;

/// First bytes of what is no text.
const MAGIC: [(&[u8], &str); 22] = [
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"RIFF", "riff"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"PK\x03\x04", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x7fELF", "elf"),
    (b"\xca\xfe\xba\xbe", "class file"),
    (b"\xd0\xcf\x11\xe0", "office file"),
    (b"SQLite format 3\0", "sqlite"),
    (b"\0asm", "wasm"),
    (b"\0\0\0\x18ftyp", "mp4"),
    (b"\0\0\0\x20ftyp", "mp4"),
    (b"wOF2", "font"),
];

/// Control characters allowed whatever their share.
const CONTROLS_FLOOR: usize = 8;
/// Their share, per cent, beyond which UTF-8 is no text: frames and tables of wires stay below.
const CONTROLS_PERCENT_UTF_8: usize = 30;
/// The same for bytes that are no UTF-8: noise has 11, a Latin-1 wire with its frame 2.
const CONTROLS_PERCENT_OTHER: usize = 5;

/// Refuses what is no text.
pub(super) fn refuse_binary(bytes: &[u8]) -> Result<(), Rejection> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(binary(name));
    }
    if encoding::is_compressed(bytes) {
        return Err(binary("compressed, and no header says so"));
    }
    if Encoding::for_bom(bytes).is_some() {
        return Ok(());
    }
    // Nearly all have none; without an early end many bytes are looked at at once.
    let any = bytes
        .iter()
        .fold(false, |any, byte| any | is_control(*byte));
    if !any {
        return Ok(());
    }
    let controls = bytes.iter().filter(|b| is_control(**b)).count();
    if controls <= CONTROLS_FLOOR {
        return Ok(());
    }
    let limit = match std::str::from_utf8(bytes) {
        Ok(_) => CONTROLS_PERCENT_UTF_8,
        Err(_) => CONTROLS_PERCENT_OTHER,
    };
    if controls * 100 > bytes.len() * limit {
        return Err(binary("control characters"));
    }
    Ok(())
}

/// Controls that are no white space.
fn is_control(byte: u8) -> bool {
    (byte < 0x20 && !(0x09..=0x0d).contains(&byte)) || byte == 0x7f
}

fn binary(detail: &str) -> Rejection {
    Rejection::new(RejectCode::Binary, Stage::Decode, detail)
}

/// Whether the bytes begin like a JSON object, in UTF-8 or UTF-16.
pub(super) fn begins_like_json(bytes: &[u8]) -> bool {
    let skip = Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
    let mut bytes = bytes[skip..]
        .iter()
        .filter(|b| **b != 0 && !b.is_ascii_whitespace());
    match bytes.next() {
        Some(b'{') => matches!(bytes.next(), Some(b'"' | b'}')),
        Some(b'[') => matches!(bytes.next(), Some(b'{' | b'[' | b'"' | b']')),
        _ => false,
    }
}

/// The same of a text.
pub(super) fn is_json(text: &str) -> bool {
    begins_like_json(text.as_bytes())
}

/// Whether the text is a page of HTML.
pub(super) fn is_page(text: &str) -> bool {
    root(text).is_some_and(|root| {
        ["html", "head", "body"]
            .iter()
            .any(|name| root.eq_ignore_ascii_case(name))
    })
}

/// Whether the text is XML and no page: by its declaration, or by a root that HTML does not know.
pub(super) fn is_xml(text: &str) -> bool {
    let start = text.trim_start();
    let declared = start.starts_with("<?xml");
    let ends = text.trim_end().ends_with('>');
    root(start).is_some()
        && !is_page(start)
        && (declared || ends && !markup::is_html(first_tag(start)))
}

/// Whether the text begins with a tag of HTML.
pub(super) fn is_fragment(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with('<') && markup::is_html(first_tag(start))
}

/// The charset that a page or an XML document declares of itself, near its start.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<&str> {
    const WINDOW: usize = 1_024;
    let skip = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
    let start = &bytes[skip..bytes.len().min(skip + WINDOW)];
    if start.first() != Some(&b'<') {
        return None;
    }
    let after = |name: &str| {
        let at = start
            .windows(name.len())
            .position(|window| window.eq_ignore_ascii_case(name.as_bytes()))?;
        Some(&start[at + name.len()..])
    };
    let value = match start.starts_with(b"<?xml") {
        true => after("encoding=")?,
        false => after("charset=")?,
    };
    let quotes = value.iter().take_while(|b| b"\"'".contains(b)).count();
    let value = &value[quotes..];
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"-_:.".contains(b);
    let end = value
        .iter()
        .position(|b| !is_name(b))
        .unwrap_or(value.len());
    let name = std::str::from_utf8(&value[..end]).ok();
    // Whoever can read the declaration does not read UTF-16, whatever it says.
    name.filter(|name| !name.is_empty() && !name.to_ascii_lowercase().starts_with("utf-16"))
}

/// Whether the text begins with the frame of a wire (IPTC 7901, ANPA 1312), its controls kept:
/// the mark of a header's start, and soon that of its end.
pub(super) fn is_framed(text: &str) -> bool {
    const HEADER_CHARS: usize = 400;
    let head = text.trim_start_matches(['\0', '\u{7f}', '\r', '\n', ' ']);
    head.starts_with(['\u{1}', '\u{5}', '\u{16}'])
        && head
            .chars()
            .take(HEADER_CHARS)
            .any(|c| matches!(c, '\u{2}' | '\u{1f}'))
}

/// The text up to the end of its first tag.
fn first_tag(text: &str) -> &str {
    text.find('>').map_or(text, |end| &text[..=end])
}

/// The name of the first element, without prefix, behind declaration, comments, document type.
pub(super) fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let after = rest.strip_prefix('<')?;
        let (skip, end) = if after.starts_with('?') {
            (1, "?>")
        } else if after.starts_with("!--") {
            (3, "-->")
        } else if after.starts_with('!') {
            (1, ">")
        } else {
            let end = after.find(|c: char| c.is_whitespace() || "/>".contains(c))?;
            let name = &after[..end];
            let local = name.rsplit(':').next().unwrap_or(name);
            return local.starts_with(char::is_alphabetic).then_some(local);
        };
        if skip == 1 && end == ">" && is_html_type(after) {
            return Some("html");
        }
        let found = after[skip..].find(end)?;
        rest = after[skip + found + end.len()..].trim_start();
    }
}

/// `!doctype html`.
fn is_html_type(declaration: &str) -> bool {
    let mut words = declaration.split(|c: char| c.is_whitespace() || c == '>');
    let is = |word: Option<&str>, name: &str| word.is_some_and(|w| w.eq_ignore_ascii_case(name));
    is(words.next(), "!doctype") && is(words.next(), "html")
}

/// What gateways, proxies and servers say in place of a story.
const ERRORS: [&str; 20] = [
    "bad gateway",
    "bad request",
    "forbidden",
    "gateway time-out",
    "gateway timeout",
    "internal server error",
    "not found",
    "page not found",
    "object not found",
    "service temporarily unavailable",
    "service unavailable",
    "temporarily unavailable",
    "too many requests",
    "unauthorized",
    "access denied",
    "access to this page has been denied",
    "attention required! | cloudflare",
    "just a moment...",
    "request rejected",
    "the page cannot be displayed",
];

/// Whether title or first line say that this is an error's page: a status and its name, or the
/// name alone.
pub(super) fn is_error(title: Option<&str>, text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    [title.unwrap_or_default(), first].iter().any(|line| {
        let line = line.trim().trim_end_matches(['.', '!']);
        let line = line.strip_prefix("HTTP ").unwrap_or(line);
        let line = line.strip_prefix("Error ").unwrap_or(line);
        let status = line.len() >= 3
            && line.starts_with(['4', '5'])
            && line.bytes().take(3).all(|b| b.is_ascii_digit());
        let name = if status { &line[3..] } else { line };
        let name = name
            .trim_start_matches([' ', ':', '-', '–', '|'])
            .to_lowercase();
        let name = name.trim_start_matches("error ").trim();
        ERRORS.contains(&name) || status && ERRORS.iter().any(|e| name.starts_with(e))
    })
}
