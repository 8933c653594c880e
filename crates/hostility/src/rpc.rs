//! Requests of the RPC style.

use offhook_dialect::ccc::{RpcRequest, action, decode_params};
use offhook_dialect::{ACTION, Edition, MAX_QUERY_PARAMS, encode_query, parse_query};

use crate::message;

/// Decodes any request; its query is written and read again as the same.
pub(crate) fn run(bytes: &[u8]) {
    let request = message::read(bytes);
    query(request.query());
    query(&String::from_utf8_lossy(&request.body));
    let Ok(rpc) = RpcRequest::decode(&request) else { return };
    assert!(rpc.params.len() <= 2 * MAX_QUERY_PARAMS, "the query's and the form's");
    let Some(action) = action(&rpc.action) else { return };
    for edition in [Edition::First, Edition::Later] {
        let Ok(decoded) = decode_params(action, &rpc.params, edition) else { continue };
        let again = decode_params(action, &decoded.encode(), edition);
        assert_eq!(again.as_ref(), Ok(&decoded), "parameters that are written and read again");
    }
}

fn query(text: &str) {
    let Ok((action, params)) = parse_query(text) else { return };
    assert!(params.len() <= MAX_QUERY_PARAMS);
    let again = parse_query(&encode_query(action.as_deref(), &params));
    // What is escaped takes more room, and may be too long the second time.
    let Ok((named, events)) = again else { return };
    // A second action is a parameter, unless none came before it.
    if action.is_some() || params.iter().all(|(name, _)| name != ACTION) {
        assert_eq!((named, events), (action, params), "a query that is written and read again");
    }
}
