//! What a story is about: IPTC Media Topics.
//!
//! In: the story, its tokens, cues and words of topics. Out: topics with confidence, relevance and
//! the terms that led to them. Never: a topic without a reason.
//!
//! Each cue adds its weight to its topic and to all above it: more in headline and lede than
//! further down, less at each repetition. Then all words together add evidence to the topics that
//! they make likely, so that they decide where cues are few. A top-level topic is assigned when
//! its share of all evidence is large enough; a deeper one when several sure cues agree on it, or
//! most of the evidence is its own. Codes of the source that are Media Topics, or subject codes of
//! the older tree, come first and are certain.

use super::annotations::{Ground, Token, TokenClass, Topic};
use super::models::Models;
use super::relevance::{Measure, Standing, lede};
use super::tokens;
use super::topic_confidence::{confidence, percent};
use super::topic_words::{TopicWords, WordsRead};
use crate::lexicon::Lexicon;
use crate::lexicon::media_topics::MediaTopics;
use crate::lexicon::table::Table;
use crate::lexicon::topics::{CueHit, TopicCues, small};
use crate::story::{Span, Story};

/// Evidence of one cue by its weight: a sure one outweighs several hints.
const EVIDENCE: [f32; 4] = [0.0, 0.4, 1.0, 3.0];
/// How much more a cue tells in the headline, section and the source's keywords.
const HEAD_FACTOR: f32 = 2.0;
/// The same of a word.
const HEAD_TIMES: u8 = 2;
/// Evidence of all words of an endless text, and words that give half of it: one word tells as much
/// as a good cue.
const WORDS_EVIDENCE: f32 = 24.0;
const WORDS_HALF: f32 = 20.0;
/// Least confidence of a topic for which no cue speaks.
const WORDS_SURE_MIN: f32 = 0.5;
/// Least chance of a topic that words speak for.
const CHANCE_MIN: f32 = 0.1;
/// How much more a cue tells among the first words.
const LEDE_FACTOR: f32 = 1.5;
/// Tokens that count as the lede.
const LEDE_TOKENS: usize = 45;
/// Tokens that are looked at: later ones change nothing but the cost.
const TOKENS_MAX: usize = 480;
/// Tokens of which the words are weighed: a mean changes little after so many.
const WORDS_TOKENS_MAX: usize = 320;
/// Least evidence of a topic that is assigned.
const EVIDENCE_MIN: f32 = 1.0;
/// Least share of all evidence of a topic that is assigned.
const SHARE_MIN: f32 = 0.18;
/// Least share of its top-level topic's evidence at which a deeper one is assigned.
const DEEP_SHARE_MIN: f32 = 0.25;
/// Share at which one sure cue, or none, is enough.
const DEEP_SHARE_SURE: f32 = 0.5;
/// Topics assigned at most, on top and below.
const TOPICS_MAX: usize = 8;
/// Terms kept for a topic.
const TERMS_MAX: usize = 5;

/// The topics of a story, the surest first. Words speak in English only; in a language without
/// cues the source's codes do alone.
pub(super) fn topics(
    story: &Story,
    ground: &Ground,
    language: Option<&str>,
    lexicon: &Lexicon,
    models: &Models,
) -> Vec<Topic> {
    let mut topics = given(story);
    if let Some(cues) = language.and_then(|tag| lexicon.topics.of(tag)) {
        let words = (language == Some("en")).then(|| models.topic_words());
        let heads = heads(story);
        let mut read = Read::new(cues, words);
        for (text, tokens) in &heads {
            read.text(text, tokens, true);
        }
        let tokens = &ground.tokens[..ground.tokens.len().min(TOKENS_MAX)];
        read.text(&story.body.text, tokens, false);
        read.weigh_words();
        for topic in read.topics((lede(&story.body), ground.end)) {
            if !topics.iter().any(|known| known.code == topic.code) {
                topics.push(topic);
            }
        }
    }
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.confidence));
    topics.truncate(TOPICS_MAX);
    topics
}

