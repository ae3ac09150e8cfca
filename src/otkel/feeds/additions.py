"""What a person adds to a document: the facts a consignment note does not know, in the form of a trip file.

The additions win over the document, and where both say something else it is noticed. A consignment without
`id`, or a line of goods without `code`, holds for all of them; with it, for that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from otkel.errors import Mistake, Where
from otkel.feeds.parts import Account, Said
from otkel.feeds.tree import Tree
from otkel.feeds.trip_draft import Draft
from otkel.phrases import phrase

# Lists whose entries are told apart by a field; entries of other lists are put after those of the document.
_KEYS = {"consignments": "id", "goods": "code"}
_APPENDED = frozenset({"documents", "spot"})


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
            if str(said).casefold() == str(new).casefold():
                continue
            self.account.give_back(said)
            what = phrase("the document says {old}, the additions say {new}", old=str(said), new=str(new))
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
        elif isinstance(known, list) and isinstance(value, list) and field in _APPENDED:
            known += value
        else:
            _replace(old, field, value, merging)


def _replace(old: dict[str, Any], field: str, value: Any, merging: _Merging) -> None:
    known = old.get(field)
    if isinstance(known, list) and isinstance(value, list):
        ends = [known[0], known[-1]] if known else []
        if field == "route" and value and [str(one) for one in ends] == [value[0], value[-1]]:
            known = None  # the states between were added, which no document tells
    if known is not None:
        merging.replaced(known, value)
    old[field] = value


def _merge_entries(old: list[Any], new: list[Any], field: str, merging: _Merging) -> None:
    key = _KEYS[field]
    for entry in new:
        if not isinstance(entry, dict):
            old.append(entry)  # the walk says what is wrong with it
            continue
        name = entry.get(key)
        meant = [one for one in old if name is None or str(one.get(key)) == str(name)]
        for one in meant:
            _merge(one, {k: v for k, v in entry.items() if k != key}, merging)
        if not meant:
            old.append(entry)
