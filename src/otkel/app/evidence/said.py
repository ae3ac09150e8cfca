"""The words of the page of an evidence file."""

from __future__ import annotations

from otkel.phrases import Phrase, phrase

WORDS: dict[str, Phrase] = {
    "subtitle": phrase("evidence of an obstacle, for the Eurasian Economic Commission"),
    "simulated": phrase("Simulated figures: nobody stood in the queue of this log"),
    "what": phrase("What is complained of"),
    "law": phrase("What the law says"),
    "cases": phrase("Cases"),
    "none": phrase("No case of this kind may be given out."),
    "counts": phrase("What the cases have in common"),
    "change": phrase("Before and after"),
    "change_help": phrase(
        "Two periods differ for many reasons: the table shows a change, and no cause. A day of which the"
        " log holds a part counts as that part."
    ),
    "cost": phrase("Cost"),
    "asked": phrase("Earlier appeals, and what is asked for"),
    "sources": phrase("Sources and limits"),
    "before": phrase("before"),
    "after": phrase("from that day"),
    "number": phrase("No."),
    "when": phrase("From, until"),
    "where": phrase("Where, by whom"),
    "done": phrase("What was done, on what ground"),
    "outcome": phrase("Paper, outcome"),
    "truck": phrase("Truck"),
    "lasted": phrase("Lasted"),
    "digest": phrase("Digest of the attached table (SHA-256), also in the code"),
}
FACTS: dict[str, Phrase] = {
    "applicant": phrase("Applicant"),
    "state": phrase("State"),
    "bodies": phrase("Bodies"),
    "act": phrase("Rule"),
    "practice": phrase("Practice"),
    "norm": phrase("Norm of the Union"),
    "freedom": phrase("Freedom"),
    "place": phrase("Crossing point"),
    "span": phrase("Span"),
    "firms": phrase("Firms and states"),
}
FREEDOM: dict[str, Phrase] = {
    "goods": phrase("movement of goods"),
    "services": phrase("movement of services"),
    "capital": phrase("movement of capital"),
    "labour": phrase("movement of labour"),
}
COUNTS: dict[str, Phrase] = {
    "point": phrase("Crossing point"),
    "measure": phrase("What was done"),
    "ground": phrase("Ground"),
    "paper": phrase("Paper"),
    "authority": phrase("Body"),
}
LIMITS: tuple[Phrase, ...] = (
    phrase("cases are what their persons told; the place of each in the record proves when it was told"),
    phrase("only cases go in whose person allows it; plates, names and words stay in the vault"),
    phrase("times of a case are those of its crossing point"),
    phrase("the trucks of this file are counted 1, 2, …, so that a repetition is seen"),
    phrase("whether this is an obstacle is decided by the Commission"),
)
