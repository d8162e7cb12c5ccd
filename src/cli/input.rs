//! Files and standard input as raw messages, one at a time.
//!
//! In: paths as given, or none. Out: for each file or line its bytes, numbered, or why it could
//! not be read. Never: more of a message in memory than a message may be long; what is longer is
//! measured and hashed on its way past, so that its dead letter tells the truth.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::limits;

/// The name of standard input, on the command line and in records.
pub(super) const STDIN: &str = "-";

/// One input.
#[derive(Debug)]
pub(super) struct Piece {
    /// The file as given.
    pub(super) name: Arc<str>,
    /// Its number among all files, or among all lines of all files.
    pub(super) index: i64,
    /// What was read.
    pub(super) content: Content,
}

impl Piece {
    /// Bytes it holds in memory.
    pub(super) fn weight(&self) -> usize {
        match &self.content {
            Content::Bytes(bytes) => bytes.len(),
            Content::TooLong { .. } | Content::Unreadable(_) => 0,
        }
    }
}

/// What was read.
#[derive(Debug)]
pub(super) enum Content {
    /// The bytes of one raw message.
    Bytes(Vec<u8>),
    /// More than a message may hold.
    TooLong {
        /// Its whole length.
        bytes: usize,
        /// SHA-256 of all of it, lower-case hex.
        sha256: String,
    },
    /// Nothing: the file cannot be read.
    Unreadable(io::Error),
}

/// How files are parted into messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// A file is a message.
    Files,
    /// A line is a message.
    Lines,
}

/// All pieces of all files, in order; standard input where no file is given.
pub(super) struct Pieces {
    files: std::vec::IntoIter<PathBuf>,
    split: Split,
    open: Option<Open>,
    index: i64,
}

/// The file whose lines are being read.
struct Open {
    name: Arc<str>,
    reader: BufReader<Box<dyn Read + Send>>,
}

impl Pieces {
    /// The pieces of these files, `-` meaning standard input, and so does an empty list.
    pub(super) fn new(mut files: Vec<PathBuf>, split: Split) -> Self {
        if files.is_empty() {
            files.push(PathBuf::from(STDIN));
        }
        Self::of(files, split)
    }

    /// The pieces of these files and no more, each file one.
    pub(super) fn of_files(files: Vec<PathBuf>) -> Self {
        Self::of(files, Split::Files)
    }

    fn of(files: Vec<PathBuf>, split: Split) -> Self {
        Self {
            files: files.into_iter(),
            split,
            open: None,
            index: 0,
        }
    }

    /// Whether the next piece can be read without waiting for another program.
    pub(super) fn ready(&self) -> bool {
        self.open
            .as_ref()
            .is_none_or(|open| !open.reader.buffer().is_empty())
    }

    fn piece(&mut self, name: Arc<str>, content: io::Result<Content>) -> Piece {
        let index = self.index;
        self.index += 1;
        let content = content.unwrap_or_else(Content::Unreadable);
        Piece {
            name,
            index,
            content,
        }
    }

    /// An unreadable file takes no number where lines are counted.
    fn unreadable(&mut self, name: Arc<str>, error: io::Error) -> Piece {
        match self.split {
            Split::Files => self.piece(name, Err(error)),
            Split::Lines => Piece {
                name,
                index: self.index,
                content: Content::Unreadable(error),
            },
        }
    }
}

impl Iterator for Pieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(open) = &mut self.open {
                let name = open.name.clone();
                match line(&mut open.reader) {
                    Ok(Some(content)) => return Some(self.piece(name, Ok(content))),
                    Ok(None) => self.open = None,
                    Err(error) => {
                        self.open = None;
                        return Some(self.unreadable(name, error));
                    }
                }
            }
            let path = self.files.next()?;
            let name: Arc<str> = path.to_string_lossy().into();
            let reader = match reader(&path) {
                Ok(reader) => reader,
                Err(error) => return Some(self.unreadable(name, error)),
            };
            match self.split {
                Split::Files => {
                    let content = whole(reader);
                    return Some(self.piece(name, content));
                }
                Split::Lines => {
                    let reader = BufReader::with_capacity(64 * limits::KIB, reader);
                    self.open = Some(Open { name, reader });
                }
            }
        }
    }
}

