//! A clean story to what can be said of it: language, sentences and what rests on them.
//!
//! In: `&Story`. Out: `Annotations`. Never: a change of the story, a clock, IO.

mod abbreviations;
mod annotations;
mod bare_people;
mod document_pass;
mod entities;
pub mod features;
mod full_names;
mod gather;
mod ground;
pub mod hashing;
mod keywords;
mod language;
mod language_file;
mod language_model;
mod language_tags;
mod little_words;
mod mention;
mod models;
mod name_cues;
mod name_edges;
mod name_owners;
mod name_word;
pub mod names;
mod own_names;
mod phrases;
mod place_adjectives;
mod place_affixes;
mod place_bodies;
mod place_company;
mod place_context;
mod place_cues;
mod place_doubts;
mod place_edges;
mod place_entities;
mod place_landforms;
mod place_mentions;
mod place_names;
mod place_pairs;
mod place_parts;
mod place_retype;
mod place_rules;
mod place_scores;
mod place_vicinity;
mod place_words;
mod places;
#[cfg(test)]
mod places_tests;
mod quote_marks;
mod quote_speakers;
mod quotes;
mod refine;
mod relevance;
mod results;
mod scene;
mod script;
mod sentences;
mod split_names;
pub mod tagger;
mod tokens;
mod topic_confidence;
mod topic_words;
mod topics;
mod world_names;
mod world_places;
mod world_words;

pub use annotations::{
    Annotations, Entity, EntityKind, Ground, Language, Quote, Token, TokenClass, Topic,
};

pub use ground::ground as ground_of;
pub use models::{MODEL_FILES, ModelError, Models};
pub use relevance::ABOUT;

use crate::lexicon::Lexicon;
use crate::outcome::{DefectCode, Stage};
use crate::story::Story;

/// Which enrichments are made; language and sentences always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnrichOptions {
    /// People, organisations, places.
    pub entities: bool,
    /// Places on the map; where entities are made, too.
    pub places: bool,
    /// Quotations; their speakers are named where entities are made, too.
    pub quotes: bool,
    /// Media Topics.
    pub topics: bool,
    /// Key phrases.
    pub keywords: bool,
}

impl Default for EnrichOptions {
    fn default() -> Self {
        Self {
            entities: true,
            places: true,
            quotes: true,
            topics: true,
            keywords: true,
        }
    }
}

/// What is said of each story.
///
/// Every stage is done for all stories before the next begins, so that its code and tables stay
/// beside the processor: some stories together cost a quarter less than one by one. `passed` is
/// called with a story's number when a stage is done with it, so that a caller with a clock can
/// time it.
pub fn enrich(
    stories: &[&Story],
    lexicon: &Lexicon,
    models: &Models,
    options: EnrichOptions,
    passed: &mut dyn FnMut(usize, Stage),
) -> Vec<Annotations> {
    let mut all: Vec<Annotations> = stories.iter().map(|_| Annotations::default()).collect();
    let mut each = |stage, work: &dyn Fn(&Story, &mut Annotations)| {
        for (number, (story, said)) in stories.iter().zip(&mut all).enumerate() {
            work(story, said);
            passed(number, stage);
        }
    };
    each(Stage::Language, &|story, said| {
        said.language = language::detect(models.languages(), headline(story), &story.body.text);
        publish_language(story, said);
    });
    each(Stage::Sentences, &sentences);
    each(Stage::Entities, &|story, said| {
        if options.entities {
            let (headline, body, language) = (headline(story), &story.body, said.language.tag);
            let ground = &said.ground;
            said.entities = entities::entities(headline, body, ground, language, lexicon, models);
        }
    });
    each(Stage::Places, &|story, said| {
        if options.places {
            let setting = place_context::Setting::of(story, &lexicon.agencies);
            let table = lexicon.places().table();
            places::places(&story.body.text, setting, said, table, models.names());
        }
    });
    each(Stage::Quotes, &|story, said| {
        let words = lexicon.quotes.of(said.language.tag);
        if let Some(words) = words.filter(|_| options.quotes) {
            said.quotes = quotes::quotes(&story.body, &said.ground, words);
            entities::name_speakers(&said.entities, &mut said.quotes);
        }
    });
    each(Stage::Topics, &|story, said| {
        if options.topics {
            said.topics = topics::topics(story, &said.ground, said.language.tag, lexicon, models);
        }
    });
    each(Stage::Keywords, &|story, said| {
        if options.keywords {
            said.keywords = keywords::keywords(headline(story), &story.body, said, lexicon, models);
        }
    });
    all
}

fn headline(story: &Story) -> &str {
    story.headline.as_deref().unwrap_or_default()
}

/// Tokens and sentences of a body, up to the bound.
fn sentences(story: &Story, said: &mut Annotations) {
    said.ground = ground::ground(&story.body, said.language.tag);
    if said.ground.end < story.body.text.len() {
        let detail = format!("{} of {} bytes", said.ground.end, story.body.text.len());
        said.defects.push(DefectCode::EnrichTruncated, detail);
    }
}

/// Sets what the story declares against what its text is in.
fn publish_language(story: &Story, said: &mut Annotations) {
    let declared = story.declared_language.as_deref();
    let (published, contradicts) = language_tags::reconcile(declared, said.language);
    if contradicts {
        let detail = format!(
            "declared {}, detected {}",
            declared.unwrap_or_default(),
            said.language.tag.unwrap_or_default()
        );
        said.defects.push(DefectCode::LanguageMismatch, detail);
    }
    said.published_language = published;
}
