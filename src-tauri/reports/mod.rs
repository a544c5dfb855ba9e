//! Reports: the figures on Home and the rows behind them.
//!
//! Invariants:
//! - A figure is read from the sums that `summaries` keeps, never from the orders, so that Home stays instant after years of sales.
//! - Every figure names the days, country or variant it counts; the lists of orders, product sales, stock and lots take the same filters
//!   and show its rows.
//! - Who may not see costs gets no margin and no value of stock.
//!
//! Operations: `find_home_figures`, `list_product_sales`.

mod report;
pub mod routes;
mod store;

use std::collections::HashMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use rusqlite::Connection;
use rust_decimal::Decimal;

use crate::base::round::half_away_from_zero;
use crate::base::{Error, Money, Result, VariantId};
use crate::products::{self, State};
use crate::settings::find_shop;
use crate::summaries::{self, Period, Sold, Totals};

pub use report::{
    Comparison, CountrySales, ExpiringLot, ExpiringLots, Figure, HomeFigures, LowStock, LowStockRow, MonthSales, ProductSale,
    ProductSales, Ranking,
};

/// How many rows a short list on Home has.
const SHORT_LIST: usize = 10;

/// The figures of a period beside those of another.
///
/// # Errors
/// A failing disk.
pub fn home_figures(
    db: &Connection,
    period: Period,
    comparison: Comparison,
    today: NaiveDate,
    sees_costs: bool,
) -> Result<HomeFigures> {
    let compared = match comparison {
        Comparison::Before => period.before(),
        Comparison::LastYear => period.last_year(),
    };
    let (now, days) = totals_by_day(db, period)?;
    let (then, _) = totals_by_day(db, compared)?;
    let figure = |part: fn(&Totals) -> Result<i64>| -> Result<Figure> {
        let (value, compared) = (part(&now)?, part(&then)?);
        let by_day = days.iter().map(part).collect::<Result<_>>()?;
        Ok(Figure { value, compared, change_millionths: change(value, compared)?, by_day })
    };
    let sold = summaries::by_variant(db, period)?;
    let margin = sees_costs.then(|| figure(|totals| Ok(totals.margin()?.0))).transpose()?;
    Ok(HomeFigures {
        from: period.from,
        to: period.to,
        compared_from: compared.from,
        compared_to: compared.to,
        net_sales: figure(|totals| Ok(totals.net.0))?,
        margin_rate_millionths: if sees_costs { rate(now.margin()?.0, now.costed_net.0)? } else { None },
        margin,
        orders: figure(|totals| Ok(totals.sale_count))?,
        basket: figure(basket)?,
        returns: figure(|totals| Ok(totals.return_net.0))?,
        by_month: by_month(db, period, sees_costs)?,
        by_country: by_country(db, period)?,
        best_sellers: best_sellers(db, &sold, sees_costs)?,
        worst_movers: worst_movers(db, &sold, sees_costs)?,
        low_stock: store::low_stock(db, SHORT_LIST)?,
        expiring_lots: expiring_lots(db, today, sees_costs)?,
    })
}

/// The sum of a period and each of its days, days without orders included.
fn totals_by_day(db: &Connection, period: Period) -> Result<(Totals, Vec<Totals>)> {
    let known: HashMap<NaiveDate, Totals> = summaries::by_day(db, period, None)?.into_iter().collect();
    let days: Vec<Totals> = period.days().map(|day| known.get(&day).copied().unwrap_or_default()).collect();
    let sum = known.values().try_fold(Totals::default(), |sum, day| sum.plus(*day))?;
    Ok((sum, days))
}

/// What a sale comes to on average, without tax and before returns.
fn basket(totals: &Totals) -> Result<i64> {
    if totals.sale_count == 0 {
        return Ok(0);
    }
    let sales = totals.net.minus(totals.return_net)?;
    half_away_from_zero(sales.decimal() / Decimal::from(totals.sale_count))
}

/// By what part something changed; nothing where there was nothing to compare with.
fn change(value: i64, compared: i64) -> Result<Option<i64>> {
    rate(value - compared, compared.abs())
}

fn rate(part: i64, whole: i64) -> Result<Option<i64>> {
    if whole == 0 {
        return Ok(None);
    }
    half_away_from_zero(Decimal::from(part) * Decimal::from(1_000_000) / Decimal::from(whole)).map(Some)
}

/// Every month of the period, and at least the twelve that end with it.
fn by_month(db: &Connection, period: Period, sees_costs: bool) -> Result<Vec<MonthSales>> {
    let first = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let year = first(period.to).checked_sub_months(Months::new(11)).unwrap_or(period.from);
    let shown = Period { from: year.min(first(period.from)), to: period.to };
    let known: HashMap<String, Totals> = summaries::by_month(db, shown)?.into_iter().collect();
    let mut months = Vec::new();
    let mut from = shown.from;
    while from <= shown.to {
        let next = from.checked_add_months(Months::new(1)).ok_or_else(|| Error::internal("the end of time"))?;
        let totals = known.get(&from.format("%Y-%m").to_string()).copied().unwrap_or_default();
        months.push(MonthSales {
            from,
            to: (next - Days::new(1)).min(shown.to),
            net_minor: totals.net,
            order_count: totals.sale_count,
            margin_minor: if sees_costs { Some(totals.margin()?) } else { None },
        });
        from = next;
    }
    Ok(months)
}

