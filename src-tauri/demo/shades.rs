//! Shades with the colours of their swatches. English, German, colour.

/// A shade in both languages and its colour.
pub(super) type Shade = (&'static str, &'static str, &'static str);

/// Which colours a product comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Palette {
    None,
    Skin,
    Cheek,
    Eye,
    Line,
    Brow,
    Lip,
    Nail,
    Hair,
}

impl Palette {
    /// Its shades, the best selling first as a maker would list them.
    pub fn shades(self) -> &'static [Shade] {
        match self {
            Self::None => &[],
            Self::Skin => SKIN,
            Self::Cheek => CHEEK,
            Self::Eye => EYE,
            Self::Line => LINE,
            Self::Brow => BROW,
            Self::Lip => LIP,
            Self::Nail => NAIL,
            Self::Hair => HAIR,
        }
    }
}

const SKIN: &[Shade] = &[
    ("Ivory", "Elfenbein", "#F0D6C0"),
    ("Sand", "Sand", "#E3BF9F"),
    ("Porcelain", "Porzellan", "#F4E0D2"),
    ("Honey", "Honig", "#CF9F74"),
    ("Beige", "Beige", "#DDB592"),
    ("Almond", "Mandel", "#B98559"),
    ("Caramel", "Karamell", "#A06F45"),
    ("Chestnut", "Kastanie", "#7D5132"),
    ("Cocoa", "Kakao", "#5E3A25"),
    ("Espresso", "Espresso", "#3F2617"),
];

const CHEEK: &[Shade] = &[
    ("Peach", "Pfirsich", "#F2A98B"),
    ("Rose Petal", "Rosenblatt", "#E58FA0"),
    ("Apricot", "Aprikose", "#EFB184"),
    ("Mauve", "Malve", "#B97A8F"),
    ("Terracotta", "Terrakotta", "#C06A4B"),
    ("Berry", "Beere", "#9C3F5C"),
];

const EYE: &[Shade] = &[
    ("Champagne", "Champagner", "#EAD7BF"),
    ("Taupe", "Taupe", "#9A8478"),
    ("Copper", "Kupfer", "#B0653A"),
    ("Plum", "Pflaume", "#6B3A5B"),
    ("Moss", "Moos", "#66704A"),
    ("Slate", "Schiefer", "#5C6670"),
    ("Gold Dust", "Goldstaub", "#CDA755"),
    ("Midnight", "Mitternacht", "#26304F"),
    ("Rosewood", "Rosenholz", "#A86B6B"),
    ("Onyx", "Onyx", "#232124"),
];

const LINE: &[Shade] = &[
    ("Black", "Schwarz", "#1B1A1C"),
    ("Brown", "Braun", "#4E3427"),
    ("Navy", "Marine", "#232F55"),
    ("Anthracite", "Anthrazit", "#4A4C50"),
    ("Emerald", "Smaragd", "#1F5A4A"),
];

const BROW: &[Shade] = &[
    ("Blonde", "Blond", "#B79A74"),
    ("Light Brown", "Hellbraun", "#8A6A4C"),
    ("Dark Brown", "Dunkelbraun", "#4D392B"),
    ("Grey Brown", "Graubraun", "#6E655E"),
];

const LIP: &[Shade] = &[
    ("Old Rose", "Altrosa", "#C0737A"),
    ("Poppy", "Mohn", "#D2322D"),
    ("Nude", "Nude", "#C99582"),
    ("Cherry", "Kirsche", "#9B1B30"),
    ("Coral", "Koralle", "#EE6C56"),
    ("Fuchsia", "Fuchsia", "#C2267A"),
    ("Brick", "Ziegel", "#A5452F"),
    ("Wild Berry", "Waldbeere", "#7C2142"),
    ("Cinnamon", "Zimt", "#A65E44"),
    ("Candy", "Bonbon", "#EC86A8"),
    ("Bordeaux", "Bordeaux", "#5C1226"),
    ("Terracotta", "Terrakotta", "#BE5F41"),
];

const NAIL: &[Shade] = &[
    ("Ballet Slipper", "Ballettschuh", "#F3D5D3"),
    ("Letterbox Red", "Briefkasten", "#C8161D"),
    ("Milk", "Milch", "#F6F1E7"),
    ("Blackberry", "Brombeere", "#4A1D33"),
    ("Seaside", "Ostsee", "#5E93A8"),
    ("Sage", "Salbei", "#9DAE8C"),
    ("Hot Pink", "Kaugummi", "#E6428A"),
    ("Lilac", "Flieder", "#B79BC8"),
    ("Mustard", "Senf", "#C9982B"),
    ("Ink", "Tinte", "#1F2747"),
    ("Cappuccino", "Cappuccino", "#A98467"),
    ("Silver Paper", "Silberpapier", "#BFC3C7"),
    ("Tangerine", "Mandarine", "#F0803C"),
    ("Black Cat", "Schwarze Katze", "#18171A"),
];

const HAIR: &[Shade] = &[
    ("Dark Brown", "Dunkelbraun", "#3B2A20"),
    ("Chestnut", "Kastanie", "#6B3F26"),
    ("Light Brown", "Hellbraun", "#8B6844"),
    ("Copper Red", "Kupferrot", "#9E4A26"),
    ("Dark Blonde", "Dunkelblond", "#A58A5F"),
    ("Light Blonde", "Hellblond", "#D8BF8E"),
    ("Aubergine", "Aubergine", "#3F1E33"),
    ("Black", "Schwarz", "#1A1718"),
];
