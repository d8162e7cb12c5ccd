//! A folder watched: each complete file once.
//!
//! In: a folder. Out: the paths of files that are new and whole, in the order of their names.
//! Never: a file moved or changed, or one that is still being written: its size must have stood
//! still over two looks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What tells one content of a file from another.
type Mark = (u64, SystemTime);

/// What is known of the folders.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Files whose size may still change, as last seen.
    waiting: BTreeMap<PathBuf, Mark>,
    /// Files handed out.
    seen: BTreeSet<(PathBuf, Mark)>,
}

impl Watch {
    /// Files of the folder that are whole since the last look; hidden ones are passed over,
    /// because that is how feeds name a file that is still being written.
    pub(super) fn look(&mut self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut whole = Vec::new();
        let marks = marks(folder)?;
        // What is gone is forgotten, or a folder that is emptied as it fills would never end.
        let there =
            |path: &PathBuf| path.parent() != Some(folder) || marks.contains_key(path.as_path());
        self.seen.retain(|(path, _)| there(path));
        self.waiting.retain(|path, _| there(path));
        for (path, mark) in marks {
            if self.seen.contains(&(path.clone(), mark)) {
                continue;
            }
            if self.waiting.insert(path.clone(), mark) == Some(mark) {
                self.waiting.remove(&path);
                self.seen.insert((path.clone(), mark));
                whole.push(path);
            }
        }
        Ok(whole)
    }
}

/// The files of a folder, by name.
pub(super) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(marks(folder)?.into_keys().collect())
}

fn marks(folder: &Path) -> io::Result<BTreeMap<PathBuf, Mark>> {
    let mut marks = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A file may go between the two calls: then it is not there.
        let Ok(data) = fs::metadata(entry.path()) else {
            continue;
        };
        if data.is_file() && !hidden {
            marks.insert(entry.path(), (data.len(), data.modified()?));
        }
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn names(paths: &[PathBuf]) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().map(|n| n.to_string_lossy().into_owned());
        paths.iter().filter_map(name).collect()
    }

    #[test]
    fn a_file_comes_once_and_only_when_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let mut watch = Watch::default();
        let mut look = || names(&watch.look(folder.path()).expect("readable"));
        fs::write(at("b.txt"), "one").expect("written");
        fs::write(at(".hidden"), "part").expect("written");
        assert!(look().is_empty(), "seen for the first time");
        let mut grown = fs::OpenOptions::new()
            .append(true)
            .open(at("b.txt"))
            .expect("open");
        grown.write_all(b" more").expect("written");
        fs::write(at("a.txt"), "two").expect("written");
        assert!(look().is_empty(), "still growing");
        assert_eq!(look(), ["a.txt", "b.txt"]);
        assert!(look().is_empty(), "handed out already");
        grown.write_all(b" again").expect("written");
        assert!(look().is_empty());
        assert_eq!(look(), ["b.txt"], "another content under the same name");
    }
}
