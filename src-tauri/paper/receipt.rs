//! The receipt of a counter sale or a return, for a till roll 80 mm wide.
//!
//! Black only, nothing thinner than a thermal head can burn. The page is as high as its content; a roll longer than a PDF page may be
//! (five metres) goes on on a second page. The document prints what it is given and adds nothing up.
#![allow(clippy::float_arithmetic, reason = "positions on paper are measured, not counted")]

use chrono::{NaiveDate, NaiveDateTime};

use super::canvas::{Canvas, Ink, MM, Meta, PageSize};
use super::codes;
use super::flow::{Column, Flow, Row};
use super::fonts::Weight;
use super::format;
use super::party::{NamedAmount, Shop, TaxLine, Writing, joined, labelled};
use super::text::{self, Align, Style, clip};
use super::words::{Words, words};
use crate::base::{Money, Quantity, Result, Timestamp, UnitPrice};

/// What happened at the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptKind {
    /// Goods went out.
    Sale,
    /// Goods came back.
    Return {
        /// Number of the sale they came from; empty when it is not known.
        original_number: String,
    },
}

/// Everything a receipt shows. Amounts carry the sign they were posted with: on a return, quantities and amounts are negative.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Sale or return.
    pub kind: ReceiptKind,
    /// Language and currency.
    pub writing: Writing,
    /// Who sells.
    pub shop: Shop,
    /// The sale's number, printed as text and as a bar code.
    pub number: String,
    /// When it was posted; the date of the file.
    pub issued_at: Timestamp,
    /// The same moment on the shop's clock, as printed.
    pub local_time: NaiveDateTime,
    /// Who served. May be empty.
    pub staff_name: String,
    /// Which till, by the name it has in the shop. May be empty.
    pub register_name: String,
    /// Whom it was sold to. May be empty.
    pub customer_name: String,
    /// What was sold.
    pub lines: Vec<ReceiptLine>,
    /// Sum of the lines. Shown when something stands between it and the total.
    pub subtotal: Money,
    /// Discounts on the whole sale, negative.
    pub discounts: Vec<NamedAmount>,
    /// Rounding to the smallest coin; not shown when zero.
    pub rounding: Money,
    /// What was to be paid.
    pub total: Money,
    /// Whether the prices of the lines include the tax.
    pub prices_include_tax: bool,
    /// The tax table. May be empty.
    pub taxes: Vec<TaxLine>,
    /// How it was paid.
    pub payments: Vec<ReceiptPayment>,
    /// A remark on this sale. May be empty.
    pub note: String,
    /// The shop's words at the end of every receipt. May be empty.
    pub footer: String,
}

/// One line of a receipt.
#[derive(Debug, Clone, Default)]
pub struct ReceiptLine {
    /// Name with its variant.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// Unit such as `kg`; empty for pieces.
    pub unit: String,
    /// Price of one.
    pub unit_price: UnitPrice,
    /// Taken off this line, negative.
    pub discount: Option<NamedAmount>,
    /// What the line comes to, after its discount.
    pub amount: Money,
    /// Lot code. May be empty.
    pub lot: String,
    /// Last day of the lot.
    pub expiry: Option<NaiveDate>,
    /// Which row of [`Receipt::taxes`] this line belongs to; shown as a letter when there are several.
    pub tax_row: Option<usize>,
}

/// One payment on a receipt.
#[derive(Debug, Clone)]
pub struct ReceiptPayment {
    /// How.
    pub kind: PaymentKind,
    /// What it paid of the total.
    pub amount: Money,
}

/// How a payment was made.
#[derive(Debug, Clone)]
pub enum PaymentKind {
    /// Notes and coins.
    Cash {
        /// What the customer handed over.
        given: Money,
        /// What went back.
        change: Money,
    },
    /// A card; nothing but brand and last digits is ever known.
    Card {
        /// Brand. May be empty.
        brand: String,
        /// Last four digits. May be empty.
        last_four: String,
        /// The terminal's reference. May be empty.
        reference: String,
    },
    /// Anything else, by its name.
    Other {
        /// Name of the method.
        name: String,
    },
}

const MARGIN: f32 = 4.0 * MM;
const WIDTH: f32 = 80.0 * MM - 2.0 * MARGIN;
/// One dot of a 203 dpi thermal head: bars are whole dots wide, so that they print as they are.
const DOT: f32 = 72.0 / 203.0;
const PLAIN: Style = Style::new(8.5);
const SMALL: Style = Style::new(7.5);
const WHOLE: Column = Column { x: 0.0, width: WIDTH, align: Align::Start };
const CENTERED: Column = Column { x: 0.0, width: WIDTH, align: Align::Center };

