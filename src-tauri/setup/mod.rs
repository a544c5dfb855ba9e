//! The first minutes of a shop: making its store, its key slots, its places, its roles and its owner; and opening it again later.

pub mod routes;
mod store;

use std::path::Path;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::base::{
    Clock, Code, Error, LocationId, Message, RegisterId, Result, RoleId, ShopId, TaxCategoryId, TaxRateId, Timestamp,
};
use crate::http::{Permission, ShopState};
use crate::paper::{self, Language, RecoveryKit, Sheet};
use crate::say;
use crate::settings::presets::{CountryPreset, country_preset};
use crate::settings::{PaperSize, Shop, TaxRounding, check_shop, insert_shop};
use crate::staff::{Role, RoleCode, create_staff, insert_role, password};
use crate::store::keys::{DataKey, Effort, KeyFile, KeyringState, Slot, key_path, keyring_is_available};
use crate::store::{Context, Store, Write, database_path, exists};

/// The password of everybody in a demo shop, and the passphrase of its file. No secret: it is printed, and shown where one signs in.
pub const DEMO_PASSWORD: &str = "just looking at the window";

/// What a new shop begins with. What is absent follows from the country.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShop {
    /// The shop's name; "My shop" until somebody says otherwise.
    pub shop_name: Option<String>,
    /// Country (ISO 3166-1 alpha-2).
    pub country: String,
    /// The owner's name.
    pub owner_name: String,
    /// The owner's password.
    pub password: String,
    /// `en` or `de`.
    pub language: Option<String>,
    /// Currency (ISO 4217).
    pub currency: Option<String>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// A passphrase that opens the store besides the keyring. Without keyring and passphrase the owner's password becomes the
    /// passphrase.
    pub passphrase: Option<String>,
    /// Whether it is a demo shop, which nobody can ask for from outside. Its password opens the file, and no keyring entry is left behind.
    #[serde(skip)]
    pub is_demo: bool,
}

impl NewShop {
    fn chosen_passphrase(&self) -> Option<&str> {
        self.passphrase.as_deref().map(str::trim).filter(|passphrase| !passphrase.is_empty())
    }
}

/// What set-up answers once and never again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NewShopAnswer {
    /// The recovery kit's identity. It is kept nowhere: print it or write it down now.
    pub recovery_identity: String,
    /// The slots that open the shop from now on: `keyring`, `passphrase`, `recovery`.
    pub key_slots: Vec<String>,
}

/// Makes a shop in `folder` and opens it.
///
/// # Errors
/// Refuses a folder that holds a shop already and input that does not make sense; then nothing is left behind.
pub fn set_up_shop(folder: &Path, new: &NewShop, clock: &Arc<dyn Clock>, effort: Effort) -> Result<(Store, NewShopAnswer)> {
    if exists(folder) {
        return Err(Error::new(
            Code::Conflict,
            say!(
                "There is a shop in {folder} already, and it was not touched. Open it, or choose another folder for a new one.",
                folder = folder.display()
            ),
        ));
    }
    let preset = country_preset(&new.country)?;
    let shop = shop_of(new, &preset)?;
    let personal = [&*new.owner_name, new.shop_name.as_deref().unwrap_or_default()];
    let password_hash = password::hash(&new.password, &personal, effort)?;
    if let Some(passphrase) = new.chosen_passphrase() {
        password::demand_passphrase(passphrase, &personal)?;
    }
    std::fs::create_dir_all(folder).map_err(|error| {
        Error::new(
            Code::StoreRefused,
            say!(
                "The folder {folder} cannot be made ({error}). Nothing was set up; choose a folder you may write to.",
                folder = folder.display(),
                error
            ),
        )
    })?;
    let key = DataKey::generate();
    let (key_file, recovery_identity) = make_key_file(new, &key, effort, clock.now())?;
    let made = key_file.write(folder).and_then(|()| Store::create(folder, key, clock)).and_then(|store| {
        let (new, preset) = (new.clone(), preset.clone());
        store.write_now(Context::program("set_up_shop"), move |tx| fill(tx, &shop, &preset, &new.owner_name, &password_hash))?;
        Ok(store)
    });
    match made {
        Ok(store) => {
            let key_slots = key_file.slots.iter().map(|slot| slot.kind().to_owned()).collect();
            Ok((store, NewShopAnswer { recovery_identity, key_slots }))
        }
        Err(error) => {
            // Nothing was in this folder before, so what lies there now is the half-made shop.
            for path in [database_path(folder), key_path(folder)] {
                let _ = std::fs::remove_file(path);
            }
            Err(error)
        }
    }
}

