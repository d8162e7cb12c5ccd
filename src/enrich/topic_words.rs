//! What each word of an English text adds to each topic: a linear model.
//!
//! In: `models/topic-words.tsv.zst`, whose making `scripts/train_topics.py` states; the words of a
//! story. Out: how likely each topic is, and the words that weighed most for it.
//! Never: a decision; that is made in [`super::topics`], where cues speak, too.
//!
//! A text is the mean of its words: what they add to a topic, summed, over the sum of their
//! shares. A common word has a small share, a word that is not in the table none.

use super::annotations::{Token, TokenClass};
use crate::lexicon::media_topics::MediaTopics;
use crate::lexicon::table::Slots;
use crate::lexicon::word_key::word_key;

/// Topics that a model may tell apart: the size of a row in memory.
const TOPICS_MAX: usize = 24;
/// Units of what a word adds.
const UNITS: f32 = 4.0;
/// Units of a share.
const SHARES: f32 = 16.0;

/// The model.
#[derive(Debug, Default)]
pub(super) struct TopicWords {
    /// Media Topics, in the order of the columns.
    topics: Vec<u32>,
    /// What each topic begins with.
    starts: Vec<f32>,
    /// For each word the number of its row, counted from 1.
    words: Slots,
    rows: Vec<Row>,
}

/// One word; half a line of the processor's store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(32))]
struct Row {
    adds: [i8; TOPICS_MAX],
    share: u8,
}

impl TopicWords {
    /// The model of its bytes: a row of codes, a row of what they begin with, a row a word.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8")?;
        let mut lines = text.lines().zip(1..);
        let mut model = Self::default();
        for code in head(lines.next(), "codes")? {
            let code: u32 = code.parse().unwrap_or_default();
            if MediaTopics::built_in().get(code).is_none() {
                return Err(format!("line 1: {code} is no Media Topic"));
            }
            model.topics.push(code);
        }
        if model.topics.len() > TOPICS_MAX {
            return Err(format!("line 1: more than {TOPICS_MAX} topics"));
        }
        for start in head(lines.next(), "starts")? {
            let start: i16 = start.parse().map_err(|_| "line 2: not a whole number")?;
            model.starts.push(f32::from(start) / UNITS);
        }
        if model.starts.len() != model.topics.len() {
            return Err("line 2: not as many numbers as codes".to_owned());
        }
        let columns = model.topics.len();
        for (line, number) in lines {
            let (word, row) = row(line, columns).ok_or_else(|| {
                format!("line {number}: a word, its share and {columns} numbers are expected")
            })?;
            // The commonest words say nothing and are not looked at.
            if row == Row::default() {
                continue;
            }
            model.rows.push(row);
            let row = u16::try_from(model.rows.len());
            let row = row.map_err(|_| format!("line {number}: more than {} words", u16::MAX))?;
            model.words.set(word_key(word), row);
        }
        Ok(model)
    }

    fn row(&self, token: &Token) -> Option<&Row> {
        let number = usize::from(self.words.get(token.key));
        self.rows.get(number.checked_sub(1)?)
    }
}

/// The fields of one of the first two lines.
fn head<'a>(
    line: Option<(&'a str, usize)>,
    what: &str,
) -> Result<impl Iterator<Item = &'a str>, String> {
    let fields = line.and_then(|(line, _)| line.strip_prefix('\t'));
    let fields = fields.ok_or_else(|| format!("a row of {what} behind a tab is expected"))?;
    Ok(fields.split('\t'))
}

fn row(line: &str, columns: usize) -> Option<(&str, Row)> {
    let mut fields = line.split('\t');
    let word = fields.next().filter(|word| !word.is_empty())?;
    let mut row = Row {
        share: fields.next()?.parse().ok()?,
        ..Row::default()
    };
    let mut numbers = fields.next()?.split(' ');
    for add in &mut row.adds[..columns] {
        *add = numbers.next()?.parse().ok()?;
    }
    (numbers.next().is_none() && fields.next().is_none()).then_some((word, row))
}

/// The known words of a story.
#[derive(Debug)]
pub(super) struct WordsRead<'a> {
    model: &'a TopicWords,
    found: Vec<Found<'a>>,
    sums: [i16; TOPICS_MAX],
    shares: u32,
}

/// A known word.
#[derive(Clone, Copy, Debug)]
struct Found<'a> {
    row: &'a Row,
    word: &'a str,
    /// Its first byte, where it stands in the body.
    at: Option<usize>,
}

/// Why the words speak for a topic.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WordReasons<'a> {
    /// The words, those that weighed most first.
    pub(super) words: Vec<&'a str>,
    /// One of them stands in the headline.
    pub(super) head: bool,
    /// Where one of them stands first in the body.
    pub(super) first: Option<usize>,
}

impl<'a> WordsRead<'a> {
    pub(super) fn new(model: &'a TopicWords) -> Self {
        Self {
            model,
            found: Vec::new(),
            sums: [0; TOPICS_MAX],
            shares: 0,
        }
    }

