//! The schema and its house rules.

use crate::support::Shop;

#[tokio::test]
async fn every_column_has_a_privacy_tag() {
    let shop = Shop::open().await;
    let untagged: Vec<String> = shop
        .store()
        .read_now(|db| {
            let mut statement = db.prepare(
                "SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'refinery_%' AND m.name NOT LIKE 'variant_search_%'
                   AND NOT EXISTS (SELECT 1 FROM privacy_tags t WHERE t.table_name = m.name AND t.column_name = c.name)",
            )?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert!(untagged.is_empty(), "columns without a privacy tag: {untagged:?}");
}

#[tokio::test]
async fn no_privacy_tag_names_a_column_that_is_not_there() {
    let shop = Shop::open().await;
    let stale: Vec<String> = shop
        .store()
        .read_now(|db| {
            let mut statement = db.prepare(
                "SELECT t.table_name || '.' || t.column_name FROM privacy_tags t
                 WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info(t.table_name) c WHERE c.name = t.column_name)",
            )?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert!(stale.is_empty(), "tags of columns that are gone: {stale:?}");
}

#[tokio::test]
async fn every_table_is_strict() {
    let shop = Shop::open().await;
    let loose: Vec<String> = shop
        .store()
        .read_now(|db| {
            let mut statement = db.prepare(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
                   AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'refinery_%' AND name NOT LIKE 'variant_search%'",
            )?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert!(loose.is_empty(), "tables that are not STRICT: {loose:?}");
}

#[tokio::test]
async fn no_fact_can_be_edited_or_removed() {
    let shop = Shop::open().await;
    let refusals = shop
        .store()
        .write_now(counterfoil::store::Context::program("test"), |tx| {
            let mut refusals = Vec::new();
            for statement in [
                "UPDATE commits SET operation = 'x'",
                "DELETE FROM commits",
                "UPDATE changes SET field = 'x'",
                "DELETE FROM changes",
            ] {
                refusals.push(tx.execute(statement, []).unwrap_err().to_string());
            }
            Ok(refusals)
        })
        .unwrap();
    for refusal in refusals {
        assert!(refusal.contains("facts are"), "{refusal}");
    }
}
