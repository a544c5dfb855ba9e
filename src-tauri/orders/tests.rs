use proptest::prelude::*;

use super::returns::{Amounts, SoldLine, take_back};
use super::ticket::{Discount, LineKind, Offer, PriceRules, PricedLine, PricedTicket, price};
use crate::base::{Money, Quantity, Rate, UnitPrice};
use crate::settings::TaxRounding;
use crate::tax::{Tax, TaxBasis};

fn offer(unit_price: i64, quantity: i64, discount: Option<Discount>, rate: i64) -> Offer {
    Offer {
        kind: LineKind::Goods,
        variant_id: None,
        name: "Lipstick".into(),
        sku: "L1".into(),
        unit: "piece".into(),
        quantity: Quantity(quantity),
        unit_price: UnitPrice(unit_price),
        discount,
        taxes: vec![Tax { name: "VAT".into(), rate_millionths: Rate(rate) }],
    }
}

fn percent(rate: i64) -> Option<Discount> {
    Some(Discount::Percent { rate_millionths: Rate(rate) })
}

fn rules(basis: TaxBasis, rounding: TaxRounding) -> PriceRules {
    PriceRules { basis, rounding, exponent: 2 }
}

const BASES: [TaxBasis; 2] = [TaxBasis::Included, TaxBasis::Added];
const ROUNDINGS: [TaxRounding; 2] = [TaxRounding::Document, TaxRounding::Line];

#[test]
fn sixteen_pieces_with_four_percent_off_come_out_alike_in_both_modes() {
    for rounding in ROUNDINGS {
        let ticket =
            price(vec![offer(348_350_000, 16_000, percent(40_000), 220_000)], None, rules(TaxBasis::Added, rounding)).unwrap();
        assert_eq!((ticket.net_minor, ticket.total_minor), (Money(535_066), Money(652_781)));
    }
}

#[test]
fn three_pieces_including_five_percent_stay_three_thirty() {
    for rounding in ROUNDINGS {
        let ticket = price(vec![offer(1_100_000, 3_000, None, 50_000)], None, rules(TaxBasis::Included, rounding)).unwrap();
        assert_eq!(ticket.total_minor, Money(330));
    }
}

#[test]
fn the_discount_of_a_ticket_is_spread_so_that_lines_sum_to_the_total() {
    let lines = vec![offer(10_000_000, 1_000, None, 190_000); 3];
    let discount = Some(Discount::Amount { amount_minor: Money(100) });
    let ticket = price(lines, discount, rules(TaxBasis::Included, TaxRounding::Document)).unwrap();
    assert_eq!(ticket.lines.iter().map(|line| line.order_discount_minor.0).collect::<Vec<_>>(), [34, 33, 33]);
    assert_eq!((ticket.total_minor, ticket.discount_minor), (Money(2_900), Money(100)));
}

#[test]
fn a_discount_cannot_exceed_what_it_is_taken_off() {
    let rules = rules(TaxBasis::Included, TaxRounding::Document);
    for discount in [Discount::Amount { amount_minor: Money(1_001) }, Discount::Amount { amount_minor: Money(-1) }] {
        assert!(price(vec![offer(10_000_000, 1_000, Some(discount), 0)], None, rules).is_err());
        assert!(price(vec![offer(10_000_000, 1_000, None, 0)], Some(discount), rules).is_err());
    }
    assert!(price(vec![offer(10_000_000, 1_000, percent(1_000_001), 0)], None, rules).is_err());
    let free = price(vec![offer(10_000_000, 1_000, percent(1_000_000), 0)], None, rules).unwrap();
    assert_eq!(free.total_minor, Money::ZERO);
}

#[test]
fn money_beyond_the_range_is_refused() {
    let rules = rules(TaxBasis::Added, TaxRounding::Document);
    assert!(price(vec![offer(i64::MAX, 1_000_000_000, None, 190_000)], None, rules).is_err());
    let almost = |rate| price(vec![offer(9_000_000_000_000_000_000, 10_000, None, rate)], None, rules);
    assert!(almost(0).is_ok());
    assert!(almost(190_000).is_err(), "the tax takes it beyond the range");
}

fn sold(line: &PricedLine) -> SoldLine {
    SoldLine {
        line_no: line.line_no,
        kind: line.kind,
        variant_id: None,
        name: line.name.clone(),
        sku: line.sku.clone(),
        unit: line.unit.clone(),
        quantity: line.quantity_thousandths,
        unit_price: line.unit_price_millionths,
        amounts: Amounts {
            line_discount: line.line_discount_minor,
            order_discount: line.order_discount_minor,
            net: line.net_minor,
            tax: line.tax_minor,
            gross: line.gross_minor,
            cost: Money(701),
        },
        taxes: line.taxes.clone(),
        returned: Quantity::ZERO,
        returned_amounts: Amounts::default(),
        returned_taxes: vec![Money::ZERO; line.taxes.len()],
    }
}