/// Headline, section and the source's keywords, each with its tokens.
fn heads(story: &Story) -> Vec<(&str, Vec<Token>)> {
    let heads = story.headline.iter().chain(&story.section);
    let heads = heads.chain(&story.keywords).map(|text| {
        let mut found = Vec::new();
        tokens::tokenise(text, Span::new(0, text.len()), &mut found);
        (text.as_str(), found)
    });
    heads.collect()
}

/// Topics that the source's own codes name.
fn given(story: &Story) -> Vec<Topic> {
    let tree = MediaTopics::built_in();
    let mut topics: Vec<Topic> = Vec::new();
    for code in &story.subjects {
        let topic = tree
            .of_source_code(&code.literal)
            .and_then(|code| Some((code, tree.get(code)?)));
        if let Some((number, topic)) = topic
            && !topics.iter().any(|known| known.code == number)
        {
            topics.push(Topic {
                code: number,
                name: topic.name,
                confidence: 100,
                relevance: 100,
                terms: vec![code.literal.clone()],
            });
        }
    }
    topics
}

/// Evidence for one topic.
#[derive(Debug, Default)]
struct Case {
    code: u32,
    /// The top-level topic above it, or itself.
    top: u32,
    total: f32,
    /// Something in headline, section or keywords speaks for it.
    head: bool,
    /// Byte of the body where something speaks for it first.
    first: Option<usize>,
    /// Evidence of its own cues, none of those below it.
    own: f32,
    /// Sure cues of its own, each once.
    sure: u32,
    /// Some cue speaks for it.
    told: bool,
    /// What all words say for it and none of the topics below it.
    words: f32,
}

/// Evidence for all topics of a story.
#[derive(Debug)]
struct Read<'a> {
    cues: &'a TopicCues,
    /// What the words say, in a language with a model.
    words: Option<WordsRead<'a>>,
    /// Topics that the words made likely.
    weighed: Vec<u32>,
    /// In the order of their codes.
    cases: Vec<Case>,
    /// How often a cue was seen.
    seen: Table<usize, u32>,
    /// Each topic that a cue speaks for with the cue, once, in order.
    told: Vec<(u32, usize)>,
}

impl<'a> Read<'a> {
    fn new(cues: &'a TopicCues, words: Option<&'a TopicWords>) -> Self {
        Self {
            cues,
            words: words.map(WordsRead::new),
            weighed: Vec::new(),
            cases: Vec::new(),
            seen: Table::default(),
            told: Vec::new(),
        }
    }

    fn text(&mut self, text: &'a str, tokens: &[Token], head: bool) {
        if let Some(read) = &mut self.words {
            let words = &tokens[..tokens.len().min(WORDS_TOKENS_MAX)];
            read.read(text, words, head, if head { HEAD_TIMES } else { 1 });
        }
        let read = tokens.last().map_or(0, |token| token.span.end);
        let folded = self.cues.is_folded().then(|| small(&text[..read]));
        let text = folded.as_deref().unwrap_or(text);
        let mut end = 0;
        for (index, token) in tokens.iter().enumerate() {
            let start = token.span.start;
            if token.class == TokenClass::Mark || start < end {
                continue;
            }
            if let Some(hit) = self.cue(text, token.span) {
                end = hit.end;
                let factor = match index {
                    _ if head => HEAD_FACTOR,
                    ..LEDE_TOKENS => LEDE_FACTOR,
                    LEDE_TOKENS.. => 1.0,
                };
                self.add(hit, factor, (!head).then_some(start));
            }
        }
    }

    /// The cue that begins with a word, or with what an apostrophe in it parts off (`l'école`).
    fn cue(&self, text: &str, word: Span) -> Option<CueHit> {
        let whole = self.cues.at(text, word.start);
        if whole.is_some() || !self.cues.is_folded() {
            return whole;
        }
        let (before, _) = word.of(text).split_once(['\'', '’'])?;
        let rest = word.of(text).get(before.len()..)?;
        let apostrophe = rest.chars().next().map_or(0, char::len_utf8);
        self.cues.at(text, word.start + before.len() + apostrophe)
    }

