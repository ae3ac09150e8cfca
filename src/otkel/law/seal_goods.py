"""The goods that must carry a navigation seal in stage 1: a load compared with their list."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from otkel.facts.goods_codes import readings
from otkel.facts.trip import Consignment
from otkel.phrases import Phrase, phrase

_PREFIX_DIGITS = (2, 4, 10)  # lengths of the entries of the list


class Need(msgspec.Struct):
    """What the load says about the duty: groups that must be sealed, and facts still missing."""

    groups: dict[str, None]
    missing: dict[tuple[str, str], Phrase]


class ListedGoods(NamedTuple):
    """The list: its groups by name, and the group of each entry."""

    groups: dict[str, Any]
    by_prefix: dict[str, str]


def list_goods(groups: dict[str, Any]) -> ListedGoods:
    """Index the groups of a list by their entries."""
    return ListedGoods(groups, {prefix: name for name, group in groups.items() for prefix in group["codes"]})


def find_need(tracked: list[Consignment], listed: ListedGoods) -> Need:
    """Compare every line with the groups of stage 1: a group applies under its procedures only."""
    need = Need({}, {})
    for consignment in tracked:
        for goods in consignment.goods:
            if goods.code is None:
                need.missing["code", consignment.id] = phrase(
                    "the goods code in consignment {consignment}", consignment=consignment.id
                )
                continue
            name, is_whole = _group_of(goods.code, listed.by_prefix)
            if name is None:
                continue
            if consignment.procedure is None:
                need.missing["procedure", consignment.id] = phrase(
                    "the customs procedure of consignment {consignment}", consignment=consignment.id
                )
            elif consignment.procedure in listed.groups[name]["procedures"]:
                if is_whole:
                    need.groups[name] = None
                else:
                    need.missing["digits", goods.code] = phrase(
                        "all ten digits of goods code {code}", code=goods.code
                    )
    return need


def _group_of(code: str, by_prefix: dict[str, str]) -> tuple[str | None, bool]:
    """Give the group a code belongs to, and whether the code is long enough to be sure."""
    for reading in readings(code):
        for digits in _PREFIX_DIGITS:
            if reading[:digits] in by_prefix:
                return by_prefix[reading[:digits]], True
        if len(reading) < _PREFIX_DIGITS[-1]:
            for prefix, name in by_prefix.items():
                if prefix.startswith(reading):
                    return name, False
    return None, True
