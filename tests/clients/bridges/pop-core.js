// The vendor's generic client for Node as a bridge: with the package's default options, or with the options of the first argument,
// in JSON. `bridge.py` says what goes in and comes out.
const readline = require("node:readline");
const RPCClient = require("@alicloud/pop-core");

const opts = JSON.parse(process.argv[2] ?? "{}");
let client;

async function ask({ action, params }) {
  try {
    return { body: await client.request(action, params, { ...opts }) };
  } catch (failed) {
    if (!failed.data) return { unreachable: failed.message };
    return { code: failed.code, status: failed.entry.response.statusCode, message: failed.data.Message };
  }
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    if (asked.connect) {
      const { url, id, secret, token } = asked.connect;
      const key = { accessKeyId: id, accessKeySecret: secret, securityToken: token };
      client = new RPCClient({ ...key, endpoint: url, apiVersion: "2020-07-01" });
    } else {
      console.log(JSON.stringify(await ask(asked)));
    }
  }
  process.exit(); // a connection that is kept open would keep the program waiting
}

main();
