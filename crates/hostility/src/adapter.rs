//! Messages of the adapter protocol.

use std::fmt::Debug;

use offhook_centre::adapter::{Answer, Call};
use serde_json::Value;

/// Each line is a message, of the operation that it names, and an answer. What is read is written and read again as the same.
pub(crate) fn run(bytes: &[u8]) {
    for line in bytes.split(|byte| *byte == b'\n') {
        let Ok(value) = serde_json::from_slice::<Value>(line) else { continue };
        let named = value.get("op").and_then(Value::as_str).map(str::to_owned);
        for op in named.iter().map(String::as_str).chain(Call::OPS) {
            match Call::read(op, value.clone()) {
                Ok(call) => same(&Call::read(call.op(), call.object()), &call),
                Err(reason) => {
                    assert!(!reason.is_empty() && reason.len() < 1_000 + 8 * line.len(), "{reason}");
                }
            }
        }
        if let Ok(answer) = serde_json::from_value::<Answer>(value) {
            let again = serde_json::to_value(&answer).and_then(serde_json::from_value);
            same(&again.map_err(|error| error.to_string()), &answer);
        }
    }
}

fn same<T: Debug + PartialEq>(again: &Result<T, String>, first: &T) {
    assert_eq!(again.as_ref(), Ok(first), "a message that is written and read again");
}
