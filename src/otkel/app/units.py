"""Values of provisions with their units in words, in the grammatical number a language wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from otkel.app.words import Words
from otkel.phrases import Phrase, phrase, phrases

# What a value of a unit is called. `n` chooses the grammatical number, `amount` is what stands there.
# A unit that is not here (text, yes/no, list) adds nothing to its value.
UNITS: dict[str, Callable[[int, Any], Phrase]] = {
    "day": lambda n, amount: phrases("{amount} day", "{amount} days", n=n, amount=amount),
    "hour": lambda n, amount: phrases("{amount} hour", "{amount} hours", n=n, amount=amount),
    "minute": lambda n, amount: phrases("{amount} minute", "{amount} minutes", n=n, amount=amount),
    "truck": lambda n, amount: phrases("{amount} truck", "{amount} trucks", n=n, amount=amount),
    "trucks a day": lambda n, amount: phrases(
        "{amount} truck a day", "{amount} trucks a day", n=n, amount=amount
    ),
    "states": lambda n, amount: phrases("{amount} state", "{amount} states", n=n, amount=amount),
    "points": lambda n, amount: phrases(
        "{amount} crossing point", "{amount} crossing points", n=n, amount=amount
    ),
    "permit": lambda n, amount: phrases("{amount} permit", "{amount} permits", n=n, amount=amount),
    "people": lambda n, amount: phrases("{amount} person", "{amount} people", n=n, amount=amount),
    "no-shows": lambda n, amount: phrases("{amount} no-show", "{amount} no-shows", n=n, amount=amount),
    "moves": lambda n, amount: phrases("{amount} move", "{amount} moves", n=n, amount=amount),
    "cancellations": lambda n, amount: phrases(
        "{amount} cancellation", "{amount} cancellations", n=n, amount=amount
    ),
    "exchange periods": lambda n, amount: phrases(
        "{amount} exchange period", "{amount} exchange periods", n=n, amount=amount
    ),
    "bookings": lambda n, amount: phrases("{amount} booking", "{amount} bookings", n=n, amount=amount),
    "blank": lambda n, amount: phrases("{amount} blank form", "{amount} blank forms", n=n, amount=amount),
    "RUB": lambda _n, amount: phrase("{amount} RUB", amount=amount),
    "KZT": lambda _n, amount: phrase("{amount} KZT", amount=amount),
    "KGS": lambda _n, amount: phrase("{amount} KGS", amount=amount),
    "BYN": lambda _n, amount: phrase("{amount} BYN", amount=amount),
    "MRP": lambda _n, amount: phrase("{amount} MRP", amount=amount),
    "billion RUB": lambda _n, amount: phrase("{amount} billion RUB", amount=amount),
    "t": lambda _n, amount: phrase("{amount} t", amount=amount),
    "km": lambda _n, amount: phrase("{amount} km", amount=amount),
    "%": lambda _n, amount: phrase("{amount} %", amount=amount),
    "day of month": lambda _n, amount: phrase("day {amount} of the month", amount=amount),
}
MANY = 5  # the number of what is no whole number, as "4 to 5 hours"


def measured(value: Any, unit: str, words: Words) -> str:
    """Give a plain value with its unit, such as 90 days; nothing for no value."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return _of_dict(value, words)
    if isinstance(value, list):
        return ", ".join(measured(one, unit, words) for one in value)
    if unit == "date":
        return words.day(date.fromisoformat(value))
    if unit not in UNITS or isinstance(value, bool):
        return words.value(value)
    return words.say(UNITS[unit](value if isinstance(value, int) else MANY, value))


def _of_dict(value: dict[str, Any], words: Words) -> str:
    if value.keys() == {"days", "window"}:
        days = UNITS["day"](value["days"], value["days"])
        return words.say(phrase("{days} in any {window} days", days=days, window=value["window"]))
    return ", ".join(f"{key}: {measured(one, '', words)}" for key, one in value.items())
