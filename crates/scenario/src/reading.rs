//! The context of a file while it is read: its index, and the faults found so far.
//!
//! serde hands no context to `Deserialize`, and stops at the first error. A bad duration on line 9
//! must not hide a bad path on line 20. So an invalid value is reported here, a placeholder takes its place, and
//! [`reading`] hands the faults to the parser, which then returns no scenario. The context is thread-local and
//! exists for one call of [`reading`]; outside of that call a fault is an ordinary serde error.

use std::cell::RefCell;

use serde::de;
use serde_saphyr::Location;

use crate::diagnostic::Diagnostic;
use crate::place::Place;

struct Context {
    source: u16,
    text: Box<str>,
    faults: Vec<Diagnostic>,
}

thread_local! {
    static CONTEXT: RefCell<Option<Context>> = const { RefCell::new(None) };
}

/// Restores the thread's context, also when reading panics.
struct Restore(Option<Context>);

impl Drop for Restore {
    fn drop(&mut self) {
        CONTEXT.set(self.0.take());
    }
}

/// Runs `read` for the file `source`; returns its result and the faults that it reported.
pub(crate) fn reading<R>(source: u16, text: &str, read: impl FnOnce() -> R) -> (R, Vec<Diagnostic>) {
    let context = Context { source, text: text.into(), faults: Vec::new() };
    let _restore = Restore(CONTEXT.replace(Some(context)));
    let result = read();
    let faults = CONTEXT.take().map(|context| context.faults).unwrap_or_default();
    (result, faults)
}

/// The file that is being read.
pub(crate) fn source_id() -> u16 {
    CONTEXT.with_borrow(|context| context.as_ref().map_or(0, |context| context.source))
}

/// What stands at a place of the file that is being read.
pub(crate) fn text_at(location: &Location) -> Option<String> {
    let span = location.span();
    let (from, len) = (usize::try_from(span.byte_offset()?).ok()?, usize::try_from(span.byte_len()?).ok()?);
    CONTEXT.with_borrow(|context| {
        let text = context.as_ref()?.text.get(from..from.checked_add(len)?)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    })
}

/// The number of faults so far; see [`locate_since`].
pub(crate) fn mark() -> usize {
    CONTEXT.with_borrow(|context| context.as_ref().map_or(0, |context| context.faults.len()))
}

/// Gives a place to the faults since `mark` that have none: that of the innermost value with a place.
pub(crate) fn locate_since(mark: usize, place: Place) {
    CONTEXT.with_borrow_mut(|context| {
        let faults = context.as_mut().map_or(&mut [][..], |context| &mut context.faults[mark..]);
        for fault in faults.iter_mut().filter(|fault| !fault.place.is_known()) {
            fault.place = place;
        }
    });
}

/// Reports an invalid value; the caller goes on with a placeholder.
pub(crate) fn report<E: de::Error>(fault: Diagnostic) -> Result<(), E> {
    CONTEXT.with_borrow_mut(|context| match context {
        Some(context) => {
            context.faults.push(fault);
            Ok(())
        }
        None => Err(E::custom(fault.title)),
    })
}
