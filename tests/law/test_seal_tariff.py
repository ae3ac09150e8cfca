"""The price of tracking with a seal: by stage, and by days as a tariff counts them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.law.corpus import read_rulebook
from otkel.law.seal_tariff import (
    DAY,
    DayCount,
    SealStage,
    Tariff,
    charge,
    count_days,
    list_stages,
    tariff_of_law,
)

ON = date(2026, 8, 31)
T = datetime(2026, 8, 31, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OWN = Tariff(
    state="RU", currency="RUB", stages={SealStage.END: Decimal(100)}, by_day=True, day=Decimal(24),
    count=DayCount.BEGUN,
)  # fmt: skip


def with_(**changed):
    import msgspec

    return msgspec.structs.replace(OWN, **changed)


def said(one):
    return [part.text.format(**part.values) for part in one.missing]


@pytest.mark.parametrize(
    ("count", "lasted", "days"),
    [
        (DayCount.BEGUN, timedelta(0), "0"),
        (DayCount.BEGUN, timedelta(microseconds=1), "1"),
        (DayCount.BEGUN, DAY, "1"),
        (DayCount.BEGUN, DAY + timedelta(microseconds=1), "2"),
        (DayCount.FULL, DAY - timedelta(microseconds=1), "0"),
        (DayCount.FULL, 3 * DAY + HOUR, "3"),
        (DayCount.SHARE, 36 * HOUR, "1.5"),
        (DayCount.CIVIL, HOUR, "1"),
        (DayCount.CIVIL, 17 * HOUR, "1"),  # until midnight of UTC
        (DayCount.CIVIL, 17 * HOUR + timedelta(microseconds=1), "2"),
        (DayCount.BEGUN, -HOUR, "0"),
    ],
)
def test_how_days_are_counted(count, lasted, days):
    assert count_days(count, "UTC", T, T + lasted) == Decimal(days)


def test_a_civil_day_is_that_of_the_clock():
    until = T + 13 * HOUR  # 20:00 UTC: past midnight in Almaty (+5), not in Moscow (+3)
    assert count_days(DayCount.CIVIL, "Asia/Almaty", T, until) == 2
    assert count_days(DayCount.CIVIL, "Europe/Moscow", T, until) == 1


def test_a_day_of_24_hours_is_the_same_where_clocks_are_changed():
    from zoneinfo import ZoneInfo

    since = datetime(2026, 10, 24, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # 25 hours to the next noon
    until = datetime(2026, 10, 25, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert count_days(DayCount.BEGUN, "UTC", since, until) == 2
    assert count_days(DayCount.CIVIL, "Europe/Berlin", since, until) == 2


@given(
    st.sampled_from(DayCount), st.sampled_from(["UTC", "Asia/Almaty", "Europe/Moscow"]),
    st.timedeltas(timedelta(0), 30 * DAY), st.timedeltas(timedelta(0), 30 * DAY),
)  # fmt: skip
def test_days_of_two_parts_are_no_less_than_days_of_the_whole_but_by_whole_ones(count, clock, one, other):
    parts = count_days(count, clock, T, T + one) + count_days(count, clock, T + one, T + one + other)
    whole = count_days(count, clock, T, T + one + other)
    if count is DayCount.FULL:
        assert parts <= whole
    elif count is DayCount.SHARE:
        assert abs(parts - whole) < Decimal("1e-9")
    else:
        assert whole <= parts <= whole + 1
    assert count_days(count, clock, T, T + one) <= whole


def test_free_days_come_first_and_never_give_money_back():
    cost = charge(with_(free_days=Decimal(3)), SealStage.END, T, T + 5 * DAY)
    assert (cost.days, cost.for_days, cost.total) == (2, 48, 148)
    assert charge(with_(free_days=Decimal(30)), SealStage.END, T, T + 5 * DAY).total == 100
    half = charge(with_(count=DayCount.SHARE), SealStage.END, T, T + 36 * HOUR)
    assert half.for_days == Decimal("36.00")


def test_what_is_not_known_is_missing_and_never_nothing():
    for changed, missing in (
        ({"day": None}, "the price of a day of tracking in RU"),
        ({"count": None}, "how days of tracking are counted in RU"),
        ({"stages": {}}, "the road tariff of navigation seals in RU"),
    ):
        cost = charge(with_(**changed), SealStage.END, T, T + DAY)
        assert (said(cost), cost.total) == ([missing], None)
    cost = charge(OWN, SealStage.END, T, None)
    assert (said(cost), cost.total) == (["when the truck came into RU and left it"], None)
    by_stage = charge(with_(by_day=False), SealStage.END, None, None)
    assert (by_stage.missing, by_stage.total) == ((), 100)


def test_the_rulebook_knows_the_russian_stages_and_no_other_road_tariff():
    law = read_rulebook().on(ON)
    prices = [charge(tariff_of_law(law, "RU"), stage, T, T + DAY).total for stage in SealStage]
    assert prices == [13_855, 7_805, 10_845]
    for state in ("KZ", "KG", "BY", "AM"):
        cost = charge(tariff_of_law(law, state), SealStage.START, T, T + DAY)
        assert said(cost) == [f"the road tariff of navigation seals in {state}"]


def test_by_the_other_reading_days_are_paid_and_neither_price_nor_count_was_found():
    law = read_rulebook().on(ON, None, {"seal_price": "per_stage_and_day"})
    cost = charge(tariff_of_law(law, "RU"), SealStage.END, T, T + DAY)
    assert (cost.for_stage, cost.total) == (10_845, None)
    assert said(cost) == [
        "the price of a day of tracking in RU", "how days of tracking are counted in RU",
    ]  # fmt: skip
    assert {"seal.ru.fee.day", "seal.ru.fee.day_count"} <= {one.provision.id for one in cost.rests_on}


def test_before_the_tariff_nothing_is_known():
    law = read_rulebook().on(date(2026, 2, 10))
    assert charge(tariff_of_law(law, "RU"), SealStage.END, T, T).for_stage is None


@pytest.mark.parametrize(
    ("route", "stages"),
    [
        (("KZ", "RU"), "KZ start, RU end"),
        (("CN", "KG", "KZ", "RU", "LV"), "KG start, KZ transit, RU end"),
        (("RU", "KZ", "RU"), "RU start, KZ transit, RU end"),
        (("KZ", "UZ"), "KZ start"),
        (("CN", "UZ"), ""),
    ],
)
def test_stages_are_those_of_members_in_order(route, stages):
    assert ", ".join(f"{state} {stage}" for state, stage in list_stages(route)) == stages
