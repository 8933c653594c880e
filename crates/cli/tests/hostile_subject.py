"""A subject over its standard input and output that does what nobody should. What it says is its first argument; where it says
that is its second argument for what comes before any reset, and then the name of the call centre, or with a third argument the
second one for ever."""
import json
import sys

says, first = sys.argv[1], sys.argv[2]
centre = first
stays = len(sys.argv) > 3


def flood(count):
    """An events answer that holds so many events."""
    return {"events": [{"eventType": f"Nonsense{number}"} for number in range(count)], "cursor": 0}


def body():
    user = {"UserId": "amy@" + centre, "UserState": "READY"}
    answer = {"Code": "OK", "HttpStatusCode": "200", "Message": "", "RequestId": "1", "Data": {"UserContext": user}}
    match centre:
        case "value":
            user["UserState"] = says
        case "padded":
            user["UserState"] = [("x" * length + says) for length in range(250, 700)]
        case "field":
            answer[says] = user[says] = {says: [says]}
        case "code":
            answer["Code"] = answer["Message"] = says
        case "type":
            answer["HttpStatusCode"] = {says: says}
        case "unreadable":
            return "<html>" + says
        case "cut":
            return "<html>" + "x" * 580 + says
        case "escaped":
            return "".join(f"\\u{ord(it):04x}" for it in says)
    return answer


def answer(message):
    op = message["op"]
    refused = {"ok": False, "reason": "because " + says}
    if centre == op:
        return refused
    match op:
        case "hello":
            if centre == "name":
                return {"name": says, "version": says, "ops": ["reset", "clock", "events", "stimulus", says]}
            return {"ops": ["reset", "clock", "events", "stimulus"]}
        case "stimulus":
            if centre == "unsupported":
                return refused | {"unsupported": True}
            return {"job": says}
        case "clock" if centre == "now":
            return {"now_ms": says}
        case "events":
            if centre == "flood":
                return flood(9_999)
            if centre == "event":
                return {"events": [{"eventType": says, says: says, "agentId": says}, says], "cursor": 0}
            return {"events": []}
        case "request":
            headers = {says: says, "X-Said": says} if centre == "header" else {}
            return {"http_status": 200, "headers": headers, "body": body()}
    return {}


for line in sys.stdin:
    message = json.loads(line)
    if message["op"] == "reset" and not stays:
        centre = message["given"]["instance"]
    if message["op"] == "request" and centre == "stderr":
        # The last 4096 bytes are kept, so that only the end of the secret is left.
        said = says.encode()
        sys.stderr.buffer.write(b"x" * 5000 + said + b"y" * (4096 - len(said) * 2 // 3))
        sys.exit(1)
    if message["op"] == "request" and centre == "line":
        print(says, flush=True)
        continue
    print(json.dumps({"id": message["id"], "ok": True} | answer(message), ensure_ascii=False), flush=True)
