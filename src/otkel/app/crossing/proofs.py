"""What a driver takes away, and what anybody can check: proof of place, certificate, redone draws."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from otkel.app.certificate.issue import Certificate, PassageAt, issue_certificate
from otkel.app.check import write_file
from otkel.app.crossing.desk import Desk
from otkel.app.crossing.naming import Naming
from otkel.app.crossing.reading import Typed
from otkel.app.ledger_files import refused
from otkel.app.redraw import redraw, redraw_file, write_public_file
from otkel.app.redraw_findings import Redrawn
from otkel.app.tickets import Ticket, make_ticket, ticket_picture
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.phrases import phrase
from otkel.queueing.commands import IssueTicket
from otkel.queueing.refusal import Refusal


class GivenTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A proof of place that was given out. The code is shown once and kept nowhere."""

    ticket: Ticket
    ahead_trucks: int
    picture: Path | None = None


def give_ticket(desk: Desk, typed: Typed, folder: Path = Path()) -> GivenTicket | Refusal:
    """Give a driver proof of his place; file names count from a folder. Raises InputError, LedgerError."""
    passage = Naming(desk).find_passage(typed)
    if isinstance(passage, Refusal):
        return passage
    ticket = make_ticket(desk.point.slug, passage)
    envelope = typed.envelope
    answer = desk.decider.handle(
        IssueTicket(passage=passage, ticket=ticket.digest),
        key=f"ticket {ticket.digest}",
        by=envelope.by,
        at_us=envelope.at_us,
    )
    if isinstance(answer, Refusal):
        return answer
    picture = folder / typed.values["qr"] if "qr" in typed.values else None
    if picture is not None:
        write_file(picture, ticket_picture(ticket).encode())
    return GivenTicket(ticket=ticket, ahead_trucks=answer.events[-1].body.ahead_trucks, picture=picture)


def give_certificate(
    desk: Desk, typed: Typed, language: Language, folder: Path = Path()
) -> Certificate | Refusal:
    """Give a waiting certificate, write its page and its file, and record it; file names count from a folder.

    What it says is read beside the desk, and no other command waits for it. Raises InputError, LedgerError.
    """
    values, envelope = typed.values, typed.envelope
    out = folder / values["out"]
    if out.suffix.lower() != ".pdf":
        raise refused(
            phrase("the page needs a name that ends in .pdf"), phrase("write: --out certificate.pdf")
        )
    passage = values.get("passage") or Naming(desk).find_passage(typed)
    if isinstance(passage, Refusal):
        return passage
    holder = PassageAt(point=desk.point.slug, passage=passage)
    made = issue_certificate(
        desk.db, holder, language, signer=values["signer"], plate=bool(values.get("show_plate"))
    )
    key = f"certificate {made.digest}"
    answer = desk.decider.handle(made.command, key=key, by=envelope.by, at_us=envelope.at_us)
    if isinstance(answer, Refusal):
        return answer
    write_file(out, made.pdf)
    write_file(out.with_suffix(".json"), made.json)
    return made


def redo_draws(db: str, point: CrossingPoint, day: date, file: str | None) -> Redrawn:
    """Redo the draws of a day from the ledger, or from a file of its public record. Raises InputError."""
    return redraw(db, point.slug, day) if file is None else redraw_file(Path(file), day, point.slug)


def write_record(db: str, point: CrossingPoint, out: str) -> int:
    """Write the public record of a point: no plates, no names; gives how many events it holds."""
    return write_public_file(db, point.slug, Path(out))
