use super::super::ground::ground;
use super::*;
use crate::lexicon::Lexicon;
use crate::story::Body;

/// What an English text with this headline holds, in the order of the text.
fn check(headline: &str, text: &str, expected: &[(&str, Sort, usize)]) {
    let body = Body {
        text: text.to_owned(),
        paragraphs: vec![Span::new(0, text.len())],
        ..Body::default()
    };
    let ground = ground(&body, Some("en"));
    let lexicon = Lexicon::built_in();
    let words = lexicon.keywords.of("en").expect("English is listed");
    let search = Search::new(text, &ground, &[], words, headline.split(' '));
    let mut found = search.found();
    found.sort_by_key(|phrase| (phrase.first, phrase.words));
    let found: Vec<(&str, Sort, usize)> = found
        .iter()
        .map(|phrase| (phrase.best.of(text), phrase.sort, phrase.often))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn repeated_neighbours_are_phrases() {
    check(
        "",
        "Dairy farms lost the water. The dairy farms will close, said a man of the water board.",
        &[
            ("dairy farms", Sort::Phrase, 2),
            ("farms", Sort::Noun, 2),
            ("water", Sort::Noun, 2),
        ],
    );
    check(
        "Council votes on tram line",
        "A tram line was voted down.",
        &[("tram line", Sort::Phrase, 1)],
    );
}

#[test]
fn capitals_within_a_sentence_are_terms() {
    check(
        "",
        "Yesterday the Golden Fleece and the Feast of Lanterns met. Clouds came.",
        &[
            ("Golden Fleece", Sort::Term, 1),
            ("Feast of Lanterns", Sort::Term, 1),
        ],
    );
    check(
        "",
        "The newly painted, then the freshly painted: of the harshly, of the harshly.",
        &[],
    );
    check("", "Rain fell. Rain went on, and rain it was.", &[]);
}

#[test]
fn marks_numbers_and_stop_words_part() {
    check(
        "",
        "The 12 45, and it was said. 12 45 again, by them of the two.",
        &[],
    );
    check("", "", &[]);
}

#[test]
fn the_headline_is_known_by_its_words() {
    for (headline, phrase, expected) in [
        ("Council votes on tram line", "tram line", true),
        ("TRAM LINE PLANNED", "tram line", true),
        ("Line of trams", "tram line", false),
        ("", "tram line", false),
    ] {
        let lexicon = Lexicon::built_in();
        let words = lexicon.keywords.of("en").expect("English is listed");
        let keys = keys_of(headline.split(' ').filter(|word| !word.is_empty()), words);
        let key = phrase
            .split(' ')
            .map(word_key)
            .reduce(join_keys)
            .expect("words");
        assert_eq!(keys.contains(&key), expected, "{headline}");
    }
}

#[test]
fn words_that_say_little_are_no_phrases() {
    check(
        "",
        "The dairy political row and a dairy political fight: the decision, a decision.",
        &[],
    );
    check(
        "",
        "The harbour can’t wait, and the harbour can’t move.",
        &[("harbour", Sort::Noun, 2)],
    );
}

#[test]
fn what_touches_a_name_is_part_of_it() {
    let text = "Yesterday Harbour Master Ann Lee met the Golden Fleece.";
    let body = Body {
        text: text.to_owned(),
        paragraphs: vec![Span::new(0, text.len())],
        ..Body::default()
    };
    let lexicon = Lexicon::built_in();
    let words = lexicon.keywords.of("en").expect("English is listed");
    let at = text.find("Ann Lee").expect("is there");
    let named = [Span::new(at, at + "Ann Lee".len())];
    let ground = ground(&body, Some("en"));
    let found = Search::new(text, &ground, &named, words, "".split(' ')).found();
    let found: Vec<&str> = found.iter().map(|one| one.best.of(text)).collect();
    assert_eq!(found, ["Golden Fleece"]);
}
