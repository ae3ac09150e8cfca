"""One question over HTTP, asked so that neither side is harmed.

Only http and https. The host is looked up once, its address is checked, and that very address is connected
to, so that no name can lead into the own network meanwhile. Redirects go to the same host alone and never
from https to http. An answer has a size and a time that it may take; packed answers are not taken.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from math import ceil
from urllib.parse import SplitResult, urljoin, urlsplit

import msgspec

from otkel.feeds.published import PAGE_LIMIT_MB
from otkel.phrases import Phrase, phrase

MOST_BYTES = PAGE_LIMIT_MB * 1_000_000
CONNECT_S, WHOLE_S = 10.0, 60.0
MOST_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_CHUNK = 65_536


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a source answered; names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


class NotAnswered(Exception):  # noqa: N818 - carries why a source gave nothing
    """A source could not be asked, or what it answered is not taken."""

    def __init__(self, what: Phrase) -> None:
        super().__init__(what.text)
        self.what = what


def ask(url: str, headers: Mapping[str, str], *, own_network: bool, whole_s: float = WHOLE_S) -> Answer:
    """Ask for an address. Raises NotAnswered."""
    until_s = time.monotonic() + whole_s
    first = urlsplit(url)
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask_once(url, headers, own_network, until_s)
        if answer.status not in _MOVED:
            return answer
        url = urljoin(url, answer.headers.get("location", ""))
        _require_same_host(first, urlsplit(url))
    raise NotAnswered(phrase("it sends from one address to the next"))


def ask_once(
    url: str, headers: Mapping[str, str], *, own_network: bool, whole_s: float, most_bytes: int,
    body: bytes | None = None,
) -> Answer:  # fmt: skip
    """Ask once, or post a body; a redirect is given, and not followed. Raises NotAnswered."""
    until_s = time.monotonic() + whole_s
    return _ask_once(url, headers, own_network, until_s, body=body, most_bytes=most_bytes)


def _require_same_host(first: SplitResult, then: SplitResult) -> None:
    try:
        is_same = (first.hostname, _port(first)) == (then.hostname, _port(then))
    except ValueError:
        is_same = False
    upgraded = first.hostname == then.hostname and (first.scheme, then.scheme) == ("http", "https")
    if then.scheme not in ("http", "https") or not (upgraded or (is_same and first.scheme == then.scheme)):
        raise NotAnswered(phrase("it sends to another host, which is not followed"))


def _ask_once(
    url: str, headers: Mapping[str, str], own_network: bool, until_s: float, *, body: bytes | None = None,
    most_bytes: int | None = None,
) -> Answer:  # fmt: skip
    parts = urlsplit(url)
    connection = _Checked(parts, own_network, until_s)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = {
        "User-Agent": f"otkel/{version('otkel')} (queue readings; one question an interval)",
        "Accept-Encoding": "identity",
        **headers,
    }
    try:
        connection.request("GET" if body is None else "POST", target, body, told)
        with connection.getresponse() as response:
            return _answer(connection, response, MOST_BYTES if most_bytes is None else most_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if connection.is_cut or isinstance(error, TimeoutError):
            raise NotAnswered(phrase("it did not answer in time")) from None
        name = type(error).__name__
        raise NotAnswered(phrase("it cannot be reached ({reason})", reason=name)) from None
    finally:
        connection.close()


def _answer(connection: _Checked, response: http.client.HTTPResponse, most_bytes: int) -> Answer:
    headers = {name.casefold(): value for name, value in response.getheaders()}
    if response.status != 200:
        return Answer(status=response.status, headers=headers)
    if headers.get("content-encoding", "identity").casefold() != "identity":
        raise NotAnswered(phrase("it answered with a packed page, which was not asked for"))
    body = bytearray()
    while True:
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        body += chunk
        if len(body) > most_bytes:
            raise NotAnswered(phrase("its page has more than {limit} MB", limit=ceil(most_bytes / 1_000_000)))
    told = headers.get("content-length", "")
    if connection.is_cut:
        raise TimeoutError
    if told.isdecimal() and len(body) < int(told[:18]):
        raise NotAnswered(phrase("its page was cut off"))
    return Answer(status=200, headers=headers, body=bytes(body))


class _Checked(http.client.HTTPConnection):
    """A connection to the address that was checked, and to no other one."""

    def __init__(self, parts: SplitResult, own_network: bool, until_s: float) -> None:
        super().__init__(parts.hostname or "", _port(parts), timeout=CONNECT_S)
        self._is_secure = parts.scheme == "https"
        self.default_port = 443 if self._is_secure else 80
        self._own_network = own_network
        self._until_s = until_s
        self._watch: threading.Timer | None = None
        self.is_cut = False  # its time was over

    def connect(self) -> None:
        """Look the host up, check the address, and connect to it; after its time the line is cut.

        A time-out of the socket alone would begin anew with every byte that somebody sends.
        """
        address = _address(self.host, self.port, self._own_network)
        left_s = self._until_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        plain = self.sock = socket.create_connection(address, timeout=min(left_s, CONNECT_S))
        self._watch = threading.Timer(max(self._until_s - time.monotonic(), 0.0), self._cut, (plain,))
        self._watch.daemon = True
        self._watch.start()
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    def close(self) -> None:
        """Close the line, and stop watching it."""
        if self._watch is not None:
            self._watch.cancel()
        super().close()

    def _cut(self, plain: socket.socket) -> None:
        self.is_cut = True
        with suppress(OSError):
            (self.sock or plain).shutdown(socket.SHUT_RDWR)


def _address(host: str, port: int, own_network: bool) -> tuple[str, int]:
    """Give an address of a host that may be asked. Raises NotAnswered."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotAnswered(phrase("its host is not known")) from None
    for *_, address in found:
        if own_network or _is_public(str(address[0])):
            return str(address[0]), port
    raise NotAnswered(phrase("its host lies in a private network: say own_network where that is right"))


def _is_public(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped if mapped is not None else address
    return address.is_global and not address.is_multicast


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
