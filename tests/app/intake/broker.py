"""A tiny MQTT 5 broker on loopback, for tests: one topic, QoS 1, sessions that outlive a connection.

It keeps every message until it is acknowledged, and sends what is not again on a new connection, as a broker
does. No library: a broker that shares code with the client would share its mistakes.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, PINGREQ, PINGRESP, DISCONNECT = (
    1,
    2,
    3,
    4,
    8,
    9,
    12,
    13,
    14,
)


class Broker:
    """Sends what is published to the one who subscribes."""

    def __init__(self, refuse: int = 0) -> None:
        """Listen. `refuse`: the reason code of every connection, 0 for success."""
        self._refuse = refuse
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.unacknowledged: dict[int, bytes] = {}
        self.acknowledged: list[int] = []
        self.changed = threading.Condition()
        self._client: socket.socket | None = None
        self._subscribed = False
        self._number = 0
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def publish(self, payload: bytes) -> int:
        """Send a message to the subscriber, now or when it comes; gives its number."""
        with self.changed:
            self._number += 1
            self.unacknowledged[self._number] = payload
            if self._subscribed:
                self._send_message(self._number)
            return self._number

    def cut(self) -> None:
        """Cut the connection."""
        with self.changed:
            client = self._client
        if client is not None:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def wait_for(self, acknowledged: int, timeout_s: float = 20.0) -> bool:
        """Wait until so many messages are acknowledged."""
        with self.changed:
            return self.changed.wait_for(lambda: len(self.acknowledged) >= acknowledged, timeout_s)

    def close(self) -> None:
        self._server.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError, EOFError), client:
            while True:
                kind, body = _read(client)
                if kind == CONNECT:
                    with self.changed:
                        self._client, self._subscribed = client, False
                    client.sendall(_packet(CONNACK, bytes([0, self._refuse, 0])))
                elif kind == SUBSCRIBE:
                    client.sendall(_packet(SUBACK, body[:2] + bytes([0, 1])))
                    self._begin()
                elif kind == PUBACK:
                    self._acknowledge(struct.unpack(">H", body[:2])[0])
                elif kind == PINGREQ:
                    client.sendall(_packet(PINGRESP, b""))
                elif kind == DISCONNECT:
                    return

    def _begin(self) -> None:
        with self.changed:
            self._subscribed = True
            for number in sorted(self.unacknowledged):
                self._send_message(number)

    def _acknowledge(self, number: int) -> None:
        with self.changed:
            self.unacknowledged.pop(number, None)
            self.acknowledged.append(number)
            self.changed.notify_all()

    def _send_message(self, number: int) -> None:
        topic = b"traccar"
        head = struct.pack(">H", len(topic)) + topic + struct.pack(">H", number) + b"\0"
        with suppress(OSError):
            assert self._client is not None
            self._client.sendall(_packet(PUBLISH, head + self.unacknowledged[number], flags=2))


def _packet(kind: int, body: bytes, flags: int = 0) -> bytes:
    length, size = b"", len(body)
    while True:
        size, digit = divmod(size, 128)
        length += bytes([digit | (128 if size else 0)])
        if not size:
            return bytes([kind << 4 | flags]) + length + body


def _read(client: socket.socket) -> tuple[int, bytes]:
    head = _exactly(client, 1)[0]
    size = shift = 0
    while True:
        digit = _exactly(client, 1)[0]
        size |= (digit & 127) << shift
        shift += 7
        if digit < 128:
            return head >> 4, _exactly(client, size)


def _exactly(client: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = client.recv(size - len(got))
        if not more:
            raise EOFError
        got += more
    return got
