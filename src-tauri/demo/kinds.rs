//! What a cosmetics shop sells, kind by kind, and the invented makers whose lines carry them.

use super::shades::Palette;

/// A word in English and in German.
pub(super) type Words = (&'static str, &'static str);

/// When a kind sells better than usual.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Always,
    Summer,
    Winter,
    Gift,
    Valentine,
    Advent,
}

/// A department of the shop; a line belongs to some of them and carries every kind there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Realm {
    Face,
    Complexion,
    Eyes,
    Lips,
    Nails,
    Body,
    Hair,
    Sun,
    Scent,
    Men,
    Tools,
    Gifts,
}

impl Realm {
    /// The category its kinds hang under.
    pub fn category(self) -> Words {
        match self {
            Self::Face => ("Face care", "Gesichtspflege"),
            Self::Complexion | Self::Eyes | Self::Lips | Self::Nails => ("Make-up", "Make-up"),
            Self::Body => ("Bath & body", "Bad & Körper"),
            Self::Hair => ("Hair", "Haare"),
            Self::Sun => ("Sun", "Sonne"),
            Self::Scent => ("Fragrance", "Düfte"),
            Self::Men => ("Men", "Herren"),
            Self::Tools => ("Tools", "Zubehör"),
            Self::Gifts => ("Gifts", "Geschenke"),
        }
    }
}

