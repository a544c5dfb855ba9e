//! Roles: those that come ready, and those that a shop makes of permissions.
//!
//! Invariants: the owner's role always holds everything, keeps its name and is never removed; no role is given or changed by somebody whose
//! own role does not hold all of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::store;
use crate::base::{Code, Error, Record, Result, RoleId};
use crate::http::Permission;
use crate::say;
use crate::store::Write;

/// Longest name of a role, in characters.
const NAME_LENGTH_MAX: usize = 60;
/// The code of every role that was made here.
const OWN: &str = "own";

/// A role that comes ready with every shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleCode {
    /// May do everything.
    Owner,
    /// Runs the shop, but does not manage people.
    Manager,
    /// Sells and takes back; sees no costs and no figures.
    Cashier,
    /// Receives and corrects stock.
    StockKeeper,
    /// Reads figures, sales and documents.
    Accountant,
}

impl RoleCode {
    /// Every role that comes ready.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Manager, Self::Cashier, Self::StockKeeper, Self::Accountant];

    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Cashier => "cashier",
            Self::StockKeeper => "stock_keeper",
            Self::Accountant => "accountant",
        }
    }

    /// Whether the role may do this from the start.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        use Permission::{
            AdjustStock, ChangeSettings, EditCustomers, EditProducts, GiveDiscounts, ImportData, IssueDocuments, ManageBackups,
            ManageKeys, ManagePrivacy, ManageStaff, ManageUpdates, ReceiveStock, SeeAudit, SeeCosts, SeeCustomers, SeeDocuments,
            SeeFigures, SeeHealth, SeeProducts, SeeSales, SeeStock, Sell, TakeReturns,
        };
        match self {
            Self::Owner => true,
            // A backup is the whole shop in one file, a key opens all of it, a new version is a program of somebody's choice, and what of a person
            // is kept is a matter of law: that is the owner's to say.
            Self::Manager => !matches!(permission, ManageStaff | ManageBackups | ManageKeys | ManagePrivacy | ManageUpdates),
            Self::Cashier => match permission {
                SeeProducts | SeeStock | Sell | TakeReturns | SeeSales | SeeCustomers | EditCustomers | SeeDocuments
                | IssueDocuments => true,
                SeeFigures | SeeCosts | EditProducts | ReceiveStock | AdjustStock | GiveDiscounts | ImportData
                | ChangeSettings | SeeAudit | SeeHealth | ManageStaff | ManageBackups | ManageKeys | ManagePrivacy
                | ManageUpdates => false,
            },
            Self::StockKeeper => match permission {
                SeeProducts | EditProducts | SeeStock | SeeCosts | ReceiveStock | AdjustStock | ImportData => true,
                SeeFigures | Sell | GiveDiscounts | TakeReturns | SeeSales | SeeCustomers | EditCustomers | SeeDocuments
                | IssueDocuments | ChangeSettings | SeeAudit | SeeHealth | ManageStaff | ManageBackups | ManageKeys
                | ManagePrivacy | ManageUpdates => false,
            },
            Self::Accountant => match permission {
                SeeFigures | SeeCosts | SeeProducts | SeeStock | SeeSales | SeeCustomers | SeeDocuments => true,
                EditProducts | ReceiveStock | AdjustStock | Sell | GiveDiscounts | TakeReturns | EditCustomers
                | IssueDocuments | ImportData | ChangeSettings | SeeAudit | SeeHealth | ManageStaff | ManageBackups
                | ManageKeys | ManagePrivacy | ManageUpdates => false,
            },
        }
    }
}

/// A role: a set of permissions.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// The code of a role that came ready, such as `owner`; `own` for one that was made here.
    pub code: String,
    /// Its name; of a role that came ready, its code until somebody gives it another name.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// Whoever has it signs in with a second factor, and sets one up before anything else.
    pub requires_second_factor: bool,
    /// How many people have it, those who may not sign in included.
    pub person_count: i64,
}

impl Role {
    fn is_owner(&self) -> bool {
        self.code == RoleCode::Owner.code()
    }
}

/// A role to make.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// Whoever has it signs in with a second factor.
    #[serde(default)]
    pub requires_second_factor: bool,
}

/// What of a role is to be another; what is absent stays.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    /// Its name.
    pub name: Option<String>,
    /// What it allows.
    pub permissions: Option<Vec<Permission>>,
    /// Whoever has it signs in with a second factor.
    pub requires_second_factor: Option<bool>,
}

/// Makes a role of permissions.
///
/// # Errors
/// Refuses a name that is taken or empty, and permissions that who makes it does not hold.
pub fn create_role(tx: &mut Write<'_>, new: &NewRole) -> Result<Role> {
    let name = checked_name(tx, &new.name, None)?;
    let permissions: BTreeSet<Permission> = new.permissions.iter().copied().collect();
    let role = Role {
        id: tx.new_id(),
        code: OWN.to_owned(),
        name,
        permissions: permissions.into_iter().collect(),
        requires_second_factor: new.requires_second_factor,
        person_count: 0,
    };
    demand_reach(tx, &role)?;
    store::insert_role(tx, &role)?;
    tx.change("roles", role.id.0, "name", None, Some(&role.name))?;
    note_permissions(tx, role.id, &[], &role.permissions)?;
    note_second_factor(tx, role.id, false, role.requires_second_factor)?;
    existing(tx, role.id)
}

