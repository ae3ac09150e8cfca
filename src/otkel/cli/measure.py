"""`otkel measure`: what a log says, live, imported or simulated."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from otkel.app.check import cannot_write
from otkel.app.ledger_files import refused
from otkel.app.measuring import (
    MOST_AHEAD_H,
    Asked,
    Measured,
    measure_logs,
    read_by,
    read_number,
    read_price,
    read_section,
)
from otkel.app.plain import plain
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.measure_told import tell
from otkel.cli.options import AsJson, Lang, flag
from otkel.cli.out import console, print_json
from otkel.phrases import phrase
from otkel.queueing.measures import PRICE
from otkel.queueing.measures.lengths import TRUCKS_PER_KM


def measure(
    log: Annotated[
        tuple[str, ...],
        Parameter(name="LOG", help="A log in Parquet, a folder of them, or a ledger: sqlite:///FILE."),
    ],
    /,
    *,
    by: Annotated[
        tuple[str, ...], Parameter(negative=(), help="Group by point, class, direction, and hour or day.")
    ] = (),
    csv: Annotated[bool, flag("Print a table, one number a row.")] = False,
    json: AsJson = False,
    html: Annotated[bool, flag("Print one page with pictures.")] = False,
    out: Annotated[Path | None, Parameter(help="Write to this file instead.")] = None,
    ahead: Annotated[
        float | None,
        Parameter(help="Hours that the clock is ahead of UTC; left out, that of the first point."),
    ] = None,
    trucks_per_km: Annotated[
        float, Parameter(help="Trucks that stand on a kilometre of road.")
    ] = TRUCKS_PER_KM,
    truck_day: Annotated[
        str | None, Parameter(help="What a truck-day costs: VALUE, or LOW..VALUE..HIGH, in whole units.")
    ] = None,
    currency: Annotated[str, Parameter(help="The currency of it.")] = PRICE.currency,
    section: Annotated[
        str | None, Parameter(help="KM,KMH: a road and its speed without stops, for TFI4.")
    ] = None,
    lang: Lang = None,
) -> int:
    """Measure logs: waits, lengths, throughput, checks, cost, and what does not add up.

    Exit status: 0 measured, 2 bad input. A log that does not add up is measured, too; what is wrong is told.
    """
    words = words_for(choose_language(lang))
    if csv + json + html > 1:
        what = phrase("only one form can be printed")
        raise refused(what, phrase("name one of --csv, --json and --html"), "--csv")
    read_number(ahead, "--ahead", -MOST_AHEAD_H, MOST_AHEAD_H)
    read_number(trucks_per_km, "--trucks-per-km", 1, 1000)
    asked = Asked(
        by=read_by(by),
        ahead_h=ahead,
        trucks_per_km=trucks_per_km,
        price=read_price(truck_day, currency),
        section=read_section(section),
    )
    found = measure_logs(log, asked)
    if json:
        _json(found, words, out)
    elif csv:
        from otkel.app.measure_rows import csv_of

        _write(csv_of(found), out)
    elif html:
        from otkel.app.measure_page import page_of

        _write(page_of(found, words), out)
    elif out is not None:
        what = phrase("a file needs a form")
        raise refused(what, phrase("name one of --csv, --json and --html"), "--out")
    else:
        for one in found:
            tell(console(), one, words)
    return 0


def _json(found: tuple[Measured, ...], words: Words, out: Path | None) -> None:
    told = [plain(one, words) for one in found]
    if out is None:
        print_json(told)
    else:
        _write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n", out)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise cannot_write(out, error) from error
