//! The spellings of "no value": what a document that shows one leaves open.
//!
//! A table row says how our own answers say that a field has no value. Another implementation may say it otherwise, and no
//! document forbids it: it leaves the field out, or writes `null`, an empty text, list or object, 0 or the documented placeholder.
//! [`settle_no_values`] puts such an answer into the spelling of the rows and returns the spelling that each field had.

use serde_json::{Map, Value};

use super::layout::{Kind, Node, children};
use super::parse::Raw;
use super::{Form, Format};
use crate::shape::{FieldRow, NoneAs, PLACEHOLDER, Type};

/// A way to say that a field has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spelling {
    /// The field is left out.
    Absent,
    /// JSON's `null`.
    Null,
    /// An empty text, or an element without content.
    EmptyText,
    /// An empty list.
    EmptyList,
    /// An object without members.
    EmptyObject,
    /// The number 0.
    Zero,
    /// [`PLACEHOLDER`].
    Placeholder,
}

impl Spelling {
    /// Every spelling.
    pub const ALL: [Self; 7] = [
        Self::Absent,
        Self::Null,
        Self::EmptyText,
        Self::EmptyList,
        Self::EmptyObject,
        Self::Zero,
        Self::Placeholder,
    ];

    /// The word used in profiles and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Null => "null",
            Self::EmptyText => "empty-text",
            Self::EmptyList => "empty-list",
            Self::EmptyObject => "empty-object",
            Self::Zero => "zero",
            Self::Placeholder => "placeholder",
        }
    }

    /// The spelling named so.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|spelling| spelling.as_str() == text)
    }

    /// True if a field of this row can have no value in this way: a list cannot be 0, and XML has neither `null` nor types.
    pub fn fits(self, row: &FieldRow, format: Format) -> bool {
        let is_list = matches!(row.ty, Type::StringList | Type::ObjectList);
        let is_map = matches!(row.ty, Type::Map | Type::Object);
        match self {
            // The whole envelope is no field that can lack.
            _ if !is_open(row) => false,
            Self::Absent => true,
            Self::Null => format == Format::Json,
            Self::EmptyText => !matches!(row.ty, Type::Object | Type::ObjectList) || format == Format::Xml,
            Self::EmptyList => is_list && format == Format::Json,
            Self::EmptyObject => is_map && format == Format::Json,
            Self::Zero => matches!(row.ty, Type::Integer | Type::Long),
            Self::Placeholder => matches!(row.ty, Type::String | Type::Integer | Type::Long | Type::Boolean),
        }
    }

    /// The value that stands for it; none where the field is left out.
    pub fn value(self, form: Form) -> Option<Value> {
        match (self, form) {
            (Self::Absent, _) => None,
            (Self::Null, _) => Some(Value::Null),
            (Self::EmptyText, _) => Some("".into()),
            (Self::EmptyList, Form::Typed) => Some(Value::Array(Vec::new())),
            (Self::EmptyList, Form::Documented) => Some("[]".into()),
            (Self::EmptyObject, Form::Typed) => Some(Value::Object(Map::new())),
            (Self::EmptyObject, Form::Documented) => Some("{}".into()),
            (Self::Zero, Form::Typed) => Some(0.into()),
            (Self::Zero, Form::Documented) => Some("0".into()),
            (Self::Placeholder, _) => Some(PLACEHOLDER.into()),
        }
    }

    /// The spelling in which a value, or its absence, says that there is none.
    pub fn of(value: Option<&Value>) -> Option<Self> {
        Some(match value {
            None => Self::Absent,
            Some(Value::Null) => Self::Null,
            Some(Value::Array(items)) if items.is_empty() => Self::EmptyList,
            Some(Value::Object(map)) if map.is_empty() => Self::EmptyObject,
            Some(Value::Number(number)) if number.as_i64() == Some(0) => Self::Zero,
            Some(Value::String(text)) => match text.as_str() {
                "" => Self::EmptyText,
                "[]" => Self::EmptyList,
                "{}" => Self::EmptyObject,
                "0" => Self::Zero,
                PLACEHOLDER => Self::Placeholder,
                _ => return None,
            },
            Some(_) => return None,
        })
    }

    /// The spelling of a row in our own answers; none where the row always has a value.
    pub fn of_row(row: &FieldRow, form: Form) -> Option<Self> {
        Some(match (row.none, row.ty) {
            (NoneAs::Omitted, _) | (NoneAs::Placeholder | NoneAs::Empty, _) if form == Form::Typed => {
                Self::Absent
            }
            (NoneAs::Omitted, _) => Self::Absent,
            (NoneAs::Placeholder, _) => Self::Placeholder,
            (NoneAs::Empty, _) => Self::EmptyText,
            (NoneAs::Null, _) => Self::Null,
            (NoneAs::Never, Type::StringList) => Self::EmptyList,
            (NoneAs::Never, Type::Map) => Self::EmptyObject,
            (NoneAs::Never, _) => return None,
        })
    }
}

