"""Whether a log that somebody gave can be measured: every number in it stands for something.

A log that Otkel wrote is sound. One that was made elsewhere, cut short on its way or changed by hand is
refused with what is wrong in it, before anything is counted. One thing cannot be caught here: a Parquet file
whose inner sizes were changed on purpose may make the reader ask for more memory than there is, and the
process ends. Nothing is written before that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from otkel.errors import InputError, Mistake, Where
from otkel.phrases import Phrase, phrase
from otkel.queueing.log import WORD_OF, Log
from otkel.queueing.log_words import PLACES, is_text
from otkel.queueing.measures.reading import NUMBER

FIRST_US, LAST_US = 0, 4_102_444_800_000_000  # 1970 to 2100: beyond it, a clock or a unit is wrong
_kind = pl.col("kind")
_UNWRITTEN = phrase("write the log again from the ledger or the scenario")


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what a damaged file makes of the reader, or rows that hold no event, into an InputError."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise _refused(name, phrase("the file is damaged or is no log")) from None
    except ValueError as error:
        what = phrase("a row does not hold what its word must have: {why}", why=str(error)[:200])
        raise _refused(name, what) from None


def require_sound(log: Log, name: str) -> None:
    """Raise InputError where a number of a log stands for nothing; `name` is what the log is called."""
    with reading(name):
        # A file of a folder whose columns differ from the last one's is found here, too.
        found = log.frame.select(**_counts(log)).collect().row(0, named=True)
    wrong = [
        Mistake(phrase("{what}: rows {n}", what=_WRONG[code], n=count), _UNWRITTEN, Where(file=name))
        for code, count in found.items()
        if count
    ]
    if wrong:
        raise InputError(wrong)


def span_of(log: Log) -> tuple[int, int]:
    """Give when the first and the last event happened [µs of UTC]; of an empty log 0 and 0."""
    at = pl.col("occurred_us")
    first_us, last_us = log.frame.select(first=at.min(), last=at.max()).collect().row(0)
    return first_us or 0, last_us or 0


_WRONG: dict[str, Phrase] = {
    "kind": phrase("a word that this Otkel does not know"),
    "point": phrase("a crossing point that the log does not name"),
    "code": phrase("a text that the log does not hold"),
    "at": phrase("a time before 1970 or after 2100"),
    "void": phrase("a cell that may not be empty"),
}


def _counts(log: Log) -> dict[str, pl.Expr]:
    """Count the rows of each kind of wrong."""
    at = pl.any_horizontal(
        ~pl.col(one).is_between(FIRST_US, LAST_US) for one in ("occurred_us", "recorded_us")
    )
    must = ("position", "occurred_us", "recorded_us", "kind", "point", "lane", "reason")
    beyond = [pl.col(one) > len(log.codes) for one in ("lane", "reason")]
    for column in ("v0", "v1"):
        texts = [NUMBER[word] for word in PLACES if is_text(word, column)]
        beyond.append(_kind.is_in(texts) & ~pl.col(column).is_between(0, len(log.codes)))
    return {
        "kind": (~_kind.is_in(list(WORD_OF))).sum(),
        "point": (pl.col("point") >= len(log.points)).sum(),
        "code": pl.any_horizontal(one.fill_null(False) for one in beyond).sum(),
        "at": at.sum(),
        "void": pl.any_horizontal(pl.col(one).is_null() for one in must).sum(),
    }


def _refused(name: str, what: Phrase) -> InputError:
    return InputError([Mistake(what, _UNWRITTEN, Where(file=name))])
