//! A page or a piece of HTML as a whole message.
//!
//! In: HTML. Out: a story; its headline is the page's title where no heading opens the text.
//! Never: an error page of a gateway as a story.

use crate::outcome::{DefectCode, RejectCode, Rejection, Stage};
use crate::story::Format;

use super::{Opened, WireContent, WireStory, WireText, html, mojibake, sniff};

/// Reads HTML.
pub(super) fn read(opened: Opened<'_>) -> Result<WireStory, Rejection> {
    let Opened {
        text,
        charset,
        sha256,
        mut defects,
    } = opened;
    let text = mojibake::mend(text, &mut defects);
    let page = html::read(&text)?;
    if sniff::is_error(page.title.as_deref(), &page.text) {
        let title = page.title.unwrap_or_default();
        return Err(Rejection::new(RejectCode::ErrorPage, Stage::Decode, title));
    }
    if page.text.is_empty() {
        return Err(Rejection::new(
            RejectCode::NoText,
            Stage::Decode,
            "no text in the markup",
        ));
    }
    if page.active {
        defects.push(DefectCode::HtmlSanitized, "");
    }
    let opens_with_heading = page.safe.starts_with("<h");
    let title = page
        .title
        .filter(|title| !opens_with_heading && !page.text.starts_with(title.as_str()));
    let body = WireText::Html {
        safe: page.safe,
        text: page.text,
    };
    let content = match title {
        None => WireContent::Whole(body),
        Some(title) => WireContent::Parted {
            headline: Some(title),
            body: Some(body),
        },
    };
    Ok(WireStory {
        charset,
        defects,
        ..WireStory::bare(Format::Html, content, sha256)
    })
}
