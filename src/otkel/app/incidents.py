"""Use cases of incidents: tell what was done to a truck or its driver, set what may be given out.

An incident is an event of a stream of its own, so that nobody can say afterwards that it was made up:
its place in the record proves when it was told. Personal data go into the vault first, as everywhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from otkel.app.crossing.desk import Ledger, opened_ledger
from otkel.app.crossing.vehicles import Identified, Named
from otkel.app.incident_list import STREAM, read_incidents
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.facts.events.choices import Consent, Ground, Measure, PaperGiven, Stage, Witness
from otkel.facts.events.envelope import Draft, Event
from otkel.facts.events.incidents import ConsentSet, IncidentTold
from otkel.facts.gazetteer import CrossingPoint
from otkel.phrases import phrase

HOUR_US = 3_600_000_000  # a clock may go ahead of ours by so much


class ToldIncident(msgspec.Struct, frozen=True, kw_only=True):
    """Where an incident stands, and under which subject the vault holds who it happened to."""

    position: int
    person: str
    repeated: bool = False


def tell_incident(
    db: str, point: CrossingPoint, values: Mapping[str, Any], key: str | None = None, by: str = "operator"
) -> ToldIncident:
    """Record an incident; `values` are those of `incident_options.TELL`, read.

    The same one of the same truck told again changes nothing. Raises InputError, LedgerError.
    """
    require_sense(values)
    with opened_ledger(db, is_new=True) as ledger:
        return tell_in(ledger, point, values, key, by)


def tell_in(
    ledger: Ledger, point: CrossingPoint, values: Mapping[str, Any], key: str | None, by: str
) -> ToldIncident:
    """Record an incident in a ledger that is open. Raises InputError, LedgerError.

    Beside the values of `TELL` there may be `contact`: how who tells it wants to be asked about it.
    """
    truck = _truck(ledger, values)
    body = _body(values, None if truck is None else truck.subject)
    key = key or _key(ledger, point.slug, body, values)
    known = ledger.store.find_by_key(key)
    if known:
        return _repeated(known[0], body)
    body = msgspec.structs.replace(body, sealed=_sealed(ledger, body.person, truck, values))
    draft = Draft(
        body=body,
        point=point.slug,
        occurred_us=body.from_us,
        recorded_by=by,
        passage=values.get("passage"),
    )
    receipt = ledger.store.append(STREAM, [draft], client_key=key)
    return ToldIncident(position=receipt.first_position, person=body.person)


def set_consent(db: str, position: int, consent: Sequence[str], by: str = "operator") -> None:
    """Set what may be given out of an incident from now on. Raises InputError, LedgerError."""
    with opened_ledger(db) as ledger:
        set_consent_in(ledger, position, consent, by)


def set_consent_in(ledger: Ledger, position: int, consent: Sequence[str], by: str) -> None:
    """Set it in a ledger that is open. Raises InputError, LedgerError."""
    allowed = tuple(one for one in Consent if one.value in consent)
    told, consents = read_incidents(ledger.store)
    if position not in told:
        raise refused(
            phrase("event {position} is no incident", position=position),
            phrase("see their numbers: otkel incident list --all"),
            "INCIDENT",
        )
    before = consents.get(position, [told[position].body.consent])
    if before[-1] == allowed:
        return
    draft = Draft(
        body=ConsentSet(incident=position, consent=allowed),
        point=told[position].point,
        occurred_us=now_us(),
        recorded_by=by,
        cause=position,
    )
    key = f"{STREAM}/consent/{position}/{len(consents.get(position, []))}"
    ledger.store.append(STREAM, [draft], client_key=key)


def require_sense(values: Mapping[str, Any]) -> None:
    """Refuse what cannot have happened so. Raises InputError."""
    begun, over = values["from"], values.get("until")
    if begun > now_us() + HOUR_US:
        raise refused(phrase("this lies ahead"), phrase("tell what has happened"), "--from")
    if over is not None and over < begun:
        raise refused(phrase("it was over before it began"), phrase("check both times"), "--until")
    if values.get("ground") == Ground.RULE and "act" not in values:
        raise refused(
            phrase("it is said to rest on a rule, and none is named"),
            phrase("name it with --act, or write --ground not_told"),
            "--act",
        )


def _truck(ledger: Ledger, values: Mapping[str, Any]) -> Identified | None:
    plate, vin = values.get("plate"), values.get("vin")
    if plate is None and vin is None:
        return None
    return ledger.vehicles.get_or_put(Named(plate=plate, vin=vin, country=values.get("plate_country")))


def _body(values: Mapping[str, Any], vehicle: str | None) -> IncidentTold:
    act = values.get("act")
    ground = values.get("ground") or (Ground.RULE if act is not None else Ground.NOT_TOLD)
    stage = values.get("stage")
    return IncidentTold(
        measure=Measure(values["measure"]),
        country=values["country"],
        authority=values.get("authority"),
        stage=Stage(stage) if stage is not None else None,
        place=values.get("place"),
        ground=Ground(ground),
        act=act,
        norm=values.get("norm"),
        paper=PaperGiven(values.get("paper", PaperGiven.NOT_TOLD)),
        paper_kind=values.get("paper_kind"),
        from_us=values["from"],
        until_us=values.get("until"),
        outcome=values.get("outcome"),
        goods=values.get("goods"),
        vehicle=vehicle,
        person=secrets.token_hex(16),
        consent=tuple(one for one in Consent if one.value in values.get("consent", ())),
        witness=Witness(values.get("witness", Witness.DRIVER)),
    )


def _key(ledger: Ledger, point: str, body: IncidentTold, values: Mapping[str, Any]) -> str:
    """Give one key to one incident of one truck; where no truck is named, to all that was told together.

    What is told holds names and words, so that only who has the keys of the ledger can make such a key.
    """
    if body.vehicle is None:
        told = msgspec.json.encode((point, dict(values)), order="sorted").decode()
        return f"{STREAM}/{ledger.vehicles.vault.blind(told)}"
    known = (point, body.vehicle, body.measure, body.country, body.authority, body.from_us)
    return f"{STREAM}/{sha256(msgspec.json.encode(known)).hexdigest()}"


def _repeated(known: Event, body: IncidentTold) -> ToldIncident:
    """Answer as the first time. Raises InputError where it was told otherwise then."""
    before = known.body
    if isinstance(before, IncidentTold) and before == msgspec.structs.replace(
        body, person=before.person, sealed=before.sealed
    ):
        return ToldIncident(position=known.position, person=before.person, repeated=True)
    raise refused(
        phrase("this was told before, otherwise, as event {position}", position=known.position),
        phrase(
            "what may be given out is set with: otkel incident consent; to tell it anew, take its consent "
            "back and give another --key"
        ),
        "--key",
    )


def _sealed(
    ledger: Ledger, person: str, truck: Identified | None, values: Mapping[str, Any]
) -> tuple[str, ...]:
    """Put what is personal into the vault, and give the digests."""
    kind = {"kind": values["paper_kind"]} if "paper_kind" in values else {}
    contents = (
        ("names", {"name": values["name"]} if "name" in values else {}),
        ("words", {"text": values["words"]} if "words" in values else {}),
        ("contacts", _contact(values["contact"]) if "contact" in values else {}),
        ("documents", {"number": values["paper_number"], **kind} if "paper_number" in values else {}),
    )
    held = [ledger.vehicles.vault.put(person, name, content) for name, content in contents if content]
    return (*([truck.sealed] if truck is not None else []), *held)


def _contact(text: str) -> dict[str, str]:
    return {"email" if "@" in text else "phone": text}
