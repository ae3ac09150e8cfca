"""An ID token of a provider: who signed it, for whom, when, and in answer to which question.

Source: OpenID Connect Core 1.0, section 3.1.3.7. Only signatures by a key of which half is public are taken:
else whoever knows what is public could sign.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from otkel.app.accounts.bonds import MOST_SUBJECT
from otkel.app.accounts.provider.config import Config
from otkel.app.accounts.provider.published import Jwk
from otkel.app.accounts.provider.refusals import untrusted

# Algorithm -> kind of its key, and its curve where it has one (RFC 7518, section 3.1).
ALGORITHMS: dict[str, tuple[str, str | None]] = {
    "RS256": ("RSA", None), "RS384": ("RSA", None), "RS512": ("RSA", None),
    "PS256": ("RSA", None), "PS384": ("RSA", None), "PS512": ("RSA", None),
    "ES256": ("EC", "P-256"), "ES384": ("EC", "P-384"), "ES512": ("EC", "P-521"),
}  # fmt: skip
LEEWAY_S = 60  # by which two clocks may differ
OLDEST_S = 600  # a token is made for one sign-in and read at once
LEAST_BITS = 2048
_MOST_TOKEN = 50_000
_MOST_TRIED = 8
T = TypeVar("T")


class Header(msgspec.Struct, frozen=True):
    """The head of a signed token, as far as it is used."""

    alg: str
    kid: str | None = None
    crit: tuple[str, ...] | None = None


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says, as far as it is used."""

    iss: str
    sub: str
    aud: str | tuple[str, ...]
    exp: int | float
    iat: int | float
    nonce: str
    azp: str | None = None
    nbf: int | float | None = None
    email: str | None = None
    email_verified: bool | str | None = None

    @property
    def verified_email(self) -> str | None:
        """The e-mail that the provider vouches for; None where it does not."""
        return self.email if self.email and self.email_verified is True else None


def read_id_token(
    token: str, keys: Callable[[bool], Iterable[Jwk]], config: Config, nonce: str, now_s: float
) -> Claims:
    """Give what a token says once everything about it holds. `keys(anew)` gives the provider's keys.

    Raises ProviderError.
    """
    claims = _decode(_verified(token, keys), Claims)
    audience = (claims.aud,) if isinstance(claims.aud, str) else claims.aud
    held = {
        "issuer": claims.iss == config.issuer,
        "audience": config.client in audience,
        "party": claims.azp == config.client or (claims.azp is None and len(audience) == 1),
        "expired": claims.exp > now_s - LEEWAY_S,
        "issued": now_s - OLDEST_S <= claims.iat <= now_s + LEEWAY_S,
        "early": claims.nbf is None or claims.nbf <= now_s + LEEWAY_S,
        "nonce": hmac.compare_digest(claims.nonce.encode("utf-8", "replace"), nonce.encode()),
        "subject": 0 < len(claims.sub) <= MOST_SUBJECT and claims.sub.isprintable(),
    }
    for reason, holds in held.items():
        if not holds:
            raise untrusted(reason)
    return claims


def _verified(token: str, keys: Callable[[bool], Iterable[Jwk]]) -> bytes:
    """Give the claims of a token that is signed by a key of the provider, asked anew where none fits."""
    if len(token) > _MOST_TOKEN or token.count(".") != 2 or not token.isascii():
        raise untrusted("token")
    header = _decode(_unpacked(token.partition(".")[0]), Header)
    if header.alg not in ALGORITHMS or header.crit is not None:
        raise untrusted("algorithm")
    for anew in (False, True):
        for key in [one for one in keys(anew) if _fits(one, header)][:_MOST_TRIED]:
            payload = _payload(token, key, header.alg)
            if payload is not None:
                return payload
    raise untrusted("signature")


def _fits(key: Jwk, header: Header) -> bool:
    kind, curve = ALGORITHMS[header.alg]
    return (
        key.kty == kind
        and (curve is None or key.crv == curve)
        and key.use in (None, "sig")
        and key.alg in (None, header.alg)
        and (header.kid is None or key.kid == header.kid)
    )


def _payload(token: str, key: Jwk, algorithm: str) -> bytes | None:
    """Give what was signed; None where this key has not signed it, or is none."""
    kinds: dict[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}
    try:
        if key.kty == "RSA" and int.from_bytes(_unpacked(key.n or "")).bit_length() < LEAST_BITS:
            return None
        fields = {
            name: value for name, value in msgspec.to_builtins(key).items() if name not in ("use", "alg")
        }
        found = kinds[key.kty].import_key(fields)
        return jws.deserialize_compact(token, found, algorithms=[algorithm]).payload
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _unpacked(text: str) -> bytes:
    """Give the bytes that a part of a token, or a number of a key, stands for; none where it is neither."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _decode(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise untrusted("token") from None
