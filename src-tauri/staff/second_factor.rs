//! The second factor: a code that changes every 30 seconds (TOTP, RFC 6238), or one of ten recovery codes that work once each.

use serde::Serialize;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};

use super::trusted::{self, Here};
use super::{Staff, store};
use crate::base::{Code, Error, Result, StaffId, Timestamp};
use crate::paper::qr;
use crate::say;
use crate::store::{Write, random_bytes};

/// How many recovery codes a person gets.
const RECOVERY_CODES: usize = 10;
/// Letters of a recovery code: none that are taken for another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// Letters in a recovery code: 50 bits, looked up only behind the count of tries.
const RECOVERY_LETTERS: usize = 10;

/// A second factor that waits for its first code.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Enrolment {
    /// The secret in letters, for typing it into an authenticator (base 32).
    pub secret: String,
    /// The same as an `otpauth` address.
    pub address: String,
    /// The address as a QR code: rows of `#` (black) and `.` (white), without a border.
    pub qr: Vec<String>,
}

/// What is kept of a person's second factor.
pub(super) struct Kept {
    pub secret: Vec<u8>,
    pub is_confirmed: bool,
    /// The 30-second step whose code was taken last: no code is taken twice.
    pub last_step: i64,
}

/// Makes a secret for a person. It counts only once [`confirm`] has seen a code of it; until then whatever they had goes on.
///
/// # Errors
/// Refuses while a confirmed one is there.
pub fn enrol(tx: &mut Write<'_>, staff_id: StaffId, name: &str, shop_name: &str) -> Result<Enrolment> {
    if store::find_second_factor(tx, staff_id)?.is_some_and(|kept| kept.is_confirmed) {
        return Err(Error::refused(say!(
            "A second factor is set up already, and nothing was changed. Remove it first to set up another one."
        )));
    }
    let secret: [u8; 20] = random_bytes();
    store::put_second_factor(tx, staff_id, &secret)?;
    let totp = totp(&secret, name, shop_name)?;
    let address = totp.to_url().map_err(Error::internal)?;
    let row = |row: &Vec<bool>| row.iter().map(|is_black| if *is_black { '#' } else { '.' }).collect();
    let qr = qr(&address)?.iter().map(row).collect();
    Ok(Enrolment { secret: totp.secret().to_base32(), address, qr })
}

/// Takes the first code, after which every sign-in needs one, and answers the recovery codes: they are kept as hashes only.
///
/// # Errors
/// Refuses a wrong code and one without an enrolment.
pub fn confirm(tx: &mut Write<'_>, staff_id: StaffId, code: &str) -> Result<Vec<String>> {
    let kept = store::find_second_factor(tx, staff_id)?.filter(|kept| !kept.is_confirmed);
    let kept =
        kept.ok_or_else(|| Error::refused(say!("No second factor is being set up, so nothing was changed. Begin again.")))?;
    let step = matching_step(&kept, code, tx.now)?.ok_or_else(|| {
        Error::field("code", say!("This is not the code that the authenticator shows now. Nothing was changed; check that the clocks of both devices are right and type the next code."))
    })?;
    store::confirm_second_factor(tx, staff_id, step)?;
    tx.change("staff", staff_id.0, "second_factor", None, Some("on"))?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    for code in &codes {
        store::insert_recovery_code(tx, staff_id, &hash(code))?;
    }
    Ok(codes)
}

/// Removes one's own second factor, which is what [`remove`] does for others.
///
/// # Errors
/// Refuses somebody whose role requires one.
pub fn remove_own(tx: &mut Write<'_>, staff_id: StaffId) -> Result<()> {
    demand_removable(&store::find_staff(tx, staff_id)?)?;
    remove(tx, staff_id)
}

/// Refuses to let somebody take away the second factor that their role requires of them.
pub(super) fn demand_removable(own: &Staff) -> Result<()> {
    if own.requires_second_factor {
        return Err(Error::refused(say!(
            "Your role requires a second factor, so you cannot remove yours. Nothing was changed; when the authenticator is lost, somebody else who manages people takes it away, and you set up a new one."
        )));
    }
    Ok(())
}

/// Removes a person's second factor, their recovery codes, and the trust in every computer, which stood in for a code.
///
/// # Errors
/// A failing disk.
pub fn remove(tx: &mut Write<'_>, staff_id: StaffId) -> Result<()> {
    let had = store::find_second_factor(tx, staff_id)?.is_some_and(|kept| kept.is_confirmed);
    trusted::forget_all(tx, staff_id)?;
    store::delete_second_factor(tx, staff_id)?;
    if had {
        tx.change("staff", staff_id.0, "second_factor", Some("on"), None)?;
    }
    Ok(())
}

