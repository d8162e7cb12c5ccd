//! Paragraphs with what was recognised in them marked.
//!
//! In: story and annotations. Out: paragraphs in pieces, each of one look, and who speaks in them.
//! Never: a byte of the body lost or shown twice.

use super::explain_piece::{Look, Paragraph, Piece};
use super::explain_said::entity_piece;
use crate::enrich::{Annotations, Quote};
use crate::story::{Span, Story};

/// A stretch of the body that is marked.
struct Mark<'a> {
    span: Span,
    entity: Option<usize>,
    said: &'a Annotations,
}

impl Mark<'_> {
    fn piece(&self, text: &str) -> Piece {
        let entity = self.entity.and_then(|index| self.said.entities.get(index));
        match entity {
            Some(entity) => entity_piece(entity, text),
            None => Piece::new(Look::Speaker, text),
        }
    }
}

/// All paragraphs of the body.
pub(super) fn paragraphs(story: &Story, said: &Annotations) -> Vec<Paragraph> {
    let marks = marks(said);
    let paragraphs = story.body.paragraphs.iter();
    paragraphs
        .map(|span| paragraph(&story.body.text, *span, &marks, said))
        .collect()
}

/// Mentions, and speakers without one, in order; none over another.
fn marks(said: &Annotations) -> Vec<Mark<'_>> {
    let mark = |span, entity| Mark { span, entity, said };
    let entities = said.entities.iter().enumerate();
    let mentions = entities.flat_map(|(index, entity)| {
        let spans = entity.mentions.iter();
        spans.map(move |span| mark(*span, Some(index)))
    });
    let mut marks: Vec<Mark<'_>> = mentions.collect();
    // A place may be named within a longer name, which is the one to show.
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    let speakers = said.quotes.iter().filter_map(|quote| quote.speaker_span);
    let free = |span: &Span| {
        let after = marks.partition_point(|mark| mark.span.end <= span.start);
        marks
            .get(after)
            .is_none_or(|mark| mark.span.start >= span.end)
    };
    let mut speakers: Vec<Span> = speakers.filter(free).collect();
    speakers.sort_unstable();
    speakers.dedup();
    marks.extend(speakers.into_iter().map(|span| mark(span, None)));
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    let mut end = 0;
    marks.retain(|mark| {
        let apart = mark.span.start >= end && !mark.span.is_empty();
        end = if apart { mark.span.end } else { end };
        apart
    });
    marks
}

