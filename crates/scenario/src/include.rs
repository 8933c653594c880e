//! Worlds that several scenarios share.

use std::io;

use crate::at::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::given::{Given, Ids, Policy};
use crate::job::Job;
use crate::limits::MAX_INCLUDE_DEPTH;
use crate::parse::{parse, read};
use crate::place::Place;
use crate::scenario::Scenario;
use crate::shape;
use crate::source::{Source, Sources};
use crate::user::User;

/// Reads a file, given its path: `&|path| std::fs::read_to_string(path)`.
///
/// Paths are those of the scenario's file name, joined with the path in `include`: `suite/ccc/a.yaml` and
/// `../given/b.yaml` make `suite/given/b.yaml`.
pub type Loader<'a> = dyn Fn(&str) -> io::Result<String> + 'a;

/// Reads a scenario and the worlds that it includes. The result has no `include` left.
///
/// # Errors
/// The text, or that of an included file, is not a scenario, or an included file cannot be read.
pub fn load(file_name: &str, text: &str, loader: &Loader<'_>) -> Result<Scenario, Vec<Diagnostic>> {
    let mut scenario = parse(file_name, text)?;
    let given = std::mem::take(&mut scenario.given);
    let mut chain = Chain { loader, sources: &mut scenario.sources, files: vec![normal(file_name)] };
    let given = chain.resolve(given)?;
    scenario.given = given;
    // Each file keeps the limits; the files together must keep them, too.
    let faults = shape::faults(&scenario);
    if faults.is_empty() { Ok(scenario) } else { Err(faults) }
}

/// The files from the scenario down to the one that is being read.
struct Chain<'a> {
    loader: &'a Loader<'a>,
    sources: &'a mut Sources,
    files: Vec<String>,
}

impl Chain<'_> {
    fn resolve(&mut self, mut given: Given) -> Result<Given, Vec<Diagnostic>> {
        let Some(include) = given.include.take() else { return Ok(given) };
        let source = self
            .open(&include)
            .map_err(|fault| vec![fault.at(include.place).from(&self.sources.of(include.place))])?;
        let index = self.sources.add(source.clone());
        let below: Given = read(index, &source).map_err(|faults| {
            if is_world(&source.text) { faults } else { vec![self.no_world(&include, &source, &faults)] }
        })?;
        self.files.push(source.name.to_string());
        Ok(over(given, self.resolve(below)?))
    }

    fn open(&self, include: &At<String>) -> Result<Source, Box<Diagnostic>> {
        if include.starts_with('/') || include.contains(['\\', ':']) {
            let title = "an include is a relative path with `/`";
            return Err(Diagnostic::error(Code::IncludeUnreadable, title)
                .help("write it as seen from this file, such as `../given/one-agent.yaml`")
                .into());
        }
        let path = self.join(include);
        if self.files.contains(&path) {
            return Err(Diagnostic::error(Code::IncludeCycle, format!("`{path}` includes itself"))
                .note(format!("{} -> {path}", self.files.join(" -> ")))
                .help("take one of these includes out")
                .into());
        }
        if self.files.len() > MAX_INCLUDE_DEPTH {
            let title = format!("includes are nested deeper than {MAX_INCLUDE_DEPTH}");
            return Err(Diagnostic::error(Code::Limit, title)
                .note(self.files.join(" -> "))
                .help("include the last of them directly")
                .into());
        }
        let text = (self.loader)(&path).map_err(|error| {
            let why = match error.kind() {
                io::ErrorKind::NotFound => "no such file".to_owned(),
                io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
                kind => kind.to_string(),
            };
            Diagnostic::error(Code::IncludeUnreadable, format!("cannot read `{path}`"))
                .label(why)
                .help("the path is relative to the file that includes it")
        })?;
        Ok(Source::new(&path, &text))
    }

    /// What is said of a file that nobody meant as a world: its place, and nothing that stands in it.
    fn no_world(&self, include: &At<String>, source: &Source, faults: &[Diagnostic]) -> Diagnostic {
        let Place { line, column, .. } = faults.first().map(|fault| fault.place).unwrap_or_default();
        Diagnostic::error(Code::IncludeUnreadable, format!("`{}` holds no world", source.name))
            .at(include.place)
            .from(&self.sources.of(include.place))
            .label(format!("the first fault is in line {line}, column {column} of that file"))
            .help(format!("include a mapping of these keys: {}", KEYS.join(", ")))
    }

    /// The path of an included file, relative to the same folder as the name of the scenario file.
    fn join(&self, include: &str) -> String {
        let base = self.files.last().map_or("", String::as_str);
        match base.rsplit_once('/') {
            Some((folder, _)) => normal(&format!("{folder}/{include}")),
            None => normal(include),
        }
    }
}

