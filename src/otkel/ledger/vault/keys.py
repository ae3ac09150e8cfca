"""The folder of keys, apart from the database: whoever has only one of the two has nothing.

- `vault.key` wraps the keys of all subjects; `index.key` makes the tokens of look-ups: 32 bytes in hex.
- `forgettings` names every subject that was forgotten, a line each, and only grows. It is what a
  restored database is made to forget again, so it is copied away after every forgetting.

Files are readable by their owner alone (0600), the folder too (0700).
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from otkel.errors import LedgerDamagedError, LedgerError, VaultKeyError

PURPOSES = ("vault", "index")
FORGETTINGS = "forgettings"
_LINE = 33  # 32 hex digits and the end of the line
_KEY = re.compile(rb"[0-9a-f]{64}\n?")
_SUBJECT = re.compile(r"[0-9a-f]{32}", re.ASCII)
_NONCE = 12


class KeyFolder:
    """The keys of one vault, and its forgettings."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is read or made yet."""
        self.folder = folder
        self._keys: dict[str, bytes] = {}

    def has(self, purpose: str) -> bool:
        """Tell whether there is a key of this purpose."""
        return self._path(purpose).exists()

    def make(self, purpose: str) -> None:
        """Make a key where there is none; of two who do it at once both then read the same one."""
        path = self._path(purpose)
        beside = path.with_suffix(f".{secrets.token_hex(8)}")
        with self._writing():
            try:
                _append_durably(beside, f"{secrets.token_hex(32)}\n".encode())
                os.link(beside, path)
            except FileExistsError:
                pass
            finally:
                beside.unlink(missing_ok=True)

    def name(self, purpose: str) -> str:
        """Give a name of a key that tells nothing of it. Raises VaultKeyError."""
        return hashlib.sha256(b"otkel key\n" + self._key(purpose)).hexdigest()[:16]

    def wrap(self, subject: str, key: bytes) -> bytes:
        """Give the key of a subject, encrypted."""
        return encrypt(self._key("vault"), key, subject.encode())

    def unwrap(self, subject: str, wrapped: bytes) -> bytes:
        """Give the key of a subject back. Raises LedgerDamagedError."""
        return decrypt(self._key("vault"), wrapped, subject.encode(), f"the key of {subject}")

    def token(self, kind: str, folded: str) -> bytes:
        """Give what stands in the index for a plate or VIN."""
        return hmac.digest(self._key("index"), f"{kind}\n{folded}".encode(), "sha256")

    def secret(self, purpose: str) -> bytes:
        """Give a key itself, 32 bytes: for those who sign with it. Raises VaultKeyError."""
        return self._key(purpose)

    def public_point(self, purpose: str) -> bytes:
        """Give the public half of a key that is read as a number of the curve P-256: 65 bytes."""
        private = ec.derive_private_key(int.from_bytes(self._key(purpose), "big"), ec.SECP256R1())
        form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        return private.public_key().public_bytes(*form)

    def seal(self, purpose: str, plain: bytes, bound_to: bytes) -> bytes:
        """Give what is encrypted under a key; `bound_to` must be given again. Raises VaultKeyError."""
        return encrypt(self._key(purpose), plain, bound_to)

    def mark(self, purpose: str, text: str) -> bytes:
        """Give what is the same for a text each time, and can be made by nobody without the key."""
        return hmac.digest(self._key(purpose), f"mark\n{text}".encode(), "sha256")

    def unseal(self, purpose: str, sealed: bytes, bound_to: bytes, what: str) -> bytes:
        """Give what was encrypted under a key. Raises LedgerDamagedError, naming `what`; VaultKeyError."""
        return decrypt(self._key(purpose), sealed, bound_to, what)

    def forgettings(self) -> list[str]:
        """Give who was forgotten, in order. A line that was cut off by a crash was never promised."""
        try:
            data = (self.folder / FORGETTINGS).read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LedgerError(f"{FORGETTINGS} cannot be read ({error.strerror}); repeat it") from error
        lines = data[: len(data) - len(data) % _LINE].decode("ascii", "replace").splitlines()
        for number, line in enumerate(lines, 1):
            if _SUBJECT.fullmatch(line) is None:
                raise LedgerDamagedError(
                    f"line {number} of {FORGETTINGS} is no subject: restore it from a copy"
                )
        return lines

    def add_forgetting(self, subject: str) -> None:
        """Write down, durably, that a subject is forgotten; once is enough."""
        if subject in self.forgettings():
            return
        with self._writing():
            _append_durably(self.folder / FORGETTINGS, f"{subject}\n".encode())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Make the folder, and what is written in it, durable. Raises LedgerError."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            yield
            descriptor = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise LedgerError(
                f"the folder of keys cannot be written ({error.strerror}); repeat it"
            ) from error

    def _path(self, purpose: str) -> Path:
        return self.folder / f"{purpose}.key"

    def _key(self, purpose: str) -> bytes:
        if purpose not in self._keys:
            self._keys[purpose] = self._read(self._path(purpose))
        return self._keys[purpose]

    def _read(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & 0o077:
                    raise VaultKeyError(
                        f"{path.name} is open to others: chmod 600 it, and think of a new key"
                    )
                data = file.read(100)
        except OSError as error:
            raise VaultKeyError(
                f"{path.name} cannot be read ({error.strerror}): bring its copy back"
            ) from None
        if _KEY.fullmatch(data) is None:
            raise VaultKeyError(f"{path.name} is no key: bring its copy back")
        return bytes.fromhex(data.decode())


def encrypt(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Give nonce and AES-256-GCM ciphertext; `bound_to` must be given again to decrypt."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def decrypt(key: bytes, sealed: bytes, bound_to: bytes, what: str) -> bytes:
    """Give what was encrypted. Raises LedgerDamagedError, naming `what`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise LedgerDamagedError(f"{what} is not what was put in, or the key is another one") from None


def _append_durably(path: Path, data: bytes) -> None:
    """Append a line to a file of the owner's own; what a crash left of a line is cut off first."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        os.ftruncate(descriptor, size - size % _LINE)
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
