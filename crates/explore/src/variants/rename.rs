//! Extensions and ids of the variant's own.

use std::cell::RefCell;
use std::collections::BTreeSet;

use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::{FieldRow, HttpRequest, Raw, Source, Spelling, revalue};
use offhook_machine::{Job, World};
use offhook_scenario::Scenario;
use serde_json::Value;

use super::manner::Manner;

/// What an extension of the variant begins with, in place of its first digit.
const FIRST_DIGIT: &str = "6";
/// What an id of the variant begins with. No scenario, and no name of ours, has it.
const ID_MARK: &str = "theirs-";

/// The names that have been seen. What a scenario spells is given to the call centre, and stays.
pub(super) struct Rename {
    spelled: String,
    /// Whether the names are known that the world was given.
    knows_given: bool,
    renames_extensions: bool,
    renames_ids: bool,
    extensions: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Rename {
    pub(super) fn of(scenario: &Scenario, manners: &[Manner]) -> Self {
        Self {
            spelled: scenario.sources.iter().map(|source| source.text.as_ref()).collect(),
            knows_given: false,
            renames_extensions: manners.contains(&Manner::OwnExtensions),
            renames_ids: manners.contains(&Manner::OwnIds),
            extensions: BTreeSet::new(),
            ids: BTreeSet::new(),
        }
    }

    pub(super) fn forget(&mut self) {
        self.extensions.clear();
        self.ids.clear();
        self.knows_given = false;
    }

    /// Notes the calls that the world was given: their ids are the scenario's, whether it spells them or not.
    pub(super) fn settle(&mut self, world: &World, job_id: fn(&Job) -> String) {
        if std::mem::replace(&mut self.knows_given, true) || !self.renames_ids {
            return;
        }
        for (_, job) in world.jobs() {
            self.give(&job_id(job));
            let channels = job.channels.iter().filter_map(|channel| world.channel_name(*channel));
            channels.for_each(|name| self.give(&name.to_string()));
        }
    }

    fn give(&mut self, id: &str) {
        self.spelled.push('\n');
        self.spelled.push_str(id);
    }

    /// A stimulus as our machine understands it.
    pub(super) fn unmark_stimulus(&self, stimulus: &RemoteParty) -> RemoteParty {
        let mut stimulus = stimulus.clone();
        if let RemoteParty::Channel { job, .. } = &mut stimulus {
            *job = job.replace(ID_MARK, "");
        }
        stimulus
    }

    /// What came of a stimulus, with the variant's names.
    pub(super) fn mark_outcome(&mut self, outcome: Stimulated) -> Stimulated {
        match outcome {
            Stimulated::Done { job } => {
                self.see_id(&Value::from(job.as_str()));
                Stimulated::Done { job: self.mark(&job) }
            }
            Stimulated::Impossible { reason } => Stimulated::Impossible { reason: self.mark(&reason) },
        }
    }

    /// Notes the names in an answer.
    pub(super) fn see(&mut self, raw: &Raw, rows: &[FieldRow]) {
        let (extensions, ids) = (RefCell::default(), RefCell::default());
        revalue(&mut raw.value.clone(), rows, &|row: &FieldRow, value: &mut Value| {
            if row.source.is_extension() {
                note(&extensions, value);
            } else if row.source.is_id() || row.source == Source::RequestId {
                note(&ids, value);
            }
        });
        let is_own = |text: &String| !self.spelled.contains(text);
        if self.renames_extensions {
            self.extensions.extend(extensions.into_inner().into_iter().filter(is_own));
        }
        if self.renames_ids {
            let own: Vec<String> = ids.into_inner().into_iter().filter(is_own).collect();
            // In XML an id has other letters: channels have an arrow in theirs.
            self.ids.extend(
                own.iter().map(|id| id.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
            );
            self.ids.extend(own);
        }
    }

    /// Notes an id in an event.
    pub(super) fn see_id(&mut self, id: &Value) {
        let text = id.as_str().filter(|text| self.renames_ids && !text.is_empty());
        self.ids.extend(text.filter(|text| !self.spelled.contains(*text)).map(str::to_owned));
    }

    /// The text with the variant's names.
    pub(super) fn mark(&self, text: &str) -> String {
        let marked = self.extensions.iter().fold(text.to_owned(), |text, own| text.replace(own, &other(own)));
        if self.ids.is_empty() { marked } else { self.mark_ids(&marked) }
    }

    /// An id may be part of a longer one: the longest counts.
    fn mark_ids(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let ids = self.ids.iter().filter(|id| rest.starts_with(id.as_str()));
            let length = ids.map(String::len).max();
            if length.is_some() {
                out.push_str(ID_MARK);
            }
            let (done, left) = rest.split_at(length.unwrap_or(first.len_utf8()));
            out.push_str(done);
            rest = left;
        }
        out
    }

    /// The request as our machine understands it.
    pub(super) fn unmark(&self, request: &HttpRequest) -> HttpRequest {
        let own = |text: &str| {
            let text =
                self.extensions.iter().fold(text.to_owned(), |text, own| text.replace(&other(own), own));
            text.replace(ID_MARK, "")
        };
        let body = match std::str::from_utf8(&request.body) {
            Ok(text) => own(text).into_bytes(),
            Err(_) => request.body.clone(),
        };
        HttpRequest { target: own(&request.target), body, ..request.clone() }
    }
}

/// Notes the text, or the texts of a list.
fn note(found: &RefCell<Vec<String>>, value: &Value) {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let named = items.iter().filter(|item| Spelling::of(Some(item)).is_none());
    let texts = named.filter_map(Value::as_str);
    found.borrow_mut().extend(texts.map(str::to_owned));
}

fn other(extension: &str) -> String {
    format!("{FIRST_DIGIT}{}", extension.get(1..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ids_that_contain_each_other_the_longest_is_renamed() {
        let ids = ["job-1", "ch:2:job-1", "job-12"].map(str::to_owned);
        let it = Rename {
            spelled: String::new(),
            knows_given: true,
            renames_extensions: false,
            renames_ids: true,
            extensions: BTreeSet::new(),
            ids: ids.into(),
        };
        assert_eq!(it.mark("job-12 ch:2:job-1 job-1."), "theirs-job-12 theirs-ch:2:job-1 theirs-job-1.");
    }
}
