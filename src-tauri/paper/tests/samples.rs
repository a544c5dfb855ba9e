//! Made-up documents of a made-up shop.

use chrono::NaiveDate;

use crate::base::{Money, Quantity, Rate, Timestamp, UnitPrice};
use crate::paper::{
    Currency, Language, NamedAmount, PaymentKind, Receipt, ReceiptKind, ReceiptLine, ReceiptPayment, Shop, TaxLine, Writing,
};

/// 22 November 2026, 14:33:20 UTC.
pub const NOW: Timestamp = Timestamp(1_795_358_000_000);

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn writing(language: Language) -> Writing {
    let code = match language {
        Language::En => "GBP",
        Language::De => "EUR",
    };
    Writing { language, currency: Currency { code: code.into(), exponent: 2 } }
}

pub fn shop(language: Language) -> Shop {
    let lines = |lines: &[&str]| lines.iter().map(ToString::to_string).collect();
    match language {
        Language::En => Shop {
            name: "Fern & Petal".into(),
            address: lines(&["14 Orchard Lane", "Bath BA1 2QR"]),
            phone: "+44 1225 555 0140".into(),
            email: "hello@fernpetal.example".into(),
            website: "fernpetal.example".into(),
            vat_id: "GB 123 4567 89".into(),
            tax_number: String::new(),
            bank: lines(&["Avon Bank", "Sort code 00-00-00", "Account 12345678"]),
            register: lines(&["Company no. 01234567"]),
        },
        Language::De => Shop {
            name: "Blütenwerk Naturkosmetik".into(),
            address: lines(&["Große Bergstraße 7", "22767 Hamburg"]),
            phone: "040 555 01 40".into(),
            email: "laden@bluetenwerk.example".into(),
            website: "bluetenwerk.example".into(),
            vat_id: "DE123456789".into(),
            tax_number: "12/345/67890".into(),
            bank: lines(&["Sparkasse Beispielstadt", "IBAN DE02 1203 0000 0000 2020 51", "BIC BYLADEM1001"]),
            register: lines(&["Inhaberin: Jördis Öztürk", "Amtsgericht Hamburg, HRA 12345"]),
        },
    }
}

pub fn receipt_line(name: &str, pieces: i32, price_minor: i64) -> ReceiptLine {
    ReceiptLine {
        name: name.into(),
        quantity: Quantity::pieces(pieces),
        unit_price: UnitPrice(price_minor * 10_000),
        amount: Money(price_minor * i64::from(pieces)),
        ..ReceiptLine::default()
    }
}

/// Three lines, a lot, a line discount, an order discount, split between cash and card.
pub fn receipt(language: Language) -> Receipt {
    let mut lines = vec![
        receipt_line("Rose hand cream, 50 ml", 2, 1_490),
        receipt_line("Oat soap bar", 1, 650),
        receipt_line("Lip balm, shade Terracotta", 1, 890),
    ];
    lines[0].lot = "L2026-114".into();
    lines[0].expiry = Some(day(2027, 12, 31));
    lines[1].tax_row = Some(1);
    lines[0].tax_row = Some(0);
    lines[2].tax_row = Some(0);
    lines[2].discount = Some(NamedAmount { label: "Tester sale 10%".into(), amount: Money(-89) });
    lines[2].amount = Money(801);
    let tax = |rate, net, tax| TaxLine {
        name: String::new(),
        rate: Rate(rate),
        net: Money(net),
        tax: Money(tax),
        gross: Money(net + tax),
    };
    Receipt {
        kind: ReceiptKind::Sale,
        writing: writing(language),
        shop: shop(language),
        number: "T1-000482".into(),
        issued_at: NOW,
        local_time: day(2026, 11, 22).and_hms_opt(14, 33, 20).unwrap(),
        staff_name: "Mia".into(),
        register_name: "1".into(),
        customer_name: String::new(),
        lines,
        subtotal: Money(4_431),
        discounts: vec![NamedAmount { label: String::new(), amount: Money(-431) }],
        rounding: Money::ZERO,
        total: Money(4_000),
        prices_include_tax: true,
        taxes: vec![tax(200_000, 2_844, 569), tax(50_000, 559, 28)],
        payments: vec![
            ReceiptPayment { kind: PaymentKind::Cash { given: Money(2_500), change: Money(500) }, amount: Money(2_000) },
            ReceiptPayment {
                kind: PaymentKind::Card { brand: "Visa".into(), last_four: "4242".into(), reference: "A1B2C3".into() },
                amount: Money(2_000),
            },
        ],
        note: String::new(),
        footer: match language {
            Language::En => "Thank you. Unopened goods come back within 30 days with this receipt.".into(),
            Language::De => "Vielen Dank! Umtausch ungeöffneter Ware binnen 30 Tagen mit diesem Bon.".into(),
        },
    }
}
