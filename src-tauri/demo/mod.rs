//! The demo shop: a cosmetics shop with a year behind it, in a file of its own, made by the ordinary operations.
//!
//! Invariants:
//! - It is made of nothing but operations that every shop has, so whatever is true of a shop is true of it, and `verify` finds nothing.
//! - All chance comes from one seed and all time from one last moment: the same two make the same shop, but for ids, keys and hashes.
//! - It is marked in its own row of `shop`, which no operation changes. Pages show a banner and documents say so.
//! - It is made beside its place and moved there when it is whole. A folder that holds any other shop is never touched.

mod assortment;
mod calendar;
mod dice;
mod kinds;
mod people;
pub mod routes;
mod selling;
mod shades;
mod shelf;
mod stocking;
mod store;
mod year;

use std::path::Path;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

pub use people::PASSWORD;
pub use year::{Counts, Extent};

use crate::base::time::SetClock;
use crate::base::{Clock, Code, Error, Result, Timestamp};
use crate::say;
use crate::settings::presets::country_preset;
use crate::settings::{Shop, find_shop};
use crate::setup::{NewShop, set_up_shop};
use crate::staff::password;
use crate::store::keys::{Effort, KeyFile};
use crate::store::{Context, Store, exists};
use crate::tax::list_tax_categories;
use assortment::Manner;
use dice::Dice;
use year::Year;

/// Where a demo shop grows before it stands in its folder.
const MAKING: &str = ".demo-being-made";
/// Every file of a shop that is moved or removed.
const FILES: [&str; 7] = ["shop.anchor-ahead", "shop.anchor", "shop.db-wal", "shop.db-shm", "shop.db", "shop.key", "shop.lock"];

/// What demo shop is wanted.
#[derive(Debug, Clone)]
pub struct DemoPlan {
    /// Country (ISO 3166-1 alpha-2).
    pub country: String,
    /// `en` or `de`; the country's when absent.
    pub language: Option<String>,
    /// What all chance follows from.
    pub seed: u64,
    /// The last day, whole; the present moment when absent.
    pub until: Option<NaiveDate>,
    /// How large it is.
    pub extent: Extent,
    /// Makes it anew where a demo shop is already.
    pub is_fresh: bool,
}

/// Makes a demo shop in `folder`; `None` when there is one already. `progress` hears how many days of how many are done.
///
/// # Errors
/// Refuses a folder that holds a shop which is no demo shop, a demo shop that is open, and a last day in the future. Nothing is changed
/// then.
pub fn make_demo_shop(
    folder: &Path,
    plan: &DemoPlan,
    clock: &dyn Clock,
    effort: Effort,
    mut progress: impl FnMut(u32, u32),
) -> Result<Option<Counts>> {
    if exists(folder) {
        demand_demo_shop(folder)?;
        if !plan.is_fresh {
            return Ok(None);
        }
        demand_closed(folder)?;
    }
    let preset = country_preset(&plan.country)?;
    let zone = preset.time_zone.parse().map_err(Error::internal)?;
    let today = clock.now().date_in(zone);
    let last = plan.until.unwrap_or(today);
    if last > today {
        return Err(Error::field(
            "until",
            say!("The last day of a demo shop cannot lie in the future. Nothing was made; use a day up to {today}.", today),
        ));
    }
    let making = folder.join(MAKING);
    remove_files(&making)?;
    let made = grow(&making, plan, last, clock.now(), effort, &mut progress).and_then(|counts| {
        // Asked again: the shop there may have been opened meanwhile.
        if exists(folder) {
            demand_demo_shop(folder)?;
            demand_closed(folder)?;
            remove_files(folder)?;
        }
        for file in FILES {
            if file != "shop.lock" && making.join(file).exists() {
                std::fs::rename(making.join(file), folder.join(file)).map_err(Error::internal)?;
            }
        }
        Ok(counts)
    });
    let _ = remove_files(&making);
    let _ = std::fs::remove_dir(&making);
    made.map(Some)
}

