//! Tokens and sentences of a story, made once: the ground on which later stages stand.
//!
//! In: the body and its language. Out: [`Ground`]. Never: more of a body than its bound.

use super::annotations::Ground;
use super::little_words::LittleWords;
use super::sentences::Splitter;
use super::tokens::tokenise;
use crate::limits::ENRICH_BYTES_MAX;
use crate::story::{Body, Span};

/// Bytes of text a token takes with its blank, on the short side.
const BYTES_A_TOKEN: usize = 5;
/// Bytes of text a sentence takes, on the short side.
const BYTES_A_SENTENCE: usize = 80;

/// The ground of a body.
pub fn ground(body: &Body, language: Option<&str>) -> Ground {
    let end = end_of(body);
    let mut ground = Ground {
        tokens: Vec::with_capacity(end / BYTES_A_TOKEN + 4),
        sentences: Vec::with_capacity(end / BYTES_A_SENTENCE + body.paragraphs.len() + 1),
        end,
    };
    let splitter = Splitter::new(&body.text, language, LittleWords::shared());
    for paragraph in &body.paragraphs {
        let stop = paragraph.end.min(end);
        let mut start = paragraph.start;
        while start < stop {
            let line = memchr::memchr(b'\n', &body.text.as_bytes()[start..stop]);
            let line_end = line.map_or(stop, |at| start + at);
            let first = ground.tokens.len();
            tokenise(&body.text, Span::new(start, line_end), &mut ground.tokens);
            splitter.split(&ground.tokens[first..], &mut ground.sentences);
            start = line_end + 1;
        }
    }
    ground
}

