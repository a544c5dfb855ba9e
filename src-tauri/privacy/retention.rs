//! What is older than it may be: counted, and removed when somebody says so.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::person::{Reason, Retention, RetentionState};
use super::{forget, store};
use crate::base::{Error, Message, Result};
use crate::jobs::Alone;
use crate::say;
use crate::store::{Context, Store, Write, purge_as};

/// How many rows or people one transaction takes, so that the till never waits long.
const ROWS_AT_ONCE: i64 = 2_000;
const PEOPLE_AT_ONCE: i64 = 50;

/// Hears how much was done, and may end it.
pub type Tell<'a> = &'a dyn Fn(i64, Option<i64>, Message) -> Result<()>;

/// How long things are kept, and what is older.
///
/// # Errors
/// A failing disk.
pub fn find_retention(db: &Connection, today: NaiveDate) -> Result<RetentionState> {
    let retention = store::find_retention(db)?;
    let cutoff = retention.cutoff(today);
    let customer_cutoff = retention.customer_cutoff(today);
    let inactive_customers = customer_cutoff.as_ref().map_or(Ok(0), |cutoff| store::count_inactive(db, cutoff))?;
    Ok(RetentionState {
        retention,
        holdings: store::aged(db, &cutoff)?,
        cutoff: cutoff.day,
        customer_cutoff: customer_cutoff.map(|cutoff| cutoff.day),
        inactive_customers,
    })
}

/// Says how long things are kept. Nothing is removed by it.
///
/// # Errors
/// Refuses years that make no sense.
pub fn change_retention(tx: &mut Write<'_>, retention: Retention) -> Result<()> {
    let before = store::find_retention(tx)?;
    let after = retention.check()?;
    let shop = crate::settings::find_shop(tx)?.id;
    let text = |years: Option<i64>| years.map(|years| years.to_string());
    for (field, before, after) in [
        ("retention_years", Some(before.retention_years), Some(after.retention_years)),
        ("customer_years", before.customer_years, after.customer_years),
    ] {
        tx.change("shop", shop.0, field, text(before).as_deref(), text(after).as_deref())?;
    }
    store::set_retention(tx, after)
}

/// Removes everything that is older than it may be, and forgets customers who bought nothing for too long, some at a time. What was removed when
/// it is cancelled stays removed.
///
/// # Errors
/// Another such run at work, and what `tell` answers.
pub fn purge_aged(store: &Store, context: &Context, today: NaiveDate, tell: Tell<'_>) -> Result<Value> {
    let busy = say!("What is past its time is being removed already. Wait for it to end.");
    let _alone = Alone::begin(store, "retention", busy)?;
    let purged = purge_some(store, context, today, tell);
    // Also when it was ended in the middle: what was removed until then stays removed.
    super::forget_older_file(store);
    purged
}

fn purge_some(store: &Store, context: &Context, today: NaiveDate, tell: Tell<'_>) -> Result<Value> {
    let state = store.read_now(|db| find_retention(db, today))?;
    let total = state.holdings.iter().map(|holding| holding.goes).sum::<i64>() + state.inactive_customers;
    let (mut rows, mut people) = (0, 0);
    for holding in &state.holdings {
        loop {
            tell(rows, Some(total), say!("Removing what is past its time"))?;
            let removed = remove_some(store, context, &holding.table, state.retention, today)?;
            if removed == 0 {
                break;
            }
            rows += removed;
        }
    }
    let mut last = None;
    while state.customer_cutoff.is_some() {
        tell(rows + people, Some(total), say!("Erasing customers who have not bought for long"))?;
        let retention = state.retention;
        let (next, erased) = store.write_now(context.clone(), move |tx| {
            let Some(cutoff) = retention.customer_cutoff(today) else { return Ok((None, 0)) };
            let ids = store::list_inactive(tx, &cutoff, last, PEOPLE_AT_ONCE)?;
            let mut erased = 0;
            for id in &ids {
                let subject = store::find_subject(tx, super::PersonKind::Customer, *id)?;
                if store::unfinished(tx, &subject)?.is_empty() {
                    forget(tx, &subject, Reason::Retention)?;
                    erased += 1;
                }
            }
            Ok((ids.last().copied(), erased))
        })?;
        if next.is_none() {
            break;
        }
        (last, people) = (next, people + erased);
    }
    Ok(json!({ "rows": rows, "customers": people }))
}

fn remove_some(store: &Store, context: &Context, table: &str, retention: Retention, today: NaiveDate) -> Result<i64> {
    let table = table.to_owned();
    store.write_now(context.clone(), move |tx| {
        let cutoff = retention.cutoff(today);
        if !store::has_aged(tx, &table, &cutoff)? {
            return Ok(0);
        }
        let what = format!("{table} before {}", cutoff.day);
        let work = |tx: &mut Write<'_>, purge| store::remove_aged(tx, purge, &table, &cutoff, ROWS_AT_ONCE);
        let (_, removed) = purge_as(tx, Reason::Retention.code(), &what, work)?;
        i64::try_from(removed).map_err(Error::internal)
    })
}