/// How somebody got past whose password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// They have no second factor.
    Without,
    /// They trusted this computer.
    Trusted,
    /// With a code.
    Code,
}

/// Lets a person past whose password was right: with nothing when they have no second factor or trusted this computer, else with a code of the
/// authenticator or one of their recovery codes, each of which works once.
///
/// # Errors
/// [`Code::CodeNeeded`] when a code is needed and none was given; signed out when it is wrong or was used before.
pub fn demand(tx: &mut Write<'_>, staff_id: StaffId, code: Option<&str>, here: &Here) -> Result<Passed> {
    let kept = store::find_second_factor(tx, staff_id)?.filter(|kept| kept.is_confirmed);
    let Some(kept) = kept else { return Ok(Passed::Without) };
    let code: String = code.unwrap_or_default().chars().filter(|sign| sign.is_ascii_alphanumeric()).collect();
    if code.is_empty() {
        if trusted::use_trust(tx, staff_id, here)? {
            return Ok(Passed::Trusted);
        }
        return Err(Error::new(
            Code::CodeNeeded,
            say!("The password is right. Type the code that the authenticator shows now, or one of the recovery codes."),
        ));
    }
    if let Some(step) = matching_step(&kept, &code, tx.now)? {
        store::confirm_second_factor(tx, staff_id, step)?;
        return Ok(Passed::Code);
    }
    if store::use_recovery_code(tx, staff_id, &hash(&code))? {
        let left = store::count_recovery_codes(tx, staff_id)?;
        tx.change("staff", staff_id.0, "recovery_codes", Some(&(left + 1).to_string()), Some(&left.to_string()))?;
        return Ok(Passed::Code);
    }
    Err(Error::new(
        Code::SignedOut,
        say!(
            "This code is wrong or was used before. Wait for the next one, or use a recovery code; after ten tries the account is closed for 15 minutes."
        ),
    ))
}

/// The step whose code this is: the present one or a neighbour, for clocks that differ, and later than any that was taken.
fn matching_step(kept: &Kept, code: &str, now: Timestamp) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.0.div_euclid(1000)).unwrap_or_default();
    let step = totp(&kept.secret, "", "")?.check(code.trim(), seconds);
    let step = step.map(i64::try_from).transpose().map_err(Error::internal)?;
    Ok(step.filter(|step| *step > kept.last_step))
}

fn totp(secret: &[u8], name: &str, shop_name: &str) -> Result<Totp> {
    // A colon separates the two in the address.
    let (name, shop_name) = (name.replace(':', " "), shop_name.replace(':', " "));
    let issuer = if shop_name.is_empty() { "Counterfoil".to_owned() } else { shop_name };
    let builder = Builder::new().with_secret(Secret::from(secret)).with_account_name(name).with_issuer(Some(issuer));
    builder.build().map_err(Error::internal)
}

fn recovery_code() -> String {
    let random: [u8; RECOVERY_LETTERS] = random_bytes();
    let letters: Vec<char> = random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let (first, second) = letters.split_at(RECOVERY_LETTERS / 2);
    first.iter().chain(['-'].iter()).chain(second).collect()
}

/// How a recovery code is kept, whether it was typed with its dash and in capitals or not.
fn hash(code: &str) -> [u8; 32] {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(letters.to_ascii_lowercase().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret of the SHA-1 rows, and the last six digits of its codes.
    #[test]
    fn codes_are_those_of_the_standard() {
        let kept = Kept { secret: b"12345678901234567890".to_vec(), is_confirmed: true, last_step: -1 };
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(matching_step(&kept, code, Timestamp(seconds * 1000)).unwrap(), Some(seconds / 30), "{code}");
        }
        assert_eq!(matching_step(&kept, "287083", Timestamp(59_000)).unwrap(), None);
    }

    #[test]
    fn a_code_of_a_step_that_was_taken_is_refused() {
        let kept = Kept { secret: b"12345678901234567890".to_vec(), is_confirmed: true, last_step: 1 };
        assert_eq!(matching_step(&kept, "287082", Timestamp(59_000)).unwrap(), None);
    }

    #[test]
    fn recovery_codes_differ_and_are_read_with_or_without_their_dash() {
        let code = recovery_code();
        assert_eq!((code.len(), code.find('-')), (11, Some(5)));
        assert_ne!(code, recovery_code());
        assert_eq!(hash(&code), hash(&code.replace('-', "").to_uppercase()));
    }
}
