"""How a crossing point stands, for a person at a terminal."""

from __future__ import annotations

from datetime import date, datetime

from rich.console import Console
from rich.text import Text

from otkel.app.crossing.told import span, tell_call_rule, tell_stage
from otkel.app.plain import Json
from otkel.app.words import Words, as_sentence
from otkel.cli.out import lines, rows
from otkel.facts.events.choices import Stage
from otkel.phrases import Phrase, phrase, phrases

_MOST_TRUCKS = 200  # trucks of a line that are shown; the rest is counted
_STANDS = {
    "in_line": phrase("in line"),
    "lacks": phrase("lacks something"),
    "away": phrase("place kept"),
    "backlog": phrase("backlog"),
}
_SERVICES = {
    "water": phrase("water"),
    "food": phrase("food"),
    "fuel": phrase("fuel"),
    "toilet": phrase("toilet"),
    "medical": phrase("medical help"),
}
_CARE = {
    "live_animals": phrase("live animals"),
    "reefer": phrase("refrigerated"),
    "perishable": phrase("perishable"),
    "dangerous": phrase("dangerous goods"),
}


def print_status(out: Console, told: Json, words: Words) -> None:
    """Print both directions."""
    _head(out, told, words)
    if not told["directions"]:
        lines(out, words.sentence(phrase("no queue was opened here yet")))
    for one in told["directions"]:
        _title(out, phrase("Towards {towards}", towards=one["towards"]), words, one["policy"])
        if one["is_shadow"]:
            lines(out, words.sentence(phrase("followed only: the queue runs in another system")), "  ")
        rows(out, list(_counts(one, words)), ("dim",), "  ")
        for stopped in one["stopped"]:
            lines(out, words.sentence(_stopped(stopped)), "  !  ", style="yellow")
        _print_next(out, one, words)
        if one["late"]["trucks"]:
            lines(out, words.sentence(_late(one["late"])), "  !  ", style="yellow")
        is_empty = not sum(one["waiting"].values()) and not one["called"]
        lines(out, one["release"]["says_first" if is_empty else "says"], "  ")
    if told["seeds"]:
        _title(out, phrase("Seeds committed for draws, the next of each by its digest"), words)
        rows(out, _seeds(told["seeds"], words), ("dim", "", ""), "  ")


def _counts(one: Json, words: Words) -> list[tuple[str, str]]:
    table = [(phrase("in line"), _named(one["waiting"]) or "0")]
    if one["booked"] or one["requested"]:
        ahead = phrase("{booked} booked, {requested} asked for a slot",
                       booked=one["booked"], requested=one["requested"])  # fmt: skip
        table.append((phrase("before they come"), words.say(ahead)))
    if one["held"]:
        lacking = ", ".join(f"{name} {number}" for name, number in one["lacking"].items())
        table.append(
            (phrase("lack something"), f"{one['held']} ({lacking})" if lacking else str(one["held"]))
        )
    if one["away"]:
        table.append((phrase("place kept"), str(one["away"])))
    if one["backlog"]:
        ready = phrase("{trucks}, of them ready {ready}", trucks=one["backlog"], ready=one["backlog_ready"])
        table.append((phrase("backlog"), words.say(ready)))
    table.append((phrase("on the way"), words.say(_on_the_way(one))))
    table.append((phrase("strip"), words.say(_strip(one["strip"]))))
    table += [(phrase("slots {day}", day=_day(free["day"])), words.say(_free(free))) for free in one["free"]]
    if one["checks"]:
        checks = phrase("{trucks}, over their time {over}", trucks=one["checks"], over=one["checks_over"])
        table.append((phrase("checks"), words.say(checks)))
    return [(words.say(name), text) for name, text in table]


def _named(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items() if number)


def _on_the_way(one: Json) -> Phrase:
    return phrase(
        "called {called}, exit control {at_exit}, entry control {at_entry}, behind it {inside}",
        called=one["called"], at_exit=one["at_exit"], at_entry=one["at_entry"], inside=one["inside"],
    )  # fmt: skip


