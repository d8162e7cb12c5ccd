//! What a story is about: IPTC Media Topics.
//!
//! In: the story, its tokens, cues of topics. Out: topics with confidence, relevance and the
//! terms that led to them. Never: a topic without a reason.
//!
//! Each cue adds its weight to its topic and to all above it: more in headline and lede than
//! further down, less at each repetition. A top-level topic is assigned when its share of all
//! evidence is large enough; a deeper one when several sure cues agree on it. Codes of the source
//! that are Media Topics, or subject codes of the older tree, come first and are certain.

use std::collections::BTreeMap;

use super::annotations::{Ground, Token, TokenClass, Topic};
use super::relevance::{Measure, Standing, lede};
use super::tokens;
use crate::lexicon::Lexicon;
use crate::lexicon::media_topics::MediaTopics;
use crate::lexicon::topics::{CueHit, TopicCues};
use crate::story::{Span, Story};

/// Evidence of one cue by its weight: a sure one outweighs several hints.
const EVIDENCE: [f32; 4] = [0.0, 0.4, 1.0, 3.0];
/// How much more a cue tells in the headline, section and the source's keywords.
const HEAD_FACTOR: f32 = 2.0;
/// How much more a cue tells among the first words.
const LEDE_FACTOR: f32 = 1.5;
/// Tokens that count as the lede.
const LEDE_TOKENS: usize = 45;
/// Tokens that are looked at: later ones change nothing but the cost.
const TOKENS_MAX: usize = 480;
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

/// The topics of a story, the surest first. Cues are English; in another language only the
/// source's codes speak.
pub(super) fn topics(
    story: &Story,
    ground: &Ground,
    language: Option<&str>,
    lexicon: &Lexicon,
) -> Vec<Topic> {
    let mut topics = given(story);
    if language == Some("en") {
        let mut evidence = Evidence::default();
        evidence.read_story(story, ground, &lexicon.topics);
        let measure = (lede(&story.body), ground.end);
        for topic in evidence.topics(measure, &lexicon.topics) {
            if !topics.iter().any(|known| known.code == topic.code) {
                topics.push(topic);
            }
        }
    }
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.confidence));
    topics.truncate(TOPICS_MAX);
    topics
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
    /// All cues, each once, in order.
    cues: Vec<usize>,
}

/// Evidence for all topics of a story.
#[derive(Debug, Default)]
struct Evidence {
    cases: BTreeMap<u32, Case>,
    /// How often a cue was seen.
    seen: BTreeMap<usize, u32>,
}

impl Evidence {
    fn read_story(&mut self, story: &Story, ground: &Ground, cues: &TopicCues) {
        let heads = story
            .headline
            .iter()
            .chain(&story.section)
            .chain(&story.keywords);
        for text in heads {
            let mut found = Vec::new();
            tokens::tokenise(text, Span::new(0, text.len()), &mut found);
            self.read(text, &found, cues, true);
        }
        let tokens = &ground.tokens[..ground.tokens.len().min(TOKENS_MAX)];
        self.read(&story.body.text, tokens, cues, false);
    }

    fn read(&mut self, text: &str, tokens: &[Token], cues: &TopicCues, head: bool) {
        let mut end = 0;
        for (index, token) in tokens.iter().enumerate() {
            let start = token.span.start;
            if token.class == TokenClass::Mark || start < end {
                continue;
            }
            if let Some(hit) = cues.at(text, start) {
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

    fn add(&mut self, hit: CueHit, factor: f32, at: Option<usize>) {
        let seen = self.seen.entry(hit.cue).or_default();
        *seen += 1;
        let repeated = 1.0 + 0.5 * (*seen - 1) as f32;
        let evidence = EVIDENCE[usize::from(hit.weight.min(3))] * factor / repeated;
        let tree = MediaTopics::built_in();
        let top = tree.top(hit.topic);
        for topic in tree.ancestry(hit.topic) {
            let case = self.cases.entry(topic).or_default();
            case.top = top;
            case.total += evidence;
            case.head |= at.is_none();
            case.first = case.first.or(at);
            if topic == hit.topic {
                case.own += evidence;
                case.sure += u32::from(*seen == 1 && hit.weight == 3);
            }
            if *seen == 1 {
                case.cues.push(hit.cue);
            }
        }
    }

    fn topics(&self, (lede, end): (usize, usize), cues: &TopicCues) -> Vec<Topic> {
        let tops = self.cases.iter().filter(|(code, case)| case.top == **code);
        let all: f32 = tops.clone().map(|(_, case)| case.total).sum();
        let most = tops
            .clone()
            .map(|(_, case)| parts(case.total))
            .max()
            .unwrap_or(0);
        let measure = Measure { lede, end, most };
        let mut topics = Vec::new();
        for (code, case) in tops {
            let share = case.total / all;
            if case.total < EVIDENCE_MIN || share < SHARE_MIN {
                continue;
            }
            let sure = confidence(share, case.total);
            topics.extend(self.topic(*code, sure, measure, cues));
            let below = self
                .cases
                .iter()
                .filter(|(below, case)| *below != code && case.top == *code);
            for (deep, deep_case) in below {
                let part = deep_case.own / case.total;
                if part >= DEEP_SHARE_MIN && (deep_case.sure >= 2 || part >= DEEP_SHARE_SURE) {
                    let sure = sure * (0.6 + 0.39 * part);
                    topics.extend(self.topic(*deep, sure, measure, cues));
                }
            }
        }
        topics
    }

    fn topic(&self, code: u32, sure: f32, measure: Measure, cues: &TopicCues) -> Option<Topic> {
        let case = self.cases.get(&code)?;
        let standing = Standing {
            headline: case.head,
            first: case.first,
            often: parts(case.total),
        };
        let mut terms = case.cues.clone();
        terms.sort_by_key(|cue| std::cmp::Reverse(self.seen.get(cue).copied()));
        Some(Topic {
            code,
            name: MediaTopics::built_in().get(code)?.name,
            confidence: percent(sure),
            relevance: measure.relevance(standing),
            terms: terms
                .iter()
                .take(TERMS_MAX)
                .map(|cue| cues.term(*cue).to_owned())
                .collect(),
        })
    }
}

/// Chance that the topic is right, from its share of the evidence and how much there is; fitted
/// on news of four sources.
fn confidence(share: f32, evidence: f32) -> f32 {
    (0.35 + 0.6 * share) * evidence / (evidence + 0.8)
}

/// Evidence in whole hundredths.
fn parts(evidence: f32) -> usize {
    (evidence * 100.0) as usize
}

fn percent(share: f32) -> u8 {
    // INVARIANT: clamped to 0–100, which a u8 holds.
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The topics of an English text, the surest first.
    fn check(text: &str, expected: &[u32]) {
        let mut tokens = Vec::new();
        tokens::tokenise(text, Span::new(0, text.len()), &mut tokens);
        let lexicon = Lexicon::built_in();
        let mut evidence = Evidence::default();
        evidence.read(text, &tokens, &lexicon.topics, false);
        let mut topics = evidence.topics((0, text.len()), &lexicon.topics);
        topics.sort_by_key(|topic| std::cmp::Reverse(topic.confidence));
        let codes: Vec<u32> = topics.iter().map(|topic| topic.code).collect();
        assert_eq!(codes, expected, "{text}: {topics:?}");
        assert!(
            topics.iter().all(|topic| !topic.terms.is_empty()),
            "{topics:?}"
        );
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
        check("It was a quiet day and nothing happened at all.", &[]);
    }
}
