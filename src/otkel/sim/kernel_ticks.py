"""What points with a discipline do every few minutes: what fell due, the draws of slots, the calls."""

from __future__ import annotations

from otkel.sim.draws import Purpose
from otkel.sim.kernel_calendar import NIL, Calendar, give_place, inlined, within
from otkel.sim.kernel_calls import call_up
from otkel.sim.kernel_core import (
    allocate,
    draw_of,
    interval_of,
    is_since,
    lapse_after_s,
    longest_share,
    serve_order,
)
from otkel.sim.kernel_lists import unlink
from otkel.sim.kernel_log import (
    DEPOSIT_SETTLED,
    DRAW_HELD,
    MORE,
    NO_SHOW,
    NOT_DRAWN,
    VEHICLE_BLOCKED,
    note,
)
from otkel.sim.kernel_rules import (
    ABSENT,
    APPEAR_MIN,
    AT_HOME,
    BLOCKS_AT,
    BOOKED,
    DEPOSIT,
    DRAWS,
    EXIT_PLACES,
    FORFEITS_AT,
    GRANTED,
    LAPSED,
    LAPSED_SLOTS,
    LATE_MIN,
    LONGEST_PCT,
    MIN_S,
    NO_SHOWS_DAYS,
    ON_CALL,
    ORDER,
    PASSAGES,
    REQUEST_DAYS,
    REQUEST_UNTIL_H,
    SLOT_MIN,
    SLOT_TRUCKS,
    SPARE,
    STAYS_AWAY,
    TAKEN_ON_CALL,
    WISHES,
)
from otkel.sim.kernel_settings import OPEN
from otkel.sim.kernel_slots import (
    BY_DRAW,
    HOUR_S,
    LONGEST_WAIT,
    ask_again,
    book,
    free_slot,
    go_away,
    go_live,
    has_live_line,
    in_a_day,
    let_go,
    request,
    slot_begin,
)
from otkel.sim.kernel_world import LOGS, STAGES, Inside, Log, Results, World

OF_SLOT, OF_CALL = 0, 1  # kinds of no-shows
SLOT_DRAW = int(Purpose.SLOT_DRAW)


@inlined
def could_have_come(world: World, inside: Inside, point: int, truck: int) -> bool:
    """Tell whether a called truck would have been taken on by now, if it had come; as the live queue asks."""
    calls = inside.calls
    if world.rules.numbers[point, EXIT_PLACES] < 0.0 or inside.busy[STAGES * point] == 0:
        return True
    overtaken: bool = calls.trucks[truck].called_at * MIN_S < calls.targets[point, TAKEN_ON_CALL]
    return overtaken


@inlined
def add_due(world: World, inside: Inside, results: Results, count: int, truck: int, due_s: float) -> int:
    """Write down a truck for which something fell due, by when and then by passage."""
    calls, trucks = inside.calls, world.arrives.size
    passage = truck + trucks * (int(results.visits[truck]) - 1)
    at = count
    while at > 0:
        other = calls.due[at - 1].truck
        later = calls.due[at - 1].at > due_s
        if calls.due[at - 1].at == due_s:
            later = other + trucks * (int(results.visits[other]) - 1) > passage
        if not later:
            break
        calls.due[at].truck, calls.due[at].at = other, calls.due[at - 1].at
        at -= 1
    calls.due[at].truck, calls.due[at].at = truck, due_s
    return count + 1


