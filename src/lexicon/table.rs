//! Hash tables by word.
//!
//! In: keys of our own lists. Out: values, by a fast hash without a seed.
//! Never: keys that come from outside; whoever chooses them could make them collide.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

/// Values by key.
pub type Table<K, V> = HashMap<K, V, FixedState>;
/// Keys alone.
pub type TableSet<K> = HashSet<K, FixedState>;