/// True if a field of this row can be without a value.
pub(crate) fn is_open(row: &FieldRow) -> bool {
    Spelling::of_row(row, Form::Documented).is_some()
}

/// Puts every field without a value into the spelling of its row; the path of each such row, and the spelling that it had.
pub fn settle_no_values(raw: &mut Raw, rows: &[FieldRow], form: Form) -> Vec<(&'static str, Spelling)> {
    let mut found = Vec::new();
    let format = raw.format;
    if let Value::Object(map) = &mut raw.value {
        object(map, rows, 0, &mut |node, map, at| settle(node, map, at, form, format, &mut found));
    }
    found
}

/// Gives every field without a value the spelling that `of` wants for its row. For variants of our own answers.
pub fn respell_no_values(
    tree: &mut Value,
    rows: &[FieldRow],
    form: Form,
    format: Format,
    of: &dyn Fn(&FieldRow) -> Option<Spelling>,
) {
    if let Value::Object(map) = tree {
        object(map, rows, 0, &mut |node, map, at| {
            let Some(row) = node.row else { return };
            let wanted = of(row).filter(|wanted| wanted.fits(row, format));
            if let (Some(wanted), Some(_)) = (wanted, spelled(node, map, format)) {
                write(map, node.name, at, wanted.value(form));
            }
        });
    }
}

/// Lets `change` change the value of every field of these rows that has one. For variants of our own answers.
pub fn revalue(tree: &mut Value, rows: &[FieldRow], change: &dyn Fn(&FieldRow, &mut Value)) {
    if let Value::Object(map) = tree {
        object(map, rows, 0, &mut |node, map, _| {
            if let (Some(row), Some(value)) = (node.row, map.get_mut(node.name)) {
                change(row, value);
            }
        });
    }
}

/// Looks at a node in the map that it stands in, or would stand in at the given place among the others.
type Visit<'a> = dyn FnMut(&Node<'_>, &mut Map<String, Value>, usize) + 'a;

/// Visits each node of an answer, containers before what they hold.
fn object(map: &mut Map<String, Value>, rows: &[FieldRow], prefix: usize, visit: &mut Visit<'_>) {
    // Behind the last field that precedes the node in its table.
    let mut behind = 0;
    for node in children(rows, prefix) {
        visit(&node, map, behind);
        if let Some(at) = map.keys().position(|name| name == node.name) {
            behind = behind.max(at + 1);
        }
        match (map.get_mut(node.name), node.kind) {
            // An empty object has no fields that could lack: it is itself the spelling.
            (Some(Value::Object(inner)), Kind::Object | Kind::List) if !inner.is_empty() => {
                object(inner, node.inner, node.prefix, visit);
            }
            (Some(Value::Array(items)), Kind::List) => {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    object(item, node.inner, node.prefix, visit);
                }
            }
            _ => {}
        }
    }
}

/// The spelling of a field without a value; none if it has one, or if its row says that it always has.
fn spelled(node: &Node<'_>, map: &Map<String, Value>, format: Format) -> Option<Spelling> {
    let row = node.row?;
    let spelling = match map.get(node.name) {
        Some(Value::Object(inner)) if row.ty == Type::Object && inner.values().all(is_nothing) => {
            // XML has no object without members.
            Some(if format == Format::Json { Spelling::EmptyObject } else { Spelling::EmptyText })
        }
        value => Spelling::of(value),
    };
    spelling.filter(|spelling| spelling.fits(row, format))
}

/// Whether a member of an object says nothing. A 0 says something: an object of such members is one.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Object(inner) => inner.values().all(is_nothing),
        value => Spelling::of(Some(value)).is_some_and(|spelling| spelling != Spelling::Zero),
    }
}

