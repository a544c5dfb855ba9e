//! The fonts that travel with the program, so that a document looks the same on every computer.

use std::sync::OnceLock;

use printpdf::ParsedFont;

use crate::base::{Error, Result};

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Names in a list.
    Medium,
    /// Headings and sums.
    SemiBold,
    /// The one thing to see first.
    Bold,
}

impl Weight {
    pub(super) fn number(self) -> f32 {
        match self {
            Self::Regular => 400.0,
            Self::Medium => 500.0,
            Self::SemiBold => 600.0,
            Self::Bold => 700.0,
        }
    }
}

/// Which set of shapes a text is written in; what a family lacks is taken from DejaVu Sans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Inter, for everything.
    Sans,
    /// DejaVu Sans Mono, for keys that a person types again.
    Mono,
}

/// One font file.
pub(super) struct Face {
    /// Name of the font inside the PDF: six capitals, because printpdf takes it for the mark of a subset.
    pub id: &'static str,
    pub family: &'static str,
    pub weight: Weight,
    pub bytes: &'static [u8],
}

pub(super) const SANS: &str = "Inter";
pub(super) const MONO: &str = "DejaVu Sans Mono";
pub(super) const FALLBACK: &str = "DejaVu Sans";

macro_rules! face {
    ($id:literal, $family:expr, $weight:ident, $file:literal) => {
        Face {
            id: $id,
            family: $family,
            weight: Weight::$weight,
            bytes: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/", $file)),
        }
    };
}

/// Every font of every document. A glyph run names its font by the place in this list.
pub(super) static FACES: [Face; 7] = [
    face!("INTERR", SANS, Regular, "Inter-Regular.ttf"),
    face!("INTERM", SANS, Medium, "Inter-Medium.ttf"),
    face!("INTERS", SANS, SemiBold, "Inter-SemiBold.ttf"),
    face!("INTERB", SANS, Bold, "Inter-Bold.ttf"),
    face!("DEJAVU", FALLBACK, Regular, "DejaVuSans.ttf"),
    face!("DEJAVB", FALLBACK, Bold, "DejaVuSans-Bold.ttf"),
    face!("DEJAVM", MONO, Regular, "DejaVuSansMono.ttf"),
];

/// The font as printpdf reads it, read once for the life of the program.
pub(super) fn parsed(face: usize) -> Result<&'static ParsedFont> {
    static PARSED: [OnceLock<Option<ParsedFont>>; FACES.len()] = [const { OnceLock::new() }; FACES.len()];
    PARSED[face]
        .get_or_init(|| ParsedFont::from_bytes(FACES[face].bytes, 0, &mut Vec::new()))
        .as_ref()
        .ok_or_else(|| Error::internal(format_args!("font {} cannot be read", FACES[face].id)))
}
