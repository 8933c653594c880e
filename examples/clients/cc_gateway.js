// A call with CC-Gateway in JavaScript, for Node or a page: it asks as the vendor's client for browsers does, which puts a second slash
// into addresses and names no type where there is no body.

class Gateway {
  constructor(url) {
    this.resource = `${url}/agentgateway/resource/`;
    this.guid = null;
  }

  // The answer to a request: its retcode is "0" if it is accepted.
  async ask(method, path, body) {
    const headers = { Accept: "*/*" };
    if (this.guid) headers.Guid = this.guid;
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(this.resource + path, { method, headers, body: body && JSON.stringify(body) });
    const cookie = answer.headers.get("Set-GUID");
    if (cookie) this.guid = cookie.split("=")[1];
    return answer.json();
  }

  // The result of a request that must be accepted.
  async do(method, path, body) {
    const said = await this.ask(method, path, body);
    if (said.retcode !== "0") throw new Error(JSON.stringify(said));
    return said.result;
  }

  // What has happened since it was asked last: a poll brings one event, or none.
  async events(agent) {
    const happened = [];
    for (;;) {
      const { event } = await this.ask("GET", `/agentevent/${agent}`);
      if (!event) return happened.join(" ");
      happened.push(event.eventType);
    }
  }
}

// Plays what is around the call centre: the vendor's API has nothing for it.
async function control(url, op, message = {}) {
  const answer = await fetch(`${url}/_offhook/${op}`, { method: "POST", body: JSON.stringify(message) });
  const said = await answer.json();
  if (!said.ok) throw new Error(said.reason);
  return said;
}

async function callByGateway(url, say) {
  await control(url, "cc-gateway/reset"); // the world of the server's start, whatever was done before
  const agent = new Gateway(url);
  await agent.do("PUT", "/onlineagent/1001", { password: "", phonenum: "80010001", autoenteridle: true, status: 4 });
  const job = await agent.do("PUT", "/voicecall/1001/callout", { called: "13188888888" });

  await control(url, "cc-gateway/stimulus", { stimulus: "answered", job, party: "1001" }); // the agent's own phone comes first
  await control(url, "cc-gateway/stimulus", { stimulus: "answered", job, party: "customer" });
  say(await agent.events(1001)); // … AgentEvent_Talking

  const refused = await agent.ask("PUT", "/voicecall/1001/callout", { called: "13188888888" });
  say(refused.retcode); // 100-007

  await agent.do("POST", "/voicecall/1001/hold");
  await agent.do("POST", `/voicecall/1001/gethold?callid=${job}`);
  await agent.do("DELETE", "/voicecall/1001/release");
  say(await agent.events(1001)); // AgentEvent_Hold AgentEvent_Talking … AgentState_Ready

  await agent.do("POST", "/onlineagent/1001/work");
  await agent.do("POST", "/onlineagent/1001/cancelwork");
  say(await agent.events(1001)); // AgentState_SetWork_Success AgentState_CancelWork_Success
  await agent.do("DELETE", "/onlineagent/1001/logout");
  say((await agent.ask("GET", "/agentevent/1001")).retcode); // 100-006
}

if (typeof window === "undefined") {
  callByGateway(process.env.OFFHOOK_URL ?? "http://127.0.0.1:8080", console.log);
}
