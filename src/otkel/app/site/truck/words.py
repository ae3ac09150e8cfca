"""What is told of a truck in words: where it stands, and what it lacks."""

from __future__ import annotations

from otkel.app.site.truck.now import Stands
from otkel.phrases import Phrase, phrase

# What stands largest on the page; a place in line is told as a number.
HEADS: dict[Stands, Phrase] = {
    Stands.REQUESTED: phrase("you asked for a slot"),
    Stands.BOOKED: phrase("your slot is booked"),
    Stands.LACKS: phrase("something is missing"),
    Stands.AWAY: phrase("your place is kept"),
    Stands.BACKLOG: phrase("you are on the list of the backlog"),
    Stands.CALLED: phrase("drive to the post now"),
    Stands.AT_EXIT: phrase("exit control is looking at your truck"),
    Stands.ON_STRIP: phrase("you stand on the strip before entry control"),
    Stands.AT_ENTRY: phrase("entry control is looking at your truck"),
    Stands.INSIDE: phrase("you are in; the last check may lie ahead"),
    Stands.THROUGH: phrase("you are through. Safe journey"),
    Stands.BACK: phrase("the truck went back"),
    Stands.GAVE_UP: phrase("the truck left the line"),
    Stands.CANCELLED: phrase("the booking was cancelled"),
    Stands.NO_SHOW: phrase("you were called and did not come; the place is lost"),
    Stands.FORGOTTEN: phrase("this truck was forgotten, as was asked"),
}
# What a finding that stops a truck is about, by its id or the first part of it.
_LACKS: dict[str, Phrase] = {
    "documents.cmr": phrase("the consignment note (CMR)"),
    "documents.marking": phrase("codes of marked goods"),
    "documents": phrase("a paper"),
    "spot.qr": phrase("the QR code of SPOT, by which Russia was told of the goods"),
    "spot.payment": phrase("the payment that SPOT asks for"),
    "spot.plate": phrase("the right number plate in SPOT"),
    "spot": phrase("the notice of the goods in SPOT"),
    "tax": phrase("a tax paper"),
    "seal": phrase("the navigation seal"),
    "seals": phrase("the navigation seal"),
    "goods": phrase("a licence for the goods"),
    "controlled_goods": phrase("a licence for the goods"),
    "decrees": phrase("a permit for the goods"),
}
_OTHER = phrase("something that the desk of the post can name")


def tell_missing(finding: str) -> Phrase:
    """Give in words what a truck lacks, by the id of the finding."""
    return _LACKS.get(finding) or _LACKS.get(finding.partition(".")[0]) or _OTHER
