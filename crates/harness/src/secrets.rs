//! What must not stand in a report or log: keys, signatures, passwords and tokens.

use std::collections::BTreeSet;

pub(crate) use offhook_dialect::is_secret;
use offhook_scenario::{Diagnostic, Remark, Source};
use serde_json::Value;

/// What stands in the place of a secret.
pub const HIDDEN: &str = "(hidden)";
offhook_machine::limits! {
    /// The most values that are remembered as secrets of one case.
    pub const MAX_SECRETS: usize = 1_000;
}
/// A shorter value is no secret of its own: it would stand everywhere by chance. It is hidden where its name says so.
const LEAST_SECRET_BYTES: usize = 6;

/// The secrets that a case has had to do with, so that they are known wherever they turn up again.
#[derive(Clone, Default)]
pub struct Secrets {
    known: BTreeSet<String>,
}

impl Secrets {
    /// Remembers a secret.
    pub fn learn(&mut self, secret: &str) {
        let is_new = secret.len() >= LEAST_SECRET_BYTES && !self.known.contains(secret);
        if is_new && self.known.len() < MAX_SECRETS {
            self.known.insert(secret.to_owned());
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
        self.known.iter().all(|secret| !text.contains(secret.as_str()))
    }

    /// A text without the secrets that are known. Longer ones go first, so that no rest of one is left.
    pub fn hide(&self, text: &str) -> String {
        if self.are_absent_from(text) {
            return text.to_owned();
        }
        let mut known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        known.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        known.into_iter().fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN))
    }

    /// A diagnostic without the secrets. In the source, whose columns the caret counts, a star stands for each letter.
    pub(crate) fn keep_out_of(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if self.known.is_empty() {
            return diagnostic;
        }
        diagnostic.title = self.hide(&diagnostic.title);
        diagnostic.label = diagnostic.label.map(|label| self.hide(&label));
        for remark in &mut diagnostic.remarks {
            let (Remark::Note(text) | Remark::Help(text)) = remark;
            *text = self.hide(text);
        }
        if !self.are_absent_from(&diagnostic.source.text) {
            let starred = self.known.iter().fold(diagnostic.source.text.to_string(), |text, secret| {
                text.replace(secret.as_str(), &"*".repeat(secret.chars().count()))
            });
            diagnostic.source = Source::new(diagnostic.source.name.as_ref(), &starred);
        }
        diagnostic
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

#[cfg(test)]
mod tests {
    use super::*;

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
