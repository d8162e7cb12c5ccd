//! Characters of a text made sound.
//!
//! In: a text as sent. Out: the same, clean, borrowed where nothing was to be done; remarks.
//! Never: a letter lost, or a quotation mark or dash of the author's own changed.

use std::borrow::Cow;

use crate::outcome::Defects;

/// The clean text.
pub(super) fn clean<'a>(text: &'a str, _defects: &mut Defects) -> Cow<'a, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The clean text of a member that is one line: runs of white space become one space.
pub(super) fn line(text: &str, defects: &mut Defects) -> String {
    clean(text, defects)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
