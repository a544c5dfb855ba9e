//! Invoices and credit notes on A4 or Letter, ready for a window envelope (DIN 5008, form B).
//!
//! The document prints what was posted and adds nothing up. The heading of the table stands on every page, a line is never split, and
//! the sums stay together.
#![allow(clippy::float_arithmetic, reason = "positions on paper are measured, not counted")]

use chrono::NaiveDate;

use super::canvas::{Canvas, Ink, MM, Meta, PageSize};
use super::flow::{Column, Flow, Row};
use super::fonts::Weight;
use super::format;
use super::party::{NamedAmount, Shop, TaxLine, Writing, joined, labelled};
use super::text::{self, Align, Block, Style, clip};
use super::words::{Words, words};
use crate::base::{Money, Quantity, Rate, Result, Timestamp, UnitPrice};

/// Which of the two the document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvoiceKind {
    /// An invoice.
    Invoice,
    /// A correction of an invoice.
    CreditNote {
        /// Number of the invoice it corrects. May be empty.
        original_number: String,
    },
}

/// The sheets an invoice may be printed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sheet {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8½ × 11 inch.
    Letter,
}

/// Everything an invoice or a credit note shows. Amounts carry the sign they were posted with.
#[derive(Debug, Clone)]
pub struct Invoice {
    /// Invoice or credit note.
    pub kind: InvoiceKind,
    /// The paper.
    pub sheet: Sheet,
    /// Language and currency.
    pub writing: Writing,
    /// Who sells; name above, the rest at the foot of every page.
    pub shop: Shop,
    /// Whom it is for: name, street, town, country, one line each. May be empty for a small invoice.
    pub recipient: Vec<String>,
    /// The customer's VAT ID. May be empty.
    pub recipient_vat_id: String,
    /// The document's number.
    pub number: String,
    /// When it was posted; the date of the file.
    pub issued_at: Timestamp,
    /// Date of the document.
    pub date: NaiveDate,
    /// When the goods changed hands.
    pub delivery_date: Option<NaiveDate>,
    /// Until when it is to be paid.
    pub due_date: Option<NaiveDate>,
    /// The customer's number. May be empty.
    pub customer_number: String,
    /// Number of the sale it belongs to. May be empty.
    pub order_number: String,
    /// A sentence above the table. May be empty.
    pub introduction: String,
    /// What was sold.
    pub lines: Vec<InvoiceLine>,
    /// Sum of the lines. Shown when a discount or rounding stands between it and the total.
    pub subtotal: Money,
    /// Discounts on the whole document, negative.
    pub discounts: Vec<NamedAmount>,
    /// Rounding to the smallest coin; not shown when zero.
    pub rounding: Money,
    /// Whether the prices of the lines include the tax.
    pub prices_include_tax: bool,
    /// Taxes for each rate.
    pub taxes: Vec<TaxLine>,
    /// Sum without taxes.
    pub net_total: Money,
    /// What is to be paid.
    pub total: Money,
    /// What was paid before it was issued; shown with what is left when it is not zero.
    pub paid: Money,
    /// How it was or is to be paid. May be empty.
    pub payment_note: String,
    /// Anything else, such as why no tax is due. May be empty.
    pub note: String,
}

/// One line of an invoice.
#[derive(Debug, Clone, Default)]
pub struct InvoiceLine {
    /// Name with its variant.
    pub name: String,
    /// Article number. May be empty.
    pub sku: String,
    /// Lot code. May be empty.
    pub lot: String,
    /// Last day of the lot.
    pub expiry: Option<NaiveDate>,
    /// How many.
    pub quantity: Quantity,
    /// Unit such as `kg`; empty for pieces.
    pub unit: String,
    /// Price of one.
    pub unit_price: UnitPrice,
    /// Taken off this line, negative.
    pub discount: Option<NamedAmount>,
    /// Rates of the taxes on this line.
    pub tax_rates: Vec<Rate>,
    /// What the line comes to, after its discount.
    pub amount: Money,
}

const LEFT: f32 = 25.0 * MM;
const RIGHT: f32 = 20.0 * MM;
const TEXT: Style = Style::new(9.5).ink(Ink::TEXT);
const SMALL: Style = Style::new(8.0).ink(Ink::QUIET);
const FOOT: Style = Style::new(7.0).ink(Ink::QUIET);

