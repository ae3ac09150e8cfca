"""Documents that carriers have already: a consignment note of the customs' album becomes a trip.

What a document says and no trip has a place for is listed. A value that cannot be read is set aside with its
reason, and its fact is not known; the rest of the document is read. What a document lacks stays unknown,
unless a file of additions says it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from otkel.errors import InputError, Mistake, Where
from otkel.facts.trip import Trip
from otkel.feeds.additions import Additions, add_to
from otkel.feeds.checks import NOTES
from otkel.feeds.cmr import NAMES as CMR_NAMES
from otkel.feeds.cmr import draft_of_cmr
from otkel.feeds.ecmr import KEYS as ECMR_KEYS
from otkel.feeds.ecmr import NAME as ECMR
from otkel.feeds.ecmr import draft_of_ecmr
from otkel.feeds.json_parts import as_element
from otkel.feeds.opening import TRIP_LIMIT_MB, check_size, refuse
from otkel.feeds.parts import SHOWN, Account, Left, Part, Said, list_forms
from otkel.feeds.preliminary import NAMES as PRELIMINARY_NAMES
from otkel.feeds.preliminary import draft_of_preliminary
from otkel.feeds.shape import MISTAKES_LIMIT, Walk
from otkel.feeds.tree import Tree
from otkel.feeds.trip_draft import Draft
from otkel.feeds.xml_tree import read_xml
from otkel.phrases import Phrase, phrase

ROUNDS = 3  # a value set aside can bring a second mistake to light, seldom a third
LEFT_LIMIT = 1_000


class DocumentKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of document: the elements that hold it, and how its trip is drafted."""

    name: str
    words: Phrase
    form: str
    elements: frozenset[str]
    draft: Callable[[list[Part]], Draft]


KINDS: tuple[DocumentKind, ...] = (
    DocumentKind(
        name="cmr",
        words=phrase("Consignment note CMR in the form of the Russian customs (1003102E)."),
        form="XML",
        elements=CMR_NAMES,
        draft=draft_of_cmr,
    ),
    DocumentKind(
        name="preliminary",
        words=phrase("Preliminary information on goods by road, form of the Russian customs (1006826E)."),
        form="XML",
        elements=PRELIMINARY_NAMES,
        draft=draft_of_preliminary,
    ),
    DocumentKind(
        name="ecmr",
        words=phrase("Electronic consignment note of UN/CEFACT (eCMR, releases D22A to D23B)."),
        form="JSON",
        elements=frozenset({ECMR}),
        draft=draft_of_ecmr,
    ),
)


class ReadDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it was understood: which kind, the trip, what was noticed, and what was left of it.

    `left` holds the first LEFT_LIMIT values that were not taken over; `left_count` counts all of them.
    """

    kind: str
    trip: Trip
    notices: tuple[Mistake, ...] = ()
    left: tuple[Left, ...] = ()
    left_count: int = 0


def is_xml(data: bytes) -> bool:
    """Whether a file is XML: its first sign is an opening bracket, whatever its letters."""
    head = data[:64]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_xml_document(data: bytes, file: str | None, more: Additions | None = None) -> ReadDocument:
    """Read a document in XML by what it holds. Raises InputError where it gives no trip."""
    check_size(len(data), TRIP_LIMIT_MB, file)
    account = Account(read_xml(data, file))
    for kind in (one for one in KINDS if one.form == "XML"):
        if parts := list_forms(account.root, kind.elements):
            return _read(kind, parts, account, file, more or Additions())
    raise refuse(
        phrase(
            "a document that begins with {name} is not known here", name=account.root.element.name[:SHOWN]
        ),
        phrase("the kinds that are read: {kinds}", kinds=tuple(kind.name for kind in KINDS)),
        file,
    )


def is_ecmr(tree: Tree) -> bool:
    """Whether a JSON file is an eCMR: it has parts that only that form names so."""
    return not ECMR_KEYS.isdisjoint(tree.data)


def read_ecmr(tree: Tree, file: str | None, more: Additions | None = None) -> ReadDocument:
    """Read an electronic consignment note. Raises InputError where it gives no trip."""
    account = Account(as_element(ECMR, tree))
    kind = next(one for one in KINDS if ECMR in one.elements)
    return _read(kind, [account.root], account, file, more or Additions())


def _read(
    kind: DocumentKind, parts: list[Part], account: Account, file: str | None, more: Additions
) -> ReadDocument:
    try:
        draft = kind.draft(parts)
    except InputError as error:
        raise InputError([one.at(file=file) for one in error.mistakes]) from None
    notices = add_to(draft, more, account, file)
    aside: dict[str, Left] = {}
    for _ in range(ROUNDS):
        walk = _DocumentWalk(draft, file, more)
        trip = walk.struct(Trip, draft, "")
        if not walk.mistakes and trip is not None:
            break
        found = _unreadable(walk, draft, account)
        if not found:
            raise InputError(_told(walk.mistakes, file))
        aside |= found
    else:
        raise InputError(_told(walk.mistakes, file))
    left = [aside.get(one.path, one) for one in account.left()]
    return ReadDocument(
        kind=kind.name, trip=trip, notices=(*notices, *walk.notices),
        left=tuple(left[:LEFT_LIMIT]), left_count=len(left),
    )  # fmt: skip


class _DocumentWalk(Walk):
    """A walk that knows from which document each value came, and where it stands there."""

    def __init__(self, draft: Draft, file: str | None, more: Additions) -> None:
        super().__init__(file=file, notes=NOTES)
        self.said: dict[str, Said] = {}
        self.more = more
        _places(draft, "", self.said)

    def place(self, path: str) -> Where:
        said = self.said.get(path)
        if said is not None:
            return Where(self.file, said.line, said.place)
        return self.more.place(path) or Where(self.file, None, path or None)


def _places(data: Any, path: str, said: dict[str, Said]) -> None:
    """Write down which text of a draft came from where in the document."""
    if isinstance(data, Said):
        said[path] = data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            _places(value, f"{path}.{name}" if path else name, said)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            _places(value, f"{path}[{index}]", said)


def _unreadable(walk: _DocumentWalk, draft: Draft, account: Account) -> dict[str, Left]:
    """Take what cannot be read out of the draft; give it by its place.

    Empty where no mistake lies in the document itself, or where there are too many for it to be right.
    """
    if len(walk.mistakes) >= MISTAKES_LIMIT:
        return {}
    by_place = {said.place: said for said in walk.said.values()}
    found: dict[str, Left] = {}
    for mistake in walk.mistakes:
        said = by_place.get(mistake.where.field or "")
        if said is None:
            continue
        found[said.place] = Left(said.place, said[:SHOWN], said.line, mistake.what)
        account.give_back(said)
    _drop(draft, set(found))
    return found


def _drop(data: Any, places: set[str]) -> None:
    if isinstance(data, dict):
        gone = [name for name, value in data.items() if isinstance(value, Said) and value.place in places]
        for name in gone:
            del data[name]
        for value in data.values():
            _drop(value, places)
    elif isinstance(data, list):
        data[:] = [one for one in data if not (isinstance(one, Said) and one.place in places)]
        for value in data:
            _drop(value, places)


def _told(mistakes: list[Mistake], file: str | None) -> list[Mistake]:
    """Give the mistakes that stop the reading; what the document merely lacks can be added."""
    return [
        Mistake(one.what, _ADD, one.where) if one.where.file == file and one.where.row is None else one
        for one in mistakes
    ]


_ADD = phrase(
    "the document does not tell it: write it into a file like a trip, and give that with --with FILE.yaml"
)
