"""Messages of trackers from an MQTT broker: acknowledged to it one by one, after they are durable.

MQTT 5 with QoS 1, as Traccar forwards. The session outlives this process for a week, so that the broker keeps
what comes meanwhile; what was handed over and not acknowledged is sent again, and stands once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import msgspec
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from otkel.app.intake.taking import Fate, Intake
from otkel.app.ledger_files import refused
from otkel.phrases import Phrase, phrase

CLIENT_ID = "otkel-intake"
SESSION_S = 604_800  # how long the broker keeps what comes while nobody listens: a week
_MOST_UNANSWERED = 1_000  # messages on their way between the broker and us
_RETRY_S = 5.0  # before what could not be kept is asked for again
_QOS = 1


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """Where messages come from. `password` is never shown."""

    host: str
    port: int = 1883
    topic: str
    user: str | None = None
    password: str | None = None
    tls: bool = False  # with the certificates that this machine trusts


class Subscriber:
    """Listens to a topic until it is closed; connects again by itself."""

    def __init__(self, broker: Broker, intake: Intake, tell: Callable[[Phrase], None] | None = None) -> None:
        """Connect. `tell` is told when a connection was refused. Raises InputError where no broker is."""
        self._broker, self._intake, self._tell = broker, intake, tell or (lambda _: None)
        self._closing = threading.Event()
        self._client = self._make_client()
        try:
            self._client.connect(
                broker.host, broker.port, clean_start=False, properties=_keeping_the_session()
            )
        except OSError as error:
            raise refused(
                phrase("no broker answers at {host}:{port}", host=broker.host, port=broker.port),
                phrase("check address and port ({reason})", reason=error.strerror or str(error)),
                "--mqtt",
            ) from None
        self._client.loop_start()

    def close(self) -> None:
        """Go; what is not acknowledged yet stays with the broker."""
        self._closing.set()
        self._client.disconnect()
        self._client.loop_stop()

    def _make_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{CLIENT_ID}-{self._broker.topic}",
            protocol=MQTTProtocolVersion.MQTTv5,
            manual_ack=True,
        )
        if self._broker.user is not None:
            client.username_pw_set(self._broker.user, self._broker.password)
        if self._broker.tls:
            client.tls_set()
        client.on_connect = self._connected
        client.on_message = self._take
        client.reconnect_delay_set(1, 60)
        return client

    def _connected(self, client: Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._tell(phrase("the broker refuses the connection: {reason}", reason=str(reason)))
            return
        client.subscribe(self._broker.topic, options=SubscribeOptions(qos=_QOS))

    def _take(self, client: Client, _data: Any, message: MQTTMessage) -> None:
        self._hand_over(client, bytes(message.payload), message.mid, message.qos)

    def _hand_over(self, client: Client, payload: bytes, number: int, qos: int) -> None:
        def told(fate: Fate) -> None:
            if fate is not Fate.NOT_TAKEN:
                client.ack(number, qos)
            elif not self._closing.is_set():
                # The broker would send it again only on a new connection: it is kept here meanwhile.
                again = threading.Timer(_RETRY_S, self._hand_over, (client, payload, number, qos))
                again.daemon = True
                again.start()

        self._intake.submit(payload, told)


def _keeping_the_session() -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = SESSION_S
    properties.ReceiveMaximum = _MOST_UNANSWERED
    return properties
