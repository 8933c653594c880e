//! The names of headers, parameters and fields that hold secrets.

/// Longer than any of [`SECRET_NAMES`].
const MOST_NAME_BYTES: usize = 24;

/// The headers, parameters and fields that hold secrets, in lower case without hyphens and underscores.
const SECRET_NAMES: &[&str] = &[
    "accesskeyid",
    "accesskeysecret",
    "authorization",
    "cookie",
    "guid",
    "newpassword",
    "oldpassword",
    "password",
    "proxyauthorization",
    "secret",
    "securitytoken",
    "servicetoken",
    "setcookie",
    "setguid",
    "signature",
    "token",
    "xacscredentialstoken",
    "xacssecuritytoken",
    "xacssignature",
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
    SECRET_NAMES.binary_search_by(|known| known.as_bytes().cmp(&plain[..len])).is_ok()
}
