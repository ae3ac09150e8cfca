"""CarGoRuqsat's public registers (cgr.qoldau.kz): who has which slot, who came into a waiting area and left.

Two registers are read, each as the saved HTML page, CSV or XLSX: bookings (checkpoint, plate, slot, status)
and waiting areas (area, checkpoint, plate, entry, exit, status, booked slot). Columns are named in Russian,
Kazakh or English. Spellings of columns and statuses follow what users describe (interchange.md 4.1); no page
was at hand, so a spelling that is not known is set aside and counted, never guessed. Times are local to the
crossing point. Plates leave this file only towards the vault: readings hold counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.events.envelope import as_us
from otkel.facts.gazetteer import CrossingPoint, find_point
from otkel.facts.plates import fold
from otkel.facts.time import read_instant
from otkel.feeds.html_table import is_page, read_page
from otkel.feeds.published import page_bytes, wrong
from otkel.feeds.table import Column, Table, read_table
from otkel.phrases import Phrase, phrase


class Status(StrEnum):
    """What a register says of a visit."""

    IN_QUEUE = "in_queue"
    LATE = "late"
    CROSSED = "crossed"
    CHECK_FAILED = "check_failed"
    REVOKED = "revoked"


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a register; times in µs of UTC, None where the register does not tell them."""

    row: int
    point: str  # slug
    towards: str  # the state that is entered
    plate: str  # as the register writes it
    vin: str | None = None
    slot_us: int | None = None  # the beginning of the slot
    status: Status
    entered_us: int | None = None  # into the waiting area
    left_us: int | None = None  # out of the waiting area
    crossed_us: int | None = None


COLUMNS = (
    Column("point", ("пункт пропуска", "апп", "мапп", "наименование апп", "өткізу пункті", "бекет",
                     "checkpoint", "crossing point"), required=True),
    Column("area", ("зона ожидания", "наименование зоны ожидания", "күту аймағы", "waiting area")),
    Column("plate", ("грнз", "гос номер", "госномер", "гос. номер", "номер тс", "номер авто", "рег. номер",
                     "мемлекеттік нөмір", "мнтб", "көлік нөмірі", "plate number"), required=True),
    Column("vin", ("vin код", "вин", "вин код", "vin коды")),
    Column("slot", ("дата и время пересечения", "забронированное время", "время бронирования", "слот",
                    "дата и время брони", "брондалған уақыт", "кесіп өту уақыты", "booked slot",
                    "slot time")),
    Column("status", ("статус", "мәртебе", "мәртебесі", "күйі"), required=True),
    Column("entered", ("въезд", "время въезда", "дата въезда", "дата и время въезда", "кіру уақыты", "кіру",
                       "entry", "entry time")),
    Column("left", ("выезд", "время выезда", "дата выезда", "дата и время выезда", "шығу уақыты", "шығу",
                    "exit", "exit time")),
    Column("crossed", ("пересек", "время пересечения", "фактическое время пересечения", "өткен уақыты",
                       "crossing time")),
    Column("stay", ("время пребывания", "длительность", "болу уақыты")),
)  # fmt: skip
STATUSES: dict[str, Status] = {
    word: status
    for status, words in {
        Status.IN_QUEUE: ("в очереди", "ожидает", "ожидание", "забронировано", "кезекте", "күтуде",
                          "in queue", "waiting"),
        Status.LATE: ("опоздал", "опоздание", "опоздавший", "кешікті", "кешіккен", "late"),
        Status.CROSSED: ("пересек", "пересек границу", "пересечено", "пересекла", "проехал", "өтті",
                         "шекарадан өтті", "кесіп өтті", "crossed"),
        Status.CHECK_FAILED: ("не прошел проверку", "проверка не пройдена", "не прошла проверку",
                              "тексеруден өтпеді", "тексерістен өтпеді", "check failed"),
        Status.REVOKED: ("пропуск аннулирован", "аннулировано", "аннулирован", "разрешение отозвано",
                         "пропуск отозван", "отозвано", "рұқсат жойылды", "рұқсаттама күші жойылды",
                         "рұқсат қайтарып алынды", "pass revoked", "revoked"),
    }.items()
    for word in words
}  # fmt: skip
_EMPTY = frozenset({"", "-", "–", "—", "нет", "жоқ"})
_INTERVAL = re.compile(r"(\d{1,2}:\d{2})(?::\d{2})?\s*[-–—]\s*\d{1,2}:\d{2}.*$")
_TIME_FIRST = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?)\s+(\d{1,4}[.-]\d{1,2}[.-]\d{1,4})")
_PLATE_LETTERS = range(4, 16)  # letters and digits of a plate
_AHEAD_US = 3_600_000_000  # a clock may be an hour fast
_KAZAKHSTAN = "KZ"


