"""Whose request it is: the two signatures that the vendor's clients make, ACS3-HMAC-SHA256 and RPC 1.0."""

import base64
import hashlib
import hmac
import time
from collections import OrderedDict
from datetime import datetime, timezone
from urllib.parse import quote

from answers import Refused

MAX_AGE_S = 900
MAX_NONCES = 100_000  # those remembered; the oldest go first


class Keys:
    """Access keys: id, secret, and the user that the account stands for, if any."""

    def __init__(self, keys: dict[str, tuple[str, str | None]], clock=time.time):
        self.keys, self.clock = keys, clock
        self.nonces: OrderedDict[str, None] = OrderedDict()

    def account(self, method: str, headers: dict[str, str], pairs: list, query: list, body: bytes) -> str | None:
        """The user behind the request, which must be signed, fresh and never seen before."""
        if headers.get("authorization", "").startswith("ACS3-HMAC-SHA256 "):
            claim = acs3(method, headers, query, body)
        else:
            claim = rpc(method, pairs)
        key_id, date, nonce, signature, sign = claim
        if key_id not in self.keys:
            raise Refused("InvalidAccessKeyId.NotFound", key_id)
        secret, user = self.keys[key_id]
        if not hmac.compare_digest(sign(secret).encode(), signature.encode()):
            raise Refused("SignatureDoesNotMatch")
        if abs(age(date, self.clock())) > MAX_AGE_S:
            raise Refused("InvalidTimeStamp.Expired", date)
        if nonce in self.nonces:
            raise Refused("SignatureNonceUsed")
        self.nonces[nonce] = None
        if len(self.nonces) > MAX_NONCES:
            self.nonces.popitem(last=False)
        return user


def age(date: str, now: float) -> float:
    try:
        at = datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return float("inf")
    return now - at.timestamp()


def encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def canonical(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(pairs))


def acs3(method: str, headers: dict[str, str], query: list, body: bytes):
    stated = headers["authorization"].removeprefix("ACS3-HMAC-SHA256 ")
    parts = dict(part.strip().partition("=")[::2] for part in stated.split(","))
    names = parts.get("SignedHeaders", "").split(";")
    hashed = hashlib.sha256(body).hexdigest()
    needed = {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}
    if not needed <= set(names) or headers.get("x-acs-content-sha256") != hashed:
        raise Refused("SignatureDoesNotMatch")
    lines = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names)
    text = "\n".join([method, "/", canonical(query), lines, ";".join(names), hashed])
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(text.encode()).hexdigest()

    def sign(secret: str) -> str:
        return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()

    date, nonce = headers.get("x-acs-date", ""), headers.get("x-acs-signature-nonce", "")
    return parts.get("Credential", ""), date, nonce, parts.get("Signature", ""), sign


def rpc(method: str, pairs: list[tuple[str, str]]):
    """Over the parameters of query and form together; an empty SignatureType= is signed too."""
    params = dict(pairs)
    to_sign = f"{method}&%2F&" + encoded(canonical([it for it in pairs if it[0] != "Signature"]))

    def sign(secret: str) -> str:
        digest = hmac.new(f"{secret}&".encode(), to_sign.encode(), hashlib.sha1).digest()
        return base64.b64encode(digest).decode()

    read = params.get
    return read("AccessKeyId", ""), read("Timestamp", ""), read("SignatureNonce", ""), read("Signature", ""), sign
