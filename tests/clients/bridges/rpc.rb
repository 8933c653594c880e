# The client in Ruby's standard library as a bridge: by GET, or by the method of the first argument. `bridge.py` says what goes in and
# comes out.

require "json"
require_relative "../../../examples/clients/rpc"

def ask(client, asked)
  { body: client.request(action: asked["action"], params: asked["params"], opts: { method: ARGV[0] || "GET" }) }
rescue RPCClient::Refused => e
  { code: e.code, status: e.status, message: e.message }
rescue SystemCallError => e
  { unreachable: e.message }
end

$stdout.sync = true
client = nil
$stdin.each_line do |line|
  asked = JSON.parse(line)
  if (options = asked["connect"])
    key = { access_key_id: options["id"], access_key_secret: options["secret"], security_token: options["token"] }
    client = RPCClient.new(endpoint: options["url"], api_version: "2020-07-01", **key)
  else
    puts JSON.generate(ask(client, asked))
  end
end
