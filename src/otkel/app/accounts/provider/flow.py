"""The way to a provider and back: authorization code with PKCE, and what a browser holds in between.

What belongs to one sign-in (state, nonce, verifier) goes to the browser, encrypted by a key of the ledger:
nobody can fill a memory with sign-ins that he begins and leaves. On the way back it is used up, so that
neither is a code taken twice nor a sign-in of another browser.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from otkel.app.accounts import signing, throttle
from otkel.app.accounts.bonds import find_bond
from otkel.app.accounts.book import Book
from otkel.app.accounts.provider.published import Provider
from otkel.app.accounts.provider.refusals import refused_there, stale, unbound, untrusted
from otkel.app.accounts.provider.tokens import read_id_token
from otkel.app.ledger import now_us
from otkel.errors import LedgerDamagedError
from otkel.facts.events.shapes import CODE
from otkel.ledger.accounts import BondRow

KEPT_US = 600 * 1_000_000  # so long somebody may be at the provider, or look for his digits
SCOPE = "openid email"
_GOING, _VOUCHED = "a sign-in by a provider", "digits after a sign-in by a provider"
_MOST_SEALED, _MOST_CODE = 3_500, 2_000
T = TypeVar("T", bound="Going | Vouched")


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was led to the provider and has not come back."""

    state: str
    nonce: str
    verifier: str
    after: str  # the page that he wanted
    lang: str
    issuer: str
    begun_us: int


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody for whom the provider has vouched, and whose digits are still asked."""

    account: str
    bond: str  # its token
    after: str
    begun_us: int


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a way back: a session, or that digits are asked."""

    after: str
    token: str = ""  # of the session
    vouched: str = ""  # sealed


def begin(book: Book, provider: Provider, after: str, lang: str) -> tuple[str, str]:
    """Give the address at the provider, and what the browser holds meanwhile.

    Raises ProviderError, TooSoonError, LedgerError.
    """
    with provider.asking():
        place = provider.discovery().authorization_endpoint
    config = provider.config
    going = Going(
        state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48),
        after=after, lang=lang, issuer=config.issuer, begun_us=now_us(),
    )  # fmt: skip
    asked = {
        "response_type": "code", "scope": SCOPE, "client_id": config.client, "redirect_uri": config.redirect,
        "state": going.state, "nonce": going.nonce, "code_challenge": challenge(going.verifier),
        "code_challenge_method": "S256", "ui_locales": lang,
    }  # fmt: skip
    return place + ("&" if "?" in place else "?") + urlencode(asked), _seal(book, _GOING, going)


def read_going(book: Book, sealed: str) -> Going:
    """Read what a browser held meanwhile. Raises ProviderError."""
    return _unseal(book, _GOING, sealed, Going)


def finish(book: Book, provider: Provider, going: Going, given: Mapping[str, str], address: str) -> Came:
    """Sign in who came back with `given` in the address. Raises ProviderError, TooSoonError, LedgerError.

    What failed is counted by address alone: whose account it would have been is not known before.
    """
    at_us = now_us()
    tokens = throttle.tokens_of(book.blind, "", address)[-1:]
    signing.count(book, tokens, at_us)
    code = _require_code(book, provider, going, given, at_us)
    with provider.asking():
        claims = read_id_token(
            provider.redeem(code, going.verifier), lambda anew: provider.keys(anew=anew), provider.config,
            going.nonce, at_us / 1e6,
        )  # fmt: skip
    bond = find_bond(book, provider.config.issuer, claims.sub, claims.verified_email)
    if bond is None or _is_closed(book, bond):
        raise unbound(claims.sub)
    book.accounts.forget_attempts(tokens)
    if not bond.own_factor:
        return Came(after=going.after, token=signing.begin(book, bond.account, bond.provider))
    vouched = Vouched(account=bond.account, bond=bond.token, after=going.after, begun_us=at_us)
    return Came(after=going.after, vouched=_seal(book, _VOUCHED, vouched))


def finish_with_code(book: Book, sealed: str, code: str, address: str) -> Came:
    """Sign in for whom a provider has vouched, with his own digits.

    Raises ProviderError, NotSignedInError, TooSoonError, LedgerError.
    """
    vouched = _unseal(book, _VOUCHED, sealed, Vouched)
    bond = book.accounts.find_bond(vouched.bond)
    if bond is None or bond.account != vouched.account:
        raise stale()  # it was taken away meanwhile
    signing.check_code(book, bond.account, code, address)
    return Came(after=vouched.after, token=signing.begin(book, bond.account, bond.provider))


def challenge(verifier: str) -> str:
    """Give what of a verifier is told beforehand (RFC 7636, S256)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def _require_code(book: Book, provider: Provider, going: Going, given: Mapping[str, str], at_us: int) -> str:
    """Give the code of a way back that belongs to this way there, and use the way up."""
    is_own = hmac.compare_digest(given.get("state", "").encode("utf-8", "replace"), going.state.encode())
    if not is_own or going.issuer != provider.config.issuer:
        raise stale()
    if not book.accounts.use_once(book.blind(f"{_GOING}\n{going.state}"), at_us, at_us + 2 * KEPT_US):
        raise stale()
    _require_issuer(provider, given.get("iss"))
    error, code = given.get("error", ""), given.get("code", "")
    if error:
        raise refused_there(error if CODE.fits(error) else "error")
    if not 0 < len(code) <= _MOST_CODE or not code.isascii() or not code.isprintable():
        raise untrusted("code")
    return code


def _require_issuer(provider: Provider, told: str | None) -> None:
    """Refuse the way back from another provider than it was begun with (RFC 9207)."""
    with provider.asking():
        tells = provider.discovery().authorization_response_iss_parameter_supported
    if told != provider.config.issuer and (tells or told is not None):
        raise untrusted("issuer")


def _is_closed(book: Book, bond: BondRow) -> bool:
    row = book.accounts.find(bond.account)
    return row is None or row.disabled


def _seal(book: Book, purpose: str, held: Going | Vouched) -> str:
    return urlsafe_b64encode(book.keys.wrap(purpose, msgspec.json.encode(held))).decode()


def _unseal(book: Book, purpose: str, sealed: str, kind: type[T]) -> T:
    if not 0 < len(sealed) <= _MOST_SEALED:
        raise stale()
    try:
        plain = book.keys.unwrap(purpose, urlsafe_b64decode(sealed.encode("ascii")))
        held = msgspec.json.decode(plain, type=kind)
    except (ValueError, LedgerDamagedError):
        raise stale() from None
    if not 0 <= now_us() - held.begun_us <= KEPT_US:
        raise stale()
    return held
