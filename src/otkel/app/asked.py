"""What a person asks for on a command line or in an address: days, switches, names with a slip in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from otkel.errors import InputError, Mistake, UnknownNameError, Where
from otkel.facts import time
from otkel.law.corpus import Rulebook
from otkel.law.timeline import Provision
from otkel.phrases import Phrase, phrase


def read_day(text: str, option: str) -> date:
    """Give the civil date an option was given. Raises InputError naming the option."""
    day = time.read_day(text)
    if isinstance(day, Mistake):
        raise InputError([day.at(field=option)])
    return day


def read_options(asked: Sequence[str], rulebook: Rulebook) -> dict[str, str]:
    """Give the switches asked for as NAME=OPTION. Raises InputError or UnknownNameError."""
    options: dict[str, str] = {}
    for text in asked:
        name, equals, option = text.partition("=")
        if not equals:
            raise _refused(
                phrase("{text} names no option", text=text),
                phrase("write NAME=OPTION, such as ru_exit_day=not_counted"),
                "--switch",
            )
        if name not in rulebook.switches:
            raise UnknownNameError(
                phrase("there is no switch {switch}", switch=name), suggest(name, rulebook.switches)
            )
        known = rulebook.switches[name].options
        if option not in known:
            raise UnknownNameError(
                phrase("switch {switch} has no option {option}", switch=name, option=option),
                suggest(option, known),
            )
        options[name] = option
    return options


def get_provision(provision_id: str, rulebook: Rulebook) -> Provision:
    """Give a provision by its id. Raises UnknownNameError with the nearest ids."""
    provision = rulebook.provisions.get(provision_id)
    if provision is None:
        near = get_close_matches(provision_id, rulebook.provisions, 3, 0.6)
        do = (
            phrase("did you mean {options}?", options=tuple(near))
            if near
            else phrase("see the ids with: otkel law list")
        )
        raise UnknownNameError(phrase("there is no provision {id}", id=provision_id), do)
    return provision


def suggest(typed: str, known: Iterable[str]) -> Phrase:
    """Give the nearest known names, else all of them, as the thing to do."""
    names = list(known)
    near = get_close_matches(typed, names, 3, 0.6)
    if near:
        return phrase("did you mean {options}?", options=tuple(near))
    return phrase("take one of: {options}", options=tuple(names))


def _refused(what: Phrase, do: Phrase, option: str) -> InputError:
    return InputError([Mistake(what, do, Where(field=option))])
