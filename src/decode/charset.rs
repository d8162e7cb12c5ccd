//! Bytes to text: byte order mark, label, UTF-8 first, windows-1252 last.
//!
//! In: bytes and what was said of their charset. Out: text, the charset it was read in, remarks.
//! Never: a silent guess, and never a text with more replacements than the bound allows.

use std::borrow::Cow;

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::limits;
use crate::outcome::{DefectCode, Defects, RejectCode, Rejection, Stage};

/// Charsets that no safe reading is known of (stateful, obsolete, or open to attack).
const UNSUPPORTED: [&str; 14] = [
    "utf-7",
    "unicode-1-1-utf-7",
    "utf7",
    "utf-32",
    "utf-32le",
    "utf-32be",
    "utf32",
    "ucs-4",
    "iso-10646-ucs-4",
    "scsu",
    "bocu-1",
    "utf-ebcdic",
    "ibm037",
    "ibm500",
];

/// What is known of the bytes before they are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hint<'a> {
    /// The label given.
    pub(super) label: Option<&'a str>,
    /// The value is JSON: UTF-8 by its standard, nothing is guessed.
    pub(super) json: bool,
}

/// A text and the WHATWG name of its charset, lower case.
pub(super) type Read<'a> = (Cow<'a, str>, &'static str);

/// Reads the bytes.
pub(super) fn read<'a>(
    bytes: &'a [u8],
    hint: Hint<'_>,
    defects: &mut Defects,
) -> Result<Read<'a>, Rejection> {
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(reject(RejectCode::CharsetUnsupported, "utf-32"));
    }
    if is_utf_7(bytes) {
        return Err(reject(RejectCode::CharsetUnsupported, "utf-7"));
    }
    let label = label(hint.label, defects)?;
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        if label.is_some_and(|label| label != marked && !is_utf_16_pair(label, marked)) {
            defects.push(DefectCode::CharsetMislabelled, "contradicts its mark");
        }
        return marked_text(&bytes[length..], marked, hint.json, defects);
    }
    match label {
        Some(label) if label != UTF_8 => labelled(bytes, label, defects),
        _ => unmarked(bytes, label.is_some(), hint.json, defects),
    }
}

/// The encoding of a label; an unknown one is a remark.
fn label(
    label: Option<&str>,
    defects: &mut Defects,
) -> Result<Option<&'static Encoding>, Rejection> {
    let Some(label) = label else { return Ok(None) };
    let encoding = Encoding::for_label(label.as_bytes());
    let unsupported = UNSUPPORTED.iter().any(|u| u.eq_ignore_ascii_case(label));
    if unsupported || encoding == Some(REPLACEMENT) {
        return Err(reject(RejectCode::CharsetUnsupported, label));
    }
    if encoding.is_none() {
        defects.push(DefectCode::CharsetUnknownLabel, label);
    }
    Ok(encoding)
}

fn is_utf_7(bytes: &[u8]) -> bool {
    matches!(bytes, [b'+', b'/', b'v', b'8' | b'9' | b'+' | b'/', ..])
}

/// The label `utf-16` and a mark of either order do not contradict each other.
fn is_utf_16_pair(label: &'static Encoding, marked: &'static Encoding) -> bool {
    label == UTF_16LE && marked == UTF_16BE
}

/// Text after a byte order mark.
fn marked_text<'a>(
    bytes: &'a [u8],
    marked: &'static Encoding,
    json: bool,
    defects: &mut Defects,
) -> Result<Read<'a>, Rejection> {
    if marked == UTF_8 {
        if json {
            defects.push(DefectCode::Bom, "utf-8");
        }
        return unmarked(bytes, true, json, defects);
    }
    if json {
        defects.push(DefectCode::CharsetGuessed, "JSON that is not UTF-8");
    }
    decoded(bytes, marked, defects)
}

/// Text with a label other than UTF-8. What is valid UTF-8 beyond chance is UTF-8.
fn labelled<'a>(
    bytes: &'a [u8],
    label: &'static Encoding,
    defects: &mut Defects,
) -> Result<Read<'a>, Rejection> {
    let by_chance = if label.is_single_byte() { 1 } else { 4 };
    if !bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\0')
        && text
            .chars()
            .filter(|c| !c.is_ascii())
            .take(by_chance)
            .count()
            == by_chance
    {
        defects.push(DefectCode::CharsetMislabelled, "valid utf-8");
        remark_replacements(text, defects);
        return Ok((Cow::Borrowed(text), "utf-8"));
    }
    decoded(bytes, label, defects)
}

