"""Traccar's forwarding: each trap of the form is a test; hostile input is set aside without its content."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import Mistake
from otkel.facts.tracks import Located
from otkel.feeds.clocks import hours_off
from otkel.feeds.seal_table import is_of_event
from otkel.feeds.traccar import MOST_BYTES, Message, read_message
from tests.feeds.traccar_forms import AT, AT_US, device, event, message, position, read

SHARED = Path(os.environ.get("OTKEL_SHARED", "../shared")) / "data" / "seals"


def at(text):
    return f"2026-08-31T{text}.000+00:00"


def test_speed_in_knots_becomes_km_h():
    assert read(speed=10.0).speed_km_h == pytest.approx(18.52)
    assert read(speed=0.0).speed_km_h == 0.0
    assert read(speed=None).speed_km_h is None
    assert read(speed=500.0).speed_km_h is None


def test_the_number_of_a_position_is_no_part_of_it():
    assert read(id=0) == read(id=90001)


def test_alarms_are_joined_by_commas():
    assert read(attributes={"alarm": "powerCut,lowBattery, door"}).alarms == (
        "powerCut",
        "lowBattery",
        "door",
    )
    assert read(attributes={"alarm": "door,door,"}).alarms == ("door",)
    assert read(attributes={"alarm": 7}).alarms == ()


def test_a_repeated_fix_is_stale():
    assert read(fixTime=at("07:59:31")).located is Located.FIX
    assert read(fixTime=at("07:59:29")).located is Located.STALE
    assert read(fixTime=at("08:00:20")).located is Located.FIX
    assert read(fixTime=at("08:20:00")).located is Located.STALE
    assert read(outdated=True).located is Located.STALE


@pytest.mark.parametrize("never", ["1980-01-06T00:00:00.000+00:00", "1970-01-01T00:00:00.000+00:00"])
def test_a_device_that_never_had_a_fix_is_nowhere(never):
    found = read(fixTime=never)
    assert (found.located, found.latitude, found.fix_us) == (Located.NONE, 0.0, AT_US)


@pytest.mark.parametrize(
    "changed",
    [
        {"valid": False}, {"latitude": 0.0, "longitude": 0.0}, {"latitude": -0.0, "longitude": 0.0},
        {"valid": None}, {"latitude": None}, {"latitude": 91.0}, {"longitude": -180.5},
    ],
)  # fmt: skip
def test_what_is_no_place_is_none(changed):
    found = read(**changed)
    assert (found.located, found.latitude, found.longitude) == (Located.NONE, 0.0, 0.0)


def test_the_equator_and_the_first_meridian_are_places():
    assert read(latitude=0.0).located is Located.FIX
    assert read(longitude=0.0).located is Located.FIX


def test_stored_messages_say_so():
    assert read(attributes={"archive": True}).archived
    assert not read(attributes={}).archived


def test_times_need_their_offset():
    assert read(deviceTime="2026-08-31T13:00:00.000+05:00").device_us == AT_US
    told = read_message(message(deviceTime="2026-08-31T08:00:00"), AT_US)
    assert isinstance(told, Mistake)
    assert told.where.field == "position.deviceTime"


def test_a_clock_ahead_is_set_aside_and_never_guessed_right():
    for time, ahead in (("2029-08-31T08:00:00Z", True), (at("08:11:00"), True), (at("08:09:00"), False)):
        assert isinstance(read_message(message(deviceTime=time), AT_US), Mistake) is ahead
    assert isinstance(read_message(message(deviceTime="1999-12-31T23:59:59Z"), AT_US), Mistake)


def test_a_clock_in_another_zone_is_told_and_not_set_right():
    """JT808 devices send GMT+8 unless Traccar is told otherwise; Kazakhstan has +5."""
    wrong = [read(deviceTime=at(f"05:0{n}:00"), serverTime=at(f"08:0{n}:02")) for n in range(6)]
    assert hours_off(wrong) == 3.0
    assert (
        hours_off([read(deviceTime=at(f"07:3{n}:00"), serverTime=at(f"08:0{n}:40")) for n in range(6)]) == 0.5
    )
    right = [read(deviceTime=at(f"07:5{n}:50"), serverTime=at(f"07:5{n}:59")) for n in range(6)]
    assert hours_off(right) is None
    assert hours_off(wrong[:4]) is None  # too few
    stored = [read(deviceTime=at(f"05:0{n}:00"), attributes={"archive": True}) for n in range(6)]
    assert hours_off(stored) is None
    catching_up = [read(deviceTime=at(f"0{n}:00:00"), serverTime=at("07:50:00")) for n in range(6)]
    assert hours_off(catching_up) is None


def test_passwords_cards_and_names_do_not_pass_the_door():
    secret = {
        "password": "13214322",
        "lockPassword": "77",
        "driver": "MR. A",
        "card": "60000644",
        "lock": True,
    }
    found = read(attributes={**secret, "driverUniqueId": "24", "raw": "2813214322"})
    assert found.attributes == {"lock": True}
    assert found.raw == b""


def test_the_frame_of_a_seal_is_kept_and_that_of_a_vehicle_is_not():
    assert read(attributes={"raw": "2829"}).raw == b"()"
    assert read(protocol="jt808", attributes={"raw": "2829"}).raw == b""
    assert read(attributes={"raw": "28zz"}).raw == b""
    assert read(attributes={"raw": "00" * 5000}).raw == b""


def test_attributes_that_are_no_plain_values_are_dropped():
    odd = {"lock": {"a": 1}, "door": [True], "status": 2**60, "battery": 1e300, "event": "x" * 300}
    assert read(attributes=odd).attributes == {}


def test_the_model_is_read_without_regard_to_its_letters():
    assert read({"model": " G-360P "}).model == "g-360p"
    assert read({"model": None}).model == ""
    assert read({"model": "a\0b\n"}).model == "ab"


def test_an_event_comes_with_its_position_or_alone():
    event = {"id": 5, "type": "alarm", "eventTime": AT, "attributes": {"alarm": "door"}}
    both = json.dumps({"event": event, "position": position(), "device": device()}).encode()
    found = read_message(both, AT_US)
    assert (found.happening.type, found.happening.alarms) == ("alarm", ("door",))
    assert found.position.device == "1000821"
    alone = json.dumps({"event": {**event, "type": "deviceOffline", "attributes": {}}, "device": device()})
    found = read_message(alone.encode(), AT_US)
    assert (found.position, found.happening.type) == (None, "deviceOffline")
    late = json.dumps({"event": {**event, "eventTime": "2029-01-01T00:00:00Z"}, "device": device()})
    assert isinstance(read_message(late.encode(), AT_US), Mistake)


def test_an_alarm_that_comes_as_an_event_alone_is_told_without_a_place():
    found = read_message(event(alarm="tampering,lowBattery", changed_device={"model": "JT701D"}), AT_US)
    position = found.position
    assert (position.alarms, position.located) == (("tampering", "lowBattery"), Located.NONE)
    assert (position.device_us, position.model, position.protocol) == (AT_US, "jt701d", "")
    assert is_of_event(position)


def test_an_alarm_that_its_position_does_not_name_is_told_by_the_event():
    found = read_message(event(alarm="tampering", position=position(attributes={"alarm": "door"})), AT_US)
    assert found.position.alarms == ("door", "tampering")
    assert found.position.located is Located.FIX
    assert not is_of_event(found.position)
    silent = event(alarm="tampering", position=position(deviceTime=None, fixTime=None))
    assert read_message(silent, AT_US).position.protocol == "jt600"


@pytest.mark.parametrize("kind", [
    "commandResult", "deviceOnline", "deviceUnknown", "deviceOffline", "deviceInactive", "queuedCommandSent",
    "deviceMoving", "deviceStopped", "deviceOverspeed", "deviceFuelDrop", "deviceFuelIncrease",
    "geofenceEnter", "geofenceExit", "geofenceCrossed", "proximityEnter", "proximityExit",
    "unaccompaniedMotion", "alarm", "ignitionOn", "ignitionOff", "maintenance", "driverChanged", "media",
])  # fmt: skip
def test_every_kind_of_event_is_taken_with_its_position_and_alone(kind):
    alone = read_message(event(kind), AT_US)
    assert (alone.position, alone.happening.type) == (None, kind)
    extra = {"geofence": {"id": 1, "name": "A"}, "maintenance": None}
    assert read_message(event(kind, position=position(), **extra), AT_US).position.device == "1000821"
    assert read_message(event(kind, position=None), AT_US).position is None


def test_a_message_without_a_time_has_no_place_in_a_story():
    told = read_message(message(deviceTime=None, fixTime=None), AT_US)
    assert told.where.field == "position.deviceTime"


HOSTILE = [
    message()[:-20], b"", b"[]", b"null", b"{}", b'{"device": {"uniqueId": "1"}}', b"\xff\xfe", b"[" * 50_000,
    message({"uniqueId": ""}), message({"uniqueId": "--"}), message(protocol="a\0b"), message(protocol="x y"),
    message({"uniqueId": 7}), message({"uniqueId": "x" * 65}),
    b" " * (MOST_BYTES + 1),
    message(latitude="SECRET"), message(attributes=["SECRET"]), message(valid="SECRET"),
    message(deviceTime="SECRET"), message(protocol=5),
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_messages_are_set_aside_without_what_stood_in_them(data):
    told = read_message(data, AT_US)
    assert isinstance(told, Mistake)
    assert "SECRET" not in repr(told)


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_it_raise(data):
    assert isinstance(read_message(data, AT_US), Mistake | Message)


@given(st.integers(0, len(message()) - 1))
@settings(max_examples=50, deadline=None)
def test_no_cut_passes(length):
    assert isinstance(read_message(message()[:length], AT_US), Mistake)


def test_traccars_own_envelopes_are_read():
    file = SHARED / "traccar_forward_envelopes.json"
    if not file.exists():
        pytest.skip("the shared data are not here")
    examples = json.loads(file.read_text(encoding="utf-8"))["examples"]
    found = {name: read_message(json.dumps(one).encode(), AT_US) for name, one in examples.items()}
    forwarded, alarm, offline = (
        found[name] for name in ("position_forward", "event_forward_alarm", "event_forward_device_offline")
    )
    assert (forwarded.position.model, forwarded.position.alarms) == ("eseal", ("door",))
    assert forwarded.position == alarm.position
    assert alarm.happening.alarms == ("door",)
    assert (offline.position, offline.happening.type) == (None, "deviceOffline")
