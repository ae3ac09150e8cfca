"""The columns of tables: their names, and the spellings that people give them."""

from __future__ import annotations

import re

import msgspec

COLUMNS_LIMIT = 500


class Column(msgspec.Struct, frozen=True):
    """A column that is known: its name, other names people give it, whether it must be there."""

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


def fold_header(text: str) -> str:
    """Give the key under which spellings of a column name are one: small letters, no marks."""
    return "_".join(re.findall(r"\w+", text.replace("_", " ").casefold().replace("ё", "е")))


def spellings(columns: tuple[Column, ...]) -> dict[str, str]:
    """Give the name of a column by each of its spellings, folded."""
    return {fold_header(word): column.name for column in columns for word in (column.name, *column.synonyms)}
