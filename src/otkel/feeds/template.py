"""The template of a trip and its JSON Schema, both made from the types and their meanings."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

import msgspec

from otkel.facts.money import Money
from otkel.facts.trip import Trip
from otkel.feeds.fields import Field, fields_of
from otkel.feeds.leaves import Leaf
from otkel.feeds.meanings import MEANINGS

_WIDTH = 100
_HEAD = """\
# A trip for Otkel: one truck, one planned crossing. The values are an example: put your own in their
# place and delete what you do not know.
#
# Days are written 2026-06-30, times with their offset: 2026-06-30T14:00+05:00.
# Questions are answered yes, no or unknown. What is left out or empty is not known; an answer that
# hangs on it is then undecided and says so. Goods codes and numbers with zeros at their beginning
# stand in quotation marks. Countries are codes of two letters, as KZ.

"""
# Where one kind of thing stands twice in a trip, the second has its own example.
_EXAMPLES = {
    "consignments.consignee.country": "RU",
    "consignments.consignee.name": '"ООО Орион"',
    "consignments.consignor.name": '"ОсОО Швея"',
}
# Parts that a usual trip does not have: shown, but left out of what is read.
_LEFT_OUT = frozenset({"seal.readings", "queue", "driver.ruid.filed_at", "enters_at"})


def trip_template() -> str:
    """Give a trip in YAML with every field explained; it can be read as it stands."""
    lines: list[str] = []
    _write(lines, Trip, "", 0, live=True)
    return _HEAD + "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _write(lines: list[str], struct: Any, path: str, indent: int, *, live: bool) -> None:
    for name, field in fields_of(struct).items():
        place = f"{path}.{name}" if path else name
        _field(lines, name, field, place, indent, live=live and place not in _LEFT_OUT)
        if indent == 0:
            lines.append("")


def _field(lines: list[str], name: str, field: Field, place: str, indent: int, *, live: bool) -> None:
    margin = " " * indent
    for part in textwrap.wrap(_explained(field), _WIDTH - indent - 2):
        lines.append(f"{margin}# {part}")
    start = margin if live else f"{margin}# "
    if field.struct is None or field.struct is Money:
        lines.append(f"{start}{name}: {_example(field, place)}")
        return
    lines.append(f"{start}{name}:")
    inner = indent + 2
    below: list[str] = []
    if field.is_list:
        below.append(" " * inner + "-")
        inner += 2
    _write(below, field.struct, place, inner, live=True)
    lines += below if live else [f"{margin}# {line[indent:]}" for line in below]


def _example(field: Field, place: str) -> str:
    """A question is never answered for the person who fills the template in."""
    if field.leaf == Leaf("yes_no"):
        return "unknown"
    return _EXAMPLES.get(place, field.meaning.example)


def _explained(field: Field) -> str:
    text = field.meaning.text
    if field.leaf is not None and field.leaf.words is not None:
        text += f". One of: {', '.join(field.leaf.words)}"
    elif field.leaf == Leaf("yes_no"):
        text += ". yes, no or unknown"
    return text + (" (must be there)" if field.required else "")


def trip_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a trip, from the same types, with the meaning of each field.

    It allows yes, no and unknown as words, amounts as numbers or text, and money as one text.
    """
    schema = msgspec.json.schema(Trip)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Trip", **schema}
    for struct in MEANINGS:
        _describe(schema["$defs"][struct.__name__], struct)
    return schema


def _describe(definition: dict[str, Any], struct: Any) -> None:
    definition["additionalProperties"] = False
    if "description" in definition:
        definition["description"] = inspect.cleandoc(definition["description"])
    fields = fields_of(struct)
    given = definition["properties"]
    definition["properties"] = {name: _property(given[name], field) for name, field in fields.items()}


def _property(given: dict[str, Any], field: Field) -> dict[str, Any]:
    wide: dict[str, Any]
    default = {"default": given["default"]} if "default" in given else {}
    if field.leaf is not None and not field.is_list:
        wide = {"anyOf": _allowed(field.leaf)}
        if not field.required:
            wide["anyOf"] = [*wide["anyOf"], {"type": "null"}]
    elif field.struct is Money:
        wide = {"anyOf": [{"$ref": "#/$defs/Money"}, {"type": "string"}, {"type": "null"}]}
    elif field.is_rates:
        wide = {"type": "object", "additionalProperties": {"anyOf": _allowed(Leaf("decimal"))}}
    elif field.leaf is not None:
        wide = {"anyOf": [{"type": "array", "items": {"anyOf": _allowed(field.leaf)}}, {"type": "string"}]}
        if not field.required:
            wide["anyOf"].append({"type": "null"})
    else:
        wide = {key: value for key, value in given.items() if key != "default"}
        if not field.required:
            wide = {"anyOf": [wide, {"type": "null"}]}
    return {"description": _explained(field), **wide, **default}


def _allowed(leaf: Leaf) -> list[dict[str, Any]]:
    if leaf.kind == "yes_no":
        return [{"type": "boolean"}, {"enum": ["yes", "no", "unknown"]}]
    if leaf.words is not None:
        return [{"enum": [word.value for word in leaf.words] + ["unknown"]}]
    if leaf.kind == "whole":
        return [{"type": "integer"}, {"type": "string"}]
    if leaf.kind == "decimal":
        return [{"type": "number"}, {"type": "string"}]
    return [{"type": "string"}]


def schema_text() -> str:
    """Give the JSON Schema as it stands in the reference."""
    return msgspec.json.format(msgspec.json.encode(trip_schema()), indent=2).decode() + "\n"
