<?php
// The client in plain PHP as a bridge: by GET, or by the method of the first argument. `bridge.py` says what goes in and comes out.

require __DIR__ . "/../../../examples/clients/rpc.php";

function ask(RpcClient $client, array $asked, string $method): array
{
    try {
        return ["body" => $client->request($asked["action"], $asked["params"], $method)];
    } catch (Refused $refused) {
        return ["code" => $refused->data["Code"], "status" => $refused->status, "message" => $refused->getMessage()];
    } catch (RuntimeException $failed) {
        return ["unreachable" => $failed->getMessage()];
    }
}

while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true, flags: JSON_THROW_ON_ERROR);
    if (isset($asked["connect"])) {
        $of = $asked["connect"];
        $client = new RpcClient($of["url"], "2020-07-01", $of["id"], $of["secret"], $of["token"] ?? null);
    } else {
        echo json_encode(ask($client, $asked, $argv[1] ?? "GET"), JSON_UNESCAPED_SLASHES), "\n";
    }
}
