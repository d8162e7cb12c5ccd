//! The content of a story opened: headline where it stands apart, and paragraphs.
//!
//! In: headline and text as sent. Out: a draft of clean paragraphs within their bounds.
//! Never: a judgement of what a paragraph is.

use crate::decode::{WireContent, WireText};
use crate::limits;
use crate::outcome::{DefectCode, Defects};

use super::draft::Draft;
use super::{headline, layout, prose};

/// The content of a story, opened.
#[derive(Debug, Default)]
pub(super) struct Opened {
    /// The headline where the source gave it apart.
    pub(super) headline: Option<String>,
    /// Headline and body are not apart yet.
    pub(super) whole: bool,
    /// The paragraphs.
    pub(super) draft: Draft,
    /// The HTML.
    pub(super) html: Option<String>,
}

/// Opens a content: clean paragraphs, and the headline where it stands apart.
pub(super) fn open(content: &mut WireContent, defects: &mut Defects) -> Opened {
    let (headline, text) = match content {
        WireContent::Whole(text) => (None, Some(text)),
        WireContent::Parted { headline, body } => {
            let headline = headline.take().map(|line| prose::line(&line, defects));
            (headline.filter(|line| !line.is_empty()), body.as_mut())
        }
    };
    let mut opened = Opened {
        whole: headline.is_none(),
        headline,
        ..Opened::default()
    };
    if let Some(text) = text {
        let body = bounded(text.text(), defects);
        opened.draft = Draft::new(layout::split(&prose::clean(body, defects)));
        if let WireText::Html { safe, .. } = text {
            opened.html = Some(std::mem::take(safe));
        }
    }
    opened
}

/// A text within its bound, cut between words.
fn bounded<'a>(text: &'a str, defects: &mut Defects) -> &'a str {
    if text.len() <= limits::BODY_BYTES_MAX {
        return text;
    }
    defects.push(DefectCode::BodyTruncated, "");
    &text[..headline::cut_at(text, limits::BODY_BYTES_MAX)]
}
