"""Forms as browsers post them: few fields, short values, and nothing that can break the reading."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from otkel.errors import InputError, Mistake
from otkel.phrases import phrase

MOST_FORM_BYTES = 40_000
_MOST_FIELDS = 100
_URL_ENCODED = "application/x-www-form-urlencoded"


class Form:
    """What a person filled in: the values of each field, in order."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        """Keep the pairs of name and value."""
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def get(self, name: str) -> str:
        """Give the first value of a field without blanks around it; an empty text where there is none."""
        return self._values.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Give every value of a field."""
        return list(self._values.get(name, ()))

    def __contains__(self, name: object) -> bool:
        """Whether a field was sent at all, as a box that was ticked is."""
        return name in self._values


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """Read a posted form. Raises InputError for what no form sends."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    data = await request.body()
    try:
        if kind != _URL_ENCODED or len(data) > MOST_FORM_BYTES:
            raise ValueError(kind)
        return Form(parse_qsl(data.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        what = phrase("this form cannot be read")
        raise InputError([Mistake(what, phrase("fill it in on its page and send it from there"))]) from None
