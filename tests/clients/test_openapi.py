"""The OpenAPI documents are valid, and fuzzed requests made from them are answered as they say."""

import json
import subprocess
import sys

import pytest
from openapi_spec_validator import validate

from server import offhook

DIALECTS = ["ccc", "cc-gateway"]
# Answers are held against the document, and nothing may break. Whether a request that should be refused is refused is not
# looked at: both APIs ignore what they do not know.
CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance"


@pytest.mark.parametrize("edition", ["first", "later"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_document_is_openapi(dialect, edition):
    validate(json.loads(offhook("openapi", dialect, "--edition", edition)))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_fuzzed_requests_are_answered_as_the_document_says(dialect, open_server, tmp_path):
    document = tmp_path / f"{dialect}.json"
    offhook("openapi", dialect, "--out", str(document))
    # schemathesis
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", document),
        *("--url", open_server.url, "--checks", CHECKS, "--seed", "1", "--generation-deterministic"),
        *("--max-examples", "20", "--generation-with-security-parameters", "false", "--no-color"),
        *("-H", "Content-Type: application/json; charset=UTF-8", *session(dialect, open_server)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def session(dialect, server):
    return []