/// A kind of product.
pub(super) struct Kind {
    pub realm: Realm,
    /// The category below the realm's.
    pub category: Words,
    pub name: Words,
    /// Usual price in hundredths of a euro.
    pub price: i64,
    /// How much is in one, and in what; nothing for things.
    pub content: (i64, &'static str),
    /// Months from delivery until it expires; 0 where no lots are counted.
    pub months: i64,
    pub palette: Palette,
    pub season: Season,
    /// How well it sells beside the others.
    pub pull: i64,
}

#[expect(clippy::too_many_arguments, reason = "one row of the table below")]
const fn kind(
    realm: Realm,
    category: Words,
    name: Words,
    price: i64,
    content: (i64, &'static str),
    months: i64,
    palette: Palette,
    season: Season,
    pull: i64,
) -> Kind {
    Kind { realm, category, name, price, content, months, palette, season, pull }
}

use Palette as P;
use Realm as R;
use Season as S;

const CLEANSING: Words = ("Cleansing", "Reinigung");
const CREAMS: Words = ("Creams", "Cremes");
const SERUMS: Words = ("Serums & oils", "Seren & Öle");
const MASKS: Words = ("Masks & peelings", "Masken & Peelings");
const COMPLEXION: Words = ("Complexion", "Teint");
const EYES: Words = ("Eyes", "Augen");
const LIPS: Words = ("Lips", "Lippen");
const NAILS: Words = ("Nails", "Nägel");
const SHOWER: Words = ("Shower & bath", "Dusche & Bad");
const LOTIONS: Words = ("Lotions", "Lotionen");
const HANDS: Words = ("Hands & feet", "Hände & Füße");
const DEO: Words = ("Deodorant", "Deodorant");
const WASH: Words = ("Shampoo & care", "Shampoo & Pflege");
const STYLING: Words = ("Styling", "Styling");
const PROTECTION: Words = ("Protection", "Sonnenschutz");
const AFTER: Words = ("After sun", "Nach der Sonne");
const PERFUME: Words = ("Perfume", "Parfum");
const HOME: Words = ("For the home", "Für zu Hause");
const SHAVING: Words = ("Beard & shaving", "Bart & Rasur");
const BRUSHES: Words = ("Brushes", "Pinsel");
const HELPERS: Words = ("Helpers", "Helfer");
const SETS: Words = ("Sets", "Sets");

/// Every kind there is.
pub(super) const KINDS: &[Kind] = &[
    kind(R::Face, CLEANSING, ("Cleansing Gel", "Reinigungsgel"), 1295, (150, "ml"), 24, P::None, S::Always, 5),
    kind(R::Face, CLEANSING, ("Cleansing Milk", "Reinigungsmilch"), 1395, (200, "ml"), 24, P::None, S::Always, 3),
    kind(R::Face, CLEANSING, ("Micellar Water", "Mizellenwasser"), 1095, (250, "ml"), 24, P::None, S::Always, 6),
    kind(R::Face, CLEANSING, ("Toner", "Gesichtswasser"), 1295, (200, "ml"), 24, P::None, S::Always, 4),
    kind(R::Face, CREAMS, ("Day Cream", "Tagescreme"), 2495, (50, "ml"), 18, P::None, S::Always, 8),
    kind(R::Face, CREAMS, ("Day Cream SPF 30", "Tagescreme LSF 30"), 2795, (50, "ml"), 18, P::None, S::Summer, 4),
    kind(R::Face, CREAMS, ("Night Cream", "Nachtcreme"), 2795, (50, "ml"), 18, P::None, S::Always, 6),
    kind(R::Face, CREAMS, ("Eye Cream", "Augencreme"), 2295, (15, "ml"), 18, P::None, S::Always, 4),
    kind(R::Face, CREAMS, ("Cold Cream", "Kälteschutzcreme"), 1795, (50, "ml"), 24, P::None, S::Winter, 2),
    kind(R::Face, SERUMS, ("Vitamin C Serum", "Vitamin-C-Serum"), 3295, (30, "ml"), 12, P::None, S::Always, 5),
    kind(R::Face, SERUMS, ("Hyaluronic Serum", "Hyaluron-Serum"), 2995, (30, "ml"), 18, P::None, S::Always, 6),
    kind(R::Face, SERUMS, ("Face Oil", "Gesichtsöl"), 2495, (30, "ml"), 12, P::None, S::Winter, 2),
    kind(R::Face, MASKS, ("Clay Mask", "Tonerde-Maske"), 1695, (75, "ml"), 24, P::None, S::Always, 3),
    kind(R::Face, MASKS, ("Enzyme Peeling", "Enzympeeling"), 1895, (50, "g"), 24, P::None, S::Always, 2),
    kind(R::Complexion, COMPLEXION, ("Foundation", "Foundation"), 2295, (30, "ml"), 24, P::Skin, S::Always, 8),
    kind(R::Complexion, COMPLEXION, ("Tinted Cream", "Getönte Tagescreme"), 1995, (40, "ml"), 18, P::Skin, S::Summer, 4),
    kind(R::Complexion, COMPLEXION, ("Concealer", "Concealer"), 1295, (7, "ml"), 24, P::Skin, S::Always, 7),
    kind(R::Complexion, COMPLEXION, ("Loose Powder", "Loser Puder"), 1695, (12, "g"), 36, P::Skin, S::Always, 3),
    kind(R::Complexion, COMPLEXION, ("Blush", "Rouge"), 1495, (5, "g"), 36, P::Cheek, S::Valentine, 5),
    kind(R::Complexion, COMPLEXION, ("Bronzer", "Bronzer"), 1695, (9, "g"), 36, P::None, S::Summer, 4),
    kind(R::Complexion, COMPLEXION, ("Highlighter", "Highlighter"), 1495, (6, "g"), 36, P::None, S::Gift, 3),
    kind(R::Complexion, COMPLEXION, ("Primer", "Primer"), 1795, (30, "ml"), 24, P::None, S::Always, 3),
    kind(R::Eyes, EYES, ("Volume Mascara", "Volumen-Mascara"), 1495, (10, "ml"), 12, P::Line, S::Always, 10),
    kind(R::Eyes, EYES, ("Waterproof Mascara", "Wasserfeste Mascara"), 1595, (10, "ml"), 12, P::Line, S::Summer, 5),
    kind(R::Eyes, EYES, ("Kohl Pencil", "Kajalstift"), 795, (1, "g"), 36, P::Line, S::Always, 7),
    kind(R::Eyes, EYES, ("Liquid Eyeliner", "Flüssiger Eyeliner"), 1095, (3, "ml"), 18, P::Line, S::Always, 5),
    kind(R::Eyes, EYES, ("Eye Shadow", "Lidschatten"), 895, (2, "g"), 36, P::Eye, S::Always, 7),
    kind(R::Eyes, EYES, ("Eye Shadow Palette", "Lidschatten-Palette"), 3495, (12, "g"), 36, P::None, S::Gift, 4),
    kind(R::Eyes, EYES, ("Brow Pencil", "Augenbrauenstift"), 995, (1, "g"), 36, P::Brow, S::Always, 5),
    kind(R::Lips, LIPS, ("Lipstick", "Lippenstift"), 1495, (4, "g"), 36, P::Lip, S::Valentine, 12),
    kind(R::Lips, LIPS, ("Liquid Lipstick", "Flüssiger Lippenstift"), 1595, (5, "ml"), 24, P::Lip, S::Valentine, 7),
    kind(R::Lips, LIPS, ("Lip Gloss", "Lipgloss"), 1195, (6, "ml"), 24, P::Lip, S::Summer, 6),
    kind(R::Lips, LIPS, ("Lip Liner", "Lipliner"), 795, (1, "g"), 36, P::Lip, S::Always, 4),
    kind(R::Lips, LIPS, ("Lip Balm", "Lippenpflege"), 595, (5, "g"), 24, P::None, S::Winter, 10),
    kind(R::Nails, NAILS, ("Nail Polish", "Nagellack"), 895, (11, "ml"), 36, P::Nail, S::Summer, 14),
    kind(R::Nails, NAILS, ("Base Coat", "Unterlack"), 895, (11, "ml"), 36, P::None, S::Always, 3),
    kind(R::Nails, NAILS, ("Top Coat", "Überlack"), 895, (11, "ml"), 36, P::None, S::Always, 4),
    kind(R::Nails, NAILS, ("Nail Polish Remover", "Nagellackentferner"), 495, (100, "ml"), 0, P::None, S::Always, 7),
    kind(R::Nails, NAILS, ("Cuticle Oil", "Nagelhautöl"), 995, (10, "ml"), 24, P::None, S::Winter, 3),
    kind(R::Body, SHOWER, ("Shower Gel", "Duschgel"), 695, (250, "ml"), 30, P::None, S::Always, 10),
    kind(R::Body, SHOWER, ("Shower Oil", "Duschöl"), 995, (200, "ml"), 24, P::None, S::Winter, 4),
    kind(R::Body, SHOWER, ("Soap Bar", "Stückseife"), 495, (100, "g"), 0, P::None, S::Gift, 9),
    kind(R::Body, SHOWER, ("Bath Salt", "Badesalz"), 1295, (400, "g"), 0, P::None, S::Gift, 5),
    kind(R::Body, SHOWER, ("Bath Bomb", "Badekugel"), 495, (120, "g"), 18, P::None, S::Gift, 9),
    kind(R::Body, LOTIONS, ("Body Lotion", "Körperlotion"), 1295, (200, "ml"), 24, P::None, S::Always, 7),
    kind(R::Body, LOTIONS, ("Body Butter", "Körperbutter"), 1695, (200, "ml"), 18, P::None, S::Winter, 5),
    kind(R::Body, LOTIONS, ("Body Oil", "Körperöl"), 1795, (100, "ml"), 18, P::None, S::Summer, 3),
    kind(R::Body, HANDS, ("Hand Cream", "Handcreme"), 795, (75, "ml"), 24, P::None, S::Winter, 11),
    kind(R::Body, HANDS, ("Foot Cream", "Fußcreme"), 895, (75, "ml"), 24, P::None, S::Summer, 3),
    kind(R::Body, DEO, ("Deodorant Stick", "Deostick"), 795, (50, "g"), 30, P::None, S::Summer, 6),
    kind(R::Body, DEO, ("Roll-on", "Deo-Roller"), 695, (50, "ml"), 30, P::None, S::Summer, 6),
    kind(R::Hair, WASH, ("Shampoo", "Shampoo"), 995, (250, "ml"), 30, P::None, S::Always, 9),
    kind(R::Hair, WASH, ("Conditioner", "Spülung"), 1095, (200, "ml"), 30, P::None, S::Always, 6),
    kind(R::Hair, WASH, ("Hair Mask", "Haarkur"), 1495, (200, "ml"), 24, P::None, S::Always, 4),
    kind(R::Hair, WASH, ("Solid Shampoo", "Festes Shampoo"), 895, (75, "g"), 24, P::None, S::Always, 5),
    kind(R::Hair, STYLING, ("Hair Oil", "Haaröl"), 1695, (50, "ml"), 24, P::None, S::Always, 3),
    kind(R::Hair, STYLING, ("Dry Shampoo", "Trockenshampoo"), 895, (150, "ml"), 36, P::None, S::Always, 5),
    kind(R::Hair, STYLING, ("Sea Salt Spray", "Meersalzspray"), 1295, (150, "ml"), 30, P::None, S::Summer, 3),
    kind(R::Hair, STYLING, ("Colour Cream", "Coloration"), 1195, (120, "ml"), 30, P::Hair, S::Always, 6),
    kind(R::Hair, STYLING, ("Hair Spray", "Haarspray"), 895, (250, "ml"), 36, P::None, S::Always, 4),
    kind(R::Sun, PROTECTION, ("Sun Lotion SPF 30", "Sonnenmilch LSF 30"), 1695, (200, "ml"), 20, P::None, S::Summer, 9),
    kind(R::Sun, PROTECTION, ("Sun Lotion SPF 50", "Sonnenmilch LSF 50"), 1895, (200, "ml"), 20, P::None, S::Summer, 10),
    kind(
        R::Sun,
        PROTECTION,
        ("Sun Fluid Face SPF 50", "Sonnenfluid Gesicht LSF 50"),
        1995,
        (50, "ml"),
        18,
        P::None,
        S::Summer,
        8,
    ),
    kind(R::Sun, PROTECTION, ("Sun Spray SPF 30", "Sonnenspray LSF 30"), 1795, (150, "ml"), 20, P::None, S::Summer, 6),
    kind(R::Sun, AFTER, ("After Sun Lotion", "After-Sun-Lotion"), 1295, (200, "ml"), 24, P::None, S::Summer, 6),
    kind(R::Sun, AFTER, ("Self Tan Mousse", "Selbstbräuner-Mousse"), 1995, (150, "ml"), 18, P::None, S::Summer, 3),
    kind(R::Scent, PERFUME, ("Eau de Parfum", "Eau de Parfum"), 3995, (30, "ml"), 36, P::None, S::Gift, 6),
    kind(R::Scent, PERFUME, ("Eau de Toilette", "Eau de Toilette"), 2995, (50, "ml"), 36, P::None, S::Gift, 5),
    kind(R::Scent, PERFUME, ("Body Mist", "Körperspray"), 1495, (150, "ml"), 36, P::None, S::Summer, 4),
    kind(R::Scent, PERFUME, ("Solid Perfume", "Festes Parfum"), 1995, (10, "g"), 24, P::None, S::Valentine, 2),
    kind(R::Scent, HOME, ("Scented Candle", "Duftkerze"), 2495, (180, "g"), 0, P::None, S::Gift, 6),
    kind(R::Men, SHAVING, ("Beard Oil", "Bartöl"), 1495, (30, "ml"), 18, P::None, S::Gift, 4),
    kind(R::Men, SHAVING, ("Shaving Cream", "Rasiercreme"), 995, (100, "ml"), 30, P::None, S::Always, 4),
    kind(R::Men, SHAVING, ("After Shave Balm", "After-Shave-Balsam"), 1795, (100, "ml"), 24, P::None, S::Gift, 4),
    kind(R::Men, SHAVING, ("Beard Balm", "Bartbalsam"), 1495, (50, "g"), 18, P::None, S::Always, 2),
    kind(R::Men, CLEANSING, ("Face Wash", "Waschgel"), 995, (150, "ml"), 30, P::None, S::Always, 4),
    kind(R::Tools, BRUSHES, ("Powder Brush", "Puderpinsel"), 1995, (0, ""), 0, P::None, S::Gift, 4),
    kind(R::Tools, BRUSHES, ("Eye Shadow Brush", "Lidschattenpinsel"), 995, (0, ""), 0, P::None, S::Always, 4),
    kind(R::Tools, BRUSHES, ("Brush Set", "Pinselset"), 4995, (0, ""), 0, P::None, S::Gift, 2),
    kind(R::Tools, HELPERS, ("Make-up Sponge", "Make-up-Schwämmchen"), 595, (0, ""), 0, P::None, S::Always, 8),
    kind(R::Tools, HELPERS, ("Tweezers", "Pinzette"), 995, (0, ""), 0, P::None, S::Always, 4),
    kind(R::Tools, HELPERS, ("Eyelash Curler", "Wimpernzange"), 1295, (0, ""), 0, P::None, S::Always, 2),
    kind(R::Tools, HELPERS, ("Nail File", "Nagelfeile"), 295, (0, ""), 0, P::None, S::Always, 9),
    kind(R::Tools, HELPERS, ("Cotton Pads", "Wattepads"), 195, (0, ""), 0, P::None, S::Always, 14),
    kind(R::Tools, HELPERS, ("Toiletry Bag", "Kulturbeutel"), 2495, (0, ""), 0, P::None, S::Gift, 3),
    kind(R::Tools, HELPERS, ("Paddle Brush", "Paddle-Bürste"), 1695, (0, ""), 0, P::None, S::Always, 3),
    kind(R::Gifts, SETS, ("Gift Set", "Geschenkset"), 2995, (0, ""), 18, P::None, S::Gift, 6),
    kind(R::Gifts, SETS, ("Advent Calendar", "Adventskalender"), 4995, (0, ""), 18, P::None, S::Advent, 10),
    kind(R::Gifts, SETS, ("Travel Set", "Reiseset"), 1995, (0, ""), 18, P::None, S::Summer, 4),
];

/// A line of products of a maker. Every name is invented.
pub(super) struct Line {
    pub brand: &'static str,
    pub name: Words,
    pub realms: &'static [Realm],
    /// Its prices in percent of the usual ones.
    pub price: i64,
}

const fn line(brand: &'static str, name: Words, price: i64, realms: &'static [Realm]) -> Line {
    Line { brand, name, realms, price }
}

/// Every line the shop carries.
pub(super) const LINES: &[Line] = &[
    line("Ondavelle", ("Still Water", "Stilles Wasser"), 120, &[R::Face, R::Body]),
    line("Ondavelle", ("Night Garden", "Nachtgarten"), 170, &[R::Face, R::Scent]),
    line("Brunnelore", ("Clover & Clay", "Klee & Ton"), 85, &[R::Face]),
    line("Brunnelore", ("Fig & Oat", "Feige & Hafer"), 85, &[R::Body]),
    line("Brunnelore", ("Nettle & Rye", "Nessel & Roggen"), 90, &[R::Hair]),
    line("Saltkind", ("Low Tide", "Ebbe"), 100, &[R::Face, R::Body, R::Gifts]),
    line("Saltkind", ("Grapefruit Pier", "Grapefruit-Mole"), 95, &[R::Body]),
    line("Saltkind", ("Salt Wind", "Salzwind"), 100, &[R::Hair]),
    line("Saltkind", ("Beach Hut", "Strandhütte"), 90, &[R::Sun]),
    line("Lichtholm", ("North Light", "Nordlicht"), 110, &[R::Face, R::Hair]),
    line("Lichtholm", ("Bare", "Pur"), 95, &[R::Complexion, R::Eyes]),
    line("Thistlemoor", ("Wild Heath", "Wilde Heide"), 130, &[R::Face, R::Body]),
    line("Thistlemoor", ("Birch", "Birke"), 105, &[R::Hair, R::Men]),
    line("Miravoe", ("Hour Zero", "Stunde Null"), 220, &[R::Face]),
    line("Miravoe", ("Daylight", "Tageslicht"), 180, &[R::Complexion]),
    line("Miravoe", ("Wet Paint", "Frisch gestrichen"), 160, &[R::Lips]),
    line("Ferrowyn", ("Second Skin", "Zweite Haut"), 100, &[R::Complexion]),
    line("Ferrowyn", ("Curtain Call", "Vorhang auf"), 100, &[R::Eyes, R::Lips]),
    line("Kupferrose", ("Soft Focus", "Weichzeichner"), 70, &[R::Complexion]),
    line("Kupferrose", ("Smoke & Ember", "Rauch & Glut"), 70, &[R::Eyes]),
    line("Kupferrose", ("Velvet Hour", "Samtstunde"), 70, &[R::Lips]),
    line("Kupferrose", ("Enamel", "Emaille"), 75, &[R::Nails]),
    line("Nachtfalter", ("Moth Wing", "Falterflügel"), 125, &[R::Eyes, R::Lips]),
    line("Nachtfalter", ("Ten Fingers", "Zehn Finger"), 130, &[R::Nails]),
    line("Petalworth", ("Sunday Rose", "Sonntagsrose"), 110, &[R::Lips, R::Body, R::Gifts]),
    line("Petalworth", ("Quick Coat", "Schnellglanz"), 100, &[R::Nails]),
    line("Petalworth", ("Orchard Gate", "Gartentor"), 100, &[R::Scent]),
    line("Solvenna", ("Noon", "Mittag"), 115, &[R::Sun]),
    line("Solvenna", ("Little Ones", "Kleine Leute"), 110, &[R::Sun]),
    line("Maison Quill", ("Blue Letter", "Blauer Brief"), 210, &[R::Scent]),
    line("Maison Quill", ("Amber Ledger", "Bernsteinbuch"), 240, &[R::Scent, R::Gifts]),
    line("Kjelder", ("Oak", "Eiche"), 110, &[R::Men]),
    line("Kjelder", ("Harbour", "Hafen"), 125, &[R::Men]),
    line("Bristlecombe", ("", ""), 100, &[R::Tools]),
    line("Bristlecombe", ("Studio", "Studio"), 140, &[R::Tools]),
];

/// Work the shop does, with its price in hundredths of a euro.
pub(super) const SERVICES: &[(Words, i64)] = &[
    (("Gift Wrapping", "Geschenkverpackung"), 250),
    (("Make-up Consultation", "Make-up-Beratung"), 3900),
    (("Brow Shaping", "Augenbrauen zupfen"), 1500),
];
