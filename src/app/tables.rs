//! The pure way of a story as configured.
//!
//! In: a configuration with the bytes of the user's tables. Out: the flow, or every fault of them.
//! Never: IO; the files were read with the configuration.

use crate::config::{Config, Origin, Problem, Problems};
use crate::decode::DecodeOptions;
use crate::flow::Flow;
use crate::lexicon::{Lexicon, LexiconError};
use crate::record::ProcessedBy;

/// The flow; an error names every fault of the user's own tables.
pub fn flow(config: &Config) -> Result<Flow, Problems> {
    let files = config.lexicon_files.iter();
    let files: Vec<_> = files
        .map(|file| (file.table.as_str(), file.bytes.as_slice()))
        .collect();
    let lexicon = match files.is_empty() {
        true => Lexicon::built_in(),
        false => Lexicon::with_files(&files).map_err(|faults| problems(config, faults))?,
    };
    Ok(Flow {
        lexicon,
        decode: DecodeOptions {
            envelope_names: config.envelope_names.clone(),
        },
        enrich: config.enrich,
        processed_by: ProcessedBy {
            configuration: config.fingerprint(),
            ..ProcessedBy::default()
        },
    })
}

fn problems(config: &Config, faults: Vec<LexiconError>) -> Problems {
    let problem = |fault: LexiconError| {
        let mut files = config.lexicon_files.iter();
        let named = files.find(|file| file.table == fault.file);
        let file = named.map_or(fault.file, |file| file.path.clone());
        let line = fault.line;
        Problem {
            key: "lexicon.files".to_owned(),
            origin: Origin::File { file, line },
            message: fault.problem,
        }
    };
    Problems::new(faults.into_iter().map(problem).collect())
}
