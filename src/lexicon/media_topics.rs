//! The tree of IPTC Media Topics: names, parents, and the subject codes of the older tree.
//!
//! In: the compiled-in table. Out: look-ups by code. Never: retired topics.

use std::sync::OnceLock;

use super::table::Table;

/// One topic of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaTopic {
    /// English name.
    pub name: &'static str,
    /// The topic above; `None` for the seventeen at the top.
    pub parent: Option<u32>,
    /// The top-level topic above it, or itself.
    pub top: u32,
}

/// The tree.
#[derive(Debug, Default)]
pub struct MediaTopics {
    topics: Table<u32, MediaTopic>,
    /// Subject code of the older tree to topic.
    older: Table<u32, u32>,
}

impl MediaTopics {
    /// The compiled-in tree, read at the first call.
    pub fn built_in() -> &'static Self {
        static TREE: OnceLock<MediaTopics> = OnceLock::new();
        TREE.get_or_init(|| Self::read(include_str!("../../config/lexicon/mediatopics.tsv")))
    }

    fn read(text: &'static str) -> Self {
        let mut tree = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let mut code = || fields.next().and_then(|digits| digits.parse().ok());
            let (topic, parent, older) = (code(), code(), code());
            if let (Some(topic), Some(name)) = (topic, line.rsplit('\t').next()) {
                let top = topic;
                tree.topics.insert(topic, MediaTopic { name, parent, top });
                if let Some(older) = older {
                    tree.older.insert(older, topic);
                }
            }
        }
        let codes: Vec<u32> = tree.topics.keys().copied().collect();
        for code in codes {
            let top = tree.ancestry(code).last().unwrap_or(code);
            if let Some(topic) = tree.topics.get_mut(&code) {
                topic.top = top;
            }
        }
        tree
    }

    /// The topic of this code.
    pub fn get(&self, code: u32) -> Option<MediaTopic> {
        self.topics.get(&code).copied()
    }

    /// The topic and all above it, itself first.
    pub fn ancestry(&self, code: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(Some(code), |code| {
            self.get(*code).and_then(|topic| topic.parent)
        })
    }

    /// The top-level topic above a topic, or the topic itself.
    pub fn top(&self, code: u32) -> u32 {
        self.get(code).map_or(code, |topic| topic.top)
    }

    /// The topic of a source's code: `medtop:20000225`, a Media Topic's address, or eight digits
    /// of the older tree (`subj:04003000`), whose nearest known parent answers.
    pub fn of_source_code(&self, literal: &str) -> Option<u32> {
        let digits = literal.rsplit([':', '/']).next()?;
        if digits.len() != 8 {
            return None;
        }
        let code: u32 = digits.parse().ok()?;
        if self.topics.contains_key(&code) && !literal.starts_with("subj") {
            return Some(code);
        }
        let broader = [code, code / 1_000 * 1_000, code / 1_000_000 * 1_000_000];
        broader
            .into_iter()
            .find_map(|code| self.older.get(&code).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_whole() {
        let tree = MediaTopics::built_in();
        let tops = tree
            .topics
            .values()
            .filter(|topic| topic.parent.is_none())
            .count();
        assert_eq!(tops, 17);
        for (code, topic) in &tree.topics {
            assert!(!topic.name.is_empty(), "{code}");
            assert!(
                topic.parent.is_none_or(|parent| tree.get(parent).is_some()),
                "{code}"
            );
        }
    }

    #[test]
    fn codes_of_sources_are_understood() {
        let tree = MediaTopics::built_in();
        for (literal, expected) in [
            ("medtop:20000225", Some(20_000_225)),
            (
                "http://cv.iptc.org/newscodes/mediatopic/15000000",
                Some(15_000_000),
            ),
            ("subj:15000000", Some(15_000_000)),
            ("subj:01025000", Some(20_000_003)),
            ("subj:01025999", Some(20_000_003)),
            ("N2:POL", None),
            ("anpa-category:f", None),
        ] {
            assert_eq!(tree.of_source_code(literal), expected, "{literal}");
        }
        assert_eq!(tree.top(20_000_225), 4_000_000);
    }
}
