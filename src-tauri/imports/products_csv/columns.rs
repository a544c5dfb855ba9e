//! What the columns of a product list are called, and what they mean.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Name of the product.
    Name,
    /// What rows of one product have in common: a handle, or the SKU of the parent.
    Handle,
    /// Brand or maker.
    Brand,
    /// Description.
    Description,
    /// Category, as a path such as `Lips > Lipstick`.
    Category,
    /// Stock keeping unit.
    Sku,
    /// One or several barcodes.
    Barcode,
    /// Price of one.
    Price,
    /// Tax category by its name or code.
    TaxCategory,
    /// Tax rate in percent.
    TaxRate,
    /// Stock at which to order again.
    ReorderPoint,
    /// Stock to order up to.
    ReorderTarget,
    /// Whether stock is counted.
    TrackStock,
    /// Whether lots and expiry dates are kept.
    TrackLots,
    /// Draft, active or archived.
    State,
    /// What distinguishes the variant, without saying which option it is.
    VariantName,
    /// Name of the first option, such as Shade.
    #[serde(rename = "option_1_name")]
    Option1Name,
    /// Value of the first option. Without a column for its name, the option is called as the column is.
    #[serde(rename = "option_1_value")]
    Option1Value,
    /// Name of the second option.
    #[serde(rename = "option_2_name")]
    Option2Name,
    /// Value of the second option.
    #[serde(rename = "option_2_value")]
    Option2Value,
    /// Name of the third option.
    #[serde(rename = "option_3_name")]
    Option3Name,
    /// Value of the third option.
    #[serde(rename = "option_3_value")]
    Option3Value,
    /// WooCommerce: simple, variable or variation.
    RowKind,
    /// WooCommerce: the number to which a parent `id:12` refers.
    RowId,
}

/// Whose export it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// A shop's own list.
    Plain,
    /// Shopify's product export.
    Shopify,
    /// WooCommerce's product export.
    #[serde(rename = "woocommerce")]
    WooCommerce,
    /// Square's item library.
    Square,
    /// Odoo's product variants.
    Odoo,
}

/// The meaning of each column, in the order of the file; nothing for a column that is not imported.
pub type Mapping = Vec<Option<Field>>;

/// The options' value columns.
pub const OPTION_VALUES: [Field; 3] = [Field::Option1Value, Field::Option2Value, Field::Option3Value];
/// The options' name columns.
pub const OPTION_NAMES: [Field; 3] = [Field::Option1Name, Field::Option2Name, Field::Option3Name];