def _strip(strip: Json) -> Phrase:
    trucks, places = strip["trucks"], strip["places"]
    if strip["counted_at"] is None:
        known = phrase("as recorded")
    else:
        at = _time(strip["counted_at"])
        known = phrase(
            "counted {at}; now {low} to {high}", at=at, low=strip["low_trucks"], high=strip["high_trucks"]
        )
    if places is None:
        return phrase("{trucks} ({known})", trucks=trucks, known=known)
    return phrase("{trucks} of {places} places ({known})", trucks=trucks, places=places, known=known)


def _free(free: Json) -> Phrase:
    if not free["free_trucks"]:
        return phrase("none is free")
    first = _time(free["first_free_at"])
    return phrase(
        "{trucks} places free, the first at {time}", trucks=free["free_trucks"], time=f"{first:%H:%M}"
    )


def _stopped(stopped: Json) -> Phrase:
    stage = tell_stage(None if stopped["stage"] is None else Stage(stopped["stage"]))
    if stopped["is_closed"]:
        return phrase("closed: {stage} ({reason})", stage=stage, reason=stopped["reason"])
    return phrase("paused: {stage} ({reason})", stage=stage, reason=stopped["reason"])


def _late(late: Json) -> Phrase:
    return phrase(
        "the post is late: {trucks} came for a slot that has begun, and were not called; the longest"
        " waits {span} beyond it",
        trucks=late["trucks"], span=span(late["longest_s"]),
    )  # fmt: skip


def _print_next(out: Console, one: Json, words: Words) -> None:
    for number, truck in enumerate(one["next"]):
        said = [str(truck["passage"]), words.say(tell_call_rule(truck["rule"]))]
        if truck["overtaken_trucks"]:
            before = phrase("goes before {overtaken_trucks} that had come earlier",
                            overtaken_trucks=truck["overtaken_trucks"])  # fmt: skip
            said.append(words.say(before))
        lines(out, "; ".join(said), f"  {words.say(phrase('next'))}  " if number == 0 else "        ")


def _seeds(seeds: list[Json], words: Words) -> list[tuple[str, ...]]:
    """Give one row a purpose: how many, until when the first of them serves, and its digest."""
    table: list[tuple[str, ...]] = []
    for purpose in sorted({one["purpose"] for one in seeds}):
        of = sorted((one for one in seeds if one["purpose"] == purpose), key=lambda one: str(one["to_at"]))
        until = phrase("until {until}", until=_time(of[0]["to_at"]))
        table.append((purpose, str(len(of)), f"{of[0]['digest'][:12]}…", words.say(until)))
    return table


def print_line(out: Console, told: Json, words: Words) -> None:
    """Print each truck with its place, without plates."""
    lines(out, Text(told["point"], style="bold"))
    for one in told["directions"]:
        _title(out, phrase("Towards {towards}", towards=one["towards"]), words)
        trucks = one["trucks"]
        rows(out, [_truck(truck, words) for truck in trucks[:_MOST_TRUCKS]], ("bold", "cyan"), "  ")
        if not trucks:
            lines(out, words.sentence(phrase("nobody waits")), "  ")
        if len(trucks) > _MOST_TRUCKS:
            rest = phrases("and {n} more; all of them: --json", "and {n} more; all of them: --json",
                           n=len(trucks) - _MOST_TRUCKS)  # fmt: skip
            lines(out, words.sentence(rest), "  ")


def _truck(truck: Json, words: Words) -> tuple[str, ...]:
    stands = words.say(_STANDS[truck["stands"]])
    if truck["missing"]:
        stands = f"{stands}: {', '.join(truck['missing'])}"
    if truck["slot_from_at"] is not None:
        slot = _time(truck["slot_from_at"])
        stands = f"{stands}, {words.say(phrase('slot {slot}', slot=f'{slot:%Y-%m-%d %H:%M}'))}"
    place = "" if truck["place"] is None else str(truck["place"])
    since = f"{_time(truck['since_at']):%Y-%m-%d %H:%M}"
    return place, str(truck["passage"]), truck["queue_class"], since, stands


