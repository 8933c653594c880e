<?php
// A client of the vendor's RPC interface that needs nothing but PHP with its extension for curl. It signs and asks as the vendor's
// earlier SDK (aliyun-openapi-php-sdk) does.

// What the service refused: its code, the HTTP status, and the whole answer.
class Refused extends Exception
{
    public function __construct(public readonly int $status, public readonly array $data)
    {
        parent::__construct($data["Message"] ?? "");
    }
}

class RpcClient
{
    public function __construct(
        private string $endpoint,
        private string $version,
        private string $accessKeyId,
        private string $accessKeySecret,
        private ?string $securityToken = null,
    ) {
    }

    public function request(string $action, array $params = [], string $method = "GET"): array
    {
        $asked = $params + [
            "Action" => $action,
            "Format" => "JSON",
            "Version" => $this->version,
            "AccessKeyId" => $this->accessKeyId,
            "RegionId" => "cn-shanghai",
            "SignatureMethod" => "HMAC-SHA1",
            "SignatureVersion" => "1.0",
            "SignatureNonce" => md5(uniqid(mt_rand(), true)),
            "Timestamp" => gmdate("Y-m-d\TH:i:s\Z"),
        ];
        if ($this->securityToken !== null) {
            $asked["SecurityToken"] = $this->securityToken;
        }
        $asked["Signature"] = $this->signature($method, $asked);
        [$status, $body] = $this->send($method, http_build_query($asked));
        $data = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
        if (($data["Code"] ?? null) !== "OK") {
            throw new Refused($status, $data);
        }
        return $data;
    }

    // The signature of signature version 1.0.
    private function signature(string $method, array $asked): string
    {
        ksort($asked);
        $query = http_build_query($asked, encoding_type: PHP_QUERY_RFC3986);
        $text = "$method&%2F&" . rawurlencode($query);
        return base64_encode(hash_hmac("sha1", $text, "$this->accessKeySecret&", true));
    }

    private function send(string $method, string $query): array
    {
        $curl = curl_init($method === "GET" ? "$this->endpoint/?$query" : "$this->endpoint/");
        curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
        if ($method !== "GET") {
            curl_setopt($curl, CURLOPT_POSTFIELDS, $query);
        }
        $body = curl_exec($curl);
        if ($body === false) {
            throw new RuntimeException(curl_error($curl));
        }
        return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), $body];
    }
}
