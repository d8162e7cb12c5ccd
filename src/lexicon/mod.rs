//! What is known beforehand: agencies, flags, closing lines, places.
//!
//! In: bytes of TOML or TSV, the compiled-in ones of `config/lexicon/` and the user's own.
//! Out: immutable tables. Never: IO; files are read by the shell and handed in.

/// All tables.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// The compiled-in tables.
    pub fn built_in() -> Self {
        Self::default()
    }
}
