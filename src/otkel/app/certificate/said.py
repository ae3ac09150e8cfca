"""The words on a certificate."""

from __future__ import annotations

from otkel.phrases import Phrase, phrase
from otkel.queueing.standing import Stretch

STRETCH: dict[Stretch, Phrase] = {
    Stretch.BOOKED: phrase("booked, not here yet"),
    Stretch.ROAD_QUEUE: phrase("in line on the road"),
    Stretch.WAITING_AREA: phrase("in the waiting area"),
    Stretch.CALLED: phrase("called, on the way to exit control"),
    Stretch.EXIT_CONTROL: phrase("at exit control"),
    Stretch.STRIP: phrase("on the strip between the posts"),
    Stretch.ENTRY_CONTROL: phrase("at entry control"),
    Stretch.AFTER_REFUSAL: phrase("not let through"),
    Stretch.CHECK: phrase("of it, being checked"),
}

STAGE: dict[str, Phrase] = {
    "waiting_area": phrase("waiting area"),
    "road_queue": phrase("line on the road"),
    "exit_control": phrase("exit control"),
    "strip": phrase("strip"),
    "entry_control": phrase("entry control"),
    "roadside_check": phrase("roadside check"),
}

WITNESS: dict[str, Phrase] = {
    "officer": phrase("recorded by an officer"),
    "instrument": phrase("recorded by the system"),
    "imported": phrase("taken over from another system"),
    "driver": phrase("told by the driver himself"),
}

SEEN_BY: dict[str, Phrase] = {
    "officer": phrase("an officer"),
    "instrument": phrase("the system"),
    "imported": phrase("another system"),
    "driver": phrase("the driver himself"),
}

HOLD: dict[str, Phrase] = {
    "paused": phrase("paused"),
    "closed": phrase("closed"),
    "exception": phrase("place kept on evidence"),
    "lacking": phrase("papers, goods or vehicle lacked something"),
}

SIDE: dict[str, Phrase] = {
    "truck": phrase("of the truck"),
    "post": phrase("of the post"),
    "other_side": phrase("of the other side"),
    "nobody": phrase("of nobody"),
}

SERVES_AS: dict[str, Phrase] = {
    "customer": phrase("towards a customer: that and why the load came late"),
    "insurer": phrase("towards an insurer: where the truck stood and when"),
    "force_majeure": phrase("in a case about days of stay: as proof of force majeure"),
}

WORDS: dict[str, Phrase] = {
    "subtitle": phrase("waiting certificate"),
    "stood": phrase("The truck stood"),
    "signed": phrase("Signed"),
    "what": phrase("Where"),
    "from": phrase("From"),
    "to": phrase("To"),
    "lasted": phrase("How long"),
    "who": phrase("Who saw it"),
    "side": phrase("On whose side"),
    "corrected": phrase("a time was corrected later; both stand in the record"),
    "meanwhile": phrase("What lay in this time"),
    "nothing": phrase("No pause and no closure of the posts ahead was recorded in this time."),
    "cause": phrase("That it lay in the wait is recorded; that it was the only cause is not claimed."),
    "truck": phrase("The truck came"),
    "post": phrase("The post"),
    "seen": phrase("Who saw the times"),
    "serves": phrase("It may serve"),
    "not_official": phrase("No official document of any state"),
    "vouches": phrase(
        "The signer vouches that these events stand in the record unchanged. Whether what was recorded is true, and what follows from it, a court, an insurer or an authority judges."  # noqa: E501
    ),
    "signer": phrase("Signer"),
    "key": phrase("Key (SHA-256)"),
    "record": phrase("Record"),
    "digest": phrase("Digest of the file (SHA-256), also in the code"),
    "help": phrase(
        "The file with this digest, also attached to the PDF, holds every time above with its proof. Otkel checks it offline with the signer's public key; this page alone proves nothing."  # noqa: E501
    ),
}
