"""What was done to a truck or its driver, told without an account; and what may be given out of it.

It becomes an event of the record as `otkel incident tell` makes one, so that an evidence file counts it. Who
told it is given a link that nobody can guess: there he says anew what may be given out, or is forgotten.
"""

from __future__ import annotations

import hmac
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from otkel.app.crossing.reading import read_options
from otkel.app.incident_list import STREAM, read_incidents
from otkel.app.incident_options import TELL
from otkel.app.incidents import require_sense, set_consent_in, tell_in
from otkel.app.site.house import House
from otkel.errors import InputError, Mistake, Where
from otkel.facts.events.choices import Consent, Measure, Stage
from otkel.facts.events.incidents import IncidentTold
from otkel.facts.events.shapes import CODE
from otkel.facts.gazetteer import CrossingPoint, find_point, get_point
from otkel.phrases import Phrase, phrase

BY = "report"  # who records what is told on the site without an account
DONE: dict[Measure, Phrase] = {
    Measure.HELD: phrase("They held me, or made me stand"),
    Measure.REFUSED: phrase("They did not let me through"),
    Measure.TURNED_BACK: phrase("They sent me back on the way"),
    Measure.ORDERED_OUT: phrase("They told me to leave the country"),
    Measure.LISTED: phrase("They put me into a register"),
    Measure.PAPERS_TAKEN: phrase("They took papers away"),
    Measure.FINED: phrase("They fined me"),
}
OFFICERS: dict[str, Phrase] = {
    "border": phrase("border service"),
    "customs": phrase("customs"),
    "customs.mobile_group": phrase("mobile group of customs"),
    "transport": phrase("transport control"),
    "police": phrase("police"),
    "migration": phrase("migration service"),
}
PLACES = (Stage.WAITING_AREA, Stage.ROAD_QUEUE, Stage.EXIT_CONTROL, Stage.STRIP, Stage.ENTRY_CONTROL)
FIELDS = (
    "point", "measure", "country", "officers", "stage", "from", "until", "ground", "rule", "paper", "plate",
    "name", "words", "contact", "keep", "ask", "case", "give_words", "named", "once",
)  # fmt: skip
CONSENTS = (
    (
        "case",
        Consent.CASE,
        phrase("the case: what was done, where, when, on what ground; no plate, no name, no words"),
    ),
    ("give_words", Consent.WORDS, phrase("my words too")),
    ("named", Consent.NAMED, phrase("plate and name too")),
)
LONGEST_CONTACT = 100
KNOWN = Mistake(
    phrase("this truck's case was told before, otherwise"),
    phrase("change it behind the link that was given then, or tell who keeps this site"),
)
_TOKEN = re.compile(r"(\d{1,15})-([0-9a-f]{32})", re.ASCII)
_ONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_REMEMBERED = 2_000  # forms that were sent not long ago: sent again they lead to what was told


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as who told it sees it behind his link."""

    token: str
    position: int
    point: CrossingPoint
    body: IncidentTold
    consent: tuple[Consent, ...]
    is_forgotten: bool


class Incidents:
    """Takes incidents one at a time, and knows which form they came from."""

    def __init__(self, house: House) -> None:
        """Tell into the ledger of a house."""
        self._house = house
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, str] = OrderedDict()

    def tell(self, point: CrossingPoint, values: Mapping[str, Any], once: str) -> str | None:
        """Record an incident; gives the token of its link. The same form sent twice records it once.

        None: it was told before, from another form, and the link is given to none but him.
        Raises InputError, LedgerError.
        """
        with self._lock:
            if once in self._sent:
                return self._sent[once]
            told = tell_in(self._house.ledger, point, values, None, BY)
            if told.repeated:
                return None
            self._sent[once] = token = _token(self._house, told.position, told.person)
            while len(self._sent) > _REMEMBERED:
                self._sent.popitem(last=False)
            return token


def incidents_of(house: House) -> Incidents:
    """Give what takes the incidents of a house, the same each time."""
    return house.keep("incidents", Incidents)


def read_incident(given: Mapping[str, str]) -> tuple[CrossingPoint, dict[str, Any]]:
    """Read a form into the point and the values of `incident_options.TELL`. Raises InputError."""
    point = find_point(given.get("point", "")[:80])
    mistakes: list[Mistake] = []
    if point is None:
        mistakes.append(_wrong("point", phrase("no crossing point is named"), phrase("choose one")))
    if not given.get("keep"):
        what = phrase("without your consent nothing is kept")
        mistakes.append(_wrong("keep", what, phrase("tick this box, or tell it to nobody here")))
    values: dict[str, Any] = {}
    try:
        zone = "UTC" if point is None else point.zone
        values = read_options("report", TELL, _options(given), zone, shell=False)
    except InputError as error:
        mistakes += (_placed(one) for one in error.mistakes)
    mistakes += _without_sense(values, point)
    contact = " ".join(given.get("contact", "").split())
    if len(contact) > LONGEST_CONTACT or not contact.isprintable():
        mistakes.append(
            _wrong("contact", phrase("this cannot be read"), phrase("write one number or address"))
        )
    if mistakes or point is None:
        raise InputError(mistakes)
    if contact and given.get("ask"):
        values["contact"] = contact
    return point, values


def look(house: House, token: str) -> Told | None:
    """Give the incident of a link; None where there is no such link. Raises LedgerError."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    told, consents = read_incidents(house.ledger.store)
    event = told.get(int(found[1]))
    if event is None or not hmac.compare_digest(token, _token(house, event.position, event.body.person)):
        return None
    return Told(
        token=token,
        position=event.position,
        point=get_point(event.point),
        body=event.body,
        consent=consents.get(event.position, [event.body.consent])[-1],
        is_forgotten=house.ledger.vehicles.vault.is_forgotten(event.body.person),
    )


