//! Ambiguous names and what tells them apart.

use proptest::prelude::*;

use super::annotations::{Annotations, EntityKind};
use super::entities;
use super::ground::ground;
use super::models::Models;
use super::models::tests::MODELS;
use super::place_context::Setting;
use super::places::places;
use crate::lexicon::Lexicon;
use crate::lexicon::places::Places;
use crate::lexicon::places::tests::PLACES;
use crate::story::{Body, Dateline, ResolvedPlace, Span};

fn read(text: &str, setting: Setting<'_>, gazetteer: &Places, models: &Models) -> Annotations {
    let body = Body {
        text: text.to_owned(),
        paragraphs: vec![Span::new(0, text.len())],
        ..Body::default()
    };
    let mut said = Annotations {
        ground: ground(&body, Some("en")),
        ..Annotations::default()
    };
    said.entities = entities::entities("", &body, &said.ground, Some("en"), &LEXICON, models);
    places(text, setting, &mut said, gazetteer.table(), models.names());
    said
}

/// The GeoNames id of a point, 0 where it has none.
fn id(point: Option<ResolvedPlace>) -> u32 {
    point.and_then(|point| point.geoname_id).unwrap_or(0)
}

const PARIS: u32 = 2_988_507;
const PARIS_TEXAS: u32 = 4_717_560;
const GEORGIA: u32 = 614_540;
const GEORGIA_STATE: u32 = 4_197_000;
const JORDAN: u32 = 248_816;
const BIRMINGHAM: u32 = 2_655_603;
const BIRMINGHAM_ALABAMA: u32 = 4_049_979;
const LONDON_ONTARIO: u32 = 6_058_560;
const SPRINGFIELD_ILLINOIS: u32 = 4_250_542;
const UNITED_STATES: u32 = 6_252_001;
const WASHINGTON: u32 = 4_140_963;