def read_visits(source: Path | bytes, *, name: str, received_us: int) -> Iterator[Visit | Mistake]:
    """Give the lines of a register one by one. Raises InputError where it is none."""
    table = _table(source, name)
    yield from table.mistakes
    for number, row in table.rows:
        read = row if isinstance(row, Mistake) else _visit(row, number, received_us)
        yield read.at(row=number) if isinstance(read, Mistake) else read


def _table(source: Path | bytes, name: str) -> Table:
    if isinstance(source, bytes):
        head = source[:4096]
    else:
        try:
            with source.open("rb") as file:
                head = file.read(4096)
        except OSError:
            head = b""  # told below, as of any table
    if is_page(head):
        return read_page(page_bytes(source, name), COLUMNS, name)
    return read_table(source, COLUMNS, name)


def _visit(row: dict[str, str], number: int, received_us: int) -> Visit | Mistake:
    point = find_point(row["point"])
    if point is None:
        return _wrong("point", phrase("the crossing point is not known"))
    towards = next((one for one in reversed(point.countries) if one != _KAZAKHSTAN), None)
    if towards is None or _KAZAKHSTAN not in point.countries:
        return _wrong("point", phrase("this crossing point does not lead out of Kazakhstan"))
    plate = row["plate"].strip()
    if "*" in plate or len(fold(plate)) not in _PLATE_LETTERS:
        return _wrong("plate", phrase("the plate is masked, or is none"))
    status = STATUSES.get(_words(row["status"]))
    if status is None:
        return _wrong("status", phrase("the status is not known"))
    times: dict[str, int | None] = {}
    for field in ("slot", "entered", "left", "crossed"):
        read = _instant(row.get(field, ""), point)
        if isinstance(read, Phrase):
            return _wrong(field, read)
        if read is not None and field != "slot" and read > received_us + _AHEAD_US:
            return _wrong(field, phrase("the time lies in the future"))
        times[f"{field}_us"] = read
    visit = Visit(
        row=number, point=point.slug, towards=towards, plate=plate, status=status,
        vin=row.get("vin", "").strip() or None, **times,
    )  # fmt: skip
    return visit if _is_in_order(visit) else _wrong("left", phrase("it left before it came"))


def _is_in_order(visit: Visit) -> bool:
    known = [at for at in (visit.entered_us, visit.left_us, visit.crossed_us) if at is not None]
    return known == sorted(known)


def _instant(text: str, point: CrossingPoint) -> int | Phrase | None:
    """Read a time of the point's zone; of a slot with two times its beginning."""
    typed = _INTERVAL.sub(r"\1", " ".join(text.split()))
    if typed.casefold() in _EMPTY:
        return None
    typed = _TIME_FIRST.sub(r"\2 \1", typed)
    read = read_instant(f"{typed} {point.zone}")
    if isinstance(read, Mistake):
        read = read_instant(typed)  # with a zone of its own
    return phrase("the time cannot be read") if isinstance(read, Mistake) else as_us(read)


def _words(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").rstrip(".").split())


def _wrong(field: str, what: Phrase) -> Mistake:
    return wrong(field, what, phrase("nothing: the other lines were read"))


def mistake_at(row: int, what: Phrase, do: Phrase) -> Mistake:
    """Give the mistake of one line of a register; it never holds a plate."""
    return Mistake(what, do, Where(row=row))
