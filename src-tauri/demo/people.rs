//! The people of a demo shop, all of them obviously made up.

use super::dice::Dice;
use super::kinds::Words;
use crate::customers::CustomerInput;
use crate::staff::RoleCode;

/// Everybody's password, and the passphrase of the shop's file. No secret: it is printed, and shown on the sign-in page.
pub use crate::setup::DEMO_PASSWORD as PASSWORD;

/// Who works there, the owner first.
pub(super) const STAFF: [(Words, RoleCode); 6] = [
    (("Wanda Wimple", "Wanda Wimpel"), RoleCode::Owner),
    (("Milo Marten", "Milo Marder"), RoleCode::Manager),
    (("Carla Coin", "Carla Kasse"), RoleCode::Cashier),
    (("Cem Counter", "Cem Tresen"), RoleCode::Cashier),
    (("Stella Stack", "Stella Stapel"), RoleCode::StockKeeper),
    (("Adam Abacus", "Adam Abakus"), RoleCode::Accountant),
];

const FIRST: [&str; 16] = [
    "Alma", "Bruno", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jonas", "Klara", "Leo", "Mina", "Noah", "Olga",
    "Paul",
];
const LAST: [Words; 8] = [
    ("Sample", "Muster"),
    ("Example", "Beispiel"),
    ("Placeholder", "Platzhalter"),
    ("Madeup", "Erfunden"),
    ("Demo", "Demo"),
    ("Fiction", "Fabel"),
    ("Nobody", "Niemand"),
    ("Trial", "Probe"),
];
const COMPANIES: [Words; 4] = [
    ("Example Hotel", "Hotel Beispielhof"),
    ("Sample Street Theatre", "Theater am Musterplatz"),
    ("Placeholder Spa", "Kurbad Platzhalter"),
    ("Fiction Film Make-up", "Fabelfilm Maskenbild"),
];

/// A customer and whether they ask for invoices.
pub(super) struct Person {
    pub input: CustomerInput,
    pub is_company: bool,
}

/// So many customers, the companies first.
pub(super) fn customers(dice: &mut Dice, is_german: bool, country: &str, count: usize) -> Vec<Person> {
    let word = |words: Words| if is_german { words.1 } else { words.0 };
    let address = |dice: &mut Dice| {
        let number = dice.range(1, 120);
        if is_german { format!("Musterweg {number}\n00000 Musterstadt") } else { format!("{number} Sample Street\nExampleton") }
    };
    (0..count)
        .map(|place| {
            let company = COMPANIES.get(place).map(|words| word(*words));
            let (name, mailbox) = match company {
                Some(name) => (name.to_owned(), format!("office{}", place + 1)),
                None => {
                    // Every first name meets every last name once before a pair comes again.
                    let (first, last) = (FIRST[place % FIRST.len()], word(LAST[(place / FIRST.len() + place) % LAST.len()]));
                    (format!("{first} {last}"), format!("{first}.{last}.{place}").to_lowercase())
                }
            };
            let is_abroad = company.is_none() && dice.chance(60);
            let abroad = if is_german { *dice.pick(&["AT", "CH", "NL"]) } else { *dice.pick(&["IE", "FR", "DE"]) };
            let has_address = company.is_some() || dice.chance(600);
            let input = CustomerInput {
                name,
                address: if has_address { address(dice) } else { String::new() },
                email: format!("{mailbox}@example.com"),
                country: if is_abroad { abroad.to_owned() } else { country.to_owned() },
                ..CustomerInput::default()
            };
            Person { input, is_company: company.is_some() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_customer_has_an_address_at_example_com_and_a_name_of_their_own() {
        for is_german in [false, true] {
            let people = customers(&mut Dice::of(1), is_german, "DE", 60);
            let names: HashSet<_> = people.iter().map(|person| &person.input.name).collect();
            assert_eq!(names.len(), people.len());
            for person in &people {
                assert!(person.input.email.ends_with("@example.com"));
                person.input.clone().tidied().check().unwrap();
            }
        }
    }
}
