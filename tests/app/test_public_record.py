"""The public record holds nobody's data, and a hostile file of it gets clear mistakes."""

import json
from contextlib import suppress
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.app import public_record as module
from otkel.app.public_record import export_public, public_record, read_public, write_public
from otkel.app.redraw import redraw, redraw_file, redraw_record, write_public_file
from otkel.errors import InputError, UnknownNameError
from otkel.facts.events.choices import CheckKind, SelectionKind, Stage
from otkel.facts.events.envelope import Draft
from otkel.facts.events.selections import Selected
from otkel.ledger.opening import open_store
from tests.app.draw_world import DAY, DAY_US, DAYS, POINT, check_world, slot_world, vehicle_of

ROWS = list(export_public(slot_world().events, POINT))


def mistakes_of(rows):
    with pytest.raises(InputError) as refused:
        read_public(rows, "draws.jsonl")
    for one in refused.value.mistakes:
        assert one.where.file == "draws.jsonl"
        assert one.do.text
    return [(one.where.row, one.what.text) for one in refused.value.mistakes]


def changed(row, **fields):
    return msgspec.json.encode(json.loads(row) | fields, order="sorted") + b"\n"


def body_changed(row, **fields):
    told = json.loads(row)
    return changed(row, body=told["body"] | fields)


def test_what_was_written_is_read_back():
    for world in (slot_world(), check_world()):
        record = public_record(world.events, POINT)
        rows = list(write_public(record))
        assert read_public(rows) == record
        assert list(write_public(read_public(rows))) == rows


def test_vehicles_are_numbered_and_nothing_of_people_is_told():
    text = b"".join(ROWS).decode()
    for passage in range(1, 13):
        assert vehicle_of(passage) not in text
    for name in ("recorded_by", "client_key", "driver", "carrier", "trailer", 'sealed"', "reason"):
        assert f'"{name}' not in text
    asked = [json.loads(row) for row in ROWS if b'"requested"' in row]
    assert [one["body"]["vehicle"] for one in asked] == list(range(1, 13))


def test_the_reason_of_a_selection_stays_with_the_operator():
    world = check_world(trucks=0, open_seed=False)
    body = Selected(
        stage=Stage.EXIT_CONTROL, check=CheckKind.SEAL, kind=SelectionKind.REFERRAL, reason="smell_of_fish"
    )
    world.add(body, 4)
    assert b"smell_of_fish" not in b"".join(export_public(world.events, POINT))


def test_only_the_point_asked_for_is_told():
    world = slot_world()
    world.events[5] = msgspec.structs.replace(world.events[5], point="shagan")
    assert len(public_record(world.events, POINT).lines) == len(world.events) - 1
    with pytest.raises(UnknownNameError):
        public_record(world.events, "atlantis")
    empty = public_record([], "atlantis", "UTC")
    assert (empty.lines, empty.head.lines, empty.head.position) == ((), 0, 0)
    assert read_public(write_public(empty)) == empty


def test_a_missing_line_is_told():
    for at in (1, 7, len(ROWS) - 1):
        assert mistakes_of(ROWS[:at] + ROWS[at + 1 :]) == [
            (1, "the head tells of {told} lines, and {found} follow")
        ]
    assert mistakes_of([])[0] == (1, "this is no head of a public record")
    assert mistakes_of(ROWS[1:])[0] == (1, "this is no head of a public record")


def test_lines_in_another_order_or_twice_are_told():
    assert mistakes_of([*ROWS[:3], ROWS[4], ROWS[3], *ROWS[5:]])[0][0] == 5
    assert mistakes_of([*ROWS[:3], ROWS[2], *ROWS[3:]])[0][0] == 4