@inlined
def find_due(world: World, inside: Inside, results: Results, point: int, t_s: float) -> int:
    """Write down those whose call or booking is over; gives how many."""
    rules, calls = world.rules, inside.calls
    numbers, count = rules.numbers[point], 0
    if numbers[APPEAR_MIN] >= 0.0:
        truck = calls.ends[calls.called_row + point, 0]
        while truck != NIL:
            due_s = calls.trucks[truck].appear_by
            if due_s >= t_s:
                break
            if could_have_come(world, inside, point, truck):
                count = add_due(world, inside, results, count, truck, due_s)
            truck = calls.trucks[truck].after
    if numbers[SLOT_MIN] > 0.0:
        after_s = lapse_after_s(numbers[LATE_MIN] * MIN_S, numbers[SLOT_MIN] * MIN_S)
        number = calls.counts[point, LAPSED_SLOTS]
        due_s = slot_begin(rules, point, number) + after_s
        while number < calls.slots.shape[1] - 1 and due_s < t_s:
            truck = calls.ends[calls.holder_row + point * calls.slots.shape[1] + number, 0]
            while truck != NIL:
                count = add_due(world, inside, results, count, truck, due_s)
                truck = calls.trucks[truck].after
            number += 1
            due_s = slot_begin(rules, point, number) + after_s
        calls.counts[point, LAPSED_SLOTS] = number
    return count


@inlined
def note_no_show(
    world: World, inside: Inside, log: Log, point: int, truck: int, kind: int, now: float
) -> None:
    """Write down a no-show, with what becomes of its deposit, and the block where it is one too many."""
    numbers, before = world.rules.numbers[point], inside.calls.trucks[truck].missed_at
    count = 1
    if is_since(before, now * MIN_S, numbers[NO_SHOWS_DAYS] * 24.0 * HOUR_S):
        count = 2
    note(log, NO_SHOW, point, truck, 0, now, kind)
    if kind == OF_SLOT and numbers[DEPOSIT] > 0.0:
        note(log, DEPOSIT_SETTLED, point, truck, 0, now, 1 if count >= numbers[FORFEITS_AT] else 0)
    if 0.0 <= numbers[BLOCKS_AT] <= count:
        note(log, VEHICLE_BLOCKED, point, NIL, 0, now)


@within
def be_no_show(
    world: World,
    inside: Inside,
    cal: Calendar,
    results: Results,
    log: Log,
    point: int,
    truck: int,
    now: float,
) -> None:
    """A truck did not come to its slot, or to its call, and loses its place."""
    calls, status = inside.calls, inside.calls.trucks[truck].status
    is_booked = status in (BOOKED, STAYS_AWAY)
    if world.uses & LOGS:
        note_no_show(world, inside, log, point, truck, OF_SLOT if is_booked else OF_CALL, now)
    calls.trucks[truck].missed_at = now * MIN_S
    if is_booked:
        let_go(inside, point, truck)
        free_slot(world.rules, inside, point, truck)
        calls.trucks[truck].tries += 1
        calls.trucks[truck].status = LAPSED if status == BOOKED else STAYS_AWAY
        return
    unlink(calls, calls.ends[calls.called_row + point], truck)
    calls.counts[point, ON_CALL] -= 1
    results.wait[0, truck] += now - calls.trucks[truck].came
    go_away(inside, results, truck, now)
    if status == ABSENT:  # else it is on the road, or stands at the post, and is let out of it there
        give_place(cal, calls.trucks[truck].place)


@within
def do_due(
    world: World, inside: Inside, cal: Calendar, results: Results, log: Log, point: int, now: float
) -> None:
    """Do what fell due: no-shows; who still wants to pass then asks for another slot."""
    calls = inside.calls
    if inside.settings.now[OPEN, point] == 0.0:  # nothing falls due while exit control is stopped
        return
    count = find_due(world, inside, results, point, now * MIN_S)
    for at in range(count):
        be_no_show(world, inside, cal, results, log, point, calls.due[at].truck, now)
    for at in range(count):
        if calls.trucks[calls.due[at].truck].status == STAYS_AWAY:
            ask_again(world, inside, cal, results, log, point, calls.due[at].truck, now)


@inlined
def hold_draws(world: World, inside: Inside, cal: Calendar, log: Log, point: int, now: float) -> None:
    """Hold the draws of those days whose requests are no longer taken."""
    rules, calls = world.rules, inside.calls
    numbers, t_s = rules.numbers[point], now * MIN_S
    if numbers[DRAWS] <= 0.0:
        return
    today = interval_of(rules.days, t_s)
    for day in range(today, min(today + int(numbers[REQUEST_DAYS]) + 2, rules.days.size)):
        is_over = t_s >= rules.days[day] - numbers[REQUEST_UNTIL_H] * HOUR_S
        if is_over and calls.ends[calls.asking_row + point * rules.days.size + day, 0] != NIL:
            hold_draw(world, inside, cal, log, point, day, now)


