use super::samples::{invoice as sample, invoice_line};
use super::{assert_inside, kept, poppler, text_of};
use crate::base::{Money, Quantity, Rate, UnitPrice};
use crate::paper::{InvoiceKind, Language, NamedAmount, Sheet, invoice};

#[test]
fn an_invoice_reads_back_as_it_was_posted() {
    let pdf = invoice(&sample(Language::En)).unwrap();
    let text = text_of("invoice-3-lines", &pdf);
    for part in [
        "The Garden Room Ltd",
        "Wells BA5 2DS",
        "Invoice INV-2026-0042",
        "22 Nov 2026",
        "20 Nov 2026",
        "C-1007",
        "T1-000482",
        "Rose hand cream, 50 ml",
        "FP-1001  ·  Lot L2026-114  ·  Exp. 31 Dec 2027",
        "268.80",
        "Trade discount 5%",
        "−11.70",
        "222.30",
        "Net total",
        "778.90",
        "VAT 20% on 778.90",
        "155.78",
        "£934.68",
        "GB 123 4567 89",
        "Sort code 00-00-00",
        "Page 1 of 1",
    ] {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain(&text).contains(&plain(part)), "{part:?} is missing in:\n{text}");
    }
    assert_inside("invoice-3-lines", &pdf);
    let info = poppler("pdfinfo", &[], &kept("invoice-3-lines", &pdf));
    assert!(info.contains("595.276 x 841.89 pts (A4)") && info.contains("Pages:           1"), "{info}");
    assert!(pdf.len() < 60_000, "{} bytes", pdf.len());
}

#[test]
fn a_german_invoice_with_gross_prices_names_the_tax_it_includes() {
    let mut input = sample(Language::De);
    input.paid = Money(50_000);
    let text = text_of("invoice-de", &invoice(&input).unwrap());
    for part in [
        "Rechnung INV-2026-0042",
        "Kräuterhaus am Markt GmbH",
        "22.11.2026",
        "Lieferdatum",
        "Fällig am",
        "inkl. MwSt 19 % auf 654,54",
        "124,36",
        "778,90 €",
        "Bezahlt",
        "−500,00",
        "Offener Betrag",
        "278,90 €",
        "IBAN DE02",
        "Seite 1 von 1",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
}

#[test]
fn a_credit_note_names_the_invoice_it_corrects() {
    for (language, parts) in [
        (Language::En, ["Credit note CN-7", "For invoice", "Total credited"]),
        (Language::De, ["Rechnungskorrektur CN-7", "Zu Rechnung", "Erstattungsbetrag"]),
    ] {
        let mut input = sample(language);
        input.kind = InvoiceKind::CreditNote { original_number: "INV-2026-0042".into() };
        input.number = "CN-7".into();
        let text = text_of(&format!("credit-note-{}", language.tag()), &invoice(&input).unwrap());
        for part in parts.iter().chain(&["INV-2026-0042"]) {
            assert!(text.contains(part), "{part:?} is missing in:\n{text}");
        }
    }
}

#[test]
fn an_invoice_of_any_length_keeps_every_line_once_under_a_heading_on_each_page() {
    for (count, sheet) in [(0_usize, Sheet::A4), (1, Sheet::Letter), (60, Sheet::A4), (60, Sheet::Letter), (1_114, Sheet::A4)] {
        let mut input = sample(Language::En);
        input.sheet = sheet;
        input.lines = (0..count)
            .map(|index| {
                invoice_line(&format!("Item-{index:04} {}", "with a long name ".repeat(index % 9)), 1, 100 + index as i64)
            })
            .collect();
        let pdf = invoice(&input).unwrap();
        let name = format!("invoice-{count}-lines-{sheet:?}");
        let text = text_of(&name, &pdf);
        let pages: Vec<_> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        let found: Vec<_> = text.split_whitespace().filter(|word| word.starts_with("Item-")).map(str::to_owned).collect();
        let expected: Vec<_> = (0..count).map(|index| format!("Item-{index:04}")).collect();
        assert_eq!(found, expected, "every line once and in order");
        for (index, page) in pages.iter().enumerate() {
            assert!(page.contains(&format!("Page {} of {}", index + 1, pages.len())), "{name}: page {index} is not numbered");
            let has_lines = page.contains("Item-");
            assert!(!has_lines || page.contains("Description"), "{name}: page {index} has lines without a heading");
        }
        let together = pages.iter().any(|page| page.contains("Net total") && page.contains("£934.68"));
        assert!(together, "{name}: the sums are torn apart");
        assert_inside(&name, &pdf);
    }
}

#[test]
fn the_sums_stay_together_wherever_the_page_ends() {
    for count in 10..26 {
        let mut input = sample(Language::En);
        input.discounts = vec![NamedAmount { label: "Loyalty".into(), amount: Money(-100) }];
        input.lines = (0..count).map(|index| invoice_line(&format!("Item-{index:04}"), 1, 100)).collect();
        let pdf = invoice(&input).unwrap();
        let text = text_of("invoice-sums", &pdf);
        let sums = |page: &&str| {
            page.contains("Subtotal") && page.contains("Loyalty") && page.contains("VAT 20%") && page.contains("£934.68")
        };
        assert!(text.split('\u{c}').any(|page| sums(&page)), "{count} lines tear the sums apart:\n{text}");
    }
}

#[test]
fn any_text_prints_inside_the_sheet() {
    let mut input = sample(Language::De);
    input.recipient = vec!["Ä".repeat(200), "x y ".repeat(90), "قلم حبر أزرق".into()];
    input.shop.name = "Laden ".repeat(100);
    input.shop.bank = vec!["bank ".repeat(100); 9];
    input.number = "N".repeat(200);
    input.customer_number = "9".repeat(300);
    input.introduction = "Vorwort ".repeat(900);
    input.note = "👩‍🔬 Anmerkung\n\n".repeat(200);
    for name in ["", "W".repeat(9_000).as_str(), "كريم اليدين بالورد ٥٠ مل", "护手霜", "\u{202e}evil"] {
        let mut line = invoice_line(name, 1, 1);
        line.unit = "Kilogramm".repeat(9);
        line.unit_price = UnitPrice(i64::MIN);
        line.quantity = Quantity(i64::MAX);
        line.amount = Money(i64::MIN + 1);
        line.tax_rates = vec![Rate(190_000); 5];
        line.sku = "S".repeat(400);
        line.discount = Some(NamedAmount { label: "r".repeat(500), amount: Money(i64::MIN + 1) });
        input.lines.push(line);
    }
    input.total = Money(i64::MIN + 1);
    input.taxes[0].net = Money(i64::MAX);
    let pdf = invoice(&input).unwrap();
    assert_inside("invoice-absurd", &pdf);
}

#[test]
fn the_same_invoice_gives_the_same_bytes() {
    assert!(invoice(&sample(Language::De)).unwrap() == invoice(&sample(Language::De)).unwrap());
}
