//! What an implementation has, found out by asking: what it says to an action that nobody has tells what it lacks.

use offhook_dialect::{Format, cc_gateway, ccc};
use offhook_scenario::Dialect;
use serde_json::Value;

use crate::adapter::{Call, Hello, PROTOCOL};
use crate::remote::Link;
use crate::subject::{Ask, Reply, SubjectError};

/// An action that no vendor has.
const NOBODYS_ACTION: &str = "OffhookProbe";
/// An operation that no vendor has.
const NOBODYS_PATH: &str = "/agentgateway/resource/offhook/0/probe";
/// An agent who does not exist.
const NOBODY: &str = "0";

/// What an implementation said of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Introduction {
    /// Its name.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The operations of the adapter protocol that it has, where it says.
    pub ops: Option<Vec<String>>,
}

/// What was found by asking for every action without parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The actions or operations that are there.
    pub present: Vec<&'static str>,
    /// Those that are not.
    pub absent: Vec<&'static str>,
    /// Whether it answers everything alike, so that nothing can be told.
    pub silent: bool,
}

/// Asks who is there.
pub(crate) fn introduce(link: &mut Link) -> Result<Introduction, SubjectError> {
    let (answer, _) = link.call(&Call::Hello(Hello { protocol: PROTOCOL }))?;
    if !answer.ok {
        return Ok(Introduction::default());
    }
    if let Some(other) = answer.protocol.filter(|protocol| *protocol != PROTOCOL) {
        let reason = format!("it speaks version {other} of the adapter protocol, and we speak {PROTOCOL}");
        return Err(SubjectError::Broken(reason));
    }
    Ok(Introduction { name: answer.name, version: answer.version, ops: answer.ops })
}

/// Asks for every action of the dialect, without parameters or for an agent who does not exist.
pub(crate) fn find(link: &mut Link, dialect: Dialect) -> Result<Found, SubjectError> {
    let lacking = gist(dialect, &link.request(&nobodys(dialect), Format::Json)?);
    let mut found = Found::default();
    for (name, ask) in asks(dialect) {
        let reply = link.request(&ask, Format::Json)?;
        if gist(dialect, &reply) == lacking { found.absent.push(name) } else { found.present.push(name) }
    }
    found.silent = found.present.is_empty();
    Ok(found)
}

/// Whether it answers in the words of this dialect.
pub(crate) fn speaks(link: &mut Link, dialect: Dialect) -> Result<bool, SubjectError> {
    let known = match dialect {
        Dialect::Ccc => rpc(ccc::POLL_USER_STATUS.name),
        Dialect::CcGateway => rest(&cc_gateway::AGENT_STATUS),
    };
    let reply = link.request(&known, Format::Json)?;
    let answer: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    Ok(answer.get(code(dialect)).is_some())
}

/// The field with the code of an answer.
const fn code(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Ccc => "Code",
        Dialect::CcGateway => "retcode",
    }
}

fn nobodys(dialect: Dialect) -> Ask {
    match dialect {
        Dialect::Ccc => rpc(NOBODYS_ACTION),
        Dialect::CcGateway => Ask::Rest {
            method: "GET".to_owned(),
            target: NOBODYS_PATH.to_owned(),
            headers: Vec::new(),
            body: String::new(),
        },
    }
}

fn asks(dialect: Dialect) -> Vec<(&'static str, Ask)> {
    match dialect {
        Dialect::Ccc => ccc::ACTIONS.iter().map(|action| (action.name, rpc(action.name))).collect(),
        Dialect::CcGateway => cc_gateway::OPERATIONS.iter().map(|it| (it.id, rest(it))).collect(),
    }
}

fn rpc(action: &str) -> Ask {
    Ask::Rpc { action: action.to_owned(), params: Vec::new(), account: None }
}

fn rest(operation: &cc_gateway::Operation) -> Ask {
    let parts = operation.path.split('/');
    let filled = parts.map(|part| if part.starts_with('{') { NOBODY } else { part });
    Ask::Rest {
        method: operation.method.as_str().to_owned(),
        target: filled.collect::<Vec<_>>().join("/"),
        headers: vec![("Content-Type".to_owned(), "application/json; charset=UTF-8".to_owned())],
        body: String::new(),
    }
}

/// What two answers to actions that are not there have in common.
fn gist(dialect: Dialect, reply: &Reply) -> (u16, Option<Value>) {
    let answer: Option<Value> = serde_json::from_str(&reply.body).ok();
    (reply.status, answer.and_then(|answer| answer.get(code(dialect)).cloned()))
}
