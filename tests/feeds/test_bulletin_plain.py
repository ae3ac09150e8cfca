"""The small feed: JSON and CSV hold the same, each field is documented, unknown is never zero."""

import csv
import io
import json

import pytest

from otkel.feeds.bulletin_plain import FIELDS, write_csv, write_json
from tests.feeds import made_bulletins as made


def rows(bulletin):
    return list(csv.DictReader(io.StringIO(write_csv(bulletin).decode())))


def test_both_forms_hold_the_same_figures():
    whole = made.bulletin(made.full(), made.empty())
    told = json.loads(write_json(whole))
    flat = [
        (one["point"], one["towards"], each["quantity"], each["vehicles"], each["low"], each["high"])
        for one in told["situations"]
        for each in one["figures"]
    ]
    of_csv = [
        (
            row["point"],
            row["towards"],
            row["quantity"],
            row["vehicles"],
            float(row["low"]),
            float(row["high"]),
        )
        for row in rows(whole)
    ]
    assert flat == of_csv
    assert len(flat) == 7


def test_every_field_is_documented_and_no_other_is():
    told = json.loads(write_json(made.bulletin(made.full())))
    (one,) = told["situations"]
    names = (set(told) | set(one) | set(one["figures"][0])) - {"situations", "figures"}
    assert names == set(FIELDS)
    assert list(rows(made.bulletin(made.full()))[0]) == list(FIELDS)


def test_unknown_is_empty_and_zero_is_zero():
    unknown, zero = made.bulletin(made.unknown()), made.bulletin(made.empty())
    assert [(row["low"], row["seen"], row["standing"]) for row in rows(unknown)] == [("", "unknown", "")]
    assert json.loads(write_json(unknown))["situations"][0]["figures"][0]["low"] is None
    assert [(row["low"], row["seen"], row["standing"]) for row in rows(zero)] == [("0.0", "known", "open")]


def test_a_direction_without_figures_keeps_its_row():
    bare = made.Situation(place=made.SYRYM, towards=None)
    assert [(row["point"], row["quantity"], row["low"]) for row in rows(made.bulletin(bare))] == [
        ("syrym", "", "")
    ]


def test_nothing_known_is_a_feed_without_rows():
    assert rows(made.bulletin()) == []
    assert json.loads(write_json(made.bulletin()))["situations"] == []


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-1+1", "@x", "\t=1"])
def test_no_cell_is_a_formula(text):
    place = made.Place(slug=text, name=text)
    (row,) = rows(made.bulletin(made.Situation(place=place, towards=text, stopped=(text,))))
    assert all(not row[name].startswith(tuple("=+-@\t")) for name in ("point", "name", "towards", "stopped"))


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_is_said_in_every_row(simulated):
    whole = made.bulletin(made.full(), simulated=simulated)
    assert {row["simulated"] for row in rows(whole)} == {str(simulated).lower()}
    assert json.loads(write_json(whole))["simulated"] is simulated
