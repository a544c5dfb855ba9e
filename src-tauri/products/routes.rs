//! Products over HTTP.

use serde::{Deserialize, Serialize};

use super::lists::{self, Category, PriceChange, ProductFilter, ProductList, ProductSort};
use super::search::{self, FoundVariant, Scan, TillVariant};
use super::{ChangedProducts, Product, ProductChange, ProductInput, Source, State};
use crate::base::{CategoryId, Error, ProductId, Result, VariantId};
use crate::http::{Call, Input, Json, Page, PageQuery, Path, Permission, Query};
use crate::say;

/// Which products are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProductsQuery {
    /// Words of name, brand, options, SKU or barcodes, each from its beginning.
    pub text: Option<String>,
    /// This category and those below it.
    #[param(value_type = Option<String>)]
    pub category_id: Option<CategoryId>,
    /// Only this state; all when absent.
    #[param(inline)]
    pub state: Option<State>,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    pub sort: ProductSort,
    /// The other way round.
    #[serde(default)]
    pub is_descending: bool,
    /// How many rows to pass over.
    #[serde(default)]
    #[param(minimum = 0)]
    pub offset: i64,
    /// How many rows to answer, 500 at most.
    #[serde(default = "fifty")]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
}

fn fifty() -> i64 {
    50
}

fn twenty() -> i64 {
    20
}

/// One page of products with the totals of the whole list.
#[utoipa::path(get, path = "/products", tag = "products", params(ProductsQuery), responses((status = 200, body = ProductList)))]
pub async fn list_products(call: Call, Query(query): Query<ProductsQuery>) -> Result<Json<ProductList>> {
    let page = PageQuery { offset: query.offset, limit: query.limit };
    let filter = ProductFilter {
        text: query.text,
        category_id: query.category_id,
        state: query.state,
        sort: query.sort,
        is_descending: query.is_descending,
        offset: page.offset(),
        limit: page.limit(),
    };
    let mut list = call.read(move |db| lists::list_products(db, &filter)).await?;
    if !call.may(Permission::SeeCosts) {
        list.stock_value_minor = None;
        for row in &mut list.rows {
            row.stock_value_minor = None;
        }
    }
    Ok(Json(list))
}

/// A product with its variants, barcodes and stock.
#[utoipa::path(get, path = "/products/{product_id}", tag = "products", params(("product_id" = ProductId, Path)), responses((status = 200, body = Product)))]
pub async fn find_product(call: Call, Path(id): Path<ProductId>) -> Result<Json<Product>> {
    let product = call.read(move |db| super::find_product(db, id)).await?;
    Ok(Json(seen_by(&call, product)))
}

fn seen_by(call: &Call, product: Product) -> Product {
    if call.may(Permission::SeeCosts) { product } else { product.without_costs() }
}

/// Makes a product with its variants, barcodes and prices.
#[utoipa::path(post, path = "/products", tag = "products", request_body = ProductInput, responses((status = 200, body = Product)))]
pub async fn create_product(call: Call, Input(input): Input<ProductInput>) -> Result<Json<Product>> {
    let product = call
        .write(move |tx| {
            let id = super::create_product(tx, input, Source::Person)?;
            super::find_product(tx, id)
        })
        .await?;
    Ok(Json(seen_by(&call, product)))
}

/// Changes a product as a whole. Variants without an id are added, variants that are not named stay as they are.
#[utoipa::path(put, path = "/products/{product_id}", tag = "products", params(("product_id" = ProductId, Path)), request_body = ProductInput, responses((status = 200, body = Product)))]
pub async fn change_product(call: Call, Path(id): Path<ProductId>, Input(input): Input<ProductInput>) -> Result<Json<Product>> {
    let product = call
        .write(move |tx| {
            super::change_product(tx, id, input, Source::Person)?;
            super::find_product(tx, id)
        })
        .await?;
    Ok(Json(seen_by(&call, product)))
}

/// Products to change at once.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductChanges {
    /// Each product with what it is and is to be, 500 at most.
    pub changes: Vec<ProductChange>,
}

/// Changes state and category of many products in one transaction. What is gone or was changed meanwhile is left alone and explained.
#[utoipa::path(patch, path = "/products", tag = "products", request_body = ProductChanges, responses((status = 200, body = ChangedProducts)))]
pub async fn change_products(call: Call, Input(input): Input<ProductChanges>) -> Result<Json<ChangedProducts>> {
    call.write(move |tx| super::change_products(tx, &input.changes)).await.map(Json)
}

/// Archives a product: it is kept for its history and not sold any more.
#[utoipa::path(post, path = "/products/{product_id}/archive", tag = "products", params(("product_id" = ProductId, Path)), responses((status = 200, body = Product)))]
pub async fn archive_product(call: Call, Path(id): Path<ProductId>) -> Result<Json<Product>> {
    let product = call
        .write(move |tx| {
            super::archive_product(tx, id)?;
            super::find_product(tx, id)
        })
        .await?;
    Ok(Json(seen_by(&call, product)))
}

