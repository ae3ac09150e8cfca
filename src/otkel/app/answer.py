"""The readiness answer as plain data, in the language asked for: what `--json` prints and the paper shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import msgspec

from otkel.app.labels import SENTENCE
from otkel.app.message import write_message
from otkel.app.plain import Json, citations, plain, switch_json
from otkel.app.words import Words, words_for
from otkel.errors import Mistake
from otkel.facts.people import Language
from otkel.facts.trip import Trip
from otkel.law.corpus import Rulebook
from otkel.law.finding import Finding
from otkel.law.screening import Screening
from otkel.phrases import Phrase, phrase


def answer_json(
    screening: Screening,
    language: Language,
    trip: Trip,
    rulebook: Rulebook,
    notices: tuple[Mistake, ...] = (),
) -> Json:
    """Give the whole answer as plain data; dates in ISO form, decimals as text.

    `notices` are what was noticed while the trip was read; what the answer rests on is added to them.
    """
    words = words_for(language)
    return {
        "answer": screening.answer.value,
        "sentence": words.say(SENTENCE[screening.answer]),
        "trip": trip.id,
        "plate": trip.vehicle.plate,
        "on": screening.on.isoformat(),
        "known_at": screening.known_at.isoformat() if screening.known_at else None,
        "findings": [_finding(f, screening.on, words, trip, rulebook) for f in screening.findings],
        "not_checked": [words.say(one) for one in screening.not_checked],
        "notices": [
            *(words.mistake(one) for one in notices),
            *(words.sentence(one) for one in _notices(screening, rulebook)),
        ],
        "rulebook": rulebook.digest,
    }


def digest_of(answer: Json) -> str:
    """Give the SHA-256 of an answer's canonical JSON: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(msgspec.json.encode(answer, order="deterministic")).hexdigest()


def _finding(finding: Finding, on: date, words: Words, trip: Trip, rulebook: Rulebook) -> Json:
    return {
        "id": finding.id,
        "subject": finding.subject,
        "answer": finding.says.value,
        "weight": finding.weight.value,
        "stage": finding.stage.value,
        "values": plain(finding.values, words),
        "reasons": [words.sentence(one) for one in finding.reasons],
        "citations": citations(finding.rests_on, rulebook, words),
        "switches": [
            switch_json(c.switch, c.option, c.is_default, rulebook, words) for c in finding.switches
        ],
        "missing": [words.say(one) for one in finding.missing],
        "cure": words.sentence(finding.cure) if finding.cure is not None else None,
        "who": finding.who.value if finding.who is not None else None,
        "until": finding.until.isoformat() if finding.until is not None else None,
        "message": write_message(finding, trip, on, words.language),
    }


def _notices(screening: Screening, rulebook: Rulebook) -> Iterator[Phrase]:
    """Tell the choices between contradicting sources, and rules not checked since before the day asked."""
    decisive = [f for f in screening.findings if f.rests_on]
    for choice in dict.fromkeys(c for f in decisive for c in f.switches):
        switch = rulebook.switches[choice.switch]
        yield phrase(
            "The answer rests on the switch {switch}: {meaning}",
            switch=choice.switch,
            meaning=Phrase(switch.options[choice.option]),
        )
    days = [x.provision.checked_on for f in decisive for x in f.rests_on]
    if days and min(days) < screening.on:
        yield phrase("The rules behind this answer were last checked on {day}", day=min(days))