fn settle(
    node: &Node<'_>,
    map: &mut Map<String, Value>,
    at: usize,
    form: Form,
    format: Format,
    found: &mut Vec<(&'static str, Spelling)>,
) {
    let (Some(row), Some(spelling)) = (node.row, spelled(node, map, format)) else { return };
    found.push((row.path, spelling));
    if let Some(own) = Spelling::of_row(row, form).filter(|own| *own != spelling) {
        // XML cannot say `null`: its reader takes an empty element for it.
        let own = if own == Spelling::Null && format == Format::Xml { Spelling::EmptyText } else { own };
        // All that XML has is texts.
        let form = if format == Format::Xml { Form::Documented } else { form };
        write(map, node.name, at, own.value(form));
    }
}

/// Writes a value where the field stands, or else at this place. The others keep their order.
fn write(map: &mut Map<String, Value>, name: &str, at: usize, value: Option<Value>) {
    match (value, map.get_mut(name)) {
        (Some(value), Some(known)) => *known = value,
        (Some(value), None) => drop(map.shift_insert(at.min(map.len()), name.to_owned(), value)),
        (None, _) => drop(map.shift_remove(name)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::source::Source;

    const ROWS: &[FieldRow] = &[
        FieldRow::new("Code", Type::String, Source::Code, "the code"),
        FieldRow::new("Message", Type::String, Source::Message, "the message").none(NoneAs::Omitted),
        FieldRow::new("Params", Type::StringList, Source::Params, "the parameters").none(NoneAs::Placeholder),
    ];

    fn settled(value: Value, form: Form) -> (Value, Vec<(&'static str, Spelling)>) {
        let mut raw = Raw { format: Format::Json, root: None, value };
        let found = settle_no_values(&mut raw, ROWS, form);
        (raw.value, found)
    }

    #[test]
    fn every_spelling_becomes_that_of_the_row() {
        let (value, found) = settled(json!({ "Code": "OK", "Message": "", "Params": [] }), Form::Typed);
        assert_eq!(value, json!({ "Code": "OK" }));
        assert_eq!(found, [("Message", Spelling::EmptyText), ("Params", Spelling::EmptyList)]);
        let (value, found) = settled(json!({ "Code": "OK", "Message": null }), Form::Documented);
        assert_eq!(value, json!({ "Code": "OK", "Params": PLACEHOLDER }));
        let (value, _) = settled(json!({ "Code": "OK", "Params": [] }), Form::Documented);
        assert_eq!(
            value.to_string(),
            json!({ "Code": "OK", "Params": PLACEHOLDER }).to_string(),
            "in its place"
        );
        assert_eq!(found, [("Message", Spelling::Null), ("Params", Spelling::Absent)]);
    }

    #[test]
    fn an_object_whose_members_say_nothing_says_nothing() {
        const CALL: &[FieldRow] = &[
            FieldRow::new("Call", Type::Object, Source::Group, "the call").none(NoneAs::Omitted),
            FieldRow::new("Call.JobId", Type::String, Source::Message, "its id"),
            FieldRow::new("Call.Index", Type::Integer, Source::Message, "its place"),
        ];
        for (format, value, spelling) in [
            (Format::Json, json!({ "Call": { "JobId": null, "Index": null } }), Spelling::EmptyObject),
            (Format::Json, json!({ "Call": { "JobId": "", "More": { "Of": [] } } }), Spelling::EmptyObject),
            (Format::Xml, json!({ "Call": { "JobId": "", "Index": "" } }), Spelling::EmptyText),
        ] {
            let mut raw = Raw { format, root: None, value };
            assert_eq!(settle_no_values(&mut raw, CALL, Form::Typed), [("Call", spelling)]);
            assert_eq!(raw.value, json!({}));
        }
        let value = json!({ "Call": { "JobId": "", "Index": 0 } });
        let mut raw = Raw { format: Format::Json, root: None, value: value.clone() };
        assert_eq!(settle_no_values(&mut raw, CALL, Form::Typed), []);
        assert_eq!(raw.value, value, "a 0 is a value");
    }

    #[test]
    fn in_xml_a_list_that_is_not_there_reads_as_an_empty_one() {
        const GROUPS: &[FieldRow] =
            &[FieldRow::new("Groups", Type::StringList, Source::Message, "the skill groups")];
        for form in [Form::Typed, Form::Documented] {
            let mut raw = Raw { format: Format::Xml, root: None, value: json!({}) };
            assert_eq!(settle_no_values(&mut raw, GROUPS, form), [("Groups", Spelling::Absent)]);
            assert_eq!(raw.value, json!({ "Groups": "[]" }));
        }
    }

    #[test]
    fn what_has_a_value_or_must_have_one_is_left_alone() {
        let (value, found) = settled(json!({ "Code": "", "Message": "no", "Params": ["a"] }), Form::Typed);
        assert_eq!(value, json!({ "Code": "", "Message": "no", "Params": ["a"] }));
        assert_eq!(found, []);
    }

    #[test]
    fn our_own_answers_are_respelled() {
        let mut tree = json!({ "Code": "OK", "Message": "no" });
        let wanted = |_: &FieldRow| Some(Spelling::EmptyText);
        respell_no_values(&mut tree, ROWS, Form::Typed, Format::Json, &wanted);
        assert_eq!(tree, json!({ "Code": "OK", "Message": "no", "Params": "" }));
    }
}
