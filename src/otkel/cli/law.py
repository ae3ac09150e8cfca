"""`otkel law`: the rulebook, read."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from otkel.app import law
from otkel.app.asked import read_day, read_options
from otkel.app.labels import PHASE, STATE
from otkel.app.plain import Json
from otkel.app.settings import choose_language
from otkel.app.units import measured
from otkel.app.words import Words, words_for
from otkel.cli.options import AsJson, KnownAt, Lang, Subject, Switches
from otkel.cli.out import console, lines, print_json
from otkel.law.corpus import read_rulebook
from otkel.law.timeline import Phase, State
from otkel.phrases import Phrase, phrase


def law_list(*, subject: Subject = None, lang: Lang = None, json: AsJson = False) -> int:
    """List the provisions of the rulebook."""
    words = words_for(choose_language(lang))
    found = law.list_provisions(read_rulebook(), words, subject)
    if json:
        print_json(found)
        return 0
    out = console()
    for row in found:
        lines(out, Text(row["id"], style="bold") + Text(f"  {row['confidence']}", style="not bold dim"))
        lines(out, row["question"], "    ")
        if row["not_coded"]:
            lines(out, words.say(phrase("not coded: {why}", why=row["not_coded"])), "    ", style="dim")
    return 0


def law_show(
    provision: Annotated[str, Parameter(name="ID", help="The id of a provision, such as stay.ru.year.")],
    /,
    *,
    known_at: KnownAt = None,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Show one provision: its values by date, its sources, what is not known."""
    words = words_for(choose_language(lang))
    known = read_day(known_at, "--known-at") if known_at is not None else None
    found = law.show_provision(read_rulebook(), words, provision, known)
    if json:
        print_json(found)
    else:
        _print_provision(console(), found, words)
    return 0


def law_on(
    day: Annotated[str, Parameter(name="DATE", help="The day whose law is asked, YYYY-MM-DD.")],
    /,
    *,
    known_at: KnownAt = None,
    subject: Subject = None,
    switch: Switches = (),
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Show what every provision says on one day."""
    words, rulebook = words_for(choose_language(lang)), read_rulebook()
    known = read_day(known_at, "--known-at") if known_at is not None else None
    law_day = rulebook.on(read_day(day, "DATE"), known, read_options(switch, rulebook))
    found = law.law_on(law_day, words, subject)
    if json:
        print_json(found)
        return 0
    out = console()
    for row in found:
        lines(out, Text(row["id"], style="bold") + Text("  ") + _said(row, words))
        if row["reason"]:
            lines(out, row["reason"], "    ")
        for entry in row["announced"]:
            lines(out, _entry(entry, row["unit"], words), "    ", style="dim")
    return 0


def law_changes(
    *,
    since: Annotated[str, Parameter(help="The first day, YYYY-MM-DD.")],
    until: Annotated[str | None, Parameter(help="The last day, YYYY-MM-DD; left out: no end.")] = None,
    subject: Subject = None,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """List what begins, ends or was published between two days, both counted."""
    words = words_for(choose_language(lang))
    last = read_day(until, "--until") if until is not None else None
    found = law.list_changes(read_rulebook(), words, read_day(since, "--since"), last, subject)
    if json:
        print_json(found)
        return 0
    out = console()
    for row in found:
        head = Text(f"{row['on']}  ", style="bold") + Text(
            words.say(_CHANGE[row["change"]]), style="not bold"
        )
        lines(out, head + Text(f"  {row['id']}  ({row['confidence']})", style="not bold"))
        lines(out, row["question"], "            ")
        lines(out, _entry(row, row["unit"], words), "            ", style="dim")
    if not found:
        lines(out, words.sentence(phrase("nothing recorded changes between these days")))
    return 0


def law_switches(*, lang: Lang = None, json: AsJson = False) -> int:
    """List what the sources contradict, with the option taken."""
    words = words_for(choose_language(lang))
    found = law.list_switches(read_rulebook(), words)
    if json:
        print_json(found)
        return 0
    out = console()
    for number, switch in enumerate(found):
        if number:
            out.print()
        lines(out, switch["question"], style="bold")
        for option in switch["options"]:
            mark = "●" if option["default"] else "○"
            lines(out, f"{option['switch']}={option['option']}", f"  {mark} ")
            lines(out, option["meaning"], "      ", style="dim")
    return 0


_CHANGE: dict[str, Phrase] = {
    "begins": phrase("begins"),
    "ends": phrase("ends"),
    "last day": phrase("last day"),
    "published": phrase("published"),
}


def _print_provision(out: Console, found: Json, words: Words) -> None:
    lines(out, Text(found["id"], style="bold") + Text(f"  {found['jurisdiction']}", style="not bold dim"))
    lines(out, found["question"])
    if found["article"]:
        lines(out, found["article"], style="dim")
    out.print()
    for entry in found["values"]:
        lines(out, _entry(entry, found["unit"], words), "  · ")
        if entry["note"]:
            lines(out, entry["note"], "    ", style="dim")
    for gap in found["unknown"]:
        days = _days(gap["from_on"], gap["to_on"], words)
        lines(out, words.say(phrase("{days}: not known", days=days)) + f" – {gap['reason']}", "  ? ")
    for text in (found["note"], found["not_coded"]):
        if text:
            out.print()
            lines(out, text)
    out.print()
    sure = phrase("confidence {grade}: {means}", grade=found["confidence"], means=found["confidence_means"])
    lines(out, words.sentence(sure))
    checked = phrase("last checked on {day}", day=words.moment(found["checked_on"]))
    lines(out, words.sentence(checked))
    if found["switch"]:
        lines(out, words.sentence(phrase("hangs on the switch {switch}", switch=found["switch"])))
    for source in found["sources"]:
        lines(out, source["title"], "  – ")
        out.print(Text(f"    {source['address']}", style="dim"), soft_wrap=True)


def _said(row: Json, words: Words) -> Text:
    if row["state"] != State.VALUE:
        return Text(words.say(STATE[State(row["state"])]), style="yellow")
    value = measured(row["value"], row["unit"], words)
    phase = words.say(PHASE[Phase(row["phase"])])
    return Text(f"{value} ({phase}, {row['confidence']})", style="not bold")


def _entry(entry: Json, unit: str, words: Words) -> str:
    days = _days(entry["from_on"], entry["to_on"], words)
    phase = words.say(PHASE[Phase(entry["phase"])])
    value = measured(entry["value"], unit, words)
    option = f" [{entry['option']}]" if entry["option"] else ""
    return f"{days}: {value}{' – ' if value else ''}{phase}, {entry['confidence']}{option}"


def _days(first: str | None, last: str | None, words: Words) -> str:
    if first and last:
        return words.say(phrase("{first} to {last}", first=words.moment(first), last=words.moment(last)))
    if first:
        return words.say(phrase("from {first}", first=words.moment(first)))
    if last:
        return words.say(phrase("until {last}", last=words.moment(last)))
    return words.say(phrase("at all times"))
