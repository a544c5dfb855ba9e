//! The people who work here: who they are, what their role allows, and how they prove it.
//!
//! Invariants: at least one active owner remains, and owners hold everything; nobody gives, changes or takes over what their own role does not
//! hold; passwords and PINs are kept as argon2id hashes only, tokens as their SHA-256 only; a disabled person's sessions end in the same
//! transaction; tries at a password or PIN are counted in the store, so a restart does not forget them.

pub mod password;
pub mod pins;
pub mod roles;
pub mod routes;
pub mod second_factor;
pub mod sessions;
mod store;
pub mod trusted;

use serde::{Deserialize, Serialize};

use crate::base::{Code, Error, Result, RoleId, StaffId};
use crate::say;
use crate::store::Write;

pub use roles::{Role, RoleCode};
pub use store::{find_staff, insert_role, list_roles, list_staff};

/// Longest name of a person, in characters.
pub const NAME_LENGTH_MAX: usize = 100;

/// Whether a person may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffState {
    /// May sign in.
    Active,
    /// May not; their past stays.
    Disabled,
}

/// The colours somebody works in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the computer shows everything else.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A person who works here.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Staff {
    /// Their id.
    pub id: StaffId,
    /// The name they sign in with and that receipts show.
    pub name: String,
    /// Their role.
    pub role_id: RoleId,
    /// The role's code, such as `owner`; `own` for a role that was made here.
    pub role: String,
    /// The role's name; of a role that came ready, its code until somebody gives it another name.
    pub role_name: String,
    /// The role requires a second factor.
    pub requires_second_factor: bool,
    /// They sign in with a second factor.
    pub has_second_factor: bool,
    /// They have a PIN.
    pub has_pin: bool,
    /// Whether they may sign in.
    pub state: StaffState,
    /// Their own language, when they chose one.
    pub language: Option<String>,
    /// Their own colours, when they chose some.
    pub theme: Option<Theme>,
}

/// A new person.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    /// The name they sign in with.
    pub name: String,
    /// Their first password.
    pub password: String,
    /// Their role.
    pub role_id: RoleId,
}

/// What of a person may be changed; what is absent stays.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffChange {
    /// The name they sign in with.
    pub name: Option<String>,
    /// Their role.
    pub role_id: Option<RoleId>,
    /// Whether they may sign in.
    pub state: Option<StaffState>,
    /// A new password, when they forgot theirs.
    pub password: Option<String>,
    /// Their own language; an empty text means the shop's.
    pub language: Option<String>,
    /// The colours to work in.
    pub theme: Option<Theme>,
    /// Takes their second factor away, when they lost it.
    #[serde(default)]
    pub removes_second_factor: bool,
}

/// A new password, hashed before the write because that is slow on purpose.
#[derive(Debug)]
pub struct NewPassword {
    /// From [`password::hash`].
    pub hash: String,
    /// The session that goes on when all others of the person end.
    pub kept_session: Option<[u8; 32]>,
}

/// Adds a person. `password_hash` comes from [`password::hash`], made before the write because it is slow on purpose.
///
/// # Errors
/// Refuses a name that is taken or empty and a role that does not exist.
pub fn create_staff(tx: &mut Write<'_>, name: &str, role_id: RoleId, password_hash: &str) -> Result<Staff> {
    let name = checked_name(tx, name, None)?;
    let role = roles::chosen(tx, role_id)?;
    roles::demand_reach(tx, &role)?;
    let id: StaffId = tx.new_id();
    store::insert_staff(tx, id, &name, role_id, password_hash, tx.now)?;
    tx.change("staff", id.0, "name", None, Some(&name))?;
    tx.change("staff", id.0, "role", None, Some(&role.name))?;
    store::find_staff(tx, id)
}

/// Changes a person. A new role or state acts at once: permissions are read with every call, and a disabled person's sessions end here.
///
/// # Errors
/// Refuses a taken name, whatever would leave the shop without an active owner, and whatever goes beyond the reach of who does it: a person
/// or a role with more permissions than theirs, and the second factor that their own role requires.
pub fn change_staff(tx: &mut Write<'_>, id: StaffId, change: &StaffChange, password: Option<&NewPassword>) -> Result<Staff> {
    let before = store::find_staff(tx, id)?;
    if before.name.is_empty() {
        return Err(Error::refused(say!(
            "This person was erased, so nothing was changed. Add them anew if they work here again."
        )));
    }
    let is_own = tx.context.actor_id == Some(id);
    if !is_own {
        roles::demand_reach(tx, &roles::chosen(tx, before.role_id)?)?;
    }
    if let Some(role_id) = change.role_id {
        roles::demand_reach(tx, &roles::chosen(tx, role_id)?)?;
    }
    if is_own && change.removes_second_factor {
        second_factor::demand_removable(&before)?;
    }
    apply(tx, before, change, password)
}

