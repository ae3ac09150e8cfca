"""XML from strangers: read with the parser of the standard library, and nothing that could harm.

A document type is refused, so that no entity can be declared, expanded or fetched; size, depth and number
of elements are limited. Names lose their namespace: producers of the same form write many of them.
"""

from __future__ import annotations

import re
from xml.parsers.expat import ExpatError, ParserCreate

import msgspec

from otkel.errors import InputError
from otkel.feeds.opening import MEGABYTE, check_size, read_text, refuse
from otkel.phrases import phrase

XML_LIMIT_MB = 20
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']{1,40})["']""")
DEPTH_LIMIT = 100
ELEMENTS_LIMIT = 500_000


class Element(msgspec.Struct):
    """An element: its name without namespace, its attributes and text, what it holds, its line."""

    name: str
    line: int
    attributes: dict[str, str] = {}
    text: str = ""
    children: list[Element] = []

    def find(self, *path: str) -> Element | None:
        """Give the first element at the end of a path of names."""
        found: Element | None = self
        for name in path:
            found = next((one for one in found.children if one.name == name), None) if found else None
        return found

    def find_all(self, name: str) -> list[Element]:
        """Give the elements of a name that this one holds."""
        return [one for one in self.children if one.name == name]

    def text_at(self, *path: str) -> str | None:
        """Give the text at the end of a path of names; None where there is none."""
        found = self.find(*path)
        return found.text.strip() or None if found is not None else None


def read_xml(data: bytes, file: str | None) -> Element:
    """Read a document and give its root. Raises InputError with the line of what spoils it.

    Encodings are those the document declares, of one byte a letter (windows-1251) or Unicode. A document
    that declares UTF-8 or nothing and is windows-1251 all the same is read as such.
    """
    check_size(len(data), XML_LIMIT_MB, file)
    if not data.strip():
        raise refuse(phrase("the file is empty"), phrase("check that this is the right file"), file)
    if _says_other_letters(data):
        return _Reading(file).read(data)
    return _Reading(file, "utf-8").read(read_text(data, file).text.lstrip("\ufeff").encode("utf-8"))


def _says_other_letters(data: bytes) -> bool:
    """Whether the document names an encoding of its own that is not UTF-8."""
    found = _ENCODING.match(data.lstrip())
    return found is not None and found[1].lower() not in (b"utf-8", b"utf8")


class _Reading:
    """One reading. The tree is built without recursion."""

    def __init__(self, file: str | None, encoding: str | None = None) -> None:
        self.file = file
        self.parser = ParserCreate(encoding, namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.root: Element | None = None
        self.open: list[Element] = []
        self.texts: list[list[str]] = []  # of the open elements; joined once, or long texts cost their square
        self.count = 0

    def read(self, data: bytes) -> Element:
        try:
            self.parser.Parse(data, True)
        except (ExpatError, LookupError, ValueError) as error:
            row = getattr(error, "lineno", None)
            raise refuse(
                phrase("the file is not right XML here"),
                phrase("save or export the document again, whole"),
                self.file,
                row,
            ) from None
        assert self.root is not None
        return self.root

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEPTH_LIMIT or self.count > ELEMENTS_LIMIT:
            raise self.too_much()
        element = Element(
            name.rpartition(" ")[2],
            self.parser.CurrentLineNumber,
            {key.rpartition(" ")[2]: value for key, value in attributes.items()},
        )
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self.texts.append([])

    def end(self, _: str) -> None:
        self.open.pop().text = "".join(self.texts.pop())

    def text(self, text: str) -> None:
        self.texts[-1].append(text)

    def doctype(self, *_: object) -> None:
        raise refuse(
            phrase("the document declares a type of its own, which is not read"),
            phrase("export it again without a DOCTYPE"),
            self.file,
            self.parser.CurrentLineNumber,
        )

    def too_much(self) -> InputError:
        return refuse(
            phrase(
                "the document is nested deeper than {depth} or has more than {count} elements",
                depth=DEPTH_LIMIT,
                count=ELEMENTS_LIMIT,
            ),
            phrase("check that this is the right file; at most {limit} MB are read", limit=XML_LIMIT_MB),
            self.file,
            self.parser.CurrentLineNumber,
        )


assert XML_LIMIT_MB * MEGABYTE < 2**31  # the parser counts bytes in an int
