//! One import at a time: two would go on with the same file from the same place.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::base::{Error, Result};
use crate::say;
use crate::store::Store;

static AT_WORK: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Held while an import writes to the shop in this folder.
pub(super) struct Running(PathBuf);

impl Running {
    pub(super) fn begin(store: &Store) -> Result<Self> {
        let folder = store.folder().to_owned();
        if !AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.clone()) {
            return Err(Error::refused(say!(
                "Another import is at work, so this one did not begin. Wait for it, or cancel it first."
            )));
        }
        Ok(Self(folder))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
