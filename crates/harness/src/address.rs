//! The address of an implementation: what it may look like, and its parts.

use fluent_uri::Uri;

/// The code of the error.
pub(crate) const BAD_ADDRESS: &str = "bad-address";

/// Whether an address can be one of an implementation: its scheme, host and path, without a query.
///
/// # Errors
/// Why it cannot.
pub(crate) fn check_address(text: &str) -> Result<(), &'static str> {
    let uri = Uri::parse(text).map_err(|_| "it is not a URL")?;
    if !["http", "https"].iter().any(|scheme| uri.scheme().as_str().eq_ignore_ascii_case(scheme)) {
        return Err("it begins neither with http:// nor with https://");
    }
    let authority = uri.authority().filter(|it| !it.host().is_empty()).ok_or("it names no host")?;
    if authority.has_userinfo() {
        return Err("no user and password may stand in it");
    }
    match authority.port_to_u16() {
        Err(_) => return Err("its port is not a number from 1 to 65535"),
        Ok(Some(0)) => return Err("nobody can be reached at port 0"),
        Ok(None) if authority.port().is_some() => return Err("its port is missing"),
        Ok(_) => {}
    }
    if uri.query().is_some() || uri.fragment().is_some() {
        return Err("it may not have a query or a fragment");
    }
    Ok(())
}

/// The host and port of an address, as the header `Host` has them.
pub(crate) fn host(address: &str) -> String {
    let uri = Uri::parse(address).ok();
    uri.and_then(|uri| uri.authority().map(|it| it.as_str().to_owned())).unwrap_or_default()
}

/// The path of an address, without a slash at its end.
pub(crate) fn path(address: &str) -> String {
    let uri = Uri::parse(address).ok();
    uri.map(|uri| uri.path().as_str().trim_end_matches('/').to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_web_address_without_a_query_or_a_password() {
        for good in [
            "http://127.0.0.1:8080",
            "https://pbx.example/ccc/",
            "http://[::1]:1",
            "HTTP://pbx",
            "http://pbx:80/",
        ] {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "pbx",
            "127.0.0.1:18080",
            "ftp://pbx",
            "http://",
            "http://:80",
            "http:pbx",
            "http://a:b@pbx",
            "http://@pbx",
            "http://pbx/?x=1",
            "http://pbx/#x",
            "http://p bx",
            "http://127.0.0.1:18080x",
            "http://127.0.0.1:",
            "http://127.0.0.1:0",
            "http://127.0.0.1:65536",
            "http://127.0.0.1:-1",
            "http://127.0.0.1:80:80",
            "http://[::1",
            "http://::1:80",
            "http://pbx\\x",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}