/// Changes a role. That acts at once: permissions are read with every call.
///
/// # Errors
/// Refuses a name that is taken or empty, what would cut the owner's role down, and whatever who does it does not hold.
pub fn change_role(tx: &mut Write<'_>, id: RoleId, change: &RoleChange) -> Result<Role> {
    let before = existing(tx, id)?;
    if before.is_owner() && (change.name.is_some() || change.permissions.is_some()) {
        return Err(Error::refused(say!(
            "Owners always hold everything, so their role keeps its name and its permissions. Nothing was changed; make another role."
        )));
    }
    demand_reach(tx, &before)?;
    let mut after = before.clone();
    if let Some(name) = &change.name {
        after.name = checked_name(tx, name, Some(id))?;
    }
    if let Some(permissions) = &change.permissions {
        let permissions: BTreeSet<Permission> = permissions.iter().copied().collect();
        after.permissions = permissions.into_iter().collect();
    }
    after.requires_second_factor = change.requires_second_factor.unwrap_or(before.requires_second_factor);
    demand_reach(tx, &after)?;
    store::update_role_row(tx, id, &after.name, after.requires_second_factor)?;
    if !after.is_owner() {
        store::set_permissions(tx, id, after.permissions.iter().copied())?;
    }
    tx.change("roles", id.0, "name", Some(&before.name), Some(&after.name))?;
    note_permissions(tx, id, &before.permissions, &after.permissions)?;
    note_second_factor(tx, id, before.requires_second_factor, after.requires_second_factor)?;
    existing(tx, id)
}

/// Removes a role that nobody has.
///
/// # Errors
/// Refuses the owner's role, one that somebody has, and one that holds more than who does it.
pub fn delete_role(tx: &mut Write<'_>, id: RoleId) -> Result<()> {
    let role = existing(tx, id)?;
    if role.is_owner() {
        return Err(Error::refused(say!("A shop always has owners, so their role stays. Nothing was changed.")));
    }
    demand_reach(tx, &role)?;
    if role.person_count > 0 {
        return Err(Error::refused(say!(
            "Somebody has this role ({count} in all), so it was not removed. Give them another one first; people who may not sign in count too.",
            count = role.person_count
        )));
    }
    tx.change("roles", id.0, "name", Some(&role.name), None)?;
    note_permissions(tx, id, &role.permissions, &[])?;
    store::delete_role(tx, id)
}

/// A role that was asked for by its address.
fn existing(tx: &Write<'_>, id: RoleId) -> Result<Role> {
    store::find_role(tx, id)?.ok_or_else(|| Error::not_found(Record::Role))
}

/// A role that was chosen for somebody.
pub(super) fn chosen(tx: &Write<'_>, id: RoleId) -> Result<Role> {
    store::find_role(tx, id)?
        .ok_or_else(|| Error::field("role_id", say!("There is no such role. Nothing was changed; choose one from the list.")))
}

/// Refuses to touch a role that holds more than the role of who does it: nobody may give what they do not hold, and nobody may make
/// themselves the master of somebody who holds more. The program itself, which sets shops up, holds everything.
pub(super) fn demand_reach(tx: &Write<'_>, role: &Role) -> Result<()> {
    let Some(actor_id) = tx.context.actor_id else { return Ok(()) };
    let held = store::permissions_of(tx, store::find_staff(tx, actor_id)?.role_id)?;
    if role.permissions.iter().all(|permission| held.contains(permission)) {
        return Ok(());
    }
    Err(Error::new(
        Code::Forbidden,
        say!(
            "This role holds more than your own, so you can neither give it nor change it or who has it. Nothing was changed; ask somebody who holds all of it, such as the owner."
        ),
    ))
}

/// A row of the history for each permission that came or went.
fn note_permissions(tx: &mut Write<'_>, id: RoleId, before: &[Permission], after: &[Permission]) -> Result<()> {
    for gone in before.iter().filter(|permission| !after.contains(permission)) {
        tx.change("roles", id.0, "permission", Some(gone.code()), None)?;
    }
    for new in after.iter().filter(|permission| !before.contains(permission)) {
        tx.change("roles", id.0, "permission", None, Some(new.code()))?;
    }
    Ok(())
}

fn note_second_factor(tx: &mut Write<'_>, id: RoleId, before: bool, after: bool) -> Result<()> {
    tx.change("roles", id.0, "requires_second_factor", Some(&before.to_string()), Some(&after.to_string()))
}

fn checked_name(tx: &Write<'_>, name: &str, own: Option<RoleId>) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX || name.chars().any(char::is_control) {
        return Err(Error::field("name", say!("A role needs a name of 1 to 60 characters. Nothing was changed.")));
    }
    if store::role_name_is_taken(tx, name, own)? || name.to_lowercase() == OWN {
        let message = say!("There is a role called {name} already. Nothing was changed; use another name.", name);
        return Err(Error { code: Code::Conflict, ..Error::field("name", message) });
    }
    Ok(name.to_owned())
}