/// Names of columns in small letters and digits only. Where several columns of a file fit one field, the name that stands first here wins.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Handle,
        &["handle", "referencehandle", "parent", "parentsku", "producttemplate", "productgroup", "artikelgruppe", "vaterartikel"],
    ),
    (
        Field::Name,
        &[
            "name",
            "title",
            "productname",
            "itemname",
            "producttitle",
            "product",
            "item",
            "artikelname",
            "produktname",
            "artikelbezeichnung",
            "bezeichnung",
            "titel",
            "artikel",
            "produkt",
        ],
    ),
    (Field::Brand, &["brand", "brands", "vendor", "manufacturer", "maker", "marke", "hersteller"]),
    (
        Field::Description,
        &[
            "description",
            "bodyhtml",
            "body",
            "beschreibung",
            "langtext",
            "longdescription",
            "shortdescription",
            "salesdescription",
            "kurzbeschreibung",
        ],
    ),
    (
        Field::Category,
        &[
            "category",
            "categories",
            "productcategory",
            "categorypath",
            "kategorie",
            "kategorien",
            "warengruppe",
            "reportingcategory",
            "producttype",
            "type",
            "typ",
        ],
    ),
    (
        Field::Sku,
        &[
            "sku",
            "variantsku",
            "internalreference",
            "artikelnummer",
            "artikelnr",
            "artnr",
            "itemnumber",
            "productcode",
            "stockcode",
            "itemcode",
            "code",
            "bestellnummer",
        ],
    ),
    (
        Field::Barcode,
        &[
            "barcode",
            "barcodes",
            "variantbarcode",
            "gtin",
            "gtinupceanorisbn",
            "ean",
            "ean13",
            "eancode",
            "upc",
            "isbn",
            "strichcode",
            "strichcodes",
        ],
    ),
    (
        Field::Price,
        &[
            "price",
            "variantprice",
            "regularprice",
            "salesprice",
            "retailprice",
            "sellingprice",
            "listprice",
            "unitprice",
            "preis",
            "verkaufspreis",
            "vkpreis",
            "vk",
            "bruttopreis",
            "vkbrutto",
            "listenpreis",
        ],
    ),
    (Field::TaxCategory, &["taxcategory", "taxclass", "steuerkategorie", "steuerklasse", "steuerart"]),
    (
        Field::TaxRate,
        &[
            "taxrate",
            "vatrate",
            "vat",
            "tax",
            "customertaxes",
            "mwst",
            "mwstsatz",
            "mehrwertsteuer",
            "ust",
            "steuersatz",
            "steuer",
        ],
    ),
    (
        Field::ReorderPoint,
        &["reorderpoint", "lowstockamount", "reorderlevel", "minimumstock", "minstock", "meldebestand", "mindestbestand"],
    ),
    (
        Field::ReorderTarget,
        &["reordertarget", "maximumstock", "maxstock", "zielbestand", "sollbestand", "hochstbestand", "maximalbestand"],
    ),
    (Field::TrackStock, &["trackstock", "trackinventory", "lagerfuhrung", "bestandsfuhrung"]),
    (Field::TrackLots, &["tracklots", "lots", "lottracking", "chargenpflichtig", "chargen", "chargenfuhrung"]),
    (Field::State, &["status", "state", "published", "zustand", "veroffentlicht"]),
    (Field::VariantName, &["variationname", "variantname", "variant", "variante", "variantenname"]),
    (Field::Option1Name, &["option1name", "optionname1", "attribute1name"]),
    (Field::Option1Value, &["option1value", "optionvalue1", "attribute1values", "attribute1value", "option1"]),
    (Field::Option2Name, &["option2name", "optionname2", "attribute2name"]),
    (Field::Option2Value, &["option2value", "optionvalue2", "attribute2values", "attribute2value", "option2"]),
    (Field::Option3Name, &["option3name", "optionname3", "attribute3name"]),
    (Field::Option3Value, &["option3value", "optionvalue3", "attribute3values", "attribute3value", "option3"]),
];

/// Columns that are an option of their own.
const OPTION_COLUMNS: [&str; 17] = [
    "shade", "color", "colour", "farbe", "farbton", "size", "grosse", "groesse", "scent", "duft", "flavour", "flavor",
    "material", "content", "inhalt", "strength", "starke",
];

/// Whose export this is and what its columns mean.
#[must_use]
pub fn guess_mapping(header: &[String]) -> (Dialect, Mapping) {
    let plain: Vec<String> = header.iter().map(|name| plain_name(name)).collect();
    let has = |name: &str| plain.iter().any(|column| column == name);
    let dialect = if has("handle") && has("variantprice") {
        Dialect::Shopify
    } else if has("type") && has("regularprice") {
        Dialect::WooCommerce
    } else if has("itemname") && has("variationname") {
        Dialect::Square
    } else if has("internalreference") && has("salesprice") {
        Dialect::Odoo
    } else {
        Dialect::Plain
    };
    let mut mapping: Mapping = vec![None; header.len()];
    for (field, names) in NAMES {
        for name in *names {
            if !may_mean(dialect, *field, name) {
                continue;
            }
            for (column, _) in plain.iter().enumerate().filter(|(_, column)| column == name) {
                // Only barcodes may come in several columns.
                let is_free = !mapping.contains(&Some(*field)) || *field == Field::Barcode;
                if mapping[column].is_none() && is_free {
                    mapping[column] = Some(*field);
                }
            }
        }
    }
    if dialect == Dialect::WooCommerce {
        claim(&mut mapping, &plain, "type", Field::RowKind);
        claim(&mut mapping, &plain, "id", Field::RowId);
    }
    claim_option_columns(&mut mapping, &plain);
    (dialect, mapping)
}

