use super::super::annotations::{Entity, EntityKind, Language};
use super::super::ground::ground;
use super::super::models::tests::MODELS;
use super::*;

#[test]
fn nothing_stands_beside_its_own_words() {
    for (names, expected) in [
        (
            &["Alexander Lukashenko", "Lukashenko", "Minsk"][..],
            &["Alexander Lukashenko", "Minsk"][..],
        ),
        (
            &["interest rates", "interest rate", "rates"],
            &["interest rates"],
        ),
        (
            &["European Central Bank", "ECB", "E.C.B."],
            &["European Central Bank"],
        ),
        (&["New York", "York Minster"], &["New York", "York Minster"]),
        (&[], &[]),
    ] {
        let all = names.iter().map(|name| (*name).to_owned());
        assert_eq!(apart(all), expected);
    }
}

#[test]
fn no_more_than_the_bound_are_kept() {
    let all = (0..50).map(|n| format!("Topic{n}x"));
    assert_eq!(apart(all).len(), KEYWORDS_MAX);
}

#[test]
fn days_numbers_and_agencies_are_not_listed() {
    let lexicon = Lexicon::built_in();
    for (name, expected) in [
        ("Tuesday", false),
        ("August", false),
        ("Reuters", false),
        ("2026", false),
        ("x", false),
        ("EU", true),
        ("harbour wall", true),
        ("Überseehafen", true),
    ] {
        assert_eq!(is_listed(name, false, &lexicon), expected, "{name}");
    }
    for (word, expected) in [("minister", true), ("French", true), ("tram", false)] {
        assert_eq!(says_little(MODELS.names(), word, 1), expected, "{word}");
    }
}

#[test]
fn entities_come_by_their_fullest_name() {
    let entity = |name: &str, relevance| Entity {
        kind: EntityKind::Person,
        name: name.to_owned(),
        title: None,
        mentions: vec![Span::new(0, 1)],
        relevance,
        point: None,
        known: None,
    };
    let said = Annotations {
        entities: vec![entity("Ann Lee", 80), entity("Bo Ray", 5)],
        ..Annotations::default()
    };
    let lexicon = Lexicon::built_in();
    let found = of_entities(&said);
    let found: Vec<_> = found
        .filter_map(|one| one.name("", &lexicon, None))
        .collect();
    assert_eq!(found, ["Ann Lee"]);
}

#[test]
fn whole_phrases_stand_for_their_parts() {
    for (text, expected) in [
        (
            "The wind farm levy rose. A wind farm levy is paid. They hate the wind farm levy.",
            &["wind farm levy"][..],
        ),
        (
            "The wind farm levy rose on the wind farm. A wind farm is tall; the wind farm hums.",
            &["wind farm"],
        ),
    ] {
        let body = Body {
            text: text.to_owned(),
            paragraphs: vec![Span::new(0, text.len())],
            ..Body::default()
        };
        let said = Annotations {
            language: Language {
                tag: Some("en"),
                confidence: 100,
            },
            ground: ground(&body, Some("en")),
            ..Annotations::default()
        };
        let found = keywords("", &body, &said, &Lexicon::built_in(), &MODELS);
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn titles_are_no_part_of_a_whole_name() {
    for (name, expected) in [
        ("President Ada Roe", "Ada Roe"),
        ("Lions of Tarn", "Lions of Tarn"),
        ("President", "President"),
    ] {
        assert_eq!(untitled(name, Some(MODELS.names())), expected);
    }
    assert_eq!(untitled("President Ada Roe", None), "President Ada Roe");
}
