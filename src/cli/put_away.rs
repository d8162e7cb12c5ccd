//! A file that has done its service, put into another folder.
//!
//! In: a file and a folder. Out: the file there, under its name.
//! Never: a file that lay there before overwritten, or one copied half.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files of one name that a folder may hold.
const SAME_NAME_MAX: u32 = 10_000;

/// Moves a file; where its name is taken, a number is added (`story.txt.1`).
///
/// Errors are those of the file system: both folders have to be on the same one, because a move
/// across is a copy, which can stop half-way.
pub(super) fn put_away(file: &Path, folder: &Path) -> io::Result<PathBuf> {
    let name = file.file_name().unwrap_or_default();
    for number in 0..SAME_NAME_MAX {
        let mut name = name.to_owned();
        if number > 0 {
            name.push(format!(".{number}"));
        }
        let place = folder.join(name);
        // A link refuses a name that is taken; a rename would overwrite it.
        match fs::hard_link(file, &place) {
            Ok(()) => {
                fs::remove_file(file)?;
                return Ok(place);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other(format!(
        "{SAME_NAME_MAX} files of this name are there"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let inbox = tempfile::tempdir().expect("a folder");
        let done = tempfile::tempdir().expect("a folder");
        for (text, expected) in [("one", "a.txt"), ("two", "a.txt.1"), ("three", "a.txt.2")] {
            let file = inbox.path().join("a.txt");
            fs::write(&file, text).expect("written");
            let place = put_away(&file, done.path()).expect("moved");
            assert_eq!(place, done.path().join(expected));
            assert_eq!(fs::read_to_string(place).expect("there"), text);
            assert!(!file.exists());
        }
        let gone = put_away(&inbox.path().join("b.txt"), done.path());
        assert_eq!(gone.expect_err("gone").kind(), io::ErrorKind::NotFound);
    }
}
