//! Waivers: known failures, each with its reason, its issue and the day on which it expires.

use std::collections::BTreeSet;
use std::path::Path;

use offhook_dialect::registry;
use offhook_scenario::{At, Code, Diagnostic, Place, Source, nearest, read_yaml};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde_json::Value;

use crate::date::Date;
use crate::document::{SheetRow, Waived};
use offhook_scenario::files::{FilesError, read_document};

/// The version of the form of waivers.
pub const WAIVERS_VERSION: u32 = 1;
offhook_machine::limits! {
    /// The most waivers in a file.
    pub const MAX_WAIVERS: usize = 1_000;
    /// The most letters of a reason or an issue.
    pub const MAX_REASON_CHARS: usize = 2_000;
}

/// A file of waivers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waivers {
    /// Version of the form of waivers: 1.
    #[schemars(range(min = 1, max = 1))]
    pub offhook: At<u32>,
    /// Known failures.
    #[schemars(length(max = 1_000))]
    pub waivers: Vec<At<Waiver>>,
    #[serde(skip)]
    source: Source,
}

/// A known failure: of a case, or of all cases that cite a clause.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Id of the case that may fail. Either this or a clause is given.
    #[serde(default)]
    pub case: Option<At<String>>,
    /// Id of the clause whose cases may fail.
    #[serde(default)]
    pub clause: Option<At<String>>,
    /// Why the failure is put up with.
    #[schemars(length(min = 1, max = 2_000))]
    pub reason: At<String>,
    /// Where it is being worked on: an address, or the number of an issue.
    #[schemars(length(min = 1, max = 2_000))]
    pub issue: At<String>,
    /// The last day on which the waiver holds, such as 2026-12-31.
    #[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub expires: At<String>,
}

impl Waivers {
    /// Reads a file of waivers.
    ///
    /// # Errors
    /// It cannot be read, or is none; each fault has its place.
    pub fn read(path: &Path) -> Result<Self, FilesError> {
        read_document(path, Self::parse)
    }

    /// Reads waivers from a text; `name` is what its places are shown in.
    ///
    /// # Errors
    /// Everything that is wrong, in order of position.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(name, text);
        let waivers: Self = read_yaml(&source)?;
        let mut faults = waivers.faults();
        faults.sort_by_key(|fault| fault.place);
        if faults.is_empty() {
            Ok(Self { source, ..waivers })
        } else {
            Err(faults.into_iter().map(|fault| fault.from(&source)).collect())
        }
    }

    fn faults(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        if self.offhook.value != WAIVERS_VERSION {
            let title = format!("waivers of version {} are not known", self.offhook.value);
            faults.push(
                Diagnostic::error(Code::Version, title).at(self.offhook.place).help("write `offhook: 1`"),
            );
        }
        if let Some(first) = self.waivers.get(MAX_WAIVERS) {
            let title = format!("more than {MAX_WAIVERS} waivers");
            faults.push(Diagnostic::error(Code::Limit, title).at(first.place));
        }
        let mut seen = BTreeSet::new();
        for waiver in self.waivers.iter().take(MAX_WAIVERS) {
            faults.extend(waiver.faults(waiver.place));
            if let Some(id) = waiver.case.as_ref().or(waiver.clause.as_ref())
                && !seen.insert(id.value.as_str())
            {
                let title = format!("`{}` is waived twice", id.value);
                faults.push(Diagnostic::error(Code::DuplicateKey, title).at(id.place));
            }
        }
        faults
    }

    /// The waivers as a document holds them. `known` are the ids of all cases there are.
    pub(crate) fn rows(&self, known: &[&str]) -> Vec<SheetRow> {
        let known: BTreeSet<&str> = known.iter().copied().collect();
        let row = |it: &At<Waiver>| {
            let text = |it: &Option<At<String>>| it.as_ref().map(|it| it.value.clone());
            // A day that is none has been refused by now.
            let expires = it.expires.value.parse::<Date>().ok()?;
            let (reason, issue) = (it.reason.value.clone(), it.issue.value.clone());
            Some(SheetRow {
                case: text(&it.case),
                clause: text(&it.clause),
                waived: Waived { reason, issue, expires },
                place: self.shown(it.place),
                nameless: it.case.as_ref().is_some_and(|id| !known.contains(id.value.as_str())),
            })
        };
        self.waivers.iter().filter_map(row).collect()
    }

    fn shown(&self, place: Place) -> String {
        format!("{}:{}", self.source.name, place.line)
    }
}

impl Waiver {
    fn faults(&self, place: Place) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        if self.case.is_some() == self.clause.is_some() {
            let title = "a waiver names either a case or a clause";
            faults.push(
                Diagnostic::error(Code::NotOneKey, title).at(place).help("write `case: ID` or `clause: ID`"),
            );
        }
        if let Some(id) = self.clause.as_ref().filter(|id| registry().get(&id.value).is_none()) {
            let near = nearest(&id.value, registry().iter().map(|clause| clause.id.as_ref()));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let title = format!("no document has the clause `{}`", id.value);
            faults.push(Diagnostic::error(Code::UnknownClause, title).at(id.place).help_maybe(help));
        }
        for (name, text) in [("reason", &self.reason), ("issue", &self.issue)] {
            if text.trim().is_empty() || text.chars().count() > MAX_REASON_CHARS {
                let title = format!("the {name} of a waiver has 1 to {MAX_REASON_CHARS} letters");
                faults.push(Diagnostic::error(Code::BadName, title).at(text.place));
            }
        }
        if let Err(reason) = self.expires.parse::<Date>() {
            let title = format!("`{}` is {reason}", self.expires.value);
            faults.push(Diagnostic::error(Code::BadClock, title).at(self.expires.place));
        }
        faults
    }
}

/// The JSON Schema of files of waivers, for editors.
#[must_use]
pub fn waivers_schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Waivers>();
    schema.insert("title".to_owned(), format!("offhook waivers, version {WAIVERS_VERSION}").into());
    schema.to_value()
}
