//! Made-up documents of a made-up shop.

use chrono::NaiveDate;

use crate::base::{Money, Quantity, Rate, Timestamp, UnitPrice};
use crate::paper::{
    Currency, Invoice, InvoiceKind, InvoiceLine, Language, NamedAmount, PaymentKind, Receipt, ReceiptKind, ReceiptLine,
    ReceiptPayment, Sheet, Shop, TaxLine, Writing,
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
            is_demo: false,
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
            is_demo: false,
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
        register_name: "Till 1".into(),
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

pub fn invoice_line(name: &str, pieces: i32, price_minor: i64) -> InvoiceLine {
    InvoiceLine {
        name: name.into(),
        sku: "FP-1001".into(),
        quantity: Quantity::pieces(pieces),
        unit_price: UnitPrice(price_minor * 10_000),
        tax_rates: vec![Rate(200_000)],
        amount: Money(price_minor * i64::from(pieces)),
        ..InvoiceLine::default()
    }
}

/// Three lines with net prices, or with gross prices in German.
pub fn invoice(language: Language) -> Invoice {
    let mut lines = vec![
        invoice_line("Rose hand cream, 50 ml", 24, 1_120),
        invoice_line("Oat soap bar, unscented, in a recycled paper wrap with a cotton string for hanging", 60, 480),
        invoice_line("Lip balm, shade Terracotta", 36, 650),
    ];
    lines[0].lot = "L2026-114".into();
    lines[0].expiry = Some(day(2027, 12, 31));
    lines[1].sku = "FP-2044".into();
    lines[2].sku = "FP-3010-T".into();
    lines[2].discount = Some(NamedAmount { label: "Trade discount 5%".into(), amount: Money(-1_170) });
    lines[2].amount = Money(22_230);
    let german = language == Language::De;
    let tax = if german {
        TaxLine { name: "MwSt".into(), rate: Rate(190_000), net: Money(65_454), tax: Money(12_436), gross: Money(77_890) }
    } else {
        TaxLine { name: "VAT".into(), rate: Rate(200_000), net: Money(77_890), tax: Money(15_578), gross: Money(93_468) }
    };
    if german {
        for (line, name) in lines.iter_mut().zip([
            "Rosen-Handcreme, 50 ml",
            "Haferseife ohne Duft, in Recyclingpapier",
            "Lippenbalsam, Farbe Terrakotta",
        ]) {
            line.name = name.into();
            line.tax_rates = vec![Rate(190_000)];
        }
        lines[2].discount = Some(NamedAmount { label: "Händlerrabatt 5 %".into(), amount: Money(-1_170) });
    }
    let address: &[&str] = if german {
        &["Kräuterhaus am Markt GmbH", "Frau Anneliese Weißgerber", "Marktplatz 3", "21335 Lüneburg"]
    } else {
        &["The Garden Room Ltd", "Ms Harriet Ashdown", "3 Market Street", "Wells BA5 2DS"]
    };
    Invoice {
        kind: InvoiceKind::Invoice,
        sheet: Sheet::A4,
        writing: writing(language),
        shop: shop(language),
        recipient: address.iter().map(ToString::to_string).collect(),
        recipient_vat_id: if german { "DE987654321".into() } else { String::new() },
        number: "INV-2026-0042".into(),
        issued_at: NOW,
        date: day(2026, 11, 22),
        delivery_date: Some(day(2026, 11, 20)),
        due_date: Some(day(2026, 12, 6)),
        customer_number: "C-1007".into(),
        order_number: "T1-000482".into(),
        introduction: String::new(),
        lines,
        subtotal: Money(77_890),
        discounts: Vec::new(),
        rounding: Money::ZERO,
        prices_include_tax: german,
        net_total: if german { Money(65_454) } else { Money(77_890) },
        total: tax.gross,
        taxes: vec![tax],
        paid: Money::ZERO,
        payment_note: if german {
            "Bitte überweisen Sie den Betrag bis zum 06.12.2026 unter Angabe der Rechnungsnummer.".into()
        } else {
            "Please pay by 6 December 2026 by bank transfer and quote the invoice number.".into()
        },
        note: String::new(),
    }
}
