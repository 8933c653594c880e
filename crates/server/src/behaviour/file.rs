//! Files of behaviours.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};
use offhook_machine::Signal;
use offhook_machine::limits::MAX_NAME_BYTES;
use offhook_scenario::files::{FilesError, read_document};
use offhook_scenario::{At, Code, Diagnostic, Millis, Place, Source, read_yaml};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::conduct::{Conduct, Parts};
use crate::limits::{MAX_BEHAVIOURS, MAX_GLOB_CHARS};

/// The version of the form of behaviours.
const VERSION: u32 = 1;

/// Who answers the phone: a file of `--behaviour`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    /// Version of the form of behaviours: 1.
    #[schemars(range(min = 1, max = 1))]
    offhook: At<u32>,
    /// What outside numbers do when they are called. The first that matches counts.
    #[serde(default)]
    #[schemars(length(max = 1_000))]
    numbers: Vec<At<Number>>,
    /// What agents do at their phones by themselves. The first that matches counts.
    #[serde(default)]
    #[schemars(length(max = 1_000))]
    agents: Vec<At<Agent>>,
    #[serde(skip)]
    ready: Ready,
}

/// What a number does when it is called: exactly one of `answer_after`, `reject_after`, `busy_after`, `no_route_after` and
/// `never`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Number {
    /// The number; `*` stands for any digits, `?` for one, `[0-4]` for one of these, `{138,139}` for one of those.
    #[schemars(length(min = 1, max = 128))]
    number: At<String>,
    /// How long after the call the phone rings; without it, it is silent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ring_after: Option<At<Millis>>,
    /// How long after the call it is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer_after: Option<At<Millis>>,
    /// How long after the answer the party hangs up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hang_up_after: Option<At<Millis>>,
    /// How long after the call it is declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reject_after: Option<At<Millis>>,
    /// How long after the call it is found busy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    busy_after: Option<At<Millis>>,
    /// How long after the call the network says that there is no such number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    no_route_after: Option<At<Millis>>,
    /// The call is never answered, and does not end by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    never: Option<At<bool>>,
    /// The SIP cause of a call that is not answered, such as `603 - Decline`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    cause: Option<At<String>>,
}

/// What an agent does at the own phone by itself.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Agent {
    /// The agent's id, such as `amy@ccc-test` or `1001`; `*`, `?`, `[…]` and `{…}` as in numbers.
    #[schemars(length(min = 1, max = 128))]
    agent: At<String>,
    /// How long after a call of the agent's own the agent picks up, so that it goes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer_after: Option<At<Millis>>,
    /// How long after a call from elsewhere rings the agent picks up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer_incoming_after: Option<At<Millis>>,
}

/// The same, ready for use.
#[derive(Clone, Debug, Default)]
struct Ready {
    numbers: Vec<(GlobMatcher, Conduct)>,
    /// With what is done when the agent calls, and when the agent is called.
    agents: Vec<(GlobMatcher, Conduct, Conduct)>,
}

impl Behaviour {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is none; each fault has its place.
    pub fn read(path: &Path) -> Result<Self, FilesError> {
        read_document(path, Self::parse)
    }

