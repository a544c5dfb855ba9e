//! A power cut at every moment: what a selling process does to its files is written down, and the disk is made as it would be after a cut behind each
//! of these steps. What had been synced is there; of what had not, some is, in whole or in half. The shop opens, and every sale that had been
//! acknowledged is in it.
//!
//! Names come and go in the order in which they did, as journaling file systems keep it; contents are at the mercy of the cut.
//! `COUNTERFOIL_POWER_CUTS` sets after how many steps the power fails (300 here, spread evenly; `./dev test --full power` takes all),
//! `COUNTERFOIL_POWER_SEED` repeats a run.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use counterfoil::base::Clock;
use counterfoil::base::time::SetClock;
use counterfoil::setup::{set_up_shop, unseal_shop};
use counterfoil::store::Store;
use counterfoil::store::keys::Effort;
use counterfoil::verify::verify_shop;
use tempfile::TempDir;

use crate::crash::{next, number};
use crate::orders::sell_service;
use crate::support::{OPENING, PASSPHRASE, Shop, new_shop};

const FOLDER: &str = "COUNTERFOIL_POWER_FOLDER";
/// Enough for the log to be folded into the file while the shop is open.
const SALES: usize = 60;
/// What a disk writes as a whole.
const SECTOR: usize = 512;
/// Every so many cuts everything is verified, which takes longer than looking for the sales.
const VERIFIED: usize = 20;

fn open(folder: &Path) -> Store {
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(OPENING));
    unseal_shop(folder, PASSPHRASE, &clock).unwrap()
}

#[test]
fn a_child_that_sells_on_a_disk_that_remembers() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut acknowledged = std::fs::File::create(folder.join("acknowledged")).unwrap();
    runtime.block_on(async {
        let shop = Shop::reopen(open(folder)).await;
        for _ in 0..SALES {
            let sale = sell_service(&shop, 1_000).await;
            acknowledged.write_all(sale["number"].as_str().unwrap().as_bytes()).unwrap();
        }
    });
}

/// Something that was done to a file, as `tests/support/power_cut.c` writes it down.
struct Done {
    what: u8,
    name: String,
    number: usize,
    bytes: Vec<u8>,
}

fn read_journal(path: &Path) -> Vec<Done> {
    let journal = std::fs::read(path).unwrap();
    let mut rest = &journal[..];
    let mut done = Vec::new();
    while !rest.is_empty() {
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at(count);
            rest = left;
            taken.to_vec()
        };
        let what = take(1)[0];
        let length = |take: &mut dyn FnMut(usize) -> Vec<u8>| usize::from_ne_bytes(take(8).try_into().unwrap());
        let name = length(&mut take);
        let name = String::from_utf8(take(name)).unwrap();
        let number = length(&mut take);
        let bytes = length(&mut take);
        let bytes = take(bytes);
        done.push(Done { what, name, number, bytes });
    }
    done
}

/// A disk between what is surely on it and what may be.
#[derive(Default)]
struct Disk<'a> {
    synced: BTreeMap<String, Vec<u8>>,
    pending: Vec<&'a Done>,
}

fn apply(files: &mut BTreeMap<String, Vec<u8>>, done: &Done, keeps_sector: &mut dyn FnMut() -> bool) {
    let file = files.entry(done.name.clone()).or_default();
    if done.what == b'T' {
        file.resize(done.number, 0);
        return;
    }
    let end = done.number + done.bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    for (place, sector) in done.bytes.chunks(SECTOR).enumerate() {
        if keeps_sector() {
            let at = done.number + place * SECTOR;
            file[at..at + sector.len()].copy_from_slice(sector);
        }
    }
}

impl<'a> Disk<'a> {
    fn go_on(&mut self, done: &'a Done) {
        match done.what {
            b'W' | b'T' => self.pending.push(done),
            b'S' => {
                self.pending.retain(|pending| {
                    let is_synced = pending.name == done.name;
                    if is_synced {
                        apply(&mut self.synced, pending, &mut || true);
                    }
                    !is_synced
                });
            }
            b'U' => {
                self.synced.remove(&done.name);
                self.pending.retain(|pending| pending.name != done.name);
            }
            b'R' => {
                let to = String::from_utf8(done.bytes.clone()).unwrap();
                assert!(self.pending.iter().all(|pending| pending.name != done.name), "{to} was renamed before it was synced");
                let file = self.synced.remove(&done.name).unwrap_or_default();
                self.synced.insert(to, file);
            }
            other => panic!("nothing is known of {}", char::from(other)),
        }
    }

