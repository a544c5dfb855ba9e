//! Content that flows down the pages: rows that stay whole, tables that repeat their heading, paragraphs that may break by lines.
#![allow(clippy::float_arithmetic, reason = "positions on paper are measured, not counted")]

use super::canvas::{Canvas, Ink};
use super::text::{self, Align, Block, Style};

/// One column of a table, measured from the left edge of the flow.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Left edge.
    pub x: f32,
    /// Width for the text.
    pub width: f32,
    /// Where its texts stand.
    pub align: Align,
}

impl Column {
    /// Sets a text in this column.
    #[must_use]
    pub fn set(&self, content: &str, style: Style) -> Block {
        text::set(content, style.align(self.align), self.width)
    }

    /// Sets a number in this column. One that breaks in two could be misread, so it is rather set at one of the smaller sizes.
    #[must_use]
    pub fn set_number(&self, content: &str, style: Style, smaller: &[f32]) -> Block {
        let block = self.set(content, style);
        let sizes = smaller.iter().take(if block.lines.len() > 1 { smaller.len() } else { 0 });
        sizes.fold(block, |block, size| if block.lines.len() > 1 { self.set(content, style.size(*size)) } else { block })
    }
}

/// Blocks that belong together and stay on one page. Positions count from the row's upper left corner.
#[derive(Debug, Default)]
pub struct Row {
    blocks: Vec<(f32, f32, Block)>,
    fills: Vec<(f32, f32, f32, f32, Ink)>,
    /// Height with the space below.
    pub height: f32,
}

impl Row {
    /// An empty row.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a block in the row and answers where its lower edge is; the row becomes at least as high.
    pub fn put(&mut self, x: f32, y: f32, block: Block) -> f32 {
        let bottom = y + block.height();
        self.height = self.height.max(bottom);
        self.blocks.push((x, y, block));
        bottom
    }

    /// Fills a rectangle behind the texts.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.height = self.height.max(y + height);
        self.fills.push((x, y, width, height, ink));
    }

    /// Draws the row with its upper left corner here.
    pub fn draw(&self, canvas: &mut Canvas, left: f32, top: f32) {
        for (x, y, width, height, ink) in &self.fills {
            canvas.fill(left + x, top + y, *width, *height, *ink);
        }
        for (x, y, block) in &self.blocks {
            canvas.text(left + x, top + y, block);
        }
    }

    /// Adds space below.
    #[must_use]
    pub fn padded(mut self, space: f32) -> Self {
        self.height += space;
        self
    }
}

/// The part of the pages that content may fill, and how far it has come.
#[derive(Debug)]
pub struct Flow<'a> {
    /// What it draws on.
    pub canvas: &'a mut Canvas,
    /// Left edge on every page.
    pub left: f32,
    /// Width on every page.
    pub width: f32,
    /// Upper edge of the pages after the first.
    pub top: f32,
    /// Lower edge on every page.
    pub bottom: f32,
    /// Where the next content goes.
    pub y: f32,
}

impl Flow<'_> {
    /// Goes to the next page.
    pub fn break_page(&mut self) {
        self.canvas.add_page();
        self.y = self.top;
    }

    /// Goes to the next page unless this height still fits.
    pub fn need(&mut self, height: f32) {
        if self.y + height > self.bottom && self.y > self.top {
            self.break_page();
        }
    }

    /// Space between two things.
    pub fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// A row, whole, on this page or the next.
    pub fn row(&mut self, row: &Row) {
        self.need(row.height);
        self.draw(row);
    }

    /// Rows of a table under a heading that every page repeats.
    pub fn table(&mut self, heading: &Row, rows: impl IntoIterator<Item = Row>) {
        let mut headed = false;
        for row in rows {
            let with_heading = if headed { row.height } else { heading.height + row.height };
            if self.y + with_heading > self.bottom && self.y > self.top {
                self.break_page();
                headed = false;
            }
            if !headed {
                self.draw(heading);
                headed = true;
            }
            self.draw(&row);
        }
        if !headed {
            self.row(heading);
        }
    }

    /// A text that may break between lines.
    pub fn paragraph(&mut self, content: &str, style: Style) {
        let block = text::set(content, style, self.width);
        let line_height = block.line_height;
        for line in &block.lines {
            self.need(line_height);
            let single = Block { lines: vec![line.clone()], ..block_like(&block) };
            self.canvas.text(self.left, self.y, &single);
            self.y += line_height;
        }
    }

    fn draw(&mut self, row: &Row) {
        row.draw(self.canvas, self.left, self.y);
        self.y += row.height;
    }
}

fn block_like(block: &Block) -> Block {
    Block { lines: Vec::new(), ..*block }
}
