//! What no schema can say of a statement: names that must be known, and fields that need or exclude each other.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use offhook_centre::vocabulary;
use offhook_dialect::{names_clause, registry};
use offhook_scenario::{At, Code, Diagnostic, Dialect, DialectWords, Format, Place, suggest};

use super::FINEST_MS;
use super::{
    Isolation, MAX_PARALLEL, MAX_RATE, MAX_TIMEOUT_MS, Observation, STATEMENT_VERSION, Statement, Stimuli,
    Time,
};
use offhook_centre::stimulus_kinds;

/// A check, and the fields that it holds against each other.
type Check = (&'static [&'static str], fn(&Statement, &mut Vec<Diagnostic>));

const CHECKS: &[Check] = &[
    (&["offhook"], version),
    (&["target", "command", "control"], link),
    (&[], addresses),
    (&[], signing),
    (&["stimuli", "control", "command"], stimuli),
    (&[], names),
    (&["actions"], parameters_of_actions),
    (&["formats"], formats),
    (&["parallel"], |it, faults| {
        bound("`parallel`", it.parallel.place, it.parallel.value.into(), 1..=MAX_PARALLEL.into(), faults);
    }),
    (&["rate_limit"], |it, faults| {
        let Some(rate) = it.rate_limit else { return };
        bound("`rate_limit`", rate.place, rate.value.into(), 1..=MAX_RATE.into(), faults);
    }),
    (&["timeout"], |it, faults| {
        let Some(timeout) = it.timeout else { return };
        bound("`timeout`, in milliseconds,", timeout.place, timeout.value.ms, 1..=MAX_TIMEOUT_MS, faults);
    }),
    (&["time", "tolerance"], scale),
    (&["isolation", "control", "command", "users", "parallel", "time"], isolation),
    (&["isolation", "instance", "parallel", "observation"], shared_centre),
    (&[], users),
    (&[], deviations),
];

/// Everything that is wrong, in order of position. Fields of which something could not be read are held against no other: what
/// they say is not known.
pub(super) fn faults(statement: &Statement, unread: &BTreeSet<String>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (fields, check) in CHECKS {
        if !fields.iter().any(|field| unread.contains(*field)) {
            check(statement, &mut faults);
        }
    }
    faults.sort_by_key(|fault| fault.place);
    faults.into_iter().map(|fault| fault.from(&statement.source)).collect()
}

fn wrong(code: Code, title: impl Into<String>, place: Place) -> Diagnostic {
    Diagnostic::error(code, title).at(place)
}

fn together(title: &str, place: Place, help: &str) -> Diagnostic {
    wrong(Code::NotTogether, title, place).help(help)
}

fn version(it: &Statement, faults: &mut Vec<Diagnostic>) {
    if it.offhook.value != STATEMENT_VERSION {
        let title = format!("version {} of statements is not known", it.offhook.value);
        faults.push(wrong(Code::Version, title, it.offhook.place).help("write `offhook: 1`"));
    }
}

/// One way to reach it, and only one.
fn link(it: &Statement, faults: &mut Vec<Diagnostic>) {
    match (&it.target, it.command.first()) {
        (None, None) => {
            let title = "nothing says how the implementation is reached";
            faults.push(
                wrong(Code::MissingField, title, it.name.place)
                    .help("add `target: http://…`, or `command: [program, argument]`"),
            );
        }
        (Some(target), Some(_)) => {
            faults.push(together(
                "a target and a command exclude each other",
                target.place,
                "keep one of them",
            ));
        }
        (None, Some(command)) if it.control.is_some() => {
            faults.push(together(
                "a control endpoint belongs to a target: a program is controlled over its standard input",
                command.place,
                "take `control` away, or add `target`",
            ));
        }
        _ => {}
    }
}

fn addresses(it: &Statement, faults: &mut Vec<Diagnostic>) {
    for address in [&it.target, &it.control].into_iter().flatten() {
        if let Err(why) = crate::address::check_address(&address.value) {
            let title = format!("`{}` is not an address that can be reached: {why}", address.value);
            faults.push(
                wrong(Code::Other(crate::address::BAD_ADDRESS), title, address.place)
                    .help("write `http://host:port` or `https://host:port`, with a path where there is one"),
            );
        }
    }
}

