//! The headline apart from the body.
//!
//! In: a draft, and the headline where the source gave it. Out: the headline.
//! Never: a paragraph of the story taken for one.
//!
//! What stands before the text is told apart by its shape: the text begins with a dateline, or
//! with the first line that reads like a sentence. Of the lines before it, stamps, bylines and
//! rests of a page are none; a line that stands there twice is the headline, else the first.

use crate::lexicon::{Where, fold};
use crate::limits;
use crate::outcome::{DefectCode, Defects};
use crate::story::CutKind;

use super::dateline::{self, DatelineContext};
use super::draft::{Draft, Piece, Role};
use super::layout::ends_sentence;
use super::{byline, stamp};

/// Lines before the text that are looked at.
const LINES: usize = 24;
/// Longest headline that is believed, in bytes; longer first lines are text.
const BELIEVED: usize = 300;
/// Shortest line without a full stop that is text.
const TEXT_MIN: usize = 140;
/// Shortest line that is known as a teaser by the text's first words, folded.
const TEASER_MIN: usize = 40;

/// Headlines, and what was seen on the way.
#[derive(Debug, Default)]
pub(super) struct Headlines {
    /// The main headline.
    pub(super) main: Option<String>,
    /// Lines between headline and text.
    pub(super) sub: Vec<String>,
}

/// The headlines; the pieces they were found in play their roles from here on.
pub(super) fn find(
    given: Option<String>,
    draft: &mut Draft,
    known: &DatelineContext<'_>,
    defects: &mut Defects,
) -> Headlines {
    let mut found = Headlines::default();
    if let Some(given) = given {
        drop_repeats(draft, &given);
        found.main = Some(given);
    } else {
        search(draft, known, &mut found);
    }
    if let Some(main) = &mut found.main
        && main.len() > limits::HEADLINE_BYTES_MAX
    {
        main.truncate(cut_at(main, limits::HEADLINE_BYTES_MAX));
        defects.push(DefectCode::HeadlineTruncated, "");
    }
    found
}

/// The last word's end within a bound.
pub(super) fn cut_at(text: &str, bound: usize) -> usize {
    let end = text.floor_char_boundary(bound);
    let space = text[..end].rfind(char::is_whitespace);
    space.filter(|&at| at * 2 > end).unwrap_or(end)
}

/// A given headline that stands over the body again is a rest of the page.
fn drop_repeats(draft: &mut Draft, headline: &str) {
    let headline = fold(headline);
    let first: Vec<_> = draft.body().take(2).collect();
    for index in first {
        let piece = &mut draft.pieces[index];
        if piece.text.len() <= BELIEVED && !headline.is_empty() && fold(&piece.text) == headline {
            piece.role = Role::Cut(CutKind::PageRest);
        }
    }
}

fn search(draft: &mut Draft, known: &DatelineContext<'_>, found: &mut Headlines) {
    let body: Vec<_> = draft.body().collect();
    if let [only] = body[..] {
        return alone(&mut draft.pieces[only], known, found);
    }
    let head = &body[..body.len().min(LINES)];
    let dated = head.iter().enumerate().find_map(|(place, &index)| {
        let start = dateline::text_start(&draft.pieces[index].text, known)?;
        Some((place, start))
    });
    let text = dated.or_else(|| Some((first_text(draft, head, known)?, 0)));
    let before = &head[..text.map_or_else(|| head.len().min(1), |(place, _)| place)];
    let opening = text.map(|(place, start)| opening_words(draft, head[place], start));
    let lines = candidates(draft, before, known, opening.as_deref(), dated.is_some());
    let Some(main) = choose(draft, &lines) else {
        return;
    };
    let title = take_title(draft, &lines, main, found);
    for (place, &index) in lines.iter().enumerate() {
        let piece = &mut draft.pieces[index];
        if piece.role != Role::Body {
            continue;
        }
        if place < main || fold(&piece.text) == title {
            piece.role = Role::Cut(CutKind::PageRest);
        } else if !ends_sentence(&piece.text) && text.is_some() {
            found.sub.push(piece.text.clone());
            piece.role = Role::Headline;
        }
    }
}

/// A text of one line: a flash, or a text too long to be a headline.
fn alone(piece: &mut Piece, known: &DatelineContext<'_>, found: &mut Headlines) {
    if dateline::text_start(&piece.text, known).is_some() {
        return;
    }
    if piece.text.len() <= BELIEVED {
        piece.role = Role::Headline;
        found.main = Some(piece.text.clone());
    } else if piece.text.len() > limits::HEADLINE_BYTES_MAX && !piece.text.contains(". ") {
        found.main = Some(piece.text.clone());
    }
}

