"""The schema of a file: made, brought up to date, or refused when a newer Otkel made it."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from otkel.errors import LedgerSchemaError
from otkel.ledger.statements import read_migrations, read_statements

_SQL = read_statements("sqlite")


def migrate(connection: apsw.Connection, migrations: Sequence[str] | None = None) -> None:
    """Bring the file up to the newest schema, all steps together or none. Raises LedgerSchemaError."""
    known = read_migrations("sqlite") if migrations is None else migrations
    if find_version(connection) == len(known):
        return
    connection.execute(_SQL["begin"])
    try:
        version = find_version(connection)
        if version is None:
            connection.execute(_SQL["make_schema_version"])
            connection.execute(_SQL["start_schema_version"])
        require_known(version or 0, len(known))
        for step in known[version or 0 :]:
            connection.execute(step).fetchall()  # all statements, also after one that answers
        connection.execute(_SQL["set_schema_version"], (len(known),))
        connection.execute(_SQL["commit"])
    except BaseException:
        if connection.in_transaction:
            connection.execute(_SQL["rollback"])
        raise


def find_version(connection: apsw.Connection) -> int | None:
    """Give the number of the schema; None when there is no ledger in the file yet."""
    if not connection.execute(_SQL["has_schema_version"]).get:
        return None
    return int(connection.execute(_SQL["schema_version"]).get)


def require_known(version: int, known: int) -> None:
    """Raise LedgerSchemaError when a newer Otkel made the schema."""
    if version > known:
        raise LedgerSchemaError(
            f"a newer Otkel made this ledger (schema {version}, this one knows {known}): "
            "install the newer one; nothing was changed"
        )


def objects(connection: apsw.Connection) -> list[tuple[str, ...]]:
    """Give what the schema is made of, to compare with what it should be."""
    return list(connection.execute(_SQL["schema_objects"]))


def expected_objects() -> list[tuple[str, ...]]:
    """Give what the newest schema is made of."""
    plain = apsw.Connection(":memory:")
    migrate(plain)
    return objects(plain)