    /// Adds what the words say to what the cues say.
    fn weigh_words(&mut self) {
        let tree = MediaTopics::built_in();
        let Some(words) = &self.words else {
            return;
        };
        let amount = words.amount();
        let most = WORDS_EVIDENCE * amount / (amount + WORDS_HALF);
        for (code, chance) in words.chances() {
            if chance < CHANCE_MIN {
                continue;
            }
            self.weighed.push(code);
            let top = tree.top(code);
            for topic in tree.ancestry(code) {
                let case = case(&mut self.cases, topic, top);
                case.total += most * chance;
                if topic == code {
                    case.own += most * chance;
                    case.words = most * chance;
                }
            }
        }
    }

    fn add(&mut self, hit: CueHit, factor: f32, at: Option<usize>) {
        let seen = self.seen.entry(hit.cue).or_default();
        *seen += 1;
        let repeated = 1.0 + 0.5 * (*seen - 1) as f32;
        let evidence = EVIDENCE[usize::from(hit.weight.min(3))] * factor / repeated;
        let tree = MediaTopics::built_in();
        let top = tree.top(hit.topic);
        for topic in tree.ancestry(hit.topic) {
            let case = case(&mut self.cases, topic, top);
            case.total += evidence;
            case.head |= at.is_none();
            case.first = case.first.or(at);
            if topic == hit.topic {
                case.own += evidence;
                case.sure += u32::from(*seen == 1 && hit.weight == 3);
            }
            case.told = true;
            if *seen == 1 {
                self.told.push((topic, hit.cue));
            }
        }
    }

    fn topics(&self, (lede, end): (usize, usize)) -> Vec<Topic> {
        let tops = self.cases.iter().filter(|case| case.top == case.code);
        let all: f32 = tops.clone().map(|case| case.total).sum();
        let most = tops
            .clone()
            .map(|case| parts(case.total))
            .max()
            .unwrap_or(0);
        let measure = Measure { lede, end, most };
        let mut topics = Vec::new();
        for case in tops {
            let share = case.total / all;
            if case.total < EVIDENCE_MIN || share < SHARE_MIN {
                continue;
            }
            let sure = confidence(share, case.total);
            if !case.told && sure < WORDS_SURE_MIN {
                continue;
            }
            topics.extend(self.topic(case, sure, measure));
            let below = |deep: &&Case| deep.code != case.code && deep.top == case.code;
            for deep in self.cases.iter().filter(below) {
                // Words that speak for the whole branch do not tell its parts.
                let part = deep.own / (case.total - case.words);
                if part >= DEEP_SHARE_MIN && (deep.sure >= 2 || part >= DEEP_SHARE_SURE) {
                    let sure = sure * (0.6 + 0.39 * part);
                    topics.extend(self.topic(deep, sure, measure));
                }
            }
        }
        topics
    }

    fn topic(&self, case: &Case, sure: f32, measure: Measure) -> Option<Topic> {
        let tree = MediaTopics::built_in();
        let code = case.code;
        let told = self.told.iter().filter(|(topic, _)| *topic == code);
        let mut cues: Vec<usize> = told.map(|(_, cue)| *cue).collect();
        cues.sort_by_key(|cue| std::cmp::Reverse(self.seen.get(cue).copied()));
        cues.truncate(TERMS_MAX);
        let mut terms: Vec<String> = cues
            .iter()
            .map(|cue| self.cues.term(*cue).to_owned())
            .collect();
        let left = TERMS_MAX - terms.len();
        let mut standing = Standing {
            headline: case.head,
            first: case.first,
            often: parts(case.total),
        };
        if let Some(words) = self.words.as_ref().filter(|_| left > 0) {
            let of = |topic| {
                self.weighed.contains(&topic) && tree.ancestry(topic).any(|above| above == code)
            };
            let reasons = words.reasons(of, left);
            for word in &reasons.words {
                let word = word.to_lowercase();
                if !terms.contains(&word) {
                    terms.push(word);
                }
            }
            if !case.told {
                standing.headline = reasons.head;
                standing.first = reasons.first;
            }
        }
        (!terms.is_empty()).then_some(Topic {
            code,
            name: tree.get(code)?.name,
            confidence: percent(sure),
            relevance: measure.relevance(standing),
            terms,
        })
    }
}