/// Writes the invoice or credit note as a PDF.
///
/// # Errors
/// Only for a defect in the fonts or the writer.
pub fn invoice(invoice: &Invoice) -> Result<Vec<u8>> {
    let words = words(invoice.writing.language);
    let size = match invoice.sheet {
        Sheet::A4 => PageSize::A4,
        Sheet::Letter => PageSize::Letter,
    };
    let title = match invoice.kind {
        InvoiceKind::Invoice => words.invoice,
        InvoiceKind::CreditNote { .. } => words.credit_note,
    };
    let title = labelled(title, &clip(&invoice.number, 60));
    let width = size.width() - LEFT - RIGHT;
    let mut canvas = Canvas::new(size);
    let foot = foot(invoice, words, width);
    let foot_top = size.height() - 14.0 * MM - foot.height;
    let first = first_page(&mut canvas, invoice, words, width);
    let mut flow = Flow { canvas: &mut canvas, left: LEFT, width, top: 28.0 * MM, bottom: foot_top - 6.0 * MM, y: first };
    flow.paragraph(&clip(&title, 200), Style::new(18.0).weight(Weight::SemiBold).ink(Ink::TEXT).leading(1.2));
    flow.space(10.0);
    if !invoice.introduction.trim().is_empty() {
        flow.paragraph(&invoice.introduction, TEXT);
        flow.space(10.0);
    }
    lines(&mut flow, invoice, words);
    flow.space(8.0);
    totals(&mut flow, invoice, words);
    for note in [&invoice.payment_note, &invoice.note] {
        if !note.trim().is_empty() {
            flow.space(12.0);
            flow.paragraph(note, TEXT);
        }
    }
    every_page(&mut canvas, invoice, words, &title, &foot, foot_top);
    canvas.finish(&Meta {
        title: &title,
        author: &invoice.shop.name,
        issued_at: invoice.issued_at,
        language: invoice.writing.language,
    })
}

/// Letterhead, address in the window, what the document is about. Answers where the text begins.
fn first_page(canvas: &mut Canvas, invoice: &Invoice, words: &Words, width: f32) -> f32 {
    let shop = &invoice.shop;
    canvas.fill(LEFT, 17.0 * MM, 11.0 * MM, 1.1 * MM, Ink::PLUM);
    let name = clip(&shop.name, 120);
    let style = Style::new(19.0).weight(Weight::SemiBold).ink(Ink::TEXT).leading(1.15);
    let style = text::fitted(&name, style, &[19.0, 15.0, 12.0], width);
    canvas.text(LEFT, 20.0 * MM, &text::set(&name, style, width));
    if invoice.sheet == Sheet::A4 {
        for (mark, length) in [(105.0, 4.0), (148.5, 6.0), (210.0, 4.0)] {
            canvas.rule(4.0 * MM, mark * MM, length * MM, 0.4, Ink::RULE);
        }
    }
    if !invoice.recipient.iter().all(|line| line.trim().is_empty()) {
        let sender = joined(std::iter::once(&shop.name).chain(&shop.address).map(String::as_str), "  ·  ");
        let style = text::fitted(&sender, Style::new(7.0).ink(Ink::QUIET), &[7.0, 6.0], 80.0 * MM);
        let mut sender = text::set(&clip(&sender, 160), style, 80.0 * MM);
        sender.lines.truncate(1);
        canvas.text(LEFT, 57.2 * MM, &sender);
        canvas.rule(LEFT, 61.2 * MM, 80.0 * MM, 0.4, Ink::RULE);
        let address = joined(invoice.recipient.iter().map(String::as_str), "\n");
        let address = clip(&address, 400);
        let set = |size: f32, leading: f32| text::set(&address, Style::new(size).ink(Ink::TEXT).leading(leading), 80.0 * MM);
        // The window shows 27 mm; a longer address is set smaller.
        let sizes = [(10.5, 1.3), (9.0, 1.25), (7.5, 1.2), (6.0, 1.15)];
        let fits = sizes.iter().map(|(size, leading)| set(*size, *leading)).find(|block| block.height() <= 27.3 * MM);
        canvas.text(LEFT, 62.7 * MM, &fits.unwrap_or_else(|| set(6.0, 1.15)));
    }
    let facts = facts(canvas, invoice, words);
    (98.5 * MM).max(facts + 8.0 * MM)
}

