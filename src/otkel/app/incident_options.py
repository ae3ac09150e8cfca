"""What is asked of whoever tells an incident: one table, from which shell and help are made."""

from __future__ import annotations

from enum import StrEnum

from otkel.app.crossing.options import Kind, Option
from otkel.facts.events.choices import Consent, Ground, Measure, PaperGiven, Stage, Witness

LONGEST_WORDS = 2_000  # characters of what a person wrote


def _one(name: str, kind: Kind, text: str, *, required: bool = False, most: int = 200) -> Option:
    return Option(name=name, kind=kind, help=text, required=required, most=most)


def _of(name: str, enum: type[StrEnum], text: str, *, required: bool = False, many: bool = False) -> Option:
    choices = tuple(one.value for one in enum)
    told = f"{text}: {', '.join(choices)}."
    return Option(
        name=name, kind=Kind.CHOICE, help=told, choices=choices, enum=enum, required=required, many=many
    )


_T = Kind
TELL: dict[str, Option] = {
    one.name: one
    for one in (
        _of("measure", Measure, "What was done", required=True),
        _one("country", _T.COUNTRY, "The state whose officers did it, such as RU.", required=True),
        _one("from", _T.INSTANT, "When it began; without a zone: time of the point.", required=True),
        _one("until", _T.INSTANT, "When it was over, where it is."),
        _one("authority", _T.CODE, "Which body, by a code such as ru.customs.mobile_group."),
        _of("stage", Stage, "Where on the way through; left out: away from the crossing point"),
        _one("place", _T.CODE, "The place away from it, such as m-5.km-1204."),
        _of("ground", Ground, "What it was said to rest on"),
        _one("act", _T.CODE, "The provision that was named (otkel law list), or the code of another act."),
        _one("norm", _T.CODE, "The norm of the Union that it is said to break, such as eaeu.treaty.art-25."),
        _of("paper", PaperGiven, "Whether a paper was given about it"),
        _one("paper_kind", _T.CODE, "Which paper, such as act_of_examination."),
        _one("paper_number", _T.TEXT, "Its number; it stands in the vault."),
        _one("outcome", _T.CODE, "How it ended, such as let_go."),
        _one("goods", _T.CODE, "The first digits of the goods' code."),
        _one("plate", _T.PLATE, "The plate of the truck; it stands in the vault."),
        _one("vin", _T.VIN, "The VIN of the truck; it stands in the vault."),
        _one("plate_country", _T.COUNTRY, "The state of the plate."),
        _one("name", _T.TEXT, "The name of who it happened to; it stands in the vault."),
        _one("words", _T.TEXT, "His own words; they stand in the vault.", most=LONGEST_WORDS),
        _one("passage", _T.PASSAGE, "The passage of the truck at this point, where it has one."),
        _of("consent", Consent, "What he allows to be given out; left out: nothing", many=True),
        _of("witness", Witness, "How it is known; left out: driver"),
    )
}
