//! Faults of a scenario that need no vocabulary: version, id, names, limits.

use crate::at::{At, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::given::Given;
use crate::limits::{MAX_DIAGNOSTICS, MAX_ID_BYTES, MAX_REPEAT_DEPTH, MAX_STEPS, MAX_TURNS, MAX_USERS};
use crate::plan::count;
use crate::scenario::Scenario;
use crate::step::{Binds, Request, Step};
use crate::template::is_name;

/// The version of the language that this crate reads.
const VERSION: u32 = 1;

/// Every fault, in order of position.
pub(crate) fn faults(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    version(scenario, &mut faults);
    id(&scenario.id, &mut faults);
    given(&scenario.given, &mut faults);
    empty(&scenario.steps, scenario.id.place, &mut faults);
    steps(&scenario.steps, 0, &mut faults);
    let total = count(&scenario.steps);
    if total > MAX_STEPS {
        let place = scenario.steps.iter().max_by_key(|step| count(std::slice::from_ref(step)));
        faults.push(
            Diagnostic::error(Code::Limit, format!("more than {MAX_STEPS} steps"))
                .at(place.map(|step| step.place).unwrap_or_default())
                .label(format!("{total} steps in all, most of them here"))
                .help("repeat less often, or split the scenario"),
        );
    }
    faults.sort_by_key(|fault| fault.place);
    faults.truncate(MAX_DIAGNOSTICS);
    faults.into_iter().map(|fault| scenario.locate(fault.place, fault)).collect()
}

fn version(scenario: &Scenario, faults: &mut Vec<Diagnostic>) {
    let version = &scenario.offhook;
    if version.value != VERSION {
        faults.push(
            Diagnostic::error(Code::Version, format!("unknown version {} of the language", version.value))
                .at(version.place)
                .help(format!("this program reads version {VERSION}: write `offhook: {VERSION}`")),
        );
    }
}

fn id(id: &At<String>, faults: &mut Vec<Diagnostic>) {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if id.len() > MAX_ID_BYTES || !id.split(['.', '-']).all(word) {
        faults.push(
            Diagnostic::error(Code::BadName, "not an id of a scenario")
                .at(id.place)
                .label(format!("lower-case words joined by `.` and `-`, at most {MAX_ID_BYTES} bytes"))
                .help("an id looks like `ccc.hold-call.hold-and-retrieve`"),
        );
    }
}

/// Names and limits of a world.
pub(crate) fn given(given: &Given, faults: &mut Vec<Diagnostic>) {
    for (alias, user) in given.users.iter() {
        name(alias, "alias of a user", faults);
        if let Some(id) = user.id.as_ref().filter(|id| id.trim().is_empty()) {
            let fault = Diagnostic::error(Code::BadName, "the id of a user is empty").at(id.place);
            faults.push(fault.help("leave `id` out, and it is made from the alias"));
        }
    }
    for (alias, _) in given.jobs.iter() {
        name(alias, "alias of a job", faults);
    }
    if let Some((alias, _)) = given.users.iter().nth(MAX_USERS) {
        let fault = Diagnostic::error(Code::Limit, format!("more than {MAX_USERS} users"));
        faults.push(fault.at(alias.place).label("one too many").help("split the scenario"));
    }
}

fn name(name: &At<String>, what: &str, faults: &mut Vec<Diagnostic>) {
    // `$customer.channel`, `$job` and the party `customer` have a meaning already.
    let reserved = name.as_str() == "customer";
    if reserved || !is_name(name) {
        let why = if reserved { "this word means the remote party" } else { "letters, digits, `-` and `_`" };
        faults.push(
            Diagnostic::error(Code::BadName, format!("`{}` cannot be the {what}", name.value))
                .at(name.place)
                .label(why)
                .help("choose a name that begins with a letter, such as `amy`"),
        );
    }
}

fn empty(steps: &[At<Step>], place: Place, faults: &mut Vec<Diagnostic>) {
    if steps.is_empty() {
        let fault = Diagnostic::error(Code::EmptySteps, "the scenario has no steps");
        faults.push(fault.at(place).label("here").help("add a step under `steps:`, such as `- wait: 5s`"));
    }
}

fn steps(list: &[At<Step>], depth: usize, faults: &mut Vec<Diagnostic>) {
    for step in list {
        match &step.value {
            Step::Request(request) => self::request(request, faults),
            Step::Poll(poll) => binds(&poll.bind, faults),
            Step::Repeat(repeat) => {
                if depth == MAX_REPEAT_DEPTH {
                    let title = format!("repeats are nested deeper than {MAX_REPEAT_DEPTH}");
                    faults.push(
                        Diagnostic::error(Code::Limit, title)
                            .at(step.place)
                            .label("one too deep")
                            .help("let an outer repeat have more turns"),
                    );
                    continue;
                }
                if !(1..=MAX_TURNS).contains(&repeat.times.value) {
                    let title = format!("cannot repeat {} times", repeat.times.value);
                    let fault = Diagnostic::error(Code::BadRepeat, title).at(repeat.times.place);
                    faults.push(fault.label(format!("from 1 to {MAX_TURNS}")));
                }
                empty(&repeat.steps, step.place, faults);
                steps(&repeat.steps, depth + 1, faults);
            }
            Step::Network(network) => {
                if let Some(bind) = &network.bind {
                    name(bind, "name of a job", faults);
                }
            }
            Step::Wait(_) | Step::Events(_) => {}
        }
    }
}

fn request(request: &Request, faults: &mut Vec<Diagnostic>) {
    binds(&request.bind, faults);
    if let Some(method) = request.method.as_ref() {
        let letters =
            (1..=20).contains(&method.len()) && method.bytes().all(|byte| byte.is_ascii_uppercase());
        if !letters {
            let title = format!("`{}` is not an HTTP method", method.value);
            faults.push(Diagnostic::error(Code::BadName, title).at(method.place).help("write `POST`"));
        }
    }
    if let Some(status) = request.status.as_ref().filter(|status| !(100..=599).contains(&status.value)) {
        let fault = Diagnostic::error(Code::BadNumber, format!("{} is not an HTTP status", status.value));
        faults.push(fault.at(status.place).label("from 100 to 599"));
    }
}

fn binds(binds: &Binds, faults: &mut Vec<Diagnostic>) {
    for (bind, _) in binds.iter() {
        name(bind, "name of a bound value", faults);
    }
}
