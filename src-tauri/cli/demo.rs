//! `counterfoil demo`: makes the demo shop and says how to look at it.

use std::io::{IsTerminal, Write as _};
use std::path::Path;

use chrono::NaiveDate;

use super::say;
use crate::base::Result;
use crate::base::time::SystemClock;
use crate::demo::{DemoPlan, Extent, PASSWORD, make_demo_shop};
use crate::staff::list_staff;
use crate::store::keys::Effort;

/// What demo shop is wanted.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// Country (ISO 3166-1 alpha-2): its currency, taxes and language.
    #[arg(long, value_name = "CC", default_value = "GB")]
    country: String,
    /// Language: en or de; the country's when absent.
    #[arg(long, value_parser = ["en", "de"])]
    language: Option<String>,
    /// The last day, whole; the present moment when absent.
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
    /// What all chance follows from: the same number makes the same shop.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Make it anew where a demo shop is already. Any other shop stays untouched.
    #[arg(long)]
    fresh: bool,
}

/// Makes the demo shop, or says that it is there already.
///
/// # Errors
/// Refuses a folder that holds any other shop.
pub fn demo(folder: &Path, wanted: &Wanted) -> Result<()> {
    let plan = DemoPlan {
        country: wanted.country.to_ascii_uppercase(),
        language: wanted.language.clone(),
        seed: wanted.seed,
        until: wanted.until,
        extent: Extent::YEAR,
        is_fresh: wanted.fresh,
    };
    let mut shown = 0;
    let made = make_demo_shop(folder, &plan, &SystemClock, Effort::REAL, |done, of| tell(done, of, &mut shown))?;
    match made {
        None => say(&format!("The demo shop is in {} already. Make it anew with --fresh.", folder.display()))?,
        Some(counts) => say(&format!(
            "The demo shop is in {}: {} products, {} sales, {} returns, {} deliveries, {} invoices and credit notes.",
            folder.display(),
            counts.products,
            counts.sales,
            counts.returns,
            counts.deliveries,
            counts.documents
        ))?,
    }
    let staff = super::open_beside(folder)?.read_now(list_staff)?;
    let people: Vec<String> = staff.iter().map(|person| format!("{} ({})", person.name, person.role.replace('_', " "))).collect();
    say(&format!("Everybody's password is \"{PASSWORD}\": {}.", people.join(", ")))?;
    say(&format!("Look at it with: counterfoil --data \"{}\" serve", folder.display()))
}

/// How far it is: one line that grows at a terminal, and a line for each tenth elsewhere.
fn tell(done: u32, of: u32, shown: &mut u32) {
    let percent = done * 100 / of.max(1);
    let step = if std::io::stderr().is_terminal() { 1 } else { 10 };
    if percent / step <= *shown / step && done < of {
        return;
    }
    *shown = percent;
    let (start, end) = if step == 1 { ("\r", if done < of { "" } else { "\n" }) } else { ("", "\n") };
    // A closed pipe is no reason to stop.
    let _ = write!(std::io::stderr(), "{start}Making the demo shop: {percent} %{end}");
}
