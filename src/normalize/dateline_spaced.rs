//! Letter-spaced datelines: `R o m a , 9 o t t . ( A d n k r o n o s ) -`.
//!
//! In: a paragraph. Out: its head with the letters joined, and where they stood.
//! Never: a text that is not letter-spaced.

/// Letters in a row that make a text letter-spaced.
const LEAST: usize = 8;
/// Bytes that are joined.
const REACH: usize = 300;

/// The head with its letters joined and the byte of the original for every byte of it, its end
/// included.
pub(super) fn join(paragraph: &str) -> Option<(String, Vec<usize>)> {
    let (mut joined, mut map) = (String::new(), Vec::new());
    let mut chars = paragraph.char_indices().peekable();
    let (mut count, mut end) = (0, 0);
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let apart = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if !apart || at > REACH {
            break;
        }
        joined.push(c);
        map.resize(joined.len(), at);
        end = at + c.len_utf8();
        count += 1;
    }
    if count < LEAST {
        return None;
    }
    map.push(end);
    // The text goes on behind the joined head.
    joined.push(' ');
    map.push(end);
    Some((joined, map))
}
