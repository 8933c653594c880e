//! What a session layer answers to a method that an operation does not have.
#![cfg(test)]

use offhook_dialect::{Edition, Form, HttpRequest, HttpResponse, Opening, cc_gateway};
use offhook_machine::{NewInstance, Policy, World};

fn answered(method: &str, target: &str) -> HttpResponse {
    let mut world = World::new(Policy::CC_GATEWAY, 0, 1);
    let instance = world.add_instance(&NewInstance { name: "centre", ..NewInstance::default() }).unwrap();
    let mut session = (cc_gateway::VENDOR.open)(Opening {
        instance,
        form: Form::Typed,
        edition: Edition::Later,
        seed: 1,
        token_seed: 1,
        renews_tokens: false,
        passwords: &[],
        views: offhook_dialect::Views::default(),
        request_ids: Vec::new(),
    });
    session.answer(&mut world, 0, &HttpRequest::new(method, target))
}

#[test]
fn the_answer_names_the_methods_that_are_allowed() {
    for (path, allowed) in [("release", "DELETE"), ("dropcall/1-1", "POST")] {
        let answer = answered("GET", &format!("/agentgateway/resource/voicecall/1001/{path}"));
        assert_eq!(answer.status, 405, "{path}");
        let others = answer.headers.iter().filter(|(name, _)| name != "Content-Type");
        assert_eq!(others.collect::<Vec<_>>(), [&("Allow".to_owned(), allowed.to_owned())], "{path}");
    }
}

#[test]
fn a_path_that_is_unknown_allows_nothing() {
    let answer = answered("GET", "/agentgateway/resource/voicecall/1001/dripcall/1-1");
    let others = answer.headers.iter().filter(|(name, _)| name != "Content-Type");
    assert_eq!((answer.status, others.count()), (404, 0));
}
