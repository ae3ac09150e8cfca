"""An example of each operation in the description of the API: what is sent, and what comes back.

They were made by asking a site (`tools/api_examples.py`) and lie beside this file. The test plays them anew.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

FILE = Path(__file__).with_name("api_examples.json")


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One operation, asked. `answer`: plain data, or the text of what is no JSON."""

    method: str
    path: str  # as it is described, with {point}
    places: dict[str, str] = {}
    query: dict[str, str] = {}
    sent: dict[str, Any] | None = None
    status: int = 200
    answer: Any = None


@lru_cache(maxsize=1)
def list_examples() -> tuple[Shown, ...]:
    """Give the examples in the order in which they can be asked of a site."""
    return msgspec.json.decode(FILE.read_bytes(), type=tuple[Shown, ...])


class ExamplePlugin(JsonRenderPlugin):
    """Gives the description with its examples."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Give the description as JSON."""
        return super().render(request, with_examples(openapi_schema))


def with_examples(described: dict[str, Any]) -> dict[str, Any]:
    """Put the examples into a description; what is put in twice is the same."""
    for one in list_examples():
        operation = described["paths"].get(one.path, {}).get(one.method.lower())
        if operation is None:
            continue
        values = one.places | one.query
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in values:
                parameter["example"] = values[parameter["name"]]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content["example"] = one.sent
        for content in operation["responses"][str(one.status)].get("content", {}).values():
            content["example"] = one.answer
    return described
