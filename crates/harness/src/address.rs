//! The address of an implementation: what it may look like, and its parts.

use ureq::http::Uri;

/// Whether an address can be one of an implementation: its scheme, host and path, without a query.
pub(crate) fn check_address(text: &str) -> Result<(), &'static str> {
    let uri: Uri = text.parse().map_err(|_| "it is not a URL")?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err("it begins neither with http:// nor with https://");
    }
    match uri.authority() {
        None => Err("it names no host"),
        Some(authority) if authority.as_str().contains('@') => Err("no user and password may stand in it"),
        Some(_) if uri.query().is_some() => Err("it may not have a query"),
        Some(_) => Ok(()),
    }
}

/// The host and port of an address, as the header `Host` has them.
pub(crate) fn host(address: &str) -> String {
    address.parse::<Uri>().ok().and_then(|uri| uri.authority().map(ToString::to_string)).unwrap_or_default()
}

/// The path of an address, without a slash at its end.
pub(crate) fn path(address: &str) -> String {
    let uri = address.parse::<Uri>().ok();
    uri.map(|uri| uri.path().trim_end_matches('/').to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_web_address_without_a_query_or_a_password() {
        for good in ["http://127.0.0.1:8080", "https://pbx.example/ccc/", "http://[::1]:1"] {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        for bad in ["", "pbx", "ftp://pbx", "http://", "http://a:b@pbx", "http://pbx/?x=1", "http://p bx"] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}