/// Writes the receipt as a PDF.
///
/// # Errors
/// Only for a defect in the fonts or the writer.
pub fn receipt(receipt: &Receipt) -> Result<Vec<u8>> {
    let words = words(receipt.writing.language);
    let mut canvas = Canvas::new(PageSize::Roll80);
    let bottom = PageSize::Roll80.height() - 10.0 * MM;
    let mut flow = Flow { canvas: &mut canvas, left: MARGIN, width: WIDTH, top: 6.0 * MM, bottom, y: 6.0 * MM };
    head(&mut flow, receipt, words);
    lines(&mut flow, receipt, words);
    totals(&mut flow, receipt, words);
    payments(&mut flow, receipt, words);
    taxes(&mut flow, receipt, words);
    foot(&mut flow, receipt);
    let end = flow.y + 6.0 * MM;
    canvas.cut_at(end);
    let title = match receipt.kind {
        ReceiptKind::Sale => words.receipt,
        ReceiptKind::Return { .. } => words.return_receipt,
    };
    canvas.finish(&Meta {
        title: &labelled(title, &receipt.number),
        author: &receipt.shop.name,
        issued_at: receipt.issued_at,
        language: receipt.writing.language,
    })
}

fn head(flow: &mut Flow<'_>, receipt: &Receipt, words: &Words) {
    let shop = &receipt.shop;
    if shop.is_demo {
        band(flow, words.demo);
        flow.space(4.0);
    }
    centered(flow, &clip(&shop.name, 120), Style::new(14.0).weight(Weight::Bold).leading(1.2));
    flow.space(2.0);
    for line in &shop.address {
        centered(flow, line, SMALL);
    }
    centered(flow, &joined([&*labelled(words.phone, &shop.phone), &shop.website], "  ·  "), SMALL);
    let numbers = [labelled(words.vat_id, &shop.vat_id), labelled(words.tax_number, &shop.tax_number)];
    centered(flow, &joined(numbers.iter().map(String::as_str), "  ·  "), SMALL);
    flow.space(8.0);
    if let ReceiptKind::Return { original_number } = &receipt.kind {
        band(flow, words.return_receipt);
        centered(flow, &labelled(words.return_of, original_number), PLAIN.weight(Weight::Medium));
        flow.space(6.0);
    }
    let mut row = Row::new();
    row.put(0.0, 0.0, text::set(&clip(&receipt.number, 60), PLAIN.weight(Weight::SemiBold), WIDTH - 100.0));
    let when = format::date_time(receipt.local_time, receipt.writing.language);
    row.put(WIDTH - 98.0, 0.0, text::set(&when, PLAIN.align(Align::Right), 98.0));
    flow.row(&row);
    let served = [labelled(words.served_by, &receipt.staff_name), receipt.register_name.clone()];
    whole(flow, &joined(served.iter().map(String::as_str), "  ·  "), SMALL);
    whole(flow, &labelled(words.customer, &clip(&receipt.customer_name, 200)), SMALL);
    flow.space(4.0);
    rule(flow, 0.9);
}

/// A black band with white words.
fn band(flow: &mut Flow<'_>, content: &str) {
    let mut band = Row::new();
    band.fill(0.0, 0.0, WIDTH, 20.0, Ink::BLACK);
    let title = Style::new(11.0).weight(Weight::Bold).ink(Ink(255, 255, 255)).leading(1.2);
    band.put(0.0, 3.4, CENTERED.set(content, title));
    flow.row(&band.padded(4.0));
}

