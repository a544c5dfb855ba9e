//! Roles over HTTP.

use crate::base::{Result, RoleId};
use crate::http::{Call, Input, Json, Path};
use crate::staff::roles::{self, NewRole, Role, RoleChange};
use crate::staff::store;

/// Every role with what it allows, in the order in which they were made.
#[utoipa::path(get, path = "/roles", tag = "staff", responses((status = 200, body = Vec<Role>)))]
pub async fn list_roles(call: Call) -> Result<Json<Vec<Role>>> {
    call.read(store::list_roles).await.map(Json)
}

/// Makes a role of permissions, none of which who makes it may lack.
#[utoipa::path(post, path = "/roles", tag = "staff", request_body = NewRole, responses((status = 200, body = Role)))]
pub async fn create_role(call: Call, Input(new): Input<NewRole>) -> Result<Json<Role>> {
    call.write(move |tx| roles::create_role(tx, &new)).await.map(Json)
}

/// Changes a role: its name, its permissions, whether it requires a second factor. Acts at once on everybody who has it.
#[utoipa::path(patch, path = "/roles/{id}", tag = "staff", params(("id" = RoleId, Path)), request_body = RoleChange, responses((status = 200, body = Role)))]
pub async fn change_role(call: Call, Path(id): Path<RoleId>, Input(change): Input<RoleChange>) -> Result<Json<Role>> {
    call.write(move |tx| roles::change_role(tx, id, &change)).await.map(Json)
}

/// Removes a role that nobody has.
#[utoipa::path(delete, path = "/roles/{id}", tag = "staff", params(("id" = RoleId, Path)), responses((status = 204)))]
pub async fn delete_role(call: Call, Path(id): Path<RoleId>) -> Result<axum::http::StatusCode> {
    call.write(move |tx| roles::delete_role(tx, id)).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
