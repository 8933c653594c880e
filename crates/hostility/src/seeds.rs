//! Inputs that mean something, made from the tables, the fixtures and a few scenarios, so that there is no second copy of them to keep.

use offhook_centre::DEFAULT_CLOCK_MS;
use offhook_centre::adapter::Reset;
use offhook_dialect::cc_gateway::{EVENTS, OPERATIONS};
use offhook_dialect::ccc::ACTIONS;
use offhook_dialect::{ACTION, Bounds, ParamRow, Place, Required, Type, encode_query, registry};
use offhook_explore::coverage::Coverage;
use offhook_harness::document::{Document, Subject as Named};
use offhook_harness::{InProcess, Ladders, Manifest, Options, run_suite};
use offhook_scenario::{Scenario, parse};

use crate::files::SECRET;
use crate::secrets::KNOWN;

const CAPTURED: &str = include_str!("../../dialect/tests/fixtures/captured-requests.txt");
const SCENARIOS: &[&str] = &[
    include_str!("ccc.yaml"),
    include_str!("gateway.yaml"),
    include_str!("../../scenario/tests/language/sample.yaml"),
    FAILING,
];
const FAILING: &str = "offhook: 1
id: ccc.make-call.fails
cites: [ccc.make-call]
dialect: ccc
given: { users: { amy: { state: READY } } }
steps:
  - request: { by: amy, action: MakeCall, with: { Callee: '139' }, expect: { Data.UserContext.UserState: DIALING } }
";
const BEHAVIOURS: &[&str] = &["offhook: 1
numbers:
  - { number: '1390000*', ring_after: 1s, answer_after: 3s, hang_up_after: 10s }
  - { number: '13[0-4]{1,2?}*', busy_after: 2s, cause: 486 - Busy Here }
  - { number: '*', never: true }
agents:
  - { agent: '*', answer_after: 1s, answer_incoming_after: 2s }
"];
const STATEMENTS: &[&str] = &[
    include_str!("../../../examples/statements/everything.yaml"),
    include_str!("../../../examples/statements/offhook-serve.cc-gateway.yaml"),
    include_str!("../../../examples/stdio-shim/statement.yaml"),
];

/// Requests as the official SDK signs them, and a form.
pub(crate) fn rpc() -> Vec<String> {
    let form = "POST / HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\nAccept: text/xml\n\nAction=MakeCall&Callee=%2B86+139&Tags=%7B%7D&Format=XML";
    CAPTURED.split("====\n").map(str::to_owned).chain([form.to_owned()]).collect()
}

/// Requests of every action, and names and values with markup in them.
pub(crate) fn xml() -> Vec<String> {
    let markup = [
        "a><script src=data:,alert(1)></script><b",
        "a b=\"c\"",
        "]]>",
        "<!--",
        "&lt;&#0;&x;",
        "\u{1}\u{ffff}\r\n",
    ];
    let spelled = |text: &str| {
        encode_query(
            Some(text),
            &[("UserId".to_owned(), text.to_owned()), (text.to_owned(), text.to_owned())],
        )
    };
    let markup = markup.iter().map(|text| format!("GET /?{} HTTP/1.1", spelled(text)));
    let header = "GET /?UserId=amy HTTP/1.1\nx-acs-action: a><b".to_owned();
    let actions = ACTIONS
        .iter()
        .map(|action| format!("POST /?Action={}&UserId=%3Cb%3E&JobId=%26 HTTP/1.1", action.name));
    markup.chain([header]).chain(actions).collect()
}

/// The documented examples, and an empty answer of every table.
pub(crate) fn answer() -> Vec<String> {
    let samples = ACTIONS.iter().filter_map(|action| Some((action.name, action.samples?)));
    let samples =
        samples.flat_map(|(name, it)| [format!("{name}\n{}", it.json), format!("{name}\n{}", it.xml)]);
    let tables = OPERATIONS.iter().map(|operation| operation.id).chain(EVENTS.iter().map(|event| event.name));
    let empty = tables.map(|name| format!("{name}\n{{\"message\":\"\",\"retcode\":\"0\",\"result\":{{}}}}"));
    samples.chain(empty).chain([RICH_XML.to_owned()]).collect()
}

const RICH_XML: &str = "MakeCall\n<MakeCallResponse a='1'><?pi?><!-- c --><Code>&lt;&#65;&#x1F600;<![CDATA[<]]></Code><Data><CallContext><ChannelContexts><ChannelId>a</ChannelId></ChannelContexts><ChannelContexts/></CallContext></Data></MakeCallResponse>";

/// What each parameter of CCC is tried with; the others are left empty, which is as good as leaving them out.
fn ccc_value(name: &str) -> &'static str {
    match name {
        "InstanceId" => "ccc-test",
        "UserId" => "amy@ccc-test",
        "DeviceId" => "d",
        "JobId" => "$job",
        "ChannelId" => "$channel1",
        "Callee" | "Transferee" | "Transferor" | "Broker" => "13188888888",
        "MonitoredUserId" | "CoachedUserId" | "BargedUserId" | "InterceptedUserId" => "bob@ccc-test",
        "SignedSkillGroupIdList" => r#"["skg-default@ccc-test"]"#,
        "SkillGroupId" => "skg-default@ccc-test",
        "ParticipantListJson" => r#"["bob@ccc-test","13188888888"]"#,
        "WorkMode" => "OFF_SITE",
        "Mobile" => "13900000001",
        "Code" => "Warm-up",
        "Dtmf" => "1",
        "Caller" => "01051000000",
        "CandidateUserListJson" => r#"["amy@ccc-test"]"#,
        "ContactFlowId" => "flow",
        "Invisible" => "true",
        _ => "",
    }
}

