//! A subject that says otherwise what our machine says.

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError, Wrap};
use serde_json::Value;

/// Lets these change every answer to a request, and every event.
pub(crate) fn says(
    answer: impl FnMut(&HttpRequest, &mut HttpResponse),
    event: impl FnMut(&mut Value),
) -> impl Wrap {
    Says(answer, event)
}

struct Says<A, E>(A, E);

impl<A: FnMut(&HttpRequest, &mut HttpResponse), E: FnMut(&mut Value)> Wrap for Says<A, E> {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        (self.0)(request, &mut reply);
        Ok(reply)
    }

    fn events(&mut self, _: &InProcess, mut events: Vec<Value>) -> Vec<Value> {
        events.iter_mut().for_each(&mut self.1);
        events
    }
}
