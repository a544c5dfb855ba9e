//! Every word that documents print on their own account, in each language, in one table.

use super::format::Language;

macro_rules! words {
    ($($name:ident: $english:literal, $german:literal;)*) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub $name: &'static str,)*
        }

        static ENGLISH: Words = Words { $($name: $english,)* };
        static GERMAN: Words = Words { $($name: $german,)* };

        #[cfg(test)]
        static PAIRS: &[(&str, &str, &str)] = &[$((stringify!($name), $english, $german),)*];
    };
}

words! {
    // Any document of a demo shop
    demo: "DEMO · nothing here is real", "MUSTER · nichts hiervon ist echt";
    // Receipt
    receipt: "Receipt", "Kassenbon";
    return_receipt: "Return receipt", "Rückgabebon";
    return_of: "Return of sale", "Rückgabe zu Bon";
    served_by: "Served by", "Es bediente Sie";
    customer: "Customer", "Kunde";
    lot: "Lot", "Charge";
    best_before: "Exp.", "Haltbar bis";
    subtotal: "Subtotal", "Zwischensumme";
    discount: "Discount", "Rabatt";
    rounding: "Rounding", "Rundung";
    total: "Total", "Summe";
    total_refunded: "Total refunded", "Erstattet gesamt";
    cash: "Cash", "Bar";
    cash_given: "Cash given", "Gegeben bar";
    change: "Change", "Rückgeld";
    card: "Card", "Karte";
    reference: "Ref.", "Ref.";
    tax: "Tax", "Steuer";
    rate: "Rate", "Satz";
    net: "Net", "Netto";
    gross: "Gross", "Brutto";
    tax_included: "Prices include tax.", "Alle Preise inklusive Steuer.";
    tax_on_top: "Prices without tax.", "Alle Preise zuzüglich Steuer.";
    phone: "Tel.", "Tel.";
    tax_number: "Tax no.", "Steuernr.";
    vat_id: "VAT ID", "USt-IdNr.";
    // Invoice and credit note
    invoice: "Invoice", "Rechnung";
    credit_note: "Credit note", "Rechnungskorrektur";
    invoice_number: "Invoice no.", "Rechnungsnr.";
    credit_note_number: "Credit note no.", "Korrekturnr.";
    date: "Date", "Datum";
    delivery_date: "Delivery date", "Lieferdatum";
    due_date: "Due date", "Fällig am";
    customer_number: "Customer no.", "Kundennr.";
    order_number: "Sale no.", "Verkaufsnr.";
    corrects: "For invoice", "Zu Rechnung";
    your_vat_id: "Your VAT ID", "Ihre USt-IdNr.";
    position: "#", "Pos.";
    description: "Description", "Beschreibung";
    quantity: "Qty", "Menge";
    unit_price: "Unit price", "Einzelpreis";
    amount: "Amount", "Betrag";
    net_total: "Net total", "Nettobetrag";
    total_due: "Total", "Gesamtbetrag";
    total_credited: "Total credited", "Erstattungsbetrag";
    paid: "Paid", "Bezahlt";
    open: "Amount due", "Offener Betrag";
    refunded: "Refunded", "Erstattet";
    to_refund: "Still to be refunded", "Noch zu erstatten";
    included: "incl.", "inkl.";
    on: "on", "auf";
    page: "Page", "Seite";
    of: "of", "von";
    // Recovery kit
    kit_title: "Recovery kit", "Notfallblatt";
    kit_made: "Made on", "Erstellt am";
    kit_what: "What this is",  "Was das ist";
    kit_what_text:
        "This page holds the one key that opens this shop’s records and backups when nothing else does: after a broken computer, a forgotten passphrase or a lost key ring. Nobody can make it again for you, neither the maker of the program nor anyone else.",
        "Dieses Blatt enthält den einen Schlüssel, der die Daten und Sicherungen dieses Geschäfts öffnet, wenn sonst nichts mehr hilft: nach einem defekten Computer, einer vergessenen Passphrase oder einem verlorenen Schlüsselbund. Niemand kann ihn neu ausstellen, auch nicht der Hersteller des Programms.";
    kit_opens: "What it opens", "Was es öffnet";
    kit_opens_store: "the shop’s encrypted records on its computer", "die verschlüsselten Daten des Geschäfts auf seinem Computer";
    kit_opens_backups: "every backup that was made since this page was printed", "jede Sicherung, die seit dem Druck dieses Blatts gemacht wurde";
    kit_opens_owner: "It also lets an owner back in who lost their password or second factor.", "Es lässt auch Inhaber wieder hinein, die ihr Passwort oder ihren zweiten Faktor verloren haben.";
    kit_keep: "Keep it away from the computer", "Getrennt vom Computer aufbewahren";
    kit_keep_text:
        "Whoever holds this page and a copy of the shop’s files can read everything in them. Keep it where you keep the deeds and the spare keys: a safe, a bank, another building. Do not photograph it, scan it or send it.",
        "Wer dieses Blatt und eine Kopie der Daten hat, kann alles darin lesen. Bewahren Sie es auf wie Verträge und Ersatzschlüssel: im Tresor, bei der Bank, in einem anderen Gebäude. Nicht fotografieren, nicht scannen, nicht verschicken.";
    kit_use: "How to use it", "So wird es benutzt";
    kit_step_one: "Install Counterfoil on a computer and start it, or open the shop that asks for a key.", "Counterfoil auf einem Computer installieren und starten oder das Geschäft öffnen, das nach einem Schlüssel fragt.";
    kit_step_two: "A sealed shop takes the key in place of its passphrase. At sign-in, choose the recovery kit below the form. On a new computer, choose “Restore a backup” on the first page.", "Ein versiegeltes Geschäft nimmt den Schlüssel anstelle seiner Passphrase. Bei der Anmeldung das Notfallblatt unter dem Formular wählen. Auf einem neuen Computer auf der ersten Seite „Sicherung wiederherstellen“ wählen.";
    kit_step_three: "Scan the code, or type the key. Spaces and line breaks do not matter.", "Den Code scannen oder den Schlüssel eintippen. Leerzeichen und Zeilenumbrüche sind gleichgültig.";
    kit_step_four: "Keep this page afterwards: it goes on opening the shop and its backups.", "Dieses Blatt danach aufheben: Es öffnet das Geschäft und seine Sicherungen weiterhin.";
    kit_key: "The key", "Der Schlüssel";
    kit_alphabet:
        "After AGE-SECRET-KEY-1 the key never has a 1, B, I or O: what looks like one is a 7, 8, L or 0.",
        "Nach AGE-SECRET-KEY-1 kommen 1, B, I und O nie vor: Was so aussieht, ist eine 7, 8, L oder 0.";
    kit_stored_at: "Kept at", "Aufbewahrt bei";
    kit_checked: "Checked on, by", "Geprüft am, von";
}

/// The words of this language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &ENGLISH,
        Language::De => &GERMAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_exists_in_both_languages_and_is_translated() {
        let same_in_both = ["reference", "phone"];
        for (name, english, german) in PAIRS {
            assert!(!english.trim().is_empty() && !german.trim().is_empty(), "{name} is empty");
            assert!(english != german || same_in_both.contains(name), "{name} is not translated");
        }
    }
}
