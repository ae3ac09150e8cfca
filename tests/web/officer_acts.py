"""An officer at a desk and a program with a key, who ask a site that runs as a process of its own.

Each act is given under a key of its own, by its number: the same number again is the same act.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from urllib.parse import urlencode

from otkel.app.accounts.keys import add_key
from otkel.app.accounts.signing import sign_in
from otkel.app.site.accounts import book_of
from otkel.app.site.house import opened_house
from tests.web.processes import connected

POINT = "shagan"
NAME, KEY, PASSWORD = "queue-1", "program-1", "wind over the steppe"
_FORM = "application/x-www-form-urlencoded"


class Answer(StrEnum):
    """What a site says of an act; one that was cut off says nothing and raises."""

    RECORDED = "recorded"
    BEFORE = "recorded before"
    NO = "not recorded"


class Officer:
    """Signed in at a desk, and the owner of a key; both outlive a site that is killed."""

    def __init__(self, db: str, port: int) -> None:
        """Make the account and the key in the ledger, before a site opens it."""
        self._port = port
        with opened_house(db) as house:
            book = book_of(house)
            book.add(NAME, PASSWORD)
            book.set_rights(NAME, POINT, ("queue_operator.kz",), by="test", reason="test")
            self._cookie = sign_in(book, NAME, PASSWORD, "", "127.0.0.1")
            self._token = add_key(book, KEY, NAME, ("arrive", "book"), 60_000)
        self._csrf = ""

    def at_desk(self, number: int) -> Answer:
        """Send a form of the desk. Raises OSError or HTTPException where it was cut off."""
        with connected(self._port) as line:
            if not self._csrf:
                line.request("GET", f"/en/desk/{POINT}/messages", headers=self._signed())
                page = line.getresponse().read().decode()
                self._csrf = re.search(r'name="csrf" value="(\w+)"', page)[1]  # type: ignore[index]
            form = {"csrf": self._csrf, "key": _key(number), **_truck(number, "DSK")}
            path = f"/en/desk/{POINT}/act/{_verb(number)}?towards=RU"
            line.request("POST", path, urlencode(form), {"content-type": _FORM, **self._signed()})
            answer = line.getresponse()
            answer.read()
            where = answer.headers.get("location") or ""
        if answer.status != 303 or "said=" not in where:
            return Answer.NO
        return Answer.BEFORE if "again=1" in where else Answer.RECORDED

    def over_the_api(self, number: int) -> Answer:
        """Ask by the key. Raises OSError or HTTPException where it was cut off."""
        body = {
            name: int(value) if value.isdigit() else value for name, value in _truck(number, "API").items()
        }
        headers = {
            "authorization": f"Bearer {self._token}", "idempotency-key": _key(number),
            "content-type": "application/json",
        }  # fmt: skip
        with connected(self._port) as line:
            line.request("POST", f"/api/v1/points/{POINT}/{_verb(number)}", json.dumps(body), headers)
            answer = line.getresponse()
            told = answer.read()
        if answer.status != 200:
            return Answer.NO
        return Answer.BEFORE if json.loads(told)["repeated"] else Answer.RECORDED

    def _signed(self) -> dict[str, str]:
        return {"cookie": f"otkel={self._cookie}"}


def client_keys(number: int) -> tuple[str, str]:
    """Give the keys under which the acts of a number stand in the ledger: of the desk, and of the API."""
    return f"desk {POINT} {_key(number)} {_verb(number)}", f"{KEY}/{_key(number)}"


def _verb(number: int) -> str:
    """Let every second truck be booked, and the others arrive."""
    return "book" if number % 2 else "arrive"


def _key(number: int) -> str:
    return f"act-{number}"


def _truck(number: int, series: str) -> dict[str, str]:
    told = {"plate": f"{number:05} {series} 07", "country": "KZ", "towards": "RU", "class": "ordinary"}
    return told if number % 2 else {**told, "people": "1"}