fn signing(it: &Statement, faults: &mut Vec<Diagnostic>) {
    let path = |address: &str| !crate::address::path(address).is_empty();
    if let (Some(target), Some(_)) = (it.target.as_ref().filter(|it| path(&it.value)), &it.credentials) {
        let title = "signed requests go to the path /";
        faults.push(together(title, target.place, "take the path away, or `credentials`"));
    }
    if let (false, Some(credentials)) = (it.dialect.value.wire.signed, &it.credentials) {
        let title = format!("requests of {} are not signed", it.dialect.value);
        faults.push(together(&title, credentials.access_key_id.place, "take `credentials` away"));
    }
}

fn stimuli(it: &Statement, faults: &mut Vec<Diagnostic>) {
    if let (Stimuli::None, Some(kind)) = (it.stimuli(), it.stimulus_kinds.iter().flatten().next()) {
        let title = "kinds of stimuli are claimed, but nobody plays the network";
        faults.push(together(title, kind.place, "say how by `stimuli:`, or take `stimulus_kinds` away"));
    }
    let Some(stimuli) = &it.stimuli else { return };
    let missing = match stimuli.value {
        Stimuli::Control if it.control.is_none() => "control: http://…",
        Stimuli::Stdio if it.command.is_empty() => "command: [program]",
        _ => return,
    };
    let title = format!("stimuli come by `{}`, but nothing says where that is", stimuli.value.as_str());
    faults.push(together(&title, stimuli.place, &format!("add `{missing}`")));
}

fn names(it: &Statement, faults: &mut Vec<Diagnostic>) {
    let vocabulary = vocabulary();
    let unknown = DialectWords::default();
    let words = vocabulary.dialect(it.dialect.value).unwrap_or(&unknown);
    for action in it.actions.iter().flatten() {
        known_action(it.dialect.value, words, action, faults);
    }
    for (action, parameters) in it.parameters.iter() {
        let Some(row) = known_action(it.dialect.value, words, action, faults) else { continue };
        for parameter in parameters {
            if !row.parameters.contains(&parameter.value.as_str()) {
                let title = format!("unknown parameter of {}: `{}`", row.name, parameter.value);
                faults.push(
                    wrong(Code::UnknownParameter, title, parameter.place)
                        .help_maybe(suggest(&parameter.value, row.parameters.iter().copied())),
                );
            }
        }
    }
    if let Some(edition) = &it.edition {
        known_word("edition", edition, it.dialect.value.editions.iter().map(|(name, _)| *name), faults);
    }
    for kind in it.stimulus_kinds.iter().flatten() {
        known_word("kind of stimulus", kind, stimulus_kinds(), faults);
    }
}

fn known_action<'w>(
    dialect: Dialect,
    words: &'w DialectWords<'_>,
    action: &At<String>,
    faults: &mut Vec<Diagnostic>,
) -> Option<&'w offhook_scenario::Action<'w>> {
    let found = words.actions.iter().find(|row| row.name == action.value);
    if found.is_none() {
        let title = format!("unknown action of `{}`: `{}`", dialect.as_str(), action.value);
        faults.push(
            wrong(Code::UnknownAction, title, action.place)
                .help_maybe(suggest(&action.value, words.actions.iter().map(|row| row.name))),
        );
    }
    found
}

fn known_word<'w>(
    what: &str,
    word: &At<String>,
    words: impl Iterator<Item = &'w str> + Clone,
    faults: &mut Vec<Diagnostic>,
) {
    if !words.clone().any(|known| known == word.value) {
        let title = format!("unknown {what}: `{}`", word.value);
        faults.push(wrong(Code::UnknownWord, title, word.place).help_maybe(suggest(&word.value, words)));
    }
}

/// Parameters are claimed of actions that are.
fn parameters_of_actions(it: &Statement, faults: &mut Vec<Diagnostic>) {
    for (action, _) in it.parameters.iter().filter(|(action, _)| !it.claims_action(&action.value)) {
        let title = format!("parameters of {} are claimed, but {} itself is not", action.value, action.value);
        faults.push(together(&title, action.place, "add it to `actions`, or take its parameters away"));
    }
}

fn formats(it: &Statement, faults: &mut Vec<Diagnostic>) {
    let is_written = it.dialect.value.wire.formats.contains(&offhook_dialect::Format::Xml);
    let xml = it.formats.iter().find(|format| format.value == Format::Xml);
    if let (Some(xml), false) = (xml, is_written) {
        let title = format!("answers of {} are not written in XML", it.dialect.value);
        faults.push(together(&title, xml.place, "take `xml` away"));
    }
}

fn bound(what: &str, place: Place, value: u64, range: RangeInclusive<u64>, faults: &mut Vec<Diagnostic>) {
    if !range.contains(&value) {
        let title = format!("{what} is from {} to {}, not {value}", range.start(), range.end());
        faults.push(wrong(Code::BadNumber, title, place));
    }
}

