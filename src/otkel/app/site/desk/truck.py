"""One truck at a desk: where it stands, what was recorded of it, and each draw with its values."""

from __future__ import annotations

import msgspec

from otkel.app.site.desk.rows import TruckRow, row_of
from otkel.app.site.house import House
from otkel.facts.events.envelope import Event
from otkel.facts.events.selections import NotSelected, Selected
from otkel.ledger.view_truck_story import Mention, TruckStory, read_story, story_key
from otkel.queueing.state import State

MOST_PASSAGE = 2**63


class TruckNow(msgspec.Struct, frozen=True, kw_only=True):
    """A truck that is under way, or was; `row` is none once its passage has ended."""

    passage: int
    row: TruckRow | None
    story: tuple[Event, ...]  # in order of the record
    draws: tuple[Event, ...]  # selections, and draws that let it pass
    ahead_trucks: int | None  # of one in line: who is before it
    opened: frozenset[str]  # digests of seeds that everybody knows by now


def truck_now(house: House, slug: str, passage: int) -> TruckNow | None:
    """Give a truck of a point; none where it never was there. Raises LedgerError."""
    if not 0 <= passage < MOST_PASSAGE:
        return None

    def find(state: State) -> tuple[TruckRow | None, int | None, frozenset[str]]:
        truck = state.trucks.get(passage)
        if truck is None:
            return None, None, frozenset(state.opened)
        ahead = state.lines[truck.line].before(truck.seq) if truck.in_line else None
        return row_of(state, truck), ahead, frozenset(state.opened)

    row, ahead, opened = house.desk(slug).look(find)
    story = tuple(one for one in story_of(house, passage) if one.point == slug)
    if row is None and not story:
        return None
    draws = tuple(one for one in story if isinstance(one.body, Selected | NotSelected))
    return TruckNow(passage=passage, row=row, story=story, draws=draws, ahead_trucks=ahead, opened=opened)


def story_of(house: House, passage: int) -> list[Event]:
    """Give all that was recorded of a passage, in order. Raises LedgerError."""
    if not 0 <= passage < MOST_PASSAGE:
        return []
    story: list[Mention] = house.ledger.views().find_now(TruckStory.name, story_key(passage)) or []
    return read_story(house.ledger.store, story)
