//! What an implementation has, found out by asking: what it says to an action that nobody has shows what it lacks.

use offhook_centre::adapter::Call;
use offhook_dialect::{HttpResponse, Operation};
use offhook_scenario::Dialect;
use offhook_scenario::terminal::visible;
use serde_json::Value;

use crate::remote::{HELLO, Link, accepted};
use crate::secrets::Secrets;
use crate::subject::SubjectError;

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
    /// Those whose answer is in no words of the dialect, such as an empty body: nothing shows that they are there.
    pub wordless: Vec<&'static str>,
    /// Whether it answers everything alike, so that nothing can be found out.
    pub silent: bool,
}

/// Asks who is there.
///
/// # Errors
/// It does not answer, or says that the two cannot talk.
pub(crate) fn introduce(link: &mut Link, secrets: &Secrets) -> Result<Introduction, SubjectError> {
    let (answer, _) = link.call(&Call::Hello(HELLO))?;
    accepted(&answer).map_err(SubjectError::Broken)?;
    let said = |text: &String| visible(&secrets.hide(text));
    let hide = |text: Option<String>| text.as_ref().map(said);
    let ops = answer.ops.map(|ops| ops.iter().map(said).collect());
    Ok(Introduction { name: hide(answer.name), version: hide(answer.version), ops })
}

/// Asks for every operation of the dialect, without parameters or for a user who does not exist, and hands on the answers of those
/// that are there.
pub(crate) fn find(
    link: &mut Link,
    dialect: Dialect,
    seen: &mut dyn FnMut(&'static dyn Operation, &HttpResponse),
) -> Result<Found, SubjectError> {
    let lacking = gist(dialect, &link.request(dialect, &dialect.client.unknown())?);
    let mut found = Found::default();
    for operation in dialect.tables.operations {
        let reply = link.request(dialect, &dialect.client.bare(*operation))?;
        let gist = gist(dialect, &reply);
        if gist == lacking {
            found.absent.push(operation.name());
        } else if gist.1.is_none() {
            found.wordless.push(operation.name());
        } else {
            found.present.push(operation.name());
            seen(*operation, &reply);
        }
    }
    found.silent = found.present.is_empty() && found.wordless.is_empty();
    Ok(found)
}

/// True if it answers in the words of this dialect.
pub(crate) fn speaks(link: &mut Link, dialect: Dialect) -> Result<bool, SubjectError> {
    let reply = link.request(dialect, &dialect.client.bare(dialect.tables.poll))?;
    let answer: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    Ok(dialect.tables.code_in(&answer).is_some())
}

/// What two answers to operations that are not there have in common.
pub(crate) fn gist(dialect: Dialect, reply: &HttpResponse) -> (u16, Option<Value>) {
    let answer: Option<Value> = serde_json::from_str(&reply.body).ok();
    (reply.status, answer.and_then(|answer| dialect.tables.code_in(&answer).cloned()))
}
