//! By which names the server is addressed, and which web pages may speak to it.
//!
//! A browser runs the pages of anybody, and lets each send requests to every address. A page cannot choose what its browser says of where
//! the page comes from (`Origin`, `Sec-Fetch-Site`), nor under which name it has reached the server (`Host`), even if that name was made
//! to lead here.

use hyper::Uri;
use offhook_dialect::{HttpRequest, HttpResponse, Web};

/// No answer is taken for a page, and none loads or runs anything.
const HEADERS: [(&str, &str); 2] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
];

const OTHER_NAME: &str = "this server is addressed as localhost, by an IP address, or by a name that it was given with --allow-host";
const OTHER_PAGE: &str = "a page from elsewhere may not use this server: name its origin with --allow-origin";
const NOT_ITS_PAGE: &str =
    "a page from elsewhere may not use the control API: name its origin with --allow-origin";

/// The names of this server, beside those that no name server can be made to lie about, and the pages that may use it: without an origin
/// that was named, those of this computer, of IP addresses and of the hosts that were named; where signatures are verified, all, for no
/// page can make one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    hosts: Vec<String>,
    /// Whose pages may use the control API, too.
    origins: Vec<String>,
    /// Whether every page may use the addresses of the vendors.
    any_page: bool,
}

impl Guard {
    /// A guard that knows these names, and pages of these origins; `*` is any.
    ///
    /// # Errors
    /// The text that is no origin.
    pub(crate) fn new(hosts: Vec<String>, origins: Vec<String>) -> Result<Self, String> {
        let (any, origins): (Vec<_>, Vec<_>) = origins.into_iter().partition(|origin| origin == ANY);
        match origins.iter().find(|origin| !is_origin(origin)) {
            Some(wrong) => Err(wrong.clone()),
            None => Ok(Self { hosts, origins, any_page: !any.is_empty() }),
        }
    }

    /// Whether a text is the name of a host, and nothing but the name: then a request can bear it.
    pub(crate) fn is_name(text: &str) -> bool {
        let is_address = bare(text).parse::<std::net::IpAddr>().is_ok();
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        is_address || (!text.is_empty() && text.bytes().all(is_part))
    }

    /// Why a request may not be heard whose sender nobody has verified.
    pub(crate) fn refuses(&self, request: &HttpRequest) -> Option<&'static str> {
        let is_near =
            |origin| self.origins.is_empty() && origin_host(origin).is_some_and(|it| self.knows(it));
        let is_heard = self.any_page
            || match request.header("Origin") {
                Some(origin) => self.names(origin) || is_own(origin, request) || is_near(origin),
                None => !is_cross_site(request),
            };
        self.refuses_name(request).or_else(|| (!is_heard).then_some(OTHER_PAGE))
    }

    /// Why a request may not be heard that only the page of this very server, or one of a named origin, may make.
    pub(crate) fn refuses_but_own_page(&self, request: &HttpRequest) -> Option<&'static str> {
        let is_foreign = match request.header("Origin") {
            Some(origin) => !self.names(origin) && !is_own(origin, request),
            None => is_cross_site(request),
        };
        self.refuses_name(request).or_else(|| is_foreign.then_some(NOT_ITS_PAGE))
    }

    /// The headers by which a browser lets a page read an answer of a vendor's, and for a preflight, ask for one.
    pub(crate) fn opens(&self, web: &Web, origin: Option<&str>, is_preflight: bool) -> Vec<(String, String)> {
        let is_for_all = self.any_page || self.origins.is_empty();
        let allowed = if is_for_all { Some(ANY) } else { origin.filter(|origin| self.names(origin)) };
        // Another page is not to be given an answer that a cache has kept for this one.
        let mut headers = if is_for_all { Vec::new() } else { vec![owned(VARY)] };
        if let Some(allowed) = allowed {
            let exposed = web.own_headers.join(", ");
            headers.extend([(ALLOW_ORIGIN, allowed), (EXPOSE_HEADERS, exposed.as_str())].map(owned));
        }
        if allowed.is_some() && is_preflight {
            let asked = [(ALLOW_METHODS, web.methods), (ALLOW_HEADERS, web.sends), MAX_AGE];
            headers.extend(asked.map(owned));
        }
        headers
    }

    /// The same for the control API: none but for pages of named origins.
    pub(crate) fn opens_control(&self, request: &HttpRequest) -> Vec<(String, String)> {
        let Some(origin) = request.header("Origin").filter(|origin| self.names(origin)) else {
            return Vec::new();
        };
        let mut headers = vec![owned(VARY), owned((ALLOW_ORIGIN, origin))];
        if request.method == OPTIONS {
            let sends = "Content-Type, X-Offhook-Token";
            headers.extend([(ALLOW_METHODS, "GET, POST, OPTIONS"), (ALLOW_HEADERS, sends)].map(owned));
        }
        headers
    }

    fn names(&self, origin: &str) -> bool {
        self.origins.iter().any(|named| named.eq_ignore_ascii_case(origin))
    }

    /// A browser always says under which name it came, so without one it is none.
    fn refuses_name(&self, request: &HttpRequest) -> Option<&'static str> {
        let lies = request.header("Host").is_some_and(|host| !self.knows(host));
        lies.then_some(OTHER_NAME)
    }

    fn knows(&self, host: &str) -> bool {
        let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|it| it.is_ascii_digit()));
        let name = name.map_or(host, |(name, _)| name);
        // A name with the dot of the root is the same name.
        let name = name.strip_suffix('.').unwrap_or(name);
        name.eq_ignore_ascii_case("localhost")
            || bare(name).parse::<std::net::IpAddr>().is_ok()
            || self.hosts.iter().any(|named| named.eq_ignore_ascii_case(name))
    }
}

