"""The days of one person under one rule on one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from otkel.facts.people import Occupation, Stay
from otkel.facts.places import EAEU
from otkel.law.corpus import LawDay
from otkel.law.stay.days import list_rows, sweep
from otkel.law.stay.limits import list_limits
from otkel.law.stay.notices import (
    list_limit_notices,
    list_notices,
    list_rule_notices,
    list_statement_notices,
)
from otkel.law.stay.numbers import Case, count_numbers
from otkel.law.stay.person import Person
from otkel.law.stay.result import Numbers, Rule, StayAnswer
from otkel.law.stay.rules import get_left_out, get_segments, get_territory
from otkel.law.stay.standing import Bound, Standing, get_standing
from otkel.law.stay.variants import get_variants, list_lookups
from otkel.phrases import Phrase, phrase

COMPARED = tuple(Numbers.__struct_fields__)
DECIDING = ("left", "must_leave_on", "breach_on", "earliest_entry_on", "answer")


def answer_days(
    stays: Sequence[Stay],
    person: Person,
    rule: Rule,
    law: LawDay,
    plan: int | None = None,
    limit: int | None = None,
    wait: int | None = None,
) -> StayAnswer:
    """Count the days of a person under a rule on the day `law.on`.

    Every date of presence counts once, the days of entry and of leaving included (in Russia the
    day of leaving hangs on a switch); a stay without an end runs through the day asked. What lies
    after that day is planned: not in `used`, but it counts for `breach_on`, `must_leave_on` and
    `earliest_entry_on`. Each day is judged by the law of that day. No stay may end before it began.

    `plan` is the length of a planned stay and `wait` a time of waiting inside the territory
    [days]; `limit` fixes Russia's year limit [days] under the law of the day asked and later.

    The answer is `no` when a limit is broken in the present counting window or by a planned stay,
    or when somebody outside has no day left; `undecided` when the law or the facts do not say.
    """
    case = get_case(stays, rule, law, plan, wait)
    standing = get_standing(person, rule, law)
    if standing.bound is not Bound.YES:
        answer = _answer_unbound(case, standing, rule, law)
    elif rule == "ru":
        answer = _answer_russia(case, person, law, limit)
    else:
        answer = _answer_window(case, person, rule, law)
    told = (*list_notices(case, law), *list_rule_notices(tuple(stays), rule, limit))
    return msgspec.structs.replace(
        answer,
        rule=rule,
        notices=(*standing.notices, *answer.notices, *told),
        rests_on=(*answer.rests_on, *standing.rests_on),
    )


def get_case(
    stays: Sequence[Stay],
    rule: Rule,
    law: LawDay,
    plan: int | None = None,
    wait: int | None = None,
    since: date = date.min,
) -> Case:
    """Give the stays as they count under a rule on the day of the law, from those that ended `since` on."""
    territory = get_territory(rule, law)
    on = law.on.toordinal()
    rows = list_rows(stays, on, territory, get_left_out(rule, law), since)
    return Case(rows, sweep(rows, territory), on, territory, plan, wait)


def _answer_russia(case: Case, person: Person, law: LawDay, limit: int | None) -> StayAnswer:
    variants = get_variants(person, law, limit)
    found = {name: count_numbers(case, segments) for name, segments in variants.items()}
    answer = _compare(found)
    notices: tuple[Phrase, ...] = (
        phrase("The limit depends on whether and when the ruID statement was filed."),
    )
    if not answer.missing:
        notices = (*list_limit_notices(case, answer, next(iter(variants.values()))),)
    answer = msgspec.structs.replace(
        answer,
        notices=(*notices, *list_statement_notices(person, law)),
        rests_on=list_lookups(person, law),
    )
    return _tolerate(answer, person, law)


def _compare(found: dict[str, Numbers]) -> StayAnswer:
    """Keep what is the same under every limit, and tell the rest for each."""
    first, *others = found.values()
    same = {
        name: getattr(first, name)
        for name in COMPARED
        if all(getattr(other, name) == getattr(first, name) for other in others)
    }
    if_limit = found if others else None
    if all(name in same for name in DECIDING):
        return StayAnswer(**same, if_limit=if_limit)
    same["answer"] = "undecided"
    return StayAnswer(**same, missing=("ruid_statement_on",), if_limit=if_limit)


def _tolerate(answer: StayAnswer, person: Person, law: LawDay) -> StayAnswer:
    """Tell of the practice towards Kazakh drivers; by the option taken it lets a breach pass."""
    practice = law.look("stay.ru.driver.kz.tolerance")
    driver = person.citizenship == "KZ" and person.occupation is Occupation.DRIVER
    if answer.answer != "no" or not driver or not practice.in_force:
        return answer
    text = phrase("Kazakh drivers were reported to be let through beyond the limit; no law says so.")
    return msgspec.structs.replace(
        answer,
        tolerated=practice.is_on,
        notices=(*answer.notices, text),
        rests_on=(*answer.rests_on, practice),
    )


def _answer_window(case: Case, person: Person, rule: Rule, law: LawDay) -> StayAnswer:
    ids, regime = {
        "kz": (("stay.kz.window",), "kz"),
        "schengen": (("stay.schengen", "stay.schengen.members", "stay.schengen.excluded"), "schengen"),
    }[rule]
    if rule == "kz" and person.citizenship not in {None, *EAEU}:
        ids, regime = ("stay.kz.window.other", "stay.kz.trip.other"), "kz_other"
    lookups = tuple(map(law.look, ids))
    if lookups[0].reason is not None:
        return StayAnswer(notices=(lookups[0].reason,), rests_on=lookups)
    segments = get_segments(regime, law)
    numbers = count_numbers(case, segments)
    answer = StayAnswer(
        **{name: getattr(numbers, name) for name in COMPARED},
        notices=tuple(list_limit_notices(case, numbers, segments)),
        rests_on=lookups,
    )
    return _spare_drivers(answer, person, law) if rule == "kz" else answer


def _spare_drivers(answer: StayAnswer, person: Person, law: LawDay) -> StayAnswer:
    """Leave undecided a breach of Kazakhstan's limit by somebody who may be free from it."""
    exempt = law.look("stay.kz.driver.exempt")
    if answer.answer != "no" or person.occupation is Occupation.OTHER:
        return answer
    if person.occupation is None and exempt.is_on:
        return msgspec.structs.replace(answer, answer="undecided", missing=("occupation",))
    if exempt.reason is not None:
        return msgspec.structs.replace(answer, answer="undecided")
    return answer


def _answer_unbound(case: Case, standing: Standing, rule: Rule, law: LawDay) -> StayAnswer:
    """Answer for somebody whom the limits do not bind, or of whom that is not known."""
    used = list_limits(case.days, get_segments(rule, law), case.on)[:1]
    free = standing.bound is Bound.NO
    earliest = None
    if free and case.plan is not None:
        end_on = date.fromordinal(case.start + case.plan - 1)
        fits = standing.until_on is None or end_on <= standing.until_on
        earliest = date.fromordinal(case.start) if fits else None
    return StayAnswer(
        used=used[0].used if used else None,
        window_from_on=used[0].from_on if used else None,
        window_to_on=used[0].to_on if used else None,
        must_leave_on=standing.until_on,
        earliest_entry_on=earliest,
        answer="yes" if free else "undecided",
    )
