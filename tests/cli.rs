//! The command line as scripts use it: words, exit codes, one JSON object.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::support::{OWNER, PASSWORD};

/// The program on the shop of a folder.
pub fn counterfoil(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterfoil"));
    // No bus, so no keyring: what these tests see does not depend on the computer they run on.
    command.arg("--data").arg(folder).stdin(Stdio::null());
    for name in ["COUNTERFOIL_PASSPHRASE", "COUNTERFOIL_RECOVERY", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"] {
        command.env_remove(name);
    }
    command.env("COUNTERFOIL_PASSWORD", PASSWORD).env("XDG_RUNTIME_DIR", folder);
    command
}

/// Sets a shop up in a folder.
pub fn set_up(folder: &Path) -> Output {
    counterfoil(folder).args(["setup", "--owner", OWNER, "--country", "DE"]).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn setup_prints_the_recovery_identity_once_and_refuses_a_second_time() {
    let folder = tempfile::TempDir::new().unwrap();
    let first = set_up(&folder.path().join("shop"));
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert!(text(&first.stdout).contains("AGE-SECRET-KEY-1"));
    let second = set_up(&folder.path().join("shop"));
    assert_eq!(second.status.code(), Some(1));
    assert!(text(&second.stderr).contains("not touched"), "{}", text(&second.stderr));
}

#[test]
fn a_passphrase_that_everybody_tries_first_is_refused_and_leaves_no_folder() {
    let folder = tempfile::TempDir::new().unwrap();
    let shop = folder.path().join("shop");
    let mut command = counterfoil(&shop);
    command.env("COUNTERFOIL_PASSPHRASE", "password1").args(["setup", "--owner", OWNER, "--country", "DE"]);
    let refused = command.output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("among the first"), "{}", text(&refused.stderr));
    assert!(!shop.join("shop.db").exists() && !shop.join("shop.key").exists());
}

#[test]
fn exit_codes_tell_refused_from_not_understood() {
    let folder = tempfile::TempDir::new().unwrap();
    for (arguments, code, says) in [
        (vec!["verify"], 1, "no shop"),
        (vec!["frobnicate"], 2, "unrecognized"),
        (vec!["setup", "--owner", "Ada"], 2, "--country"),
        (vec!["setup", "--owner", "Ada", "--country", "XX"], 1, "not among the countries"),
        (vec!["serve", "--port", "many"], 2, "many"),
    ] {
        let output = counterfoil(&folder.path().join("shop")).args(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(says), "{arguments:?}: {}", text(&output.stderr));
    }
    assert!(!folder.path().join("shop/shop.db").exists(), "a refused set-up leaves nothing behind");
}

#[test]
fn verify_and_doctor_print_one_json_object() {
    let folder = tempfile::TempDir::new().unwrap();
    set_up(folder.path());
    for command in ["verify", "doctor"] {
        let output = counterfoil(folder.path()).args([command, "--json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{command}: {}", text(&output.stderr));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(answer.is_object(), "{command}");
    }
}

#[test]
fn a_sealed_shop_is_refused_with_the_way_out() {
    let folder = tempfile::TempDir::new().unwrap();
    set_up(folder.path());
    let output = counterfoil(folder.path()).env_remove("COUNTERFOIL_PASSWORD").arg("verify").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("COUNTERFOIL_PASSPHRASE"), "{}", text(&output.stderr));
    let wrong = counterfoil(folder.path()).env("COUNTERFOIL_PASSPHRASE", "not this one").arg("verify").output().unwrap();
    assert_eq!(wrong.status.code(), Some(1));
}

/// A running `serve`, ended when dropped.
pub struct Server {
    /// The program.
    pub process: Child,
    /// Where it answers.
    pub address: String,
}

impl Server {
    /// Starts it with the owner's password at hand.
    pub fn start(folder: &Path) -> Self {
        Self::run(counterfoil(folder))
    }

