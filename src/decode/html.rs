//! HTML made safe, and its text.
//!
//! In: HTML of any quality. Out: markup written anew from an allow-list, and the text with its
//! blocks parted by empty lines, the rows of a table by single ones.
//! Never: a piece of markup passed through: every tag of the output is this file's own, every
//! other character is escaped; and never more than one pass, whatever the nesting.

use crate::limits;
use crate::outcome::{RejectCode, Rejection, Stage};

use super::entities;
use super::html_active;
use super::html_tags::{self, Class, Tag};
use super::html_text::TextOut;
use super::markup::{Token, Tokens};

/// What came of a piece of HTML.
#[derive(Debug, Default)]
pub(super) struct Html {
    /// Safe markup.
    pub(super) safe: String,
    /// Its text.
    pub(super) text: String,
    /// Something active was taken out.
    pub(super) active: bool,
    /// The title of the page, where it is a page.
    pub(super) title: Option<String>,
}

/// Makes HTML safe.
pub(super) fn read(markup: &str) -> Result<Html, Rejection> {
    if markup.len() > limits::HTML_BYTES_MAX {
        return Err(limit("too long"));
    }
    let mut writer = Writer {
        html: Html {
            safe: String::with_capacity(markup.len()),
            ..Html::default()
        },
        text: TextOut::new(markup.len(), !html_tags::has_blocks(markup)),
        open: Vec::new(),
        depth: 0,
        tags: 0,
        in_head: true,
    };
    let mut tokens = Tokens::new(markup);
    while let Some(token) = tokens.next() {
        writer.take(token, &mut tokens)?;
    }
    writer.close_down_to(0);
    writer.html.text = writer.text.finish();
    Ok(writer.html)
}

struct Writer {
    html: Html,
    text: TextOut,
    /// Tags written and not yet closed.
    open: Vec<Tag>,
    /// Elements open by a browser's count, those it closes by itself left out.
    depth: usize,
    tags: usize,
    /// Nothing has come but what belongs into a head.
    in_head: bool,
}

impl Writer {
    fn take(&mut self, token: Token<'_>, tokens: &mut Tokens<'_>) -> Result<(), Rejection> {
        match token {
            Token::Text(text) => self.characters(text),
            Token::Comment(text) => {
                self.html.active |= html_active::is_conditional(text);
            }
            Token::End(name) => self.end(name)?,
            Token::Start { name, attributes } => self.start(name, attributes, tokens)?,
        }
        Ok(())
    }

