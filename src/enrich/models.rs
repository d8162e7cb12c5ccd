//! The models behind enrichment, one value that all workers share.
//!
//! In: nothing, or the bytes of a user's own files of these names. Out: each model, its own bytes
//! checked when they are handed in, the compiled-in ones unpacked at the first use.
//! Never: IO, or a model for the whole process.

use std::fmt;
use std::io::Read as _;
use std::sync::OnceLock;

use super::language::Languages;
use super::names::Names;
use super::tagger::Tagger;
use super::topic_words::TopicWords;
use crate::limits::MODEL_BYTES_MAX;

/// The files that a user's folder may hold, named as in `models/`.
pub const MODEL_FILES: [&str; 4] = [TAGGER, NAMES, LANGUAGES, TOPIC_WORDS];

const TAGGER: &str = "entities.bin.zst";
const NAMES: &str = "names.tsv.zst";
const LANGUAGES: &str = "lid.176.ftz";
const TOPIC_WORDS: &str = "topic-words.tsv.zst";

/// All models.
#[derive(Debug)]
pub struct Models {
    tagger: OnceLock<Tagger>,
    names: OnceLock<Names>,
    languages: OnceLock<Languages>,
    topic_words: OnceLock<TopicWords>,
}

/// A model file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    /// The file's name as handed in.
    pub file: String,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.problem)
    }
}

impl std::error::Error for ModelError {}

impl Models {
    /// The compiled-in models; nothing is unpacked yet.
    pub fn built_in() -> Self {
        Self {
            tagger: OnceLock::new(),
            names: OnceLock::new(),
            languages: OnceLock::new(),
            topic_words: OnceLock::new(),
        }
    }

    /// These files in the place of the compiled-in ones of their names; every problem at once.
    pub fn with_files(files: &[(&str, &[u8])]) -> Result<Self, Vec<ModelError>> {
        let models = Self::built_in();
        let mut problems = Vec::new();
        for (file, bytes) in files {
            if let Err(problem) = models.take(file, bytes) {
                problems.push(ModelError {
                    file: (*file).to_owned(),
                    problem,
                });
            }
        }
        match problems.is_empty() {
            true => Ok(models),
            false => Err(problems),
        }
    }

    fn take(&self, file: &str, bytes: &[u8]) -> Result<(), String> {
        let first = match file {
            TAGGER => self.tagger.set(Tagger::read(&unpacked(bytes)?)?).is_ok(),
            NAMES => self.names.set(Names::read(&unpacked(bytes)?)?).is_ok(),
            LANGUAGES => self.languages.set(Languages::read(bytes)?).is_ok(),
            TOPIC_WORDS => {
                let words = TopicWords::read(&unpacked(bytes)?)?;
                self.topic_words.set(words).is_ok()
            }
            _ => return Err(format!("no model is named so: {}", MODEL_FILES.join(", "))),
        };
        match first {
            true => Ok(()),
            false => Err("given twice".to_owned()),
        }
    }

    /// The tagger of names.
    pub(super) fn tagger(&self) -> &Tagger {
        // INVARIANT: the model is compiled in, and a test reads it.
        let built_in = || Tagger::read(&unpacked(BUILT_IN_TAGGER)?);
        self.tagger
            .get_or_init(|| built_in().expect("the compiled-in tagger is whole"))
    }

    /// What names can mean.
    pub fn names(&self) -> &Names {
        // INVARIANT: the table is compiled in, and a test reads it.
        let built_in = || Names::read(&unpacked(BUILT_IN_NAMES)?);
        self.names
            .get_or_init(|| built_in().expect("the compiled-in table of names is whole"))
    }

    /// The languages of texts.
    pub(super) fn languages(&self) -> &Languages {
        // INVARIANT: the model is compiled in, and a test reads it.
        self.languages.get_or_init(|| {
            Languages::read(BUILT_IN_LANGUAGES).expect("the compiled-in languages are whole")
        })
    }

    /// The words of topics.
    pub(super) fn topic_words(&self) -> &TopicWords {
        // INVARIANT: the table is compiled in, and a test reads it.
        let built_in = || TopicWords::read(&unpacked(BUILT_IN_TOPIC_WORDS)?);
        self.topic_words
            .get_or_init(|| built_in().expect("the compiled-in words of topics are whole"))
    }
}

const BUILT_IN_TAGGER: &[u8] = include_bytes!("../../models/entities.bin.zst");
const BUILT_IN_NAMES: &[u8] = include_bytes!("../../models/names.tsv.zst");
const BUILT_IN_LANGUAGES: &[u8] = include_bytes!("../../models/lid.176.ftz");
const BUILT_IN_TOPIC_WORDS: &[u8] = include_bytes!("../../models/topic-words.tsv.zst");