    /// Starts it as the command says.
    pub fn run(mut command: Command) -> Self {
        let mut process = command.args(["serve", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        Self { process, address }
    }

    /// Sends a request and answers what comes back.
    pub fn request(&self, head: &str, body: &str) -> String {
        text(&self.request_bytes(head, body))
    }

    /// [`Server::request`] where a file may come back.
    pub fn request_bytes(&self, head: &str, body: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{head}\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn serve_answers_scripts_with_a_bearer_token_and_verify_reads_beside_it() {
    let folder = tempfile::TempDir::new().unwrap();
    set_up(folder.path());
    let server = Server::start(folder.path());
    let body = format!("{{\"name\":\"{OWNER}\",\"password\":\"{PASSWORD}\"}}");
    let answer = server.request("POST /api/sessions HTTP/1.1", &body);
    let json: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let token = json["token"].as_str().unwrap();
    let shop = server.request(&format!("GET /api/shop HTTP/1.1\r\nAuthorization: Bearer {token}"), "");
    assert!(shop.starts_with("HTTP/1.1 200"), "{shop}");
    assert!(server.request("GET /api/shop HTTP/1.1", "").starts_with("HTTP/1.1 401"));
    let verify = counterfoil(folder.path()).args(["verify", "--json"]).output().unwrap();
    assert_eq!(verify.status.code(), Some(0), "{}", text(&verify.stderr));
    let second = counterfoil(folder.path()).args(["serve", "--port", "0"]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(text(&second.stderr).contains("already open"), "{}", text(&second.stderr));
}

#[test]
fn backup_and_restore_bring_a_shop_to_another_folder_with_the_recovery_key() {
    let place = tempfile::TempDir::new().unwrap();
    let (shop, disk, clean) = (place.path().join("shop"), place.path().join("disk"), place.path().join("clean"));
    std::fs::create_dir(&disk).unwrap();
    let printed = text(&set_up(&shop).stdout);
    let identity = printed.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap();
    let server = Server::start(&shop);
    let output = counterfoil(&shop).args(["backup", "--json", "--to"]).arg(&disk).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = answer["file"].as_str().unwrap();
    drop(server);

    let restore = |folder: &Path, arguments: &[&str], key: &str| {
        let mut command = counterfoil(folder);
        command.env_remove("COUNTERFOIL_PASSWORD").env("COUNTERFOIL_RECOVERY", key).arg("restore").arg(file).args(arguments);
        command.output().unwrap()
    };
    let mistyped = identity.replacen(&identity[20..21], if &identity[20..21] == "Q" { "P" } else { "Q" }, 1);
    for (folder, arguments, key, says) in [
        (&clean, &[][..], "", "COUNTERFOIL_RECOVERY"),
        (&clean, &[][..], &mistyped, "nothing was changed"),
        (&shop, &[][..], identity, "--replace"),
    ] {
        let refused = restore(folder, arguments, key);
        assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stdout));
        assert!(text(&refused.stderr).to_lowercase().contains(&says.to_lowercase()), "{}", text(&refused.stderr));
    }
    assert!(!clean.exists());
    let preview = restore(&clean, &["--preview"], identity);
    assert!(text(&preview.stdout).contains("nothing would be missing"), "{}", text(&preview.stderr));
    assert!(!clean.exists());
    let done = restore(&clean, &["--json"], identity);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&done.stdout).unwrap()["findings"], serde_json::json!([]));
    let verify = counterfoil(&clean).env("COUNTERFOIL_PASSPHRASE", identity).args(["verify", "--json"]).output().unwrap();
    assert_eq!(verify.status.code(), Some(0), "{}", text(&verify.stderr));
    let replaced = restore(&shop, &["--replace"], identity);
    assert_eq!(replaced.status.code(), Some(0), "{}", text(&replaced.stderr));
    assert!(text(&replaced.stdout).contains("before-restore-"), "{}", text(&replaced.stdout));
    let gone = counterfoil(&shop).args(["backup", "--to"]).arg(place.path().join("pulled out")).output().unwrap();
    assert_eq!(gone.status.code(), Some(1));
    assert!(text(&gone.stderr).contains("is not there"), "{}", text(&gone.stderr));
}