/// Number, dates and references beside the address. Answers where they end.
fn facts(canvas: &mut Canvas, invoice: &Invoice, words: &Words) -> f32 {
    let language = invoice.writing.language;
    let day = |day: Option<NaiveDate>| day.map(|day| format::date(day, language)).unwrap_or_default();
    let (number, corrects) = match &invoice.kind {
        InvoiceKind::Invoice => (words.invoice_number, ""),
        InvoiceKind::CreditNote { original_number } => (words.credit_note_number, original_number.as_str()),
    };
    let facts = [
        (number, invoice.number.clone()),
        (words.corrects, corrects.to_owned()),
        (words.date, day(Some(invoice.date))),
        (words.delivery_date, day(invoice.delivery_date)),
        (words.due_date, day(invoice.due_date)),
        (words.customer_number, invoice.customer_number.clone()),
        (words.order_number, invoice.order_number.clone()),
        (words.your_vat_id, invoice.recipient_vat_id.clone()),
    ];
    let right = canvas.size.width() - RIGHT;
    let left = right - 68.0 * MM;
    let mut y = 50.0 * MM;
    for (label, value) in facts.iter().filter(|(_, value)| !value.trim().is_empty()) {
        canvas.text(left, y + 0.7, &text::set(label, SMALL, 30.0 * MM));
        let value = text::set(&clip(value, 80), TEXT.weight(Weight::Medium), 37.0 * MM);
        canvas.text(left + 31.0 * MM, y, &value);
        y += value.height().max(12.8) + 1.6;
    }
    y
}

/// Columns of the table: what the widest number needs, the rest for the description.
struct Columns {
    position: Column,
    name: Column,
    quantity: Column,
    price: Column,
    tax: Column,
    amount: Column,
}

impl Columns {
    fn of(texts: &[[String; 4]], heading: [&str; 4], width: f32) -> Self {
        const GAP: f32 = 12.0;
        let needed = |index: usize, most: f32| {
            let cells = texts.iter().map(|row| row[index].as_str());
            let widest = cells.max_by_key(|cell| cell.chars().count()).unwrap_or_default();
            let widest = text::width_of(widest, TEXT.align(Align::Right)) + 2.0;
            widest.max(text::width_of(heading[index], HEADING) + 2.0).min(most)
        };
        // However long the numbers are, a quarter of the width is left for what they are about.
        let (quantity, price, tax, amount) = (needed(0, 60.0), needed(1, 80.0), needed(2, 44.0), needed(3, 100.0));
        let right = |edge: f32, width: f32| Column { x: edge - width, width, align: Align::Right };
        let amount = right(width, amount);
        let tax = right(amount.x - GAP, tax);
        let price = right(tax.x - GAP, price);
        let quantity = right(price.x - GAP, quantity);
        let position = Column { x: 0.0, width: 24.0, align: Align::Start };
        let name = Column { x: 28.0, width: quantity.x - GAP - 28.0, align: Align::Start };
        Self { position, name, quantity, price, tax, amount }
    }
}

const HEADING: Style = Style::new(8.0).weight(Weight::SemiBold).ink(Ink::PLUM);

fn lines(flow: &mut Flow<'_>, invoice: &Invoice, words: &Words) {
    let width = flow.width;
    let texts: Vec<[String; 4]> = invoice.lines.iter().map(|line| numbers(invoice, line)).collect();
    let titles = [words.quantity, words.unit_price, words.tax, words.amount];
    let columns = Columns::of(&texts, titles, width);
    let mut heading = Row::new();
    heading.put(columns.position.x, 0.0, columns.position.set(words.position, HEADING));
    heading.put(columns.name.x, 0.0, columns.name.set(words.description, HEADING));
    for (column, title) in [&columns.quantity, &columns.price, &columns.tax, &columns.amount].into_iter().zip(titles) {
        heading.put(column.x, 0.0, column.set(title, HEADING));
    }
    let below = heading.height + 4.0;
    heading.fill(0.0, below, width, 0.9, Ink::PLUM);
    let heading = heading.padded(6.0);
    let rows = invoice.lines.iter().zip(&texts).enumerate().map(|(index, (line, texts))| {
        let mut row = Row::new();
        row.put(columns.position.x, 1.2, columns.position.set(&(index + 1).to_string(), SMALL));
        let name = clip(&line.name, 300);
        let name = if name.trim().is_empty() { "–" } else { &*name };
        let bottom = row.put(columns.name.x, 0.0, columns.name.set(name, TEXT.weight(Weight::Medium)));
        row.put(columns.name.x, bottom, columns.name.set(&details(invoice, line, words), SMALL));
        for (column, content) in [&columns.quantity, &columns.price, &columns.tax, &columns.amount].into_iter().zip(texts) {
            row.put(column.x, 0.0, column.set_number(content, TEXT, &[8.0, 6.5]));
        }
        let below = row.height + 4.0;
        row.fill(0.0, below, width, 0.5, Ink::RULE);
        row.padded(5.0)
    });
    flow.table(&heading, rows);
}

