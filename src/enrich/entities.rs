//! Tags to entities: mentions, then the document pass that joins and corrects them.
//!
//! In: a story's text, its ground and tags. Out: entities with all their mentions.
//! Never: a mention outside the body.

use super::annotations::{Entity, EntityKind, Ground, Quote};
use super::bare_people::bare_people;
use super::document_pass::document_pass;
use super::features::Prepared;
use super::full_names::full_names;
use super::gather::gather;
use super::mention::Mention;
use super::models::Models;
use super::name_cues::is_in_ticker;
use super::own_names::own_names;
use super::place_landforms::place_landforms;
use super::place_pairs::place_pairs;
use super::place_rules::place_rules;
use super::refine::refine;
use super::relevance::{Headline, Measure, Standing, lede};
use super::scene::Scene;
use super::tagger::OUTSIDE;
use super::world_names::world_names;
use crate::lexicon::Lexicon;
use crate::story::Body;

/// Mentions from which on a name can be said to come often.
const MENTIONS_MOST_MIN: usize = 3;

/// The entities of a story.
pub(super) fn entities(
    headline: &str,
    body: &Body,
    ground: &Ground,
    language: Option<&str>,
    lexicon: &Lexicon,
    models: &Models,
) -> Vec<Entity> {
    let text = body.text.as_str();
    let prepared = Prepared::new(text, ground, models.names());
    let scene = Scene {
        text,
        ground,
        prepared: &prepared,
        names: models.names(),
        own: lexicon.known.find(text),
    };
    let mentions = match language {
        // The tagger knows English; a text too short to tell is tried.
        None | Some("en") => {
            let tags = models.tagger().tag(&prepared, ground.tokens.len());
            let found = bare_people(&scene, refine(&scene, &mentions(&tags)));
            let table = lexicon.places().table();
            let found = full_names(&scene, place_rules(&scene, table, found));
            let found = own_names(&scene, place_pairs(&scene, table, found));
            let found = document_pass(&scene, found);
            let mut found = place_landforms(&scene, table, found);
            found.retain(|mention| mention.known.is_some() || !is_in_ticker(&scene, mention));
            found
        }
        Some(other) => {
            let found = world_names(text, ground, other, lexicon, models.names());
            own_names(&scene, full_names(&scene, found))
        }
    };
    let mut entities = gather(&scene, &mentions);
    entities.retain(|entity| !lexicon.known.is_stopped(entity.kind, &entity.name));
    weigh(&mut entities, headline, body, ground);
    entities
}

/// Gives quotations the entity that stands in the words beside their cue.
pub(super) fn name_speakers(entities: &[Entity], quotes: &mut [Quote]) {
    for quote in quotes {
        let Some(span) = quote.speaker_span else {
            continue;
        };
        let people = |entity: &Entity| entity.kind != EntityKind::Place;
        let within = |entity: &Entity| entity.mentions.iter().any(|m| span.contains(*m));
        let found = |kind| {
            let fits = |entity: &Entity| entity.kind == kind && people(entity) && within(entity);
            entities.iter().position(fits)
        };
        quote.speaker = found(EntityKind::Person).or_else(|| found(EntityKind::Organisation));
    }
}

/// What a story is about, and what it only names.
fn weigh(entities: &mut [Entity], headline: &str, body: &Body, ground: &Ground) {
    let headline = Headline::new(headline);
    let mentions = |entity: &Entity| entity.mentions.len();
    let measure = Measure {
        lede: lede(body),
        end: ground.end,
        most: entities
            .iter()
            .map(mentions)
            .max()
            .map_or(0, |most| most.max(MENTIONS_MOST_MIN)),
    };
    for entity in entities {
        entity.relevance = measure.relevance(Standing {
            headline: in_headline(&headline, entity, &body.text),
            first: entity.mentions.first().map(|mention| mention.start),
            often: mentions(entity),
        });
    }
}

/// Whether the headline names it in full, as the story does elsewhere, or by the surname.
fn in_headline(headline: &Headline<'_>, entity: &Entity, text: &str) -> bool {
    let surname = entity.name.rsplit(' ').next();
    let surname = surname.filter(|_| entity.kind == EntityKind::Person);
    let forms = surname.into_iter().chain([entity.name.as_str()]);
    let written = entity.mentions.iter().map(|mention| mention.of(text));
    forms.chain(written).any(|form| headline.names(form))
}

