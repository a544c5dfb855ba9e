//! Goods receipts, lots, corrections, sales out of stock, returns, and that stock is always the sum of what moved.

use counterfoil::base::{Code, Error, Money, OrderId, Quantity, Result, UnitPrice, VariantId};
use counterfoil::inventory::{Adjustment, Issue, Issued, Level, Restock, TakeBack, adjust_stock, issue_stock, take_back};
use counterfoil::store::{Context, Write};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::Shop;

/// What the owner does at the first register.
fn context(shop: &Shop) -> Context {
    shop.store()
        .read_now(|db| {
            Ok(db.query_row("SELECT r.id, r.location_id, s.id FROM registers r, staff s LIMIT 1", [], |row| {
                Ok(Context {
                    operation: "test",
                    register_id: row.get(0)?,
                    location_id: row.get(1)?,
                    actor_id: row.get(2)?,
                    time_zone: "Europe/Berlin".parse().unwrap(),
                })
            })?)
        })
        .unwrap()
}

fn write<T: Send + 'static>(shop: &Shop, work: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static) -> Result<T> {
    shop.store().write_now(context(shop), work)
}

async fn variant(shop: &Shop, sku: &str, more: Value) -> VariantId {
    shop.product(sku, sku, more).await["variants"][0]["id"].as_str().unwrap().parse().unwrap()
}

fn line(id: VariantId, pieces: i64, cost: &str, lot: &str, expiry: Option<&str>) -> Value {
    let cost: i64 = cost.replace('.', "").parse::<i64>().unwrap() * 10_000;
    json!({ "variant_id": id, "quantity_thousandths": pieces * 1000, "unit_cost_millionths": cost, "lot_code": lot, "expiry_date": expiry })
}

async fn receive(shop: &Shop, lines: &[Value]) -> Value {
    shop.post("/api/stock/receipts", json!({ "supplier": "Maker", "lines": lines })).await.ok()
}

fn sell(shop: &Shop, id: VariantId, pieces: i64, lot: Option<&str>) -> Result<Issued> {
    let lot_id = lot.map(|code| lot_id(shop, code));
    write(shop, move |tx| {
        let order_id: OrderId = tx.new_id();
        issue_stock(tx, &Issue { variant_id: id, quantity: Quantity(pieces * 1000), lot_id, order_id, line_no: 1 })
    })
}

fn lot_id(shop: &Shop, code: &str) -> counterfoil::base::LotId {
    let code = code.to_owned();
    shop.store().read_now(|db| Ok(db.query_row("SELECT id FROM lots WHERE code = ?1", [code], |row| row.get(0))?)).unwrap()
}

