//! One piece of work of a kind at a time: two would do the same thing from the same place.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::base::{Error, Message, Result};
use crate::store::Store;

static AT_WORK: Mutex<BTreeSet<(PathBuf, &'static str)>> = Mutex::new(BTreeSet::new());

/// Held while work of a kind is done on the shop in a folder.
pub struct Alone(PathBuf, &'static str);

impl Alone {
    /// Begins work of a kind.
    ///
    /// # Errors
    /// Refuses with `refusal` while other work of this kind is at work on the same shop.
    pub fn begin(store: &Store, kind: &'static str, refusal: Message) -> Result<Self> {
        let folder = store.folder().to_owned();
        if AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).insert((folder.clone(), kind)) {
            Ok(Self(folder, kind))
        } else {
            Err(Error::refused(refusal))
        }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).remove(&(std::mem::take(&mut self.0), self.1));
    }
}
