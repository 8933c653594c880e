//! The mutants that wrap a subject: what it does is another thing than what it says.

use offhook_dialect::{ChannelField, Operation};
use offhook_scenario::Dialect;

use super::class::Class;
use super::marks;
use super::mutant::{EventFault, Fault, IdKind, Mutant, Spot, TimerFault, TimerKind};
use super::of_shapes::event_names;
use super::spot::channels;

struct List<'a> {
    dialect: Dialect,
    out: &'a mut Vec<Mutant>,
}

impl List<'_> {
    fn push(
        &mut self,
        class: Class,
        what: &str,
        change: String,
        clause: &str,
        needs: Option<String>,
        fault: Fault,
    ) {
        let near = needs.iter().cloned().collect();
        self.push_near(class, what, change, clause, needs, near, fault);
    }

    #[expect(clippy::too_many_arguments, reason = "one for each field of a mutant")]
    fn push_near(
        &mut self,
        class: Class,
        what: &str,
        change: String,
        clause: &str,
        needs: Option<String>,
        near: Vec<String>,
        fault: Fault,
    ) {
        let dialect = self.dialect;
        self.out.push(Mutant {
            id: format!("{}/{}/{what}", dialect.as_str(), class.as_str()),
            class,
            dialect,
            change,
            touches: vec![clause.to_owned()],
            needs,
            near,
            fault,
        });
    }
}

/// Every mutant that wraps a subject.
pub(super) fn all(dialect: Dialect, out: &mut Vec<Mutant>) {
    let mut list = List { dialect, out };
    for operation in dialect.tables.operations.iter().copied() {
        requests(&mut list, operation);
        other_channel_of_requests(&mut list, operation);
        long_params(&mut list, operation);
    }
    for name in event_names(dialect) {
        events(&mut list, name);
    }
    timers(&mut list);
    flags(&mut list);
    ids(&mut list);
}

/// Requests after which an ended call, a session or an attempt is over.
fn ends_something(of: &str) -> bool {
    let of = of.to_lowercase();
    [
        "release",
        "dropcall",
        "disconnect",
        "hangup",
        "logout",
        "signout",
        "endconference",
        "cancelattended",
        "canceltransfer",
    ]
    .iter()
    .any(|word| of.contains(word))
}

fn requests(list: &mut List<'_>, operation: &'static dyn Operation) {
    let (of, clause, refusals) = (operation.name(), operation.clause(), operation.refusals());
    // To read one's own state changes nothing, but where every request is a sign of run of a session.
    let only_reads = reads_only(list.dialect, operation);
    if !only_reads {
        let change = format!("{of} is accepted, and nothing comes of it");
        let needs = Some(marks::accepted(of));
        list.push(Class::AcceptedButIgnored, of, change, clause, needs, Fault::Ignored { of });
    }
    if !only_reads && refusals.iter().any(|refusal| refusal.for_state) {
        let change =
            format!("{of} is refused for the state of user or channel, and carried out all the same");
        let needs = Some(marks::refused(of));
        list.push(Class::RefusedButApplied, of, change, clause, needs, Fault::Applied { of });
    }
    if let Some(refusal) = refusals.last() {
        let (code, row) = (refusal.code, &operation.refusal_clause(refusal.code));
        let change = format!("{of} is carried out, and answered with the refusal {code}");
        let (what, needs) = (format!("{of}.{code}"), Some(marks::accepted(of)));
        list.push(Class::RefusedButApplied, &what, change, row, needs, Fault::Refused { of, code });
    }
    let change = format!("{of} answers as it did the user's request before");
    let needs = Some(marks::again(of));
    list.push(Class::StaleAnswer, of, change, clause, needs, Fault::Stale { of });
    if ends_something(of) {
        let change = format!("{of} is accepted again though it is refused");
        let needs = Some(marks::refused(of));
        list.push(Class::DoubleRelease, of, change, clause, needs, Fault::DoubleRelease { of });
    }
}

/// Whether an operation reads the state of the user who asks and changes nothing.
fn reads_only(dialect: Dialect, operation: &'static dyn Operation) -> bool {
    operation == dialect.tables.poll && dialect.sign_in.operation().is_none()
}

/// What one channel can have in place of another one.
const EXCHANGED: [ChannelField; 5] = [
    ChannelField::State,
    ChannelField::Flags,
    ChannelField::User,
    ChannelField::Originator,
    ChannelField::Destination,
];

fn other_channel_of_requests(list: &mut List<'_>, operation: &'static dyn Operation) {
    let (of, clause) = (operation.name(), operation.clause());
    let tables = &list.dialect.vendor().tables;
    if let (Some(channels), Some(call)) = (channels(list.dialect), tables.call) {
        if operation.param(call.channel).is_some() {
            let change = format!("{of} acts on the other channel of the call");
            let needs = Some(marks::accepted(of));
            list.push(Class::WrongChannel, of, change, clause, needs, Fault::OtherChannelAsked { of });
        }
        let id = operation.field(&format!("{channels}.{}", call.channel));
        if let Some(id) = id {
            let needs = Some(marks::value(Spot::Answer(of), id.path));
            let change = format!("the answer of {of} names the other channel of the call");
            let fault = Fault::OtherChannelTold { of, field: call.channel };
            let what = format!("{of}.{}", call.channel);
            list.push(Class::WrongChannel, &what, change, clause, needs, fault);
        }
    }
    let shown = channels(list.dialect).filter(|_| operation == tables.poll);
    if let (Some(channels), Some(state)) = (shown, tables.channel_field(ChannelField::State)) {
        for field in EXCHANGED.iter().filter_map(|field| tables.channel_field(*field)) {
            let needs = Some(marks::field(Spot::Answer(of), &format!("{channels}.{state}")));
            let change = format!("the answer of {of} has the {field} of one channel at the other");
            let fault = Fault::OtherChannelTold { of, field };
            list.push(Class::WrongChannel, &format!("{of}.{field}"), change, clause, needs, fault);
        }
    }
    exchanged(list, Spot::Answer(of), clause);
}

