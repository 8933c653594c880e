//! The names of headers, parameters and fields that hold secrets.

use crate::vendors::VENDORS;

/// No name of a secret is longer.
const MOST_NAME_BYTES: usize = 24;

/// The headers, parameters and fields that hold secrets whosever they are, in lower case without hyphens and underscores.
const SECRET_NAMES: &[&str] = &[
    "authorization",
    "cookie",
    "newpassword",
    "oldpassword",
    "password",
    "proxyauthorization",
    "secret",
    "setcookie",
    "token",
    "xauthtoken",
];

/// Whether a header, parameter or field of this name holds a secret; case, hyphens and underscores do not count.
pub fn is_secret(name: &str) -> bool {
    let mut plain = [0; MOST_NAME_BYTES];
    let mut len = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'-' | b'_')) {
        let Some(place) = plain.get_mut(len) else { return false };
        *place = byte.to_ascii_lowercase();
        len += 1;
    }
    let own = VENDORS.iter().flat_map(|vendor| vendor.secrets);
    SECRET_NAMES.iter().chain(own).any(|known| known.as_bytes() == &plain[..len])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_spelled() {
        let own = VENDORS.iter().flat_map(|vendor| vendor.secrets);
        assert!(SECRET_NAMES.iter().chain(own).all(|name| name.len() <= MOST_NAME_BYTES && is_secret(name)));
        for name in
            ["Guid", "GUID", "Set-GUID", "AccessKeyId", "x-acs-security-token", "pass_word", "Authorization"]
        {
            assert!(is_secret(name), "{name}");
        }
        assert!(!is_secret("agentid") && !is_secret("passwords are renewed"));
    }
}
