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

/// How long a browser may keep the answer to a preflight, in seconds: as the vendor's gateway has it.
const MAX_AGE: &str = "172800";

/// The pages that may use the addresses of the vendors.
#[derive(Clone, Debug, Default)]
enum Pages {
    /// Those of this computer, of IP addresses and of the hosts that were named; where signatures are verified, all: none can make one.
    #[default]
    Near,
    /// All.
    Any,
    /// Those of these origins; they may use the control API, too.
    Only(Vec<String>),
}

/// The names of this server, beside those that no name server can be made to lie about, and the pages that may use it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Guard {
    named: Vec<String>,
    pages: Pages,
}

impl Guard {
    /// A guard that knows these names, and pages of these origins; `*` is any.
    ///
    /// # Errors
    /// The text that is no origin.
    pub(crate) fn new(named: Vec<String>, origins: Vec<String>) -> Result<Self, String> {
        if let Some(wrong) = origins.iter().find(|it| *it != ANY && !is_origin(it)) {
            return Err(wrong.clone());
        }
        let pages = if origins.is_empty() {
            Pages::Near
        } else if origins.iter().any(|it| it == ANY) {
            Pages::Any
        } else {
            Pages::Only(origins)
        };
        Ok(Self { named, pages })
    }

    /// Why a request may not be heard whose sender nobody has verified.
    pub(crate) fn refuses(&self, request: &HttpRequest) -> Option<&'static str> {
        let origin = request.header("Origin");
        let is_heard = match (&self.pages, origin) {
            (Pages::Any, _) => true,
            (Pages::Only(_), Some(origin)) => self.names(origin) || is_own(origin, request),
            (Pages::Near, Some(origin)) => origin_host(origin).is_some_and(|host| self.knows(host)),
            (_, None) => !is_cross_site(request),
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
        let mut headers = match &self.pages {
            Pages::Near | Pages::Any => vec![(ALLOW_ORIGIN, ANY.to_owned())],
            Pages::Only(_) => self.opens_to_named(origin),
        };
        if headers.iter().any(|(name, _)| *name == ALLOW_ORIGIN) {
            headers.push((EXPOSE_HEADERS, web.own_headers.join(", ")));
            if is_preflight {
                headers.push((ALLOW_METHODS, web.methods.to_owned()));
                headers.push((ALLOW_HEADERS, web.sends.to_owned()));
                headers.push(("Access-Control-Max-Age", MAX_AGE.to_owned()));
            }
        }
        owned(headers)
    }

    /// The same for the control API: for pages of named origins alone.
    pub(crate) fn opens_control(&self, request: &HttpRequest) -> Vec<(String, String)> {
        let mut headers = self.opens_to_named(request.header("Origin"));
        if headers.len() > 1 && request.method == OPTIONS {
            headers.push((ALLOW_METHODS, "GET, POST, OPTIONS".to_owned()));
            headers.push((ALLOW_HEADERS, "Content-Type, X-Offhook-Token".to_owned()));
        }
        owned(headers)
    }

    fn opens_to_named(&self, origin: Option<&str>) -> Vec<(&'static str, String)> {
        let Pages::Only(_) = self.pages else { return Vec::new() };
        let named = origin.filter(|origin| self.names(origin));
        let allowed = named.map(|origin| (ALLOW_ORIGIN, origin.to_owned()));
        // Another page is not to be given an answer that a cache has kept for this one.
        [("Vary", "Origin".to_owned())].into_iter().chain(allowed).collect()
    }

    fn names(&self, origin: &str) -> bool {
        matches!(&self.pages, Pages::Only(named) if named.iter().any(|it| it.eq_ignore_ascii_case(origin)))
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

/// Asks whether a request may be made.
pub(crate) const OPTIONS: &str = "OPTIONS";
const ANY: &str = "*";
const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
const EXPOSE_HEADERS: &str = "Access-Control-Expose-Headers";

fn owned(headers: Vec<(&str, String)>) -> Vec<(String, String)> {
    headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Whether the page is one of this server's own.
fn is_own(origin: &str, request: &HttpRequest) -> bool {
    origin_host(origin) == request.header("Host")
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
