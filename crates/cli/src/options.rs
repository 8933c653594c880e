//! The options that several commands share.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use globset::GlobMatcher;
use offhook_explore::moves::Family;
use offhook_machine::UserState;
use offhook_scenario::Dialect;

/// The selection of scenarios.
#[derive(Debug, Args)]
pub(crate) struct Selection {
    /// Scenario files, or directories of them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Only scenarios whose id matches, such as 'ccc.hold-call.*'
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    pub(crate) filter: Option<GlobMatcher>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// The format of a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    #[default]
    Console,
    /// One JSON object with a `summary`
    Json,
}

/// Reads a number within bounds, which the message names where it is not.
pub(crate) fn within<N>(least: u64, most: u64) -> impl TypedValueParser<Value = N>
where
    N: TryFrom<u64> + Clone + Send + Sync + 'static,
    N::Error: std::error::Error + Send + Sync + 'static,
{
    clap::value_parser!(u64).range(least..=most).try_map(N::try_from)
}

/// Reads the name of a vendor's interface; the help lists them with their titles.
pub(crate) fn dialect() -> impl TypedValueParser<Value = Dialect> {
    let names = Dialect::all().map(|it| PossibleValue::new(it.as_str()).help(it.title));
    PossibleValuesParser::new(names).try_map(|name| Dialect::named(&name).ok_or("no vendor has this name"))
}

/// The chosen dialect; without a choice, every one.
pub(crate) fn dialects(choice: Option<Dialect>) -> Vec<Dialect> {
    choice.map_or_else(|| Dialect::all().collect(), |it| vec![it])
}

pub(crate) fn glob(text: &str) -> Result<GlobMatcher, String> {
    globset::Glob::new(text).map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}

pub(crate) fn family(text: &str) -> Result<Family, String> {
    let all = || Family::ALL.iter().map(|family| family.as_str()).collect::<Vec<_>>().join(", ");
    Family::from_text(text).ok_or_else(|| format!("unknown family: expected one of {}", all()))
}

pub(crate) fn state(text: &str) -> Result<UserState, String> {
    let may = |state: &UserState| !state.is_in_call();
    UserState::from_text(text)
        .filter(may)
        .ok_or_else(|| "expected one of OFFLINE, BREAK, READY, WORKING".to_owned())
}

/// The number of threads: as given, else one for each core.
pub(crate) fn threads(jobs: Option<u16>) -> usize {
    jobs.map(usize::from).or_else(|| std::thread::available_parallelism().map(Into::into).ok()).unwrap_or(1)
}