/// The keys of a world.
const KEYS: [&str; 10] =
    ["include", "clock", "seed", "instance", "policy", "outage", "users", "jobs", "ids", "waives"];

/// Whether a text that cannot be read as a world was meant as one: most of its keys are those of a world. Of any other file, which
/// may be a password file or a key, nothing is quoted.
fn is_world(text: &str) -> bool {
    let outermost = |line: &&str| line.starts_with(|it: char| it.is_alphanumeric() || "\"'_".contains(it));
    let text = text.trim_start().trim_start_matches('{').trim_start();
    let keys = text.lines().filter(outermost);
    let keys = keys.map(|line| line.split(':').next().unwrap_or_default().trim_matches(['"', '\'', ' ']));
    let (known, others): (Vec<&str>, Vec<&str>) = keys.partition(|key| KEYS.contains(key));
    known.len() > others.len()
}

/// A path without `.`, and without `..` where it undoes a folder.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            "" if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|last| *last != ".." && !last.is_empty()) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Fills the fields that `$over` leaves out from `$base`.
macro_rules! fill {
    ($over:ident, $base:ident, $($field:ident),*) => {
        $(if $over.$field.is_none() { $over.$field = $base.$field; })*
    };
}

/// Merges two worlds: mappings join key by key, to any depth; values and lists replace.
fn over(mut over: Given, base: Given) -> Given {
    fill!(over, base, clock, seed, instance, outage);
    over.policy = policy_over(over.policy, base.policy);
    over.ids = ids_over(over.ids, base.ids);
    over.users = over.users.over(base.users, user_over);
    over.jobs = over.jobs.over(base.jobs, job_over);
    if over.waives.is_empty() {
        over.waives = base.waives;
    }
    over
}

fn policy_over(mut over: Policy, base: Policy) -> Policy {
    fill!(over, base, after_call, ring_timeout, call_timeout, call_from_break, edition);
    over
}

fn ids_over(mut over: Ids, base: Ids) -> Ids {
    fill!(over, base, node, requests, jobs, channels);
    over
}

fn user_over(mut over: User, base: User) -> User {
    fill!(over, base, id, agent_id, extension, device_id, state, break_code, work_mode, mobile);
    fill!(over, base, skill_groups, outbound_only, password, auto_answer, auto_idle);
    fill!(over, base, heartbeat, reserved, job);
    over
}

fn job_over(mut over: Job, base: Job) -> Job {
    fill!(over, base, id, instance, call_type, channels);
    over
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_world_is_known_and_no_other() {
        let schema = schemars::schema_for!(Given);
        let mut fields: Vec<&str> = schema
            .get("properties")
            .and_then(|it| it.as_object())
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut keys = KEYS.to_vec();
        fields.sort_unstable();
        keys.sort_unstable();
        assert_eq!(keys, fields);
    }

    #[test]
    fn dots_in_a_path_are_undone() {
        assert_eq!(normal("a/b/../c.yaml"), "a/c.yaml");
        assert_eq!(normal("./a//b/./c"), "a/b/c");
        assert_eq!(normal("../a"), "../a");
        assert_eq!(normal("a/../../b"), "../b");
        assert_eq!(normal("/a/../b"), "/b");
        assert_eq!(normal("/../b"), "/../b");
    }
}
