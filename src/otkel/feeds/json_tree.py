"""JSON read without recursion, with lines, and with numbers kept as they were written."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

from otkel.errors import InputError
from otkel.feeds.tree import Number, Tree, TreeBuilder
from otkel.phrases import phrase

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z_+\-.0-9]+")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def read_json_tree(text: str, file: str | None) -> Tree:
    """Read one JSON object. Raises InputError with the line of what spoils it."""
    return _Reader(text.removeprefix("\ufeff"), file).read()


class _Reader:
    def __init__(self, text: str, file: str | None) -> None:
        self.text = text
        self.at = 0
        self.builder = TreeBuilder(file)
        self.closers: list[str] = []
        self.fresh = False  # right after an opening bracket, where no comma stands
        self._breaks = [m.start() for m in re.finditer("\n", text)]

    def read(self) -> Tree:
        self.value()
        while self.closers:
            self.step()
        self.skip()
        if self.at < len(self.text):
            raise self.broken()
        return self.builder.finish()

    def step(self) -> None:
        """Read what may stand after a value or an opening bracket: one member, or the end."""
        closer = self.closers[-1]
        mark = self.skip()
        if mark == closer:
            self.at += 1
            self.fresh = False
            self.closers.pop()
            self.builder.close()
            return
        if not self.fresh:
            self.expect(",")
        self.fresh = False
        if closer == "}":
            if self.skip() != '"':
                raise self.broken()
            self.string()
            self.expect(":")
        self.value()

    def expect(self, mark: str) -> None:
        if self.skip() != mark:
            raise self.broken()
        self.at += 1

    def value(self) -> None:
        mark = self.skip()
        if mark in ("{", "["):
            self.builder.open({} if mark == "{" else [], self.line())
            self.closers.append("}" if mark == "{" else "]")
            self.at += 1
            self.fresh = True
        elif mark == '"':
            self.string()
        else:
            self.bare()

    def bare(self) -> None:
        found = _WORD.match(self.text, self.at)
        word = found.group() if found else ""
        if word in _WORDS:
            self.builder.value(_WORDS[word], self.line())
        elif _NUMBER.fullmatch(word):
            self.builder.value(Number(word), self.line())
        elif word in ("NaN", "Infinity", "-Infinity"):
            raise self.builder.refuse(
                phrase("{word} is not a number", word=word), phrase("write a number, or null"), self.line()
            )
        else:
            raise self.broken()
        self.at += len(word)

    def string(self) -> None:
        try:
            text, end = scanstring(self.text, self.at + 1, True)
        except JSONDecodeError as error:
            self.at = error.pos
            raise self.broken() from error
        self.builder.value(text, self.line())
        self.at = end

    def skip(self) -> str:
        """Go over blanks; give the character that follows, empty at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def line(self) -> int:
        return bisect_right(self._breaks, self.at) + 1

    def broken(self) -> InputError:
        return self.builder.refuse(
            phrase("the file is not right JSON here"),
            phrase("check commas, brackets and quotation marks on this line and the one above"),
            self.line(),
        )
