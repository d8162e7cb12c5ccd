//! Tables of pairs and laws for HTML made safe.

use proptest::prelude::*;

use super::html::read;
use crate::limits;

fn check(cases: &[(&str, &str, &str)]) {
    for (markup, safe, text) in cases {
        let html = read(markup).expect("within bounds");
        assert_eq!(html.safe, *safe, "{markup}");
        assert_eq!(html.text, *text, "{markup}");
    }
}

#[test]
fn blocks_are_parted() {
    check(&[
        ("<p>one<p>two", "<p>one</p><p>two</p>", "one\n\ntwo"),
        (
            "<div>one</div><div>two</div>",
            "<p>one</p><p>two</p>",
            "one\n\ntwo",
        ),
        ("one<br>two", "<p>one<br>two</p>", "one\ntwo"),
        ("one<br><br/>two", "<p>one<br><br>two</p>", "one\n\ntwo"),
        (
            "<p>one\n  two </p>\n<p> </p>",
            "<p>one\n  two </p><p> </p>",
            "one two",
        ),
        ("<h1>A</h1>b", "<h2>A</h2><p>b</p>", "A\n\nb"),
        (
            "<ul><li>a<li>b</ul>c",
            "<ul><li>a</li><li>b</li></ul><p>c</p>",
            "a\n\nb\n\nc",
        ),
        ("<li>a<li>b", "<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        (
            "<blockquote>a<p>b</blockquote>c",
            "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>",
            "a\n\nb\n\nc",
        ),
        (
            "a <b>bold</b> word",
            "<p>a <b>bold</b> word</p>",
            "a bold word",
        ),
        (
            "a\n\nb <i>c</i>\nd",
            "<p>a\n\nb <i>c</i>\nd</p>",
            "a\n\nb c\nd",
        ),
        (
            "<pre>a\nb\n\nc</pre>d\ne",
            "<p>a\nb\n\nc</p><p>d\ne</p>",
            "a\nb\n\nc\n\nd e",
        ),
    ]);
}

#[test]
fn a_table_is_one_paragraph() {
    check(&[
        (
            "<p>x<table><tr><td>A<td>1<tr><td>B<td>2</table>y",
            "<p>x</p><table><tr><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr></table>\
             <p>y</p>",
            "x\n\nA 1\nB 2\n\ny",
        ),
        (
            "<table><tbody><tr><th><p>A</p></th><td><div>1</div></td></tr></tbody></table>",
            "<table><tbody><tr><th><p>A</p></th><td>1</td></tr></tbody></table>",
            "A 1",
        ),
        (
            "<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>",
            "<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>",
            "One.\n\nTwo.",
        ),
        (
            "<td>loose</td>text",
            "<p>loose</p><p>text</p>",
            "loose\n\ntext",
        ),
        (
            "<table>loose<tr><td>a</table>",
            "<table><tr><td>loose</td></tr><tr><td>a</td></tr></table>",
            "loose\na",
        ),
    ]);
}

#[test]
fn markup_is_written_anew() {
    check(&[
        ("<b><i>a</b>b</i>", "<p><b><i>a</i></b>b</p>", "ab"),
        ("<b>a<p>b</b>c", "<p><b>a</b></p><p>bc</p>", "a\n\nbc"),
        (
            "a & b &lt;c&gt; &amp;amp;",
            "<p>a &amp; b &lt;c&gt; &amp;amp;</p>",
            "a & b <c> &amp;",
        ),
        ("5 < 6 <3 a<", "<p>5 &lt; 6 &lt;3 a&lt;</p>", "5 < 6 <3 a<"),
        (
            "Agilent <A.N> rose <b",
            "<p>Agilent  rose &lt;b</p>",
            "Agilent rose <b",
        ),
        (
            "<a href='https://e.org/?a=1&amp;b=\"2\"' onclick=x>l</a>",
            "<p><a href=\"https://e.org/?a=1&amp;b=&quot;2&quot;\" \
             rel=\"noopener nofollow ugc\">l</a></p>",
            "l",
        ),
        ("<a href=/local>l</a>", "<p>l</p>", "l"),
        ("<p class=x style='color:red'>a", "<p>a</p>", "a"),
        ("a<!-- b > c -->d<!-- e", "<p>ad&lt;!-- e</p>", "ad<!-- e"),
        ("<p title=\"a>b\">c", "<p>c</p>", "c"),
        ("<p title=\"a>b</p><p>c", "<p>b</p><p>c</p>", "b\n\nc"),
        ("a</>b</ p>c", "<p>ab&lt;/ p&gt;c</p>", "ab</ p>c"),
        ("<unknown>a</unknown><P>b</P>", "<p>a</p><p>b</p>", "a\n\nb"),
        ("\u{0}a\u{202e}b\u{7}", "<p>ab</p>", "\u{0}a\u{202e}b\u{7}"),
    ]);
}

