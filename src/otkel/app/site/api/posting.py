"""One POST to an address that somebody else named: never into the own network, never led elsewhere.

The name is looked up once, each of its addresses must be one of the open network, and the connection goes
to the very address that was looked at: a name that answers otherwise a moment later leads nowhere.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 10.0  # of one step
WHOLE_S = 15.0  # of a request and the head of its answer, however slowly it drips
_NAT64 = IPv6Network("64:ff9b::/96")  # the IPv4 address stands in its last four bytes
_MOST_URL = 500


def is_address(url: str, *, private: bool) -> bool:
    """Whether an address may be named: https without a user; `private`: http and the own network too."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    schemes = ("https", "http") if private else ("https",)
    return (
        len(url) <= _MOST_URL
        and url.isascii()
        and url.isprintable()
        and " " not in url
        and parts.scheme in schemes
        and bool(parts.hostname)
        and parts.username is None
        and (private or port in (None, 443))
    )


def post_json(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> str:
    """Post, and give an empty text where it was taken (2xx), else what failed by a code. Never raises."""
    if not is_address(url, private=private):
        return "address"
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return "name"
    if not private and not all(_is_open(one) for one in found):
        return "private"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        status = _post(parts.scheme, host, port, sorted(found)[0], path, body, headers)
    except (OSError, HTTPException):
        return "connection"
    return "" if 200 <= status < 300 else f"status_{status}"


def _is_open(text: str) -> bool:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        # Tunnels, and IPv4 written as of old: where they end is another address.
        if found.sixtofour or found.teredo or int(found) >> 32 == 0:
            return False
        mapped = ip_address(int(found) & 0xFFFFFFFF) if found in _NAT64 else found.ipv4_mapped
        found = mapped or found
    return found.is_global and not found.is_multicast


def _post(
    scheme: str, host: str, port: int, address: str, path: str, body: bytes, headers: Mapping[str, str]
) -> int:
    connection: HTTPConnection
    if scheme == "https":
        connection = HTTPSConnection(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        connection = HTTPConnection(host, port, timeout=TIMEOUT_S)

    def connect(_: Any, *rest: Any, **more: Any) -> socket.socket:
        return socket.create_connection((address, port), *rest, **more)

    connection._create_connection = connect  # type: ignore[attr-defined]
    try:
        connection.connect()
        with _cut_off_later(connection.sock):
            connection.request("POST", path, body, dict(headers))
            return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def _cut_off_later(line: socket.socket) -> Iterator[None]:
    """End what takes too long: one who answers letter by letter would keep all others waiting."""

    def cut_off() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE_S, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
