"""OCEL 2.0: the file keeps the standard's rules, nothing personal goes out, and pm4py reads it back.

pm4py is no dependency (it brings a whole laboratory): where it is absent that test is skipped with a word.
"""

import io
import json
import re
import warnings
from collections import Counter
from datetime import datetime

import pytest

from otkel.facts.events.choices import CheckKind, SelectionKind, Stage, WayOut
from otkel.facts.events.incidents import IncidentTold
from otkel.facts.events.passages import Arrived, Called, EntryStarted, ExitStarted, Left
from otkel.facts.events.posts import Closed
from otkel.facts.events.proofs import TicketIssued
from otkel.facts.events.selections import Selected
from otkel.feeds.ocel import write_ocel
from otkel.queueing.log import log_of
from otkel.queueing.public import public_events
from tests.queueing.made_passages import START_US, Stream

SECRET, DIGEST = "5ec0e7" + "a" * 26, "d19e57" + "b" * 58


def a_log():
    """Two passages of one truck, one of another; a closure; and what must not go out."""
    stream = Stream()
    for passage, at in ((1, 0), (3, 600)):
        stream.add(at, Arrived(vehicle=SECRET, towards="RU", queue_class="o", sealed=DIGEST), passage)
        stream.add(at + 10, TicketIssued(ticket=DIGEST, queue_class="o", ahead_trucks=0), passage)
        stream.add(at + 20, Called(rule="call.class", lane="1"), passage)
        stream.add(at + 30, ExitStarted(lane="1"), passage)
        stream.add(at + 50, EntryStarted(lane="1"), passage)
        stream.add(at + 60, Left(way=WayOut.THROUGH), passage)
    stream.add(5, Arrived(vehicle="c" * 32, towards="KZ", queue_class="p"), 2)
    stream.add(
        7,
        Selected(
            stage=Stage.ENTRY_CONTROL, kind=SelectionKind.RISK, reason="weight", check=CheckKind.DOCUMENTS,
            risk_rules=DIGEST, risk_points=77,
        ),
        2,
    )  # fmt: skip
    stream.add(8, Closed(reason="storm", until_us=START_US + 3_600_000_000))
    stream.add(
        9, IncidentTold(measure="held", country="RU", from_us=START_US, person=SECRET, sealed=(DIGEST,))
    )
    return log_of(stream.events)


def written(log, simulated=False, points=()):
    out = io.BytesIO()
    count = write_ocel(lambda: public_events(log, points), out, simulated)
    told = json.loads(out.getvalue())
    assert len(told["events"]) == count
    return told


TYPES = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "time": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text) is not None,
}


def breaches(told):
    """Give what breaks the rules of the standard: sections, ids, declared types and values, relations."""
    if set(told) != {"objectTypes", "eventTypes", "objects", "events"}:
        yield "sections"
    objects = {one["id"]: one for one in told["objects"]}
    if len(objects) != len(told["objects"]) or len({e["id"] for e in told["events"]}) != len(told["events"]):
        yield "an id stands twice"
    for kind in ("object", "event"):
        declared = {
            one["name"]: {each["name"]: each["type"] for each in one["attributes"]}
            for one in told[f"{kind}Types"]
        }
        for one in told[f"{kind}s"]:
            known = declared[one["type"]]
            for each in one["attributes"]:
                is_right = TYPES[known[each["name"]]]
                fits = (
                    isinstance(each["value"], is_right)
                    if isinstance(is_right, type)
                    else is_right(each["value"])
                )
                if not fits or (kind == "object" and not each["time"].endswith("Z")):
                    yield one["id"], each
            for each in one["relationships"]:
                if each["objectId"] not in objects or not each["qualifier"]:
                    yield one["id"], each
    yield from (one["id"] for one in told["events"] if not TYPES["time"](one["time"]))


