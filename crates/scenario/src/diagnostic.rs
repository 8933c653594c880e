//! Diagnostics: a fault, its place and its remedy.

use std::fmt;

use crate::limits::MAX_MESSAGE_CHARS;
use crate::place::Place;
use crate::source::Source;
use crate::terminal::steers;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// The kind of a [`Diagnostic`]. Codes are stable; titles are not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $name,)*
            /// A kind that another crate names, such as a failed expectation at run time.
            Other(&'static str),
        }

        impl Code {
            /// The code as it is shown: `unknown-field`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Other(text) => text,
                }
            }
        }
    };
}

codes! {
    /// The text is not YAML.
    Syntax = "syntax",
    /// The file holds nothing.
    Empty = "empty",
    /// A limit of the language is exceeded.
    Limit = "limit",
    /// A field that does not exist.
    UnknownField = "unknown-field",
    /// A field that must be there is not.
    MissingField = "missing-field",
    /// A key that is given twice.
    DuplicateKey = "duplicate-key",
    /// A word that is not in the fixed list of words for this field.
    UnknownWord = "unknown-word",
    /// A list where a mapping is expected, a text where a number is, and so on.
    WrongType = "wrong-type",
    /// Something else than exactly one key.
    NotOneKey = "not-one-key",
    /// A key of a step that does not exist.
    UnknownStep = "unknown-step",
    /// A version of the language that is not known.
    Version = "version",
    /// An id, alias or bind of the wrong form.
    BadName = "bad-name",
    /// A number out of its range.
    BadNumber = "bad-number",
    /// Not a length of time.
    BadDuration = "bad-duration",
    /// Not a point in time.
    BadClock = "bad-clock",
    /// Not a regular expression.
    BadPattern = "bad-pattern",
    /// Not a path into an answer.
    BadPath = "bad-path",
    /// Not a text with bound names.
    BadTemplate = "bad-template",
    /// A mapping that is no matcher.
    BadMatcher = "bad-matcher",
    /// Not an event.
    BadEvent = "bad-event",
    /// A list of steps without a step.
    EmptySteps = "empty-steps",
    /// A repeat that repeats nothing, or too often.
    BadRepeat = "bad-repeat",
    /// An included file that cannot be read.
    IncludeUnreadable = "include-unreadable",
    /// A file that includes itself.
    IncludeCycle = "include-cycle",
    /// An action or operation that the dialect does not have.
    UnknownAction = "unknown-action",
    /// A parameter that the action does not have.
    UnknownParameter = "unknown-parameter",
    /// A path that no answer of the action has.
    UnknownPath = "unknown-path",
    /// A user that `given` does not hold.
    UnknownUser = "unknown-user",
    /// A job that `given` does not hold.
    UnknownJob = "unknown-job",
    /// Neither a user, `customer` nor a number.
    UnknownParty = "unknown-party",
    /// A name that no earlier step binds.
    Unbound = "unbound",
    /// A clause that the documents do not have.
    UnknownClause = "unknown-clause",
    /// An event that the dialect does not have.
    UnknownEvent = "unknown-event",
    /// An invariant that the machine does not have.
    UnknownInvariant = "unknown-invariant",
    /// Two users of one id, agent id or extension.
    DuplicateUser = "duplicate-user",
    /// A plain scalar that YAML would print otherwise, where no text is meant.
    AmbiguousScalar = "ambiguous-scalar",
    /// Two fields of which one would be ignored.
    NotTogether = "not-together",
    /// A field that means nothing in this dialect.
    WrongDialect = "wrong-dialect",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Information; nothing is wrong.
    Note,
    /// Probably not what was meant.
    Warning,
    /// The file or run cannot be used.
    Error,
}

/// A line below the source: more information, or a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// More information.
    Note(String),
    /// A remedy.
    Help(String),
}

/// One fault with its place; for files that do not parse and for expectations that fail.
///
/// ```
/// use offhook_scenario::{Code, Diagnostic, Place, Source};
///
/// let place = Place { line: 1, column: 8, len: 3, source: 0 };
/// let shown = Diagnostic::error(Code::Other("failed"), "the state is not the expected one")
///     .at(place)
///     .label("expected ON")
///     .note("observed OFF")
///     .from(&Source::new("a.yaml", "state: ON!"))
///     .render(false);
/// assert!(shown.starts_with("error[failed]: the state is not the expected one\n --> a.yaml:1:8\n"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Diagnostic {
    /// The kind of fault.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// One sentence: a lowercase fragment without a full stop.
    pub title: String,
    /// The id of the clause that does not hold, if it is known.
    pub clause: Option<String>,
    /// The place of the fault.
    pub place: Place,
    /// The words under the caret.
    pub label: Option<String>,
    /// Other places in the same file, with a label each.
    pub related: Vec<(Place, String)>,
    /// The lines below the source.
    pub remarks: Vec<Remark>,
    /// The file that the place is in.
    pub source: Source,
}

impl Diagnostic {
    /// A diagnostic of the given severity, without a place.
    pub fn new(severity: Severity, code: Code, title: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            title: tidy(&title.into()),
            clause: None,
            place: Place::default(),
            label: None,
            related: Vec::new(),
            remarks: Vec::new(),
            source: Source::default(),
        }
    }

    /// An error without a place.
    pub fn error(code: Code, title: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, title)
    }

    /// Sets the place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Sets the clause that does not hold.
    pub fn clause(mut self, id: impl Into<String>) -> Self {
        self.clause = Some(id.into());
        self
    }

    /// Sets the file.
    pub fn from(mut self, source: &Source) -> Self {
        self.source = source.clone();
        self
    }

    /// Puts a few words under the caret.
    pub fn label(mut self, label: impl fmt::Display) -> Self {
        self.label = Some(tidy(&label.to_string()));
        self
    }

    /// Adds a line with more information.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.remarks.push(Remark::Note(tidy(&note.into())));
        self
    }

    /// Adds a line with a remedy.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.remarks.push(Remark::Help(tidy(&help.into())));
        self
    }

    /// Adds a line with a remedy, if there is one.
    pub fn help_maybe(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Points to another place in the same file.
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, tidy(&label.into())));
        self
    }
}

/// `file:line:column: title`, on one line, for logs.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column, .. } = self.place;
        if self.place.is_known() {
            write!(f, "{}:{line}:{column}: ", self.source.name)?;
        }
        f.write_str(&self.title)
    }
}

impl std::error::Error for Diagnostic {}

/// Makes a text safe to show: a hostile file may hold a word of a megabyte, or control characters for the terminal.
fn tidy(text: &str) -> String {
    let mut tidied = String::new();
    for (nth, char) in text.chars().enumerate() {
        if nth == MAX_MESSAGE_CHARS {
            tidied.push('…');
            break;
        }
        if steers(char) && char != '\n' {
            tidied.extend(char.escape_default());
        } else {
            tidied.push(char);
        }
    }
    tidied
}
