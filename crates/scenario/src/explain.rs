//! The YAML reader's errors in the words of this language.

use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;

use crate::at::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{MAX_ALIASED_NODES, MAX_ALIASES, MAX_FILE_BYTES, MAX_NESTING, MAX_NODES};
use crate::nearest::suggest;

/// Turns an error of the YAML reader into a diagnostic of the file `source`.
pub(crate) fn explain(error: &Error, source: u16) -> Diagnostic {
    let error = error.without_snippet();
    // Only a file that holds nothing but `~` has no place.
    let start = Place { source, line: 1, column: 1, len: 0 };
    let place = error.location().map_or(start, |location| Place::of(&location, source));
    let fault = match error {
        // The error is in the anchored value, and the reader gives the place of the alias.
        Error::AliasError { error, .. } => explain(error, source),
        Error::Budget { breach, .. } => limit(breach),
        _ => names(error).or_else(|| types(error)).or_else(|| yaml(error)).unwrap_or_else(|| other(error)),
    };
    fault.at(place)
}

/// Fields, keys and words.
fn names(error: &Error) -> Option<Diagnostic> {
    Some(match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            Diagnostic::error(Code::UnknownField, format!("unknown field `{field}`"))
                .label("no such field here")
                .help_maybe(suggest(field, expected.iter().copied()))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            Diagnostic::error(Code::UnknownWord, format!("unknown word `{variant}`"))
                .label("not a known word")
                .help_maybe(suggest(variant, expected.iter().copied()))
        }
        Error::SerdeMissingField { field, .. } => {
            Diagnostic::error(Code::MissingField, format!("the field `{field}` is missing"))
                .label("in the mapping here")
                .help(format!("add `{field}:`"))
        }
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("?");
            Diagnostic::error(Code::DuplicateKey, format!("the key `{key}` is given twice"))
                .label("the second time")
                .help("keep one of them")
        }
        Error::ExpectedMappingEndAfterEnumVariantValue { .. } => {
            Diagnostic::error(Code::NotOneKey, "only one key is allowed here")
                .label("a second key")
                .help("begin a new step with `- `, or indent what belongs to the first")
        }
        _ => return None,
    })
}

/// Values of the wrong type.
fn types(error: &Error) -> Option<Diagnostic> {
    let wrong = |title: String| Diagnostic::error(Code::WrongType, title);
    Some(match error {
        Error::Unexpected { expected, .. } => node(expected),
        Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. }
        | Error::ExpectedStringKeyForExternallyTaggedEnum { .. } => {
            wrong("expected a mapping of one key, such as `wait: 5s`".to_owned())
        }
        Error::InvalidScalar { ty, .. } => wrong(format!("expected {}", scalar(ty))),
        Error::InvalidBooleanStrict { .. } => wrong("expected `true` or `false`".to_owned()),
        Error::NullIntoString { .. } => {
            wrong("a value is missing".to_owned()).help("give a value, or take the field out")
        }
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            // serde's word for null.
            wrong(format!("expected {expected}, found {}", unexpected.replace("unit value", "nothing")))
        }
        Error::NonFiniteFloat { value, .. } => wrong(format!("`{value}` is not a number that can be sent"))
            .help(format!("quote it, `\"{value}\"`, if the text is meant")),
        _ => return None,
    })
}

/// Text that is not YAML, or YAML that this language does not have.
fn yaml(error: &Error) -> Option<Diagnostic> {
    let syntax = |title: &str| Diagnostic::error(Code::Syntax, title);
    Some(match error {
        Error::ExternalMessage { msg, .. } if msg.contains("recursion limit") => too_deep(),
        Error::ExternalMessage { msg, .. } => syntax(msg).help_maybe(remedy(msg)),
        Error::Eof { .. } => syntax("the file ends too early"),
        Error::UnknownAnchor { .. } => {
            syntax("no such anchor").help("write a text that begins with `*` in quotes")
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            syntax("an alias within its own anchor").help("write the value out, or use `repeat`")
        }
        Error::MultipleDocuments { .. } => {
            syntax("a second document").label("it begins here").help("one file holds one scenario")
        }
        Error::MergeKeyNotAllowed { .. } => syntax("merge keys are not part of this language")
            .help("share a world by `given: { include: … }`"),
        Error::UnsupportedTag { tag, .. } => {
            syntax(&format!("the tag `{tag}` is not part of this language")).help("leave it out")
        }
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => Diagnostic::error(
            Code::Limit,
            format!("the aliases of this file repeat more than {MAX_ALIASED_NODES} nodes"),
        )
        .label("at this alias"),
        _ => return None,
    })
}

fn limit(breach: &BudgetBreach) -> Diagnostic {
    let title = match breach {
        BudgetBreach::Depth { .. } => return too_deep(),
        BudgetBreach::Aliases { .. }
        | BudgetBreach::Anchors { .. }
        | BudgetBreach::AliasAnchorRatio { .. }
        | BudgetBreach::RecordedAnchorEvents { .. }
        | BudgetBreach::RecordedAnchorBytes { .. } => {
            format!("the file holds more than {MAX_ALIASES} aliases, or large ones")
        }
        BudgetBreach::ScalarBytes { .. } => format!("the texts take more than {} bytes", 8 * MAX_FILE_BYTES),
        _ => format!("the file holds more than {MAX_NODES} nodes"),
    };
    Diagnostic::error(Code::Limit, title).label("at this point")
}

fn too_deep() -> Diagnostic {
    Diagnostic::error(Code::Limit, format!("the file is nested deeper than {MAX_NESTING} levels"))
        .label("at this point")
}

/// The most frequent cause of a message of the YAML scanner.
fn remedy(message: &str) -> Option<String> {
    let remedies = [
        ("tab", "indent with spaces"),
        (
            "mapping values are not allowed",
            "put a text that holds `: ` in quotes, and align the keys of one mapping",
        ),
        ("quoted scalar", "look for a quote further up that is not closed"),
        (
            "flow",
            "look for a bracket or brace further up that is not closed; within `{ }` or `[ ]`, quote a path that holds brackets",
        ),
    ];
    remedies.iter().find(|(part, _)| message.contains(part)).map(|(_, help)| (*help).to_owned())
}

/// Any other message of the reader, without the position that it appends.
fn other(error: &Error) -> Diagnostic {
    let text = error.to_string();
    let title = text.split(" at line ").next().unwrap_or_default();
    Diagnostic::error(Code::WrongType, title)
}

fn node(expected: &str) -> Diagnostic {
    let (what, help) = match expected {
        "mapping start" => ("a mapping", "write `key: value`, a line each and indented, or `{ key: value }`"),
        "sequence start" => ("a list", "write `[one, two]`, or a line each after `- `"),
        "string scalar" | "scalar" => {
            ("a single value", "write one text or number, without brackets or keys")
        }
        other => (other, "see the schema of scenario files"),
    };
    Diagnostic::error(Code::WrongType, format!("expected {what}")).help(help)
}

fn scalar(ty: &str) -> &str {
    match ty {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number from 0 on",
        "bool" => "`true` or `false`",
        other => other,
    }
}