/// Where a caller and a called party stand, they can change places.
fn exchanged(list: &mut List<'_>, spot: Spot, clause: &str) {
    let fields = marks::fields(list.dialect, spot);
    let [callers, called] = list.dialect.vendor().tables.numbers;
    let named = |names: &[&str]| {
        fields
            .iter()
            .map(|(path, _)| *path)
            .find(|path| names.contains(&path.rsplit('.').next().unwrap_or(path)))
    };
    if let (Some(caller), Some(called)) = (named(callers), named(called)) {
        let needs = Some(marks::value(spot, caller));
        let change = format!("in {} who calls and who is called change places", spot.text());
        let what = format!("{}.{called}", spot.text());
        list.push(
            Class::WrongChannel,
            &what,
            change,
            clause,
            needs,
            Fault::Exchanged { spot, fields: (caller, called) },
        );
    }
}

fn long_params(list: &mut List<'_>, operation: &'static dyn Operation) {
    let is_duration = list.dialect.vendor().tables.is_duration;
    for row in operation.params().iter().filter(|row| is_duration(row)) {
        let (of, param) = (operation.name(), row.name);
        let change = format!("{param} of {of} is taken for one second more");
        let fault = Fault::LongParam { of, param, by: 1 };
        let clause = operation.param_clause(param);
        list.push(
            Class::TimerLate,
            &format!("{of}.{param}"),
            change,
            &clause,
            Some(marks::accepted(of)),
            fault,
        );
    }
}

fn events(list: &mut List<'_>, name: &'static str) {
    let clause = format!("{}.events", list.dialect.as_str());
    let needs = Some(marks::event(name));
    for (class, how, change) in [
        (Class::EventLost, EventFault::Lost, format!("{name} never comes")),
        (Class::EventDoubled, EventFault::Doubled, format!("{name} comes twice")),
        (
            Class::EventReordered,
            EventFault::Reordered,
            format!("{name} comes behind the event that follows it"),
        ),
    ] {
        list.push(class, name, change, &clause, needs.clone(), Fault::Event { name, how });
    }
    let spot = Spot::Event(name);
    let channel = list.dialect.vendor().tables.event.channel;
    let channel = channel.filter(|it| marks::fields(list.dialect, spot).iter().any(|(path, _)| path == it));
    if let Some(channel) = channel {
        let change = format!("{name} names the other channel of the call");
        let needs = Some(marks::value(spot, channel));
        list.push(
            Class::WrongChannel,
            &format!("events.{name}.{channel}"),
            change,
            &clause,
            needs,
            Fault::OtherChannelInEvent { name },
        );
    }
    exchanged(list, spot, &clause);
}

fn timers(list: &mut List<'_>) {
    let clause = "ccc.rules.same-instant";
    for (kind, word, clause) in [
        (TimerKind::Ring, "ring", "ccc.rules.ringing-timeout"),
        (TimerKind::Call, "call", "ccc.make-call.timeout"),
        (TimerKind::Queue, "queue", clause),
    ] {
        let change = format!("the {word} timer goes off though what it waited for has happened");
        let fault = Fault::Timer { kind, how: TimerFault::NotCancelled };
        list.push(Class::TimerNotCancelled, word, change, clause, None, fault);
    }
    for (kind, word) in [(TimerKind::Ring, "ring"), (TimerKind::Call, "call"), (TimerKind::Queue, "queue")] {
        for by_ms in [1, 1_000] {
            let change = format!("the {word} timer goes off {by_ms} ms late");
            let fault = Fault::Timer { kind, how: TimerFault::Late { by_ms } };
            list.push(Class::TimerLate, &format!("{word}.{by_ms}ms"), change, clause, None, fault);
        }
    }
}

fn flags(list: &mut List<'_>) {
    if let Some(held) = list.dialect.tables.held_calls {
        let of = held.name();
        let change = format!("{of} lists a held call that is over");
        let fault = Fault::Survives { of, flag: "HOLD" };
        list.push(Class::FlagSurvivesRelease, of, change, held.clause(), Some(marks::again(of)), fault);
    }
    let Some(channels) = channels(list.dialect) else { return };
    // The other answers show the own channel only, which has not ended where it can be shown.
    let poll = list.dialect.tables.poll;
    let (of, clause) = (poll.name(), poll.clause());
    let Some(flags) = list.dialect.vendor().tables.channel_field(ChannelField::Flags) else { return };
    for flag in ["HOLD", "MUTED", "MONITORED", "COACHED"] {
        let change = format!("in answers of {of}, a channel that has ended keeps its flag {flag}");
        let needs = Some(marks::value(Spot::Answer(of), &format!("{channels}.{flags}")));
        let fault = Fault::Survives { of, flag };
        list.push(Class::FlagSurvivesRelease, &format!("{of}.{flag}"), change, clause, needs, fault);
    }
}

fn ids(list: &mut List<'_>) {
    let (dialect, clause) = (list.dialect, "ccc.rules.early-snapshot");
    let request = dialect.tables.request_id.map(|_| (IdKind::Request, "request"));
    let token = dialect.sign_in.operation().map(|_| (IdKind::Token, "token"));
    let kinds = request.into_iter().chain([(IdKind::Call, "call")]).chain(token);
    for (kind, word) in kinds {
        let change = format!("a {word} has the id of an earlier one");
        list.push(Class::IdReused, word, change, clause, None, Fault::Reused(kind));
    }
}
