"""The board: every crossing point of the border with what is known of its queue now, and how it is known."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from time import monotonic

import msgspec

from otkel.app.bulletin import bulletin_of
from otkel.app.feed_words import RELIABILITY
from otkel.app.site.border_looks import Told, told_of, worst
from otkel.app.site.earlier import Yesterday, no_trend, trend_by, yesterday_of
from otkel.app.site.house import House
from otkel.app.site.past import past_of
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.facts.readings import Quantity, Reliability
from otkel.feeds.bulletin import OWN, Bulletin, Figure, Situation, Standing, Trend
from otkel.phrases import Phrase, phrase, phrases

BORDER = "KZ-RU"
OLDEST_S = 30.0  # a board that is older is made anew though the ledger has not grown: ages go on
TREND = {
    Trend.GROWING: phrase("▲ growing"),
    Trend.STEADY: phrase("= steady"),
    Trend.SHRINKING: phrase("▼ shrinking"),
}
STANDING = {Standing.PAUSED: phrase("paused"), Standing.CLOSED: phrase("closed")}
YOUNGEST_S = 1.0  # it is made at most so often, however many events come


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of one crossing point as the board shows it."""

    point: CrossingPoint
    towards: str | None  # the state that is entered; none: nobody says
    situation: Situation | None  # none: nothing is known
    waiting: Figure | None = None
    wait: Figure | None = None  # minutes
    promised: Figure | None = None  # minutes, as an electronic queue promises; nobody has seen it
    yesterday: Yesterday | None = None  # at the same hour; none: nobody knows

    @property
    def key(self) -> str:
        """What names the row on a page."""
        return f"{self.point.slug}-{(self.towards or 'x').lower()}"

    @property
    def is_known(self) -> bool:
        """Whether anybody says a figure of it."""
        return any(one is not None for one in (self.waiting, self.wait, self.promised))

    @property
    def trend(self) -> Phrase | None:
        """How the line has changed over the last hours; none: the record does not tell."""
        trend = None if self.situation is None else self.situation.trend
        return None if trend is None else TREND[trend]

    @property
    def standing(self) -> Phrase | None:
        """Why nobody is taken on, where it is so."""
        one = self.situation
        if one is None or one.standing not in STANDING:
            return None
        return phrase(
            "{standing}: {reasons}", standing=STANDING[one.standing],
            reasons=tuple(reason.replace("_", " ") for reason in one.stopped),
        )  # fmt: skip

    @property
    def said_by(self) -> Phrase | None:
        """Who says the figure that is shown, in words."""
        figure = self.waiting or self.wait or self.promised
        if figure is None:
            return None
        if figure.source == OWN:
            return phrase("its own record")
        weakest = Reliability.HEARSAY if figure.reliability is None else figure.reliability
        return phrases("{how}", "{how}, {n} voices", figure.speakers, how=RELIABILITY[weakest])

    def age_s(self, at_us: int) -> float:
        """Give how old the figure is that is shown."""
        figure = self.waiting or self.wait or self.promised
        return 0.0 if figure is None else max(0.0, (at_us - figure.observed_us) / 1e6)

    def name(self, language: Language) -> str:
        """Give the names of both posts in a language: of Russian and Kazakh pages as there."""
        return name_of(self.point, language)


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The whole board at one instant; `number` grows with each that differs."""

    number: int
    position: int  # of the ledger
    bulletin: Bulletin
    rows: tuple[Row, ...]
    told: dict[str, Told]  # by slug: what the map tells of a point

    @property
    def simulated(self) -> bool:
        """Whether nobody stood in these queues."""
        return self.bulletin.simulated


class Boards:
    """Makes the board when it is asked for and is not young any more; one at a time, for all readers."""

    def __init__(self, house: House) -> None:
        """Read off a house."""
        self._house, self._past = house, past_of(house)
        self._lock = threading.Lock()
        self._made_s = -1e9
        self._board: Board | None = None

    def now(self) -> Board:
        """Give the board of now, at most a second old where the ledger grows. Raises LedgerError.

        While one caller makes a new one, others are given the one before, so that nobody waits.
        """
        board = self._board
        if board is not None and not self._is_old(board):
            return board
        if not self._lock.acquire(blocking=board is None) and board is not None:
            return board
        try:
            board = self._board
            if board is None or self._is_old(board):
                board = self._board = self._make(0 if board is None else board.number + 1)
                self._made_s = monotonic()
            return board
        finally:
            self._lock.release()

    def _is_old(self, board: Board) -> bool:
        age_s = monotonic() - self._made_s
        has_grown = self._house.pulse.position != board.position
        return age_s > OLDEST_S or (has_grown and age_s > YOUNGEST_S)

    def _make(self, number: int) -> Board:
        position = self._house.pulse.position
        past = None if self._past.is_behind() else self._past
        bulletin = bulletin_of(
            self._house.ledger, self._house.readings, trend=no_trend if past is None else trend_by(past)
        )
        rows = tuple(
            row
            if row.situation is None
            else msgspec.structs.replace(
                row, yesterday=yesterday_of(self._house, past, row.situation, bulletin.made_us)
            )
            for row in rows_of(bulletin, gazetteer.list_points(BORDER))
        )
        return Board(number=number, position=position, bulletin=bulletin, rows=rows, told=tell(rows))


def boards_of(house: House) -> Boards:
    """Give the boards of a house, the same ones each time."""
    return house.keep("boards", Boards)


def rows_of(bulletin: Bulletin, points: Sequence[CrossingPoint]) -> tuple[Row, ...]:
    """Give a row a direction of which something is known, and one for each point of which nothing is.

    The longest wait stands first, then the most trucks; what is not known stands last, by name.
    """
    told = [one for one in map(_row, bulletin.situations) if one is not None]
    there = {row.point.slug for row in told}
    rest = [Row(point=one, towards=None, situation=None) for one in points if one.slug not in there]
    return tuple(sorted([*told, *rest], key=_order))


def tell(rows: Sequence[Row]) -> dict[str, Told]:
    """Give by slug what the map tells of each point: of two directions the worse."""
    found: dict[str, list[Told]] = {}
    for row in rows:
        found.setdefault(row.point.slug, []).append(told_of(row.waiting, row.wait, row.situation))
    return {slug: worst(told) for slug, told in found.items()}


def _row(one: Situation) -> Row | None:
    point = gazetteer.find_point(one.place.slug)
    if point is None:
        return None
    return Row(
        point=point,
        towards=one.towards,
        situation=one,
        waiting=one.find(Quantity.VEHICLES_WAITING),
        wait=one.find(Quantity.PHYSICAL_WAIT),
        promised=one.find(Quantity.PROMISED_WAIT),
    )


def _order(row: Row) -> tuple[int, float, float, str]:
    wait = row.wait.high if row.wait is not None else None
    waiting = row.waiting.high if row.waiting is not None else None
    is_known = wait is not None or waiting is not None
    rank = 0 if is_known else 1 if row.situation is not None else 2
    return rank, -(wait or 0.0), -(waiting or 0.0), row.point.slug


def name_of(point: CrossingPoint, language: Language) -> str:
    """Give the names of both posts of a point in a language."""
    return " – ".join(dict.fromkeys(_name(side, language) for side in point.sides))


def _name(side: gazetteer.Side, language: Language) -> str:
    return {Language.RU: side.name_ru, Language.KK: side.name_kk}.get(language, side.name)
