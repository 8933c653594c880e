//! The statement of an implementation: what it claims to support, and how it is reached.

mod check;
mod claims;
mod profile;
mod reach;
mod secret;

use std::collections::BTreeSet;
use std::path::Path;

use offhook_scenario::limits::MAX_DIAGNOSTICS;
use offhook_scenario::{
    At, Code, Diagnostic, Dialect, Format, Map, Place, Policy, Salvaged, Source, Wire, salvage_yaml,
};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde_json::Value;

pub use self::claims::{Deviation, Observation, Stimuli};
pub use self::reach::{Credentials, Isolation, PoolUser, Signature, Time};
pub(crate) use self::secret::LIMITS as SECRET_LIMITS;
pub use self::secret::{MAX_SECRET_BYTES, Secret, SecretError};
use crate::profile::Profile;
use crate::secrets::Secrets;
use offhook_scenario::files::{FilesError, read_document};

offhook_machine::limits! {
    /// The longest time-out that a statement may ask for.
    pub const MAX_TIMEOUT_MS: u64 = 300_000;
    /// The most cases at the same time.
    pub const MAX_PARALLEL: u16 = 64;
    /// The highest rate that can be asked for, in requests a second.
    pub const MAX_RATE: u32 = 1_000_000;
}

/// In other than virtual time, waits are told apart by so many milliseconds.
pub const FINEST_MS: u64 = 1_000;
/// The version of the form of statements.
pub const STATEMENT_VERSION: u32 = 1;
/// How long an answer may take where the statement does not say.
pub const DEFAULT_TIMEOUT_MS: u64 = 5_000;
/// How much later than said something may happen, where the statement does not say and the subject's time is not virtual.
pub const DEFAULT_TOLERANCE_MS: u64 = 50;

/// What an implementation claims to support, and how it is reached.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Version of the form of statements: 1.
    #[schemars(range(min = 1, max = 1))]
    pub offhook: At<u32>,
    /// Name of the implementation.
    #[schemars(length(min = 1, max = 200))]
    pub name: At<String>,
    /// Its version.
    #[serde(default)]
    pub version: Option<At<String>>,
    /// The vendor's interface that it offers.
    pub dialect: At<Dialect>,
    /// Edition of the documents that it follows, such as `2023`; the first one if left out.
    #[serde(default)]
    pub edition: Option<At<String>>,
    /// The form of values in its answers.
    #[serde(default)]
    pub wire: Wire,
    /// The formats of its answers; JSON alone if left out.
    #[serde(default = "json")]
    #[schemars(length(min = 1))]
    pub formats: Vec<At<Format>>,

    /// Address of the vendor's interface, such as `http://127.0.0.1:8080`.
    #[serde(default)]
    pub target: Option<At<String>>,
    /// Address of the control endpoint: configuration, remote party, clock and events.
    #[serde(default)]
    pub control: Option<At<String>>,
    /// Headers that every message to the control endpoint carries, such as a token.
    #[serde(default)]
    pub control_headers: Map<String, At<Secret>>,
    /// Program, with its arguments, that is spoken to over its standard input and output.
    #[serde(default)]
    pub command: Vec<At<String>>,
    /// What requests are signed with.
    #[serde(default)]
    pub credentials: Option<Credentials>,
    /// File with the PEM certificate of the authority that its `https` is signed by, relative to the statement.
    #[serde(default)]
    pub authority: Option<At<String>>,
    /// Id of its call centre; that of each scenario if left out.
    #[serde(default)]
    pub instance: Option<At<String>>,

    /// Numbers that its call centre shows outside, in the order in which scenarios name theirs.
    #[serde(default)]
    pub numbers: Vec<At<String>>,

    /// Actions or operations that it claims; all of the dialect if left out.
    #[serde(default)]
    pub actions: Option<Vec<At<String>>>,
    /// By action, the parameters that it claims; of an action that is not here, all.
    #[serde(default)]
    pub parameters: Map<String, Vec<At<String>>>,
    /// Ways to observe it; all if left out, none if empty.
    #[serde(default = "Observation::all")]
    pub observation: Vec<Observation>,
    /// How the network and the remote party are played; by what there is (`control` or `command`) if left out.
    #[serde(default)]
    pub stimuli: Option<At<Stimuli>>,
    /// Kinds of stimuli that it knows; all if left out.
    #[serde(default)]
    pub stimulus_kinds: Option<Vec<At<String>>>,
    /// How its time passes.
    #[serde(default)]
    pub time: At<Time>,
    /// How much later than said something may happen, by the wall clock.
    #[serde(default)]
    pub tolerance: Option<At<offhook_scenario::Millis>>,
    /// Whether the agent's own channel of a call is answered without the network's doing.
    #[serde(default)]
    pub auto_answer: bool,
    /// Where it differs from its vendor's policy.
    #[serde(default)]
    pub policy: Policy,
    /// Whether each user's requests come from an account of their own, the id of whose access key is that of the user, so
    /// that a request may leave the user out.
    #[serde(default)]
    pub accounts: bool,

    /// File with the options of freedoms that it takes, relative to the statement, as `offhook conform --profile` writes it.
    #[serde(default)]
    pub profile: Option<At<String>>,

    /// Users that are provisioned for the suite.
    #[serde(default)]
    pub users: Vec<PoolUser>,
    /// How one case is kept from the next.
    #[serde(default)]
    pub isolation: At<Isolation>,
    /// How many cases run at the same time.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 64))]
    pub parallel: At<u16>,
    /// Most requests a second.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub rate_limit: Option<At<u32>>,
    /// How long an answer may take; 5s if left out.
    #[serde(default)]
    pub timeout: Option<At<offhook_scenario::Millis>>,
    /// What it is known to do otherwise; cases about it are not applicable.
    #[serde(default)]
    pub deviations: Vec<Deviation>,

    /// The file that this was read from.
    #[serde(skip)]
    pub source: Source,
    /// The options of freedoms in the file that `profile` names, where the statement was read from its file.
    #[serde(skip)]
    pub claimed_profile: Option<Profile>,
}

