//! What follows the text: sign-offs, end marks, rights, contacts, promotion, rests of pages.
//!
//! In: a draft. Out: such lines cut with their kind; reporters and editors; the section.
//! Never: a sentence lost: only lines that the lexicon knows are cut, and those that may stand
//! in a text as well only where nothing but such lines follows.

use crate::lexicon::{Closing, Extent, Lexicon, Where};
use crate::story::{Contributor, CutKind};

use super::draft::{Draft, Role};
use super::flags::Marks;
use super::layout::ends_sentence;
use super::{notes, signoff, stamp};

/// Longest line of a list under a heading of a page, in bytes.
const ITEM_MAX: usize = 160;
/// Longest sign-off, in bytes.
const SIGNOFF_MAX: usize = 900;
/// Longest end mark glued to a sentence, in bytes.
const MARK_MAX: usize = 28;
/// Pieces glued to the last paragraph, at most.
const GLUED_MAX: usize = 6;

/// What the closing lines say.
#[derive(Debug, Default)]
pub(super) struct Tail {
    /// Reporters and editors.
    pub(super) contributors: Vec<Contributor>,
    /// Section of a page.
    pub(super) section: Option<String>,
    /// The first line of rights.
    pub(super) copyright: Option<String>,
}

/// Cuts the closing lines.
pub(super) fn cut(draft: &mut Draft, lexicon: &Lexicon, marks: &mut Marks) -> Tail {
    let mut tail = Tail::default();
    cut_anywhere(draft, lexicon, &mut tail);
    cut_end(draft, lexicon, &mut tail);
    for _ in 0..GLUED_MAX {
        let Some(last) = draft.body().next_back() else {
            break;
        };
        let Some((at, role)) = glued(&draft.pieces[last].text, lexicon) else {
            break;
        };
        draft.split_back(last, at, role);
        let text = draft.pieces[last + 1].text.clone();
        match role {
            Role::Cut(CutKind::SignOff) => tail
                .contributors
                .splice(0..0, signoff::people(&text))
                .for_each(drop),
            Role::Note => notes::tell(&text, marks),
            Role::Body | Role::Headline | Role::Told | Role::Cut(_) => {}
        }
        cut_end(draft, lexicon, &mut tail);
    }
    tail
}

/// Lines known wherever they stand, and the lists under headings of a page.
fn cut_anywhere(draft: &mut Draft, lexicon: &Lexicon, tail: &mut Tail) {
    let body: Vec<_> = draft.body().collect();
    let mut list: Option<CutKind> = None;
    for (place, &index) in body.iter().enumerate() {
        let text = &draft.pieces[index].text;
        let known = known(text, lexicon).filter(|(closing, _)| closing.at == Where::Anywhere);
        if let Some((closing, end)) = known {
            if closing.section {
                let name = text[end..].trim_matches([' ', ':', '.']);
                tail.section.get_or_insert_with(|| name.to_owned());
            }
            if closing.kind == CutKind::Copyright {
                tail.copyright.get_or_insert_with(|| text.clone());
            }
            let is_list = closing.extent == Extent::List;
            if !is_list || place > 0 || has_text_behind(draft, &body) {
                list = is_list.then_some(closing.kind);
                draft.pieces[index].role = Role::Cut(closing.kind);
            }
        } else if let Some(kind) = list {
            if is_item(text, lexicon) {
                draft.pieces[index].role = Role::Cut(kind);
            } else {
                list = None;
            }
        }
    }
}

/// Whether a line behind the first is text.
fn has_text_behind(draft: &Draft, body: &[usize]) -> bool {
    body.iter()
        .skip(1)
        .any(|&index| ends_sentence(&draft.pieces[index].text))
}

/// A line that can stand in a list of a page: short, and no sentence.
fn is_item(text: &str, lexicon: &Lexicon) -> bool {
    text.len() <= ITEM_MAX && (!ends_sentence(text) || text.ends_with("..") || text.len() < 24)
        || stamp::is_stamp(text, lexicon)
}

/// The run of closing lines at the end.
fn cut_end(draft: &mut Draft, lexicon: &Lexicon, tail: &mut Tail) {
    let body: Vec<_> = draft.body().collect();
    for (place, &index) in body.iter().enumerate().rev() {
        let text = &draft.pieces[index].text;
        let Some(kind) = closing_kind(text, lexicon) else {
            break;
        };
        if place == 0 && kind != CutKind::EndMark {
            break;
        }
        if kind == CutKind::SignOff {
            let people = signoff::people(text);
            tail.contributors.splice(0..0, people).for_each(drop);
        }
        if kind == CutKind::Copyright {
            tail.copyright = Some(text.clone());
        }
        draft.pieces[index].role = Role::Cut(kind);
    }
}

