//! Text becomes glyphs here, once: shaping, mixed directions, line breaks and fallback fonts are parley's work; what comes out are
//! positions that the canvas writes down without thinking.
#![allow(clippy::float_arithmetic, reason = "positions on paper are measured, not counted")]

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::style::{FontFamily, FontFamilyName, FontFeatures, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{Alignment, AlignmentOptions, FontContext, Layout, LayoutContext};

use super::canvas::Ink;
use super::fonts::{FACES, FALLBACK, Family, MONO, SANS, Weight};

/// Where lines stand in their column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left; right-to-left text at the right.
    Start,
    /// In the middle.
    Center,
    /// At the right, with figures of one width: for amounts, which stand under each other.
    Right,
}

/// How a text is set. All lengths are points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Size of the letters.
    pub size: f32,
    /// From one baseline to the next, as a multiple of the size.
    pub leading: f32,
    /// How heavy.
    pub weight: Weight,
    /// Which shapes.
    pub family: Family,
    /// Colour.
    pub ink: Ink,
    /// Where the lines stand.
    pub align: Align,
    /// Space added after each letter, for small capitals-only labels.
    pub tracking: f32,
}

impl Style {
    /// Running text of this size in black.
    #[must_use]
    pub const fn new(size: f32) -> Self {
        Self {
            size,
            leading: 1.35,
            weight: Weight::Regular,
            family: Family::Sans,
            ink: Ink::BLACK,
            align: Align::Start,
            tracking: 0.0,
        }
    }

    /// The same in another size.
    #[must_use]
    pub const fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    /// The same in another weight.
    #[must_use]
    pub const fn weight(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// The same at another place in its column.
    #[must_use]
    pub const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The same with other line distances.
    #[must_use]
    pub const fn leading(self, leading: f32) -> Self {
        Self { leading, ..self }
    }

    /// The same with letters further apart.
    #[must_use]
    pub const fn tracking(self, tracking: f32) -> Self {
        Self { tracking, ..self }
    }

    /// The same in other shapes.
    #[must_use]
    pub const fn family(self, family: Family) -> Self {
        Self { family, ..self }
    }
}

/// One glyph, relative to the left end of its block.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub id: u16,
    pub x: f32,
    /// Above the baseline.
    pub rise: f32,
    /// What the glyph stands for when text is copied or searched.
    pub text: String,
}

/// Glyphs of one font on one line, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    /// Place in [`FACES`].
    pub face: usize,
    pub glyphs: Vec<Glyph>,
}

/// One line of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Distance from the top of the line to its baseline.
    pub(super) baseline: f32,
    pub(super) runs: Vec<Run>,
}

/// Text that has been set: lines of glyphs that need only a place on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The lines from top to bottom, each [`Block::line_height`] high.
    pub lines: Vec<Line>,
    /// Height of one line.
    pub line_height: f32,
    /// How it was set.
    pub style: Style,
    /// Width of the longest line.
    pub ink_width: f32,
}

impl Block {
    /// Height of all lines together.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.line_height
    }
}

/// Sets a text in a column of this width. An empty text has no lines.
#[must_use]
pub fn set(text: &str, style: Style, width: f32) -> Block {
    thread_local! {
        static SETTER: RefCell<Setter> = RefCell::new(Setter::new());
    }
    SETTER.with_borrow_mut(|setter| setter.set(text, style, width))
}

/// The width of a text on one line.
#[must_use]
pub fn width_of(text: &str, style: Style) -> f32 {
    set(text, style, f32::MAX).ink_width
}

/// The style at the largest of these sizes that keeps the text on one line of this width; at the smallest when none does.
#[must_use]
pub fn fitted(text: &str, style: Style, sizes: &[f32], width: f32) -> Style {
    let sized = |size: f32| Style { size, ..style };
    let fits = sizes.iter().find(|size| width_of(text, sized(**size)) <= width);
    sized(*fits.or(sizes.last()).unwrap_or(&style.size))
}

/// Cuts a text that is too long for any sensible column, with an ellipsis for what is missing, so that one absurd name cannot push
/// a row over the end of the page.
#[must_use]
pub fn clip(text: &str, letters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(letters) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
    }
}

/// Fonts and scratch space of one thread.
struct Setter {
    fonts: FontContext,
    scratch: LayoutContext<()>,
    /// Which font data parley knows belongs to which face.
    faces: Vec<(u64, usize)>,
}

impl Setter {
    fn new() -> Self {
        let collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let mut fonts = FontContext { collection, source_cache: SourceCache::default() };
        let mut faces = Vec::with_capacity(FACES.len());
        for (index, face) in FACES.iter().enumerate() {
            let data = Blob::new(Arc::new(face.bytes));
            faces.push((data.id(), index));
            let named = FontInfoOverride {
                family_name: Some(face.family),
                weight: Some(FontWeight::new(face.weight.number())),
                ..FontInfoOverride::default()
            };
            fonts.collection.register_fonts(data, Some(named));
        }
        Self { fonts, scratch: LayoutContext::new(), faces }
    }

