//! Trusted computers over HTTP. They become trusted where somebody signs in.

use axum::http::HeaderMap;

use super::here;
use crate::base::{Error, Record, Result, TrustedDeviceId};
use crate::http::{Call, Json, Path, Permission};
use crate::staff::trusted::{self, TrustedDevice};

/// Computers that need no code: one's own, and for whoever manages people everybody's.
#[utoipa::path(get, path = "/trusted-devices", tag = "staff", responses((status = 200, body = Vec<TrustedDevice>)))]
pub async fn list_trusted_devices(call: Call, headers: HeaderMap) -> Result<Json<Vec<TrustedDevice>>> {
    let (staff_id, sees_all, here) = (call.actor()?.staff_id, call.may(Permission::ManageStaff), here(&call, &headers));
    let mut devices = call.read(move |db| trusted::list(db, &here)).await?;
    devices.retain(|device| sees_all || device.staff_id == staff_id);
    Ok(Json(devices))
}

/// Ends the trust in a computer: one's own, or with the permission to manage people anybody's.
#[utoipa::path(delete, path = "/trusted-devices/{id}", tag = "staff", params(("id" = TrustedDeviceId, Path)), responses((status = 204)))]
pub async fn delete_trusted_device(
    call: Call,
    headers: HeaderMap,
    Path(id): Path<TrustedDeviceId>,
) -> Result<axum::http::StatusCode> {
    let (staff_id, manages_all, here) = (call.actor()?.staff_id, call.may(Permission::ManageStaff), here(&call, &headers));
    call.write(move |tx| {
        let devices = trusted::list(tx, &here)?;
        let is_meant = |device: &&TrustedDevice| device.id == id && (manages_all || device.staff_id == staff_id);
        let device = devices.iter().find(is_meant).ok_or_else(|| Error::not_found(Record::TrustedDevice))?;
        trusted::forget(tx, device)
    })
    .await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
