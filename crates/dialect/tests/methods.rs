//! What a front answers to a method that an operation does not have.
#![cfg(test)]

use offhook_dialect::Edition;
use offhook_dialect::HttpRequest;
use offhook_dialect::cc_gateway::{Answer, Front};
use offhook_machine::{NewInstance, Policy, World};

fn asked(method: &str, target: &str) -> Answer {
    let mut world = World::new(Policy::CC_GATEWAY, 0, 1);
    let centre = world.add_instance(&NewInstance { name: "centre", ..NewInstance::default() }).unwrap();
    let mut front = Front::new(centre, Edition::Later, 1);
    let ask = HttpRequest { method, target, headers: &[], body: b"" };
    front.answer(&mut world, 0, &ask)
}

#[test]
fn the_answer_names_the_methods_that_are_allowed() {
    for (path, allowed) in [("release", "DELETE"), ("dropcall/1-1", "POST")] {
        let answer = asked("GET", &format!("/agentgateway/resource/voicecall/1001/{path}"));
        assert_eq!(answer.status, 405, "{path}");
        assert_eq!(answer.headers, [("Allow", allowed.to_owned())], "{path}");
    }
}

#[test]
fn a_path_that_is_unknown_allows_nothing() {
    let answer = asked("GET", "/agentgateway/resource/voicecall/1001/dripcall/1-1");
    assert_eq!((answer.status, answer.headers.len()), (404, 0));
}
