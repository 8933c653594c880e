//! Plays a case on the machine, checks what must hold after every input, and writes down the scenario that it amounts to.

use std::collections::BTreeSet;

use offhook_centre::{Participant, RemoteParty, Stimulated, signal};
use offhook_dialect::{Caller, Draft, Format, GivenSession, Limits, parse};
use offhook_harness::{InProcess, Subject as _};
use offhook_machine::Fired;
use offhook_scenario::{
    At, Dials, Handset, Millis, Network, Proposes, Request, Scenario, Step, Stimulus, User, Verb,
};
use serde_json::Value;

use crate::draw::{Act, Callee, Case, Channel, GROUP, Job, OUTSIDE, USERS};

/// Everything that came out of a case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transcript {
    pub(crate) replies: Vec<String>,
    pub(crate) events: Vec<Value>,
    pub(crate) digest: String,
    pub(crate) fired: Fired,
}

pub(crate) struct Drive {
    pub(crate) scenario: Scenario,
    subject: InProcess,
    participants: Vec<Participant>,
    tokens: [Option<String>; 3],
    job: Option<String>,
    customer: Option<String>,
    own: [Option<String>; 3],
    replies: Vec<String>,
    events: Vec<Value>,
    /// The actions that the state alone refused.
    pub(crate) refused_for_state: BTreeSet<String>,
}

const UNKNOWN_JOB: &str = "job-1";
const UNKNOWN_CHANNEL: &str = "ch:customer:1->2:3:job-4";

impl Drive {
    pub(crate) fn new(case: &Case) -> Self {
        let mut scenario = Scenario::new("drawn.case", case.dialect, Vec::new());
        for (index, name) in USERS.iter().enumerate() {
            let state = Some(case.states[index].into());
            let skill_groups = Some(vec![GROUP.into()]);
            let work_mode = (index == 0 && case.has_sip_phone).then(|| "OFFICE_PHONE".into());
            let user = User { state, skill_groups, work_mode, ..User::default() };
            scenario.given.users.insert((*name).to_owned(), user);
        }
        Self {
            participants: Participant::of(&scenario),
            scenario,
            subject: InProcess::new(),
            tokens: Default::default(),
            job: None,
            customer: None,
            own: Default::default(),
            replies: Vec::new(),
            events: Vec::new(),
            refused_for_state: BTreeSet::new(),
        }
    }

    /// The scenario that a case amounts to.
    pub(crate) fn scenario_of(case: &Case) -> Scenario {
        let mut drive = Self::new(case);
        let _ = drive.play(case);
        drive.scenario
    }

    pub(crate) fn play(&mut self, case: &Case) -> Result<Transcript, String> {
        self.subject.reset(&self.scenario, 0).map_err(|error| error.to_string())?;
        self.sign_in_given()?;
        self.subject.begin().map_err(|error| error.to_string())?;
        for act in &case.acts {
            self.act(act)?;
            self.check()?;
        }
        let inspection = self.subject.inspect().ok_or("nothing to inspect")?;
        Ok(Transcript {
            replies: std::mem::take(&mut self.replies),
            events: std::mem::take(&mut self.events),
            digest: inspection.digest.to_string(),
            fired: inspection.fired,
        })
    }

    /// As the runner does it: the scenario's own agents are signed in before the first step, where their sign-ins are requests.
    fn sign_in_given(&mut self) -> Result<(), String> {
        let client = self.scenario.dialect.value.client;
        for index in 0..USERS.len() {
            let state = self.participants[index].state;
            let session = GivenSession { state, auto_answer: false, auto_idle: true, password: "" };
            if let Some(said) = client.sign_in(&session) {
                let with = said.with.into_iter().map(|(name, value)| (name.to_owned(), Some(value)));
                self.wire(index, said.operation, with.collect())?;
            }
        }
        self.replies.clear();
        Ok(())
    }

