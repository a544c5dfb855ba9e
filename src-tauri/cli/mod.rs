//! The command line: `counterfoil --data DIR SUBCOMMAND`. Scripts rely on its words and exit codes.
//!
//! Exit 0: done. Exit 1: refused, with the reason on stderr. Exit 2: the command was not understood.

mod backup;
mod connections;
mod demo;
mod doctor;
mod export;
mod import;
mod log;
mod restore;
mod rollback;
mod serve;
mod verify;

use std::io::{IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use secrecy::{ExposeSecret, SecretString};

use crate::base::time::SystemClock;
use crate::base::{Clock, Code, Error, Result};
use crate::http::{App, Door};
use crate::say;
use crate::setup::{NewShop, Secrets, find_key, open_shop, set_up_shop};
use crate::staff::sessions::DOORKEEPER;
use crate::store::Store;
use crate::store::keys::Effort;

/// The back office of a small shop. Without a subcommand the window opens.
#[derive(Debug, Parser)]
#[command(name = "counterfoil", version, about)]
struct CommandLine {
    /// The shop's folder.
    #[arg(long, global = true, value_name = "DIR", env = "COUNTERFOIL_DATA")]
    data: Option<PathBuf>,
    /// The demo shop's folder instead of the shop's. "counterfoil demo" makes the demo shop.
    #[arg(long, global = true)]
    demo: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up a new shop. The owner's password comes from COUNTERFOIL_PASSWORD or a prompt.
    Setup {
        /// The owner's name.
        #[arg(long, value_name = "NAME")]
        owner: String,
        /// Country (ISO 3166-1 alpha-2), such as DE or GB.
        #[arg(long, value_name = "CC")]
        country: String,
        /// The shop's name.
        #[arg(long, value_name = "NAME")]
        shop: Option<String>,
        /// Language: en or de.
        #[arg(long)]
        language: Option<String>,
        /// Currency (ISO 4217).
        #[arg(long)]
        currency: Option<String>,
        /// Write the recovery kit to this PDF. Print it, then delete the file: whoever holds it opens the shop.
        #[arg(long, value_name = "FILE")]
        recovery_kit: Option<PathBuf>,
    },
    /// Make a demo shop: a cosmetics shop with a year behind it, in a folder of its own.
    Demo(demo::Wanted),
    /// Serve the shop to a browser on this computer.
    Serve {
        /// The port on the loopback address; 0 takes a free one.
        #[arg(long, value_name = "N", default_value_t = 4780)]
        port: u16,
    },
    /// Bring in products (KIND products) or a history (KIND online-retail) from a CSV file.
    Import {
        /// products or online-retail.
        kind: String,
        /// The file; .xz is unpacked.
        file: PathBuf,
        /// End with one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Check every chain and re-derive everything that is kept twice.
    Verify {
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Look at versions, keyring, disk, backups and store, and read every page of the file. Exits with 0 whatever it finds.
    Doctor {
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        /// Print all of it with the log of the last days, to hand over: it names nobody and holds no secret.
        #[arg(long, conflicts_with = "json")]
        log: bool,
    },
    /// Put a backup of the shop into a folder, also while the shop is open in its window.
    Backup {
        /// The folder, such as one on another disk.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Restore a backup into the folder of --data. The recovery key comes from COUNTERFOIL_RECOVERY, the passphrase from
    /// COUNTERFOIL_PASSPHRASE, or either from a prompt.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Only show what it holds, and what the folder holds besides.
        #[arg(long)]
        preview: bool,
        /// Restore in the place of the shop that is in the folder, which is kept under another name.
        #[arg(long, conflicts_with = "preview")]
        replace: bool,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Go back to the shop's file from before the last update, as long as nothing was written since.
    Rollback {
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Hand over what the shop holds, in a form that needs no Counterfoil to be read.
    Export {
        #[command(subcommand)]
        what: Export,
    },
    /// Print the OpenAPI document.
    #[command(hide = true)]
    Openapi,
}

#[derive(Debug, Subcommand)]
enum Export {
    /// Write the whole history as JSON Lines (docs/archive.md), from which anybody can check it. The file is readable by whoever holds it.
    Archive {
        /// The file; it must not be there yet.
        file: PathBuf,
        /// Print the key that proves that the anchor in the archive was made by this shop. It opens nothing.
        #[arg(long)]
        anchor_key: bool,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    let is_demo = line.demo || matches!(line.command, Some(Command::Demo(_)));
    let Some(folder) = line.data.or_else(|| default_folder(is_demo)) else {
        eprintln!("counterfoil: This computer has no folder for application data. Name one with --data DIR.");
        return ExitCode::from(2);
    };
    let _log = log::start(&folder);
    #[cfg(feature = "desktop")]
    crate::health::note_window(crate::desktop::TAURI_VERSION);
    let done = match line.command {
        None => open_window(&folder),
        Some(Command::Setup { owner, country, shop, language, currency, recovery_kit }) => {
            set_up(&folder, &SetUp { owner, country, shop, language, currency }, recovery_kit.as_deref())
        }
        Some(Command::Demo(wanted)) => demo::demo(&folder, &wanted),
        Some(Command::Serve { port }) => serve::serve(&folder, port),
        Some(Command::Import { kind, file, json }) => import::import(&folder, &kind, &file, json),
        Some(Command::Verify { json }) => verify::verify(&folder, json),
        Some(Command::Doctor { json, log }) => doctor::doctor(&folder, json, log),
        Some(Command::Backup { to, json }) => backup::backup(&folder, &to, json),
        Some(Command::Restore { file, preview: true, json, .. }) => restore::preview(&file, &folder, json),
        Some(Command::Restore { file, replace, json, .. }) => restore::restore(&file, &folder, replace, json),
        Some(Command::Rollback { json }) => rollback::rollback(&folder, json),
        Some(Command::Export { what: Export::Archive { file, anchor_key, json } }) => {
            export::archive(&folder, &file, anchor_key, json)
        }
        Some(Command::Openapi) => print_document(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("counterfoil: {}", error.message);
            ExitCode::from(1)
        }
    }
}

#[cfg(feature = "desktop")]
fn open_window(folder: &Path) -> Result<()> {
    let shop = folder.to_owned();
    crate::desktop::open(folder, move || app(&shop, Door::Window))
}

#[cfg(not(feature = "desktop"))]
fn open_window(_: &Path) -> Result<()> {
    Err(Error::refused(say!("This build has no window. Run \"counterfoil serve\" and open the address it prints.")))
}

/// Where a shop lies when nobody says otherwise; the demo shop lies beside it.
fn default_folder(is_demo: bool) -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        variable("APPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join(if is_demo { "counterfoil-demo" } else { "counterfoil" }))
}

/// The state behind the router for a shop in this folder, opened as far as it goes without asking a person.
#[must_use]
pub fn app(folder: &Path, door: Door) -> Arc<App> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let shop = open_shop(folder, &Secrets::from_environment(), &clock);
    Arc::new(App::new(folder.to_owned(), clock, Effort::REAL, door, DOORKEEPER, shop))
}

/// What `setup` was told.
struct SetUp {
    owner: String,
    country: String,
    shop: Option<String>,
    language: Option<String>,
    currency: Option<String>,
}

fn set_up(folder: &Path, told: &SetUp, recovery_kit: Option<&Path>) -> Result<()> {
    let secrets = Secrets::from_environment();
    let password = match secrets.password {
        Some(password) => password,
        None => prompt("Password for the owner: ")?.ok_or_else(|| {
            Error::invalid(say!("The owner needs a password. Nothing was set up; give one in COUNTERFOIL_PASSWORD."))
        })?,
    };
    let new = NewShop {
        shop_name: told.shop.clone(),
        country: told.country.to_ascii_uppercase(),
        owner_name: told.owner.clone(),
        password: password.expose_secret().to_owned(),
        language: told.language.clone(),
        currency: told.currency.clone(),
        time_zone: None,
        passphrase: secrets.passphrase.map(|passphrase| passphrase.expose_secret().to_owned()),
        is_demo: false,
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let (store, answer) = set_up_shop(folder, &new, &clock, Effort::REAL)?;
    say(&format!("The shop was set up in {}. It opens with: {}.", folder.display(), answer.key_slots.join(", ")))?;
    say("Recovery identity (write it down or print it; it is shown once and opens the shop when all else is lost):")?;
    say(&answer.recovery_identity)?;
    let Some(path) = recovery_kit else { return Ok(()) };
    let shop = store.read_now(crate::settings::find_shop)?;
    let pdf = crate::setup::recovery_kit(folder, &shop, &answer.recovery_identity, clock.now())?;
    std::fs::write(path, pdf).map_err(|error| {
        Error::refused(say!(
            "The shop was set up, but the recovery kit could not be written to {path} ({error}). Write the identity above down by hand.",
            path = path.display(),
            error
        ))
    })
}

/// Opens the store for a command that writes, asking for the passphrase when a person is there.
///
/// # Errors
/// Says what is missing.
pub(crate) fn open_for_writing(folder: &Path) -> Result<Store> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    crate::setup::open_store(folder, key(folder)?, &clock)
}

/// Opens the store for a command that only reads, beside a process that may be writing.
///
/// # Errors
/// Says what is missing.
pub(crate) fn open_beside(folder: &Path) -> Result<Store> {
    Store::open_beside(folder, key(folder)?)
}

fn key(folder: &Path) -> Result<crate::store::keys::DataKey> {
    if !crate::store::exists(folder) {
        return Err(Error::new(
            Code::NoShop,
            say!(
                "There is no shop in {folder}. Set one up with \"counterfoil setup\", or name its folder with --data DIR.",
                folder = folder.display()
            ),
        ));
    }
    if let Some(key) = find_key(folder, &Secrets::from_environment())? {
        return Ok(key);
    }
    let typed = prompt("Passphrase of the shop: ")?.ok_or_else(|| {
        Error::new(Code::Sealed, say!(
            "The shop is sealed: the keyring does not open it here and no passphrase was given. Give it in COUNTERFOIL_PASSPHRASE; nothing was changed."
        ))
    })?;
    crate::store::keys::KeyFile::read(folder)?.open_with(typed.expose_secret())
}

/// Asks a person at a terminal; `None` where there is none.
fn prompt(question: &str) -> Result<Option<SecretString>> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    rpassword::prompt_password(question).map(SecretString::from).map(Some).map_err(Error::internal)
}

fn print_document() -> Result<()> {
    let document = serde_json::to_value(crate::router::document()).map_err(Error::internal)?;
    say(&serde_json::to_string_pretty(&sorted(document)).map_err(Error::internal)?)
}

/// The same document with every object in the order of its keys: extensions come from a hash map, and the committed file must not differ
/// from one run to the next.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(fields) => {
            let fields: std::collections::BTreeMap<_, _> = fields.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}

/// Prints a line; a closed pipe is no panic.
fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").map_err(Error::internal)
}
