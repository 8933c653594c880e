//! `offhook mutants`: which known-bad variants of the machine a suite notices.

use offhook_explore::mutants::{Hunt, Matrix, Mutant, hunt, mutants as enumerate, undecided};
use offhook_harness::read_named;
use offhook_scenario::{Dialect, Scenario};

use crate::args::{Format, Mutants, Selection};
use crate::{exit, files, output, progress};

pub(crate) fn mutants(args: &Mutants) -> u8 {
    let selection = Selection { paths: args.paths.clone(), filter: None, format: args.format };
    let scenarios = match files::select(&selection) {
        Ok(selected) => selected.scenarios,
        Err(code) => return code,
    };
    let wanted = wanted(args, &scenarios);
    if wanted.is_empty() {
        output::error(
            "no mutant is selected: none of these scenarios' dialects has one of this class and id",
        );
        return exit::NOTHING;
    }
    let bar = progress::bar_of(wanted.len(), "mutants");
    let jobs =
        args.jobs.map(usize::from).or_else(|| std::thread::available_parallelism().map(Into::into).ok());
    let suite =
        Hunt { scenarios: &scenarios, jobs: jobs.unwrap_or(1), read_file: &read_named, judge: &undecided };
    let matrix = hunt(&suite, wanted, || bar.inc(1));
    bar.finish_and_clear();
    match args.format {
        Format::Console => output::result(&matrix.text()),
        Format::Json => output::json(&matrix.json()),
    }
    code(&matrix)
}

/// The mutants that are asked for, of the dialects that the scenarios speak.
fn wanted(args: &Mutants, scenarios: &[Scenario]) -> Vec<Mutant> {
    let speaks = |dialect: Dialect| scenarios.iter().any(|it| it.dialect.value == dialect);
    let dialects = [Dialect::Ccc, Dialect::CcGateway].into_iter();
    let dialects = dialects.filter(|it| speaks(*it) && args.dialect.is_none_or(|only| only == *it));
    dialects
        .flat_map(enumerate)
        .filter(|mutant| args.class.is_none_or(|class| mutant.class == class))
        .filter(|mutant| args.filter.as_ref().is_none_or(|glob| glob.is_match(&mutant.id)))
        .take(args.limit.unwrap_or(usize::MAX))
        .collect()
}

/// A canary that is not as it must be says that the hunt itself cannot be trusted.
fn code(matrix: &Matrix) -> u8 {
    match (matrix.canaries.is_empty(), matrix.total().survived, matrix.total().mutants) {
        (false, ..) => exit::BROKE,
        (_, 1.., _) => exit::FAILED,
        (.., 0) => exit::NOTHING,
        _ => exit::OK,
    }
}
