"""A log holds every word and gives it back, from events, from arrays, and through Parquet."""

from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import InputError
from otkel.facts.events import KINDS, REGISTRY
from otkel.facts.events.choices import Stage, WayOut
from otkel.facts.events.fields import fields_of
from otkel.facts.events.passages import Arrived, Called, Left
from otkel.facts.events.posts import LanesSet
from otkel.queueing.log import (
    NOTHING,
    SCHEMA,
    events_of,
    log_from_arrays,
    log_of,
    read_log,
    save_log,
    write_log,
)
from otkel.queueing.log_words import COUNTED, FIRST_CODES, PLACES
from tests.ledger.strategies import events

KEPT = ("position", "occurred_us", "recorded_us", "word", "word_version", "point", "passage", "body")


def kept(event):
    """Give what a log keeps of an event, bodies as bytes: 1, 1.0 and true are not the same there."""
    return [msgspec.json.encode(getattr(event, name), order="sorted") for name in KEPT]


def same(found, wanted):
    return [kept(one) for one in found] == [kept(one) for one in wanted]


@pytest.mark.parametrize("word", REGISTRY)
@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_every_word_goes_into_a_log_and_back(word, data):
    some = data.draw(st.lists(events(word), min_size=1, max_size=4))
    assert same(events_of(log_of(some)), some)


@settings(deadline=None, max_examples=15)
@given(some=st.lists(events(), max_size=12), batch=st.integers(1, 5))
def test_any_events_go_through_parquet_in_batches(tmp_path_factory, some, batch):
    folder = tmp_path_factory.mktemp("log") / "parts"
    assert write_log(some, folder, batch) == len(some)
    log = read_log(folder)
    assert same(events_of(log, batch), some)
    save_log(log, folder.parent / "one.parquet")
    one = read_log(folder.parent / "one.parquet")
    assert same(events_of(one), some)
    assert (one.points, one.codes) == (log.points, log.codes)
    assert one.frame.collect_schema() == SCHEMA


def test_every_word_has_its_place_and_every_place_a_field():
    assert set(PLACES) == set(REGISTRY)
    for kind in KINDS:
        fields = {one.name: one for one in fields_of(kind.type)}
        place = [one for one in PLACES[kind.word] if one]
        assert {one.removeprefix(COUNTED) for one in place} <= set(fields)
        assert len(set(place)) == len(place)
        for column in ("lane", "reason"):
            field = getattr(PLACES[kind.word], column)
            assert not field or not fields[field].form.startswith("int"), (kind.word, field)


def test_the_first_texts_have_the_same_numbers_in_every_log():
    log = log_of([])
    assert log.codes[: len(FIRST_CODES)] == FIRST_CODES
    assert log.number("exit_control") == FIRST_CODES.index("exit_control") + 1
    assert log.text(log.number("strip")) == "strip"
    assert log.number("nothing such") == 0
    assert log.text(0) is None


def test_arrays_of_the_twin_make_a_log():
    codes = (*FIRST_CODES, "RU", "ordinary", "call.order_of_arrival")
    number = {one: at for at, one in enumerate(codes, 1)}
    log = log_from_arrays(
        {
            "occurred_us": np.array([10, 20, 30, 40], np.int64) + 10**15,
            "kind": np.array(
                [REGISTRY[w].number for w in ("lanes_set", "arrived", "called", "left")], np.uint8
            ),
            "point": np.zeros(4, np.int16),
            "passage": np.array([NOTHING, 7, 7, 7]),
            "lane": np.array([number["RU"], number["RU"], 0, 0]),
            "reason": np.array(
                [number[w] for w in ("exit_control", "ordinary", "call.order_of_arrival", "through")]
            ),
            "v0": np.array([2, NOTHING, 3, NOTHING]),
        },
        ["syrym"],
        codes,
    )
    lanes, arrived, called, left = events_of(log)
    assert lanes.body == LanesSet(stage=Stage.EXIT_CONTROL, towards="RU", open_lanes=("1", "2"))
    assert arrived.body == Arrived(vehicle=f"{7:032x}", towards="RU", queue_class="ordinary")
    assert called.body == Called(rule="call.order_of_arrival", overtaken_trucks=3)
    assert left.body == Left(way=WayOut.THROUGH)
    assert [one.position for one in (lanes, arrived, called, left)] == [1, 2, 3, 4]
    assert (lanes.passage, left.passage, left.recorded_us) == (None, 7, 10**15 + 40)


GOOD = {"occurred_us": [1], "kind": [4], "point": [0]}


@pytest.mark.parametrize(
    ("columns", "codes", "what"),
    [
        ({"occured_us": [1]}, FIRST_CODES, "no columns"),
        ({"kind": [29]}, FIRST_CODES, "kind"),
        ({"point": [1]}, FIRST_CODES, "no point"),
        ({"lane": [len(FIRST_CODES) + 1]}, FIRST_CODES, "no point or text"),
        ({"lane": [1, 2]}, FIRST_CODES, "length"),
        ({}, ("RU",), "FIRST_CODES"),
    ],
)
def test_arrays_that_make_no_log(columns, codes, what):
    with pytest.raises(ValueError, match=what):
        log_from_arrays({**GOOD, **columns}, ["syrym"], codes)


def test_a_row_that_lacks_what_its_word_must_have():
    log = log_from_arrays({**GOOD, "kind": [REGISTRY["left"].number]}, ["syrym"])
    with pytest.raises(ValueError, match="left"):
        list(events_of(log))


def test_what_is_no_log(tmp_path):
    plain, text, empty = tmp_path / "plain.parquet", tmp_path / "text.parquet", tmp_path / "empty"
    pl.DataFrame({"a": [1]}).write_parquet(plain)
    text.write_text("no parquet", encoding="utf-8")
    empty.mkdir()
    for path in (plain, text, empty, tmp_path / "absent"):
        with pytest.raises(InputError, match="no log"):
            read_log(path)


def test_a_log_in_other_words_is_refused(tmp_path):
    file = tmp_path / "log.parquet"
    save_log(log_of([]), file)
    told = pl.read_parquet_metadata(file)["otkel"]
    for other in (
        told.replace('"arrived":[4,2]', '"arrived":[4,3]'),
        told.replace("otkel-log-1", "otkel-log-2"),
    ):
        assert other != told
        pl.read_parquet(file).write_parquet(file, metadata={"otkel": other})
        with pytest.raises(InputError, match="words"):
            read_log(file)


def test_a_folder_is_never_written_over(tmp_path):
    with pytest.raises(FileExistsError):
        write_log([], tmp_path)


def test_the_guide_has_the_table_as_it_is():
    page = (Path(__file__).parents[2] / "docs" / "guide" / "measures.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.count("|") == 7 and "---" not in line]
    wanted = [f"| {kind.word} | {kind.number} | {' | '.join(PLACES[kind.word])} |" for kind in KINDS]
    assert [row for row in rows if not row.startswith("| word")] == wanted
