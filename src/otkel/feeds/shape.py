"""From plain data to the facts: one walker that goes on after a mistake, so that all are told.

The fields and their types are those of `facts/`; how a text is read beyond its type stands in
`meanings`. Nothing is guessed: what cannot be read is a mistake with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.countries import territory_of
from otkel.facts.money import Money
from otkel.facts.people import Stay
from otkel.facts.trip import Trip
from otkel.feeds.fields import Field, fields_of
from otkel.feeds.leaves import NOTHING, Leaf, read_leaf, split_list
from otkel.feeds.meanings import MEANINGS, Meaning
from otkel.feeds.scalars import UNKNOWN_WORDS, nearest, read_currency, read_money, shown
from otkel.phrases import phrase

MISTAKES_LIMIT = 500
_INDEX = re.compile(r"\[\d+\]")
Note = tuple[str, Mistake, bool]  # field, what is strange, whether it is refused


class Walk:
    """One reading of plain data: collects mistakes and notices with their places.

    `lines` gives the row of a path; `row` is the row of all of it (a table). `columns` gives the
    name a person knows a path by; `[]` in its keys stands for any index.
    """

    def __init__(
        self,
        file: str | None = None,
        lines: Mapping[str, int] | None = None,
        row: int | None = None,
        columns: Mapping[str, str] | None = None,
        notes: Mapping[Any, Callable[[Any], Iterator[Note]]] | None = None,
    ) -> None:
        self.file = file
        self.lines = lines or {}
        self.row = row
        self.columns = columns
        self.notes = notes or {}
        self.mistakes: list[Mistake] = []
        self.notices: list[Mistake] = []
        self.kept: dict[str, list[int]] = {}  # of lists with unreadable parts: which were read
        self.partial: dict[Any, dict[str, Any]] = {}  # what was read of structs that cannot be built

    def place(self, path: str) -> Where:
        """Give the place of a path: the nearest line and column known for it."""
        row, at = self.row, path
        while row is None and self.lines:
            row = self.lines.get(at)
            if row is None and not at:
                row = 1
            at = _parent(at)
        field, at = None, path
        while self.columns is not None and field is None and at:
            field = self.columns.get(_INDEX.sub("[]", at)) or self.columns.get(_INDEX.sub("", at))
            at = _parent(at)
        return Where(self.file, row, field or shown(path) or None)

    def refuse(self, path: str, mistake: Mistake) -> None:
        """Keep a mistake that stands at this path."""
        if len(self.mistakes) < MISTAKES_LIMIT:
            self.mistakes.append(Mistake(mistake.what, mistake.do, self.place(path)))

    def notice(self, path: str, mistake: Mistake) -> None:
        """Keep something strange that stands at this path and is not refused."""
        if len(self.notices) < MISTAKES_LIMIT:
            self.notices.append(Mistake(mistake.what, mistake.do, self.place(path)))

    def struct(self, struct: Any, data: Any, path: str) -> Any:
        """Read one struct; None where it cannot be built. Every mistake in it is kept."""
        if not isinstance(data, dict):
            self.refuse(path, _not_a_mapping(struct, data))
            return None
        fields = fields_of(struct)
        for key in data:
            if key not in fields and not (key == "code_as_typed" and struct in _TYPED):
                self.refuse(_join(path, key), _unknown_key(key, fields))
        values: dict[str, Any] = {}
        whole = True
        for name, field in fields.items():
            if name in data:
                value = self.field(field, data[name], _join(path, name))
                if value is not NOTHING:
                    values[name] = value
                    continue
            elif field.required:
                self.refuse(_join(path, name), _missing(field))
            whole = whole and not field.required
        if not whole:
            self.partial[struct] = values
            return None
        return self.built(struct, values, data, path)

    def built(self, struct: Any, values: dict[str, Any], data: dict[str, Any], path: str) -> Any:
        """Build the struct and say what is strange about its fields taken together."""
        if struct in _TYPED and values.get("code") is not None:
            values["code_as_typed"] = str(data["code"])
        if struct is Stay:
            values["country"] = territory_of(values["country"], values["entered_on"])
        if struct is Trip:  # left out or empty is not known; [] is certainly nothing
            values["load_stated"] = data.get("consignments") not in (None, "")
        made = struct(**values)
        if note := self.notes.get(struct):
            for field, mistake, refused in note(made):
                (self.refuse if refused else self.notice)(self.typed(_join(path, field)), mistake)
        return made

    def typed(self, path: str) -> str:
        """Give the path as it was typed: parts of a list that could not be read count there too."""
        for list_path in sorted(self.kept, key=len):  # outer lists first
            if path.startswith(list_path + "["):
                index, _, rest = path[len(list_path) + 1 :].partition("]")
                path = f"{list_path}[{self.kept[list_path][int(index)]}]{rest}"
        return path

    def field(self, field: Field, data: Any, path: str) -> Any:
        """Read the value of one field; NOTHING where it is left out or cannot be read."""
        if data is None or data == "":
            return self.left_out(field, path)
        if field.is_rates:
            return self.rates(data, path)
        if field.is_list:
            return self.list(field, data, path)
        return self.one(field, data, path)

    def left_out(self, field: Field, path: str) -> Any:
        """Read an empty value: not known, or the default where there is always a value."""
        if field.required:
            self.refuse(path, _missing(field))
            return NOTHING
        return None if field.optional and not field.is_list else NOTHING

    def list(self, field: Field, data: Any, path: str) -> Any:
        """Read a list; a text is split where several short values may stand in one."""
        if isinstance(data, str) and field.leaf is not None and not isinstance(data, bool):
            data = split_list(data, field.leaf)
        if not isinstance(data, list):
            if isinstance(data, str) and data.casefold() in UNKNOWN_WORDS and field.optional:
                return None
            self.refuse(
                path,
                Mistake(
                    phrase("{name} must be a list", name=field.name),
                    phrase("write each of them with a hyphen before it, as in the template"),
                ),
            )
            return NOTHING
        read = [self.one(field, part, f"{path}[{i}]") for i, part in enumerate(data)]
        kept = [i for i, value in enumerate(read) if value is not NOTHING and value is not None]
        if len(kept) < len(read):
            if field.struct is None and NOTHING in read:
                return NOTHING
            self.kept[path] = kept
        return tuple(read[i] for i in kept)

    def one(self, field: Field, data: Any, path: str) -> Any:
        """Read one struct or one leaf."""
        if field.struct is Money:
            return self.money(field, data, path)
        if field.struct is not None:
            value = self.struct(field.struct, data, path)
            return NOTHING if value is None else value
        assert field.leaf is not None
        found = read_leaf(field.leaf, field.meaning, data)
        for strange in found.notices:
            self.notice(path, strange)
        if found.mistake is not None:
            self.refuse(path, found.mistake)
            return NOTHING
        if found.value is None and not field.optional:
            if field.required:
                self.refuse(path, _missing(field))
            return NOTHING
        return found.value

    def money(self, field: Field, data: Any, path: str) -> Any:
        """Read money: a mapping of amount and currency, or one text."""
        if isinstance(data, str):
            if data.casefold() in UNKNOWN_WORDS:
                return None if field.optional else NOTHING
            read = read_money(data)
            if isinstance(read, Mistake):
                self.refuse(path, read)
                return NOTHING
        else:
            read = self.struct(Money, data, path)
            if read is None:
                return NOTHING
        if read.amount < 0:
            self.refuse(path, _negative(str(read.amount)))
            return NOTHING
        return read

    def rates(self, data: Any, path: str) -> Any:
        """Read roubles for one unit of each currency; a rate is more than zero."""
        if not isinstance(data, dict):
            self.refuse(path, _not_a_mapping(None, data))
            return NOTHING
        rates: dict[str, Decimal] = {}
        for key, given in data.items():
            at = _join(path, key)
            currency = read_currency(key)
            if isinstance(currency, Mistake):
                self.refuse(at, currency)
                continue
            found = read_leaf(Leaf("decimal"), _RATE, given)
            if found.mistake is None and not found.value:
                found = msgspec.structs.replace(found, mistake=_NO_RATE)
            if found.mistake is not None:
                self.refuse(at, found.mistake)
            else:
                rates[currency] = found.value
        return rates


_TYPED = frozenset(struct for struct in MEANINGS if "code_as_typed" in struct.__struct_fields__)
_RATE = Meaning("", most=1_000_000)
_NO_RATE = Mistake(
    phrase("a rate of exchange is missing or zero"), phrase("write roubles for one unit of the currency")
)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _parent(path: str) -> str:
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else ""


def _not_a_mapping(struct: Any, data: Any) -> Mistake:
    what = phrase("names with values must stand here")
    if isinstance(data, str):
        what = phrase("names with values must stand here, not {text}", text=shown(data))
    if struct is None:
        return Mistake(what, phrase("write names and values, as in the template"))
    names = tuple(fields_of(struct))[:4]
    return Mistake(what, phrase("write names and values, for example {names}", names=names))


def _unknown_key(key: str, fields: Mapping[str, Field]) -> Mistake:
    what = phrase("{name} is not a field that is known here", name=shown(key))
    if near := nearest(key.replace(" ", "_"), tuple(fields)):
        return Mistake(what, phrase("did you mean {name}?", name=near))
    return Mistake(what, phrase("leave it out, or use one of {names}", names=tuple(fields)))


def _missing(field: Field) -> Mistake:
    return Mistake(
        phrase("{name} is missing", name=field.name),
        phrase("add {name}; the template explains it: otkel check --template", name=field.name),
    )


def _negative(text: str) -> Mistake:
    return Mistake(phrase("{text} is less than zero", text=text), phrase("check the sign"))
