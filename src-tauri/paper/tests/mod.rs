//! Documents are read back by other programs: poppler for text, pages and fonts, and a bar code reader for the codes. Every document that a
//! test makes is left in `target/paper/` to be looked at.

mod invoices;
mod kits;
mod previews;
mod receipts;
mod samples;

use std::path::PathBuf;
use std::process::Command;

use super::preview;

/// Keeps a document for poppler and for people.
fn kept(name: &str, pdf: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/paper");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.pdf"));
    std::fs::write(&path, pdf).unwrap();
    path
}

fn poppler(tool: &str, arguments: &[&str], pdf: &std::path::Path) -> String {
    let mut command = Command::new(tool);
    command.args(arguments).arg(pdf);
    if tool == "pdftotext" {
        command.arg("-");
    }
    let output =
        command.output().unwrap_or_else(|error| panic!("{tool} (package poppler-utils) is needed for this test: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.trim().is_empty(), "{tool} complains about {}: {errors}", pdf.display());
    String::from_utf8(output.stdout).unwrap()
}

/// The text as a person would copy it.
fn text_of(name: &str, pdf: &[u8]) -> String {
    poppler("pdftotext", &["-layout"], &kept(name, pdf))
}

/// The code on a page of the picture that the screen shows.
fn scanned(pdf: &[u8], page: usize, width_px: u32, format: rxing::BarcodeFormat) -> String {
    let picture = preview(pdf, page, width_px).unwrap();
    let picture = image::load_from_memory(&picture.png).unwrap().to_luma8();
    let (width, height) = picture.dimensions();
    let code = rxing::helpers::detect_in_luma(picture.into_raw(), width, height, Some(format)).unwrap();
    code.getText().to_owned()
}

/// Fails when a word of the document lies outside of its page.
fn assert_inside(name: &str, pdf: &[u8]) {
    let boxes = poppler("pdftotext", &["-bbox"], &kept(name, pdf));
    let number = |line: &str, key: &str| -> f32 {
        let start = line.find(&format!("{key}=\"")).unwrap() + key.len() + 2;
        line[start..].split('"').next().unwrap().parse().unwrap()
    };
    let (mut width, mut height, mut words) = (0.0, 0.0, 0);
    for line in boxes.lines() {
        if line.contains("<page ") {
            (width, height) = (number(line, "width"), number(line, "height"));
        } else if line.contains("<word ") {
            words += 1;
            let inside = number(line, "xMin") >= 0.0
                && number(line, "yMin") >= -1.0
                && number(line, "xMax") <= width
                && number(line, "yMax") <= height;
            assert!(inside, "{name}: outside of the page of {width} × {height}: {line}");
        }
    }
    assert!(words > 0, "{name} has no text");
}
