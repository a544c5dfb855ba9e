//! How a total is paid or given back: pure rules.
//!
//! For every payment, tendered − change = amount + rounding; the amounts of a ticket sum to its total exactly. Rounding is what cash
//! gains or loses because there is no smaller coin.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::base::round::half_away_from_zero;
use crate::base::{Error, Money, Result};
use crate::say;

/// How money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Notes and coins.
    Cash,
    /// A card, taken at a terminal beside the program.
    Card,
    /// Settled in the system a history was imported from.
    Imported,
}

impl Method {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Imported => "imported",
        }
    }
}

impl std::str::FromStr for Method {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "cash" => Ok(Self::Cash),
            "card" => Ok(Self::Card),
            "imported" => Ok(Self::Imported),
            _ => Err(Error::internal(format!("there is no payment method {code}"))),
        }
    }
}

/// What the customer hands over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Tender {
    /// Notes and coins, before change. Once on a ticket; it pays what the cards leave.
    Cash {
        /// What lies on the counter.
        tendered_minor: Money,
    },
    /// A card, for exactly this amount.
    Card {
        /// What the terminal took.
        amount_minor: Money,
        /// Such as `Visa`. Empty when it is not known.
        #[serde(default)]
        brand: String,
        /// The last four digits. Empty when they are not known; more is never kept.
        #[serde(default)]
        last_four: String,
    },
}

/// How money is given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Refund {
    /// Out of the drawer, rounded to the smallest coin. Once on a return.
    Cash {
        /// The part of the total, before rounding to the smallest coin.
        amount_minor: Money,
    },
    /// Back to a card at the terminal.
    Card {
        /// What the terminal gave back.
        amount_minor: Money,
        /// Such as `Visa`. Empty when it is not known.
        #[serde(default)]
        brand: String,
        /// The last four digits. Empty when they are not known.
        #[serde(default)]
        last_four: String,
    },
}

/// One payment as it is kept. Money in is positive, money out negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Payment {
    /// Its place on the ticket.
    pub payment_no: i64,
    /// How.
    pub method: Method,
    /// What it pays of the total.
    pub amount_minor: Money,
    /// What was handed over.
    pub tendered_minor: Money,
    /// What went back at once.
    pub change_minor: Money,
    /// What cash gained or lost because there is no smaller coin.
    pub rounding_minor: Money,
    /// Brand and last four digits of a card at most.
    pub reference: String,
}

/// What cash has to be for this amount when the smallest coin is `coin_minor`.
///
/// # Errors
/// Refuses amounts beyond the range.
pub fn cash_due(amount: Money, coin_minor: i64) -> Result<Money> {
    let coin = coin_minor.max(1);
    Money::rounded(Decimal::from(half_away_from_zero(amount.decimal() / Decimal::from(coin))?) * Decimal::from(coin))
}

/// The payments of a sale: cards take what they say, cash the rest, and the change is what cash gave too much.
///
/// # Errors
/// Refuses when the total is not covered, when a card takes more than the total, more than one cash payment, and amounts that are not
/// above zero; says how much is missing.
pub fn settle(total: Money, tenders: &[Tender], coin_minor: i64) -> Result<Vec<Payment>> {
    let mut rest = total;
    for (place, tender) in tenders.iter().enumerate() {
        if let Tender::Card { amount_minor, .. } = tender {
            demand_positive(*amount_minor, place)?;
            rest = rest.minus(*amount_minor)?;
        }
    }
    if rest < Money::ZERO {
        return Err(Error::refused(say!(
            "The cards pay more than the total, so nothing was posted. Lower the amount of a card; change is given for cash only."
        )));
    }
    let mut cash_seen = false;
    let mut payments = Vec::with_capacity(tenders.len());
    for (place, tender) in tenders.iter().enumerate() {
        let payment = match tender {
            Tender::Card { amount_minor, brand, last_four } => card(*amount_minor, card_reference(brand, last_four)?),
            Tender::Cash { tendered_minor } => {
                demand_once(&mut cash_seen)?;
                let due = cash_due(rest, coin_minor)?;
                if rest == Money::ZERO {
                    return Err(Error::refused(say!(
                        "Nothing is left to pay in cash, so nothing was posted. Take the cash payment away."
                    )));
                }
                let change = tendered_minor.minus(due)?;
                if change < Money::ZERO {
                    return Err(Error::field(
                        format!("payments[{place}].tendered_minor"),
                        say!(
                            "The cash does not cover what is left to pay, so nothing was posted. Take more, or add a card for the rest."
                        ),
                    ));
                }
                let amount = std::mem::take(&mut rest);
                Payment {
                    payment_no: 0,
                    method: Method::Cash,
                    amount_minor: amount,
                    tendered_minor: *tendered_minor,
                    change_minor: change,
                    rounding_minor: due.minus(amount)?,
                    reference: String::new(),
                }
            }
        };
        payments.push(payment);
    }
    if rest != Money::ZERO {
        return Err(Error::refused(say!(
            "The payments do not cover the total, so nothing was posted. Add a payment for the rest."
        )));
    }
    Ok(numbered(payments))
}

