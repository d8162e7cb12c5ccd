//! Datelines of every agency style, and texts that have none.

use super::dateline::{DatelineContext, read};
use crate::lexicon::Lexicon;

const STYLES: &str = include_str!("../../tests/fixtures/datelines.tsv");

/// What is expected: place as located, country, credits, day, and how the text begins.
type Expected<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

fn check(lexicon: &Lexicon, text: &str, expected: Option<Expected<'_>>) {
    let arrival = "2021-03-02T05:00:00Z".parse().ok();
    let context = DatelineContext {
        lexicon,
        arrival,
        source_time: None,
    };
    let got = read(text, &context);
    let got = got.map(|found| {
        let day = found
            .dateline
            .date
            .map_or(String::new(), |day| day.to_string());
        (
            found.dateline.located.unwrap_or_default(),
            found.dateline.country.unwrap_or_default(),
            found.dateline.credits.join("|"),
            day,
            text[found.body_start..]
                .chars()
                .take(12)
                .collect::<String>(),
        )
    });
    let owned = |(a, b, c, d, e): Expected<'_>| {
        (
            a.to_owned(),
            b.to_owned(),
            c.to_owned(),
            d.to_owned(),
            e.to_owned(),
        )
    };
    assert_eq!(got, expected.map(owned), "{text}");
}

#[test]
fn every_style_is_read() {
    let lexicon = Lexicon::built_in();
    let rows = STYLES.lines().filter(|line| !line.starts_with('#'));
    let mut seen = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let &[text, place, country, credits, day, body] = cells.as_slice() else {
            panic!("six cells are wanted: {row}");
        };
        check(&lexicon, text, Some((place, country, credits, day, body)));
        seen += 1;
    }
    assert!(seen > 60, "{seen} rows");
}

#[test]
fn a_sentence_is_no_dateline() {
    let lexicon = Lexicon::built_in();
    for text in [
        "",
        "-",
        "(",
        "The Armed Forces of the Philippines (AFP) said on Friday that it had moved.",
        "Armed Forces of the Philippines (AFP) - the army, navy and air force - moved.",
        "Australian Federal Police (AFP) officers raided a house.",
        "Pakistan Tehreek-e-Insaf (PTI) chairman Omar Roe spoke in Multan.",
        "On Monday, March 6 - the day of the vote - nobody came.",
        "Paris - the city of light - is dark tonight.",
        "TRUMP — The president spoke at length about his plans.",
        "NASA (National Aeronautics and Space Administration) - an agency - launched.",
        "IBM - The company said it would buy back shares of its own.",
        "UPDATE 1 - The company said it would buy back shares.",
        "BRAZIL - Exports of coffee fell for the third month.",
        "March 3 - The company said it would meet on Monday.",
        "By Monday, the storm had passed over the islands - and the sun was out.",
        "He joined Reuters (Reuters) - then part of Thomson - in London.",
        "Shr 12 cts vs 14 cts - Net 1,200,000",
        "ADVISORY: The press conference (AP) will be held - at noon.",
        "WASHINGTON-based lobbyists said on Friday that they were content.",
        "Jane Roe (Reuters) said - as she had before - that she was late.",
        "ROYAL COUNTY BANK LOWERS RATE AT 6-1/4 PCT, DOWN 1/2",
        "PERU SEEKING WHITE SUGAR ON APRIL 8 - TRADE",
        "【速報】大統領が辞任した。",
        "東京（とうきょう）は日本の首都。",
        "2月15日电影节在北京开幕。",
        "CHARLOTTE: I think that the people of this town deserve better than that.",
        "VICTORIA: We came here when the children were still very small indeed.",
        "［注］東京の天気は晴れ。",
        "NEW YORK: the city that never sleeps, a place for everyone to dream.",
    ] {
        check(&lexicon, text, None);
    }
}

#[test]
fn what_stood_before_is_kept() {
    let lexicon = Lexicon::built_in();
    let context = DatelineContext {
        lexicon: &lexicon,
        arrival: None,
        source_time: None,
    };
    for (text, before, raw) in [
        ("  TULSA (AP) — The mayor", "", "TULSA (AP) —"),
        (
            "(ANSA) - NAPOLI, 1 LUG - Il porto",
            "",
            "(ANSA) - NAPOLI, 1 LUG -",
        ),
        (
            "PTI | New Delhi | Updated: 09-01-2021 13:15 IST",
            "",
            "PTI | New Delhi | Updated: 09-01-2021 13:15 IST",
        ),
        (
            "Back to Gallery TULSA (AP) — The mayor",
            "Back to Gallery",
            "TULSA (AP) —",
        ),
        ("AM EST TULSA (AP) — The mayor", "AM EST", "TULSA (AP) —"),
        (
            "By Jane Roe TULSA, Okla., Jan 2 - The mayor",
            "By Jane Roe",
            "TULSA, Okla., Jan 2 -",
        ),
        (
            "Sports News, New Delhi, Oct 12 (IANS) India",
            "Sports News,",
            "New Delhi, Oct 12 (IANS)",
        ),
    ] {
        let found = read(text, &context);
        let got = found.map(|found| (&text[found.before.clone()], found.dateline.raw));
        assert_eq!(got, Some((before, raw.to_owned())), "{text}");
    }
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the text: no panic, and the parts lie in it in order.
        #[test]
        fn parts_lie_in_order(text in "\\PC{0,80}|[A-Z, .(/)0-9—_-]{0,60}( ?\\(AP\\) - .{0,9})?") {
            let lexicon = Lexicon::built_in();
            let context = DatelineContext { lexicon: &lexicon, arrival: None, source_time: None };
            if let Some(found) = read(&text, &context) {
                prop_assert!(found.before.end <= found.body_start);
                prop_assert!(text.is_char_boundary(found.body_start));
                prop_assert!(text.get(found.before.clone()).is_some());
                prop_assert!(text.contains(&found.dateline.raw));
            }
        }
    }
}
