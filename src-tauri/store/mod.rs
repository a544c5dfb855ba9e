//! The encrypted store: one file, one writer, several readers.
//!
//! What it promises: every write runs in one `BEGIN IMMEDIATE` transaction on one thread and is on the disk before it is
//! acknowledged (`synchronous=FULL`); reads never wait for it; facts are never edited; every commit is a link in a hash chain; nothing
//! readable lies on the disk. It knows SQL and knows no shop: what the tables mean is the areas' business.
//!
//! Files in the shop's folder: `shop.db` (with `-wal` and `-shm`), `shop.key` (key slots), `shop.anchor` (last commit, to notice lost
//! work), `shop.lock` (held by the one writing process); `before-update/` holds the file as it was before its last update, and while the data
//! key is changed there is also `shop.next` or `shop.next-draft` ([`rekey`]).

mod anchor;
mod archive;
mod connection;
mod facts;
pub mod keys;
mod purge;
mod recovery;
pub mod rekey;
mod snapshot;
mod update;
mod verify;
pub mod wiping;
mod write;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

pub use anchor::LostWork;
pub use archive::{Written, anchor_key, write_archive};
pub use connection::{SQLITE_VERSION_MIN, cipher_version, make_private};
pub use facts::{FactTable, PERSONAL, row_hash};
pub use purge::{Chosen, blank_rows, purge, purge_as, redact_facts, remove_rows, says_something, tagged_columns};
pub use snapshot::{
    ChainHead, chain_head, has_commit, latest_moment, newest_epoch, open_restored, read_copy, schema_version, snapshot,
};
pub use update::{Step, before_update, copy_from_before_update, rollback};
pub use verify::{BrokenLink, Finding, Tell, Verification, describe_break, verify, was_redacted};
pub use write::{Context, Number, Write, random as random_bytes};

use crate::base::{Clock, Code, DeviceId, Error, Result, Timestamp};
use crate::say;
use anchor::Anchor;
use keys::DataKey;
use write::Writer;

/// How long the lock of a shop is asked for before it counts as held.
const LOCK_PATIENCE: Duration = Duration::from_millis(300);
/// How many readers may work at once.
const READERS_MAX: usize = 4;

/// The file with the shop in it, inside the shop's folder.
#[must_use]
pub fn database_path(folder: &Path) -> PathBuf {
    folder.join("shop.db")
}

/// Whether this folder holds a shop.
#[must_use]
pub fn exists(folder: &Path) -> bool {
    database_path(folder).exists() || keys::key_path(folder).exists()
}

/// An open store. Clones share the same connections.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    key: DataKey,
    readers: Readers,
    writer: Option<Sender<Task>>,
    thread: Option<std::thread::JoinHandle<()>>,
    lost_work: OnceLock<LostWork>,
    /// Set while the store is being closed: who still holds it begins nothing new.
    is_closing: AtomicBool,
    /// Held as long as this process may write.
    lock: Option<File>,
}

type Task = Box<dyn FnOnce(&mut Writer) + Send>;

impl Store {
    /// Makes a new, empty store in `folder`, with every migration applied and this device entered.
    ///
    /// # Errors
    /// Refuses a folder that holds a shop already, and one that another process writes to.
    pub fn create(folder: &Path, key: DataKey, clock: &Arc<dyn Clock>) -> Result<Self> {
        if database_path(folder).exists() {
            return Err(Error::new(
                Code::Conflict,
                say!(
                    "There is a shop in {folder} already, and it was not touched. Choose another folder for a new one.",
                    folder = folder.display()
                ),
            ));
        }
        let lock = take_lock(folder)?;
        let mut connection = connection::open_for_writing(folder, &key)?;
        connection::migrate(&mut connection)?;
        facts::protect(&connection)?;
        let device_id = DeviceId(write::uuid_at(clock.now()));
        connection.execute(
            "INSERT INTO devices (id, name, created_at_ms) VALUES (?1, ?2, ?3)",
            (device_id, "This computer", clock.now()),
        )?;
        connection.execute("INSERT INTO local_device (device_id) VALUES (?1)", [device_id])?;
        Self::start(folder, key, connection, Some(lock), clock)
    }

    /// Opens the store for reading and writing. One that an older program wrote is updated on a copy first.
    ///
    /// # Errors
    /// Refuses, without touching the file, a wrong key, a damaged file, one that a newer program wrote, one that another process
    /// writes to, and one whose update does not hold.
    pub fn open(folder: &Path, key: DataKey, clock: &Arc<dyn Clock>) -> Result<Self> {
        Self::open_telling(folder, key, clock, &|_| Ok(()))
    }