/// What a whole line at the end is; `None` for text.
fn closing_kind(text: &str, lexicon: &Lexicon) -> Option<CutKind> {
    if !text.contains(char::is_alphanumeric) {
        return Some(CutKind::EndMark);
    }
    if text.len() > SIGNOFF_MAX {
        return None;
    }
    if signoff::is_initials(text) {
        return Some(CutKind::SignOff);
    }
    if let Some((closing, _)) = known(text, lexicon) {
        return (closing.kind != CutKind::Note && closing.at != Where::Start)
            .then_some(closing.kind);
    }
    let code = text.len() < 60 && text.bytes().all(|byte| byte.is_ascii_digit());
    (code || stamp::is_stamp(text, lexicon)).then_some(CutKind::PageRest)
}

/// What the lexicon says of a line; of common words only where something else tells.
fn known<'a>(text: &str, lexicon: &'a Lexicon) -> Option<(&'a Closing, usize)> {
    let (closing, end) = lexicon.closings.find(text)?;
    let certain = !closing.weak || tells(&text[end..], text);
    certain.then_some((closing, end))
}

/// A colon or bar behind common words, an address, a newsletter, or hardly any words at all.
fn tells(behind: &str, text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "http",
        "www.",
        "@",
        ".com",
        ".org",
        "newsletter",
        "facebook",
        "twitter",
        "instagram",
        "youtube",
        "podcast",
        "whatsapp",
        "our app",
        "click",
        "subscri",
        "here.",
        "on fox",
        "your inbox",
    ];
    if behind.trim_start().starts_with([':', '|', '»', '>', '–']) {
        return true;
    }
    let lower = text.to_lowercase();
    let few = !ends_sentence(text) && text.split(' ').count() <= 8;
    few || SIGNS.iter().any(|sign| lower.contains(sign))
}

/// A piece glued to the end of a paragraph: where it begins, and what it is.
fn glued(text: &str, lexicon: &Lexicon) -> Option<(usize, Role)> {
    let trimmed = text.trim_end_matches(['.', ' ']);
    if trimmed.ends_with(')') {
        return in_brackets(trimmed, lexicon);
    }
    end_mark(text, lexicon).or_else(|| open_signoff(text, lexicon))
}

/// `… said. (Reporting by …)`, `… said. (ANSA)`.
fn in_brackets(text: &str, lexicon: &Lexicon) -> Option<(usize, Role)> {
    let bound = text.len().saturating_sub(SIGNOFF_MAX);
    let mut depth = 0usize;
    let mut open = None;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            open = Some(at);
            break;
        }
        if at < bound {
            return None;
        }
    }
    let at = open.filter(|&at| at > 0)?;
    let inner = &text[at + 1..text.len() - 1];
    let before = text[..at].trim_end();
    if notes::is_note(inner, lexicon) && ends_sentence(before) {
        return Some((at, Role::Note));
    }
    let kind = match known(inner, lexicon) {
        Some((closing, _)) if closing.kind == CutKind::SignOff => CutKind::SignOff,
        Some((closing, _)) if closing.kind == CutKind::EndMark && ends_sentence(before) => {
            CutKind::EndMark
        }
        _ if ends_sentence(before) && signoff::is_initials(&text[at..]) => CutKind::SignOff,
        _ => return None,
    };
    Some((at, Role::Cut(kind)))
}

/// `… said. Enditem`, `… said. — Reuters`.
fn end_mark(text: &str, lexicon: &Lexicon) -> Option<(usize, Role)> {
    let bound = text.ceil_char_boundary(text.len().saturating_sub(MARK_MAX));
    let last = text.chars().next_back().map_or(0, char::len_utf8);
    let tail = text.get(bound..text.len() - last)?;
    let stop = tail.rfind(['.', '!', '?', '"', '”', ')'])?;
    let stop = bound + stop + tail[stop..].chars().next().map_or(1, char::len_utf8);
    let mark = text[stop..].trim();
    if !ends_sentence(&text[..stop]) || mark.is_empty() {
        return None;
    }
    if !mark.contains(char::is_alphanumeric) {
        let rule = mark.len() > 1 && !mark.starts_with(['"', '”', '\'', '’', ')']);
        return rule.then_some((stop, Role::Cut(CutKind::EndMark)));
    }
    let (closing, _) = lexicon.closings.find(mark)?;
    (closing.kind == CutKind::EndMark).then_some((stop, Role::Cut(CutKind::EndMark)))
}