def set_given_out(house: House, told: Told, given: Mapping[str, str]) -> None:
    """Set anew what may be given out of an incident. Raises LedgerError."""
    consent = _consents(given)
    set_consent_in(house.ledger, told.position, consent, BY)


def forget(house: House, told: Told) -> None:
    """Erase who it happened to, and give nothing out any more. Raises LedgerError."""
    set_consent_in(house.ledger, told.position, (), BY)
    house.ledger.vehicles.vault.forget(told.body.person)


def make_once() -> str:
    """Give a number that tells one form from another."""
    return secrets.token_hex(16)


def is_once(text: str) -> bool:
    """Whether this is such a number."""
    return _ONCE.fullmatch(text) is not None


def _options(given: Mapping[str, str]) -> dict[str, Any]:
    """Give the options of the shell for what stands in the form; what is empty is left out."""
    named = {name: given.get(name, "") for name in ("measure", "country", "stage", "paper", "plate", "name")}
    named |= {name: given.get(name, "") for name in ("from", "until")}
    country, officers = named["country"], given.get("officers", "")
    if officers in OFFICERS and len(country) == 2:
        named["authority"] = f"{country.lower()}.{officers}"
    rule = " ".join(given.get("rule", "").split())
    words = " ".join(given.get("words", "").split())
    if given.get("ground") == "rule" and rule:
        is_code = CODE.fits(rule.lower())
        named["act"] = rule.lower() if is_code else "named.in_words"
        words = words if is_code else f"{words} [{rule}]".strip()
    named["ground"] = given.get("ground", "")
    options: dict[str, Any] = {name: text for name, text in {**named, "words": words}.items() if text}
    if consents := _consents(given):
        options["consent"] = list(consents)
    return options


def _consents(given: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(consent.value for name, consent, _ in CONSENTS if given.get(name))


def _without_sense(values: Mapping[str, Any], point: CrossingPoint | None) -> Sequence[Mistake]:
    mistakes = []
    if point is not None and "country" in values and values["country"] not in point.countries:
        do = phrase("write one of: {options}", options=point.countries)
        mistakes.append(_wrong("country", phrase("the point does not lead into this country"), do))
    if values.get("ground") == "rule" and "act" not in values:
        what, do = phrase("it is not said which rule they named"), phrase("write it as they said it")
        mistakes.append(_wrong("rule", what, do))
    elif "from" in values:
        try:
            require_sense(values)
        except InputError as error:
            mistakes += [_placed(one) for one in error.mistakes]
    return mistakes


def _placed(one: Mistake) -> Mistake:
    """Give a mistake of the shell at the field of the form; what is missing says only its name there."""
    field = (one.where.field or str(one.what.values.get("name", ""))).removeprefix("--")
    if one.where.field is None:
        return _wrong(field, phrase("this is not filled in"), phrase("fill it in"))
    return Mistake(one.what, one.do, Where(field=field))


def _token(house: House, position: int, person: str) -> str:
    return f"{position}-{house.ledger.vehicles.vault.blind(f'{STREAM} {position} {person}')[:32]}"


def _wrong(field: str, what: Phrase, do: Phrase) -> Mistake:
    return Mistake(what, do, Where(field=field))


def in_public(mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """Give mistakes without what the record already holds: a stranger learns no number of an event."""
    return tuple(KNOWN if one.where.field == "--key" else one for one in mistakes)