/// What a zstd file holds, up to a bound.
fn unpacked(packed: &[u8]) -> Result<Vec<u8>, String> {
    let wrong = |error| format!("not zstd, or cut: {error}");
    let decoder = zstd::Decoder::new(packed).map_err(wrong)?;
    let mut bytes = Vec::new();
    let mut bounded = decoder.take(MODEL_BYTES_MAX as u64 + 1);
    bounded.read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() > MODEL_BYTES_MAX {
        return Err(format!("unpacks to more than {MODEL_BYTES_MAX} bytes"));
    }
    Ok(bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::LazyLock;

    use super::*;

    /// One set for all tests: unpacking costs.
    pub(in crate::enrich) static MODELS: LazyLock<Models> = LazyLock::new(Models::built_in);

    fn packed(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 1).expect("packs")
    }

    #[test]
    fn the_compiled_in_models_are_whole() {
        MODELS.tagger();
        MODELS.names();
        MODELS.languages();
        MODELS.topic_words();
    }

    #[test]
    fn a_broken_file_is_named_with_its_reason() {
        let cut = &BUILT_IN_TAGGER[..BUILT_IN_TAGGER.len() / 2];
        let table: [(&str, &[u8], &str); 18] = [
            (TAGGER, b"", "not zstd, or cut: "),
            (TAGGER, b"weights", "not zstd, or cut: "),
            (TAGGER, cut, "not zstd, or cut: "),
            (TAGGER, &packed(&[0; 15]), "weights of 524288 buckets"),
            (
                TAGGER,
                &packed(&vec![0; MODEL_BYTES_MAX + 1]),
                "unpacks to more than ",
            ),
            (NAMES, &packed(b""), "holds no name"),
            (NAMES, &packed(b"paris\tc\nlondon c\n"), "line 2: "),
            (NAMES, &packed(b"paris\tc\nlondon\t?\n"), "line 2: "),
            (NAMES, &packed(b"par\xffis\tc\n"), "not UTF-8"),
            (LANGUAGES, b"", "file ends too soon"),
            (
                LANGUAGES,
                &BUILT_IN_LANGUAGES[..900_000],
                "file ends too soon",
            ),
            (TOPIC_WORDS, &packed(b""), "a row of codes behind a tab"),
            (
                TOPIC_WORDS,
                &packed(b"\t99\n"),
                "line 1: 99 is no Media Topic",
            ),
            (TOPIC_WORDS, &packed(b"\t15000000\n"), "a row of starts"),
            (
                TOPIC_WORDS,
                &packed(b"\t15000000\n\t1\t2\n"),
                "line 2: not as many",
            ),
            (
                TOPIC_WORDS,
                &packed(b"\t15000000\n\tx\n"),
                "line 2: not a whole",
            ),
            (
                TOPIC_WORDS,
                &packed(b"\t15000000\n\t0\ngoal\t9\t1 2\n"),
                "line 3: a word, its share and 1 numbers",
            ),
            ("other.bin", b"", "no model is named so"),
        ];
        for (file, bytes, problem) in table {
            let problems = Models::with_files(&[(file, bytes)]).expect_err(file);
            let said = problems[0].to_string();
            assert!(said.starts_with(&format!("{file}: {problem}")), "{said}");
        }
        let both = Models::with_files(&[(TAGGER, b"x"), (LANGUAGES, b"x")]);
        assert_eq!(both.expect_err("both").len(), 2);
    }

    #[test]
    fn changed_bytes_of_the_languages_never_panic() {
        for at in (0..BUILT_IN_LANGUAGES.len()).step_by(9_973) {
            let mut changed = BUILT_IN_LANGUAGES.to_vec();
            changed[at] ^= 0x80;
            if let Ok(languages) = Languages::read(&changed) {
                super::super::language::detect(&languages, "", "Who knows what this is?");
            }
        }
    }

    #[test]
    fn a_users_table_takes_the_place_of_ours() {
        let table = packed(b"quuxville\tc\n");
        let models = Models::with_files(&[(NAMES, &table)]).expect("sound");
        let hash = super::super::hashing::word_hash;
        assert_ne!(models.names().get(hash("quuxville")), 0);
        assert_eq!(models.names().get(hash("paris")), 0);
        assert_ne!(MODELS.names().get(hash("paris")), 0);
    }
}