    /// [`Store::open`], with somebody who hears how far an update is and may end it with an error.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_telling(folder: &Path, key: DataKey, clock: &Arc<dyn Clock>, tell: &dyn Fn(Step) -> Result<()>) -> Result<Self> {
        let lock = take_lock(folder)?;
        rekey::demand_settled(folder)?;
        rekey::discard_draft(folder);
        connection::check_before_opening(folder, &key)?;
        update::update(folder, &key, tell)?;
        let connection = connection::open_for_writing(folder, &key)?;
        facts::protect(&connection)?;
        Self::start(folder, key, connection, Some(lock), clock)
    }

    /// Opens the store beside a process that may be writing to it: for `verify`, `doctor` and exports.
    ///
    /// # Errors
    /// As [`Store::open`], except that another writing process does not matter; [`Store::write`] is refused.
    pub fn open_beside(folder: &Path, key: DataKey) -> Result<Self> {
        connection::check_before_opening(folder, &key)?;
        connection::refuse_older(folder, &key)?;
        let lost_work = {
            let reader = connection::open_for_reading(folder, &key)?;
            Anchor::at(folder, &key).lost_work(&reader)?
        };
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            readers: Readers::new(folder, &key),
            key,
            writer: None,
            thread: None,
            lost_work: once(lost_work),
            is_closing: AtomicBool::new(false),
            lock: None,
        })))
    }

    fn start(folder: &Path, key: DataKey, connection: Connection, lock: Option<File>, clock: &Arc<dyn Clock>) -> Result<Self> {
        let anchor = Anchor::at(folder, &key);
        let lost_work = anchor.lost_work(&connection)?;
        if lost_work.is_some() {
            anchor.keep_aside()?;
        }
        let mut writer = Writer::new(connection, anchor, clock.clone())?;
        let (sender, tasks) = channel::<Task>();
        let thread = std::thread::Builder::new()
            .name("store writer".into())
            .spawn(move || {
                for task in tasks {
                    task(&mut writer);
                }
            })
            .map_err(Error::internal)?;
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            readers: Readers::new(folder, &key),
            key,
            writer: Some(sender),
            thread: Some(thread),
            lost_work: once(lost_work),
            is_closing: AtomicBool::new(false),
            lock,
        })))
    }

    /// The shop's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Forgets the file from before the last update when nobody can go back to it any more and it is older than `keep_ms`.
    ///
    /// # Errors
    /// A failing disk.
    pub fn forget_before_update(&self, now: Timestamp, keep_ms: i64) -> Result<()> {
        let head = self.read_now(chain_head)?;
        update::forget_old(&self.0.folder, &head, &self.0.key, now.0, keep_ms)
    }

    /// The key of this store, for adding key slots.
    #[must_use]
    pub fn key(&self) -> &DataKey {
        &self.0.key
    }

    /// Acknowledged work that the file no longer holds, found when it was opened.
    #[must_use]
    pub fn lost_work(&self) -> Option<&LostWork> {
        self.0.lost_work.get()
    }

    /// Closes the store once nobody else holds it: every connection is closed, the log is folded into the file, and the key is wiped. Who
    /// holds it meanwhile begins nothing new. Answers the lock of the folder, which a store for reading does not have.
    ///
    /// # Errors
    /// The store itself, open as before, when somebody still holds it after `patience`.
    pub fn close(self, patience: Duration) -> std::result::Result<Option<File>, Self> {
        let began = Instant::now();
        let mut shared = self.0;
        shared.is_closing.store(true, Ordering::Release);
        loop {
            match Arc::try_unwrap(shared) {
                Ok(mut inner) => return Ok(inner.lock.take()),
                Err(still) if began.elapsed() < patience => shared = still,
                Err(still) => {
                    still.is_closing.store(false, Ordering::Release);
                    return Err(Self(still));
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn demand_staying_open(&self) -> Result<()> {
        if self.0.is_closing.load(Ordering::Acquire) {
            return Err(Error::new(Code::Sealed, say!("The shop is being closed. Nothing was changed.")));
        }
        Ok(())
    }

    /// Whether this process may write to the store.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.0.writer.is_some()
    }

    /// Reads one consistent state of the store.
    ///
    /// # Errors
    /// What `work` answers, and a failing disk.
    pub async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.read_now(work)).await.map_err(Error::internal)?
    }

    /// [`Store::read`] on the calling thread.
    ///
    /// # Errors
    /// What `work` answers, and a failing disk.
    pub fn read_now<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.demand_staying_open()?;
        self.0.readers.with(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let answer = work(&transaction)?;
            transaction.finish()?;
            Ok(answer)
        })
    }

    /// Reads one consistent state on a connection of its own: for long checks of the whole file, which would keep a reader from others, and
    /// for which a reader that was used before knows too much. The integrity check of a full-text index goes by the parts of the index
    /// that its connection remembers (`fts5IntegrityMethod` resets nothing), and takes what changed since for damage.
    ///
    /// # Errors
    /// What `work` answers, and a failing disk.
    pub fn read_afresh<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.demand_staying_open()?;
        let connection = connection::open_for_reading(&self.0.folder, &self.0.key)?;
        connection::widen_cache(&connection)?;
        let transaction = connection.unchecked_transaction()?;
        let answer = work(&transaction)?;
        transaction.finish()?;
        Ok(answer)
    }

    /// What is wrong with the pages of the file, all of which are read; empty when every one holds.
    ///
    /// # Errors
    /// A file that is damaged where it begins, and a failing disk.
    pub fn page_faults(&self) -> Result<Vec<String>> {
        let look = || self.read_afresh(|db| verify::page_faults(db, "quick_check"));
        let faults = look()?;
        // The seals are read past SQLite, maybe while the log is being folded into the file: what is damaged is so at a second look too.
        if faults.is_empty() { Ok(faults) } else { look() }
    }

    /// Changes the store in one transaction: all of `work` or nothing of it. What is acknowledged is on the disk.
    ///
    /// # Errors
    /// What `work` answers (then nothing was changed), a full or failing disk, a store opened beside another process.
    pub async fn write<T: Send + 'static>(
        &self,
        context: Context,
        work: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.queue(Box::new(move |writer| {
            let _ = answer.send(writer.run(context, work));
        }))?;
        answered.await.map_err(Error::internal)?
    }

    /// [`Store::write`] that blocks the calling thread.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_now<T: Send + 'static>(
        &self,
        context: Context,
        work: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = channel();
        self.queue(Box::new(move |writer| {
            let _ = answer.send(writer.run(context, work));
        }))?;
        answered.recv().map_err(Error::internal)?
    }

    fn queue(&self, task: Task) -> Result<()> {
        self.demand_staying_open()?;
        let writer = self.0.writer.as_ref().ok_or_else(|| {
            Error::new(
                Code::StoreRefused,
                say!(
                    "The shop is open in another window or process, so nothing was changed here. Do this there, or close it first."
                ),
            )
        })?;
        writer.send(task).map_err(|_| Error::internal("the writer thread has ended"))
    }
}

