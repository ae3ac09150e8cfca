"""The settings of a provider of sign-ins, and which addresses are taken from it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import msgspec

from otkel.app.accounts.bonds import host_of
from otkel.app.ledger_files import refused
from otkel.app.settings import read_secret
from otkel.errors import InputError
from otkel.phrases import Phrase, phrase

BACK = "/sign-in/back"  # where the provider leads whoever it signed in
SECRET = "OTKEL_OIDC_SECRET"  # of the environment
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MOST_URL, _MOST_TEXT = 500, 500


class Secret:
    """A secret of a client; what prints it says nothing."""

    def __init__(self, text: str = "") -> None:
        """Keep it."""
        self._text = text

    def reveal(self) -> str:
        """Give the secret itself, to be sent to the provider alone."""
        return self._text

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self._text)

    def __repr__(self) -> str:
        """Say nothing of it."""
        return "Secret(…)"


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """One provider. The secret stands in memory alone."""

    issuer: str
    client: str
    redirect: str
    secret: Secret = msgspec.field(default_factory=Secret)
    own_network: bool = False  # it may lie at a private address

    @property
    def host(self) -> str:
        """How it is called."""
        return host_of(self.issuer)

    def takes(self, url: str) -> bool:
        """Whether an address that the provider names may be used.

        Over TLS only. A provider of this very machine, as tests have one, may name this machine without it;
        no other one may lead there.
        """
        parts = _split(url)
        return parts is not None and (parts.scheme == "https" or is_loopback(parts)) and (
            not is_loopback(parts) or is_loopback(urlsplit(self.issuer))
        )  # fmt: skip

    def asks_own_network(self, url: str) -> bool:
        """Whether an address may turn out to be a private one."""
        return self.own_network or is_loopback(urlsplit(url))


def read_config(
    issuer: str | None, client: str | None, redirect: str | None, secret: Path | None, *, own_network: bool
) -> Config | None:
    """Give the provider that settings name; None where they name none. Raises InputError."""
    if issuer is None and client is None and redirect is None:
        return None
    if not issuer or not client or not redirect:
        do = phrase("give all three: --oidc-issuer, --oidc-client and --oidc-redirect")
        raise refused(phrase("a provider of sign-ins is named in part"), do, "--oidc-issuer")
    host_of(issuer)
    _require_address(issuer, "--oidc-issuer")
    _require_address(redirect, "--oidc-redirect")
    if urlsplit(redirect).path != BACK:
        raise refused(
            phrase("the provider must lead back to {path}", path=BACK),
            phrase(
                "write the address of your site with it, such as {example}", example=f"https://otkel.kz{BACK}"
            ),
            "--oidc-redirect",
        )
    if len(client) > _MOST_TEXT or not client.isprintable():
        raise refused(
            phrase("this is no name of a client"), phrase("copy it from the provider"), "--oidc-client"
        )
    return Config(
        issuer=issuer, client=client, redirect=redirect, secret=_read_secret(secret), own_network=own_network
    )


def is_loopback(parts: SplitResult) -> bool:
    """Whether an address names this very machine."""
    return parts.hostname in LOOPBACK


def _split(url: str) -> SplitResult | None:
    """Give the parts of an address without a user and a fragment; None where it is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return None
    is_plain = len(url) <= _MOST_URL and url.isascii() and url.isprintable() and not set(url) & set(' \\"<>')
    known = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.username is None
    return parts if is_plain and known and not parts.fragment else None


def _require_address(url: str, option: str) -> None:
    parts = _split(url)
    if parts is None or parts.query or not (parts.scheme == "https" or is_loopback(parts)):
        what = phrase("{address} is not taken", address=url[:80])
        raise refused(what, phrase("write an address that begins with https://, without ? and #"), option)


def _read_secret(path: Path | None) -> Secret:
    if path is None:
        return Secret(read_secret(SECRET))
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text or len(text) > _MOST_TEXT or not text.isprintable():
        raise _no_secret(phrase("{file} holds no secret", file=str(path)))
    return Secret(text)


def _no_secret(what: Phrase) -> InputError:
    return refused(what, phrase("put the secret of the client into it, on one line"), "--oidc-secret")
