"""Asks a site for an example of each operation of the API, and keeps them beside its description.

The queue is the day of the guide (docs/guide/queue-day.jsonl). Subjects and codes are drawn anew each time,
so what is kept is renewed by hand: python tools/api_examples.py; tests/web/test_api_examples.py plays it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from litestar.response import ServerSentEventMessage
from litestar.testing import TestClient

from otkel.app.accounts.keys import add_key
from otkel.app.crossing.asking import Asking
from otkel.app.crossing.reading import get_verb, read_envelope, read_typed
from otkel.app.ledger import make_head
from otkel.app.rights import RIGHTS, ROLES
from otkel.app.site.accounts import book_of
from otkel.app.site.house import House, opened_house
from otkel.facts.people import Language
from otkel.web.api_examples import FILE, Shown
from otkel.web.asgi import make_app
from otkel.web.routes_api_proofs import LINES

GUIDE = Path(__file__).parents[1] / "docs" / "guide"
POINT, DAY = "syrym", "2025-11-28"
V1 = "/api/v1"
MOST_EVENTS = 2  # of an answer that are kept
TRIP = {"enters_on": "2026-08-14", "route": ["KZ", "RU"], "driver": {"citizenship": "KZ"}}
STAYS = [{"country": "RU", "entered_on": "2026-01-10", "left_on": "2026-01-24"},
         {"country": "RU", "entered_on": "2026-03-02"}]  # fmt: skip
# Acts of which the day of the guide has none, in the order in which they can be done at its end.
MORE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("start", {"stage": "entry_control", "passage": 1003, "at": f"{DAY} 18:10"}),
    ("select", {"stage": "entry_control", "passage": 1003, "reason": "seal_damaged", "at": f"{DAY} 18:12"}),
    ("check-start", {"stage": "entry_control", "passage": 1003, "at": f"{DAY} 18:14"}),
    (
        "check-prolong",
        {"passage": 1003, "reason": "suspicion", "rule": "spot.ru.check", "at": f"{DAY} 18:40"},
    ),
    ("keep-alive", {"towards": "RU", "reason": "power_cut", "from": f"{DAY} 10:00", "to": f"{DAY} 10:40"}),
    ("standby", {"passage": 1012, "earliest": "2025-12-01 08:00", "latest": "2025-12-01 10:00"}),
    ("cancel", {"passage": 1013, "reason": "asked"}),
    ("ticket", {"passage": 1010}),
    ("draw", {"towards": "RU", "day": "2025-12-01", "at": "2025-11-30 12:00"}),
    ("move", {"passage": 1012, "slot": "2025-12-01 15:00", "reason": "asked", "at": "2025-11-30 12:02"}),
    (
        "message",
        {
            "towards": "RU",
            "text_en": "The strip is closed until noon.",
            "text_ru": "Полоса закрыта до полудня.",
            "at": "2025-11-30 12:05",
        },
    ),
)


def prepare(house: House) -> dict[str, str]:
    """Open the queue of the guide, an account with every role, and its key; gives the headers of it."""
    desk = house.desk(POINT)
    envelope = read_envelope({"at": f"{DAY} 05:55", "by": "guide"}, desk.zone, False)
    typed = read_typed(get_verb("open"), {"policy": "queue-post.yaml"}, desk.zone, envelope, True)
    done = Asking(desk, Language.EN, GUIDE).ask(typed)
    assert done.refusal is None, done.refusal
    book = book_of(house)
    book.add("yard-system", "wind over the steppe")
    states = ("kz", "ru")
    for point in (POINT, "kairak"):
        roles = [f"{role}.{state}" for role in ROLES for state in states]
        book.set_rights("yard-system", point, roles, by="guide", reason="guide")
    return {"authorization": "Bearer " + add_key(book, "yard-1", "yard-system", tuple(RIGHTS), 60_000)}


def asked() -> Iterator[Shown]:
    """Give what is to be asked, in order; of what comes back nothing."""
    yield Shown(method="POST", path=f"{V1}/points/{{point}}/open", places={"point": "kairak"},
                sent={"preset": "otkel"})  # fmt: skip
    for line in (GUIDE / "queue-day.jsonl").read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        yield _act(given.pop("do"), given)
    for verb, given in MORE:
        yield _act(verb, {"at": f"{DAY} 23:30"} | given)
    for name in ("status", "line", "needs", "backlog"):
        yield Shown(method="GET", path=f"{V1}/points/{{point}}/{name}", places={"point": POINT})
    here = {"point": POINT}
    yield Shown(method="GET", path=f"{V1}/points/{{point}}/redraw", places=here, query={"day": "2025-12-01"})
    yield Shown(method="GET", path=f"{V1}/points/{{point}}/public-record", places=here)
    for path in ("points", "board", "law/switches", "webhooks"):
        yield Shown(method="GET", path=f"{V1}/{path}")
    yield Shown(method="GET", path=f"{V1}/events", query={"after": "40", "limit": "2", "point": POINT})
    yield Shown(method="GET", path=f"{V1}/law/provisions", query={"subject": "stay"})
    yield Shown(method="GET", path=f"{V1}/law/provisions/{{provision}}", places={"provision": "stay.ru.year"})
    yield Shown(method="GET", path=f"{V1}/law/on", query={"day": "2026-08-14", "subject": "stay"})
    since = {"since": "2025-11-01", "until": "2026-01-31"}
    yield Shown(method="GET", path=f"{V1}/law/changes", query=since | {"subject": "stay"})
    yield Shown(method="POST", path=f"{V1}/check", query={"on": "2026-08-14"}, sent=TRIP)
    days = {"rule": "ru", "on": "2026-04-01", "citizenship": "KZ", "plan": 10, "stays": STAYS}
    yield Shown(method="POST", path=f"{V1}/days", sent=days)
    hook = {"name": "yard-2", "url": "https://yard.example/otkel", "words": ["called"], "point": POINT}
    yield Shown(method="POST", path=f"{V1}/webhooks", sent=hook, status=201)
    yield Shown(method="DELETE", path=f"{V1}/webhooks/{{name}}", places={"name": "yard-2"}, status=204)
    yield Shown(method="GET", path=f"{V1}/places/{{code}}", places={"code": "CODE"})
    yield Shown(method="GET", path=f"{V1}/places/{{code}}/proof", places={"code": "CODE"})
    yield Shown(method="POST", path=f"{V1}/proofs/check", sent={"PROOF": ""})
    yield Shown(method="POST", path=f"{V1}/certificates/check", sent={"format": "otkel-certificate-1"})


def _act(verb: str, given: dict[str, Any]) -> Shown:
    return Shown(method="POST", path=f"{V1}/points/{{point}}/{verb}", places={"point": POINT}, sent=given)


def play(house: House, shown: tuple[Shown, ...] | None = None) -> Iterator[tuple[Shown, Any]]:
    """Ask a site; gives each thing as it was asked, with its answer. What was given before is filled in."""
    headers, code, proof = prepare(house), "", None
    with TestClient(make_app(house)) as client:
        for one in asked() if shown is None else shown:
            if "/places/" in one.path or one.path.endswith("/proofs/check"):
                make_head(house.db)
            places = {name: code if name == "code" else value for name, value in one.places.items()}
            sent = proof if one.path.endswith("/proofs/check") else one.sent
            path = one.path.format(**places)
            answer = client.request(one.method, path, params=one.query, json=sent, headers=headers)
            if one.path.endswith("/ticket"):
                code = answer.json()["code"]
            if one.path.endswith("/proof"):
                proof = answer.json()
            yield msgspec.structs.replace(one, places=places, sent=sent, status=answer.status_code), answer


def kept() -> list[Shown]:
    """Give the first example of each operation that was done, with its answer, shortened."""
    found: dict[tuple[str, str], Shown] = {}
    with tempfile.TemporaryDirectory() as folder, opened_house(f"sqlite:///{folder}/otkel.db") as house:
        for one, answer in play(house):
            if answer.status_code >= 300:
                sys.exit(f"{one.method} {one.path} {one.sent}: {answer.status_code} {answer.text[:500]}")
            found.setdefault((one.method, one.path), msgspec.structs.replace(one, answer=_short(answer)))
    return [*found.values(), _followed(found["GET", f"{V1}/events"])]


def _followed(page: Shown) -> Shown:
    """Give the same events as a stream sends them."""
    told = "".join(
        ServerSentEventMessage(data=msgspec.json.encode(one).decode(), id=one["position"], sep="\n")
        .encode()
        .decode()
        for one in page.answer["events"]
    )
    return msgspec.structs.replace(
        page, path=f"{V1}/events/follow", query={"after": "40", "point": POINT}, answer=told
    )


def _short(answer: Any) -> Any:
    if not answer.content:
        return None
    if answer.headers["content-type"].startswith(LINES):
        return "".join(answer.text.splitlines(keepends=True)[: MOST_EVENTS + 1])
    told = answer.json()
    if isinstance(told, list):
        return told[:MOST_EVENTS]
    for name, value in told.items():
        if isinstance(value, list):
            told[name] = value[:MOST_EVENTS]
    return told


if __name__ == "__main__":
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(kept()), indent=1) + b"\n")
