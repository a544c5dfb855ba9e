//! The state behind the router.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};

use tokio::sync::watch;

use super::call::Actor;
use super::errand::Errand;
use crate::base::{Clock, Code, Error, Message, Result, Timestamp};
use crate::say;
use crate::store::keys::Effort;
use crate::store::{Store, Write};

/// How a request came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The desktop window, in process.
    Window,
    /// A browser or a script on this computer, over loopback.
    Loopback,
    /// The command line and the tests, in process.
    Process,
}

/// Whether there is a shop, and whether it can be read.
pub enum ShopState {
    /// There is no shop in this folder yet.
    Missing,
    /// There is one, and it is closed; why it did not open by itself.
    Sealed(Message),
    /// There is one, and something is being done to its file that nobody may watch; what it is.
    Busy(Message),
    /// There is one, and it must not be opened as it is.
    Refused(Error),
    /// It is open.
    Open(Store),
}

/// What the guard asks the area of staff, which stands above it.
#[derive(Clone, Copy)]
pub struct Doorkeeper {
    /// Finds who a session belongs to: the hash of its token in, the person out.
    pub look_up_session: fn(&rusqlite::Connection, &[u8; 32], Timestamp) -> Result<Option<Actor>>,
    /// Writes down that an account was let in (without a code) or refused; the operation is the write's own.
    pub note_access: fn(&mut Write<'_>, account: &str, outcome: Option<Code>) -> Result<()>,
}

/// What the handlers share.
pub struct App {
    /// The folder that this program was started for.
    pub home: PathBuf,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// How expensive passwords are to try.
    pub effort: Effort,
    /// How this program is reached.
    pub door: Door,
    /// Who knows sessions.
    pub doorkeeper: Doorkeeper,
    shop: RwLock<Shop>,
    /// The last work on the shop's file as a whole.
    errand: Mutex<Option<Errand>>,
    /// When each session was last used. Kept in memory: a restart locks the screen, which is what a restart should do.
    last_seen: Mutex<HashMap<[u8; 32], Timestamp>>,
    /// Tells every connection to end; what went through one stays in its buffers as long as it is there.
    connections: watch::Sender<()>,
}

/// A shop's folder and what there is in it.
struct Shop {
    folder: PathBuf,
    state: Arc<ShopState>,
}

impl App {
    /// The state for a shop in this folder.
    #[must_use]
    pub fn new(
        folder: PathBuf,
        clock: Arc<dyn Clock>,
        effort: Effort,
        door: Door,
        doorkeeper: Doorkeeper,
        shop: ShopState,
    ) -> Self {
        Self {
            home: folder.clone(),
            clock,
            effort,
            door,
            doorkeeper,
            shop: RwLock::new(Shop { folder, state: Arc::new(shop) }),
            errand: Mutex::default(),
            last_seen: Mutex::default(),
            connections: watch::Sender::default(),
        }
    }

    /// The present state of the shop.
    #[must_use]
    pub fn shop(&self) -> Arc<ShopState> {
        self.shop.read().unwrap_or_else(PoisonError::into_inner).state.clone()
    }

    /// The folder of the shop that is shown now: the one the program was started for, or that of the demo shop that somebody looks at.
    pub fn folder(&self) -> PathBuf {
        self.shop.read().unwrap_or_else(PoisonError::into_inner).folder.clone()
    }

    /// Puts the shop into another state: set up, unsealed or sealed.
    pub fn set_shop(&self, shop: ShopState) {
        self.shop_for_change().state = Arc::new(shop);
    }

    /// Shows the shop of another folder.
    pub fn show(&self, folder: PathBuf, shop: ShopState) {
        *self.shop_for_change() = Shop { folder, state: Arc::new(shop) };
    }

