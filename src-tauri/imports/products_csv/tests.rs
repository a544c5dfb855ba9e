//! Lists of every kind, and what becomes of their rows.

use super::columns::guess_mapping;
use super::draft::{Drafts, ProductDraft, VariantDraft, read_drafts};
use super::row::TaxWish;
use crate::base::{Quantity, Rate};
use crate::imports::source::Source;
use crate::imports::table::Table;

fn read(text: &str) -> Drafts {
    let source = Source::from_bytes("products.csv", text.as_bytes());
    let survey = source.survey().unwrap();
    let header = Table::open(&source, &survey).unwrap().header;
    read_drafts(&source, &survey, &guess_mapping(&header).1).unwrap()
}

/// `name [option names] sku:options:price …` of each product.
fn outline(drafts: &Drafts) -> Vec<String> {
    let variant = |variant: &VariantDraft| {
        let options: Vec<&str> = variant.options.iter().map(String::as_str).filter(|option| !option.is_empty()).collect();
        format!(
            "{}:{}:{}",
            variant.sku,
            options.join("/"),
            variant.price.map_or("-".to_owned(), |price| (price.0 / 10_000).to_string())
        )
    };
    let product = |product: &ProductDraft| {
        let names: Vec<&str> = product.option_names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        let variants: Vec<String> = product.variants.iter().map(variant).collect();
        format!("{} [{}] {}", product.name, names.join("/"), variants.join(" "))
    };
    drafts.products.iter().map(product).collect()
}

#[test]
fn an_own_list_becomes_products_with_variants() {
    let drafts = read(
        "Bezeichnung;Marke;Warengruppe;Farbton;Artikelnummer;EAN;VK-Preis;MwSt.;Meldebestand;Chargenpflichtig\n\
         Lippenstift Satin;Rosa;Lippen > Lippenstift;Nude 01;LS-01;4006381333931;14,90 €;19 %;5;ja\n\
         Lippenstift Satin;Rosa;Lippen > Lippenstift;Rot 02;LS-02;4006381333948;1.014,90;19;;nein\n\
         Handcreme;Rosa;Hände;;HC-1;;7,5;7;;\n\
         Handcreme;Rosa;Hände;;HC-2;;8;0,07;;\n",
    );
    assert_eq!(drafts.problems, []);
    assert_eq!(
        outline(&drafts),
        [
            "Lippenstift Satin [Farbton] LS-01:Nude 01:1490 LS-02:Rot 02:101490",
            "Handcreme [] HC-1::750",
            "Handcreme [] HC-2::800"
        ]
    );
    let first = &drafts.products[0];
    assert_eq!(first.category, ["Lippen", "Lippenstift"]);
    let variant = &first.variants[0];
    assert_eq!(
        (variant.tax.clone(), variant.reorder_point, variant.track_lots),
        (TaxWish::Rate(Rate(190_000)), Some(Quantity(5_000)), Some(true))
    );
    assert_eq!(drafts.products[2].variants[0].tax, TaxWish::Rate(Rate(70_000)));
    assert_eq!(drafts.products[1].variants[0].tax, TaxWish::Rate(Rate(70_000)));
}

#[test]
fn the_exports_of_other_programs_become_the_same_products() {
    let shopify = read(
        "Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode,Status\n\
         satin,Satin,<p>Soft &amp; warm</p>,Rosa,Lips,Shade,Nude,S-1,14.90,'4006381333931,active\n\
         satin,,,,,,Red,S-2,14.90,,\n\
         satin,,,,,,,,,,\n\
         cream,Cream,,Rosa,Hands,Title,Default Title,C-1,7.50,,draft\n",
    );
    assert_eq!(outline(&shopify), ["Satin [Shade] S-1:Nude:1490 S-2:Red:1490", "Cream [] C-1::750"]);
    assert_eq!((shopify.rows_without_variant, shopify.products[0].description.as_str()), (1, "Soft & warm"));
    assert_eq!(shopify.products[0].variants[0].barcodes, ["4006381333931"]);
    let woocommerce = read(
        "ID,Type,SKU,Name,Published,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)\n\
         10,variable,SAT,Satin,1,,\"Lips > Lipstick, Sale\",,Shade,\"Nude, Red\"\n\
         11,variation,S-1,Satin - Nude,1,14.90,,SAT,Shade,Nude\n\
         12,variation,S-2,Satin - Red,1,14.90,,id:10,Shade,Red\n\
         13,simple,C-1,Cream,0,7.50,Hands,,,\n",
    );
    assert_eq!(outline(&woocommerce), ["Satin [Shade] S-1:Nude:1490 S-2:Red:1490", "Cream [] C-1::750"]);
    assert_eq!(woocommerce.products[0].category, ["Lips", "Lipstick"]);
    let square = read(
        "Token,Item Name,Variation Name,SKU,Category,GTIN,Price\n\
         a,Satin,Nude,S-1,Lips,,14.90\n\
         b,Satin,Red,S-2,Lips,,14.90\n\
         c,Cream,Regular,C-1,Hands,,7.50\n",
    );
    assert_eq!(outline(&square), ["Satin [Variant] S-1:Nude:1490 S-2:Red:1490", "Cream [] C-1::750"]);
    let odoo = read("Name,Internal Reference,Barcode,Sales Price,Product Category\nCream,C-1,,7.50,All / Saleable / Hands\n");
    assert_eq!(
        (outline(&odoo), odoo.products[0].category.join(">")),
        (vec!["Cream [] C-1::750".to_owned()], "Saleable>Hands".to_owned())
    );
}

