"""A call with CC-Gateway. It has no SDK: this does with Python's standard library what the clients in use do."""

import http.client
import json
import os
import urllib.request
from urllib.parse import urlsplit

URL = os.environ.get("OFFHOOK_URL", "http://127.0.0.1:8080")


class Gateway:
    """One agent's session."""

    def __init__(self, url):
        self.server, self.guid = urlsplit(url), None

    def ask(self, method, path, body=None):
        """The answer to a request: its retcode is "0" if it is accepted."""
        secure = self.server.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self.server.netloc, timeout=60)
        headers = {"Content-Type": "application/json;charset=UTF-8"}
        if self.guid:
            headers["guid"] = self.guid
        text = None if body is None else json.dumps(body)
        connection.request(method, f"/agentgateway/resource/{path}", text, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name == "Set-GUID":
                self.guid = value.replace("JSESSIONID=", "")
        said = json.loads(answer.read().decode())
        connection.close()
        return said

    def do(self, method, path, body=None):
        """The result of a request that must be accepted."""
        said = self.ask(method, path, body)
        assert said["retcode"] == "0", said
        return said.get("result")

    def sign_in(self, agent, phone):
        ready = {"autoanswer": False, "autoenteridle": True, "status": 4, "releasephone": True}
        return self.do("PUT", f"onlineagent/{agent}", {"password": "", "phonenum": phone, "ip": "127.0.0.1", **ready})

    def events(self, agent):
        """What has happened since it was asked last: a poll brings one event, or none."""
        while event := self.ask("GET", f"agentevent/{agent}").get("event"):
            yield event["eventType"]


def control(op, **message):
    """Plays what is around the call centre: the vendor's API has nothing for it."""
    request = urllib.request.Request(f"{URL}/_offhook/cc-gateway/{op}", data=json.dumps(message).encode())
    with urllib.request.urlopen(request) as answer:
        said = json.load(answer)
    assert said["ok"], said["reason"]
    return said


def main():
    control("reset")  # the world of the server's start, whatever was done before
    agent = Gateway(URL)
    agent.sign_in(1001, "80010001")
    call = agent.do("PUT", "voicecall/1001/callout", {"called": "13188888888"})

    control("stimulus", stimulus="answered", job=call, party="1001")  # the agent's own phone comes first
    control("stimulus", stimulus="answered", job=call, party="customer")
    print(*agent.events(1001))  # … AgentEvent_Talking

    refused = agent.ask("PUT", "voicecall/1001/callout", {"called": "13188888888"})
    print(refused["retcode"])  # 100-007

    agent.do("POST", "voicecall/1001/hold")
    agent.do("POST", f"voicecall/1001/gethold?callid={call}")
    agent.do("DELETE", "voicecall/1001/release")
    print(*agent.events(1001))  # AgentEvent_Hold AgentEvent_Talking … AgentState_Ready

    agent.do("POST", "onlineagent/1001/work")
    agent.do("POST", "onlineagent/1001/cancelwork")
    print(*agent.events(1001))  # AgentState_SetWork_Success AgentState_CancelWork_Success
    agent.do("DELETE", "onlineagent/1001/logout")
    print(agent.ask("GET", "agentevent/1001")["retcode"])  # 100-006


if __name__ == "__main__":
    main()
