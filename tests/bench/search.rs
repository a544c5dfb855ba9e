//! Product search as typed, at 100,000 variants.

use axum::http::Method;
use counterfoil::base::Result;
use counterfoil::products::{ProductInput, Source, create_product};
use counterfoil::store::{Context, Write};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::support::Shop;
use crate::{Report, Times, floor};

const PRODUCTS: usize = 25_000;
const SHADES: [&str; 4] = ["Rouge", "Coral", "Plum", "Nude"];
const BRANDS: [&str; 8] = ["Violetta", "Maison Lune", "Nordlicht", "Ètoile", "Sable", "Petal & Co", "Kaolin", "Rosenhof"];
const KINDS: [&str; 10] =
    ["Lipstick", "Day cream", "Night cream", "Mascara", "Nail polish", "Powder", "Serum", "Shampoo", "Soap", "Perfume"];
const WORDS: [&str; 12] =
    ["Velvet", "Silk", "Matte", "Dew", "Glow", "Classic", "Ultra", "Pure", "Soft", "Intense", "Light", "Deep"];

pub fn measure(runtime: &Runtime, report: &mut Report) {
    let shop = runtime.block_on(Shop::open());
    for from in (0..PRODUCTS).step_by(500) {
        shop.store().write_now(Context::program("bench"), move |tx| fill(tx, from..from + 500)).unwrap();
    }
    let typed = typed();
    let times = Times::of(typed.len(), |index| {
        let path =
            format!("/api/variants/search?text={}", typed[index].replace(' ', "%20").replace('&', "%26").replace('È', "%C3%88"));
        runtime.block_on(shop.call_as(&shop.token, Method::GET, &path, None)).ok();
    });
    let connection = floor::connection(&shop.store());
    let mut statement = connection
        .prepare(
            "SELECT v.id, v.sku, v.price_millionths, p.name, p.brand FROM variants v JOIN products p ON p.id = v.product_id
             WHERE v.local_key IN (SELECT rowid FROM variant_search WHERE variant_search MATCH ?1 LIMIT 20)",
        )
        .unwrap();
    let floor = Times::of(typed.len(), |index| {
        let words: Vec<String> = typed[index]
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| format!("\"{word}\"*"))
            .collect();
        let mut rows = statement.query([words.join(" ")]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            std::hint::black_box(row.get::<_, String>(3).unwrap());
        }
    });
    report.latency("product search as typed, 100,000 variants", &times, &floor);
}

fn fill(tx: &mut Write<'_>, range: std::ops::Range<usize>) -> Result<()> {
    for index in range {
        let name = format!("{} {} {index}", WORDS[index % WORDS.len()], KINDS[index / 7 % KINDS.len()]);
        let variants: Vec<_> = SHADES
            .iter()
            .enumerate()
            .map(|(place, shade)| json!({ "option_1": shade, "sku": format!("SKU-{index}-{place}"), "price_millionths": 9_900_000 }))
            .collect();
        let product =
            json!({ "name": name, "brand": BRANDS[index % BRANDS.len()], "option_1_name": "Shade", "variants": variants });
        let product: ProductInput = serde_json::from_value(product).unwrap();
        create_product(tx, product, Source::Person)?;
    }
    Ok(())
}

/// What is in the field after each key, for what people type.
fn typed() -> Vec<String> {
    let wanted = [
        "velvet lipstick",
        "maison lune serum",
        "rouge",
        "nordlicht plum",
        "SKU-1234-2",
        "cream night",
        "silk 777",
        "etoile perfume coral",
        "petal",
        "unknown thing",
    ];
    wanted
        .iter()
        .flat_map(|text| (1..=text.len()).map(|length| text[..length].trim().to_owned()))
        .filter(|text| !text.is_empty())
        .collect()
}
