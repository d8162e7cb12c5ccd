//! Laws of the normalizer, held against generated stories.
//!
//! In: fragments as wires send them, joined at random. Out: a failing story, if a law is broken.
//! Never: a text of an agency.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Context, normalize};
use crate::decode::{WireContent, WireStory, WireText};
use crate::lexicon::Lexicon;
use crate::story::{Format, Origin, Story};

fn story(content: WireContent) -> Option<Story> {
    thread_local! { static LEXICON: Lexicon = Lexicon::built_in(); }
    let origin = Origin {
        topic: Arc::from("t"),
        partition: 0,
        offset: 0,
        item: 0,
        items: 1,
        received: "2031-03-05T12:00:00Z".parse().ok(),
        bytes: 0,
        sha256: Arc::from(""),
    };
    let wire = WireStory::bare(Format::Text, content, "00".repeat(32));
    LEXICON.with(|lexicon| {
        let context = Context {
            lexicon,
            source: None,
            origin,
        };
        normalize(wire, context).ok()
    })
}

fn whole(text: &str) -> Option<Story> {
    story(WireContent::Whole(WireText::Plain(text.to_owned())))
}

/// How often each letter and digit stands in the texts.
fn letters<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeMap<char, usize> {
    let mut count = BTreeMap::new();
    for c in texts
        .into_iter()
        .flat_map(str::chars)
        .filter(|c| c.is_alphanumeric())
    {
        *count.entry(c).or_default() += 1;
    }
    count
}

/// Every text of a story that came out of its text.
fn kept(story: &Story) -> Vec<&str> {
    let mut texts = vec![story.body.text.as_str()];
    texts.extend(story.headline.as_deref());
    texts.extend(story.signals.raw.as_deref());
    texts.extend(story.slugline.as_deref());
    texts.extend(story.dateline.iter().map(|dateline| dateline.raw.as_str()));
    texts.extend(story.sub_headlines.iter().map(String::as_str));
    texts.extend(story.ed_notes.iter().map(String::as_str));
    texts.extend(story.cut.iter().map(|cut| cut.text.as_str()));
    texts
}

fn head() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("UPDATE 1-Mill sells land"),
        Just("Dam fails (CORRECTED)"),
        Just("MILL SELLS LAND\nIN THE HILLS"),
        Just("Harbour Daily\n\nDock opens\n\nMar 3, 2031, 3:16 PM\n\nDock opens"),
        Just("URGENT Several hurt"),
        Just(""),
    ]
}

fn opening() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("OSLO (Reuters) - The dock opened on Monday."),
        Just(
            "(Adds details)\n\nBy Ada Brook\n\nOSLO, March 3 (Reuters) - The dock opened on Monday."
        ),
        Just(
            "    OSLO, March 3 - The dock that was closed in the last winter\nopened on \
                 Monday, the board said in a note it sent to the owners."
        ),
        Just("The dock opened on Monday, said the board of the port."),
    ]
}

fn line() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("\"It is wide,\" he said — “very”."),
        Just("North  12  4\nSouth  9  7"),
        Just("READ MORE: Rain ends"),
        Just("More than 300 ships wait."),
        Just("Они ждут. ``So do we,'' he said."),
        Just("(He laughed.)"),
    ]
}

fn end() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("(Reporting by Ada Brook; Editing by Eve Stone)\n\nREUTER"),
        Just("Related Topics\n\nOslo Norway"),
        Just("They left’"),
        Just("They left. Enditem"),
        Just("© 2031 Example Press. All rights reserved."),
        Just(""),
    ]
}

fn text() -> impl Strategy<Value = String> {
    (
        head(),
        opening(),
        prop::collection::vec(line(), 0..6),
        end(),
    )
        .prop_map(|(head, opening, lines, end)| {
            let mut parts = vec![head, opening];
            parts.extend(lines);
            parts.push(end);
            parts.retain(|part| !part.is_empty());
            parts.join("\n\n")
        })
}

proptest! {
    #[test]
    fn no_text_is_dropped(text in text()) {
        let story = whole(&text);
        prop_assert!(story.is_some());
        let story = story.into_iter().next();
        let kept = story.iter().flat_map(kept).collect::<Vec<_>>();
        let there = letters(kept.iter().copied());
        for (letter, count) in letters([text.as_str()]) {
            let found = there.get(&letter).copied().unwrap_or(0);
            prop_assert!(found >= count, "{letter}: {found} of {count} in {kept:?}");
        }
    }

    #[test]
    fn a_clean_body_stays(text in text()) {
        if let Some(first) = whole(&text) {
            let body = Some(WireText::Plain(first.body.text.clone()));
            let headline = Some("Headline of another".to_owned());
            let again = story(WireContent::Parted { headline, body });
            prop_assert_eq!(again.map(|story| story.body.text), Some(first.body.text));
        }
    }

    #[test]
    fn spans_cover_the_body(text in "(?s)[A-Za-z0-9 .,:;()’”\"'`_/|\n\t-]{0,400}|\\PC{0,80}") {
        if let Some(story) = whole(&text) {
            let body = &story.body;
            let spans = body.paragraphs.iter();
            let paragraphs: Vec<_> = spans.map(|span| span.of(&body.text)).collect();
            prop_assert_eq!(paragraphs.join("\n\n"), body.text.clone());
            let sound = |text: &&str| text.trim() == *text && !text.is_empty();
            prop_assert!(paragraphs.iter().all(sound));
        }
    }
}
