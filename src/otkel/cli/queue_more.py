"""Verbs of the queue that name no crossing point, or name it otherwise: play, serve, place and so on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from otkel.app.ledger_files import DEFAULT_DB
from otkel.cli.options import AsJson, Lang, flag

_Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]
_Point = Annotated[str, Parameter(name="POINT", help="The crossing point, by its slug or name.")]
_Code = Annotated[str, Parameter(name="CODE", help="The code of the proof of place.")]


def queue_play(
    commands: Annotated[Path, Parameter(name="COMMANDS", help="A file of commands (.jsonl).")],
    /,
    *,
    point: Annotated[str | None, Parameter(help="The point of lines that name none.")] = None,
    by: Annotated[str, Parameter(help="Who records, by a code.")] = "operator",
    dry: Annotated[bool, flag("Decide upon a copy, and record nothing.")] = False,
    ahead: Annotated[
        bool, flag("Times may lie in the future: for a made-up day in a ledger of its own.")
    ] = False,
    stop_on_refusal: Annotated[bool, flag("Stop at the first line that is refused.")] = False,
    db: _Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Give many commands from a file, a JSON object a line, in order.

    Exit status: 0 all were recorded, 1 some were refused, 2 some could not be read.
    """
    from otkel.app.crossing.play import Playing, play
    from otkel.app.settings import choose_language
    from otkel.app.words import words_for
    from otkel.cli.out import print_json
    from otkel.cli.progress import progress
    from otkel.cli.queue_played import played_json, print_played

    words = words_for(choose_language(lang))
    asked = Playing(
        file=commands, db=db, point=point, by=by, dry=dry, ahead=ahead, stop_on_refusal=stop_on_refusal,
        language=words.language,
    )  # fmt: skip
    with progress() as tick:
        played = play(asked, tick)
    if json:
        print_json(played_json(played, words))
    else:
        print_played(played, words, dry)
    return played.exit_status


def queue_serve(point: _Point, /, *, db: _Db = DEFAULT_DB, lang: Lang = None) -> int:
    """Decide for a crossing point until it is stopped: shells hand their commands over by themselves.

    Exit status: 0 it was stopped, 2 another one runs, or there is no ledger.
    """
    from otkel.cli.queue_serve import serve

    return serve(point, db, lang)


def queue_follow(
    point: _Point,
    file: Annotated[Path, Parameter(name="FILE", help="A register of CarGoRuqsat: HTML, CSV or XLSX.")],
    /,
    *,
    by: Annotated[str, Parameter(help="Who records, by a code.")] = "feed.cargoruqsat",
    db: _Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Let a queue in shadow mode follow a public register: what it says of each truck is recorded.

    Exit status: 0 it was read, also where lines were set aside; 2 nothing can be read or followed.
    """
    from otkel.cli.queue_follow import follow

    return follow(point, file, by, db, lang, json)


def queue_presets(*, lang: Lang = None, json: AsJson = False) -> int:
    """List the policies that are shipped, with what each does not do."""
    from rich.text import Text

    from otkel.app.policies import list_presets
    from otkel.app.settings import choose_language
    from otkel.cli.out import console, lines, print_json

    choose_language(lang)
    presets = list_presets()
    if json:
        print_json([_preset_json(name, one) for name, one in presets.items()])
        return 0
    out = console()
    for name, one in presets.items():
        lines(out, Text(name, style="bold"))
        told: Any = _preset_json(name, one)
        if told["about"]:
            lines(out, told["about"], "  ")
        for missing in told["not_modelled"]:
            lines(out, missing, "  -  ", style="dim")
    return 0


def _preset_json(name: str, one: Any) -> dict[str, Any]:
    return {
        "name": name,
        "about": one.notes.about,
        "not_modelled": list(one.notes.not_modelled),
        "provisions": {path: binding.provision for path, binding in one.provisions.items()},
    }


def queue_place(code: _Code, /, *, db: _Db = DEFAULT_DB, lang: Lang = None, json: AsJson = False) -> int:
    """Where does the truck of a proof of place stand now?"""
    from otkel.cli.queue_tickets import show_place

    return show_place(code, db, lang, json)


def queue_overtakes(
    code: _Code,
    /,
    *,
    proof: Annotated[Path | None, Parameter(help="Where to write the proof of it, a folder.")] = None,
    db: _Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Who came later than the truck of a proof of place, and went forward before it, and by which rule?

    Exit status: 0 nobody, or by rules that set an order beforehand; 1 somebody, by a decision on that truck.
    """
    from otkel.cli.queue_tickets import show_overtakes

    return show_overtakes(code, proof, db, lang, json)
