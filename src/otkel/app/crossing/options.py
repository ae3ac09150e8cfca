"""What each verb takes: the fields of its command, each with a name to type, a kind, and its help."""

from __future__ import annotations

import types
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from otkel.app.crossing.verbs import BY_NAME, Verb
from otkel.facts.events.choices import Readiness
from otkel.queueing.commands import COMMANDS, Command
from otkel.queueing.needs import AT_RISK


class Kind(Enum):
    """How an option is read."""

    CODE = "a word of small letters, digits, - and _"
    COUNTRY = "a state, two letters"
    INSTANT = "a time"
    DAY = "a day"
    WHOLE = "a whole number"
    FLAG = "yes or no"
    TEXT = "words"
    PLATE = "a number plate"
    VIN = "a VIN"
    PASSAGE = "the number of a passage"
    DIGEST = "64 hex digits"
    CHOICE = "one of a list"


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One option of a verb. `field` is that of the command, none where the app reads it."""

    name: str  # in a play file; in a shell with hyphens
    kind: Kind
    help: str
    field: str | None = None
    choices: tuple[str, ...] = ()
    enum: type[StrEnum] | None = None
    many: bool = False
    required: bool = False
    most: int = 200  # characters of a text


# Fields that nobody types: the app makes them.
MADE = frozenset(
    {"passage", "vehicle", "told", "sealed", "drawn", "draws", "seed", "requests_digest", "numbers"}
    | {"provisions", "digest", "languages", "texts", "writing"}
)

# field -> (name, kind, help). A name of a verb's own stands under "verb.field".
_T = Kind
_FIELDS: dict[str, tuple[str, Kind, str]] = {
    "towards": ("towards", _T.COUNTRY, "The state that is entered, such as RU."),
    "stage": ("stage", _T.CHOICE, "The stage."),
    "lanes": (
        "lane",
        _T.CODE,
        "A lane that is open; name it for each of them. Left out: none is.",
    ),
    "lane": ("lane", _T.CODE, "The lane."),
    "shift": ("shift", _T.CODE, "Which shift."),
    "officers": ("officers", _T.WHOLE, "How many officers."),
    "ends_us": ("ends", _T.INSTANT, "When the shift is to end."),
    "reason": ("reason", _T.CODE, "The reason, by its code."),
    "until_us": ("until", _T.INSTANT, "When it is to go on, where known."),
    "country": ("country", _T.COUNTRY, "Which state is the cause."),
    "rule": ("rule", _T.CODE, "The provision it rests on."),
    "from_us": ("from", _T.INSTANT, "Since when."),
    "to_us": ("to", _T.INSTANT, "Until when."),
    "taken_trucks": ("trucks", _T.WHOLE, "Trucks taken on."),
    "interval_us": ("minutes", _T.WHOLE, "In how many minutes, up to now."),
    "low_trucks": ("low", _T.WHOLE, "Not fewer than this, where it is not certain."),
    "high_trucks": ("high", _T.WHOLE, "Not more than this."),
    "knowledge": ("knowledge", _T.CHOICE, "How it is known."),
    "trucks": ("trucks", _T.WHOLE, "How many trucks."),
    "witness": ("witness", _T.CHOICE, "Who saw it."),
    "what": ("what", _T.CODE, "What changed, by a code."),
    "source": ("source", _T.CODE, "Who said so, by the key of the source."),
    "people": ("people", _T.WHOLE, "How many people."),
    "service": ("service", _T.CODE, "What was brought: water, food, fuel, toilet or medical."),
    "queue_class": ("class", _T.CODE, "The class in the queue; left out: the fallback class."),
    "slot_from_us": ("slot", _T.INSTANT, "The slot, by its beginning."),
    "trailer": ("trailer", _T.PLATE, "The plate of the trailer."),
    "carrier": ("carrier", _T.TEXT, "The name of the carrier; it goes into the vault alone."),
    "driver": ("driver", _T.TEXT, "The name of the driver; it goes into the vault alone."),
    "day_us": ("day", _T.DAY, "The day whose slots are drawn."),
    "choices": ("choice", _T.INSTANT, "A slot wished, best first; left out: any of the day."),
    "nonce": ("nonce", _T.DIGEST, "A random number of your own, 64 hex digits; left out: one is made."),
    "side": ("side", _T.CHOICE, "Who is the cause."),
    "earliest_us": ("earliest", _T.INSTANT, "The earliest slot you would take."),
    "latest_us": ("latest", _T.INSTANT, "The latest slot you would take."),
    "ground": ("ground", _T.CHOICE, "Why the truck cannot go on."),
    "keeps_until_us": ("until", _T.INSTANT, "Until when the place is kept."),
    "evidence": ("evidence", _T.TEXT, "A photograph or paper (a file), or words."),
    "backlog": ("backlog", _T.FLAG, "It stands already: write it on the list of the backlog."),
    "since_us": ("since", _T.INSTANT, "When it came, where that was before now."),
    "cargo": ("care", _T.CHOICE, "What needs care while it stands; may be named several times."),
    "batch": ("batch", _T.CODE, "The name of the batch."),
    "back": ("back", _T.FLAG, "It is sent back at once."),
    "redress": ("redress", _T.CODE, "Where one can complain, or what cures it."),
    "check": ("check", _T.CHOICE, "What is looked at."),
    "outcome": ("outcome", _T.CHOICE, "How the check ended."),
    "found": ("found", _T.CODE, "What was found, by its code; may be named several times."),
    "end_by_us": ("end_by", _T.INSTANT, "When the check must have ended now."),
    "way": ("way", _T.CHOICE, "How it left."),
    "prepared": ("prepared", _T.CHOICE, "A message that is written beforehand in every language."),
    "message.until_us": ("until", _T.INSTANT, "Until when it holds; left out: 12 hours."),
    "call.trucks": ("trucks", _T.WHOLE, "How many; left out: as many as may be."),
    "call.reason": ("reason", _T.CODE, "Why this one truck is called out of its turn."),
    "start.witness": ("witness", _T.CHOICE, "Who saw it."),
    "arrive.people": ("people", _T.WHOLE, "How many people are in the truck."),
}
_MORE: dict[str, Option] = {
    one.name: one
    for one in (
        Option(name="preset", kind=_T.CODE, help="The policy, by the name of a preset: otkel queue presets."),
        Option(name="policy", kind=_T.TEXT, help="The policy, from a file (.yaml)."),
        Option(name="plate", kind=_T.PLATE, help="The number plate of the truck, in either script."),
        Option(name="vin", kind=_T.VIN, help="The VIN of the truck."),
        Option(name="country", kind=_T.COUNTRY, help="The state of the plate, such as KZ."),
        Option(name="passage", kind=_T.PASSAGE, help="The number of the passage, where it is known."),
        Option(name="ticket", kind=_T.TEXT, help="The proof of place of the driver, by its code."),
        Option(name="trip", kind=_T.TEXT, help="A trip (.yaml or .json): the law is asked at the door."),
        Option(
            name="for_carrier",
            kind=_T.FLAG,
            help="You ask as carrier or driver: tell also what is his alone, and is never recorded.",
        ),
        Option(
            name="readiness",
            kind=_T.CHOICE,
            choices=tuple(one.value for one in Readiness),
            help="What another system says of papers, goods and vehicle, where there is no trip.",
        ),
        Option(name="missing", kind=_T.CODE, many=True, help="What lacks, by the id of the finding."),
        Option(name="sealed_ok", kind=_T.FLAG, help="It is sealed, and the seal reports nothing abnormal."),
        Option(name="towards", kind=_T.COUNTRY, help="Only this direction, by the state that is entered."),
        Option(name="qr", kind=_T.TEXT, help="Also write the code as a picture (.svg)."),
        Option(name="signer", kind=_T.TEXT, required=True, help="Who vouches for the certificate, by name."),
        Option(name="out", kind=_T.TEXT, required=True, help="The file to write; of a certificate a .pdf."),
        Option(name="show_plate", kind=_T.FLAG, help="The holder wants his plate to be shown."),
        Option(name="text_en", kind=_T.TEXT, most=400, help="Own words in English: no names, no plates."),
        Option(name="text_ru", kind=_T.TEXT, most=400, help="Own words in Russian: no names, no plates."),
        Option(name="text_kk", kind=_T.TEXT, most=400, help="Own words in Kazakh: no names, no plates."),
        Option(name="day", kind=_T.DAY, required=True, help="The day whose draws are redone."),
        Option(name="file", kind=_T.TEXT, help="The public record to redo them from; left out: the ledger."),
        Option(name="low", kind=_T.WHOLE, help="Trucks released in a day, at the least."),
        Option(name="mid", kind=_T.WHOLE, help="Trucks released in a day, as likely more as less."),
        Option(name="high", kind=_T.WHOLE, help="Trucks released in a day, at the most."),
    )
}
_COMMANDS: dict[str, type[Command]] = {str(one.__struct_config__.tag): one for one in COMMANDS}


def command_of(verb: Verb) -> type[Command]:
    """Give the command a verb stands for."""
    return _COMMANDS[str(verb.do)]


def options_of(verb: Verb) -> dict[str, Option]:
    """Give the options of a verb by name, those that must be given first."""
    return _options(verb.name)


@lru_cache(maxsize=64)
def _options(name: str) -> dict[str, Option]:
    verb = BY_NAME[name]
    found = [_MORE[name] for name in verb.more]
    if verb.do is not None:
        command = command_of(verb)
        hints = get_type_hints(command)
        fields = (field for field in msgspec.structs.fields(command) if field.name not in MADE)
        found += [_option(verb, field, hints[field.name]) for field in fields]
    by_name = {option.name: option for option in reversed(found)}
    return dict(sorted(by_name.items(), key=lambda one: (not one[1].required, found.index(one[1]))))


def _option(verb: Verb, field: msgspec.structs.FieldInfo, hint: Any) -> Option:
    name, kind, text = _FIELDS.get(f"{verb.name}.{field.name}") or _FIELDS[field.name]
    plain = _plain(hint)
    many = get_origin(plain) is tuple
    choices = AT_RISK if field.name == "cargo" else _choices(plain)
    if choices:
        text = f"{text.removesuffix('.')}: {', '.join(choices)}."
    return Option(
        name=name,
        kind=kind,
        help=text,
        field=field.name,
        choices=choices,
        enum=plain if isinstance(plain, type) and issubclass(plain, StrEnum) else None,
        many=many,
        required=field.required and not many,
    )


def _plain(hint: Any) -> Any:
    """Give the type without `None`."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _choices(plain: Any) -> tuple[str, ...]:
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return tuple(one.value for one in plain)
    return ()
