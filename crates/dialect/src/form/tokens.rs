//! Compares answers token for token: white space between tokens does not count, everything else does.

use super::Format;

/// The tokens of a text: JSON's strings, words and punctuation, or XML's tags and texts, each as it stands. Never fails: what is
/// not well formed yields tokens of some kind, and different texts yield different ones.
///
/// ```
/// use offhook_dialect::{Format, tokens};
/// assert_eq!(tokens("{ \"a b\": [1] }", Format::Json), ["{", "\"a b\"", ":", "[", "1", "]", "}"]);
/// assert_eq!(tokens("<A>\n <B>x y</B> </A>", Format::Xml), ["<A>", "<B>", "x y", "</B>", "</A>"]);
/// ```
pub fn tokens(text: &str, format: Format) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = match format {
            Format::Json => json_token(rest),
            Format::Xml => xml_token(rest),
        };
        let (token, tail) = rest.split_at(end.min(rest.len()));
        out.push(token.trim_end().to_owned());
        rest = tail.trim_start();
    }
    out
}

fn json_token(rest: &str) -> usize {
    const PUNCTUATION: [char; 6] = ['{', '}', '[', ']', ',', ':'];
    if let Some(inside) = rest.strip_prefix('"') {
        let mut escaped = false;
        for (at, c) in inside.char_indices() {
            match c {
                '"' if !escaped => return 1 + at + 1,
                _ => escaped = c == '\\' && !escaped,
            }
        }
        return rest.len();
    }
    if rest.starts_with(PUNCTUATION) {
        return 1;
    }
    rest.find(|c: char| c.is_whitespace() || c == '"' || PUNCTUATION.contains(&c)).unwrap_or(rest.len())
}

fn xml_token(rest: &str) -> usize {
    if rest.starts_with('<') {
        rest.find('>').map_or(rest.len(), |at| at + 1)
    } else {
        rest.find('<').unwrap_or(rest.len())
    }
}
