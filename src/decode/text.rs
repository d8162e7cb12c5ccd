//! Plain text as a wire or a page shows it: the whole raw story.
//!
//! In: text. Out: a story whose headline and body are not apart. Never: a cut.

use std::borrow::Cow;

use crate::outcome::{RejectCode, Rejection, Stage};
use crate::story::Format;

use super::{Opened, WireContent, WireStory, WireText, mojibake, sniff};

/// The longest error page that is recognised in plain text.
const ERROR_BYTES_MAX: usize = 512;

/// Reads plain text.
pub(super) fn read(opened: Opened<'_>) -> Result<WireStory, Rejection> {
    let Opened {
        text,
        charset,
        sha256,
        mut defects,
    } = opened;
    if text.trim().is_empty() {
        return Err(Rejection::new(
            RejectCode::NoText,
            Stage::Decode,
            "white space only",
        ));
    }
    if text.len() <= ERROR_BYTES_MAX && sniff::is_error(None, &text) && text.trim().len() < 64 {
        return Err(Rejection::new(
            RejectCode::ErrorPage,
            Stage::Decode,
            text.trim(),
        ));
    }
    let text = mojibake::mend(text, &mut defects);
    let content = WireContent::Whole(WireText::Plain(Cow::into_owned(text)));
    Ok(WireStory {
        charset,
        defects,
        ..WireStory::bare(Format::Text, content, sha256)
    })
}