fn by_country(db: &Connection, period: Period) -> Result<Vec<CountrySales>> {
    let countries = summaries::by_country(db, period)?;
    let whole = Money::sum(countries.iter().map(|(_, totals)| totals.net))?;
    countries
        .into_iter()
        .map(|(country, totals)| {
            Ok(CountrySales {
                country,
                net_minor: totals.net,
                order_count: totals.sale_count,
                share_millionths: rate(totals.net.0, whole.0)?,
            })
        })
        .collect()
}

fn best_sellers(db: &Connection, sold: &HashMap<VariantId, Sold>, sees_costs: bool) -> Result<Vec<ProductSale>> {
    let best: Vec<_> =
        ranked(sold, Ranking::Best).into_iter().filter(|(_, sold)| sold.net > Money::ZERO).take(SHORT_LIST).collect();
    named(db, best, sees_costs)
}

/// What lies here and was not sold at all, and after that what was sold least.
fn worst_movers(db: &Connection, sold: &HashMap<VariantId, Sold>, sees_costs: bool) -> Result<Vec<ProductSale>> {
    let unsold = store::unsold_on_hand(db, sold, SHORT_LIST * 3)?;
    let unsold = named(db, unsold.into_iter().map(|id| (id, Sold::default())).collect(), sees_costs)?;
    let mut worst: Vec<ProductSale> = unsold.into_iter().filter(|row| row.state == State::Active).take(SHORT_LIST).collect();
    let slow = ranked(sold, Ranking::Worst).into_iter().take(SHORT_LIST - worst.len()).collect();
    worst.extend(named(db, slow, sees_costs)?);
    Ok(worst)
}

/// Variants by what they sold: the best by money, the worst by pieces; equal ones in the order of their ids.
fn ranked(sold: &HashMap<VariantId, Sold>, ranking: Ranking) -> Vec<(VariantId, Sold)> {
    let mut rows: Vec<(VariantId, Sold)> = sold.iter().map(|(id, sold)| (*id, *sold)).collect();
    rows.retain(|(_, sold)| *sold != Sold::default());
    match ranking {
        Ranking::Best => rows.sort_unstable_by_key(|(id, sold)| (-sold.net, *id)),
        Ranking::Worst => rows.sort_unstable_by_key(|(id, sold)| (sold.quantity, sold.net, *id)),
    }
    rows
}

fn named(db: &Connection, rows: Vec<(VariantId, Sold)>, sees_costs: bool) -> Result<Vec<ProductSale>> {
    let ids: Vec<VariantId> = rows.iter().map(|(id, _)| *id).collect();
    let variants = products::for_sale(db, &ids)?;
    variants
        .into_iter()
        .zip(rows)
        .map(|(variant, (variant_id, sold))| {
            Ok(ProductSale {
                variant_id,
                product_id: variant.product_id,
                name: variant.name,
                sku: variant.sku,
                unit: variant.unit,
                state: variant.state,
                quantity_thousandths: sold.quantity,
                net_minor: sold.net,
                margin_minor: if sees_costs { Some(sold.margin()?) } else { None },
            })
        })
        .collect()
}

fn expiring_lots(db: &Connection, today: NaiveDate, sees_costs: bool) -> Result<ExpiringLots> {
    let shop = find_shop(db)?;
    let until = today.checked_add_days(Days::new(shop.expiry_warning_days.unsigned_abs())).unwrap_or(today);
    let mut lots = store::expiring_lots(db, today, until, SHORT_LIST)?;
    if !sees_costs {
        lots.value_minor = None;
        lots.rows.iter_mut().for_each(|row| row.value_minor = None);
    }
    Ok(lots)
}

/// What was sold of every variant in a period, best or worst first.
///
/// # Errors
/// A failing disk.
pub fn list_product_sales(
    db: &Connection,
    period: Period,
    ranking: Ranking,
    offset: i64,
    limit: i64,
    sees_costs: bool,
) -> Result<ProductSales> {
    let sold = summaries::by_variant(db, period)?;
    let all = ranked(&sold, ranking);
    let net_minor = Money::sum(all.iter().map(|(_, sold)| sold.net))?;
    let total = all.len() as i64;
    let page = all.into_iter().skip(usize::try_from(offset).unwrap_or(0)).take(usize::try_from(limit).unwrap_or(0)).collect();
    Ok(ProductSales { rows: named(db, page, sees_costs)?, total, net_minor })
}