/// Where enrichment stops: the end of the text, else of the last paragraph within the bound, else
/// of the last word within it.
fn end_of(body: &Body) -> usize {
    let text = body.text.as_str();
    if text.len() <= ENRICH_BYTES_MAX {
        return text.len();
    }
    let whole = body
        .paragraphs
        .iter()
        .rev()
        .find(|paragraph| paragraph.end <= ENRICH_BYTES_MAX);
    // A paragraph that alone fills more than half the bound is cut at a blank.
    if let Some(paragraph) = whole.filter(|paragraph| paragraph.end > ENRICH_BYTES_MAX / 2) {
        return paragraph.end;
    }
    let mut end = ENRICH_BYTES_MAX;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end]
        .rfind(char::is_whitespace)
        .filter(|at| *at > 0)
        .unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn body(paragraphs: &[&str]) -> Body {
        let mut made = Body::default();
        for paragraph in paragraphs {
            if !made.text.is_empty() {
                made.text.push_str("\n\n");
            }
            let start = made.text.len();
            made.text.push_str(paragraph);
            made.paragraphs.push(Span::new(start, made.text.len()));
        }
        made
    }

    fn check(language: &str, table: &[&[&str]]) {
        for sentences in table {
            let text = sentences.join(" ");
            let body = body(&[&text]);
            let ground = ground(&body, Some(language));
            let found: Vec<&str> = ground.sentences.iter().map(|span| span.of(&text)).collect();
            assert_eq!(&found, sentences, "{language}");
        }
    }

    #[test]
    fn english_sentences() {
        let table: [&[&str]; 16] = [
            &["Prices rose.", "Shares fell!", "Why?", "Nobody knew."],
            &[
                "Mr. Smith met Gen. Jones on Jan. 5 in St. Louis.",
                "They talked.",
            ],
            &["The U.S. President met the U.K. delegation in the U.S. on Monday."],
            &["He lives in the U.S.", "The president does not."],
            &[
                "Apple Inc. Chief Executive Tim Cook spoke.",
                "He left at 5 p.m.",
                "It rained.",
            ],
            &["\"We won,\" he said.", "\"They lost.\"", "It was late."],
            &["\"We won!\" he said.", "\"Who?\" asked J. R. Smith."],
            &["He called it \"a fine day.\"", "Then he left."],
            &["John F. Kennedy spoke.", "So did George W. Bush."],
            &[
                "It cost $3.5 million, up 2.4 percent.",
                "No. 3 was sold.",
                "No.",
                "He was not.",
            ],
            &["He waited... and waited...", "Then he left."],
            &["(He did not say why.)", "Nobody asked."],
            &["See example.com for more.", "It is free."],
            &["Sen. Ann Lee, D-Calif., said so.", "Her staff did not."],
            &["Order No. 5 of Vol. 2 was found in Art. 7.", "It was old."],
            &["\"Is it?\"", "\"It is.\"", "He left."],
        ];
        check("en", &table);
    }

    #[test]
    fn a_forgotten_blank_is_seen_before_a_little_word() {
        let text = "It is over.The minister left. He ran www.example.Com and node.js too.";
        let ground = ground(&body(&[text]), Some("en"));
        let found: Vec<&str> = ground.sentences.iter().map(|span| span.of(text)).collect();
        let expected = [
            "It is over.",
            "The minister left.",
            "He ran www.example.Com and node.js too.",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_of_other_languages() {
        check(
            "de",
            &[
                &[
                    "Am 15. Mai trat Dr. Merz zurück.",
                    "Das sagte er am 3. Juni.",
                ],
                &["»Nein.«", "Er ging.", "„Ja“, sagte sie."],
                &[
                    "Es kostet ca. 3 Mio. Euro bzw. etwas mehr.",
                    "Der Preis steigt.",
                ],
            ],
        );
        check(
            "fr",
            &[&["« Il pleut. »", "M. Dupont est parti.", "Et après ?"]],
        );
        check(
            "es",
            &[&["¿Qué pasa?", "El Sr. Pérez no lo sabe.", "¡Vamos!"]],
        );
        check("cs", &[&["Přišel 15. února.", "Nikdo ho nečekal."]]);
        check(
            "ru",
            &[&["Цена выросла до 5 млн руб. в год.", "Это много."]],
        );
        check("ar", &[&["ماذا حدث؟", "لا أحد يعرف."]]);
        check("hi", &[&["बारिश हुई।", "सब घर गए।"]]);
    }

    #[test]
    fn cjk_needs_no_blank() {
        let text = "政府周二宣布。“他们辞职了！”没有人知道。";
        let ground = ground(&body(&[text]), Some("zh"));
        let found: Vec<&str> = ground.sentences.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["政府周二宣布。", "“他们辞职了！”", "没有人知道。"]);
    }

    #[test]
    fn paragraphs_and_rows_end_sentences() {
        let body = body(&["Prices rose\nShares 5\nBonds 7", "and fell."]);
        let ground = ground(&body, Some("en"));
        let found: Vec<&str> = ground.sentences.iter().map(|s| s.of(&body.text)).collect();
        assert_eq!(found, ["Prices rose", "Shares 5", "Bonds 7", "and fell."]);
    }

    #[test]
    fn a_long_body_is_read_up_to_its_bound() {
        let paragraph = "Prices rose again. ".repeat(100);
        let many = vec![paragraph.trim_end(); 100];
        let long = body(&many);
        let found = ground(&long, Some("en"));
        assert!(found.end <= ENRICH_BYTES_MAX && found.end > ENRICH_BYTES_MAX / 2);
        assert!(
            long.paragraphs
                .iter()
                .any(|paragraph| paragraph.end == found.end)
        );
        let one = body(&[&"字".repeat(100_000)]);
        assert!(ground(&one, Some("zh")).end <= ENRICH_BYTES_MAX);
    }

    proptest! {
        #[test]
        fn sentences_hold_every_token(text in "([A-Za-z.!?\"' 。…\n]|Mr\\. |U\\.S\\. |é){0,200}") {
            let body = body(&[&text]);
            let ground = ground(&body, Some("en"));
            let mut at = 0;
            for token in &ground.tokens {
                while !ground.sentences[at].contains(token.span) {
                    at += 1;
                }
            }
            let ordered = ground.sentences.windows(2).all(|pair| pair[0].end <= pair[1].start);
            prop_assert!(ordered);
        }
    }
}
