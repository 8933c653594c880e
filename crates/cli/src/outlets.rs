//! Where the results of a command go: files that are opened before it runs, and the standard output.

use std::path::{Path, PathBuf};

use offhook_harness::{WholeFile, try_directory};

use crate::exit::CliError;
use crate::options::Format;
use crate::output;

/// The path that stands for the standard output.
const STDOUT: &str = "-";

/// One place that a result goes to.
#[derive(Debug)]
pub(crate) enum Outlet {
    Stdout,
    File { path: PathBuf, file: WholeFile },
}

impl Outlet {
    /// Opens the file of an option; without one, the standard output.
    pub(crate) fn of(path: Option<&Path>) -> Result<Self, CliError> {
        match path {
            Some(path) if path != Path::new(STDOUT) => {
                let file = WholeFile::open(path).map_err(|error| CliError::unwritable(path, error))?;
                Ok(Self::File { path: path.to_owned(), file })
            }
            _ => Ok(Self::Stdout),
        }
    }

    /// Writes the whole result.
    pub(crate) fn write(self, text: &str) -> Result<(), CliError> {
        match self {
            Self::Stdout => output::result(text),
            Self::File { path, file } => file.write(text).map_err(|error| CliError::unwritable(&path, error)),
        }
    }
}

/// All places that the results of a command go to: no two are the same.
#[derive(Debug)]
pub(crate) struct Outlets {
    pub(crate) format: Format,
    /// Whether something else than the result itself has the standard output.
    stdout_is_given: bool,
    places: Vec<PathBuf>,
}

impl Outlets {
    /// Those of a command whose result has this format.
    pub(crate) fn new(format: Format) -> Self {
        Self { format, stdout_is_given: false, places: Vec::new() }
    }

    /// Opens a further place.
    ///
    /// # Errors
    /// It cannot be written, or something else goes there.
    pub(crate) fn open(&mut self, path: &Path) -> Result<Outlet, CliError> {
        let outlet = Outlet::of(Some(path))?;
        match &outlet {
            Outlet::Stdout => {
                if self.stdout_is_given || self.format == Format::Json {
                    let message =
                        "two results would go to the standard output: give one of them a file instead of `-`";
                    return Err(CliError::usage(message));
                }
                self.stdout_is_given = true;
            }
            Outlet::File { file, .. } => {
                let Some(place) = file.place() else { return Ok(outlet) };
                if self.places.iter().any(|it| it == place) {
                    let message =
                        format!("two results would go to {}: give each a file of its own", path.display());
                    return Err(CliError::usage(message));
                }
                self.places.push(place.to_owned());
            }
        }
        Ok(outlet)
    }

    /// Shows text for people: on the standard error, if the standard output is given to something else.
    pub(crate) fn show(&self, text: impl Fn(bool) -> String) -> Result<(), CliError> {
        if self.stdout_is_given {
            output::to_stderr(&text(output::stderr_color()));
            return Ok(());
        }
        output::result(&text(output::stdout_color()))
    }
}

/// Makes the directory of a file that is written at the end by somebody else, and finds out whether files can be written there.
pub(crate) fn beside(file: &Path) -> Result<(), CliError> {
    let Some(parent) = file.parent().filter(|it| !it.as_os_str().is_empty()) else {
        return directory(Path::new("."));
    };
    std::fs::create_dir_all(parent).map_err(|error| CliError::unwritable(file, error))?;
    directory(parent)
}

/// Finds out before a command runs whether it can write files into a directory.
pub(crate) fn directory(path: &Path) -> Result<(), CliError> {
    try_directory(path).map_err(|error| CliError::unwritable(path, error))
}