    /// The files after a cut now: without anything that was not synced, with all of it, or with some of it.
    fn cut(&self, round: usize, seed: &mut u64) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.synced.clone();
        for pending in &self.pending {
            match round % 4 {
                0 => {}
                1 => apply(&mut files, pending, &mut || true),
                _ if next(seed).is_multiple_of(3) => apply(&mut files, pending, &mut || next(seed).is_multiple_of(2)),
                _ if next(seed).is_multiple_of(2) => apply(&mut files, pending, &mut || true),
                _ => {}
            }
        }
        files
    }
}

fn numbers(store: &Store) -> Vec<String> {
    let read = store.read_now(|db| {
        let mut statement = db.prepare("SELECT series || number FROM orders")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    });
    read.unwrap()
}

/// Sells in a child on a disk that remembers; answers the files before and what was done to them.
fn sell_on_a_remembering_disk(place: &Path) -> (BTreeMap<String, Vec<u8>>, Vec<Done>) {
    let library = place.join("power_cut.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/power_cut.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(&source)
        .args(["-ldl", "-lpthread"])
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the library that remembers was not built");
    let (folder, journal) = (place.join("shop"), place.join("journal"));
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(OPENING));
    drop(set_up_shop(&folder, &new_shop("DE"), &clock, Effort::CHEAP).unwrap());
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap()).filter(|entry| entry.path().is_file());
    let before = files.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())).collect();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["power::a_child_that_sells_on_a_disk_that_remembers", "--exact"])
        .env("LD_PRELOAD", &library)
        .env("POWER_CUT_FOLDER", &folder)
        .env("POWER_CUT_JOURNAL", &journal)
        .env(FOLDER, &folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    (before, read_journal(&journal))
}

#[test]
fn no_acknowledged_sale_is_lost_by_a_power_cut_at_any_moment() {
    let place = TempDir::new().unwrap();
    let (before, journal) = sell_on_a_remembering_disk(place.path());
    let syncs = journal.iter().filter(|done| done.what == b'S').count();
    let folded = journal.iter().filter(|done| done.what == b'W' && done.name == "shop.db").count();
    assert!(syncs >= SALES && folded > 10, "{syncs} syncs and {folded} writes to the file are too few to have tested anything");
    let cuts = (number("COUNTERFOIL_POWER_CUTS", 300) as usize).min(journal.len());
    let mut seed = number("COUNTERFOIL_POWER_SEED", u64::from(std::process::id()));
    println!("power: {} steps, {cuts} cuts, seed {seed}", journal.len());
    let mut disk = Disk { synced: before, pending: Vec::new() };
    let (mut acknowledged, mut round) = (Vec::new(), 0);
    for (step, done) in journal.iter().enumerate() {
        if done.what == b'A' {
            acknowledged.push(String::from_utf8(done.bytes.clone()).unwrap());
        } else {
            disk.go_on(done);
        }
        if (step + 1) * cuts / journal.len() == round {
            continue;
        }
        let folder = place.path().join("after");
        std::fs::create_dir(&folder).unwrap();
        for (name, bytes) in disk.cut(round, &mut seed) {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let store = open(&folder);
        let kept = numbers(&store);
        let lost: Vec<_> = acknowledged.iter().filter(|number| !kept.contains(number)).collect();
        assert!(lost.is_empty(), "cut after step {step} (round {round}): acknowledged and lost: {lost:?}");
        assert_eq!(store.lost_work(), None, "cut after step {step} (round {round})");
        if round % VERIFIED == 0 || step + 1 == journal.len() {
            let findings = verify_shop(&store).unwrap().findings;
            assert!(findings.is_empty(), "cut after step {step} (round {round}): {findings:?}");
        }
        drop(store);
        std::fs::remove_dir_all(&folder).unwrap();
        round += 1;
    }
    assert_eq!((acknowledged.len(), round), (SALES, cuts));
    println!("power: {cuts} cuts, {} acknowledged sales, 0 lost", acknowledged.len());
}
