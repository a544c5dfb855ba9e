//! Keys over HTTP. Every change asks for the password of whoever is signed in, and the try is counted.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};

use super::KeyState;
use crate::base::{Code, Error, Result};
use crate::http::{Call, Input, Json, Path, session_cookie};
use crate::say;
use crate::settings::find_shop;
use crate::staff::password;
use crate::staff::routes::{PresentPassword, demand_password};
use crate::store::keys::{KeyFile, KeyringState, Slot, forget_in_keyring, keyring_is_available};

/// What opens the shop's file.
#[utoipa::path(get, path = "/keys", tag = "keys", responses((status = 200, body = KeyState)))]
pub async fn list_key_slots(call: Call) -> Result<Json<KeyState>> {
    let folder = call.store()?.folder().to_owned();
    blocking(move || super::find_key_state(&folder)).await.map(Json)
}

/// Lets this computer's keyring open the shop.
#[utoipa::path(post, path = "/keys/keyring", tag = "keys", request_body = PresentPassword, responses((status = 204)))]
pub async fn create_keyring_slot(call: Call, Input(proof): Input<PresentPassword>) -> Result<StatusCode> {
    demand_password(&call, proof.password).await?;
    let (folder, key, now) = (call.store()?.folder().to_owned(), call.store()?.key().clone(), call.now());
    let before = KeyFile::read(&folder)?;
    let old = before.clone();
    let slot = blocking(move || {
        if old.slots.iter().any(|slot| slot.keyring_state() == Some(KeyringState::Opens)) {
            return Err(Error::new(Code::Conflict, say!("This computer's keyring opens the shop already. Nothing was changed.")));
        }
        if !keyring_is_available() {
            return Err(Error::refused(say!(
                "This computer has no keyring that can be used. Nothing was changed; unlock it, or set a passphrase instead."
            )));
        }
        Slot::keyring(&key, now)
    })
    .await?;
    let made = slot.clone();
    let put = call.write(move |tx| super::put_slot(tx, &folder, slot)).await;
    let store = call.store()?;
    blocking(move || {
        match &put {
            Ok(()) => before.keyring_accounts().for_each(forget_in_keyring),
            Err(_) => made.account().into_iter().for_each(forget_in_keyring),
        }
        store.note_in_keyring();
        put
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A passphrase, and the proof of who sets it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassphrase {
    /// The password of whoever is signed in.
    pub password: String,
    /// What opens the shop from now on.
    pub passphrase: String,
}

/// Sets the passphrase that opens the shop, in the place of an earlier one.
#[utoipa::path(put, path = "/keys/passphrase", tag = "keys", request_body = NewPassphrase, responses((status = 204)))]
pub async fn set_passphrase(call: Call, Input(new): Input<NewPassphrase>) -> Result<StatusCode> {
    demand_password(&call, new.password).await?;
    let (folder, key) = (call.store()?.folder().to_owned(), call.store()?.key().clone());
    let (effort, now, name) = (call.app.effort, call.now(), call.actor()?.name.clone());
    let shop_name = call.read(|db| Ok(find_shop(db)?.name)).await?;
    let slot = blocking(move || {
        let passphrase = new.passphrase.trim();
        password::demand_passphrase(passphrase, &[&name, &shop_name])?;
        Slot::passphrase(&key, passphrase, effort, now)
    })
    .await?;
    call.write(move |tx| super::put_slot(tx, &folder, slot)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new recovery kit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NewRecoveryKit {
    /// Its identity. It is kept nowhere: print it or write it down now.
    pub recovery_identity: String,
    /// The slot it opens.
    pub slot_id: String,
}

/// Makes a new recovery kit beside the present one, which goes on working until its slot is revoked.
#[utoipa::path(post, path = "/keys/recovery-kits", tag = "keys", request_body = PresentPassword, responses((status = 200, body = NewRecoveryKit)))]
pub async fn create_recovery_kit(call: Call, Input(proof): Input<PresentPassword>) -> Result<Json<NewRecoveryKit>> {
    demand_password(&call, proof.password).await?;
    let (folder, key, now) = (call.store()?.folder().to_owned(), call.store()?.key().clone(), call.now());
    let (slot, recovery_identity) = blocking(move || Slot::recovery(&key, now)).await?;
    let slot_id = slot.id();
    call.write(move |tx| super::add_slot(tx, &folder, slot)).await?;
    Ok(Json(NewRecoveryKit { recovery_identity, slot_id }))
}

/// Revokes a slot. Copies and backups from before still open with it.
#[utoipa::path(delete, path = "/keys/{id}", tag = "keys", params(("id" = String, Path)), request_body = PresentPassword, responses((status = 204)))]
pub async fn delete_key_slot(call: Call, Path(id): Path<String>, Input(proof): Input<PresentPassword>) -> Result<StatusCode> {
    demand_password(&call, proof.password).await?;
    let folder = call.store()?.folder().to_owned();
    let before = KeyFile::read(&folder)?;
    let account = before.slots.iter().find(|slot| slot.id() == id).and_then(Slot::account).map(str::to_owned);
    call.write(move |tx| super::remove_slot(tx, &folder, &id)).await?;
    if let Some(account) = account {
        blocking(move || {
            forget_in_keyring(&account);
            Ok(())
        })
        .await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The proof of who changes the data key, and what the new one is wrapped with.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DataKeyChange {
    /// The password of whoever is signed in.
    pub password: String,
    /// The shop's passphrase, where it has one: it goes on opening the shop.
    pub passphrase: Option<String>,
}

/// Gives the shop another data key. It answers when that is done; meanwhile every other request is refused with code `sealed`, and the state of the
/// shop is `busy`.
#[utoipa::path(post, path = "/keys/data-key", tag = "keys", request_body = DataKeyChange, responses((status = 204)))]
pub async fn change_data_key(call: Call, Input(change): Input<DataKeyChange>) -> Result<StatusCode> {
    demand_password(&call, change.password).await?;
    let (app, context) = (call.app.clone(), call.context());
    blocking(move || super::change_data_key(&app, &context, change.passphrase.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes the shop: long work stops, every screen is signed out, and the key leaves the memory. One of its slots opens it again.
#[utoipa::path(post, path = "/seal", tag = "keys", responses((status = 204)))]
pub async fn seal_shop(call: Call) -> Result<impl IntoResponse> {
    call.note_access(&call.actor()?.name, None).await;
    let (app, context) = (call.app.clone(), call.context());
    blocking(move || super::seal_shop(&app, &context)).await?;
    let cookie: HeaderValue = session_cookie("").parse().map_err(Error::internal)?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// Work that waits for the keyring, the disk or a slow hash.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
