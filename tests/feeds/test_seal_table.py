"""Each frame of the shared sample gives the situations that law and manual imply, labelled by hand."""

import json
import os
from pathlib import Path

import pytest

from otkel.facts.events.choices import Situation
from otkel.feeds import jointech, teratrack
from otkel.feeds.seal_table import battery_pct, situations_of
from otkel.feeds.traccar import read_message
from tests.feeds.traccar_forms import AT_US, device, read

SHARED = Path(os.environ.get("OTKEL_SHARED", "../shared")) / "data" / "seals"
UNDER_PCT = 15  # seal.event.battery_pct

# Frame: what it shows by hand (code, or code? where it is undecided), and why. Left out: shows nothing.
LABELS = {
    "ae939c00096e": (["02"], "alarm tampering is the opened housing; a charge of 69 % is enough"),
    "bff7e6305098": (["05"], "0 % is under 15 %; the word 576 of a U01 frame is not that of a JT701D"),
    "b5caed60bbe7": (["05"], "the device says 0 %; blocked is a fuel cut on jt808, not a lock"),
}
# Frames that look like a situation and are none.
NONE = {
    "03b96d9bb710": "32 % is over 15 %, and status 3 of a U01 frame is not a JT701D's",
    "413accfc349f": "blocked false of the short binary frame; no charge is told",
    "6df40c63327c": "powerCut on gt06 is the vehicle's battery, not a rope; 100 %",
    "479000312716": "powerCut on t800x is the vehicle's battery, not a rope; 100 %",
    "f331256cc399": "a charge of 153 % is none, and hard acceleration is no situation",
    "b940f20b97ff": "vibration is in no row of the law's table",
    "79702f441d9b": "lock true says that it is closed",
    "80f5f640727d": "vibration and blocked on eelink are in no row of the table",
    "aa86117ae45d": "tamper false",
    "75d7c0bf1cb9": "all flags of the lock are 0, its charge is 79 %",
    "2ac458ddd031": "door false, state Normal",
    "51c3110bc372": "door false, state Startup",
    "8035a2fe135b": "what logisticsLock 2 means stands in no manual that was read; 82 %",
}


def frames():
    file = SHARED / "traccar_sample_frames.jsonl"
    if not file.exists():
        pytest.skip("the shared data are not here")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def forwarded(frame, told):
    """Give a frame as Traccar forwards it: its positions with the frame itself beside them."""
    raw = frame["frame_text"].encode().hex() if "frame_text" in frame else frame["frame_hex"]
    whole = {**told, "attributes": {**told["attributes"], "raw": raw}}
    whole.setdefault("valid", False)
    known = device(uniqueId="1", model=frame.get("device_model"))
    return json.dumps({"position": whole, "device": known}).encode()


def codes(shown):
    return [f"{one.situation}{'' if one.sure else '?'}" for one in shown]


def test_every_frame_gives_what_law_and_manual_imply():
    seen = set()
    for frame in frames():
        expected, why = LABELS.get(frame["id"], ([], NONE.get(frame["id"], "no alarm, no lock, no charge")))
        for told in frame["traccar_decoded"]:
            if told.get("deviceTime") is None:  # an answer to a heartbeat is set aside, and shows nothing
                assert read_message(forwarded(frame, told), AT_US).where.field == "position.deviceTime"
                assert expected == []
                continue
            at_us = AT_US * 2 if told["deviceTime"] > "2026-08" else AT_US
            found = read_message(forwarded(frame, told), at_us)
            if told["deviceTime"] < "2000":
                assert found.where.field == "position.deviceTime"
                continue
            assert codes(situations_of(found.position, UNDER_PCT)) == expected, (frame["id"], why)
        seen.add(frame["id"])
    assert len(seen) == 35
    assert set(LABELS) | set(NONE) <= seen


def test_the_makers_own_reports_are_read_whole():
    file = SHARED / "jt701d_vendor_sample.json"
    if not file.exists():
        pytest.skip("the shared data are not here")
    for case in json.loads(file.read_text(encoding="utf-8"))["cases"]:
        report, says = jointech.read_report(case["frame_text"].encode()), case["vendor_says"]
        assert (report.source, report.verification) == (says["event_source"], says["verification"])
        found = read_message(forwarded(case, case["traccar_decoded"]), AT_US).position
        # Both are allowed: a password that was right, and a lock that closed itself.
        assert situations_of(found, UNDER_PCT) == ()


def report(source, verification, wrong=0):
    told = f"{source},{verification},0000000000,1,{wrong}"
    return f"(8000400055,P45,070121,074116,51.1,N,49.7,E,A,0,0,{told},13,0)"


@pytest.mark.parametrize(
    ("source", "verification", "wrong", "expected"),
    [
        (2, 0, 0, ["07?"]),  # an unauthorised card; 0 is a filler
        (1, 1, 0, []), (6, 98, 0, []), (7, 10, 0, []), (3, 0, 0, []), (5, 0, 0, []),
        (6, 99, 0, ["07?"]), (1, 99, 0, ["07?"]), (4, 0, 0, ["07?"]), (5, 99, 0, []),
        (6, 98, 4, []), (4, 98, 5, ["07?"]),
    ],
)  # fmt: skip
def test_reports_of_cards_and_passwords(source, verification, wrong, expected):
    raw = report(source, verification, wrong).encode().hex()
    assert codes(situations_of(read(attributes={"raw": raw}), UNDER_PCT)) == expected