/// Whether nobody has the demo shop of this folder open.
fn demand_closed(folder: &Path) -> Result<()> {
    let key = KeyFile::read(folder)?.open_with_known().ok_or_else(|| Error::internal("a demo shop lost its passphrase"))?;
    let clock: Arc<dyn Clock> = Arc::new(SetClock::default());
    Store::open(folder, key, &clock).map(drop)
}

/// Whether the shop in this folder is a demo shop.
fn demand_demo_shop(folder: &Path) -> Result<()> {
    let other = || {
        Error::new(
            Code::Conflict,
            say!(
                "There is a shop in {folder} that is no demo shop, and it was not touched. Name another folder with --data DIR.",
                folder = folder.display()
            ),
        )
    };
    let key_file = KeyFile::read(folder).map_err(|_| other())?;
    let key = key_file.open_with_known().ok_or_else(other)?;
    let store = Store::open_beside(folder, key).map_err(|_| other())?;
    if store.read_now(find_shop)?.is_demo { Ok(()) } else { Err(other()) }
}

/// Removes the files of a shop and nothing else.
fn remove_files(folder: &Path) -> Result<()> {
    for file in FILES {
        match std::fs::remove_file(folder.join(file)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::internal(error)),
            _ => {}
        }
    }
    Ok(())
}

/// Makes the shop, and lets its year go by.
fn grow(
    folder: &Path,
    plan: &DemoPlan,
    last: NaiveDate,
    now: Timestamp,
    effort: Effort,
    progress: &mut impl FnMut(u32, u32),
) -> Result<Counts> {
    let days = plan.extent.days.max(1);
    let first = last - Days::new(u64::from(days) - 1);
    let dice = Dice::of(plan.seed);
    let is_german = plan
        .language
        .as_deref()
        .map_or_else(|| country_preset(&plan.country).is_ok_and(|preset| preset.language == "de"), |language| language == "de");
    let hand = Arc::new(SetClock::at(Timestamp(first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())));
    let clock: Arc<dyn Clock> = hand.clone();
    let (owner, _) = people::STAFF[0];
    let new = NewShop {
        shop_name: Some(if is_german { "Puder & Pinie" } else { "Powder & Pine" }.into()),
        country: plan.country.clone(),
        owner_name: if is_german { owner.1 } else { owner.0 }.into(),
        password: PASSWORD.into(),
        language: Some(if is_german { "de" } else { "en" }.into()),
        currency: None,
        time_zone: None,
        passphrase: None,
        is_demo: true,
    };
    let (store, _) = set_up_shop(folder, &new, &clock, effort)?;
    let password_hash = password::hash(PASSWORD, &[], effort)?;
    let shop = store.read_now(find_shop)?;
    let manner = manner(&store, &shop)?;
    let mut year = Year::new(dice, manner, &shop, plan.extent, last, now);
    let context = Context { time_zone: shop.zone(), ..Context::program("make_demo_shop") };
    hand.set(calendar::Opening::of(first, shop.zone(), now).morning().after_ms(-1_800_000));
    year = store.write_now(context.clone(), move |tx| {
        year.prepare(tx, &password_hash)?;
        Ok(year)
    })?;
    for done in 0..days {
        let date = first + Days::new(u64::from(done));
        hand.set(calendar::Opening::of(date, shop.zone(), now).morning());
        year = store.write_now(context.clone(), move |tx| {
            year.day(tx, date)?;
            Ok(year)
        })?;
        progress(done + 1, days);
    }
    Ok(year.counts)
}

fn manner(store: &Store, shop: &Shop) -> Result<Manner> {
    let categories = store.read_now(list_tax_categories)?;
    let standard = categories.first().ok_or_else(|| Error::internal("a new shop has no tax category"))?;
    Ok(Manner {
        is_german: shop.language == "de",
        exponent: shop.currency_exponent,
        per_euro: match shop.currency.as_str() {
            "DKK" | "NOK" | "SEK" => 10,
            "PLN" => 4,
            "RON" => 5,
            "CZK" => 25,
            "HUF" => 400,
            "JPY" => 160,
            _ => 1,
        },
        tax_category_id: standard.id,
    })
}
