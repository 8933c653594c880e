"""The vendor's SDK for Python as a bridge: with `--async` by its asynchronous methods, with `--v2` by the signature of earlier generations.

`bridge.py` says what goes in and comes out.
"""

import asyncio
import json
import re
import sys

from alibabacloud_ccc20200701 import models as ccc
from alibabacloud_ccc20200701.client import Client
from alibabacloud_tea_openapi.models import Config, OpenApiRequest, Params
from alibabacloud_tea_util.models import RuntimeOptions
from Tea.exceptions import TeaException

ASYNC = "--async" in sys.argv


def client_of(options):
    scheme, _, endpoint = options["url"].partition("://")
    config = Config(
        access_key_id=options["id"],
        access_key_secret=options["secret"],
        security_token=options.get("token"),
        endpoint=endpoint,
        protocol=scheme.upper(),
        ca=options.get("ca"),
    )
    if "--v2" in sys.argv:
        config.signature_algorithm = "v2"
    return Client(config)


def answered(method, *args):
    if ASYNC:
        return asyncio.run(getattr(method.__self__, f"{method.__name__}_async")(*args))
    return method(*args)


def ask(client, action, params):
    """By the action's own method; by the generic call, if the SDK has none of that name."""
    name = re.sub("(?<=[a-z])(?=[A-Z])", "_", action).lower()
    if method := getattr(client, name, None):
        request = getattr(ccc, f"{action}Request")().from_map(params)
        return answered(method, request).body.to_map()
    generic = Params(
        **{"action": action, "version": "2020-07-01", "protocol": "HTTPS", "pathname": "/", "method": "POST"},
        **{"auth_type": "AK", "style": "RPC", "req_body_type": "formData", "body_type": "json"},
    )
    return answered(client.call_api, generic, OpenApiRequest(query=params), RuntimeOptions())["body"]


for line in sys.stdin:
    asked = json.loads(line)
    if "connect" in asked:
        client = client_of(asked["connect"])
        continue
    try:
        said = {"body": ask(client, asked["action"], asked["params"])}
    except TeaException as refused:
        if refused.code:
            status = refused.data["statusCode"]
            said = {"code": refused.code, "status": status, "message": refused.message}
        else:
            said = {"unreachable": refused.message}
    print(json.dumps(said), flush=True)
