"""The timeline of causes: dated, placed, sourced, and honest about what is assumed."""

from datetime import date

import pytest

from otkel.errors import InputError, OtkelError
from otkel.sim.causes import CAUSES, TIMELINE, read_causes

NAMED_DAYS = [
    (2025, 9, 4), (2025, 9, 15), (2025, 10, 7), (2025, 10, 13), (2025, 10, 24), (2025, 11, 7), (2025, 11, 11),
    (2025, 11, 27),
]  # fmt: skip


def test_every_switch_has_an_entry_and_every_named_day_begins_one():
    timeline = read_causes()
    assert {one.cause for one in timeline.causes} == set(CAUSES)
    assert {date(*day) for day in NAMED_DAYS} <= {one.from_on for one in timeline.causes}
    stop = next(one for one in timeline.causes if one.cause == "transit_stop")
    assert stop.to_on == date(2025, 10, 31)  # freight moves again on 1 November


def test_every_source_is_cited_and_every_assumption_says_why():
    timeline = read_causes()
    cited = {key for one in timeline.causes for key in one.sources}
    cited |= {amount.source for one in timeline.causes for amount in one.amounts if amount.source}
    assert cited == set(timeline.sources)
    assert all(source.title and source.address for source in timeline.sources.values())
    assumed = [amount for one in timeline.causes for amount in one.amounts if amount.assumption]
    assert assumed
    assert all(len(amount.assumption.split()) > 4 and amount.low < amount.high for amount in assumed)


def test_what_holds_on_a_day():
    held = {one.id for one in read_causes().causes if one.holds_on(date(2025, 10, 2))}
    assert {"works.syrym", "screening.exit", "checks.roadside", "surge.china_holidays"} <= held
    assert "papers.decree" not in held
    assert "checks.first_days" not in held


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cause: transit_stop", "cause: transit", "no cause transit"),
        ("place: syrym", "place: syrim", "no place syrim"),
        ("to: 2025-10-31", "to: 2025-10-01", "ends before it begins"),
        ("grade: S1", "grade: S9", "no grade S9"),
        ("sources: [azattyk]", "sources: [azatyk]", "no source azatyk"),
        ("sources: [azattyk]", "sources: []", "a source is missing"),
        ("id: works.other", "id: works.syrym", "stands twice"),
        ("value: 150, low: 50", "value: 15, low: 50", "do not rise"),
        ("unit: days, source: konsu", "unit: days", "on a source or on an assumption"),
        ("value: 20, low: 0, high: 60", "value: 20, low: 0", "an assumption has a range"),
        ("from: 2025-11-27", "from: 2025-12-27", "order of their first days"),
        ("from: 2025-11-27", "from: 2025-11-31", "causes_2025.yaml"),
    ],
)
def test_what_is_wrong_in_an_entry_is_named(tmp_path, old, new, told):
    text = TIMELINE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "causes_2025.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OtkelError, match=told):
        read_causes(file)


def test_a_broken_file_is_named_with_its_line(tmp_path):
    file = tmp_path / "causes_2025.yaml"
    file.write_text("sources: {\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_causes(file)
