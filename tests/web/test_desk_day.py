"""A day's report: counted from the record, by the civil day of the point, for one direction."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otkel.app.crossing.reading import Envelope, Typed, get_verb
from otkel.app.site.desk.day import day_of, day_report
from otkel.facts.events.choices import CheckOutcome, SelectionKind, Stage
from otkel.facts.people import Language
from tests.web.desk_site import DESK, POINT, opened_post

MIN_US = 60_000_000


@pytest.fixture
def desk(tmp_path):
    with opened_post(tmp_path) as found:
        yield found


def today(desk):
    now = datetime.fromtimestamp(desk.house.desk(POINT).now_us() / 1e6, UTC)
    return now.astimezone(ZoneInfo(desk.house.desk(POINT).zone)).date()


def test_a_day_is_that_of_the_point():
    begins, ends = day_of("Asia/Oral", date(2026, 11, 29))
    assert datetime.fromtimestamp(begins / 1e6, UTC) == datetime(2026, 11, 28, 19, tzinfo=UTC)
    assert ends - begins == 86_400_000_000


def test_what_happened_is_counted(desk):
    desk.come(1, 2, 3)
    desk.at_exit(1, 2)
    desk.ask("select", passage=1, stage="exit_control", reason="weight")
    desk.ask("check-start", passage=1, stage="exit_control")
    desk.ask("check-result", passage=1, stage="exit_control", outcome="fined")
    desk.ask("clear", passage=1, stage="exit_control")
    desk.ask("refuse", passage=2, stage="exit_control", reason="papers")
    desk.ask("pause", stage="exit_control", reason="power_cut", towards="RU")
    report = day_report(desk.house, POINT, "RU", today(desk))
    assert [report.totals[one] for one in ("arrived", "exit_started", "exit_cleared")] == [3, 2, 1]
    assert report.refusals == {("exit_refused", "papers"): 1}
    (checks,) = report.selections
    assert (checks.stage, checks.kind, checks.outcomes) == (
        Stage.EXIT_CONTROL, SelectionKind.REFERRAL, {CheckOutcome.FINED: 1},
    )  # fmt: skip
    (stop,) = report.stops
    assert (stop.reason, stop.to_us) == ("power_cut", None)
    assert report.wait.trucks == 2
    assert not report.is_over
    assert report.acts_by == {"test": sum(report.totals.values())}


def test_the_other_direction_and_other_days_are_not_in_it(desk):
    desk.come(1)
    assert day_report(desk.house, POINT, "KZ", today(desk)).totals.get("arrived", 0) == 0
    assert day_report(desk.house, POINT, "RU", today(desk) - timedelta(days=1)).totals == {}


def test_a_wait_runs_from_the_coming(desk):
    now_us = desk.house.desk(POINT).now_us()
    come = {"plate": "001 ABC 02", "towards": "RU", "passage": 1, "readiness": "ready"}
    for verb, values in (
        ("arrive", {**come, "since": now_us - 90 * MIN_US}),
        ("call", {"towards": "RU"}),
        ("start", {"passage": 1, "stage": "exit_control"}),
    ):
        typed = Typed(verb=get_verb(verb), values=values, envelope=Envelope(by="test"))
        assert desk.house.ask(POINT, typed, Language.EN).refusal is None
    report = day_report(desk.house, POINT, "RU", today(desk))
    assert report.wait is not None
    assert 89 <= report.wait.median_s / 60 <= 91


@pytest.mark.parametrize("on", ["", "yesterday", "1066-10-14", "9999-12-31", "2026-02-31", "<b>"])
def test_a_day_that_cannot_be_is_today(desk, on):
    head = desk.browser("head-kz")
    page = head.get(f"{DESK}/day", params={"on": on})
    assert page.status_code == 200
    assert f'value="{today(desk).isoformat()}"' in page.text


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_report_is_drawn_and_holds_no_plate(desk, language):
    desk.come(1)
    desk.at_exit(1)
    page = desk.browser("analyst").get(f"/{language}/desk/syrym/day?towards=RU")
    assert page.status_code == 200
    assert "ABC" not in page.text
    assert re.search(r"<dd>1</dd>", page.text)


def test_who_may_not_see_it_does_not(desk):
    assert desk.browser("border-kz").get(f"{DESK}/day").status_code == 403
