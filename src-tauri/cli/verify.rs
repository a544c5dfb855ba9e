//! `counterfoil verify`: what was checked and what does not hold.

use std::path::Path;

use serde_json::json;

use super::{open_beside, say};
use crate::base::{Error, Result};
use crate::history::{Broken, check_history};

/// Checks the shop and prints what was checked. Refused (exit 1) when something does not hold.
///
/// # Errors
/// What does not hold, or why the shop cannot be read.
pub fn verify(folder: &Path, as_json: bool) -> Result<()> {
    let store = open_beside(folder)?;
    let report = check_history(&store, &|_, _, _| Ok(()))?;
    let count = report.findings.len() as i64 + report.omitted;
    if as_json {
        let checked: Vec<_> =
            report.checked.iter().map(|line| json!({ "what": line.what.to_string(), "count": line.count })).collect();
        let findings: Vec<_> = report
            .findings
            .iter()
            .map(|finding| json!({ "check": finding.check, "message": finding.message.to_string() }))
            .collect();
        let first_broken = report.first_broken.as_ref().map(|first| {
            json!({
                "seq": first.seq,
                "operation": first.operation,
                "at_ms": first.at_ms,
                "staff_id": first.staff_id,
                "staff_name": first.staff_name,
                "register_name": first.register_name,
                "tables": first.tables,
                "message": first.message.to_string(),
            })
        });
        let answer = json!({
            "ok": count == 0,
            "checked": checked,
            "findings": findings,
            "omitted": report.omitted,
            "first_broken": first_broken,
        });
        say(&answer.to_string())?;
    } else {
        for line in &report.checked {
            say(&format!("checked {} {}", line.count, line.what))?;
        }
        for finding in &report.findings {
            say(&format!("DOES NOT HOLD ({}): {}", finding.check, finding.message))?;
        }
        if report.omitted > 0 {
            say(&format!("DOES NOT HOLD: {} more things of these kinds", report.omitted))?;
        }
        if let Some(first) = &report.first_broken {
            say(&first_broken(first))?;
        }
    }
    match count {
        0 if as_json => Ok(()),
        0 => say("Everything holds."),
        count => Err(Error::refused(say!(
            "{count} things do not hold. The shop was not changed; keep this output, and restore the newest backup whose check is clean.",
            count
        ))),
    }
}

fn first_broken(first: &Broken) -> String {
    let mut line = format!("FIRST BROKEN: change {}", first.seq);
    if let Some(operation) = &first.operation {
        line.push_str(&format!(" ({operation})"));
    }
    if let Some(at) = first.at_ms {
        line.push_str(&format!(", {} UTC", at.utc().format("%Y-%m-%d %H:%M:%S")));
    }
    if let Some(name) = first.staff_name.as_ref().filter(|name| !name.is_empty()) {
        line.push_str(&format!(", by {name}"));
    }
    if let Some(name) = &first.register_name {
        line.push_str(&format!(", at {name}"));
    }
    if !first.tables.is_empty() {
        line.push_str(&format!(", in {}", first.tables.join(", ")));
    }
    line
}
