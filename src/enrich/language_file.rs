//! fastText's quantised file format, read as far as a language model needs it.
//!
//! In: the bytes of a model file. Out: its header, dictionary, vectors and tree.
//! Never: IO, or trust in a number of the file.
//!
//! The file holds a dictionary of frequent words, a list of the n-gram buckets that survived
//! pruning, one short vector for each of both, cut into pairs and quantised, and the output
//! vectors: the inner nodes of a Huffman tree over the languages.

/// Components of a vector.
pub(super) const DIM: usize = 16;
/// Values of one sub-quantiser.
const CENTROIDS: usize = 256;
/// Buckets of n-grams that are believed: eight times fastText's usual number.
const BUCKETS_MAX: i32 = 1 << 24;
/// Beyond this no number of a trained model lies.
const NUMBER_MAX: f32 = 1e6;

/// The vector of a word, an n-gram or a decision.
pub(super) type Row = [f32; DIM];

/// An inner node of the tree: its decision and its children (leaves are labels).
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Decides to the right where its product with the text is positive.
    pub(super) weights: Row,
    /// A label, or labels + the index of a node.
    pub(super) left: usize,
    /// Likewise.
    pub(super) right: usize,
}

/// The few numbers of the header that matter here.
pub(super) struct Header {
    /// Buckets of n-grams, before pruning.
    pub(super) buckets: u32,
    /// Shortest and longest n-gram, in characters.
    pub(super) grams: (usize, usize),
}

impl Header {
    /// Off the front of the file.
    pub(super) fn read(file: &mut Reader) -> Result<Self, &'static str> {
        let (magic, version) = (file.i32()?, file.i32()?);
        if magic != 793_712_314 || version != 12 {
            return Err("not a fastText model of version 12");
        }
        let mut numbers = [0; 12];
        for number in &mut numbers {
            *number = file.i32()?;
        }
        file.take(8)?;
        let [
            dim,
            _,
            _,
            _,
            _,
            word_grams,
            loss,
            _,
            buckets,
            least,
            most,
            _,
        ] = numbers;
        let buckets_fit = (1..=BUCKETS_MAX).contains(&buckets);
        if dim as usize != DIM || word_grams != 1 || loss != 1 || !buckets_fit {
            return Err("not a model of this kind: 16 components, hierarchical softmax");
        }
        if !(1..=most).contains(&least) || most > 8 {
            return Err("n-grams of an odd length");
        }
        Ok(Self {
            buckets: buckets as u32,
            grams: (least as usize, most as usize),
        })
    }
}

/// Words, languages with their counts, and bucket → vector.
pub(super) struct Dictionary {
    /// Words, in the order of their vectors.
    pub(super) words: Vec<String>,
    /// Languages and how often each was seen.
    pub(super) labels: Vec<(String, i64)>,
    /// Buckets that were kept, with their vector after those of the words.
    pub(super) pruned: Vec<(u32, usize)>,
}

impl Dictionary {
    /// Off the front of the file.
    pub(super) fn read(file: &mut Reader) -> Result<Self, &'static str> {
        let (size, _, _) = (file.i32()?, file.i32()?, file.i32()?);
        let (_, pruned) = (file.i64()?, file.i64()?);
        let (mut words, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..size {
            let text = file.text()?;
            let count = file.i64()?;
            match file.take(1)? {
                [0] => words.push(text.to_owned()),
                _ => labels.push((label(text)?, count)),
            }
        }
        let mut entries = Vec::new();
        for _ in 0..pruned {
            entries.push((file.i32()? as u32, file.i32()? as usize));
        }
        Ok(Self {
            words,
            labels,
            pruned: entries,
        })
    }
}

/// A label as the language it names: letters, and what makes a tag of them.
fn label(text: &str) -> Result<String, &'static str> {
    let label = text.trim_start_matches("__label__");
    let sound = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if !(2..=16).contains(&label.len()) || !label.bytes().all(sound) {
        return Err("a label that names no language");
    }
    Ok(label.to_owned())
}