    fn check(&mut self) -> Result<(), String> {
        let inspection = self.subject.inspect().ok_or("nothing to inspect")?;
        if inspection.broken.is_empty() {
            Ok(())
        } else {
            Err(format!("does not hold: {}", inspection.broken.join(", ")))
        }
    }

    fn act(&mut self, act: &Act) -> Result<(), String> {
        match *act {
            Act::Ask { by, action, job, channel, callee } => self.ask(by, action, job, channel, callee),
            Act::Channel { verb, party } => self.channel(verb, party),
            Act::Inbound { to } => {
                let (from, group) = (OUTSIDE.to_owned(), to >= USERS.len());
                let (named, to) = if group { (GROUP, GROUP.to_owned()) } else { (USERS[to], self.id(to)) };
                self.stimulate(Network::inbound(&from, named), &RemoteParty::Inbound { from, to })
            }
            Act::Dials { by, callee } => {
                let number = self.number(callee);
                let step = Dials { by: USERS[by].into(), number: number.as_str().into() };
                self.stimulate(step.into(), &RemoteParty::Dials { by: self.id(by), number })
            }
            Act::Proposes { to, control } => {
                let (number, data) = (OUTSIDE.to_owned(), "drawn".to_owned());
                let step = Proposes {
                    to: USERS[to].into(),
                    control: control.into(),
                    number: number.as_str().into(),
                    data: Some(data.as_str().into()),
                };
                let proposes = RemoteParty::Proposes { to: self.id(to), control, number, data };
                self.stimulate(Stimulus::Proposes(step).into(), &proposes)
            }
            Act::Handset { by, does } => {
                let step = Handset { by: USERS[by].into(), does: At::from(does) };
                let handset = RemoteParty::Handset { by: self.id(by), act: does.as_str().to_owned() };
                self.stimulate(Stimulus::Handset(step).into(), &handset)
            }
            Act::Wait { ms } => {
                self.push(Step::Wait(At::from(Millis { ms })));
                self.subject.advance(ms).map_err(|error| error.to_string())?;
                self.collect()
            }
        }
    }

    fn push(&mut self, step: Step) {
        self.scenario.steps.push(At::from(step));
    }

    fn id(&self, user: usize) -> String {
        self.participants[user].id.clone()
    }

    fn number(&self, callee: Callee) -> String {
        match callee {
            Callee::Outside => OUTSIDE.to_owned(),
            Callee::Agent(user) => self.participants[user].extension.clone().unwrap(),
        }
    }

    fn ask(
        &mut self,
        by: usize,
        action: &'static str,
        job: Job,
        channel: Channel,
        callee: Callee,
    ) -> Result<(), String> {
        let mut request = Request { by: Some(USERS[by].into()), action: action.into(), ..Request::default() };
        let job = match job {
            Job::Latest => self.job.clone().unwrap_or_else(|| UNKNOWN_JOB.to_owned()),
            Job::Unknown => UNKNOWN_JOB.to_owned(),
        };
        let channel = match channel {
            Channel::None => None,
            Channel::Own => self.own[by].clone(),
            Channel::Customer => self.customer.clone(),
            Channel::Unknown => Some(UNKNOWN_CHANNEL.to_owned()),
        };
        let called = match (callee, action) {
            (_, "callout") => OUTSIDE.to_owned(),
            (Callee::Agent(user), "callInner") => self.id(user),
            (callee, _) => self.number(callee),
        };
        let target = match callee {
            Callee::Outside => OUTSIDE.to_owned(),
            Callee::Agent(user) => self.id(user),
        };
        for (name, value) in parameters(action, called, target, job, channel) {
            request.with.insert(name.to_owned(), At::from(Value::from(value)));
        }
        self.send(by, action, request)
    }