/// A text and its places with their GeoNames ids, 0 where nobody can say.
type Row = (&'static str, &'static [(&'static str, u32)]);

const TABLE: [Row; 29] = [
    (
        "UAE and DPRK diplomats met their UK and U.S. counterparts in Geneva.",
        &[
            ("UAE", 290_557),
            ("DPRK", 1_873_107),
            ("UK", 2_635_167),
            ("U.S.", UNITED_STATES),
            ("Geneva", 2_660_646),
        ],
    ),
    (
        "In Washington state, Gov. Ada Roe signed the bill on Monday.",
        &[("Washington", 5_815_135)],
    ),
    (
        "Police in Washington Township, New Jersey, arrested a man on Monday.",
        &[
            ("Washington Township", 5_106_057),
            ("New Jersey", 5_101_760),
        ],
    ),
    (
        "The Gaza Strip and the West Bank are in dispute.",
        &[("Gaza Strip", 281_132), ("West Bank", 285_153)],
    ),
    (
        "Turkish jets hit Qamishli and other towns in Syria, and Northern Syria lost power.",
        &[("Qamishli", 173_377), ("Syria", 163_843)],
    ),
    ("The minister flew to Paris on Monday.", &[("Paris", PARIS)]),
    (
        "The fire broke out in Paris, Texas, on Monday.",
        &[("Paris", PARIS_TEXAS), ("Texas", 4_736_286)],
    ),
    (
        "He flew from Paris to Paris, Texas, on Monday.",
        &[
            ("Paris", PARIS),
            ("Paris, Texas", PARIS_TEXAS),
            ("Texas", 4_736_286),
        ],
    ),
    (
        "Troops left Tbilisi on Monday, and Georgia asked Russia for talks.",
        &[
            ("Tbilisi", 611_717),
            ("Georgia", GEORGIA),
            ("Russia", 2_017_370),
        ],
    ),
    (
        "Voters in Atlanta went to the polls as Georgia and Alabama chose governors.",
        &[
            ("Atlanta", 4_180_439),
            ("Georgia", GEORGIA_STATE),
            ("Alabama", 4_829_764),
        ],
    ),
    (
        "Refugees crossed from Syria into Jordan on Monday.",
        &[("Syria", 163_843), ("Jordan", JORDAN)],
    ),
    ("Mr. Michael Jordan said so on Monday.", &[]),
    (
        "Police in Birmingham arrested two men.",
        &[("Birmingham", BIRMINGHAM)],
    ),
    (
        "Police in Birmingham, Ala., arrested two men.",
        &[("Birmingham", BIRMINGHAM_ALABAMA), ("Ala.", 4_829_764)],
    ),
    (
        "The plant in London, Ont., will close.",
        &[("London", LONDON_ONTARIO), ("Ont.", 6_093_943)],
    ),
    (
        "The school in Springfield was closed.",
        &[("Springfield", 0)],
    ),
    (
        "The school in Springfield was closed, and others near Peoria and Decatur in Illinois.",
        &[
            ("Springfield", SPRINGFIELD_ILLINOIS),
            ("Peoria", 4_905_687),
            ("Decatur", 4_236_895),
            ("Illinois", 4_896_861),
        ],
    ),
    (
        "The U.S. said no. Later the United States said yes.",
        &[("United States", UNITED_STATES)],
    ),
    (
        "The road from Amherst to Hadley and Granby was closed.",
        &[
            ("Amherst", 4_929_022),
            ("Hadley", 4_938_574),
            ("Granby", 4_938_064),
        ],
    ),
    (
        "The talks in Washington went on.",
        &[("Washington", WASHINGTON)],
    ),
    ("She flew to L.A. on Monday.", &[("L.A.", 5_368_361)]),
    (
        "He lives in Middletown, N.Y., and his son moved to Florida on Monday.",
        &[
            ("Middletown", 5_126_842),
            ("N.Y.", 5_128_638),
            ("Florida", 4_155_751),
        ],
    ),
    (
        "They met in the Middle East.",
        &[("Middle East", 6_269_133)],
    ),
    (
        "He flew to Washington, New York and Boston.",
        &[
            ("Washington", WASHINGTON),
            ("New York", 5_128_581),
            ("Boston", 4_930_956),
        ],
    ),
    (
        "He came to Washington and left for Ottawa.",
        &[("Washington", WASHINGTON), ("Ottawa", 6_094_817)],
    ),
    (
        "Former New York Gov. Jane Doe spoke on Monday.",
        &[("New York", 5_128_638)],
    ),
    (
        "The Gulf of Finland froze.",
        &[("Gulf of Finland", 453_749)],
    ),
    ("They want to learn from the West.", &[("West", 0)]),
    (
        "She flew to the White House on Monday.",
        &[("White House", 0)],
    ),
];

#[test]
fn what_stands_around_a_name_says_which_place_it_is() {
    let (gazetteer, models) = (&*PLACES, &*MODELS);
    for (text, expected) in TABLE {
        let said = read(text, Setting::default(), gazetteer, models);
        let places = said.entities.iter().filter(|e| e.kind == EntityKind::Place);
        let found: Vec<(&str, u32)> = places.map(|e| (e.name.as_str(), id(e.point))).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn dateline_and_home_tell_towns_apart() {
    let (gazetteer, models) = (&*PLACES, &*MODELS);
    let line = |place: &str, region: Option<&str>, country: Option<&str>| Dateline {
        place: Some(place.to_owned()),
        region: region.map(str::to_owned),
        country: country.map(str::to_owned),
        ..Dateline::default()
    };
    let text = "Police in Springfield arrested two men.";
    let of = |dateline: Option<&Dateline>, home: Option<[u8; 2]>| {
        let said = read(text, Setting { dateline, home }, gazetteer, models);
        let first = said.entities.first().and_then(|entity| entity.point);
        (id(first), id(said.dateline_place))
    };
    let peoria = line("Peoria", Some("Illinois"), Some("US"));
    assert_eq!(of(Some(&peoria), None), (SPRINGFIELD_ILLINOIS, 4_905_687));
    assert_eq!(of(None, None), (0, 0));
    assert_eq!(
        of(Some(&line("Nowhere in Particular", None, None)), None),
        (0, 0)
    );
}

/// A text and the places found in it by words around them.
const FOUND: [(&str, &[&str]); 56] = [
    (
        "The fair is held in Laurel County every June.",
        &["Laurel County"],
    ),
    (
        "A Lexington County Sheriff's report gave no reason.",
        &["Lexington County"],
    ),
    (
        "Voters of Barrow and Jackson counties chose their judges.",
        &["Barrow", "Jackson"],
    ),
    (
        "She was born in Hoboken, New Jersey, and died there.",
        &["Hoboken", "New Jersey"],
    ),
    (
        "She moved to Chowchilla, Calif., on Monday.",
        &["Chowchilla", "Calif."],
    ),
    (
        "Danbury police looked for an Alton man.",
        &["Danbury", "Alton"],
    ),
    ("The river rose near Newmarket on Monday.", &["Newmarket"]),
    ("He put his trust in Microsoft and in God.", &[]),
    (
        "Mr. Peter Lincoln lost; the party lost faith in Lincoln.",
        &[],
    ),
    (
        "The shop on Old Lexington Highway and one in 79th Street burned.",
        &["Old Lexington Highway", "79th Street"],
    ),
    ("They met at 12 Memphis St. at noon.", &["Memphis St."]),
    (
        "Anna Miller of Nelson and John Brown, 31, of Swansea, were hurt.",
        &["Nelson", "Swansea"],
    ),
    (
        "A Seattle-based firm and a Los Angeles-based one agreed.",
        &["Seattle", "Los Angeles"],
    ),
    (
        "Sen. Ann Smith, R-Fairfax, and Rep. Bob Jones, D-Iowa City, agreed.",
        &["Fairfax", "Iowa City"],
    ),
    ("MOSCOW 2026-03-03", &["MOSCOW"]),
    ("They voted for a self-styled man.", &[]),
    ("The fire at St. Paul was out by noon.", &["St. Paul"]),
    ("In Sidon the rally went on.", &["Sidon"]),
    ("President Lincoln spoke. Lincoln was tired.", &[]),
    ("An Albany man left on Sunday.", &["Albany"]),
    (
        "The Danbury Police Department and the Laurel County Jail were closed.",
        &["Danbury", "Laurel County"],
    ),
    (
        "The flight left Northfield Airport late.",
        &["Northfield Airport"],
    ),
    (
        "He came to the Republic of Armenia.",
        &["Republic of Armenia"],
    ),
    (
        "Rep. Bob Jones, D-N.D., and Ann Smith, R-Miss., agreed.",
        &["N.D.", "Miss."],
    ),
    ("The St. Louis-based firm closed.", &["St. Louis"]),
    ("Latin American ministers met in America.", &["America"]),
    ("She studied at the University of Kentucky.", &["Kentucky"]),
    ("The U.S. Senate and the S.C. House met.", &["U.S.", "S.C."]),
    (
        "He was taken to Princeton Community Hospital.",
        &["Princeton", "Princeton Community Hospital"],
    ),
    ("The Commerce Department and the Central Bank said so.", &[]),
    ("The Kansas City Royals won.", &[]),
    ("They play at the U.S. Open on Monday.", &[]),
    ("A Danish minister met Danish farmers.", &["Denmark"]),
    ("A Danish minister said so.", &[]),
    ("Troops stand at the Danish border.", &["Denmark"]),
    (
        "They met at the Hanbit Memorial Center on Monday.",
        &["Hanbit Memorial Center"],
    ),
    (
        "CHARLESTON, W.Va. -- Jane Doe died on Monday.",
        &["CHARLESTON", "W.Va."],
    ),
    ("She left the University of California.", &["California"]),
    ("It is a Canada-wide search, and Canada hopes.", &["Canada"]),
    ("Given Tunisia's troubles, more must be done.", &["Tunisia"]),
    ("“The UAE leads the region,” he said.", &["UAE"]),
    ("Though London's share rose, others fell.", &["London"]),
    (
        "Oklahoma Gov. Jane Doe signed the law on Friday.",
        &["Oklahoma"],
    ),
    ("Farmers along the Chenab prayed for rain.", &["Chenab"]),
    (
        "The Cauvery dispute goes on; the Cauvery Water Board said no.",
        &["Cauvery"],
    ),
    ("They live in West Yorkshire.", &["West Yorkshire"]),
    ("They met the Lagos State Governor on Monday.", &["Lagos"]),
    (
        "CHICAGO Susan Miller blasted the plan on Friday.",
        &["CHICAGO"],
    ),
    ("In the Hayward area the road was shut.", &["Hayward"]),
    ("They are from Hayward and Oxford.", &["Hayward", "Oxford"]),
    ("The car hit a roundabout at Edmonton.", &["Edmonton"]),
    ("The court heard a Concord developer.", &["Concord"]),
    ("She landed at Heathrow on Monday.", &["Heathrow"]),
    ("They learn to read in Danish and in Danish.", &[]),
    (
        "The Danish Navy and the Danish Air Force met.",
        &["Denmark"],
    ),
    ("Critics spoke of anti-Danish, ex-Danish men.", &["Denmark"]),
];

/// A text and all mentions of one of its places, as they stand.
const MENTIONED: [(&str, &str, &[&str]); 11] = [
    (
        "Russia said no. A Russian minister and two Russians said yes.",
        "Russia",
        &["Russia", "Russian", "Russians"],
    ),
    (
        "The South Korean minister left South Korea.",
        "South Korea",
        &["South Korean", "South Korea"],
    ),
    (
        "She left Kentucky. The University of Kentucky is old.",
        "Kentucky",
        &["Kentucky", "Kentucky"],
    ),
    (
        "The Syrian-Turkish border is closed, and Syria is far.",
        "Syria",
        &["Syrian", "Syria"],
    ),
    (
        "He went to Italy with the Italy News Company.",
        "Italy",
        &["Italy", "Italy"],
    ),
    ("A Danish minister went to Norway.", "Norway", &["Norway"]),
    (
        "Nigeria mourned. The Nigerian Air Force said so.",
        "Nigeria",
        &["Nigeria", "Nigerian"],
    ),
    (
        "Europe waits. The EU and its European partners said so.",
        "Europe",
        &["Europe", "EU", "European"],
    ),
    (
        "Sicily waits. The Sicilian coast is near.",
        "Sicily",
        &["Sicily", "Sicilian"],
    ),
    (
        "Central America waits. The Central American states agreed.",
        "Central America",
        &["Central America", "Central American"],
    ),
    (
        "Denmark waits. The plan is to teach in Danish, as in the Danish schools.",
        "Denmark",
        &["Denmark", "Danish"],
    ),
];

#[test]
fn a_place_named_is_met_again_in_adjectives_and_longer_names() {
    for (text, name, expected) in MENTIONED {
        let said = read(text, Setting::default(), &PLACES, &MODELS);
        let mut places = said.entities.iter().filter(|e| e.kind == EntityKind::Place);
        let place = places.find(|e| e.name == name).expect("the place");
        let found: Vec<&str> = place.mentions.iter().map(|m| m.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn words_around_a_name_show_a_place() {
    for (text, expected) in FOUND {
        let said = read(text, Setting::default(), &PLACES, &MODELS);
        let places = said.entities.iter().filter(|e| e.kind == EntityKind::Place);
        let found: Vec<&str> = places.map(|e| e.name.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn no_mention_is_lost(
        names in prop::collection::vec(
            prop::sample::select(&[
                "Paris", "Texas", "London", "Ontario", "Georgia", "Jordan", "Springfield", "U.S.",
                "United States", "Mr. Brown", "York County", "the", "in", ",", "Nowhere",
            ][..]),
            0..24,
        )
    ) {
        let text = names.join(" ").replace(" ,", ",");
        let (gazetteer, models) = (&*PLACES, &*MODELS);
        let body = Body { text: text.clone(), paragraphs: vec![Span::new(0, text.len())], ..Body::default() };
        let before = entities::entities("", &body, &ground(&body, Some("en")), Some("en"), &LEXICON, models);
        let said = read(&text, Setting::default(), gazetteer, models);
        let spans = |entities: &[super::Entity]| {
            let mut spans: Vec<_> = entities
                .iter()
                .flat_map(|e| e.mentions.iter().map(|m| (*m, e.kind)))
                .collect();
            spans.sort();
            spans
        };
        let after = spans(&said.entities);
        prop_assert!(spans(&before).iter().all(|span| after.contains(span)));
        let mut ids: Vec<u32> = said.entities.iter().filter_map(|e| e.point?.geoname_id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), count, "one entity a place");
        prop_assert!(ids.iter().all(|id| *id != 0));
        prop_assert!(said.entities.iter().all(|e| e.kind == EntityKind::Place || e.point.is_none()));
    }
}

static LEXICON: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(Lexicon::built_in);

/// A text, a place that the gazetteer has not, and the GeoNames id of the town it lies by, 0 where
/// it gets no point.
const BY_A_TOWN: [(&str, &str, u32); 6] = [
    (
        "They met in Seoul on Monday. Seoul's Hanbit Stadium was full.",
        "Hanbit Stadium",
        1_835_848,
    ),
    (
        "A shop on Old Lexington Highway in Albuquerque burned.",
        "Old Lexington Highway",
        5_454_711,
    ),
    (
        "Albuquerque firefighters were called on Monday. The fire on Third Street was out by noon.",
        "Third Street",
        5_454_711,
    ),
    (
        "He drove from Paris to Moscow. The fire on Third Street was out by noon.",
        "Third Street",
        0,
    ),
    ("They live in Quuxford, near Tbilisi.", "Quuxford", 611_717),
    ("He was in Moscow. She was in Quuxford.", "Quuxford", 0),
];

#[test]
fn what_the_gazetteer_has_not_lies_by_the_town_beside_it() {
    let table = PLACES.table();
    for (text, name, town) in BY_A_TOWN {
        let said = read(text, Setting::default(), &PLACES, &MODELS);
        let mut places = said.entities.iter().filter(|e| e.kind == EntityKind::Place);
        let place = places.find(|e| e.name == name).expect(name);
        assert_eq!(id(place.point), 0, "{text}");
        let point = place.point.map(|p| (p.latitude, p.longitude));
        let mut towns = ["seoul", "albuquerque", "tbilisi"].into_iter();
        let towns = towns.by_ref().flat_map(|name| table.named(name));
        let town = towns.map(|(p, _)| p).find(|p| p.geoname_id == Some(town));
        assert_eq!(point, town.and_then(|town| town.point), "{text}");
    }
}
