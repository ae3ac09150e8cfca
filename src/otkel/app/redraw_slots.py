"""Redo the draws of a day's slots from the public record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from otkel.app.draws import slot_draws
from otkel.app.public_record import Line
from otkel.app.redraw_findings import RedrawFinding, fails, holds, note, unknown
from otkel.app.redraw_record import Reading, Request, SlotDraw
from otkel.app.redraw_seeds import check_choice, check_opening, find_secret
from otkel.facts.events.envelope import as_instant
from otkel.phrases import phrase
from otkel.queueing.drawing import Asking, plan_draw, requests_digest, slots_purpose
from otkel.queueing.policy import Allocating, Policy

HOUR_US = 3_600_000_000
MOST_SLOTS = 1440


def check_slots(
    reading: Reading, point: str, from_us: int, to_us: int, last_us: int
) -> Iterator[RedrawFinding]:
    """Check the draws of the slots of one civil day [µs], in a record that reaches until `last_us`."""
    draws = [one for one in reading.slot_draws if one.held.body.day_us == from_us]
    for draw in draws:
        found = list(_of_draw(reading, draw, point, to_us))
        yield from found
    for line in reading.stray:
        if _is_stray(line, from_us, to_us):
            yield fails(
                "slots.unasked",
                phrase(
                    "passage {passage} has a result at position {position} that belongs to no draw",
                    passage=line.truck, position=line.position,
                ),
            )  # fmt: skip
    drawn = {one.held.body.towards for one in draws}
    took_part = {one.line.position for draw in draws for one in draw.asking}
    for towards in sorted({one.line.body.towards for one in reading.requests.values()}):
        left = [one for one in reading.asking(towards, from_us) if one.line.position not in took_part]
        if left:
            yield _left_over(left, towards, towards in drawn, last_us > from_us)


def _is_stray(line: Line, from_us: int, to_us: int) -> bool:
    if line.word == "not_drawn":
        return bool(line.body.day_us == from_us)
    return line.word == "booked" and from_us <= (line.body.slot_from_us or 0) < to_us


def _left_over(left: Sequence[Request], towards: str, drawn: bool, over: bool) -> RedrawFinding:
    values: dict[str, Any] = {"towards": towards, "passages": tuple(one.line.truck for one in left)}
    if drawn or over:
        says = phrase("requests towards {towards} took part in no draw: {passages}", **values)
        return fails("slots.left_out", says)
    return unknown("slots.not_held", phrase("the draw towards {towards} has not been held yet", **values))


def _of_draw(reading: Reading, draw: SlotDraw, point: str, to_us: int) -> Iterator[RedrawFinding]:
    held = draw.held.body
    if draw.again:
        yield fails(
            "slots.again",
            phrase(
                "the slots of this day were drawn again at position {position}", position=draw.held.position
            ),
        )
    sound = True
    for name, says, found in (
        ("slots.seed", _SEED, list(_seed(reading, draw))),
        ("slots.requests", _REQUESTS, list(_requests(draw))),
        ("slots.complete", _COMPLETE, [*_capacity(draw, to_us), *_complete(draw)]),
    ):
        yield from found or [holds(name, says, towards=held.towards, position=draw.held.position)]
        sound = sound and not found
    secret = find_secret(reading, held.seed)
    if secret is None:
        if held.seed not in reading.opened:
            yield unknown("slots.closed", phrase("the seed is not opened yet: the draw cannot be redone yet"))
        return
    if draw.policy is not None:
        yield from _grants(draw, draw.policy, secret, point, to_us, sound=sound)


_SEED = phrase("the seed was committed before the first request, and had to be the one used")
_REQUESTS = phrase("the requests are those that the draw was made of, and asked in time")
_COMPLETE = phrase("room and share are the policy's, and every request was given a slot or refused one")


def _requests(draw: SlotDraw) -> Iterator[RedrawFinding]:
    """Check who asked: the digest of all requests, their number, their time, and since when they ask."""
    held = draw.held.body
    digest = requests_digest(_asking(draw), towards=held.towards, day_us=held.day_us)
    if digest != held.requests_digest or len(draw.asking) != held.requests:
        says = phrase(
            "the record holds {found} requests, the draw was made of {told}, and their digests differ: "
            "one was left out, slipped in or changed",
            found=len(draw.asking), told=held.requests,
        )  # fmt: skip
        yield fails("slots.requests", says, position=draw.held.position)
    for one in draw.asking:
        if one.line.body.since_us != one.since_us:
            says = phrase(
                "passage {passage} is said to ask since {told}, and asks since {found}",
                passage=one.line.truck, told=_at(one.line.body.since_us), found=_at(one.since_us),
            )  # fmt: skip
            yield fails("slots.since", says, passage=one.line.truck, position=one.line.position)
        if one.policy is not None and one.line.occurred_us >= _closes_us(one.policy, held.day_us):
            says = phrase("passage {passage} asked when requests were closed", passage=one.line.truck)
            yield fails("slots.late", says, passage=one.line.truck, position=one.line.position)


def _seed(reading: Reading, draw: SlotDraw) -> Iterator[RedrawFinding]:
    held = draw.held.body
    asked = [one.line for one in draw.asking] or [draw.held]
    first_us = min(one.occurred_us for one in asked)
    purpose = slots_purpose(held.towards)
    yield from check_choice(
        reading, held.seed, purpose, draw.seeds, first_us, held.day_us, draw.held.position
    )
    yield from check_opening(reading, held.seed, asked[-1].position)


def _capacity(draw: SlotDraw, to_us: int) -> Iterator[RedrawFinding]:
    held, policy = draw.held.body, draw.policy
    if policy is None:
        yield unknown("slots.policy", phrase("no policy that commands the queue was in force at the draw"))
        return
    if policy.allocating is not Allocating.DRAW or policy.longest_pct != held.longest_pct:
        says = phrase(
            "{told} % of the slots went to those who waited longest, and the policy says {found} %",
            told=held.longest_pct, found=policy.longest_pct,
        )  # fmt: skip
        yield fails("slots.share", says, position=draw.held.position)
    if draw.held.occurred_us < _closes_us(policy, held.day_us):
        yield fails(
            "slots.open", phrase("the draw was held while requests were taken"), position=draw.held.position
        )
    room = sum(_free(draw, policy, to_us).values())
    if room != held.capacity_trucks:
        says = phrase(
            "the draw had room for {told} trucks, and the policy and earlier bookings leave room for {found}",
            told=held.capacity_trucks, found=room,
        )  # fmt: skip
        yield fails("slots.capacity", says, position=draw.held.position)


def _complete(draw: SlotDraw) -> Iterator[RedrawFinding]:
    """Check, without the seed, that every request has a result, and that their number is as stated."""
    missing = {one.line.truck for one in draw.asking} - {line.truck for line in draw.results}
    for passage in sorted(missing):
        says = phrase(
            "passage {passage} asked, and was neither given a slot nor refused one", passage=passage
        )
        yield fails("slots.no_result", says)
    granted = sum(line.word == "booked" for line in draw.results)
    if granted != draw.held.body.granted:
        says = phrase(
            "{found} trucks were given a slot, and the draw states {told}",
            found=granted, told=draw.held.body.granted,
        )  # fmt: skip
        yield fails("slots.granted", says, position=draw.held.position)


def _grants(
    draw: SlotDraw, policy: Policy, secret: bytes, point: str, to_us: int, *, sound: bool
) -> Iterator[RedrawFinding]:
    """Redo every draw, every grant and every refusal."""
    held = draw.held.body
    asking = _asking(draw)
    # From the digest as found here: if it is not the stated one, what it hides shows in the grants too.
    digest = requests_digest(asking, towards=held.towards, day_us=held.day_us)
    draws = slot_draws(
        secret, point=point, towards=held.towards, passages=[one.passage for one in asking], digest=digest
    )
    plan = plan_draw(asking, _free(draw, policy, to_us), draws, policy.longest_pct)
    right: dict[int, Any] = {one.passage: (one.slot_from, one.allocation) for one in plan.granted}
    found = [*_wrong_grants(draw, right), *_wrong_draws(draw, draws)]
    yield from found
    if not sound or found:
        return
    says = phrase(
        "towards {towards}: of {requests} requests {granted} were given a slot, each as the draw gives it",
        towards=held.towards, granted=held.granted, requests=held.requests,
    )  # fmt: skip
    yield holds("slots.grants", says)
    taken = sum(n for slot, n in draw.taken.items() if held.day_us <= slot < to_us)
    if taken:
        says = phrase("{taken} trucks held slots of this day before the draw", taken=taken)
        yield note("slots.taken", says, position=draw.held.position)


def _wrong_grants(draw: SlotDraw, right: dict[int, Any]) -> Iterator[RedrawFinding]:
    for line in draw.results:
        if _said(line) != right.get(line.truck):
            says = phrase(
                "passage {passage}: the record says {told}, the draw gives {right}",
                passage=line.truck, told=_shown(_said(line)), right=_shown(right.get(line.truck)),
            )  # fmt: skip
            yield fails("slots.grant", says, passage=line.truck, position=line.position)


def _wrong_draws(draw: SlotDraw, draws: dict[int, int]) -> Iterator[RedrawFinding]:
    """Check the numbers that the refusals state; a grant states none."""
    for line in draw.results:
        if line.word == "not_drawn" and (line.body.draw, line.body.seed) != (
            draws[line.truck],
            draw.held.body.seed,
        ):
            says = phrase(
                "the number drawn for passage {passage} is not that of the seed", passage=line.truck
            )
            yield fails("slots.draw", says, passage=line.truck, position=line.position)


def _asking(draw: SlotDraw) -> list[Asking]:
    bodies = ((one.line.truck, one.line.body) for one in draw.asking)
    return [Asking(passage, body.since_us, body.choices_us, body.nonce) for passage, body in bodies]


def _free(draw: SlotDraw, policy: Policy, to_us: int) -> dict[float, int]:
    step_us = policy.slot_min * 60_000_000
    if step_us <= 0:
        return {}
    starts = range(draw.held.body.day_us, to_us, step_us)[:MOST_SLOTS]
    return {slot: max(0, policy.slot_trucks - draw.taken.get(slot, 0)) for slot in starts}


def _closes_us(policy: Policy, day_us: int) -> int:
    return day_us - policy.request_until_h * HOUR_US


def _said(line: Line) -> Any:
    return None if line.word == "not_drawn" else (line.body.slot_from_us, line.body.allocation)


def _shown(grant: Any) -> Any:
    if grant is None:
        return phrase("no slot")
    slot_us, allocation = grant
    how = allocation.value if allocation is not None else ""
    return phrase("the slot at {at} ({how})", at=_at(slot_us), how=how)


def _at(us: int | None) -> datetime | str:
    return "" if us is None else as_instant(us)
