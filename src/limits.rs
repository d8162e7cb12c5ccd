//! Every bound of the program, with its reason.
//!
//! In: nothing. Out: constants. Never: a bound anywhere else in the code.
//! Sizes are bytes unless the name says otherwise.

use std::time::Duration;

/// A kibibyte.
pub const KIB: usize = 1024;
/// A mebibyte.
pub const MIB: usize = 1024 * KIB;

// --- a raw message ---------------------------------------------------------

/// Longest raw value that is processed: twice Kafka's own default for a record batch, because
/// brokers are set wider and a long story is cut with a remark rather than refused.
pub const RAW_BYTES_MAX: usize = 2 * MIB;
/// Longest value after decompression; real stories are below a tenth of it.
pub const DECOMPRESSED_BYTES_MAX: usize = 8 * MIB;
/// Highest compression ratio believed; text stays below 20, a bomb is near 1,000.
pub const DECOMPRESSION_RATIO_MAX: usize = 200;
/// Smallest output at which the ratio is judged, so that a short run of spaces is no bomb.
pub const DECOMPRESSION_RATIO_FLOOR: usize = 64 * KIB;
/// Headers read from one message; the rest is left out with `headers-limit`.
pub const HEADERS_MAX: usize = 64;
/// Bytes of all headers of one message together.
pub const HEADERS_BYTES_MAX: usize = 64 * KIB;
/// Longest header value that is believed.
pub const HEADER_VALUE_BYTES_MAX: usize = 4 * KIB;
/// Items one message may hold; streams of 120 messages are real.
pub const ITEMS_MAX: usize = 256;
/// Share of replacement characters, per cent, above which a reading of the bytes is refused.
pub const REPLACEMENT_PERCENT_MAX: usize = 2;
/// Replacement characters that are allowed whatever their share, so that a flash of one line is
/// not lost with its one bad byte.
pub const REPLACEMENTS_FLOOR: usize = 8;

// --- JSON ------------------------------------------------------------------

/// Deepest nesting of JSON.
pub const JSON_DEPTH_MAX: usize = 64;
/// Members of one JSON message, all objects together.
pub const JSON_KEYS_MAX: usize = 1_000;
/// Longest JSON member name.
pub const JSON_KEY_BYTES_MAX: usize = 256;

// --- HTML ------------------------------------------------------------------

/// Longest HTML that is sanitised.
pub const HTML_BYTES_MAX: usize = 512 * KIB;
/// Deepest nesting of HTML: the sanitiser's cost grows with its square.
pub const HTML_DEPTH_MAX: usize = 256;
/// Tags in one HTML text.
pub const HTML_NODES_MAX: usize = 50_000;

// --- a story ---------------------------------------------------------------

/// Longest headline; the longest legal wire headline is a tenth of it.
pub const HEADLINE_BYTES_MAX: usize = KIB;
/// Longest body.
pub const BODY_BYTES_MAX: usize = 512 * KIB;
/// Longest identity: identities become Kafka keys.
pub const ID_BYTES_MAX: usize = 256;
/// Longest other member (summary, note, copyright …).
pub const FIELD_BYTES_MAX: usize = 8 * KIB;
/// Longest short member (version, priority, section, one keyword …).
pub const SHORT_FIELD_BYTES_MAX: usize = 256;
/// Entries of a list the source gives (keywords, authors, subjects …).
pub const LIST_MAX: usize = 100;
/// Paragraphs of a body; the rest is joined into the last.
pub const PARAGRAPHS_MAX: usize = 10_000;
/// Pieces cut from one story that are kept one by one.
pub const CUTS_MAX: usize = 1_000;
/// Longest provider slug.
pub const SLUG_BYTES_MAX: usize = 64;
/// Words of a test of the line; what says more is news, even of a test.
pub const LINE_TEST_WORDS_MAX: usize = 40;
/// Characters below which a body is remarked as short: less than a sentence.
pub const BODY_CHARS_SHORT: usize = 30;
/// Combining marks in a row that stay; more are `combining-limit`.
pub const COMBINING_MAX: usize = 8;
/// Hours after arrival up to which a source's time with a zone is believed: clocks differ.
pub const FUTURE_HOURS_MAX: i64 = 1;
/// The same for a time without a zone, which may be local to the far side of the earth.
pub const FUTURE_HOURS_UNZONED_MAX: i64 = 15;

