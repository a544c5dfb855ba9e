//! Set-up and opening a sealed shop over HTTP: the operations a start screen needs before anybody can sign in.

use serde::{Deserialize, Serialize};

use super::{DEMO_PASSWORD, NewShop, NewShopAnswer};
use crate::base::{Code, Error, Message, Result, Timestamp};
use crate::http::{Call, File, Input, Json, ShopState};
use crate::say;
use crate::settings::presets::{CountryPreset, country_presets};
use crate::settings::{Shop, find_shop};
use crate::staff::routes::hash_password;
use crate::staff::{Staff, StaffState, list_staff};
use crate::store::keys::KeyFile;
use crate::store::{LostWork, latest_moment};

/// Whether there is a shop here and whether it is open.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ShopStateAnswer {
    /// `missing`, `sealed`, `busy`, `refused` or `open`.
    pub state: String,
    /// What a person should know about it; empty when there is nothing to say.
    #[serde(flatten)]
    pub message: Message,
    /// The open shop's name.
    pub shop_name: Option<String>,
    /// The open shop's language.
    pub language: Option<String>,
    /// What opens the shop when it is closed: `keyring`, `passphrase`, `recovery`.
    pub ways_in: Vec<String>,
    /// The program's version.
    pub version: String,
    /// How to look around, where the shop is a demo shop.
    pub demo: Option<DemoDoor>,
}

/// Who may look around in a demo shop, and with which password.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DemoDoor {
    /// Everybody's password, which is no secret.
    pub password: String,
    /// Who works there.
    pub people: Vec<DemoPerson>,
    /// Whether somebody looks at it before they set up a shop of their own, and can go back to that.
    pub can_leave: bool,
}

/// Somebody who works in a demo shop.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DemoPerson {
    /// The name to sign in with.
    pub name: String,
    /// The code of their role.
    pub role: String,
    /// The name of their role.
    pub role_name: String,
}

impl DemoDoor {
    /// The door of a demo shop; none where the shop is a real one, whose people are nobody's business.
    fn of(db: &rusqlite::Connection, shop: &Shop, can_leave: bool) -> Result<Option<Self>> {
        if !shop.is_demo {
            return Ok(None);
        }
        let staff = list_staff(db)?.into_iter().filter(|person| person.state == StaffState::Active);
        let people = staff.map(|Staff { name, role, role_name, .. }| DemoPerson { name, role, role_name }).collect();
        Ok(Some(Self { password: DEMO_PASSWORD.into(), people, can_leave }))
    }
}

/// Whether there is a shop here and whether it is open. Answers without a session.
#[utoipa::path(get, path = "/shop-state", tag = "setup", responses((status = 200, body = ShopStateAnswer)))]
pub async fn find_shop_state(call: Call) -> Result<Json<ShopStateAnswer>> {
    let answer = |state: &str, message: Message| ShopStateAnswer {
        state: state.into(),
        message,
        shop_name: None,
        language: None,
        ways_in: Vec::new(),
        version: env!("CARGO_PKG_VERSION").into(),
        demo: None,
    };
    Ok(Json(match &*call.app.shop() {
        ShopState::Missing => answer("missing", say!("There is no shop here yet.")),
        ShopState::Sealed(why) => ShopStateAnswer { ways_in: ways_in(&call.app.folder()), ..answer("sealed", why.clone()) },
        ShopState::Busy(why) => answer("busy", why.clone()),
        ShopState::Refused(error) => answer("refused", error.message.clone()),
        ShopState::Open(store) => {
            let (can_leave, now) = (call.app.folder() != call.app.home, call.now());
            let (shop, demo, latest) = store
                .read(move |db| {
                    let shop = find_shop(db)?;
                    let demo = DemoDoor::of(db, &shop, can_leave)?;
                    Ok((shop, demo, latest_moment(db)?))
                })
                .await?;
            let lost_work = store.lost_work().map(LostWork::message);
            let warning = lost_work.or_else(|| clock_was_set_back(&shop, latest?, now)).unwrap_or_default();
            ShopStateAnswer {
                shop_name: Some(shop.name),
                language: Some(shop.language),
                ways_in: ways_in(&call.app.folder()),
                demo,
                ..answer("open", warning)
            }
        }
    }))
}

/// How far a clock may be behind the last changes: computers set their clocks a little now and then.
const CLOCK_TOLERANCE_MS: i64 = 60 * 60 * 1_000;

/// What to do about a clock that stands before the last changes.
fn clock_was_set_back(shop: &Shop, latest: Timestamp, now: Timestamp) -> Option<Message> {
    (latest.0 - now.0 > CLOCK_TOLERANCE_MS).then(|| {
        say!(
            "This computer's clock is behind the last changes in the shop, which were made on {date}. Set the clock right before anything is sold; what was written keeps the time it was written with.",
            date = latest.date_in(shop.zone())
        )
    })
}

