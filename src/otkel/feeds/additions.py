"""What a person adds to a document: the facts a consignment note does not know, in the form of a trip file.

The additions win over the document, and where both say something else it is noticed. A list with only one
consignment without `id`, or one line of goods without `code`, holds for all of them. Else an entry holds for
the one of its name, several of one name in their order, and is added where the document has none such.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from otkel.errors import Mistake, Where
from otkel.facts.countries import find_country
from otkel.facts.plates import fold
from otkel.feeds.leaves import Leaf, split_list
from otkel.feeds.parts import Account, Said
from otkel.feeds.tree import Tree
from otkel.feeds.trip_draft import Draft
from otkel.phrases import phrase

# Lists whose entries are told apart by fields; where one lacks the first of them it has no name.
_KEYS = {"consignments": ("id",), "goods": ("code",), "documents": ("kind", "number")}


class Additions(msgspec.Struct, frozen=True, kw_only=True):
    """Additions to a document: a tree of facts with its file, and the day asked for, used as day of entry."""

    tree: Tree = Tree({}, {})
    file: str | None = None
    enters_on: date | None = None

    def place(self, path: str) -> Where | None:
        """Give where a value of the additions stands; None for what is not in them."""
        line = self.tree.lines.get(path)
        return Where(self.file, line, path) if line is not None else None


def add_to(draft: Draft, more: Additions, account: Account, file: str | None) -> list[Mistake]:
    """Put additions into a draft; give what is to be noticed."""
    notices: list[Mistake] = []
    _merge(draft, more.tree.data, _Merging(notices, account, file))
    if more.enters_on is not None and not draft.get("enters_on"):
        draft["enters_on"] = more.enters_on.isoformat()
        what = phrase("the day of entry is taken from the day asked for, {day}", day=more.enters_on)
        do = phrase("write enters_on into a file and give it with --with, if it is another day")
        notices.append(Mistake(what, do, Where(file, None, "enters_on")))
    return notices


class _Merging(msgspec.Struct):
    notices: list[Mistake]
    account: Account
    file: str | None

    def replaced(self, old: Any, new: Any) -> None:
        """Notice that an addition stands for another value of the document."""
        for said in _said(old):
            if fold(said) == fold(str(new)):
                continue
            self.account.give_back(said)
            self.notice(said, str(said), str(new))

    def route_replaced(self, old: list[Said], new: Any) -> None:
        """Notice a route on which the loads of the document do not lie; states between are only added."""
        parts = split_list(new, Leaf("country")) if isinstance(new, str) else new
        route = [find_country(str(one)) for one in parts] if isinstance(parts, list) else []
        first, last = find_country(old[0]), find_country(old[-1])
        if first not in route or last not in route[route.index(first) + 1 :]:
            self.notice(old[0], f"{first} – {last}", " – ".join(one or "?" for one in route) or str(new))

    def notice(self, said: Said, old: str, new: str) -> None:
        """Notice that document and additions say different things."""
        what = phrase("the document says {old}, the additions say {new}", old=old, new=new)
        do = phrase("nothing, if the additions are right: they are what is checked")
        self.notices.append(Mistake(what, do, Where(self.file, said.line, said.place)))


def _said(value: Any) -> list[Said]:
    if isinstance(value, Said):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [said for one in value for said in _said(one)] if isinstance(value, list) else []


def _merge(old: dict[str, Any], new: Mapping[str, Any], merging: _Merging) -> None:
    for field, value in new.items():
        known = old.get(field)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value, merging)
        elif isinstance(known, list) and isinstance(value, list) and field in _KEYS:
            _merge_entries(known, value, field, merging)
        else:
            _replace(old, field, value, merging)


def _replace(old: dict[str, Any], field: str, value: Any, merging: _Merging) -> None:
    known = old.get(field)
    if field == "route" and isinstance(known, list):
        merging.route_replaced(known, value)
    elif known is not None:
        merging.replaced(known, value)
    old[field] = value


def _merge_entries(old: list[Any], new: list[Any], field: str, merging: _Merging) -> None:
    entries = [entry for entry in new if isinstance(entry, dict)]
    if len(new) == len(entries) == 1 and _name(entries[0], field) is None and old:
        for one in old:
            _merge(one, entries[0], merging)
        return
    waiting: dict[Any, list[Any]] = {}
    for one in old:
        waiting.setdefault(_name(one, field), []).append(one)
    for entry in new:
        same = waiting.get(_name(entry, field)) if isinstance(entry, dict) else None
        if same:
            _merge(same.pop(0), entry, merging)
        else:
            old.append(entry)  # the walk says what is wrong with one that is no mapping


def _name(entry: Mapping[str, Any], field: str) -> tuple[str, ...] | None:
    """Give by what an entry of a list is known: spaces, marks and look-alike letters do not count."""
    first, *others = (fold(str(entry.get(key) or "")) for key in _KEYS[field])
    return (first, *others) if first else None
