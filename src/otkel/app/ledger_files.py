"""The files around a ledger: where it lies, where its keys lie, heads and proofs that people keep.

What reads proofs is imported where it is used: a shell that only hands a command over needs none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from otkel.app.settings import read_settings
from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase

if TYPE_CHECKING:
    from otkel.ledger.proof.heads import SignedTreeHead

SQLITE = "sqlite:///"
DEFAULT_DB = "sqlite:///otkel.db"
PublicKey = Any  # of the cryptography package, which only the ledger knows


def require_ledger(db: str, option: str) -> None:
    """Raise InputError where an address names a file that is not there; none is made by looking."""
    if db.startswith(SQLITE) and not Path(db.removeprefix(SQLITE)).is_file():
        raise refused(
            phrase("there is no ledger at {address}", address=db),
            phrase("name one, such as sqlite:///otkel.db"),
            option,
        )


def keys_folder(db: str) -> Path | None:
    """Give the folder of a ledger's keys: OTKEL_KEYS, else beside the file; None where neither is."""
    chosen = read_settings().keys
    if chosen is not None:
        return chosen
    return Path(db.removeprefix(SQLITE) + ".keys") if db.startswith(SQLITE) else None


def require_keys_folder(db: str) -> Path:
    """Give the folder of a ledger's keys. Raises InputError where nothing names one."""
    folder = keys_folder(db)
    if folder is None:
        raise refused(
            phrase("it is not said where the keys of {address} lie", address=db),
            phrase("name their folder in OTKEL_KEYS"),
        )
    return folder


def read_public_keys(files: Sequence[Path], folder: Path | None) -> list[PublicKey]:
    """Read the public keys of files and of a ledger's own folder. Raises InputError where there is none."""
    from otkel.ledger.proof.heads import PUBLIC_NAME

    own = [folder / PUBLIC_NAME] if folder is not None and (folder / PUBLIC_NAME).is_file() else []
    if not own and not files:
        raise _no_key()
    return [_decoded(path.name, _read(path, "--key")) for path in (*own, *files)]


def read_public_key(given: str | None, folder: Path | None) -> PublicKey:
    """Give a public key from a file or from 64 hex digits; left out, that of a folder. Raises InputError."""
    if given is None:
        return read_public_keys((), folder)[0]
    if Path(given).is_file():
        return _decoded(given, _read(Path(given), "--key"))
    return _decoded(given, given.encode())


def read_head_file(path: Path) -> SignedTreeHead:
    """Read a head as `otkel ledger head --json` prints it. Raises InputError."""
    from otkel.ledger.proof.heads import SignedTreeHead

    try:
        return msgspec.json.decode(_read(path, "--head"), type=SignedTreeHead)
    except (msgspec.MsgspecError, UnicodeError):
        raise refused(
            phrase("{file} holds no signed head", file=path.name),
            phrase("keep what this prints: otkel ledger head --json"),
        ) from None


def read_proof_file(path: Path) -> bytes:
    """Read a proof file, no more of it than a proof may have. Raises InputError."""
    return _read(path, "PROOF")


def refused(what: Phrase, do: Phrase, field: str | None = None) -> InputError:
    """Give one mistake in what was asked."""
    return InputError([Mistake(what, do, Where(field=field))])


def _read(path: Path, option: str) -> bytes:
    from otkel.ledger.proof.bundle import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refused(
            phrase("{file} cannot be read ({reason})", file=path.name, reason=error.strerror or ""),
            phrase("check the name of the file"),
            option,
        ) from None


def _decoded(name: str, data: bytes) -> PublicKey:
    from otkel.ledger.proof.heads import decode_public_key

    try:
        return decode_public_key(data)
    except ValueError:
        raise refused(
            phrase("{file} is no public key", file=name),
            phrase("give a file such as head.pub, or 64 hex digits"),
            "--key",
        ) from None


def _no_key() -> InputError:
    return refused(
        phrase("there is no public key to check with"),
        phrase("name its file with --key"),
        "--key",
    )