/// Quantity, unit price, tax rates and amount of a line as texts.
fn numbers(invoice: &Invoice, line: &InvoiceLine) -> [String; 4] {
    let writing = &invoice.writing;
    let quantity = joined([&*format::quantity(line.quantity, writing.language), &*clip(&line.unit, 20)], "\u{a0}");
    let rates: Vec<String> = line.tax_rates.iter().map(|rate| format::rate(*rate, writing.language)).collect();
    [
        quantity,
        format::unit_price(line.unit_price, &writing.currency, writing.language),
        rates.join(" + "),
        writing.amount(line.amount),
    ]
}

/// Article number, lot and discount of a line.
fn details(invoice: &Invoice, line: &InvoiceLine, words: &Words) -> String {
    let writing = &invoice.writing;
    let expiry = line.expiry.map(|day| format::date(day, writing.language)).unwrap_or_default();
    let lot = labelled(words.lot, &clip(&line.lot, 40));
    let goods = joined([&*clip(&line.sku, 40), &*lot, &*labelled(words.best_before, &expiry)], "  ·  ");
    let discount = line.discount.as_ref().map(|discount| {
        let label = if discount.label.trim().is_empty() { words.discount } else { &discount.label };
        format!("{}  {}", clip(label, 60), writing.amount(discount.amount))
    });
    joined([&*goods, discount.as_deref().unwrap_or_default()], "\n")
}

/// The sums as one block that no page break divides.
fn totals(flow: &mut Flow<'_>, invoice: &Invoice, words: &Words) {
    let writing = &invoice.writing;
    let mut sums = Sums { row: Row::new(), y: 0.0, left: flow.width - 82.0 * MM, width: 82.0 * MM };
    if !invoice.discounts.is_empty() || invoice.rounding != Money::ZERO {
        sums.line(words.subtotal, &writing.amount(invoice.subtotal), TEXT);
        for discount in &invoice.discounts {
            let label = if discount.label.trim().is_empty() { words.discount } else { &discount.label };
            sums.line(&clip(label, 100), &writing.amount(discount.amount), TEXT);
        }
    }
    if !invoice.prices_include_tax {
        sums.line(words.net_total, &writing.amount(invoice.net_total), TEXT);
        for tax in &invoice.taxes {
            sums.line(&tax_label(invoice, tax, words), &writing.amount(tax.tax), TEXT);
        }
    }
    if invoice.rounding != Money::ZERO {
        sums.line(words.rounding, &writing.amount(invoice.rounding), TEXT);
    }
    let label = match invoice.kind {
        InvoiceKind::Invoice => words.total_due,
        InvoiceKind::CreditNote { .. } => words.total_credited,
    };
    sums.total(label, &writing.money(invoice.total));
    if invoice.prices_include_tax && !invoice.taxes.is_empty() {
        for tax in &invoice.taxes {
            let label = format!("{} {}", words.included, tax_label(invoice, tax, words));
            sums.line(&label, &writing.amount(tax.tax), SMALL);
        }
        sums.line(words.net_total, &writing.amount(invoice.net_total), SMALL);
    }
    if invoice.paid != Money::ZERO {
        sums.y += 4.0;
        let (paid, open_label) = match invoice.kind {
            InvoiceKind::Invoice => (words.paid, words.open),
            InvoiceKind::CreditNote { .. } => (words.refunded, words.to_refund),
        };
        sums.line(paid, &writing.amount(-invoice.paid), TEXT);
        let open = invoice.total.minus(invoice.paid).unwrap_or(Money::ZERO);
        sums.line(open_label, &writing.money(open), TEXT.weight(Weight::SemiBold));
    }
    flow.row(&sums.row);
}

/// `VAT 20% on 28.44`.
fn tax_label(invoice: &Invoice, tax: &TaxLine, words: &Words) -> String {
    let writing = &invoice.writing;
    let name = if tax.name.trim().is_empty() { words.tax } else { &tax.name };
    format!("{} {} {} {}", clip(name, 40), format::rate(tax.rate, writing.language), words.on, writing.amount(tax.net))
}

struct Sums {
    row: Row,
    y: f32,
    left: f32,
    width: f32,
}

impl Sums {
    fn line(&mut self, label: &str, amount: &str, style: Style) {
        let needed = text::width_of(amount, style.align(Align::Right)) + 2.0;
        let label = text::set(label, style.ink(Ink::QUIET), (self.width - needed - 8.0).max(40.0));
        let first = self.row.put(self.left, self.y, label);
        let second = self.row.put(self.left, self.y, text::set(amount, style.align(Align::Right), self.width));
        self.y = first.max(second) + 2.0;
    }

