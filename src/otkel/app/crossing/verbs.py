"""The verbs of the queue: one table, from which shell, play files, help and reference are made.

A verb that gives a command names it by its `do`; its options are the fields of that command
(`options.py`). What a verb takes beyond these stands in `more`.
"""

from __future__ import annotations

import msgspec

from otkel.phrases import Phrase, phrase

TRUCK = ("plate", "vin", "country", "passage", "ticket")
TRIP = ("trip", "for_carrier", "readiness", "missing")
OWN_WORDS = ("text_en", "text_ru", "text_kk")  # by language
RECORDED = phrase("what was recorded, or the rule of the refusal")


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to ask of a queue."""

    name: str  # as it is typed, such as check-start
    words: Phrase
    do: str | None = None  # the command it gives; none: it only looks
    more: tuple[str, ...] = ()  # options that are no fields of the command
    answer: Phrase = RECORDED


def _does(name: str, words: Phrase, do: str | None = None, more: tuple[str, ...] = ()) -> Verb:
    return Verb(name=name, words=words, do=do or name, more=more)


def _looks(name: str, words: Phrase, answer: Phrase, more: tuple[str, ...] = ()) -> Verb:
    return Verb(name=name, words=words, more=more, answer=answer)


# fmt: off
VERBS: tuple[Verb, ...] = (
    _does("open", phrase("Open the queue of a crossing point, or let it run by another policy from now on."),
          "policy", ("preset", "policy")),
    _does("book", phrase("Give a truck a slot, or write it into the live queue before it comes."),
          more=(*TRUCK, *TRIP)),
    _does("request", phrase("Ask for a slot of a day whose slots are drawn."), more=(*TRUCK, *TRIP)),
    _does("draw", phrase("Give the slots of a day by draw to those who asked.")),
    _does("move", phrase("Move a booking to another slot."), more=TRUCK),
    _does("cancel", phrase("Give a booking or a request up; its slot goes to who stands by."), more=TRUCK),
    _does("standby", phrase("Take an earlier slot as soon as one is given back."), more=TRUCK),
    _does("arrive", phrase("A truck came and stands in line from now on."), more=(*TRUCK, *TRIP)),
    _does("ready", phrase("Ask the law again what a truck lacks in papers, goods and vehicle."),
          more=(*TRUCK, *TRIP)),
    _does("exception", phrase("Keep the place of a truck that cannot go on, on evidence."), more=TRUCK),
    _does("exception-end", phrase("A truck whose place was kept can go on."), "exception_end", TRUCK),
    _does("call", phrase("Call the next trucks to the post, or one out of turn for a reason."), more=TRUCK),
    _does("batch", phrase("Let the next trucks of the backlog forward that lack nothing.")),
    _does("start", phrase("A stage takes a truck on; where trucks are drawn for checks, the draw is made."),
          more=(*TRUCK, "trip", "sealed_ok")),
    _does("clear", phrase("A stage lets a truck through; behind entry control the roadside draw is made."),
          more=(*TRUCK, "sealed_ok")),
    _does("refuse", phrase("A stage does not let a truck through."), more=TRUCK),
    _does("select", phrase("An officer refers a truck to a check, for a reason code."), more=TRUCK),
    _does("check-start", phrase("A check of a truck begins."), "check_start", TRUCK),
    _does("check-prolong", phrase("A check goes on beyond its time, on suspicion."), "check_prolong", TRUCK),
    _does("check-result", phrase("A check has ended."), "check_result", TRUCK),
    _does("leave", phrase("A truck has left the crossing point."), more=TRUCK),
    _does("pause", phrase("A stage, or the whole point, takes no truck on for a while.")),
    _does("resume", phrase("It goes on after a pause.")),
    _does("close", phrase("A stage, or the whole point, is closed.")),
    _does("reopen", phrase("It is opened again; the places in line are as they were.")),
    _does("keep-alive", phrase("The post could not keep its times: bookings hold longer."), "keep_alive"),
    _does("lanes", phrase("Open these lanes of a stage and no others.")),
    _does("shift", phrase("A shift comes on.")),
    _does("shift-end", phrase("A shift goes off."), "shift_end"),
    _does("intake", phrase("Tell how many trucks a stage took on, as counted or as the other side says.")),
    _does("strip", phrase("Tell how many trucks stand on the strip.")),
    _does("world", phrase("Tell what changed at the border, so that a wait can be explained later.")),
    _does("tick", phrase("Do what is due: no-shows, cures and exceptions that are over, seeds.")),
    _does("people", phrase("Tell how many people stand in line.")),
    _does("service", phrase("Tell that water, food, fuel, a toilet or medical help was brought.")),
    _does("message", phrase("Tell something to all in line, to one class, or to one truck."),
          more=(*TRUCK, *OWN_WORDS)),
    _looks("status", phrase("Who waits, who is next, what is free, and how many may be called and why."),
           phrase("one block a direction")),
    _looks("line", phrase("Each truck in line with its place, by passage and never by plate."),
           phrase("one line a truck"), ("towards",)),
    _looks("needs", phrase("How many people stand, how long, and when they were last given water or fuel."),
           phrase("one block a direction")),
    _looks("backlog", phrase("How many trucks are left of the backlog, and between which days it is gone."),
           phrase("a range of days"), ("towards", "low", "mid", "high")),
    _looks("ticket", phrase("Give a driver proof of his place, without anybody's plate."),
           phrase("the code of the proof, shown once"), ("plate", "vin", "country", "passage", "qr")),
    _looks("certificate", phrase("Give a signed certificate of how long a truck stood, and why."),
           phrase("a page, and the file that proves it"), (*TRUCK, "signer", "out", "show_plate")),
    _looks("redraw", phrase("Redo the draws of a day from the record: slots given, and checks selected."),
           phrase("one line for each thing that was redone"), ("day", "file")),
    _looks("public-record", phrase("Write the record that anybody may read: no plates, no names."),
           phrase("how many events it holds"), ("out",)),
)
# fmt: on
BY_NAME = {verb.name: verb for verb in VERBS}


GIVES = ("ticket", "certificate")  # verbs without a command of their own that record something all the same


def find_verb(name: str) -> Verb | None:
    """Give a verb as it was typed, with hyphens or with underscores."""
    return BY_NAME.get(name.replace("_", "-"))
