//! The log's files, readable by the owner of the computer's account only: the appender makes a new one every day as the system does.

use std::io::{Result, Write};
use std::path::PathBuf;

use tracing_appender::rolling::RollingFileAppender;

use crate::base::Clock;
use crate::base::time::SystemClock;
use crate::store::make_private;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// A log file a day in a folder that is nobody else's business.
pub(super) struct PrivateLog {
    appender: RollingFileAppender,
    folder: PathBuf,
    /// The day (UTC, as the appender counts) whose file is private already.
    day: Option<i64>,
}

impl PrivateLog {
    pub(super) fn new(appender: RollingFileAppender, folder: PathBuf) -> Self {
        make_private(&folder, 0o700);
        let mut log = Self { appender, folder, day: None };
        log.keep_private();
        log
    }

    fn keep_private(&mut self) {
        let today = SystemClock.now().0.div_euclid(DAY_MS);
        if self.day.replace(today) != Some(today) {
            for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
                make_private(&entry.path(), 0o600);
            }
        }
    }
}

impl Write for PrivateLog {
    fn write(&mut self, line: &[u8]) -> Result<usize> {
        let written = self.appender.write(line);
        self.keep_private();
        written
    }

    fn flush(&mut self) -> Result<()> {
        self.appender.flush()
    }
}
