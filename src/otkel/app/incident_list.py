"""The incidents of a ledger, as they may be given out.

Nothing is given out without the consent of who it happened to; who was forgotten has given none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from otkel.app.crossing.desk import Ledger, opened_ledger
from otkel.errors import ForgottenError
from otkel.facts.events.choices import Consent
from otkel.facts.events.envelope import Event
from otkel.facts.events.incidents import ConsentSet, IncidentTold
from otkel.ledger.store import Store

STREAM = "incidents"
# Fields of what is held under a person's or a truck's subject, and the consent that gives each out.
GIVEN_OUT: dict[str, Consent] = {
    "text": Consent.WORDS, "name": Consent.NAMED, "number": Consent.NAMED,
    "plate": Consent.NAMED, "vin": Consent.NAMED,
}  # fmt: skip
NEVER_GIVEN_OUT = frozenset({"phone", "email"})


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident with the consent that stands now, and of the personal data what that allows."""

    position: int
    point: str
    passage: int | None
    recorded_us: int
    body: IncidentTold
    consent: tuple[Consent, ...]
    truck: int | None  # the trucks of one list are counted 1, 2, …, so that a repetition is seen
    personal: dict[str, str]


def list_incidents(
    db: str,
    *,
    point: str | None = None,
    from_us: int | None = None,
    until_us: int | None = None,
    own: bool = False,
) -> list[Incident]:
    """Give the incidents that began in a span, in the order of their beginning, as they may be given out.

    `own`: all of them with all that is held, for whoever keeps this ledger. Raises InputError, LedgerError.
    """
    with opened_ledger(db) as ledger:
        told, consents = read_incidents(ledger.store)
        asked = [
            one
            for one in told.values()
            if (point is None or one.point == point)
            and (from_us is None or one.body.from_us >= from_us)
            and (until_us is None or one.body.from_us < until_us)
        ]
        asked.sort(key=lambda one: (one.body.from_us, one.position))
        return list(_shown(ledger, asked, consents, own))


def _shown(
    ledger: Ledger, events: Sequence[Event], consents: Mapping[int, list[tuple[Consent, ...]]], own: bool
) -> Iterator[Incident]:
    trucks: dict[str, int] = {}
    for event in events:
        body: IncidentTold = event.body
        consent = consents.get(event.position, [body.consent])[-1]
        if ledger.vehicles.vault.is_forgotten(body.person):
            consent = ()
        if not consent and not own:
            continue
        held = _held(ledger, body)
        personal = {
            name: text
            for name, text in held.items()
            if own or (name not in NEVER_GIVEN_OUT and GIVEN_OUT.get(name, Consent.NAMED) in consent)
        }
        truck = trucks.setdefault(body.vehicle, len(trucks) + 1) if body.vehicle is not None else None
        yield Incident(
            position=event.position,
            point=event.point,
            passage=event.passage if own else None,
            recorded_us=event.recorded_us,
            body=body if own else _without_subjects(body),
            consent=consent,
            truck=truck,
            personal=personal,
        )


def _without_subjects(body: IncidentTold) -> IncidentTold:
    """Give what may be given out: also a random name leads from one case of a person to another."""
    return msgspec.structs.replace(body, vehicle=None, person="0" * 32, sealed=())


def _held(ledger: Ledger, body: IncidentTold) -> dict[str, str]:
    """Give what the vault still holds of an incident: the data that were told with it, and no others."""
    vault, held = ledger.vehicles.vault, dict[str, str]()
    for digest in body.sealed:
        for subject in (body.person, body.vehicle):
            if subject is None:
                continue
            try:
                content = vault.get(subject, digest)
            except ForgottenError:
                continue
            held |= {name: text for name, text in content.items() if isinstance(text, str)}
    return held


def read_incidents(store: Store) -> tuple[dict[int, Event], dict[int, list[tuple[Consent, ...]]]]:
    """Give every incident by its position, and what was said anew of the consent to each, in order."""
    told: dict[int, Event] = {}
    consents: dict[int, list[tuple[Consent, ...]]] = {}
    for event in store.read_stream(STREAM):
        if isinstance(event.body, IncidentTold):
            told[event.position] = event
        elif isinstance(event.body, ConsentSet):
            consents.setdefault(event.body.incident, []).append(event.body.consent)
    return told, consents
