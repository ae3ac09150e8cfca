"""The electronic queues: where a place is needed, what it costs, and every boundary of time."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest

from otkel.facts.gazetteer import get_point, list_points
from otkel.facts.money import Money
from otkel.facts.trip import QueueKind, QueuePlan, Trip
from otkel.law import queue_rules
from otkel.law.corpus import Rulebook, read_rulebook
from otkel.law.finding import Answer, Says, Stage, Weight, Who, sum_up
from otkel.law.timeline import Phase, State
from otkel.phrases import phrase, phrases

BOOK = read_rulebook()
DAY = date(2026, 3, 2)
ORAL = timezone(timedelta(hours=5))
SLOT = datetime(2026, 3, 2, 12, 0, tzinfo=ORAL)
SECOND = timedelta(seconds=1)
WARNS = (Says.UNDECIDED, Weight.WARNS)
INFORMS = (Says.UNDECIDED, Weight.INFORMS)
CLEAR = (Says.YES, Weight.INFORMS)
STOPS = (Says.NO, Weight.STOPS)


def tenge(amount):
    return Money(Decimal(amount), "KZT")


def ask(point="syrym", on=DAY, route=("KZ", "RU"), book=BOOK, known_at=None, **plan):
    trip = Trip(enters_on=on, route=route, crossing_point=point, queue=QueuePlan(**plan) if plan else None)
    return {f.id: f for f in queue_rules.check(trip, book.on(on, known_at))}


def short(finding):
    return finding.says, finding.weight


def texts(found):
    return [p.text for p in found]


def rests_on(finding):
    return [x.provision.id for x in finding.rests_on]


# Kazakhstan: must a place be booked?


def test_a_place_must_be_booked_where_the_queue_works():
    finding = ask(booked=False)["queue.kz.booking"]
    assert short(finding) == STOPS
    assert (finding.subject, finding.who, finding.stage) == ("queue", Who.CARRIER, Stage.BEFORE_DEPARTURE)
    assert sum_up([finding]) is Answer.FIX
    assert finding.cure == phrase("Book a place in CarGoRuqsat for this crossing point.")
    assert finding.values == {"point": "syrym"}
    assert finding.missing == ()
    assert texts(finding.reasons) == [
        "A truck that leaves Kazakhstan here needs a booked place in CarGoRuqsat."
    ]
    assert rests_on(finding) == [
        "queue.kz.points.ru",
        "queue.kz.points.ru.other",
        "queue.kz.only_through_queue",
    ]


def test_an_unknown_booking_is_asked():
    finding = ask()["queue.kz.booking"]
    assert short(finding) == WARNS
    assert finding.missing == (phrase("whether a place in Kazakhstan's queue is booked"),)
    assert finding.cure == phrase("Book a place in CarGoRuqsat for this crossing point.")


def test_a_booked_place_is_enough_at_any_point():
    for point in ("syrym", "taskala", None):
        finding = ask(point, booked=True)["queue.kz.booking"]
        assert short(finding) == CLEAR
        assert (finding.missing, finding.cure) == ((), None)
        assert texts(finding.reasons) == ["A place in Kazakhstan's electronic queue is booked."]


@pytest.mark.parametrize(
    ("point", "first"),
    [
        ("karashatau", date(2024, 1, 15)),
        ("zhezkent", date(2024, 1, 15)),
        ("ube", date(2024, 1, 31)),
        ("aksai", date(2024, 1, 31)),
        ("ubagan", date(2024, 2, 15)),
        ("naiza", date(2024, 2, 15)),
    ],
)
def test_each_point_joined_on_its_day(point, first):
    assert short(ask(point, on=first, booked=False)["queue.kz.booking"]) == STOPS
    assert short(ask(point, on=first - timedelta(days=1), booked=False)["queue.kz.booking"]) == CLEAR


@pytest.mark.parametrize(
    ("point", "first"),
    [
        ("kurmangazy", date(2024, 9, 9)),
        ("syrym", date(2025, 5, 19)),
        ("zhanibek", date(2025, 5, 19)),
        ("orda", date(2025, 5, 19)),
        ("shagan", date(2025, 5, 19)),
        ("kairak", date(2025, 9, 23)),
        ("zhaisan", date(2025, 9, 23)),
    ],
)
def test_a_point_of_the_second_wave_is_not_known_before_its_day(point, first):
    assert short(ask(point, on=first, booked=False)["queue.kz.booking"]) == STOPS
    assert short(ask(point, on=first - timedelta(days=1), booked=False)["queue.kz.booking"]) == WARNS


def test_the_pilot_at_bidaik_never_stops_a_truck():
    assert short(ask("bidaik", on=date(2023, 10, 31), booked=False)["queue.kz.booking"]) == CLEAR
    assert short(ask("bidaik", on=date(2023, 11, 1), booked=False)["queue.kz.booking"]) == (
        Says.NO,
        Weight.WARNS,
    )
    assert short(ask("bidaik", on=date(2024, 1, 14), booked=False)["queue.kz.booking"]) == (
        Says.NO,
        Weight.WARNS,
    )
    assert short(ask("bidaik", on=date(2024, 1, 15), booked=False)["queue.kz.booking"]) == STOPS


def test_a_point_of_unknown_day_is_open_from_the_second_wave_on():
    before = ask("taskala", on=date(2024, 7, 30), booked=False)
    assert list(before) == ["queue.kz.booking", "queue.ru.slot"]
    assert short(before["queue.kz.booking"]) == CLEAR
    assert texts(before["queue.kz.booking"].reasons) == [
        "Kazakhstan's electronic queue does not work here on this day."
    ]
    finding = ask("taskala", on=date(2024, 7, 31), booked=False)["queue.kz.booking"]
    assert short(finding) == WARNS
    assert finding.missing == (phrase("whether Kazakhstan's queue works at this crossing point"),)
    assert finding.cure == phrase("Look the point up in CarGoRuqsat, and book a place if it is listed there.")
    assert finding.reasons[0].text.startswith("From 2024-07-31 the queue came to 14 more points")


def test_an_unnamed_point_is_asked_once_the_queue_works_somewhere():
    finding = ask(None)["queue.kz.booking"]
    assert short(finding) == WARNS
    assert finding.missing == (phrase("the crossing point"),)
    assert finding.cure is None
    assert texts(finding.reasons) == ["At many crossing points a truck needs a booked place in CarGoRuqsat."]
    assert list(ask(None)) == ["queue.kz.booking"]
    assert short(ask(None, on=date(2023, 11, 1))["queue.kz.booking"]) == WARNS
    assert short(ask(None, on=date(2023, 10, 31))["queue.kz.booking"]) == CLEAR


@pytest.mark.parametrize(
    ("point", "first", "before"),
    [
        ("karasu", date(2025, 10, 20), CLEAR),
        ("kegen", date(2026, 1, 30), WARNS),
        ("korday", date(2026, 2, 16), WARNS),
    ],
)
def test_points_towards_kyrgyzstan_joined_on_their_days(point, first, before):
    route = ("RU", "KZ", "KG")
    finding = ask(point, on=first, route=route, booked=False)["queue.kz.booking"]
    assert short(finding) == STOPS
    assert rests_on(finding)[:2] == ["queue.kz.points.kg", "queue.kz.points.kg.other"]
    assert (
        short(ask(point, on=first - timedelta(days=1), route=route, booked=False)["queue.kz.booking"])
        == before
    )


@pytest.mark.parametrize(
    ("point", "route"),
    [
        ("karasu", ("KG", "KZ", "RU")),  # the leg asked enters Kazakhstan
        ("nur-zholy", ("CN", "KZ", "RU")),
        ("nur-zholy", ("KZ", "CN")),  # no provision on this border
        ("syrym", ("KG", "KZ")),
        ("nowhere", ("KZ", "RU")),
        (None, ("RU", "KZ")),
        (None, ("KZ", "CN")),
        (None, ("KZ", "UZ")),
        (None, ()),
    ],
)
def test_a_truck_that_does_not_leave_kazakhstan_there_is_not_asked(point, route):
    assert ask(point, route=route) == {}


def test_without_a_point_the_leg_out_of_kazakhstan_is_asked():
    assert rests_on(ask(None, route=("RU", "KZ", "KG"))["queue.kz.booking"])[0] == "queue.kz.points.kg"
    assert rests_on(ask(None, route=("KG", "KZ", "RU"))["queue.kz.booking"])[0] == "queue.kz.points.ru"
    assert rests_on(ask(None, route=("BY", "RU", "KZ", "KG"))["queue.kz.booking"])[0] == "queue.kz.points.kg"
    assert rests_on(ask(None, route=("KZ", "UZ", "KZ", "RU"))["queue.kz.booking"])[0] == "queue.kz.points.ru"


# Kazakhstan: price and terms


@pytest.mark.parametrize(
    ("kind", "on", "fee"),
    [
        (QueueKind.NORMAL, date(2024, 12, 31), 3692),
        (QueueKind.NORMAL, date(2025, 1, 1), 3932),
        (QueueKind.NORMAL, date(2025, 12, 31), 3932),
        (QueueKind.NORMAL, date(2026, 1, 1), 4325),
        (QueueKind.NORMAL, date(2026, 12, 31), 4325),
        (QueueKind.OUT_OF_TURN, date(2025, 9, 19), 393200),
        (QueueKind.ACCELERATED, date(2025, 9, 19), 393200),
        (QueueKind.REBOOKED, date(2026, 1, 1), 432500),
    ],
)
def test_the_fee_is_a_number_of_indices(kind, on, fee):
    finding = ask(on=on, booked=True, kind=kind)["queue.kz.fee"]
    factor = 1 if kind is QueueKind.NORMAL else 100
    assert short(finding) == CLEAR
    assert finding.values == {"fee": tenge(fee), "factor": factor, "mrp": fee // factor}
    assert finding.reasons == (
        phrase("The place in Kazakhstan's queue costs {fee}: {factor} MRP of {mrp} KZT.", **finding.values),
    )
    assert (finding.subject, finding.missing) == ("queue", ())
    assert (finding.who, finding.stage) == (Who.CARRIER, Stage.BEFORE_DEPARTURE)
    assert rests_on(finding)[1] == "queue.kz.mrp"


def test_the_fee_of_2027_is_not_known():
    finding = ask(on=date(2027, 1, 1), booked=True)["queue.kz.fee"]
    assert short(finding) == INFORMS
    assert finding.values == {"fee": None, "factor": 1, "mrp": None}
    assert texts(finding.reasons) == ["The monthly calculation index of this year was not found."]
    assert finding.missing == (phrase("the fee for the place in Kazakhstan's queue"),)


@pytest.mark.parametrize("kind", [QueueKind.OUT_OF_TURN, QueueKind.ACCELERATED, QueueKind.REBOOKED])
def test_the_higher_fees_are_not_known_before_the_order(kind):
    finding = ask(on=date(2025, 9, 18), booked=True, kind=kind)["queue.kz.fee"]
    assert short(finding) == INFORMS
    assert texts(finding.reasons) == ["The fee before order 513 of 2025-09-19 was not found."]
    assert finding.values == {"fee": None, "factor": None, "mrp": 3932}


def test_the_queue_was_free_before_2024():
    assert "queue.kz.fee" not in ask("bidaik", on=date(2023, 12, 31), booked=True)
    assert "queue.kz.fee" in ask("bidaik", on=date(2024, 1, 1), booked=True)


def test_terms_are_told_where_the_queue_is_joined_only():
    assert list(ask("taskala")) == ["queue.kz.booking", "queue.ru.slot"]
    joined = ["queue.kz.booking", "queue.kz.fee", "queue.kz.deposit", "queue.kz.one_booking"]
    assert list(ask("syrym")) == [*joined, "queue.ru.slot"]
    assert list(ask("taskala", booked=True)) == [*joined, "queue.kz.slot", "queue.ru.slot"]


def no_shows(*days_before):
    return tuple(DAY - timedelta(days=d) for d in days_before)


@pytest.mark.parametrize(
    ("days", "count", "weight"),
    [
        ((), 0, Weight.INFORMS),
        ((0,), 1, Weight.INFORMS),
        ((0, 89), 2, Weight.WARNS),
        ((1, 90), 1, Weight.INFORMS),
        ((5, 40, 60), 3, Weight.WARNS),
        ((-1, 3), 1, Weight.INFORMS),
    ],
)
def test_no_shows_count_in_ninety_calendar_days(days, count, weight):
    finding = ask(booked=True, no_shows_on=no_shows(*days))["queue.kz.deposit"]
    assert finding.values["no_shows"] == count
    assert short(finding) == (Says.UNDECIDED, weight)
    assert (finding.cure is None) == (weight is Weight.INFORMS)


def test_the_guarantee_is_announced_and_told_with_its_amount():
    finding = ask(on=date(2025, 9, 12), booked=True)["queue.kz.deposit"]
    assert finding.values == {
        "deposit": tenge(78640),
        "factor": 20,
        "no_shows": 0,
        "limit": 2,
        "window_days": 90,
    }
    assert finding.reasons[0].values == finding.values
    assert finding.reasons[0].text == (
        "Announced: a guarantee of {factor} MRP is to be paid for a place, and lost after {limit} no-shows "
        "within {window_days} days; {no_shows} are counted."
    )
    assert texts(finding.reasons)[1:] == ["announced, and its adoption is not confirmed"]
    assert finding.missing == (phrase("whether the guarantee is in force, and its amount"),)
    assert rests_on(finding) == [
        "queue.kz.deposit",
        "queue.kz.noshow",
        "queue.kz.noshow.days",
        "queue.kz.mrp",
    ]
    assert finding.who is Who.CARRIER


def test_the_guarantee_is_not_told_before_it_was_announced():
    assert "queue.kz.deposit" not in ask(on=date(2025, 9, 11), booked=True)
    assert "queue.kz.deposit" not in ask(booked=True, known_at=date(2025, 9, 11))
    assert "queue.kz.deposit" in ask(booked=True, known_at=date(2025, 12, 31))


def enacted():
    """Give the rulebook as it would be with the guarantee in force."""
    provisions = dict(BOOK.provisions)
    for id_ in ("queue.kz.deposit", "queue.kz.noshow", "queue.kz.noshow.days"):
        (entry,) = provisions[id_].entries
        entries = (msgspec.structs.replace(entry, phase=Phase.MANDATORY),)
        provisions[id_] = msgspec.structs.replace(provisions[id_], entries=entries)
    return Rulebook(provisions, BOOK.sources, BOOK.switches)


def test_a_guarantee_in_force_is_safe_or_lost():
    safe = ask(booked=True, book=enacted(), no_shows_on=no_shows(1))["queue.kz.deposit"]
    assert (short(safe), safe.missing, safe.cure) == (CLEAR, (), None)
    assert safe.values["deposit"] == tenge(86500)
    assert safe.reasons == (
        phrase(
            "A guarantee of {factor} MRP is paid for a place. It is lost after {limit} no-shows within "
            "{window_days} days; {no_shows} are counted.",
            **safe.values,
        ),
    )
    lost = ask(booked=True, book=enacted(), no_shows_on=no_shows(1, 2))["queue.kz.deposit"]
    assert short(lost) == (Says.NO, Weight.WARNS)
    assert lost.cure == phrase("Come on time, or move the date of the booking before it.")


def test_a_guarantee_of_a_year_without_index_has_no_amount():
    finding = ask(on=date(2027, 1, 1), booked=True, book=enacted())["queue.kz.deposit"]
    assert short(finding) == INFORMS
    assert finding.values["deposit"] is None
    assert texts(finding.reasons)[1:] == ["The monthly calculation index of this year was not found."]


@pytest.mark.parametrize(
    ("active", "expected"), [(None, INFORMS), (0, CLEAR), (1, CLEAR), (2, STOPS), (3, STOPS)]
)
def test_one_active_booking_a_vehicle(active, expected):
    finding = ask(booked=True, active_bookings=active)["queue.kz.one_booking"]
    assert short(finding) == expected
    assert finding.values == {"active": active, "limit": 1}
    assert finding.reasons == (
        phrases("A vehicle may have {n} active booking.", "A vehicle may have {n} active bookings.", n=1),
    )
    assert rests_on(finding) == ["queue.kz.one_booking"]
    assert finding.who is Who.CARRIER


def test_what_is_done_about_a_second_booking():
    finding = ask(booked=True, active_bookings=2)["queue.kz.one_booking"]
    assert finding.cure == phrase("Keep the booking for this crossing and cancel the others of this vehicle.")
    assert sum_up([finding]) is Answer.FIX
    asked = ask(booked=True)["queue.kz.one_booking"]
    assert asked.missing == (phrase("how many active bookings the vehicle has"),)
    assert asked.cure is None


def test_one_booking_holds_from_its_day():
    assert "queue.kz.one_booking" not in ask("aksai", on=date(2025, 4, 2), booked=True)
    assert "queue.kz.one_booking" in ask("aksai", on=date(2025, 4, 3), booked=True)


def test_out_of_turn_tells_shares_and_classes():
    found = ask(on=date(2025, 9, 23), booked=True, kind=QueueKind.OUT_OF_TURN)
    finding = found["queue.kz.out_of_turn"]
    assert short(finding) == CLEAR
    assert (finding.values["share_pct"], finding.values["post_share_pct"], finding.values["list_days"]) == (
        5,
        1,
        10,
    )
    assert "perishables" in finding.values["classes"]
    assert finding.reasons[0].values == finding.values
    assert finding.reasons[0].text.startswith("At most {share_pct} % of a day's trucks pass out of turn")
    assert finding.missing == ()
    assert rests_on(finding) == [
        "queue.kz.share.out_of_turn",
        "queue.kz.share.post",
        "queue.kz.out_of_turn.classes",
        "queue.kz.out_of_turn.list_days",
    ]
    assert "queue.kz.accelerated" not in found


def test_accelerated_tells_its_share():
    found = ask(booked=True, kind=QueueKind.ACCELERATED)
    finding = found["queue.kz.accelerated"]
    assert (short(finding), finding.values) == (CLEAR, {"share_pct": 1})
    assert finding.reasons == (
        phrase("At most {share_pct} % of a day's trucks pass accelerated.", share_pct=1),
    )
    assert rests_on(finding) == ["queue.kz.share.accelerated"]
    assert "queue.kz.out_of_turn" not in found


@pytest.mark.parametrize(
    ("kind", "id_"),
    [(QueueKind.OUT_OF_TURN, "queue.kz.out_of_turn"), (QueueKind.ACCELERATED, "queue.kz.accelerated")],
)
def test_shares_before_the_amended_rules_are_not_known(kind, id_):
    finding = ask(on=date(2025, 9, 22), booked=True, kind=kind)[id_]
    assert short(finding) == INFORMS
    assert texts(finding.reasons) == ["The shares before 2025-09-23 were not found."]
    assert finding.missing == (phrase("the share of a day's trucks that may pass so"),)


@pytest.mark.parametrize(("late", "expected"), [(-SECOND, CLEAR), (0 * SECOND, CLEAR), (SECOND, WARNS)])
def test_how_long_a_missed_slot_holds_in_kazakhstan_is_not_known(late, expected):
    finding = ask(booked=True, slot_at=SLOT, arrives_at=SLOT + late)["queue.kz.slot"]
    assert short(finding) == expected
    assert finding.values == {"slot_at": SLOT, "arrives_at": SLOT + late}
    assert finding.until == SLOT
    assert rests_on(finding) == ["queue.kz.grace", "queue.kz.changes"]


def test_the_words_of_a_slot_in_kazakhstan():
    late = ask(booked=True, slot_at=SLOT, arrives_at=SLOT + SECOND)["queue.kz.slot"]
    assert texts(late.reasons) == [
        "The truck comes after its slot in Kazakhstan's queue.",
        "How long a missed slot still holds in Kazakhstan was not found.",
    ]
    assert late.missing == (phrase("how late a truck may come to its slot"),)
    assert late.cure == phrase("Come by {slot_at}, or move the date of the booking before it.", slot_at=SLOT)
    good = ask(booked=True, slot_at=SLOT, arrives_at=SLOT)["queue.kz.slot"]
    assert texts(good.reasons) == ["The truck comes by its slot in Kazakhstan's queue."]


@pytest.mark.parametrize(
    ("plan", "missing"),
    [
        ({}, ["the start of the slot in Kazakhstan's queue", "when the truck will be in the waiting area"]),
        ({"slot_at": SLOT}, ["when the truck will be in the waiting area"]),
        ({"arrives_at": SLOT}, ["the start of the slot in Kazakhstan's queue"]),
    ],
)
def test_missing_instants_of_a_slot_in_kazakhstan_are_named(plan, missing):
    finding = ask(booked=True, **plan)["queue.kz.slot"]
    assert short(finding) == INFORMS
    assert texts(finding.missing) == missing
    assert texts(finding.reasons) == ["Whether the truck comes in time for its slot in Kazakhstan is open."]


# Russia: the window at Bugristoye


def window(arrives_at, **plan):
    return ask("kairak", booked=True, slot_at=SLOT, arrives_at=arrives_at, **plan)["queue.ru.slot"]


@pytest.mark.parametrize(
    ("arrives_at", "expected", "who"),
    [
        (SLOT - timedelta(hours=3) - SECOND, STOPS, Who.DRIVER),
        (SLOT - timedelta(hours=3), CLEAR, None),
        (SLOT - timedelta(hours=1), CLEAR, None),
        (SLOT - timedelta(minutes=10), CLEAR, None),
        (SLOT - timedelta(minutes=10) + SECOND, STOPS, Who.CARRIER),
        (SLOT, STOPS, Who.CARRIER),
        (None, WARNS, Who.CARRIER),
    ],
)
def test_the_window_of_the_russian_queue(arrives_at, expected, who):
    finding = window(arrives_at)
    assert (short(finding), finding.who) == (expected, who)
    assert finding.values == {
        "slot_at": SLOT,
        "arrives_at": arrives_at,
        "earliest_at": datetime(2026, 3, 2, 9, 0, tzinfo=ORAL),
        "latest_at": datetime(2026, 3, 2, 11, 50, tzinfo=ORAL),
        "move_by_at": datetime(2026, 3, 2, 9, 0, tzinfo=ORAL),
    }
    assert finding.until == datetime(2026, 3, 2, 11, 50, tzinfo=ORAL)
    assert (finding.subject, finding.stage) == ("queue", Stage.WAITING_AREA)
    assert finding.reasons == (
        phrase("Be in the waiting area from {earliest_at} to {latest_at}.", **finding.values),
    )
    assert rests_on(finding) == [
        "queue.ru.points",
        "queue.ru.arrive.early_h",
        "queue.ru.arrive.late_min",
        "queue.ru.reschedule_h",
    ]


def test_the_cures_of_a_missed_window():
    early = window(SLOT - timedelta(hours=4))
    assert early.cure == phrase("Come to the waiting area not before {earliest_at}.", **early.values)
    late = window(SLOT)
    assert late.cure == phrase("Move the window by {move_by_at} at the latest, or book again.", **late.values)
    open_ = window(None)
    assert open_.missing == (phrase("when the truck will be in the waiting area"),)
    assert (open_.cure, window(SLOT - timedelta(hours=1)).cure) == (None, None)


def test_another_zone_changes_nothing():
    utc = (SLOT - timedelta(minutes=10)).astimezone(UTC)
    assert short(window(utc)) == CLEAR
    assert short(window(utc + SECOND)) == STOPS


@pytest.mark.parametrize(
    ("plan", "expected", "missing"),
    [
        ({}, WARNS, ["the start of the window in Russia's queue"]),
        ({"booked": True}, WARNS, ["the start of the window in Russia's queue"]),
        ({"booked": False}, STOPS, []),
    ],
)
def test_without_a_window_it_is_booked_free_of_charge(plan, expected, missing):
    finding = ask("kairak", **plan)["queue.ru.slot"]
    assert (short(finding), texts(finding.missing)) == (expected, missing)
    assert finding.values == {"price": Money(Decimal(0), "RUB")}
    assert finding.cure == phrase(
        "Book a date and time in Russia's queue for this point; it is free of charge."
    )
    assert finding.who is Who.CARRIER
    assert texts(finding.reasons) == [
        "A truck crosses here at a date and time reserved in Russia's electronic queue."
    ]
    assert rests_on(finding) == ["queue.ru.points", "queue.ru.reservation", "queue.ru.price"]


@pytest.mark.parametrize(
    ("asked_at", "expected"),
    [
        (SLOT - timedelta(hours=3), CLEAR),
        (SLOT - timedelta(hours=3) + SECOND, (Says.NO, Weight.WARNS)),
    ],
)
def test_a_window_is_moved_three_hours_before(asked_at, expected):
    finding = ask("kairak", booked=True, slot_at=SLOT, move_asked_at=asked_at)["queue.ru.move"]
    move_by_at = datetime(2026, 3, 2, 9, 0, tzinfo=ORAL)
    assert (short(finding), finding.until, finding.who) == (expected, move_by_at, Who.CARRIER)
    assert finding.values == {"asked_at": asked_at, "move_by_at": move_by_at}
    assert (finding.cure is None) == (expected is CLEAR)
    assert finding.reasons == (phrase("A window is moved at least {hours} hours before it begins.", hours=3),)
    assert rests_on(finding) == ["queue.ru.reschedule_h"]


def test_the_words_of_a_late_move_and_of_a_move_without_window():
    late = ask("kairak", booked=True, slot_at=SLOT, move_asked_at=SLOT)["queue.ru.move"]
    assert late.cure == phrase("Come to the window as booked, or book again.")
    finding = ask("kairak", booked=True, move_asked_at=SLOT)["queue.ru.move"]
    assert short(finding) == INFORMS
    assert finding.missing == (phrase("the start of the window in Russia's queue"),)
    assert "queue.ru.move" not in ask("kairak", booked=True, slot_at=SLOT)


def test_the_russian_queue_is_asked_both_ways():
    assert list(ask("kairak", route=("RU", "KZ"), booked=True)) == ["queue.ru.slot"]
    assert "queue.ru.slot" in ask("kairak", route=("KZ", "RU"))
    assert "queue.ru.slot" not in ask("karasu", route=("KZ", "KG"))


def test_the_russian_queue_at_other_points_was_not_found():
    finding = ask("syrym")["queue.ru.slot"]
    assert short(finding) == INFORMS
    assert finding.values == {"point": "syrym"}
    assert finding.missing == (phrase("whether Russia's queue works at this crossing point"),)
    assert finding.reasons[0].text.startswith("Whether Russia's electronic queue works here was not found")
    assert rests_on(finding) == ["queue.ru.points", "queue.ru.points.other"]


def test_the_russian_queue_began_on_its_day():
    plan = {"slot_at": SLOT, "arrives_at": SLOT}
    assert "queue.ru.slot" not in ask("kairak", on=date(2023, 8, 31), **plan)
    assert "queue.ru.slot" not in ask("syrym", on=date(2023, 8, 31), **plan)
    assert short(ask("kairak", on=date(2023, 9, 1), **plan)["queue.ru.slot"]) == STOPS
    assert short(ask("syrym", on=date(2023, 9, 1), **plan)["queue.ru.slot"]) == INFORMS


# The rulebook and the crossing points speak of the same places


def test_every_point_of_a_queue_is_a_crossing_point_of_that_border():
    for provision, border in (
        ("queue.kz.points.ru", "KZ-RU"),
        ("queue.kz.points.kg", "KZ-KG"),
        ("queue.ru.points", "KZ-RU"),
    ):
        for entry in BOOK.provisions[provision].entries:
            assert {get_point(slug).border for slug in entry.value} == {border}


def test_the_first_days_of_points_agree_with_the_rulebook():
    first = {}
    for provision in ("queue.kz.points.ru", "queue.kz.points.kg"):
        for entry in BOOK.provisions[provision].entries:
            for slug in entry.value:
                first.setdefault(slug, entry.from_on)
    stated = {p.slug: p.equeue_since for p in list_points() if p.equeue_since}
    assert {slug: first[slug] for slug in stated} == stated


@pytest.mark.parametrize(
    ("provision", "on", "value"),
    [
        ("queue.kz.mrp", date(2024, 1, 1), 3692),
        ("queue.kz.mrp", date(2025, 1, 1), 3932),
        ("queue.kz.mrp", date(2026, 12, 31), 4325),
        ("queue.ru.price", date(2023, 9, 1), 0),
        ("queue.kz.points.ru.count", date(2024, 2, 15), 7),
        ("queue.kz.points.ru.count", date(2024, 9, 30), 21),
        ("queue.ru.points.elsewhere", date(2025, 9, 30), ["zabaikalsk", "chernyshevskoye"]),
        ("queue.ru.points.elsewhere", date(2025, 10, 1), ["zabaikalsk", "chernyshevskoye", "upper-lars"]),
    ],
)
def test_the_values_of_the_rulebook(provision, on, value):
    assert BOOK.on(on).look(provision).value == value


@pytest.mark.parametrize(
    ("provision", "on"),
    [
        ("queue.kz.mrp", date(2027, 1, 1)),
        ("queue.kz.points.ru.count", date(2024, 8, 1)),
        ("queue.ru.priority", DAY),
        ("queue.kz.grace", DAY),
        ("queue.kz.rebook_wait", DAY),
        ("queue.throughput", DAY),
        ("queue.waits", date(2026, 1, 1)),
    ],
)
def test_what_was_not_found_is_not_known(provision, on):
    assert BOOK.on(on).look(provision).state is State.NOT_KNOWN


@pytest.mark.parametrize("known_at", [date(2023, 8, 31), date(2025, 9, 11), date(2025, 12, 7), date.max])
@pytest.mark.parametrize("kind", list(QueueKind))
def test_no_day_and_no_knowledge_makes_the_check_fail(known_at, kind):
    plan = {"booked": True, "kind": kind, "slot_at": SLOT, "arrives_at": SLOT, "move_asked_at": SLOT}
    for point in ("kairak", "syrym", None):
        for months in range(60):
            on = date(2023 + months // 12, months % 12 + 1, 15)
            for finding in ask(point, on=on, known_at=known_at, **plan).values():
                assert (finding.says is Says.UNDECIDED) == bool(finding.missing)
                assert finding.reasons