#[test]
fn what_is_active_is_taken_out_and_said() {
    for (markup, text) in [
        ("<p>a<script>alert(1)</script>b", "ab"),
        ("<p>a<SCRIPT >alert(1)</script\n>b", "ab"),
        ("<p>a<script>alert(1)", "a"),
        ("<p>a</p><img src=x onerror=alert(1)>", "a"),
        ("<p onmouseover='x'>a</p>", "a"),
        ("<svg onload=x><p>a</p>", "a"),
        ("<a href=javascript:x>a</a>", "a"),
        ("<a href='java\tscript:x'>a</a>", "a"),
        ("<a href='&#106;avascript&colon;x'>a</a>", "a"),
        ("<a href=' \u{1}vbscript:x'>a</a>", "a"),
        ("<a href='data:text/html,x'>a</a>", "a"),
        ("<p style='width:expression(x)'>a</p>", "a"),
        ("<p style='background:url(x)'>a</p>", "a"),
        ("<iframe src=x>z</iframe>a", "a"),
        ("<object data=x></object>a", "a"),
        ("<form action=x>a</form>", "a"),
        ("<p>a<meta http-equiv=refresh content=0>", "a"),
        ("<p>a<link rel=stylesheet href=x>", "a"),
        ("<head><meta http-equiv=refresh content=0></head>a", "a"),
        ("<p>a<style>p{}</style>", "a"),
        ("text<meta charset=x>", "text"),
        ("a<!--[if IE]><script>x</script><![endif]-->", "a"),
        ("<template><script>x</script></template>a", "a"),
        ("<math><mi>a</mi></math>", "a"),
    ] {
        let html = read(markup).expect("within bounds");
        assert!(html.active, "{markup}");
        assert_eq!(html.text, text, "{markup}");
    }
    for markup in [
        "<html><head><meta charset=utf-8><link rel=canonical href=x><title>t</title></head>a",
        "<p class=a data-x=1>b <img src='data:image/png;base64,xx'></p>",
        "<a href='mailto:a@b.org'>a</a><!-- plain -->",
        "<p style='color:red'>a</p><font size=1>b</font>",
    ] {
        assert!(!read(markup).expect("within bounds").active, "{markup}");
    }
}

#[test]
fn bounds_are_held_before_anything_is_built() {
    let over = limits::HTML_DEPTH_MAX + 1;
    for (markup, fits) in [
        ("<div>".repeat(over), false),
        ("<b><i><u><a>".repeat(over), false),
        ("<p>".repeat(limits::HTML_NODES_MAX + 1), false),
        ("x".repeat(limits::HTML_BYTES_MAX + 1), false),
        ("<b></x>".repeat(20_000), false),
        ("<div>".repeat(over - 1), true),
        ("<div>x</div>".repeat(over), true),
        ("<p>x".repeat(over), true),
        ("<table><tr><td>x<td>y</table>".repeat(over), true),
        ("&".repeat(300_000), true),
        (format!("<p {}>x", "a=b ".repeat(50_000)), true),
        ("<!--x>".repeat(40_000), true),
        ("<a x='\"".repeat(40_000), true),
        ("<script></scrip".repeat(30_000), true),
    ] {
        assert_eq!(read(&markup).is_ok(), fits, "{}", &markup[..20]);
    }
}

/// Markup of any quality.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "</?(p|div|b|i|a|ul|li|table|tr|td|th|tbody|caption|h1|br|blockquote|svg|pre|x)>",
        "<(p|a|td|img|script|style|title)( [a-z]{1,4}=[\"']?[a-z:/<>]{0,6}[\"']?){0,2}/?>",
        "</(script|style|title)>",
        "[a-z ]{0,6}",
        "[<>&/!\"'=\\-;#]{0,4}",
        Just("&lt;script&gt;".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The tags of safe markup, checked to be well formed: every one closed in order.
fn tags_are_balanced(safe: &str) -> bool {
    let mut open = Vec::new();
    let mut rest = safe;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>') else {
            return false;
        };
        let tag = &rest[start + 1..start + end];
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) => {
                if open.pop() != Some(name) {
                    return false;
                }
            }
            None if name == "br" => {}
            None => open.push(name),
        }
        rest = &rest[start + end + 1..];
    }
    open.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn safe_markup_is_well_formed_and_reads_as_itself(markup in markup()) {
        let html = read(&markup).expect("within bounds");
        prop_assert!(tags_are_balanced(&html.safe), "{}", html.safe);
        let again = read(&html.safe).expect("within bounds");
        prop_assert!(!again.active, "{}", html.safe);
        prop_assert_eq!(&again.safe, &html.safe);
    }

    /// An independent sanitiser with the same list finds nothing to take out.
    #[test]
    fn an_independent_sanitiser_agrees(markup in markup()) {
        let html = read(&markup).expect("within bounds");
        let text = |markup: &str| -> String {
            let mut none = ammonia::Builder::empty();
            let plain = none.clean_content_tags(Default::default()).clean(markup).to_string();
            plain.chars().filter(|c| !c.is_whitespace()).collect()
        };
        let cleaned = ammonia::Builder::default().link_rel(None).clean(&html.safe).to_string();
        prop_assert_eq!(text(&html.safe), text(&cleaned));
        let shown: String = html.text.chars().filter(|c| !c.is_whitespace()).collect();
        let escaped = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        // Text in a table's wrong place is moved by a browser's parser: compared as a bag.
        let bag = |text: &str| {
            let mut chars: Vec<char> = text.chars().collect();
            chars.sort_unstable();
            chars
        };
        prop_assert_eq!(bag(&escaped), bag(&text(&html.safe)));
    }
}
