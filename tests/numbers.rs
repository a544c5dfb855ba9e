//! Numbers for people: two processes take turns at one shop, eight threads each take numbers at once, a fifth of the writes is rolled back,
//! and processes are killed in between. There is no gap and no twin.
//!
//! `COUNTERFOIL_NUMBERS` sets how many documents (1,000 here; `./dev test --full numbers` does 10,000).

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Code, Error, LocationId, RegisterId};
use counterfoil::say;
use counterfoil::setup::set_up_shop;
use counterfoil::store::keys::{Effort, KeyFile};
use counterfoil::store::{Context, FactTable, Store};
use rusqlite::params;

use crate::crash::{next, number};
use crate::support::{OPENING, PASSPHRASE, new_shop};

const FOLDER: &str = "COUNTERFOIL_NUMBERS_FOLDER";
const THREADS: u64 = 8;
/// How many numbers a process takes before the other one has its turn.
const TURN: u64 = 120;
const RECEIPTS: FactTable = FactTable {
    name: "goods_receipts",
    columns: &[
        "id",
        "series",
        "number",
        "supplier",
        "reference",
        "location_id",
        "register_id",
        "device_id",
        "actor_id",
        "business_date",
        "at_ms",
        "value_minor",
    ],
};

fn clock() -> Arc<dyn Clock> {
    Arc::new(SetClock::at(OPENING))
}

fn open(folder: &Path) -> counterfoil::base::Result<Store> {
    Store::open(folder, KeyFile::read(folder)?.open_with(PASSPHRASE)?, &clock())
}

/// A document with the next number; a fifth of them is rolled back after the number was taken.
fn issue(store: &Store, register: (RegisterId, LocationId), is_rolled_back: bool) -> counterfoil::base::Result<i64> {
    let context = Context { register_id: Some(register.0), location_id: Some(register.1), ..Context::program("test") };
    store.write_now(context, move |tx| {
        let taken = tx.take_number("goods_receipt")?;
        let (id, device, now) = (tx.new_id::<counterfoil::base::GoodsReceiptId>(), tx.device_id, tx.now);
        let row = params![
            id,
            taken.series,
            taken.number,
            "",
            "",
            register.1,
            register.0,
            device,
            None::<Vec<u8>>,
            "2026-03-02",
            now,
            0
        ];
        tx.append(&RECEIPTS, row)?;
        if is_rolled_back { Err(Error::refused(say!("Nothing was changed."))) } else { Ok(taken.number) }
    })
}

fn register(store: &Store) -> (RegisterId, LocationId) {
    let read = |db: &rusqlite::Connection| {
        Ok(db
            .query_row("SELECT id, location_id FROM registers ORDER BY name LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    };
    store.read_now(read).unwrap()
}

#[test]
fn a_child_that_takes_numbers_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    loop {
        let store = match open(folder) {
            Ok(store) => store,
            Err(error) => {
                assert_eq!(error.code, Code::StoreRefused, "{error}");
                std::thread::sleep(Duration::from_millis(5));
                continue;
            }
        };
        let register = register(&store);
        let taken = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let (store, taken) = (&store, &taken);
                scope.spawn(move || {
                    while taken.fetch_add(1, Ordering::Relaxed) < TURN {
                        let is_rolled_back = (taken.load(Ordering::Relaxed) + thread) % 5 == 0;
                        if let Ok(number) = issue(store, register, is_rolled_back) {
                            let mut out = std::io::stdout().lock();
                            writeln!(out, "took {number}").unwrap();
                            out.flush().unwrap();
                        }
                    }
                });
            }
        });
        drop(store);
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The numbers that were acknowledged, each with which of the two took it.
type Taken = Arc<Mutex<Vec<(i64, usize)>>>;

/// How often a number and the one after it were taken by different processes.
fn turns(taken: &Taken) -> usize {
    let mut taken = taken.lock().unwrap().clone();
    taken.sort_unstable();
    taken.windows(2).filter(|pair| pair[0].1 != pair[1].1).count()
}

struct Taker {
    child: Child,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Taker {
    fn start(which: usize, folder: &Path, taken: &Taken) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["numbers::a_child_that_takes_numbers_until_it_is_killed", "--exact", "--nocapture"])
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let taken = taken.clone();
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(number) = line.strip_prefix("took ") {
                    taken.lock().unwrap().push((number.parse().unwrap(), which));
                }
            }
        });
        Self { child, reader: Some(reader) }
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
    }
}

#[test]
fn no_number_is_skipped_or_given_twice_by_two_processes_with_eight_threads_each() {
    let wanted = number("COUNTERFOIL_NUMBERS", 1_000) as usize;
    let mut seed = number("COUNTERFOIL_NUMBERS_SEED", u64::from(std::process::id()));
    println!("numbers: {wanted} documents, seed {seed}");
    let folder = tempfile::TempDir::new().unwrap();
    drop(set_up_shop(folder.path(), &new_shop("DE"), &clock(), Effort::CHEAP).unwrap());
    let taken = Taken::default();
    let mut takers = [0, 1].map(|which| Taker::start(which, folder.path(), &taken));
    let (mut kills, began) = (0, std::time::Instant::now());
    while taken.lock().unwrap().len() < wanted || kills < 3 || turns(&taken) < 3 {
        assert!(began.elapsed() < Duration::from_secs(600), "the children hardly take numbers or hardly take turns");
        std::thread::sleep(Duration::from_millis(100 + next(&mut seed) % 400));
        let which = (next(&mut seed) % 2) as usize;
        takers[which].kill();
        kills += 1;
        takers[which] = Taker::start(which, folder.path(), &taken);
    }
    takers.iter_mut().for_each(Taker::kill);
    let store = open(folder.path()).unwrap();
    let kept: Vec<i64> = store
        .read_now(|db| {
            let mut statement = db.prepare("SELECT number FROM goods_receipts ORDER BY number")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    let first = kept[0];
    assert!(kept.iter().enumerate().all(|(place, number)| *number == first + place as i64), "there is a gap or a twin");
    let turns = turns(&taken);
    let taken = taken.lock().unwrap();
    let known: BTreeSet<i64> = kept.iter().copied().collect();
    assert_eq!(
        taken.len(),
        taken.iter().map(|(number, _)| number).collect::<BTreeSet<_>>().len(),
        "a number was acknowledged twice"
    );
    assert!(taken.iter().all(|(number, _)| known.contains(number)), "a number was acknowledged and lost");
    let following: i64 = store
        .read_now(
            |db| Ok(db.query_row("SELECT max(next_number) FROM series WHERE kind = 'goods_receipt'", [], |row| row.get(0))?),
        )
        .unwrap();
    assert_eq!(following, first + kept.len() as i64);
    println!("numbers: {} documents, {kills} kills, {turns} changes of hands, no gap, no twin", kept.len());
}
