//! Many products changed at once: their state and their category.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{State, store};
use crate::base::{CategoryId, Error, Message, ProductId, Result};
use crate::say;
use crate::store::Write;

/// Most products that are changed at once.
pub const CHANGES_MAX: usize = 500;

/// What of a product is changed with many others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Whether it is offered.
    pub state: State,
    /// Its category.
    pub category_id: Option<CategoryId>,
}

/// One product of many.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductChange {
    /// Which one.
    pub product_id: ProductId,
    /// How whoever changes it saw it; a product that is otherwise by now is left alone.
    pub before: Placement,
    /// How it is to be.
    pub after: Placement,
}

/// What became of a change of many products.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct ChangedProducts {
    /// Those that were changed, or were so already.
    pub changed: Vec<ProductId>,
    /// Those that were left as they are.
    pub refused: Vec<RefusedChange>,
}

/// A product that was left as it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RefusedChange {
    /// Which one.
    pub product_id: ProductId,
    /// Its name, when it is still there.
    pub name: Option<String>,
    /// Why, and what to do.
    #[serde(flatten)]
    pub message: Message,
}

/// Changes state and category of many products in one transaction. A product that is gone or was changed meanwhile is left alone and
/// explained; the others are changed. Turned round, the same changes bring the former values back.
///
/// # Errors
/// Refuses all of them when there are none, too many, one twice, or a category that does not exist.
pub fn change_products(tx: &mut Write<'_>, changes: &[ProductChange]) -> Result<ChangedProducts> {
    demand_sound(tx, changes)?;
    let mut answer = ChangedProducts::default();
    for ProductChange { product_id, before, after } in changes {
        let refuse = |name: Option<String>, message: Message| RefusedChange { product_id: *product_id, name, message };
        match store::find_placement(tx, *product_id)? {
            None => answer
                .refused
                .push(refuse(None, say!("This product does not exist any more, so it was passed over. Look at the list again."))),
            Some((_, present)) if present == *after => answer.changed.push(*product_id),
            Some((name, present)) if present != *before => {
                let message = say!(
                    "\"{name}\" was changed by somebody else meanwhile, so it was left as it is. Look at it and change it by itself.",
                    name = name.as_str()
                );
                answer.refused.push(refuse(Some(name), message));
            }
            Some(_) => {
                place(tx, *product_id, *before, *after)?;
                answer.changed.push(*product_id);
            }
        }
    }
    Ok(answer)
}

fn demand_sound(tx: &Write<'_>, changes: &[ProductChange]) -> Result<()> {
    let count = changes.len();
    if count == 0 || count > CHANGES_MAX {
        let message =
            say!("{count} products cannot be changed at once: 1 to {max} can. Nothing was changed.", count, max = CHANGES_MAX);
        return Err(Error::field("changes", message));
    }
    let (mut products, mut categories) = (HashSet::new(), HashSet::new());
    for (index, change) in changes.iter().enumerate() {
        if !products.insert(change.product_id.0) {
            let message = say!("The same product is named twice. Nothing was changed; name each once.");
            return Err(Error::field(format!("changes[{index}].product_id"), message));
        }
        let Some(category) = change.after.category_id.filter(|category| categories.insert(category.0)) else { continue };
        if store::category_name(tx, category)?.is_none() {
            let message = say!("This category does not exist. Nothing was changed; choose one from the list.");
            return Err(Error::field(format!("changes[{index}].after.category_id"), message));
        }
    }
    Ok(())
}

fn place(tx: &mut Write<'_>, id: ProductId, before: Placement, after: Placement) -> Result<()> {
    tx.change("products", id.0, "state", Some(before.state.code()), Some(after.state.code()))?;
    let category = |placement: Placement| placement.category_id.map(|category| category.to_string());
    tx.change("products", id.0, "category_id", category(before).as_deref(), category(after).as_deref())?;
    store::set_placement(tx, id, after)?;
    store::decide_low(tx, id)
}
