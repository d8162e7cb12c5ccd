//! Cues of topics by language.
//!
//! In: `topics.tsv` (English), `topics-<language>.tsv`. Out: the cues of a language.
//! Never: a guess at the language.

use std::collections::BTreeMap;

use super::LexiconError;
use super::topics::TopicCues;

const ENGLISH: &str = "en";

/// The cues of all languages.
#[derive(Debug, Default)]
pub struct AllTopicCues {
    languages: BTreeMap<String, TopicCues>,
}

impl AllTopicCues {
    /// The language of a file's name, if it is one of cues.
    pub(super) fn language(file: &str) -> Option<&str> {
        let name = file.strip_suffix(".tsv")?.strip_prefix("topics")?;
        match name.strip_prefix('-') {
            None => name.is_empty().then_some(ENGLISH),
            Some(tag) => {
                let letters = tag.bytes().all(|byte| byte.is_ascii_lowercase());
                ((2..=3).contains(&tag.len()) && letters).then_some(tag)
            }
        }
    }

    /// Adds the rows of a file to its language.
    pub(super) fn extend(&mut self, language: &str, file: &str, text: &str) -> Vec<LexiconError> {
        let fresh = || match language {
            ENGLISH => TopicCues::default(),
            _ => TopicCues::folded(),
        };
        let cues = self.languages.entry(language.to_owned());
        cues.or_insert_with(fresh).extend(file, text)
    }

    /// The cues of a language, where there are any.
    pub fn of(&self, language: &str) -> Option<&TopicCues> {
        self.languages.get(language)
    }
}

#[cfg(test)]
mod tests {
    use super::super::topics::small;
    use super::*;

    #[test]
    fn files_are_of_a_language() {
        for (file, expected) in [
            ("topics.tsv", Some("en")),
            ("topics-de.tsv", Some("de")),
            ("topics-gsw.tsv", Some("gsw")),
            ("topics-.tsv", None),
            ("topics-DE.tsv", None),
            ("topicsde.tsv", None),
            ("mediatopics.tsv", None),
        ] {
            assert_eq!(AllTopicCues::language(file), expected, "{file}");
        }
    }

    #[test]
    fn capitals_do_not_matter_outside_english() {
        let mut cues = AllTopicCues::default();
        let rows = "15000000\t3\tМатч*\n02000000\t3\tÉlysée; gericht\n";
        assert_eq!(cues.extend("xx", "topics-xx.tsv", rows), []);
        let cues = cues.of("xx").expect("was added");
        for (text, expected) in [
            ("МАТЧЕ", Some("матч")),
            ("ÉLYSÉE", Some("élysée")),
            ("Gericht", Some("gericht")),
            ("Gerichte", None),
            ("жизнь", None),
        ] {
            let hit = cues.at(&small(text), 0);
            assert_eq!(hit.map(|hit| cues.term(hit.cue)), expected, "{text}");
        }
    }
}
