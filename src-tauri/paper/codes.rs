//! Bar codes and QR codes as black rectangles, sharp at every size.
#![allow(clippy::float_arithmetic, reason = "positions on paper are measured, not counted")]

use rxing::oned::{Code128Writer, OneDimensionalCodeWriter};
use rxing::qrcode::QRCodeWriter;
use rxing::{BarcodeFormat, EncodeHints, Writer};

use super::canvas::{Canvas, Ink};
use crate::base::{Error, Result};
use crate::say;

/// Bars of a Code 128, each true module black.
///
/// # Errors
/// Refuses what the code cannot hold: nothing, letters outside ASCII, more than 80 of them.
pub fn code_128(content: &str) -> Result<Vec<bool>> {
    if content.is_empty() || content.len() > 80 || !content.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Err(Error::invalid(say!(
            "A bar code holds 1 to 80 plain letters, digits and signs. Nothing was printed; choose a shorter number."
        )));
    }
    Code128Writer.encode_oned(content).map_err(Error::internal)
}

/// Rows of a QR code without its white border.
///
/// # Errors
/// Refuses more text than a QR code holds.
pub fn qr(content: &str) -> Result<Vec<Vec<bool>>> {
    let hints = EncodeHints { ErrorCorrection: Some("M".to_owned()), Margin: Some("0".to_owned()), ..EncodeHints::default() };
    let matrix = QRCodeWriter.encode_with_hints(content, &BarcodeFormat::QR_CODE, 0, 0, &hints).map_err(|_| {
        Error::invalid(say!("This text does not fit into a QR code. Nothing was printed; choose a shorter text."))
    })?;
    Ok((0..matrix.height()).map(|y| (0..matrix.width()).map(|x| matrix.get(x, y)).collect()).collect())
}

/// Draws bars side by side, neighbours as one rectangle so that no hairline shows between them.
pub fn draw_row(canvas: &mut Canvas, modules: &[bool], x: f32, y: f32, module: f32, height: f32) {
    let mut index = 0;
    while index < modules.len() {
        let length = modules[index..].iter().take_while(|black| **black == modules[index]).count();
        if modules[index] {
            canvas.fill(x + index as f32 * module, y, length as f32 * module, height, Ink::BLACK);
        }
        index += length;
    }
}

/// Draws a QR code in a square of this side.
pub fn draw_qr(canvas: &mut Canvas, rows: &[Vec<bool>], x: f32, y: f32, side: f32) {
    let module = side / rows.len().max(1) as f32;
    for (index, row) in rows.iter().enumerate() {
        // A hair of overlap, so that no reader shows a seam between two rows.
        draw_row(canvas, row, x, y + index as f32 * module, module, module * 1.02);
    }
}
