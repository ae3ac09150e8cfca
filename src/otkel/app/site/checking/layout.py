"""The form as it is drawn: every question with its value, its choices, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from otkel.app.site.checking import questions as asked
from otkel.app.site.checking.filled import KINDS, NO_STAYS, Given
from otkel.app.site.checking.options import CURRENCIES, Option, points, states, words_of
from otkel.app.site.checking.questions import GROUPS, LOADS, RECEIVER, SENDER, Group, Part, Question
from otkel.app.words import Words
from otkel.facts.documents import DocumentKind
from otkel.facts.money import Money
from otkel.facts.trip import Trip
from otkel.feeds.fields import Field, fields_of
from otkel.law.papers import NAMES
from otkel.phrases import Phrase, phrase

MOST_LINES = 60  # of a list that the form offers
ROUTE_FIELDS = 4
_TICKS = frozenset({"empty", NO_STAYS})
_NUMBERS = {"whole": "numeric", "decimal": "decimal"}
_ROUTE = (phrase("Loaded in"), phrase("Second country"), phrase("Third country"), phrase("Fourth country"))
_USUAL_PAPERS = 9  # of the kinds, in their order; the others lie folded


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One field as it is drawn. `kind`: yes_no, choice, day, number, text, money or tick."""

    name: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    currency: str = ""
    error: str = ""
    more: bool = False
    when: str = ""  # NAME=VALUES for the script
    mode: str = ""  # of the keyboard


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Fields that stand together, perhaps one line of a list."""

    fields: tuple[Shown, ...]
    title: str = ""
    when: str = ""
    line: str = ""  # the path of the line, where it is one of a list
    add: tuple[str, str] | None = None  # the list, and the words of the button

    @property
    def usual(self) -> list[Shown]:
        """The fields that most are asked."""
        return [one for one in self.fields if not one.more]

    @property
    def folded(self) -> list[Shown]:
        """The fields that few are asked."""
        return [one for one in self.fields if one.more]

    @property
    def is_open(self) -> bool:
        """Whether something folded is filled in, or wrong."""
        return any(one.value or one.error for one in self.folded)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A group of the form."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""
    when: str = ""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The whole form, and what was filled in that it has no question for."""

    cards: tuple[Card, ...]
    carried: dict[str, str]

    @property
    def fields(self) -> Iterator[Shown]:
        """Every field."""
        return (one for card in self.cards for block in card.blocks for one in block.fields)

    @property
    def labels(self) -> dict[str, str]:
        """The words of every input, by its name."""
        found = {one.name: one.label for one in self.fields}
        money = (one for one in self.fields if one.kind == "money")
        return found | {f"{one.name}.{part}": one.label for one in money for part in ("amount", "currency")}


def lay_out(
    given: Given, words: Words, errors: Mapping[str, str] | None = None, add: str = "",
    groups: Sequence[Group] = GROUPS,
) -> Form:  # fmt: skip
    """Give the form for what was filled in; `add` names a list that gets one line more."""
    making = _Making(given, words, errors or {}, add)
    cards = tuple(map(making.card, groups))
    names = Form(cards=cards, carried={}).labels
    return Form(cards=cards, carried={name: value for name, value in given.items() if name not in names})