@pytest.mark.parametrize("simulated", [True, False])
def test_the_rules_of_the_standard_are_kept(simulated):
    assert list(breaches(written(a_log(), simulated))) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told["objects"].pop(0),
        lambda told: told["events"].append(told["events"][0]),
        lambda told: told["events"][0].update(time="yesterday"),
        lambda told: told["events"][0]["attributes"][0].update(value=None),
        lambda told: told.update(more=1),
    ],
)
def test_the_rules_notice_what_is_spoilt(spoil):
    told = written(a_log())
    spoil(told)
    assert list(breaches(told))


def test_events_concern_passage_point_lane_and_vehicle():
    told = written(a_log())
    of_type = Counter(one["type"] for one in told["objects"])
    assert of_type == {"passage": 3, "vehicle": 2, "point": 1, "lane": 2}  # lane 1 of each post
    exits = next(one for one in told["events"] if one["type"] == "exit_started")
    assert {(one["objectId"], one["qualifier"]) for one in exits["relationships"]} == {
        ("point syrym", "point"), ("passage syrym 1", "passage"), ("lane syrym exit_control 1", "lane"),
    }  # fmt: skip
    passages = {one["id"]: one for one in told["objects"] if one["type"] == "passage"}
    again = [
        {"objectId": "vehicle 1", "qualifier": "by"} in one["relationships"] for one in passages.values()
    ]
    assert again.count(True) == 2  # the truck that comes again is known again
    towards = {one["name"]: one["value"] for one in passages["passage syrym 2"]["attributes"]}
    assert (towards["towards"], towards["queue_class"]) == ("KZ", "p")
    closed = next(one for one in told["events"] if one["type"] == "closed")
    values = {one["name"]: one["value"] for one in closed["attributes"]}
    assert values["reason"] == "storm"
    assert datetime.fromisoformat(values["until_at"]).timestamp() == START_US / 1e6 + 3600


def test_nothing_personal_and_nothing_private_goes_out():
    told = written(a_log())
    text = json.dumps(told)
    for hidden in (SECRET, DIGEST, "5ec0e7", "d19e57", "risk_points", "ticket", "incident"):
        assert hidden not in text
    assert {one["type"] for one in told["events"]} == {
        "arrived", "called", "exit_started", "entry_started", "left", "selected", "closed",
    }  # fmt: skip


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_is_said_at_every_point_and_passage(simulated):
    told = written(a_log(), simulated)
    marks = [
        one["value"] for made in told["objects"] for one in made["attributes"] if one["name"] == "simulated"
    ]
    assert marks == [simulated] * 4


def test_an_empty_log_is_an_empty_file_by_the_standard():
    told = written(log_of([]))
    assert list(breaches(told)) == []
    assert (told["events"], told["objects"]) == ([], [])
    assert written(a_log(), points=("kurmangazy",))["events"] == []


def test_hostile_names_stay_text():
    stream = Stream('a"}],\n<x>')
    stream.add(0, Arrived(vehicle=SECRET, towards="RU", queue_class="o"), 1)
    assert 'point a"}],\n<x>' in {one["id"] for one in written(log_of(stream.events))["objects"]}


@pytest.mark.filterwarnings("ignore")
def test_pm4py_reads_it_back(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pm4py = pytest.importorskip("pm4py", reason="not installed: pm4py (the group `mining`)")
    told = written(a_log())
    (tmp_path / "log.json").write_text(json.dumps(told))
    log = pm4py.read_ocel2_json(str(tmp_path / "log.json"))
    assert Counter(log.events["ocel:activity"]) == Counter(one["type"] for one in told["events"])
    assert Counter(log.objects["ocel:type"]) == {"passage": 3, "vehicle": 2, "point": 1, "lane": 2}
    assert len(log.relations) == sum(len(one["relationships"]) for one in told["events"])
    # Flattened on passages it is the classic log: one case a passage, its events in order.
    ways = pm4py.ocel_flattening(log, "passage").groupby("case:concept:name")["concept:name"]
    whole = ("arrived", "called", "exit_started", "entry_started", "left")
    assert Counter(tuple(one) for _, one in ways) == {whole: 2, ("arrived", "selected"): 1}