/// Every category of the tree.
#[utoipa::path(get, path = "/categories", tag = "products", responses((status = 200, body = Vec<Category>)))]
pub async fn list_categories(call: Call) -> Result<Json<Vec<Category>>> {
    call.read(lists::list_categories).await.map(Json)
}

/// A new category.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCategory {
    /// Name.
    pub name: String,
    /// The category above it; at the root when absent.
    pub parent_id: Option<CategoryId>,
}

/// Another name of a category.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryChange {
    /// Name.
    pub name: String,
}

/// The id of what was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CategoryMade {
    /// Its id.
    pub id: CategoryId,
}

/// Makes a category.
#[utoipa::path(post, path = "/categories", tag = "products", request_body = NewCategory, responses((status = 200, body = CategoryMade)))]
pub async fn create_category(call: Call, Input(input): Input<NewCategory>) -> Result<Json<CategoryMade>> {
    let id = call.write(move |tx| super::create_category(tx, input.parent_id, &input.name)).await?;
    Ok(Json(CategoryMade { id }))
}

/// Renames a category.
#[utoipa::path(patch, path = "/categories/{category_id}", tag = "products", params(("category_id" = CategoryId, Path)), request_body = CategoryChange, responses((status = 200, body = CategoryMade)))]
pub async fn change_category(
    call: Call,
    Path(id): Path<CategoryId>,
    Input(input): Input<CategoryChange>,
) -> Result<Json<CategoryMade>> {
    call.write(move |tx| super::rename_category(tx, id, &input.name)).await?;
    Ok(Json(CategoryMade { id }))
}

/// The prices a variant had, the newest first.
#[utoipa::path(get, path = "/variants/{variant_id}/prices", tag = "products", params(("variant_id" = VariantId, Path), PageQuery), responses((status = 200, body = Page<PriceChange>)))]
pub async fn list_price_changes(
    call: Call,
    Path(id): Path<VariantId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<PriceChange>>> {
    call.read(move |db| lists::list_price_changes(db, id, page.offset(), page.limit())).await.map(Json)
}

/// What somebody types.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// The beginnings of words, in any order.
    pub text: String,
    /// Only what may be sold: no drafts.
    #[serde(default)]
    pub is_for_sale: bool,
    /// How many results at most, up to 100.
    #[serde(default = "twenty")]
    #[param(minimum = 1, maximum = 100)]
    pub limit: i64,
}

/// Finds variants as somebody types; what is typed whole, a SKU or barcode, comes first.
#[utoipa::path(get, path = "/variants/search", tag = "products", params(SearchQuery), responses((status = 200, body = Vec<FoundVariant>)))]
pub async fn search_variants(call: Call, Query(query): Query<SearchQuery>) -> Result<Json<Vec<FoundVariant>>> {
    call.read(move |db| search::search_variants(db, &query.text, query.limit, query.is_for_sale)).await.map(Json)
}

/// Which variants are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VariantsQuery {
    /// Their ids with commas between them, 100 at most.
    pub ids: String,
}

/// What a till needs to know about variants: price, tax, stock and lots at its location.
#[utoipa::path(get, path = "/variants", tag = "products", params(VariantsQuery), responses((status = 200, body = Vec<TillVariant>)))]
pub async fn find_variants(call: Call, Query(query): Query<VariantsQuery>) -> Result<Json<Vec<TillVariant>>> {
    let ids: std::result::Result<Vec<VariantId>, _> = query.ids.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let ids = ids.map_err(|_| Error::field("ids", say!("The ids of variants are written with commas between them.")))?;
    if ids.len() > 100 {
        return Err(Error::field("ids", say!("100 variants at most can be asked for at once.")));
    }
    let location_id = call.actor()?.location_id;
    let today = call.now().date_in(call.actor()?.time_zone);
    call.read(move |db| search::find_variants(db, &ids, location_id, today)).await.map(Json)
}

/// A scanned code.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ScanQuery {
    /// The code as the scanner sends it, or as it is typed: a barcode, a SKU, or a GS1 code with lot and expiry.
    pub code: String,
}

/// What a scanned code means: the variant and, when the code says so, its lot and expiry.
#[utoipa::path(get, path = "/variants/scan", tag = "products", params(ScanQuery), responses((status = 200, body = Scan)))]
pub async fn scan_code(call: Call, Query(query): Query<ScanQuery>) -> Result<Json<Scan>> {
    let location_id = call.actor()?.location_id;
    let today = call.now().date_in(call.actor()?.time_zone);
    call.read(move |db| search::scan_code(db, &query.code, location_id, today)).await.map(Json)
}
