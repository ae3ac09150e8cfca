"""`otkel days`: how many days each driver has used, and by when he must be out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from otkel.app.asked import read_day, read_options
from otkel.app.days import AskedDays, count_days, read_rule
from otkel.app.plain import Json
from otkel.app.settings import choose_language
from otkel.app.words import Words, as_sentence, printable, words_for
from otkel.cli.options import AsJson, KnownAt, Lang, Switches
from otkel.cli.out import console, lines, print_json
from otkel.errors import InputError, Mistake, Where
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase, phrase, phrases

_COLOUR = {"yes": "green", "no": "red", "undecided": "blue"}
_MARK = {"yes": "✓", "no": "✗", "undecided": "?"}
_INDENT = "   "


def days(
    stays: Annotated[Path, Parameter(help="A table (.csv or .xlsx): driver, country, entered_on, left_on.")],
    /,
    *,
    rule: Annotated[str, Parameter(help="Whose rule: ru, kz or schengen.")],
    on: Annotated[str, Parameter(help="The day asked, YYYY-MM-DD.")],
    plan: Annotated[int | None, Parameter(help="Days of a planned stay, both end days counted.")] = None,
    limit: Annotated[
        int | None, Parameter(help="Take this limit [days] where the law leaves it open.")
    ] = None,
    wait: Annotated[int | None, Parameter(help="Days of waiting in a line inside the territory.")] = None,
    known_at: KnownAt = None,
    lang: Lang = None,
    json: AsJson = False,
    switch: Switches = (),
) -> int:
    """How many days has each driver used, and by when must he be out?

    Exit status: 0 all may stay, 1 a driver is over or undecided, 2 bad input.
    """
    asked = AskedDays(
        rule=read_rule(rule),
        on=read_day(on, "--on"),
        known_at=read_day(known_at, "--known-at") if known_at is not None else None,
        plan=_count(plan, "--plan", 1),
        limit=_count(limit, "--limit", 1),
        wait=_count(wait, "--wait", 0),
        options=read_options(switch, read_rulebook()),
        language=choose_language(lang),
    )
    counted = count_days(stays, asked)
    words = words_for(asked.language)
    if json:
        print_json(counted.answers)
    else:
        out = console()
        for number, answer in enumerate(counted.answers):
            if number:
                out.print()
            _print_driver(out, answer, words)
        _print_grounds(out, counted.answers)
    sys.stderr.write("".join(words.mistake(m) + "\n" for m in counted.mistakes))
    return counted.exit_status


def _count(number: int | None, option: str, least: int) -> int | None:
    if number is not None and not least <= number <= 3660:
        raise InputError(
            [
                Mistake(
                    phrase("{number} days cannot be asked", number=number),
                    phrase("write a number from {least} to 3660", least=least),
                    Where(field=option),
                )
            ]
        )
    return number


def _print_driver(out: Console, answer: Json, words: Words) -> None:
    said = answer["answer"]
    name = Text(printable(answer["driver"]) + "  ", style="bold")
    lines(out, name + Text(answer["sentence"], style=f"not bold {_COLOUR[said]}"), f"{_MARK[said]}  ")
    numbers, dates = _numbers(answer, words), _dates(answer, words)
    lines(out, "; ".join(numbers), _INDENT)
    for told in dates:
        if told.casefold() not in answer["sentence"].casefold():
            lines(out, as_sentence(told), _INDENT)
    for limit, case in (answer["if_limit"] or {}).items():
        label = words.say(phrase("with a limit of {days}", days=limit))
        own = [x for x in (*_numbers(case, words), *_dates(case, words)) if x not in (*numbers, *dates)]
        lines(out, as_sentence(f"{label}: {'; '.join(own)}"), _INDENT)
    if answer["wait"] is not None:
        lines(out, words.sentence(_wait(answer["wait"])), _INDENT)
    for notice in answer["notices"]:
        lines(out, notice, f"{_INDENT}! ", style="yellow")


def _print_grounds(out: Console, answers: list[Json]) -> None:
    """Tell once, below all drivers, the switches and the provisions that the answers rest on."""
    switches = dict.fromkeys((s["switch"], s["meaning"]) for answer in answers for s in answer["switches"])
    cited = dict.fromkeys(
        f"{c['provision']} ({c['confidence']})" for answer in answers for c in answer["citations"]
    )
    if switches or cited:
        out.print()
    for switch, meaning in switches:
        lines(out, f"{switch}: {meaning}", "· ", style="dim")
    if cited:
        lines(out, ", ".join(cited), "", style="dim")


def _numbers(numbers: Json, words: Words) -> list[str]:
    said: list[Phrase] = []
    if numbers["used"] is not None:
        said.append(phrase("used {used}", used=numbers["used"]))
    if numbers["left"] is not None:
        said.append(phrase("left {left}", left=numbers["left"]))
    if numbers["limit"] is not None:
        said.append(phrase("limit {limit}", limit=numbers["limit"]))
    told = [words.say(one) for one in said]
    if numbers["binds"] is not None:
        told.append(words.say(_BINDS[numbers["binds"]]))
    return told


def _dates(numbers: Json, words: Words) -> list[str]:
    told = []
    if numbers["window_from_on"] and numbers["window_to_on"]:
        window = phrase(
            "counted from {first} to {last}",
            first=words.moment(numbers["window_from_on"]),
            last=words.moment(numbers["window_to_on"]),
        )
        told.append(words.say(window))
    told += [
        f"{words.say(text)} {words.moment(numbers[key])}" for key, text in _DATES.items() if numbers[key]
    ]
    return told


_BINDS = {
    "year": phrase("the calendar year binds"),
    "uninterrupted": phrase("the uninterrupted stay binds"),
    "window": phrase("the counting window binds"),
}
_DATES = {
    "must_leave_on": phrase("must be out by the end of"),
    "breach_on": phrase("over the limit from"),
    "earliest_entry_on": phrase("the planned stay fits from"),
}


def _wait(wait: Json) -> Phrase:
    if wait["breach_on"]:
        return phrases(
            "waiting {n} day inside goes over the limit on {day}",
            "waiting {n} days inside goes over the limit on {day}",
            n=wait["days"],
            day=date.fromisoformat(wait["breach_on"]),
        )
    last = date.fromisoformat(wait["until_on"])
    if wait["left"] is None:
        return phrases(
            "waiting {n} day inside lasts until {day}",
            "waiting {n} days inside lasts until {day}",
            n=wait["days"],
            day=last,
        )
    return phrases(
        "waiting {n} day inside lasts until {day} and leaves {left}",
        "waiting {n} days inside lasts until {day} and leaves {left}",
        n=wait["days"],
        day=last,
        left=wait["left"],
    )
