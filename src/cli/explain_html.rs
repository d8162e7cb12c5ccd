//! Explained stories as one page for a browser: no script, no address fetched, light and dark.
//!
//! In: pages and dead letters. Out: an HTML document. Never: a story's text as anything but text.

use super::explain_page::Page;
use super::explain_piece::{Look, Paragraph, Piece, Row};
use super::explain_view::{Letter, View};
use super::html::Html;
use crate::enrich::EntityKind;
use crate::story::Kind;

/// Lines of a row that are shown at once; the rest opens on demand.
const LINES_SHOWN: usize = 8;

const STYLE: &str = include_str!("explain.css");

/// Everything that came of some messages, as one document.
pub(super) fn document(views: &[View]) -> String {
    let mut html = Html::default();
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    // Should an escape ever be missing: nothing runs, nothing is fetched.
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.raw("style-src 'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html.text(&title(views));
    html.raw("</title>\n<style>\n");
    html.raw(STYLE);
    html.raw("</style>\n</head>\n<body>\n<main>\n");
    for view in views {
        match view {
            View::Story(page) => story(&mut html, page),
            View::DeadLetter(letter) => dead_letter(&mut html, letter),
        }
    }
    html.raw("</main>\n");
    key(&mut html);
    html.raw("</body>\n</html>\n");
    html.done()
}

fn title(views: &[View]) -> String {
    let first = views.first().map_or("nothing", |view| match view {
        View::Story(page) if page.headline.is_empty() => "a story without headline",
        View::Story(page) => &page.headline,
        View::DeadLetter(letter) => letter.code,
    });
    format!("{first} – wiredesk explain")
}

fn story(html: &mut Html, page: &Page) {
    html.raw("<article>\n<header>\n");
    html.tag("p", kind_class(page.kind), "").text(&page.mark);
    html.raw("</p>\n<h1 dir=\"auto\"");
    html.attribute("lang", &page.language);
    html.raw(">");
    html.text(match page.headline.as_str() {
        "" => "(no headline)",
        headline => headline,
    });
    html.raw("</h1>\n");
    rows(html, &page.top);
    html.raw("</header>\n<div class=\"columns\">\n<div class=\"text\"");
    html.attribute("lang", &page.language);
    html.raw(">\n");
    for (index, one) in page.paragraphs.iter().enumerate() {
        paragraph(html, index + 1, one);
    }
    if page.paragraphs.is_empty() {
        html.raw("<p class=\"nothing\">(no text)</p>\n");
    }
    html.raw("</div>\n<aside aria-label=\"What it is about\">\n");
    rows(html, &page.about);
    html.raw("</aside>\n</div>\n<footer>\n");
    rows(html, &page.rest);
    html.raw("</footer>\n</article>\n");
}

fn paragraph(html: &mut Html, number: usize, paragraph: &Paragraph) {
    html.raw("<div class=\"paragraph\">\n<p dir=\"auto\">");
    pieces(html, &paragraph.pieces);
    html.raw("</p>\n<div class=\"margin\" lang=\"en\"><span class=\"number\">");
    html.text(&number.to_string());
    html.raw("</span>");
    for note in &paragraph.notes {
        html.raw("<p class=\"says\">");
        pieces(html, note);
        html.raw("</p>");
    }
    html.raw("</div>\n</div>\n");
}

fn rows(html: &mut Html, rows: &[Row]) {
    html.raw("<dl>\n");
    for row in rows {
        html.tag("dt", row.label, "").text(row.label).close("dt");
        html.tag("dd", row.label, "");
        let (shown, more) = row.lines.split_at(row.lines.len().min(LINES_SHOWN));
        lines(html, shown);
        if !more.is_empty() {
            html.raw("<details><summary>");
            html.text(&format!("{} more", more.len()));
            html.raw("</summary>");
            lines(html, more);
            html.raw("</details>");
        }
        html.raw("</dd>\n");
    }
    html.raw("</dl>\n");
}

fn lines(html: &mut Html, lines: &[Vec<Piece>]) {
    for line in lines {
        html.raw("<div dir=\"auto\">");
        pieces(html, line);
        html.raw("</div>");
    }
}

fn pieces(html: &mut Html, pieces: &[Piece]) {
    let mut quoted = false;
    for one in pieces {
        if one.quoted != quoted {
            html.raw(if one.quoted {
                "<span class=\"quote\">"
            } else {
                "</span>"
            });
            quoted = one.quoted;
        }
        piece(html, one);
    }
    if quoted {
        html.raw("</span>");
    }
}

fn piece(html: &mut Html, piece: &Piece) {
    let (tag, class) = match piece.look {
        Look::Plain => ("span", ""),
        Look::Strong => ("b", ""),
        Look::Dim => ("span", "dim"),
        Look::Warning => ("b", "warning"),
        Look::Entity(EntityKind::Person) => ("mark", "person"),
        Look::Entity(EntityKind::Organisation) => ("mark", "organisation"),
        Look::Entity(EntityKind::Place) => ("mark", "place"),
        Look::Speaker => ("mark", "speaker"),
        Look::Meter(score) => return meter(html, score),
    };
    let bare = piece.look == Look::Plain && piece.hint.is_empty();
    if !piece.link.is_empty() {
        html.raw("<a rel=\"noreferrer\"");
        html.attribute("href", &piece.link);
        html.raw(">");
    }
    if bare {
        html.text(&piece.text);
    } else {
        html.tag(tag, class, &piece.hint).text(&piece.text);
        html.close(tag);
    }
    if !piece.link.is_empty() {
        html.raw("</a>");
    }
}

fn meter(html: &mut Html, score: u8) {
    html.raw("<span class=\"meter\" title=\"relevance, 0 to 100\"><span class=\"bar\"");
    html.attribute("style", &format!("--score:{score}%"));
    html.raw("></span>");
    html.text(&score.to_string());
    html.raw("</span>");
}

fn dead_letter(html: &mut Html, letter: &Letter) {
    html.raw("<article class=\"dead\">\n<header>\n<p class=\"kind kill\">dead letter</p>\n<h1>");
    html.text(letter.code);
    html.raw(": ");
    html.text(letter.meaning);
    html.raw("</h1>\n");
    rows(html, &letter.rows);
    html.raw("</header>\n</article>\n");
}

fn key(html: &mut Html) {
    html.raw("<footer class=\"key\"><mark class=\"person\">person</mark> ");
    html.raw("<mark class=\"organisation\">organisation</mark> ");
    html.raw("<mark class=\"place\">place</mark> <mark class=\"speaker\">speaker</mark> ");
    html.raw("<span class=\"quote\">quotation</span> ");
    html.raw("<span class=\"dim\">Point at a mark to see more of it. Relevance: from 50 on the ");
    html.raw("story is about it, below it only names it.</span></footer>\n");
}

const fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Kill => "kind kill",
        Kind::Alert => "kind alert",
        Kind::Correction => "kind correction",
        Kind::Update | Kind::Add => "kind update",
        Kind::Advisory | Kind::Repeat => "kind quiet",
        Kind::New => "kind new",
    }
}

#[cfg(test)]
#[path = "explain_html_tests.rs"]
mod tests;
