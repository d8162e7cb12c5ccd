//! The pure way of a story as configured.
//!
//! In: a configuration with the bytes of the user's tables and models. Out: the flow, or every
//! fault of them.
//! Never: IO; the files were read with the configuration.

use crate::config::{Config, Origin, Problem, Problems};
use crate::decode::DecodeOptions;
use crate::enrich::{ModelError, Models};
use crate::flow::Flow;
use crate::lexicon::{Lexicon, LexiconError};
use crate::record::ProcessedBy;

/// The flow; an error names every fault of the user's own tables and models.
pub fn flow(config: &Config) -> Result<Flow, Problems> {
    match (lexicon(config), models(config)) {
        (Ok(lexicon), Ok(models)) => Ok(Flow {
            lexicon,
            models,
            decode: DecodeOptions {
                envelope_names: config.envelope_names.clone(),
            },
            enrich: config.enrich,
            processed_by: ProcessedBy {
                configuration: config.fingerprint(),
                ..ProcessedBy::default()
            },
        }),
        (lexicon, models) => {
            let faults = [lexicon.err(), models.err()];
            Err(Problems::new(
                faults.into_iter().flatten().flatten().collect(),
            ))
        }
    }
}

fn lexicon(config: &Config) -> Result<Lexicon, Vec<Problem>> {
    let files = config.lexicon_files.iter();
    let files: Vec<_> = files
        .map(|file| (file.table.as_str(), file.bytes.as_slice()))
        .collect();
    Lexicon::with_files(&files).map_err(|faults| in_lexicon(config, faults))
}

fn in_lexicon(config: &Config, faults: Vec<LexiconError>) -> Vec<Problem> {
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
    faults.into_iter().map(problem).collect()
}

fn models(config: &Config) -> Result<Models, Vec<Problem>> {
    let files = config.models.iter();
    let files: Vec<_> = files
        .map(|file| (file.name, file.bytes.as_slice()))
        .collect();
    let problem = |fault: ModelError| {
        let mut files = config.models.iter();
        let named = files.find(|file| file.name == fault.file);
        let path = named.map_or(fault.file, |file| file.path.clone());
        Problem {
            key: "enrich.models".to_owned(),
            origin: Origin::Default,
            message: format!("{path}: {}", fault.problem),
        }
    };
    Models::with_files(&files).map_err(|faults| faults.into_iter().map(problem).collect())
}
