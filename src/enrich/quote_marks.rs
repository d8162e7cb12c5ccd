//! Stretches of a text between quotation marks.
//!
//! In: one paragraph. Out: stretches with their marks, in order, none within another.
//! Never: single marks as quotation where they are apostrophes, and never across a paragraph; a
//! quotation that goes on is open here and begins with a mark of its own in the next paragraph.
//!
//! Marks: `"…"`, `“…”`, `„…“`, `„…”`, `«…»`, `»…«`, `''…''` and the British `‘…’` where the
//! paragraph has no double ones. A straight mark opens where white space or an opening bracket
//! stands before it and none behind it; else it closes.

use crate::story::Span;

/// A stretch in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// With its marks.
    pub(super) outer: Span,
    /// Without.
    pub(super) inner: Span,
    /// Whether a closing mark is there; without one it may go on in the next paragraph.
    pub(super) closed: bool,
}

/// One mark as it stands.
#[derive(Clone, Copy, Debug)]
struct Mark {
    start: usize,
    end: usize,
    glyph: char,
    opens: bool,
}

/// The stretches of the paragraph that is `paragraph` of `text`.
pub(super) fn stretches(text: &str, paragraph: Span) -> Vec<Stretch> {
    let marks = marks(text, paragraph);
    let mut found: Vec<Stretch> = Vec::new();
    let mut open: Option<Mark> = None;
    for mark in marks {
        match open {
            None if mark.opens || found.is_empty() => open = mark.opens.then_some(mark),
            None => {}
            Some(first)
                if closes(first.glyph, mark.glyph) && !(mark.opens && mark.glyph == '"') =>
            {
                found.push(Stretch {
                    outer: Span::new(first.start, mark.end),
                    inner: Span::new(first.end, mark.start),
                    closed: true,
                });
                open = None;
            }
            // A second opening mark: the first one was never closed.
            Some(first) if mark.opens && mark.glyph == first.glyph => open = Some(mark),
            Some(_) => {}
        }
    }
    if let Some(first) = open {
        found.push(Stretch {
            outer: Span::new(first.start, paragraph.end),
            inner: Span::new(first.end, paragraph.end),
            closed: false,
        });
    }
    found
}

/// Whether a stretch that `first` opened ends at `last`.
fn closes(first: char, last: char) -> bool {
    match first {
        '"' => last == '"' || last == '”',
        '“' => last == '”' || last == '"' || last == '“',
        '„' | '‟' => matches!(last, '“' | '”' | '"'),
        '«' => last == '»',
        '»' => last == '«' || last == '»',
        '\'' => last == '\'',
        '‘' => last == '’',
        _ => false,
    }
}

fn marks(text: &str, paragraph: Span) -> Vec<Mark> {
    let mut marks = Vec::new();
    let body = paragraph.of(text);
    // Most bytes begin none: look for those that may before any character is read.
    let next = |from: usize| {
        let mut rest = body.bytes().skip(from);
        let found = rest.position(|byte| matches!(byte, b'"' | b'\'' | 0xC2..));
        found.map(|gap| from + gap)
    };
    if next(0).is_none() {
        return marks;
    }
    let mut from = 0;
    while let Some(at) = next(from) {
        let mut rest = body[at..].chars();
        let Some(glyph) = rest.next() else {
            break;
        };
        let doubled = glyph == '\'' && rest.as_str().starts_with('\'');
        if doubled {
            rest.next();
        }
        from = body.len() - rest.as_str().len();
        if doubled || matches!(glyph, '"' | '“' | '”' | '„' | '‟' | '«' | '»') {
            let before = body[..at].chars().next_back();
            marks.push(Mark {
                start: paragraph.start + at,
                end: paragraph.start + from,
                glyph,
                opens: opens(glyph, before, rest.next()),
            });
        }
    }
    if marks.is_empty() {
        single_marks(body, paragraph.start)
    } else {
        marks
    }
}

/// British quotations: `‘` after a space opens, `’` before a space or a stop closes.
fn single_marks(body: &str, base: usize) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut before: Option<char> = None;
    let mut rest = body.char_indices().peekable();
    while let Some((at, glyph)) = rest.next() {
        let after = rest.peek().map(|(_, next)| *next);
        let opening = glyph == '‘' && before.is_none_or(is_outside);
        let ends = after.is_none_or(|next| !next.is_alphanumeric());
        let stop = before.is_some_and(|last| matches!(last, '.' | ',' | '!' | '?' | '…'));
        if opening || (glyph == '’' && ends && stop) {
            let (start, end) = (base + at, base + at + glyph.len_utf8());
            marks.push(Mark {
                start,
                end,
                glyph,
                opens: opening,
            });
        }
        before = Some(glyph);
    }
    marks
}

/// Whether a mark can open where it stands.
fn opens(glyph: char, before: Option<char>, after: Option<char>) -> bool {
    match glyph {
        '„' | '‟' => true,
        '”' => false,
        // English opens with it, German closes with it.
        '“' => after.is_some_and(|next| !next.is_whitespace()) && before.is_none_or(is_outside),
        // French sets a blank within its marks.
        '«' => before.is_none_or(is_outside),
        '»' => before.is_none_or(is_outside) && after.is_some_and(|next| !is_stop(next)),
        _ => before.is_none_or(is_outside) && after.is_some_and(|next| !next.is_whitespace()),
    }
}

/// What can stand before an opening mark.
fn is_outside(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '(' | '[' | '-' | '–' | '—' | '/' | '\'' | '‘' | '…' | ':'
        )
}

fn is_stop(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = stretches(text, Span::new(0, text.len()));
        let got: Vec<&str> = found.iter().map(|stretch| stretch.outer.of(text)).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn every_form_of_marks_is_read() {
        check(
            r#""We go on," she said. "It is time.""#,
            &[r#""We go on,""#, r#""It is time.""#],
        );
        check("“We go on,” she said.", &["“We go on,”"]);
        check("„Wir machen weiter“, sagte sie.", &["„Wir machen weiter“"]);
        check("„Wir machen weiter”, sagte sie.", &["„Wir machen weiter”"]);
        check("« On continue », dit-elle.", &["« On continue »"]);
        check("»Wir machen weiter«, sagte sie.", &["»Wir machen weiter«"]);
        check("''We go on,'' she said.", &["''We go on,''"]);
        check("‘We go on,’ she said.", &["‘We go on,’"]);
        check("The firm's plan isn't the city's.", &[]);
        check("A 6\" pipe and a 5' wall", &[]);
    }

    #[test]
    fn a_quotation_may_go_on() {
        let text = "\"We go on. The bridge";
        let found = stretches(text, Span::new(0, text.len()));
        assert_eq!(found.len(), 1);
        assert!(!found[0].closed);
        check(
            "“He told me ‘no’ and left,” she said.",
            &["“He told me ‘no’ and left,”"],
        );
    }
}