fn apply(tx: &mut Write<'_>, before: Staff, change: &StaffChange, password: Option<&NewPassword>) -> Result<Staff> {
    let id = before.id;
    if let Some(name) = &change.name {
        let name = checked_name(tx, name, Some(id))?;
        tx.change("staff", id.0, "name", Some(&before.name), Some(&name))?;
        store::update_name(tx, id, &name)?;
    }
    if let Some(role_id) = change.role_id {
        let role = roles::chosen(tx, role_id)?;
        tx.change("staff", id.0, "role", Some(&before.role_name), Some(&role.name))?;
        store::update_role(tx, id, role_id)?;
    }
    if let Some(state) = change.state {
        tx.change("staff", id.0, "state", Some(state_code(before.state)), Some(state_code(state)))?;
        store::update_state(tx, id, state)?;
        if state == StaffState::Disabled {
            store::end_sessions(tx, id, None)?;
            trusted::forget_all(tx, id)?;
            pins::remove(tx, id)?;
        }
    }
    if let Some(language) = &change.language {
        let language = checked_language(language)?;
        tx.change("staff", id.0, "language", before.language.as_deref(), language)?;
        store::update_language(tx, id, language)?;
    }
    if let Some(theme) = change.theme {
        tx.change("staff", id.0, "theme", before.theme.map(Theme::code), Some(theme.code()))?;
        store::update_theme(tx, id, theme)?;
    }
    if let Some(password) = password {
        // The hash itself is no business of the history: it says only that the password is another one.
        tx.change("staff", id.0, "password", Some("old"), Some("new"))?;
        store::update_password(tx, id, &password.hash)?;
        store::end_sessions(tx, id, password.kept_session.as_ref())?;
        trusted::forget_all(tx, id)?;
        if password.kept_session.is_none() {
            // Set by somebody else, because the person lost it or others know it: then the PIN is as good as known.
            pins::remove(tx, id)?;
        }
    }
    if change.removes_second_factor {
        second_factor::remove(tx, id)?;
    }
    if store::count_active_owners(tx)? == 0 {
        return Err(Error::refused(say!(
            "This is the last active owner, so nothing was changed. Make somebody else an owner first."
        )));
    }
    store::find_staff(tx, id)
}

impl Theme {
    fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Lets an owner back in who holds the recovery kit: a new password, no second factor any more, and every old session ended.
///
/// # Errors
/// Refuses a name that is no owner's.
pub fn recover_owner(tx: &mut Write<'_>, name: &str, password_hash: &str) -> Result<Staff> {
    let found = store::find_by_name(tx, name.trim())?.map(|(id, _)| store::find_staff(tx, id)).transpose()?;
    let owner = found.filter(|staff| staff.role == RoleCode::Owner.code()).ok_or_else(|| {
        Error::field(
            "name",
            say!("There is no owner of this name. Nothing was changed; type the name as it stands on the receipts, or the name of another owner."),
        )
    })?;
    let change = StaffChange { state: Some(StaffState::Active), removes_second_factor: true, ..StaffChange::default() };
    let password = NewPassword { hash: password_hash.to_owned(), kept_session: None };
    let staff = apply(tx, owner, &change, Some(&password))?;
    store::clear_tries(tx, &name.trim().to_lowercase())?;
    Ok(staff)
}

fn state_code(state: StaffState) -> &'static str {
    match state {
        StaffState::Active => "active",
        StaffState::Disabled => "disabled",
    }
}

fn checked_language(language: &str) -> Result<Option<&str>> {
    match language {
        "" => Ok(None),
        known if crate::settings::LANGUAGES.contains(&known) => Ok(Some(known)),
        _ => Err(Error::field(
            "language",
            say!("The language must be \"en\" or \"de\", or empty for the shop's. Nothing was changed."),
        )),
    }
}

fn checked_name(tx: &Write<'_>, name: &str, own: Option<StaffId>) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX || name.chars().any(char::is_control) {
        return Err(Error::field("name", say!("A person needs a name of 1 to 100 characters. Nothing was changed.")));
    }
    if store::find_by_name(tx, name)?.is_some_and(|(other, _)| Some(other) != own) {
        let mut error = Error::field(
            "name",
            say!(
                "Somebody called {name} works here already. Nothing was changed; use another name, such as one with the initial of the family name.",
                name
            ),
        );
        error.code = Code::Conflict;
        return Err(error);
    }
    Ok(name.to_owned())
}
