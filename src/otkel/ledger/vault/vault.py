"""Personal data beside the ledger, under a key per subject: put in, found again, forgotten.

An event holds a subject (128 random bits) and a digest. The digest is an HMAC under the subject's own
key over content and salt; both lie encrypted in the vault. So a short plate cannot be guessed from it,
and when key or salt is gone nobody can, whoever they are. The events stay as they are, and so do their
proofs and the places in line.

Wiring: `otkel ledger forget SUBJECT` calls `open_vault(...)` and `forget(subject)`;
`otkel ledger expire` calls `expire(now_us, policy)` and prints the counts by class.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from otkel.errors import ForgottenError, LedgerDamagedError
from otkel.facts.plates import fold
from otkel.ledger.side import Asking, Side
from otkel.ledger.vault.classes import CLASSES, DAY_US, KINDS, last_days, look_ups, require_fields
from otkel.ledger.vault.keys import KeyFolder, decrypt, encrypt

_SUBJECT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_BATCH = 500  # rows that are expired in one transaction
Content = dict[str, Any]


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is encrypted, and what the digest is over: without the salt it cannot be made again."""

    kind_class: str
    content: Content
    salt: str


_write = msgspec.json.Encoder(order="sorted").encode
_read = msgspec.json.Decoder(_Sealed).decode


