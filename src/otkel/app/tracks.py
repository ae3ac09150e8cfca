"""Use case: passages out of positions, kept beside a ledger or in a file, as a log to be measured."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec

from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused, require_ledger
from otkel.facts.events.choices import WayOut
from otkel.facts.events.envelope import Draft
from otkel.facts.events.shapes import Body
from otkel.feeds.positions_table import frame_of, read_positions
from otkel.feeds.track_events import drafts_of
from otkel.feeds.track_passages import TrackedPassage, find_passages
from otkel.feeds.visits import find_visits
from otkel.feeds.zones import read_zones
from otkel.ledger.opening import open_store
from otkel.ledger.positions import open_positions
from otkel.phrases import phrase
from otkel.queueing.log import write_log

_EVER_US = 2**62


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a log that stands in no ledger."""

    position: int
    occurred_us: int
    recorded_us: int
    point: str
    passage: int | None
    body: Body


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What positions showed: passages by how they ended; those that go on under `here`."""

    positions: int
    set_aside: int
    through: int
    back: int
    gave_up: int
    here: int
    events: int  # that were written


def find_tracked(
    zones: Path, *, db: str | None = None, positions: Path | None = None, out: Path | None = None
) -> Found:
    """Find passages in the positions of a file, else in those kept beside a ledger.

    `out` is a new folder, into which the log goes. Raises InputError, LedgerError.
    """
    drawn = read_zones(zones)
    if positions is not None:
        frame, set_aside = read_positions(positions)
    else:
        frame, set_aside = frame_of(_kept(db or "")), 0
    passages = find_passages(find_visits(frame, drawn), drawn, now_us())
    ways = [one.way for one in passages]
    return Found(
        positions=len(frame),
        set_aside=set_aside,
        through=ways.count(WayOut.THROUGH),
        back=ways.count(WayOut.BACK),
        gave_up=ways.count(WayOut.GAVE_UP),
        here=ways.count(None),
        events=0 if out is None else _write(passages, out, in_file=positions is not None),
    )


def _kept(db: str) -> Sequence[tuple[str, int, float, float]]:
    require_ledger(db, "--db")
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        return stack.enter_context(closing(open_positions(db, store, now_us))).list_fixes(0, _EVER_US)


def _write(passages: Sequence[TrackedPassage], out: Path, *, in_file: bool) -> int:
    # Devices of a file have numbers; those beside a ledger are subjects already.
    made: defaultdict[str, str] = defaultdict(lambda: secrets.token_hex(16))
    drafts = drafts_of(passages, made.__getitem__ if in_file else str)
    try:
        return write_log(_rows(sorted(drafts, key=lambda one: one.occurred_us)), out)
    except FileExistsError:
        raise refused(
            phrase("{folder} is there already", folder=out.name), phrase("name a new folder"), "--out"
        ) from None
    except OSError as error:
        raise refused(
            phrase("{folder} cannot be written ({reason})", folder=out.name, reason=error.strerror or ""),
            phrase("name another folder"),
            "--out",
        ) from None


def _rows(drafts: Iterable[Draft]) -> Iterator[Row]:
    for number, one in enumerate(drafts, 1):
        yield Row(
            position=number, occurred_us=one.occurred_us, recorded_us=one.occurred_us, point=one.point,
            passage=one.passage, body=one.body,
        )  # fmt: skip