def print_needs(out: Console, told: Json, words: Words) -> None:
    """Print who stands and what they need."""
    _head(out, told, words)
    for one in told["directions"]:
        _title(out, phrase("Towards {towards}", towards=one["towards"]), words)
        is_empty = not one["trucks"] and not any(ago is not None for ago in one["since_service_s"].values())
        if is_empty:
            lines(out, words.sentence(phrase("nobody stands here")), "  ")
            continue
        lines(out, words.sentence(_people(one)), "  ")
        if one["trucks"]:
            stood = phrase("they have stood {median} (half of them longer), the longest {longest}",
                           median=span(one["median_s"]), longest=span(one["longest_s"]))  # fmt: skip
            lines(out, words.sentence(stood), "  ")
        rows(
            out, [_service(name, ago, words) for name, ago in one["since_service_s"].items()], ("dim",), "  "
        )
        for care in one["care"]:
            lines(out, words.sentence(_care(care)), "  !  ", style="yellow")


def _people(one: Json) -> Phrase:
    trucks = phrases("{n} truck", "{n} trucks", n=one["trucks"])
    if one["counted_at"] is None:
        return phrase("at least {people} people in {trucks}; nobody has counted them",
                      people=one["people"], trucks=trucks)  # fmt: skip
    return phrase("{people} people, counted {at}, and now {trucks}",
                  people=one["people"], at=_time(one["counted_at"]), trucks=trucks)  # fmt: skip


def _service(name: str, ago_s: float | None, words: Words) -> tuple[str, str]:
    label = _SERVICES.get(name, Phrase(name))
    ago = phrase("never recorded") if ago_s is None else phrase("{span} ago", span=span(ago_s))
    return words.say(label), words.say(ago)


def _care(care: Json) -> Phrase:
    return phrase(
        "{what}: {trucks}, the longest stands {longest}",
        what=_CARE.get(care["what"], Phrase(care["what"])),
        trucks=phrases("{n} truck", "{n} trucks", n=care["trucks"]),
        longest=span(care["longest_s"]),
    )


def print_backlog(out: Console, told: Json, words: Words) -> None:
    """Print what is left, and between which days it is gone."""
    _head(out, told, words)
    for one in told["directions"]:
        _title(out, phrase("Towards {towards}", towards=one["towards"]), words)
        left = phrase(
            "{trucks} left on the list, of them ready {ready}", trucks=one["trucks"], ready=one["ready"]
        )
        lines(out, words.sentence(left), "  ")
        if not one["trucks"]:
            continue
        if not one["pace_named"]:
            lines(out, words.sentence(phrase("by what the tightest stage takes on now:")), "  ")
        if one["mid_at"] is None:
            lines(out, words.sentence(phrase("at this pace it will not be gone")), "  ")
        else:
            lines(out, words.sentence(_gone(one)), "  ")
        rows(out, [(str(n), name) for name, n in one["lacking"].items()], ("bold",), "  ")


def _gone(one: Json) -> Phrase:
    low, mid, high = one["released_per_day"]
    day = {name: _time(one[f"{name}_at"]).date() for name in ("low", "mid")}
    pace = {"low": round(low), "mid": round(mid), "high": round(high)}
    if one["high_at"] is None:
        return phrase(
            "gone about {mid_day}, not before {low_day}, at {low} to {high} trucks a day; at the least of"
            " these never", mid_day=day["mid"], low_day=day["low"], low=pace["low"], high=pace["high"],
        )  # fmt: skip
    if day["low"] == _time(one["high_at"]).date():
        return phrase(
            "gone on {day}, at {low} to {high} trucks a day, if every truck is ready in time",
            day=day["low"], low=pace["low"], high=pace["high"],
        )  # fmt: skip
    return phrase(
        "gone between {low_day} and {high_day}, most likely {mid_day}, at {low} to {high} trucks a day, if"
        " every truck is ready in time",
        low_day=day["low"], mid_day=day["mid"], high_day=_time(one["high_at"]).date(),
        low=pace["low"], high=pace["high"],
    )  # fmt: skip


def _head(out: Console, told: Json, words: Words) -> None:
    lines(out, Text(f"{told['point']} · {words.moment(told['at'])}", style="bold"))


def _title(out: Console, title: Phrase, words: Words, more: str = "") -> None:
    out.print()
    head = Text(as_sentence(words.say(title)).removesuffix("."), style="bold")
    lines(out, head + Text(f" · {more}" if more else "", style="not bold dim"))


def _only(one: Json, *names: str) -> Json:
    return {name: one[name] for name in names}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
