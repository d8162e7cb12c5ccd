//! A story taken out of a whole page.
//!
//! In: a draft of a page with its menus, lists and notices. Out: the stretch of lines that is
//! the story, everything else cut as rest of the page; the headline.
//! Never: a touch on a text that is no page: without many short lines and some words that only
//! pages have, nothing is done.
//!
//! Every line has a worth: sentences their words, short lines a loss. The story is the stretch of
//! the greatest sum, found in one pass.

use crate::lexicon::{Extent, Lexicon, Where, fold};
use crate::story::CutKind;

use super::draft::{Draft, Role};
use super::layout::ends_sentence;

/// Fewest lines of a page.
const LINES_MIN: usize = 25;
/// Fewest lines that only pages have.
const RESTS_MIN: usize = 3;
/// Words of one line that count.
const WORDS_MAX: i64 = 50;
/// Loss of a short line.
const SHORT: i64 = 9;
/// Loss of a notice about cookies, rights, subscriptions.
const NOTICE: i64 = 15;
/// Loss of a heading over a list of other stories.
const HEADING: i64 = 100;
/// Shortest line that is text without a full stop, in bytes.
const TEXT_MIN: usize = 120;
/// Shortest sentence whose words count, in bytes.
const SENTENCE_MIN: usize = 40;
/// Short lines in a row that may be headings within the story.
const RUN_MAX: usize = 2;
/// Lines before the story in which its headline is looked for.
const HEADLINE_LINES: usize = 40;

/// Cuts what is not the story; the headline where the page has one.
pub(super) fn cut(draft: &mut Draft, lexicon: &Lexicon) -> Option<String> {
    let body: Vec<_> = draft.body().collect();
    if body.len() < LINES_MIN {
        return None;
    }
    let lines: Vec<&str> = body
        .iter()
        .map(|&index| draft.pieces[index].text.as_str())
        .collect();
    let worths: Vec<_> = lines.iter().map(|line| worth(line, lexicon)).collect();
    let short = worths.iter().filter(|&&worth| worth < 0).count();
    let rests = lines
        .iter()
        .filter(|line| is_rest(line, lexicon))
        .take(RESTS_MIN)
        .count();
    if short * 5 < lines.len() * 2 || rests < RESTS_MIN {
        return None;
    }
    let (start, end) = best(&worths)?;
    let headline = headline(&lines, start);
    let mut kept = vec![false; lines.len()];
    keep(&worths, start, end, &mut kept);
    for (place, &index) in body.iter().enumerate() {
        if !kept[place] {
            draft.pieces[index].role = Role::Cut(CutKind::PageRest);
        }
    }
    headline
}

/// A line that only pages have.
fn is_rest(line: &str, lexicon: &Lexicon) -> bool {
    let found = lexicon.closings.find(line);
    found.is_some_and(|(closing, _)| {
        closing.kind == CutKind::PageRest && closing.at == Where::Anywhere
    })
}

fn worth(line: &str, lexicon: &Lexicon) -> i64 {
    if let Some((closing, _)) = lexicon.closings.find(line)
        && closing.extent == Extent::List
    {
        return -HEADING;
    }
    let notice = line.len() < 400 && lexicon.closings.is_notice(line);
    if notice {
        return -NOTICE;
    }
    let words = line.split_ascii_whitespace().count();
    let words = i64::try_from(words).unwrap_or(WORDS_MAX).min(WORDS_MAX);
    let sentence = ends_sentence(line);
    if line.len() >= TEXT_MIN || (sentence && line.len() >= SENTENCE_MIN) {
        words
    } else if sentence && words > 3 {
        3
    } else {
        -SHORT
    }
}

/// The stretch of the greatest sum.
fn best(worths: &[i64]) -> Option<(usize, usize)> {
    let mut best = (0, None);
    let mut sum = 0;
    let mut start = 0;
    for (at, worth) in worths.iter().enumerate() {
        if sum <= 0 {
            (sum, start) = (0, at);
        }
        sum += worth;
        if sum > best.0 {
            best = (sum, Some((start, at + 1)));
        }
    }
    best.1
}

/// Of a stretch, everything but runs of short lines and notices.
fn keep(worths: &[i64], start: usize, end: usize, kept: &mut [bool]) {
    let mut run = start;
    for at in start..end {
        if worths[at] < 0 {
            continue;
        }
        let headings = at - run <= RUN_MAX;
        for between in run..at {
            kept[between] = headings && worths[between] == -SHORT;
        }
        kept[at] = true;
        run = at + 1;
    }
}

/// The headline: the line before the story that the page's title begins with, else the title.
fn headline(lines: &[&str], start: usize) -> Option<String> {
    let title = lines.first()?;
    let folded = fold(title);
    let from = start.saturating_sub(HEADLINE_LINES);
    let upto = lines.len().min(start + 2);
    let repeated = lines[from..upto].iter().rev().find(|line| {
        let line = fold(line);
        line.split(' ').count() > 2 && folded.starts_with(&line)
    });
    if let Some(line) = repeated {
        return Some((*line).to_owned());
    }
    let bare = [" | ", " – ", " — ", " - "]
        .iter()
        .find_map(|mark| title.rsplit_once(mark));
    let bare = bare.map_or(*title, |(title, _)| title);
    (bare.split(' ').count() > 3).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::layout;

    #[test]
    fn a_story_is_taken_out_of_a_page() {
        let menu =
            "Home\n\nSearch\n\nMenu\n\nSign in\n\nWeather\n\nShare\n\nFacebook\n\nTwitter\n\n";
        let story = "The harbour board said on Thursday that the second dock would open.\n\n\
            Ship owners had asked for an earlier date because the northern port is full.\n\n";
        let foot = "Most popular\n\nRain ends\n\nTeam wins\n\nPrivacy policy\n\nTerms of use\n\n";
        let page = format!(
            "Dock to open again | Harbour Daily\n\n{menu}Dock to open \
                 again\n\n{story}{foot}{foot}{foot}"
        );
        let lexicon = Lexicon::built_in();
        let mut draft = Draft::new(layout::split(&page));
        let headline = cut(&mut draft, &lexicon);
        assert_eq!(headline.as_deref(), Some("Dock to open again"));
        assert_eq!(draft.finish().body.text.trim(), story.trim());
    }

    #[test]
    fn a_list_of_results_is_no_page() {
        let results: String = (0..40).map(|n| format!("Player {n} lost\n\n")).collect();
        let mut draft = Draft::new(layout::split(&results));
        assert_eq!(cut(&mut draft, &Lexicon::built_in()), None);
        assert_eq!(draft.body().count(), 40);
    }
}
