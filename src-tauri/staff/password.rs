//! Passwords: what is accepted, how they are kept, and when a kept one is raised to a dearer hash.

use argon2::Params;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use zxcvbn::{Score, zxcvbn};

use crate::base::{Error, Result};
use crate::say;
use crate::store::keys::{Effort, is_taken_for_recovery_key};

/// Shortest password in characters (NIST SP 800-63B asks for 8 at least).
const LENGTH_MIN: usize = 8;
/// Longest password in characters: enough for any phrase, too short to keep the processor busy.
const LENGTH_MAX: usize = 512;

/// Hashes a new password with argon2id. `personal` are words that others connect with its owner: their own name is a bad password.
///
/// # Errors
/// Refuses one that is too short, too long, or among the first that somebody would try (zxcvbn: fewer than 10⁸ guesses).
pub fn hash(password: &str, personal: &[&str], effort: Effort) -> Result<String> {
    demand_strong(password, personal)?;
    made(password, effort)
}

/// Refuses a password or passphrase that is too short, too long, or among the first that somebody would try.
///
/// # Errors
/// Says what is wrong with it.
pub fn demand_strong(password: &str, personal: &[&str]) -> Result<()> {
    let length = password.chars().count();
    if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        return Err(Error::field(
            "password",
            say!(
                "A password needs {length_min} to {length_max} characters; this one has {length}. Nothing was changed; three or four words make a good one.",
                length_min = LENGTH_MIN,
                length_max = LENGTH_MAX,
                length
            ),
        ));
    }
    if zxcvbn(password, personal).score() < Score::Three {
        return Err(Error::field(
            "password",
            say!(
                "This password is among the first that somebody would try. Nothing was changed; three or four words that have nothing to do with each other make a good one."
            ),
        ));
    }
    Ok(())
}

/// Refuses a passphrase for the shop's file that is no better than a bad password, or that would be taken for a recovery key.
///
/// # Errors
/// Says what is wrong with it, beside the field `passphrase`.
pub fn demand_passphrase(passphrase: &str, personal: &[&str]) -> Result<()> {
    demand_strong(passphrase, personal).map_err(|error| Error::field("passphrase", error.message))?;
    if is_taken_for_recovery_key(passphrase) {
        return Err(Error::field(
            "passphrase",
            say!("This looks like a recovery key and would be taken for one. Nothing was changed; choose other words."),
        ));
    }
    Ok(())
}

/// The hash under which a secret is kept. Whether it is a good one is for the caller to say.
pub(super) fn made(secret: &str, effort: Effort) -> Result<String> {
    Ok(effort.argon2()?.hash_password(secret.as_bytes()).map_err(Error::internal)?.to_string())
}

/// The same password under a dearer hash, when it is kept under one that is cheaper to try than `effort`. Only who just typed it right can
/// be raised, because nothing else knows it.
///
/// # Errors
/// A defect only.
pub fn raised(password: &str, hash: &str, effort: Effort) -> Result<Option<String>> {
    let kept = Params::try_from(&PasswordHash::new(hash).map_err(Error::internal)?).map_err(Error::internal)?;
    let work = |memory_kib: u32, passes: u32| u64::from(memory_kib) * u64::from(passes);
    let is_weaker =
        kept.m_cost() < effort.memory_kib || work(kept.m_cost(), kept.t_cost()) < work(effort.memory_kib, effort.passes);
    if is_weaker { made(password, effort).map(Some) } else { Ok(None) }
}

/// Whether this is the password. Without a hash (nobody of that name) the same work is done and the answer is no, so that the time taken
/// does not tell who works here.
///
/// # Errors
/// A defect only.
pub fn matches(password: &str, hash: Option<&str>, effort: Effort) -> Result<bool> {
    let Some(hash) = hash else {
        let _ = effort.argon2()?.hash_password(password.as_bytes());
        return Ok(false);
    };
    let hash = PasswordHash::new(hash).map_err(Error::internal)?;
    Ok(effort.argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let kept = hash("violet ink on paper", &[], Effort::CHEAP).unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(matches("violet ink on paper", Some(&kept), Effort::CHEAP).unwrap());
        assert!(!matches("violet ink on Paper", Some(&kept), Effort::CHEAP).unwrap());
        assert!(!matches("violet ink on paper", None, Effort::CHEAP).unwrap());
    }

    #[test]
    fn a_hash_is_raised_to_a_dearer_one_and_never_lowered() {
        let kept = hash("violet ink on paper", &[], Effort::CHEAP).unwrap();
        let dearer = Effort { passes: 2, ..Effort::CHEAP };
        let raised_hash = raised("violet ink on paper", &kept, dearer).unwrap().unwrap();
        assert!(raised_hash.contains("t=2"), "{raised_hash}");
        assert!(matches("violet ink on paper", Some(&raised_hash), Effort::CHEAP).unwrap());
        for effort in [dearer, Effort::CHEAP] {
            assert_eq!(raised("violet ink on paper", &raised_hash, effort).unwrap(), None);
        }
    }

    #[test]
    fn too_short_and_too_long_passwords_are_refused() {
        assert!(hash("seven77", &[], Effort::CHEAP).is_err());
        assert!(hash(&"x".repeat(513), &[], Effort::CHEAP).is_err());
    }

    #[test]
    fn a_passphrase_is_as_good_as_a_password_and_no_recovery_key() {
        let key = format!("AGE-SECRET-KEY-1{}", "Q".repeat(58));
        for bad in ["short", "password1", &key] {
            assert_eq!(demand_passphrase(bad, &[]).unwrap_err().fields[0].field, "passphrase", "{bad}");
        }
        assert!(demand_passphrase("a key under the mat", &["Ada"]).is_ok());
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for password in ["password1", "qwertzuiop", "12345678", "aaaaaaaaaaaa", "Ada Lovelace", "lovelace1815"] {
            assert!(hash(password, &["Ada Lovelace", "lovelace"], Effort::CHEAP).is_err(), "{password}");
        }
        assert!(hash("korrekt pferd batterie", &["Ada"], Effort::CHEAP).is_ok());
    }
}