/// What stands in for keys that must be there, so that a statement without them is read to its end.
const STAND_INS: &[(&str, &str)] = &[("offhook", "1"), ("name", "unnamed")];

fn json() -> Vec<At<Format>> {
    vec![Format::Json.into()]
}

fn one() -> At<u16> {
    At::from(1)
}

impl Statement {
    /// Reads a statement from its text. A profile that it names is not read.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        Self::take(file_name, text, |_| Ok(None))
    }

    /// Reads a statement, and the profile that it names, from their files.
    ///
    /// # Errors
    /// The file cannot be read, or is no statement: everything that is wrong with both.
    pub fn read(file: &Path) -> Result<Self, FilesError> {
        read_document(file, |name, text| {
            Self::take(name, text, |it| it.profile.as_ref().map(|named| profile::read(it, named)).transpose())
        })
    }

    fn take(
        file_name: &str,
        text: &str,
        profile: impl FnOnce(&Self) -> Result<Option<Profile>, Vec<Diagnostic>>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(file_name, text);
        let Salvaged { value, mut faults, unread } = salvage_yaml::<Self>(&source, STAND_INS);
        let Some(mut statement) = value else {
            let secrets = Secrets::default();
            return Err(faults.into_iter().map(|fault| secrets.keep_out_of(fault)).collect());
        };
        // What stands in for a name has no place.
        if unread.contains("name") {
            statement.name.place = Place { source: 0, line: 1, column: 1, len: 0 };
        }
        statement.source = source;
        faults.extend(check::faults(&statement, &unread));
        faults.sort_by_key(|fault| fault.place);
        match profile(&statement) {
            Ok(claimed) => statement.claimed_profile = claimed,
            Err(wrong) => faults.extend(wrong),
        }
        faults.truncate(MAX_DIAGNOSTICS);
        if faults.is_empty() { Ok(statement) } else { Err(statement.without_secrets(faults)) }
    }

    /// The statement with other addresses, checked again.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn reached_at(
        mut self,
        target: Option<String>,
        control: Option<String>,
    ) -> Result<Self, Vec<Diagnostic>> {
        if let Some(target) = target {
            self.target = Some(target.into());
        }
        if let Some(control) = control {
            self.control = Some(control.into());
        }
        let faults = check::faults(&self, &BTreeSet::new());
        if faults.is_empty() { Ok(self) } else { Err(self.without_secrets(faults)) }
    }

    fn without_secrets(&self, faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let secrets = self.secrets();
        faults.into_iter().map(|fault| secrets.keep_out_of(fault)).collect()
    }

    /// How it is reached, in a few words and without secrets.
    pub fn reached(&self) -> String {
        let reached = match &self.target {
            Some(target) => target.value.clone(),
            None => self.command.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(" "),
        };
        self.secrets().hide(&reached)
    }

    /// Every secret that it names and that can be had.
    pub(crate) fn secrets(&self) -> Secrets {
        let beside = Path::new(self.source.name.as_ref());
        let mut secrets = Secrets::default();
        let credentials = self.credentials.iter();
        let credentials = credentials.flat_map(|it| {
            [Some(&it.access_key_secret), it.security_token.as_ref(), Some(&it.access_key_id)]
        });
        let passwords = self.users.iter().filter_map(|user| user.password.as_ref());
        for secret in credentials.flatten().chain(passwords) {
            if let Ok(secret) = secret.value.reveal(beside) {
                secrets.learn(&secret);
            }
        }
        for (_, value) in self.control_headers.iter() {
            if let Ok(value) = value.value.reveal(beside) {
                secrets.learn_header(&value);
            }
        }
        secrets
    }

    /// How long an answer may take.
    pub fn timeout_ms(&self) -> u64 {
        self.timeout.map_or(DEFAULT_TIMEOUT_MS, |timeout| timeout.value.ms)
    }

    /// How much later than said something may happen, by the wall clock.
    pub fn tolerance_ms(&self) -> u64 {
        self.tolerance.map_or(DEFAULT_TOLERANCE_MS, |tolerance| tolerance.value.ms)
    }

    /// A diagnostic at a place of the statement.
    pub(crate) fn fault(&self, code: &'static str, title: impl Into<String>, place: Place) -> Diagnostic {
        Diagnostic::error(Code::Other(code), title).at(place).from(&self.source)
    }

    /// The JSON Schema of a statement.
    #[must_use]
    pub fn json_schema() -> Value {
        let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Self>();
        schema.insert("title".to_owned(), "offhook statement, version 1".into());
        schema.to_value()
    }
}
