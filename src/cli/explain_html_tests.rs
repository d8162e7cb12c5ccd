use proptest::prelude::*;

use super::super::explain_view::view;
use super::*;
use crate::flow::Flow;
use crate::message::{Position, RawMessage};

/// Everything that this program writes as markup; nothing else may begin with `<`.
const TAGS: [&str; 24] = [
    "!doctype", "html", "head", "meta", "title", "style", "body", "main", "article", "header", "p",
    "h1", "dl", "dt", "dd", "div", "span", "b", "mark", "a", "aside", "footer", "details",
    "summary",
];

/// What a hostile source would like to see run.
const HOSTILE: &str = "<script>alert(1)</script>\"' onmouseover='x' <img src=x onerror=y>";

fn document_of(value: &[u8], headers: &[(&str, &str)]) -> (String, bool) {
    static FLOW: std::sync::LazyLock<Flow> = std::sync::LazyLock::new(Flow::built_in);
    let headers = headers.iter();
    let message = RawMessage {
        value: Some(value.to_vec()),
        key: None,
        headers: headers
            .map(|(name, value)| ((*name).to_owned(), Some(value.as_bytes().to_vec())))
            .collect(),
        position: Position {
            topic: HOSTILE.into(),
            partition: 0,
            offset: 0,
        },
        timestamp: None,
    };
    let ends = FLOW.read(&message);
    let record = ends.iter().all(Result::is_ok);
    let views: Vec<View> = ends.iter().map(|end| view(&message, end)).collect();
    (document(&views), record)
}

/// The first thing in a document that only a story can have written.
fn foreign(document: &str) -> Option<&str> {
    let (head, body) = document.split_once("</style>").expect("a style");
    let style = head
        .split_once("<style>")
        .map_or(head, |(before, _)| before);
    for text in [style, body] {
        for (at, _) in text.match_indices('<') {
            let tag = text[at + 1..].trim_start_matches('/');
            let end = tag.find(|c: char| c != '!' && !c.is_ascii_alphanumeric());
            let name = &tag[..end.unwrap_or(tag.len())];
            let element = &tag[..tag.find('>').unwrap_or(tag.len())];
            let handler = element.split(' ').any(|word| word.starts_with("on"));
            if !TAGS.contains(&name) && name != "style" || handler && !element.contains("title=") {
                return Some(&text[at..text.len().min(at + 80)]);
            }
        }
    }
    None
}

#[test]
fn a_script_in_any_field_is_text() {
    let members = [
        "headline",
        "body",
        "summary",
        "id",
        "version",
        "replaces",
        "provider",
        "url",
        "publishedAt",
        "byline",
        "language",
        "section",
        "keywords",
        "slug",
        "priority",
        "embargo",
        "ednote",
        "copyright",
    ];
    for hostile in members {
        let mut story = serde_json::json!({
            "headline": "Pier reopens",
            "body": "BERGEN, March 3 (Reuters) - The pier in Bergen was reopened, Ann Lee said.",
        });
        let own = story[hostile].as_str().unwrap_or_default().to_owned();
        story[hostile] = format!("{own} {HOSTILE}").into();
        let (html, record) = document_of(story.to_string().as_bytes(), &[("source", "ap")]);
        assert_eq!(foreign(&html), None, "{hostile}");
        assert!(record || hostile == "id", "{hostile} is no record");
    }
    for value in [HOSTILE, "", "{\"headline\": <script>"] {
        let headers = [("content-type", HOSTILE), ("source", HOSTILE)];
        let (html, _) = document_of(value.as_bytes(), &headers);
        assert_eq!(foreign(&html), None, "{value}");
    }
}

#[test]
fn the_check_sees_what_is_foreign() {
    for bad in ["<script>", "<b onclick=x>", "<img>", "</svg>"] {
        assert!(foreign(&format!("<style></style>{bad}")).is_some(), "{bad}");
    }
}

#[test]
fn nothing_is_fetched() {
    let (html, _) = document_of(b"Pier reopens\n\nOSLO (AP) - It is open.", &[]);
    for part in ["url(", "@import", "<link", "<script"] {
        assert!(!html.contains(part), "{part}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_text_becomes_markup(
        text in "([A-Z][a-z]{1,5} |<script>|</p>|<!--|&lt;|&#60;|\"|'|said |\\PC|\n\n|UPDATE 1-){1,50}"
    ) {
        let (html, _) = document_of(text.as_bytes(), &[]);
        prop_assert_eq!(foreign(&html), None);
    }
}
