//! Datelines of every agency style, and texts that have none.

use super::dateline::{DatelineContext, read};
use crate::lexicon::Lexicon;

/// What is expected: place as located, country, credits, day, and how the text begins.
type Expected = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

fn check(lexicon: &Lexicon, text: &str, expected: Option<Expected>) {
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
    let owned = |(a, b, c, d, e): Expected| {
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
    let styles: &[(&str, Expected)] = &[
        (
            "des moines, feb 7 - Hog prices fell",
            ("Des Moines", "", "", "2021-02-07", "Hog prices f"),
        ),
        (
            "Kansas city, Feb 7 - Hog prices fell",
            ("Kansas City", "", "", "2021-02-07", "Hog prices f"),
        ),
        (
            "NO CITY (PERU), 8 NOV 89 (FBIS) -- [TEXT] THE",
            ("", "", "FBIS", "1989-11-08", "THE"),
        ),
        (
            "NO CITY, NO DATE (FBIS) -- THE",
            ("", "", "FBIS", "", "THE"),
        ),
        (
            "LIMA, 8 NOV 89 [RADIO DEL SUR) -- THE",
            ("Lima", "PE", "RADIO DEL SUR", "1989-11-08", "THE"),
        ),
        (
            "TULSA, Okla., - March 1 - The maker",
            ("Tulsa, Okla.", "US", "", "2021-03-01", "The maker"),
        ),
        (
            "TULSA, Okla., Mach 1 - The maker",
            ("Tulsa, Okla.", "US", "", "", "The maker"),
        ),
        (
            "ARNHEM, the Netherlands, Feb 3 - The maker",
            (
                "Arnhem, the Netherlands",
                "NL",
                "",
                "2021-02-03",
                "The maker",
            ),
        ),
        (
            "MELILLA, Spain-Morocco border, Feb 3 (AFP) - Dozens",
            (
                "Melilla, Spain-Morocco border",
                "ES",
                "AFP",
                "2021-02-03",
                "Dozens",
            ),
        ),
        (
            "(Corrects the name in paragraph 2) (Reuters) - The maker",
            ("", "", "Reuters", "", "The maker"),
        ),
        (
            "(Note) By Jane Roe (Reuters) - The maker",
            ("", "", "Reuters", "", "The maker"),
        ),
        (
            "PTI | New Delhi | Updated: 09-01-2021 13:15 IST | Created: 09-01-2021 13:13 IST",
            ("New Delhi", "IN", "PTI", "2021-01-09", ""),
        ),
        (
            "Press Trust of India Mumbai Last Updated : Jan 18 2021 | 6:15 PM IST Special units",
            ("Mumbai", "IN", "PTI", "2021-01-18", "Special unit"),
        ),
        (
            "MOSCOW (UrduPoint News / Sputnik - 15th February, 2021) The minister said",
            (
                "Moscow",
                "RU",
                "UrduPoint News|Sputnik",
                "2021-02-15",
                "The minister",
            ),
        ),
        (
            "QUETTA, (UrduPoint / Pakistan Point News - 20th Feb, 2021 ) :Traders met",
            (
                "Quetta",
                "PK",
                "UrduPoint|Pakistan Point News",
                "2021-02-20",
                "Traders met",
            ),
        ),
        (
            "KARACHI: (UrduPoint/UrduPoint / Pakistan Point News-Jan 7th, 2021) Rain fell",
            (
                "Karachi",
                "PK",
                "UrduPoint|Pakistan Point News",
                "2021-01-07",
                "Rain fell",
            ),
        ),
        (
            "OSLO (Reuters) - Norway raised rates",
            ("Oslo", "NO", "Reuters", "", "Norway raise"),
        ),
        (
            "OSLO (Reuters) -Norway raised rates",
            ("Oslo", "NO", "Reuters", "", "Norway raise"),
        ),
        (
            "(Reuters) – Shares of the maker fell",
            ("", "", "Reuters", "", "Shares of th"),
        ),
        (
            "QUITO, Jan 21 (Reuters) - The river rose",
            ("Quito", "EC", "Reuters", "2021-01-21", "The river ro"),
        ),
        (
            "OSLO/BERN (Reuters) - Talks began",
            ("Oslo/Bern", "NO", "Reuters", "", "Talks began"),
        ),
        (
            "KEY LARGO, Fla (Reuters) - A storm",
            ("Key Largo, Fla", "US", "Reuters", "", "A storm"),
        ),
        (
            "By Ann Lee Roe and Tom Poe OSLO/BERN, Feb 9 (Reuters) - Talks",
            ("Oslo/Bern", "NO", "Reuters", "2021-02-09", "Talks"),
        ),
        (
            "TULSA, Okla. (AP) — Firefighters came",
            ("Tulsa, Okla.", "US", "AP", "", "Firefighters"),
        ),
        (
            "TULSA, Okla.\u{a0}(AP) _ Firefighters came",
            ("Tulsa, Okla.", "US", "AP", "", "Firefighters"),
        ),
        (
            "By JANE ROE     SAN DIEGO (AP) -- Two ships",
            ("San Diego", "US", "AP", "", "Two ships"),
        ),
        (
            "OMAHA, Neb. (KETV Omaha/AP) — Snow fell",
            ("Omaha, Neb.", "US", "KETV Omaha|AP", "", "Snow fell"),
        ),
        (
            "OSLO _ (AP) _ The king spoke",
            ("Oslo", "NO", "AP", "", "The king spo"),
        ),
        (
            "Lyon, 21 jan 2019 (AFP) - Le maire",
            ("Lyon", "FR", "AFP", "2019-01-21", "Le maire"),
        ),
        (
            "Nairobi (AFP) – Rains came",
            ("Nairobi", "KE", "AFP", "", "Rains came"),
        ),
        (
            "SPOKANE, Washington, Oct 21 (AFP) - Fires",
            ("Spokane, Washington", "US", "AFP", "2020-10-21", "Fires"),
        ),
        (
            "Taxco de Alarcón (Mexico) (AFP) - Students",
            ("Taxco de Alarcón, Mexico", "MX", "AFP", "", "Students"),
        ),
        (
            "Kubinka, Russia, Aug 16 (AFP/APP): Tanks",
            ("Kubinka, Russia", "RU", "AFP|APP", "2020-08-16", "Tanks"),
        ),
        (
            "KAZAN, January 21. /TASS/. The plant",
            ("Kazan", "RU", "TASS", "2021-01-21", "The plant"),
        ),
        (
            "RIGA, June 2 (Itar-Tass) - The port",
            ("Riga", "LV", "Itar-Tass", "2020-06-02", "The port"),
        ),
        (
            "KAZAN. Oct 5 (Interfax) - The plant",
            ("Kazan", "RU", "Interfax", "2020-10-05", "The plant"),
        ),
        (
            "ACCRA, Nov. 8 (Xinhua) -- Ghana",
            ("Accra", "GH", "Xinhua", "2020-11-08", "Ghana"),
        ),
        (
            "LUOYANG, Henan, Nov. 14 (Xinhua) -- Farmers",
            ("Luoyang, Henan", "CN", "Xinhua", "2020-11-14", "Farmers"),
        ),
        (
            "HARBIN, Nov. 14(Xinhua)-- Farmers",
            ("Harbin", "CN", "Xinhua", "2020-11-14", "Farmers"),
        ),
        (
            "RAQQA , Syria, Dec. 1 (UPI) -- Fighters",
            ("Raqqa, Syria", "SY", "UPI", "2020-12-01", "Fighters"),
        ),
        (
            "NAGANO, Japan, Dec. 9 Kyodo - Snow",
            ("Nagano, Japan", "JP", "Kyodo", "2020-12-09", "Snow"),
        ),
        (
            "BUSAN, Dec. 13 (Yonhap) -- Ships",
            ("Busan", "KR", "Yonhap", "2020-12-13", "Ships"),
        ),
        (
            "New Delhi, Jun 26 (PTI) On cloud storage",
            ("New Delhi", "IN", "PTI", "2020-06-26", "On cloud sto"),
        ),
        (
            "Varanasi (UP) (PTI): Boats",
            ("Varanasi, UP", "IN", "PTI", "", "Boats"),
        ),
        (
            "Ludhiana (Punjab), Oct 02 (ANI): Farmers",
            ("Ludhiana, Punjab", "IN", "ANI", "2020-10-02", "Farmers"),
        ),
        (
            "Sports News, New Delhi, Oct 12 (IANS) India won",
            ("New Delhi", "IN", "IANS", "2020-10-12", "India won"),
        ),
        (
            "By IANS, Kolkata : Trams stopped",
            ("Kolkata", "IN", "IANS", "", "Trams stoppe"),
        ),
        (
            "Hamburg (dpa) - Der Hafen",
            ("Hamburg", "DE", "dpa", "", "Der Hafen"),
        ),
        (
            "HANOI/MANILA (DPA): Storms",
            ("Hanoi/Manila", "VN", "dpa", "", "Storms"),
        ),
        (
            "Portland (tca/dpa) - Rains",
            ("Portland", "", "tca|dpa", "", "Rains"),
        ),
        (
            "(ANSA) - NAPOLI, 1 LUG - Il porto",
            ("Napoli", "IT", "ANSA", "2020-07-01", "Il porto"),
        ),
        (
            "Torino, 13 dic. (askanews) – La Fiat",
            ("Torino", "IT", "askanews", "2020-12-13", "La Fiat"),
        ),
        (
            "T o r i n o , 9 o t t . ( A d n k r o n o s ) - La Fiat",
            ("Torino", "IT", "Adnkronos", "2020-10-09", "La Fiat"),
        ),
        (
            "Managua, Jan 2 (EFE).- El lago",
            ("Managua", "NI", "EFE", "2021-01-02", "El lago"),
        ),
        (
            "CALI, 24 AUG 89 (EFE) -- [TEXT] THE COURT",
            ("Cali", "CO", "EFE", "1989-08-24", "THE COURT"),
        ),
        (
            "COLON CITY (PANAMA), 16 NOV 89 (ACAN-EFE) -- [TEXT] THE PORT",
            (
                "Colon City, Panama",
                "PA",
                "ACAN-EFE",
                "1989-11-16",
                "THE PORT",
            ),
        ),
        (
            "CALI, 24 AUG 89 (RADIO DEL VALLE) -- [TEXT] THE COURT",
            ("Cali", "CO", "RADIO DEL VALLE", "1989-08-24", "THE COURT"),
        ),
        (
            "IPOH, Aug 17 — The mines opened",
            ("Ipoh", "MY", "", "2020-08-17", "The mines op"),
        ),
        (
            "Aarhus /ritzau/: Havnen",
            ("Aarhus", "DK", "Ritzau", "", "Havnen"),
        ),
        (
            "Jan. 12 (BusinessDesk) - Shares rose",
            ("", "", "BusinessDesk", "2021-01-12", "Shares rose"),
        ),
        (
            "WACO, Texas, Feb. 1, 2017 /PRNewswire-AsiaNet/ -- The maker",
            (
                "Waco, Texas",
                "US",
                "PRNewswire-AsiaNet",
                "2017-02-01",
                "The maker",
            ),
        ),
        (
            "LOWELL, Mass.--(BUSINESS WIRE)--Dec 5, 2020--",
            ("Lowell, Mass.", "US", "Business Wire", "2020-12-05", ""),
        ),
        (
            "AM ESTOSLO (AP) — The king",
            ("Oslo", "NO", "AP", "", "The king"),
        ),
        (
            "Back to Gallery TULSA (AP) — The mayor",
            ("Tulsa", "US", "AP", "", "The mayor"),
        ),
        (
            "Min Read NEW YORK (Reuters) - Stocks",
            ("New York", "US", "Reuters", "", "Stocks"),
        ),
        (
            "Jury sees tape in Iowa barn fire trial . DUBUQUE (AP) — Jurors",
            ("Dubuque", "US", "AP", "", "Jurors"),
        ),
        (
            "BOISE, March 1 - Potato growers said",
            ("Boise", "US", "", "2021-03-01", "Potato growe"),
        ),
        (
            "LOS GATOS, Calif., April 3 - The maker",
            ("Los Gatos, Calif.", "US", "", "2020-04-03", "The maker"),
        ),
        (
            "TULSA, Okla. — The mayor of the city spoke",
            ("Tulsa, Okla.", "US", "", "", "The mayor of"),
        ),
        (
            "OSLO _ When the king spoke at last he smiled",
            ("Oslo", "NO", "", "", "When the kin"),
        ),
        (
            "SHIRAZ, Mar. 1 (MNA) – The poet",
            ("Shiraz", "IR", "MNA", "2021-03-01", "The poet"),
        ),
        (
            "ماسکو(اُردو پوائنٹ اخبارتازہ ترین - آئی این پی۔ 22 اپریل2018ء) روس میں",
            (
                "ماسکو",
                "RU",
                "اُردو پوائنٹ اخبارتازہ ترین|آئی این پی",
                "2018-04-22",
                "روس میں",
            ),
        ),
        (
            "N'DJAMENA, Feb 3 (Reuters) - Chad",
            ("N'Djamena", "TD", "Reuters", "2021-02-03", "Chad"),
        ),
        (
            "McALLEN, Texas (AP) — The river",
            ("McAllen, Texas", "US", "AP", "", "The river"),
        ),
        (
            "ST. JOHN'S, Nfld. (CP) - The boats",
            ("St. John's, Nfld.", "CA", "CP", "", "The boats"),
        ),
        (
            "LA CROSSE, Wis., Dec. 31 (UPI) -- Ice",
            ("La Crosse, Wis.", "US", "UPI", "2020-12-31", "Ice"),
        ),
        (
            "UNITED NATIONS (AP) — Envoys met",
            ("United Nations", "", "AP", "", "Envoys met"),
        ),
        (
            "SPRINGFIELD (Reuters) - A fair",
            ("Springfield", "", "Reuters", "", "A fair"),
        ),
    ];
    for (text, expected) in styles {
        check(&lexicon, text, Some(*expected));
    }
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
        fn parts_lie_in_order(text in "\\PC{0,80}|[A-Z, .(/)0-9\\-—_]{0,60}( ?\\(AP\\) - .{0,9})?") {
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
