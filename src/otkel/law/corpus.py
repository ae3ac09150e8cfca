"""The rulebook: every provision file, read once, checked, and asked for a day.

The files lie in `law/data/<jurisdiction>/<subject>/<provision>.yaml`; `sources.yaml` and
`switches.yaml` beside them. Only this file of the room reads YAML.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from otkel.errors import RulebookError, UnknownNameError
from otkel.law.sources import Source
from otkel.law.timeline import Choice, Confidence, Entry, Gap, Lookup, Phase, Provision, look_up
from otkel.phrases import phrase

DATA = Path(__file__).parent / "data"
T = TypeVar("T")


class Switch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contradiction of sources kept as a choice, with the option taken by default."""

    question: str
    options: dict[str, str]
    default: str
    sources: tuple[str, ...] = ()
    note: str | None = None


class _EntryForm(msgspec.Struct, forbid_unknown_fields=True, rename={"from_on": "from", "to_on": "to"}):
    value: Any = None
    from_on: date | None = None
    to_on: date | None = None
    phase: Phase = Phase.MANDATORY
    known_on: date | None = None
    confidence: Confidence | None = None
    sources: tuple[str, ...] | None = None
    option: str | None = None
    note: str | None = None


class _GapForm(msgspec.Struct, forbid_unknown_fields=True, rename={"from_on": "from", "to_on": "to"}):
    reason: str
    from_on: date | None = None
    to_on: date | None = None


class _ProvisionForm(msgspec.Struct, forbid_unknown_fields=True):
    """The form of a provision file; the guide `docs/guide/provisions.md` explains each field."""

    id: str
    subject: str
    jurisdiction: str
    question: str
    unit: str
    sources: tuple[str, ...]
    confidence: Confidence
    checked_on: date
    values: tuple[_EntryForm, ...] = ()
    unknown: tuple[_GapForm, ...] = ()
    article: str | None = None
    switch: str | None = None
    not_coded: str | None = None
    note: str | None = None

    def provision(self) -> Provision:
        """Give the provision, each entry with its own confidence and sources or the file's."""
        entries = tuple(
            Entry(
                phase=e.phase,
                confidence=e.confidence or self.confidence,
                sources=e.sources if e.sources is not None else self.sources,
                value=e.value,
                from_on=e.from_on,
                to_on=e.to_on,
                known_on=e.known_on,
                option=e.option,
                note=e.note,
            )
            for e in self.values
        )
        return Provision(
            id=self.id,
            subject=self.subject,
            jurisdiction=self.jurisdiction,
            question=self.question,
            unit=self.unit,
            sources=self.sources,
            confidence=self.confidence,
            checked_on=self.checked_on,
            entries=entries,
            gaps=tuple(Gap(reason=g.reason, from_on=g.from_on, to_on=g.to_on) for g in self.unknown),
            article=self.article,
            switch=self.switch,
            not_coded=self.not_coded,
            note=self.note,
        )


class Rulebook:
    """All provisions, sources and switches of one state of the files, with their digest."""

    def __init__(
        self,
        provisions: dict[str, Provision],
        sources: dict[str, Source],
        switches: dict[str, Switch],
        digest: str = "",
    ) -> None:
        self.provisions = provisions
        self.sources = sources
        self.switches = switches
        self.digest = digest
        self._days: dict[tuple[date, date, tuple[tuple[str, str], ...]], LawDay] = {}

    def get_provision(self, provision_id: str) -> Provision:
        """Give a provision by its id. Raises UnknownNameError."""
        try:
            return self.provisions[provision_id]
        except KeyError:
            raise UnknownNameError(
                phrase("there is no provision {id}", id=provision_id),
                phrase("see the ids with: otkel law list"),
            ) from None

    def on(self, on: date, known_at: date | None = None, options: dict[str, str] | None = None) -> LawDay:
        """Give the law of one day, as it was known at `known_at` (left out: all that is recorded)."""
        key = (on, known_at or date.max, tuple(sorted((options or {}).items())))
        day = self._days.get(key)
        if day is None:
            if len(self._days) > 4000:
                self._days.clear()
            day = self._days[key] = LawDay(self, on, known_at or date.max, options or {})
        return day

    def choose(self, switch_id: str, options: dict[str, str]) -> Choice:
        """Give the option taken at a switch. Raises UnknownNameError for a foreign option."""
        switch = self.switches[switch_id]
        option = options.get(switch_id, switch.default)
        if option not in switch.options:
            raise UnknownNameError(
                phrase("switch {switch} has no option {option}", switch=switch_id, option=option),
                phrase("take one of: {options}", options=tuple(switch.options)),
            )
        return Choice(switch_id, option, option == switch.default)