fn scale(it: &Statement, faults: &mut Vec<Diagnostic>) {
    if let Time::Scaled(scale) = it.time.value {
        bound("the scale of time", it.time.place, scale.into(), 1..=Time::MAX_SCALE.into(), faults);
    }
    let Some(scale) = it.time.value.scale() else { return };
    let late = it.tolerance_ms().saturating_mul(scale.into());
    if late >= FINEST_MS {
        let title = format!(
            "a tolerance of {} ms is {late} ms of the subject's time: a second could not be told from the next",
            it.tolerance_ms()
        );
        let place = it.tolerance.map_or(it.time.place, |tolerance| tolerance.place);
        faults.push(wrong(Code::BadNumber, title, place).help("let time pass more slowly, or tolerate less"));
    }
}

fn isolation(it: &Statement, faults: &mut Vec<Diagnostic>) {
    match it.isolation.value {
        Isolation::Reset if it.control.is_none() && it.command.is_empty() => {
            faults.push(together(
                "without a control endpoint nothing can be reset",
                it.isolation_place(),
                "add `control: http://…`, or `isolation: fresh-users` with `users:`",
            ));
        }
        Isolation::Reset if it.parallel.value > 1 && it.command.is_empty() => {
            faults.push(together(
                "a reset forgets the other cases too: with it, cases run one at a time",
                it.parallel.place,
                "take `parallel` away, or use `isolation: fresh-users`",
            ));
        }
        Isolation::FreshUsers if it.users.is_empty() => {
            faults.push(together("there are no users to play with", it.isolation.place, "add `users:`"));
        }
        Isolation::FreshUsers if it.is_virtual() && it.parallel.value > 1 => {
            faults.push(together(
                "there is one clock for all cases: in virtual time they run one at a time",
                it.parallel.place,
                "take `parallel` away, or say `time: real`",
            ));
        }
        _ => {}
    }
}

/// A call centre that is not the suite's own: requests name it, and cases at the same time share it.
fn shared_centre(it: &Statement, faults: &mut Vec<Diagnostic>) {
    if it.isolation.value == Isolation::FreshUsers {
        let named = it.dialect.value.ids.instance_param;
        if let (Some(parameter), None) = (named, &it.instance) {
            let title =
                format!("requests name the call centre by `{parameter}`, and nothing says which it is");
            faults.push(together(&title, it.isolation.place, "add `instance:`"));
        }
        let pushed = it.dialect.value.delivery.poll().is_none();
        if pushed && it.observed_by(Observation::Events) && it.parallel.value > 1 {
            let title =
                "events of all users come from one place: cases at the same time would hear each other's";
            let help = "take `parallel` away, or say `observation: [polls]`";
            faults.push(together(title, it.parallel.place, help));
        }
    }
}

fn users(it: &Statement, faults: &mut Vec<Diagnostic>) {
    for user in &it.users {
        let name = match it.dialect.value.ids.agent_numbers {
            true => user.agent_id.is_none().then_some("agent_id"),
            false => user.id.is_none().then_some("id"),
        };
        if let Some(name) = name {
            let place = user.extension.as_ref().map_or(it.isolation_place(), |extension| extension.place);
            let title = format!("a user of `{}` without `{name}`", it.dialect.value.as_str());
            faults.push(wrong(Code::MissingField, title, place).help(format!("add `{name}:`")));
        }
    }
}

fn deviations(it: &Statement, faults: &mut Vec<Diagnostic>) {
    for deviation in &it.deviations {
        match (&deviation.clause, &deviation.action) {
            (Some(clause), None) => {
                if !registry().iter().any(|row| names_clause(&clause.value, &row.id)) {
                    let title = format!("unknown clause: `{}`", clause.value);
                    let ids = registry().iter().map(|row| row.id.as_ref());
                    let help = suggest(&clause.value, ids);
                    faults.push(wrong(Code::UnknownClause, title, clause.place).help_maybe(help));
                }
            }
            (None, Some(action)) => {
                let vocabulary = vocabulary();
                let unknown = DialectWords::default();
                let words = vocabulary.dialect(it.dialect.value).unwrap_or(&unknown);
                known_action(it.dialect.value, words, action, faults);
            }
            _ => {
                let title = "a deviation is from exactly one of `clause` and `action`";
                faults.push(wrong(Code::NotTogether, title, deviation.reason.place));
            }
        }
    }
}

impl Statement {
    fn isolation_place(&self) -> Place {
        if self.isolation.place.is_known() { self.isolation.place } else { self.name.place }
    }
}
