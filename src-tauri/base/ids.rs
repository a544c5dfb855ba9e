//! One type for each kind of id, so that an order's id cannot be handed to something that wants a product's.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::from(&self.0.as_bytes()[..]))
            }
        }
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Uuid::from_slice(value.as_blob()?).map(Self).map_err(FromSqlError::other)
            }
        }
    )*};
}

ids! {
    /// The shop itself.
    ShopId,
    /// One installation of the program with a store of its own.
    DeviceId,
    /// A till: the window, a browser seat, or a script's token.
    RegisterId,
    /// A place where stock lies.
    LocationId,
    /// A person who works here.
    StaffId,
    /// A set of permissions.
    RoleId,
    /// A node of the category tree.
    CategoryId,
    /// A tax category.
    TaxCategoryId,
    /// A tax rate with its validity.
    TaxRateId,
    /// A product with one or more variants.
    ProductId,
    /// What is priced, stocked and sold.
    VariantId,
    /// A customer.
    CustomerId,
    /// A batch with one expiry date.
    LotId,
    /// Goods that came in.
    GoodsReceiptId,
    /// One change of stock.
    StockMovementId,
    /// A sale or return.
    OrderId,
    /// An issued invoice or credit note.
    DocumentId,
    /// A run of an import.
    ImportId,
    /// A piece of long work.
    JobId,
    /// Somebody's way in, from sign-in to sign-out.
    SessionId,
    /// A computer on which somebody needs no code for a while.
    TrustedDeviceId,
    /// Work in progress on a screen.
    DraftId,
    /// A removal of facts.
    PurgeId,
}
