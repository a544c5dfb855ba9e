//! Roles and what they allow, in SQL.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::base::{Result, RoleId};
use crate::http::Permission;
use crate::staff::{Role, RoleCode};

const ROLES: &str = "SELECT r.id, r.code, r.name, r.requires_second_factor, (SELECT count(*) FROM staff s WHERE s.role_id = r.id)
  FROM roles r";

fn role_from_row(row: &Row<'_>) -> rusqlite::Result<Role> {
    Ok(Role {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        permissions: Vec::new(),
        requires_second_factor: row.get(3)?,
        person_count: row.get(4)?,
    })
}

/// Enters a role with its permissions.
///
/// # Errors
/// A failing disk.
pub fn insert_role(db: &Connection, role: &Role) -> Result<()> {
    db.execute(
        "INSERT INTO roles (id, code, name, requires_second_factor) VALUES (?1, ?2, ?3, ?4)",
        params![role.id, role.code, role.name, role.requires_second_factor],
    )?;
    set_permissions(db, role.id, role.permissions.iter().copied())
}

/// Every role with its permissions, in the order in which they were made.
///
/// # Errors
/// A failing disk.
pub fn list_roles(db: &Connection) -> Result<Vec<Role>> {
    let roles: Vec<Role> =
        db.prepare(&format!("{ROLES} ORDER BY r.id"))?.query_map([], role_from_row)?.collect::<rusqlite::Result<_>>()?;
    roles.into_iter().map(|role| with_permissions(db, role)).collect()
}

pub fn find_role(db: &Connection, id: RoleId) -> Result<Option<Role>> {
    let found = db.prepare_cached(&format!("{ROLES} WHERE r.id = ?1"))?.query_row([id], role_from_row).optional()?;
    found.map(|role| with_permissions(db, role)).transpose()
}

fn with_permissions(db: &Connection, role: Role) -> Result<Role> {
    Ok(Role { permissions: permissions_of(db, role.id)?.into_iter().collect(), ..role })
}

/// What a role allows: an owner's everything, also what came with a newer program than the one that made the shop. A permission that a newer
/// program knew is passed over: it names nothing here.
pub fn permissions_of(db: &Connection, role_id: RoleId) -> Result<BTreeSet<Permission>> {
    let mut statement = db.prepare_cached(
        "SELECT r.code, p.permission FROM roles r LEFT JOIN role_permissions p ON p.role_id = r.id WHERE r.id = ?1",
    )?;
    let rows: Vec<(String, Option<String>)> =
        statement.query_map([role_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    if rows.first().is_some_and(|(code, _)| code == RoleCode::Owner.code()) {
        return Ok(Permission::ALL.iter().copied().collect());
    }
    Ok(rows.iter().filter_map(|(_, code)| code.as_deref()?.parse().ok()).collect())
}

pub fn set_permissions(db: &Connection, id: RoleId, permissions: impl Iterator<Item = Permission>) -> Result<()> {
    db.execute("DELETE FROM role_permissions WHERE role_id = ?1", [id])?;
    for permission in permissions {
        db.execute("INSERT INTO role_permissions (role_id, permission) VALUES (?1, ?2)", params![id, permission.code()])?;
    }
    Ok(())
}

pub fn update_role_row(db: &Connection, id: RoleId, name: &str, requires_second_factor: bool) -> Result<()> {
    db.execute(
        "UPDATE roles SET name = ?2, requires_second_factor = ?3 WHERE id = ?1",
        params![id, name, requires_second_factor],
    )?;
    Ok(())
}

/// Removes a role that nobody has.
pub fn delete_role(db: &Connection, id: RoleId) -> Result<()> {
    db.execute("DELETE FROM role_permissions WHERE role_id = ?1", [id])?;
    db.execute("DELETE FROM roles WHERE id = ?1", [id])?;
    Ok(())
}

/// Whether another role is called so, as its name or as the word of a ready one.
pub fn role_name_is_taken(db: &Connection, name: &str, own: Option<RoleId>) -> Result<bool> {
    let names: Vec<(RoleId, String)> = db
        .prepare("SELECT id, name FROM roles")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let folded = |text: &str| text.replace('_', " ").to_lowercase();
    Ok(names.iter().any(|(id, taken)| Some(*id) != own && folded(taken) == folded(name)))
}
