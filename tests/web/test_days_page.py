"""The days page: the numbers of the command, and a calendar that says the same."""

import html
import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otkel.app.days import AskedDays, count_days
from otkel.app.site.checking.calendar import Calendar, calendar_of, draw_calendar
from otkel.app.site.checking.examples import get_example
from otkel.app.words import words_for
from otkel.facts.people import Language, Stay
from otkel.law.corpus import read_rulebook
from tests.web.limits import unlimited
from tests.web.site import opened_site

STAYS = [("RU", "2026-02-01", "2026-03-05"), ("RU", "2026-05-10", "2026-06-01"), ("BY", "2026-07-01", "")]
FORM = {"rule": "ru", "on": "2026-08-14", "plan": "40", "driver.citizenship": "KZ", "driver.ruid_filed": "no"}
FORM |= {
    f"driver.stays.{number}.{name}": value
    for number, stay in enumerate(STAYS)
    for name, value in zip(("country", "entered_on", "left_on"), stay, strict=True)
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("days")) as (client, _), unlimited():
        yield client


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("rule", ["ru", "kz", "schengen"])
def test_the_page_counts_as_the_command_does(client, tmp_path, language, rule):
    table = tmp_path / "stays.csv"
    rows = [f"a,{','.join(stay)},KZ,no" for stay in STAYS]
    table.write_text("\n".join(["driver,country,entered_on,left_on,citizenship,ruid", *rows]))
    asked = AskedDays(rule=rule, on=date(2026, 8, 14), plan=40, language=Language(language))
    answer = count_days(table, asked).answers[0]
    page = html.unescape(client.post(f"/{language}/days", data={**FORM, "rule": rule}).text)
    words = words_for(Language(language))
    assert answer["sentence"] in page
    for key in ("must_leave_on", "breach_on", "earliest_entry_on"):
        assert answer[key] is None or words.moment(answer[key]) in page
    if answer["used"] is not None:
        assert f"<dd>{answer['used']}</dd>" in page


def test_the_calendar_shows_the_days_that_are_counted(client):
    page = client.post("/en/days", data={**FORM, "driver.stays.2.country": "KZ"}).text
    picture = page[page.index('<svg class="calendar"') :]
    picture = picture[: picture.index("</svg>")]
    counted = 33 + 23  # February and March, May and June; Kazakhstan is not Russia
    assert picture.count('class="in"') == counted
    assert f"<dd>{counted}</dd>" in page
    assert picture.count('class="plan"') + picture.count('class="over"') == 40
    assert picture.count('class="over"') == 40 - (90 - counted)
    assert picture.count('class="last"') == picture.count('class="today"') == 1


def test_where_the_limit_is_not_known_the_last_day_under_each_is_shown(client):
    page = client.post("/en/days", data={**FORM, "driver.ruid_filed": "", "plan": ""}).text
    assert page.count("With a limit of") == 2
    picture = page[page.index('<svg class="calendar"') : page.index("<figcaption")]
    assert picture.count('class="last"') == 2


def test_the_answer_of_a_trip_has_the_calendar_of_its_driver(client):
    case = get_example("2025-11-27-driver-on-his-89th-day")
    page = client.post("/en/check", data=case).text
    finding = next(
        one
        for one in client.post("/en/check/json", data=case).json()["findings"]
        if one["id"] == "stay.ru.days"
    )
    picture = page[page.index('<svg class="calendar"') : page.index("<figcaption")]
    assert picture.count('class="in"') == finding["values"]["used"]
    assert picture.count('class="over"') > 0
    over = client.post("/en/check", data=get_example("2025-10-09-driver-over-90-days")).text
    assert over.count('class="over"') == 6 + 1  # every planned day, and the sign in the legend
    unknown = {name: value for name, value in case.items() if not name.startswith("driver.stays")}
    assert '<svg class="calendar"' not in client.post("/en/check", data=unknown).text


def test_the_picture_is_told_in_words_and_takes_nothing_typed_as_markup():
    calendar = Calendar(on=date(2026, 8, 14), used=())
    told = draw_calendar(calendar, words_for(Language.EN), "<script>")
    assert "<title>&lt;script&gt;</title>" in told
    assert "<script>" not in told
    assert 'role="img"' in told


@given(
    st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(0, 4000)), max_size=6),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.integers(-10, 3660),
)
@settings(max_examples=60, deadline=None)
def test_any_stays_can_be_drawn(stays, on, planned):
    made = tuple(
        Stay(country="RU", entered_on=first, left_on=first + timedelta(days=length))
        for first, length in stays
    )
    calendar = calendar_of(made, "ru", read_rulebook().on(on), planned_until=on + timedelta(days=planned))
    picture = draw_calendar(calendar, words_for(Language.KK), "x")
    assert picture.count('class="today"') == 1
    assert len(picture) < 150_000


@pytest.mark.parametrize(
    ("changes", "name", "told"),
    [
        ({"plan": "many"}, "plan", "many"),
        ({"plan": "0"}, "plan", "0"),
        ({"plan": "9999"}, "plan", "9999"),
        ({"on": "soon"}, "on", "soon"),
        ({"rule": "us"}, "rule", "us"),
        ({"driver.stays.0.left_on": "2025-01-01"}, "driver.stays.0.left_on", "before"),
        ({name: "" for name in FORM if "stays" in name}, "driver.stays.0.country", "no stay is filled in"),
    ],
)
def test_what_cannot_be_counted_is_told(client, changes, name, told):
    answer = client.post("/en/days", data={**FORM, **changes})
    assert answer.status_code == 400
    assert f'href="#{name}"' in answer.text
    assert told.lower() in html.unescape(answer.text).lower()


def test_no_stay_at_all_is_a_stay_history_too(client):
    form = {"rule": "ru", "on": "2026-08-14", "driver.citizenship": "KZ", "driver.no_stays": "yes"}
    page = client.post("/en/days", data=form).text
    assert "<dd>0</dd>" in page


def test_a_line_more_is_given_and_nothing_is_kept(client):
    answer = client.post("/en/days", data={**FORM, "add": "driver.stays"})
    assert 'name="driver.stays.3.country"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", answer.text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.one_of(st.sampled_from([*FORM, "add"]), st.from_regex(r"driver(\.\w{1,6}){0,4}")),
        st.one_of(st.text(max_size=20), st.dates().map(str), st.integers().map(str)),
        max_size=12,
    )
)
def test_whatever_is_sent_is_answered(client, fields):
    assert client.post("/en/days", data={**FORM, **fields}).status_code in (200, 400)
