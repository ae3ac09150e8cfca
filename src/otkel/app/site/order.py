"""In what order the list of the board stands: by wait, by name, or by how fresh the word is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from otkel.app.site.board import Board, Row
from otkel.facts.people import Language
from otkel.phrases import phrase


class Order(StrEnum):
    """What stands first in the list."""

    WAIT = "wait"
    NAME = "name"
    AGE = "age"


ORDERS = {
    Order.WAIT: phrase("the longest wait first"),
    Order.NAME: phrase("by name"),
    Order.AGE: phrase("the newest word first"),
}


def read_order(text: str | None) -> Order:
    """Give the order that somebody asked for; what is none: the longest wait first."""
    return Order(text) if text in tuple(Order) else Order.WAIT


def ordered(board: Board, order: Order, language: Language) -> Sequence[Row]:
    """Give the rows of a board in an order; what is not known stands last, by name, in each of them."""
    known = [row for row in board.rows if row.is_known]
    unknown = sorted((row for row in board.rows if not row.is_known), key=lambda row: _name(row, language))
    if order is Order.NAME:
        known.sort(key=lambda row: (_name(row, language), row.towards or ""))
    elif order is Order.AGE:
        known.sort(key=lambda row: (row.age_s(board.bulletin.made_us), _name(row, language)))
    return [*known, *unknown]


def _name(row: Row, language: Language) -> str:
    return row.name(language).casefold()
