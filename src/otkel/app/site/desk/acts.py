"""What may be asked at a desk over the network: which verbs, by which of their options, and the answer.

Each form carries a key. That of a truck's act is made of where the truck stands: so two taps, and two
officers who do the same to one truck, are one act; a form that was drawn before another act is told so.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from otkel.app.crossing.asking import Done
from otkel.app.crossing.naming import NEW, Naming
from otkel.app.crossing.options import Kind, options_of
from otkel.app.crossing.reading import Envelope, Typed, get_verb, read_options
from otkel.app.ledger_files import refused
from otkel.app.rights import OF_A_STAGE
from otkel.app.site.house import House
from otkel.errors import ClientKeyReusedError
from otkel.facts.events.choices import Stage
from otkel.facts.people import Language
from otkel.phrases import phrase

MOST_KEY = 80  # characters
KEY = "desk "  # what the key of every act of a desk begins with
# Options that name files of this machine, or that only its administrator gives, are in no form.
FORMS: dict[str, tuple[str, ...]] = {
    "book": ("plate", "vin", "country", "towards", "class", "slot", "readiness", "missing"),
    "request": ("plate", "vin", "country", "towards", "class", "day", "choice", "readiness", "missing"),
    "draw": ("towards", "day"),
    "move": ("passage", "slot", "side", "reason"),
    "cancel": ("passage", "side", "reason"),
    "standby": ("passage", "earliest", "latest"),
    "tick": (),
    "arrive": (
        "passage",
        "plate",
        "vin",
        "country",
        "towards",
        "class",
        "people",
        "care",
        "readiness",
        "missing",
    ),
    "ready": ("passage", "readiness", "missing"),
    "exception": ("passage", "ground", "until", "evidence"),
    "exception-end": ("passage", "reason"),
    "call": ("towards", "trucks", "passage", "reason", "lane"),
    "batch": ("towards", "batch", "trucks"),
    "start": ("passage", "stage", "lane", "sealed_ok"),
    "clear": ("passage", "stage", "lane", "sealed_ok"),
    "refuse": ("passage", "stage", "reason", "rule", "redress", "back"),
    "select": ("passage", "stage", "check", "reason", "lane"),
    "check-start": ("passage", "stage", "check", "lane"),
    "check-prolong": ("passage", "reason", "rule", "end_by"),
    "check-result": ("passage", "stage", "check", "outcome", "found", "rule", "redress"),
    "leave": ("passage", "way"),
    "pause": ("towards", "stage", "reason", "until"),
    "resume": ("towards", "stage"),
    "close": ("towards", "stage", "reason", "until", "country", "rule"),
    "reopen": ("towards", "stage"),
    "lanes": ("towards", "stage", "lane"),
    "shift": ("towards", "stage", "shift", "officers", "ends"),
    "shift-end": ("towards", "stage", "shift"),
    "intake": ("towards", "stage", "trucks", "minutes", "low", "high"),
    "strip": ("towards", "trucks", "low", "high"),
    "people": ("towards", "stage", "people"),
    "service": ("towards", "stage", "service", "people"),
    "message": ("towards", "class", "passage", "prepared", "text_en", "text_ru", "text_kk", "until"),
}
_OF_A_NEW_ONE = {"plate", "vin", "country"}
_NAMES = {"passage", "plate", "vin", "ticket"}  # options that say which truck


class Place(msgspec.Struct, frozen=True):
    """Whose work an act is: a stage of a direction; none where it is of no stage."""

    stage: str | None
    towards: str | None


def read_form(verb: str, given: Mapping[str, list[str]], towards: str, zone: str) -> Typed:
    """Read what a form sent. Raises InputError with every mistake, or for a verb that is in no form.

    Who works one direction says nothing of the other: where a form names none, it is that one.
    """
    if verb not in FORMS:
        raise refused(phrase("a desk has no act {verb}", verb=verb[:40]), phrase("go back to the desk"))
    asked, options = get_verb(verb), options_of(get_verb(verb))
    values: dict[str, object] = {}
    for name in FORMS[verb]:
        sent = [one for one in given.get(name, ()) if one.strip()]
        option = options[name]
        if not sent:
            continue
        if option.kind is Kind.FLAG:
            values[name] = True
        elif option.many:
            values[name] = [part for one in sent for part in one.replace(",", " ").split()]
        else:
            values[name] = sent[0]
    if verb in NEW and "passage" in values:  # one that is known: nobody chooses the number of a new one
        values = {name: value for name, value in values.items() if name not in _OF_A_NEW_ONE}
    if verb in OF_A_STAGE or (verb in ("call", "message") and "passage" not in values):
        values.setdefault("towards", towards)
    return Typed(verb=asked, values=read_options(verb, options, values, zone, False))


def place_of_act(house: House, slug: str, typed: Typed) -> Place:
    """Give whose work an act is: of a truck the direction that it goes, however it is named.

    Raises InputError where it is named in two ways that do not agree, LedgerError.
    """
    stage, towards = typed.values.get("stage"), typed.values.get("towards")
    passage = _named_passage(house, slug, typed)
    if passage is None:
        return Place(stage, towards)

    def find(state: object) -> Place:
        truck = state.trucks.get(passage)  # type: ignore[attr-defined]
        if truck is None:
            return Place(stage, towards)
        check: Stage | None = None if truck.check is None else truck.check.stage
        return Place(stage or check, state.towards[truck.line])  # type: ignore[attr-defined]

    return house.desk(slug).look(find)


def _named_passage(house: House, slug: str, typed: Typed) -> int | None:
    """Give the passage that an act is about; None where it begins one, or is about no truck under way."""
    if typed.verb.name in NEW or not _NAMES & typed.values.keys():
        return None
    found = Naming(house.desk(slug)).find_passage(typed)
    return found if isinstance(found, int) else None


def do_act(house: House, slug: str, typed: Typed, *, key: str, by: str, language: Language) -> Done:
    """Give an act at a desk, under the key of its form. Raises InputError, LedgerError."""
    require_key(key)
    asked = msgspec.structs.replace(typed, envelope=Envelope(key=f"{KEY}{slug} {key}", by=by))
    try:
        return house.ask(slug, asked, language)
    except ClientKeyReusedError:
        raise refused(
            phrase("this form was used for something else before"),
            phrase("open the desk again, and repeat the act"),
        ) from None


def require_key(key: str) -> None:
    """Refuse what cannot be the key of a form of ours. Raises InputError."""
    if not 0 < len(key) <= MOST_KEY or not key.isascii() or not key.isprintable():
        raise refused(phrase("the form carries no key"), phrase("open the desk again, and repeat the act"))