/// The payments of a return, all negative. `total` is what is given back, above zero.
///
/// # Errors
/// Refuses refunds that do not sum to the total exactly, more than one in cash, and amounts that are not above zero.
pub fn give_back(total: Money, refunds: &[Refund], coin_minor: i64) -> Result<Vec<Payment>> {
    let mut given = Money::ZERO;
    let mut cash_seen = false;
    let mut payments = Vec::with_capacity(refunds.len());
    for (place, refund) in refunds.iter().enumerate() {
        let (Refund::Cash { amount_minor: amount } | Refund::Card { amount_minor: amount, .. }) = refund;
        // First of all, because the smallest number there is has no opposite.
        demand_positive(*amount, place)?;
        let (payment, amount) = match refund {
            Refund::Card { amount_minor, brand, last_four } => {
                (card(-*amount_minor, card_reference(brand, last_four)?), *amount_minor)
            }
            Refund::Cash { amount_minor } => {
                demand_once(&mut cash_seen)?;
                let handed_out = cash_due(*amount_minor, coin_minor)?;
                let payment = Payment {
                    payment_no: 0,
                    method: Method::Cash,
                    amount_minor: -*amount_minor,
                    tendered_minor: -handed_out,
                    change_minor: Money::ZERO,
                    rounding_minor: amount_minor.minus(handed_out)?,
                    reference: String::new(),
                };
                (payment, *amount_minor)
            }
        };
        given = given.plus(amount)?;
        payments.push(payment);
    }
    if given != total {
        return Err(Error::refused(say!(
            "The refunds are not what is to be given back, so nothing was posted. Change them so that they sum to the total of the return."
        )));
    }
    Ok(numbered(payments))
}

fn card(amount: Money, reference: String) -> Payment {
    Payment {
        payment_no: 0,
        method: Method::Card,
        amount_minor: amount,
        tendered_minor: amount,
        change_minor: Money::ZERO,
        rounding_minor: Money::ZERO,
        reference,
    }
}

fn numbered(mut payments: Vec<Payment>) -> Vec<Payment> {
    for (payment, number) in payments.iter_mut().zip(1..) {
        payment.payment_no = number;
    }
    payments
}

fn demand_positive(amount: Money, place: usize) -> Result<()> {
    if amount > Money::ZERO {
        return Ok(());
    }
    Err(Error::field(
        format!("payments[{place}].amount_minor"),
        say!("The amount must be above zero. Nothing was posted; correct it or take it away."),
    ))
}

fn demand_once(cash_seen: &mut bool) -> Result<()> {
    if std::mem::replace(cash_seen, true) {
        return Err(Error::refused(say!(
            "Cash can be entered once only, so nothing was posted. Put the notes and coins together."
        )));
    }
    Ok(())
}