fn lines(flow: &mut Flow<'_>, receipt: &Receipt, words: &Words) {
    let writing = &receipt.writing;
    let amounts: Vec<String> = receipt.lines.iter().map(|line| line_amount(receipt, line)).collect();
    let (names, column) = columns(&amounts, PLAIN.weight(Weight::Medium));
    for (line, amount) in receipt.lines.iter().zip(&amounts) {
        let mut row = Row::new();
        let name = clip(&line.name, 300);
        let name = if name.trim().is_empty() { "–" } else { &*name };
        let mut y = row.put(names.x, 0.0, names.set(name, PLAIN.weight(Weight::Medium)));
        row.put(column.x, 0.0, column.set(amount, PLAIN.weight(Weight::Medium)));
        let quantity = format::quantity(line.quantity, writing.language);
        let quantity = joined([&*quantity, &line.unit], "\u{a0}");
        let price = format::unit_price(line.unit_price, &writing.currency, writing.language);
        y = row.put(0.0, y, WHOLE.set(&format!("{quantity} × {price}"), SMALL));
        if let Some(discount) = &line.discount {
            let label = if discount.label.is_empty() { words.discount } else { &discount.label };
            y = row.put(0.0, y, WHOLE.set(&format!("{}  {}", clip(label, 80), writing.amount(discount.amount)), SMALL));
        }
        let expiry = line.expiry.map(|day| format::date(day, writing.language)).unwrap_or_default();
        let lot = [labelled(words.lot, &clip(&line.lot, 60)), labelled(words.best_before, &expiry)];
        row.put(0.0, y, WHOLE.set(&joined(lot.iter().map(String::as_str), "  ·  "), SMALL));
        flow.row(&row.padded(4.0));
    }
    rule(flow, 0.9);
}

/// The amount of a line with the letter of its tax, where there are several.
fn line_amount(receipt: &Receipt, line: &ReceiptLine) -> String {
    let amount = receipt.writing.amount(line.amount);
    match line.tax_row.filter(|_| receipt.taxes.len() > 1) {
        Some(row) => format!("{amount}\u{a0}{}", tax_letter(row)),
        None => amount,
    }
}

/// Columns for names and amounts. An amount that breaks in two could be misread, so the widest one decides.
fn columns(amounts: &[String], style: Style) -> (Column, Column) {
    let widest = amounts.iter().max_by_key(|amount| amount.chars().count());
    let widest = widest.map_or(0.0, |amount| text::width_of(amount, style.align(Align::Right)));
    let width = (widest + 6.0).clamp(46.0, WIDTH * 0.7);
    let names = Column { x: 0.0, width: WIDTH - width - 4.0, align: Align::Start };
    (names, Column { x: WIDTH - width, width, align: Align::Right })
}

fn totals(flow: &mut Flow<'_>, receipt: &Receipt, words: &Words) {
    let writing = &receipt.writing;
    // Kept together: a sum without its parts explains nothing.
    flow.need(90.0);
    if !receipt.discounts.is_empty() || receipt.rounding != Money::ZERO {
        pair(flow, words.subtotal, &writing.amount(receipt.subtotal), PLAIN);
        for discount in &receipt.discounts {
            let label = if discount.label.is_empty() { words.discount } else { &discount.label };
            pair(flow, &clip(label, 120), &writing.amount(discount.amount), PLAIN);
        }
        if receipt.rounding != Money::ZERO {
            pair(flow, words.rounding, &writing.amount(receipt.rounding), PLAIN);
        }
        flow.space(2.0);
    }
    let label = match receipt.kind {
        ReceiptKind::Sale => words.total,
        ReceiptKind::Return { .. } => words.total_refunded,
    };
    let mut row = Row::new();
    let large = Style::new(16.0).weight(Weight::Bold).leading(1.2).align(Align::Right);
    let total = writing.money(receipt.total);
    let large = text::fitted(&total, large, &[16.0, 13.0, 10.0], WIDTH);
    let medium = Style::new(11.0).weight(Weight::Bold).leading(1.2);
    let side_by_side = text::width_of(&total, large) + text::width_of(label, medium) + 8.0 < WIDTH;
    let (label_at, total_at) = if side_by_side { (4.2, 0.0) } else { (0.0, 15.0) };
    row.put(0.0, label_at, WHOLE.set(label, medium));
    row.put(0.0, total_at, text::set(&total, large, WIDTH));
    flow.row(&row.padded(2.0));
    rule(flow, 0.9);
}

fn payments(flow: &mut Flow<'_>, receipt: &Receipt, words: &Words) {
    let writing = &receipt.writing;
    for payment in &receipt.payments {
        match &payment.kind {
            PaymentKind::Cash { given, change } if *given == payment.amount && *change == Money::ZERO => {
                pair(flow, words.cash, &writing.amount(payment.amount), PLAIN);
            }
            PaymentKind::Cash { given, change } => {
                pair(flow, words.cash_given, &writing.amount(*given), PLAIN);
                pair(flow, words.change, &writing.amount(*change), PLAIN);
            }
            PaymentKind::Card { brand, last_four, reference } => {
                let digits = if last_four.is_empty() { String::new() } else { format!("•••• {last_four}") };
                let name = if brand.is_empty() { words.card } else { brand };
                pair(flow, &joined([name, &digits], " "), &writing.amount(payment.amount), PLAIN);
                whole(flow, &labelled(words.reference, &clip(reference, 120)), SMALL);
            }
            PaymentKind::Other { name } => pair(flow, &clip(name, 120), &writing.amount(payment.amount), PLAIN),
        }
    }
    if !receipt.payments.is_empty() {
        flow.space(6.0);
    }
}

