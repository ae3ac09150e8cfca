"""The schema of a database: made, brought up to date, or refused when a newer Otkel made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from otkel.errors import LedgerSchemaError
from otkel.ledger.postgres.connections import SQL, Connection, Identity
from otkel.ledger.statements import read_migrations

KNOWN = len(read_migrations("postgres"))


def migrate(connection: Connection, identity: Identity, migrations: Sequence[str] | None = None) -> None:
    """Bring the schema up to the newest, all steps together or none. Raises LedgerSchemaError.

    It holds the lock of those who write: a writer that waited sees the new schema, and refuses to
    write when it does not know it.
    """
    steps: Sequence[Any] = read_migrations("postgres") if migrations is None else migrations
    version = find_version(connection)
    if version is not None:
        require_known(version, len(steps))
    if version == len(steps):
        return
    with connection.transaction():
        connection.execute(SQL["lock"], (identity.lock,))
        version = find_version(connection)
        if version is None:
            connection.execute(SQL["make_schema_version"])
            connection.execute(SQL["start_schema_version"])
        require_known(version or 0, len(steps))
        for step in steps[version or 0 :]:
            connection.execute(step)
        connection.execute(SQL["set_schema_version"], (len(steps),))


def find_version(connection: Connection) -> int | None:
    """Give the number of the schema; None when there is no ledger yet."""
    there = connection.execute(SQL["has_schema_version"]).fetchone()
    if there is None or not there[0]:
        return None
    found = connection.execute(SQL["schema_version"]).fetchone()
    return None if found is None else int(found[0])


def require_known(version: int, known: int = KNOWN) -> None:
    """Raise LedgerSchemaError when a newer Otkel made the schema."""
    if version > known:
        raise LedgerSchemaError(
            f"a newer Otkel made this ledger (schema {version}, this one knows {known}): "
            "install the newer one; nothing was changed"
        )
