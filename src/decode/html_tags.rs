//! What each element of HTML means for a story.
//!
//! In: names of tags. Out: their class; text escaped. Never: an element that is not listed kept.

use super::markup::{Token, Tokens};

/// A tag that safe markup may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    P,
    H2,
    H3,
    H4,
    Blockquote,
    Ul,
    Ol,
    Li,
    Table,
    Caption,
    Thead,
    Tbody,
    Tfoot,
    Tr,
    Td,
    Th,
    B,
    I,
    Em,
    Strong,
    A,
}

impl Tag {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::P => "p",
            Self::H2 => "h2",
            Self::H3 => "h3",
            Self::H4 => "h4",
            Self::Blockquote => "blockquote",
            Self::Ul => "ul",
            Self::Ol => "ol",
            Self::Li => "li",
            Self::Table => "table",
            Self::Caption => "caption",
            Self::Thead => "thead",
            Self::Tbody => "tbody",
            Self::Tfoot => "tfoot",
            Self::Tr => "tr",
            Self::Td => "td",
            Self::Th => "th",
            Self::B => "b",
            Self::I => "i",
            Self::Em => "em",
            Self::Strong => "strong",
            Self::A => "a",
        }
    }

    /// A part of a line.
    pub(super) fn is_inline(&self) -> bool {
        matches!(self, Self::B | Self::I | Self::Em | Self::Strong | Self::A)
    }

    /// A paragraph or heading: the next block ends it.
    pub(super) fn is_prose(&self) -> bool {
        matches!(self, Self::P | Self::H2 | Self::H3 | Self::H4)
    }

    /// A block that holds others.
    pub(super) fn is_container(&self) -> bool {
        !self.is_inline() && !self.is_prose()
    }

    /// May hold text without a paragraph around it.
    pub(super) fn holds_text(&self) -> bool {
        self.is_prose() || matches!(self, Self::Li | Self::Td | Self::Th | Self::Caption)
    }

    /// Stands within a table only.
    pub(super) fn is_table_part(self) -> bool {
        self.is_row_group() || matches!(self, Self::Caption | Self::Tr | Self::Td | Self::Th)
    }

    /// A group of rows.
    pub(super) fn is_row_group(&self) -> bool {
        matches!(self, Self::Thead | Self::Tbody | Self::Tfoot)
    }
}

/// What a tag does to a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Stays, within a line.
    Inline(Tag),
    /// Stays, as a block.
    Block(Tag),
    /// Ends a line.
    LineEnd,
    /// Parts blocks; the tag goes.
    Parting,
    /// Goes with all that is within.
    Swallowed,
    /// Goes; what is within stays.
    Ignored,
}

/// An element by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub(super) class: Class,
    /// Has no end tag.
    pub(super) is_void: bool,
    /// A browser closes it when the next of its kind comes.
    pub(super) closes_itself: bool,
    /// Belongs into the head of a page, where it is nothing to remark.
    pub(super) is_of_head: bool,
    /// Does something by itself.
    pub(super) is_active: bool,
    /// Speaks to the browser, which is nothing to remark in a head.
    pub(super) is_meta: bool,
}

/// Longest name of an element that means something here.
const NAME_BYTES_MAX: usize = 16;

