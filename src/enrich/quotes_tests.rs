use crate::enrich::ground;
use crate::lexicon::Lexicon;
use crate::story::{Body, Span};

/// Each quotation as `text | speaker's words | cue`.
fn check(language: &str, text: &str, expected: &[&str]) {
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        paragraphs.push(Span::new(at, at + part.len()));
        at += part.len() + 2;
    }
    let body = Body {
        text: text.to_owned(),
        paragraphs,
        ..Body::default()
    };
    let ground = ground::ground(&body, Some(language));
    let lexicon = Lexicon::built_in();
    let words = lexicon.quotes.of(Some(language)).unwrap();
    let found = super::quotes(&body, &ground, words);
    let shown: Vec<String> = found
        .iter()
        .map(|quote| {
            let speaker = quote.speaker_span.map_or("?", |span| span.of(text));
            format!(
                "{} | {speaker} | {}",
                quote.text,
                quote.cue.as_deref().unwrap_or("?")
            )
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn speakers_stand_on_either_side() {
    check(
        "en",
        r#""We will rebuild the pier," Mayor Ada Voss said."#,
        &["We will rebuild the pier, | Mayor Ada Voss | said"],
    );
    check(
        "en",
        r#""We will rebuild," said Ada Voss, the mayor of the port."#,
        &["We will rebuild, | Ada Voss | said"],
    );
    check(
        "en",
        r#"Ada Voss, who leads the port, told reporters: "The pier is gone.""#,
        &["The pier is gone. | Ada Voss, who leads the port | told"],
    );
    check(
        "en",
        r#""The pier is gone," according to Mr. Voss."#,
        &["The pier is gone, | Mr. Voss | according to"],
    );
    check(
        "en",
        r#""Who pays?" she asked. "We do not.""#,
        &["Who pays? | she | asked", "We do not. | she | asked"],
    );
}

#[test]
fn a_quotation_goes_on_over_cue_and_paragraph() {
    check(
        "en",
        r#""We go on," he said, "and we will win.""#,
        &["We go on, | he | said", "and we will win. | he | said"],
    );
    let text = "\"We go on,\" Lee B. Moor said. \"It is late.\n\n\"It is not too late.\"";
    check(
        "en",
        text,
        &[
            "We go on, | Lee B. Moor | said",
            "It is late. | Lee B. Moor | said",
            "It is not too late. | Lee B. Moor | said",
        ],
    );
}

#[test]
fn titles_and_terms_are_no_quotations() {
    check(
        "en",
        r#"The film "Night Ferry" opens on the "green" island today."#,
        &[],
    );
    check("en", "The wall is 6\" thick and 5' high.", &[]);
    check(
        "en",
        "He opened the speech \"and never came back to his seat in the hall.",
        &[],
    );
}

#[test]
fn other_languages_have_words_of_their_own() {
    check(
        "de",
        "„Wir machen weiter“, sagte Bürgermeisterin Ada Voss.",
        &["Wir machen weiter | Bürgermeisterin Ada Voss | sagte"],
    );
    check(
        "fr",
        "« Nous continuons », a déclaré la maire Ada Voss.",
        &["Nous continuons | la maire Ada Voss | déclaré"],
    );
}
