"""A vault is opened beside an open ledger: tables and keys must belong together, and forgettings hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from otkel.errors import VaultKeyError
from otkel.ledger.side import Side, open_side
from otkel.ledger.store import Store
from otkel.ledger.vault.keys import PURPOSES, KeyFolder
from otkel.ledger.vault.vault import Vault


def open_vault(url: str, store: Store, folder: Path, now_us: Callable[[], int]) -> Vault:
    """Open the vault of a ledger; whoever restored its database, the forgettings are applied again.

    `url` is the address under which `store` was opened, `folder` that of the keys (made when neither
    has ever been used), `now_us` the clock [µs of UTC since 1970]. Close the vault before the store.
    Raises VaultKeyError, LedgerError.
    """
    side, keys = open_side(url, store, "vault.sql"), KeyFolder(folder)
    try:
        for purpose in PURPOSES:
            _require_key(side, keys, purpose)
        vault = Vault(side, keys, now_us)
        vault.reapply_forgettings()
    except BaseException:
        side.close()
        raise
    return vault


def _require_key(side: Side, keys: KeyFolder, purpose: str) -> None:
    """Make the key of a new vault; an old one must be there, and be the same."""
    if purpose not in _names(side):
        if not keys.has(purpose):
            keys.make(purpose)
        name = keys.name(purpose)
        side.write(lambda tables: tables.ask("put_key_name", purpose, name))
    if keys.name(purpose) != _names(side)[purpose]:
        raise VaultKeyError(f"{purpose}.key in {keys.folder.name} is of another vault: bring the right one")


def _names(side: Side) -> dict[str, str]:
    return dict(side.read("key_names"))
