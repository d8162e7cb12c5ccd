//! The program as a value: built from a configuration, run until it is told to stop.
//!
//! In: a valid configuration and a future that ends when it is time. Out: how it went.
//! Never: an argument, the environment, or a signal; those are the command line's.

pub mod logging;

use crate::config::{Config, Origin, Problem, Problems};
use crate::decode::DecodeOptions;
use crate::flow::Flow;
use crate::lexicon::{Lexicon, LexiconError};
use crate::record::ProcessedBy;

/// The pure way of a story as configured; an error names every fault of the user's own tables.
pub fn flow(config: &Config) -> Result<Flow, Problems> {
    let files = config.lexicon_files.iter();
    let files: Vec<_> = files
        .map(|f| (f.table.as_str(), f.bytes.as_slice()))
        .collect();
    let lexicon = match files.is_empty() {
        true => Lexicon::built_in(),
        false => Lexicon::with_files(&files).map_err(|faults| lexicon_problems(config, faults))?,
    };
    Ok(Flow {
        lexicon,
        decode: DecodeOptions {
            envelope_names: config.envelope_names.clone(),
        },
        processed_by: ProcessedBy {
            configuration: config.fingerprint(),
            ..ProcessedBy::default()
        },
    })
}

fn lexicon_problems(config: &Config, faults: Vec<LexiconError>) -> Problems {
    let problem = |fault: LexiconError| {
        let named = config
            .lexicon_files
            .iter()
            .find(|file| file.table == fault.file);
        let file = named.map_or(fault.file, |file| file.path.clone());
        Problem {
            key: "lexicon.files".to_owned(),
            origin: Origin::File {
                file,
                line: fault.line,
            },
            message: fault.problem,
        }
    };
    Problems::new(faults.into_iter().map(problem).collect())
}

/// What is wrong with a configuration beyond its keys: the tables that it names.
pub fn problems(config: &Config) -> Result<(), Problems> {
    flow(config).map(drop)
}