    /// Reads words that count `times`; in the headline they do more than in the body.
    pub(super) fn read(&mut self, text: &'a str, tokens: &[Token], head: bool, times: u8) {
        self.found.reserve(tokens.len());
        for token in tokens {
            if token.class != TokenClass::Word || token.span.len() < 2 {
                continue;
            }
            let Some(row) = self.model.row(token) else {
                continue;
            };
            for _ in 0..times {
                for (sum, add) in self.sums.iter_mut().zip(row.adds) {
                    // Eight at once; a sum near the end of 16 bits is certain anyway.
                    *sum = sum.saturating_add(i16::from(add));
                }
            }
            self.shares += u32::from(row.share) * u32::from(times);
            let at = (!head).then_some(token.span.start);
            let word = token.span.of(text);
            self.found.push(Found { row, word, at });
        }
    }

    /// How many words of full share were read.
    pub(super) fn amount(&self) -> f32 {
        self.shares as f32 / SHARES
    }

    /// Each topic and how likely it is; all together are certain.
    pub(super) fn chances(&self) -> Vec<(u32, f32)> {
        let amount = self.amount().max(1.0 / SHARES);
        let adds = self.sums.iter().map(|sum| f32::from(*sum) / UNITS / amount);
        let scores = self.model.starts.iter().zip(adds);
        let odds: Vec<f32> = scores.map(|(start, add)| (start + add).exp()).collect();
        let all: f32 = odds.iter().sum();
        let topics = self.model.topics.iter().copied();
        topics.zip(odds.iter().map(|odd| odd / all)).collect()
    }

    /// The words that speak most for one of these topics.
    pub(super) fn reasons(&self, topic: impl Fn(u32) -> bool, most: usize) -> WordReasons<'a> {
        let columns = self.model.topics.iter().enumerate();
        let columns: Vec<usize> = columns
            .filter(|(_, code)| topic(**code))
            .map(|(column, _)| column)
            .collect();
        let adds = |found: &Found<'_>| columns.iter().map(|&at| found.row.adds[at]).max();
        let mut best: Vec<(i8, &Found<'a>)> = Vec::with_capacity(most + 1);
        for found in &self.found {
            let add = adds(found).unwrap_or_default();
            let full = best.len() == most && best.last().is_some_and(|(last, _)| add <= *last);
            if add <= 0
                || full
                || best
                    .iter()
                    .any(|(_, known)| std::ptr::eq(known.row, found.row))
            {
                continue;
            }
            let place = best.partition_point(|(other, _)| *other >= add);
            best.insert(place, (add, found));
            best.truncate(most);
        }
        WordReasons {
            words: best.iter().map(|(_, found)| found.word).collect(),
            head: best.iter().any(|(_, found)| found.at.is_none()),
            first: best.iter().filter_map(|(_, found)| found.at).min(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokenise;
    use super::*;
    use crate::story::Span;

    const MODEL: &str = "\t01000000\t15000000\n\t0\t0\nband\t16\t20 -20\ngoal\t16\t-20 20\n\
                         match\t8\t-4 9\nthe\t0\t0 0\n";

    /// The chance of sport in hundredths, and the words that speak for it.
    fn check(text: &str, chance: u8, words: &[&str]) {
        let model = TopicWords::read(MODEL.as_bytes()).expect("sound");
        let mut tokens = Vec::new();
        tokenise(text, Span::new(0, text.len()), &mut tokens);
        let mut read = WordsRead::new(&model);
        read.read(text, &tokens, false, 1);
        let chances = read.chances();
        let all: f32 = chances.iter().map(|(_, chance)| chance).sum();
        assert!((all - 1.0).abs() < 1e-5, "{text}: {chances:?}");
        assert_eq!((chances[1].1 * 100.0).round() as u8, chance, "{text}");
        let reasons = read.reasons(|code| code == 15_000_000, 2);
        assert_eq!(reasons.words, words, "{text}");
    }

    #[test]
    fn a_text_is_the_mean_of_its_words() {
        check("The goal", 100, &["goal"]);
        check("The band", 0, &[]);
        check("Goal for the band", 50, &["Goal"]);
        check("match goal goal", 100, &["goal", "match"]);
        check("The unknown, the 12", 50, &[]);
        check("", 50, &[]);
    }

    #[test]
    fn reasons_say_where_they_stand() {
        let model = TopicWords::read(MODEL.as_bytes()).expect("sound");
        let mut read = WordsRead::new(&model);
        for (text, head) in [("Match", true), ("the goal", false)] {
            let mut tokens = Vec::new();
            tokenise(text, Span::new(0, text.len()), &mut tokens);
            read.read(text, &tokens, head, 1);
        }
        let expected = WordReasons {
            words: vec!["goal", "Match"],
            head: true,
            first: Some(4),
        };
        assert_eq!(read.reasons(|code| code == 15_000_000, 5), expected);
        assert_eq!(read.reasons(|_| false, 5), WordReasons::default());
    }
}
