"""`otkel report`: what people told of a crossing point without an account, looked over."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import read_envelope
from otkel.app.feed_words import QUANTITY, SEEN, UNIT, figure, instant, plain_reading
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.plain import plain
from otkel.app.settings import choose_language
from otkel.app.site.moderation import HOURS, Reported, opened_reports
from otkel.app.words import Words, words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json, rows
from otkel.facts.events.choices import ReportFault
from otkel.ledger.readings import FeedRun, SetAside
from otkel.phrases import phrase, phrases

Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]
_POINT = Annotated[str, Parameter(name="POINT", help="The crossing point, by its slug or name.")]


def report_list(point: _POINT, /, *, db: Db = DEFAULT_DB, lang: Lang = None, json: AsJson = False) -> int:
    """List what people told of a crossing point without an account, and what was set aside."""
    words, place = words_for(choose_language(lang)), get_point(point)
    with opened_reports(db) as reports:
        shown, gone = reports.list_shown(place.slug), list(reports.list_set_aside(place.slug))
    if json:
        told = [{"number": one.number, **plain_reading(one.reading)} for one in shown]
        aside = [{"at": instant(run.at_us), **plain(one, words)} for run, one in gone]
        print_json({"reports": told, "set_aside": aside})
        return 0
    out = console()
    if not shown:
        nothing = phrase(
            "nobody told anything of {point} in the last {hours} h", point=place.slug, hours=HOURS
        )
        lines(out, words.sentence(nothing))
    rows(out, [_report(one, words) for one in shown], ("bold", "cyan"))
    if gone:
        lines(out, Text(words.say(phrase("Set aside before")), style="bold"))
    for run, one in gone:
        lines(out, _gone(run, one, words), "  ")
    return 0


def report_set_aside(
    point: _POINT,
    number: Annotated[tuple[int, ...], Parameter(name="NUMBER", help="Reports; see: otkel report list.")],
    /,
    *,
    why: Annotated[ReportFault, Parameter(help="What is wrong with them.")],
    by: Annotated[str, Parameter(help="Who sets them aside, by a code.")] = "operator",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Set reports aside that nobody can have seen, with who and why; they are erased.

    Exit status: 0 they are gone, also where they were before; 2 nothing was done.
    """
    words, place = words_for(choose_language(lang)), get_point(point)
    read_envelope({"by": by}, place.zone, shell=True)
    with opened_reports(db) as reports:
        gone = reports.set_aside(place.slug, number, why, by)
    if json:
        print_json({"set_aside": gone})
        return 0
    lines(console(), words.sentence(phrases("{n} report is set aside", "{n} reports are set aside", n=gone)))
    return 0


def _report(one: Reported, words: Words) -> tuple[str, ...]:
    said = one.reading
    told = words.say(SEEN[said.seen])
    if said.value is not None:
        told = f"{figure(said.value, said.most)} {words.say(UNIT[said.unit])}"
    towards = f"→ {said.towards}" if said.towards else ""
    quantity = words.say(QUANTITY[said.quantity])
    return str(one.number), instant(said.observed_us), towards, quantity, told, said.said_by


def _gone(run: FeedRun, one: SetAside, words: Words) -> str:
    why = f"{words.sentence(one.reason)} {words.sentence(one.advice)}"
    return f"{instant(run.at_us)}  {one.rows} × {why}"
