//! Pages that are drawn on by position, and the PDF that is written from them.
//!
//! Lengths are points (1/72 inch), measured from the top left corner; the PDF's own corner is at the bottom and only this file knows.
//! The same drawing gives the same bytes: nothing in the file comes from the clock or from chance.
#![allow(clippy::float_arithmetic, reason = "positions on paper are measured, not counted")]

use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{
    Codepoint, Color, FontId, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, Rect, Rgb,
    TextItem, TextMatrix,
};
use sha2::{Digest, Sha256};

use super::fonts::{self, FACES};
use super::format::Language;
use super::text::{Block, Run};
use crate::base::{Error, Result, Timestamp};

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// A colour as red, green and blue from 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// Black, the only colour of a till roll.
    pub const BLACK: Self = Self(0, 0, 0);
    /// Text on white paper.
    pub const TEXT: Self = Self(0x1f, 0x1a, 0x1e);
    /// Text of second rank.
    pub const QUIET: Self = Self(0x6b, 0x64, 0x69);
    /// Rules between rows.
    pub const RULE: Self = Self(0xdd, 0xd7, 0xdb);
    /// The one accent.
    pub const PLUM: Self = Self(0x7a, 0x2e, 0x63);
    /// The accent as a ground for text.
    pub const MIST: Self = Self(0xf7, 0xf1, 0xf5);

    fn color(self) -> Color {
        let part = |value: u8| f32::from(value) / 255.0;
        Color::Rgb(Rgb::new(part(self.0), part(self.1), part(self.2), None))
    }
}

/// The paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PageSize {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8½ × 11 inch.
    Letter,
    /// A till roll 80 mm wide; the page is as high as what stands on it.
    Roll80,
}

impl PageSize {
    /// Width of the paper.
    #[must_use]
    pub fn width(self) -> f32 {
        match self {
            Self::A4 => 210.0 * MM,
            Self::Letter => 612.0,
            Self::Roll80 => 80.0 * MM,
        }
    }

    /// Greatest height of a page; for a roll what every PDF reader still accepts (200 inch).
    #[must_use]
    pub fn height(self) -> f32 {
        match self {
            Self::A4 => 297.0 * MM,
            Self::Letter => 792.0,
            Self::Roll80 => 14_400.0,
        }
    }
}

/// What the PDF says about itself.
#[derive(Debug, Clone)]
pub struct Meta<'a> {
    /// Title of the window that shows it.
    pub title: &'a str,
    /// Who issued it.
    pub author: &'a str,
    /// When it was issued; also the file's own date.
    pub issued_at: Timestamp,
    /// Language of its text.
    pub language: Language,
}

#[derive(Debug, Clone)]
enum Mark {
    Box { x: f32, y: f32, width: f32, height: f32, ink: Ink },
    Run { x: f32, baseline: f32, size: f32, ink: Ink, run: Run },
}

#[derive(Debug, Default)]
struct Page {
    height: f32,
    marks: Vec<Mark>,
}

/// Pages under construction.
#[derive(Debug)]
pub struct Canvas {
    /// The paper of every page.
    pub size: PageSize,
    pages: Vec<Page>,
    current: usize,
}

impl Canvas {
    /// One empty page.
    #[must_use]
    pub fn new(size: PageSize) -> Self {
        Self { size, pages: vec![Page { height: size.height(), marks: Vec::new() }], current: 0 }
    }

    /// How many pages there are.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Begins another page and draws on it from now on.
    pub fn add_page(&mut self) {
        self.pages.push(Page { height: self.size.height(), marks: Vec::new() });
        self.current = self.pages.len() - 1;
    }

    /// Draws on this page from now on, for page numbers that are known only at the end.
    pub fn turn_to(&mut self, page: usize) {
        self.current = page.min(self.pages.len() - 1);
    }

    /// Ends the present page at this height.
    pub fn cut_at(&mut self, height: f32) {
        self.pages[self.current].height = height;
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.pages[self.current].marks.push(Mark::Box { x, y, width, height, ink });
    }

