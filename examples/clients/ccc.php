<?php
// A call in PHP, with the client of rpc.php.
require __DIR__ . "/rpc.php";

const AMY = ["InstanceId" => "ccc-test", "UserId" => "amy@ccc-test", "DeviceId" => "device-amy"];

$url = getenv("OFFHOOK_URL") ?: "http://127.0.0.1:8080";
$client = new RpcClient($url, "2020-07-01", "testid", "testsecret");
$ask = fn(string $action, array $params = []) => $client->request($action, AMY + $params)["Data"];

// Plays what is around the call centre: the vendor's API has nothing for it.
$control = function (string $op, array $message = []) use ($url): array {
    $curl = curl_init("$url/_offhook/ccc/$op");
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode((object) $message));
    $said = json_decode(curl_exec($curl), true, flags: JSON_THROW_ON_ERROR);
    return $said["ok"] ? $said : throw new RuntimeException($said["reason"]);
};
$state = fn() => $ask("PollUserStatus")["UserContext"]["UserState"] . "\n";

$control("reset"); // the world of the server's start, whatever was done before
$ask("SignInGroup", ["SignedSkillGroupIdList" => '["skg-default@ccc-test"]']);
$ask("ReadyForService");
$job = $ask("MakeCall", ["Callee" => "13188888888"])["CallContext"]["JobId"];

$control("stimulus", ["stimulus" => "answered", "job" => $job, "party" => "amy@ccc-test"]); // the agent's own phone comes first
$control("stimulus", ["stimulus" => "answered", "job" => $job, "party" => "customer"]);
echo $state(); // TALKING

try {
    $ask("MakeCall", ["Callee" => "13188888888"]);
} catch (Refused $refused) {
    echo $refused->data["Code"], "\n"; // InvalidOperation.UserState
}

$channels = $ask("PollUserStatus")["CallContext"]["ChannelContexts"];
$customers = array_filter($channels, fn($it) => $it["Destination"] === "13188888888");
$customer = reset($customers)["ChannelId"];
$ask("HoldCall", ["JobId" => $job, "ChannelId" => $customer]);
$ask("RetrieveCall", ["JobId" => $job, "ChannelId" => $customer]);
$ask("ReleaseCall", ["JobId" => $job]);
echo $state(); // WORKING

$ask("ReadyForService");
$ask("SignOutGroup");
echo $state(); // OFFLINE