/// The vectors, put together from the product quantiser's codes.
pub(super) fn read_rows(file: &mut Reader) -> Result<Vec<Row>, &'static str> {
    let (quantised, normed) = (file.u8()?, file.u8()?);
    let (rows, dim) = (file.i64()? as usize, file.i64()? as usize);
    let codes_size = file.i32()? as usize;
    if quantised != 1 || normed != 1 || dim != DIM || Some(codes_size) != rows.checked_mul(DIM / 2)
    {
        return Err("vectors are not quantised two by two with norms");
    }
    let codes = file.take(codes_size)?;
    let centroids = read_centroids(file, DIM)?;
    let norm_codes = file.take(rows)?;
    let norms = read_centroids(file, 1)?;
    let row = |(codes, norm): (&[u8], &u8)| -> Row {
        let norm = norms[usize::from(*norm)];
        std::array::from_fn(|at| {
            let (part, within) = (at / 2, at % 2);
            norm * centroids[(part * CENTROIDS + usize::from(codes[part])) * 2 + within]
        })
    };
    Ok(codes
        .chunks_exact(DIM / 2)
        .zip(norm_codes)
        .map(row)
        .collect())
}

fn read_centroids(file: &mut Reader, dim: usize) -> Result<Vec<f32>, &'static str> {
    file.take(16)?;
    (0..dim * CENTROIDS).map(|_| file.f32()).collect()
}

/// The output vectors as the Huffman tree of the languages' counts.
pub(super) fn read_nodes(
    file: &mut Reader,
    labels: &[(String, i64)],
) -> Result<Vec<Node>, &'static str> {
    let quantised = file.u8()?;
    let (rows, dim) = (file.i64()? as usize, file.i64()? as usize);
    if quantised != 0 || dim != DIM || rows != labels.len() || rows < 2 {
        return Err("output vectors do not fit the languages");
    }
    let mut counts: Vec<i64> = labels.iter().map(|(_, count)| *count).collect();
    let (mut leaf, mut inner) = (rows, rows);
    let mut nodes = Vec::with_capacity(rows - 1);
    for _ in 0..rows - 1 {
        let mut least = || {
            let from_leaves = leaf > 0
                && counts
                    .get(inner)
                    .is_none_or(|count| counts[leaf - 1] < *count);
            let taken = if from_leaves { leaf - 1 } else { inner };
            if from_leaves {
                leaf -= 1
            } else {
                inner += 1
            }
            taken
        };
        let (left, right) = (least(), least());
        let mut weights = [0.0; DIM];
        for weight in &mut weights {
            *weight = file.f32()?;
        }
        counts.push(counts[left].saturating_add(counts[right]));
        nodes.push(Node {
            weights,
            left,
            right,
        });
    }
    // One row more than the tree has inner nodes.
    file.take(DIM * 4)?;
    Ok(nodes)
}

/// Little-endian numbers off the front of the file.
pub(super) struct Reader<'a> {
    /// What is not read yet.
    pub(super) bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(count)
            .ok_or("file ends too soon")?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        self.take(N)?.try_into().map_err(|_| "file ends too soon")
    }

    fn u8(&mut self) -> Result<u8, &'static str> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    fn i32(&mut self) -> Result<i32, &'static str> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn i64(&mut self) -> Result<i64, &'static str> {
        Ok(i64::from_le_bytes(self.array()?))
    }

    fn f32(&mut self) -> Result<f32, &'static str> {
        let number = f32::from_le_bytes(self.array()?);
        let sound = number.abs() <= NUMBER_MAX;
        sound.then_some(number).ok_or("a number beyond all reason")
    }

    fn text(&mut self) -> Result<&'a str, &'static str> {
        let end = memchr::memchr(0, self.bytes).ok_or("file ends too soon")?;
        let text = str::from_utf8(self.take(end)?).map_err(|_| "a word is not UTF-8")?;
        self.take(1)?;
        Ok(text)
    }
}
