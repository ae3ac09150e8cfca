"""What was told of a crossing point itself: pauses, closures, changes of the border and of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from otkel.app.crossing.told import local, tell_stage
from otkel.facts.events.choices import Stage
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase, phrase

MOST_SHOWN = 30


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was told of a point."""

    at_us: int
    towards: str | None
    said: Phrase


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """A provision on which a rule of the queue rests."""

    provision: str
    question: Phrase
    sources: tuple[str, ...]
    article: str | None


def happened_at(told: list[dict[str, Any]], zone: str) -> tuple[Happening, ...]:
    """Give what was told of a point in words, the newest first."""
    found = (
        Happening(at_us=one["at_us"], towards=one.get("towards"), said=said)
        for one in reversed(told)
        if (said := _say(one, zone)) is not None
    )
    return tuple(one for one, _ in zip(found, range(MOST_SHOWN), strict=False))


def grounds_of(told: list[dict[str, Any]], towards: str) -> tuple[Ground, ...]:
    """Give the provisions on which the newest policy of a direction rests."""
    policies = [
        one for one in told if one["word"] == "policy_changed" and one.get("towards") in (None, towards)
    ]
    return tuple(_grounds(policies[-1].get("provisions", {}))) if policies else ()


def _grounds(provisions: Mapping[str, str]) -> Iterator[Ground]:
    rulebook = read_rulebook()
    for name in sorted(set(provisions.values())):
        provision = rulebook.provisions.get(name)
        if provision is not None:
            titles = (rulebook.sources.get(key) for key in provision.sources)
            yield Ground(
                provision=name,
                question=Phrase(provision.question),
                sources=tuple(one.title for one in titles if one is not None),
                article=provision.article,
            )


def _say(one: dict[str, Any], zone: str) -> Phrase | None:
    stage = tell_stage(Stage(one["stage"]) if "stage" in one else None)
    reason = one.get("reason", "").replace("_", " ")
    until = local(one["until_us"], zone) if "until_us" in one else None
    if one["word"] in ("paused", "closed"):
        return _stopped(one["word"], stage, reason, until)
    if one["word"] == "resumed":
        return phrase("goes on: {stage}", stage=stage)
    if one["word"] == "opened":
        return phrase("open again: {stage}", stage=stage)
    if one["word"] == "policy_changed":
        return phrase("the queue runs by the policy {policy}", policy=one["policy"])
    if one["word"] == "world_event":
        what = one["what"].replace("_", " ")
        return phrase(
            "the border changed: {what}, since {from}", what=what, **{"from": local(one["from_us"], zone)}
        )
    return None


def _stopped(word: str, stage: Phrase, reason: str, until: Any) -> Phrase:
    if until is None:
        return (
            phrase("paused: {stage} ({reason})", stage=stage, reason=reason)
            if word == "paused"
            else phrase("closed: {stage} ({reason})", stage=stage, reason=reason)
        )
    return (
        phrase("paused: {stage} ({reason}), until {until}", stage=stage, reason=reason, until=until)
        if word == "paused"
        else phrase("closed: {stage} ({reason}), until {until}", stage=stage, reason=reason, until=until)
    )
