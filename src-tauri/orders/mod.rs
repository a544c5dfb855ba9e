//! Orders: counter sales, returns against them, and imported histories.

mod returns;
mod store;
#[cfg(test)]
mod tests;
mod ticket;

pub use store::{ORDER_LINE_TAXES, ORDER_LINES, ORDERS};
pub use ticket::{Discount, LineKind, LineTax, PricedLine, PricedTicket, ServiceText, Ticket, TicketLine};
