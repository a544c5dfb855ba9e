//! Hands what was posted to the layer that prints. It adds up nothing but what stands on paper between the lines and the total.

use crate::base::{Money, Result, Timestamp};
use crate::orders::{Order, OrderKind, OrderLine};
use crate::paper::{
    self, Currency, Invoice, InvoiceKind, InvoiceLine, Language, NamedAmount, PaymentKind, Receipt, ReceiptKind, ReceiptLine,
    ReceiptPayment, Sheet, TaxLine, Writing,
};
use crate::payments::{Method, Payment};
use crate::settings::{PaperSize, Shop};
use crate::tax::{TaxBasis, TaxTotal};

use super::document::{Content, ContentLine, DocumentKind, Party};

/// The receipt of an order.
pub(super) fn receipt(shop: &Shop, order: &Order) -> Result<Vec<u8>> {
    let head = &order.head;
    let rounding = Money::sum(order.payments.iter().map(|payment| payment.rounding_minor))?;
    let order_discount = Money::sum(order.lines.iter().map(|line| line.order_discount_minor))?;
    let lines: Vec<ReceiptLine> = order.lines.iter().map(|line| receipt_line(line, order)).collect::<Result<_>>()?;
    let seller = Party {
        number: String::new(),
        name: shop.name.clone(),
        address: shop.address.clone(),
        country: shop.country.clone(),
        tax_number: shop.tax_number.clone(),
    };
    let language = Language::of(&shop.language);
    let payments = order.payments.iter().map(|payment| receipt_payment(payment, language));
    paper::receipt(&Receipt {
        kind: match head.kind {
            OrderKind::Sale => ReceiptKind::Sale,
            OrderKind::Return => ReceiptKind::Return {
                original_number: order.original.as_ref().map(|original| original.number.clone()).unwrap_or_default(),
            },
        },
        writing: writing(&shop.language, &head.currency, shop.currency_exponent),
        shop: paper_shop(&seller, shop.is_demo),
        number: head.number.clone(),
        issued_at: head.at_ms,
        local_time: head.at_ms.utc().with_timezone(&shop.zone()).naive_local(),
        staff_name: head.staff_name.clone().unwrap_or_default(),
        register_name: head.register_name.clone().unwrap_or_default(),
        customer_name: head.customer_name.clone().unwrap_or_default(),
        subtotal: Money::sum(lines.iter().map(|line| line.amount))?,
        lines,
        discounts: taken_off(order_discount),
        rounding,
        total: head.total_minor.plus(rounding)?,
        prices_include_tax: head.tax_basis != TaxBasis::Added,
        taxes: tax_lines(&order.taxes)?,
        payments: payments.collect::<Result<_>>()?,
        note: head.note.clone(),
        footer: String::new(),
    })
}

fn receipt_line(line: &OrderLine, order: &Order) -> Result<ReceiptLine> {
    let tax_row = line.taxes.first().and_then(|tax| {
        order.taxes.iter().position(|total| total.name == tax.name && total.rate_millionths == tax.rate_millionths)
    });
    Ok(ReceiptLine {
        name: line.name.clone(),
        quantity: line.quantity_thousandths,
        unit: shown_unit(&line.unit),
        unit_price: line.unit_price_millionths,
        discount: taken_off(line.line_discount_minor).pop(),
        amount: line.amount(order.head.tax_basis)?,
        lot: line.lots.iter().map(|lot| lot.code.as_str()).collect::<Vec<_>>().join(", "),
        expiry: match &line.lots[..] {
            [lot] => lot.expiry_date,
            _ => None,
        },
        tax_row,
    })
}

fn receipt_payment(payment: &Payment, language: Language) -> Result<ReceiptPayment> {
    let kind = match payment.method {
        Method::Cash => PaymentKind::Cash { given: payment.tendered_minor, change: payment.change_minor },
        Method::Card => {
            let (brand, last_four) = split_reference(&payment.reference);
            PaymentKind::Card { brand, last_four, reference: String::new() }
        }
        Method::Imported => PaymentKind::Other {
            name: match language {
                Language::En => "Imported",
                Language::De => "Importiert",
            }
            .into(),
        },
    };
    Ok(ReceiptPayment { kind, amount: payment.amount_minor.plus(payment.rounding_minor)? })
}

