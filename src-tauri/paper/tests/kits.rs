use super::samples::{NOW, day};
use super::{assert_inside, kept, poppler, scanned, text_of};
use crate::paper::{Language, RecoveryKit, Sheet, recovery_kit};

/// Not a key of anything: letters in the order of the alphabet that such keys use.
const IDENTITY: &str = "AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE";

fn sample(language: Language) -> RecoveryKit {
    RecoveryKit {
        language,
        sheet: Sheet::A4,
        shop_name: "Blütenwerk Naturkosmetik".into(),
        date: day(2026, 11, 22),
        issued_at: NOW,
        identity: IDENTITY.into(),
    }
}

#[test]
fn a_recovery_kit_is_one_page_whose_code_scans_back_to_the_key() {
    for (language, parts) in [
        (Language::En, ["Recovery kit", "Made on 22 Nov 2026", "Keep it away from the computer", "Kept at"]),
        (Language::De, ["Notfallblatt", "Erstellt am 22.11.2026", "Getrennt vom Computer aufbewahren", "Aufbewahrt bei"]),
    ] {
        for sheet in [Sheet::A4, Sheet::Letter] {
            let pdf = recovery_kit(&RecoveryKit { sheet, ..sample(language) }).unwrap();
            let name = format!("recovery-kit-{}-{sheet:?}", language.tag());
            let text = text_of(&name, &pdf);
            for part in parts.iter().chain(&["Blütenwerk Naturkosmetik", "AGE-SECRET-KEY-1", "QPZR Y9X8 GF2T VDW0"]) {
                assert!(text.contains(part), "{part:?} is missing in:\n{text}");
            }
            assert!(poppler("pdfinfo", &[], &kept(&name, &pdf)).contains("Pages:           1"), "{name} has more than one page");
            assert_inside(&name, &pdf);
        }
        let pdf = recovery_kit(&sample(language)).unwrap();
        assert_eq!(scanned(&pdf, 0, 700, rxing::BarcodeFormat::QR_CODE), IDENTITY);
    }
}

#[test]
fn a_long_shop_name_leaves_the_kit_on_one_page() {
    let kit = RecoveryKit { sheet: Sheet::Letter, shop_name: "Blütenwerk ".repeat(40), ..sample(Language::De) };
    let pdf = recovery_kit(&kit).unwrap();
    assert!(poppler("pdfinfo", &[], &kept("recovery-kit-long", &pdf)).contains("Pages:           1"));
}

#[test]
fn the_typed_groups_are_the_key() {
    let pdf = recovery_kit(&sample(Language::En)).unwrap();
    let text = poppler("pdftotext", &["-raw"], &kept("recovery-kit-groups", &pdf));
    let joined: String = text.split_whitespace().collect();
    assert!(joined.contains(IDENTITY), "{text}");
}

#[test]
fn a_key_that_fits_no_code_is_refused() {
    let kit = RecoveryKit { identity: "A".repeat(5_000), ..sample(Language::En) };
    assert!(recovery_kit(&kit).is_err());
    let kit = RecoveryKit { identity: String::new(), ..sample(Language::En) };
    assert!(recovery_kit(&kit).is_err());
}