@within
def hold_draw(
    world: World, inside: Inside, cal: Calendar, log: Log, point: int, day: int, now: float
) -> None:
    """Give the slots of a day: a share to those who wait longest, the rest by the draws."""
    rules, calls = world.rules, inside.calls
    a_day = in_a_day(rules, point)
    count = list_requests(world, inside, point, day)
    room = 0
    for one in range(a_day):
        free = int(rules.numbers[point, SLOT_TRUCKS]) - calls.slots[point, day * a_day + one]
        calls.free[one] = max(free, 0)
        room += calls.free[one]
    longest = longest_share(room, int(rules.numbers[point, LONGEST_PCT]))
    order, granted = calls.requests[ORDER][:count], calls.requests[GRANTED][:count]
    by_waiting = serve_order(
        order,
        calls.requests[SPARE][:count],
        longest,
        calls.since[:count],
        calls.drawn[:count],
        calls.requests[PASSAGES][:count],
    )
    given = allocate(
        order, calls.requests[WISHES][: count + 1], calls.requests[WISHES], calls.free[:a_day], granted
    )
    if world.uses & LOGS:
        note(log, DRAW_HELD, point, NIL, given, now)
        note(log, MORE, point, count, room, now)
        note(log, MORE, point, NIL, day, now)
    for place in range(count):
        one = order[place]
        if granted[one] >= 0:
            how = LONGEST_WAIT if place < by_waiting else BY_DRAW
            book(world, inside, cal, log, point, calls.due[one].truck, day * a_day + granted[one], how, now)
    for place in range(count):
        if world.uses & LOGS and granted[order[place]] < 0:
            note(log, NOT_DRAWN, point, calls.due[order[place]].truck, day, now)
    for place in range(count):
        if granted[order[place]] < 0:
            lose_draw(world, inside, cal, log, point, calls.due[order[place]].truck, now)


@inlined
def list_requests(world: World, inside: Inside, point: int, day: int) -> int:
    """Write down those who ask for a day, in the order of asking, with their draws; gives how many."""
    rules, calls = world.rules, inside.calls
    ends = calls.ends[calls.asking_row + point * rules.days.size + day]
    truck, count = ends[0], 0
    while truck != NIL:
        calls.due[count].truck = truck
        calls.since[count] = calls.trucks[truck].asks_since
        calls.drawn[count] = draw_of(rules.acts[truck].key, SLOT_DRAW, calls.trucks[truck].lost)
        calls.requests[PASSAGES, count] = truck
        truck = calls.trucks[truck].after
        count += 1
    ends[0] = ends[1] = NIL
    return count


@inlined
def lose_draw(
    world: World, inside: Inside, cal: Calendar, log: Log, point: int, truck: int, now: float
) -> None:
    """A truck that was not drawn asks again, or comes to the live line after so many draws."""
    calls = inside.calls
    calls.trucks[truck].lost += 1
    calls.trucks[truck].status = AT_HOME
    if calls.trucks[truck].lost >= world.rules.draws_most and has_live_line(world.rules, point):
        go_live(world, inside, cal, point, truck, now)
    else:
        request(world, inside, cal, log, point, truck, now)


@within
def begin_calls(world: World, inside: Inside, cal: Calendar, results: Results, log: Log, now: float) -> None:
    """Let every point with a discipline hold its draws and call."""
    rules = world.rules
    for point in range(rules.has.size):
        if rules.has[point]:
            do_due(world, inside, cal, results, log, point, now)
            hold_draws(world, inside, cal, log, point, now)
            if inside.settings.now[OPEN, point] != 0.0:
                call_up(world, inside, cal, log, point, now)
