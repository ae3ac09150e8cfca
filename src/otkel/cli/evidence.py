"""`otkel evidence`: a file for the Eurasian Economic Commission, from told incidents."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from otkel.app.asked import read_day
from otkel.app.check import write_file
from otkel.app.crossing.pointing import get_point
from otkel.app.evidence import Evidence, Report, collect_evidence, csv_of, make_pdf
from otkel.app.evidence.law import quote_law
from otkel.app.incident_times import read_instant
from otkel.app.ledger_files import DEFAULT_DB, refused
from otkel.app.measuring import read_price
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json
from otkel.facts.events.choices import Measure
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase, phrase, phrases
from otkel.queueing.measures import PRICE


def evidence(
    *,
    applicant: Annotated[str, Parameter(help="Who complains, in one line.")],
    country: Annotated[str, Parameter(help="The state whose rule or practice it is, such as RU.")],
    pdf: Annotated[Path | None, Parameter(help="Write the file here; the table is attached to it.")] = None,
    csv: Annotated[Path | None, Parameter(help="Write the table here.")] = None,
    act: Annotated[
        str | None, Parameter(help="The rule, by its id or code; left out: cases where no rule was named.")
    ] = None,
    norm: Annotated[str | None, Parameter(help="The norm of the Union, by its id or code.")] = None,
    freedom: Annotated[str | None, Parameter(help="goods, services, capital or labour.")] = None,
    point: Annotated[str | None, Parameter(help="Only cases of this crossing point.")] = None,
    measure: Annotated[Measure | None, Parameter(help="Only cases in which this was done.")] = None,
    since: Annotated[str | None, Parameter(help="Only cases that began since this instant.")] = None,
    until: Annotated[str | None, Parameter(help="Only cases that began before this instant.")] = None,
    log: Annotated[
        tuple[str, ...], Parameter(negative=(), show_default=False, help="A log to measure before and after.")
    ] = (),
    changed: Annotated[str | None, Parameter(help="The day on which it began, YYYY-MM-DD.")] = None,
    truck_day: Annotated[
        str | None, Parameter(help="What a truck-day costs: VALUE, or LOW..VALUE..HIGH, in whole units.")
    ] = None,
    currency: Annotated[str, Parameter(help="The currency of it.")] = PRICE.currency,
    firms: Annotated[int | None, Parameter(help="How many firms it hits, where that is known.")] = None,
    states: Annotated[int | None, Parameter(help="Of how many states they are.")] = None,
    earlier: Annotated[
        tuple[str, ...],
        Parameter(negative=(), show_default=False, help="An appeal made before, in one line."),
    ] = (),
    remedy: Annotated[str | None, Parameter(help="What is asked for, in one line.")] = None,
    db: Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")] = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Make an evidence file of a barrier: the rule or practice, its cases, what changed, the cost.

    Exit status: 0 written; 2 nothing was written.
    """
    words = words_for(choose_language(lang))
    if pdf is None and csv is None:
        raise refused(phrase("nothing is asked for"), phrase("name a file with --pdf or --csv"), "--pdf")
    place = None if point is None else get_point(point)
    zone = "UTC" if place is None else place.zone
    report = Report(
        applicant=applicant, country=country, act=act, norm=norm, freedom=freedom, point=place,
        measure=measure, from_us=read_instant(since, zone, "--since"),
        until_us=read_instant(until, zone, "--until"), firms=firms, states=states, earlier=earlier,
        remedy=remedy, price=read_price(truck_day, currency),
    )  # fmt: skip
    found = collect_evidence(db, report, log, None if changed is None else read_day(changed, "--changed"))
    law = quote_law(report, read_rulebook(), _day(_asked_us(found)), _day(found.made_us), words)
    table = csv_of(found, law)
    made = [(csv, table)] if csv is not None else []
    if pdf is not None:
        made.append((pdf, make_pdf(found, law, table, words)))
    for path, content in made:
        write_file(path, content)
    if json:
        print_json(_plain(found, [path for path, _ in made]))
        return 0
    lines(console(), words.sentence(_told(found)))
    for path, _ in made:
        lines(console(), str(path), "  ")
    return 0


def _asked_us(found: Evidence) -> int:
    """Give the instant whose law is asked: that of the last case, without one that of making."""
    return found.incidents[-1].body.from_us if found.incidents else found.made_us


def _day(us: int) -> date:
    return datetime.fromtimestamp(us / 1e6, UTC).date()


def _told(found: Evidence) -> Phrase:
    return phrases("{n} case may be given out, and stands in the file",
                   "{n} cases may be given out, and stand in the file", n=found.counted.cases)  # fmt: skip


def _plain(found: Evidence, paths: list[Path]) -> dict[str, Any]:
    return {
        "cases": found.counted.cases,
        "others": found.others,
        "truck_days": found.counted.truck_days,
        "simulated": found.simulated,
        "files": [str(path) for path in paths],
    }