/// Brand and last four digits out of a payment's reference.
fn split_reference(reference: &str) -> (String, String) {
    let is_last_four = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    match reference.rsplit_once(' ') {
        Some((brand, last)) if is_last_four(last) => (brand.to_owned(), last.to_owned()),
        _ if is_last_four(reference) => (String::new(), reference.to_owned()),
        _ => (reference.to_owned(), String::new()),
    }
}

/// An issued document, on the paper and in the language of the day it was issued.
pub(super) fn document(content: &Content, issued_at: Timestamp) -> Result<Vec<u8>> {
    let buyer = content.buyer.clone().unwrap_or_default();
    let recipient = std::iter::once(buyer.name.as_str()).chain(buyer.address.lines()).chain(foreign(content, &buyer));
    paper::invoice(&Invoice {
        kind: match content.kind {
            DocumentKind::Invoice => InvoiceKind::Invoice,
            DocumentKind::CreditNote => InvoiceKind::CreditNote { original_number: content.original_number.clone() },
        },
        sheet: match content.paper_size {
            PaperSize::A4 => Sheet::A4,
            PaperSize::Letter => Sheet::Letter,
        },
        writing: writing(&content.language, &content.currency, content.currency_exponent),
        shop: paper_shop(&content.seller, content.is_demo),
        recipient: recipient.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        recipient_vat_id: buyer.tax_number.clone(),
        number: content.number.clone(),
        issued_at,
        date: content.date,
        delivery_date: Some(content.delivery_date),
        due_date: None,
        customer_number: buyer.number.clone(),
        order_number: content.order_number.clone(),
        introduction: String::new(),
        lines: content.lines.iter().map(invoice_line).collect(),
        subtotal: content.subtotal_minor,
        discounts: taken_off(content.order_discount_minor),
        rounding: Money::ZERO,
        prices_include_tax: content.tax_basis != TaxBasis::Added,
        taxes: tax_lines(&content.taxes)?,
        net_total: content.net_minor,
        total: content.total_minor,
        paid: Money::sum(content.payments.iter().map(|payment| payment.amount_minor))?,
        payment_note: String::new(),
        note: content.note.clone(),
    })
}

/// The buyer's country, when it is not the seller's.
fn foreign<'a>(content: &Content, buyer: &'a Party) -> Option<&'a str> {
    (buyer.country != content.seller.country).then_some(buyer.country.as_str())
}

fn invoice_line(line: &ContentLine) -> InvoiceLine {
    InvoiceLine {
        name: line.name.clone(),
        sku: line.sku.clone(),
        lot: line.lots.join(", "),
        expiry: line.expiry_date,
        quantity: line.quantity_thousandths,
        unit: shown_unit(&line.unit),
        unit_price: line.unit_price_millionths,
        discount: taken_off(line.line_discount_minor).pop(),
        tax_rates: line.tax_rates_millionths.clone(),
        amount: line.amount_minor,
    }
}

/// A piece needs no word.
fn shown_unit(unit: &str) -> String {
    if unit == "piece" { String::new() } else { unit.to_owned() }
}

/// A discount as the paper shows it: negative where it was taken off, and nothing where there is none.
fn taken_off(discount: Money) -> Vec<NamedAmount> {
    if discount == Money::ZERO { Vec::new() } else { vec![NamedAmount { label: String::new(), amount: -discount }] }
}

fn tax_lines(taxes: &[TaxTotal]) -> Result<Vec<TaxLine>> {
    taxes
        .iter()
        .map(|tax| {
            Ok(TaxLine {
                name: tax.name.clone(),
                rate: tax.rate_millionths,
                net: tax.net_minor,
                tax: tax.tax_minor,
                gross: tax.net_minor.plus(tax.tax_minor)?,
            })
        })
        .collect()
}

fn writing(language: &str, currency: &str, exponent: u32) -> Writing {
    Writing { language: Language::of(language), currency: Currency { code: currency.to_owned(), exponent } }
}

fn paper_shop(seller: &Party, is_demo: bool) -> paper::Shop {
    // A VAT identification number begins with its country.
    let is_vat_id = seller.tax_number.chars().take(2).filter(char::is_ascii_uppercase).count() == 2;
    let (vat_id, tax_number) =
        if is_vat_id { (seller.tax_number.clone(), String::new()) } else { (String::new(), seller.tax_number.clone()) };
    paper::Shop {
        name: seller.name.clone(),
        address: seller.address.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        vat_id,
        tax_number,
        is_demo,
        ..paper::Shop::default()
    }
}
