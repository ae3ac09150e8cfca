"""What goes over the socket: a command as it was typed, and what the shell is to print.

A frame is its length in four bytes, then MessagePack. The shell says how wide its terminal is and what
colours it has, and the decider answers with the very text, so that an answer is the same byte for byte
whether a decider runs or not.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import TypeVar

import msgspec

FORM = 1  # of the frames: two programs that do not speak the same form say so
MOST_ASKED = 256 * 1024  # bytes of a command
MOST_TOLD = 64 * 1024 * 1024  # bytes of an answer: all events of one act, in words
_HEAD = struct.Struct(">I")
T = TypeVar("T")


class WireError(Exception):
    """What came over the socket is no frame, or was cut short."""


class Screen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the shell prints on."""

    width: int = 80
    is_terminal: bool = False
    colours: str | None = None  # the name of a colour system
    no_colour: bool = False


class Handed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command as it was typed in a shell."""

    form: int
    verb: str
    given: dict[str, str | bool | list[str]]
    envelope: dict[str, str]
    folder: str  # of the shell: names of files count from there
    language: str
    json: bool = False
    screen: Screen = Screen()


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the shell prints, and its exit status."""

    status: int
    out: str = ""
    err: str = ""


_encode = msgspec.msgpack.Encoder().encode


def send(connection: socket.socket, one: Handed | Told, patience_s: float) -> None:
    """Send one frame. Raises OSError."""
    content = _encode(one)
    connection.settimeout(patience_s)
    connection.sendall(_HEAD.pack(len(content)) + content)


def receive(connection: socket.socket, kind: type[T], most: int, patience_s: float) -> T | None:
    """Give the next frame; None: the other side is done. Raises WireError, OSError.

    `patience_s` is for the whole frame, so that single bytes do not keep anybody waiting for ever.
    """
    until_s = time.monotonic() + patience_s
    head = _read(connection, _HEAD.size, until_s, may_end=True)
    if head is None:
        return None
    (length,) = _HEAD.unpack(head)
    if length > most:
        raise WireError(f"a frame of {length} bytes; at most {most} are read")
    content = _read(connection, length, until_s, may_end=False)
    try:
        return msgspec.msgpack.decode(content or b"", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"no {kind.__name__}: {error}") from None


def _read(connection: socket.socket, length: int, until_s: float, *, may_end: bool) -> bytes | None:
    parts, missing = bytearray(), length
    while missing:
        connection.settimeout(max(0.001, until_s - time.monotonic()))
        part = connection.recv(min(missing, 65_536))
        if not part:
            if may_end and not parts:
                return None
            raise WireError(f"cut short: {missing} bytes are missing")
        parts += part
        missing -= len(part)
    return bytes(parts)