#[test]
fn never_more_comes_back_than_was_sold() {
    let ticket = price(vec![offer(10_000_000, 2_000, None, 0)], None, rules(TaxBasis::Included, TaxRounding::Document)).unwrap();
    let mut line = sold(&ticket.lines[0]);
    assert!(take_back(&line, Quantity(2_001), TaxBasis::Included).is_err());
    assert!(take_back(&line, Quantity::ZERO, TaxBasis::Included).is_err());
    line.returned = Quantity(1_000);
    assert!(take_back(&line, Quantity(1_001), TaxBasis::Included).is_err());
    line.kind = LineKind::Adjustment;
    assert!(take_back(&line, Quantity(1_000), TaxBasis::Included).is_err());
}

/// Gives a line back in parts and answers what is left of its amounts, which must be nothing.
fn return_in_parts(line: &PricedLine, parts: &[i64], basis: TaxBasis) -> (i64, i64, i64, i64, i64) {
    let mut sold = sold(line);
    let mut left = sold.amounts;
    for quantity in parts {
        let back = take_back(&sold, Quantity(*quantity), basis).unwrap();
        assert_eq!(back.amounts.net.plus(back.amounts.tax).unwrap(), back.amounts.gross);
        let minus = |from: &mut Money, amount: Money| *from = from.minus(amount).unwrap();
        minus(&mut left.net, back.amounts.net);
        minus(&mut left.tax, back.amounts.tax);
        minus(&mut left.gross, back.amounts.gross);
        minus(&mut left.cost, back.amounts.cost);
        minus(&mut left.order_discount, back.amounts.order_discount);
        sold.returned = sold.returned.plus(back.quantity).unwrap();
        let given = &mut sold.returned_amounts;
        *given = Amounts {
            line_discount: given.line_discount.plus(back.amounts.line_discount).unwrap(),
            order_discount: given.order_discount.plus(back.amounts.order_discount).unwrap(),
            net: given.net.plus(back.amounts.net).unwrap(),
            tax: given.tax.plus(back.amounts.tax).unwrap(),
            gross: given.gross.plus(back.amounts.gross).unwrap(),
            cost: Money::ZERO,
        };
        for (given, tax) in sold.returned_taxes.iter_mut().zip(&back.taxes) {
            *given = given.plus(*tax).unwrap();
        }
    }
    (left.net.0, left.tax.0, left.gross.0, left.cost.0, left.order_discount.0)
}

fn any_cart() -> impl Strategy<Value = Vec<(i64, i64, Option<i64>, i64)>> {
    let rate = prop::sample::select(vec![0, 50_000, 70_000, 120_000, 190_000, 230_000]);
    let discount = prop::option::weighted(0.3, 0i64..=1_000_000);
    prop::collection::vec((0i64..500_000_000, 1i64..20_000, discount, rate), 1..10)
}

fn priced(cart: &[(i64, i64, Option<i64>, i64)], discount: Option<i64>, rules: PriceRules) -> PricedTicket {
    let offers = cart.iter().map(|(price, quantity, off, rate)| offer(*price, *quantity, off.and_then(percent), *rate)).collect();
    price(offers, discount.and_then(percent), rules).unwrap()
}

proptest! {
    #![proptest_config(crate::tax::random_cases(3_000))]

    #[test]
    fn lines_of_any_ticket_sum_to_its_totals(cart in any_cart(), discount in prop::option::of(0i64..=1_000_000), basis in 0usize..2, rounding in 0usize..2) {
        let ticket = priced(&cart, discount, rules(BASES[basis], ROUNDINGS[rounding]));
        let sum = |part: fn(&PricedLine) -> i64| ticket.lines.iter().map(part).sum::<i64>();
        prop_assert_eq!(sum(|line| line.gross_minor.0), ticket.total_minor.0);
        prop_assert_eq!(ticket.net_minor.0 + ticket.tax_minor.0, ticket.total_minor.0);
        prop_assert_eq!(sum(|line| line.order_discount_minor.0), ticket.order_discount_minor.0);
        prop_assert_eq!(ticket.taxes.iter().map(|tax| tax.tax_minor.0).sum::<i64>(), ticket.tax_minor.0);
        for line in &ticket.lines {
            prop_assert_eq!(line.net_minor.0 + line.tax_minor.0, line.gross_minor.0);
            prop_assert!(line.gross_minor.0 >= 0 && line.net_minor.0 >= 0);
            let shown = line.amount_minor.0 - line.order_discount_minor.0;
            prop_assert_eq!(shown, if basis == 0 { line.gross_minor.0 } else { line.net_minor.0 });
        }
    }

    #[test]
    fn a_sale_and_its_full_return_in_any_parts_are_nothing(cart in any_cart(), discount in prop::option::of(0i64..=1_000_000), basis in 0usize..2, rounding in 0usize..2, cut in 1i64..20_000) {
        let ticket = priced(&cart, discount, rules(BASES[basis], ROUNDINGS[rounding]));
        for line in &ticket.lines {
            let quantity = line.quantity_thousandths.0;
            let first = cut.min(quantity);
            let parts: Vec<i64> = [first, (quantity - first) / 2, quantity - first - (quantity - first) / 2].into_iter().filter(|part| *part > 0).collect();
            prop_assert_eq!(return_in_parts(line, &parts, BASES[basis]), (0, 0, 0, 0, 0));
        }
    }
}
