//! What is known beforehand: agencies, flags, closing lines, places.
//!
//! In: bytes of TOML or TSV, the compiled-in ones of `config/lexicon/` and the user's own.
//! Out: immutable tables. Never: IO; files are read by the shell and handed in.

use std::fmt;

/// All tables.
#[derive(Debug, Default)]
pub struct Lexicon {}

/// Something wrong in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconError {
    /// The file's name as handed in.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.problem)
    }
}

impl std::error::Error for LexiconError {}

impl Lexicon {
    /// The compiled-in tables.
    pub fn built_in() -> Self {
        Self::default()
    }

    /// The compiled-in tables, extended by files named like them (`flags.toml`, `closings.toml`,
    /// `agencies.toml` …); every problem of every file at once.
    pub fn with_files(files: &[(&str, &[u8])]) -> Result<Self, Vec<LexiconError>> {
        let unknown = files.iter().map(|(name, _)| LexiconError {
            file: (*name).to_owned(),
            line: 1,
            problem: "no table of this name".to_owned(),
        });
        let problems: Vec<_> = unknown.collect();
        if problems.is_empty() {
            Ok(Self::built_in())
        } else {
            Err(problems)
        }
    }
}