    /// Keeps everybody from a shop that is not open while something is done to its file. Answers the state it was in, for [`App::put_back`].
    ///
    /// # Errors
    /// Refuses while something else is being done to it, and an open shop, which is withdrawn instead.
    pub fn occupy(&self, why: Message) -> Result<Arc<ShopState>> {
        let mut shop = self.shop_for_change();
        match &*shop.state {
            ShopState::Busy(message) => Err(Error::new(Code::Sealed, message.clone())),
            ShopState::Open(_) => Err(Error::new(
                Code::Conflict,
                say!("The shop was opened meanwhile, so nothing was done. Sign in and try again."),
            )),
            _ => Ok(std::mem::replace(&mut shop.state, Arc::new(ShopState::Busy(why)))),
        }
    }

    /// Puts a shop that was occupied back into the state it was in.
    pub fn put_back(&self, state: Arc<ShopState>) {
        self.shop_for_change().state = state;
    }

    /// Takes the open store out of everybody's reach and puts the shop into another state, in one step: of two who want to, one does.
    ///
    /// # Errors
    /// Says why there is no open store.
    pub fn withdraw(&self, state: ShopState) -> Result<Store> {
        let mut shop = self.shop_for_change();
        let store = store_of(&shop.state)?;
        shop.state = Arc::new(state);
        Ok(store)
    }

    fn shop_for_change(&self) -> RwLockWriteGuard<'_, Shop> {
        self.shop.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last work on the shop's file as a whole, which may still go on.
    pub fn errand(&self) -> Option<Errand> {
        self.errand.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins work on the shop's file as a whole.
    ///
    /// # Errors
    /// Refuses while other such work goes on.
    pub fn begin_errand(&self, errand: Errand) -> Result<()> {
        let mut last = self.errand.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_some_and(Errand::is_running) {
            return Err(Error::new(
                Code::Conflict,
                say!("Something is being done to the shop's file already, so this did not begin. Wait until that has ended."),
            ));
        }
        *last = Some(errand);
        Ok(())
    }

    /// Says how far the present errand is, or what came of it.
    pub fn change_errand(&self, change: impl FnOnce(&mut Errand)) {
        if let Some(errand) = &mut *self.errand.lock().unwrap_or_else(PoisonError::into_inner) {
            change(errand);
        }
    }

    /// Forgets who used this program: sessions that go on must be unlocked.
    pub fn forget_sessions(&self) {
        self.last_seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Ends the connections that are open now, once what is being answered has gone out.
    pub fn end_connections(&self) {
        self.connections.send_replace(());
    }

    /// Waits until the connection that asks shall end.
    pub fn connection_ends(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut told = self.connections.subscribe();
        async move {
            // The state behind every door is gone: so is what the connection is for.
            let _ = told.changed().await;
        }
    }

    /// The open store.
    ///
    /// # Errors
    /// Says why there is none.
    pub fn store(&self) -> Result<Store> {
        store_of(&self.shop())
    }

    /// Notes that a session is used and answers when it was used before.
    pub(super) fn touch(&self, token_hash: &[u8; 32], now: Timestamp) -> Option<Timestamp> {
        self.last_seen.lock().unwrap_or_else(PoisonError::into_inner).insert(*token_hash, now)
    }

    /// When a session was used last in this run of the program.
    pub fn last_seen(&self, token_hash: &[u8; 32]) -> Option<Timestamp> {
        self.last_seen.lock().unwrap_or_else(PoisonError::into_inner).get(token_hash).copied()
    }

    /// Starts the idle time of a session anew: it was just made or unlocked.
    pub fn wake(&self, token_hash: &[u8; 32]) {
        self.touch(token_hash, self.clock.now());
    }
}

fn store_of(shop: &ShopState) -> Result<Store> {
    match shop {
        ShopState::Open(store) => Ok(store.clone()),
        ShopState::Missing => Err(Error::new(Code::NoShop, say!("There is no shop here yet. Set one up first."))),
        ShopState::Sealed(_) => {
            Err(Error::new(Code::Sealed, say!("The shop is closed. Enter its passphrase or recovery key to open it.")))
        }
        ShopState::Busy(message) => Err(Error::new(Code::Sealed, message.clone())),
        ShopState::Refused(error) => Err(error.clone()),
    }
}
