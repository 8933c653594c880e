//! A life of calls on the wire: every answer in every form, every event.

use std::fmt::Write as _;
use std::path::PathBuf;

use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::{Form, Format, HttpRequest, HttpResponse, cc_gateway, ccc, encode_query};
use offhook_harness::{InProcess, Subject};
use offhook_scenario::{Dialect, Scenario, Step, User, Wire};

/// Where snapshots of a crate stand.
pub(crate) fn settings(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots")).join(folder),
    );
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn given(dialect: Dialect, form: Form, format: Format) -> InProcess {
    let mut scenario = Scenario::new("snapshot", dialect, Vec::<Step>::new());
    scenario.wire = if form == Form::Documented { Wire::Documented } else { Wire::Typed };
    scenario.format =
        if format == Format::Xml { offhook_scenario::Format::Xml } else { offhook_scenario::Format::Json };
    scenario.given.users.insert("amy".to_owned(), User::default());
    scenario.given.users.insert("bob".to_owned(), User::default());
    let mut subject = InProcess::new();
    subject.reset(&scenario, 7).unwrap();
    subject.begin().unwrap();
    subject
}

/// What is said and heard, a line each.
struct Tape {
    subject: InProcess,
    format: Format,
    text: String,
    job: String,
    customer: String,
    guid: String,
}

impl Tape {
    fn new(dialect: Dialect, form: Form, format: Format) -> Self {
        let subject = given(dialect, form, format);
        Self {
            subject,
            format,
            text: String::new(),
            job: String::new(),
            customer: String::new(),
            guid: String::new(),
        }
    }

    fn ccc(&mut self, action: &str, params: &[(&str, &str)]) {
        let own = [("InstanceId", "ccc-test"), ("UserId", "amy@ccc-test"), ("DeviceId", "device-amy")];
        let format = [("Format", self.format.as_str())];
        let params = own.iter().chain(params).chain(&format).map(|(name, value)| {
            let value = value.replace("$job", &self.job).replace("$customer", &self.customer);
            ((*name).to_owned(), value)
        });
        let query = encode_query(Some(action), &params.collect::<Vec<_>>());
        let reply = self.subject.request(&HttpRequest::new("POST", format!("/?{query}"))).unwrap();
        let _ = writeln!(self.text, "> {action}\n< {} {}", reply.status, reply.body);
        self.settle();
    }

    fn gateway(&mut self, method: &str, path: &str, body: &str) -> HttpResponse {
        let mut request = HttpRequest::new(method, format!("/agentgateway/resource/{path}"));
        request.set_header("Content-Type", "application/json");
        request.set_header("Guid", self.guid.as_str());
        request.body = body.as_bytes().to_vec();
        let reply = self.subject.request(&request).unwrap();
        let _ = writeln!(self.text, "> {method} {path} {body}\n< {} {}", reply.status, reply.body);
        if let Some(guid) = reply.header("Set-GUID") {
            let _ = writeln!(self.text, "< Set-GUID: {guid}");
            self.guid = guid.trim_start_matches("JSESSIONID=").to_owned();
        }
        self.settle();
        reply
    }

    fn remote_party(&mut self, signal: &str, party: &str) {
        let remote_party = RemoteParty::Channel {
            signal: signal.to_owned(),
            job: self.job.clone(),
            party: party.to_owned(),
            cause: None,
        };
        let done = self.subject.stimulus(&remote_party).unwrap();
        assert_eq!(done, Stimulated::Done { job: self.job.clone() });
        let _ = writeln!(self.text, "* {signal} {party}");
        self.settle();
    }

    fn settle(&mut self) {
        self.subject.settle().unwrap();
        for event in self.subject.events().unwrap() {
            let channel = event["channelId"].as_str().unwrap_or_default();
            if channel.starts_with("ch:customer:") {
                self.customer = channel.to_owned();
            }
            if let Some(job) = event["contactId"].as_str() {
                self.job = job.to_owned();
            }
            let _ = writeln!(self.text, "! {event}");
        }
    }
}

fn life_of_calls(form: Form, format: Format) -> String {
    let mut tape = Tape::new(Dialect::of(&ccc::VENDOR), form, format);
    tape.ccc("MakeCall", &[("Callee", "13188888888")]);
    tape.ccc("SignInGroup", &[]);
    tape.ccc("ReadyForService", &[]);
    tape.ccc("MakeCall", &[("Callee", "13188888888"), ("TimeoutSeconds", "10")]);
    tape.remote_party("answered", "amy@ccc-test");
    tape.remote_party("ringing", "customer");
    tape.remote_party("answered", "customer");
    for (action, channel) in
        [("HoldCall", true), ("RetrieveCall", true), ("MuteCall", false), ("UnmuteCall", false)]
    {
        let named: &[(&str, &str)] = &[("JobId", "$job"), ("ChannelId", "$customer")];
        tape.ccc(action, if channel { named } else { &named[..1] });
    }
    tape.ccc("PollUserStatus", &[]);
    tape.ccc("AnswerCall", &[("JobId", "$job")]);
    tape.ccc("ReleaseCall", &[("JobId", "$job")]);
    tape.ccc("ReleaseCall", &[("JobId", "$job")]);
    tape.ccc("TakeBreak", &[("Code", "lunch")]);
    tape.ccc("SignOutGroup", &[]);
    tape.text
}

#[test]
fn a_life_of_calls_in_ccc_in_both_forms_and_both_notations() {
    for form in Form::ALL {
        for format in Format::ALL {
            let name = format!("ccc-{}-{}", form.as_str(), format.as_str().to_lowercase());
            settings("dialect").bind(|| insta::assert_snapshot!(name, life_of_calls(form, format)));
        }
    }
}

#[test]
fn a_life_of_calls_in_cc_gateway() {
    let mut tape = Tape::new(Dialect::of(&cc_gateway::VENDOR), Form::Typed, Format::Json);
    tape.gateway("DELETE", "voicecall/1001/release", "");
    let login = r#"{"password":"","phonenum":"80010001","autoanswer":false}"#;
    tape.gateway("PUT", "onlineagent/1001", login);
    let called = tape.gateway("PUT", "voicecall/1001/callout", r#"{"called":"13188888888"}"#);
    let called: serde_json::Value = serde_json::from_str(&called.body).unwrap();
    tape.job = called["result"].as_str().unwrap().to_owned();
    tape.remote_party("answered", "1001");
    tape.remote_party("ringing", "customer");
    tape.remote_party("answered", "customer");
    for step in ["hold", "gethold", "beginmute", "endmute"] {
        tape.gateway("POST", &format!("voicecall/1001/{step}"), "");
    }
    tape.gateway("GET", "onlineagent/1001/agentstatus", "");
    tape.gateway("DELETE", "voicecall/1001/release", "");
    tape.gateway("DELETE", "voicecall/1001", "");
    while tape.gateway("GET", "agentevent/1001", "").body.contains("event") {}
    tape.gateway("DELETE", "onlineagent/1001/logout", "");
    settings("dialect").bind(|| insta::assert_snapshot!("cc-gateway", tape.text));
}
