"""A list of acts that another system, or a sheet of paper, has of a crossing point: a row an act.

A row says when, what was done, and with which truck; stage, lane, class, reason and outcome where they are
told. Acts, stages and outcomes are written as in `otkel queue`, or in Russian or Kazakh. Times are those of
the crossing point. What cannot be read is told with its row, and the rest is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.events.choices import CheckOutcome, Stage
from otkel.feeds.table import Column, read_table
from otkel.phrases import Phrase, phrase

MOST_ROWS = 50_000
COLUMNS = (
    Column("at", ("time", "when", "date and time", "время", "дата и время", "дата", "уақыт",
                  "күні мен уақыты"),
           required=True),
    Column("act", ("what", "event", "действие", "событие", "операция", "әрекет", "оқиға"), required=True),
    Column("plate", ("plate number", "truck", "номер", "грнз", "гос номер", "госномер", "номер тс",
                     "номер авто", "көлік нөмірі", "мемлекеттік нөмір"), required=True),
    Column("country", ("state of the plate", "страна", "страна номера", "ел")),
    Column("towards", ("direction", "направление", "бағыты", "бағыт")),
    Column("stage", ("этап", "контроль", "кезең", "бақылау")),
    Column("lane", ("полоса", "жолақ")),
    Column("class", ("queue class", "класс", "категория", "сынып")),
    Column("reason", ("причина", "себебі", "себеп")),
    Column("outcome", ("result", "итог", "результат", "нәтиже")),
)  # fmt: skip
ACTS: dict[str, tuple[str, ...]] = {
    "arrive": ("arrived", "came", "прибыл", "прибыла", "прибытие", "въезд в зону ожидания", "келді", "келу"),
    "call": ("called", "вызван", "вызвана", "вызов", "шақырылды", "шақыру"),
    "start": ("started", "taken on", "принят", "принята", "начало контроля", "контроль начат", "қабылданды"),
    "clear": ("cleared", "let through", "let out", "let in", "выпущен", "пропущен", "оформлен", "өткізілді"),
    "refuse": ("refused", "not let through", "отказ", "отказано", "не пропущен", "өткізілмеді"),
    "check-start": (
        "check begins",
        "check started",
        "начало проверки",
        "начало досмотра",
        "тексеру басталды",
    ),
    "check-result": ("check ended", "итог проверки", "конец досмотра", "досмотр окончен", "тексеру аяқталды"),
    "leave": ("left", "through", "пересек", "пересек границу", "уехал", "убыл", "кетті", "шекарадан өтті"),
    "cancel": ("cancelled", "отменено", "отмена", "аннулировано", "бас тартылды"),
}
STAGES: dict[Stage, tuple[str, ...]] = {
    Stage.EXIT_CONTROL: ("exit", "exit control", "выезд", "выездной контроль", "шығу", "шығу бақылауы"),
    Stage.ENTRY_CONTROL: ("entry", "entry control", "въезд", "въездной контроль", "кіру", "кіру бақылауы"),
    Stage.ROADSIDE_CHECK: ("roadside", "roadside check", "проверка на дороге", "жолдағы тексеру"),
}
OUTCOMES: dict[CheckOutcome, tuple[str, ...]] = {
    CheckOutcome.NOTHING_FOUND: ("nothing found", "ничего не найдено", "без замечаний", "ештеңе табылмады"),
    CheckOutcome.CURED: ("cured", "устранено", "түзетілді"),
    CheckOutcome.FINED: ("fined", "штраф", "оштрафован", "айыппұл"),
    CheckOutcome.HELD: ("held", "задержан", "ұсталды"),
    CheckOutcome.REFUSED: ("refused", "отказано", "бас тартылды"),
    CheckOutcome.BROKEN_OFF: ("broken off", "прервана", "прерван", "үзілді"),
}
_WORDS = {word: act for act, words in ACTS.items() for word in (act, act.replace("-", " "), *words)}
_STAGE_WORDS = {word: stage.value for stage, words in STAGES.items() for word in (stage.value, *words)}
_OUTCOME_WORDS = {word: one.value for one, words in OUTCOMES.items() for word in (one.value, *words)}


class ActLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row: an act of the queue as it would be typed. `values` are options of the act."""

    row: int
    act: str  # a verb of the queue
    at: str  # as it is written; of the point's zone
    values: dict[str, str]


def read_acts(source: Path | bytes, name: str) -> Iterator[ActLine | Mistake]:
    """Give the rows one by one. Raises InputError where the file is no such list."""
    table = read_table(source, COLUMNS, name)
    yield from table.mistakes
    for count, (number, row) in enumerate(table.rows):
        if count >= MOST_ROWS:
            yield _wrong(number, None, phrase("there are more than {most} rows", most=MOST_ROWS))
            return
        yield row.at(row=number) if isinstance(row, Mistake) else _line(row, number)


def _line(row: dict[str, str], number: int) -> ActLine | Mistake:
    act = _WORDS.get(_folded(row["act"]))
    if act is None:
        return _wrong(number, "act", phrase("this act is not known"))
    values = {"plate": row["plate"].strip()}
    if not values["plate"] or "*" in values["plate"]:
        return _wrong(number, "plate", phrase("the plate is masked, or is none"))
    for column, words in (("stage", _STAGE_WORDS), ("outcome", _OUTCOME_WORDS)):
        text = _folded(row.get(column, ""))
        if text and text not in words:
            return _wrong(number, column, phrase("this word is not known"))
        if text:
            values[column] = words[text]
    for column in ("country", "towards", "lane", "class", "reason"):
        if row.get(column, "").strip():
            values[column] = row[column].strip()
    return ActLine(row=number, act=act, at=row["at"].strip(), values=values)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").rstrip(".").split())


def _wrong(row: int, field: str | None, what: Phrase) -> Mistake:
    return Mistake(what, phrase("nothing: the other lines were read"), Where(row=row, field=field))
