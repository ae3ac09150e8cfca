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
    if value is None or isinstance(value, (bool, int, str)):
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
    """Give one citation for every source of every provision an answer rests on, each once."""
    seen: set[tuple[str, str | None]] = set()
    cited = []
    for lookup in rests_on:
        for key in _source_keys(lookup):
            if (lookup.provision.id, key) not in seen:
                seen.add((lookup.provision.id, key))
                cited.append(_citation(lookup, key, rulebook, words))
    return cited


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


def _source_keys(lookup: Lookup) -> tuple[str | None, ...]:
    keys = lookup.entry.sources if lookup.entry is not None else lookup.provision.sources
    return keys or (None,)


def _citation(lookup: Lookup, key: str | None, rulebook: Rulebook, words: Words) -> Json:
    provision, entry = lookup.provision, lookup.entry
    source = rulebook.sources[key] if key is not None else None
    return {
        "provision": provision.id,
        "question": words.say(Phrase(provision.question)),
        "title": source.title if source is not None else None,
        "address": source.address if source is not None else None,
        "article": provision.article,
        "confidence": lookup.confidence.value,
        "phase": entry.phase.value if entry is not None else None,
        "value": plain(lookup.value, words),
        "unit": provision.unit,
        "from_on": entry.from_on.isoformat() if entry is not None and entry.from_on else None,
        "checked_on": provision.checked_on.isoformat(),
    }