fn reader(path: &std::path::Path) -> io::Result<Box<dyn Read + Send>> {
    if path.as_os_str() == STDIN {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    Ok(Box::new(file))
}

/// Everything up to the end.
fn whole(mut reader: Box<dyn Read + Send>) -> io::Result<Content> {
    let mut bytes = Vec::new();
    let bound = limits::RAW_BYTES_MAX as u64 + 1;
    reader.by_ref().take(bound).read_to_end(&mut bytes)?;
    if bytes.len() <= limits::RAW_BYTES_MAX {
        return Ok(Content::Bytes(bytes));
    }
    let mut measure = Measure::of(&bytes);
    let mut chunk = vec![0; 64 * limits::KIB];
    loop {
        match reader.read(&mut chunk)? {
            0 => return Ok(measure.too_long()),
            read => measure.add(&chunk[..read]),
        }
    }
}

/// Everything up to the next line end, which is not part of it; `None` at the end of the file.
fn line(reader: &mut impl BufRead) -> io::Result<Option<Content>> {
    let mut bytes = Vec::new();
    let mut measure: Option<Measure> = None;
    loop {
        let chunk = reader.fill_buf()?;
        let end = memchr::memchr(b'\n', chunk);
        let part = &chunk[..end.unwrap_or(chunk.len())];
        if chunk.is_empty() && bytes.is_empty() && measure.is_none() {
            return Ok(None);
        }
        match &mut measure {
            Some(measure) => measure.add(part),
            None => bytes.extend_from_slice(part),
        }
        if measure.is_none() && bytes.len() > limits::RAW_BYTES_MAX {
            measure = Some(Measure::of(&bytes));
            bytes = Vec::new();
        }
        let at_end = chunk.is_empty() || end.is_some();
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if at_end {
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            return Ok(Some(
                measure.map_or(Content::Bytes(bytes), Measure::too_long),
            ));
        }
    }
}

/// Length and hash of what is too long to be kept.
struct Measure {
    hash: Sha256,
    bytes: usize,
}

impl Measure {
    fn of(start: &[u8]) -> Self {
        let mut measure = Self {
            hash: Sha256::new(),
            bytes: 0,
        };
        measure.add(start);
        measure
    }

    fn add(&mut self, part: &[u8]) {
        self.hash.update(part);
        self.bytes += part.len();
    }

    fn too_long(self) -> Content {
        Content::TooLong {
            bytes: self.bytes,
            sha256: format!("{:x}", self.hash.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<Vec<u8>> {
        let mut reader = BufReader::with_capacity(3, text);
        let mut out = Vec::new();
        while let Ok(Some(Content::Bytes(bytes))) = line(&mut reader) {
            out.push(bytes);
        }
        out
    }

    #[test]
    fn a_line_is_a_message_and_an_empty_one_too() {
        let table: [(&[u8], &[&[u8]]); 6] = [
            (b"", &[]),
            (b"\n", &[b""]),
            (b"one", &[b"one"]),
            (b"one\ntwo\n", &[b"one", b"two"]),
            (b"one\r\n\r\ntwo", &[b"one", b"", b"two"]),
            (
                b"\n\nlonger than the buffer\n",
                &[b"", b"", b"longer than the buffer"],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_measured_and_the_next_line_stands() {
        let mut text = vec![b'x'; limits::RAW_BYTES_MAX + 5];
        text.extend_from_slice(b"\nnext\n");
        let mut reader = BufReader::new(text.as_slice());
        let Ok(Some(Content::TooLong { bytes, sha256 })) = line(&mut reader) else {
            panic!("not measured");
        };
        let expected = format!("{:x}", Sha256::digest(&text[..limits::RAW_BYTES_MAX + 5]));
        assert_eq!((bytes, sha256), (limits::RAW_BYTES_MAX + 5, expected));
        assert!(matches!(line(&mut reader), Ok(Some(Content::Bytes(b))) if b == b"next"));
    }
}