fn shop_of(new: &NewShop, preset: &CountryPreset) -> Result<Shop> {
    let currency = new.currency.clone().unwrap_or_else(|| preset.currency.clone());
    let shop = Shop {
        id: ShopId(uuid::Uuid::nil()),
        name: new
            .shop_name
            .clone()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "My shop".into()),
        address: String::new(),
        country: preset.country.clone(),
        currency_exponent: crate::settings::currency_exponent(&currency)?,
        cash_rounding_minor: if currency == preset.currency { preset.cash_rounding_minor } else { 1 },
        currency,
        language: new.language.clone().unwrap_or_else(|| preset.language.clone()),
        time_zone: new.time_zone.clone().unwrap_or_else(|| preset.time_zone.clone()),
        paper_size: preset.paper_size,
        prices_include_tax: preset.prices_include_tax,
        tax_rounding: TaxRounding::Document,
        tax_number: String::new(),
        allow_negative_stock: false,
        expiry_warning_days: 90,
        lock_after_minutes: 15,
        is_demo: new.is_demo,
    };
    check_shop(&shop)?;
    Ok(shop)
}

fn make_key_file(new: &NewShop, key: &DataKey, effort: Effort, now: Timestamp) -> Result<(KeyFile, String)> {
    let mut key_file = KeyFile::new(key);
    if new.is_demo {
        key_file.known_passphrase = Some(new.password.trim().to_owned());
    } else if keyring_is_available() {
        key_file.add_keyring(key, now)?;
    }
    match new.chosen_passphrase() {
        Some(passphrase) => key_file.add_passphrase(key, passphrase, effort, now)?,
        None if !key_file.has("keyring") => key_file.add_passphrase(key, new.password.trim(), effort, now)?,
        None => {}
    }
    let identity = key_file.add_recovery(key, now)?;
    Ok((key_file, identity))
}

/// Fills an empty store with what every shop begins with.
fn fill(tx: &mut Write<'_>, shop: &Shop, preset: &CountryPreset, owner_name: &str, password_hash: &str) -> Result<()> {
    let id: ShopId = tx.new_id();
    insert_shop(tx, &Shop { id, ..shop.clone() })?;
    tx.change("shop", id.0, "name", None, Some(&shop.name))?;
    let is_german = shop.language == "de";
    let word = |english: &'static str, german: &'static str| if is_german { german } else { english };
    let floor: LocationId = tx.new_id();
    store::insert_location(tx, floor, word("Shop floor", "Verkaufsraum"), "shop_floor", true)?;
    store::insert_location(tx, tx.new_id(), word("Stockroom", "Lager"), "stockroom", true)?;
    store::insert_location(tx, tx.new_id(), word("Testers", "Tester"), "testers", false)?;
    store::insert_location(tx, tx.new_id(), word("Quarantine", "Sperrlager"), "quarantine", false)?;
    for (number, name) in [(1, word("Till 1", "Kasse 1")), (2, word("Till 2 (scripts)", "Kasse 2 (Skripte)"))] {
        let register: RegisterId = tx.new_id();
        store::insert_register(tx, register, floor, name, number)?;
    }
    for (position, rate) in preset.tax_rates.iter().enumerate() {
        let name = match rate.code.as_str() {
            "standard" => word("Standard rate", "Regelsteuersatz"),
            "reduced" => word("Reduced rate", "Ermäßigter Satz"),
            _ => word("No tax", "Ohne Steuer"),
        };
        let category: TaxCategoryId = tx.new_id();
        let rate_id: TaxRateId = tx.new_id();
        let tax_name = tax_name(&shop.country, is_german);
        store::insert_tax(tx, category, rate_id, &rate.code, name, tax_name, rate.rate_millionths, position)?;
    }
    let mut owner_role = None;
    for ready in RoleCode::ALL {
        let role = Role {
            id: tx.new_id::<RoleId>(),
            code: ready.code().into(),
            name: ready.code().into(),
            permissions: Permission::ALL.iter().copied().filter(|permission| ready.allows(*permission)).collect(),
            requires_second_factor: false,
            person_count: 0,
        };
        insert_role(tx, &role)?;
        if ready == RoleCode::Owner {
            owner_role = Some(role.id);
        }
    }
    let owner_role = owner_role.ok_or_else(|| Error::internal("there is no owner role"))?;
    create_staff(tx, owner_name, owner_role, password_hash).map(|_| ())
}