#[test]
fn a_bad_row_says_column_value_and_what_to_do_and_the_good_ones_stay() {
    for (row, column, value, hint) in [
        ("Bad,B,free,,", "Price", "free", "no number"),
        ("Bad,B,,,", "Price", "", "missing"),
        ("Bad,B,-1,,", "Price", "-1", "below zero"),
        ("Bad,B,9999999999,,", "Price", "9999999999", "beyond a billion"),
        ("Bad,B,99999999999999999999999,,", "Price", "99999999999999999999999", "more than can be counted"),
        ("Bad,B,1.1234567,,", "Price", "1.1234567", "more decimals"),
        (",B,1.00,,", "Name", "", "name is missing"),
        ("Bad,good,1.00,,", "SKU", "good", "Line 2 has the same SKU"),
        ("Bad,B,1.00,4006381333931,", "Barcode", "4006381333931", "Line 2 has the same barcode"),
        ("Bad,B,1.00,4.00638E+12,", "Barcode", "4.00638E+12", "spreadsheet has shortened"),
        ("Bad,B,1.00,,many", "Reorder point", "many", "no number"),
        ("Bad,B,1.00,,-3", "Reorder point", "-3", "between 0 and a million"),
        ("Bad,B,1.00,,99999999999", "Reorder point", "99999999999", "between 0 and a million"),
        ("Bad,B,1.00,,,surplus", "", "", "more cells"),
    ] {
        let drafts =
            read(&format!("Name,SKU,Price,Barcode,Reorder point\nGood,GOOD,1.50,4006381333931,3\n{row}\nAlso good,G2,2.00,,\n"));
        assert_eq!(outline(&drafts), ["Good [] GOOD::150", "Also good [] G2::200"], "{row}");
        assert_eq!(drafts.problems.len(), 1, "{row}: {:?}", drafts.problems);
        let problem = &drafts.problems[0];
        assert_eq!((problem.file_line, problem.column.as_str(), problem.value.as_str()), (3, column, value), "{row}");
        assert!(problem.message.contains(hint), "{row}: {}", problem.message);
    }
}

#[test]
fn every_problem_of_a_row_is_told_at_once_and_rows_that_lean_on_it_are_explained() {
    let drafts = read(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n\
         satin,,Shade,Nude,S-1,free\n\
         satin,,,Red,S-2,14.90\n\
         cream,Cream,Size,S,C-1,1.00\n\
         cream,,,S,C-2,1.00\n",
    );
    let told: Vec<(u64, &str)> = drafts.problems.iter().map(|problem| (problem.file_line, problem.column.as_str())).collect();
    assert_eq!(told, [(2, "Variant Price"), (3, ""), (5, "Option1 Value")]);
    assert_eq!(drafts.refused_rows(), 3);
    assert_eq!(outline(&drafts), ["Cream [Size] C-1:S:100"]);
}

#[test]
fn a_list_without_names_is_refused_whole() {
    let source = Source::from_bytes("a.csv", &b"Foo,Bar\n1,2\n"[..]);
    let survey = source.survey().unwrap();
    let message = read_drafts(&source, &survey, &vec![None, None]).unwrap_err().message;
    assert!(message.contains("holds the name of the product"), "{message}");
}

#[test]
fn a_price_that_could_mean_two_things_is_refused_unless_another_row_tells() {
    let alone = read("Name,Price\nA,\"1,234\"\n");
    assert!(alone.problems[0].message.contains("may mean a thousand"));
    let told = read("Name,Price\nA,\"1,234\"\nB,5.50\n");
    assert_eq!(outline(&told), ["A [] ::123400", "B [] ::550"]);
}
