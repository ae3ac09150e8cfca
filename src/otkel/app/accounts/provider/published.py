"""What a provider publishes: where it signs in, where it gives tokens, and the keys that it signs with."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

import msgspec

from otkel.app.accounts.provider.config import Config
from otkel.app.accounts.provider.refusals import ProviderError, not_reached, untrusted
from otkel.app.accounts.signing import TooSoonError
from otkel.app.fetching.asking import NotAnswered, ask_once

PATH = "/.well-known/openid-configuration"
KEPT_S = 3600.0
WHOLE_S = 6.0  # of one question
MOST_BYTES = 500_000  # of one answer
AT_ONCE = 4  # who asks the provider at the same time: a slow one must not hold up the site
_BUSY_S = 5
_BASIC, _POST = "client_secret_basic", "client_secret_post"
_HEADERS = {"User-Agent": "otkel", "Accept": "application/json"}
T = TypeVar("T")


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """What the discovery document says, as far as it is used (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = (_BASIC,)
    authorization_response_iss_parameter_supported: bool = False


class Jwk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A public key as it is published (RFC 7517)."""

    kty: str
    kid: str | None = None
    use: str | None = None
    alg: str | None = None
    n: str | None = None
    e: str | None = None
    crv: str | None = None
    x: str | None = None
    y: str | None = None


class _Keys(msgspec.Struct, frozen=True):
    keys: tuple[msgspec.Raw, ...]


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


class Provider:
    """One provider of sign-ins, asked when it is needed. May be asked from any thread."""

    def __init__(self, config: Config) -> None:
        """Name it; nothing is asked yet."""
        self.config = config
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, object]] = {}

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Hold one of the few places of those who ask it. Raises TooSoonError where all are taken."""
        if not self._slots.acquire(blocking=False):
            raise TooSoonError(_BUSY_S)
        try:
            yield
        finally:
            self._slots.release()

    def discovery(self) -> Discovery:
        """Give what its discovery document says. Raises ProviderError."""
        kept = self._find_kept("discovery", Discovery)
        if kept is not None:
            return kept
        url = self.config.issuer.rstrip("/") + PATH
        found = _read(self._ask(url), Discovery)
        if found.issuer != self.config.issuer:
            raise untrusted("issuer")
        if not all(map(self.config.takes, _endpoints(found))):
            raise untrusted("address")
        return self._keep("discovery", found)

    def keys(self, *, anew: bool = False) -> tuple[Jwk, ...]:
        """Give the keys that it signs with; `anew`: as they are now. Raises ProviderError."""
        kept = None if anew else self._find_kept("keys", tuple)
        if kept is not None:
            return kept
        found = _read(self._ask(self.discovery().jwks_uri), _Keys)
        return self._keep("keys", tuple(_jwks(found)))

    def redeem(self, code: str, verifier: str) -> str:
        """Give the ID token for a code. Raises ProviderError."""
        config, found = self.config, self.discovery()
        fields = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": config.redirect,
            "code_verifier": verifier, "client_id": config.client,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if config.secret and _BASIC in found.token_endpoint_auth_methods_supported:
            headers["Authorization"] = _basic(config)
        elif config.secret:
            fields["client_secret"] = config.secret.reveal()
        return _read(self._ask(found.token_endpoint, headers, urlencode(fields).encode()), _Tokens).id_token

    def end_address(self) -> str | None:
        """Give where somebody signs out of the provider too; None where it says no such place, or nothing."""
        try:
            with self.asking():
                found = self.discovery().end_session_endpoint
        except (ProviderError, TooSoonError):
            return None
        if found is None:
            return None
        return found + ("&" if "?" in found else "?") + urlencode({"client_id": self.config.client})

    def _ask(self, url: str, more: dict[str, str] | None = None, body: bytes | None = None) -> bytes:
        try:
            answer = ask_once(
                url, _HEADERS | (more or {}), own_network=self.config.asks_own_network(url),
                whole_s=WHOLE_S, most_bytes=MOST_BYTES, body=body,
            )  # fmt: skip
        except NotAnswered:
            raise not_reached() from None
        if answer.status != 200:
            raise untrusted("code" if body is not None and answer.status in (400, 401) else "answer")
        return answer.body

    def _find_kept(self, name: str, kind: type[T]) -> T | None:
        with self._lock:
            at_s, found = self._kept.get(name, (0.0, None))
        is_fresh = isinstance(found, kind) and time.monotonic() - at_s < KEPT_S
        return found if isinstance(found, kind) and is_fresh else None

    def _keep(self, name: str, found: T) -> T:
        with self._lock:
            self._kept[name] = (time.monotonic(), found)
        return found


def _endpoints(found: Discovery) -> list[str]:
    named = [found.authorization_endpoint, found.token_endpoint, found.jwks_uri]
    return named + ([found.end_session_endpoint] if found.end_session_endpoint is not None else [])


def _read(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise untrusted("answer") from None


def _jwks(found: _Keys) -> Iterator[Jwk]:
    """Give the keys that can be read; a provider may publish others beside them."""
    for raw in found.keys[:100]:
        try:
            yield msgspec.json.decode(raw, type=Jwk)
        except msgspec.DecodeError:
            continue


def _basic(config: Config) -> str:
    """Give name and secret of the client in a header (RFC 6749, section 2.3.1)."""
    pair = f"{quote_plus(config.client)}:{quote_plus(config.secret.reveal())}"
    return "Basic " + b64encode(pair.encode()).decode()