/// What the tax is called where the shop is.
fn tax_name(country: &str, is_german: bool) -> &'static str {
    match country {
        "US" => "Sales tax",
        "CA" | "AU" | "NZ" => "GST",
        "JP" => "Consumption tax",
        _ if is_german => "MwSt.",
        _ => "VAT",
    }
}

/// What a process may try when it opens the shop, before it asks a person.
#[derive(Default)]
pub struct Secrets {
    /// From `COUNTERFOIL_PASSPHRASE`.
    pub passphrase: Option<SecretString>,
    /// From `COUNTERFOIL_RECOVERY`: the identity of the recovery kit.
    pub recovery: Option<SecretString>,
    /// From `COUNTERFOIL_PASSWORD`: the owner's password opens shops that were set up without keyring and passphrase.
    pub password: Option<SecretString>,
}

impl Secrets {
    /// What the environment holds.
    #[must_use]
    pub fn from_environment() -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty()).map(SecretString::from);
        Self {
            passphrase: variable("COUNTERFOIL_PASSPHRASE"),
            recovery: variable("COUNTERFOIL_RECOVERY"),
            password: variable("COUNTERFOIL_PASSWORD"),
        }
    }
}

/// Finds the data key with what is at hand: a passphrase that is no secret, a given recovery key or passphrase, the keyring, the
/// owner's password. `None` when a person must be asked.
///
/// # Errors
/// A missing or damaged key file, and a passphrase or recovery key that was given and is wrong.
pub fn find_key(folder: &Path, secrets: &Secrets) -> Result<Option<DataKey>> {
    let key_file = KeyFile::read(folder)?;
    find_key_of(&key_file, secrets)
}

/// [`find_key`] for a key file that lies elsewhere, such as in a backup.
///
/// # Errors
/// A passphrase or recovery key that was given and is wrong.
pub fn find_key_of(key_file: &KeyFile, secrets: &Secrets) -> Result<Option<DataKey>> {
    if let Some(key) = key_file.open_with_known() {
        return Ok(Some(key));
    }
    if let Some(given) = secrets.recovery.as_ref().or(secrets.passphrase.as_ref()) {
        return key_file.open_with(given.expose_secret()).map(Some);
    }
    if let Some(key) = key_file.open_with_keyring() {
        return Ok(Some(key));
    }
    match &secrets.password {
        Some(password) => Ok(key_file.open_with(password.expose_secret()).ok()),
        None => Ok(None),
    }
}

/// Opens the shop of `folder` as far as it goes without asking a person.
#[must_use]
pub fn open_shop(folder: &Path, secrets: &Secrets, clock: &Arc<dyn Clock>) -> ShopState {
    if !exists(folder) {
        return ShopState::Missing;
    }
    let opened = KeyFile::read(folder).and_then(|key_file| {
        let key = find_key_of(&key_file, secrets)?;
        Ok((key.map(|key| open_store(folder, key, clock)).transpose()?, key_file))
    });
    match opened {
        Ok((Some(store), _)) => {
            compare_with_keyring(&store, secrets);
            ShopState::Open(store)
        }
        Ok((None, key_file)) => ShopState::Sealed(why_it_is_sealed(&key_file)),
        Err(error) if error.code == Code::Sealed => ShopState::Sealed(error.message),
        Err(error) => ShopState::Refused(error),
    }
}