fn taxes(flow: &mut Flow<'_>, receipt: &Receipt, words: &Words) {
    if receipt.taxes.is_empty() {
        return;
    }
    let writing = &receipt.writing;
    let part = WIDTH / 4.0;
    let column = |index: usize| match index {
        0 => Column { x: 0.0, width: part + 6.0, align: Align::Start },
        1 => Column { x: part + 6.0, width: part - 6.0, align: Align::Right },
        2 => Column { x: part * 2.0, width: part, align: Align::Right },
        _ => Column { x: part * 3.0, width: part, align: Align::Right },
    };
    let table_row = |texts: [&str; 4], style: Style| {
        let mut row = Row::new();
        for (index, content) in texts.iter().enumerate() {
            row.put(column(index).x, 0.0, column(index).set(content, style));
        }
        row
    };
    let heading = table_row([words.rate, words.net, words.tax, words.gross], SMALL.weight(Weight::SemiBold));
    let rows = receipt.taxes.iter().enumerate().map(|(index, tax)| {
        let letter = if receipt.taxes.len() > 1 { tax_letter(index) } else { String::new() };
        let name = clip(&tax.name, 20);
        let label = joined([&*letter, &name, &format::rate(tax.rate, writing.language)], " ");
        table_row([&label, &writing.amount(tax.net), &writing.amount(tax.tax), &writing.amount(tax.gross)], SMALL)
    });
    flow.table(&heading, rows);
    whole(flow, if receipt.prices_include_tax { words.tax_included } else { words.tax_on_top }, SMALL);
    flow.space(6.0);
}

fn foot(flow: &mut Flow<'_>, receipt: &Receipt) {
    if !receipt.note.trim().is_empty() {
        flow.paragraph(&receipt.note, PLAIN);
        flow.space(6.0);
    }
    if !receipt.footer.trim().is_empty() {
        flow.paragraph(&receipt.footer, SMALL.align(Align::Center));
        flow.space(6.0);
    }
    // A number that no bar code can hold is still printed above.
    let Ok(bars) = codes::code_128(&receipt.number) else { return };
    let room = |dots: f32| bar_width(&bars, dots) + 20.0 * dots * DOT <= WIDTH;
    let Some(dots) = [3.0, 2.0].into_iter().find(|dots| room(*dots)) else { return };
    flow.need(60.0);
    flow.space(4.0);
    let left = flow.left + (WIDTH - bar_width(&bars, dots)) / 2.0;
    codes::draw_row(flow.canvas, &bars, left, flow.y, dots * DOT, 34.0);
    flow.space(37.0);
    centered(flow, &receipt.number, SMALL.tracking(0.6));
}

fn bar_width(bars: &[bool], dots: f32) -> f32 {
    bars.len() as f32 * dots * DOT
}

fn tax_letter(index: usize) -> String {
    u8::try_from(index)
        .ok()
        .filter(|index| *index < 26)
        .map_or_else(|| format!("#{index}"), |index| char::from(b'A' + index).to_string())
}

fn centered(flow: &mut Flow<'_>, content: &str, style: Style) {
    let mut row = Row::new();
    row.put(0.0, 0.0, CENTERED.set(&clip(content, 400), style));
    flow.row(&row);
}

fn whole(flow: &mut Flow<'_>, content: &str, style: Style) {
    let mut row = Row::new();
    row.put(0.0, 0.0, WHOLE.set(content, style));
    flow.row(&row);
}

fn pair(flow: &mut Flow<'_>, label: &str, amount: &str, style: Style) {
    let mut row = Row::new();
    let (names, amounts) = columns(&[amount.to_owned()], style);
    row.put(names.x, 0.0, names.set(label, style));
    row.put(amounts.x, 0.0, amounts.set(amount, style));
    flow.row(&row.padded(1.0));
}

fn rule(flow: &mut Flow<'_>, thickness: f32) {
    let mut row = Row::new();
    row.fill(0.0, 0.0, WIDTH, thickness, Ink::BLACK);
    flow.row(&row.padded(5.0));
}
