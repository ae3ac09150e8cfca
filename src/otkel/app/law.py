"""The rulebook for a reader: its provisions, one of them, one day's law, and what changes between days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from otkel.app.asked import get_provision, suggest
from otkel.app.labels import CONFIDENCE
from otkel.app.plain import Json, plain, switch_json
from otkel.app.words import Words
from otkel.errors import InputError, Mistake, UnknownNameError, Where
from otkel.law.corpus import LawDay, Rulebook
from otkel.law.timeline import Confidence, Entry, Lookup, Phase, Provision
from otkel.phrases import Phrase, phrase


def list_provisions(rulebook: Rulebook, words: Words, subject: str | None = None) -> list[Json]:
    """Give a line about every provision, or those of one subject. Raises UnknownNameError."""
    return [_line(p, words) for p in select(rulebook, subject)]


def show_provision(rulebook: Rulebook, words: Words, provision_id: str, known_at: date | None = None) -> Json:
    """Give all that is recorded of one provision, without the values published after `known_at`.

    Raises UnknownNameError.
    """
    provision = get_provision(provision_id, rulebook)
    entries = [e for e in provision.entries if known_at is None or e.is_known(known_at)]
    keys = dict.fromkeys((*provision.sources, *(k for e in entries for k in e.sources)))
    return {
        **_line(provision, words),
        "article": provision.article,
        "note": provision.note,
        "values": [_entry(e, words) for e in entries],
        "unknown": [
            {"from_on": _iso(g.from_on), "to_on": _iso(g.to_on), "reason": words.sentence(Phrase(g.reason))}
            for g in provision.gaps
        ],
        "sources": [
            {"key": k, "title": rulebook.sources[k].title, "address": rulebook.sources[k].address}
            for k in keys
        ],
    }


def law_on(law: LawDay, words: Words, subject: str | None = None) -> list[Json]:
    """Give what every provision says on one day: a value, not in force, or not known and why."""
    return [_said(law.look(p.id), words) for p in select(law.rulebook, subject)]


def list_changes(
    rulebook: Rulebook, words: Words, since: date, until: date | None, subject: str | None = None
) -> list[Json]:
    """Give the entries that begin, end or were published from `since` to `until`, both days counted.

    A value with a last day ends on that day; the others end where the next one begins. Raises
    InputError where the days are the wrong way round.
    """
    last = until or date.max
    if last < since:
        raise InputError([_wrong_way_round(since, last)])
    rows = [
        {"on": day.isoformat(), "change": change, **_line(p, words), **_entry(e, words)}
        for p in select(rulebook, subject)
        for e in p.entries
        for day, change in _events(e)
        if since <= day <= last
    ]
    return sorted(rows, key=lambda row: (row["on"], row["id"], row["change"]))


def list_switches(rulebook: Rulebook, words: Words) -> list[Json]:
    """Give every switch: its question, its options in words, and the default."""
    return [
        {
            "switch": name,
            "question": words.say(Phrase(switch.question)),
            "default": switch.default,
            "options": [
                switch_json(name, option, option == switch.default, rulebook, words)
                for option in switch.options
            ],
        }
        for name, switch in rulebook.switches.items()
    ]


def select(rulebook: Rulebook, subject: str | None) -> list[Provision]:
    """Give the provisions of a subject, or all. Raises UnknownNameError for a subject without any."""
    provisions = list(rulebook.provisions.values())
    if subject is None:
        return provisions
    chosen = [p for p in provisions if p.subject == subject]
    if not chosen:
        known = sorted({p.subject for p in provisions})
        raise UnknownNameError(
            phrase("there is no subject {subject}", subject=subject), suggest(subject, known)
        )
    return chosen


def _wrong_way_round(since: date, until: date) -> Mistake:
    return Mistake(
        phrase("the last day {until} lies before the first day {since}", until=until, since=since),
        phrase("exchange --since and --until"),
        Where(field="--until"),
    )


def _events(entry: Entry) -> Iterator[tuple[date, str]]:
    if entry.from_on is not None:
        yield entry.from_on, "ends" if entry.phase is Phase.ENDED else "begins"
    if entry.to_on is not None:
        yield entry.to_on, "last day"
    if entry.known_on is not None:
        yield entry.known_on, "published"


def _line(provision: Provision, words: Words) -> Json:
    return {
        "id": provision.id,
        "subject": provision.subject,
        "jurisdiction": provision.jurisdiction,
        "question": words.say(Phrase(provision.question)),
        "unit": provision.unit,
        **_confidence(provision.confidence, words),
        "checked_on": provision.checked_on.isoformat(),
        "switch": provision.switch,
        "not_coded": words.sentence(Phrase(provision.not_coded)) if provision.not_coded else None,
    }


def _entry(entry: Entry, words: Words) -> Json:
    return {
        "value": plain(entry.value, words),
        "from_on": _iso(entry.from_on),
        "to_on": _iso(entry.to_on),
        "known_on": _iso(entry.known_on),
        "phase": entry.phase.value,
        **_confidence(entry.confidence, words),
        "option": entry.option,
        "note": entry.note,
        "sources": list(entry.sources),
    }


def _said(lookup: Lookup, words: Words) -> Json:
    entry = lookup.entry
    said: dict[str, Any] = {
        **_line(lookup.provision, words),
        "state": lookup.state.value,
        "value": plain(lookup.value, words),
        "phase": lookup.phase.value if lookup.phase is not None else None,
        "from_on": _iso(entry.from_on) if entry is not None else None,
        "reason": words.sentence(lookup.reason) if lookup.reason is not None else None,
        "announced": [_entry(e, words) for e in lookup.announced],
        "option": lookup.choice.option if lookup.choice is not None else None,
    }
    return {**said, **_confidence(lookup.confidence, words)}


def _confidence(confidence: Confidence, words: Words) -> Json:
    return {"confidence": confidence.value, "confidence_means": words.say(CONFIDENCE[confidence])}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
