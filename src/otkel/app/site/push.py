"""A call by web push: a browser gives an address for one passage, and is told when the truck is called.

What is sent says that it is time to drive, and until when; no plate, no code, no place in it. It is encrypted
for the browser, so that the push service between cannot read it. Only the hosts of known push services are
asked, by https, and never where a redirect points: an address comes from outside.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import inf
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from otkel.app.crossing.told import local
from otkel.app.ledger_files import refused
from otkel.app.site.board import name_of
from otkel.app.site.house import House, Wrong
from otkel.app.site.truck.holder import Holder
from otkel.app.site.working import working
from otkel.app.words import words_for
from otkel.facts import gazetteer
from otkel.facts.people import Language
from otkel.ledger.pushes import Address, Held, Pushes, open_pushes
from otkel.phrases import phrase
from otkel.queueing.state import State
from otkel.queueing.truck import Status

HOSTS = (
    "fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com", ".push.apple.com",
    ".notify.windows.com",
)  # fmt: skip
MOST_ENDPOINT = 1_000  # letters
MOST_BODY = 4_000  # bytes of what a browser gives
LOOK_S = 1.0
SEND_S = 10.0
TRIES, AGAIN_S = 5, 20.0
_GONE = (404, 410)
_LONGEST_TTL_S = 3 * 3600
_NOT_TAKEN = phrase("this browser gave no address that can be called")
_DO = phrase("allow notifications for this site, and try once more")
Send = Callable[[Address, bytes, int], int]  # address, text, seconds it is worth anything; gives the status


class _Keys(msgspec.Struct, frozen=True):
    p256dh: str
    auth: str


class _Given(msgspec.Struct, frozen=True):
    endpoint: str
    keys: _Keys


class _Truck(NamedTuple):
    """What of a truck bears on its call."""

    status: Status
    vehicle: str
    appear_by_us: int | None


class Calling:
    """Calls the drivers of a house by push. Every method may be called from any thread."""

    def __init__(self, house: House) -> None:
        """Call nobody until somebody says who calls (`begin`)."""
        self._house = house
        self._tries: dict[int, tuple[int, float]] = {}  # by number of an address: tries, and when again
        self._pushes: Pushes | None = None
        self._send: Send | None = None
        self.hosts: tuple[str, ...] = HOSTS

    def begin(self, send: Send) -> None:
        """Call by a way of sending from now on. Raises LedgerError."""
        self._pushes = open_pushes(self._house.db, self._house.ledger.store, self._house.ledger.keys)
        self._send = send

    @property
    def key(self) -> str | None:
        """The key that browsers ask for, in base64url; None: nobody is called by push here."""
        return None if self._pushes is None else _encoded(self._pushes.public_key)

    @property
    def pushes(self) -> Pushes:
        """The addresses. Raises InputError where nobody is called by push."""
        if self._pushes is None:
            raise refused(phrase("nobody is called by push here"), phrase("keep the page open instead"))
        return self._pushes

    def put(self, holder: Holder, body: bytes, language: Language) -> None:
        """Take the address that a browser gave for a truck. Raises InputError, LedgerError."""
        address = read_address(body, language, self.hosts)
        self.pushes.put(
            holder.point.slug, holder.passage, address, self._house.desk(holder.point.slug).now_us()
        )

    def remove(self, holder: Holder, body: bytes, language: Language) -> None:
        """Take an address back. Raises InputError, LedgerError."""
        address = read_address(body, language, self.hosts)
        self.pushes.remove_of(holder.point.slug, holder.passage, address.endpoint)

    def work(self) -> None:
        """Call whoever is to drive, and forget whose passage has ended. Raises LedgerError."""
        held = self.pushes.list_held()
        for point in sorted({one.point for one in held}):
            here = [one for one in held if one.point == point]
            trucks = self._house.desk(point).look(_find({one.passage for one in here}))
            for one in here:
                self._work_on(one, trucks.get(one.passage))

    def _work_on(self, one: Held, truck: _Truck | None) -> None:
        vault = self._house.ledger.vehicles.vault
        if truck is None:
            self.pushes.remove(one.number)
        elif truck.status is Status.WAITING and one.told_us is not None:
            self.pushes.set_told(one.number, None)  # it came back to the line, and is called again later
        elif truck.status is Status.CALLED and one.told_us is None:
            if vault.is_forgotten(truck.vehicle):
                self.pushes.remove(one.number)
            elif monotonic() >= self._tries.get(one.number, (0, -inf))[1]:
                self._call(one, truck)

    def _call(self, one: Held, truck: _Truck) -> None:
        address, send = self.pushes.find(one.number), self._send
        if address is None or send is None:
            return
        now_us = self._house.desk(one.point).now_us()
        left_s = _LONGEST_TTL_S if truck.appear_by_us is None else (truck.appear_by_us - now_us) // 1_000_000
        status = send(
            address, message(one.point, truck.appear_by_us, address), max(60, min(left_s, _LONGEST_TTL_S))
        )
        tries = self._tries.pop(one.number, (0, 0.0))[0] + 1
        if status in _GONE:
            self.pushes.remove(one.number)
        elif 200 <= status < 300 or tries >= TRIES:
            self.pushes.set_told(one.number, now_us)
        else:
            self._tries[one.number] = tries, monotonic() + AGAIN_S * tries


def calling_of(house: House) -> Calling:
    """Give who calls in a house, the same one each time."""
    return house.keep("push", Calling)


@contextmanager
def calling_by_push(house: House, contact: str, wrong: Wrong) -> Iterator[None]:
    """Call drivers by push until the block ends. Raises InputError, LedgerError.

    `contact`: whom push services may ask, as `mailto:` or `https:`.
    """
    if not contact.startswith(("mailto:", "https://")) or len(contact) > 200 or not contact.isprintable():
        raise refused(
            phrase("{contact} is no address at which push services could ask", contact=contact[:60]),
            phrase("write it as mailto:post@example.kz, or as https://…"),
            "--push",
        )
    calling = calling_of(house)
    calling.begin(
        lambda address, text, ttl_s: send_push(address, text, ttl_s, calling.pushes.private_key, contact)
    )
    with working("push", LOOK_S, calling.work, wrong):
        yield


def send_push(address: Address, text: bytes, ttl_s: int, private_key: bytes, contact: str) -> int:
    """Send a text by the push service of an address; gives its HTTP status, 0 where it was not reached."""
    import requests
    from py_vapid import Vapid02  # type: ignore[import-untyped]
    from pywebpush import WebPushException, webpush  # type: ignore[import-untyped]

    to = {"endpoint": address.endpoint, "keys": {"p256dh": address.p256dh, "auth": address.auth}}
    with requests.Session() as session:
        session.max_redirects = 0
        try:
            webpush(
                to, text, vapid_private_key=Vapid02.from_raw(_encoded(private_key).encode()),
                vapid_claims={"sub": contact}, ttl=ttl_s, timeout=SEND_S, headers={"urgency": "high"},
                requests_session=session,
            )  # fmt: skip
        except WebPushException as error:
            return 0 if error.response is None else int(error.response.status_code)
        except (requests.RequestException, ValueError):
            return 0
    return 201


def read_address(body: bytes, language: Language, hosts: tuple[str, ...] = HOSTS) -> Address:
    """Read what a browser gave. Raises InputError for all but an address at a known push service."""
    try:
        if len(body) > MOST_BODY:
            raise ValueError(len(body))
        given = msgspec.json.decode(body, type=_Given)
        _require_known(given.endpoint, hosts)
        public, auth = _decoded(given.keys.p256dh), _decoded(given.keys.auth)
        if len(public) != 65 or public[0] != 4 or len(auth) != 16:
            raise ValueError("keys")
    except (ValueError, msgspec.MsgspecError):
        raise refused(_NOT_TAKEN, _DO) from None
    return Address(
        endpoint=given.endpoint, p256dh=_encoded(public), auth=_encoded(auth), language=language.value
    )


def message(slug: str, appear_by_us: int | None, address: Address) -> bytes:
    """Give what is told to whoever is called, in the language of his page: at most a few hundred bytes."""
    words = words_for(Language(address.language))
    point = gazetteer.get_point(slug)
    told = [name_of(point, words.language)]
    if appear_by_us is not None:
        by = f"{local(appear_by_us, point.zone):%H:%M}"
        told.append(words.say(phrase("Be at the post by {time}.", time=by)))
    title = words.sentence(phrase("drive to the post now")).rstrip(".")
    return msgspec.json.encode({"title": title, "body": "\n".join(told)})


def _require_known(endpoint: str, hosts: tuple[str, ...]) -> None:
    """Raise ValueError for an address that is not one of a known push service, by https."""
    if (
        len(endpoint) > MOST_ENDPOINT
        or not endpoint.isascii()
        or not endpoint.isprintable()
        or " " in endpoint
    ):
        raise ValueError(endpoint)
    parts = urlsplit(endpoint)
    host = parts.netloc.lower()
    if parts.scheme != "https" or "\\" in endpoint or parts.fragment:
        raise ValueError(endpoint)
    if not any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts):
        raise ValueError(endpoint)


def _find(passages: set[int]) -> Callable[[State], Mapping[int, _Truck]]:
    def find(state: State) -> dict[int, _Truck]:
        trucks = ((one, state.trucks.get(one)) for one in passages)
        return {
            passage: _Truck(
                truck.status,
                truck.vehicle,
                state.us_of(truck.appear_by_s) if truck.appear_by_s < inf else None,
            )
            for passage, truck in trucks
            if truck is not None
        }

    return find


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except (binascii.Error, UnicodeError):
        raise ValueError(text) from None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