/// The case of a topic, a new one if it has none yet.
fn case(cases: &mut Vec<Case>, code: u32, top: u32) -> &mut Case {
    let at = match cases.binary_search_by_key(&code, |case| case.code) {
        Ok(at) => at,
        Err(at) => {
            let new = Case {
                code,
                top,
                ..Case::default()
            };
            cases.insert(at, new);
            at
        }
    };
    &mut cases[at]
}

/// Evidence in whole hundredths.
fn parts(evidence: f32) -> usize {
    (evidence * 100.0) as usize
}

#[cfg(test)]
mod tests {
    use super::super::models::tests::MODELS;
    use super::*;

    /// The topics of an English text, the surest first.
    fn check(text: &str, expected: &[u32]) {
        check_in("en", text, expected);
    }

    fn check_in(language: &str, text: &str, expected: &[u32]) {
        let mut tokens = Vec::new();
        tokens::tokenise(text, Span::new(0, text.len()), &mut tokens);
        let lexicon = Lexicon::built_in();
        let cues = lexicon.topics.of(language).expect("cues of the language");
        let words = (language == "en").then(|| MODELS.topic_words());
        let mut read = Read::new(cues, words);
        read.text(text, &tokens, false);
        read.weigh_words();
        let mut topics = read.topics((0, text.len()));
        topics.sort_by_key(|topic| std::cmp::Reverse(topic.confidence));
        let codes: Vec<u32> = topics.iter().map(|topic| topic.code).collect();
        assert_eq!(codes, expected, "{text}: {topics:?}");
        assert!(
            topics.iter().all(|topic| !topic.terms.is_empty()),
            "{topics:?}"
        );
    }

    #[test]
    fn other_languages_have_cues_of_their_own() {
        for (language, text, expected) in [
            (
                "de",
                "Der Torwart hielt im Halbfinale zwei Elfmeter.",
                15_000_000,
            ),
            ("de", "Die Gewerkschaft ruft zum Warnstreik auf.", 9_000_000),
            (
                "fr",
                "Les enseignants ferment l’école et le lycée.",
                5_000_000,
            ),
            (
                "fr",
                "Séisme : les secouristes fouillent les décombres.",
                3_000_000,
            ),
            (
                "es",
                "La fiscalía pide prisión para el acusado de homicidio.",
                2_000_000,
            ),
            (
                "es",
                "Huracán: lluvias torrenciales y vientos en la costa.",
                17_000_000,
            ),
            (
                "ru",
                "ЦЕНТРОБАНК повысил ставку, инфляция замедлилась.",
                4_000_000,
            ),
            (
                "ru",
                "Вратарь «Ладьи» отбил удар в конце матча.",
                15_000_000,
            ),
        ] {
            check_in(language, text, &[expected]);
        }
        check_in("ru", "Вечером на набережной было тихо.", &[]);
    }

    #[test]
    fn topics_have_reasons() {
        check(
            "The striker scored twice in the second half and the coach praised his squad.",
            &[15_000_000],
        );
        check(
            "An earthquake of magnitude six set off a tsunami; rescuers search the rubble.",
            &[3_000_000, 20_000_139, 20_000_151],
        );
        check(
            "The band's album and the singer's new songs lead the singles chart.",
            &[1_000_000, 20_000_018],
        );
        // No cue stands in it.
        check(
            "Their keeper was beaten from the halfway line by a looping lob.",
            &[15_000_000],
        );
        check("", &[]);
    }
}
