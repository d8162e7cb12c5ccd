//! Tables of pairs and laws for the way from bytes to a faithful story.

use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::message::Position;

fn message(value: &[u8], headers: &[(&str, &str)]) -> RawMessage {
    RawMessage {
        value: Some(value.to_vec()),
        key: None,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Some(value.as_bytes().to_vec())))
            .collect(),
        position: Position {
            topic: "raw".into(),
            partition: 0,
            offset: 0,
        },
        timestamp: None,
    }
}

fn run(message: &RawMessage, options: &DecodeOptions) -> Result<Items, Rejection> {
    let sha256 = sha256_hex(message.value.as_deref().unwrap_or_default());
    decode(message, &sha256, options)
}

fn story(value: &[u8], headers: &[(&str, &str)]) -> Result<WireStory, Rejection> {
    let mut items = run(&message(value, headers), &DecodeOptions::default())?;
    assert_eq!(items.len(), 1);
    items.remove(0)
}

/// What came of a value: the code of its refusal, or `format charset: defects`.
fn end(value: &[u8], headers: &[(&str, &str)]) -> String {
    match story(value, headers) {
        Err(rejection) => rejection.code.code().to_owned(),
        Ok(story) => {
            let defects: Vec<&str> = story.defects.iter().map(|d| d.code.code()).collect();
            let ends = [story.format.name(), " ", story.charset];
            match defects.as_slice() {
                [] => ends.concat(),
                _ => format!("{}: {}", ends.concat(), defects.join(" ")),
            }
        }
    }
}

type Case<'a> = (&'a [u8], &'a [(&'a str, &'a str)], &'a str);

