//! What a running program leaves where others could read it: the modes of its files, and its memory once the shop is closed.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use counterfoil::store::keys::{Effort, key_path};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Server, counterfoil, set_up};
use crate::support::{OWNER, PASSWORD};

const PRODUCT: &str = "Canary-Product-Saffron-61f2";
const CUSTOMER: &str = "Canary-Customer-Juniper-83ac";

/// A sealed shop behind a running program whose environment holds no secret.
fn serve_sealed(folder: &Path) -> Server {
    assert!(set_up(folder).status.success());
    let mut command = counterfoil(folder);
    command.env_remove("COUNTERFOIL_PASSWORD");
    Server::run(command)
}

fn answer(server: &Server, token: &str, method: &str, path: &str, body: &Value) -> Value {
    let sign = if token.is_empty() { String::new() } else { format!("\r\nAuthorization: Bearer {token}") };
    let answer = server.request(&format!("{method} {path} HTTP/1.1{sign}"), &body.to_string());
    assert!(answer.starts_with("HTTP/1.1 20"), "{method} {path}: {answer}");
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap_or_default()).unwrap_or_default()
}

/// Opens the shop, signs in, and works with the canaries as a day does: typed, searched, sold, printed, invoiced, changed.
fn work(server: &Server) -> String {
    answer(server, "", "POST", "/api/unseal", &json!({ "passphrase": PASSWORD }));
    let session = answer(server, "", "POST", "/api/sessions", &json!({ "name": OWNER, "password": PASSWORD }));
    let token = session["token"].as_str().unwrap().to_owned();
    let ask = |method: &str, path: &str, body: Value| answer(server, &token, method, path, &body);
    let product = json!({ "name": PRODUCT, "variants": [{ "sku": "SAFFRON", "price_millionths": 14_900_000 }] });
    let product = ask("POST", "/api/products", product);
    let variant = product["variants"][0]["id"].clone();
    let line = json!({ "variant_id": variant, "quantity_thousandths": 9_000, "unit_cost_millionths": 6_000_000 });
    ask("POST", "/api/stock/receipts", json!({ "lines": [line] }));
    let customer = json!({ "number": "", "name": CUSTOMER, "address": "1 Ink Street", "email": "", "phone": "", "tax_number": "", "country": "DE" });
    let customer = ask("POST", "/api/customers", customer);
    ask("GET", "/api/variants/search?text=saffron", json!(null));
    ask("GET", "/api/customers?text=juniper", json!(null));
    let ticket = json!({ "customer_id": customer["id"], "lines": [{ "variant_id": variant, "quantity_thousandths": 1000 }] });
    let id = uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, 1_772_442_000, 0));
    let payment = json!([{ "method": "cash", "tendered_minor": 2000 }]);
    ask("POST", "/api/orders", json!({ "id": id, "ticket": ticket, "payments": payment, "expected_total_minor": 1490 }));
    ask("POST", &format!("/api/orders/{id}/invoice"), json!({}));
    for path in [format!("/api/orders/{id}"), "/api/home".into(), "/api/commits".into(), "/api/products".into()] {
        ask("GET", &path, json!(null));
    }
    let sign = format!("Authorization: Bearer {token}");
    let preview = server.request_bytes(&format!("GET /api/orders/{id}/receipt/preview HTTP/1.1\r\n{sign}"), "");
    assert!(preview.starts_with(b"HTTP/1.1 200"));
    token
}

/// The data key, unwrapped here by hand: nothing in the program gives it away.
fn data_key(folder: &Path, passphrase: &str) -> Vec<u8> {
    let file: Value = serde_json::from_slice(&std::fs::read(key_path(folder)).unwrap()).unwrap();
    let slot = file["slots"].as_array().unwrap().iter().find(|slot| slot["kind"] == "passphrase").unwrap();
    let bytes = |name: &str| BASE64.decode(slot[name].as_str().unwrap()).unwrap();
    let effort: Effort = serde_json::from_value(slot["effort"].clone()).unwrap();
    let mut wrapping = [0; 32];
    effort.argon2().unwrap().hash_password_into(passphrase.as_bytes(), &bytes("salt"), &mut wrapping).unwrap();
    let wrapped = bytes("wrapped");
    let nonce: [u8; 24] = wrapped[..24].try_into().unwrap();
    XChaCha20Poly1305::new(&Key::from(wrapping)).decrypt(&XNonce::from(nonce), &wrapped[24..]).unwrap()
}