/// Looks at the anchor in the keyring. Where the keyring has just opened the shop, that takes a moment; else it may have to be unlocked by a
/// person first, whom nothing waits for.
fn compare_with_keyring(store: &Store, secrets: &Secrets) {
    if secrets.passphrase.is_none() && secrets.recovery.is_none() {
        store.compare_with_keyring();
    } else {
        store.compare_with_keyring_later();
    }
}

/// Why a shop did not open by itself, and the ways in that are left.
fn why_it_is_sealed(key_file: &KeyFile) -> Message {
    let state = key_file.slots.iter().find_map(Slot::keyring_state);
    let has_passphrase = key_file.has("passphrase");
    match state {
        Some(KeyringState::Unreachable) if has_passphrase => say!(
            "This computer's keyring cannot be reached, so the shop did not open by itself. Unlock the keyring and start again, or use the passphrase or the recovery kit; nothing was changed."
        ),
        Some(KeyringState::Unreachable) => say!(
            "This computer's keyring cannot be reached, so the shop did not open by itself. Unlock the keyring and start again, or use the recovery kit; nothing was changed."
        ),
        Some(KeyringState::DoesNotKnow | KeyringState::Opens) if has_passphrase => say!(
            "The keyring of this computer account does not hold the shop's key: it was emptied, or it is another account's. Use the passphrase or the recovery kit; nothing was changed."
        ),
        Some(KeyringState::DoesNotKnow | KeyringState::Opens) => say!(
            "The keyring of this computer account does not hold the shop's key: it was emptied, or it is another account's. Use the recovery kit; nothing was changed."
        ),
        None => say!("The shop is closed and needs its passphrase or recovery key."),
    }
}

/// Opens a sealed shop with what a person typed: its passphrase, or the identity of its recovery kit.
///
/// # Errors
/// Refuses text that opens no slot, and everything [`Store::open`] refuses.
pub fn unseal_shop(folder: &Path, secret: &str, clock: &Arc<dyn Clock>) -> Result<Store> {
    let key = KeyFile::read(folder)?.open_with(secret)?;
    let store = open_store(folder, key, clock)?;
    store.compare_with_keyring_later();
    Ok(store)
}

/// Opens a sealed shop with this computer's keyring.
///
/// # Errors
/// Says which ways are left when the keyring does not open it, and everything [`Store::open`] refuses.
pub fn unseal_with_keyring(folder: &Path, clock: &Arc<dyn Clock>) -> Result<Store> {
    let key_file = KeyFile::read(folder)?;
    let key = key_file.open_with_keyring().ok_or_else(|| Error::new(Code::Sealed, why_it_is_sealed(&key_file)))?;
    let store = open_store(folder, key, clock)?;
    store.compare_with_keyring();
    Ok(store)
}

/// Opens the store for writing and marks what was still running when the program ended.
///
/// # Errors
/// Everything [`Store::open`] refuses.
pub fn open_store(folder: &Path, key: DataKey, clock: &Arc<dyn Clock>) -> Result<Store> {
    let store = Store::open(folder, key, clock)?;
    let tidied = store.write_now(Context::program("start"), |tx| {
        crate::jobs::cancel_unfinished(tx)?;
        crate::imports::cancel_unfinished(tx)
    });
    if let Err(error) = tidied {
        tracing::warn!(%error, "unfinished work could not be marked");
    }
    Ok(store)
}

/// The recovery kit as a PDF. The identity must open this very shop: a kit that opens nothing would be found out too late.
///
/// # Errors
/// Refuses an identity that does not open the shop.
pub fn recovery_kit(folder: &Path, shop: &Shop, identity: &str, now: Timestamp) -> Result<Vec<u8>> {
    KeyFile::read(folder)?.open_with(identity)?;
    paper::recovery_kit(&RecoveryKit {
        language: Language::of(&shop.language),
        sheet: match shop.paper_size {
            PaperSize::A4 => Sheet::A4,
            PaperSize::Letter => Sheet::Letter,
        },
        shop_name: shop.name.clone(),
        date: now.date_in(shop.zone()),
        issued_at: now,
        identity: identity.trim().to_owned(),
    })
}
