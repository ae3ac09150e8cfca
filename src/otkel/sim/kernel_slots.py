"""Slots: who needs one asks ahead, comes early, in time or late for it, or not at all.

A truck takes the first slot that it can reach and that has room, as it would be booked at a live crossing;
where the discipline draws, it asks for the first day whose requests are taken and the draw gives the slot.
Log: the value of a booking and of an arrival by slot is the slot's beginning in minutes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from otkel.queueing.core.booking import LATE
from otkel.sim.kernel_calendar import NIL, Calendar, give_place, inlined, schedule, within
from otkel.sim.kernel_calls import count_on, has_room_on, stand_waiting
from otkel.sim.kernel_core import (
    first_after_s,
    has_room,
    interval_of,
    is_ahead,
    is_reachable,
    standing,
    takes_requests,
)
from otkel.sim.kernel_lists import append, unlink
from otkel.sim.kernel_log import BOOKED as BOOKED_WORD
from otkel.sim.kernel_log import DEPOSIT_SETTLED, REQUESTED, note
from otkel.sim.kernel_rules import (
    ASKED,
    ASKS,
    AT_HOME,
    BLOCKS_AT,
    BOOK_UNTIL_MIN,
    BOOKED,
    COMES,
    DEPOSIT,
    DRAWS,
    EARLY_MIN,
    FALLBACK,
    HORIZON_DAYS,
    LAPSED,
    LATE_MIN,
    LIST_DAYS,
    MIN_S,
    NO_SLOT,
    OUT,
    REFUSES_LATE,
    REQUEST_DAYS,
    REQUEST_UNTIL_H,
    SLOT_MIN,
    SLOT_TRUCKS,
    STAYS_AWAY,
    TRIES_MOST,
    Rules,
    by_slot_at,
)
from otkel.sim.kernel_world import LOGS, Inside, Log, Results, World

HOUR_S, DAY_S = 3600.0, 86_400.0

FIRST_COME, LONGEST_WAIT, BY_DRAW = 0, 1, 2  # how a slot was given


@inlined
def has_live_line(rules: Rules, point: int) -> bool:
    """Tell whether who has no slot may come all the same."""
    live: bool = not by_slot_at(rules, point, int(rules.numbers[point, FALLBACK]))
    return live


@inlined
def in_a_day(rules: Rules, point: int) -> int:
    """Give how many slots begin in a day."""
    length = int(rules.numbers[point, SLOT_MIN])
    return -(-1440 // length) if length > 0 else 0


@inlined
def slot_begin(rules: Rules, point: int, number: int) -> float:
    """Give when a slot begins [s]; slots are counted from the first of the first day on."""
    a_day = in_a_day(rules, point)
    begin: float = rules.days[number // a_day] + (number % a_day) * rules.numbers[point, SLOT_MIN] * MIN_S
    return begin


@inlined
def ask(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """A truck comes, or needs a slot first: it asks for one."""
    rules, calls = world.rules, inside.calls
    truck = cal.items[place].truck
    point = results.point[truck]
    queue_class = rules.class_of[point, world.queue_class[truck]]
    calls.trucks[truck].place, calls.trucks[truck].stands = place, queue_class
    calls.trucks[truck].slot, calls.trucks[truck].slot_number = NO_SLOT, NIL
    if not by_slot_at(rules, point, queue_class):
        stand_waiting(world, inside, cal, results, log, place, NIL, now)
    else:
        ask_for_slot(world, inside, cal, log, point, truck, now)


@within
def ask_for_slot(
    world: World, inside: Inside, cal: Calendar, log: Log, point: int, truck: int, now: float
) -> None:
    """Book a slot, or ask for one in the draw."""
    inside.calls.trucks[truck].status = AT_HOME
    if world.rules.numbers[point, DRAWS] > 0.0:
        request(world, inside, cal, log, point, truck, now)
    else:
        number = find_slot(world, inside, point, truck, now)
        if number != NIL:
            book(world, inside, cal, log, point, truck, number, FIRST_COME, now)
        elif has_live_line(world.rules, point):
            go_live(world, inside, cal, point, truck, now)
        else:  # at midnight a day more may be booked
            today = interval_of(world.rules.days, now * MIN_S)
            schedule(cal, inside.calls.trucks[truck].place, ASKS, world.rules.days[today + 1] / MIN_S)


@inlined
def go_live(world: World, inside: Inside, cal: Calendar, point: int, truck: int, now: float) -> None:
    """Let a truck come without a slot, as soon as it can be there."""
    inside.calls.trucks[truck].stands = int(world.rules.numbers[point, FALLBACK])
    schedule(cal, inside.calls.trucks[truck].place, COMES, max(world.arrives[truck], now))


@inlined
def find_slot(world: World, inside: Inside, point: int, truck: int, now: float) -> int:
    """Give the first slot that a truck can reach and that has room; NIL: none that it would take."""
    rules, calls = world.rules, inside.calls
    numbers, queue_class = rules.numbers[point], calls.trucks[truck].stands
    t_s, ready_s = now * MIN_S, max(now, world.arrives[truck]) * MIN_S
    late_s = 0.0 if numbers[LATE_MIN] == np.inf else numbers[LATE_MIN] * MIN_S
    after_s = first_after_s(numbers[BOOK_UNTIL_MIN] * MIN_S, late_s)
    today, a_day = interval_of(rules.days, t_s), in_a_day(rules, point)
    until_s = ready_s + rules.slot_wait * MIN_S if has_live_line(rules, point) else np.inf
    most, least = int(numbers[HORIZON_DAYS]), rules.classes[point, queue_class, LIST_DAYS]
    for day in range(interval_of(rules.days, ready_s), min(today + most + 1, rules.days.size - 1)):
        if not is_ahead(day, today, least, most) or not has_room_on(rules, calls, point, queue_class, day):
            continue
        for number in range(day * a_day, (day + 1) * a_day):
            begin_s = slot_begin(rules, point, number)
            if begin_s > until_s:
                return NIL
            is_free = has_room(calls.slots[point, number], int(numbers[SLOT_TRUCKS]))
            if begin_s >= ready_s and is_reachable(begin_s, t_s, after_s) and is_free:
                return number
    return NIL


@inlined
def book(
    world: World, inside: Inside, cal: Calendar, log: Log, point: int, truck: int, number: int,
    allocation: int, now: float,
) -> None:  # fmt: skip
    """Give a truck a slot; it will come for it, or will not."""
    rules, calls = world.rules, inside.calls
    begin_s = slot_begin(rules, point, number)
    calls.trucks[truck].status = BOOKED
    calls.trucks[truck].slot, calls.trucks[truck].slot_number = begin_s, number
    calls.trucks[truck].asks_since = np.inf
    calls.slots[point, number] += 1
    count_on(rules, calls, point, calls.trucks[truck].stands, number // in_a_day(rules, point), 1)
    append(calls, calls.ends[calls.holder_row + point * calls.slots.shape[1] + number], truck)
    if world.uses & LOGS:
        note(log, BOOKED_WORD, point, truck, int(begin_s / MIN_S), now, allocation)
    if not rules.acts[truck].shows_up:
        calls.trucks[truck].status = STAYS_AWAY
        return
    slot_min = begin_s / MIN_S
    late = rules.acts[truck].late if calls.trucks[truck].tries == 0 else 0.0
    comes = max(slot_min + late, world.arrives[truck], now)
    if rules.numbers[point, EARLY_MIN] >= 0.0:
        comes = max(comes, slot_min - rules.numbers[point, EARLY_MIN])
    schedule(cal, calls.trucks[truck].place, COMES, comes)


@inlined
def free_slot(rules: Rules, inside: Inside, point: int, truck: int) -> None:
    """Take its slot from a truck."""
    calls = inside.calls
    number = calls.trucks[truck].slot_number
    calls.slots[point, number] -= 1
    count_on(rules, calls, point, calls.trucks[truck].stands, number // in_a_day(rules, point), -1)
    calls.trucks[truck].slot, calls.trucks[truck].slot_number = NO_SLOT, NIL


@inlined
def let_go(inside: Inside, point: int, truck: int) -> None:
    """Take a truck off the list of those who booked its slot."""
    calls = inside.calls
    ends = calls.ends[calls.holder_row + point * calls.slots.shape[1] + calls.trucks[truck].slot_number]
    unlink(calls, ends, truck)


@within
def come_to_line(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, place: int, now: float
) -> None:
    """A truck comes with its slot, or without one; who comes too late may find no place any more."""
    rules, calls = world.rules, inside.calls
    truck = cal.items[place].truck
    point = results.point[truck]
    if calls.trucks[truck].status == LAPSED:
        ask_again(world, inside, cal, results, log, point, truck, now)
        return
    if calls.trucks[truck].status != BOOKED:
        stand_waiting(world, inside, cal, results, log, place, NIL, now)
        return
    numbers, slot_s = rules.numbers[point], calls.trucks[truck].slot
    early_s = numbers[EARLY_MIN] * MIN_S if numbers[EARLY_MIN] >= 0.0 else -1.0
    stands = standing(now * MIN_S, slot_s, early_s, numbers[LATE_MIN] * MIN_S)
    if stands == LATE and (numbers[REFUSES_LATE] > 0.0 or not has_live_line(rules, point)):
        calls.trucks[truck].status = STAYS_AWAY
        return
    let_go(inside, point, truck)
    if stands == LATE:
        free_slot(rules, inside, point, truck)
        calls.trucks[truck].stands = int(numbers[FALLBACK])
    stand_waiting(world, inside, cal, results, log, place, int(slot_s / MIN_S), now)
    if numbers[DEPOSIT] > 0.0 and world.uses & LOGS:
        note(log, DEPOSIT_SETTLED, point, truck, 0, now)


@inlined
def ask_again(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, point: int, truck: int,
    now: float,
) -> None:  # fmt: skip
    """Let a truck that missed its slot ask for another one, once; or it is lost to the point."""
    calls, blocks_at = inside.calls, world.rules.numbers[point, BLOCKS_AT]
    is_blocked = 0.0 <= blocks_at <= float(calls.trucks[truck].tries)
    if world.rules.acts[truck].shows_up and calls.trucks[truck].tries <= TRIES_MOST and not is_blocked:
        ask_for_slot(world, inside, cal, log, point, truck, now)
    else:
        go_away(inside, results, truck, now)
        give_place(cal, calls.trucks[truck].place)


@inlined
def go_away(inside: Inside, results: Results, truck: int, now: float) -> None:
    """A truck is lost to the point without having been served."""
    inside.calls.trucks[truck].status = OUT
    results.left[truck] = now
    results.visits[truck] = -results.visits[truck]


@inlined
def request(
    world: World, inside: Inside, cal: Calendar, log: Log, point: int, truck: int, now: float
) -> None:
    """Ask for a slot of the first day, from when the truck can be there, whose requests are taken."""
    rules, calls = world.rules, inside.calls
    numbers, t_s = rules.numbers[point], now * MIN_S
    from_s, until_s = numbers[REQUEST_DAYS] * 24.0 * HOUR_S, numbers[REQUEST_UNTIL_H] * HOUR_S
    day = interval_of(rules.days, max(now, world.arrives[truck]) * MIN_S)
    while t_s >= rules.days[day] - until_s and day < rules.days.size - 2:
        day += 1
    if not takes_requests(t_s, rules.days[day], from_s, until_s):
        schedule(cal, calls.trucks[truck].place, ASKS, (rules.days[day] - from_s) / MIN_S)
        return
    calls.trucks[truck].status = ASKED
    calls.trucks[truck].asks_since = np.round(min(t_s, calls.trucks[truck].asks_since) * 1e6) / 1e6
    append(calls, calls.ends[calls.asking_row + point * rules.days.size + day], truck)
    if world.uses & LOGS:
        note(log, REQUESTED, point, truck, day, now)


@inlined
def ask_at(rules: Any, world: World, asking: int) -> float:
    """Give when the next truck, in the order of their coming, asks for a slot ahead; inf: nobody does."""
    if rules is None:
        return np.inf
    if asking >= world.arrives.size or rules.ahead < 0.0:
        return np.inf
    instant: float = max(world.arrives[asking] - rules.ahead, 0.0)
    return instant


@inlined
def needs_slot(rules: Any, world: World, point: int, truck: int) -> bool:
    """Tell whether a truck needs a slot at a point."""
    if rules is None:
        return False
    if not rules.has[point]:
        return False
    needs: bool = by_slot_at(rules, point, rules.class_of[point, world.queue_class[truck]])
    return needs
