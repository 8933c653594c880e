// A call with the vendor's generic client for Node: npm install @alicloud/pop-core
const RPCClient = require("@alicloud/pop-core");

const SERVER = process.env.OFFHOOK_URL ?? "http://127.0.0.1:8080";
const client = new RPCClient({
  accessKeyId: "testid",
  accessKeySecret: "testsecret",
  endpoint: SERVER,
  apiVersion: "2020-07-01",
});
const amy = { InstanceId: "ccc-test", UserId: "amy@ccc-test", DeviceId: "device-amy" };

async function ask(action, params) {
  const answer = await client.request(action, { ...amy, ...params });
  return answer.Data;
}

// Plays what is around the call centre: the vendor's API has nothing for it.
async function control(op, message = {}) {
  const answer = await fetch(`${SERVER}/_offhook/ccc/${op}`, { method: "POST", body: JSON.stringify(message) });
  const said = await answer.json();
  if (!said.ok) throw new Error(said.reason);
  return said;
}

async function state() {
  return (await ask("PollUserStatus")).UserContext.UserState;
}

async function main() {
  await control("reset"); // the world of the server's start, whatever was done before
  await ask("SignInGroup", { SignedSkillGroupIdList: '["skg-default@ccc-test"]' });
  await ask("ReadyForService");
  const job = (await ask("MakeCall", { Callee: "13188888888" })).CallContext.JobId;

  await control("stimulus", { stimulus: "answered", job, party: "amy@ccc-test" }); // the agent's own phone comes first
  await control("stimulus", { stimulus: "answered", job, party: "customer" });
  console.log(await state()); // TALKING

  await ask("MakeCall", { Callee: "13188888888" }).catch((refused) => {
    console.log(refused.code); // InvalidOperation.UserState
  });

  const channels = (await ask("PollUserStatus")).CallContext.ChannelContexts;
  const customer = channels.find((it) => it.Destination === "13188888888").ChannelId;
  await ask("HoldCall", { JobId: job, ChannelId: customer });
  await ask("RetrieveCall", { JobId: job, ChannelId: customer });
  await ask("ReleaseCall", { JobId: job });
  console.log(await state()); // WORKING

  await ask("ReadyForService");
  await ask("SignOutGroup");
  console.log(await state()); // OFFLINE
}

main();
