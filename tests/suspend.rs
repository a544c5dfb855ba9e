//! A computer that goes to sleep: a bus of its own with somebody on it who says what systemd-logind says, and the program that listens.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, PipeReader, Read};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant;

use crate::cli::{Server, counterfoil, set_up};
use crate::support::PASSWORD;

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const PATIENCE: Duration = Duration::from_secs(30);

/// Who tells that the computer goes to sleep, and hands out locks that delay it.
struct Logind {
    locks: Sender<PipeReader>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> zvariant::OwnedFd {
        assert_eq!((what, mode), ("sleep", "delay"));
        let (reader, writer) = std::io::pipe().unwrap();
        self.locks.send(reader).unwrap();
        OwnedFd::from(writer).into()
    }
}

struct Computer {
    daemon: Child,
    address: String,
    bus: Connection,
    locks: Receiver<PipeReader>,
}

impl Computer {
    /// `None` where no bus can be started.
    fn start() -> Option<Self> {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut address = String::new();
        BufReader::new(daemon.stdout.as_mut().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let (sender, locks) = channel();
        let builder = Builder::address(address.as_str()).unwrap().name(NAME).unwrap();
        let bus = builder.serve_at(PATH, Logind { locks: sender }).unwrap().build().unwrap();
        Some(Self { daemon, address, bus, locks })
    }

    /// The lock that delays sleep, once the program has taken one.
    fn lock(&self) -> PipeReader {
        self.locks.recv_timeout(PATIENCE).expect("the program delays no sleep")
    }

    fn tell(&self, begins: bool) {
        let interface = "org.freedesktop.login1.Manager";
        self.bus.emit_signal(None::<&str>, PATH, interface, "PrepareForSleep", &(begins,)).unwrap();
    }

    fn serve(&self, mut program: Command) -> Server {
        program.env("DBUS_SYSTEM_BUS_ADDRESS", &self.address);
        Server::run(program)
    }
}

impl Drop for Computer {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// Waits until whoever holds a lock lets go of it.
fn wait_for_release(mut lock: PipeReader) {
    let (sender, released) = channel();
    std::thread::spawn(move || {
        let _ = lock.read_to_end(&mut Vec::new());
        let _ = sender.send(());
    });
    released.recv_timeout(PATIENCE).expect("the lock that delays sleep is held for ever");
}

fn body(answer: &str) -> Value {
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap_or(Value::Null)
}

fn state(server: &Server) -> Value {
    body(&server.request("GET /api/shop-state HTTP/1.1", ""))
}

#[test]
fn the_shop_is_closed_before_the_computer_sleeps_and_opens_after_it_only_where_nobody_has_to_be_asked() {
    let Some(computer) = Computer::start() else {
        println!("skipped: no bus can be started here");
        return;
    };
    let folder = TempDir::new().unwrap();
    set_up(folder.path());
    // The password in the environment opens this shop by itself, as a keyring would.
    let server = computer.serve(counterfoil(folder.path()));
    let lock = computer.lock();
    assert_eq!(state(&server)["state"], "open");
    let sign_in = json!({ "name": crate::support::OWNER, "password": PASSWORD }).to_string();
    let token = body(&server.request("POST /api/sessions HTTP/1.1", &sign_in))["token"].as_str().unwrap().to_owned();
    computer.tell(true);
    wait_for_release(lock);
    let asleep = state(&server);
    assert_eq!(asleep["state"], "sealed", "the computer sleeps only now: {asleep}");
    assert!(asleep["message"].as_str().unwrap().contains("went to sleep"), "{asleep}");
    computer.tell(false);
    let lock = computer.lock();
    assert_eq!(state(&server)["state"], "open");
    assert!(server.request(&format!("GET /api/shop HTTP/1.1\r\nAuthorization: Bearer {token}"), "").starts_with("HTTP/1.1 200"));
    drop((lock, server));

    let mut asks = counterfoil(folder.path());
    asks.env_remove("COUNTERFOIL_PASSWORD");
    let server = computer.serve(asks);
    let lock = computer.lock();
    let unseal = json!({ "passphrase": PASSWORD }).to_string();
    assert!(server.request("POST /api/unseal HTTP/1.1", &unseal).starts_with("HTTP/1.1 204"));
    computer.tell(true);
    wait_for_release(lock);
    computer.tell(false);
    drop(computer.lock());
    assert_eq!(state(&server)["state"], "sealed", "whoever wakes it is asked");
}
