"""Hypothesis strategies: bodies, drafts and events of every word, made from the types of their fields."""

from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from otkel.facts.events import REGISTRY, kind_of
from otkel.facts.events.envelope import Draft, Event
from otkel.facts.events.shapes import FIRST_US, LAST_US, Body, Shape

INT64 = 2**63 - 1
POINTS = ("syrym", "kairak", "zhaisan")

hexes_32 = st.binary(min_size=16, max_size=16).map(bytes.hex)
hexes_64 = st.binary(min_size=32, max_size=32).map(bytes.hex)
codes = st.builds(
    "{}{}{}".format,
    st.sampled_from("abz09"),
    st.text("abz09_.-", max_size=8),
    st.sampled_from(("", "a", "9")),
).filter(lambda code: code[-1] not in "_.-")
TEXTS = {
    "subject": hexes_32,
    "digest": hexes_64,
    "code": codes,
    "rule": codes,
    "country": st.sampled_from(("KZ", "RU", "KG", "UZ", "CN")),
}
instants_us = st.integers(FIRST_US, LAST_US)
# Texts that an envelope may carry beyond plain words: what breaks naive writers of JSON.
wild_texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@lru_cache(maxsize=64)
def bodies(word: str | None = None) -> st.SearchStrategy[Body]:
    """Give bodies of a word, or of any word, that a ledger may record."""
    if word is None:
        return st.one_of([bodies(one) for one in REGISTRY])
    body = REGISTRY[word].type
    hints = get_type_hints(body, include_extras=True)
    fields = {name: _values(hints[name]) for name in body.__struct_fields__}
    return st.fixed_dictionaries(fields).map(lambda values: body(**_put_right(body, values)))


def _put_right(body: type[Body], values: dict[str, Any]) -> dict[str, Any]:
    for names in body.ascending:
        known = [name for name in names if values[name] is not None]
        values |= dict(zip(known, sorted(values[name] for name in known), strict=True))
    for field, value, wanted in body.wanted_with:
        if values[field] == value:
            stand_in = {"draw": 2**64 - 1, "below": 1, "purpose": "check", "seed": "ab" * 32, "act": "order"}
            values |= {name: stand_in[name] for name in wanted if values[name] is None}
    return values


def _values(hint: Any) -> st.SearchStrategy[Any]:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        shapes = [one for one in hint.__metadata__ if isinstance(one, Shape)]
        return _shaped(shapes[0]) if shapes else _values(hint.__origin__)
    if origin is tuple:
        return st.lists(_values(parts[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(_values(parts[0]), _values(parts[1]), max_size=4)
    if parts:
        return st.one_of([_values(part) for part in parts])
    if hint is type(None):
        return st.none()
    if hint is bool:
        return st.booleans()
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    assert issubclass(hint, StrEnum), hint
    return st.sampled_from(tuple(hint))


def _shaped(shape: Shape) -> st.SearchStrategy[Any]:
    if shape.pattern is not None:
        return TEXTS[shape.name]
    return st.integers(shape.least, shape.most)


def drafts(word: str | None = None) -> st.SearchStrategy[Draft]:
    """Give drafts of a word, or of any word, in which no mistake is found."""
    return st.builds(
        Draft,
        body=bodies(word),
        point=st.sampled_from(POINTS),
        occurred_us=instants_us,
        recorded_by=st.one_of(hexes_32, codes),
        cause=st.none() | st.integers(1, INT64),
        passage=st.none() | st.integers(0, INT64),
    )


@st.composite
def events(draw, word: str | None = None) -> Event:
    """Give events of a word, or of any word, at any place of a ledger."""
    draft = draw(drafts(word))
    kind = kind_of(draft.body)
    return Event(
        position=draw(st.integers(1, INT64)),
        stream=draw(wild_texts),
        version=draw(st.integers(1, INT64)),
        client_key=draw(wild_texts),
        word=kind.word,
        word_version=kind.version,
        recorded_us=draw(instants_us),
        **msgspec.structs.asdict(draft),
    )
