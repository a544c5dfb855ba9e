use proptest::prelude::*;

use super::*;

fn tax(rate: i64) -> Vec<Tax> {
    vec![Tax { name: "VAT".into(), rate_millionths: Rate(rate) }]
}

fn sums(basis: TaxBasis, rounding: TaxRounding, amounts: &[i64], rate: i64) -> (i64, i64, i64) {
    let taxes = tax(rate);
    let lines: Vec<_> = amounts.iter().map(|amount| TaxableLine { amount: Money(*amount), taxes: &taxes }).collect();
    let taxed = tax_lines(basis, rounding, &lines).unwrap();
    let sum = |part: fn(&TaxedLine) -> i64| taxed.iter().map(part).sum();
    (sum(|line| line.net.0), sum(|line| line.tax().unwrap().0), sum(|line| line.gross.0))
}

#[test]
fn the_known_examples_come_out_exactly() {
    use TaxBasis::{Added, Included};
    use TaxRounding::{Document, Line};
    for (basis, rounding, amounts, rate, expected) in [
        (Added, Document, &[59_889, 32_984, -5_989, -3_298][..], 85_000, (83_586, 7_105, 90_691)),
        (Added, Line, &[59_889, 32_984, -5_989, -3_298], 85_000, (83_586, 7_106, 90_692)),
        (Included, Document, &[5_250], 120_000, (4_687, 563, 5_250)),
        (Included, Line, &[5_250], 120_000, (4_687, 563, 5_250)),
        (Added, Document, &[535_066], 220_000, (535_066, 117_715, 652_781)),
        (Added, Line, &[535_066], 220_000, (535_066, 117_715, 652_781)),
        (Included, Document, &[330], 50_000, (314, 16, 330)),
        (Added, Document, &[5_555, 1_111], 230_000, (6_666, 1_533, 8_199)),
        (Added, Line, &[5_555, 1_111], 230_000, (6_666, 1_534, 8_200)),
        (Included, Document, &[], 190_000, (0, 0, 0)),
        (Included, Document, &[0, 0], 190_000, (0, 0, 0)),
        (TaxBasis::NotRecorded, Document, &[1_234, -34], 0, (1_200, 0, 1_200)),
    ] {
        assert_eq!(sums(basis, rounding, amounts, rate), expected, "{basis:?} {rounding:?} {amounts:?} at {rate}");
    }
}

#[test]
fn a_line_may_carry_several_taxes() {
    let both =
        [Tax { name: "GST".into(), rate_millionths: Rate(50_000) }, Tax { name: "QST".into(), rate_millionths: Rate(99_750) }];
    let lines = [TaxableLine { amount: Money(10_000), taxes: &both }, TaxableLine { amount: Money(999), taxes: &both[..1] }];
    let taxed = tax_lines(TaxBasis::Added, TaxRounding::Document, &lines).unwrap();
    assert_eq!(taxed[0].taxes, [Money(500), Money(998)]);
    assert_eq!(taxed[1].taxes, [Money(50)], "5 % of 109.99 is 5.50, of which the first line owes 5.00");
    let back =
        tax_lines(TaxBasis::Included, TaxRounding::Document, &[TaxableLine { amount: Money(11_498), taxes: &both }]).unwrap();
    assert_eq!((back[0].net, &back[0].taxes[..]), (Money(10_000), &[Money(500), Money(998)][..]));
}

#[test]
fn amounts_beyond_the_range_are_refused() {
    let taxes = tax(190_000);
    let huge = Money(crate::base::money::MONEY_MAX);
    for basis in [TaxBasis::Added, TaxBasis::Included] {
        let lines = [TaxableLine { amount: huge, taxes: &taxes }, TaxableLine { amount: huge, taxes: &taxes }];
        assert!(tax_lines(basis, TaxRounding::Document, &lines).is_err());
    }
}

fn any_taxes() -> impl Strategy<Value = Vec<Tax>> {
    prop::collection::vec(prop::sample::select(vec![0, 50_000, 70_000, 85_000, 99_750, 190_000, 250_000]), 0..3).prop_map(
        |rates| {
            rates
                .into_iter()
                .enumerate()
                .map(|(place, rate)| Tax { name: format!("tax {place}"), rate_millionths: Rate(rate) })
                .collect()
        },
    )
}

proptest! {
    #![proptest_config(crate::tax::random_cases(4_000))]

    #[test]
    fn lines_sum_to_totals_and_a_mirrored_document_cancels(
        lines in prop::collection::vec((-1_000_000i64..10_000_000, any_taxes()), 1..12),
        is_included: bool,
        per_document: bool,
    ) {
        let basis = if is_included { TaxBasis::Included } else { TaxBasis::Added };
        let rounding = if per_document { TaxRounding::Document } else { TaxRounding::Line };
        let of = |sign: i64| {
            let lines: Vec<_> = lines.iter().map(|(amount, taxes)| TaxableLine { amount: Money(sign * amount), taxes }).collect();
            tax_lines(basis, rounding, &lines).unwrap()
        };
        let (there, back) = (of(1), of(-1));
        for ((line, mirrored), (amount, _)) in there.iter().zip(&back).zip(&lines) {
            prop_assert_eq!(line.net.plus(line.tax().unwrap()).unwrap(), line.gross);
            prop_assert_eq!(if is_included { line.gross } else { line.net }, Money(*amount));
            prop_assert_eq!(-line.gross, mirrored.gross);
            prop_assert_eq!(-line.net, mirrored.net);
        }
    }

    #[test]
    fn the_tax_of_a_document_is_within_half_a_unit_of_exact(amounts in prop::collection::vec(0i64..1_000_000, 1..30), rate in 0i64..300_000) {
        let (net, tax, gross) = sums(TaxBasis::Included, TaxRounding::Document, &amounts, rate);
        prop_assert_eq!(net + tax, gross);
        let off = i128::from(tax) * i128::from(1_000_000 + rate) - i128::from(gross) * i128::from(rate);
        prop_assert!(off.abs() * 2 <= i128::from(1_000_000 + rate));
        let (net, tax, _) = sums(TaxBasis::Added, TaxRounding::Document, &amounts, rate);
        prop_assert!((i128::from(tax) * 1_000_000 - i128::from(net) * i128::from(rate)).abs() * 2 <= 1_000_000);
    }
}
