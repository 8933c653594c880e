"""Speaks the adapter protocol over its standard input and output, for an implementation over HTTP."""
import http.client
import json
import sys
import urllib.parse

host, dialect = sys.argv[1:3]
connection = http.client.HTTPConnection(host)


def ask(method, path, headers, body):
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read().decode()


def request(message):
    if dialect == "ccc":
        query = {"Action": message["action"], **message["params"]}
        if "account" in message:
            query |= {"AccessKeyId": message["account"]}
        method, path, headers, body = "POST", "/?" + urllib.parse.urlencode(query), {}, None
    else:
        method, path, headers = message["method"], message["path"], message["headers"]
        body = message["body"]
        if body is not None:
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
    status, headers, body = ask(method, path, headers, body)
    return {"ok": True, "http_status": status, "headers": headers, "body": body}


for line in sys.stdin:
    message = json.loads(line)
    if message["op"] == "request":
        answer = request(message)
    else:
        answer = json.loads(ask("POST", "/control/" + message["op"], {}, line.encode())[2])
    print(json.dumps({"id": message["id"], **answer}), flush=True)
print("the shim has ended", file=sys.stderr)
