"""Plain data with the line of every part: what YAML and JSON are both read into.

Built from a flat stream of events, so that depth and size are limited before anything grows.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.feeds.opening import refuse
from otkel.phrases import Phrase, phrase

DEPTH_LIMIT = 30
PARTS_LIMIT = 50_000
KEY_LIMIT = 200
_HALF = re.compile("[\ud800-\udfff]")


class Number(str):
    """A number as it was written in JSON: exact, and known not to be text."""

    __slots__ = ()


class Tree(msgspec.Struct, frozen=True):
    """Mappings, lists and texts; `lines` gives the line of a path such as `goods[0].code`."""

    data: dict[str, Any]
    lines: dict[str, int]


class TreeBuilder:
    """Takes events in order and builds a tree. Raises InputError at the first one that spoils it."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.repeated: list[Mistake] = []
        self.root: Any = None
        self._open: list[tuple[Any, str]] = []  # container and its path
        self._key: str | None = None
        self._parts = 0

    def open(self, container: dict[str, Any] | list[Any], line: int) -> None:
        """Begin a mapping or a list."""
        if len(self._open) >= DEPTH_LIMIT:
            raise self.refuse(
                phrase("more than {limit} levels lie inside one another", limit=DEPTH_LIMIT),
                phrase("begin from the template of a trip"),
                line,
            )
        path = self._place(container, line)
        self._open.append((container, path))

    def close(self) -> None:
        """End the mapping or list begun last."""
        self._open.pop()

    def value(self, value: str | bool | None, line: int) -> None:
        """Add a text, number, truth value or nothing; in a mapping every first one is a key."""
        if isinstance(value, str) and not value.isascii() and _HALF.search(value):
            raise self.refuse(
                phrase("half of a character stands here (a lone surrogate)"),
                phrase("write the text again in UTF-8"),
                line,
            )
        if self.wants_key:
            self._take_key(value, line)
        else:
            self._place(value, line)

    @property
    def wants_key(self) -> bool:
        """Whether the next part must be the key of a mapping."""
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._key is None

    def _take_key(self, key: object, line: int) -> None:
        if not isinstance(key, str) or not key or len(key) > KEY_LIMIT:
            raise self.refuse(
                phrase("a name is missing or too long here"),
                phrase("write a name and its value, as in the template of a trip"),
                line,
            )
        mapping, path = self._open[-1]
        if key in mapping:
            place = f"{path}.{key}" if path else key
            self.repeated.append(
                Mistake(
                    phrase("{name} stands here twice", name=key),
                    phrase("leave one of the two out"),
                    Where(file=self.file, row=line, field=place),
                )
            )
        self._key = key

    def _place(self, part: Any, line: int) -> str:
        self._parts += 1
        if self._parts > PARTS_LIMIT:
            raise self.refuse(
                phrase("the file has more than {limit} values", limit=PARTS_LIMIT),
                phrase("check that this is a file of one trip"),
                line,
            )
        if not self._open:
            self.root = part
            return ""
        container, path = self._open[-1]
        if isinstance(container, list):
            place = f"{path}[{len(container)}]"
            container.append(part)
        else:
            if self._key is None:  # a mapping or list where a name should stand
                raise self.refuse(
                    phrase("a name is missing or too long here"),
                    phrase("write a name and its value, as in the template of a trip"),
                    line,
                )
            place = f"{path}.{self._key}" if path else self._key
            container[self._key] = part
            self._key = None
        self.lines[place] = line
        return place

    def refuse(self, what: Phrase, do: Phrase, line: int) -> InputError:
        """Give the error for a mistake on this line [counted from 1]."""
        return refuse(what, do, self.file, line)

    def finish(self) -> Tree:
        """Give the tree; raises InputError where it is no mapping or a name stands twice."""
        if self.repeated:
            raise InputError(self.repeated)
        if not isinstance(self.root, dict):
            raise refuse(
                phrase("the file does not hold names and values"),
                phrase("begin from the template of a trip"),
                self.file,
            )
        return Tree(self.root, self.lines)
