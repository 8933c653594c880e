"""The OpenAPI documents are valid, and fuzzed requests made from them are answered as they say."""

import json
import subprocess
import sys
import urllib.request

import pytest
from openapi_spec_validator import validate

from server import offhook

DIALECTS = ["ccc", "cc-gateway"]
# Answers are held against the document, and nothing may break. Whether a request that should be refused is refused is not
# looked at: both APIs ignore what they do not know.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.parametrize("edition", ["first", "later"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_document_is_openapi(dialect, edition):
    validate(json.loads(offhook("openapi", dialect, "--edition", edition)))


# Who there is: requests about nobody would all be rejected alike.
KNOWN = {
    "InstanceId": ["ccc-test"],
    "UserId": ["amy@ccc-test", "bob@ccc-test"],
    "Callee": ["13188888888", "80010002"],
    "agentid": [1001, 1002],
}


def aimed(document):
    """The document, with parameters that name somebody who is there."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["name"] in KNOWN:
                    parameter["schema"] = {"enum": KNOWN[parameter["name"]]}
    return document


def signed_in(server):
    """The header with the token of an agent of CC-Gateway."""
    request = urllib.request.Request(
        f"{server.url}/agentgateway/resource/onlineagent/1001",
        method="PUT",
        data=json.dumps({"password": "", "phonenum": "80010001"}).encode(),
        headers={"Content-Type": "application/json; charset=UTF-8"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.load(answer)["retcode"] == "0"
        return f"Guid: {answer.headers['Set-GUID'].removeprefix('JSESSIONID=')}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_fuzzed_requests_are_answered_as_the_document_says(dialect, open_server, tmp_path):
    document = tmp_path / f"{dialect}.json"
    document.write_text(json.dumps(aimed(json.loads(offhook("openapi", dialect)))))
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", document, "--url", open_server.url, "--checks", CHECKS),
        *("--max-examples", "20", "--seed", "1", "--generation-deterministic", "--no-color"),
        *("--generation-with-security-parameters", "false"),
        *("-H", "Content-Type: application/json; charset=UTF-8", "-H", signed_in(open_server)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1_200, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