/// What a name cannot mean in somebody's export, although it does elsewhere.
fn may_mean(dialect: Dialect, field: Field, name: &str) -> bool {
    match dialect {
        Dialect::WooCommerce => name != "type" && !(field == Field::TaxRate && name == "tax"),
        // "Type" is free text of the shop there; the category is a path in a taxonomy of Shopify's own.
        Dialect::Shopify => name != "productcategory" && name != "published",
        Dialect::Square => !matches!(name, "type" | "tax"),
        Dialect::Odoo => name != "producttype",
        Dialect::Plain => true,
    }
}

fn claim(mapping: &mut Mapping, plain: &[String], name: &str, field: Field) {
    if let Some(column) = plain.iter().position(|column| column == name) {
        mapping[column] = Some(field);
    }
}

fn claim_option_columns(mapping: &mut Mapping, plain: &[String]) {
    for (column, name) in plain.iter().enumerate() {
        let free = OPTION_VALUES.into_iter().find(|field| !mapping.contains(&Some(*field)));
        if let Some(field) = free
            && mapping[column].is_none()
            && OPTION_COLUMNS.contains(&name.as_str())
        {
            mapping[column] = Some(field);
        }
    }
}

/// Small letters and digits only, umlauts without dots.
fn plain_name(name: &str) -> String {
    name.replace('ß', "ss")
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            'ä' => Some('a'),
            'ö' => Some('o'),
            'ü' => Some('u'),
            _ if letter.is_alphanumeric() => Some(letter),
            _ => None,
        })
        .collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(header: &str) -> (Dialect, String) {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let (dialect, mapping) = guess_mapping(&names);
        let fields = mapping.iter().map(|field| match field {
            None => "-".to_owned(),
            Some(field) => serde_json::to_value(field).unwrap().as_str().unwrap().to_owned(),
        });
        (dialect, fields.collect::<Vec<_>>().join(","))
    }

    #[test]
    fn the_columns_of_known_exports_and_own_lists_are_understood() {
        for (header, dialect, expected) in [
            ("Name,Brand,SKU,Price,Barcode,EAN", Dialect::Plain, "name,brand,sku,price,barcode,barcode"),
            (
                "Artikelnummer,Bezeichnung,Marke,Warengruppe,Farbton,Größe,VK-Preis,MwSt.,Meldebestand,Chargenpflichtig,Lieferant",
                Dialect::Plain,
                "sku,name,brand,category,option_1_value,option_2_value,price,tax_rate,reorder_point,track_lots,-",
            ),
            (
                "Handle,Title,Body (HTML),Vendor,Product Category,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode,Status",
                Dialect::Shopify,
                "handle,name,description,brand,-,category,-,option_1_name,option_1_value,sku,price,barcode,state",
            ),
            (
                "ID,Type,SKU,GTIN UPC EAN or ISBN,Name,Published,Tax class,Low stock amount,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)",
                Dialect::WooCommerce,
                "row_id,row_kind,sku,barcode,name,state,tax_category,reorder_point,price,category,handle,option_1_name,option_1_value",
            ),
            (
                "Token,Item Name,Variation Name,SKU,Description,Category,GTIN,Price",
                Dialect::Square,
                "-,name,variant_name,sku,description,category,barcode,price",
            ),
            (
                "Name,Internal Reference,Barcode,Sales Price,Product Category,Customer Taxes,Product Type",
                Dialect::Odoo,
                "name,sku,barcode,price,category,tax_rate,-",
            ),
            ("Foo,Bar", Dialect::Plain, "-,-"),
        ] {
            assert_eq!(guess(header), (dialect, expected.to_owned()), "{header}");
        }
    }

    #[test]
    fn a_field_is_given_to_one_column_only() {
        assert_eq!(guess("Title,Name,Product").1, "-,name,-");
        assert_eq!(guess("Price,Price").1, "price,-");
    }
}
