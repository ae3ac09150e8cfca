"""The answer of a fleet as a table for a spreadsheet: a row a driver and trip."""

from __future__ import annotations

import io

from otkel.app.site.fleet.making import FleetAnswer
from otkel.app.words import Words
from otkel.feeds.table import row_writer
from otkel.law.finding import Says
from otkel.phrases import Phrase, phrase

COLUMNS = ("trip", "plate", "on", "truck_goods_papers", "reason", "driver", "driver_can", "driver_reason")
SAYS: dict[Says, Phrase] = {
    Says.YES: phrase("yes"),
    Says.NO: phrase("no"),
    Says.UNDECIDED: phrase("undecided"),
}


def tell_bars(bars: tuple[Phrase, ...]) -> Phrase:
    """Say why no driver is compared for a trip."""
    return phrase("no driver is compared while this stands: {bars}", bars=bars)


def csv_of(answer: FleetAnswer, words: Words) -> bytes:
    """Give the table as CSV that spreadsheets open as it is; no cell is taken for a formula."""
    out = io.StringIO()
    write = row_writer(out)
    write(COLUMNS)
    for each in answer.trips:
        trip = each.trip
        about = (
            trip.id,
            trip.vehicle.plate,
            trip.enters_on.isoformat(),
            each.own.says.value,
            words.sentence(each.own.reason),
        )
        if not each.is_open:
            write((*about, None, None, words.sentence(tell_bars(each.bars))))
        for name, one in zip(answer.names, each.drivers, strict=False):
            write((*about, name, one.says.value, words.sentence(one.reason)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()