/// Text in a given encoding; what it cannot read is replaced, within the bound.
fn decoded<'a>(
    bytes: &'a [u8],
    encoding: &'static Encoding,
    defects: &mut Defects,
) -> Result<Read<'a>, Rejection> {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    if replaced {
        let count = text.chars().filter(|c| *c == '\u{fffd}').count();
        allow_replacements(&text, count, defects)?;
    }
    Ok((text, name(encoding)))
}

/// Text without a mark, labelled UTF-8 or not at all.
fn unmarked<'a>(
    bytes: &'a [u8],
    said_utf_8: bool,
    json: bool,
    defects: &mut Defects,
) -> Result<Read<'a>, Rejection> {
    let valid_up_to = match std::str::from_utf8(bytes) {
        Ok(text) => {
            refuse_wide(bytes)?;
            remark_replacements(text, defects);
            return Ok((Cow::Borrowed(text), "utf-8"));
        }
        Err(error) => error.valid_up_to(),
    };
    refuse_wide(bytes)?;
    if json {
        let detail = format!("not utf-8 at byte {valid_up_to}");
        return Err(reject(RejectCode::CharsetInvalid, detail));
    }
    let utf_8 = damaged_utf_8(bytes);
    if utf_8.is_likely() {
        allow_replacements(&utf_8.text, utf_8.lost, defects)?;
        return Ok((Cow::Owned(utf_8.text), "utf-8"));
    }
    let code = match said_utf_8 {
        true => DefectCode::CharsetMislabelled,
        false => DefectCode::CharsetGuessed,
    };
    defects.push(code, "read as windows-1252");
    let text = windows_1252(bytes);
    let count = memchr::memmem::find_iter(text.as_bytes(), "\u{fffd}").count();
    if count > 0 {
        allow_replacements(&text, count, defects)?;
    }
    Ok((Cow::Owned(text), "windows-1252"))
}

/// Text of two or four bytes a character without a mark shows as NUL at every second place.
fn refuse_wide(bytes: &[u8]) -> Result<(), Rejection> {
    if memchr::memchr(0, bytes).is_none() {
        return Ok(());
    }
    let nul_share = |start: usize| {
        let places = bytes.iter().skip(start).step_by(2);
        let total = places.len().max(1);
        places.filter(|b| **b == 0).count() * 100 / total
    };
    let (even, odd) = (nul_share(0), nul_share(1));
    if even.max(odd) > 40 {
        let detail = "utf-16 or utf-32 without a mark";
        return Err(reject(RejectCode::CharsetInvalid, detail));
    }
    Ok(())
}

/// UTF-8 with some bytes that are none.
struct Damaged {
    text: String,
    /// Characters beyond ASCII that are sound.
    sound: usize,
    /// Places where bytes were replaced.
    lost: usize,
    /// Replaced places that no charset of letters explains: a character cut at the end of the
    /// value, surrogates, bytes that are no letter's.
    sure: usize,
}

impl Damaged {
    /// Whether UTF-8 explains the bytes better than windows-1252 does.
    fn is_likely(&self) -> bool {
        self.lost == self.sure || self.sound > self.lost
    }
}

/// Reads UTF-8 leniently. Surrogate pairs (CESU-8) become the character that was meant.
fn damaged_utf_8(bytes: &[u8]) -> Damaged {
    let mut damaged = Damaged {
        text: String::with_capacity(bytes.len() + 16),
        sound: 0,
        lost: 0,
        sure: 0,
    };
    let mut rest = bytes;
    while !rest.is_empty() {
        let (valid, length, at_end) = match std::str::from_utf8(rest) {
            Ok(text) => (text, 0, false),
            Err(error) => {
                let (head, _) = rest.split_at(error.valid_up_to());
                let text = std::str::from_utf8(head).unwrap_or_default();
                (
                    text,
                    error.error_len().unwrap_or(rest.len()),
                    error.error_len().is_none(),
                )
            }
        };
        damaged.text.push_str(valid);
        damaged.sound += valid.chars().filter(|c| !c.is_ascii()).count();
        rest = &rest[valid.len()..];
        if rest.is_empty() {
            break;
        }
        let taken = match cesu_8(rest) {
            Some(c) => {
                damaged.text.push(c);
                damaged.sure += 1;
                6
            }
            None => {
                let cut = at_end && is_cut(rest, damaged.text.as_bytes().last());
                damaged.text.push('\u{fffd}');
                damaged.sure += usize::from(cut || is_noise(rest));
                length.min(rest.len())
            }
        };
        damaged.lost += 1;
        rest = &rest[taken..];
    }
    damaged
}