fn check(cases: &[Case<'_>]) {
    for (value, headers, expected) in cases {
        let shown = String::from_utf8_lossy(&value[..value.len().min(60)]).into_owned();
        assert_eq!(end(value, headers), *expected, "{shown:?} {headers:?}");
    }
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const PLAIN: &[(&str, &str)] = &[("content-type", "text/plain")];
const LATIN: &[(&str, &str)] = &[("content-type", "text/plain; charset=\"ISO-8859-1\"")];
const UTF_8: &[(&str, &str)] = &[("content-type", "text/plain;charset=utf-8")];

#[test]
fn formats_are_told_apart() {
    check(&[
        (b"", &[], "empty"),
        (b" \r\n\x0b", &[], "no-text"),
        (
            b"Harbour reopens\n\nThe harbour reopened.",
            &[],
            "text utf-8",
        ),
        (br#"{"headline":"Harbour reopens"}"#, &[], "envelope utf-8"),
        (
            br#"{"headline":"Harbour reopens"}"#,
            PLAIN,
            "envelope utf-8: format-mismatch",
        ),
        (
            br#"{"as he put it" said the minister}"#,
            PLAIN,
            "text utf-8",
        ),
        (b"{Photo} Harbour reopens", &[], "text utf-8"),
        (b"[Update] Harbour reopens", &[], "text utf-8"),
        (b"Harbour reopens", JSON, "json-syntax"),
        (b"<!doctype html><title>A</title><p>B", &[], "html utf-8"),
        (b"<p>one<p>two", &[], "html utf-8"),
        (b"<p>one<p>two", PLAIN, "text utf-8"),
        (
            b"<html><body><p>one</body></html>",
            PLAIN,
            "html utf-8: format-mismatch",
        ),
        (
            b"<?xml version='1.0'?><nitf><head/></nitf>",
            &[],
            "xml-root-unknown",
        ),
        (
            b"<rss version='2.0'><channel/></rss>",
            PLAIN,
            "xml-root-unknown",
        ),
        (
            b"<?xml version='1.0'?><html><body>a</body></html>",
            &[],
            "html utf-8",
        ),
    ]);
}

#[test]
fn what_is_no_story_is_refused() {
    check(&[
        (
            b"\x01dpa123 3 pl 100\r\nx/\r\n\x02Text\x03",
            &[],
            "iptc-framing",
        ),
        (b"\x01Harbour reopens", &[], "text utf-8"),
        (b"%PDF-1.4 text", PLAIN, "binary"),
        (b"\x89PNG\r\n\x1a\n", &[], "binary"),
        (
            b"<html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>",
            &[],
            "error-page",
        ),
        (
            b"<html><title>Error 404: Not Found</title></html>",
            JSON,
            "error-page",
        ),
        (b"503 Service Unavailable\n", &[], "error-page"),
        (
            b"404 jobs lost at mill\n\nThe mill closed.",
            &[],
            "text utf-8",
        ),
        (
            b"text",
            &[("content-type", "a/b"), (FORMAT_HEADER, "y")],
            "text utf-8: header-invalid",
        ),
        (b"text", &[(FORMAT_HEADER, "envelope")], "json-syntax"),
        (
            b"text",
            &[
                ("content-type", "text/html"),
                ("Content-Type", "text/plain"),
            ],
            "text utf-8: header-duplicate",
        ),
    ]);
}

#[test]
fn charsets_are_found() {
    let wide: Vec<u8> = "Façade".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
    let odd = [marked.as_slice(), b"A"].concat();
    check(&[
        (
            b"Z\xfcrich caf\xe9",
            PLAIN,
            "text windows-1252: charset-guessed",
        ),
        (b"Z\xfcrich caf\xe9", LATIN, "text windows-1252"),
        (
            b"Z\xfcrich caf\xe9",
            UTF_8,
            "text windows-1252: charset-mislabelled",
        ),
        (
            "Zürich".as_bytes(),
            LATIN,
            "text utf-8: charset-mislabelled",
        ),
        ("Zürich".as_bytes(), UTF_8, "text utf-8"),
        (b"\xef\xbb\xbfZ\xc3\xbcrich", PLAIN, "text utf-8"),
        (&marked, PLAIN, "text utf-16le"),
        (&wide, PLAIN, "charset-invalid"),
        (&odd, PLAIN, "text utf-16le: charset-replaced"),
        (b"\xff\xfe\0\0a\0\0\0", PLAIN, "charset-unsupported"),
        (b"+/v8-", PLAIN, "charset-unsupported"),
        (
            b"x",
            &[("content-type", "text/plain; charset=UTF-7")],
            "charset-unsupported",
        ),
        (
            b"x",
            &[("content-type", "text/plain; charset=none")],
            "text utf-8: charset-unknown-label",
        ),
    ]);
}

#[test]
fn bad_bytes_are_replaced_within_bounds() {
    check(&[
        (
            b"One letter cut \xc3",
            PLAIN,
            "text utf-8: charset-replaced",
        ),
        (b"Un caf\xe9", PLAIN, "text windows-1252: charset-guessed"),
        (
            b"Pair \xed\xa0\xbd\xed\xb8\x80.",
            PLAIN,
            "text utf-8: charset-replaced",
        ),
        (
            b"Noise \xfe\xfe\xff\xff, text",
            PLAIN,
            "text utf-8: charset-replaced",
        ),
        ("Zürich zu ö\u{e9}".as_bytes(), PLAIN, "text utf-8"),
        (
            b"Z\xc3\xbcrich, K\xc3\xb6ln, N\xfcrnberg",
            PLAIN,
            "text utf-8: charset-replaced",
        ),
        (
            b"<meta charset=\"utf-8\"><p>caf\xe9 noir",
            &[],
            "html windows-1252: charset-mislabelled",
        ),
        (
            b"<html><meta charset=koi8-r><p>\xd4\xc5\xcb\xd3\xd4",
            &[],
            "html koi8-r",
        ),
        (&[0x81; 400], PLAIN, "charset-invalid"),
        (
            "Caf\u{fffd}".as_bytes(),
            PLAIN,
            "text utf-8: source-replacement",
        ),
        ("FaÃ§ade, cafÃ©".as_bytes(), PLAIN, "text utf-8: mojibake"),
        ("MANHÃ\u{a0}!".as_bytes(), PLAIN, "text utf-8: mojibake"),
        ("Œuvre à Paris".as_bytes(), PLAIN, "text utf-8"),
        (b"{\"headline\":\"Z\xfcrich\"}", JSON, "charset-invalid"),
        (
            b"\xef\xbb\xbf{\"headline\":\"Z\"}",
            JSON,
            "envelope utf-8: bom",
        ),
    ]);
}

#[test]
fn what_was_meant_is_read() {
    let read = |bytes: &[u8], headers| match story(bytes, headers).map(|story| story.content) {
        Ok(WireContent::Whole(text)) => text.text().to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(
        read("FaÃ§ade â€œZÃ¼richâ€\u{9d}".as_bytes(), PLAIN),
        "Façade “Zürich”"
    );
    assert_eq!(read("MANHÃ\u{a0}!".as_bytes(), PLAIN), "MANHÃ\u{a0}!");
    assert_eq!(
        read(b"Pair \xed\xa0\xbd\xed\xb8\x80.", PLAIN),
        "Pair \u{1f600}."
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn compression_is_undone_within_bounds() {
    let text = b"Harbour reopens\n\nThe harbour reopened on Monday.";
    let (gz, zl, raw) = (gzip(text), zlib(text), deflate(text));
    let zs = zstd::encode_all(&text[..], 1).expect("memory");
    let mut wrong = gz.clone();
    let last = wrong.len() - 8;
    wrong[last] ^= 1;
    let with = |encoding: &'static str| [("content-encoding", encoding)];
    check(&[
        (&gz, &with("gzip"), "text utf-8"),
        (&gz, &with("X-GZIP"), "text utf-8"),
        (&[gz.as_slice(), &gz].concat(), &with("gzip"), "text utf-8"),
        (
            &[gz.as_slice(), b"xy"].concat(),
            &with("gzip"),
            "text utf-8: trailing-garbage",
        ),
        (
            &[zl.as_slice(), b"xy"].concat(),
            &with("deflate"),
            "text utf-8: trailing-garbage",
        ),
        (&zl, &with("deflate"), "text utf-8"),
        (&raw, &with("deflate"), "text utf-8"),
        (&zs, &with("zstd"), "text utf-8"),
        (&[zs.as_slice(), &zs].concat(), &with("zstd"), "text utf-8"),
        (&gz, &with("identity"), "binary"),
        (&zs, &[], "binary"),
        (&gz, &with("br"), "encoding-unsupported"),
        (&gz, &with("gzip, gzip"), "encoding-nested"),
        (&gzip(&gz), &with("gzip"), "encoding-nested"),
        (&gz[..gz.len() - 9], &with("gzip"), "decompress-corrupt"),
        (&gz[..gz.len() - 1], &with("gzip"), "decompress-corrupt"),
        (&zl[..zl.len() - 1], &with("deflate"), "decompress-corrupt"),
        (
            &raw[..raw.len() - 1],
            &with("deflate"),
            "decompress-corrupt",
        ),
        (&zs[..zs.len() - 1], &with("zstd"), "decompress-corrupt"),
        (&wrong, &with("gzip"), "decompress-corrupt"),
        (text, &with("gzip"), "decompress-corrupt"),
        (
            &gzip(&vec![b' '; 4 << 20]),
            &with("gzip"),
            "decompress-bomb",
        ),
        (
            &zlib(&vec![b' '; 4 << 20]),
            &with("deflate"),
            "decompress-bomb",
        ),
        (
            &zstd::encode_all(&vec![b' '; 64 << 20][..], 1).expect("memory"),
            &with("zstd"),
            "decompress-bomb",
        ),
        (&gzip(&vec![b' '; 60_000]), &with("gzip"), "no-text"),
        (&gzip(b""), &with("gzip"), "empty"),
    ]);
}

#[test]
fn json_is_strict_and_bounded() {
    let deep = [
        r#"{"headline":"A","x":"#,
        &"[".repeat(64),
        &"]".repeat(64),
        "}",
    ]
    .concat();
    let fits = [
        r#"{"headline":"A","x":"#,
        &"[".repeat(63),
        &"]".repeat(63),
        "}",
    ]
    .concat();
    let keys: String = (0..1_001).map(|n| format!("\"k{n}\":{n},")).collect();
    let many = format!(r#"{{{keys}"headline":"A"}}"#);
    let long = format!(r#"{{"headline":"A","{}":1}}"#, "k".repeat(257));
    check(&[
        (deep.as_bytes(), JSON, "json-depth"),
        (fits.as_bytes(), JSON, "envelope utf-8"),
        ("[".repeat(100_000).as_bytes(), JSON, "json-depth"),
        (many.as_bytes(), JSON, "json-limit"),
        (long.as_bytes(), JSON, "json-limit"),
        (br#"{"headline":"A",}"#, JSON, "json-syntax"),
        (br#"{"headline":"A"} x"#, JSON, "json-syntax"),
        (br#"{"headline":"A"#, JSON, "json-syntax"),
        (br#"{"headline":NaN}"#, JSON, "json-syntax"),
        (br#"/* a */{"headline":"A"}"#, JSON, "json-syntax"),
        (br#"{"headline":"\ud800"}"#, JSON, "json-syntax"),
        (b"{\"headline\":\"A\x01\"}", JSON, "json-syntax"),
        (
            b"{\"headline\":\"A\"}\n{\"headline\":\"B\"}",
            JSON,
            "json-multiple",
        ),
        (br#"[{"headline":"A"}]"#, JSON, "schema-type"),
        (b"3", JSON, "schema-type"),
        (br#"{"headline":3}"#, JSON, "schema-type"),
        (br#"{"headline":"A","body":["B"]}"#, JSON, "schema-type"),
        (br#"{"headline":"A","id":{}}"#, JSON, "schema-type"),
        (b"{}", JSON, "no-text"),
        (br#"{"id":"1","summary":"S"}"#, JSON, "no-text"),
        (br#"{"headline":" \n","body":null}"#, JSON, "no-text"),
    ]);
}

#[test]
fn json_of_an_odd_kind_is_remarked() {
    let long_id = format!(r#"{{"headline":"A","id":"{}"}}"#, "k".repeat(257));
    check(&[
        (
            br#"{"headline":"A","headline":"B"}"#,
            JSON,
            "envelope utf-8: json-dupkey",
        ),
        (
            br#"{"headline":"A","id":"1","id":"1"}"#,
            JSON,
            "json-dupkey",
        ),
        (
            br#"{"headline":"A","id":"1","ID":"2"}"#,
            JSON,
            "json-dupkey",
        ),
        (
            br#"{"headline":"A","schema":"wire/v1"}"#,
            JSON,
            "envelope utf-8",
        ),
        (
            br#"{"headline":"A","schema":"wire/v2"}"#,
            JSON,
            "schema-version",
        ),
        (
            br#"{"headline":"A","schema":"other"}"#,
            JSON,
            "envelope utf-8",
        ),
        (
            br#"{"headline":"A","id":12345678901234567890123}"#,
            JSON,
            "envelope utf-8: id-coerced",
        ),
        (br#"{"headline":"A","id":"a\u0001"}"#, JSON, "id-invalid"),
        (br#"{"headline":"A","id":"a\u202e"}"#, JSON, "id-invalid"),
        (long_id.as_bytes(), JSON, "field-too-long"),
    ]);
}

#[test]
fn json_is_mended_only_as_the_contract_says() {
    check(&[
        (
            b"{\"headline\":\"A\nB\"}",
            JSON,
            "envelope utf-8: json-repaired",
        ),
        (
            "{\"headline\":\"A \\“B\\”\"}".as_bytes(),
            JSON,
            "envelope utf-8: json-repaired",
        ),
        (
            br#"{"body":"A\\n\\nB \\u00e9"}"#,
            JSON,
            "envelope utf-8: json-repaired",
        ),
        (br#"{"body":"See C:\\new\\files"}"#, JSON, "envelope utf-8"),
        (
            br#"{"headline":"A","version":9223372036854775808}"#,
            JSON,
            "envelope utf-8: field-invalid",
        ),
        (
            br#"{"headline":"A","language":["x"],"byline":7}"#,
            JSON,
            "envelope utf-8",
        ),
        (
            br#"{"headline":"A","summary":7}"#,
            JSON,
            "envelope utf-8: field-invalid",
        ),
        (
            br#"{"headline":"A","url":"javascript:x"}"#,
            JSON,
            "envelope utf-8: url-rejected",
        ),
        (
            br#"{"headline":"A","url":"https://example.org/a"}"#,
            JSON,
            "envelope utf-8",
        ),
    ]);
}

/// The members of an envelope as one line, those that are there.
fn members_of(json: &str, options: &DecodeOptions) -> String {
    let mut items = run(&message(json.as_bytes(), JSON), options).expect("opens");
    let story = items.remove(0).expect("a story");
    let content = match &story.content {
        WireContent::Whole(text) => format!("whole={}", text.text()),
        WireContent::Parted { headline, body } => format!(
            "headline={} body={}",
            headline.as_deref().unwrap_or("-"),
            body.as_ref().map_or("-", WireText::text)
        ),
    };
    let mut parts = vec![content];
    let mut add = |name: &str, value: &Option<String>| {
        parts.extend(value.as_ref().map(|value| format!("{name}={value}")));
    };
    add("id", &story.id);
    add("version", &story.version);
    add("replaces", &story.replaces);
    add("provider", &story.provider);
    add("summary", &story.summary);
    add("byline", &story.byline);
    add("language", &story.language);
    add("section", &story.section);
    add("slugline", &story.slugline);
    add("priority", &story.priority);
    add("copyright", &story.copyright);
    let shown = |list: &[String]| (!list.is_empty()).then(|| list.join("|"));
    add("keywords", &shown(&story.keywords));
    add("notes", &shown(&story.ed_notes));
    let alts: Vec<String> = story
        .alt_ids
        .iter()
        .map(|a| format!("{}:{}", a.role, a.value))
        .collect();
    add("alt", &shown(&alts));
    add(
        "time",
        &story.version_created.map(|time| format!("{time:?}")),
    );
    add("embargo", &story.embargo.map(|time| format!("{time:?}")));
    parts.join(" ")
}

fn check_members(cases: &[(&str, &str)]) {
    for (json, expected) in cases {
        let got = members_of(json, &DecodeOptions::default());
        assert_eq!(got, *expected, "{json}");
    }
}

#[test]
fn members_are_found_by_any_name() {
    check_members(&[
        (r#"{"HEAD_LINE":"A","body-text":"B"}"#, "headline=A body=B"),
        (
            r#"{"title":"T","headline":"H","content":"B"}"#,
            "headline=H body=B",
        ),
        (
            r#"{"headline":"","title":"T","body":"B"}"#,
            "headline=T body=B",
        ),
        (r#"{"text":"Whole"}"#, "whole=Whole"),
        (r#"{"body":"Only"}"#, "whole=Only"),
        (r#"{"headline":"A","text":"B"}"#, "headline=A body=B"),
        (
            r#"{"headline":"A","body":"B","text":"C"}"#,
            "headline=A body=B",
        ),
        (r#"{"story":"S","raw":"R"}"#, "whole=R"),
        (
            r#"{"headline":"A","uri":"u","guid":"g"}"#,
            "headline=A body=- id=g alt=guid:g|uri:u",
        ),
        (
            r#"{"headline":"A","id":7.10}"#,
            "headline=A body=- id=7.10 alt=id:7.10",
        ),
    ]);
}

#[test]
fn values_are_read_as_written() {
    check_members(&[
        (
            r#"{"headline":"A","source":{"id":"x","name":"N"}}"#,
            "headline=A body=- provider=N",
        ),
        (
            r#"{"headline":"A","agency":"N"}"#,
            "headline=A body=- provider=N",
        ),
        (
            r#"{"headline":"A","authors":["B C",{"name":"D E"}]}"#,
            "headline=A body=- byline=B C and D E",
        ),
        (
            r#"{"headline":"A","tags":"b, c;d"}"#,
            "headline=A body=- keywords=b|c|d",
        ),
        (
            r#"{"headline":"A","tags":["b, c",""]}"#,
            "headline=A body=- keywords=b, c",
        ),
        (
            r#"{"headline":"A","ednote":["x","y"]}"#,
            "headline=A body=- notes=x|y",
        ),
        (
            r#"{"headline":"A","link":"http://e.org/"}"#,
            "headline=A body=- alt=link:http://e.org/",
        ),
        (
            r#"{"headline":"A","date":"2021-02-03","timestamp":1612345678}"#,
            "headline=A body=- time=Number(\"1612345678\")",
        ),
    ]);
}

#[test]
fn times_and_markup_are_read() {
    check_members(&[
        (
            r#"{"headline":"A","embargoed":true}"#,
            "headline=A body=- embargo=Text(\"\")",
        ),
        (r#"{"headline":"A","embargoed":false}"#, "headline=A body=-"),
        (
            r#"{"headline":"A","summary":"<p>One</p>two"}"#,
            "headline=A body=- summary=One\n\ntwo",
        ),
        (r#"{"headline":"A","kicker":"K"}"#, "headline=A body=-"),
        (
            r#"{"headline":"A","body":"<p>B &amp; C</p>"}"#,
            "headline=A body=B & C",
        ),
        (
            r#"{"headline":"Q&amp;A: <em>B</em>","body":"C"}"#,
            "headline=Q&A: B body=C",
        ),
        (
            r#"{"headline":"Q&amp;A","body":"B&#8217;s /?a=1&copy=2"}"#,
            "headline=Q&A body=B’s /?a=1&copy=2",
        ),
        (
            r#"{"headline":"<script>x</script>"}"#,
            "headline=<script>x</script> body=-",
        ),
        (
            r#"{"body":"&lt;p&gt;B &amp;amp; C&lt;/p&gt;D"}"#,
            "whole=B & C\n\nD",
        ),
        (r#"{"body":"A\\n\\nB \\\"q\\\""}"#, "whole=A\n\nB \"q\""),
        (
            r#"{"headline":"A","priority":3,"lang":"en","category":"W","slug":"S","revision":2}"#,
            "headline=A body=- version=2 language=en section=W slugline=S priority=3",
        ),
    ]);
}

#[test]
fn a_configuration_adds_names() {
    let options = DecodeOptions {
        envelope_names: vec![("headline".to_owned(), "Kicker_Line".to_owned())],
    };
    assert_eq!(
        members_of(r#"{"kickerLine":"K"}"#, &options),
        "headline=K body=-"
    );
    assert_eq!(
        members_of(r#"{"kickerLine":"K","title":"T"}"#, &options),
        "headline=T body=-"
    );
}

#[test]
fn headers_never_cost_a_story() {
    let mut many = message(b"Text", &[]);
    many.headers = vec![("x-trace".to_owned(), Some(vec![b'x'; 50])); 2_000];
    let mut binary = message(b"Text", &[]);
    binary.headers = vec![("source".to_owned(), Some(vec![0xff, 0]))];
    let mut keyed = message(b"Text", &[]);
    keyed.key = Some(vec![b'k'; 900_000]);
    for (message, code) in [
        (many, DefectCode::HeadersLimit),
        (binary, DefectCode::HeaderInvalid),
        (keyed, DefectCode::KeyIgnored),
    ] {
        let items = run(&message, &DecodeOptions::default()).expect("opens");
        let story = items.into_iter().next().expect("one").expect("a story");
        assert!(story.defects.has(code), "{code:?}");
        assert_eq!(story.defects.iter().count(), 1, "{code:?}");
    }
}

#[test]
fn names_of_members_are_those_of_the_contract() {
    let names: Vec<&str> = envelope_members().collect();
    assert!(names.contains(&"headline") && names.contains(&"ednote"));
}

/// Bytes that reach beyond the first test: JSON, HTML and text put together from pieces.
fn any_value() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("{\"headline\":\"A\",\"body\":\"".to_owned()),
        Just("\"}".to_owned()),
        Just("<p>".to_owned()),
        Just("<table><tr><td>".to_owned()),
        Just("</".to_owned()),
        Just("<!--".to_owned()),
        Just("<a href=\"".to_owned()),
        Just("&amp;&#x".to_owned()),
        Just("\\u00e9\\n".to_owned()),
        Just("Ã©â€™".to_owned()),
        "\\PC{0,8}",
        "[<>/=\"'&;a-p\\[\\]{}:,\\\\]{0,12}",
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn any_bytes_end_the_same_way_twice(
        value in any_value(),
        media in prop_oneof![
            Just(""), Just("application/json"), Just("text/html"), Just("text/plain; charset=gbk"),
            Just("text/plain; charset=utf-16"), Just("application/xml")
        ],
        encoding in prop_oneof![Just(""), Just(""), Just("gzip"), Just("deflate"), Just("zstd")],
    ) {
        let message = message(&value, &[("content-type", media), ("content-encoding", encoding)]);
        let first = run(&message, &DecodeOptions::default());
        let second = run(&message, &DecodeOptions::default());
        prop_assert_eq!(format!("{first:?}"), format!("{second:?}"));
        for item in first.into_iter().flatten() {
            let story = item.map_err(|rejection| TestCaseError::fail(format!("{rejection:?}")))?;
            prop_assert!(story.id.is_none_or(|id| id.len() <= limits::ID_BYTES_MAX));
            prop_assert!(story.alt_ids.len() <= limits::LIST_MAX);
            prop_assert_eq!(story.identity_sha256.len(), 64);
        }
    }

    #[test]
    fn text_comes_through_whole(text in "[a-zA-Zäöüßéñ ,.\n]{1,300}") {
        prop_assume!(!text.trim().is_empty());
        let story = story(text.as_bytes(), PLAIN);
        let content = story.map(|story| story.content);
        prop_assert_eq!(content, Ok(WireContent::Whole(WireText::Plain(text))));
    }

    #[test]
    fn members_come_through_whole(headline in "\\PC{1,60}", body in "[a-z \\n]{1,80}") {
        prop_assume!(!headline.trim().is_empty() && !body.trim().is_empty());
        prop_assume!(!headline.contains(['\\', 'Ã', 'Â', 'â', '\u{fffd}']));
        let json = serde_json::json!({"headline": headline, "body": body}).to_string();
        let content = story(json.as_bytes(), JSON).map(|story| story.content);
        let expected = WireContent::Parted {
            headline: Some(headline),
            body: Some(WireText::Plain(body)),
        };
        prop_assert_eq!(content, Ok(expected));
    }
}
