//! Orders to editors: kills, withdrawals and embargoes, with what they are about.
//!
//! In: a draft, its headline and notes. Out: what is to be done with which story.
//! Never: a story found; what is meant is handed on as it is written.

use jiff::Timestamp;

use crate::lexicon::Lexicon;
use crate::outcome::Defects;
use crate::story::{Kind, PubStatus, Relation};

use super::draft::{Draft, Role};
use super::flags::Marks;
use super::times;

/// Paragraphs in which orders are looked for.
const LINES: usize = 6;
/// Longest paragraph that is an order about an embargo, in bytes.
const EMBARGO_MAX: usize = 400;
/// Longest description of the story meant, in bytes.
const TARGET_MAX: usize = 120;

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Orders {
    /// The story that a kill is about.
    pub(super) target: Option<Relation>,
    /// End of an embargo.
    pub(super) until: Option<Timestamp>,
    /// An embargo holds.
    pub(super) embargoed: bool,
}

/// Reads the orders of a text; paragraphs about an embargo become notes.
pub(super) fn read(
    headline: Option<&str>,
    draft: &mut Draft,
    lexicon: &Lexicon,
    marks: &mut Marks,
    defects: &mut Defects,
) -> Orders {
    let mut orders = Orders {
        embargoed: marks.embargo,
        ..Orders::default()
    };
    let mut texts = Vec::from_iter(headline.map(str::to_owned));
    let kills = &lexicon.closings;
    let mut killed = headline.is_some_and(|text| kills.is_kill(&text.to_lowercase()));
    let spoken = |role| matches!(role, Role::Body | Role::Note);
    for piece in draft
        .pieces
        .iter_mut()
        .filter(|piece| spoken(piece.role))
        .take(LINES)
    {
        let lower = piece.text.to_lowercase();
        let short = lower.len() <= EMBARGO_MAX;
        if short && lexicon.closings.is_embargo(&lower) {
            orders.embargoed = true;
            orders.until = orders.until.or(times::until(&piece.text, lexicon, defects));
            piece.role = Role::Note;
        }
        killed |= kills.is_kill(&lower);
    }
    if killed {
        marks.raise(Kind::Kill);
    }
    if marks.signals.kind == Kind::Kill {
        let spoken = draft.pieces.iter().filter(|piece| spoken(piece.role));
        texts.extend(spoken.take(LINES).map(|piece| piece.text.clone()));
        orders.target = texts
            .iter()
            .find_map(|text| target(text))
            .map(|reference| Relation {
                rel: "replaces",
                reference,
            });
    }
    orders
}

/// The story an order names: by headline in quotation marks, or by slug and number.
fn target(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let cue = ["story", "item"].iter().filter_map(|cue| {
        let at = lower.find(cue)?;
        Some((at, at + cue.len()))
    });
    let (start, behind) = cue.min()?;
    if let Some((_, quoted)) = text[start..].split_once(['"', '“']) {
        let end = quoted
            .find(['"', '”'])
            .filter(|&end| end > 0 && end <= TARGET_MAX)?;
        return Some(quoted[..end].trim_end_matches([',', '.']).to_owned());
    }
    let before = lower[..start]
        .rfind("kill the ")
        .map(|at| at + "kill the ".len());
    let from = before.filter(|&from| from < start).unwrap_or(behind);
    let rest = &text[from..];
    let end = rest.find([';', '\n']).unwrap_or(rest.len());
    let end = rest.find(". ").unwrap_or(end).min(end);
    let named = rest[..end]
        .trim_end_matches('.')
        .trim_matches([' ', ',', ':']);
    (!named.is_empty() && named.len() <= TARGET_MAX).then(|| named.to_owned())
}

/// May the story be used, given its orders?
pub(super) fn status(
    kind: Kind,
    embargoed: bool,
    until: Option<Timestamp>,
    arrival: Option<Timestamp>,
) -> PubStatus {
    if kind == Kind::Kill {
        return PubStatus::Canceled;
    }
    let over = until
        .zip(arrival)
        .is_some_and(|(until, arrival)| until <= arrival);
    if (embargoed || until.is_some()) && !over {
        PubStatus::Withheld
    } else {
        PubStatus::Usable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::layout;

    #[test]
    fn orders_are_read() {
        let lexicon = Lexicon::built_in();
        for (text, kind, about) in [
            (
                "Please kill the story Hills-Flood, V9901. A kill is mandatory.",
                Kind::Kill,
                Some("Hills-Flood, V9901"),
            ),
            (
                "Kill the Hills-Flood story, V9901.",
                Kind::Kill,
                Some("Hills-Flood story, V9901"),
            ),
            (
                "Please kill item abc 157 \"Dam fails in the hills\". A substitute will run.",
                Kind::Kill,
                Some("Dam fails in the hills"),
            ),
            ("The film tells the story of a kill.", Kind::New, None),
        ] {
            let mut marks = Marks::default();
            let mut draft = Draft::new(layout::split(text));
            let orders = read(
                None,
                &mut draft,
                &lexicon,
                &mut marks,
                &mut Defects::default(),
            );
            assert_eq!(marks.signals.kind, kind, "{text}");
            let found = orders.target.map(|target| target.reference);
            assert_eq!(found.as_deref(), about, "{text}");
        }
    }

    #[test]
    fn embargoes_are_notes() {
        let lexicon = Lexicon::built_in();
        let text =
            "Not for publication or broadcast before 0001 GMT March 5 2031.\n\nThe dock opens.";
        let mut draft = Draft::new(layout::split(text));
        let mut marks = Marks::default();
        let orders = read(
            None,
            &mut draft,
            &lexicon,
            &mut marks,
            &mut Defects::default(),
        );
        assert!(orders.embargoed);
        let until = orders.until.map(|until| until.to_string());
        assert_eq!(until.as_deref(), Some("2031-03-05T00:01:00Z"));
        assert_eq!(draft.finish().body.text, "The dock opens.");
    }
}
