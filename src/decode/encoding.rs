//! Compression of a value undone: gzip, deflate, zstd; one layer, within bounds.
//!
//! In: the value and its content-encoding. Out: the bytes within, only after the whole stream
//! proved sound. Never: output of a stream that was cut, and never more than the bounds allow.

use std::borrow::Cow;
use std::fmt::Display;

use flate2::{Crc, Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation as _, OutBuffer};

use crate::limits;
use crate::outcome::{DefectCode, Defects, RejectCode, Rejection, Stage};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Memory of a zstd window: 8 MiB, as much as the output may have.
const ZSTD_WINDOW_LOG_MAX: u32 = 23;
const CHUNK: usize = 32 * limits::KIB;

/// The value without its compression.
pub(super) fn open<'a>(
    value: &'a [u8],
    encoding: Option<&str>,
    defects: &mut Defects,
) -> Result<Cow<'a, [u8]>, Rejection> {
    let mut layers = encoding
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"));
    let Some(layer) = layers.next() else {
        return Ok(Cow::Borrowed(value));
    };
    if layers.next().is_some() {
        return Err(reject(RejectCode::EncodingNested, "several layers"));
    }
    let (output, rest) = match layer.to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => gzip(value)?,
        "deflate" => deflate(value)?,
        "zstd" => zstd(value)?,
        _ => return Err(reject(RejectCode::EncodingUnsupported, layer)),
    };
    if !rest.is_empty() {
        let count = format!("{} bytes after the compressed data", rest.len());
        defects.push(DefectCode::TrailingGarbage, count);
    }
    if is_compressed(&output) {
        return Err(reject(RejectCode::EncodingNested, "compressed within"));
    }
    Ok(Cow::Owned(output))
}

/// Whether the bytes begin like a compressed stream.
pub(super) fn is_compressed(bytes: &[u8]) -> bool {
    bytes.starts_with(GZIP) || bytes.starts_with(ZSTD)
}

/// All members of a gzip file, as the standard allows, and what comes after them.
fn gzip(value: &[u8]) -> Result<(Vec<u8>, &[u8]), Rejection> {
    let mut output = Vec::new();
    let mut rest = value;
    loop {
        let start = output.len();
        let packed = gzip_body(rest).ok_or_else(|| corrupt(&"no header of gzip"))?;
        let taken = inflate(packed, false, value.len(), &mut output)?;
        let trailer = packed.get(taken..).and_then(<[u8]>::first_chunk::<8>);
        let trailer = trailer.ok_or_else(|| corrupt(&"cut short"))?;
        let mut sum = Crc::new();
        sum.update(&output[start..]);
        // The standard counts the length modulo 2³² as `amount` does.
        let [sum, length] = [sum.sum(), sum.amount()].map(u32::to_le_bytes);
        if *trailer != [sum, length].concat()[..] {
            return Err(corrupt(&"the checksum is another"));
        }
        rest = &packed[taken + trailer.len()..];
        if !rest.starts_with(GZIP) {
            return Ok((output, rest));
        }
    }
}

/// What follows the header of a gzip member.
fn gzip_body(member: &[u8]) -> Option<&[u8]> {
    let (header, mut rest) = member.split_first_chunk::<10>()?;
    let [0x1f, 0x8b, 8, flags, ..] = header else {
        return None;
    };
    let has = |bit: u8| flags & (1 << bit) != 0;
    if has(2) {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    // A file's name, then a comment, each ended by NUL.
    for _ in (3..=4).filter(|bit| has(*bit)) {
        rest = rest.get(memchr::memchr(0, rest)? + 1..)?;
    }
    if has(1) {
        rest = rest.get(2..)?;
    }
    let reserved = flags & 0b1110_0000 != 0;
    (!reserved).then_some(rest)
}

/// Deflate as the standard has it (in zlib's frame), or bare, as some senders have it.
fn deflate(value: &[u8]) -> Result<(Vec<u8>, &[u8]), Rejection> {
    let mut output = Vec::new();
    let framed = match value {
        [method, flags, ..] => {
            method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31)
        }
        _ => false,
    };
    let taken = inflate(value, framed, value.len(), &mut output)?;
    Ok((output, value.get(taken..).unwrap_or_default()))
}

/// Undoes one stream of deflate to its end; the bytes it took.
fn inflate(
    input: &[u8],
    framed: bool,
    packed: usize,
    output: &mut Vec<u8>,
) -> Result<usize, Rejection> {
    let mut stream = Decompress::new(framed);
    let mut taken = 0;
    loop {
        let before = (taken, output.len());
        output.reserve(CHUNK);
        let status = stream
            .decompress_vec(&input[taken..], output, FlushDecompress::None)
            .map_err(|error| corrupt(&error))?;
        // It never takes more than it was given.
        taken = usize::try_from(stream.total_in())
            .unwrap_or(input.len())
            .min(input.len());
        hold_bounds(packed, output)?;
        if status == Status::StreamEnd {
            return Ok(taken);
        }
        if before == (taken, output.len()) {
            return Err(corrupt(&"cut short"));
        }
    }
}

/// All frames of a zstd file and what comes after them.
fn zstd(value: &[u8]) -> Result<(Vec<u8>, &[u8]), Rejection> {
    let mut output = Vec::new();
    let mut input = InBuffer::around(value);
    loop {
        let mut decoder = Decoder::new().map_err(|error| corrupt(&error))?;
        decoder
            .set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG_MAX))
            .map_err(|error| corrupt(&error))?;
        loop {
            let before = (input.pos, output.len());
            output.reserve(CHUNK);
            let start = output.len();
            let mut chunk = OutBuffer::around_pos(&mut output, start);
            let missing = decoder
                .run(&mut input, &mut chunk)
                .map_err(|error| corrupt(&error))?;
            hold_bounds(value.len(), &output)?;
            if missing == 0 {
                break;
            }
            if before == (input.pos, output.len()) {
                return Err(corrupt(&"cut short"));
            }
        }
        let rest = value.get(input.pos..).unwrap_or_default();
        if !rest.starts_with(ZSTD) {
            return Ok((output, rest));
        }
    }
}

/// Refuses output beyond the bounds of size and ratio.
fn hold_bounds(packed: usize, output: &[u8]) -> Result<(), Rejection> {
    let ratio_judged = output.len() > limits::DECOMPRESSION_RATIO_FLOOR;
    if output.len() > limits::DECOMPRESSED_BYTES_MAX
        || ratio_judged && output.len() / limits::DECOMPRESSION_RATIO_MAX > packed
    {
        let detail = format!("more than {} bytes from {packed}", output.len());
        return Err(reject(RejectCode::DecompressBomb, detail));
    }
    Ok(())
}

fn corrupt(error: &dyn Display) -> Rejection {
    reject(RejectCode::DecompressCorrupt, error.to_string())
}

fn reject(code: RejectCode, detail: impl AsRef<str>) -> Rejection {
    Rejection::new(code, Stage::Decode, detail)
}
