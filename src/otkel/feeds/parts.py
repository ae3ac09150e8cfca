"""A document of another house, read so that nothing in it is lost unseen.

A reader asks a `Part` for texts by their path; whatever was not asked for is listed by `Account.left`.
Each text that is given remembers where it stands, so that a mistake in it can name the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from otkel.feeds.tree import Number
from otkel.feeds.xml_tree import Element
from otkel.phrases import Phrase

SHOWN = 200  # characters of a value that was left, the rest is cut
_OF_THE_FORM = frozenset({"schemaLocation", "DocumentModeID"})  # attributes that name the form itself


class Said(str):
    """A text as it stands in a document, with the path and the line it stands at."""

    __slots__ = ("line", "place")
    place: str
    line: int

    @staticmethod
    def at(text: str, place: str, line: int, is_number: bool = False) -> Said:
        """Give a text that stands at a place. A number of JSON stays known as one: it may have lost zeros."""
        said = _SaidNumber(text) if is_number else Said(text)
        said.place, said.line = place, line
        return said

    def changed(self, text: str) -> Said:
        """Give another text for the same place."""
        return Said.at(text, self.place, self.line)


class _SaidNumber(Said, Number):
    __slots__ = ()


class Left(msgspec.Struct, frozen=True):
    """A value that was not taken over: its path, the value, the line, and why; None: no place for it."""

    path: str
    value: str
    line: int | None = None
    why: Phrase | None = None


class Account:
    """What was asked of a document, and what was taken out of it."""

    def __init__(self, root: Element) -> None:
        self.root = Part(root, root.name, self)
        self.taken: set[str] = set()
        self.asked: set[str] = set()  # paths without numbers, as the form lists them

    def give_back(self, said: Said) -> None:
        """Count a text as not taken after all."""
        self.taken.discard(said.place)

    def left(self) -> Iterator[Left]:
        """Give every value that was not taken, in the order of the document."""
        waiting = [self.root]
        while waiting:
            part = waiting.pop()
            text = part.element.text.strip()
            if text and part.place not in self.taken:
                yield Left(part.place, text[:SHOWN], part.element.line)
            for name, value in part.element.attributes.items():
                place = f"{part.place}/@{name}"
                if value.strip() and name not in _OF_THE_FORM and place not in self.taken:
                    yield Left(place, value.strip()[:SHOWN], part.element.line)
            waiting += reversed(part.children())


class Part:
    """One element of a document. Paths are names with a slash between: `CMRTransport/TrailerStateSignID`."""

    def __init__(self, element: Element, place: str, account: Account, form: str | None = None) -> None:
        self.element = element
        self.place = place
        self.account = account
        self.form = form or element.name  # the path without numbers, from the element that holds the form
        self._children: list[Part] | None = None

    def as_root(self) -> Part:
        """Give the same part as the beginning of a form, whatever envelope it lies in."""
        return Part(self.element, self.place, self.account)

    def children(self) -> list[Part]:
        """Give the parts right inside; where a name stands several times they are numbered from 1."""
        if self._children is not None:
            return self._children
        several = Counter(child.name for child in self.element.children)
        seen: dict[str, int] = {}
        made = []
        for child in self.element.children:
            seen[child.name] = seen.get(child.name, 0) + 1
            number = f"[{seen[child.name]}]" if several[child.name] > 1 else ""
            made.append(
                Part(child, f"{self.place}/{child.name}{number}", self.account, f"{self.form}/{child.name}")
            )
        self._children = made
        return made

    def all(self, path: str) -> list[Part]:
        """Give every part at the end of a path."""
        found = [self]
        form = self.form
        for name in path.split("/"):
            form = f"{form}/{name}"
            self.account.asked.add(form)
            found = [child for part in found for child in part.children() if child.element.name == name]
        return found

    def find(self, path: str) -> Part | None:
        """Give the first part at the end of a path."""
        return next(iter(self.all(path)), None)

    def take(self) -> Said | None:
        """Take the text of this very part; None where it is blank."""
        text = " ".join(self.element.text.split())
        if not text:
            return None
        self.account.taken.add(self.place)
        return Said.at(text, self.place, self.element.line, isinstance(self.element.text, Number))

    def attribute(self, name: str) -> Said | None:
        """Take an attribute of this very part; None where it is blank."""
        text = self.element.attributes.get(name, "").strip()
        if not text:
            return None
        place = f"{self.place}/@{name}"
        self.account.taken.add(place)
        return Said.at(text, place, self.element.line)

    def text(self, path: str) -> Said | None:
        """Take the first text at the end of a path; others that stand there too are left."""
        found = self.find(path)
        return found.take() if found is not None else None

    def texts(self, path: str) -> list[Said]:
        """Take every text at the end of a path."""
        return [text for part in self.all(path) if (text := part.take()) is not None]

    def joined(self, path: str) -> Said | None:
        """Take every text at the end of a path as one, with blanks between."""
        texts = self.texts(path)
        return texts[0].changed(" ".join(texts)) if texts else None


def list_forms(root: Part, names: frozenset[str]) -> list[Part]:
    """Give the parts of these names, wherever they lie; none inside another of them."""
    found: list[Part] = []
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.element.name in names:
            found.append(part.as_root())
        else:
            waiting += reversed(part.children())
    return found