/// An IPv6 address without its brackets; anything else as it is.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// Asks whether a request may be made.
pub(crate) const OPTIONS: &str = "OPTIONS";
const ANY: &str = "*";
const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";
/// How long a browser may keep the answer to a preflight, in seconds, as the vendor's gateway has it.
const MAX_AGE: (&str, &str) = ("Access-Control-Max-Age", "172800");
const VARY: (&str, &str) = ("Vary", "Origin");

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Whether the page is one of this server's own.
fn is_own(origin: &str, request: &HttpRequest) -> bool {
    request.header("Host").is_some_and(|host| origin_host(origin) == Some(host))
}

fn is_cross_site(request: &HttpRequest) -> bool {
    request.header("Sec-Fetch-Site").is_some_and(|site| site == "cross-site")
}

/// Whether a text is a scheme with a host and, maybe, a port.
fn is_origin(text: &str) -> bool {
    text.parse::<Uri>().is_ok_and(|uri| {
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        let written = uri.authority().map(|it| format!("{}://{it}", uri.scheme_str().unwrap_or_default()));
        is_web && written.is_some_and(|written| written.eq_ignore_ascii_case(text) && !written.contains('@'))
    })
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
        let guard = Guard::new(vec!["offhook.test".to_owned()], Vec::new()).unwrap();
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:80",
            "[::1]:80",
            "10.0.0.7",
            "offhook.test:8080",
            "Offhook.Test",
            "localhost.",
            "offhook.test.:8080",
            "127.0.0.2:8080",
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
    fn a_name_to_be_allowed_is_a_name_and_nothing_else() {
        for name in ["offhook.test", "offhook", "my_box", "[::1]", "::1", "127.0.0.2"] {
            assert!(Guard::is_name(name), "{name}");
        }
        for other in ["", "offhook.test:8080", "http://offhook.test", "offhook.test/", "*.test", "a b"] {
            assert!(!Guard::is_name(other), "{other}");
        }
    }

    #[test]
    fn pages_from_elsewhere_are_not_heard() {
        let guard = Guard::new(vec!["crm.test".to_owned()], Vec::new()).unwrap();
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

    #[test]
    fn named_origins_narrow_and_widen() {
        let only = Guard::new(Vec::new(), vec!["https://crm.test".to_owned()]).unwrap();
        let any = Guard::new(Vec::new(), vec!["*".to_owned()]).unwrap();
        for (origin, by_only, by_any, control) in [
            ("https://crm.test", None, None, None),
            ("https://CRM.test", None, None, None),
            ("http://crm.test", Some(OTHER_PAGE), None, Some(NOT_ITS_PAGE)),
            ("http://localhost:3000", Some(OTHER_PAGE), None, Some(NOT_ITS_PAGE)),
            ("http://localhost:80", None, None, None),
            ("null", Some(OTHER_PAGE), None, Some(NOT_ITS_PAGE)),
        ] {
            let request = request(&[("Host", "localhost:80"), ("Origin", origin)]);
            assert_eq!(only.refuses(&request), by_only, "{origin}");
            assert_eq!(any.refuses(&request), by_any, "{origin}");
            assert_eq!(only.refuses_but_own_page(&request), control, "{origin}");
            assert_eq!(
                any.refuses_but_own_page(&request).is_some(),
                origin != "http://localhost:80",
                "{origin}"
            );
        }
        for wrong in [
            "crm.test",
            "https://crm.test/",
            "https://crm.test/a",
            "ftp://crm.test",
            "",
            "https://a@crm.test",
        ] {
            assert_eq!(Guard::new(Vec::new(), vec![wrong.to_owned()]).unwrap_err(), wrong);
        }
    }
}