    fn start(
        &mut self,
        name: &str,
        attributes: &str,
        tokens: &mut Tokens<'_>,
    ) -> Result<(), Rejection> {
        let element = html_tags::element(name);
        self.count(!element.is_void && !element.closes_itself)?;
        self.in_head = self.in_head && element.is_of_head;
        self.html.active |= html_active::is_active(&element, attributes, self.in_head);
        match element.class {
            Class::Swallowed => {
                let within = tokens.skip_past_end(name);
                self.depth = self.depth.saturating_sub(1);
                if name.eq_ignore_ascii_case("title") && self.html.title.is_none() {
                    let title = entities::decode(within.trim()).into_owned();
                    self.html.title = Some(title).filter(|title| !title.is_empty());
                }
            }
            Class::Inline(Tag::A) => {
                if let Some(address) = html_active::safe_address(attributes) {
                    self.open_link(&address);
                }
            }
            Class::Inline(tag) => {
                self.ensure_block();
                self.push(tag);
            }
            Class::Block(tag) => self.open_block(tag),
            Class::LineEnd => {
                self.text.line_end(self.in_table());
                if self.open.iter().any(|tag| tag.holds_text()) {
                    self.html.safe.push_str("<br>");
                }
            }
            Class::Parting => {
                self.part();
                self.preformatted(name, true);
            }
            Class::Ignored => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Rejection> {
        let element = html_tags::element(name);
        self.count(false)?;
        if !element.is_void && !element.closes_itself {
            self.depth = self.depth.saturating_sub(1);
        }
        match element.class {
            Class::Inline(tag) => {
                let block = self.open.iter().rposition(|open| !open.is_inline());
                let found = self.open.iter().rposition(|open| *open == tag);
                if let Some(at) = found.filter(|at| block.is_none_or(|block| block < *at)) {
                    self.close_down_to(at);
                }
            }
            Class::Block(tag) => {
                let wall = self.open.iter().rposition(|open| *open == Tag::Table);
                let found = self.open.iter().rposition(|open| *open == tag);
                match found.filter(|at| wall.is_none_or(|wall| wall <= *at)) {
                    Some(at) => self.close_down_to(at),
                    None => self.part(),
                }
                self.text.end_block(tag, self.in_table());
            }
            Class::Parting => {
                self.part();
                self.preformatted(name, false);
            }
            Class::Swallowed | Class::LineEnd | Class::Ignored => {}
        }
        Ok(())
    }

    /// Holds the bounds.
    fn count(&mut self, nests: bool) -> Result<(), Rejection> {
        self.tags += 1;
        self.depth += usize::from(nests);
        if self.tags > limits::HTML_NODES_MAX {
            return Err(limit("too many tags"));
        }
        // What a browser closes by itself is open here too: four tags at most for each it counts.
        if self.depth.max(self.open.len() / 4) > limits::HTML_DEPTH_MAX {
            return Err(limit("nested too deep"));
        }
        Ok(())
    }

    fn characters(&mut self, text: &str) {
        let text = entities::decode(text);
        let blank = text.bytes().all(|b| b.is_ascii_whitespace());
        if blank && !self.open.iter().any(|tag| tag.holds_text()) {
            self.text.space(&text);
            return;
        }
        self.in_head = false;
        self.ensure_block();
        self.text.push(&text);
        html_tags::escape_into(&text, &mut self.html.safe);
    }

    fn open_link(&mut self, address: &str) {
        if let Some(at) = self.open.iter().rposition(|open| *open == Tag::A) {
            self.close_down_to(at);
        }
        self.ensure_block();
        self.html.safe.push_str("<a href=\"");
        html_tags::escape_into(address, &mut self.html.safe);
        self.html.safe.push_str("\" rel=\"noopener nofollow ugc\">");
        self.open.push(Tag::A);
    }

    fn open_block(&mut self, tag: Tag) {
        self.close_prose();
        let in_table = self.in_table();
        if tag == Tag::Li {
            let is_list = |open: &Tag| matches!(open, Tag::Ul | Tag::Ol);
            match self.open.iter().rposition(is_list) {
                Some(list) => self.close_down_to(list + 1),
                None => self.push(Tag::Ul),
            }
        }
        if tag.is_table_part() && !self.open_table_part(tag) {
            self.part();
            return;
        }
        self.text.start_block(tag, in_table);
        self.push(tag);
    }

    /// Closes what stands in the way of a part of a table; false outside a table.
    fn open_table_part(&mut self, tag: Tag) -> bool {
        let Some(table) = self.open.iter().rposition(|open| *open == Tag::Table) else {
            return false;
        };
        let row = self.open.iter().rposition(|open| *open == Tag::Tr);
        let group = self.open.iter().rposition(Tag::is_row_group);
        let within = |place: Option<usize>| place.filter(|at| *at > table);
        if !matches!(tag, Tag::Td | Tag::Th) {
            let rows = within(group).filter(|_| tag == Tag::Tr);
            self.close_down_to(rows.unwrap_or(table) + 1);
        } else if let Some(row) = within(row) {
            self.close_down_to(row + 1);
        } else {
            self.close_down_to(within(group).unwrap_or(table) + 1);
            self.text.start_block(Tag::Tr, true);
            self.push(Tag::Tr);
        }
        true
    }

    /// A boundary of blocks that is no tag of the allow-list.
    fn part(&mut self) {
        self.close_prose();
        let in_table = self.in_table();
        self.text.part(in_table);
    }

    fn preformatted(&mut self, name: &str, begins: bool) {
        if name.eq_ignore_ascii_case("pre") {
            self.text.set_preformatted(begins);
        }
    }

    /// Closes an open paragraph or heading and what is open within it.
    fn close_prose(&mut self) {
        let prose = self.open.iter().rposition(Tag::is_prose);
        let wall = self.open.iter().rposition(Tag::is_container);
        if let Some(at) = prose.filter(|at| wall.is_none_or(|wall| wall < *at)) {
            self.close_down_to(at);
        } else if let Some(first) = self.open.iter().rposition(|tag| !tag.is_inline()) {
            self.close_down_to(first + 1);
        }
    }

    /// Text needs a block around it.
    fn ensure_block(&mut self) {
        let around = self.open.iter().rev().find(|tag| !tag.is_inline());
        if around.is_none_or(|tag| !tag.holds_text()) {
            match around {
                Some(Tag::Ul | Tag::Ol) => self.push(Tag::Li),
                // Text between the parts of a table stands where a browser would not put it,
                // but it is kept.
                Some(Tag::Table | Tag::Tr | Tag::Thead | Tag::Tbody | Tag::Tfoot) => {
                    if self.open_table_part(Tag::Td) {
                        self.push(Tag::Td);
                    }
                }
                _ => self.push(Tag::P),
            }
        }
    }

    fn in_table(&self) -> bool {
        self.open.contains(&Tag::Table)
    }

    fn push(&mut self, tag: Tag) {
        self.html.safe.push('<');
        self.html.safe.push_str(tag.name());
        self.html.safe.push('>');
        self.open.push(tag);
    }

    fn close_down_to(&mut self, length: usize) {
        while self.open.len() > length {
            let Some(tag) = self.open.pop() else { return };
            self.html.safe.push_str("</");
            self.html.safe.push_str(tag.name());
            self.html.safe.push('>');
        }
    }
}

fn limit(detail: &str) -> Rejection {
    Rejection::new(RejectCode::HtmlLimit, Stage::Decode, detail)
}
