//! The log: where it lies, and the file that is made of it for whoever helps from afar. No secret and nothing about anybody stands in that.

use std::fs::File;
use std::io::{Read as _, Result, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::check::{Check, Subject, size};
use super::report;
use crate::base::Timestamp;
use crate::base::text::fit_for_log;
use crate::say;

/// How many days of the log are kept, a file for each.
pub const LOG_DAYS: usize = 14;
/// How the name of such a file begins and ends; the day stands between.
pub const LOG_NAME: (&str, &str) = ("counterfoil", "log");
/// As much of the log is handed over at most, the newest.
const BYTES_MAX: usize = 2 * 1024 * 1024;

/// Where the log of the shop in a folder lies.
#[must_use]
pub fn log_folder(folder: &Path) -> PathBuf {
    folder.join("logs")
}

/// Whether there is a log, where, and how big it is.
pub(super) fn look(folder: &Path) -> Check {
    let files = files(folder);
    if files.is_empty() {
        return Check::good(Subject::Log, say!("No log was written yet. It begins when the program is started the next time."));
    }
    let bytes: u64 = files.iter().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
    Check::good(
        Subject::Log,
        say!(
            "The log lies in {folder}: {count} days, {size}. Nobody's name stands in it.",
            folder = log_folder(folder).display(),
            count = files.len(),
            size = size(bytes)
        ),
    )
}

/// The files of the log, the oldest first: their names sort as their days do.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (begin, end) = LOG_NAME;
    let is_log = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(begin) && name.ends_with(end) && path.is_file()
    };
    let entries = std::fs::read_dir(log_folder(folder)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_log).collect();
    files.sort_unstable();
    files
}

/// How everything is, and what the program wrote into its log lately: one text to hand over.
#[must_use]
pub fn log_bundle(folder: &Path, checks: &[Check], now: Timestamp) -> String {
    let places = Places::around(folder);
    let mut kept = Vec::new();
    for file in files(folder) {
        let text = end_of(&file).unwrap_or_default();
        kept.extend(text.lines().filter(|line| is_own(line)).map(|line| fit_for_log(&places.shortened(line))));
    }
    let mut bytes = 0;
    let cut = kept.iter().rposition(|line: &String| {
        bytes += line.len() + 1;
        bytes > BYTES_MAX
    });
    let lines = &kept[cut.map_or(0, |place| place + 1)..];
    format!(
        "Counterfoil, {} UTC\n\n{}\n{}\n",
        now.utc().format("%Y-%m-%d %H:%M"),
        places.shortened(&report(checks)),
        lines.join("\n")
    )
}

/// As much of the end of a file as is handed over at most.
fn end_of(path: &Path) -> Result<String> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    file.seek(SeekFrom::Start(bytes.saturating_sub(BYTES_MAX as u64)))?;
    let mut end = Vec::new();
    file.take(BYTES_MAX as u64).read_to_end(&mut end)?;
    Ok(String::from_utf8_lossy(&end).into_owned())
}

/// Whether this program wrote the line, with its moment, its level and its place. What stands in it was looked at where it is written; nobody
/// vouches for what else may have come into the file.
fn is_own(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next().is_some_and(|moment| DateTime::parse_from_rfc3339(moment).is_ok())
        && words.next().is_some_and(|level| ["ERROR", "WARN", "INFO"].contains(&level))
        && words.next().is_some_and(|place| place.starts_with("counterfoil:"))
}

/// Folders whose names may be a person's, and what stands for them.
struct Places(Vec<(String, &'static str)>);

impl Places {
    fn around(folder: &Path) -> Self {
        let home = std::env::home_dir();
        let places = [(Some(folder.to_owned()), "[shop]"), (home, "~")];
        let named = places.into_iter().filter_map(|(path, sign)| Some((path?, sign)));
        // A name such as "." or "/" would be found everywhere.
        let named = named.filter(|(path, _)| path.is_absolute() && path.parent().is_some());
        Self(named.map(|(path, sign)| (path.display().to_string(), sign)).collect())
    }

    fn shortened(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (path, sign)| text.replace(path, sign))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_of_this_program_are_its_own() {
        for (line, expected) in [
            ("2026-03-02T09:00:00.123456Z  INFO counterfoil::desktop::native: window ready elapsed_ms=812", true),
            ("2026-03-02T09:00:00.123456Z ERROR counterfoil::base::error: internal error detail=x", true),
            ("2026-03-02T09:00:00.123456Z  INFO counterfoil: the program starts", true),
            ("2026-03-02T09:00:00.123456Z  INFO zbus::connection: Ada", false),
            ("2026-03-02T09:00:00.123456Z  INFO counterfoil_spy::x: Ada", false),
            ("counterfoil::x: Ada", false),
            ("  the second line of something", false),
            ("", false),
        ] {
            assert_eq!(is_own(line), expected, "{line}");
        }
    }

    #[test]
    fn the_bundle_names_no_folder_and_quotes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("of Ada Client");
        std::fs::create_dir_all(log_folder(&folder)).unwrap();
        let home = std::env::home_dir().unwrap();
        let text = format!(
            "2026-03-02T09:00:00.1Z  WARN counterfoil::x: cannot open {}/shop.db\n2026-03-02T09:00:01.1Z  WARN counterfoil::x: {}/a \"Ada\"\nAda\n",
            folder.display(),
            home.display()
        );
        std::fs::write(log_folder(&folder).join("counterfoil.2026-03-02.log"), text).unwrap();
        std::fs::write(log_folder(&folder).join("counterfoil.2026-03-01.log"), "2026-03-01T09:00:00Z INFO counterfoil: first\n")
            .unwrap();
        std::fs::write(log_folder(&folder).join("notes.txt"), "2026-03-01T09:00:00Z INFO counterfoil: Ada\n").unwrap();
        let bundle = log_bundle(&folder, &[look(&folder)], Timestamp(0));
        assert!(!bundle.contains("Ada"), "{bundle}");
        assert!(
            bundle
                .starts_with("Counterfoil, 1970-01-01 00:00 UTC\n\ngood  log        The log lies in [shop]/logs: 2 days, 1 kB."),
            "{bundle}"
        );
        let lines: Vec<&str> = bundle.lines().skip_while(|line| !line.ends_with("first")).skip(1).collect();
        assert_eq!(
            lines,
            [
                "2026-03-02T09:00:00.1Z WARN counterfoil::x: cannot open [shop]/shop.db",
                "2026-03-02T09:00:01.1Z WARN counterfoil::x: ~/a \"…\""
            ]
        );
    }
}
