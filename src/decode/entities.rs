//! Character references of HTML: names, decimal and hexadecimal numbers.
//!
//! In: text with references. Out: text. Never: a reference undone twice.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The standard's table: name, code points, whether it stands without a semicolon too.
const TABLE: &str = include_str!("../../config/lexicon/html-entities.tsv");
/// The longest name of the table.
const NAME_BYTES_MAX: usize = 32;
/// What the numbers 128 … 159 mean: the standard reads them as windows-1252.
const C1: [u32; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
    0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,
    0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

struct Entity {
    text: String,
    /// The semicolon may be missing.
    bare: bool,
}

static ENTITIES: LazyLock<HashMap<&'static str, Entity>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let name = cells.next()?;
        let code_points = cells.next()?.split(' ');
        let chars =
            code_points.filter_map(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
        let bare = cells.next() == Some("*");
        let text = chars.collect();
        Some((name, Entity { text, bare }))
    })
    .collect()
});

/// The text with its references undone, as HTML has them: some names need no semicolon.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    undo(text, true)
}

/// Plain text with whole references undone: transport left them in what is no markup.
pub(super) fn decode_whole(text: &str) -> Cow<'_, str> {
    undo(text, false)
}

fn undo(text: &str, bare_too: bool) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    loop {
        let taken = reference(&rest[1..], bare_too, &mut out);
        if taken == 0 {
            out.push('&');
        }
        rest = &rest[1 + taken..];
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..next]);
        rest = &rest[next..];
        if rest.is_empty() {
            return Cow::Owned(out);
        }
    }
}

/// Reads the reference after an `&` and writes what it means; the bytes it took, 0 if it is none.
fn reference(rest: &str, bare_too: bool, out: &mut String) -> usize {
    if let Some(number) = rest.strip_prefix('#') {
        return numeric(number, bare_too, out).map_or(0, |taken| 1 + taken);
    }
    let bytes = rest.as_bytes();
    let window = &bytes[..bytes.len().min(NAME_BYTES_MAX)];
    let length = window
        .iter()
        .position(|b| !b.is_ascii_alphanumeric())
        .unwrap_or(window.len());
    let name = &rest[..length];
    if bytes.get(length) == Some(&b';')
        && let Some(entity) = ENTITIES.get(name)
    {
        out.push_str(&entity.text);
        return length + 1;
    }
    if !bare_too {
        return 0;
    }
    // Without its semicolon: the longest name that the standard reads so (`&ampx` is `&x`).
    let bare = (2..=length.min(6)).rev().find_map(|end| {
        let entity = ENTITIES.get(&name[..end]).filter(|entity| entity.bare)?;
        Some((end, entity))
    });
    bare.map_or(0, |(end, entity)| {
        out.push_str(&entity.text);
        end
    })
}

/// A number, its semicolon optional. What is no character becomes U+FFFD.
fn numeric(text: &str, bare_too: bool, out: &mut String) -> Option<usize> {
    let (digits, radix, prefix) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let bytes = digits.as_bytes();
    let length = bytes
        .iter()
        .position(|b| !char::from(*b).is_digit(radix))
        .unwrap_or(bytes.len());
    let closed = bytes.get(length) == Some(&b';');
    if length == 0 || !closed && !bare_too {
        return None;
    }
    let number = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let number = match number {
        0x80..=0x9f => C1[usize::try_from(number - 0x80).unwrap_or_default()],
        0 => u32::MAX,
        other => other,
    };
    out.push(char::from_u32(number).unwrap_or('\u{fffd}'));
    Some(prefix + length + usize::from(closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_undone_once() {
        for (text, expected) in [
            ("a & b", "a & b"),
            ("Q&A", "Q&A"),
            ("AT&amp;T", "AT&T"),
            ("&amp;lt;", "&lt;"),
            ("&lt;p&gt;", "<p>"),
            ("caf&eacute;s", "cafés"),
            ("caf&eacutes", "cafés"),
            ("&#8364;&#x20AC;&#128;", "€€€"),
            ("&#0;&#xD800;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("&#;&#x;&;&", "&#;&#x;&;&"),
            (
                "&nosuchname; &CounterClockwiseContourIntegral;",
                "&nosuchname; ∳",
            ),
            ("&é", "&é"),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
        for (text, expected) in [
            ("Q&amp;A &#8217;", "Q&A \u{2019}"),
            ("/?a=1&copy=2&#39", "/?a=1&copy=2&#39"),
        ] {
            assert_eq!(decode_whole(text), expected, "{text}");
        }
    }
}