/// `… said. Reporting by A; Editing by B` without brackets.
fn open_signoff(text: &str, lexicon: &Lexicon) -> Option<(usize, Role)> {
    let bound = text.ceil_char_boundary(text.len().saturating_sub(SIGNOFF_MAX / 2));
    for (at, _) in text[bound..].match_indices(" by ") {
        let start = text[..bound + at].rfind(['.', '!', '?', '”', '"'])?;
        let start = start + text[start..].chars().next().map_or(1, char::len_utf8);
        let rest = text[start..].trim_start();
        let found = lexicon.closings.find(rest);
        let signed =
            found.is_some_and(|(closing, _)| closing.kind == CutKind::SignOff && !closing.weak);
        if signed && start > 0 && !signoff::people(rest).is_empty() {
            return Some((start, Role::Cut(CutKind::SignOff)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::layout;

    /// Body, cut pieces with their kinds, people.
    fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let lexicon = Lexicon::built_in();
        let mut draft = Draft::new(layout::split(text));
        let tail = cut(&mut draft, &lexicon, &mut Marks::default());
        let done = draft.finish();
        let body = done
            .body
            .paragraphs
            .iter()
            .map(|span| span.of(&done.body.text).to_owned());
        let cut = done
            .cut
            .iter()
            .map(|cut| format!("{}: {}", cut.kind.name(), cut.text));
        let people = tail.contributors.into_iter().map(|one| one.name);
        (body.collect(), cut.collect(), people.collect())
    }

    #[test]
    fn closing_lines_are_cut() {
        for (text, body, cut, people) in [
            (
                "The dock opened.\n\n(Reporting by Ada Brook; Editing by Eve Stone)\n\nREUTER",
                1,
                &[
                    "sign-off: (Reporting by Ada Brook; Editing by Eve Stone)",
                    "end-mark: REUTER",
                ][..],
                &["Ada Brook", "Eve Stone"][..],
            ),
            (
                "The dock opened. (Reporting by Ada Brook and Jan Holm)",
                1,
                &["sign-off: (Reporting by Ada Brook and Jan Holm)"],
                &["Ada Brook", "Jan Holm"],
            ),
            ("The dock opened. Enditem", 1, &["end-mark: Enditem"], &[]),
            ("The dock opened.\n\n-30-", 1, &["end-mark: -30-"], &[]),
            ("The dock opened. (ANSA).", 1, &["end-mark: (ANSA)."], &[]),
            (
                "The dock opened.\n\nRelated Topics\n\nOslo Norway\n\nRecent Stories\n\n\
                 Rain ends ..\n\n3 minutes ago",
                1,
                &[
                    "page-rest: Related Topics",
                    "page-rest: Oslo Norway",
                    "page-rest: Recent Stories",
                    "page-rest: Rain ends ..",
                    "page-rest: 3 minutes ago",
                ],
                &[],
            ),
            (
                "The dock opened.\n\nRelated Topics Oslo Norway March 2026 From\n\nTags: Ports",
                1,
                &[
                    "page-rest: Related Topics Oslo Norway March 2026 From",
                    "page-rest: Tags: Ports",
                ],
                &[],
            ),
            (
                "The dock opened.\n\nREAD MORE: Rain ends\n\nIt is wide.",
                2,
                &["promo: READ MORE: Rain ends"],
                &[],
            ),
        ] {
            let (found, pieces, names) = read(text);
            assert_eq!(found.len(), body, "{text}: {found:?}");
            assert_eq!(pieces, cut, "{text}");
            assert_eq!(names, people, "{text}");
        }
    }

    #[test]
    fn sentences_stay() {
        for text in [
            "The dock opened.\n\nMore than 300 ships wait outside the harbour.",
            "The dock opened.\n\nFollow the money, he said.",
            "The dock opened.\n\nContact with the ship was lost at noon.",
            "He spoke to the Associated Press (AP).",
            "The dock opened.\n\nShare prices fell.",
            "The dock opened.\n\nTopics that Norway raised are open.",
            "He asked (reporting has since ended) for the file.",
        ] {
            let (_, cut, _) = read(text);
            assert!(cut.is_empty(), "{text}: {cut:?}");
        }
    }
}
