//! Speed, as ratios against a floor measured in the same run: the same rows written or read by bare prepared statements on the same kind
//! of store (encrypted, WAL, `synchronous=FULL`).
//!
//! Each figure is one JSON object a line, printed and kept in `target/bench.jsonl`. Arguments name the parts to run: `sale`, `search`, `sign_in`,
//! `year`, `trust`.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop where it stands")]
#![expect(clippy::float_arithmetic, reason = "figures of a measurement, not of a shop")]

mod floor;
mod sale;
mod search;
mod sign_in;
mod trust;
mod year;

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "made for the tests, of which a measurement needs a part")]
mod support;

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Where figures go.
pub struct Report(File);

/// How long each of many equal pieces of work took.
#[derive(Default)]
pub struct Times {
    each: Vec<Duration>,
    cpu: Duration,
}

impl Times {
    /// Times one piece of work after another.
    pub fn of(count: usize, mut work: impl FnMut(usize)) -> Self {
        let mut times = Self::default();
        let cpu = cpu_time();
        for index in 0..count {
            let began = Instant::now();
            work(index);
            times.each.push(began.elapsed());
        }
        times.cpu = cpu_time().saturating_sub(cpu);
        times
    }

    /// Adds what was timed elsewhere.
    pub fn add(&mut self, other: Self) {
        self.each.extend(other.each);
        self.cpu += other.cpu;
    }

    /// Pieces of work a second.
    pub fn rate(&self) -> f64 {
        self.each.len() as f64 / self.each.iter().sum::<Duration>().as_secs_f64()
    }

    /// The time that this share of the pieces stayed within, in milliseconds.
    pub fn percentile_ms(&self, share: f64) -> f64 {
        let mut sorted = self.each.clone();
        sorted.sort_unstable();
        let place = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len());
        sorted[place - 1].as_secs_f64() * 1000.0
    }

    fn cpu_ms(&self) -> f64 {
        self.cpu.as_secs_f64() * 1000.0 / self.each.len() as f64
    }
}

impl Report {
    fn open() -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
        std::fs::create_dir_all(&target).unwrap();
        Self(File::options().create(true).append(true).open(target.join("bench.jsonl")).unwrap())
    }

    /// A rate beside the floor's.
    pub fn rate(&mut self, name: &str, times: &Times, floor: &Times) {
        let (value, floor) = (times.rate(), floor.rate());
        self.line(name, value, "per second", Some(floor), Some(value / floor), Some(times));
    }

    /// The time within which 95 % of the calls were answered, beside the floor's.
    pub fn latency(&mut self, name: &str, times: &Times, floor: &Times) {
        let (value, floor) = (times.percentile_ms(0.95), floor.percentile_ms(0.95));
        self.line(name, value, "ms (p95)", Some(floor), Some(value / floor), Some(times));
    }

    /// Processor time of one piece beside the floor's.
    pub fn cpu(&mut self, name: &str, times: &Times, floor: &Times) {
        let (value, floor) = (times.cpu_ms(), floor.cpu_ms());
        self.line(name, value, "ms of processor time", Some(floor), Some(value / floor), Some(times));
    }

    /// The time within which half of the pieces of work were done, on its own.
    pub fn time(&mut self, name: &str, times: &Times) {
        self.line(name, times.percentile_ms(0.5), "ms (p50)", None, None, Some(times));
    }

    /// A figure of its own.
    pub fn figure(&mut self, name: &str, value: f64, unit: &str, floor: Option<f64>) {
        self.line(name, value, unit, floor, floor.map(|floor| value / floor), None);
    }

    fn line(&mut self, name: &str, value: f64, unit: &str, floor: Option<f64>, ratio: Option<f64>, times: Option<&Times>) {
        let line = json!({
            "name": name,
            "value": rounded(value),
            "unit": unit,
            "floor": floor.map(rounded),
            "ratio": ratio.map(rounded),
            "p50_ms": times.map(|times| rounded(times.percentile_ms(0.5))),
            "p95_ms": times.map(|times| rounded(times.percentile_ms(0.95))),
            "cpu_ms": times.map(|times| rounded(times.cpu_ms())),
        });
        println!("{line}");
        writeln!(self.0, "{line}").unwrap();
    }
}

fn rounded(value: f64) -> Value {
    json!((value * 1000.0).round() / 1000.0)
}

/// Processor time of this process so far; zero where the system does not tell.
fn cpu_time() -> Duration {
    let Ok(text) = std::fs::read_to_string("/proc/self/schedstat") else { return Duration::ZERO };
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanoseconds = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
    let sum: u64 = nanoseconds.filter_map(|line| line.split(' ').next()?.parse::<u64>().ok()).sum();
    let own: u64 = text.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or_default();
    Duration::from_nanos(sum.max(own))
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut report = Report::open();
    if is_wanted("sale") {
        sale::measure(&runtime, &mut report);
    }
    if is_wanted("search") {
        search::measure(&runtime, &mut report);
    }
    if is_wanted("sign_in") {
        sign_in::measure(&runtime, &mut report);
    }
    if is_wanted("year") {
        year::measure(&runtime, &mut report);
    }
    if is_wanted("trust") {
        trust::measure(&runtime, &mut report);
    }
}
