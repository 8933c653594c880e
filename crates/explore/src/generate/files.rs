//! From a suite to scenario files.

use std::io;
use std::path::Path;

use offhook_harness::{SubjectError, write_whole};
use offhook_scenario::{Scenario, to_yaml};
use xxhash_rust::xxh3::xxh3_64;

use super::{Method, Suite};
use crate::automaton::Automaton;
use crate::configuration::Configuration;
use crate::moves::{Ask, Move, Outcome};
use crate::script::{Watch, fill, script};

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files.
    pub files: usize,
    /// Steps in them, polls and looks at events included.
    pub steps: usize,
}

/// The suite as scenarios, each with what our machine does as its expectations. After every request that is refused the agent is
/// polled: nothing has changed. A test's id follows from its moves, so
/// that it stays when other tests come and go.
pub fn scenarios<'a>(
    configuration: &'a Configuration,
    automaton: &'a Automaton,
    method: Method,
    suite: &'a Suite,
    watch: Watch,
) -> impl Iterator<Item = Result<Scenario, SubjectError>> + 'a {
    suite.tests.iter().map(move |test| {
        let way: Vec<Move> = test.iter().map(|input| automaton.moves[*input]).collect();
        let text: Vec<String> = way.iter().map(ToString::to_string).collect();
        let name = format!("{:016x}", xxh3_64(text.join("\n").as_bytes()));
        let id = format!("{}.generated.{}.{name}", configuration.dialect().as_str(), method.as_str());
        let mut scenario = script(configuration, &id, &looking_after_refusals(configuration, &way), watch);
        scenario.title = Some(title(&text).as_str().into());
        fill(&scenario)
    })
}

/// The same moves, and a poll of the agent after each request that is refused.
fn looking_after_refusals(configuration: &Configuration, way: &[Move]) -> Vec<Move> {
    let mut world = configuration.start().clone();
    let mut looking = Vec::with_capacity(way.len());
    for (index, it) in way.iter().enumerate() {
        looking.push(*it);
        let refused = matches!(configuration.play(&mut world, *it), Outcome::Refused(_));
        if let (Move::Ask { by, .. }, true) = (*it, refused) {
            let poll = Move::Ask { by, ask: Ask::Poll };
            if way.get(index + 1) != Some(&poll) {
                looking.push(poll);
                configuration.play(&mut world, poll);
            }
        }
    }
    looking
}

/// The last few moves of a test: what it is about.
fn title(moves: &[String]) -> String {
    const SHOWN: usize = 3;
    let from = moves.len().saturating_sub(SHOWN);
    let last = moves[from..].join(", ");
    if from == 0 { last } else { format!("{from} moves, then {last}") }
}

/// Writes each scenario into a file of its own.
///
/// # Errors
/// A file cannot be written, or a scenario cannot be played.
pub fn write(
    out: &Path,
    scenarios: impl Iterator<Item = Result<Scenario, SubjectError>>,
) -> io::Result<Written> {
    let mut written = Written::default();
    for scenario in scenarios {
        let scenario = scenario.map_err(|error| io::Error::other(error.to_string()))?;
        let name = scenario.id.value.rsplit('.').next().unwrap_or_default();
        write_whole(&out.join(format!("{name}.yaml")), &to_yaml(&scenario))?;
        written.files += 1;
        written.steps += scenario.steps.len();
    }
    Ok(written)
}
