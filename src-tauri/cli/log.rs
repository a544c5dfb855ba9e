//! The log: errors to stderr and, once there is a shop, what is worth keeping to `logs/` in its folder: a file a day, the last fourteen, readable by
//! the owner of the computer's account only.
//!
//! Only what this program says itself is kept. Every line of it was looked at for names and secrets where it is written; what other
//! libraries would write nobody vouches for.

use std::io::{Result, Write};
use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, RollingFileAppender, Rotation};
use tracing_subscriber::filter::{EnvFilter, LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::base::Clock;
use crate::base::time::SystemClock;
use crate::health::{LOG_DAYS, LOG_NAME, log_folder};
use crate::store::make_private;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Starts the log of this process. What the guard still holds is written when it is dropped.
pub(super) fn start(folder: &Path) -> Option<WorkerGuard> {
    let terminal = fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_filter(EnvFilter::builder().with_default_directive(LevelFilter::ERROR.into()).from_env_lossy());
    let (file, guard) = match PrivateLog::below(folder) {
        Some(log) => {
            let (writer, guard) = tracing_appender::non_blocking(log);
            let own = Targets::new().with_target("counterfoil", LevelFilter::INFO);
            (Some(fmt::layer().with_writer(writer).with_ansi(false).with_filter(own)), Some(guard))
        }
        None => (None, None),
    };
    let _ = tracing_subscriber::registry().with(terminal).with(file).try_init();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "the program starts");
    guard
}

/// A log file a day in a folder that is nobody else's business: the appender makes a new one every day as the system does.
struct PrivateLog {
    appender: RollingFileAppender,
    folder: PathBuf,
    /// The day (UTC, as the appender counts) whose file is private already.
    day: Option<i64>,
}

impl PrivateLog {
    /// The log of the shop in a folder; nothing where there is no shop yet, or nothing can be written.
    fn below(folder: &Path) -> Option<Self> {
        let logs = log_folder(folder);
        if !folder.is_dir() || std::fs::create_dir_all(&logs).is_err() {
            return None;
        }
        let (begin, end) = LOG_NAME;
        let builder = Builder::new().rotation(Rotation::DAILY).filename_prefix(begin).filename_suffix(end);
        let appender = builder.max_log_files(LOG_DAYS).build(&logs).ok()?;
        make_private(&logs, 0o700);
        let mut log = Self { appender, folder: logs, day: None };
        log.keep_private();
        Some(log)
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