CLOSED = 1 << 13 | 1 << 6 | 1 << 7  # cover closed, rope inserted, motor locked


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (CLOSED, []), (CLOSED | 1 << 3, ["01"]), (CLOSED | 1 << 12, ["02"]), (CLOSED | 1 << 14, ["04"]),
        (CLOSED | 1 << 9, ["07?"]), (CLOSED | 1 << 10, ["07?"]), (CLOSED | 1 << 11, []),
        (CLOSED | 1 << 8, []),
        (CLOSED | 1 << 3 | 1 << 14, ["01", "04"]), (CLOSED & ~(1 << 13), ["02?"]),
        (CLOSED & ~(1 << 13) | 1 << 12, ["02"]), (CLOSED | 1 << 4, []), (CLOSED | 1 | 1 << 5, []),
    ],
)  # fmt: skip
def test_the_status_word_bit_by_bit(word, expected):
    told = read(attributes={"status": word, "blocked": True})
    assert codes(situations_of(told, UNDER_PCT)) == expected
    # The same from the frame itself: 10 bytes of head, 26 before the word.
    raw = (
        bytes([0x24, 0x80, 0, 0x40, 0, 0x55, 0x19, 0x11, 0, 0x30])
        + bytes(26)
        + word.to_bytes(2, "big")
        + b"\x50"
    )
    assert codes(situations_of(read(attributes={"raw": raw.hex()}), UNDER_PCT)) == expected


def test_the_word_of_other_frames_of_the_protocol_is_not_read():
    assert situations_of(read(attributes={"status": 576}), UNDER_PCT) == ()
    short = bytes.fromhex("24312082002911001b171012052831243810120255336425001907190003fd2b91044d1fa0ffff")
    assert jointech.read_status(short) is None


def test_no_word_says_nothing_and_not_that_all_is_well():
    assert jointech.read_signs(read(attributes={})) == frozenset()


def tera(**changed):
    usual = {
        "MDeviceID": "1",
        "LockCutOff": "0",
        "SealTampered": "0",
        "Power": "79",
        "LowPower": "0",
        "Slave": [],
    }
    return json.dumps({**usual, **changed}).encode().hex()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []), ({"LockCutOff": "1"}, ["01"]), ({"SealTempered": "1"}, ["01"]),
        ({"SealTampered": 1}, ["01"]),
        ({"UnCoverBack": "1"}, ["02"]), ({"LockStuck": "1"}, ["04"]), ({"IllegalCard": "1"}, ["07?"]),
        ({"PasswordError": "1"}, ["07?"]), ({"LowPower": "1"}, []), ({"Power": "14"}, ["05"]),
        ({"Power": "15"}, []), ({"Slave": [{"LockCutOff": "1", "Power": "3"}]}, ["01", "05"]),
        ({"Slave": "odd", "Power": "999"}, []), ({"Slave": [7, None]}, []),
    ],
)  # fmt: skip
def test_the_frame_of_teratrack(changed, expected):
    told = read(protocol="teratrack", attributes={"raw": tera(**changed)})
    assert codes(situations_of(told, UNDER_PCT)) == expected


def test_other_bytes_are_no_frame_of_teratrack():
    for raw in (b"", b"[]", b"7", b"{}", b"\xff", b'{"a": '):
        assert teratrack.read_signs(raw) == frozenset()
        assert teratrack.read_battery_pct(raw) is None


@pytest.mark.parametrize(
    ("protocol", "model", "alarm", "expected"),
    [
        ("jt600", None, "powerCut", ["01"]), ("jt808", None, "powerCut", []), ("gt06", None, "powerCut", []),
        ("jt808", "G-360P", "removing", ["01"]), ("jt808", None, "removing", ["01?"]),
        ("jt808", "G-360P", "sos", []), ("eseal", "eSeal", "lock", []), ("eseal", "eSeal", "door", ["07?"]),
        ("eseal", "eSeal", "unlock", ["07?"]), ("egts", None, "tampering", ["02"]),
        ("jt600", None, "fault", ["04"]),
        ("jt808", None, "fault", ["04?"]), ("jt600", None, "lowBattery", []),
        ("jt600", None, "geofenceExit", []),
    ],
)  # fmt: skip
def test_one_name_means_another_thing_by_protocol_and_model(protocol, model, alarm, expected):
    told = read({"model": model}, protocol=protocol, attributes={"alarm": alarm})
    assert codes(situations_of(told, UNDER_PCT)) == expected


@pytest.mark.parametrize(
    ("level", "charge", "low"),
    [(14, 14, True), (15, 15, False), (0, 0, True), (101, None, False), (-1, None, False)],
)
def test_low_is_under_the_laws_charge_and_not_under_the_makers(level, charge, low):
    told = read(attributes={"batteryLevel": level, "alarm": "lowBattery"})
    assert battery_pct(told) == charge
    shown = situations_of(told, UNDER_PCT)
    assert [one.situation for one in shown] == ([Situation.BATTERY_LOW] if low else [])
    assert [one.battery_pct for one in shown] == ([charge] if low else [])


def test_a_flag_is_no_charge():
    assert battery_pct(read(attributes={"batteryLevel": True})) is None
