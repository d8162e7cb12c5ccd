//! The language of a text: its script first, then a model of words and letters, which the
//! commonest little words of a language must bear out.
//!
//! In: headline and body. Out: a language with its confidence, or none. Never: a language that is
//! only the likeliest of many unlikely ones, or more than a bounded piece of the text.

use super::annotations::Language;
use super::language_model::{LanguageModel, Sum};
use super::language_tags::tag_of;
use super::little_words::{Bits, Candidate, Little, LittleWords};
use super::script::{Script, Scripts};
use crate::limits::LANGUAGE_BYTES_MAX;

/// Places of a long body that are read: its start may hold names only.
const PIECES: usize = 3;
/// Bodies below this length are read with their headline.
const SHORT_BODY: usize = 200;
/// Languages of the model that are weighed against their little words.
const CANDIDATES: usize = 6;
/// Confidence in a language that only its little words tell.
const UNKNOWN_CONFIDENCE: u8 = 70;
/// Confidence in a language that its little words tell plainly.
const PLAIN_CONFIDENCE: u8 = 99;
/// Least confidence, per cent, of a language that is named.
const CONFIDENCE_MIN: f32 = 25.0;

/// The tables behind [`detect`].
#[derive(Debug)]
pub(super) struct Languages {
    model: LanguageModel,
    /// For each language of the model: its tag and its bit among the little words.
    languages: Vec<(&'static str, Bits)>,
    /// Languages with little words that the model does not know.
    unknown: Vec<(&'static str, Bits)>,
    little: &'static LittleWords,
}

/// The language of a story.
pub(super) fn detect(tables: &Languages, headline: &str, body: &str) -> Language {
    let pieces = pieces(headline, body);
    let mut scripts = Scripts::default();
    for piece in pieces {
        scripts.add(piece);
    }
    match (scripts.language(), scripts.leading()) {
        (_, None) => Language::default(),
        (Some(tag), _) => Language {
            tag: Some(tag),
            confidence: 100,
        },
        (None, Some(script)) => by_model(tables, &pieces, script == Script::Latin),
    }
}

/// What the model says of the pieces, weighed against the little words.
fn by_model(tables: &Languages, pieces: &[&str; PIECES], latin: bool) -> Language {
    let words = || {
        let pieces = pieces.iter();
        pieces.flat_map(|piece| piece.split_ascii_whitespace())
    };
    let mut little = Little::default();
    if latin {
        words().for_each(|word| little.add(word, tables.little));
        if let Some(plain) = little.plain().and_then(|bit| tables.with_bit(bit)) {
            return plain;
        }
    }
    let mut sum = Sum::default();
    words().for_each(|word| tables.model.add_word(word, &mut sum));
    tables.model.add_end(&mut sum);
    let candidates = tables.candidates(&sum);
    let Some((tag, bit, probability)) = little.weigh(&candidates) else {
        return Language::default();
    };
    if let Some(tag) = little.speak_for(&tables.unknown, bit) {
        return Language {
            tag: Some(tag),
            confidence: UNKNOWN_CONFIDENCE,
        };
    }
    let confidence = probability * 100.0;
    if confidence < CONFIDENCE_MIN || !little.bears_out(bit) {
        return Language::default();
    }
    Language {
        tag: Some(tag),
        confidence: confidence.min(99.0) as u8,
    }
}

impl Languages {
    /// A model of fastText's file, beside the compiled-in little words.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let model = LanguageModel::read(bytes)?;
        let little = LittleWords::shared();
        let tags = model.labels().iter().map(|label| tag_of(label));
        let languages: Vec<_> = tags.map(|tag| (tag, little.bit(tag))).collect();
        let known = |bit| languages.iter().any(|(_, other)| *other == bit);
        let unknown = little.languages().filter(|(_, bit)| !known(*bit));
        let unknown = unknown.map(|(tag, bit)| (tag_of(tag), bit)).collect();
        Ok(Self {
            model,
            languages,
            unknown,
            little,
        })
    }

    /// A language of the model that its little words alone tell.
    fn with_bit(&self, bit: Bits) -> Option<Language> {
        let (tag, _) = self.languages.iter().find(|(_, known)| *known == bit)?;
        Some(Language {
            tag: Some(tag),
            confidence: PLAIN_CONFIDENCE,
        })
    }

    /// The likeliest languages, labels of one language taken together.
    fn candidates(&self, sum: &Sum) -> [Candidate; CANDIDATES] {
        let mut best = [("", 0, 0.0); CANDIDATES];
        self.model.probabilities(sum, &mut |label, probability| {
            let (tag, bit) = self.languages[label];
            if let Some(same) = best.iter_mut().find(|(known, _, _)| *known == tag) {
                same.2 += probability;
            } else if let Some(least) = best.iter_mut().min_by(|a, b| a.2.total_cmp(&b.2))
                && least.2 < probability
            {
                *least = (tag, bit, probability);
            }
        });
        best
    }
}

/// The pieces that are read, cut at blanks or, without one near, at characters.
fn pieces<'a>(headline: &'a str, body: &'a str) -> [&'a str; PIECES] {
    if body.len() <= LANGUAGE_BYTES_MAX {
        let headline = if body.len() < SHORT_BODY {
            headline
        } else {
            ""
        };
        return [body, cut(headline, 0, LANGUAGE_BYTES_MAX), ""];
    }
    let size = LANGUAGE_BYTES_MAX / PIECES;
    std::array::from_fn(|index| cut(body, (body.len() - size) * index / (PIECES - 1), size))
}

