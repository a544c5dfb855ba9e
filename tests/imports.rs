//! Files from elsewhere, through the real router: what is refused, what comes in, and what stopping, going on and undoing leave.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{Method, Request, header};
use counterfoil::base::{Error, Message};
use counterfoil::imports::{ImportKind, Source, run_import, undo_import};
use counterfoil::store::Context;
use serde_json::{Value, json};

use crate::support::{Answer, Shop};
use counterfoil::say;

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

/// The real year, where it is at hand.
fn real_year() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/online-retail.csv.xz");
    if !path.exists() {
        eprintln!("skipped: the real year is not at ../shared/data/online-retail.csv.xz");
    }
    path.exists().then_some(path)
}

/// The first lines of the real year, cut at the end of a document.
fn real_slice(lines: usize) -> Option<String> {
    use std::io::Read;
    let file = std::fs::File::open(real_year()?).unwrap();
    let mut text = String::new();
    let mut reader = liblzma::read::XzDecoder::new(file).take(8 << 20);
    reader.read_to_string(&mut text).unwrap();
    let mut slice = String::new();
    let mut last = "";
    for (index, line) in text.lines().enumerate() {
        let invoice = line.split(',').next().unwrap();
        if index > lines && invoice != last {
            return Some(slice);
        }
        last = invoice;
        slice.push_str(line);
        slice.push('\n');
    }
    panic!("the real year is shorter than {lines} lines")
}

/// A made-up history of `documents` documents with ten lines each, some of them returns, with dirt.
pub fn made_up(documents: usize) -> String {
    let mut text = HEADER.to_owned();
    for document in 0..documents {
        let day = document * 300 / documents;
        let date = format!("2011-{:02}-{:02} 10:{:02}:00", day / 25 + 1, day % 25 + 1, document % 60);
        let (series, sign) = if document % 9 == 8 { ("C", "-") } else { ("", "") };
        let customer = if document % 4 == 0 { String::new() } else { (12_000 + document % 50).to_string() };
        let country = ["United Kingdom", "France", "EIRE"][document % 3];
        for line in 0..10 {
            let code = 10_000 + (document * 7 + line) % 200;
            writeln!(
                text,
                "{series}{},{code},THING {code},{sign}{},{date},{}.25,{customer},{country}",
                500_000 + document,
                line + 1,
                line + 1
            )
            .unwrap();
        }
    }
    text.push_str("600001,10001,damages,-5,2011-12-01 10:00:00,0.0,,United Kingdom\n");
    text.push_str("600002,POST,POSTAGE,1,2011-12-01 10:00:00,18.0,,France\n");
    text.push_str("600003,10001,THING,many,2011-12-01 10:00:00,1.0,,France\n");
    text
}

/// POST of a file as it is.
async fn send(shop: &Shop, path: &str, file: impl Into<Body>) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "127.0.0.1:4780")
        .header(header::AUTHORIZATION, format!("Bearer {}", shop.token))
        .header(header::CONTENT_TYPE, "application/octet-stream");
    shop.send(request.body(file.into()).unwrap()).await
}

/// Waits for the job of an answer and gives its row.
async fn job_of(shop: &Shop, answer: Answer) -> Value {
    end_of(shop, &answer.ok()).await
}

