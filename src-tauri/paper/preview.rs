//! A picture of a page of a finished PDF, for screens that show no PDF. It is drawn from the very bytes that are printed.
#![allow(clippy::float_arithmetic, reason = "pixels")]

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use crate::base::{Error, Record, Result};

/// Highest picture, in pixels; a longer roll is drawn narrower.
const TALLEST: f32 = 20_000.0;
/// Widest picture, in pixels.
const WIDEST: u32 = 2_000;

/// A page as a picture.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The picture as PNG.
    pub png: Vec<u8>,
    /// How many pages the document has.
    pub page_count: usize,
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
}

/// Draws page `page` (the first is 0) `width_px` pixels wide, 2000 at most; a very long till roll comes out narrower.
///
/// # Errors
/// Not found for a page the document does not have; internal for bytes that are no PDF.
pub fn preview(pdf: &[u8], page: usize, width_px: u32) -> Result<Preview> {
    let document = Pdf::new(pdf.to_vec()).map_err(|error| Error::internal(format_args!("preview: {error:?}")))?;
    let pages = document.pages();
    let page_count = pages.len();
    let page = pages.get(page).ok_or_else(|| Error::not_found(Record::Page))?;
    let (width, height) = page.render_dimensions();
    let scale = scale(width, height, width_px);
    // A hundredth of a pixel more keeps a size that is whole from being cut to one pixel less.
    let settings = PixmapSettings { x_scale: scale + 0.01 / width, y_scale: scale + 0.01 / height, bg_color: WHITE };
    let pixels = render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (width_px, height_px) = (u32::from(pixels.width()), u32::from(pixels.height()));
    let png = pixels.into_png().map_err(|error| Error::internal(format_args!("preview: {error:?}")))?;
    Ok(Preview { png, page_count, width_px, height_px })
}

/// Pixels for each point of a page of this size, in points, that is asked for at this width.
fn scale(width: f32, height: f32, width_px: u32) -> f32 {
    (width_px.clamp(16, WIDEST) as f32 / width).min(TALLEST / height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_asked_width_makes_a_picture_too_large_to_draw() {
        for (width, height) in [(595.0, 842.0), (227.0, 300.0), (227.0, 14_400.0)] {
            for asked in [0, 1, 16, 800, 2_000, u32::MAX] {
                let scale = scale(width, height, asked);
                assert!(
                    scale * width <= 2_000.5 && scale * height <= TALLEST + 0.5 && scale * width >= 15.5,
                    "{width} × {height} at {asked}"
                );
            }
        }
    }
}
