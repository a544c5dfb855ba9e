use super::samples::{invoice as sample, invoice_line, receipt as small, receipt_line};
use crate::base::Code;
use crate::paper::{Language, invoice, preview, receipt};

#[test]
fn a_preview_is_a_picture_of_the_asked_width_of_each_page() {
    let mut input = sample(Language::En);
    input.lines = (0..60).map(|index| invoice_line(&format!("Item {index}"), 1, 100)).collect();
    let pdf = invoice(&input).unwrap();
    let first = preview(&pdf, 0, 800).unwrap();
    assert!(first.page_count > 1);
    assert_eq!((first.width_px, first.height_px), (800, 1_131));
    let last = preview(&pdf, first.page_count - 1, 800).unwrap();
    let dark = |png: &[u8]| image::load_from_memory(png).unwrap().to_luma8().pixels().filter(|pixel| pixel.0[0] < 128).count();
    assert!(dark(&first.png) > 2_000 && dark(&last.png) > 500, "the pages are not blank");
    assert_ne!(first.png, last.png);
}

#[test]
fn a_page_that_is_not_there_and_bytes_that_are_no_pdf_are_refused() {
    let pdf = receipt(&small(Language::En)).unwrap();
    assert_eq!(preview(&pdf, 1, 800).unwrap_err().code, Code::NotFound);
    assert!(preview(b"not a pdf", 0, 800).is_err());
    assert!(preview(b"", 0, 800).is_err());
    assert!(preview(&pdf[..pdf.len() / 2], 7, 800).is_err());
}

#[test]
fn a_roll_as_long_as_a_page_may_be_is_still_drawn() {
    let mut input = small(Language::En);
    input.lines = (0..480).map(|index| receipt_line(&format!("Item {index}"), 1, 100)).collect();
    let picture = preview(&receipt(&input).unwrap(), 0, 120).unwrap();
    assert_eq!((picture.width_px, picture.page_count), (120, 1));
    assert!(picture.height_px > 6_000, "{}", picture.height_px);
}
