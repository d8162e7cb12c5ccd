//! Author lines, and lines that are none.

use super::byline::{people, read, read_end};
use crate::lexicon::Lexicon;

#[test]
fn author_lines_are_read() {
    let lexicon = Lexicon::built_in();
    for (line, expected) in [
        ("By Jane Roe", "Jane Roe"),
        ("By Jane Roe and John Poe", "Jane Roe|John Poe"),
        ("By Ann Lee, Bo Chan and Cy Dole", "Ann Lee|Bo Chan|Cy Dole"),
        ("By JANE ROE, Associated Press Writer", "Jane Roe"),
        ("By Jane Roe, Reuters", "Jane Roe"),
        ("by Jane Roe, Reuter", "Jane Roe"),
        ("--By Hugo Roe, Reuters Economic Correspondent", "Hugo Roe"),
        (
            "BY IAN MCDONALD AND MAE O'NEILL",
            "Ian McDonald|Mae O'Neill",
        ),
        ("By TOM McADOO", "Tom McAdoo"),
        ("By PIET VAN DER MEER", "Piet van der Meer"),
        ("By Piet van der Meer", "Piet van der Meer"),
        ("By SAM ROE JR.", "Sam Roe Jr."),
        ("By Sam Roe, Jr., AP Sports Writer", "Sam Roe Jr."),
        ("By HENRY ROE III", "Henry Roe III"),
        ("By S.V. Roe", "S.V. Roe"),
        ("By JEAN-LUC ROE", "Jean-Luc Roe"),
        ("By TED d'ANGELO, Reuters", "Ted d'Angelo"),
        ("By Jane Roe in Lima", "Jane Roe"),
        ("By Jane Roe of The Associated Press", "Jane Roe"),
        ("By The Associated Press", ""),
        ("By Reuters Staff", ""),
        ("By Jane Roe, Staff Writer", "Jane Roe"),
        ("By Jane Roe, @janeroe, THE DAILY POST", "Jane Roe"),
        ("Von Hans Mayer", "Hans Mayer"),
        ("Par Jeanne Leroy et Luc Petit", "Jeanne Leroy|Luc Petit"),
        ("Por José Núñez", "José Núñez"),
        ("Associated Press Writer", ""),
        ("AP Business Writer", ""),
        (
            "Saba RK 2 minutes ago Tue 18th August 2020 | 10:40 PM",
            "Saba RK",
        ),
        (
            "Omar Zaid (@OmarZaid) 6 minutes ago Sun 20th June 2021 | 01:30 PM",
            "Omar Zaid",
        ),
    ] {
        let got = read(line, &lexicon).map(|found| found.people.join("|"));
        assert_eq!(got.as_deref(), Some(expected), "{line}");
    }
}

#[test]
fn a_story_in_the_line_of_its_author_is_kept() {
    let lexicon = Lexicon::built_in();
    let story = "The minister of tourism said on Monday that two flights a day would be enough.";
    for (byline, people) in [
        ("By Staff Reporter.", ""),
        ("By Jane Roe.", "Jane Roe"),
        ("By Jane Roe, Reuters.", "Jane Roe"),
    ] {
        let line = format!("{byline} {story}");
        let found = read(&line, &lexicon).expect(&line);
        assert_eq!(found.people.join("|"), people, "{line}");
        assert_eq!(&line[found.body_start.unwrap_or(0)..], story);
    }
    let line = "By JANE ROE. Follow Jane Roe on Twitter @janeroe.";
    assert_eq!(read(line, &lexicon).expect(line).body_start, None);
}

#[test]
fn other_lines_are_none() {
    let lexicon = Lexicon::built_in();
    for line in [
        "",
        "By",
        "By Monday, the storm had passed.",
        "By contrast, Exports fell",
        "By Friday Morning",
        "By Jane Roe's account, the ship sank at dawn",
        "By all means, said Jane Roe, the staff may go.",
        "By the time Jane Roe arrived, the office was empty.",
        "Two hours ago the ship sank",
        "Jane Roe said 6 minutes ago that it was late",
        "Press freedom in Peru",
        "Von 10 bis 12 Uhr",
        "Par exemple, Jean Leroy",
    ] {
        assert_eq!(read(line, &lexicon), None, "{line}");
    }
}

#[test]
fn members_need_no_intro() {
    let lexicon = Lexicon::built_in();
    for (field, expected) in [
        ("Jane Roe", "Jane Roe"),
        ("JANE ROE and J. PETER POE JR.", "Jane Roe|J. Peter Poe Jr."),
        ("Jane Roe,John Poe", "Jane Roe|John Poe"),
        ("Jane Y. Roe,John Poe", "Jane Y. Roe|John Poe"),
        (
            "Jane Roe,, Ann Lee, and John Poe",
            "Jane Roe|Ann Lee|John Poe",
        ),
        (
            "By JANE ROE. Follow Jane Roe on Twitter @janeroe.",
            "Jane Roe",
        ),
        (
            "By JANE M. ROE,Tom Poe contributed reporting from Lima.",
            "Jane M. Roe",
        ),
        ("Jane Roe, The (Omaha, Neb.) Courier-Post", "Jane Roe"),
        ("Jane Roe, Special for THE DAILY POST", "Jane Roe"),
        ("Reuters", ""),
        ("newsdesk@wire.example", ""),
        ("AWR Roe", "AWR Roe"),
    ] {
        assert_eq!(people(field, &lexicon).join("|"), expected, "{field}");
    }
}

#[test]
fn a_byline_is_found_behind_a_note() {
    let lexicon = Lexicon::built_in();
    let text = "(Corrects the name in paragraph 2) By Jane Roe and John Poe";
    let (start, found) = read_end(text, &lexicon).unwrap();
    assert_eq!(&text[start..], "By Jane Roe and John Poe");
    assert_eq!(found.people, ["Jane Roe", "John Poe"]);
    assert_eq!(read_end("Back to Gallery", &lexicon), None);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the line: no panic, and a stamp lies in it.
        #[test]
        fn stamps_lie_in_the_line(line in "(By |Von )?\\PC{0,60}( 2 minutes ago)?") {
            let lexicon = Lexicon::built_in();
            let found = read(&line, &lexicon);
            if let Some(stamp) = found.and_then(|found| found.stamp) {
                prop_assert!(line.get(stamp).is_some());
            }
            let _ = people(&line, &lexicon);
            let _ = read_end(&line, &lexicon);
        }
    }
}
