"""Short words for the kinds an answer is made of: titles, who acts, subjects, phases."""

from __future__ import annotations

from otkel.law.finding import Answer, Says, Weight, Who
from otkel.law.timeline import Confidence, Phase, State
from otkel.phrases import Phrase, phrase

TITLE: dict[Answer, Phrase] = {
    Answer.GO: phrase("May go"),
    Answer.GO_WITH_CARE: phrase("May go, with care"),
    Answer.FIX: phrase("Not yet: put it right"),
    Answer.NO: phrase("May not go"),
    Answer.UNDECIDED: phrase("Undecided"),
}

SENTENCE: dict[Answer, Phrase] = {
    Answer.GO: phrase("No obstacle was found in what is coded. What is not checked is listed below."),
    Answer.GO_WITH_CARE: phrase("Nothing found stops the truck, but there are warnings to heed."),
    Answer.FIX: phrase("The truck may not go yet: something is lacking that can be put right."),
    Answer.NO: phrase("The truck may not go, and no one on this trip can put it right."),
    Answer.UNDECIDED: phrase("Nobody can say yet whether the truck may go: facts are missing."),
}

WHO: dict[Who, Phrase] = {
    Who.CARRIER: phrase("carrier"),
    Who.DRIVER: phrase("driver"),
    Who.CONSIGNOR: phrase("consignor"),
    Who.CONSIGNEE: phrase("consignee"),
    Who.AUTHORITY: phrase("authority"),
}

SAYS: dict[tuple[Says, Weight], Phrase] = {
    (Says.NO, Weight.STOPS): phrase("stops"),
    (Says.NO, Weight.WARNS): phrase("warning"),
    (Says.NO, Weight.INFORMS): phrase("note"),
    (Says.UNDECIDED, Weight.STOPS): phrase("not known"),
    (Says.UNDECIDED, Weight.WARNS): phrase("not known, warning"),
    (Says.UNDECIDED, Weight.INFORMS): phrase("not known, note"),
}

CONFIDENCE: dict[Confidence, Phrase] = {
    Confidence.C2: phrase("two or more sources agree"),
    Confidence.S1: phrase("one source only"),
    Confidence.U: phrase("the sources are unclear"),
    Confidence.D: phrase("derived from other rules"),
    Confidence.K: phrase("background knowledge, no page seen"),
}

PHASE: dict[Phase, Phrase] = {
    Phase.ANNOUNCED: phrase("announced"),
    Phase.PILOT: phrase("pilot"),
    Phase.MANDATORY: phrase("mandatory"),
    Phase.TOLERATED: phrase("tolerated"),
    Phase.ENDED: phrase("ended"),
}

STATE: dict[State, Phrase] = {
    State.VALUE: phrase("in force"),
    State.NOT_IN_FORCE: phrase("not in force"),
    State.NOT_KNOWN: phrase("not known"),
}

SUBJECT: dict[str, Phrase] = {
    "controlled_goods": phrase("controlled goods"),
    "documents": phrase("documents"),
    "decrees": phrase("decrees"),
    "stay": phrase("days of stay"),
    "registers": phrase("registers"),
    "spot": phrase("SPOT"),
    "tax": phrase("tax"),
    "seals": phrase("seals"),
    "queue_rules": phrase("queue rules"),
    "queue": phrase("queue rules"),
    "controls": phrase("checks on the road"),
}

# Classes of the line as the shipped policies name them; another policy's are told by their own names.
QUEUE_CLASSES: dict[str, Phrase] = {
    "ordinary": phrase("ordinary"),
    "booked": phrase("booked"),
    "priority": phrase("priority"),
    "urgent": phrase("urgent"),
    "on_request": phrase("on request"),
    "accelerated": phrase("accelerated"),
    "perishable": phrase("perishable"),
    "live_animals": phrase("live animals"),
    "post_operator": phrase("postal operator"),
    "authorised": phrase("authorised"),
    "authorised_perishable": phrase("authorised, perishable"),
}


def tell_queue_class(name: str) -> Phrase:
    """Give what a class of the line is called."""
    return QUEUE_CLASSES.get(name) or phrase("{name}", name=name.replace("_", " "))
