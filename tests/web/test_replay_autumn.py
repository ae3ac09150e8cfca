"""The autumn of 2025 on the site: the shipped result belongs to the shipped scenario, and says what it is."""

import html

import msgspec
import pytest

from otkel.app.replay import NAME
from otkel.app.site.autumn import read_autumn, steps_of_autumn, tell_autumn
from otkel.app.study import checked_of
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.sim.reports import read_reports
from otkel.sim.scenario_file import plain
from otkel.sim.score import Fit
from tests.web.site import opened_site


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("site")) as (client, _):
        yield client


def differing(shipped, now, path=""):
    """Give where a scenario has changed; what Otkel can tell of one since then, it tells by its defaults."""
    if isinstance(shipped, dict) and isinstance(now, dict):
        for name, value in shipped.items():
            yield from differing(value, now.get(name), f"{path}.{name}")
    elif isinstance(shipped, list) and isinstance(now, list | tuple) and len(shipped) == len(now):
        for at, (one, other) in enumerate(zip(shipped, now, strict=True)):
            yield from differing(one, other, f"{path}[{at}]")
    elif shipped != now:
        yield path


def test_the_shipped_result_is_of_the_shipped_scenario():
    """Where this fails, write it anew: otkel sim replay autumn-2025 --effects 0 --json > autumn_2025.json."""
    checked, found = checked_of(NAME), read_autumn()
    assert list(differing(found.parameters, msgspec.to_builtins(plain(checked.scenario)))) == []
    assert found.changes == checked.scenario.changes
    assert [row.report for row in found.rows] == list(read_reports())
    assert (found.replications, found.without) == (200, ())


def test_the_slider_is_given_every_day_of_the_scenario():
    found, steps = read_autumn(), steps_of_autumn()
    assert len(steps["days"]) == len(found.bands[0].mid) == int(found.parameters["horizon_days"])
    assert steps["days"][0] == found.begins_on.isoformat()
    for low, mid, high in zip(*steps["whole"].values(), strict=True):
        assert low <= mid <= high
    assert steps["simulated"] is True


@pytest.mark.parametrize("language", list(Language))
def test_it_says_how_many_reports_are_inside_and_outside(client, language):
    page = client.get(f"/{language.value}/replay/autumn-2025")
    assert page.status_code == 200
    told = tell_autumn(words_for(language))
    words = words_for(language)
    text = html.unescape(page.text)
    for one in (*told.sums, *told.outside):
        assert words.sentence(one) in text
    outside = sum(row.fit is Fit.OUTSIDE for row in read_autumn().counted)
    assert sum(one.is_outside for one in told.reports) == outside > 0
    assert 'class="simulated"' in page.text


def test_every_report_beside_the_twin_stands_with_its_source(client):
    page = html.unescape(client.get("/en/replay/autumn-2025").text)
    reports = tell_autumn(words_for(Language.EN)).reports
    assert len(reports) >= 35
    for one in reports:
        assert one.source_title in page
    assert 'href="javascript' not in page


def test_the_steps_are_given_to_everybody(client):
    answer = client.get("/replay-steps/autumn-2025")
    assert answer.status_code == 200
    assert set(answer.json()["points"]) >= {"kairak", "syrym"}
    assert 'href="/en/replay/autumn-2025"' in client.get("/en/replay").text
