# A call in Ruby, with the client of rpc.rb.
require "json"
require "net/http"
require_relative "rpc"

URL = ENV.fetch("OFFHOOK_URL", "http://127.0.0.1:8080")
CLIENT = RPCClient.new(
  endpoint: URL,
  api_version: "2020-07-01",
  access_key_id: "testid",
  access_key_secret: "testsecret"
)
AMY = { InstanceId: "ccc-test", UserId: "amy@ccc-test", DeviceId: "device-amy" }.freeze

def ask(action, **params)
  CLIENT.request(action: action, params: { **AMY, **params })["Data"]
end

# Plays what is around the call centre: the vendor's API has nothing for it.
def control(op, **message)
  said = JSON.parse(Net::HTTP.post(URI("#{URL}/_offhook/ccc/#{op}"), JSON.generate(message)).body)
  said["ok"] or raise said["reason"]
end

def state
  ask("PollUserStatus")["UserContext"]["UserState"]
end

control("reset") # the world of the server's start, whatever was done before
ask("SignInGroup", SignedSkillGroupIdList: '["skg-default@ccc-test"]')
ask("ReadyForService")
job = ask("MakeCall", Callee: "13188888888")["CallContext"]["JobId"]

control("stimulus", stimulus: "answered", job: job, party: "amy@ccc-test") # the agent's own phone comes first
control("stimulus", stimulus: "answered", job: job, party: "customer")
puts state # TALKING

begin
  ask("MakeCall", Callee: "13188888888")
rescue RPCClient::Refused => e
  puts e.code # InvalidOperation.UserState
end

channels = ask("PollUserStatus")["CallContext"]["ChannelContexts"]
customer = channels.find { |it| it["Destination"] == "13188888888" }["ChannelId"]
ask("HoldCall", JobId: job, ChannelId: customer)
ask("RetrieveCall", JobId: job, ChannelId: customer)
ask("ReleaseCall", JobId: job)
puts state # WORKING

ask("ReadyForService")
ask("SignOutGroup")
puts state # OFFLINE
