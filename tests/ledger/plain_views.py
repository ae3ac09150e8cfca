"""Views told plainly, as one would count by hand: each event whole, each row looked up anew.

The views themselves take short cuts, since a record may have a million events; both must give the same rows.
"""

from datetime import date

from otkel.facts.events import passages, posts, selections
from otkel.facts.events.choices import Stage, WayOut
from otkel.facts.events.corrections import Corrected, Voided

DAY_MIN, MIN_US, MOST_TOLD = 1440, 60_000_000, 200
EPOCH = date(1970, 1, 1).toordinal()
PLACES = ("line", "post", "strip")
FLOW = {
    passages.Arrived: "came", passages.Called: "called", passages.ExitStarted: "exit_on",
    passages.ExitCleared: "exit", passages.EntryStarted: "entry_on", passages.EntryCleared: "entry",
    passages.TurnedBack: "back",
}  # fmt: skip
GOES = {
    passages.Called: "post", passages.ExitStarted: "post", passages.ExitRefused: "line",
    passages.ExitCleared: "strip", passages.EntryStarted: "strip", passages.EntryRefused: "strip",
    passages.EntryCleared: "", passages.Cancelled: "", passages.NoShow: "", passages.Left: "",
}  # fmt: skip
OF_POINT = (posts.Paused, posts.Resumed, posts.Closed, posts.Opened, posts.WorldEvent, posts.PolicyChanged)
TOLD = (
    "towards", "stage", "reason", "what", "country", "from_us", "to_us", "until_us", "source", "policy",
    "rule", "provisions",
)  # fmt: skip


def fold_stories(rows, event, events):
    """Keep the facts of each passage: where they stand, and what corrected them."""
    passage, target = event.passage, target_of(event, events)
    root = target
    while root is not None:
        passage = event.passage if root.passage is None else root.passage
        root = target_of(root, events)
    if passage is None:
        return
    story = rows.setdefault(f"{passage:019}", [])
    for fact in story:
        if target is not None and fact["position"] == target.position:
            fact["changed_by"].append(event.position)
    story.append({"position": event.position, "changed_by": []})


def target_of(event, events):
    """Give the earlier event that a correction names."""
    body = event.body
    position = body.corrects if isinstance(body, Corrected) else body.voids if isinstance(body, Voided) else 0
    return events[position - 1] if 1 <= position < event.position else None


def fold_days(rows, event):
    """Count an event of a point, or of a truck that goes through it."""
    body, minute = event.body, event.occurred_us // MIN_US
    if isinstance(body, OF_POINT):
        said = {name: getattr(body, name, None) for name in TOLD}
        entry = {name: value for name, value in said.items() if value is not None}
        told = rows.setdefault(f"told/{event.point}", [])
        told.append({"at_us": event.occurred_us, "word": event.word, **entry})
        del told[:-MOST_TOLD]
    elif event.passage is not None:
        truck = rows.get(f"truck/{event.point}/{event.passage}")
        towards = getattr(body, "towards", None)
        if truck is None and isinstance(towards, str):
            truck = rows[f"truck/{event.point}/{event.passage}"] = ["", "", None]
        if truck is not None:
            truck[0] = towards if isinstance(towards, str) else truck[0]
            count_checks(rows, event, truck)
            count_flow(rows, event, truck, minute)


def count_flow(rows, event, truck, minute):
    """Count a step of a truck in its hour, and where it stands in its minute."""
    body, hour = event.body, str(minute % DAY_MIN // 60)
    day = rows.setdefault(f"day/{event.point}/{truck[0]}/{iso(minute // DAY_MIN)}", {})
    flow = FLOW.get(type(body))
    if isinstance(body, passages.Left):
        flow = "through" if body.way is WayOut.THROUGH else "gave_up" if truck[1] == "line" else None
    if flow is not None:
        add(day.setdefault(flow, {}), hour, 1)
    if isinstance(body, passages.Called) and truck[2] is not None:
        day.setdefault("waits", {}).setdefault(hour, []).append(max(0, minute - truck[2]))
    if isinstance(body, passages.Arrived):
        truck[2] = minute
        is_listed = body.stage is Stage.ROAD_QUEUE and body.queue_class == "backlog"
        go(rows, event, truck, "list" if is_listed else "line", day)
    elif type(body) in GOES:
        go(rows, event, truck, GOES[type(body)], day)


def go(rows, event, truck, to, day):
    """Let a truck go from where it stood to another place, or away."""
    before, minute = truck[1], event.occurred_us // MIN_US
    truck[1] = to
    changes = [(place == to) - (place == before) for place in PLACES]
    if any(changes):
        days = rows.setdefault(f"days/{event.point}/{truck[0]}", {})
        held = days.setdefault(iso(minute // DAY_MIN), [0, 0, 0])
        for at, change in enumerate(changes):
            held[at] += change
            if change:
                add(day.setdefault(PLACES[at], {}), str(minute % DAY_MIN), change)


def count_checks(rows, event, truck):
    """Count trucks that a post took on, those selected, by kind, and how checks ended, by month."""
    body = event.body
    if isinstance(body, passages.ExitStarted | passages.EntryStarted):
        group, whats, once = "trucks", ["taken_on"], True
    elif isinstance(body, selections.Selected):
        group, whats, once = "selected", [body.kind.value, "any"], True
    elif isinstance(body, selections.CheckEnded):
        group, whats, once = "ended", [body.outcome.value], False
    else:
        return
    month = iso(event.occurred_us // MIN_US // DAY_MIN)[:7]
    counts = rows.setdefault(f"checks/{event.point}/{month}", {}).setdefault(group, {})
    for what in whats:
        if once and f"{group}/{what}" in truck[3:]:
            continue
        if once:
            truck.append(f"{group}/{what}")
        add(counts, what, 1)


def iso(number):
    """Give a civil day by its number since 1970."""
    try:
        return date.fromordinal(EPOCH + number).isoformat()
    except (ValueError, OverflowError):
        return "outside"


def add(counts, key, by):
    """Count on; what comes to nothing is not there."""
    counts[key] = counts.get(key, 0) + by
    if not counts[key]:
        del counts[key]