/// Where each needle is found in the memory of a process: the names of the places, as the system tells them.
fn search(process: u32, needles: &[(&'static str, Vec<u8>)]) -> BTreeMap<&'static str, Vec<String>> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut memory = std::fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut found = BTreeMap::new();
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (Some((begin, end)), Some(mode)) = (parts.next().and_then(|range| range.split_once('-')), parts.next()) else {
            continue;
        };
        let place = parts.nth(3).unwrap_or("memory").to_owned();
        // What is not the process's own to write holds none of its secrets, and some of it cannot be read.
        if !mode.starts_with("rw") {
            continue;
        }
        let (begin, end) = (u64::from_str_radix(begin, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - begin).unwrap()];
        if memory.seek(SeekFrom::Start(begin)).is_err() || memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        for (name, needle) in needles {
            for at in find_all(&bytes, needle) {
                let around = bytes[at.saturating_sub(48)..(at + needle.len() + 48).min(bytes.len())].escape_ascii();
                found.entry(*name).or_insert_with(Vec::new).push(format!("{place} {:x}: {around}", begin + at as u64));
            }
        }
    }
    found
}

fn find_all(bytes: &[u8], needle: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == needle[0]) {
        if bytes[from + at..].starts_with(needle) {
            found.push(from + at);
        }
        from += at + 1;
    }
    found
}

#[test]
fn after_closing_no_key_and_nothing_of_the_shop_is_in_memory() {
    let folder = TempDir::new().unwrap();
    let server = serve_sealed(folder.path());
    let key = data_key(folder.path(), PASSWORD);
    let token = work(&server);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let utf32 = |text: &str| text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect::<Vec<u8>>();
    let needles = [
        ("the data key", key.clone()),
        ("the data key in hexadecimal", hex::encode(&key).into_bytes()),
        ("the passphrase", PASSWORD.as_bytes().to_vec()),
        ("a product", PRODUCT.as_bytes().to_vec()),
        ("a product, in other letters", utf16(PRODUCT)),
        ("a product, as characters", utf32(PRODUCT)),
        ("a customer", CUSTOMER.as_bytes().to_vec()),
    ];
    // A browser keeps its connections: this one brought a product in and is not used again.
    let mut kept = TcpStream::connect(&server.address).unwrap();
    let body =
        json!({ "name": format!("{PRODUCT} refill"), "variants": [{ "sku": "REFILL", "price_millionths": 1 }] }).to_string();
    write!(
        kept,
        "POST /api/products HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
        server.address,
        body.len()
    )
    .unwrap();
    let mut begin = [0; 12];
    kept.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200");
    let open = search(server.process.id(), &needles);
    for name in ["the data key", "a product", "a customer"] {
        assert!(open.contains_key(name), "{name} is not found while the shop is open, so this test would find nothing");
    }
    answer(&server, &token, "POST", "/api/seal", &json!({}));
    // Ends when the connection does.
    kept.read_to_end(&mut Vec::new()).unwrap();
    let closed = search(server.process.id(), &needles);
    assert!(closed.is_empty(), "still in memory after closing: {closed:#?}");
    // And it is not dead: the same process opens the shop again.
    answer(&server, "", "POST", "/api/unseal", &json!({ "passphrase": PASSWORD }));
    assert_eq!(answer(&server, &token, "GET", "/api/products", &json!(null))["total"], 2);
}

/// Every file and folder below a folder.
fn all_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        if path.is_dir() {
            found.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        at += 1;
    }
    found
}

#[test]
fn only_the_owner_of_the_account_may_read_anything_in_the_shops_folder() {
    use std::os::unix::fs::PermissionsExt;
    let place = TempDir::new().unwrap();
    let folder = place.path().join("shop");
    let server = serve_sealed(&folder);
    work(&server);
    // A second start finds the folder and writes a log into it.
    let doctor = counterfoil(&folder).arg("doctor").output().unwrap();
    assert!(doctor.status.success());
    let paths = all_below(&folder);
    let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for expected in ["shop.db", "shop.db-wal", "shop.db-shm", "shop.key", "shop.anchor", "shop.lock", "logs"] {
        assert!(names.iter().any(|name| name == expected), "{expected} is not among {names:?}");
    }
    assert!(names.iter().any(|name| name.ends_with(".log")), "{names:?}");
    for path in paths {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{} has mode {mode:o}", path.display());
    }
}