fn paragraph(text: &str, span: Span, marks: &[Mark<'_>], said: &Annotations) -> Paragraph {
    let quotes: Vec<&Quote> = said
        .quotes
        .iter()
        .filter(|quote| span.contains(quote.span))
        .collect();
    let mut pieces = Vec::new();
    let mut at = span.start;
    let first = marks.partition_point(|mark| mark.span.start < span.start);
    for mark in marks[first..]
        .iter()
        .take_while(|mark| mark.span.end <= span.end)
    {
        push(
            &mut pieces,
            text,
            Span::new(at, mark.span.start),
            &quotes,
            Piece::plain,
        );
        push(&mut pieces, text, mark.span, &quotes, |text| {
            mark.piece(text)
        });
        at = mark.span.end;
    }
    push(
        &mut pieces,
        text,
        Span::new(at, span.end),
        &quotes,
        Piece::plain,
    );
    Paragraph {
        pieces,
        notes: speakers(&quotes, text, said),
    }
}

/// Adds a stretch, parted where a quotation begins or ends.
fn push<'a>(
    pieces: &mut Vec<Piece>,
    text: &'a str,
    span: Span,
    quotes: &[&Quote],
    piece: impl Fn(&'a str) -> Piece,
) {
    let edges = quotes
        .iter()
        .flat_map(|quote| [quote.span.start, quote.span.end]);
    let mut edges: Vec<usize> = edges
        .filter(|at| span.start < *at && *at < span.end)
        .collect();
    edges.push(span.end);
    edges.sort_unstable();
    let mut start = span.start;
    for end in edges {
        if start < end {
            let part = Span::new(start, end);
            pieces.push(Piece {
                quoted: quotes.iter().any(|quote| quote.span.contains(part)),
                ..piece(part.of(text))
            });
        }
        start = end;
    }
}

/// Who says it, and by which word that is known; a speaker once, however often quoted.
fn speakers(quotes: &[&Quote], text: &str, said: &Annotations) -> Vec<Vec<Piece>> {
    let mut found: Vec<(Vec<Piece>, usize)> = Vec::new();
    for quote in quotes {
        let note = speaker(quote, text, said);
        match found.iter_mut().find(|(known, _)| *known == note) {
            Some((_, count)) => *count += 1,
            None => found.push((note, 1)),
        }
    }
    let counted = found.into_iter().map(|(mut note, count)| {
        if count > 1 {
            note.push(Piece::dim(format!(" · {count} quotations")));
        }
        note
    });
    counted.collect()
}

fn speaker(quote: &Quote, text: &str, said: &Annotations) -> Vec<Piece> {
    let entity = quote.speaker.and_then(|index| said.entities.get(index));
    let who = match (entity, quote.speaker_span) {
        (Some(entity), _) => entity_piece(entity, &entity.name),
        (None, Some(span)) => Piece::new(Look::Speaker, span.of(text)),
        (None, None) => Piece::dim("no speaker found"),
    };
    let cue = quote.cue.as_ref();
    let cue = cue.map(|cue| Piece::dim(format!(" · {cue}")));
    [who].into_iter().chain(cue).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::explain_view::{View, view};
    use super::*;
    use crate::flow::Flow;
    use crate::message::{Position, RawMessage};

    fn read(text: &str) -> (String, Vec<Paragraph>) {
        static FLOW: std::sync::LazyLock<Flow> = std::sync::LazyLock::new(Flow::built_in);
        let message = RawMessage {
            value: Some(text.as_bytes().to_vec()),
            key: None,
            headers: Vec::new(),
            position: Position {
                topic: "story".into(),
                partition: 0,
                offset: 0,
            },
            timestamp: None,
        };
        let ends = FLOW.read(&message);
        let Some(Ok(reading)) = ends.first() else {
            return (String::new(), Vec::new());
        };
        let View::Story(page) = view(&message, &ends[0]) else {
            panic!("a record is a story");
        };
        (reading.story.body.text.clone(), page.paragraphs)
    }

    #[test]
    fn names_and_speakers_are_marked_and_a_speaker_is_named_once() {
        let text = "Pier reopens\n\nBERGEN, Norway (AP) - \"It holds,\" Mr. Ole Hansen said. \"We \
            tried.\" A fisherman said: \"I did not.\"";
        let (_, paragraphs) = read(text);
        let marked = paragraphs[0].pieces.iter();
        let marked = marked.filter(|piece| piece.look != Look::Plain);
        let marked: Vec<&str> = marked.map(|piece| piece.text.as_str()).collect();
        assert_eq!(marked, ["Ole Hansen", "A fisherman"]);
        let notes = paragraphs[0].notes.iter();
        let notes: Vec<String> = notes
            .map(|note| note.iter().map(|piece| piece.text.as_str()).collect())
            .collect();
        let expected = ["Ole Hansen · said · 2 quotations", "A fisherman · said"];
        assert_eq!(notes, expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_byte_of_a_body_is_lost_or_shown_twice(
            text in "Headline\n\n([A-Z][a-z]{2,6} |\"|said |, |\\. |Mr\\. |Paris |é|\n\n){5,60}"
        ) {
            let (body, paragraphs) = read(&text);
            let shown: Vec<String> = paragraphs
                .iter()
                .map(|one| one.pieces.iter().map(|piece| piece.text.as_str()).collect())
                .collect();
            prop_assert_eq!(shown.join("\n\n"), body);
        }
    }
}
