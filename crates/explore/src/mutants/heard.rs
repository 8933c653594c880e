//! What a reply says, seen from outside: of which request, accepted or not, and with which event.

use offhook_dialect::{Format, HttpRequest, HttpResponse, Limits, Operation, parse};
use offhook_harness::InProcess;
use offhook_scenario::Dialect;
use serde_json::Value;

use super::spot::Spot;

/// A reply in JSON, taken apart. Replies in XML are nobody's mutant.
pub(super) struct Heard {
    pub(super) of: &'static str,
    pub(super) code: String,
    pub(super) accepted: bool,
    pub(super) event: Option<&'static str>,
    pub(super) tree: Value,
}

impl Heard {
    pub(super) fn new(inner: &InProcess, request: &HttpRequest, reply: &HttpResponse) -> Option<Self> {
        let dialect = dialect(inner)?;
        let operation = (dialect.routes.operation)(request)?;
        if !reply.body.starts_with('{') {
            return None;
        }
        let tree = parse(&reply.body, Format::Json, &Limits::DEFAULT).ok()?.value;
        let refusal = dialect.tables.refusal_in(&tree);
        let polls = dialect.delivery.poll() == Some(operation);
        let event = if polls { event_of(dialect, &tree) } else { None };
        let accepted = refusal.is_none();
        let code = refusal.unwrap_or_else(|| dialect.tables.code.1.to_owned());
        Some(Self { of: operation.name(), accepted, code, event, tree })
    }

    /// Where the fields of this reply stand.
    pub(super) const fn spot(&self) -> Spot {
        match (self.accepted, self.event) {
            (true, Some(event)) => Spot::Event(event),
            (true, None) => Spot::Answer(self.of),
            (false, _) => Spot::Refusal(self.of),
        }
    }
}

fn event_of(dialect: Dialect, tree: &Value) -> Option<&'static str> {
    let fields = &dialect.vendor().tables.event;
    dialect.vendor().event(fields.name_in(fields.polled_in(tree)?)).map(|event| event.name)
}

/// The vendor's interface that a subject speaks, once it has a world.
pub(super) fn dialect(inner: &InProcess) -> Option<Dialect> {
    inner.centre().map(|centre| centre.dialect())
}

/// The operation that a request asks for.
pub(super) fn operation(inner: &InProcess, request: &HttpRequest) -> Option<&'static dyn Operation> {
    (dialect(inner)?.routes.operation)(request)
}

/// The name of the operation that a request asks for.
pub(super) fn of(inner: &InProcess, request: &HttpRequest) -> Option<&'static str> {
    operation(inner, request).map(|operation| operation.name())
}

/// Who asks, as far as the request says.
pub(super) fn who(inner: &InProcess, request: &HttpRequest) -> String {
    dialect(inner).and_then(|dialect| dialect.client.read(request).user).unwrap_or_default()
}

/// The name of an event that the subject has pushed.
pub(super) fn name_of<'a>(inner: &InProcess, event: &'a Value) -> &'a str {
    dialect(inner).map_or("", |dialect| dialect.vendor().tables.event.name_in(event))
}
