"""Checks by month: after a delay, for the whole border, and never a number from which few would follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.app.site import checks_told
from otkel.app.site.checks_told import FEWEST, leave_out, list_months, month_of, months_told
from otkel.app.site.past import Past
from otkel.facts.events.choices import CheckOutcome, SelectionKind
from tests.web.site import opened_site


def counts(trucks=500, random=40, risk=25, referral=3, any_=60, nothing=50, fined=12):
    return {
        "trucks": {"taken_on": trucks},
        "selected": {"random": random, "risk": risk, "referral": referral, "any": any_},
        "ended": {"nothing_found": nothing, "fined": fined},
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, house):
        yield client, house


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 11, 29), date(2026, 9, 1)),
        (date(2026, 11, 30), date(2026, 9, 1)),
        (date(2026, 12, 1), date(2026, 10, 1)),
        (date(2026, 1, 5), date(2025, 11, 1)),
        (date(2026, 3, 2), date(2025, 12, 1)),
    ],
)
def test_a_month_is_told_a_month_after_its_end(today, newest):
    months = list(list_months(today))
    assert months[0] == newest
    assert len(months) == 12
    assert all((today - timedelta(30)) >= month for month in months)


def test_a_single_small_number_takes_the_next_with_it():
    month = month_of(date(2026, 9, 1), [counts()])
    assert month.kinds == {SelectionKind.RISK: None, SelectionKind.RANDOM: 40, SelectionKind.REFERRAL: None}
    assert (month.trucks, month.selected) == (500, 60)
    assert month.share_pct == 12.0


def test_points_are_added_up():
    month = month_of(date(2026, 9, 1), [counts(), counts(referral=9)])
    assert month.points == 2
    assert month.kinds[SelectionKind.REFERRAL] == 12
    assert month.outcomes[CheckOutcome.NOTHING_FOUND] == 100


@pytest.mark.parametrize("selected", [0, 9, 491, 500])
def test_where_few_were_selected_or_few_were_not_nothing_is_told_of_it(selected):
    month = month_of(date(2026, 9, 1), [counts(any_=selected)])
    assert month.selected is None
    assert month.share_pct is None
    assert set(month.kinds.values()) | set(month.outcomes.values()) == {None}
    assert month.trucks == 500


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_number_of_few_follows_from_the_others_and_their_sum(numbers):
    told = leave_out(dict(enumerate(numbers)))
    hidden = [number for at, number in enumerate(numbers) if told[at] is None]
    assert all(told[at] in (None, number) for at, number in enumerate(numbers))
    assert not any(0 < number < FEWEST for number in told.values() if number is not None)
    if len(hidden) == 1:  # nothing else was there that could hide it
        assert all(number == 0 for at, number in enumerate(numbers) if told[at] is not None)


def test_what_is_young_is_not_told(demo):
    client, house = demo
    assert months_told(house, "KZ-RU") == ()
    for language in ("en", "ru", "kk"):
        answer = client.get(f"/{language}/checks")
        assert answer.status_code == 200
        assert "<table" not in answer.text
    assert 'href="/en/checks"' in client.get("/en").text


def test_months_stand_in_tables_for_the_border_alone(demo, monkeypatch):
    client, _ = demo
    monkeypatch.setattr(Past, "checks", lambda self, point, month: counts() if month == "2026-09" else {})
    monkeypatch.setattr(checks_told, "now", lambda: datetime(2026, 11, 29, tzinfo=UTC))
    page = client.get("/en/checks").text
    assert page.count('<th scope="row">2026-09</th>') == 2
    assert "12.0" in page
    assert "Syrym" not in page
    assert page.count("not told") >= 2
