"""Messages from a broker: acknowledged after they are kept, sent again until then, and standing once."""

import threading

import pytest

from otkel.app.intake import mqtt
from otkel.app.intake.mqtt import Broker as Address
from otkel.app.intake.mqtt import Subscriber
from otkel.app.intake.taking import Intake
from otkel.errors import InputError, LedgerUnreachableError
from tests.app.intake.broker import Broker
from tests.app.intake.receivers import free_port
from tests.feeds.traccar_forms import AT_US, message


class Kept:
    def __init__(self):
        self.positions, self.error = [], None
        self.may = threading.Event()
        self.may.set()
        self.tried = threading.Event()

    def keep(self, positions):
        self.tried.set()
        self.may.wait(20)
        if self.error is not None:
            raise self.error
        self.positions += positions
        return len(positions)


@pytest.fixture
def broker():
    opened = Broker()
    yield opened
    opened.close()


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def subscriber(broker, kept):
    intake = Intake(kept, lambda: AT_US)
    opened = Subscriber(Address(host="127.0.0.1", port=broker.port, topic="traccar"), intake)
    yield opened
    opened.close()
    kept.may.set()
    intake.close()


def test_what_is_kept_or_set_aside_is_acknowledged(broker, kept, subscriber):
    for number in range(20):
        broker.publish(message({"uniqueId": str(number)}))
    broken = broker.publish(b"{")
    assert broker.wait_for(21)
    assert broken in broker.acknowledged
    assert broker.unacknowledged == {}
    assert [one.device for one in kept.positions] == [str(number) for number in range(20)]


def test_nothing_is_acknowledged_before_it_is_kept(broker, kept, subscriber):
    kept.may.clear()
    broker.publish(message())
    assert kept.tried.wait(20)
    assert broker.acknowledged == []
    kept.may.set()
    assert broker.wait_for(1)


def test_what_could_not_be_kept_is_tried_again(broker, kept, subscriber, monkeypatch):
    monkeypatch.setattr(mqtt, "_RETRY_S", 0.01)
    kept.error = LedgerUnreachableError("away")
    broker.publish(message())
    assert kept.tried.wait(20)
    assert broker.acknowledged == []
    kept.error = None
    assert broker.wait_for(1)
    assert len(kept.positions) == 1


def test_after_a_cut_the_broker_sends_again_what_was_not_acknowledged(broker, kept, subscriber):
    kept.may.clear()
    broker.publish(message())
    assert kept.tried.wait(20)
    broker.cut()
    kept.may.set()
    broker.publish(message({"uniqueId": "2"}))
    with broker.changed:
        assert broker.changed.wait_for(lambda: not broker.unacknowledged, 30)
    assert broker.connections >= 2
    assert {one.device for one in kept.positions} == {"1000821", "2"}


def test_a_broker_that_refuses_is_told_of():
    broker, told, heard = Broker(refuse=0x87), [], threading.Event()
    intake = Intake(Kept(), lambda: AT_US)
    address = Address(host="127.0.0.1", port=broker.port, topic="traccar", user="a", password="b")
    subscriber = Subscriber(address, intake, lambda one: (told.append(one), heard.set()))
    assert heard.wait(20)
    subscriber.close()
    intake.close()
    broker.close()
    assert told[0].values == {"reason": "Not authorized"}


def test_no_broker_is_a_mistake_in_what_was_asked():
    with pytest.raises(InputError):
        Subscriber(Address(host="127.0.0.1", port=free_port(), topic="t"), Intake(Kept(), lambda: AT_US))
