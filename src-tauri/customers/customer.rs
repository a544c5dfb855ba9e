//! A customer in words and rules. Nothing here reads or writes.

use serde::{Deserialize, Serialize};

use crate::base::{CustomerId, Error, Result, Timestamp, text};
use crate::say;

/// A person or company the shop sells to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Its number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Address lines as printed on invoices.
    pub address: String,
    /// E-mail address.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// VAT id or other tax number.
    pub tax_number: String,
    /// Country.
    pub country: String,
    /// Since when it is known.
    pub created_at_ms: Timestamp,
}

/// A customer as it is typed, imported or sent: for a new one, and as the whole of a changed one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CustomerInput {
    /// Its number; the next one of the register when empty.
    pub number: String,
    /// Name.
    pub name: String,
    /// Address lines as printed on invoices.
    pub address: String,
    /// E-mail address.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// VAT id or other tax number.
    pub tax_number: String,
    /// Country.
    pub country: String,
}

impl CustomerInput {
    /// Every field with its name.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, &str); 7] {
        [
            ("number", &self.number),
            ("name", &self.name),
            ("address", &self.address),
            ("email", &self.email),
            ("phone", &self.phone),
            ("tax_number", &self.tax_number),
            ("country", &self.country),
        ]
    }

    /// The same without spaces around its texts.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let texts = [
            &mut self.number,
            &mut self.name,
            &mut self.address,
            &mut self.email,
            &mut self.phone,
            &mut self.tax_number,
            &mut self.country,
        ];
        for text in texts {
            *text = text.trim().to_owned();
        }
        self
    }

    /// Checks everything that can be checked without looking at other customers.
    ///
    /// # Errors
    /// Names the first field that does not make sense.
    pub fn check(&self) -> Result<()> {
        text::demand_some("name", &self.name, 200)?;
        let limits = [40, 200, 1_000, 254, 60, 40, 60];
        for ((field, value), limit) in self.fields().into_iter().zip(limits) {
            text::demand_short(field, value, limit)?;
            text::demand_no_card_number(field, value)?;
        }
        let has_form = |email: &str| {
            email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.len() > 2 && !host.contains('@'))
                && !email.contains(char::is_whitespace)
        };
        if !self.email.is_empty() && !has_form(&self.email) {
            return Err(Error::field(
                "email",
                say!(
                    "\"{email}\" is no e-mail address. Nothing was changed; write it like name@example.org or leave it empty.",
                    email = self.email
                ),
            ));
        }
        Ok(())
    }
}

impl From<Customer> for CustomerInput {
    fn from(customer: Customer) -> Self {
        Self {
            number: customer.number,
            name: customer.name,
            address: customer.address,
            email: customer.email,
            phone: customer.phone,
            tax_number: customer.tax_number,
            country: customer.country,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_refused_in_every_field() {
        let card = "4111 1111 1111 1111";
        let good = CustomerInput { name: "Mia".into(), ..CustomerInput::default() };
        assert!(good.check().is_ok());
        for input in [
            CustomerInput { name: format!("Mia {card}"), ..good.clone() },
            CustomerInput { address: card.into(), ..good.clone() },
            CustomerInput { phone: card.into(), ..good.clone() },
            CustomerInput { tax_number: card.into(), ..good.clone() },
        ] {
            let error = input.check().unwrap_err();
            assert!(!error.message.contains("4111"), "the number is not repeated");
        }
    }

    #[test]
    fn an_address_without_its_parts_is_no_e_mail_address() {
        for (email, is_right) in
            [("", true), ("a@b.c", true), ("a.b@c", false), ("@b.c", false), ("a b@c.de", false), ("a@b@c.de", false)]
        {
            let input = CustomerInput { name: "Mia".into(), email: email.into(), ..CustomerInput::default() };
            assert_eq!(input.check().is_ok(), is_right, "{email}");
        }
    }
}
