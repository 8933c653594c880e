//! Answers of other implementations.

use offhook_dialect::cc_gateway::{EVENTS, OPERATIONS, REFUSAL_FIELDS};
use offhook_dialect::ccc::{ACTIONS, ERROR_FIELDS};
use offhook_dialect::{FieldRow, Form, Format, Limits, parse, read, render, tokens};

/// The table that is named in the first line, and the answer behind it. Without a fault it is written and read again as the same.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (name, text) = text.split_once('\n').unwrap_or(("", &text));
    let fields = table(name);
    for format in Format::ALL {
        let glued: usize = tokens(text, format).iter().map(String::len).sum();
        assert!(glued <= text.len(), "tokens hold nothing that was not there");
        let Ok(raw) = parse(text, format, &Limits::DEFAULT) else { continue };
        for form in Form::ALL {
            let (tree, faults) = read(&raw, fields, form);
            assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
            if !faults.is_empty() {
                continue;
            }
            for (form, format) in
                Form::ALL.into_iter().flat_map(|form| Format::ALL.map(|format| (form, format)))
            {
                let written = render(&tree, fields, form, format, "Any");
                let again = parse(&written, format, &Limits::DEFAULT);
                // An answer without a field is no XML, and what is escaped takes more room.
                let Ok(again) = again else { continue };
                let (back, faults) = read(&again, fields, form);
                assert_eq!(render(&back, fields, form, format, "Any"), written, "{faults:?}");
            }
        }
    }
}

/// The fields of the answer of that name; of a refusal, if there is none.
fn table(name: &str) -> &'static [FieldRow] {
    let action = ACTIONS.iter().find(|action| action.name == name).map(|it| it.fields);
    let operation = OPERATIONS.iter().find(|operation| operation.id == name).map(|it| it.fields);
    let event = || EVENTS.iter().find(|event| event.name == name).map(|it| it.fields);
    let refusal = if name == "gateway" { REFUSAL_FIELDS } else { ERROR_FIELDS };
    action.or(operation).or_else(event).unwrap_or(refusal)
}