fn cut(text: &str, from: usize, size: usize) -> &str {
    let mut end = (from + size).min(text.len());
    let mut start = from;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let piece = &text[start.min(end)..end];
    let blank = |c: char| c.is_ascii_whitespace();
    let begin = if from == 0 {
        0
    } else {
        piece.find(blank).unwrap_or(0)
    };
    let stop = if end == text.len() {
        piece.len()
    } else {
        piece.rfind(blank).unwrap_or(piece.len())
    };
    piece
        .get(begin..stop)
        .filter(|kept| kept.len() > size / 2)
        .unwrap_or(piece)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::models::tests::MODELS;
    use super::*;

    fn detect(headline: &str, body: &str) -> Language {
        super::detect(MODELS.languages(), headline, body)
    }

    fn check(pairs: &[(&str, Option<&str>)]) {
        for (text, expected) in pairs {
            assert_eq!(detect("", text).tag, *expected, "{text}");
        }
    }

    #[test]
    fn scripts_decide_alone() {
        check(&[
            ("Η κυβέρνηση παραιτήθηκε", Some("el")),
            ("政府は火曜日に辞任した", Some("ja")),
            ("政府周二宣布辞职", Some("zh")),
            ("정부는 화요일 사임했다", Some("ko")),
            ("รัฐบาลลาออก", Some("th")),
            ("მთავრობა გადადგა", Some("ka")),
            ("Կառավարությունը հրաժարական տվեց", Some("hy")),
            ("መንግሥት ሥልጣኑን ለቀቀ", Some("am")),
            ("መንግስቲ ኣብ ሰሉስ ስልጣኑ ከም ዝገደፈ ኣፍሊጡ", Some("ti")),
            ("", None),
            ("12,345 + 67 = ?!", None),
        ]);
    }

    #[test]
    fn the_model_and_the_little_words_decide() {
        check(&[
            (
                "The minister said on Monday that he would resign.",
                Some("en"),
            ),
            (
                "Ministeren sagde mandag, at han går af efter valget.",
                Some("da"),
            ),
            (
                "Ministeren sa mandag at han går av etter valget.",
                Some("no"),
            ),
            (
                "Ministern sade i måndags att han avgår efter valet.",
                Some("sv"),
            ),
            (
                "El ministro dijo el lunes que dimitirá después de las elecciones.",
                Some("es"),
            ),
            (
                "O ministro disse na segunda-feira que não vai renunciar.",
                Some("pt"),
            ),
            (
                "Міністр заявив у понеділок, що піде у відставку.",
                Some("uk"),
            ),
            (
                "Министр заявил в понедельник, что уйдёт в отставку.",
                Some("ru"),
            ),
            ("וזיר אמר ביום שני כי יתפטר מתפקידו", Some("he")),
            ("وزیر روز دوشنبه گفت که استعفا خواهد داد", Some("fa")),
            ("मंत्री ने सोमवार को कहा कि वह इस्तीफा देंगे", Some("hi")),
        ]);
    }

    #[test]
    fn a_page_without_little_words_has_no_language() {
        let table = "Tosu Kawasaki Nagoya Urawa Kashima Gamba Cerezo Vissel Sanfrecce ".repeat(12);
        check(&[(&table, None)]);
    }

    #[test]
    fn a_long_story_is_read_at_three_places() {
        let names = "Kovács, Nagy, Szabó, Tóth, Horváth, Varga, Kiss, Molnár, Németh. ".repeat(4);
        let text = "The government said on Monday that it would not raise the tax. ".repeat(40);
        check(&[(&format!("{names}{text}"), Some("en"))]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(headline in any::<String>(), body in ".{0,900}") {
            let found = detect(&headline, &body);
            prop_assert!(found.confidence <= 100);
            prop_assert_eq!(found.tag.is_none(), found.confidence == 0);
        }

        #[test]
        fn pieces_are_bounded(body in "[a-zéя字 ]{0,2000}") {
            let read: usize = pieces("", &body).iter().map(|piece| piece.len()).sum();
            prop_assert!(read <= LANGUAGE_BYTES_MAX);
        }
    }
}
