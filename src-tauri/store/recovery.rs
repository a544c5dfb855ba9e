//! Where a recovery key was mistyped: its last six characters are a checksum that can tell the place of one wrong character.

use age::x25519::Identity;

use crate::base::Message;
use crate::say;

/// What every recovery key begins with, as the kit prints it on a line of its own.
const BEGINNING: &str = "AGE-SECRET-KEY-1";
/// How many characters follow the beginning.
const LENGTH: usize = 58;
/// How many characters the kit prints in one group.
const GROUP: usize = 4;
/// What may follow the beginning: the characters that are not taken for another (BIP 173).
const ALPHABET: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// What a person typed as a recovery key, without the blanks between the groups of the kit and in capitals; `None` when it is meant as
/// something else.
pub(super) fn as_identity(typed: &str) -> Option<String> {
    let typed: String = typed.split_whitespace().collect::<String>().to_ascii_uppercase();
    // Also a beginning that was mistyped: no passphrase looks like this.
    let is_meant = typed.starts_with("AGE-") || typed.contains("SECRET-KEY-");
    is_meant.then_some(typed)
}

/// What is wrong with a recovery key that cannot be read; `None` when it is one.
pub(super) fn what_is_wrong(identity: &str) -> Option<Message> {
    if identity.parse::<Identity>().is_ok() {
        return None;
    }
    let Some(rest) = identity.strip_prefix(BEGINNING) else {
        return Some(say!(
            "The recovery key begins with {beginning}, and what was typed does not. Nothing was changed; check the first line of the kit and try again.",
            beginning = BEGINNING
        ));
    };
    if let Some((place, wrong)) = rest.chars().enumerate().find(|(_, letter)| !ALPHABET.contains(*letter)) {
        return Some(say!(
            "The recovery key holds no \"{letter}\", but group {group} after the first line of the kit was typed with one. Nothing was changed; check that group and try again.",
            letter = wrong.to_string(),
            group = group_of(place)
        ));
    }
    let count = rest.chars().count();
    if count != LENGTH {
        return Some(say!(
            "After its first line the recovery key has {length} characters, and {count} were typed. Nothing was changed; look for a group that is missing, cut short or typed twice, and try again.",
            length = LENGTH as i64,
            count = count as i64
        ));
    }
    Some(match place_of_the_error(rest) {
        Some(place) => say!(
            "Group {group} after the first line of the kit was mistyped: its character {character} is wrong. Nothing was changed; check it and try again.",
            group = group_of(place),
            character = (place % GROUP + 1) as i64
        ),
        None => say!(
            "The recovery key does not add up: more than one of its characters was mistyped. Nothing was changed; check it group by group and try again."
        ),
    })
}

fn group_of(place: usize) -> i64 {
    (place / GROUP + 1) as i64
}

/// The one character whose change makes the checksum right. Up to four wrong characters never look right, so a key with one of them wrong
/// becomes right at one place only. The right character itself is not told: whoever has the kit can read it there.
fn place_of_the_error(rest: &str) -> Option<usize> {
    let letters: Vec<char> = rest.chars().collect();
    let is_right_with = |place: usize, letter: char| {
        let mut tried = letters.clone();
        tried[place] = letter;
        format!("{BEGINNING}{}", tried.into_iter().collect::<String>()).parse::<Identity>().is_ok()
    };
    (0..letters.len()).find(|place| ALPHABET.chars().any(|letter| is_right_with(*place, letter)))
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_mistyped_character_is_found_wherever_it_stands() {
        let identity = Identity::generate().to_string().expose_secret().to_owned();
        assert_eq!(what_is_wrong(&identity), None);
        for place in 0..LENGTH {
            let mut typed: Vec<char> = identity.chars().collect();
            let letter = &mut typed[BEGINNING.len() + place];
            *letter = if *letter == 'Q' { 'P' } else { 'Q' };
            let said = what_is_wrong(&typed.into_iter().collect::<String>()).unwrap().to_string();
            let expected = format!(
                "Group {} after the first line of the kit was mistyped: its character {} is",
                place / 4 + 1,
                place % 4 + 1
            );
            assert!(said.starts_with(&expected), "{place}: {said}");
        }
    }

    #[test]
    fn other_mistakes_are_told_apart() {
        let identity = Identity::generate().to_string().expose_secret().to_owned();
        for (typed, says) in [
            (identity.replace("SECRET", "SECRT"), "begins with"),
            (identity[..40].to_owned(), "24 were typed"),
            (format!("{}O{}", &identity[..20], &identity[21..]), "holds no \"O\", but group 2"),
        ] {
            let said = what_is_wrong(&as_identity(&typed).unwrap()).unwrap().to_string();
            assert!(said.contains(says), "{typed}: {said}");
        }
        assert_eq!(as_identity("a key under the mat"), None);
    }
}
