"""What the rooms below answer, as plain data: what JSON can hold, with the sources written out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec

from otkel.app.words import Words
from otkel.facts.money import Money
from otkel.law.corpus import Rulebook
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase

Json = dict[str, Any]


def plain(value: Any, words: Words) -> Any:
    """Give a value as JSON can hold it: ISO dates, decimals as text, money with its currency."""
    if isinstance(value, Phrase):
        return words.say(value)
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Money):
        return {"amount": format(value.amount, "f"), "currency": value.currency}
    if isinstance(value, dict):
        return {str(key): plain(one, words) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one, words) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one, words) for one in value)
    if isinstance(value, msgspec.Struct):
        return plain(msgspec.structs.asdict(value), words)
    return str(value)


def citations(rests_on: tuple[Lookup, ...], rulebook: Rulebook, words: Words) -> list[Json]:
    """Give one citation for every value an answer rests on, each once, with all its sources."""
    each: dict[tuple[str, date | None], Lookup] = {}
    for lookup in rests_on:
        from_on = lookup.entry.from_on if lookup.entry is not None else None
        each.setdefault((lookup.provision.id, from_on), lookup)
    return [_cited(lookup, rulebook, words) for lookup in each.values()]


# The same look-ups are cited for every truck of a day. A look-up is kept beside its citation, so
# that its identity stays its own.
_CITED: dict[tuple[int, str], tuple[Lookup, Json]] = {}
_MOST_CITED = 20_000


def _cited(lookup: Lookup, rulebook: Rulebook, words: Words) -> Json:
    key = (id(lookup), words.language.value)
    held = _CITED.get(key)
    if held is None:
        if len(_CITED) >= _MOST_CITED:
            _CITED.clear()
        held = _CITED[key] = (lookup, _citation(lookup, rulebook, words))
    return held[1]


def switch_json(switch_id: str, option: str, is_default: bool, rulebook: Rulebook, words: Words) -> Json:
    """Give the option taken at a switch, with its question and its meaning in words."""
    switch = rulebook.switches[switch_id]
    return {
        "switch": switch_id,
        "option": option,
        "default": is_default,
        "question": words.say(Phrase(switch.question)),
        "meaning": words.say(Phrase(switch.options[option])),
    }


def _citation(lookup: Lookup, rulebook: Rulebook, words: Words) -> Json:
    """Give one citation; `title` and `address` are those of the first of its `sources`."""
    provision, entry = lookup.provision, lookup.entry
    keys = entry.sources if entry is not None else provision.sources
    sources = [{"title": rulebook.sources[k].title, "address": rulebook.sources[k].address} for k in keys]
    return {
        "provision": provision.id,
        "question": words.say(Phrase(provision.question)),
        **(sources[0] if sources else {"title": None, "address": None}),
        "sources": sources,
        "article": provision.article,
        "confidence": lookup.confidence.value,
        "phase": entry.phase.value if entry is not None else None,
        "value": plain(lookup.value, words),
        "unit": provision.unit,
        "from_on": entry.from_on.isoformat() if entry is not None and entry.from_on else None,
        "checked_on": provision.checked_on.isoformat(),
    }
