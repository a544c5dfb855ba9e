//! Looking at the demo shop before there is a shop of one's own, over HTTP.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::StatusCode;
use serde::Deserialize;

use super::{DemoPlan, Extent, make_demo_shop};
use crate::base::{Code, Error, Message, Result};
use crate::http::{App, Call, Errand, Input, Json, ShopState};
use crate::jobs::{close_store, start_errand};
use crate::say;
use crate::settings::presets::country_preset;
use crate::setup::{Secrets, open_shop};

/// The seed of the demo shop that everybody sees.
const SEED: u64 = 1;

/// What demo shop is wanted.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedDemoShop {
    /// Country (ISO 3166-1 alpha-2): its currency and taxes.
    pub country: String,
    /// `en` or `de`; the country's when absent.
    pub language: Option<String>,
}

/// Shows the demo shop instead of the shop that is not set up yet; it is made first where there is none. `find_errand` tells how far that is.
#[utoipa::path(post, path = "/demo-shop", tag = "setup", request_body = WantedDemoShop, responses((status = 200, body = Errand)))]
pub async fn start_demo_shop(call: Call, Input(wanted): Input<WantedDemoShop>) -> Result<Json<Errand>> {
    if !matches!(&*call.app.shop(), ShopState::Missing) {
        return Err(Error::new(
            Code::Conflict,
            say!("There is a shop here already, and it was not touched. \"counterfoil demo\" makes a demo shop beside it."),
        ));
    }
    country_preset(&wanted.country)?;
    let plan = DemoPlan {
        country: wanted.country,
        language: wanted.language,
        seed: SEED,
        until: None,
        extent: Extent::YEAR,
        is_fresh: false,
    };
    let errand = start_errand(&call.app, "demo_shop", making(), move |app, telling| {
        let before = app.occupy(say!("The demo shop is being made. This page goes on by itself."))?;
        let folder = demo_folder(&app.home);
        let tell = |done: u32, of: u32| telling.tell(done.into(), Some(of.into()), making());
        match make_demo_shop(&folder, &plan, &*app.clock, app.effort, tell).and_then(|_| open(app, &folder)) {
            Ok(shop) => {
                app.show(folder, shop);
                Ok(Vec::new())
            }
            Err(error) => {
                app.put_back(before);
                Err(error)
            }
        }
    })?;
    Ok(Json(errand))
}

fn making() -> Message {
    say!("A year in the demo shop goes by")
}

fn open(app: &Arc<App>, folder: &Path) -> Result<ShopState> {
    match open_shop(folder, &Secrets::default(), &app.clock) {
        ShopState::Refused(error) => Err(error),
        shop => Ok(shop),
    }
}

/// Where the demo shop of a program lies that was started for the shop in `home`: beside it.
fn demo_folder(home: &Path) -> PathBuf {
    let mut name = home.file_name().unwrap_or_default().to_owned();
    name.push("-demo");
    home.with_file_name(name)
}

/// Goes back from the demo shop to setting up a shop of one's own. The demo shop stays on the disk and opens at once the next time.
#[utoipa::path(post, path = "/demo-shop/leave", tag = "setup", responses((status = 204)))]
pub async fn leave_demo_shop(call: Call) -> Result<StatusCode> {
    let app = call.app.clone();
    if app.folder() == app.home {
        return Err(Error::refused(say!("This is the shop that the program was started for, so there is nothing to leave.")));
    }
    let context = call.context();
    tokio::task::spawn_blocking(move || {
        drop(close_store(&app, &context, ShopState::Missing)?);
        let home = app.home.clone();
        let shop = open_shop(&home, &Secrets::from_environment(), &app.clock);
        app.show(home, shop);
        app.forget_sessions();
        Ok(StatusCode::NO_CONTENT)
    })
    .await
    .map_err(Error::internal)?
}
