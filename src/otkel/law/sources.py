"""Where a provision is read: titles and addresses, each source written once."""

from __future__ import annotations

import msgspec


class Source(msgspec.Struct, frozen=True):
    """A published page or act: its title, and the address where it was read."""

    title: str
    address: str
    note: str | None = None
