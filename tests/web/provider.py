"""A provider of sign-ins on loopback that signs with real keys, and lies where a test tells it to."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "otkel-site", "client secret/of tests"
SUBJECT = "248289761001"
MINUTE_S = 60


@cache
def first_key() -> RSAKey:
    """Give the key that every provider begins with: made once, since it takes a while."""
    return RSAKey.generate_key(2048, {"kid": "first"})


class TestProvider(ThreadingHTTPServer):
    """Signs in whoever it is told to: codes are taken once, with their verifier and the client's secret.

    A test changes what it says by `discovery`, `claims`, `sign`, `answers` and `pause_s`.
    """

    __test__ = False
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key: Any = first_key()
        self.alg = "RS256"
        self.published: list[dict[str, Any]] = [self.public(self.key)]
        self.discovery: dict[str, Any] = {}  # put over what it says of itself
        self.claims: dict[str, Any] = {}  # put over what the next token says; None takes one away
        self.header: dict[str, Any] = {}
        self.sign: Any = None  # how a token is made otherwise
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}  # instead, by path
        self.pause_s = 0.0
        self.asked: list[str] = []
        self.failed: list[BaseException | None] = []
        self._codes: dict[str, dict[str, str]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @staticmethod
    def public(key: Any) -> dict[str, Any]:
        return key.as_dict(private=False)

    def rotate(self, key: Any, alg: str) -> None:
        """Sign with another key from now on, and publish that alone."""
        self.key, self.alg, self.published = key, alg, [self.public(key)]

    def authorize(self, address: str) -> dict[str, str]:
        """Sign somebody in, as its page would; gives what it leads back with."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_hex(8)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def redeem(self, fields: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Give the tokens of a code, once."""
        wanted = base64.b64encode(f"{CLIENT}:client+secret%2Fof+tests".encode()).decode()
        asked = self._codes.pop(fields.get("code", ""), None)
        verifier = sha256(fields.get("code_verifier", "").encode()).digest()
        if authorization != f"Basic {wanted}":
            return 401, {"error": "invalid_client"}
        if (
            asked is None
            or fields["grant_type"] != "authorization_code"
            or fields["redirect_uri"] != asked["redirect_uri"]
            or packed(verifier) != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

    def token(self, nonce: str) -> str:
        at = int(time.time())
        claims = {
            "iss": self.issuer, "sub": SUBJECT, "aud": CLIENT, "exp": at + 5 * MINUTE_S, "iat": at,
            "nonce": nonce, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.alg, "kid": self.key.kid, **self.header}
        header = {name: value for name, value in header.items() if value is not None}
        payload = json.dumps(claims).encode()
        if self.sign is not None:
            return self.sign(header, payload)
        return jws.serialize_compact(header, payload, self.key, algorithms=[self.alg])

    def about(self) -> dict[str, Any]:
        whole = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"], **self.discovery,
        }  # fmt: skip
        return {name: value for name, value in whole.items() if value is not None}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what went wrong here; that a client went away is its right."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            self.failed.append(error)


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unsigned(header: dict[str, Any], payload: bytes, alg: str = "none") -> str:
    """Make a token that nobody signed."""
    return f"{packed(json.dumps(header | {'alg': alg}).encode())}.{packed(payload)}."


def signed_by_what_is_public(key: Any) -> Any:
    """Give how a token is signed symmetrically with the public half of a key, which everybody has."""
    secret = key.as_pem(private=False)

    def sign(header: dict[str, Any], payload: bytes) -> str:
        signed = f"{packed(json.dumps(header | {'alg': 'HS256'}).encode())}.{packed(payload)}"
        return f"{signed}.{packed(hmac.digest(secret, signed.encode(), 'sha256'))}"

    return sign


def elliptic(kid: str, curve: str = "P-256") -> Any:
    return ECKey.generate_key(curve, {"kid": kid})


class _Handler(BaseHTTPRequestHandler):
    server: TestProvider

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        pages = {"/.well-known/openid-configuration": self.server.about, "/keys": self._keys}
        self._answer(path, 200 if path in pages else 404, pages.get(path, dict)())

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", 0))
        fields = {name: one[0] for name, one in parse_qs(self.rfile.read(size).decode()).items()}
        self._answer(self.path, *self.server.redeem(fields, self.headers.get("authorization", "")))

    def _keys(self) -> dict[str, Any]:
        return {"keys": self.server.published}

    def _answer(self, path: str, status: int, told: dict[str, Any]) -> None:
        provider = self.server
        provider.asked.append(path)
        time.sleep(provider.pause_s)
        whole = status, {"content-type": "application/json"}, json.dumps(told).encode()
        status, headers, body = provider.answers.get(path, whole)
        self.send_response(status)
        for name, value in ({"content-length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


@contextmanager
def providing() -> Iterator[TestProvider]:
    """Run a provider until the block ends."""
    with TestProvider() as provider:
        thread = threading.Thread(target=provider.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
        assert provider.failed == []  # else it refused by a mistake of its own
