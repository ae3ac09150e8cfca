"""Events of Traccar without a position: taken over HTTP and MQTT; situations where the table says so."""

import socket
from contextlib import closing

import pytest

from otkel.app.intake.mqtt import Broker as Address
from otkel.app.intake.mqtt import Subscriber
from otkel.app.intake.running import receiving
from otkel.app.intake.taking import Fate
from otkel.app.ledger import now_us
from otkel.app.seals import desk
from otkel.app.settings import read_settings
from otkel.ledger.opening import open_store
from otkel.ledger.positions import open_positions
from tests.app.intake.broker import Broker
from tests.app.intake.receivers import answer, free_port, request, running
from tests.feeds.traccar_forms import AT_US, event, message

ALONE = [
    ("powerCut", "jt600", ["01"]),  # the cut rope of a JT701D
    ("powerCut", "gt06", []),  # the unplugged battery of a vehicle tracker
    ("powerCut", None, []),  # nobody knows what it is a sign of
    ("tampering", None, ["02"]),  # the same in every protocol
    ("lowBattery", "jt600", []),  # the maker's own threshold is not the law's
    ("removing", None, []),  # undecided: an officer's
]


@pytest.fixture
def sealed(tmp_path, monkeypatch):
    monkeypatch.setenv("OTKEL_KEYS", str(tmp_path / "keys"))  # where a process of its own looks too
    read_settings.cache_clear()
    db = f"sqlite:///{tmp_path}/ledger.db"
    before_us = AT_US - 3_600_000_000
    desk.put_on(db, "1000821", "KZ", "syrym", at_us=before_us)
    desk.activate(db, "1000821", at_us=before_us)
    yield db
    monkeypatch.undo()
    read_settings.cache_clear()


def situations(db):
    return [one.situation.value for one in desk.show(db, "1000821").story.shown]


@pytest.mark.parametrize(("alarm", "protocol", "expected"), ALONE)
def test_an_alarm_alone_is_what_the_table_says_of_the_protocol_its_device_speaks(
    sealed, alarm, protocol, expected
):
    fates = []
    with receiving(sealed, tick_s=3600) as receiver:
        if protocol is not None:
            receiver.intake.submit(
                message(protocol=protocol, deviceTime="2026-08-31T07:59:00Z", fixTime=None), fates.append
            )
        receiver.intake.submit(event(alarm=alarm), fates.append)
        receiver.intake.submit(event(alarm=alarm), fates.append)
    assert set(fates) == {Fate.TAKEN}
    assert situations(sealed) == expected


def test_an_alarm_alone_ends_nothing_that_stands(sealed):
    cut, at = {"status": 1 << 3 | 1 << 13, "blocked": True}, "2026-08-31T07:{}:00Z"
    with receiving(sealed, tick_s=3600) as receiver:
        for told in (
            message(deviceTime=at.format(50), fixTime=None, attributes=cut),
            event(alarm="vibration"),
            message(deviceTime="2026-08-31T08:01:00Z", fixTime=None, attributes=cut),
        ):
            receiver.intake.submit(told, lambda fate: None)
    assert situations(sealed) == ["01"]


def test_an_alarm_alone_is_answered_over_http(tmp_path, sealed):
    port = free_port()
    with running(sealed, tmp_path, port=port), socket.create_connection(("127.0.0.1", port)) as connection:
        for told in (event(alarm="tampering"), event("deviceOffline"), event("commandResult")):
            connection.sendall(request(told))
            assert answer(connection) == 200
    assert situations(sealed) == ["02"]


def test_an_alarm_alone_is_acknowledged_to_a_broker(sealed):
    with closing(Broker()) as broker, receiving(sealed, tick_s=3600) as receiver:
        address = Address(host="127.0.0.1", port=broker.port, topic="traccar")
        with closing(Subscriber(address, receiver.intake)):
            for told in (event(alarm="tampering"), event("deviceOffline")):
                broker.publish(told)
            assert broker.wait_for(2)
    assert situations(sealed) == ["02"]


def test_an_alarm_alone_has_no_place_and_no_passage(sealed):
    with receiving(sealed, tick_s=3600) as receiver:
        receiver.intake.submit(event(alarm="tampering"), lambda fate: None)
    with closing(open_store(sealed, now_us)) as store, closing(open_positions(sealed, store, now_us)) as kept:
        assert kept.list_fixes(0, AT_US) == []
