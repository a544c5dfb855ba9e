use super::samples::{receipt as sample, receipt_line};
use super::{assert_inside, kept, poppler, scanned, text_of};
use crate::base::{Money, Quantity};
use crate::paper::{Language, NamedAmount, PaymentKind, ReceiptKind, ReceiptPayment, receipt};

#[test]
fn a_receipt_reads_back_as_it_was_posted() {
    let pdf = receipt(&sample(Language::En)).unwrap();
    let text = text_of("receipt-short", &pdf);
    for part in [
        "Fern & Petal",
        "14 Orchard Lane",
        "GB 123 4567 89",
        "T1-000482",
        "22 Nov 2026, 14:33",
        "Served by Mia",
        "Rose hand cream, 50 ml",
        "2 × 14.90",
        "29.80 A",
        "Lot L2026-114",
        "Exp. 31 Dec 2027",
        "Tester sale 10%",
        "−0.89",
        "8.01 A",
        "Subtotal",
        "44.31",
        "−4.31",
        "£40.00",
        "Cash given",
        "25.00",
        "Change",
        "5.00",
        "Visa •••• 4242",
        "Ref. A1B2C3",
        "A 20%",
        "28.44",
        "B 5%",
        "Prices include tax.",
        "Thank you.",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    assert_inside("receipt-short", &pdf);
}

#[test]
fn a_receipt_is_one_page_as_high_as_its_content_with_embedded_subset_fonts() {
    let pdf = receipt(&sample(Language::En)).unwrap();
    let path = kept("receipt-pages", &pdf);
    let info = poppler("pdfinfo", &[], &path);
    assert!(info.contains("Pages:           1"), "{info}");
    assert!(info.contains("Receipt T1-000482") && info.contains("Fern & Petal"), "{info}");
    let height: f32 =
        info.split("Page size:").nth(1).unwrap().split('x').nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    assert!((300.0..800.0).contains(&height), "{height}");
    let fonts = poppler("pdffonts", &[], &path);
    for line in fonts.lines().skip(2) {
        assert!(line.contains("+Inter") && line.contains("yes yes yes"), "not embedded, cut down and searchable: {line}");
    }
    assert!(pdf.len() < 60_000, "{} bytes", pdf.len());
}

#[test]
fn the_bar_code_of_a_receipt_scans_back() {
    let pdf = receipt(&sample(Language::De)).unwrap();
    assert_eq!(scanned(&pdf, 0, 640, rxing::BarcodeFormat::CODE_128), "T1-000482");
}

#[test]
fn a_return_names_the_sale_it_undoes() {
    let mut input = sample(Language::De);
    input.kind = ReceiptKind::Return { original_number: "T1-000477".into() };
    input.lines.truncate(1);
    input.lines[0].quantity = Quantity(-2_000);
    input.lines[0].amount = Money(-2_980);
    input.discounts.clear();
    input.taxes.truncate(1);
    input.total = Money(-2_980);
    let kind = PaymentKind::Cash { given: Money(-2_980), change: Money::ZERO };
    input.payments = vec![ReceiptPayment { kind, amount: Money(-2_980) }];
    let text = text_of("receipt-return-de", &receipt(&input).unwrap());
    for part in ["Rückgabebon", "Rückgabe zu Bon T1-000477", "−2 × 14,90", "Erstattet gesamt", "−29,80 €", "Bar"] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

#[test]
fn a_receipt_of_any_length_keeps_every_line_once_and_in_order() {
    for count in [0_usize, 1, 60, 1_114] {
        let mut input = sample(Language::En);
        input.lines = (0..count).map(|index| receipt_line(&format!("Item-{index:04}"), 1, 100)).collect();
        let pdf = receipt(&input).unwrap();
        let name = format!("receipt-{count}-lines");
        let text = text_of(&name, &pdf);
        let found: Vec<_> = text.split_whitespace().filter(|word| word.starts_with("Item-")).map(str::to_owned).collect();
        let expected: Vec<_> = (0..count).map(|index| format!("Item-{index:04}")).collect();
        assert_eq!(found, expected);
        assert_inside(&name, &pdf);
    }
}

#[test]
fn any_text_prints_inside_the_page() {
    let mut input = sample(Language::En);
    let absurd = [
        String::new(),
        "   ".into(),
        "W".repeat(5_000),
        "word ".repeat(2_000),
        "قلم حبر أزرق 50 مل".into(),
        "שמן ורדים — מבצע 10%".into(),
        "Mixed قلم and שמן and Ελληνικά и кириллица".into(),
        "👩‍🔬🧴 emoji 😀 ✨".into(),
        "e\u{301}\u{323}\u{302} Zͧ̆ͪ̌a̎l̂g̵o".into(),
        "护手霜 ハンドクリーム".into(),
        "tab\there\nline two\u{0}\u{7}\u{202e}tfel".into(),
        "<script>alert(1)</script> %PDF-1.4 (\\) Tj".into(),
    ];
    input.lines = absurd.iter().map(|name| receipt_line(name, -3, i64::from(u32::MAX))).collect();
    input.lines[1].unit = "kg".repeat(40);
    input.lines[2].discount = Some(NamedAmount { label: "d".repeat(900), amount: Money(i64::MIN + 1) });
    input.lines[3].amount = Money(-9_007_199_254_740_991);
    input.total = Money(-9_007_199_254_740_991);
    input.number = "N".repeat(300);
    input.shop.name = "Very long shop name ".repeat(40);
    input.footer = "Footer words ".repeat(3_000);
    input.payments.push(ReceiptPayment { kind: PaymentKind::Other { name: "x".repeat(400) }, amount: Money(1) });
    let pdf = receipt(&input).unwrap();
    assert_inside("receipt-absurd", &pdf);
    let text = poppler("pdftotext", &[], &kept("receipt-absurd", &pdf)).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Ελληνικά и кириллица") && text.contains("قلم") && text.contains("שמן"), "{text}");
}

#[test]
fn the_same_receipt_gives_the_same_bytes() {
    let first = receipt(&sample(Language::De)).unwrap();
    let second = std::thread::spawn(|| receipt(&sample(Language::De)).unwrap()).join().unwrap();
    assert!(first == second);
}