/// The first line that reads like a text; a teaser that the next line begins with is none.
fn first_text(draft: &Draft, head: &[usize], known: &DatelineContext<'_>) -> Option<usize> {
    let reads = |at: usize| {
        let text = &draft.pieces[head[at]].text;
        let words = text.split(' ').take(6).count();
        let long = text.len() >= TEXT_MIN || text.contains('\n');
        (long || (words > 5 && ends_sentence(text))) && rest_of_page(text, known).is_none()
    };
    let first = (0..head.len()).find(|&at| reads(at))?;
    let next = (first + 1..head.len()).find(|&at| reads(at));
    let teaser = fold(&draft.pieces[head[first]].text);
    let repeats = |at: &usize| {
        teaser.len() >= TEASER_MIN && opening_words(draft, head[*at], 0).starts_with(&teaser)
    };
    next.filter(repeats).or(Some(first))
}

/// What a line before the text is if it is no headline: a rest of the page, a stamp.
fn rest_of_page(text: &str, known: &DatelineContext<'_>) -> Option<CutKind> {
    let rest = known.lexicon.closings.find(text).filter(|(closing, _)| {
        let promo = closing.kind == CutKind::Promo;
        !closing.weak && closing.kind != CutKind::Note && (closing.at != Where::End || promo)
    });
    if let Some((closing, _)) = rest {
        return Some(closing.kind);
    }
    let bare = !text.contains(char::is_alphabetic) || stamp::is_stamp(text, known.lexicon);
    bare.then_some(CutKind::PageRest)
}

/// The lines before the text that may be headlines; the others get their roles.
fn candidates(
    draft: &mut Draft,
    before: &[usize],
    known: &DatelineContext<'_>,
    opening: Option<&str>,
    dated: bool,
) -> Vec<usize> {
    let mut lines = Vec::new();
    for &index in before {
        let piece = &mut draft.pieces[index];
        let text = &piece.text;
        let folded = fold(text);
        let teaser = folded.len() >= TEASER_MIN
            && opening.is_some_and(|opening| opening.starts_with(&folded));
        let sentence = ends_sentence(text) && text.len() > TEXT_MIN;
        if let Some(kind) = rest_of_page(text, known) {
            piece.role = Role::Cut(kind);
        } else if teaser && before.len() > 1 {
            piece.role = Role::Cut(CutKind::PageRest);
        } else if text.len() <= BELIEVED
            && !(dated && sentence)
            && byline::read(text, known.lexicon).is_none()
        {
            lines.push(index);
        }
    }
    lines
}

/// Which of the lines is the headline: the one that stands there twice, else the first of some
/// words, else the first.
fn choose(draft: &Draft, lines: &[usize]) -> Option<usize> {
    let folded: Vec<_> = lines
        .iter()
        .map(|&at| fold(&draft.pieces[at].text))
        .collect();
    let twice = (0..folded.len()).find(|&at| folded[at + 1..].contains(&folded[at]));
    let words = |at: &usize| {
        let text = &draft.pieces[lines[*at]].text;
        !text.is_ascii() || text.split(' ').count() > 2
    };
    let worded = twice.or_else(|| (0..lines.len()).find(words));
    worded.or_else(|| (!lines.is_empty()).then_some(0))
}

/// Takes the main headline with the lines it goes on in; its folded text.
fn take_title(draft: &mut Draft, lines: &[usize], main: usize, found: &mut Headlines) -> String {
    let mut title = draft.pieces[lines[main]].text.clone();
    draft.pieces[lines[main]].role = Role::Headline;
    let capitals = |text: &str| !text.contains(char::is_lowercase);
    for pair in lines[main..].windows(2) {
        let next = &mut draft.pieces[pair[1]];
        let goes_on = pair[1] == pair[0] + 1 && !next.opens_block && title.len() < BELIEVED / 2;
        if !goes_on || !capitals(&title) || !capitals(&next.text) {
            break;
        }
        title.push(' ');
        title.push_str(&next.text);
        next.role = Role::Headline;
    }
    let folded = fold(&title);
    found.main = Some(title);
    folded
}

/// The first words of the text behind its dateline, folded.
fn opening_words(draft: &Draft, index: usize, start: usize) -> String {
    let text = &draft.pieces[index].text;
    let end = text.floor_char_boundary(start + BELIEVED);
    fold_all(text.get(start..end).unwrap_or_default())
}

/// Letters and digits in lower case, however long the text is.
fn fold_all(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if std::mem::take(&mut gap) && !out.is_empty() {
                out.push(' ');
            }
            match c.is_ascii() {
                true => out.push(c.to_ascii_lowercase()),
                false => out.extend(c.to_lowercase()),
            }
        } else if !matches!(c, '\'' | '’') {
            gap = true;
        }
    }
    out
}