/// Every action by itself, and the life of a call.
pub(crate) fn ccc() -> Vec<String> {
    let query = |it: &&offhook_dialect::ccc::Action| {
        let named = it.params.iter().map(|row| row.name).filter(|name| *name != ACTION);
        let params: Vec<_> = named.map(|name| (name.to_owned(), ccc_value(name).to_owned())).collect();
        encode_query(Some(it.name), &params).replace("%24", "$")
    };
    let own: Vec<String> = ACTIONS.iter().map(query).collect();
    let named = |name: &str| {
        let wanted = format!("Action={name}&");
        own.iter().find(|it| it.starts_with(&wanted)).cloned().unwrap_or_default()
    };
    let answers = |party: &str| format!(r#"far {{"stimulus":"answered","job":"$job","party":"{party}"}}"#);
    let call = join(&[&named("MakeCall"), &answers("amy@ccc-test"), &answers("customer")]);
    let inbound = r#"far {"stimulus":"inbound","from":"139","to":"skg-default@ccc-test"}"#;
    let bobs = [named("TakeBreak"), inbound.to_owned(), answers("bob@ccc-test"), named("ReadyForService")];
    let bobs = join(&bobs.each_ref().map(String::as_str));
    let begins = [
        named("TakeBreak"),
        named("SignOutGroup"),
        named("MakeCall"),
        inbound.to_owned(),
        call.clone(),
        join(&[&call, &named("HoldCall")]),
        join(&[&call, &named("MuteCall")]),
        join(&[&call, &named("InitiateAttendedTransfer"), &answers("13188888887")]),
        join(&[&named("StartConference"), &answers("amy@ccc-test"), &answers("bob@ccc-test")]),
        bobs.clone(),
        join(&[&bobs, &named("MonitorCall"), &answers("amy@ccc-test")]),
    ];
    begins.iter().flat_map(|begin| own.iter().map(move |it| join(&[begin, it, "clock 5000", it]))).collect()
}

/// Every operation by itself, and the life of a call.
pub(crate) fn gateway() -> Vec<String> {
    let own: Vec<String> = OPERATIONS.iter().map(|operation| gateway_request(operation)).collect();
    let sign_in = |agent: &str, extension: &str| {
        let body = format!(r#"{{"password":"","phonenum":"{extension}","autoanswer":false,"status":"4"}}"#);
        format!("PUT /agentgateway/resource/onlineagent/{agent}\nContent-Type: application/json\n\n{body}")
    };
    let both = join(&[&sign_in("1001", "80010001"), &sign_in("1009", "80010009")]);
    let far = |stimulus: &str| format!(r#"far {{"stimulus":"{stimulus}"}}"#);
    let inbound = far(r#"inbound","from":"139","to":"1001"#);
    let answers = |party: &str| far(&format!(r#"answered","job":"$call","party":"{party}"#));
    let talk = join(&[&both, &inbound, &answers("1001")]);
    let handset = |act: &str| far(&format!(r#"handset","by":"1001","act":"{act}"#));
    let begins = [
        String::new(),
        both.clone(),
        join(&[
            &both,
            &far(r#"proposes","to":"1001","control":1,"number":"139","data":"x"#).replace("\"1,", "1,"),
        ]),
        join(&[&both, &inbound]),
        join(&[&both, &inbound.replace("1001", "1009")]),
        join(&[&both, &far(r#"dials","by":"1001","number":"80010009"#)]),
        talk.clone(),
        join(&[&talk, &handset("hold")]),
        join(&[&talk, &handset("mute")]),
    ];
    let lives = begins
        .iter()
        .flat_map(|begin| own.iter().map(move |it| join(&[begin, it, "clock 5000", it, "clock 130000", it])));
    lives.collect()
}

/// A request with what it needs, by the agent 1001.
fn gateway_request(operation: &offhook_dialect::cc_gateway::Operation) -> String {
    let of = |place| {
        let rows = operation.params.iter().filter(move |row| row.place == place);
        rows.filter(|row| row.required != Required::Never).map(|row| (row.name, gateway_value(row)))
    };
    let path = of(Place::Path)
        .fold(operation.path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), &value));
    let query: Vec<String> = of(Place::Query).map(|(name, value)| format!("{name}={value}")).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let body: Vec<String> = of(Place::Body).map(|(name, value)| format!(r#""{name}":"{value}""#)).collect();
    let headers = "Content-Type: application/json\nGuid: $1001";
    format!("{} {path}{query}\n{headers}\n\n{{{}}}", operation.method.as_str(), body.join(","))
}

/// What a parameter of CC-Gateway is tried with.
fn gateway_value(row: &ParamRow) -> String {
    let by_name = match row.name {
        "agentid" | "workno" => "1001",
        "password" => "",
        "phonenum" => "80010001",
        "callid" => "$call",
        "called" | "address" | "number" | "phonenumber" | "calledDigits" | "otherparty" => "1009",
        "devicetype" => "2",
        _ => match (row.bounds, row.ty) {
            (Bounds::OneOf([first, ..]), _) => first,
            (Bounds::Integer { min, .. } | Bounds::IntegerOr { min, .. }, _) => return min.to_string(),
            (_, Type::Boolean) => "true",
            _ => "1",
        },
    };
    by_name.to_owned()
}

fn join(steps: &[&str]) -> String {
    steps.join("\n====\n")
}

/// Scenarios of both dialects.
pub(crate) fn scenario() -> Vec<String> {
    SCENARIOS.iter().map(|text| (*text).to_owned()).collect()
}

fn scenarios() -> impl Iterator<Item = Scenario> {
    SCENARIOS.iter().filter_map(|text| parse("seed.yaml", text).ok())
}

/// The worlds of the scenarios, in both ways in which a message may bring them.
pub(crate) fn reset() -> Vec<String> {
    let both = |scenario: Scenario| {
        let whole = Reset::of(&scenario, 7);
        let plain = Reset { scenario: None, ..whole.clone() };
        [whole, plain].map(|it| serde_json::to_string(&it).unwrap_or_default())
    };
    scenarios().flat_map(both).collect()
}

/// A message of each operation.
pub(crate) fn adapter() -> Vec<String> {
    let lines = [
        r#"{"id":1,"op":"hello","protocol":1}"#,
        r#"{"id":2,"op":"stimulus","stimulus":"inbound","from":"139","to":"amy@ccc-test"}"#,
        r#"{"id":3,"op":"stimulus","stimulus":"hung_up","job":"job-1","party":"customer","cause":"404"}"#,
        r#"{"id":4,"op":"stimulus","stimulus":"proposes","to":"1001","control":1,"number":"139"}"#,
        r#"{"id":5,"op":"stimulus","stimulus":"handset","by":"1001","act":"hold"}"#,
        r#"{"id":6,"op":"clock","advance_ms":5000}"#,
        r#"{"id":7,"op":"events","after":3}"#,
        r#"{"id":8,"op":"request","dialect":"ccc","action":"MakeCall","params":{"Callee":"139"}}"#,
        r#"{"id":9,"op":"request","dialect":"cc-gateway","method":"GET","path":"/","headers":{},"body":null}"#,
        r#"{"id":9,"ok":true,"http_status":200,"headers":{"a":"b"},"body":{"Code":"OK"}}"#,
        r#"{"ok":true,"protocol":1,"name":"x","version":"1","ops":["reset"],"events":[{}],"cursor":7,"now_ms":1}"#,
    ];
    lines.iter().map(|line| (*line).to_owned()).chain(reset()).chain([lines.join("\n")]).collect()
}

/// Statements.
pub(crate) fn statement() -> Vec<String> {
    STATEMENTS.iter().map(|text| (*text).to_owned()).collect()
}

/// Waivers of a case and of a clause.
pub(crate) fn waivers() -> Vec<String> {
    let row = |what| format!("- {{ {what}, reason: known, issue: \"#1\", expires: 2026-12-31 }}\n");
    vec![format!(
        "offhook: 1\nwaivers:\n{}{}",
        row("case: ccc.make-call.user-busy"),
        row("clause: ccc.hold-call")
    )]
}

/// Agents and numbers that do something by themselves.
pub(crate) fn behaviour() -> Vec<String> {
    BEHAVIOURS.iter().map(|text| (*text).to_owned()).collect()
}

/// An entry of each kind, and what is none.
pub(crate) fn journal() -> Vec<String> {
    let entries = [
        r#"{"request":{"at_ms":AT,"request":{"method":"POST","target":"/?Action=SignInGroup&InstanceId=ccc-test&UserId=amy%40ccc-test&DeviceId=d"}}}"#,
        r#"{"request":{"at_ms":AT,"request":{"method":"GET","target":"/","headers":[["a","b"]],"body":{"base64":"/w=="}}}}"#,
        r#"{"stimulus":{"at_ms":AT,"stimulus":{"stimulus":"inbound","from":"139","to":"amy@ccc-test"}}}"#,
        r#"{"clock":{"at_ms":AT,"by_ms":5000}}"#,
        r#"{"freeze":{"at_ms":AT}}"#,
        r#"{"resume":{"at_ms":AT}}"#,
        r#"{"digest":{"at_ms":AT,"digest":"0"}}"#,
        r#"{"abandoned":{"at_ms":AT,"generation":2}}"#,
    ];
    let at = DEFAULT_CLOCK_MS.to_string();
    let entries: Vec<String> = entries.iter().map(|entry| entry.replace("AT", &at)).collect();
    entries.iter().cloned().chain([entries[..4].join("\n"), "\0\0\0".to_owned()]).collect()
}

/// Keys, temporary ones and those of a user.
pub(crate) fn keys() -> Vec<String> {
    vec![format!(
        "- {{ id: a, secret: {SECRET}, user: amy@ccc-test }}\n- id: b\n  secret: \"{SECRET}\"\n  token: t\n"
    )]
}

/// Bodies, elements and queries with secrets in them.
pub(crate) fn secrets() -> Vec<String> {
    vec![
        format!(r#"{{"password":"{KNOWN}","token":7654321,"a":["{KNOWN}",{{"guid":"x{KNOWN}"}}]}}"#),
        format!("<R><Token>{KNOWN}</Token><Code>OK</Code></R>"),
        format!("AccessKeyId={KNOWN}&Action=MakeCall&Signature=b%3D="),
    ]
}

/// The document of a run in which some cases pass and some fail.
pub(crate) fn document() -> Vec<String> {
    let played: Vec<Scenario> = scenarios().collect();
    let read_file = |_: &str| Err("there are no files here".to_owned());
    let options = Options { ladders: Ladders::All, ..Options::strict(&read_file) };
    let report = run_suite(&played, 1, &options, InProcess::new, |_| ());
    let manifest = Manifest::of(&played, &read_file);
    let document = Document::of(&report, Named::in_process(), 0, true).planned(&manifest, None);
    // What a clause says is long, and teaches a fuzzer nothing.
    let short = Document { clauses: document.clauses.into_iter().take(1).collect(), ..document };
    vec![serde_json::to_string(&short).unwrap_or_default()]
}

/// What a little coverage looks like: counts at their ends, and pairs.
pub(crate) fn coverage() -> Vec<String> {
    let empty = Coverage::default().to_json();
    let short = r#"{"offhook":1,"summary":{"lost":18446744073709551615},"tables":{"user":{"states":{"READY":18446744073709551615},"transitions":{},"pairs":[]}},"cells":{"READY":{}}}"#;
    vec![empty.to_string(), short.to_owned()]
}

/// A small kill matrix.
pub(crate) fn power() -> Vec<String> {
    let tally = r#"{"mutants":2,"killed":1,"survived":1,"undecided":0,"equivalent":0,"per_mille":500}"#;
    vec![format!(
        r#"{{"offhook":1,"summary":{{"scenarios":3,"total":{tally},"classes":{{"rule-gone":{tally}}},"canaries":[]}},"mutants":[{{"id":"a","class":"rule-gone","change":"x","fate":"killed"}}]}}"#
    )]
}

/// The names of actions, operations, parameters, fields and clauses.
pub(crate) fn words() -> Vec<String> {
    let actions = ACTIONS.iter().flat_map(|it| {
        std::iter::once(it.name)
            .chain(it.params.iter().map(|row| row.name))
            .chain(it.fields.iter().map(|row| row.path))
    });
    let operations = OPERATIONS
        .iter()
        .flat_map(|it| [it.path, it.method.as_str()].into_iter().chain(it.params.iter().map(|row| row.name)));
    let clauses = registry().iter().map(|clause| clause.id.as_ref()).take(40);
    let own =
        ["\\x0a====\\x0a", "far ", "clock ", "$job", "$call", "$channel0", "$channel1", "$1001", "Guid: "];
    let mut words: Vec<String> =
        actions.chain(operations).chain(clauses).chain(own).map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}
