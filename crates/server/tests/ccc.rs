//! CCC over HTTP: a life of calls, and every way in which the vendor's clients write a request.
#![cfg(test)]

mod common;

use common::start;
use serde_json::json;

const AMY: &str = "InstanceId=ccc-test&UserId=amy@ccc-test&DeviceId=d";

#[test]
fn an_agent_calls_holds_retrieves_and_hangs_up() {
    let server = start(|_| {});
    let job = server.amy_calls();
    let hello = server.control("ccc/hello", &json!({ "protocol": 1 }));
    assert_eq!(
        (&hello["ok"], &hello["protocol"], &hello["name"]),
        (&json!(true), &json!(1), &json!("offhook"))
    );
    let before = server.control("ccc/events", &json!({ "after": 0 }));
    for (signal, party) in [("answered", "amy@ccc-test"), ("ringing", "customer"), ("answered", "customer")] {
        assert_eq!(server.remote_party("ccc", signal, &job, party), json!({ "ok": true }));
    }
    let again = server.remote_party("ccc", "answered", &job, "customer");
    assert_eq!(again["ok"], false, "{again}");
    let events = server.control("ccc/events", &json!({ "after": before["cursor"] }));
    let names: Vec<_> =
        events["events"].as_array().unwrap().iter().map(|it| it["eventType"].clone()).collect();
    assert_eq!(names, ["Ringing", "AgentTalk", "Established", "Established"]);

    let poll = server.ccc(&format!("Action=PollUserStatus&{AMY}")).json();
    assert_eq!(poll["Data"]["UserContext"]["UserState"], "TALKING");
    let customer = &poll["Data"]["CallContext"]["ChannelContexts"][1];
    let channel = customer["ChannelId"].as_str().unwrap().replace('>', "%3E");
    let hold = format!("{AMY}&JobId={job}&ChannelId={channel}");
    assert_eq!(server.ccc(&format!("Action=HoldCall&{hold}")).code(), "OK");
    let held = server.world()["ccc"]["jobs"][0]["channels"][1]["flags"].clone();
    assert_eq!(held, json!(["HOLD"]));
    assert_eq!(server.ccc(&format!("Action=RetrieveCall&{hold}")).code(), "OK");
    assert_eq!(server.ccc(&format!("Action=ReleaseCall&{AMY}&JobId={job}")).code(), "OK");
    assert_eq!(server.world()["ccc"]["users"][0]["state"], "WORKING");
}

#[test]
fn the_http_status_is_that_of_the_refusal() {
    let server = start(|_| {});
    let answer = server.ccc("Action=PollUserStatus&InstanceId=nowhere&UserId=amy@ccc-test&DeviceId=d");
    assert_eq!((answer.status, answer.code().as_str()), (404, "NotExists.InstanceId"));
    assert_eq!(answer.json()["HttpStatusCode"], 404);
    assert_eq!(answer.json()["Params"], json!(["nowhere"]));
    let unknown = server.ccc("Action=Dance");
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "InvalidAction.NotFound"));
    let put = server.send("PUT", "/?Action=PollUserStatus", &[], "");
    assert_eq!((put.status, put.header("allow").as_deref()), (405, Some("GET, POST")));
    assert_eq!(put.json()["HttpStatusCode"], 405);
    let not_utf8 = server.ccc("Action=%ff%fe");
    assert_eq!((not_utf8.status, not_utf8.code().as_str()), (400, "Parameter.Enumeration"));
}

#[test]
fn the_action_and_its_parameters_come_in_headers_query_or_form() {
    let server = start(|_| {});
    let form = "application/x-www-form-urlencoded";
    let poll = format!("Action=PollUserStatus&{AMY}");
    let answers = [
        server.send("GET", &format!("/?{poll}"), &[], ""),
        server.send("POST", &format!("/?{poll}"), &[], ""),
        server.send("POST", "/", &[("Content-Type", form)], &poll),
        server.send(
            "POST",
            &format!("/?{AMY}"),
            &[("x-acs-action", "PollUserStatus"), ("x-acs-version", "2020-07-01")],
            "",
        ),
        server.send("POST", "/?Action=PollUserStatus", &[("Content-Type", form)], AMY),
    ];
    for answer in answers {
        assert_eq!((answer.status, answer.code().as_str()), (200, "OK"), "{answer:?}");
        assert_eq!(answer.json()["Data"]["UserContext"]["UserState"], "OFFLINE");
    }
}

#[test]
fn xml_is_answered_where_it_is_asked_for() {
    let server = start(|_| {});
    let poll = format!("/?Action=PollUserStatus&{AMY}");
    for answer in [
        server.send("GET", &format!("{poll}&Format=XML"), &[], ""),
        server.send("GET", &poll, &[("Accept", "application/xml")], ""),
    ] {
        assert!(answer.header("content-type").unwrap().contains("xml"), "{answer:?}");
        assert!(answer.body.contains("<UserState>OFFLINE</UserState>"), "{answer:?}");
    }
    let json = server.send("GET", &format!("{poll}&Format=json"), &[("Accept", "application/xml")], "");
    assert_eq!(json.code(), "OK");
    let refused = server.send("GET", "/?Action=MakeCall&Format=XML", &[], "");
    assert!(refused.status == 400 && refused.body.contains("<Code>Parameter.Blank</Code>"), "{refused:?}");
}

#[test]
fn an_account_stands_for_its_user_where_a_request_names_none() {
    let server = start(|_| {});
    let poll = "Action=PollUserStatus&InstanceId=ccc-test&DeviceId=d";
    assert_eq!(server.ccc(poll).code(), "Parameter.Blank");
    let signed = "SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&Signature=AA%3D%3D&SignatureNonce=n&Timestamp=2020-12-29T07:08:38Z";
    let by_bob = server.ccc(&format!("{poll}&{signed}&AccessKeyId=bob@ccc-test"));
    assert_eq!(by_bob.json()["Data"]["UserContext"]["UserId"], "bob@ccc-test", "{by_bob:?}");
}