/// A character beyond the basic plane, written as two surrogates of three bytes each.
fn cesu_8(bytes: &[u8]) -> Option<char> {
    let [
        0xed,
        a @ 0xa0..=0xaf,
        b @ 0x80..=0xbf,
        0xed,
        c @ 0xb0..=0xbf,
        d @ 0x80..=0xbf,
        ..,
    ] = bytes
    else {
        return None;
    };
    let bits = |byte: u8, mask: u8| u32::from(byte & mask);
    let high = bits(*a, 0x0f) << 6 | bits(*b, 0x3f);
    let low = bits(*c, 0x0f) << 6 | bits(*d, 0x3f);
    char::from_u32(0x1_0000 + (high << 10) + low)
}

/// Whether the bytes at the end of a value are a character cut short and not a letter of
/// windows-1252: two bytes of three, or what would be a capital after anything but a capital.
fn is_cut(bytes: &[u8], before: Option<&u8>) -> bool {
    let capital = matches!(bytes, [0xc2..=0xde]);
    bytes.len() > 1 || capital && !before.is_some_and(u8::is_ascii_uppercase)
}

/// FE and FF in a row are letters of no word in any charset of letters.
fn is_noise(bytes: &[u8]) -> bool {
    let run = bytes.iter().take_while(|b| **b >= 0xfe).count();
    // The last byte of such a run is met alone when those before it are gone.
    run >= 2 || run == 1 && bytes.get(1).is_none_or(|b| !b.is_ascii_alphabetic())
}

/// windows-1252; its five empty places become replacement characters, not C1 controls.
fn windows_1252(bytes: &[u8]) -> String {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let is_c1 = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    if text.contains(is_c1) {
        text.replace(is_c1, "\u{fffd}")
    } else {
        text.into_owned()
    }
}

/// A remark for replaced bytes; a refusal where they are too many. A few are always allowed, so
/// that a short flash is not lost with its one bad byte, but never a quarter of a text.
fn allow_replacements(text: &str, count: usize, defects: &mut Defects) -> Result<(), Rejection> {
    let chars = text.chars().count().max(1);
    let few = count <= limits::REPLACEMENTS_FLOOR && count * 2 < chars;
    if !few && count * 100 > chars * limits::REPLACEMENT_PERCENT_MAX {
        let detail = format!("{count} of {chars} characters unreadable");
        return Err(reject(RejectCode::CharsetInvalid, detail));
    }
    defects.push(DefectCode::CharsetReplaced, format!("{count} places"));
    Ok(())
}

/// Replacement characters that were in the source: the damage is older than this reading.
pub(super) fn remark_replacements(text: &str, defects: &mut Defects) {
    if memchr::memmem::find(text.as_bytes(), "\u{fffd}".as_bytes()).is_some() {
        defects.push(DefectCode::SourceReplacement, "");
    }
}

/// The WHATWG name in lower case.
fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "Shift_JIS" => "shift_jis",
        "EUC-JP" => "euc-jp",
        "ISO-2022-JP" => "iso-2022-jp",
        "EUC-KR" => "euc-kr",
        "Big5" => "big5",
        "GBK" => "gbk",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        "IBM866" => "ibm866",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-3" => "iso-8859-3",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        "ISO-8859-8-I" => "iso-8859-8-i",
        "ISO-8859-10" => "iso-8859-10",
        "ISO-8859-13" => "iso-8859-13",
        "ISO-8859-14" => "iso-8859-14",
        "ISO-8859-15" => "iso-8859-15",
        "ISO-8859-16" => "iso-8859-16",
        // The rest (windows-125x, macintosh, x-mac-cyrillic, gb18030) is lower case already.
        other => other,
    }
}

fn reject(code: RejectCode, detail: impl AsRef<str>) -> Rejection {
    Rejection::new(code, Stage::Decode, detail)
}
