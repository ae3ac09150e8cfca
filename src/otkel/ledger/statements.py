"""SQL is a room of its own: named statements and numbered migrations, read from files by dialect."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")


@cache
def read_statements(dialect: str, file: str = "statements.sql") -> dict[str, str]:
    """Read the named statements of a file: each follows a line `-- name: …`."""
    _, *parts = _NAME.split((files("otkel.ledger") / "sql" / dialect / file).read_text("utf-8"))
    return {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}


@cache
def read_migrations(dialect: str) -> tuple[str, ...]:
    """Read the migrations in order; the first makes schema 1 out of an empty database.

    Raises ValueError when a number is missing or stands twice.
    """
    found = sorted(
        (int(match[1]), file.read_text("utf-8"))
        for file in (files("otkel.ledger") / "sql" / dialect).iterdir()
        if (match := _NUMBERED.fullmatch(file.name))
    )
    if [number for number, _ in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"the migrations of {dialect} are not numbered 1, 2, 3 …")
    return tuple(text for _, text in found)
