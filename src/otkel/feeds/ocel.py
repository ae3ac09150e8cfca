"""OCEL 2.0 [1] as JSON: a log for process mining, in which an event may concern several objects at once.

Objects: passage (one truck going through once), point, lane, vehicle. Events: the words of the log, related
to the passage, point, lane and vehicle they concern. Times of fields become instants (`*_at`), other
numbers keep their unit in the name (`*_us`, `*_trucks`). A simulated log says so at each point and passage.
The file is written in two goes over the events: what is held is objects, never events.

[1] A. Berti et al.: OCEL (Object-Centric Event Log) 2.0 Specification, 2024. ocel-standard.org
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, BinaryIO

import msgspec

from otkel.facts.events import REGISTRY
from otkel.facts.events.envelope import Event
from otkel.facts.events.fields import Field, fields_of

Json = dict[str, Any]
_ALWAYS = "1970-01-01T00:00:00Z"  # the time of an attribute that never changes, by the standard
OBJECT_TYPES: dict[str, dict[str, str]] = {
    "passage": {"queue_class": "string", "towards": "string", "simulated": "boolean"},
    "point": {"simulated": "boolean"},
    "lane": {},
    "vehicle": {},
}
# Shapes whose values are told; digests, subjects and numbers of draws are of no use to a miner.
_TOLD = frozenset({"country", "code", "rule", "instant", "lateness", "count", "span", "share", "rate"})
_NEVER = frozenset({"risk_points"})  # what private rules of risk gave


class _Objects:
    """What the events concern, in the order in which it comes."""

    def __init__(self, simulated: bool) -> None:
        self.simulated = simulated
        self.found: dict[str, Json] = {}

    def add(self, kind: str, name: str, **attributes: Any) -> Json:
        if name not in self.found:
            own = {"simulated": self.simulated} if "simulated" in OBJECT_TYPES[kind] else {}
            self.found[name] = {"id": name, "type": kind, "attributes": {}, "relationships": []}
            attributes |= own
        made = self.found[name]
        known = {key: value for key, value in attributes.items() if value is not None}
        made["attributes"] = known | made["attributes"]  # what was said first stands
        return made

    def take(self, event: Event) -> None:
        point = self.add("point", _point(event))
        for name, kind in _concerned(event):
            made = self.add(kind, name)
            if kind == "lane":
                _relate(made, point["id"], "of")
        if event.passage is not None:
            body = event.body
            passage = self.add(
                "passage",
                _passage(event),
                queue_class=getattr(body, "queue_class", None),
                towards=getattr(body, "towards", None),
            )
            _relate(passage, point["id"], "through")
            if (vehicle := _vehicle(event)) is not None:
                _relate(passage, vehicle, "by")


def write_ocel(events: Callable[[], Iterable[Event]], out: BinaryIO, simulated: bool) -> int:
    """Write events as OCEL 2.0; `events` gives them anew each time it is called. Gives how many there are."""
    objects, words = _Objects(simulated), set()
    for event in events():
        objects.take(event)
        words.add(event.word)
    types = [_declared(name, attributes) for name, attributes in OBJECT_TYPES.items()]
    out.write(b'{"objectTypes":' + msgspec.json.encode(types))
    told = [_declared(word, _attributes_of(word)) for word in sorted(words)]
    out.write(b',\n"eventTypes":' + msgspec.json.encode(told))
    out.write(b',\n"objects":[')
    _write_all(out, (_object(one) for one in objects.found.values()))
    out.write(b'],\n"events":[')
    count = _write_all(out, (_event(one) for one in events()))
    out.write(b"]}\n")
    return count


def _write_all(out: BinaryIO, pieces: Iterator[Json]) -> int:
    count = 0
    for piece in pieces:
        out.write((b",\n" if count else b"\n") + msgspec.json.encode(piece))
        count += 1
    return count


def _declared(name: str, attributes: dict[str, str]) -> Json:
    return {"name": name, "attributes": [{"name": one, "type": kind} for one, kind in attributes.items()]}


def _object(made: Json) -> Json:
    attributes = [
        {"name": name, "time": _ALWAYS, "value": value} for name, value in made["attributes"].items()
    ]
    return made | {"attributes": attributes}


def _event(event: Event) -> Json:
    related = [(_point(event), "point"), *_concerned(event)]
    return {
        "id": f"event {event.position}",
        "type": event.word,
        "time": _instant(event.occurred_us),
        "attributes": list(_values(event)),
        "relationships": [{"objectId": name, "qualifier": qualifier} for name, qualifier in related],
    }


def _concerned(event: Event) -> Iterator[tuple[str, str]]:
    """Give the objects that an event concerns beside its point, each with its type."""
    if event.passage is not None:
        yield _passage(event), "passage"
    lane = getattr(event.body, "lane", None)
    if isinstance(lane, str):
        yield f"lane {event.point} {_stage(event)} {lane}", "lane"
    if (vehicle := _vehicle(event)) is not None:
        yield vehicle, "vehicle"


def _point(event: Event) -> str:
    return f"point {event.point}"


def _stage(event: Event) -> str:
    """Give the stage that a lane belongs to: both posts count their lanes from 1."""
    stage: str | None = getattr(event.body, "stage", None)
    return stage or ("entry_control" if event.word.startswith("entry_") else "exit_control")


def _passage(event: Event) -> str:
    return f"passage {event.point} {event.passage}"


def _vehicle(event: Event) -> str | None:
    """Name a truck by its number within the log, as `queueing.public` counts them."""
    vehicle = getattr(event.body, "vehicle", None)
    return None if vehicle is None else f"vehicle {int(vehicle, 16)}"


def _relate(made: Json, to: str, qualifier: str) -> None:
    one = {"objectId": to, "qualifier": qualifier}
    if one not in made["relationships"]:
        made["relationships"].append(one)


@lru_cache(maxsize=256)
def _told_fields(word: str) -> tuple[Field, ...]:
    return tuple(_told(word))


def _told(word: str) -> Iterator[Field]:
    for field in fields_of(REGISTRY[word].type):
        is_told = field.choices is not None or any(shape.name in _TOLD for shape in field.shapes)
        if is_told and field.name not in _NEVER and not field.form.startswith("{"):
            yield field


def _attributes_of(word: str) -> dict[str, str]:
    return {_name(field): _type(field) for field in _told_fields(word)}


def _name(field: Field) -> str:
    return field.name.removesuffix("_us") + "_at" if _is_instant(field) else field.name


def _type(field: Field) -> str:
    if _is_instant(field):
        return "time"
    return "integer" if field.form.removesuffix(" | null") == "int" else "string"


def _is_instant(field: Field) -> bool:
    is_one = field.form.removesuffix(" | null") == "int"
    return is_one and any(shape.name == "instant" for shape in field.shapes)


def _values(event: Event) -> Iterator[Json]:
    for field in _told_fields(event.word):
        value = getattr(event.body, field.name)
        if value is None or value == ():
            continue
        if isinstance(value, tuple):
            value = "; ".join(str(one) for one in value)
        yield {"name": _name(field), "value": _instant(value) if _is_instant(field) else value}


def _instant(us: int) -> str:
    return (
        datetime.fromtimestamp(us / 1_000_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
