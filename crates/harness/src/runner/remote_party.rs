//! Stimuli: the network and the remote party.

use offhook_centre::{RemoteParty, Stimulated, signal};
use offhook_scenario::{At, Diagnostic, Network, Place, Stimulus};
use serde_json::Value;

use super::codes::{IMPOSSIBLE, UNBOUND};
use super::fault;
use super::play::Play;
use crate::subject::SubjectError;

impl Play<'_> {
    pub(super) fn network(&mut self, network: &Network, place: Place) -> Result<(), SubjectError> {
        let remote_party = match self.remote_party(network, place) {
            Ok(remote_party) => remote_party,
            Err(diagnostic) => {
                self.fail(diagnostic);
                return Ok(());
            }
        };
        let outcome = self.subject.stimulus(&remote_party)?;
        self.note_stimulus(&remote_party, &outcome);
        if let Some(heard) = &mut self.heard {
            heard.stimuli.push(matches!(outcome, Stimulated::Done { .. }));
        }
        match (outcome, network.impossible) {
            (Stimulated::Done { job }, false) if job.is_empty() => {}
            (Stimulated::Done { job }, false) => self.learn_job(network, job),
            (Stimulated::Impossible { .. }, true) => {
                self.exercised.assert();
                self.exercised.held_off();
            }
            (Stimulated::Done { .. }, true) => {
                self.fail(fault(
                    "expectation",
                    "the stimulus happened, though it is said to be impossible",
                    place,
                ));
            }
            (Stimulated::Impossible { reason }, false) if self.subject.may_lack(&remote_party) => {
                let why = format!("its network cannot be made to do `{}`: {reason}", remote_party.kind());
                return Err(SubjectError::NotApplicable(why.into()));
            }
            (Stimulated::Impossible { reason }, false) => {
                let title = format!("the stimulus `{}` is impossible here", network.stimulus.verb());
                self.fail(fault(IMPOSSIBLE, title, place).label(reason));
            }
        }
        self.collect(place)
    }

    /// Learns the id of the call that a stimulus was about.
    pub(super) fn learn_job(&mut self, network: &Network, job: String) {
        if let Some(name) = &network.bind {
            self.binds.set(name.value.clone(), job.clone().into());
        }
        self.binds.set("job", job.into());
    }

    pub(super) fn remote_party(&self, network: &Network, place: Place) -> Result<RemoteParty, Diagnostic> {
        let id = |alias: &str| {
            let who = self.participants.iter().find(|who| who.alias == alias);
            who.map_or_else(|| alias.to_owned(), |who| who.id.clone())
        };
        match &network.stimulus {
            Stimulus::Dials(call) => {
                let number = At::new(Value::from(call.number.value.as_str()), call.number.place);
                let number = offhook_scenario::fill(&number.value, &|name| self.binds.get(name))
                    .map_err(|error| fault(UNBOUND, error.to_string(), call.number.place))?;
                let number = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
                Ok(RemoteParty::Dials { by: id(&call.by.value), number })
            }
            Stimulus::Proposes(call) => Ok(RemoteParty::Proposes {
                to: id(&call.to.value),
                control: call.control.value,
                number: call.number.value.clone(),
                data: call.data.as_ref().map(|data| data.value.clone()).unwrap_or_default(),
            }),
            Stimulus::Handset(handset) => Ok(RemoteParty::Handset {
                by: id(&handset.by.value),
                act: handset.does.value.as_str().to_owned(),
            }),
            Stimulus::Inbound(call) => {
                Ok(RemoteParty::Inbound { from: call.from.value.clone(), to: id(&call.to.value) })
            }
            Stimulus::Channel { verb, party } => {
                let named = network.job.as_ref();
                let value = At::new(
                    Value::from(named.map_or("$job", |job| &job.value)),
                    named.map_or(place, |job| job.place),
                );
                let job = offhook_scenario::fill(&value.value, &|name| self.binds.get(name));
                let job = job.ok().and_then(|job| job.as_str().map(str::to_owned));
                let job = job.ok_or_else(|| {
                    fault(UNBOUND, "there is no call yet that this could happen in", value.place)
                        .help("make a call first, or name the job with `job:`")
                })?;
                let cause = network.cause.as_ref().map(|cause| cause.value.clone());
                Ok(RemoteParty::Channel {
                    signal: signal(*verb).to_owned(),
                    job,
                    party: id(&party.value),
                    cause,
                })
            }
        }
    }
}