    /// Reads a text; `name` is what its places are shown in.
    ///
    /// # Errors
    /// Everything that is wrong, in order of position.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(name, text);
        let mut behaviour: Self = read_yaml(&source)?;
        let mut faults = Vec::new();
        behaviour.check(&mut faults);
        faults.sort_by_key(|fault| fault.place);
        if faults.is_empty() {
            Ok(behaviour)
        } else {
            Err(faults.into_iter().map(|fault| fault.from(&source)).collect())
        }
    }

    /// What a number does when it is called.
    pub(super) fn number(&self, number: &str) -> Option<Conduct> {
        self.ready.numbers.iter().find(|(glob, _)| glob.is_match(number)).map(|(_, conduct)| conduct.clone())
    }

    /// What an agent does whose phone rings, because of a call from elsewhere or of an own one.
    pub(super) fn agent(&self, id: &str, incoming: bool) -> Option<Conduct> {
        let found = self.ready.agents.iter().find(|(glob, ..)| glob.is_match(id));
        found.map(|(_, own, other)| if incoming { other } else { own }.clone())
    }

    fn check(&mut self, faults: &mut Vec<Diagnostic>) {
        if self.offhook.value != VERSION {
            let title = format!("behaviours of version {} are not known", self.offhook.value);
            faults.push(
                Diagnostic::error(Code::Version, title).at(self.offhook.place).help("write `offhook: 1`"),
            );
        }
        let places = [
            self.numbers.get(MAX_BEHAVIOURS).map(|it| it.place),
            self.agents.get(MAX_BEHAVIOURS).map(|it| it.place),
        ];
        for place in places.into_iter().flatten() {
            let title = format!("more than {MAX_BEHAVIOURS} of a kind");
            faults.push(Diagnostic::error(Code::Limit, title).at(place));
        }
        for number in self.numbers.iter().take(MAX_BEHAVIOURS) {
            let ready = (glob(&number.number, faults), number.conduct(number.place, faults));
            if let (Some(glob), Some(conduct)) = ready {
                self.ready.numbers.push((glob, conduct));
            }
        }
        for agent in self.agents.iter().take(MAX_BEHAVIOURS) {
            if let Some(glob) = glob(&agent.agent, faults) {
                self.ready.agents.push((
                    glob,
                    picks_up(agent.answer_after),
                    picks_up(agent.answer_incoming_after),
                ));
            }
        }
    }
}

impl Number {
    fn conduct(&self, place: Place, faults: &mut Vec<Diagnostic>) -> Option<Conduct> {
        if let Some(cause) = self.cause.as_ref().filter(|it| it.is_empty() || it.len() > MAX_NAME_BYTES) {
            let title = format!("a cause has 1 to {MAX_NAME_BYTES} bytes");
            faults.push(Diagnostic::error(Code::BadName, title).at(cause.place));
        }
        let ms = |after: Option<At<Millis>>| after.map(|after| after.value.ms);
        let parts = Parts {
            ring: ms(self.ring_after),
            answer: ms(self.answer_after),
            hang_up: ms(self.hang_up_after),
            reject: ms(self.reject_after),
            busy: ms(self.busy_after),
            no_route: ms(self.no_route_after),
            never: self.never.is_some_and(|never| never.value),
            cause: self.cause.as_ref().map(|cause| cause.value.clone()),
        };
        let fault = |(title, help)| Diagnostic::error(Code::NotOneKey, title).at(place).help(help);
        parts.conduct().map_err(|why| faults.push(fault(why))).ok()
    }
}

fn picks_up(after: Option<At<Millis>>) -> Conduct {
    let comes_to = after.map(|after| (after.value.ms, Signal::Answered, None));
    Conduct { comes_to, ..Conduct::default() }
}

fn glob(text: &At<String>, faults: &mut Vec<Diagnostic>) -> Option<GlobMatcher> {
    let fault = |title: String| {
        let help = "write a number or an id, in which `*` stands for anything and `?` for one character";
        Diagnostic::error(Code::BadPattern, title).at(text.place).help(help)
    };
    if text.is_empty() || text.chars().count() > MAX_GLOB_CHARS {
        faults.push(fault(format!("a pattern has 1 to {MAX_GLOB_CHARS} characters")));
        return None;
    }
    match GlobBuilder::new(&text.value).backslash_escape(false).build() {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            faults.push(fault(format!("`{}` is not a pattern: {}", text.value, error.kind())));
            None
        }
    }
}