/// What the name of a tag means.
pub(super) fn element(name: &str) -> Element {
    let mut buffer = [0; NAME_BYTES_MAX];
    let lower = lower_case(name, &mut buffer);
    Element {
        class: class(lower),
        is_void: matches!(
            lower,
            "br" | "hr"
                | "img"
                | "input"
                | "meta"
                | "link"
                | "base"
                | "col"
                | "area"
                | "embed"
                | "source"
                | "track"
                | "wbr"
                | "param"
                | "keygen"
                | "bgsound"
        ),
        closes_itself: matches!(
            lower,
            "p" | "li"
                | "dt"
                | "dd"
                | "tr"
                | "td"
                | "th"
                | "thead"
                | "tbody"
                | "tfoot"
                | "option"
                | "optgroup"
                | "rp"
                | "rt"
                | "html"
                | "head"
                | "body"
        ),
        is_of_head: matches!(
            lower,
            "html" | "head" | "title" | "meta" | "link" | "style" | "script" | "base"
        ),
        is_active: matches!(
            lower,
            "script"
                | "iframe"
                | "frame"
                | "frameset"
                | "object"
                | "embed"
                | "applet"
                | "svg"
                | "math"
                | "base"
                | "form"
                | "input"
                | "button"
                | "textarea"
                | "select"
                | "keygen"
                | "isindex"
                | "template"
                | "noscript"
                | "noembed"
                | "noframes"
                | "xmp"
                | "plaintext"
                | "portal"
                | "bgsound"
                | "layer"
                | "ilayer"
                | "animate"
                | "set"
                | "foreignobject"
                | "annotation-xml"
                | "handler"
                | "listener"
                | "xml"
                | "import"
        ),
        is_meta: matches!(lower, "meta" | "link" | "style"),
    }
}

fn class(lower: &str) -> Class {
    match lower {
        "p" => Class::Block(Tag::P),
        "h1" | "h2" => Class::Block(Tag::H2),
        "h3" => Class::Block(Tag::H3),
        "h4" | "h5" | "h6" => Class::Block(Tag::H4),
        "blockquote" => Class::Block(Tag::Blockquote),
        "ul" => Class::Block(Tag::Ul),
        "ol" => Class::Block(Tag::Ol),
        "li" => Class::Block(Tag::Li),
        "table" => Class::Block(Tag::Table),
        "caption" => Class::Block(Tag::Caption),
        "thead" => Class::Block(Tag::Thead),
        "tbody" => Class::Block(Tag::Tbody),
        "tfoot" => Class::Block(Tag::Tfoot),
        "tr" => Class::Block(Tag::Tr),
        "td" => Class::Block(Tag::Td),
        "th" => Class::Block(Tag::Th),
        "b" => Class::Inline(Tag::B),
        "i" => Class::Inline(Tag::I),
        "em" => Class::Inline(Tag::Em),
        "strong" => Class::Inline(Tag::Strong),
        "a" => Class::Inline(Tag::A),
        "br" => Class::LineEnd,
        "div" | "section" | "article" | "header" | "footer" | "main" | "aside" | "nav"
        | "figure" | "figcaption" | "address" | "dl" | "dt" | "dd" | "pre" | "center" | "form"
        | "fieldset" | "legend" | "hr" | "details" | "summary" | "body" | "html" | "head"
        | "dir" | "menu" | "hgroup" | "dialog" | "option" => Class::Parting,
        "script" | "style" | "iframe" | "noembed" | "noframes" | "template" | "title"
        | "textarea" => Class::Swallowed,
        _ => Class::Ignored,
    }
}

/// The name in lower case; empty where it is longer than any that counts.
fn lower_case<'b>(name: &str, buffer: &'b mut [u8; NAME_BYTES_MAX]) -> &'b str {
    let Some(target) = buffer.get_mut(..name.len()) else {
        return "";
    };
    target.copy_from_slice(name.as_bytes());
    target.make_ascii_lowercase();
    std::str::from_utf8(target).unwrap_or_default()
}

/// Whether the markup parts blocks or lines by tags at all.
pub(super) fn has_blocks(markup: &str) -> bool {
    Tokens::new(markup).any(|token| match token {
        Token::Start { name, .. } => !matches!(
            element(name).class,
            Class::Inline(_) | Class::Ignored | Class::Swallowed
        ),
        Token::Text(_) | Token::End(_) | Token::Comment(_) => false,
    })
}

/// Writes text as HTML. Controls and direction characters have no place in it.
pub(super) fn escape_into(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let written = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\t' | '\n' | '\r' => continue,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "",
            _ if c.is_control() => "",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(written);
        from = at + c.len_utf8();
    }
    out.push_str(&text[from..]);
}