    fn set(&mut self, text: &str, style: Style, width: f32) -> Block {
        let line_height = style.size * style.leading;
        let mut block = Block { lines: Vec::new(), line_height, style, ink_width: 0.0 };
        let text = printable(text);
        if text.is_empty() {
            return block;
        }
        let layout = self.lay_out(&text, style, line_height, width);
        for line in layout.lines() {
            block.ink_width = block.ink_width.max(line.metrics().advance - line.metrics().hanging_advance);
            block.lines.push(self.line(&text, &line));
        }
        block
    }

    fn lay_out(&mut self, text: &str, style: Style, line_height: f32, width: f32) -> Layout<()> {
        let family = match style.family {
            Family::Sans => SANS,
            Family::Mono => MONO,
        };
        let families = [FontFamilyName::named(family), FontFamilyName::named(FALLBACK)];
        let mut builder = self.scratch.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(&families))));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(style.weight.number())));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(line_height)));
        builder.push_default(StyleProperty::LetterSpacing(style.tracking));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if style.align == Align::Right {
            builder.push_default(StyleProperty::FontFeatures(FontFeatures::from("\"tnum\" 1")));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        let alignment = match style.align {
            Align::Start => Alignment::Start,
            Align::Center => Alignment::Center,
            Align::Right => Alignment::Right,
        };
        layout.align(alignment, AlignmentOptions::default());
        layout
    }

    fn line(&self, text: &str, line: &parley::layout::Line<'_, ()>) -> Line {
        let metrics = line.metrics();
        let mut x = metrics.offset;
        let mut runs = Vec::new();
        for run in line.runs() {
            let data = run.font().data.id();
            let face = self.faces.iter().find(|(id, _)| *id == data).map_or(0, |(_, face)| *face);
            let mut glyphs = Vec::new();
            for cluster in run.visual_clusters() {
                let stands_for = cluster.is_ligature_start().then(|| ligature(text, &run, &cluster));
                let stands_for = stands_for.as_deref().or_else(|| text.get(cluster.text_range())).unwrap_or_default();
                let mut offset = 0.0;
                let shaped: Vec<_> = cluster.glyphs().collect();
                for (index, glyph) in shaped.iter().enumerate() {
                    let id = u16::try_from(glyph.id).unwrap_or(0);
                    glyphs.push(Glyph {
                        id,
                        x: x + offset + glyph.x,
                        rise: -glyph.y,
                        text: meaning(stands_for, index, shaped.len(), run.is_rtl(), id),
                    });
                    offset += glyph.advance;
                }
                x += cluster.advance();
            }
            if !glyphs.is_empty() {
                runs.push(Run { face, glyphs });
            }
        }
        Line { baseline: metrics.baseline - metrics.block_min_coord, runs }
    }
}

/// The whole text of a ligature that begins with this cluster.
fn ligature(text: &str, run: &parley::layout::Run<'_, ()>, first: &parley::layout::Cluster<'_, ()>) -> String {
    let first = first.text_range();
    let (start, mut end) = (first.start, first.end);
    for cluster in run.clusters().filter(|cluster| cluster.text_range().start >= first.end) {
        if !cluster.is_ligature_continuation() {
            break;
        }
        end = cluster.text_range().end;
    }
    text.get(start..end).unwrap_or_default().to_owned()
}

/// What one of `count` glyphs of a cluster stands for. A font's glyph has one meaning in a PDF, so the special spaces and hyphens that
/// share a glyph with the common ones read as those, and a glyph that is missing from every font reads as the sign for that.
fn meaning(cluster: &str, index: usize, count: usize, right_to_left: bool, glyph: u16) -> String {
    if glyph == 0 {
        return "\u{fffd}".to_owned();
    }
    let letters: Vec<char> = cluster.chars().collect();
    let letters = if count > 1 && count == letters.len() {
        let at = if right_to_left { count - 1 - index } else { index };
        &letters[at..=at]
    } else if index == 0 {
        &letters[..]
    } else {
        return "\u{200b}".to_owned();
    };
    letters
        .iter()
        .map(|letter| match letter {
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\n' | '\u{2028}' | '\u{2029}' => ' ',
            '\u{2010}' | '\u{2011}' | '\u{ad}' => '-',
            other => *other,
        })
        .collect()
}

/// What may be printed: control characters would be boxes, and direction overrides could make one amount look like another.
fn printable(text: &str) -> String {
    text.trim_end()
        .chars()
        .filter_map(|letter| match letter {
            '\n' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => None,
            letter if letter.is_control() => None,
            letter => Some(letter),
        })
        .collect()
}
