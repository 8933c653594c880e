//! What must not stand in a report or log: keys, signatures, passwords and tokens.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use data_encoding::BASE64;
use offhook_dialect::encode_query;
pub(crate) use offhook_dialect::is_secret;
use offhook_scenario::{Diagnostic, Remark, Source};
use serde_json::Value;

use crate::ladder::CUT;
use crate::subject::SubjectError;
use crate::verdict::CaseReport;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "(hidden)";
offhook_machine::limits! {
    /// The most values that are remembered as secrets of one case.
    pub const MAX_SECRETS: usize = 1_000;
}
/// A shorter value is no secret of its own: it would stand everywhere by chance. It is hidden where its name says so.
const LEAST_SECRET_BYTES: usize = 6;

/// The secrets that a case has had to do with, so that they are known wherever they turn up again, in any of their spellings.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    known: BTreeSet<Known>,
}

/// A spelling of a secret. Its `Debug` does not show it. Longer ones come first, so that no rest of one is left.
#[derive(Clone, PartialEq, Eq)]
struct Known(String);

impl Ord for Known {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.len().cmp(&self.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Known {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl Secrets {
    /// Remembers a secret.
    pub fn learn(&mut self, secret: &str) {
        if secret.len() < LEAST_SECRET_BYTES || self.known.contains(&Known(secret.to_owned())) {
            return;
        }
        for spelling in spellings(secret) {
            if self.known.len() < MAX_SECRETS {
                self.known.insert(Known(spelling));
            }
        }
    }

    /// Remembers what a header says: all of it, and the word behind the name of a scheme, such as `Bearer`.
    pub(crate) fn learn_header(&mut self, value: &str) {
        self.learn(value);
        if let Some((_, word)) = value.trim().rsplit_once(' ') {
            self.learn(word);
        }
    }

    /// Remembers a value if its name says that it is a secret, and says whether it is.
    pub fn learn_named(&mut self, name: &str, value: &str) -> bool {
        let secret = is_secret(name);
        if secret {
            self.learn(value);
        }
        secret
    }

    /// Whether a text holds none of the secrets.
    pub fn are_absent_from(&self, text: &str) -> bool {
        self.known.iter().all(|secret| !text.contains(secret.0.as_str()))
    }

    /// A text without the secrets that are known, without what a cut has left of one, and without the password of any URL.
    pub fn hide(&self, text: &str) -> String {
        let mut text = hide_passwords(text);
        if !self.are_absent_from(&text) {
            text = self.known.iter().fold(text, |text, secret| text.replace(secret.0.as_str(), HIDDEN));
        }
        if text.contains(CUT) && !self.known.is_empty() { self.hide_rests(&text) } else { text }
    }

    /// Hides what is left of a secret where a text was cut: its beginning before the cut, or its end behind it.
    fn hide_rests(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for (nth, mut part) in text.split(CUT).enumerate() {
            if nth > 0 {
                if let Some(rest) = self.known.iter().filter_map(|it| begun_at_end(&it.0, &out)).max() {
                    out.truncate(out.len() - rest);
                    out.push_str(HIDDEN);
                }
                out.push(CUT);
                if let Some(rest) = self.known.iter().filter_map(|it| ended_at_start(&it.0, part)).max() {
                    out.push_str(HIDDEN);
                    part = &part[rest..];
                }
            }
            out.push_str(part);
        }
        out
    }

    fn hide_in(&self, text: &mut String) {
        *text = self.hide(text);
    }

    /// What a case came to without the secrets: what was not as expected, what was said, and in which words.
    pub(crate) fn keep_out_of_case(&self, case: &mut CaseReport) {
        for diagnostics in [&mut case.failures, &mut case.remarks] {
            *diagnostics = std::mem::take(diagnostics).into_iter().map(|it| self.keep_out_of(it)).collect();
        }
        if let Some(ladder) = &mut case.ladder {
            ladder.texts(&mut |text| self.hide_in(text));
        }
        for words in case.freedoms.iter_mut().flat_map(|freedoms| freedoms.words.values_mut()) {
            *words = std::mem::take(words).iter().map(|word| self.hide(word)).collect();
        }
    }

    /// The reason of an error without the secrets.
    pub(crate) fn keep_out_of_error(&self, error: SubjectError) -> SubjectError {
        match error {
            SubjectError::Setup(reason) => SubjectError::Setup(self.hide(&reason)),
            SubjectError::Broken(reason) => SubjectError::Broken(self.hide(&reason)),
            SubjectError::Unreached(reason) => SubjectError::Unreached(self.hide(&reason)),
            SubjectError::Clock(reason) => SubjectError::Clock(self.hide(&reason)),
            SubjectError::NotApplicable(mut reason) => {
                self.hide_in(&mut reason.why);
                SubjectError::NotApplicable(reason)
            }
            SubjectError::Down(_) | SubjectError::Interrupted => error,
        }
    }

    /// A diagnostic without the secrets. In the source, whose columns the caret counts, a star stands for each letter.
    pub(crate) fn keep_out_of(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        self.hide_in(&mut diagnostic.title);
        diagnostic.label = diagnostic.label.map(|label| self.hide(&label));
        for (_, label) in &mut diagnostic.related {
            self.hide_in(label);
        }
        for remark in &mut diagnostic.remarks {
            let (Remark::Note(text) | Remark::Help(text)) = remark;
            self.hide_in(text);
        }
        let source = &diagnostic.source;
        if !self.are_absent_from(&source.text) || passwords(&source.text).next().is_some() {
            diagnostic.source = Source::new(source.name.as_ref(), &self.starred(&source.text));
        }
        diagnostic
    }

    /// A text in which a star stands for each letter of a secret.
    fn starred(&self, text: &str) -> String {
        let stars = |text: &str| "*".repeat(text.chars().count());
        let mut starred = String::with_capacity(text.len());
        let mut done = 0;
        for password in passwords(text) {
            starred.push_str(&text[done..password.start]);
            starred.push_str(&stars(&text[password.clone()]));
            done = password.end;
        }
        starred.push_str(&text[done..]);
        self.known.iter().fold(starred, |text, secret| text.replace(secret.0.as_str(), &stars(&secret.0)))
    }

    /// A body without its secrets: of JSON, what the names of its members say; of any text, what is known.
    pub fn hide_body(&mut self, body: &str) -> String {
        match serde_json::from_str::<Value>(body) {
            Ok(mut value) if value.is_object() || value.is_array() => {
                self.hide_members(&mut value);
                self.hide(&value.to_string())
            }
            _ => {
                let body = self.hide_elements(body);
                self.hide(&body)
            }
        }
    }

    fn hide_members(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let text = match &*member {
                        Value::String(text) => Some(text.clone()),
                        Value::Number(number) => Some(number.to_string()),
                        _ => None,
                    };
                    match text {
                        Some(text) if !text.is_empty() && self.learn_named(name, &text) => {
                            *member = HIDDEN.into();
                        }
                        _ => self.hide_members(member),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.hide_members(item)),
            _ => {}
        }
    }

    /// The texts of XML elements, and the values behind `name=`, whose names say that they are secrets.
    fn hide_elements(&mut self, body: &str) -> String {
        let mut out = String::new();
        let mut rest = body;
        while let Some(at) = rest.find(['>', '=']) {
            let (before, after) = rest.split_at(at + 1);
            out.push_str(before);
            let name = before[..at].rsplit(|it: char| !(it.is_alphanumeric() || "-_".contains(it))).next();
            let end = after.find(['<', '&', '\n', '"', ' ']).unwrap_or(after.len());
            let (value, after) = after.split_at(end);
            let hidden = name.is_some_and(|name| !value.is_empty() && self.learn_named(name, value));
            out.push_str(if hidden { HIDDEN } else { value });
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// How a secret may be spelled in what is said of it: as it is, and as JSON, XML, a query, Rust and base64 have it.
fn spellings(secret: &str) -> BTreeSet<String> {
    let inner = |quoted: String| {
        let inner = quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        inner.unwrap_or(&quoted).to_owned()
    };
    let json = inner(Value::from(secret).to_string());
    let ascii = json.chars().fold(String::new(), |mut text, it| {
        let mut units = [0; 2];
        if it.is_ascii() {
            text.push(it);
        } else {
            text.extend(it.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
        text
    });
    let in_elements = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let in_attributes = in_elements.replace('"', "&quot;").replace('\'', "&apos;");
    let query = encode_query(None, &[(String::new(), secret.to_owned())]);
    let query = query.strip_prefix('=').unwrap_or(&query).to_owned();
    let debug = inner(format!("{secret:?}"));
    let base64 = BASE64.encode(secret.as_bytes());
    [
        secret.to_owned(),
        json.replace('/', "\\/"),
        json,
        ascii,
        in_elements,
        in_attributes,
        query,
        debug,
        base64,
    ]
    .into()
}

/// How many bytes of the beginning of a secret stand at the end of a text.
fn begun_at_end(secret: &str, text: &str) -> Option<usize> {
    let lengths = (LEAST_SECRET_BYTES..secret.len()).rev();
    lengths.filter(|at| secret.is_char_boundary(*at)).find(|at| text.ends_with(&secret[..*at]))
}

/// How many bytes of the end of a secret stand at the beginning of a text.
fn ended_at_start(secret: &str, text: &str) -> Option<usize> {
    let most = secret.len().checked_sub(LEAST_SECRET_BYTES)?;
    let rests = (1..=most).filter(|at| secret.is_char_boundary(*at)).map(|at| &secret[at..]);
    rests.map(str::len).find(|length| text.starts_with(&secret[secret.len() - length..]))
}

/// Where the users and passwords of URLs stand in a text.
fn passwords(text: &str) -> impl Iterator<Item = Range<usize>> {
    const SCHEME_END: &str = "://";
    text.match_indices(SCHEME_END).filter_map(|(at, _)| {
        let start = at + SCHEME_END.len();
        let authority = &text[start..];
        let ends = |it: char| it.is_whitespace() || matches!(it, '/' | '?' | '#' | '"' | '`' | '<' | '>');
        let authority = &authority[..authority.find(ends).unwrap_or(authority.len())];
        let length = authority.rfind('@')?;
        authority[..length].contains(':').then_some(start..start + length)
    })
}

fn hide_passwords(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for password in passwords(text) {
        out.push_str(&text[done..password.start]);
        out.push_str(HIDDEN);
        done = password.end;
    }
    out.push_str(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_in_every_spelling() {
        let secret = "pä\"s<s/w\\ö&rd";
        let mut secrets = Secrets::default();
        secrets.learn(secret);
        let query = encode_query(None, &[("k".to_owned(), secret.to_owned())]);
        for said in [
            secret.to_owned(),
            Value::from(secret).to_string(),
            format!("{secret:?}"),
            query,
            "<T>pä\"s&lt;s/w\\ö&amp;rd</T>".to_owned(),
            r#"{"a":"p\u00e4\"s<s/w\\\u00f6&rd"}"#.to_owned(),
            BASE64.encode(secret.as_bytes()),
        ] {
            let hidden = secrets.hide(&said);
            assert!(hidden.contains(HIDDEN) && hidden.len() < said.len() + HIDDEN.len(), "{said}: {hidden}");
            assert!(!hidden.contains("rd"), "{said}: {hidden}");
        }
        assert!(!format!("{secrets:?}").contains("rd"));
    }

    #[test]
    fn what_a_cut_has_left_of_a_secret_is_hidden() {
        let mut secrets = Secrets::default();
        secrets.learn("hush-hush-hush");
        assert_eq!(secrets.hide("a hush-hush-hu… b hush-h… c hush-…"), "a (hidden)… b (hidden)… c hush-…");
        assert_eq!(secrets.hide("…sh-hush-hush and …h-hush…"), "…(hidden) and …(hidden)…");
    }

    #[test]
    fn the_password_of_a_url_is_never_repeated() {
        let secrets = Secrets::default();
        let text =
            "at `http://amy:pa:ss@word@host:80/x@y` and https://host/, https://amy@host and \"ws://a:b@c\"";
        let hidden = secrets.hide(text);
        assert_eq!(
            hidden,
            "at `http://(hidden)@host:80/x@y` and https://host/, https://amy@host and \"ws://(hidden)@c\""
        );
        let shown = Diagnostic::error(offhook_scenario::Code::Other("x"), text)
            .at(offhook_scenario::Place { line: 1, column: 1, len: 3, source: 0 })
            .from(&Source::new("a.yaml", "target: ftp://amy:pässwörd@h # so"));
        let shown = secrets.keep_out_of(shown).render(false);
        assert!(shown.contains("target: ftp://************@h # so") && !shown.contains("ss@w"), "{shown}");
    }

    #[test]
    fn what_was_a_secret_once_is_hidden_everywhere() {
        let mut secrets = Secrets::default();
        let body = secrets
            .hide_body(r#"{"message":"","result":{"token":"8f2a-77","agents":[{"password":1234567}]}}"#);
        assert_eq!(
            body,
            r#"{"message":"","result":{"token":"(hidden)","agents":[{"password":"(hidden)"}]}}"#
        );
        assert_eq!(secrets.hide("poll with 8f2a-77 and 1234567"), "poll with (hidden) and (hidden)");
    }

    #[test]
    fn elements_and_queries_are_no_hiding_place() {
        let mut secrets = Secrets::default();
        assert_eq!(
            secrets.hide_body("<R><Token>abcdef</Token><Code>OK</Code></R>"),
            "<R><Token>(hidden)</Token><Code>OK</Code></R>"
        );
        assert_eq!(
            secrets.hide_body("AccessKeyId=LTAI5t&Action=MakeCall&Signature=b%3D="),
            "AccessKeyId=(hidden)&Action=MakeCall&Signature=(hidden)"
        );
    }
}
