//! Orders: counter sales, returns against them, and imported histories.
//!
//! Invariants:
//! - A sale is posted in one transaction with its stock, payments and sums, or not at all. The till makes its id before the first try;
//!   the same id again answers the same order.
//! - Lines keep name, SKU, price, tax and cost as they were. They sum to the order's totals to the last minor unit.
//! - A return gives back the price paid, never more pieces than were sold, and its amounts are negative.
//! - An order is never edited; [`verify`] re-derives its totals from its lines, taxes and payments.
//!
//! Operations: `price_order`, `post_sale`, `price_return`, `post_return`, `list_orders`, `search_orders`, `find_order`.

mod order;
mod returns;
pub mod routes;
mod sales;
mod store;
#[cfg(test)]
mod tests;
mod ticket;

pub use order::{
    Channel, Order, OrderDocument, OrderFilter, OrderHead, OrderKind, OrderLine, OrderList, OrderLot, OrderReference,
    PostedOrder, split_number,
};
pub use returns::{PricedReturn, PricedReturnLine, Return, ReturnLine, ReturnTicket, post_return, price_return};
pub use sales::{Sale, post_sale, price_order};
pub use store::{
    ORDER_LINE_TAXES, ORDER_LINES, ORDERS, find_order, hot_statements, list_orders, search_orders, search_statements, verify,
};
pub use ticket::{Discount, LineKind, LineTax, PricedLine, PricedTicket, ServiceText, Ticket, TicketLine};
