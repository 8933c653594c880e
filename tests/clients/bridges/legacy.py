"""The vendor's earlier SDK for Python, with its package for CCC, as a bridge. `bridge.py` says what goes in and comes out."""

import importlib
import json
import sys
from urllib.parse import urlsplit

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.http import protocol_type
from aliyunsdkcore.request import CommonRequest

# The SDK compares by identity: another text that says "https" is no HTTPS.
PROTOCOLS = {"http": protocol_type.HTTP, "https": protocol_type.HTTPS}


def client_of(options):
    url = urlsplit(options["url"])
    key = {"ak": options["id"], "secret": options["secret"]}
    if "token" in options:
        key = {"credential": StsTokenCredential(options["id"], options["secret"], options["token"])}
    return url, AcsClient(**key, region_id="cn-shanghai", port=url.port, verify=options.get("ca"))


def request_of(url, action, params):
    """The action's own request; the generic one, if the package has none of that name."""
    try:
        module = importlib.import_module(f"aliyunsdkccc.request.v20200701.{action}Request")
        request = getattr(module, f"{action}Request")()
        for name, value in params.items():
            getattr(request, f"set_{name}")(value)
    except ModuleNotFoundError:
        request = CommonRequest(domain=url.hostname, version="2020-07-01", action_name=action)
        for name, value in params.items():
            request.add_query_param(name, value)
    request.set_endpoint(url.hostname)
    request.set_protocol_type(PROTOCOLS[url.scheme])
    return request


for line in sys.stdin:
    asked = json.loads(line)
    if "connect" in asked:
        url, client = client_of(asked["connect"])
        continue
    try:
        request = request_of(url, asked["action"], asked["params"])
        said = {"body": json.loads(client.do_action_with_exception(request))}
    except ServerException as refused:
        status, code = refused.get_http_status(), refused.get_error_code()
        said = {"code": code, "status": status, "message": refused.get_error_msg()}
    except ClientException as failed:
        said = {"unreachable": failed.get_error_msg()}
    print(json.dumps(said), flush=True)