@pytest.mark.parametrize(
    "row",
    [
        b"", b"\n", b"{}", b"[]", b"null", b"\xff\xfe", b'{"position":', b"[" * 5000, b'"' + b"a" * 500,
        changed(ROWS[3], position="3"), changed(ROWS[3], position=-1), changed(ROWS[3], position=2**70),
        changed(ROWS[3], occurred_us=5), changed(ROWS[3], passage=None), changed(ROWS[3], passage=-4),
        changed(ROWS[3], word="nobody_knows"), changed(ROWS[3], word=7), changed(ROWS[3], more=1),
        changed(ROWS[3], body=[]), body_changed(ROWS[3], plate="777ABC02"), body_changed(ROWS[3], nonce="x"),
        body_changed(ROWS[3], vehicle="a"), body_changed(ROWS[3], choices_us=[1.5]),
        body_changed(ROWS[3], choices_us=[-1]), body_changed(ROWS[3], towards="Russia"),
        body_changed(ROWS[3], day_us=10**18), body_changed(ROWS[3], since_us=None),
    ],
)  # fmt: skip
def test_each_wrong_line_is_told_by_its_row(row):
    found = mistakes_of([*ROWS[:3], row, *ROWS[4:]])
    assert {number for number, _ in found} == {4}


@pytest.mark.parametrize(
    "change",
    [{"format": "otkel-public-draws-1"}, {"point": "../x"}, {"zone": "../../etc/passwd"},
     {"zone": "Mars/Base"}, {"zone": ""}, {"lines": -1}, {"lines": "28"}, {"more": 1}],
)  # fmt: skip
def test_a_wrong_head_is_told_and_nothing_after_it(change):
    assert mistakes_of([changed(ROWS[0], **change), b"nonsense"]) == [
        (1, "this is no head of a public record")
    ]


def test_no_more_than_twenty_mistakes_are_told():
    assert len(mistakes_of([ROWS[0], *[b"{}"] * 500])) == 20


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(monkeypatch):
    assert mistakes_of([ROWS[0], b"a" * (module.MOST_LINE_BYTES + 1)])[0][0] == 2
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    assert mistakes_of(ROWS)[-1][1] == "the file is larger than a public record may be"


def test_a_policy_that_is_none_is_an_input_mistake():
    with pytest.raises(InputError):
        redraw_record(read_public([ROWS[0], body_changed(ROWS[1], numbers={"no.such": 1}), *ROWS[2:]]), DAY)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_file_with_any_byte_changed_gives_findings_or_mistakes_and_no_crash(data):
    rows = list(ROWS)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(rows) - 1))
        row = bytearray(rows[at])
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(
            st.sampled_from(b'0123456789"{}[]:,-eE.nul\xff')
        )
        rows[at] = bytes(row)
    with suppress(InputError):
        redraw_record(read_public(rows), DAY)


def test_from_a_ledger_and_from_its_file_the_same_is_found(tmp_path):
    url = f"sqlite:///{tmp_path / 'otkel.db'}"
    store = open_store(url, lambda: DAY_US + 2 * DAYS)
    for event in [*slot_world().events]:
        draft = Draft(
            body=event.body,
            point=POINT,
            occurred_us=event.occurred_us,
            recorded_by="live",
            passage=event.passage,
        )
        store.append(POINT, [draft], client_key=event.client_key)
    store.close()
    path = tmp_path / "draws.jsonl"
    assert write_public_file(url, POINT, path) == len(ROWS) - 1
    assert path.read_bytes() == b"".join(ROWS)
    found = redraw(url, POINT, DAY)
    assert found.exit_status == 0
    assert redraw_file(path, DAY) == redraw_file(path, DAY, POINT) == found
    with pytest.raises(InputError, match="record of"):
        redraw_file(path, DAY, "shagan")
    with pytest.raises(InputError):
        redraw_file(tmp_path / "none.jsonl", DAY)
    with pytest.raises(InputError):
        redraw_file(tmp_path, DAY)
    with pytest.raises(InputError):
        write_public_file(url, POINT, tmp_path)
    with pytest.raises(InputError):
        redraw(f"sqlite:///{tmp_path / 'none.db'}", POINT, date(2026, 11, 20))