/// The JSON Schema of files of behaviours, for editors.
#[must_use]
pub fn behaviour_schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Behaviour>();
    schema.insert("title".to_owned(), format!("offhook behaviours, version {VERSION}").into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "offhook: 1\nnumbers:\n- { number: '139*', ring_after: 1s, answer_after: 3s, hang_up_after: 10s }\n- { number: '13[0-4]?', busy_after: 0s, cause: 486 - Busy }\n- { number: '*', never: true }\nagents:\n- { agent: amy@*, answer_after: 1s }\n- { agent: '*', answer_incoming_after: 2s }\n";

    #[test]
    fn the_first_pattern_that_matches_counts() {
        let file = Behaviour::parse("b.yaml", GOOD).unwrap();
        assert_eq!(file.number("1390").unwrap().hangs_up, Some(10_000));
        assert_eq!(file.number("1312").unwrap().comes_to.unwrap().2.as_deref(), Some("486 - Busy"));
        assert_eq!(file.number("1352"), Some(Conduct::default()));
        let own = |id| file.agent(id, false).unwrap().comes_to.map(|it| it.0);
        assert_eq!((own("amy@ccc-test"), own("1001")), (Some(1_000), None));
        assert_eq!(file.agent("amy@ccc-test", true), Some(Conduct::default()));
        assert_eq!(file.agent("1001", true).unwrap().comes_to.unwrap().0, 2_000);
    }

    #[test]
    fn what_is_wrong_has_a_place_and_a_remedy() {
        for (text, said) in [
            ("offhook: 2\n", "1:10 write `offhook: 1`"),
            ("offhook: 1\nnumbers:\n- { number: '1' }\n", "3:3 write one of `answer_after`"),
            ("offhook: 1\nnumbers:\n- { number: '1', busy_after: 1s, never: true }\n", "3:3 write one of"),
            (
                "offhook: 1\nnumbers:\n- { number: '1', busy_after: 1s, hang_up_after: 1s }\n",
                "3:3 write `answer_after`",
            ),
            ("offhook: 1\nnumbers:\n- { number: '1', answer_after: 1s, cause: x }\n", "3:3 write it with"),
            (
                "offhook: 1\nnumbers:\n- { number: '1', ring_after: 2s, busy_after: 1s }\n",
                "3:3 let it ring sooner",
            ),
            ("offhook: 1\nnumbers:\n- { number: '1', answer_after: soon }\n", "3:32 write `5s`"),
            ("offhook: 1\nnumbers:\n- { number: '[1', never: true }\n", "3:13 write a number"),
            ("offhook: 1\nnumbers:\n- { number: '', never: true }\n", "3:13 write a number"),
            ("offhook: 1\nagents:\n- { agent: a, answers_after: 1s }\n", "3:15 did you mean `answer_after`"),
        ] {
            let faults = Behaviour::parse("b.yaml", text).unwrap_err();
            let first = &faults[0];
            let remarks = format!("{:?}", first.remarks);
            let (place, remedy) = said.split_once(' ').unwrap();
            assert_eq!(format!("{}:{}", first.place.line, first.place.column), place, "{text}{first:?}");
            assert!(remarks.contains(remedy), "{text}{first:?}");
        }
    }

    #[test]
    fn the_schema_admits_what_is_read_and_nothing_else() {
        let schema = jsonschema::validator_for(&behaviour_schema()).unwrap();
        let value = |text: &str| serde_saphyr::from_str::<Value>(text).unwrap();
        assert!(schema.is_valid(&value(GOOD)));
        assert!(!schema.is_valid(&value("offhook: 1\nnumber: []\n")));
    }

    proptest::proptest! {
        #[test]
        fn no_text_whatever_does_harm(pattern in r"[0-9*?\[\]{},!^\\-]{0,40}", more in ".{0,60}") {
            let text = format!("offhook: 1\nnumbers:\n- {{ number: \"{pattern}\", never: true }}\n{more}");
            if let Ok(file) = Behaviour::parse("b.yaml", &text) {
                file.number(&pattern);
            }
            super::super::numbers::spelled(&format!("000{more}"));
        }
    }
}