fn once(lost_work: Option<LostWork>) -> OnceLock<LostWork> {
    lost_work.map_or_else(OnceLock::new, OnceLock::from)
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.writer = None;
        if let Some(thread) = self.thread.take() {
            // The last handle may be dropped by a task on the writer thread itself, which cannot wait for its own end.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

/// The right to write to the shop in `folder`, held by one process at a time; given back when the file is closed.
///
/// # Errors
/// Refuses a folder that cannot be written to, and one whose shop another process has open.
pub fn take_lock(folder: &Path) -> Result<File> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Error::new(
            Code::StoreRefused,
            say!(
                "The folder {folder} cannot be made or reached ({error}). Nothing was changed; check the path and who may write there.",
                folder = folder.display(),
                error
            ),
        )
    })?;
    connection::make_private(folder, 0o700);
    let file = connection::create_private(&folder.join("shop.lock")).map_err(|error| {
        Error::new(
            Code::StoreRefused,
            say!(
                "The shop's folder {folder} cannot be written to ({error}). Nothing was changed.",
                folder = folder.display(),
                error
            ),
        )
    })?;
    // A process that this one or its neighbour is just starting holds every open file for a moment, the lock included.
    let patience = Instant::now();
    let locked = loop {
        match file.try_lock() {
            Err(std::fs::TryLockError::WouldBlock) if patience.elapsed() < LOCK_PATIENCE => {
                std::thread::sleep(LOCK_PATIENCE / 20)
            }
            answer => break answer,
        }
    };
    match locked {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::new(
            Code::StoreRefused,
            say!(
                "This shop is already open in another window or process on this computer. Use that one, or close it and try again; nothing was changed."
            ),
        )),
        Err(std::fs::TryLockError::Error(error)) => Err(Error::internal(error)),
    }
}

struct Readers {
    folder: PathBuf,
    key: DataKey,
    pool: Mutex<ReaderPool>,
    returned: Condvar,
}

#[derive(Default)]
struct ReaderPool {
    idle: Vec<Connection>,
    open: usize,
}

impl Readers {
    fn new(folder: &Path, key: &DataKey) -> Self {
        Self { folder: folder.to_owned(), key: key.clone(), pool: Mutex::default(), returned: Condvar::new() }
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut lent = Lent { readers: self, connection: Some(self.take()?) };
        let answer = work(lent.connection.as_ref().expect("a lent reader holds its connection until it is dropped"));
        // A connection that came upon a damaged page answers nothing any more, whole pages included.
        if answer.as_ref().is_err_and(|error| error.code == Code::StoreRefused) {
            lent.connection = None;
        }
        answer
    }

    fn take(&self) -> Result<Connection> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(connection) = pool.idle.pop() {
                return Ok(connection);
            }
            if pool.open < READERS_MAX {
                pool.open += 1;
                drop(pool);
                return connection::open_for_reading(&self.folder, &self.key).inspect_err(|_| {
                    self.pool.lock().unwrap_or_else(PoisonError::into_inner).open -= 1;
                    self.returned.notify_one();
                });
            }
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A reader out of the pool; it goes back when dropped, also when the work panicked.
struct Lent<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut pool = self.readers.pool.lock().unwrap_or_else(PoisonError::into_inner);
        match self.connection.take() {
            Some(connection) => pool.idle.push(connection),
            None => pool.open -= 1,
        }
        drop(pool);
        self.readers.returned.notify_one();
    }
}
