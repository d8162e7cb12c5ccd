//! What of a tag does something in a browser beyond showing text.
//!
//! In: tags, attributes, comments. Out: whether they are active; addresses that may stay.
//! Never: an attribute passed on; the one that stays, an address, is checked and written anew.

use std::borrow::Cow;

use crate::limits;

use super::entities;
use super::html_tags::Element;
use super::markup::attributes;

/// Attributes of one tag beyond which it is no writer's work but an attack.
const ATTRIBUTES_MAX: usize = 128;

/// Whether some browsers read the comment as markup.
pub(super) fn is_conditional(comment: &str) -> bool {
    let start = comment.trim_start();
    start
        .get(..3)
        .is_some_and(|s| s.eq_ignore_ascii_case("[if"))
}

/// Whether the tag does something in a browser beyond showing text.
pub(super) fn is_active(element: &Element, attributes_text: &str, in_head: bool) -> bool {
    if element.is_active || element.is_meta && !in_head {
        return true;
    }
    !attributes_text.is_empty()
        && attributes(attributes_text)
            .enumerate()
            .any(|(at, (name, value))| {
                at >= ATTRIBUTES_MAX || is_active_attribute(name, value, element.is_meta)
            })
}

fn is_active_attribute(name: &str, value: &str, is_meta: bool) -> bool {
    let begins = |with: &str| {
        name.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if begins("on") && name.len() > 3 || is("srcdoc") {
        return true;
    }
    if is("style") {
        return is_active_style(value);
    }
    if is_meta && is("http-equiv") {
        return value.eq_ignore_ascii_case("refresh");
    }
    ADDRESSES.iter().any(|address| is(address)) && has_active_scheme(value)
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 16] = [
    "href",
    "src",
    "action",
    "formaction",
    "background",
    "cite",
    "data",
    "longdesc",
    "poster",
    "ping",
    "srcset",
    "lowsrc",
    "dynsrc",
    "xlink:href",
    "manifest",
    "codebase",
];

fn is_active_style(value: &str) -> bool {
    const SIGNS: [&str; 7] = [
        "expression",
        "javascript",
        "vbscript",
        "url(",
        "behavior",
        "binding",
        "@import",
    ];
    let value = entities::decode(value).to_ascii_lowercase();
    value.contains('\\') || SIGNS.iter().any(|sign| value.contains(sign))
}

/// Whether the address runs something or carries a document of its own.
fn has_active_scheme(value: &str) -> bool {
    const SCHEMES: [&str; 12] = [
        "javascript",
        "vbscript",
        "livescript",
        "mocha",
        "data",
        "file",
        "blob",
        "filesystem",
        "jar",
        "mhtml",
        "about",
        "view-source",
    ];
    let address = as_browser_reads(value);
    let Some((scheme, rest)) = address.split_once(':') else {
        return false;
    };
    let is_image = scheme.eq_ignore_ascii_case("data")
        && rest
            .get(..6)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("image/"))
        && !rest
            .get(6..9)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("svg"));
    !is_image
        && SCHEMES
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
}

/// An address without the characters that a browser passes over.
fn as_browser_reads(value: &str) -> Cow<'_, str> {
    let value = entities::decode(value);
    let trimmed = value.trim_matches(|c: char| c <= ' ');
    let passed = ['\t', '\r', '\n', '\0'];
    if trimmed.contains(passed) {
        Cow::Owned(trimmed.replace(passed, ""))
    } else if trimmed.len() == value.len() {
        value
    } else {
        Cow::Owned(trimmed.to_owned())
    }
}

/// The address of a link, if it is one that may stay.
pub(super) fn safe_address(attributes_text: &str) -> Option<String> {
    let (_, value) = attributes(attributes_text).find(|(n, _)| n.eq_ignore_ascii_case("href"))?;
    let address = as_browser_reads(value);
    let fits = address.len() <= limits::FIELD_BYTES_MAX && is_web_address(&address);
    fits.then(|| address.into_owned())
}

/// Whether it is an address of the web, written out.
pub(super) fn is_web_address(address: &str) -> bool {
    let begins = |with: &str| {
        address
            .get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    (begins("http://") || begins("https://"))
        && !address.contains(|c: char| c.is_control() || c.is_whitespace())
}
