//! Connections with the settings every promise rests on, and the checks before the first of them.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::database_path;
use super::keys::DataKey;
use crate::base::{Code, Error, Result};
use crate::say;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The oldest SQLite that opens a store, as its own number. Up to 3.51.2 two connections could corrupt a write-ahead log (sqlite.org, release notes
/// of 3.51.3).
pub const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// The version of SQLCipher in this program; nothing when it has none.
#[must_use]
pub fn cipher_version() -> Option<String> {
    let connection = Connection::open_in_memory().ok()?;
    connection.pragma_query_value(None, "cipher_version", |row| row.get(0)).ok()
}

pub(super) fn open_for_writing(folder: &Path, key: &DataKey) -> Result<Connection> {
    let path = database_path(folder);
    drop(create_private(&path).map_err(Error::internal)?);
    let connection = Connection::open_with_flags(
        &path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    prepare(&connection, key)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    check_settings(&connection, false)?;
    Ok(connection)
}

pub(super) fn open_for_reading(folder: &Path, key: &DataKey) -> Result<Connection> {
    let connection =
        Connection::open_with_flags(database_path(folder), OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    prepare(&connection, key)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "query_only", true)?;
    check_settings(&connection, true)?;
    Ok(connection)
}

fn prepare(connection: &Connection, key: &DataKey) -> Result<()> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(Error::internal(format!("SQLite {} is too old", rusqlite::version())));
    }
    key.unlock(connection)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(256);
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    Ok(())
}

/// Gives a connection that reads the whole file more room: each page that it has to read again is unsealed again.
pub(super) fn widen_cache(connection: &Connection) -> Result<()> {
    connection.pragma_update(None, "cache_size", -256_000)?;
    Ok(())
}

/// A connection without these settings would break a promise, so it is never handed out.
fn check_settings(connection: &Connection, is_reader: bool) -> Result<()> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let journal: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let cipher: Option<String> = connection.pragma_query_value(None, "cipher_version", |row| row.get(0)).ok();
    let is_right = journal == "wal"
        && cipher.is_some()
        && number("synchronous")? == 2
        && number("foreign_keys")? == 1
        && number("trusted_schema")? == 0
        && number("query_only")? == i64::from(is_reader);
    if is_right { Ok(()) } else { Err(Error::internal("a connection has the wrong settings")) }
}

/// Applies the migrations that are missing, each in its own transaction. Only a new store and copies see this.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    embedded::migrations::runner().run(connection).map(|_| ()).map_err(Error::internal)
}

/// Looks at the file read-only: is it there, does the key fit, is it whole enough to be read, and did this program or an older one
/// write it?
pub(super) fn check_before_opening(folder: &Path, key: &DataKey) -> Result<()> {
    let path = database_path(folder);
    if !path.exists() {
        return Err(Error::new(
            Code::StoreRefused,
            say!(
                "The key of a shop lies in {folder}, but its file shop.db is missing. Put the file back or restore a backup; nothing was changed.",
                folder = folder.display()
            ),
        ));
    }
    let damaged = |detail: rusqlite::Error| {
        tracing::error!(%detail, "the store cannot be read");
        Error::new(
            Code::StoreRefused,
            say!(
                "The key fits shop.key, but not the shop's file: the file is damaged, or one of the two belongs to another copy. Both were not touched; put the two of one copy together, or restore the last good backup into another folder."
            ),
        )
    };
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(damaged)?;
    key.unlock(&connection)?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(damaged)?;
    if tables == 0 {
        return Err(damaged(rusqlite::Error::QueryReturnedNoRows));
    }
    let mut statement =
        connection.prepare("SELECT version, checksum FROM refinery_schema_history ORDER BY version").map_err(damaged)?;
    let written: Vec<(u32, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).and_then(Iterator::collect).map_err(damaged)?;
    refuse_other_formats(&written)?;
    // A log that was damaged near its beginning loses the making of the shop itself.
    let devices: i64 = if written.is_empty() {
        0
    } else {
        connection.query_row("SELECT count(*) FROM local_device", [], |row| row.get(0)).map_err(damaged)?
    };
    if devices == 0 { Err(damaged(rusqlite::Error::QueryReturnedNoRows)) } else { Ok(()) }
}

/// The format of a store that passed [`check_before_opening`].
pub(super) fn written_version(folder: &Path, key: &DataKey) -> Result<u32> {
    let connection = open_for_reading(folder, key)?;
    Ok(connection.query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

/// Refuses a store that an older program wrote to whoever only reads: what they would ask for may not be in it yet.
pub(super) fn refuse_older(folder: &Path, key: &DataKey) -> Result<()> {
    if written_version(folder, key)? == schema_version() {
        return Ok(());
    }
    Err(Error::new(
        Code::StoreRefused,
        say!(
            "An older version of Counterfoil wrote this shop. Open it once with this version, which brings a copy to the new format and keeps the old file; nothing was changed."
        ),
    ))
}

/// Refuses a file that a newer program wrote, or one whose migrations were others than this program's.
fn refuse_other_formats(written: &[(u32, String)]) -> Result<()> {
    let runner = embedded::migrations::runner();
    let known = schema_version();
    let newest = written.last().map_or(0, |(version, _)| *version);
    if newest > known {
        return Err(Error::new(
            Code::StoreRefused,
            say!(
                "A newer version of Counterfoil wrote this shop (its format is {newest}, this program knows {known}). The file was not touched; install the newer version to open it.",
                newest,
                known
            ),
        ));
    }
    let is_own = |(version, checksum): &(u32, String)| {
        let own = runner.get_migrations().iter().find(|migration| migration.version() as u32 == *version);
        own.is_some_and(|migration| migration.checksum().to_string() == *checksum)
    };
    if let Some((version, _)) = written.iter().find(|written| !is_own(written)) {
        return Err(Error::new(
            Code::StoreRefused,
            say!(
                "An unreleased version of Counterfoil wrote this shop (its format {version} is not the one this program knows). The file was not touched; open it with the version that wrote it.",
                version
            ),
        ));
    }
    Ok(())
}

/// The newest format this program writes.
pub(super) fn schema_version() -> u32 {
    embedded::migrations::runner().get_migrations().iter().map(|migration| migration.version()).max().unwrap_or(0) as u32
}

/// Readable by the owner of the computer's account only, where the system knows file modes.
pub fn make_private(path: &Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if let Err(error) = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)) {
            tracing::warn!(%error, "file mode could not be set");
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
}

/// Opens a file for writing and makes it when it is missing, readable by the owner of the computer's account only from its first moment.
pub(super) fn create_private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    make_private(path, 0o600);
    Ok(file)
}
