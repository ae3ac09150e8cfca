"""A driver's ticket: it proves his own place in line, and shows by whom he was overtaken.

The ticket holds 32 secret bytes. The ledger holds a digest of them, with the point and the passage mixed
in: whoever has the ticket finds his line in the record, and nobody else can tell whose it is.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from hashlib import sha256

import msgspec

from otkel.app.ledger import opened
from otkel.app.ledger_files import refused
from otkel.app.paper import qr_svg
from otkel.app.proving import Proved, prove_positions, require_head
from otkel.errors import InputError
from otkel.facts.events import proofs as proof_events
from otkel.facts.events.envelope import Event
from otkel.facts.events.shapes import CODE
from otkel.ledger.proof.store import ProofStore
from otkel.ledger.store import Store
from otkel.phrases import Phrase, phrase
from otkel.queueing.corrected import find_target
from otkel.queueing.overtaking import PlaceInLine, place_of
from otkel.queueing.standing import Standing, standing_of

_TAG = b"otkel-ticket-1\0"
_MARK = "OTKEL1"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_MISREAD = str.maketrans("ILO", "110")
_SECRET_BYTES, _SECRET_LETTERS, _CHECK_LETTERS = 32, 52, 6
_LONGEST = 400  # characters of a code, as somebody may type it
_WHOLE = phrase("copy the whole code, from {mark} to its last letter, or scan it again", mark=_MARK)


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What the driver keeps. Whoever has it can ask for his place: it is shown to nobody."""

    point: str
    passage: int
    secret: bytes

    @property
    def digest(self) -> str:
        """What stands in the ledger: SHA-256 over a tag, the secret, the passage and the point."""
        told = _TAG + self.secret + self.passage.to_bytes(8, "big") + self.point.encode()
        return sha256(told).hexdigest()

    @property
    def code(self) -> str:
        """The code to write down or to scan: letters that a QR code holds densely, and a check at the end."""
        said = f"{_MARK}:{self.point.upper()}:{self.passage}:{_letters(self.secret, _SECRET_LETTERS)}"
        return f"{said}:{_check(said)}"


class TicketPlace(msgspec.Struct, frozen=True, kw_only=True):
    """The place of a ticket's truck, its waits, and the proof of its own events."""

    ticket_position: int  # of the event that issued it
    ahead_when_issued_trucks: int
    place: PlaceInLine
    standing: Standing
    proved: Proved


class Overtaken(msgspec.Struct, frozen=True, kw_only=True):
    """Who overtook the ticket's truck, by rule, with the proof of arrivals and calls."""

    place: PlaceInLine
    proved: Proved


def make_ticket(point: str, passage: int, secret: bytes | None = None) -> Ticket:
    """Make a ticket for a passage; the secret is drawn anew where none is given. Raises ValueError."""
    if not CODE.fits(point) or not 0 <= passage < 2**63:
        raise ValueError(f"{point} {passage} names no passage")
    secret = secrets.token_bytes(_SECRET_BYTES) if secret is None else secret
    if len(secret) != _SECRET_BYTES:
        raise ValueError(f"a secret has {_SECRET_BYTES} bytes")
    return Ticket(point=point, passage=passage, secret=secret)


def read_ticket(text: str) -> Ticket:
    """Read a code, however it was typed: small letters, blanks, O for 0, I for 1. Raises InputError."""
    if len(text) > _LONGEST:
        raise _no_ticket(phrase("this is longer than any proof of place"))
    parts = re.sub(r"\s+", "", text).upper().split(":")
    if len(parts) != 5 or parts[0] != _MARK:
        raise _no_ticket(phrase("this is no proof of place"))
    _, point, passage, secret, check = parts
    secret, check = secret.translate(_MISREAD), check.translate(_MISREAD)
    if not re.fullmatch(r"[0-9]{1,19}", passage, re.ASCII) or not CODE.fits(point.lower()):
        raise _no_ticket(phrase("this proof of place names no crossing point and passage"))
    if len(secret) != _SECRET_LETTERS or not hmac.compare_digest(
        _check(":".join((_MARK, point, passage, secret))).encode(), check.encode()
    ):
        raise _no_ticket(phrase("the code is not as it was given out: a letter is wrong or missing"))
    try:
        return make_ticket(point.lower(), int(passage), _bytes(secret))
    except (ValueError, OverflowError):
        raise _no_ticket(phrase("this is no proof of place")) from None


def ticket_picture(ticket: Ticket) -> str:
    """Give the code as a QR code, in SVG."""
    return qr_svg(ticket.code)


def place_of_ticket(db: str, ticket: Ticket) -> TicketPlace:
    """Find the passage of a ticket, where it stands now, and the proof of its own events.

    Raises InputError where the ledger knows no such ticket or has no head, LedgerError.
    """
    with opened(db) as (store, proofs):
        events, issued = find_ticket(store, ticket)
        own = _own(events, ticket.passage)
        return TicketPlace(
            ticket_position=issued.position,
            ahead_when_issued_trucks=issued.body.ahead_trucks,
            place=place_of(ticket.passage, events),
            standing=standing_of(ticket.passage, events),
            proved=_proved(store, proofs, own),
        )


def overtakes(db: str, ticket: Ticket) -> Overtaken:
    """List every truck that came after a ticket's truck and went forward before it, with the proof.

    Raises InputError where the ledger knows no such ticket or has no head, LedgerError.
    """
    with opened(db) as (store, proofs):
        events, issued = find_ticket(store, ticket)
        place = place_of(ticket.passage, events)
        needed = {issued.position, *([place.since_position] if place.since_position else ())}
        for one in (*place.overtakes, *place.backdated):
            needed |= {one.called_position, *([one.came_position] if one.came_position else ())}
        needed |= {event.position for event in events if find_target(event) in needed}
        return Overtaken(place=place, proved=_proved(store, proofs, needed))


def find_ticket(store: Store, ticket: Ticket) -> tuple[tuple[Event, ...], Event]:
    """Give the events of a ticket's crossing point, and the one that issued it. Raises InputError."""
    events = tuple(store.read_stream(stream_of(ticket.point)))
    wanted = ticket.digest
    for event in events:
        is_ticket = isinstance(event.body, proof_events.TicketIssued) and event.passage == ticket.passage
        if is_ticket and hmac.compare_digest(event.body.ticket, wanted):
            return events, event
    raise refused(
        phrase("this ledger has not given out this proof of place"),
        phrase("ask at the crossing point that the code names: {point}", point=ticket.point),
    )


def stream_of(point: str) -> str:
    """Give the stream in which all events of a crossing point stand."""
    return f"point/{point}"


def _own(events: Iterable[Event], passage: int) -> set[int]:
    own: set[int] = set()
    for event in events:
        target = find_target(event)
        if event.passage == passage if target is None else target in own:
            own.add(event.position)
    return own


def _proved(store: Store, proofs: ProofStore, positions: set[int]) -> Proved:
    return prove_positions(store, proofs, require_head(proofs), positions)


def _no_ticket(what: Phrase) -> InputError:
    return refused(what, _WHOLE)


def _check(said: str) -> str:
    return _letters(sha256(said.encode()).digest()[:4], _CHECK_LETTERS + 1)[-_CHECK_LETTERS:]


def _letters(data: bytes, count: int) -> str:
    number = int.from_bytes(data, "big")
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(count)))


def _bytes(letters: str) -> bytes:
    number = 0
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    return number.to_bytes(_SECRET_BYTES, "big")
