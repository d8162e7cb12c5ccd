//! HTML in which text cannot become markup.
//!
//! In: markup that is part of this program, text that may be anything. Out: a document.
//! Never: a string made at run time as markup.

use super::display::is_hidden;

/// A document that grows.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup of our own: only what is compiled in has this type.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, whatever is in it.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' => self.0.push('\n'),
                c if is_hidden(c) => self.0.push('\u{fffd}'),
                c => self.0.push(c),
            }
        }
        self
    }

    /// ` name="value"`; nothing where the value is empty.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        if !value.is_empty() {
            self.raw(" ").raw(name).raw("=\"").text(value).raw("\"");
        }
        self
    }

    /// `<tag class="…" title="…">`, without what is empty.
    pub(super) fn tag(&mut self, tag: &'static str, class: &'static str, title: &str) -> &mut Self {
        self.raw("<").raw(tag);
        self.attribute("class", class).attribute("title", title);
        self.raw(">")
    }

    /// `</tag>`.
    pub(super) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.raw("</").raw(tag).raw(">")
    }

    /// The document.
    pub(super) fn done(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_stays_text() {
        let mut html = Html::default();
        html.tag("p", "a", "\" onclick='x'")
            .text("<b>&\u{202e}\u{0}")
            .close("p");
        let expected = "<p class=\"a\" title=\"&quot; onclick=&#39;x&#39;\">&lt;b&gt;&amp;\
            \u{fffd}\u{fffd}</p>";
        assert_eq!(html.done(), expected);
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_markup(text in any::<String>()) {
            let mut html = Html::default();
            html.text(&text);
            let written = html.done();
            prop_assert!(!written.contains(['<', '>', '"', '\'']));
        }
    }
}
