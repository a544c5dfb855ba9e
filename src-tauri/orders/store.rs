//! The tables `orders`, `order_lines` and `order_line_taxes`.

use crate::store::FactTable;

/// Orders as facts.
pub const ORDERS: FactTable = FactTable {
    name: "orders",
    columns: &[
        "id",
        "kind",
        "channel",
        "series",
        "number",
        "customer_id",
        "country",
        "currency",
        "tax_basis",
        "discount_minor",
        "net_minor",
        "tax_minor",
        "total_minor",
        "cost_minor",
        "line_count",
        "note",
        "location_id",
        "register_id",
        "device_id",
        "actor_id",
        "business_date",
        "at_ms",
        "import_id",
    ],
};

/// Their lines as facts.
pub const ORDER_LINES: FactTable = FactTable {
    name: "order_lines",
    columns: &[
        "order_id",
        "line_no",
        "kind",
        "variant_id",
        "name",
        "sku",
        "unit",
        "quantity_thousandths",
        "unit_price_millionths",
        "line_discount_minor",
        "order_discount_minor",
        "net_minor",
        "tax_minor",
        "gross_minor",
        "cost_minor",
        "original_order_id",
        "original_line_no",
        "import_id",
    ],
};

/// The taxes of their lines as facts.
pub const ORDER_LINE_TAXES: FactTable = FactTable {
    name: "order_line_taxes",
    columns: &["order_id", "line_no", "tax_no", "name", "rate_millionths", "net_minor", "tax_minor"],
};
