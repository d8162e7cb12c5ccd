//! Compression of a value undone: gzip, deflate, zstd; one layer, within bounds.
//!
//! In: the value and its content-encoding. Out: the bytes within, only after the whole stream
//! proved sound. Never: output of a stream that was cut, and never more than the bounds allow.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

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
        let mut decoder = GzDecoder::new(rest);
        drain(&mut decoder, value.len(), &mut output)?;
        rest = decoder.into_inner();
        if !rest.starts_with(GZIP) {
            return Ok((output, rest));
        }
    }
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
    if framed {
        let mut decoder = ZlibDecoder::new(value);
        drain(&mut decoder, value.len(), &mut output)?;
        Ok((output, decoder.into_inner()))
    } else {
        let mut decoder = DeflateDecoder::new(value);
        drain(&mut decoder, value.len(), &mut output)?;
        Ok((output, decoder.into_inner()))
    }
}

/// All frames of a zstd file and what comes after them.
fn zstd(value: &[u8]) -> Result<(Vec<u8>, &[u8]), Rejection> {
    let mut output = Vec::new();
    let mut rest = value;
    loop {
        let decoder = zstd::Decoder::with_buffer(&mut rest).map_err(corrupt)?;
        let mut decoder = decoder.single_frame();
        decoder
            .window_log_max(ZSTD_WINDOW_LOG_MAX)
            .map_err(corrupt)?;
        drain(&mut decoder, value.len(), &mut output)?;
        drop(decoder);
        if !rest.starts_with(ZSTD) {
            return Ok((output, rest));
        }
    }
}

/// Reads a stream to its end, or refuses at the bounds.
fn drain(stream: &mut impl Read, packed: usize, output: &mut Vec<u8>) -> Result<(), Rejection> {
    loop {
        let start = output.len();
        output.resize(start + CHUNK, 0);
        let count = stream.read(&mut output[start..]).map_err(corrupt)?;
        output.truncate(start + count);
        let ratio_judged = output.len() > limits::DECOMPRESSION_RATIO_FLOOR;
        if output.len() > limits::DECOMPRESSED_BYTES_MAX
            || ratio_judged && output.len() / limits::DECOMPRESSION_RATIO_MAX > packed
        {
            let detail = format!("more than {} bytes from {packed}", output.len());
            return Err(reject(RejectCode::DecompressBomb, detail));
        }
        if count == 0 {
            return Ok(());
        }
    }
}

// The error is passed by value because `map_err` hands it over so.
#[allow(clippy::needless_pass_by_value)]
fn corrupt(error: std::io::Error) -> Rejection {
    reject(RejectCode::DecompressCorrupt, error.to_string())
}

fn reject(code: RejectCode, detail: impl AsRef<str>) -> Rejection {
    Rejection::new(code, Stage::Decode, detail)
}
