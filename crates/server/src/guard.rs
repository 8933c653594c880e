//! By which names the server is addressed, and which web pages may speak to it.
//!
//! A browser runs the pages of anybody, and lets each send requests to every address. A page cannot choose what its browser says of where
//! the page comes from (`Origin`, `Sec-Fetch-Site`), nor under which name it has reached the server (`Host`), even if that name was made
//! to lead here.

use offhook_dialect::{HttpRequest, HttpResponse};

/// No answer is taken for a page, and none loads or runs anything.
const HEADERS: [(&str, &str); 2] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
];

const OTHER_NAME: &str = "this server is addressed as localhost, by an IP address, or by a name that it was given with --allow-host";
const OTHER_PAGE: &str = "a page from elsewhere may not use this server: name its host with --allow-host";
const NOT_ITS_PAGE: &str = "a page from elsewhere may not use the control API";

/// The names of this server, beside those that no name server can be made to lie about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    named: Vec<String>,
}

impl Guard {
    pub(crate) const fn new(named: Vec<String>) -> Self {
        Self { named }
    }

    /// Why a request may not be heard whose sender nobody has verified.
    pub(crate) fn refuses(&self, request: &HttpRequest) -> Option<&'static str> {
        let foreign = match request.header("Origin") {
            Some(origin) => !origin_host(origin).is_some_and(|host| self.knows(host)),
            None => request.header("Sec-Fetch-Site").is_some_and(|site| site == "cross-site"),
        };
        self.refuses_name(request).or_else(|| foreign.then_some(OTHER_PAGE))
    }

    /// Why a request may not be heard that only the page of this very server may make.
    pub(crate) fn refuses_but_own_page(&self, request: &HttpRequest) -> Option<&'static str> {
        let host = request.header("Host");
        let foreign = match request.header("Origin") {
            Some(origin) => origin_host(origin) != host,
            None => request.header("Sec-Fetch-Site").is_some_and(|site| site == "cross-site"),
        };
        self.refuses_name(request).or_else(|| foreign.then_some(NOT_ITS_PAGE))
    }

    /// A browser always says under which name it came, so without one it is none.
    fn refuses_name(&self, request: &HttpRequest) -> Option<&'static str> {
        let lies = request.header("Host").is_some_and(|host| !self.knows(host));
        lies.then_some(OTHER_NAME)
    }

    fn knows(&self, host: &str) -> bool {
        let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|it| it.is_ascii_digit()));
        let name = name.map_or(host, |(name, _)| name);
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        name.eq_ignore_ascii_case("localhost")
            || bare.parse::<std::net::IpAddr>().is_ok()
            || self.named.iter().any(|named| named.eq_ignore_ascii_case(name))
    }
}

/// The host and port of an origin; none of `null`.
fn origin_host(origin: &str) -> Option<&str> {
    origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"))
}

/// Adds what keeps a browser from taking an answer for a page. The page of this server has a policy of its own.
pub(crate) fn harmless(mut reply: HttpResponse) -> HttpResponse {
    for (name, value) in HEADERS {
        if reply.header(name).is_none() {
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> HttpRequest {
        let mut request = HttpRequest::new("GET", "/");
        request.headers =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        request
    }

    #[test]
    fn names_that_can_be_made_to_lead_here_are_not_heard_unless_named() {
        let guard = Guard::new(vec!["offhook.test".to_owned()]);
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:80",
            "[::1]:80",
            "10.0.0.7",
            "offhook.test:8080",
            "Offhook.Test",
        ] {
            assert_eq!(guard.refuses(&request(&[("Host", host)])), None, "{host}");
        }
        for host in [
            "evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "evil.test:80",
            "",
            "offhook.test.evil",
            "localhost:80x",
        ] {
            assert_eq!(guard.refuses(&request(&[("Host", host)])), Some(OTHER_NAME), "{host}");
        }
        assert_eq!(guard.refuses(&request(&[])), None);
    }

    #[test]
    fn pages_from_elsewhere_are_not_heard() {
        let guard = Guard::new(vec!["crm.test".to_owned()]);
        for (headers, every, control) in [
            (vec![("Origin", "http://localhost:80")], None, None),
            (vec![("Origin", "http://localhost:3000")], None, Some(NOT_ITS_PAGE)),
            (vec![("Origin", "https://crm.test")], None, Some(NOT_ITS_PAGE)),
            (vec![("Origin", "https://evil.test")], Some(OTHER_PAGE), Some(NOT_ITS_PAGE)),
            (vec![("Origin", "null")], Some(OTHER_PAGE), Some(NOT_ITS_PAGE)),
            (vec![("Sec-Fetch-Site", "cross-site")], Some(OTHER_PAGE), Some(NOT_ITS_PAGE)),
            (vec![("Sec-Fetch-Site", "same-origin")], None, None),
            (vec![], None, None),
        ] {
            let request = request(&[vec![("Host", "localhost:80")], headers.clone()].concat());
            assert_eq!(guard.refuses(&request), every, "{headers:?}");
            assert_eq!(guard.refuses_but_own_page(&request), control, "{headers:?}");
        }
    }
}