class Vault:
    """The personal data of one ledger. Every method may be called from any thread."""

    def __init__(self, side: Side, keys: KeyFolder, now_us: Callable[[], int]) -> None:
        """Stand on open tables and keys; `open_vault` makes sure that they belong together."""
        self._side = side
        self._keys = keys
        self._now_us = now_us

    def new_subject(self) -> str:
        """Give a subject that nobody has yet: 128 random bits as 32 hex digits."""
        return secrets.token_hex(16)

    def put(self, subject: str, kind_class: str, content: Mapping[str, Any]) -> str:
        """Hold content of a class (`classes.CLASSES`) for a subject; gives the digest for the event.

        Durable when it comes back: put first, then append the event. The same content put twice is
        held twice, under two digests. Raises ForgottenError, ValueError.
        """
        _require_subject(subject)
        require_fields(kind_class, content)
        sealed = _write(_Sealed(kind_class, dict(content), secrets.token_hex(32)))
        return self._side.write(lambda tables: self._put(tables, subject, kind_class, content, sealed))

    def put_new(self, kind_class: str, contents: Sequence[Mapping[str, Any]]) -> list[tuple[str, str] | None]:
        """Hold contents for subjects of their own, whom nobody has found yet; gives subject and digest.

        None: somebody is known already by a plate or VIN in it, also by an earlier content of the same
        call, or one that another process put in meanwhile. Then nothing of it is held: look it up again.
        """
        for content in contents:
            require_fields(kind_class, content)
        sealed = [_write(_Sealed(kind_class, dict(one), secrets.token_hex(32))) for one in contents]

        def work(tables: Asking) -> list[tuple[str, str] | None]:
            held: list[tuple[str, str] | None] = []
            for content, one in zip(contents, sealed, strict=True):
                if any(tables.ask("by_token", self._keys.token(*sign)) for sign in look_ups(content)):
                    held.append(None)
                    continue
                subject = self.new_subject()
                held.append((subject, self._put(tables, subject, kind_class, content, one)))
            return held

        return self._side.write(work) if contents else []

    def _put(
        self, tables: Asking, subject: str, kind_class: str, content: Mapping[str, Any], sealed: bytes
    ) -> str:
        if tables.ask("is_forgotten", subject):
            raise ForgottenError(f"{subject} was forgotten: take a new subject")
        key = self._key_for(tables, subject)
        digest = _digest(key, sealed)
        cipher = encrypt(_part(key, b"seal"), sealed, _bound(subject, digest))
        tables.ask("put_sealed", subject, kind_class, digest, self._now_us(), cipher)
        for kind, folded in look_ups(content):
            tables.ask("put_token", self._keys.token(kind, folded), subject, digest)
        return digest

    def get(self, subject: str, digest: str) -> Content:
        """Give what an event's digest stands for. Raises ForgottenError, LedgerDamagedError."""
        rows = self._side.read("sealed", subject, digest)
        if not rows:
            raise ForgottenError(
                f"nothing is held of {subject} under {digest}: forgotten, or its time is over"
            )
        kind_class, cipher, wrapped = rows[0]
        key = self._keys.unwrap(subject, bytes(wrapped))
        what = f"what is held of {subject} under {digest}"
        plain = decrypt(_part(key, b"seal"), bytes(cipher), _bound(subject, digest), what)
        sealed = _read(plain)
        if sealed.kind_class != kind_class or not hmac.compare_digest(_digest(key, plain), digest):
            raise LedgerDamagedError(f"{what} is not what was put in")
        return sealed.content

    def get_all(self, subject: str) -> list[tuple[str, Content]]:
        """Give all that is held of a subject, each with its digest, in the order of putting."""
        digests = [str(row[0]) for row in self._side.read("digests", subject)]
        return [(digest, self.get(subject, digest)) for digest in digests]

    def find_subject(self, kind: str, text: str) -> str | None:
        """Give the subject that was last put in with this plate or VIN (`kind`), however it is typed."""
        if kind not in KINDS:
            raise ValueError(f"nobody is found by {kind}, only by {', '.join(sorted(KINDS))}")
        rows = self._side.read("by_token", self._keys.token(kind, fold(text)))
        return str(rows[0][0]) if rows else None

    def blind(self, text: str) -> str:
        """Give 64 hex digits that are the same for a text each time; who has no keys cannot make them."""
        return self._keys.token("blind", text).hex()

    def is_forgotten(self, subject: str) -> bool:
        """Tell whether a subject was forgotten."""
        return bool(self._side.read("is_forgotten", subject))

    def forget(self, subject: str) -> None:
        """Forget a subject for ever: its key, all that is held of it, every way to find it.

        First it is written down, durably, beside the keys; then erased in one transaction; then the
        files are scrubbed. Whatever step was the last one, calling it again finishes it, and so does
        opening the vault. Raises ValueError, LedgerError.
        """
        _require_subject(subject)
        self._keys.add_forgetting(subject)
        self._erase((subject,))
        self.scrub()

    def reapply_forgettings(self) -> int:
        """Forget again whom the file of forgettings names and the database, restored, does not.

        Gives their number. A file that is older than the database is completed from it.
        """
        written = self._keys.forgettings()
        erased = {str(row[0]) for row in self._side.read("forgotten")}
        due = [subject for subject in dict.fromkeys(written) if subject not in erased]
        for subject in sorted(erased - set(written)):
            self._keys.add_forgetting(subject)
        if due:
            self._erase(due)
        self.scrub()
        return len(due)

    def scrub(self) -> None:
        """Leave nothing in the files of what was erased; costs nothing where nothing was.

        Raises LedgerUnreachableError when somebody still reads what was: erased it is, repeat it later.
        """
        marks = self._side.read("scrub_due")
        if marks:
            self._side.scrub()
            self._side.write(lambda tables: tables.many("scrub_done", marks))

    def expire(self, now_us: int, policy: Mapping[str, int] | None = None) -> dict[str, int]:
        """Erase what is older than its class is held; gives the number erased by class.

        `policy` overrides days of single classes. A subject of whom nothing is left loses its key.
        May be stopped and repeated at any time. Raises ValueError, LedgerError.
        """
        days = last_days(policy)
        gone = {name: self._expire_class(name, now_us - days[name] * DAY_US) for name in CLASSES}
        self._side.write(lambda tables: _due(tables) if tables.ask("expire_keys", now_us) else None)
        self.scrub()
        return gone

    def close(self) -> None:
        """Let go of what is the vault's own; the store stays open."""
        self._side.close()

    def _key_for(self, tables: Asking, subject: str) -> bytes:
        rows = tables.ask("key", subject)
        if rows:
            return self._keys.unwrap(subject, bytes(rows[0][0]))
        key = secrets.token_bytes(32)
        tables.ask("put_key", subject, self._now_us(), self._keys.wrap(subject, key))
        return key

    def _erase(self, subjects: Iterable[str]) -> None:
        def work(tables: Asking) -> None:
            for subject in subjects:
                tables.ask("put_forgotten", subject)
                for name in ("forget_tokens", "forget_sealed", "forget_key"):
                    tables.ask(name, subject)
            _due(tables)

        self._side.write(work)

    def _expire_class(self, name: str, until_us: int) -> int:
        def work(tables: Asking) -> int:
            rows = tables.ask("expired", name, until_us, _BATCH)
            for number, digest in rows:
                tables.ask("expire_tokens", digest)
                tables.ask("expire_sealed", number)
            if rows:
                _due(tables)
            return len(rows)

        total = 0
        while done := self._side.write(work):
            total += done
        return total


def _due(tables: Asking) -> None:
    """Remember that files are to be scrubbed, in the transaction that erases."""
    tables.ask("put_scrub_due", secrets.token_hex(8))


def _require_subject(subject: str) -> None:
    if _SUBJECT.fullmatch(subject) is None:
        raise ValueError(f"{subject!r} is no subject: give 32 hex digits")


def _part(key: bytes, purpose: bytes) -> bytes:
    """Give one key for encrypting and another for digests."""
    return hmac.digest(key, purpose, "sha256")


def _digest(key: bytes, sealed: bytes) -> str:
    return hmac.digest(_part(key, b"digest"), sealed, "sha256").hex()


def _bound(subject: str, digest: str) -> bytes:
    return f"{subject}\n{digest}".encode()