/// Brand and last four digits, and nothing a whole card number could hide in.
fn card_reference(brand: &str, last_four: &str) -> Result<String> {
    let (brand, last_four) = (brand.trim(), last_four.trim());
    if !last_four.is_empty() && (last_four.len() != 4 || !last_four.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(Error::field(
            "last_four",
            say!(
                "Only the last four digits of a card may be kept. Nothing was posted; leave the field empty or type four digits."
            ),
        ));
    }
    if brand.chars().count() > 30 || brand.chars().filter(char::is_ascii_digit).count() > 4 {
        return Err(Error::field(
            "brand",
            say!("The brand of a card is a word such as Visa, without its number. Nothing was posted; correct it."),
        ));
    }
    Ok(format!("{brand} {last_four}").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cash(tendered: i64) -> Tender {
        Tender::Cash { tendered_minor: Money(tendered) }
    }

    fn by_card(amount: i64) -> Tender {
        Tender::Card { amount_minor: Money(amount), brand: "Visa".into(), last_four: "4242".into() }
    }

    #[test]
    fn cash_gives_change_and_rounds_to_the_smallest_coin() {
        for (total, tendered, coin, change, rounding) in [
            (6_241, 10_000, 1, 3_759, 0),
            (6_241, 6_241, 1, 0, 0),
            (6_242, 7_000, 5, 760, -2),
            (6_243, 7_000, 5, 755, 2),
            (2, 0, 5, 0, -2),
            (250, 500, 100, 200, 50),
        ] {
            let payment = settle(Money(total), &[cash(tendered)], coin).unwrap().remove(0);
            assert_eq!((payment.change_minor.0, payment.rounding_minor.0), (change, rounding), "{total} paid with {tendered}");
            assert_eq!(payment.amount_minor, Money(total));
            assert_eq!(payment.tendered_minor.0 - payment.change_minor.0, payment.amount_minor.0 + payment.rounding_minor.0);
        }
    }

    #[test]
    fn a_card_and_cash_may_share_a_ticket() {
        let payments = settle(Money(5_003), &[cash(1_000), by_card(4_500)], 5).unwrap();
        assert_eq!(payments.iter().map(|payment| payment.amount_minor.0).collect::<Vec<_>>(), [503, 4_500]);
        assert_eq!(payments[0].change_minor, Money(495));
        assert_eq!(payments[1].reference, "Visa 4242");
        assert_eq!(payments.iter().map(|payment| payment.payment_no).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_total_must_be_covered_exactly() {
        assert!(settle(Money(100), &[], 1).is_err());
        assert!(settle(Money(100), &[cash(99)], 1).is_err());
        assert!(settle(Money(100), &[by_card(101)], 1).is_err());
        assert!(settle(Money(100), &[by_card(99)], 1).is_err());
        assert!(settle(Money(100), &[by_card(100), cash(50)], 1).is_err());
        assert!(settle(Money(100), &[cash(50), cash(50)], 1).is_err());
        assert!(settle(Money(100), &[by_card(-100), cash(200)], 1).is_err());
        assert_eq!(settle(Money(0), &[], 1).unwrap(), []);
    }

    #[test]
    fn a_card_number_finds_no_place_in_a_payment() {
        for (brand, last_four) in [("Visa", "4242424242424242"), ("4242424242424242", ""), ("Visa 4242 4242", ""), ("", "42a2")] {
            let tender = Tender::Card { amount_minor: Money(1), brand: brand.into(), last_four: last_four.into() };
            assert!(settle(Money(1), &[tender], 1).is_err(), "{brand} {last_four}");
        }
    }

    #[test]
    fn refunds_are_negative_and_sum_to_the_total() {
        let refunds = [
            Refund::Cash { amount_minor: Money(503) },
            Refund::Card { amount_minor: Money(100), brand: String::new(), last_four: String::new() },
        ];
        let payments = give_back(Money(603), &refunds, 5).unwrap();
        assert_eq!(
            (payments[0].amount_minor, payments[0].tendered_minor, payments[0].rounding_minor),
            (Money(-503), Money(-505), Money(-2))
        );
        assert_eq!(payments[1].amount_minor, Money(-100));
        assert!(give_back(Money(604), &refunds, 5).is_err());
        for amount in [0, -1, i64::MIN] {
            assert!(give_back(Money(0), &[Refund::Cash { amount_minor: Money(amount) }], 1).is_err());
            assert!(settle(Money(0), &[by_card(amount)], 1).is_err());
        }
        assert!(settle(Money(1), &[cash(i64::MIN)], 1).is_err());
    }
}