    /// Sends a request over the wire as the scenario's step would; a refusal must leave the world as it was.
    fn send(&mut self, by: usize, action: &'static str, mut request: Request) -> Result<(), String> {
        let before = self.subject.inspect().map(|it| it.digest);
        let with = request.with.iter().map(|(name, value)| (name.value.clone(), Some(value.value.clone())));
        let (accepted, status) = self.wire(by, action, with.collect())?;
        request.status = Some(status.into());
        self.push(Step::Request(Box::new(request)));
        let after = self.subject.inspect().map(|it| it.digest);
        if !accepted && before != after {
            return Err(format!("the refused {action} changed the world"));
        }
        self.subject.settle().map_err(|error| error.to_string())?;
        self.collect()
    }

    /// Sends a request and learns from its answer: whether it is accepted, and the HTTP status.
    fn wire(
        &mut self,
        by: usize,
        action: &str,
        with: Vec<(String, Option<Value>)>,
    ) -> Result<(bool, u16), String> {
        let dialect = self.scenario.dialect.value;
        let who = &self.participants[by];
        let caller = Caller {
            id: &who.id,
            device: &who.device,
            extension: who.extension.as_deref(),
            token: self.tokens[by].as_deref(),
        };
        let draft = Draft {
            operation: action,
            with,
            caller: Some(caller),
            instance: self.scenario.given.instance_id(),
            ..Draft::default()
        };
        let written = dialect.client.write(&draft)?;
        let for_state = self.subject.refused_for_state(&written.request);
        let answer = self.subject.request(&written.request).map_err(|error| error.to_string())?;
        if let Some(token) = dialect.client.token(&answer) {
            self.tokens[by] = Some(token);
        }
        let tree =
            parse(&answer.body, Format::Json, &Limits::DEFAULT).map_err(|error| error.to_string())?.value;
        self.replies.push(answer.body);
        if written.operation.is_some_and(|operation| operation.begins().is_some()) {
            let begun = tree.pointer(dialect.tables.begun_call).and_then(Value::as_str);
            self.job = begun.map(str::to_owned).or_else(|| self.job.take());
        }
        if let Some((names, call)) = dialect.tables.call.and_then(|it| Some((it, tree.pointer(it.at)?))) {
            if let Some(job) = call[names.job].as_str() {
                self.job = Some(job.to_owned());
            }
            for channel in call[names.channels].as_array().into_iter().flatten() {
                self.learn(
                    channel[names.user].as_str().unwrap_or_default(),
                    channel[names.channel].as_str().unwrap_or_default(),
                );
            }
        }
        let (code, success) = dialect.tables.code;
        if let Some(state) = for_state {
            if tree[code] == success {
                return Err(format!("{action} is accepted, and the state alone refuses it with {state}"));
            }
            self.refused_for_state.insert(action.to_owned());
        }
        Ok((tree[code] == success, answer.status))
    }

    fn channel(&mut self, verb: Verb, party: &'static str) -> Result<(), String> {
        // Without a call there is nothing that a scenario could name.
        let Some(job) = self.job.clone() else { return Ok(()) };
        let user = USERS.iter().position(|user| *user == party);
        let id = user.map_or_else(|| party.to_owned(), |user| self.id(user));
        let remote_party = RemoteParty::Channel {
            signal: signal(verb).to_owned(),
            job: job.clone(),
            party: id,
            cause: None,
        };
        let mut network = Network::channel(verb, party);
        network.job = Some(job.as_str().into());
        self.stimulate(network, &remote_party)
    }

    fn stimulate(&mut self, mut network: Network, remote_party: &RemoteParty) -> Result<(), String> {
        let before = self.subject.inspect().map(|it| it.digest);
        match self.subject.stimulus(remote_party).map_err(|error| error.to_string())? {
            Stimulated::Done { job } if job.is_empty() => {}
            Stimulated::Done { job } => self.job = Some(job),
            Stimulated::Impossible { .. } => {
                network.impossible = true;
                if before != self.subject.inspect().map(|it| it.digest) {
                    return Err("an impossible stimulus changed the world".to_owned());
                }
            }
        }
        self.push(Step::Network(Box::new(network)));
        self.collect()
    }