class LawDay:
    """The law of one civil day as known on another. Look-ups are remembered."""

    def __init__(self, rulebook: Rulebook, on: date, known_at: date, options: dict[str, str]) -> None:
        for switch_id in options:
            if switch_id not in rulebook.switches:
                raise UnknownNameError(
                    phrase("there is no switch {switch}", switch=switch_id),
                    phrase("take one of: {options}", options=tuple(rulebook.switches)),
                )
            rulebook.choose(switch_id, options)
        self.rulebook = rulebook
        self.on = on
        self.known_at = known_at
        self.options = options
        self._lookups: dict[str, Lookup] = {}
        self._remembered: dict[Hashable, Any] = {}

    def look(self, provision_id: str) -> Lookup:
        """Give what a provision says on this day. Raises UnknownNameError for an unknown id."""
        found = self._lookups.get(provision_id)
        if found is None:
            provision = self.rulebook.get_provision(provision_id)
            choice = self.rulebook.choose(provision.switch, self.options) if provision.switch else None
            found = look_up(provision, self.on, self.known_at, choice)
            self._lookups[provision_id] = found
        return found

    def remember(self, key: Hashable, make: Callable[[LawDay], T]) -> T:
        """Give what `make` reads from the law of this day; it is read once. One key, one `make`."""
        made: T
        try:
            made = self._remembered[key]
        except KeyError:
            made = self._remembered[key] = make(self)
        return made

    def other_day(self, on: date) -> LawDay:
        """Give the law of another day with the same knowledge and the same options."""
        return self.rulebook.on(on, self.known_at, self.options)


@lru_cache(maxsize=4)
def read_rulebook(folder: Path = DATA) -> Rulebook:
    """Read every file of the rulebook. Raises RulebookError naming the file and the field."""
    digest = hashlib.sha256()
    sources = _read(folder / "sources.yaml", dict[str, Source], digest)
    switches = _read(folder / "switches.yaml", dict[str, Switch], digest)
    provisions: dict[str, Provision] = {}
    for path in sorted(folder.glob("*/*/*.yaml")):
        provision = _read(path, _ProvisionForm, digest).provision()
        _require_sound(provision, path, folder, sources, switches)
        if provision.id in provisions:
            raise RulebookError(f"{path}: id: {provision.id} stands in another file too")
        provisions[provision.id] = provision
    return Rulebook(provisions, sources, switches, digest.hexdigest())


def _read(path: Path, form: type[T], digest: Any) -> T:
    content = path.read_bytes()
    digest.update(path.name.encode() + b"\0" + content + b"\0")
    try:
        return msgspec.convert(yaml.load(content, yaml.CSafeLoader), form)
    except (yaml.YAMLError, msgspec.ValidationError, ValueError) as error:
        raise RulebookError(f"{path}: {error}") from error


def _require_sound(
    provision: Provision,
    path: Path,
    folder: Path,
    sources: dict[str, Source],
    switches: dict[str, Switch],
) -> None:
    """Refuse a provision whose place, sources, options or days contradict each other."""
    place = path.relative_to(folder).parts
    if place != (provision.jurisdiction.lower(), provision.subject, f"{provision.id}.yaml"):
        raise RulebookError(f"{path}: the folders and the name must be jurisdiction/subject/id.yaml")
    cited = set(provision.sources).union(*(e.sources for e in provision.entries))
    if unknown := cited - sources.keys():
        raise RulebookError(f"{path}: sources: {sorted(unknown)} not in sources.yaml")
    if not cited and provision.confidence is not Confidence.K:
        raise RulebookError(f"{path}: sources: only confidence K may stand without a source")
    options = set(switches[provision.switch].options) if provision.switch in switches else set()
    if provision.switch and not options:
        raise RulebookError(f"{path}: switch: {provision.switch} not in switches.yaml")
    if wrong := {e.option for e in provision.entries if e.option} - options:
        raise RulebookError(f"{path}: option: {sorted(wrong)} not an option of the switch")
    starts = [(e.from_on, e.known_on, e.option, e.phase is Phase.ANNOUNCED) for e in provision.entries]
    if len(starts) != len(set(starts)):
        raise RulebookError(f"{path}: values: two begin on the same day")
    spans: tuple[Entry | Gap, ...] = (*provision.entries, *provision.gaps)
    for span in spans:
        if span.from_on and span.to_on and span.to_on < span.from_on:
            raise RulebookError(f"{path}: to {span.to_on} lies before from {span.from_on}")
