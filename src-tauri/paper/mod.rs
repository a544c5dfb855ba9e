//! Documents: what is printed, written as PDF by position, and shown on screen as a picture of the very file.
//!
//! Each document is a plain struct that says everything it shows; this module looks nothing up and adds nothing up. Text is shaped once
//! ([`text`]), placed by a small layer that never splits or loses a row ([`flow`]) and written down ([`canvas`]). The fonts travel
//! with the program, and the same input gives the same bytes.
//!
//! Left to others: which document is issued when, its number and its storage (`documents`), and sending it to a printer.

mod canvas;
mod codes;
mod flow;
mod fonts;
pub mod format;
mod invoice;
mod party;
mod preview;
mod receipt;
mod recovery_kit;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use canvas::PageSize;
pub use codes::qr;
pub use format::{Currency, Language};
pub use invoice::{Invoice, InvoiceKind, InvoiceLine, Sheet, invoice};
pub use party::{NamedAmount, Shop, TaxLine, Writing};
pub use preview::{Preview, preview};
pub use receipt::{PaymentKind, Receipt, ReceiptKind, ReceiptLine, ReceiptPayment, receipt};
pub use recovery_kit::{RecoveryKit, recovery_kit};
