//! A request as text: the request line, header lines, an empty line and the body, with `\n` or `\r\n` at the ends of lines.

use offhook_dialect::HttpRequest;

/// Any bytes are a request of some kind.
pub(crate) fn read(bytes: &[u8]) -> HttpRequest {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").map(|at| (at, at + 2));
    let windows = bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| (at, at + 4));
    let (head_ends, body_begins) = end.into_iter().chain(windows).min().unwrap_or((bytes.len(), bytes.len()));
    let head = String::from_utf8_lossy(bytes.get(..head_ends).unwrap_or_default());
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        (name.trim().to_owned(), value.trim().to_owned())
    };
    HttpRequest {
        headers: lines.map(header).collect(),
        body: bytes.get(body_begins..).unwrap_or_default().to_vec(),
        ..HttpRequest::new(method, target)
    }
}