/// What there is of a variant and what it is worth: the movements, the levels and the total, which must agree.
fn level(shop: &Shop, id: VariantId) -> Level {
    let read = |sql: &'static str| {
        shop.store()
            .read_now(move |db| Ok(db.query_row(sql, [id], |row| Ok(Level { quantity: row.get(0)?, value: row.get(1)? }))?))
            .unwrap()
    };
    let sum = "coalesce(sum(quantity_thousandths), 0), coalesce(sum(value_minor), 0)";
    let moved = read(Box::leak(format!("SELECT {sum} FROM stock_movements WHERE variant_id = ?1").into_boxed_str()));
    let lying = read(Box::leak(format!("SELECT {sum} FROM stock_levels WHERE variant_id = ?1").into_boxed_str()));
    let total = read("SELECT quantity_thousandths, value_minor FROM stock_totals WHERE variant_id = ?1");
    assert_eq!(moved, lying, "levels are the sum of movements");
    assert_eq!(moved, total, "the total is the sum of movements");
    let hollow: i64 = shop
        .store()
        .read_now(move |db| {
            Ok(db.query_row(
                "SELECT count(*) FROM stock_levels WHERE variant_id = ?1 AND quantity_thousandths = 0",
                [id],
                |row| row.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(hollow, 0, "where nothing lies nothing is worth anything");
    moved
}

fn worth(pieces: i64, minor: i64) -> Level {
    Level { quantity: Quantity(pieces * 1000), value: Money(minor) }
}

#[tokio::test]
async fn a_goods_receipt_is_numbered_and_the_same_id_is_booked_once() {
    let shop = Shop::open().await;
    let id = variant(&shop, "CREAM", json!({ "track_lots": true, "reorder_point_thousandths": 2000 })).await;
    let receipt_id = "01890000-0000-7000-8000-000000000001";
    let body = json!({ "id": receipt_id, "supplier": "Maker", "reference": "LS 77",
        "lines": [line(id, 3, "4.00", "L1", Some("2027-01-31")), line(id, 2, "5.00", "l1", None), line(id, 1, "6.00", "", Some("2026-12-31"))] });
    let first = shop.post("/api/stock/receipts", body.clone()).await.ok();
    assert_eq!((&first["number"], &first["value_minor"], &first["line_count"]), (&json!("GR2-1001"), &json!(2800), &json!(3)));
    assert_eq!(first["lines"][1]["lot_code"], "L1", "the same lot came twice, at two costs");
    assert_eq!(first["lines"][2]["lot_code"], "2026-12-31", "a lot without a code is known by its date");
    assert_eq!(shop.post("/api/stock/receipts", body).await.ok()["number"], "GR2-1001");
    assert_eq!(level(&shop, id), worth(6, 2800));
    assert_eq!(shop.get("/api/stock/receipts").await.ok()["total"], 1);

    let stock = shop.get("/api/stock").await.ok();
    assert_eq!(stock["total"], 2, "{stock}");
    assert_eq!(
        (&stock["rows"][0]["expiry_date"], &stock["rows"][0]["on_hand_thousandths"]),
        (&json!("2026-12-31"), &json!(1000))
    );
    assert_eq!((&stock["rows"][1]["value_minor"], &stock["rows"][1]["is_low"]), (&json!(2200), &json!(false)));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_receipt_that_does_not_make_sense_books_nothing_and_names_its_line() {
    let shop = Shop::open().await;
    let lots = variant(&shop, "LOTS", json!({ "track_lots": true })).await;
    let plain = variant(&shop, "PLAIN", json!({})).await;
    receive(&shop, &[line(lots, 1, "1.00", "L1", Some("2027-01-31"))]).await;
    let good = line(plain, 1, "1.00", "", None);
    for (bad, field) in [
        (line(lots, 1, "1.00", "", None), "lines[1].lot_code"),
        (line(lots, 1, "1.00", "L1", Some("2027-02-28")), "lines[1].expiry_date"),
        (line(plain, 1, "1.00", "L9", None), "lines[1].lot_code"),
        (line(plain, 0, "1.00", "", None), "lines[1].quantity_thousandths"),
        (line(plain, -1, "1.00", "", None), "lines[1].quantity_thousandths"),
        (
            json!({ "variant_id": plain, "quantity_thousandths": 1000, "unit_cost_millionths": -1 }),
            "lines[1].unit_cost_millionths",
        ),
    ] {
        let answer = shop.post("/api/stock/receipts", json!({ "lines": [good.clone(), bad] })).await;
        assert_eq!(answer.refusal(), "invalid");
        assert_eq!(answer.json()["fields"][0]["field"], field, "{}", answer.json());
    }
    let huge = json!({ "lines": [{ "variant_id": plain, "quantity_thousandths": 1_000_000_000_000_i64, "unit_cost_millionths": 9_007_199_254_740_991_i64 }] });
    assert_eq!(shop.post("/api/stock/receipts", huge).await.refusal(), "invalid", "money beyond the range is refused");
    assert_eq!(level(&shop, plain), worth(0, 0));
    let next = receive(&shop, &[good]).await;
    assert_eq!(next["number"], "GR2-1002", "what was refused took no number");
}

#[tokio::test]
async fn the_earliest_expiry_leaves_first_and_the_last_piece_takes_the_remainder() {
    let shop = Shop::open().await;
    let id = variant(&shop, "CREAM", json!({ "track_lots": true })).await;
    receive(&shop, &[line(id, 2, "5.00", "LATE", Some("2027-06-30")), line(id, 2, "4.00", "SOON", Some("2026-06-30"))]).await;
    receive(&shop, &[line(id, 1, "4.01", "SOON", None)]).await;
    let issued = sell(&shop, id, 4, None).unwrap();
    let parts: Vec<_> =
        issued.parts.iter().map(|part| (part.lot_code.as_deref().unwrap(), part.quantity.0, part.cost.0)).collect();
    assert_eq!(parts, [("SOON", 3000, 1201), ("LATE", 1000, 500)]);
    assert_eq!(issued.cost, Money(1701));
    assert_eq!(level(&shop, id), worth(1, 500));

    let plain = variant(&shop, "PLAIN", json!({})).await;
    receive(&shop, &[line(plain, 2, "0.33", "", None), line(plain, 1, "0.34", "", None)]).await;
    let costs: Vec<i64> = (0..3).map(|_| sell(&shop, plain, 1, None).unwrap().cost.0).collect();
    assert_eq!(costs, [33, 34, 33], "the shares sum to the value");
    assert_eq!(level(&shop, plain), worth(0, 0));
}

#[tokio::test]
async fn an_expired_quarantined_or_recalled_lot_is_never_sold_and_the_refusal_says_what_can_be() {
    let shop = Shop::open().await;
    let id = variant(&shop, "CREAM", json!({ "track_lots": true })).await;
    receive(
        &shop,
        &[
            line(id, 1, "1.00", "OLD", Some("2026-03-01")),
            line(id, 1, "1.00", "TODAY", Some("2026-03-02")),
            line(id, 1, "1.00", "SHUT", Some("2026-09-01")),
            line(id, 1, "1.00", "BACK", Some("2026-10-01")),
        ],
    )
    .await;
    for (code, state) in [("SHUT", "quarantined"), ("BACK", "recalled")] {
        let path = format!("/api/lots/{}/state", lot_id(&shop, code));
        assert_eq!(shop.post(&path, json!({ "state": state, "reason": " " })).await.refusal(), "invalid", "a reason is needed");
        shop.post(&path, json!({ "state": state, "reason": "smells odd" })).await.ok();
    }
    for (code, why) in [("OLD", "expired on 2026-03-01"), ("SHUT", "is quarantined"), ("BACK", "was recalled")] {
        let error = sell(&shop, id, 1, Some(code)).unwrap_err();
        assert_eq!(error.code, Code::Refused);
        assert!(
            error.message.contains(why) && error.message.contains(code) && error.message.contains("lot TODAY (1 left"),
            "{error}"
        );
    }
    let error = sell(&shop, id, 2, None).unwrap_err();
    for part in ["Only 1 of", "lot OLD (expired on 2026-03-01)", "lot SHUT (is quarantined)", "lot BACK (was recalled)"] {
        assert!(error.message.contains(part), "{error}");
    }
    assert_eq!(sell(&shop, id, 1, None).unwrap().parts[0].lot_code.as_deref(), Some("TODAY"), "the last day is still a day");
    let till = shop.get(&format!("/api/variants?ids={id}")).await.ok();
    assert_eq!((&till[0]["sellable_thousandths"], &till[0]["on_hand_thousandths"]), (&json!(0), &json!(3000)));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn selling_more_than_there_is_is_refused_unless_the_shop_allows_it() {
    let shop = Shop::open().await;
    let id = variant(&shop, "SOAP", json!({ "reorder_point_thousandths": 1000 })).await;
    receive(&shop, &[line(id, 2, "1.50", "", None)]).await;
    let error = sell(&shop, id, 3, None).unwrap_err();
    assert!(error.message.contains("Only 2 of \"SOAP\""), "{error}");
    assert_eq!(level(&shop, id), worth(2, 300));

    shop.patch("/api/shop", json!({ "allow_negative_stock": true })).await.ok();
    assert_eq!(sell(&shop, id, 4, None).unwrap().cost, Money(600), "what is not known costs what the last delivery did");
    assert_eq!(level(&shop, id), worth(-2, -300));
    assert_eq!(shop.get("/api/stock?is_low=true").await.ok()["total"], 1);
    receive(&shop, &[line(id, 5, "2.00", "", None)]).await;
    assert_eq!(level(&shop, id), worth(3, 600), "what is left is worth what it cost");
    let movements = shop.get("/api/stock/movements?reason=revaluation").await.ok();
    assert_eq!(movements["rows"][0]["value_minor"], -100, "two pieces had left at 1.50 and cost 2.00: {movements}");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_counted_moves_nothing_and_costs_nothing() {
    let shop = Shop::open().await;
    let id = variant(&shop, "WRAP", json!({ "track_stock": false })).await;
    assert_eq!(sell(&shop, id, 5, None).unwrap(), Issued::default());
    assert_eq!(level(&shop, id), worth(0, 0));
}

#[tokio::test]
async fn what_comes_back_goes_to_the_shelf_the_testers_or_nowhere() {
    let shop = Shop::open().await;
    let id = variant(&shop, "BALM", json!({ "track_lots": true })).await;
    receive(&shop, &[line(id, 3, "2.00", "L1", Some("2027-01-31"))]).await;
    let issued = sell(&shop, id, 3, None).unwrap();
    let lot_id = issued.parts[0].lot_id;
    for (restock, expected) in [(Restock::WriteOff, (0, 0)), (Restock::Shelf, (1, 200)), (Restock::Testers, (2, 400))] {
        let goods = move |order_id| TakeBack {
            variant_id: id,
            lot_id,
            quantity: Quantity(1000),
            cost: Money(200),
            order_id,
            line_no: 1,
            restock,
        };
        write(&shop, move |tx| {
            let order_id = tx.new_id();
            take_back(tx, &goods(order_id))
        })
        .unwrap();
        let now = level(&shop, id);
        let may_be_used_up = restock == Restock::Testers && now == worth(1, 200);
        assert!(now == worth(expected.0, expected.1) || may_be_used_up, "{restock:?}: {now:?}");
    }
    assert_eq!(sell(&shop, id, 1, None).unwrap().cost, Money(200), "the shelf has one again");
    assert_eq!(sell(&shop, id, 1, None).unwrap_err().code, Code::Refused, "testers are not sold");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_correction_needs_a_reason_for_people_and_a_lot_where_there_are_several() {
    let shop = Shop::open().await;
    let id = variant(&shop, "OIL", json!({ "track_lots": true })).await;
    let adjust = |more: Value| {
        let mut body = json!({ "variant_id": id, "reason": "damage", "quantity_thousandths": 1000 });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let path = "/api/stock/adjustments";
    let opening =
        adjust(json!({ "reason": "opening", "quantity_thousandths": 4000, "unit_cost_millionths": 2_500_000, "lot_code": "A" }));
    assert_eq!(shop.post(path, opening).await.ok()["on_hand_thousandths"], 4000);
    assert_eq!(
        shop.post(path, adjust(json!({ "note": "fell" }))).await.ok()["on_hand_thousandths"],
        3000,
        "there is only one lot"
    );
    shop.post(path, adjust(json!({ "reason": "found", "lot_code": "B" }))).await.ok();
    assert_eq!(level(&shop, id), worth(4, 1000), "what is found is worth what the others cost");
    let several = shop.post(path, adjust(json!({}))).await;
    assert_eq!(several.json()["fields"][0]["field"], "lot_id", "{}", several.json());
    shop.post(path, adjust(json!({ "lot_code": "b" }))).await.ok();
    for (more, code) in [
        (json!({ "reason": "sale" }), "invalid"),
        (json!({ "reason": "nonsense" }), "invalid"),
        (json!({ "note": "4111111111111111" }), "invalid"),
        (json!({ "quantity_thousandths": 9000 }), "refused"),
        (json!({ "quantity_thousandths": 0 }), "invalid"),
        (json!({ "lot_code": "Z" }), "invalid"),
    ] {
        assert_eq!(shop.post(path, adjust(more.clone())).await.refusal(), code, "{more}");
    }
    assert_eq!(level(&shop, id), worth(3, 750));
    let movements = shop.get("/api/stock/movements?from=2026-03-02&until=2026-03-02").await.ok();
    assert_eq!((&movements["total"], &movements["rows"][0]["actor_name"]), (&json!(4), &json!("Ada")));
    assert_eq!(shop.get("/api/stock/movements?from=2026-03-03").await.ok()["total"], 0);
}

#[tokio::test]
async fn the_expiry_board_counts_what_is_left_by_how_soon_it_expires() {
    let shop = Shop::open().await;
    let id = variant(&shop, "MASK", json!({ "track_lots": true })).await;
    let dates = [("X", "2026-03-01"), ("A", "2026-04-01"), ("B", "2026-05-01"), ("C", "2026-05-31"), ("D", "2026-06-01")];
    let lines: Vec<Value> = dates.iter().map(|(code, date)| line(id, 1, "3.00", code, Some(date))).collect();
    receive(&shop, &lines).await;
    let list = shop.get("/api/lots").await.ok();
    let columns: Vec<(&str, i64)> = list["board"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| (column["band"].as_str().unwrap(), column["lot_count"].as_i64().unwrap()))
        .collect();
    assert_eq!(columns, [("expired", 1), ("within30", 1), ("within60", 1), ("within90", 1)]);
    assert_eq!(list["rows"][0]["code"], "X");
    assert_eq!(list["total"], 5);
    assert_eq!(shop.get("/api/lots?band=within60").await.ok()["rows"][0]["code"], "B");
    assert_eq!(shop.get("/api/lots?band=later").await.ok()["total"], 1);
    assert_eq!(shop.get("/api/stock?is_expiring=true").await.ok()["rows"][0]["lot_code"], "X");
    let keeper = shop.hire("Sol", "cashier").await;
    let seen = shop.call_as(&keeper, axum::http::Method::GET, "/api/lots", None).await;
    assert!(!String::from_utf8_lossy(&seen.bytes).contains("value_minor"), "a cashier sees no costs");
}

#[tokio::test]
async fn verify_finds_a_level_that_nobody_moved() {
    let shop = Shop::open().await;
    let id = variant(&shop, "GEL", json!({})).await;
    receive(&shop, &[line(id, 2, "1.00", "", None)]).await;
    write(&shop, move |tx| Ok(tx.execute("UPDATE stock_levels SET value_minor = value_minor + 1 WHERE variant_id = ?1", [id])?))
        .unwrap();
    write(&shop, move |tx| Ok(tx.execute("UPDATE stock_totals SET is_low = 1 WHERE variant_id = ?1", [id])?)).unwrap();
    let findings = shop.findings();
    assert!(findings.iter().any(|finding| finding.contains("stock levels")), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.contains("low stock marks")), "{findings:?}");
}

/// One thing that happens to stock.
#[derive(Debug, Clone)]
enum Event {
    Receive { quantity: i64, cost: i64, lot: usize },
    Sell { quantity: i64 },
    Return { quantity: i64, restock: Restock },
    Adjust { reason: &'static str, quantity: i64, lot: usize },
}

fn events() -> impl Strategy<Value = Event> {
    let quantity = 1..6_000_i64;
    let restock = prop_oneof![Just(Restock::Shelf), Just(Restock::Testers), Just(Restock::WriteOff)];
    let reason = prop_oneof![Just("found"), Just("damage"), Just("tester"), Just("opening")];
    prop_oneof![
        (quantity.clone(), 0..30_000_000_i64, 0..3_usize).prop_map(|(quantity, cost, lot)| Event::Receive {
            quantity,
            cost,
            lot
        }),
        quantity.clone().prop_map(|quantity| Event::Sell { quantity }),
        (quantity.clone(), restock).prop_map(|(quantity, restock)| Event::Return { quantity, restock }),
        (reason, quantity, 0..3_usize).prop_map(|(reason, quantity, lot)| Event::Adjust { reason, quantity, lot }),
    ]
}

fn apply(tx: &mut Write<'_>, id: VariantId, has_lots: bool, event: &Event, sold: &mut Option<Issued>) -> Result<()> {
    let code = |lot: usize| if has_lots { format!("L{lot}") } else { String::new() };
    let adjustment = |reason: &str, quantity: i64, lot: usize, cost: Option<i64>| Adjustment {
        variant_id: id,
        location_id: None,
        lot_id: None,
        lot_code: code(lot),
        expiry_date: None,
        reason: reason.to_owned(),
        quantity_thousandths: Quantity(quantity),
        unit_cost_millionths: cost.map(UnitPrice),
        note: String::new(),
    };
    let order_id = tx.new_id();
    match event {
        Event::Receive { quantity, cost, lot } => {
            adjust_stock(tx, &adjustment("opening", *quantity, *lot, Some(*cost))).map(|_| ())
        }
        Event::Adjust { reason, quantity, lot } => adjust_stock(tx, &adjustment(reason, *quantity, *lot, None)).map(|_| ()),
        Event::Sell { quantity } => {
            let issue = Issue { variant_id: id, quantity: Quantity(*quantity), lot_id: None, order_id, line_no: 1 };
            *sold = Some(issue_stock(tx, &issue)?);
            Ok(())
        }
        Event::Return { quantity, restock } => {
            let Some(part) = sold.as_ref().and_then(|issued| issued.parts.first()) else { return Ok(()) };
            let quantity = Quantity((*quantity).min(part.quantity.0));
            let cost = Level { quantity: part.quantity, value: part.cost }.share(quantity)?;
            let goods = TakeBack { variant_id: id, lot_id: part.lot_id, quantity, cost, order_id, line_no: 1, restock: *restock };
            take_back(tx, &goods)
        }
    }
}

#[tokio::test]
async fn after_anything_that_happens_stock_is_the_sum_of_movements_and_the_last_piece_leaves_nothing() {
    let shop = Shop::open().await;
    let mut variants = Vec::new();
    for case in 0..24 {
        let has_lots = case % 2 == 0;
        variants.push((variant(&shop, &format!("V{case}"), json!({ "track_lots": has_lots })).await, has_lots));
    }
    let case = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: 24, max_shrink_iters: 0, failure_persistence: None, ..Config::default() });
    let strategy = (proptest::collection::vec(events(), 1..25), any::<bool>());
    let outcome = runner.run(&strategy, |(events, may_go_below_zero)| {
        let (id, has_lots) = variants[case.get() % variants.len()];
        case.set(case.get() + 1);
        write(&shop, move |tx| Ok(tx.execute("UPDATE shop SET allow_negative_stock = ?1", [may_go_below_zero])?)).unwrap();
        let mut sold = None;
        for event in &events {
            let (event, mut last) = (event.clone(), sold.take());
            let answer = write(&shop, move |tx| {
                let done = apply(tx, id, has_lots, &event, &mut last);
                done.map(|()| last)
            });
            match answer {
                Ok(last) => sold = last,
                Err(Error { code, message, .. }) => assert_ne!(code, Code::Internal, "{message}"),
            }
            let now = level(&shop, id);
            assert!(may_go_below_zero || now.quantity >= Quantity::ZERO, "stock went below zero: {events:?}");
            assert!(now.quantity.0 != 0 || has_lots || now.value.0 == 0 || may_go_below_zero, "{now:?} after {events:?}");
        }
        sell_off(&shop, id);
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(shop.findings(), Vec::<String>::new());
}

/// Takes out everything that lies anywhere, piece by piece of a level; what is left must be worth nothing.
fn sell_off(shop: &Shop, id: VariantId) {
    let levels: Vec<(counterfoil::base::LocationId, Option<counterfoil::base::LotId>, Quantity)> = shop
        .store()
        .read_now(move |db| {
            let mut statement = db.prepare(
                "SELECT location_id, nullif(lot_id, zeroblob(16)), quantity_thousandths FROM stock_levels WHERE variant_id = ?1",
            )?;
            let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    let is_simple = levels.iter().all(|(_, lot, quantity)| quantity.0 > 0 && (lot.is_some() || levels.len() == 1));
    if !is_simple {
        return;
    }
    for (location_id, lot_id, quantity) in levels {
        for part in [quantity.0 / 3, quantity.0 - quantity.0 / 3] {
            if part == 0 {
                continue;
            }
            let adjustment = Adjustment {
                variant_id: id,
                location_id: Some(location_id),
                lot_id,
                lot_code: String::new(),
                expiry_date: None,
                reason: "damage".into(),
                quantity_thousandths: Quantity(part),
                unit_cost_millionths: None,
                note: String::new(),
            };
            write(shop, move |tx| adjust_stock(tx, &adjustment)).unwrap();
        }
    }
    assert_eq!(level(shop, id), worth(0, 0), "the last piece takes the remainder");
}