/// What opens the shop. A key file that cannot be read has no ways in; whoever tries one is told why.
fn ways_in(folder: &std::path::Path) -> Vec<String> {
    let mut kinds: Vec<String> =
        KeyFile::read(folder).map(|file| file.slots.iter().map(|slot| slot.kind().to_owned()).collect()).unwrap_or_default();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// What each country usually means for a shop.
#[utoipa::path(get, path = "/country-presets", tag = "setup", responses((status = 200, body = Vec<CountryPreset>)))]
pub async fn list_country_presets(_: Call) -> Json<Vec<CountryPreset>> {
    Json(country_presets())
}

/// Makes the shop and its owner. Refused where there is a shop already.
#[utoipa::path(post, path = "/setup", tag = "setup", request_body = NewShop, responses((status = 200, body = NewShopAnswer)))]
pub async fn set_up_shop(call: Call, Input(new): Input<NewShop>) -> Result<Json<NewShopAnswer>> {
    if !matches!(&*call.app.shop(), ShopState::Missing) {
        return Err(Error::new(Code::Conflict, say!("There is a shop here already, and it was not touched.")));
    }
    let app = call.app.clone();
    tokio::task::spawn_blocking(move || {
        let (store, answer) = super::set_up_shop(&app.folder(), &new, &app.clock, app.effort)?;
        app.set_shop(ShopState::Open(store));
        Ok(Json(answer))
    })
    .await
    .map_err(Error::internal)?
}

/// A passphrase, or the identity of the recovery kit; or this computer's keyring.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unseal {
    /// What opens the shop; absent when the keyring shall.
    pub passphrase: Option<String>,
}

/// Opens a sealed shop, with what was typed or with this computer's keyring.
#[utoipa::path(post, path = "/unseal", tag = "setup", request_body = Unseal, responses((status = 204)))]
pub async fn unseal_shop(call: Call, Input(unseal): Input<Unseal>) -> Result<axum::http::StatusCode> {
    if !matches!(&*call.app.shop(), ShopState::Sealed(_)) {
        return Err(Error::refused(say!("The shop is not sealed, so there is nothing to open.")));
    }
    let app = call.app.clone();
    tokio::task::spawn_blocking(move || {
        let store = match &unseal.passphrase {
            Some(typed) => super::unseal_shop(&app.folder(), typed, &app.clock)?,
            None => super::unseal_with_keyring(&app.folder(), &app.clock)?,
        };
        app.set_shop(ShopState::Open(store));
        Ok(axum::http::StatusCode::NO_CONTENT)
    })
    .await
    .map_err(Error::internal)?
}

/// What lets a lost owner back in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerRecovery {
    /// The identity of the recovery kit.
    pub recovery_identity: String,
    /// The owner's name.
    pub name: String,
    /// Their new password.
    pub new_password: String,
}

/// Lets an owner back in who lost their password or second factor and holds the recovery kit.
#[utoipa::path(post, path = "/owner-recovery", tag = "setup", request_body = OwnerRecovery, responses((status = 200, body = Staff)))]
pub async fn recover_owner(call: Call, Input(recovery): Input<OwnerRecovery>) -> Result<Json<Staff>> {
    let is_right = KeyFile::read(call.store()?.folder())?.is_recovery_identity(&recovery.recovery_identity);
    if !is_right {
        call.note_access(&recovery.name, Some(Code::Forbidden)).await;
        return Err(Error::field(
            "recovery_identity",
            say!(
                "This is not the identity of this shop's recovery kit, and nothing was changed. Compare it with the kit group by group."
            ),
        ));
    }
    let hash = hash_password(&call, recovery.new_password, recovery.name.clone()).await?;
    call.write(move |tx| crate::staff::recover_owner(tx, &recovery.name, &hash)).await.map(Json)
}

/// The identity that set-up answered.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryIdentity {
    /// The identity as set-up showed it.
    pub recovery_identity: String,
}

/// The recovery kit as a page to print. The identity is not kept: whoever asks must have it, and it must open this shop.
#[utoipa::path(post, path = "/recovery-kit", tag = "setup", request_body = RecoveryIdentity,
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
pub async fn print_recovery_kit(call: Call, Input(asked): Input<RecoveryIdentity>) -> Result<File> {
    let (folder, now) = (call.app.folder(), call.now());
    call.read(move |db| {
        let shop = find_shop(db)?;
        let bytes = super::recovery_kit(&folder, &shop, &asked.recovery_identity, now)?;
        Ok(File { media_type: "application/pdf", name: "recovery-kit.pdf".into(), bytes })
    })
    .await
}