    fn learn(&mut self, user: &str, channel: &str) {
        match (0..USERS.len()).find(|index| self.id(*index) == user) {
            Some(index) => self.own[index] = Some(channel.to_owned()),
            None => self.customer = Some(channel.to_owned()),
        }
    }

    fn collect(&mut self) -> Result<(), String> {
        for event in self.subject.events().map_err(|error| error.to_string())? {
            if let Some(channel) = event["channelId"].as_str().filter(|channel| !channel.is_empty()) {
                self.learn(event["agentId"].as_str().unwrap_or_default(), channel);
            }
            self.events.push(event);
        }
        Ok(())
    }
}

/// What a request says beyond who asks.
fn parameters(
    action: &str,
    called: String,
    target: String,
    job: String,
    channel: Option<String>,
) -> Vec<(&'static str, String)> {
    let channel_or_unknown = || channel.clone().unwrap_or_else(|| UNKNOWN_CHANNEL.to_owned());
    let flow = || ("ContactFlowId", "flow-1".to_owned());
    match action {
        "MakeCall" => vec![("Callee", called)],
        "forceLogin" => {
            ["autoanswer", "phonelinkage"].map(|name| (name, (name == "phonelinkage").to_string())).to_vec()
        }
        "callout" | "callInner" => vec![("called", called)],
        "previewCallout" => vec![("called", called), ("callcontrolid", "1".to_owned())],
        "confJoin" => vec![("callid", job)],
        "secondDial" => vec![("number", "1".to_owned())],
        "autoEnterIdle" => vec![("flag", "true".to_owned())],
        "innerHelp" => vec![("dstaddress", target)],
        "transfer" => vec![("devicetype", "2".to_owned()), ("address", target), ("mode", "0".to_owned())],
        "TakeBreak" => vec![("Code", "lunch".to_owned())],
        "ChangeWorkMode" => vec![("WorkMode", "OFFICE_PHONE".to_owned())],
        "ChangeVisibility" => vec![("Invisible", (target == OUTSIDE).to_string())],
        "StartBack2BackCall" => {
            vec![("Broker", "01012345678".to_owned()), ("Caller", OUTSIDE.to_owned()), ("Callee", called)]
        }
        "StartPredictiveCall" => {
            let group = ("SkillGroupId", GROUP.to_owned());
            vec![("Caller", "01012345678".to_owned()), ("Callee", OUTSIDE.to_owned()), flow(), group]
        }
        "StartConference" => vec![("ParticipantListJson", format!("[{called:?}]"))],
        "BlindTransfer" | "InitiateAttendedTransfer" => vec![("JobId", job), ("Transferee", target)],
        "MonitorCall" => vec![("MonitoredUserId", target)],
        "CoachCall" => vec![("JobId", job), ("CoachedUserId", target)],
        "BargeInCall" => vec![("JobId", job), ("BargedUserId", target)],
        "InterceptCall" => vec![("JobId", job), ("InterceptedUserId", target)],
        "LaunchAuthentication" | "LaunchSurvey" => vec![("JobId", job), flow()],
        "AnswerCall"
        | "CompleteAttendedTransfer"
        | "CancelAttendedTransfer"
        | "SwitchToConference"
        | "EndConference"
        | "ClaimCall" => vec![("JobId", job)],
        "HoldCall" | "RetrieveCall" => vec![("JobId", job), ("ChannelId", channel_or_unknown())],
        "SendDtmfSignaling" => {
            vec![("JobId", job), ("ChannelId", channel_or_unknown()), ("Dtmf", "1".to_owned())]
        }
        "ReleaseCall" | "MuteCall" | "UnmuteCall" => {
            std::iter::once(("JobId", job)).chain(channel.map(|channel| ("ChannelId", channel))).collect()
        }
        _ => Vec::new(),
    }
}
