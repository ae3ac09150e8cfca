"""The feeds of the board: the same bulletin in each form, made once for all who fetch it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from otkel.app.site.board import Board, boards_of
from otkel.app.site.house import House
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.feeds.bulletin import Bulletin
from otkel.feeds.bulletin_plain import write_csv, write_json
from otkel.feeds.datex2 import write_datex2

MAX_AGE_S = 15  # a fetched feed may be given on for so long without asking again


class Feed(NamedTuple):
    """A feed as it is given out. `tag` names these bytes and no others."""

    body: bytes
    media_type: str
    tag: str


def _datex2(bulletin: Bulletin) -> bytes:
    words = words_for(Language.EN)
    return write_datex2(bulletin, words.sentence, words.language.value)


_FORMS: dict[str, tuple[str, Callable[[Bulletin], bytes]]] = {
    "board.json": ("application/json", write_json),
    "board.csv": ("text/csv", write_csv),
    "datex.xml": ("application/xml", _datex2),
}
FEEDS = tuple(_FORMS)


class Feeds:
    """Writes the newest board in a form when somebody asks for it."""

    def __init__(self, house: House) -> None:
        """Read off a house."""
        self._boards = boards_of(house)
        self._lock = threading.Lock()
        self._made: dict[str, tuple[Board, Feed]] = {}

    def now(self, name: str) -> Feed:
        """Give one of `FEEDS`. Raises LedgerError."""
        board = self._boards.now()
        with self._lock:
            made = self._made.get(name)
            if made is None or made[0] is not board:
                kind, write = _FORMS[name]
                body = write(board.bulletin)
                made = self._made[name] = board, Feed(body, kind, f'"{sha256(body).hexdigest()[:24]}"')
            return made[1]


def feeds_of(house: House) -> Feeds:
    """Give the feeds of a house, the same ones each time."""
    return house.keep("feeds", Feeds)