class _Making:
    def __init__(self, given: Given, words: Words, errors: Mapping[str, str], add: str) -> None:
        self.given, self.words, self.errors, self.add = given, words, errors, add
        self.near = tuple(states(words))

    def card(self, group: Group) -> Card:
        if group is LOADS:
            blocks = [*self.part(group.parts[0], ()), *self.loads()]
        else:
            blocks = [block for part in group.parts for block in self.part(part, ())]
        if group is asked.TRIP:
            blocks = [self.route(), *blocks]
        return Card(
            key=group.key,
            title=self.words.say(group.title),
            lead=self.words.sentence(group.lead) if group.lead else "",
            when=_when(group.when, ()),
            blocks=tuple(blocks),
        )

    def route(self) -> Block:
        count = max(ROUTE_FIELDS, *(n + 1 for n in self.lines("route")))
        fields = [
            self.made(f"route.{n}", _ROUTE[min(n, 3)], "choice", options=self.near) for n in range(count)
        ]
        title = phrase("Countries in the order of the way; the last is where it is unloaded")
        return Block(fields=tuple(fields), title=self.words.say(title))

    def loads(self) -> Iterator[Block]:
        _, goods, load = LOADS.parts
        numbers = self.lines("consignments")
        for number in numbers:
            yield from self.part(goods, (number,), several=len(numbers) > 1)
            for part in (load, SENDER, RECEIVER):
                block = self.block(part, (number,), "")
                is_last = part is load and number == numbers[-1]
                yield msgspec.structs.replace(
                    block,
                    title=self.title(part, number) if part is not load or len(numbers) > 1 else "",
                    add=("consignments", self.words.say(load.add)) if is_last and load.add else None,
                )

    def part(self, part: Part, at: tuple[int, ...], several: bool = False) -> Iterator[Block]:
        if part.is_papers:
            yield from self.papers(part)
            return
        if not part.each:
            yield self.block(part, at, "")
            return
        path = _put_in(part.each, at)
        numbers = self.lines(path)
        for number in numbers:
            block = self.block(part, (*at, number), f"{path}.{number}")
            title = self.title(part, number)
            if several:
                title = f"{self.words.say(phrase('Load {n}', n=at[0] + 1))}: {title}"
            add = (path, self.words.say(part.add)) if part.add and number == numbers[-1] else None
            yield msgspec.structs.replace(block, title=title, add=add)

    def block(self, part: Part, at: tuple[int, ...], line: str) -> Block:
        fields = tuple(self.field(question, at) for question in part.questions)
        return Block(fields=fields, when=_when(part.when, at), line=line)

    def papers(self, part: Part) -> Iterator[Block]:
        """Give a tick for every kind of paper, and what more may be said of those that are ticked."""
        numbers = range(max(len(KINDS), *(n + 1 for n in self.lines("documents"))))
        ticked = [n for n in numbers if self.given.get(f"documents.{n}.kind")]
        ticks = [self.tick(n) for n in (*range(len(KINDS)), *(n for n in ticked if n >= len(KINDS)))]
        yield Block(fields=tuple(ticks))
        for number in ticked:
            block = self.block(part, (number,), "")
            yield msgspec.structs.replace(block, title=self.tick(number).label)

    def tick(self, number: int) -> Shown:
        name = f"documents.{number}.kind"
        kind = self.given.get(name) or (KINDS[number] if number < len(KINDS) else "")
        known = kind in KINDS
        label = self.words.say(NAMES[DocumentKind(kind)]) if known else kind
        value = Option(kind, label)
        return self.made(
            name, label[:1].upper() + label[1:], "tick", options=(value,),
            more=number >= _USUAL_PAPERS and name not in self.given,
        )  # fmt: skip

    def field(self, question: Question, at: tuple[int, ...]) -> Shown:
        name = _put_in(question.path, at)
        found = _kind(question.path)
        kind, mode = "text", ""
        options: tuple[Option, ...] = ()
        if name in _TICKS:
            kind, options = "tick", (Option("yes", ""),)
        elif found is not None and found.struct is Money:
            kind = "money"
        elif found is not None and found.leaf is not None:
            kind, options, mode = self.leaf(found, question)
        return self.made(
            name, question.label, kind, options=options, mode=mode, hint=question.hint, more=question.more,
            when=_when(question.when, at),
        )  # fmt: skip

    def leaf(self, field: Field, question: Question) -> tuple[str, tuple[Option, ...], str]:
        assert field.leaf is not None
        kind = field.leaf.kind
        if field.leaf.words is not None:
            return "choice", tuple(words_of(field.leaf.words, self.words)), ""
        if kind == "country" and not field.is_list:
            return "choice", tuple(states(self.words, "origin" in question.path)), ""
        if kind == "point":
            return "choice", tuple(points(self.words)), ""
        if field.is_list:
            return "text", (), ""
        return {"yes_no": "yes_no", "day": "day"}.get(kind, "text"), (), _NUMBERS.get(kind, "")

    def made(
        self, name: str, label: Phrase | str, kind: str, *, options: Sequence[Option] = (), mode: str = "",
        hint: Phrase | None = None, more: bool = False, when: str = "",
    ) -> Shown:  # fmt: skip
        value = self.given.get(name, "")
        if kind == "money":
            value = value or self.given.get(f"{name}.amount", "")
            options = tuple(Option(code, code) for code in CURRENCIES)
        currency = self.given.get(f"{name}.currency", "")
        if kind == "choice":
            options = _with(value, options)
        elif kind == "money":
            options = _with(currency, options)
        wrong = (self.errors.get(one, "") for one in (name, f"{name}.amount", f"{name}.currency"))
        return Shown(
            name=name, label=label if isinstance(label, str) else self.words.say(label), kind=kind,
            value=value, options=tuple(options), currency=currency, mode=mode, more=more, when=when,
            hint=self.words.say(hint) if hint else "", error=next(filter(None, wrong), ""),
        )  # fmt: skip

    def lines(self, path: str) -> list[int]:
        """Give the numbers of the lines of a list that the form shows: one at least."""
        begin = re.compile(re.escape(path) + r"\.(\d{1,3})(?:\.|$)")
        found = {int(match[1]) for name in self.given if (match := begin.match(name))}
        found = found or {0}
        if self.add == path:
            found.add(max(found) + 1)
        return sorted(found)[:MOST_LINES]

    def title(self, part: Part, number: int) -> str:
        return self.words.say(Phrase(part.title.text, {"n": number + 1})) if part.title else ""


def _kind(path: str) -> Field | None:
    struct: Any = Trip
    found: Field | None = None
    for step in path.replace(".#", "").split("."):
        found = fields_of(struct).get(step)
        if found is None:
            return None
        struct = found.struct
    return found


def _put_in(path: str, at: Iterable[int]) -> str:
    for number in at:
        path = path.replace("#", str(number), 1)
    return path


def _when(when: tuple[str, str] | None, at: tuple[int, ...]) -> str:
    return "" if when is None else f"{_put_in(when[0], at)}={when[1]}"


def _with(value: str, options: Sequence[Option]) -> tuple[Option, ...]:
    """Give the choices with what was given, where it is none of them: it is not to be lost."""
    if not value or any(one.value == value for one in options):
        return tuple(options)
    return (*options, Option(value, value))