    fn total(&mut self, label: &str, amount: &str) {
        self.y += 3.0;
        let strong = Style::new(13.0).weight(Weight::SemiBold).ink(Ink::PLUM).leading(1.2);
        let strong = text::fitted(amount, strong.align(Align::Right), &[13.0, 11.0, 9.0], self.width * 0.7);
        self.row.fill(self.left, self.y, self.width, 0.9, Ink::PLUM);
        let name = Style::new(10.5).weight(Weight::SemiBold).ink(Ink::TEXT).leading(1.2);
        self.row.put(self.left, self.y + 7.0, text::set(label, name, self.width * 0.45));
        let amount = text::set(amount, strong, self.width);
        self.row.put(self.left, self.y + 13.3 - amount.height() / 2.0, amount);
        self.y += 26.0;
    }
}

/// Who sells, in columns, for the foot of every page.
fn foot(invoice: &Invoice, words: &Words, width: f32) -> Row {
    let shop = &invoice.shop;
    let numbers = [labelled(words.vat_id, &shop.vat_id), labelled(words.tax_number, &shop.tax_number)];
    let contact = [&labelled(words.phone, &shop.phone), &shop.email, &shop.website];
    let columns = [
        joined(std::iter::once(&shop.name).chain(&shop.address).map(String::as_str), "\n"),
        joined(contact.into_iter().map(String::as_str), "\n"),
        joined(shop.register.iter().chain(&numbers).map(String::as_str), "\n"),
        joined(shop.bank.iter().map(String::as_str), "\n"),
    ];
    let columns: Vec<&String> = columns.iter().filter(|column| !column.is_empty()).collect();
    let set = |share: f32| -> Vec<Block> { columns.iter().map(|column| set_foot(column, width * share)).collect() };
    let room = |columns: &[Block]| columns.iter().map(|column| column.ink_width + 12.0).sum::<f32>() <= width + 12.0;
    let columns = Some(set(0.4)).filter(|columns| room(columns)).unwrap_or_else(|| set(0.22));
    let mut row = Row::new();
    row.fill(0.0, 0.0, width, 0.5, Ink::RULE);
    let count = columns.len().max(2);
    let used: f32 = columns.iter().map(|column| column.ink_width).sum();
    let gap = (width - used) / (count - 1) as f32;
    let mut x = 0.0;
    for column in columns {
        let step = column.ink_width + gap;
        row.put(x, 6.0, column);
        x += step;
    }
    row
}

/// One column of the foot, as wide as its lines but never wider than this.
fn set_foot(content: &str, width: f32) -> Block {
    let mut block = text::set(&clip(content, 300), FOOT, width);
    block.lines.truncate(8);
    block
}

/// Foot, page number, and on later pages which document this is.
fn every_page(canvas: &mut Canvas, invoice: &Invoice, words: &Words, title: &str, foot: &Row, foot_top: f32) {
    let pages = canvas.page_count();
    let width = canvas.size.width() - LEFT - RIGHT;
    for page in 0..pages {
        canvas.turn_to(page);
        foot.draw(canvas, LEFT, foot_top);
        if invoice.shop.is_demo {
            // Across the edge of every sheet, where it cannot be cut off with the letterhead still whole.
            canvas.fill(0.0, 0.0, canvas.size.width(), 11.0 * MM, Ink::PLUM);
            let style = Style::new(13.0).weight(Weight::Bold).ink(Ink(255, 255, 255)).leading(1.2).align(Align::Center);
            canvas.text(LEFT, 3.2 * MM, &text::set(words.demo, style, width));
        }
        let number = format!("{} {} {} {pages}", words.page, page + 1, words.of);
        let below = foot_top + foot.height + 3.0;
        canvas.text(LEFT, below, &text::set(&number, FOOT.align(Align::Right), width));
        if page > 0 {
            let mut name = text::set(&clip(&invoice.shop.name, 60), SMALL.weight(Weight::SemiBold), width / 2.0 - 6.0);
            name.lines.truncate(1);
            canvas.text(LEFT, 15.0 * MM, &name);
            let mut title = text::set(title, SMALL.align(Align::Right), width / 2.0 - 6.0);
            title.lines.truncate(1);
            canvas.text(LEFT + width / 2.0 + 6.0, 15.0 * MM, &title);
            canvas.rule(LEFT, 20.5 * MM, width, 0.5, Ink::RULE);
        }
    }
}
