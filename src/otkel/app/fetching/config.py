"""The file of sources: which feeds are turned on, where they lie, how often they are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from otkel.errors import InputError, Mistake, UnknownNameError, Where
from otkel.facts.gazetteer import find_point
from otkel.feeds.kinds import get_kind
from otkel.feeds.opening import read_bytes, read_text
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.phrases import Phrase, phrase

LIMIT_MB = 1
LEAST_MIN, MOST_MIN = 1, 7 * 24 * 60  # minutes between two questions to one source
MOST_SOURCES = 100
FOLLOWED = "cargoruqsat"
EXAMPLE = """# Feeds that `otkel feed fetch` asks. Each is off until you have read its terms and turn it on.
sources:
  - kind: cbp                    # see: otkel feed kinds
    url: https://bwt.cbp.gov/api/waittimes
    every_min: 30
    on: false
    # headers: {Accept: application/json}
    # follow: syrym              # of cargoruqsat: the queue in shadow mode that follows it
    # own_network: true          # the address may be a private one
"""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}", re.ASCII)
_VALUE = re.compile(r"[\x20-\x7e]{0,1000}", re.ASCII)
# These are made by the fetcher itself; another value would break what it promises.
_OWN_HEADERS = frozenset({
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "user-agent",
    "if-none-match", "if-modified-since",
})  # fmt: skip
_WORDS = {"true": True, "yes": True, "false": False, "no": False}


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One feed in the network."""

    kind: str
    url: str
    every_min: float
    on: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    follow: str | None = None  # slug of the point whose queue follows it
    own_network: bool = False  # its address may be a private one

    @property
    def host(self) -> str:
        """The name of its host."""
        return urlsplit(self.url).hostname or ""


def read_sources(path: Path) -> tuple[Source, ...]:
    """Read a file of sources. Raises InputError with every mistake and its row."""
    name = path.name
    try:
        tree = read_yaml_tree(read_text(read_bytes(path, LIMIT_MB), name).text, name)
    except InputError as error:
        raise InputError(_of_sources(one) for one in error.mistakes) from None
    given = tree.data.get("sources")
    mistakes = [_wrong(key, phrase("this is no field of a file of sources"), _SEE)
                for key in tree.data if key != "sources"]  # fmt: skip
    if not isinstance(given, list) or not 0 < len(given) <= MOST_SOURCES:
        what = phrase("the file must hold a list of 1 to {most} sources", most=MOST_SOURCES)
        raise InputError([*mistakes, _wrong("sources", what, _SEE).at(file=name)])
    found: list[Source] = []
    for at, one in enumerate(given):
        read = _source(one if isinstance(one, dict) else {}, f"sources[{at}]", mistakes)
        if read is not None and any(read.url == other.url for other in found):
            what = phrase("this address stands in the file twice")
            mistakes.append(_wrong(f"sources[{at}].url", what, phrase("leave one of the two out")))
        elif read is not None:
            found.append(read)
    if mistakes:
        raise InputError(one.at(file=name, row=_row(tree.lines, one.where.field or "")) for one in mistakes)
    return tuple(found)


def _source(given: Mapping[str, Any], path: str, mistakes: list[Mistake]) -> Source | None:
    before = len(mistakes)
    values: dict[str, Any] = {}
    for key in [*given, *(key for key in ("kind", "url", "every_min") if key not in given)]:
        reader = _READERS.get(key)
        value = reader(given.get(key)) if reader is not None else _UNKNOWN
        if isinstance(value, Mistake):
            mistakes.append(Mistake(value.what, value.do, Where(field=f"{path}.{key}")))
        else:
            values[key] = value
    if len(mistakes) == before and values.get("follow") is not None and values["kind"] != FOLLOWED:
        what = phrase("only a register of {kind} is followed", kind=FOLLOWED)
        mistakes.append(_wrong(f"{path}.follow", what, phrase("leave it out")))
    return Source(**values) if len(mistakes) == before else None


def _kind(value: Any) -> str | Mistake:
    try:
        return get_kind(str(value)).name
    except UnknownNameError as error:
        return error.mistake


def _url(value: Any) -> str | Mistake:
    do = phrase("write its whole address, such as https://example.org/feed.json")
    try:
        parts = urlsplit(str(value))
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return _wrong("", phrase("the address cannot be read"), do)
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_right:
        return _wrong("", phrase("only addresses of http and https with a host are asked"), do)
    if parts.username is not None or parts.password is not None:
        return _wrong("", phrase("a name or password stands in the address"), phrase("give it as a header"))
    if not _VALUE.fullmatch(str(value)) or " " in str(value):
        return _wrong("", phrase("the address holds letters that no address has"), do)
    return str(value)


def _every(value: Any) -> float | Mistake:
    try:
        minutes = float(str(value))
    except ValueError:
        minutes = -1.0
    if not LEAST_MIN <= minutes <= MOST_MIN:
        do = phrase("write minutes from {least} to {most}", least=LEAST_MIN, most=MOST_MIN)
        return _wrong("", phrase("this is no time between two questions"), do)
    return minutes


def _flag(value: Any) -> bool | Mistake:
    found = _WORDS.get(str(value).casefold())
    return _wrong("", phrase("this is neither true nor false"), phrase("write true or false")) \
        if found is None else found  # fmt: skip


def _headers(value: Any) -> tuple[tuple[str, str], ...] | Mistake:
    if not isinstance(value, dict) or len(value) > 20:
        return _wrong("", phrase("headers are names with values"), _SEE)
    for name, text in value.items():
        if not _NAME.fullmatch(name) or not isinstance(text, str) or not _VALUE.fullmatch(text):
            return _wrong("", phrase("this header cannot be sent"), phrase("write plain letters in one line"))
        if name.casefold() in _OWN_HEADERS:
            return _wrong("", phrase("the header {name} is set by itself", name=name), phrase("leave it out"))
    return tuple(value.items())


def _follow(value: Any) -> str | Mistake:
    point = find_point(str(value))
    if point is None:
        return _wrong("", phrase("the crossing point is not known"), phrase("see: otkel points"))
    return point.slug


def _wrong(field: str, what: Phrase, do: Phrase) -> Mistake:
    return Mistake(what, do, Where(field=field or None))


def _of_sources(mistake: Mistake) -> Mistake:
    """Say what to do for sources where the reader's advice is about trips."""
    return Mistake(mistake.what, _SEE, mistake.where) if "trip" in mistake.do.text else mistake


def _row(lines: Mapping[str, int], place: str) -> int:
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return lines.get(place, 1)


_SEE = phrase("begin from the example: otkel feed sources")
_UNKNOWN = Mistake(phrase("this is no field of a source"), _SEE)
_READERS: dict[str, Callable[[Any], Any]] = {
    "kind": _kind, "url": _url, "every_min": _every, "on": _flag, "headers": _headers, "follow": _follow,
    "own_network": _flag,
}  # fmt: skip
