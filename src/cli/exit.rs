//! Exit codes, after `sysexits.h`, and errors that know theirs.
//!
//! In: an error. Out: the code a script can act on.
//! Never: a code without a meaning, or two meanings of one code.

use std::fmt;
use std::io::ErrorKind;
use std::process::ExitCode;

/// Why the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// As asked.
    Done = 0,
    /// The question was answered with no.
    No = 1,
    /// The command line could not be understood.
    Usage = 64,
    /// A file could not be read.
    Input = 66,
    /// An invariant is broken; a restart with the same input may end the same way.
    Broken = 70,
    /// Something outside is away; a later try may succeed.
    Later = 75,
    /// The rights do not suffice.
    Permission = 77,
    /// The configuration is not usable; a restart does not help.
    Configuration = 78,
}

impl Exit {
    /// The code of an error: its own, else by what caused it.
    pub fn of(error: &anyhow::Error) -> Self {
        if let Some(failure) = error.downcast_ref::<Failure>() {
            return failure.exit;
        }
        let mut causes = error.chain();
        match causes.find_map(|cause| cause.downcast_ref::<std::io::Error>()) {
            Some(io) => Self::of_io(io.kind()),
            None => Self::Broken,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the list of std is open")]
    fn of_io(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::InvalidData => Self::Input,
            ErrorKind::PermissionDenied => Self::Permission,
            _ => Self::Later,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error with its exit code; used as the context of another error or alone.
#[derive(Debug)]
pub struct Failure {
    /// The code.
    pub exit: Exit,
    /// What went wrong, for a person.
    pub message: String,
}

impl Failure {
    /// A failure of this kind.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { exit, message }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{Exit, Failure};

    #[test]
    fn an_error_knows_its_code_through_all_context() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let missing = io::Error::from(io::ErrorKind::NotFound);
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let own = Failure::new(Exit::Configuration, "no brokers");
        for (error, expected) in [
            (anyhow::Error::new(denied), Exit::Permission),
            (anyhow::Error::new(missing), Exit::Input),
            (anyhow::Error::new(refused), Exit::Later),
            (anyhow::Error::new(own), Exit::Configuration),
            (anyhow::anyhow!("unheard of"), Exit::Broken),
        ] {
            assert_eq!(Exit::of(&error.context("while starting")), expected);
        }
        let outer = anyhow::anyhow!("cause").context(Failure::new(Exit::Later, "broker away"));
        assert_eq!(Exit::of(&outer), Exit::Later);
    }
}
