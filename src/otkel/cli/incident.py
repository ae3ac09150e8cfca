"""`otkel incident`: what was done to a truck or its driver, kept as evidence."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from otkel.app import incidents
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import read_envelope, read_options
from otkel.app.incident_list import Incident, list_incidents
from otkel.app.incident_options import TELL
from otkel.app.incident_table import read_table_of_incidents
from otkel.app.incident_times import read_instant
from otkel.app.incident_words import CONSENT, plain_incident
from otkel.app.incident_words import tell_incident as tell_in_words
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json
from otkel.cli.parameters import parameter_of
from otkel.facts import gazetteer
from otkel.facts.events.choices import Consent
from otkel.phrases import phrase

_P = inspect.Parameter
_UTC = "UTC"
Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]
_POINT = Annotated[
    str, Parameter(name="POINT", help="The crossing point that the way led through, by its slug or name.")
]
_BY = Annotated[str, Parameter(name="--by", help="Who records, by a code.")]
_KEY = Annotated[
    str | None,
    Parameter(name="--key", help="A key of yours: what is told with the same key is recorded once."),
]


def _tell(point: str, **named: Any) -> int:
    given = {name.removesuffix("_"): value for name, value in named.items()}
    words = words_for(choose_language(given.pop("lang")))
    db, json = given.pop("db"), given.pop("json")
    place = get_point(point)
    envelope = read_envelope({name: given.pop(name) for name in ("key", "by")}, place.zone, shell=True)
    asked = {name: value for name, value in given.items() if value not in (None, ())}
    values = read_options("incident tell", TELL, asked, place.zone, shell=True)
    told = incidents.tell_incident(db, place, values, envelope.key, envelope.by)
    if json:
        print_json(told)
        return 0
    said = phrase("incident {position} is recorded", position=told.position)
    if told.repeated:
        said = phrase("this was told before, as incident {position}", position=told.position)
    lines(console(), words.sentence(said))
    forget = phrase("to forget who it happened to: otkel ledger forget {person}", person=told.person)
    lines(console(), words.sentence(forget))
    return 0


def _make_tell() -> Any:
    """Give the function of `otkel incident tell`, with one parameter an option."""
    parameters = [_P("point", _P.POSITIONAL_ONLY, annotation=_POINT)]
    parameters += [parameter_of(option) for option in TELL.values()]
    common: tuple[tuple[str, Any, Any], ...] = (
        ("key", _KEY, None), ("by", _BY, "operator"), ("db", Db, DEFAULT_DB), ("lang", Lang, None),
        ("json", AsJson, False),
    )  # fmt: skip
    parameters += [
        _P(f"{name}_", _P.KEYWORD_ONLY, default=default, annotation=of) for name, of, default in common
    ]
    signature = inspect.Signature(parameters)

    def incident_tell(*given: Any, **named: Any) -> int:
        """Tell what was done to a truck or its driver: held, refused, sent back, ordered out."""
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        arguments = dict(bound.arguments)
        return _tell(arguments.pop("point"), **arguments)

    incident_tell.__signature__ = signature  # type: ignore[attr-defined]
    incident_tell.__annotations__ = {one.name: one.annotation for one in parameters}
    return incident_tell


incident_tell = _make_tell()


def incident_read(
    file: Annotated[Path, Parameter(name="FILE", help="A table of incidents, CSV or XLSX.")],
    /,
    *,
    by: _BY = "operator",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Tell many incidents from a table, a row each.

    Exit status: 0 it was read, also where rows were set aside; 2 nothing could be read.
    """
    words = words_for(choose_language(lang))
    read_envelope({"by": by}, _UTC, shell=True)
    run = read_table_of_incidents(db, file, by=by)
    if json:
        print_json(run)
        return 0
    told = phrase(
        "{taken} new, {repeated} there already, {rejected} set aside: {file}",
        file=run.file, taken=run.taken, repeated=run.repeated, rejected=run.rejected,
    )  # fmt: skip
    lines(console(), words.sentence(told))
    return 0


def incident_consent(
    incident: Annotated[int, Parameter(name="INCIDENT", help="Its number.")],
    /,
    *,
    allow: Annotated[
        tuple[Consent, ...],
        Parameter(negative=(), help="What may be given out; left out: nothing from now on."),
    ] = (),
    by: _BY = "operator",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Set what may be given out of an incident; nothing named: nothing from now on."""
    words = words_for(choose_language(lang))
    read_envelope({"by": by}, _UTC, shell=True)
    incidents.set_consent(db, incident, [one.value for one in allow], by)
    told = phrase("nothing is given out of incident {position}", position=incident)
    if allow:
        what = tuple(CONSENT[one] for one in Consent if one in allow)
        told = phrase("of incident {position} may be given out: {what}", position=incident, what=what)
    lines(console(), words.sentence(told))
    return 0


def incident_list(
    *,
    point: Annotated[str | None, Parameter(help="Only those of this crossing point.")] = None,
    since: Annotated[str | None, Parameter(help="Only those that began since this instant.")] = None,
    until: Annotated[str | None, Parameter(help="Only those that began before this instant.")] = None,
    own: Annotated[
        bool,
        Parameter(
            name="--all", negative=(), help="All of them with all that is held: for your own desk alone."
        ),
    ] = False,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """List the incidents that may be given out, each with no more than its person allows."""
    words = words_for(choose_language(lang))
    place = None if point is None else get_point(point)
    zone = _UTC if place is None else place.zone
    found = list_incidents(
        db,
        point=None if place is None else place.slug,
        from_us=read_instant(since, zone, "--since"),
        until_us=read_instant(until, zone, "--until"),
        own=own,
    )
    if json:
        print_json([plain_incident(one) for one in found])
        return 0
    if not found:
        lines(console(), words.sentence(phrase("there is no incident that may be given out here")))
    for one in found:
        _print(one, words)
    return 0


def _print(one: Incident, words: Words) -> None:
    out = console()
    point = gazetteer.find_point(one.point)
    truck = "" if one.truck is None else "  " + words.say(phrase("truck {number}", number=one.truck))
    lines(out, Text(f"{one.position}  {one.point}{truck}", style="bold"))
    said = tell_in_words(one, point.zone if point is not None else _UTC)
    lines(out, "; ".join(words.say(part) for part in said) + ".", "  ")
    for name, text in one.personal.items():
        lines(out, f"{name}: {text}", "  ")
    allowed = tuple(CONSENT[each] for each in one.consent) or (phrase("nothing"),)
    lines(out, words.sentence(phrase("may be given out: {what}", what=allowed)), "  ")
