"""Words that have no language yet.

A room that decides must not know who reads. It gives a `Phrase`: an English text with named
places and the values for them. `app.words` turns it into English, Russian or Kazakh.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """An English sentence with `{named}` places, and what stands in them.

    Values may be dates, aware instants, decimals, whole numbers, texts, other phrases, or tuples
    of these. Where `plural` is set, `values["n"]` chooses the grammatical number.
    """

    text: str
    values: dict[str, Any] = {}
    plural: str | None = None


def phrase(text: str, /, **values: Any) -> Phrase:
    """Give a phrase; the text is collected for translation."""
    return Phrase(text, values)


def phrases(one: str, many: str, /, n: int, **values: Any) -> Phrase:
    """Give a phrase whose form depends on the count `n`."""
    return Phrase(one, {"n": n, **values}, many)
