//! What is refused, and how the refusal reads.

use offhook_dialect::cc_gateway::{
    Method, RequestError, Route, Target, TransferKind, decode_answer, encode_answer, operation, route,
    transfer_kind,
};
use offhook_dialect::ccc::{self, MAKE_CALL, SIGN_IN_GROUP, decode_params};
use offhook_dialect::{
    CallField, ChannelField, Edition, Format, Limits, MAX_BODY_BYTES, MAX_QUERY_BYTES, ParamError, Source,
    WireError, build, encode_query, parse, parse_query,
};
use serde_json::json;

fn refusal(text: &str, format: Format) -> String {
    parse(text, format, &Limits::DEFAULT).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn a_body_that_is_too_large_or_too_deep_is_refused() {
    let large = " ".repeat(MAX_BODY_BYTES + 1);
    assert_eq!(refusal(&large, Format::Json), "1048577 bytes where at most 1048576 are allowed");
    for depth in [65, 127, 128, 100_000] {
        let json = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert_eq!(refusal(&json, Format::Json), "nested deeper than 64 levels", "{depth}");
        let xml = format!("{}1{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert_eq!(refusal(&xml, Format::Xml), "nested deeper than 64 levels", "{depth}");
    }
    let just_deep_enough = format!("{}1{}", "{\"a\":".repeat(64), "}".repeat(64));
    assert!(parse(&just_deep_enough, Format::Json, &Limits::DEFAULT).is_ok());
}

#[test]
fn what_is_no_object_is_refused() {
    assert_eq!(refusal("[1]", Format::Json), "not a JSON object");
    assert_eq!(refusal("{\"a\": }", Format::Json), "not JSON at line 1, column 7");
    assert_eq!(refusal("plain", Format::Xml), "not XML at byte 5");
    assert_eq!(refusal("<a><b></a>", Format::Xml), "not XML at byte 6");
    assert_eq!(refusal("<a><b>", Format::Xml), "not XML at byte 6");
}

#[test]
fn xml_cannot_define_or_use_entities_of_its_own() {
    assert_eq!(
        refusal("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", Format::Xml),
        "an XML document type is not allowed"
    );
    assert_eq!(refusal("<a>&x;</a>", Format::Xml), "unknown XML entity \"x\"");
    let raw = parse("<a>&lt;&#65;<![CDATA[&x;]]></a>", Format::Xml, &Limits::DEFAULT).unwrap();
    assert_eq!(raw.value, json!({"a": "<A&x;"}));
}

#[test]
fn what_xml_must_escape_or_cannot_hold_is_refused_where_a_lax_parser_lets_it_pass() {
    assert_eq!(
        refusal("<a>]]></a>", Format::Xml),
        "not XML: the text before byte 6 holds `]]>`, in which `>` must be escaped"
    );
    let control = "not XML: the text before byte 4 holds a control character that no XML can hold";
    assert_eq!(refusal("<a>\u{1}</a>", Format::Xml), control);
    assert_eq!(refusal("<a>&#1;</a>", Format::Xml), "unknown XML entity \"#1\"");
    assert!(refusal("<a>R&D</a>", Format::Xml).starts_with("not XML at byte"));
    assert!(refusal("<a>1 < 2</a>", Format::Xml).starts_with("not XML at byte"));
    assert!(refusal("<a b=\"<\">1</a>", Format::Xml).contains("`<` in an attribute"));
    assert!(refusal("<a b=c>1</a>", Format::Xml).starts_with("not XML at byte"));
    let raw = parse("<a b=\"c\">]]&gt; > &amp;amp; \" '</a>", Format::Xml, &Limits::DEFAULT).unwrap();
    assert_eq!(raw.value, json!({"a": "]]> > &amp; \" '"}));
}

#[test]
fn queries_are_bounded_and_decoded_strictly() {
    let (action, params) = parse_query("Callee=%2B86+139&Action=MakeCall&Empty&Action=Other&&x=%zz").unwrap();
    assert_eq!(action.as_deref(), Some("MakeCall"));
    let params: Vec<_> = params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(params, [("Callee", "+86 139"), ("Empty", ""), ("Action", "Other"), ("x", "%zz")]);
    assert_eq!(parse_query("a=%ff"), Err(WireError::NotUtf8 { valid_up_to: 0 }));
    assert_eq!(parse_query(&"a&".repeat(257)), Err(WireError::TooManyParams { limit: 256 }));
    assert!(parse_query(&"a".repeat(MAX_QUERY_BYTES + 1)).is_err());
    assert_eq!(
        encode_query(Some("MakeCall"), &[("a b".into(), "ü>*~".into())]),
        "Action=MakeCall&a%20b=%C3%BC%3E%2A~"
    );
}

fn asked(pairs: &[(&str, &str)]) -> Result<(), ParamError> {
    let owned: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    decode_params(&MAKE_CALL, &owned, Edition::First).map(drop)
}

#[test]
fn parameters_are_refused_as_their_rows_say() {
    let device = ("DeviceId", "d");
    let instance = ("InstanceId", "i");
    let callee = ("Callee", "1");
    assert_eq!(asked(&[callee, device, instance]), Ok(()));
    assert_eq!(asked(&[callee, device, instance, ("TimeoutSeconds", "")]), Ok(()));
    assert_eq!(asked(&[callee, ("DeviceId", " "), instance]), Err(ParamError::Blank { name: "DeviceId" }));
    assert_eq!(asked(&[device, instance]), Err(ParamError::Blank { name: "Callee" }));
    let timeout =
        |value| asked(&[callee, device, instance, ("TimeoutSeconds", value)]).unwrap_err().to_string();
    assert_eq!(timeout("soon"), "TimeoutSeconds is \"soon\", not a whole number");
    assert_eq!(timeout("9"), "TimeoutSeconds is 9, not within 30 to 300");
    assert_eq!(timeout("301"), "TimeoutSeconds is 301, not within 30 to 300");
    let other = asked(&[callee, device, instance, ("Action", "HoldCall")]).unwrap_err();
    assert_eq!(other.to_string(), "Action is \"HoldCall\", not one of MakeCall");
}

#[test]
fn what_is_required_depends_on_the_edition() {
    let pairs = [("InstanceId".to_owned(), "i".to_owned()), ("Callee".to_owned(), "1".to_owned())];
    assert!(decode_params(&MAKE_CALL, &pairs, Edition::First).is_err());
    assert!(decode_params(&MAKE_CALL, &pairs, Edition::Later).is_ok());
    let pairs = [("InstanceId".to_owned(), "i".to_owned()), ("DeviceId".to_owned(), "d".to_owned())];
    assert!(decode_params(&SIGN_IN_GROUP, &pairs, Edition::First).is_ok());
    assert!(decode_params(&SIGN_IN_GROUP, &pairs, Edition::Later).is_err());
}

#[test]
fn booleans_come_in_any_language_and_lists_as_json() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let base = [pair("InstanceId", "i"), pair("DeviceId", "d")];
    let with = |name: &str, value: &str| {
        decode_params(&SIGN_IN_GROUP, &[base.as_slice(), &[pair(name, value)]].concat(), Edition::First)
    };
    assert_eq!(with("Additivity", "True").unwrap().flag("Additivity"), Some(true));
    assert!(matches!(with("Additivity", "1"), Err(ParamError::NotBoolean { .. })));
    let groups = with("SignedSkillGroupIdList", r#"["a","b"]"#).unwrap();
    assert_eq!(groups.list("SignedSkillGroupIdList"), Some(vec!["a", "b"]));
    assert!(matches!(with("SignedSkillGroupIdList", "a,b"), Err(ParamError::NotJson { .. })));
}

fn target(method: &str, path: &str) -> Option<Target> {
    match route(method, path) {
        Ok(Route::To(target)) => Some(target),
        _ => None,
    }
}

#[test]
fn a_request_goes_to_its_operation_and_no_other() {
    let voice = "/agentgateway/resource/voicecall/1001";
    assert_eq!(target("DELETE", voice).unwrap().operation.id, "releaseEx");
    assert_eq!(target("DELETE", &format!("{voice}/release")).unwrap().operation.id, "release");
    let answer = target("PUT", &format!("{voice}/answer?callid=1455885056-1095")).unwrap();
    assert_eq!((answer.operation.id, answer.agent()), ("answer", "1001"));
    let decoded = answer.decode(b"", Edition::First).unwrap();
    assert_eq!(decoded.text("callid"), Some("1455885056-1095"));
    let wrong = route("POST", &format!("{voice}/release")).unwrap();
    assert_eq!(wrong, Route::WrongMethod { allowed: vec![Method::Delete] });
    for path in ["/", "", voice.trim_end_matches("/1001"), "/agentgateway/resource/voicecall//"] {
        assert_eq!(route("DELETE", path).unwrap(), Route::Unknown, "{path}");
    }
}

#[test]
fn paths_are_taken_as_clients_build_them() {
    for path in [
        "/agentgateway/resource/onlineagent/1001",
        "/agentgateway/resource//onlineagent/1001",
        "//agentgateway/resource/onlineagent//1001/",
        "http://gateway:8043/agentgateway/resource/onlineagent/1001",
        "https://10.0.0.7/agentgateway/resource//onlineagent/1001/?",
    ] {
        let to = target("PUT", path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!((to.operation.id, to.agent()), ("login", "1001"), "{path}");
    }
    assert_eq!(
        target("HEAD", "/agentgateway/resource/agentevent/1001").unwrap().operation.id,
        "getAgentEvent"
    );
    // Without the agent's number it is another path, and "release" is no number.
    let lost = target("DELETE", "/agentgateway/resource/voicecall//release").unwrap();
    assert_eq!(lost.operation.id, "releaseEx");
    assert!(lost.decode(b"", Edition::First).is_err());
}

#[test]
fn a_path_word_for_word_goes_before_one_with_a_place() {
    let events = "/agentgateway/resource/agentevent";
    assert_eq!(target("GET", &format!("{events}/allagentevent")).unwrap().operation.id, "allAgentEvent");
    assert_eq!(target("GET", &format!("{events}/1001")).unwrap().operation.id, "getAgentEvent");
    for path in ["allagentevent", "1001"] {
        let wrong = route("POST", &format!("{events}/{path}")).unwrap();
        assert_eq!(wrong, Route::WrongMethod { allowed: vec![Method::Get] }, "{path}");
    }
}

#[test]
fn every_value_of_a_path_is_decoded() {
    let rest = |time: &str, cause: &str| {
        let path = format!("/agentgateway/resource/onlineagent/1001/rest/{time}/{cause}?prolong=true");
        target("POST", &path).unwrap().decode(b"", Edition::First)
    };
    let decoded = rest("600", "0").unwrap();
    assert_eq!((decoded.integer("time"), decoded.integer("restcause")), (Some(600), Some(0)));
    assert_eq!(decoded.flag("prolong"), Some(true));
    assert_eq!(rest("86400", "0").unwrap_err().to_string(), "time is 86400, not within 1 to 86399");
    assert_eq!(rest("1", "256").unwrap_err().to_string(), "restcause is 256, not within 0 to 255");
}

#[test]
fn a_transfer_takes_the_addresses_and_modes_that_there_are() {
    let transfer = target("POST", "/agentgateway/resource/voicecall/1001/transfer").unwrap();
    let letters = br#"{"devicetype":5,"address":"1A*","mode":"2"}"#;
    let decoded = transfer.decode(letters, Edition::Later).unwrap();
    assert_eq!((decoded.text("address"), decoded.integer("mode")), (Some("1A*"), Some(2)));
    assert_eq!(decoded.flag("holdflag"), Some(true));
    assert!(transfer.decode(letters, Edition::First).is_err());
    let kinds: Vec<_> = (0..=4).map(|mode| transfer_kind(5, mode)).collect();
    assert_eq!(
        kinds,
        [
            None,
            Some(TransferKind::Release),
            Some(TransferKind::Success),
            Some(TransferKind::Talk),
            Some(TransferKind::ThreeParty)
        ]
    );
    assert_eq!(transfer_kind(2, 0), Some(TransferKind::Release));
    assert_eq!(transfer_kind(3, 2), None);
}

#[test]
fn a_list_has_as_many_items_as_there_are_calls() {
    let fields = operation("queryHoldListInfo").unwrap().fields;
    let tree = build(fields, 2, &mut |source, index| match source {
        Source::Code => Some("0".into()),
        Source::Call(CallField::Job) => Some(format!("1456404171-{index}").into()),
        _ => None,
    });
    assert_eq!(tree["result"], json!([{"callid": "1456404171-0"}, {"callid": "1456404171-1"}]));
    let none = build(fields, 0, &mut |_, _| None);
    assert_eq!(encode_answer(&none, fields), r#"{"result":[]}"#);
}

#[test]
fn what_an_event_holds_may_be_of_any_type() {
    let fields = operation("allAgentEvent").unwrap().fields;
    let reply = r#"{"message":"","retcode":"0","event":[{"eventType":"AgentEvent_Hold","workNo":"1001","content":"1-2"},{"eventType":"AgentState_Ready","workNo":"1002","content":null},{"eventType":"AgentState_SetNotReady_Success","workNo":"1003","content":{"reason":"200"}}]}"#;
    let (tree, faults) = decode_answer(reply, fields).unwrap();
    assert_eq!(faults, []);
    assert_eq!(encode_answer(&tree, fields), reply);
}

#[test]
fn agents_are_numbered_as_the_edition_says() {
    let agent = |number: &str, edition| {
        target("DELETE", &format!("/agentgateway/resource/voicecall/{number}/release"))
            .unwrap()
            .decode(b"", edition)
    };
    for number in ["101", "59999"] {
        assert_eq!(agent(number, Edition::First).unwrap().text("agentid"), Some(number));
    }
    for number in ["100", "60000", "-101", "1e3", "%31%30%31"] {
        assert!(matches!(agent(number, Edition::First), Err(RequestError::Param(_))), "{number}");
    }
    assert!(agent("999999", Edition::Later).is_ok() && agent("1000000", Edition::Later).is_err());
}

#[test]
fn a_sign_in_takes_texts_for_numbers_and_has_defaults() {
    let sign_in = target("PUT", "/agentgateway/resource/onlineagent/1001").unwrap();
    let body = br#"{"password":"","phonenum":"70093","status":"5","autoanswer":"false","ip":null}"#;
    let decoded = sign_in.decode(body, Edition::First).unwrap();
    assert_eq!((decoded.integer("status"), decoded.flag("autoanswer")), (Some(5), Some(false)));
    assert_eq!((decoded.flag("autoenteridle"), decoded.text("ip")), (Some(true), Some("127.0.0.1")));
    let refused = |body: &[u8]| sign_in.decode(body, Edition::First).unwrap_err().to_string();
    assert_eq!(refused(b""), "password is missing or blank");
    assert_eq!(refused(b"[]"), "not a JSON object");
    assert_eq!(refused(b"\xff"), "not UTF-8 after 0 bytes");
    assert_eq!(
        refused(br#"{"password":"","phonenum":"1","status":6}"#),
        "status is \"6\", not one of 3, 4, 5"
    );
}

#[test]
fn an_answer_has_as_many_channels_as_the_call() {
    let tree = build(MAKE_CALL.fields, 3, &mut |source, index| {
        (source == Source::Channel(ChannelField::Id)).then(|| json!(format!("ch:{index}")))
    });
    let channels = tree["Data"]["CallContext"]["ChannelContexts"].as_array().unwrap();
    assert_eq!(
        channels,
        &[json!({"ChannelId": "ch:0"}), json!({"ChannelId": "ch:1"}), json!({"ChannelId": "ch:2"})]
    );
}

#[test]
fn a_poll_outside_a_call_has_no_call_context() {
    let poll = ccc::action("PollUserStatus").unwrap();
    let tree = build(poll.fields, 0, &mut |source, _| (source == Source::Code).then(|| json!("OK")));
    assert_eq!(tree, json!({"Data": {"UserContext": {}}, "Code": "OK"}));
}