    /// Draws a horizontal rule whose upper edge is at `y`.
    pub fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, ink: Ink) {
        self.fill(x, y, width, thickness, ink);
    }

    /// Puts a block's upper left corner here. Its column's width was decided when it was set.
    pub fn text(&mut self, x: f32, y: f32, block: &Block) {
        for (index, line) in block.lines.iter().enumerate() {
            let baseline = y + index as f32 * block.line_height + line.baseline;
            for run in &line.runs {
                let mark = Mark::Run { x, baseline, size: block.style.size, ink: block.style.ink, run: run.clone() };
                self.pages[self.current].marks.push(mark);
            }
        }
    }

    /// Writes the PDF.
    ///
    /// # Errors
    /// Only for a defect: a font that cannot be read or embedded.
    pub fn finish(self, meta: &Meta<'_>) -> Result<Vec<u8>> {
        #[cfg(test)]
        self.assert_inside();
        let mut document = PdfDocument::new(meta.title);
        for face in self.faces() {
            let font = PdfFont::new(fonts::parsed(face)?.clone());
            document.resources.fonts.map.insert(FontId(FACES[face].id.to_owned()), font);
        }
        for page in &self.pages {
            let mut ops = Vec::with_capacity(page.marks.len() * 6);
            for mark in &page.marks {
                mark.write(page.height, &mut ops)?;
            }
            let mut written = PdfPage::new(Pt(self.size.width()).into(), Pt(page.height).into(), ops);
            // Through millimetres and back the paper would be a hair off its size.
            let paper = Rect::from_wh(Pt(self.size.width()), Pt(page.height));
            written.media_box = paper.clone();
            written.trim_box = paper.clone();
            written.crop_box = paper;
            document.pages.push(written);
        }
        let mut warnings = Vec::new();
        let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
        for warning in &warnings {
            // Its words may be those of the page.
            tracing::warn!(page = warning.page, severity = ?warning.severity, "a PDF was written with a warning");
        }
        describe(&mut file, meta)?;
        file.compress();
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).map_err(Error::internal)?;
        Ok(bytes)
    }

    /// Readers drop what lies outside of a page without a word, so the tests look here, before it is written.
    #[cfg(test)]
    fn assert_inside(&self) {
        for (number, page) in self.pages.iter().enumerate() {
            for mark in &page.marks {
                let (left, right, top, bottom) = match mark {
                    Mark::Box { x, y, width, height, .. } => (*x, x + width, *y, y + height),
                    Mark::Run { x, baseline, size, run, .. } => {
                        let left = run.glyphs.iter().map(|glyph| x + glyph.x).fold(f32::MAX, f32::min);
                        let right = run.glyphs.iter().map(|glyph| x + glyph.x).fold(f32::MIN, f32::max);
                        (left.min(right), right, baseline - size * 0.8, baseline + size * 0.2)
                    }
                };
                let inside = left >= -1.0 && right <= self.size.width() + 1.0 && top >= 0.0 && bottom <= page.height;
                assert!(inside, "page {number} of {} × {}: {mark:?}", self.size.width(), page.height);
            }
        }
    }

    fn faces(&self) -> Vec<usize> {
        let mut faces: Vec<usize> = self
            .pages
            .iter()
            .flat_map(|page| &page.marks)
            .filter_map(|mark| match mark {
                Mark::Box { .. } => None,
                Mark::Run { run, .. } => Some(run.face),
            })
            .collect();
        faces.sort_unstable();
        faces.dedup();
        faces
    }
}

/// Replaces what printpdf says about the file: its ids are random and it declares a version older than what it writes.
fn describe(file: &mut lopdf::Document, meta: &Meta<'_>) -> Result<()> {
    file.version = "1.7".to_owned();
    let when = meta.issued_at.utc().format("D:%Y%m%d%H%M%SZ").to_string();
    let plain = |text: &str| Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    let mut info = Dictionary::new();
    info.set("Title", unicode(meta.title));
    info.set("Author", unicode(meta.author));
    info.set("Creator", plain("Counterfoil"));
    info.set("Producer", plain("Counterfoil"));
    info.set("CreationDate", plain(&when));
    info.set("ModDate", plain(&when));
    let info = file.add_object(info);
    file.trailer.set("Info", Object::Reference(info));
    let catalog = file.catalog_mut().map_err(Error::internal)?;
    catalog.set("Lang", plain(meta.language.tag()));
    let mut viewer = Dictionary::new();
    viewer.set("DisplayDocTitle", Object::Boolean(true));
    catalog.set("ViewerPreferences", Object::Dictionary(viewer));
    file.trailer.remove(b"ID");
    file.prune_objects();
    let mut content = Vec::new();
    file.clone().save_to(&mut content).map_err(Error::internal)?;
    let digest = Sha256::digest(&content)[..16].to_vec();
    let id = Object::String(digest, StringFormat::Hexadecimal);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    Ok(())
}

fn unicode(text: &str) -> Object {
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

impl Mark {
    fn write(&self, page_height: f32, ops: &mut Vec<Op>) -> Result<()> {
        match self {
            Self::Box { x, y, width, height, ink } => {
                let mut rectangle = Rect::from_xywh(Pt(*x), Pt(page_height - y - height), Pt(*width), Pt(*height));
                rectangle.mode = Some(PaintMode::Fill);
                ops.push(Op::SetFillColor { col: ink.color() });
                ops.push(Op::DrawRectangle { rectangle });
            }
            Self::Run { x, baseline, size, ink, run } => {
                ops.push(Op::StartTextSection);
                ops.push(Op::SetFillColor { col: ink.color() });
                let font = PdfFontHandle::External(FontId(FACES[run.face].id.to_owned()));
                ops.push(Op::SetFont { font, size: Pt(*size) });
                let mut rest = &run.glyphs[..];
                while let Some(first) = rest.first() {
                    let level = rest.iter().take_while(|glyph| (glyph.rise - first.rise).abs() < 0.01).count();
                    let (now, later) = rest.split_at(level);
                    let matrix = TextMatrix::Translate(Pt(x + first.x), Pt(page_height - baseline + first.rise));
                    ops.push(Op::SetTextMatrix { matrix });
                    ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(advance(run.face, now, *size)?)] });
                    rest = later;
                }
                ops.push(Op::EndTextSection);
            }
        }
        Ok(())
    }
}

/// Glyphs of one level with the corrections that bring the reader's pen to where each glyph was set. The reader moves by whole
/// thousandths of the size, cut off, so the corrections are reckoned against exactly that and errors never add up.
fn advance(face: usize, glyphs: &[super::text::Glyph], size: f32) -> Result<Vec<Codepoint>> {
    let font = fonts::parsed(face)?;
    let units = f32::from(font.pdf_font_metrics.units_per_em);
    let start = glyphs.first().map_or(0.0, |glyph| glyph.x);
    let mut shown: Vec<Codepoint> = Vec::with_capacity(glyphs.len());
    let mut pen = 0.0_f32;
    for glyph in glyphs {
        let target = (glyph.x - start) * 1000.0 / size;
        if let Some(before) = shown.last_mut() {
            let correction = (pen - target).round();
            before.offset = correction;
            pen -= correction;
        }
        shown.push(Codepoint::with_cid(glyph.id, 0.0, glyph.text.clone()));
        pen += (f32::from(font.get_horizontal_advance(glyph.id)) * 1000.0 / units).trunc();
    }
    Ok(shown)
}
