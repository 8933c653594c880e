# A client of the vendor's RPC interface that needs Ruby's standard library only. It signs and asks as the vendor's gem `aliyunsdkcore`
# does, and is used alike: with the gem, `AliyunSDKCore::RPCClient` stands in its place.

require "base64"
require "cgi"
require "json"
require "net/http"
require "openssl"
require "securerandom"

class RPCClient
  # What the service refused: its code, the HTTP status, and the whole answer.
  class Refused < StandardError
    attr_reader :code, :status, :data

    def initialize(status, data)
      super(data["Message"])
      @code = data["Code"]
      @status = status
      @data = data
    end
  end

  def initialize(endpoint:, api_version:, access_key_id:, access_key_secret:, security_token: nil)
    @endpoint = URI(endpoint)
    @secret = access_key_secret
    @fixed = {
      "Format" => "JSON", "Version" => api_version, "AccessKeyId" => access_key_id,
      "SignatureMethod" => "HMAC-SHA1", "SignatureVersion" => "1.0"
    }
    @fixed["SecurityToken"] = security_token if security_token
  end

  def request(action:, params: {}, opts: {})
    method = opts.fetch(:method, "GET")
    now = { "SignatureNonce" => SecureRandom.hex(16), "Timestamp" => Time.now.utc.strftime("%Y-%m-%dT%H:%M:%SZ") }
    asked = { "Action" => action, **@fixed, **now, **params.transform_keys(&:to_s) }
    answer = send_it(method, signed(method, asked))
    data = JSON.parse(answer.body)
    raise Refused.new(answer.code.to_i, data) unless data["Code"] == "OK"

    data
  end

  private

  # The parameters as a query, with the signature of signature version 1.0.
  def signed(method, asked)
    query = asked.sort.map { |name, value| "#{encode(name)}=#{encode(value)}" }.join("&")
    mac = OpenSSL::HMAC.digest("sha1", "#{@secret}&", "#{method}&#{encode("/")}&#{encode(query)}")
    "#{query}&Signature=#{encode(Base64.strict_encode64(mac))}"
  end

  def encode(text)
    CGI.escape(text.to_s).gsub("+", "%20")
  end

  def send_it(method, query)
    Net::HTTP.start(@endpoint.host, @endpoint.port, use_ssl: @endpoint.scheme == "https") do |http|
      next http.get("/?#{query}") if method == "GET"

      http.post("/", query, "Content-Type" => "application/x-www-form-urlencoded")
    end
  end
end