/// Waits for a job to end and gives its row.
pub async fn end_of(shop: &Shop, job: &Value) -> Value {
    let id = job["id"].as_str().unwrap().to_owned();
    loop {
        let job = shop.get(&format!("/api/jobs/{id}")).await.ok();
        if job["state"] != "running" {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Imports a file to its end and answers the import.
pub async fn import(shop: &Shop, kind: &str, file: impl Into<Body>) -> Value {
    let job = job_of(shop, send(shop, &format!("/api/imports?kind={kind}&file_name=file.csv"), file).await).await;
    assert_eq!(job["state"], "done", "{job}");
    job["result"].clone()
}

/// Everything the shop holds of orders and what hangs on them, as counts and sums.
fn state(shop: &Shop) -> Vec<i64> {
    let tables = [
        "SELECT count(*) FROM orders",
        "SELECT coalesce(sum(net_minor), 0) FROM orders",
        "SELECT count(*) FROM order_lines",
        "SELECT coalesce(sum(net_minor), 0) FROM order_lines",
        "SELECT coalesce(sum(amount_minor), 0) FROM payments",
        "SELECT count(*) FROM products",
        "SELECT count(*) FROM customers",
        "SELECT coalesce(sum(net_minor), 0) FROM day_totals",
        "SELECT coalesce(sum(net_minor), 0) FROM day_products",
        "SELECT coalesce(sum(net_minor), 0) FROM dekad_products",
        "SELECT coalesce(sum(net_minor), 0) FROM quarter_products",
        "SELECT count(*) FROM import_rows",
    ];
    let read = |sql: &&str| shop.store().read_now(|db| Ok(db.query_row(sql, [], |row| row.get(0))?)).unwrap();
    tables.iter().map(read).collect()
}

/// Runs the import of a history until it has told `steps` times how far it is.
fn stop_after(shop: &Shop, text: &str, steps: i32) -> Error {
    let told = Cell::new(0);
    let tell = |done: i64, _: Option<i64>, _: Message| {
        told.set(told.get() + i32::from(done > 0));
        if told.get() >= steps { Err(Error::refused(say!("stopped"))) } else { Ok(()) }
    };
    let source = Source::from_bytes("file.csv", text.as_bytes());
    run_import(&shop.store(), &Context::program("test"), ImportKind::OnlineRetail, &source, None, &tell).unwrap_err()
}

#[tokio::test]
async fn a_history_comes_in_with_its_numbers_and_dates_and_moves_no_stock() {
    let shop = Shop::open_in("GB", counterfoil::http::Door::Process).await;
    let import = import(&shop, "online_retail", made_up(40)).await;
    assert_eq!(import["state"], "done");
    let report = &import["report"];
    assert_eq!((&report["documents"], &report["returns"], &report["lines"]), (&json!(42), &json!(4), &json!(402)));
    assert_eq!((&report["products"], &report["by_month"]["2011-12"]), (&json!(200), &json!(121_425)));
    assert_eq!(import["problem_count"], 1);
    let one = |sql: &str| -> String { shop.store().read_now(|db| Ok(db.query_row(sql, [], |row| row.get(0))?)).unwrap() };
    assert_eq!(
        one(
            "SELECT kind || ' ' || channel || ' ' || series || number || ' ' || business_date || ' ' || tax_basis || ' ' || country FROM orders WHERE number = 500008"
        ),
        "return import C500008 2011-03-11 not_recorded IE"
    );
    assert_eq!(
        one("SELECT strftime('%H:%M', at_ms / 1000, 'unixepoch') FROM orders WHERE number = 500017"),
        "09:17",
        "British summer time"
    );
    assert_eq!(
        one("SELECT method || amount_minor FROM payments JOIN orders ON id = order_id WHERE number = 600002"),
        "imported1800"
    );
    assert_eq!(one("SELECT count(*) || '' FROM stock_movements"), "0");
    assert_eq!(one("SELECT kind || quantity_thousandths FROM import_rows WHERE variant_id IS NOT NULL"), "stock_note-5000");
    assert_eq!(one("SELECT count(*) || '' FROM order_line_taxes"), "0");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_stopped_or_killed_run_goes_on_with_the_same_file_and_ends_the_same() {
    let text = made_up(4_000);
    let straight = Shop::open().await;
    let whole = import(&straight, "online_retail", text.clone()).await;
    let shop = Shop::open().await;
    assert_eq!(stop_after(&shop, &text, 2).message.to_string(), "stopped");
    let listed = shop.get("/api/imports").await.ok();
    assert_eq!((&listed[0]["state"], listed.as_array().unwrap().len()), (&json!("cancelled"), 1));
    let part = state(&shop);
    assert!(part[0] > 0 && part[0] < state(&straight)[0], "it stopped in the middle: {part:?}");
    assert_eq!(shop.findings(), Vec::<String>::new(), "what was done so far is whole");
    let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let source = Source::from_bytes("file.csv", text.as_bytes());
        let _ = run_import(&shop.store(), &Context::program("test"), ImportKind::OnlineRetail, &source, None, &|done, _, _| {
            assert!(done == 0, "the process dies here");
            Ok(())
        });
    }));
    assert!(killed.is_err());
    assert_eq!(shop.get("/api/imports").await.ok()[0]["state"], "running", "nobody could write down that it ended");
    let resumed = import(&shop, "online_retail", text.clone()).await;
    let mut expected = whole["report"].clone();
    expected["seconds"] = resumed["report"]["seconds"].clone();
    assert_eq!(resumed["report"], expected);
    assert_eq!(state(&shop), state(&straight));
    assert_eq!(shop.findings(), Vec::<String>::new());
    let again = job_of(&shop, send(&shop, "/api/imports?kind=online_retail", text).await).await;
    assert_eq!(again["state"], "failed");
    assert!(again["message"].as_str().unwrap().contains("imported before"), "{again}");
}

#[tokio::test]
async fn an_import_is_undone_whole_while_nothing_refers_to_it() {
    let shop = Shop::open().await;
    let before = state(&shop);
    let done = import(&shop, "online_retail", made_up(60)).await;
    let path = format!("/api/imports/{}", done["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.ok()["obstacles_to_undo"], json!([]));
    // A lot of one of its products is something that refers to it.
    let lot = |sql: &'static str| {
        let context = Context::program("test");
        shop.store().write_now(context, move |tx| Ok(tx.execute(sql, [])?)).unwrap();
    };
    lot(
        "INSERT INTO lots (id, variant_id, code, state, created_at_ms) SELECT randomblob(16), id, 'L1', 'open', 0 FROM variants LIMIT 1",
    );
    let refused = send(&shop, &format!("{path}/undo"), Body::empty()).await;
    assert_eq!(refused.refusal(), "refused");
    assert!(refused.json()["detail"].as_str().unwrap().contains("1 lots of its products"), "{}", refused.json());
    lot("DELETE FROM lots");
    let job = job_of(&shop, send(&shop, &format!("{path}/undo"), Body::empty()).await).await;
    assert_eq!((&job["state"], &job["result"]["state"]), (&json!("done"), &json!("undone")), "{job}");
    let after = state(&shop);
    assert_eq!(after[..11], before[..11], "only the record of the import is left");
    assert_eq!(shop.findings(), Vec::<String>::new());
    assert_eq!(send(&shop, &format!("{path}/undo"), Body::empty()).await.refusal(), "refused");
    assert_eq!(import(&shop, "online_retail", made_up(60)).await["state"], "done", "the same file may come in again");
}

#[tokio::test]
async fn an_undoing_that_was_stopped_is_brought_to_its_end_and_leaves_what_was_used_meanwhile() {
    let shop = Shop::open().await;
    let before = state(&shop);
    let done = import(&shop, "online_retail", made_up(600)).await;
    let path = format!("/api/imports/{}", done["id"].as_str().unwrap());
    let id = done["id"].as_str().unwrap().parse().unwrap();
    let tell = |done: i64, _: Option<i64>, _: Message| if done > 0 { Err(Error::refused(say!("stopped"))) } else { Ok(()) };
    undo_import(&shop.store(), &Context::program("test"), id, &tell).unwrap_err();
    let half = shop.get(&path).await.ok();
    assert_eq!((&half["state"], &half["obstacles_to_undo"]), (&json!("undoing"), &json!([])));
    assert_eq!(shop.findings(), Vec::<String>::new(), "the sums are right between two steps");
    let left = shop.get("/api/orders?limit=1").await.ok();
    assert!((1..600).contains(&left["total"].as_i64().unwrap()), "{left}");
    let source = Source::from_bytes("file.csv", made_up(600).into_bytes());
    let context = Context::program("test");
    let refused = run_import(&shop.store(), &context, ImportKind::OnlineRetail, &source, None, &|_, _, _| Ok(())).unwrap_err();
    assert!(refused.to_string().contains("is being undone"), "{refused}");
    // Meanwhile a piece of one of its products has come in: that product stays.
    shop.store()
        .write_now(Context::program("test"), |tx| {
            Ok(tx.execute("INSERT INTO lots (id, variant_id, code, state, created_at_ms) SELECT randomblob(16), id, 'L1', 'open', 0 FROM variants LIMIT 1", [])?)
        })
        .unwrap();
    let job = job_of(&shop, send(&shop, &format!("{path}/undo"), Body::empty()).await).await;
    assert_eq!((&job["state"], &job["result"]["state"]), (&json!("done"), &json!("undone")), "{job}");
    let after = state(&shop);
    assert_eq!((&after[..5], after[5], &after[6..11]), (&before[..5], before[5] + 1, &before[6..11]));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn documents_that_the_shop_has_already_are_told_and_not_doubled() {
    let shop = Shop::open().await;
    import(&shop, "online_retail", made_up(30)).await;
    let second =
        import(&shop, "online_retail", format!("{}700000,10001,THING,1,2011-12-02 10:00:00,2.0,,France\n", made_up(30))).await;
    assert_eq!(second["report"]["total_minor"], 200);
    let rows = shop.get(&format!("/api/imports/{}/rows?kind=problem&limit=5", second["id"].as_str().unwrap())).await.ok();
    assert_eq!((&rows["total"], &rows["rows"][0]["value"]), (&json!(32), &json!("500000")));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_slice_of_the_real_year_adds_up() {
    let Some(text) = real_slice(20_000) else { return };
    let shop = Shop::open_in("GB", counterfoil::http::Door::Process).await;
    let preview = send(&shop, "/api/imports/preview?kind=online_retail&file_name=year.csv", text.clone()).await.ok();
    let done = import(&shop, "online_retail", text.clone()).await;
    assert_eq!(preview["report"]["by_country"], done["report"]["by_country"]);
    // Summed here by another way: every price of this slice has two decimals at most.
    let mut cents = 0;
    for line in text.lines().skip(1) {
        let mut cells = line.rsplit(',');
        let price: f64 = cells.nth(2).unwrap().parse().unwrap();
        let quantity: i64 = cells.nth(1).unwrap().parse().unwrap();
        cents += (price * 100.0).round() as i64 * quantity;
    }
    assert_eq!(done["report"]["total_minor"], cents);
    assert_eq!(done["report"]["lines"], text.lines().count() - 1);
    assert_eq!(state(&shop)[7], cents);
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_such_file_is_refused_with_one_sentence_and_leaves_nothing() {
    let shop = Shop::open().await;
    let before = state(&shop);
    let long_line = [HEADER.as_bytes(), &vec![b'x'; 3 << 20]].concat();
    for (kind, bytes, expected) in [
        ("online_retail", Vec::new(), "is empty"),
        ("online_retail", b"a,b\n\0,1\n".to_vec(), "NUL bytes"),
        ("online_retail", b"Name,Price\nA,1\n".to_vec(), "is not an Online Retail file"),
        ("online_retail", long_line, "longer than 1 MB"),
        ("online_retail", HEADER.as_bytes().to_vec(), "no line that can be understood"),
        ("products", b"PK\x03\x04".to_vec(), "workbook"),
        ("products", b"Name\nLipstick\n".to_vec(), "only one column"),
    ] {
        let preview = send(&shop, &format!("/api/imports/preview?kind={kind}"), bytes.clone()).await;
        assert_eq!(preview.refusal(), "invalid", "{kind}: {expected}");
        let job = job_of(&shop, send(&shop, &format!("/api/imports?kind={kind}"), bytes).await).await;
        for message in [preview.json()["detail"].as_str().unwrap(), job["message"].as_str().unwrap()] {
            assert!(message.contains(expected), "{kind}: expected \"{expected}\" in \"{message}\"");
        }
    }
    assert_eq!(send(&shop, "/api/imports?kind=fruit", "a,b\n").await.status, 422);
    assert_eq!(send(&shop, "/api/imports?kind=products&columns=name,colour-of-sky", "a,b\n").await.refusal(), "invalid");
    assert_eq!(state(&shop), before);
    assert_eq!(shop.get("/api/imports").await.ok(), json!([]));
}

#[tokio::test]
async fn a_port_cannot_make_the_program_read_a_file_by_its_path() {
    let shop = Shop::open_in("DE", counterfoil::http::Door::Loopback).await;
    let answer = send(&shop, "/api/imports/preview?kind=products&path=/etc/hostname", Body::empty()).await;
    assert!(answer.json()["detail"].as_str().unwrap().contains("not named by its place"), "{}", answer.json());
}

const LIST: &str = "Bezeichnung;Marke;Warengruppe;Farbton;Artikelnummer;EAN;VK-Preis;MwSt.;Meldebestand;Chargenpflichtig
Lippenstift Größe;Rosa;Lippen > Lippenstift;Nude 01;LS-01;4006381333931;14,90 €;19 %;5;ja
Lippenstift Größe;Rosa;Lippen > Lippenstift;Rot 02;LS-02;;15,90;19;;ja
Handcreme;Rosa;Hände;;HC-1;;7,5;7;;
";

/// The products as `sku price barcodes category`.
async fn products(shop: &Shop) -> Vec<String> {
    let read = |db: &rusqlite::Connection| {
        let mut statement = db.prepare(
            "SELECT v.sku || ' ' || p.name || ' ' || v.option_1 || ' ' || v.price_millionths || ' ' || v.track_lots || ' ' || coalesce(c.name, '-') || ' ' ||
               (SELECT count(*) FROM barcodes b WHERE b.variant_id = v.id)
             FROM variants v JOIN products p ON p.id = v.product_id LEFT JOIN categories c ON c.id = p.category_id ORDER BY v.sku",
        )?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    shop.store().read_now(read).unwrap()
}

#[tokio::test]
async fn a_list_of_products_comes_in_from_any_encoding_and_the_same_file_again_doubles_nothing() {
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(LIST);
    let utf_16: Vec<u8> = std::iter::once(0xFEFF).chain(LIST.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for file in [LIST.as_bytes().to_vec(), windows.to_vec(), utf_16] {
        let shop = Shop::open().await;
        let preview = send(&shop, "/api/imports/preview?kind=products&file_name=liste.csv", file.clone()).await.ok();
        assert_eq!(preview["columns"][4], "sku", "{preview}");
        assert_eq!((&preview["report"]["new_products"], &preview["report"]["new_variants"]), (&json!(2), &json!(3)));
        assert_eq!(
            (&preview["rows"][0]["name"], &preview["rows"][0]["effect"]),
            (&json!("Lippenstift Größe · Nude 01"), &json!("new"))
        );
        assert_eq!(products(&shop).await, Vec::<String>::new(), "a preview writes nothing");
        let report = &import(&shop, "products", file.clone()).await["report"];
        assert_eq!(
            (&report["new_products"], &report["new_variants"], &report["refused_rows"]),
            (&json!(2), &json!(3), &json!(0))
        );
        let expected = [
            "HC-1 Handcreme  7500000 0 Hände 0",
            "LS-01 Lippenstift Größe Nude 01 14900000 1 Lippenstift 1",
            "LS-02 Lippenstift Größe Rot 02 15900000 1 Lippenstift 0",
        ];
        assert_eq!(products(&shop).await, expected);
        let again = import(&shop, "products", file.clone()).await;
        assert_eq!((&again["report"]["unchanged_variants"], &again["report"]["new_variants"]), (&json!(3), &json!(0)), "{again}");
        assert_eq!(products(&shop).await, expected);
        assert_eq!(shop.findings(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_second_list_changes_what_it_says_and_leaves_the_rest() {
    let shop = Shop::open().await;
    import(&shop, "products", LIST).await;
    let list = "SKU,Name,Price,Barcode\nHC-1,Handcreme,8.00,4006381333948\nhc-2,Handcreme,9.00,\n";
    let report = &import(&shop, "products", list).await["report"];
    assert_eq!(
        (&report["changed_variants"], &report["new_products"], &report["unchanged_variants"]),
        (&json!(1), &json!(1), &json!(0)),
        "{report}"
    );
    let after = products(&shop).await;
    assert_eq!(after[0], "HC-1 Handcreme  8000000 0 Hände 1", "the category was not said and stays");
    assert_eq!(after[3], "hc-2 Handcreme  9000000 0 - 0");
    let found = shop.get("/api/variants/search?text=lippen%20nude").await;
    assert!(String::from_utf8_lossy(&found.bytes).contains("LS-01"), "the search knows what was imported: {}", found.json());
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn refused_rows_are_kept_with_what_to_do_and_come_back_as_a_file() {
    let shop = Shop::open().await;
    import(&shop, "products", LIST).await;
    let list = "Name,SKU,Price,Barcode,Tax rate,Notes
Good,G-1,1.50,,19,
Bad price,B-1,free,,19,
Bad digit,B-2,1.00,4006381333932,19,
Taken,B-3,1.00,4006381333931,19,
Unknown tax,B-4,1.00,,23,
Far too dear,B-5,99999999999,,19,
4111 1111 1111 1111,B-6,1.00,,19,
Card in the notes,B-7,free,,19,4111111111111111
=SUM(A1),B-8,-3,,19,
Also good,G-2,2.50,,7,
";
    let done = import(&shop, "products", list).await;
    assert_eq!(
        (&done["report"]["new_variants"], &done["report"]["refused_rows"], &done["problem_count"]),
        (&json!(2), &json!(8), &json!(8)),
        "{done}"
    );
    let path = format!("/api/imports/{}", done["id"].as_str().unwrap());
    let rows = shop.get(&format!("{path}/rows?kind=problem")).await.ok();
    let told: Vec<String> = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["row_no"], row["column_name"].as_str().unwrap()))
        .collect();
    assert_eq!(told, ["3 Price", "4 Barcode", "5 Barcode", "6 Tax rate", "7 Price", "8 Name", "9 Price", "10 Price"]);
    assert!(rows["rows"][2]["message"].as_str().unwrap().contains("belongs to \"Lippenstift Größe\""), "{rows}");
    let pages = [refused(&shop, &path, 0).await, refused(&shop, &path, 5).await];
    assert_eq!((&pages[0]["total"], pages[0]["rows"].as_array().unwrap().len()), (&json!(8), 5), "{}", pages[0]);
    let csv = as_file(&pages);
    assert!(csv.starts_with("Name,SKU,Price,Barcode,Tax rate,Notes,Line,Problem\nBad price,B-1,free,,19,,3,"), "{csv}");
    assert!(csv.contains("\n'=SUM(A1),B-8,-3"), "{csv}");
    assert!(!csv.contains("4111"), "card data never enters the store");
    let corrected = csv
        .replace("free", "3.00")
        .replace("4006381333932", "")
        .replace("4006381333931", "")
        .replace(",23,", ",7,")
        .replace("99999999999", "9.99");
    let corrected = corrected.replace("-3,", "3.00,").replace('…', "Plain name");
    // As spreadsheets save it, with a mark in front that tells the encoding.
    let second = import(&shop, "products", format!("\u{feff}{corrected}")).await;
    assert_eq!((&second["report"]["new_variants"], &second["report"]["refused_rows"]), (&json!(8), &json!(0)), "{second}");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

/// Five refused rows.
async fn refused(shop: &Shop, import: &str, offset: i64) -> Value {
    shop.get(&format!("{import}/refused-rows?limit=5&offset={offset}")).await.ok()
}

/// Refused rows as the interface saves them.
fn as_file(pages: &[Value]) -> String {
    let texts =
        |cells: &Value| cells.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(texts(&pages[0]["header"]).into_iter().chain(["Line".into(), "Problem".into()])).unwrap();
    for row in pages.iter().flat_map(|page| page["rows"].as_array().unwrap()) {
        let problem = row["problems"][0]["message"].as_str().unwrap().to_owned();
        file.write_record(texts(&row["cells"]).into_iter().chain([row["line"].to_string(), problem])).unwrap();
    }
    String::from_utf8(file.into_inner().unwrap()).unwrap()
}

#[tokio::test]
async fn columns_can_be_chosen_by_a_person() {
    let shop = Shop::open().await;
    let list = "Was,Womit,Wieviel\nCreme,C-1,7.50\n";
    let unclear = send(&shop, "/api/imports/preview?kind=products", list).await.ok();
    assert_eq!((&unclear["header"], &unclear["columns"]), (&json!(["Was", "Womit", "Wieviel"]), &json!([null, null, null])));
    assert!(unclear["problems"][0]["message"].as_str().unwrap().contains("holds the name"), "{unclear}");
    let preview = send(&shop, "/api/imports/preview?kind=products&columns=name,sku,price", list).await.ok();
    assert_eq!((&preview["rows"][0]["sku"], &preview["rows"][0]["price_millionths"]), (&json!("C-1"), &json!(7_500_000)));
    let job = job_of(&shop, send(&shop, "/api/imports?kind=products&columns=name,,price", list).await).await;
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(send(&shop, "/api/imports/preview?kind=products&columns=name", list).await.refusal(), "invalid");
}
