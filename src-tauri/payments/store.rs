//! The table `payments`.

use rusqlite::{Connection, params};

use super::payment::Payment;
use crate::base::{Error, OrderId, Result};
use crate::store::{FactTable, Write};

/// Payments as facts.
pub const PAYMENTS: FactTable = FactTable {
    name: "payments",
    columns: &[
        "order_id",
        "payment_no",
        "method",
        "amount_minor",
        "tendered_minor",
        "change_minor",
        "rounding_minor",
        "reference",
        "register_id",
        "device_id",
        "actor_id",
        "business_date",
        "at_ms",
        "import_id",
    ],
};

/// Posts the payments of an order, here and now.
///
/// # Errors
/// Refuses when nobody sits at a register.
pub fn post(tx: &mut Write<'_>, order_id: OrderId, payments: &[Payment]) -> Result<()> {
    let (register_id, device_id, actor_id) = (tx.register_id()?, tx.device_id, tx.context.actor_id);
    let (business_date, now) = (tx.business_date.to_string(), tx.now);
    for payment in payments {
        tx.append(
            &PAYMENTS,
            params![
                order_id,
                payment.payment_no,
                payment.method.code(),
                payment.amount_minor,
                payment.tendered_minor,
                payment.change_minor,
                payment.rounding_minor,
                payment.reference,
                register_id,
                device_id,
                actor_id,
                business_date,
                now,
                None::<crate::base::ImportId>
            ],
        )?;
    }
    Ok(())
}

/// The payments of an order, in their order.
///
/// # Errors
/// A failing disk.
pub fn payments_of(db: &Connection, order_id: OrderId) -> Result<Vec<Payment>> {
    let mut statement = db.prepare_cached(
        "SELECT payment_no, method, amount_minor, tendered_minor, change_minor, rounding_minor, reference
         FROM payments WHERE order_id = ?1 ORDER BY payment_no",
    )?;
    let mut rows = statement.query([order_id])?;
    let mut payments = Vec::new();
    while let Some(row) = rows.next()? {
        payments.push(Payment {
            payment_no: row.get(0)?,
            method: row.get_ref(1)?.as_str().map_err(Error::internal)?.parse()?,
            amount_minor: row.get(2)?,
            tendered_minor: row.get(3)?,
            change_minor: row.get(4)?,
            rounding_minor: row.get(5)?,
            reference: row.get(6)?,
        });
    }
    Ok(payments)
}