/// Runs of tags.
fn mentions(tags: &[u8]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        let kind = match tag {
            1 | 2 => EntityKind::Person,
            3 | 4 => EntityKind::Organisation,
            5 | 6 => EntityKind::Place,
            _ => continue,
        };
        match found.last_mut() {
            Some(last) if tag % 2 == 0 && last.tokens.1 == at && tags[at - 1] != OUTSIDE => {
                last.tokens.1 = at + 1;
            }
            _ => found.push(Mention::new(kind, (at, at + 1))),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ground::ground;
    use super::super::models::tests::MODELS;
    use super::*;
    use crate::story::Span;

    fn body(text: &str) -> Body {
        Body {
            text: text.to_owned(),
            paragraphs: vec![Span::new(0, text.len())],
            ..Body::default()
        }
    }

    fn entities_of(body: &Body, language: &str, lexicon: &Lexicon) -> Vec<Entity> {
        let language = Some(language);
        entities(
            "",
            body,
            &ground(body, language),
            language,
            lexicon,
            &MODELS,
        )
    }

    fn read(text: &str) -> Vec<Entity> {
        let body = body(text);
        entities_of(&body, "en", &Lexicon::built_in())
    }

    /// A text and its entities: kind, name, number of mentions.
    type Row = (&'static str, &'static [(EntityKind, &'static str, usize)]);

    const TABLE: [Row; 19] = [
        (
            "Mr. John Smith of Germany met Angela Brown in Paris. Smith's office said so.",
            &[
                (EntityKind::Person, "John Smith", 2),
                (EntityKind::Place, "Germany", 1),
                (EntityKind::Person, "Angela Brown", 1),
                (EntityKind::Place, "Paris", 1),
            ],
        ),
        (
            "The Finance Ministry said on Monday that the ECB would not cut rates.",
            &[
                (EntityKind::Organisation, "Finance Ministry", 1),
                (EntityKind::Organisation, "ECB", 1),
            ],
        ),
        (
            "Shares of Microsoft Corp. fell in New York, the U.S. company said.",
            &[
                (EntityKind::Organisation, "Microsoft Corp.", 1),
                (EntityKind::Place, "New York", 1),
                (EntityKind::Place, "U.S.", 1),
            ],
        ),
        (
            "Anna van der Berg, who won the race, said she would leave in March.",
            &[(EntityKind::Person, "Anna van der Berg", 1)],
        ),
        (
            "Norwich 1 Ipswich 3",
            &[
                (EntityKind::Organisation, "Norwich", 1),
                (EntityKind::Organisation, "Ipswich", 1),
            ],
        ),
        (
            "2. Trine Norman (Norway) 65.12, 3. J. Ratcliffe 64",
            &[
                (EntityKind::Person, "Trine Norman", 1),
                (EntityKind::Place, "Norway", 1),
                (EntityKind::Person, "J. Ratcliffe", 1),
            ],
        ),
        (
            "The India-Pakistan border, a New York-London train, the Cairo-Addis Ababa road.",
            &[
                (EntityKind::Place, "India", 1),
                (EntityKind::Place, "Pakistan", 1),
                (EntityKind::Place, "New York", 1),
                (EntityKind::Place, "London", 1),
                (EntityKind::Place, "Cairo", 1),
                (EntityKind::Place, "Addis Ababa", 1),
            ],
        ),
        (
            "She left Baden-Baden, Germany, and Anna Lind-Roe behind.",
            &[
                (EntityKind::Place, "Baden-Baden", 1),
                (EntityKind::Place, "Germany", 1),
                (EntityKind::Person, "Anna Lind-Roe", 1),
            ],
        ),
        (
            "Prime Minister Anna Lind's Unity Party won, the spokeswoman Ning Roe-Tao said.",
            &[
                (EntityKind::Person, "Anna Lind", 1),
                (EntityKind::Organisation, "Unity Party", 1),
                (EntityKind::Person, "Ning Roe-Tao", 1),
            ],
        ),
        (
            "Shares of Quuxo Urban Xylo (QUX.N) fell, the Ministry of Fisheries told the Sofia Morning Post.",
            &[
                (EntityKind::Organisation, "Quuxo Urban Xylo", 1),
                (EntityKind::Organisation, "Ministry of Fisheries", 1),
                (EntityKind::Organisation, "Sofia Morning Post", 1),
            ],
        ),
        (
            "Shares of Quuxo Urban Xylo (QUXb.CO) rose, said Oklahoma Gov. Jane Fallon Doe.",
            &[
                (EntityKind::Organisation, "Quuxo Urban Xylo", 1),
                (EntityKind::Place, "Oklahoma", 1),
                (EntityKind::Person, "Jane Fallon Doe", 1),
            ],
        ),
        (
            "New Zealand Prime Minister Ann Roe met Labour Minister Eva Lind.",
            &[
                (EntityKind::Place, "New Zealand", 1),
                (EntityKind::Person, "Ann Roe", 1),
                (EntityKind::Person, "Eva Lind", 1),
            ],
        ),
        (
            "Rain fell in Jalisco State, Mexico. Ohio State beat the Red Sox.",
            &[
                (EntityKind::Place, "Jalisco State", 1),
                (EntityKind::Place, "Mexico", 1),
                (EntityKind::Organisation, "Ohio State", 1),
                (EntityKind::Organisation, "Red Sox", 1),
            ],
        ),
        (
            "Toyota Motor Corp. President Koji Sato apologised to Thai Prime Minister Bo Lind.",
            &[
                (EntityKind::Organisation, "Toyota Motor Corp.", 1),
                (EntityKind::Person, "Koji Sato", 1),
                (EntityKind::Person, "Bo Lind", 1),
            ],
        ),
        (
            "A clerk of the Springfield Fire Department met the West Midlands Police near a reef.",
            &[
                (EntityKind::Organisation, "Springfield Fire Department", 1),
                (EntityKind::Organisation, "West Midlands Police", 1),
            ],
        ),
        (
            "The Sahel, the Horn of Africa and the Maghreb need aid.",
            &[
                (EntityKind::Place, "Sahel", 1),
                (EntityKind::Place, "Horn of Africa", 1),
                (EntityKind::Place, "Maghreb", 1),
            ],
        ),
        (
            "South African Rep. Ada Maria Lind met Jordan's King Hussein in Kenya's Mombasa.",
            &[
                (EntityKind::Person, "Ada Maria Lind", 1),
                (EntityKind::Place, "Jordan", 1),
                (EntityKind::Person, "Hussein", 1),
                (EntityKind::Place, "Kenya", 1),
                (EntityKind::Place, "Mombasa", 1),
            ],
        ),
        ("the rain went on all day and nobody came", &[]),
        ("", &[]),
    ];

    #[test]
    fn names_are_found_whole_and_of_their_kind() {
        let mut wrong = Vec::new();
        for (text, expected) in TABLE {
            let found = read(text);
            let found: Vec<_> = found
                .iter()
                .map(|e| (e.kind, e.name.as_str(), e.mentions.len()))
                .collect();
            if found != expected {
                wrong.push(format!("{text}: {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// What the newsroom's own names make of a text: kind, name, mentions, identifier.
    #[test]
    fn the_newsrooms_own_names_win() {
        let files: [(&str, &[u8]); 4] = [
            (
                "people.tsv",
                b"Mara Ortiz\tMara Lopez Ortiz; La Ortiz\tQ42\n",
            ),
            (
                "organisations.tsv",
                b"Paris Holding\tParis\thttp://example.com/1\nBoeing\tthe planemaker\n",
            ),
            ("places.tsv", b"Quuxville\t\t\t\t1.5\t2.5\tPT\n"),
            ("stop.tsv", b"person\tAngela Brown\n"),
        ];
        let lexicon = Lexicon::with_files(&files).expect("sound");
        type Found = &'static [(&'static str, &'static str, usize)];
        let table: [(&str, Found); 5] = [
            (
                "Mara Lopez Ortiz of Quuxville met Angela Brown. Ortiz's office said so.",
                &[("person", "Mara Ortiz", 2), ("place", "Quuxville", 1)],
            ),
            (
                "La Ortiz left. Mr. Ortiz said it to Paris on Monday.",
                &[
                    ("person", "Mara Ortiz", 2),
                    ("organisation", "Paris Holding", 1),
                ],
            ),
            (
                "Shares of Boeing Co. fell, the planemaker said.",
                &[("organisation", "Boeing", 2)],
            ),
            (
                "Port Said and Paris Hilton",
                &[("place", "Port Said", 1), ("person", "Paris Hilton", 1)],
            ),
            ("nobody knows the planemakers", &[]),
        ];
        for (text, expected) in table {
            let body = body(text);
            let found = entities_of(&body, "en", &lexicon);
            let found: Vec<_> = found
                .iter()
                .map(|e| (e.kind.name(), e.name.as_str(), e.mentions.len()))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    /// Language, text, and its entities: kind, name, number of mentions.
    #[test]
    fn other_languages_have_what_lists_and_titles_show() {
        type Found = &'static [(&'static str, &'static str, usize)];
        let table: [(&str, &str, Found); 12] = [
            (
                "de",
                "Bundeskanzlerin Angela Merkel reist nach Frankreich. Merkels Sprecher sagte das in Berlin.",
                &[
                    ("person", "Angela Merkel", 2),
                    ("place", "Frankreich", 1),
                    ("place", "Berlin", 1),
                ],
            ),
            (
                "de",
                "Die Zukunft Deutschlands, so die SPD, hänge vom Essen in der Stadt ab.",
                &[("place", "Deutschland", 1), ("organisation", "SPD", 1)],
            ),
            (
                "de",
                "Das Haus der Kunst zeigt Bilder von Wiener Malern im Mai.",
                &[],
            ),
            (
                "fr",
                "L'Allemagne et les Pays-Bas saluent le président Emmanuel Macron, dit l'AFP à Nantes.",
                &[
                    ("place", "Allemagne", 1),
                    ("place", "Pays-Bas", 1),
                    ("person", "Emmanuel Macron", 1),
                    ("organisation", "AFP", 1),
                    ("place", "Nantes", 1),
                ],
            ),
            (
                "fr",
                "Les tours de la ville sont hautes. Tours et nice.",
                &[],
            ),
            (
                "es",
                "El presidente Pedro Sánchez viajó a Estados Unidos. Sánchez habló ante la ONU en Nueva York.",
                &[
                    ("person", "Pedro Sánchez", 2),
                    ("place", "Estados Unidos", 1),
                    ("organisation", "ONU", 1),
                    ("place", "Nueva York", 1),
                ],
            ),
            (
                "es",
                "El Real Madrid ganó en casa.",
                &[("organisation", "Real Madrid", 1)],
            ),
            (
                "it",
                "Il ministro degli Esteri è arrivato in Germania dall'Italia.",
                &[("place", "Germania", 1), ("place", "Italia", 1)],
            ),
            (
                "ru",
                "Президент России прибыл в Москву, сообщили в МИД. Посол Китая промолчал.",
                &[
                    ("place", "России", 1),
                    ("place", "Москву", 1),
                    ("organisation", "МИД", 1),
                    ("place", "Китая", 1),
                ],
            ),
            (
                "tr",
                "Türkiye'nin başkenti Ankara'da toplantı var.",
                &[("place", "Türkiye", 1), ("place", "Ankara", 1)],
            ),
            (
                "ar",
                "وصل الوزير إلى القاهرة قادما من ألمانيا",
                &[("place", "القاهرة", 1), ("place", "ألمانيا", 1)],
            ),
            ("zh", "政府周二宣布辞职", &[]),
        ];
        let mut wrong = Vec::new();
        let lexicon = Lexicon::built_in();
        for (language, text, expected) in table {
            let found = entities_of(&body(text), language, &lexicon);
            let found: Vec<_> = found
                .iter()
                .map(|e| (e.kind.name(), e.name.as_str(), e.mentions.len()))
                .collect();
            if found != expected {
                wrong.push(format!("{text}: {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// A full name seen once is found again, and its parts are no names of their own.
    #[test]
    fn a_full_name_is_one_wherever_it_stands() {
        let text = "The All-Valley People's Assembly met on Monday in Paris. The fifth \
            All-Valley People's Assembly was held in 2019.";
        let found = read(text);
        let found: Vec<_> = found
            .iter()
            .map(|e| (e.name.as_str(), e.mentions.len()))
            .collect();
        assert_eq!(found, [("All-Valley People's Assembly", 2), ("Paris", 1)]);
    }

    #[test]
    fn a_title_stands_beside_the_name() {
        let found = read("Russian Foreign Minister Sergei Ivanov left Moscow.");
        let person = found
            .iter()
            .find(|e| e.kind == EntityKind::Person)
            .expect("a person");
        assert_eq!(person.name, "Sergei Ivanov");
        assert_eq!(person.title.as_deref(), Some("Russian Foreign Minister"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_mentions_do_not_overlap(
            text in "([A-Z][a-z]{0,5}[ .,]|Mr\\. |U\\.S\\. |of |van |'s |[a-zé]{1,4} |\"|\n){0,60}"
        ) {
            let found = read(&text);
            let mut spans: Vec<Span> = found.iter().flat_map(|e| e.mentions.clone()).collect();
            spans.sort();
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(spans.iter().all(|span| !span.of(&text).is_empty()));
        }
    }
}