// --- what is said about a story ---------------------------------------------

/// Remarks on one story.
pub const DEFECTS_MAX: usize = 64;
/// Characters of a detail (defect or dead letter).
pub const DETAIL_CHARS_MAX: usize = 256;
/// Bytes of a body that are enriched; the rest is `enrich-truncated`.
pub const ENRICH_BYTES_MAX: usize = 128 * KIB;
/// Bytes of a text that decide its language: four times as many name no more languages rightly.
pub const LANGUAGE_BYTES_MAX: usize = 256;
/// What a packed model of the user may unpack to; ours are a fifth of it.
pub const MODEL_BYTES_MAX: usize = 64 * MIB;
/// Entities of one story.
pub const ENTITIES_MAX: usize = 500;
/// Quotations of one story.
pub const QUOTES_MAX: usize = 500;
/// Keywords of one story.
pub const KEYWORDS_MAX: usize = 10;

// --- the machine -----------------------------------------------------------

/// Longest record that is published; the topics must allow as much.
pub const RECORD_BYTES_MAX: usize = 2 * MIB;
/// Bytes of raw messages in flight, from poll to commit.
pub const IN_FLIGHT_BYTES_MAX: usize = 64 * MIB;
/// Messages of one batch handed to a worker.
pub const BATCH_MESSAGES_MAX: usize = 256;
/// Messages of a batch that take their way together, stage by stage: twice as many are hardly
/// faster and keep twice as much alive.
pub const GROUP_MESSAGES_MAX: usize = 64;
/// Bytes of one batch handed to a worker.
pub const BATCH_BYTES_MAX: usize = 512 * KIB;
/// Time for one message; every stage is linear and bounded, so that real ones need a thousandth.
pub const STORY_TIME_MAX: Duration = Duration::from_secs(10);
/// Deaths at one offset after which a leg goes on with a few messages at a time.
pub const DEATHS_CAREFUL: u32 = 4;
/// Deaths at one offset after which it goes on one message at a time.
pub const DEATHS_ALONE: u32 = DEATHS_CAREFUL + 1;
/// Deaths at one offset after which its message is a dead letter unread.
pub const DEATHS_MAX: u32 = 7;
/// Messages that are a few.
pub const CAREFUL_MESSAGES: usize = 16;
/// Offsets after which a leg is no longer careful: more than was in flight at the death.
pub const CAREFUL_SPAN: i64 = 4_096;
/// Time after which a loop that does not move is stuck for good, and the process is given up.
pub const STUCK_TIME_MAX: Duration = Duration::from_secs(60);
/// Values of one metric label before the rest is counted as `other`.
pub const LABEL_VALUES_MAX: usize = 100;

const _: () = assert!(RAW_BYTES_MAX <= DECOMPRESSED_BYTES_MAX);
const _: () = assert!(HEADLINE_BYTES_MAX < FIELD_BYTES_MAX && FIELD_BYTES_MAX < BODY_BYTES_MAX);
const _: () = assert!(BODY_BYTES_MAX <= RAW_BYTES_MAX && BODY_BYTES_MAX < RECORD_BYTES_MAX);
const _: () = assert!(ENRICH_BYTES_MAX <= BODY_BYTES_MAX && LANGUAGE_BYTES_MAX <= ENRICH_BYTES_MAX);
const _: () = assert!(1 < DEATHS_CAREFUL && DEATHS_ALONE + 1 < DEATHS_MAX);
const _: () = assert!(BATCH_BYTES_MAX * 8 <= IN_FLIGHT_BYTES_MAX);
