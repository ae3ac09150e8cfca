"""The discipline of a crossing point: from a description to a policy that is known to make sense.

`check_policy` reads plain data and tells everything that is wrong with it. The table of fields, the
stored numbers and their digest are given from here too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.events.shapes import CODE
from otkel.phrases import Phrase, phrase
from otkel.queueing.policy import Policy
from otkel.queueing.policy_fields import Form, PolicyField, fields, row_fields, top_fields
from otkel.queueing.policy_numbers import NONE, Numbers, digest_of, from_numbers, to_numbers
from otkel.queueing.policy_sense import check_sense

__all__ = [
    "Form",
    "Numbers",
    "PolicyField",
    "check_policy",
    "digest_of",
    "fields",
    "from_numbers",
    "to_numbers",
]

ROWS_LIMIT = 100
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\uffff]")


def check_policy(tree: object) -> tuple[Policy | None, tuple[Mistake, ...]]:
    """Read a policy from plain data, and give it or every mistake in it: where, what, and what to do.

    Whether the fields make sense together is asked once each of them is right.
    """
    reading = _Reading()
    read = reading.struct(tree, top_fields(), "")
    if reading.mistakes:
        return None, tuple(reading.mistakes)
    policy = msgspec.convert(read, Policy)
    mistakes = tuple(check_sense(policy))
    return (None, mistakes) if mistakes else (policy, ())


class _Reading:
    """One reading of plain data: goes on after a mistake, so that all are told."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def refuse(self, path: str, what: Phrase, do: Phrase) -> None:
        self.mistakes.append(Mistake(what, do, Where(field=path or None)))

    def struct(self, tree: object, known: Mapping[str, PolicyField], path: str) -> dict[str, Any]:
        """Read the fields of the policy, or of one row."""
        read: dict[str, Any] = {}
        if not isinstance(tree, dict):
            do = phrase("write names and values, for example {names}", names=tuple(known)[:4])
            self.refuse(path, phrase("names with values must stand here, not {text}", text=_shown(tree)), do)
            return read
        for key, value in tree.items():
            at = f"{path}.{_shown(key)}" if path else _shown(key)
            if key in known:
                read[key] = self.field(known[key], value, at)
            else:
                self.unknown(key, known, at)
        for name, field in known.items():
            if field.required and name not in tree:
                at = f"{path}.{name}" if path else name
                self.refuse(at, phrase("{name} is missing", name=name), phrase("write {name}", name=name))
        return read

    def unknown(self, key: object, known: Mapping[str, PolicyField], at: str) -> None:
        what = phrase("{name} is not a field of a policy", name=_shown(key))
        near = get_close_matches(str(key)[:100], known, 1, 0.6)
        do = phrase("did you mean {name}?", name=near[0]) if near else _SEE_FIELDS
        self.refuse(at, what, do)

    def field(self, field: PolicyField, value: Any, at: str) -> Any:
        """Read the value of one field; what is given back counts only if there was no mistake."""
        if value is None:
            if not field.optional:
                what = phrase("{name} must not be left open", name=field.name)
                self.refuse(at, what, phrase("write a value, or leave the line out"))
            return None
        if field.form is Form.ROWS:
            return self.rows(field, value, at)
        if field.form is Form.CODES:
            return self.codes(value, at)
        if problem := _problem(field, value):
            self.refuse(at, *problem)
        return value

    def rows(self, field: PolicyField, value: Any, at: str) -> Any:
        if not self.is_list(value, at):
            return ()
        return [self.struct(row, row_fields(field.name), f"{at}[{i}]") for i, row in enumerate(value)]

    def codes(self, value: Any, at: str) -> Any:
        if not self.is_list(value, at):
            return ()
        for i, one in enumerate(value):
            if problem := _code_problem(one):
                self.refuse(f"{at}[{i}]", *problem)
        return value

    def is_list(self, value: Any, at: str) -> bool:
        if not isinstance(value, list | tuple):
            what = phrase("a list must stand here, not {text}", text=_shown(value))
            self.refuse(at, what, phrase("write each part on a line of its own, after a hyphen"))
            return False
        if len(value) > ROWS_LIMIT:
            what = phrase("the list has more than {limit} parts", limit=ROWS_LIMIT)
            self.refuse(at, what, phrase("leave out what is not needed"))
            return False
        return True


def _problem(field: PolicyField, value: Any) -> tuple[Phrase, Phrase] | None:
    """Tell what is wrong with the value of a field that holds one thing."""
    if field.form is Form.CODE:
        return _code_problem(value)
    if field.form is Form.CHOICE:
        if isinstance(value, str) and value in field.choices:
            return None
        do = phrase("take one of: {options}", options=field.choices)
        return phrase("{text} is none of the choices", text=_shown(value)), do
    if field.form is Form.YES_NO:
        if isinstance(value, bool):
            return None
        return phrase("{text} is neither true nor false", text=_shown(value)), phrase("write true or false")
    return _number_problem(field, value)


def _number_problem(field: PolicyField, value: Any) -> tuple[Phrase, Phrase] | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        return phrase("{text} is not a number", text=_shown(value)), _write_number(field)
    if field.form is Form.WHOLE and not isinstance(value, int):
        return phrase("{text} is not a whole number", text=_shown(value)), _write_number(field)
    too_small = field.least is not None and value < field.least
    if too_small or (field.most is not None and value > field.most):
        return phrase("{text} is out of range", text=_shown(value)), _write_number(field)
    return None


def _write_number(field: PolicyField) -> Phrase:
    if field.unit:
        return phrase("write a number from {span} [{unit}]", span=field.span, unit=field.unit)
    return phrase("write a number from {span}", span=field.span)


def _code_problem(value: Any) -> tuple[Phrase, Phrase] | None:
    if isinstance(value, str) and CODE.fits(value) and value != NONE:
        return None
    do = phrase("write a word of small letters, digits, - and _, such as ordinary; the word none is taken")
    return phrase("{text} is not a name that can be used here", text=_shown(value)), do


def _shown(value: object) -> str:
    """Give a value as it can be shown: short, and without signs that move the cursor."""
    if isinstance(value, dict | list | tuple):
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, int) and abs(value) > 10**18:
        return "a number of many digits"
    text = _UNPRINTABLE.sub("?", str(value)[:61])
    return text if len(text) <= 60 else text[:59] + "…"


_SEE_FIELDS = phrase("see the fields in docs/reference/policy.md")
