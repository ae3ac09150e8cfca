"""The file of private risk rules: `risk.yaml` in the folder of a ledger's keys, for its owner alone (0600).

Beside it lies `risk.salt`, made at the first reading, which goes into the digest that stands in the record.
An auditor who is shown both files gets the same digest. A lost salt cannot be made again: keep a copy.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

import msgspec

from otkel.app.ledger_files import refused
from otkel.errors import InputError, LedgerError, Mistake
from otkel.feeds.opening import read_bytes, read_text
from otkel.feeds.tree import Tree
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.phrases import phrase
from otkel.queueing.risk import SALT_BYTES, check_rules, rules_digest
from otkel.queueing.risk_rules import Rule

RULES, SALT = "risk.yaml", "risk.salt"
Stamp = tuple[int, ...]
LIMIT_MB = 1


class RiskRules(msgspec.Struct, frozen=True):
    """The rules of a file, and the digest that the record holds of them."""

    rules: tuple[Rule, ...]
    digest: str


def find_rules(keys: Path) -> RiskRules | None:
    """Read the rules of a folder of keys; None where there are none: then nobody is selected by risk.

    Raises InputError with every mistake of the file, LedgerError where the salt cannot be kept.
    """
    path = keys / RULES
    return read_rules(path, keys) if path.exists() else None


def stamp_of(keys: Path) -> Stamp:
    """Give what changes when the rules are written anew, put there or taken away."""
    try:
        about = (keys / RULES).stat()
    except OSError:
        return ()
    return (about.st_ino, about.st_size, about.st_mtime_ns, about.st_mode)


def read_rules(path: Path, keys: Path) -> RiskRules:
    """Read rules from a file, salted with the salt of a folder of keys. Raises InputError, LedgerError."""
    _require_private(path)
    tree = _read_tree(path)
    checked = check_rules(tree.data)
    if isinstance(checked, list):
        raise InputError(_placed(one, tree, path.name) for one in checked)
    return RiskRules(checked, rules_digest(checked, _salt(keys)))


def _require_private(path: Path) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return  # the reader tells what is wrong with it
    if mode & 0o077:
        raise refused(
            phrase("{file} may be read by others", file=path.name),
            phrase("take the right away from them (chmod 600); rules that are known can be evaded"),
        )


def _read_tree(path: Path) -> Tree:
    try:
        return read_yaml_tree(read_text(read_bytes(path, LIMIT_MB), path.name).text, path.name)
    except InputError as error:
        raise InputError(_of_rules(one) for one in error.mistakes) from None


def _of_rules(mistake: Mistake) -> Mistake:
    """Say what to do for rules where the reader's advice is about trips."""
    if "trip" not in mistake.do.text:
        return mistake
    return Mistake(mistake.what, phrase("begin from the example in the guide to draws"), mistake.where)


def _placed(mistake: Mistake, tree: Tree, file: str) -> Mistake:
    place = mistake.where.field or ""
    while place and place not in tree.lines:
        place = place.rpartition(".")[0]
    return mistake.at(file=file, row=tree.lines.get(place, 1))


def _salt(keys: Path) -> bytes:
    """Give the salt of a folder, made where there is none yet."""
    path = keys / SALT
    try:
        if not path.exists():
            _make_salt(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise LedgerError(f"{SALT} may be read by others; take the right away from them (chmod 600)")
        salt = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise LedgerError(f"{SALT} cannot be read or written ({error}): bring its copy back") from error
    if len(salt) != SALT_BYTES:
        raise LedgerError(f"{SALT} is no salt: bring its copy back")
    return salt


def _make_salt(path: Path) -> None:
    """Write a salt whole; of two who do it at once both then read the same one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{secrets.token_hex(SALT_BYTES)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
